"""Rules: they block, skip or warn, of a record or of a line; flags that switch directions and filter records."""

from decimal import Decimal

import pytest

from specs import HEAD, LINES, Run, body, codes, row, spec


class TestRules:
    """Lines, filters, sides, checks."""

    def test_a_rule_on_lines_blocks_skips_or_warns_each(self, run: Run) -> None:
        rules = """
        rules:
          - {id: no-zero, each: lines, skip_when: v is zero, message: "Line {{ position }} is zero."}
          - {id: no-minus, each: lines, require: not (v is negative), message: A line is negative.}
        """
        groups = "\n  - id: lines\n    lines: {from: items, into: first.items}\n    rows:\n      - {id: v, direction: export, type: money, right: {label: v, path: v}, source: v}\n"
        text = spec(groups=groups, more=rules)
        kept, bad = run(
            text, {"number": "1", "items": [{"v": "0"}, {"v": "1"}]}, {"number": "2", "items": [{"v": "-1"}]}
        )
        assert (body(kept), codes(kept)) == ({"items": [{"v": Decimal("1.00")}]}, ["no-zero"])
        assert codes(bad) == ["no-minus"]


class TestFlags:
    """Strict names; flags choose."""

    def test_a_direction_that_is_off_skips_every_record_and_names_the_flag(self, run: Run) -> None:
        text = spec(row("a", "source: number"), head=HEAD.replace("export:\n", "export:\n  enabled_by: is_on\n"))
        (outcome,) = run(text, {"number": "1"}, given=("is_on=false",))
        assert (outcome.kind, codes(outcome)) == ("skipped", ["mapping-off"])
        assert "is_on is false (--set)" in outcome.findings[0].message

    def test_flags_filter_records(self, run: Run) -> None:
        rules = "rules:\n  - {id: masked, skip_when: v in flags.codes, message: '{{ v }} is masked.'}\n"
        text = spec(row("a", "source: v"), more=rules)
        masked, free = run(text, {"number": "1", "v": "X"}, {"number": "2", "v": "Y"}, given=("codes=X,Z",))
        assert (masked.kind, masked.findings[0].message, free.kind) == ("skipped", "X is masked.", "mapped")


@pytest.mark.parametrize("text", ["01/31/2025", "2025-13-31"])
def test_a_date_is_compared_with_text_that_is_none(run: Run, text: str) -> None:
    rules = "rules:\n  - {id: old, skip_when: today > d, message: It is old.}\n"
    (outcome,) = run(spec(row("a", "source: number"), more=rules), {"number": "1", "d": text})
    assert (outcome.kind, codes(outcome)) == ("blocked", ["bad-value"])


@pytest.mark.parametrize(
    ("rules", "groups"),
    [
        ("rules:\n  - {id: r, skip_when: amount, message: m}\n", ""),
        ("rules:\n  - {id: r, require: amount, message: m}\n", ""),
        ("", LINES.replace("from: items,", "from: items, where: v,")),
    ],
)
def test_a_condition_that_is_neither_true_nor_false_blocks(run: Run, rules: str, groups: str) -> None:
    text = spec(row("a", "source: number"), more=rules, groups=groups)
    (outcome,) = run(text, {"number": "1", "amount": "5", "items": [{"v": "x"}]})
    assert (outcome.kind, set(codes(outcome))) == ("blocked", {"expression-failed"})
