"""Lines and their groups, filters, sides, and the checks of documents."""

from decimal import Decimal

from specs import Run, body, codes, spec


class TestLines:
    """Lines, filters, sides, checks."""

    def groups(self, first: str, second: str) -> str:
        return f"""
  - id: big
    lines: {{from: items, where: {first}, into: first.items}}
    rows:
      - {{id: b, direction: export, right: {{label: b, path: b}}, source: v}}
  - id: small
    {second}
"""

    def test_every_line_is_taken_by_exactly_one_group(self, run: Run) -> None:
        leave = "lines: {from: items, where: not (v == 'x')}\n    leave_out: Only x is sent."
        order = {"number": "1", "items": [{"v": "x"}, {"v": "y"}]}
        (outcome,) = run(spec(groups=self.groups("v == 'x'", leave)), order)
        assert body(outcome) == {"items": [{"b": "x"}]}
        assert [(f.code, f.severity) for f in outcome.findings] == [("line-left-out", "info")]
        assert "Only x is sent." in outcome.findings[0].message

    def test_a_line_that_nobody_takes_blocks(self, run: Run) -> None:
        leave = "lines: {from: items, where: v == 'z'}\n    leave_out: z"
        (outcome,) = run(
            spec(groups=self.groups("v == 'x'", leave)), {"number": "1", "items": [{"v": "x"}, {"v": "y"}]}
        )
        assert codes(outcome) == ["line-not-mapped"]

    def test_a_line_that_two_groups_take_blocks(self, run: Run) -> None:
        leave = "lines: {from: items, where: v != 'z'}\n    leave_out: z"
        (outcome,) = run(spec(groups=self.groups("v == 'x'", leave)), {"number": "1", "items": [{"v": "x"}]})
        assert "line-taken-twice" in codes(outcome)

    def test_a_null_line_is_a_finding(self, run: Run) -> None:
        leave = "lines: {from: items, where: v != 'x'}\n    leave_out: rest"
        (outcome,) = run(spec(groups=self.groups("v == 'x'", leave)), {"number": "1", "items": [{"v": "x"}, None]})
        assert codes(outcome) == ["null-line"]

    def test_two_groups_may_fill_one_array_in_turn(self, run: Run) -> None:
        rest = "lines: {from: items, where: v != 'x', into: first.items}\n    rows:\n      - {id: s, direction: export, right: {label: s, path: s}, source: v}"
        order = {"number": "1", "items": [{"v": "y"}, {"v": "x"}, {"v": "z"}]}
        assert body(run(spec(groups=self.groups("v == 'x'", rest)), order)[0]) == {
            "items": [{"b": "x"}, {"s": "y"}, {"s": "z"}]
        }

    SIDES = """
  - id: transfers
    lines: {from: moves, into: second}
    sides:
      from: {code: line.from_code, sign: "-1"}
      to: {code: line.to_code, sign: "1"}
    rows:
      - {id: code, direction: export, type: code, right: {label: c, path: code}, source: side.code}
      - {id: amount, direction: export, type: money, right: {label: a, path: amount}, source: amount | multiply(side.sign)}
"""

    CHECK = "checks:\n  - {id: zero-sum, equal: [\"documents.second | sum('amount')\", '0'], message: A transfer must sum to zero.}\n"

    def test_one_line_becomes_two_and_a_document_each(self, run: Run) -> None:
        order = {"number": "1", "moves": [{"from_code": "01", "to_code": "02", "amount": "4500.0"}]}
        (outcome,) = run(spec(groups=self.SIDES, more=self.CHECK), order)
        assert [sent.body for sent in outcome.documents] == [
            {"code": "01", "amount": Decimal("-4500.00")},
            {"code": "02", "amount": Decimal("4500.00")},
        ]

    def test_a_check_that_fails_shows_both_values(self, run: Run) -> None:
        text = spec(groups=self.SIDES, more=self.CHECK.replace("'0'", "'5'"))
        (outcome,) = run(text, {"number": "1", "moves": [{"from_code": "01", "to_code": "02", "amount": "1"}]})
        assert codes(outcome) == ["zero-sum"]
        assert "(0.00 against " in outcome.findings[0].message
