"""Names in scope, and what is missing."""

from collections.abc import Callable
from decimal import Decimal

from chains import chain
from crosswalk import Outcome
from specs import Lint, Run, body, codes, row, spec


class TestNames:
    """Names in scope, and what is missing."""

    def test_a_bare_name_is_the_record_and_in_lines_the_line(self, run: Run) -> None:
        groups = """
  - id: header
    rows:
      - {id: head, direction: export, right: {label: h, path: first.h}, source: code}
  - id: lines
    lines: {from: items, into: first.items}
    rows:
      - {id: own, direction: export, right: {label: o, path: o}, source: code}
      - {id: above, direction: export, right: {label: a, path: a}, source: record.code}
      - {id: at, direction: export, type: integer, right: {label: p, path: p}, source: position}
"""
        (outcome,) = run(spec(groups=groups), {"number": "1", "code": "H", "items": [{"code": "L"}]})
        assert body(outcome) == {"h": "H", "items": [{"o": "L", "a": "H", "p": 1}]}

    def test_missing_and_null_are_different_and_both_blank(self, run: Run) -> None:
        rows = row("gone", 'source: \'"yes" if x is missing else "no"\'') + row(
            "blank", 'source: \'"yes" if x is blank else "no"\''
        )
        found = [
            body(o) for o in run(spec(rows), {"number": "1"}, {"number": "2", "x": None}, {"number": "3", "x": ""})
        ]
        assert found == [
            {"gone": "yes", "blank": "yes"},
            {"gone": "no", "blank": "yes"},
            {"gone": "no", "blank": "yes"},
        ]

    def test_what_hangs_below_null_is_missing_not_an_error(self, run: Run) -> None:
        (outcome,) = run(
            spec(row("x", 'source: \'"gone" if a.b[0].c is missing else "there"\'')), {"number": "1", "a": None}
        )
        assert body(outcome) == {"x": "gone"}

    def test_a_setting_that_is_not_given_blocks_but_can_be_asked_for(self, run: Run) -> None:
        asked, used = (
            spec(row("a", "source: '\"none\" if settings.office is blank else settings.office'")),
            spec(row("a", "source: settings.office")),
        )
        assert body(run(asked, {"number": "1"})[0]) == {"a": "none"}
        assert codes(run(used, {"number": "1"})[0]) == ["missing-setting"]

    def test_rows_are_free_of_order_and_typed(self, run: Run) -> None:
        rows = row("twice", "type: money, source: rows.once | multiply(2)") + row("once", "type: money, source: amount")
        (outcome,) = run(spec(rows), {"number": "1", "amount": "1.10"})
        assert body(outcome) == {"twice": Decimal("2.20"), "once": Decimal("1.10")}

    def test_a_circle_of_rows_is_a_finding(self, lint: Lint) -> None:
        assert set(lint(spec(row("a", "source: rows.b") + row("b", "source: rows.a")))) == {"row-circle"}

    def test_a_row_of_lines_is_a_list_to_the_header(self, run: Run) -> None:
        groups = """
  - id: header
    rows:
      - {id: total, direction: export, type: money, right: {label: t, path: first.t}, source: rows.amount | sum}
  - id: lines
    lines: {from: items, into: first.items}
    rows:
      - {id: amount, direction: export, type: money, left: {path: amount}, right: {label: a, path: a}}
"""
        (outcome,) = run(spec(groups=groups), {"number": "1", "items": [{"amount": "0.10"}, {"amount": "0.20"}]})
        assert body(outcome)["t"] == Decimal("0.30")

    def test_sequence_counts_records_from_zero(self, run: Run) -> None:
        found = run(spec(row("n", "type: integer, source: -999999 + sequence")), {"number": "1"}, {"number": "2"})
        assert [body(o)["n"] for o in found] == [-999999, -999998]


def test_rows_that_need_rows_are_no_deeper_than_one_of_them(run: Callable[..., tuple[Outcome, ...]]) -> None:
    sources = [f"{'number | default(' * 60}rows.r{n}{')' * 60}" for n in range(1, 25)]
    (outcome,) = run(chain(*sources, "number"), {"number": "7"})
    assert set(outcome.documents[0].body.values()) == {"7"}
