"""Two rows may write one place only if they provably never do so for the same line."""

import pytest

from specs import LINES, Lint, Run, body, row, spec


class TestWriters:
    """Two rows that write one place."""

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("enabled_by: {flag: shape, is: round}", "enabled_by: {flag: shape, is: square}"),
            ("enabled_by: is_on", "enabled_by: {flag: is_on, is: false}"),
            ("when: a is blank", "when: a is not blank"),
            ("when: a == 'x'", "when: not (a == 'x')"),
            ("unless_row: b", "when: a is blank"),
            ("when: \"a is like('C*')\"", "when: \"a is like(['D*', 'c?*'])\""),
            ("when: \"a in ['x', 'y']\"", "when: \"a not in ['x', 'y', 'z']\""),
            ("when: a > 5", "when: a <= 5"),
            ("when: \"a is blank or b == 'x'\"", "when: \"a is not blank and record.b in ['y', 'z']\""),
            ("when: a == b", "when: b > c and a != b"),
        ],
    )
    def test_rows_that_exclude_each_other_may(self, lint: Lint, one: str, other: str) -> None:
        assert lint(spec(row("a", f"source: v, {one}", "first.x") + row("b", f"source: v, {other}", "first.x"))) == []

    def test_rows_of_groups_that_exclude_each_other_may(self, lint: Lint) -> None:
        group = "  - id: {id}\n    when: {when}\n    rows:\n      - {{id: {id}-x, direction: export, source: v, left: {{label: A}}, right: {{label: A, path: first.x}}}}\n"
        both = [group.format(id=id, when=f"kind == '{id}'") for id in ("one", "two")]
        assert lint(spec(groups="".join(both))) == []
        assert lint(spec(groups="".join(both).replace("'two'", "'one'"))) == ["two-writers"]

    def test_a_condition_of_the_record_excludes_none_of_the_lines(self, lint: Lint) -> None:
        rows = "".join(
            f"      - {{id: {id}, direction: export, source: v, when: kind == '{kind}', right: {{label: A, path: x}}}}\n"
            for id, kind in (("one", "b"), ("two", "b"))
        )
        lines = f"  - id: lines\n    when: kind == 'a'\n    lines: {{from: items, into: first.L}}\n    rows:\n{rows}"
        assert lint(spec(groups=lines)) == ["two-writers"]

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("a == 'x' or b is blank", "a == 'x' or b is not blank"),
            ("a == 'x' or b == 'y'", "a != 'x' or b == 'y'"),
            ("a == 'x' or b == 'y'", "a == 'x' or b == 'z'"),
            ("a is like('C*')", "a is like('*C')"),
        ],
    )
    def test_a_negation_of_one_part_of_a_condition_excludes_nothing(self, lint: Lint, one: str, other: str) -> None:
        rows = row("a", f"source: v, when: {one}", "first.x") + row("b", f"source: v, when: {other}", "first.x")
        assert lint(spec(rows)) == ["two-writers"]

    @pytest.mark.parametrize("other", ["when: a is blank", "enabled_by: is_on", "default: x"])
    def test_rows_that_may_both_write_are_a_finding(self, lint: Lint, other: str) -> None:
        assert lint(spec(row("a", "source: v", "first.x") + row("b", f"source: v, {other}", "first.x"))) == [
            "two-writers"
        ]

    def test_a_row_gives_way_to_another(self, run: Run) -> None:
        text = spec(row("job", "source: job, unless_row: sub", "first.x") + row("sub", "source: sub", "first.x"))
        found = [body(o) for o in run(text, {"number": "1", "job": "J"}, {"number": "2", "job": "J", "sub": "S"})]
        assert found == [{"x": "J"}, {"x": "S"}]


def test_the_same_condition_twice_excludes_nothing(lint: Lint) -> None:
    both = row("a", "source: v, when: v is like('C*')", "first.x") + row(
        "b", "source: v, when: v is like('C*')", "first.x"
    )
    assert lint(spec(both)) == ["two-writers"]


def test_nested_places_are_two_writers(lint: Lint) -> None:
    assert lint(spec(row("a", "source: v", "first.x") + row("b", "source: v", "first.x.y"))) == ["two-writers"]


def test_a_row_cannot_write_where_lines_go(lint: Lint) -> None:
    header = (
        "  - id: header\n    rows:\n      - {id: h, direction: export, source: v, right: {label: h, path: first.L}}"
    )
    assert lint(spec(groups=header + LINES)) == ["two-writers"]


def test_a_document_a_line_has_no_header(lint: Lint) -> None:
    header = (
        "  - id: header\n    rows:\n      - {id: h, direction: export, source: v, right: {label: h, path: first.h}}"
    )
    assert lint(spec(groups=header + LINES.replace("first.L", "first"))) == ["two-writers"]
