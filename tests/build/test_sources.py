"""Where a row's value comes from: constants, defaults, fall-backs, choices, tables."""

from specs import Lint, Run, body, codes, row, spec


class TestSources:
    """Constants, defaults, fall-backs, choices, tables."""

    def test_a_default_takes_null_as_missing(self, run: Run) -> None:
        (outcome,) = run(spec(row("x", "source: v, default: LS")), {"number": "1", "v": None})
        assert body(outcome) == {"x": "LS"}

    def test_a_constant_code_keeps_its_zeros(self, run: Run) -> None:
        (outcome,) = run(spec(row("x", "type: code, constant: 000")), {"number": "1"})
        assert body(outcome) == {"x": "000"}

    def test_the_first_source_that_is_not_blank_wins_and_may_warn(self, run: Run) -> None:
        rows = "- id: x\n  direction: export\n  right: {label: x, path: first.x}\n  first_of: [a, {source: b, warn: {id: b-taken, message: 'B is {{ b }}.'}}]\n"
        first, second = run(spec(rows), {"number": "1", "a": "A", "b": "B"}, {"number": "2", "a": "", "b": "B"})
        assert (body(first), codes(first)) == ({"x": "A"}, [])
        assert (body(second), second.findings[0].message, second.findings[0].severity) == (
            {"x": "B"},
            "B is B.",
            "warning",
        )

    def test_a_flag_chooses_between_sources(self, run: Run) -> None:
        text = spec(row("x", "choose: {by: shape, from: {round: a, square: b}}"))
        order = {"number": "1", "a": "A", "b": "B"}
        assert body(run(text, order)[0]) == {"x": "A"}
        assert body(run(text, order, given=("shape=square",))[0]) == {"x": "B"}

    def test_a_choice_must_cover_every_value(self, lint: Lint) -> None:
        assert lint(spec(row("x", "choose: {by: shape, from: {round: a}}"))) == ["missing-choice"]

    def test_a_table_translates_and_an_unknown_code_blocks(self, run: Run) -> None:
        text = spec(
            "- {id: x, direction: export, table: kinds, left: {label: x, path: k}, right: {label: x, path: first.x}}"
        )
        good, bad = run(text, {"number": "1", "k": "A"}, {"number": "2", "k": "AA"})
        assert body(good) == {"x": "alpha"}
        assert codes(bad) == ["unmapped-code"]
        assert "'A'" in bad.findings[0].help

    def test_a_table_may_keep_what_it_does_not_know(self, run: Run) -> None:
        text = spec(
            "- {id: x, direction: export, table: loose, left: {label: x, path: k}, right: {label: x, path: first.x}}"
        )
        assert body(run(text, {"number": "1", "k": "Z"})[0]) == {"x": "Z"}

    def test_several_rows_document_one_table(self, run: Run) -> None:
        rows = "".join(
            f"- {{id: {only}, direction: export, table: kinds, only: {only}, left: {{label: {only}, path: k}}, right: {{label: x, path: first.x}}}}\n"
            for only in ("alpha", "beta")
        )
        good, bad = run(spec(rows), {"number": "1", "k": "B"}, {"number": "2", "k": "C"})
        assert body(good) == {"x": "beta"}
        assert codes(bad) == ["unmapped-code"]

    def test_required_may_be_a_condition(self, run: Run) -> None:
        text = spec(row("x", "source: v, required: needs_it") + row("k", "source: number"))
        free, bound = run(text, {"number": "1", "needs_it": False}, {"number": "2", "needs_it": True})
        assert body(free) == {"k": "1"}
        assert codes(bound) == ["missing-value"]

    def test_one_result_may_be_printed_twice(self, run: Run) -> None:
        (outcome,) = run(spec(row("a", "source: v") + row("b", "same_as: a")), {"number": "1", "v": "x"})
        assert body(outcome) == {"a": "x", "b": "x"}
