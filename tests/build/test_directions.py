"""Both directions from one spec."""

import pytest

from crosswalk import CrosswalkError
from specs import HEAD, Lint, Run, body, spec


class TestDirections:
    """Both directions from one spec."""

    HEAD = (
        HEAD + "import:\n  records: orders\n  key: Num\n  record_is: first\n  documents:\n    back: {endpoint: back}\n"
    )

    def test_copies_parts_and_tables_invert(self, run: Run) -> None:
        rows = """
        - {id: plain, direction: both, left: {label: p, path: p, import: back.p}, right: {label: P, path: first.P}}
        - {id: kind, direction: both, table: kinds, left: {label: k, path: k, import: back.k}, right: {label: K, path: first.K}}
        - {id: company, direction: both, type: code, left: {label: c, path: origin, import: back.origin, part: order.company}, right: {label: C, path: first.C}}
        - {id: num, direction: both, type: code, left: {label: n, path: origin, import: back.origin, part: order.number}, right: {label: N, path: [first.N, first.M]}}
        - {id: due, direction: both, type: date, transform: value | plus_days(flags.days), left: {label: d, path: d, import: back.d}, right: {label: D, path: first.D}}
        """
        order = {"p": "x", "k": "B", "origin": "010|7", "d": "2025-01-31"}
        text = spec(rows, head=self.HEAD)
        (out,) = run(text, order, direction="export")
        assert body(out) == {"P": "x", "K": "beta", "C": "010", "N": "7", "M": "7", "D": "2025-03-02"}
        (back,) = run(text, body(out), direction="import")
        assert body(back, "back") == order

    @pytest.mark.parametrize("more", ["transform: value | upper", "source: a", "constant: x", "first_of: [a, b]"])
    def test_a_row_that_cannot_be_turned_round_is_a_finding(self, lint: Lint, more: str) -> None:
        rows = f"- {{id: x, direction: both, {more}, left: {{label: p, path: p, import: back.p}}, right: {{label: P, path: first.P}}}}\n"
        assert lint(spec(rows, head=self.HEAD)) == ["not-invertible"]

    def test_a_row_may_give_both_ways_or_say_it_is_one_way(self, lint: Lint) -> None:
        both = "- {id: x, direction: both, export: {transform: value | upper}, import: {transform: value | lower}, left: {label: p, path: p, import: back.p}, right: {label: P, path: first.P}}\n"
        one = "- {id: x, direction: both, transform: value | upper, one_way: case is lost, left: {label: p, path: p}, right: {label: P, path: first.P}}\n"
        assert lint(spec(both, head=self.HEAD)) == []
        assert lint(spec(one, head=self.HEAD)) == []

    def test_a_mapping_that_goes_both_ways_wants_a_direction(self, run: Run) -> None:
        rows = "- {id: plain, direction: both, left: {label: p, path: p, import: back.p}, right: {label: P, path: first.P}}"
        with pytest.raises(CrosswalkError) as caught:
            run(spec(rows, head=self.HEAD), {"p": "x"})
        assert caught.value.findings[0].code == "missing-direction"
