"""Keys and their parts."""

from specs import Lint, Run, body, codes, spec


class TestKeys:
    """Keys and their parts."""

    PARTS = """
    - {id: company, direction: export, type: code, source: c, right: {label: C, path: first.K, part: order.company}}
    - {id: number, direction: export, type: code, source: n, right: {label: N, path: first.K, part: order.number}}
    """

    def test_rows_build_a_key_of_its_parts(self, run: Run) -> None:
        (outcome,) = run(spec(self.PARTS), {"number": "1", "c": "010", "n": "7"})
        assert body(outcome) == {"K": "010|7"}

    def test_a_part_with_the_separator_in_it_blocks(self, run: Run) -> None:
        (outcome,) = run(spec(self.PARTS), {"number": "1", "c": "0|10", "n": "7"})
        assert codes(outcome) == ["bad-key"]

    def test_a_key_without_all_its_parts_is_a_finding(self, lint: Lint) -> None:
        assert lint(spec(self.PARTS.strip().splitlines()[0])) == ["incomplete-key"]

    def test_a_key_of_other_parts_blocks(self, run: Run) -> None:
        text = spec(
            "- {id: x, direction: export, type: code, left: {label: x, path: k, part: order.number}, right: {label: x, path: first.x}}"
        )
        (outcome,) = run(text, {"number": "1", "k": "010|7|9"})
        assert codes(outcome) == ["bad-key"]
