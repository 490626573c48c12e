"""Many source rows, one record."""

from decimal import Decimal

from specs import HEAD, Lint, Run, body, codes, spec


class TestAggregation:
    """Many source rows, one record."""

    TEXT = spec(
        """
        - {id: job, direction: export, type: code, left: {label: j, path: job}, right: {label: j, path: first.job}}
        - {id: cost, direction: export, type: money, right: {label: c, path: first.cost}, sum: amount, where: type == "C"}
        - {id: open, direction: export, type: money, right: {label: o, path: first.open}, sum: amount, where: type != "C"}
        """,
        head=HEAD.replace("  key: number", "  record_per: [job]\n  key: job"),
        more="rules:\n  - {id: posted-only, each: source, skip_when: posted is blank, message: It is not posted.}\n",
    )

    def test_rows_of_one_key_are_summed_and_what_is_left_out_is_told(self, run: Run) -> None:
        source = [
            {"job": "A", "type": "C", "amount": "0.10", "posted": "x"},
            {"job": "B", "type": "C", "amount": "9", "posted": "x"},
            {"job": "A", "type": "C", "amount": "0.20", "posted": "x"},
            {"job": "A", "type": "O", "amount": "5", "posted": "x"},
            {"job": "A", "type": "C", "amount": "77", "posted": None},
        ]
        first, second = run(self.TEXT, *source)
        assert body(first) == {"job": "A", "cost": Decimal("0.30"), "open": Decimal("5.00")}
        assert codes(first) == ["posted-only"]
        assert body(second) == {"job": "B", "cost": Decimal("9.00"), "open": Decimal("0.00")}

    def test_a_field_that_may_differ_between_the_rows_is_a_finding(self, lint: Lint) -> None:
        assert lint(self.TEXT.replace("path: job}, right", "path: type}, right")) == ["not-aggregated"]


AGGREGATED = spec(
    "- {id: cost, direction: export, type: money, right: {label: c, path: first.cost}, sum: amount}",
    head=HEAD.replace("  key: number", "  record_per: [job]\n  key: job"),
    more="rules:\n  - {id: r, each: source, skip_when: amount > 'x', message: m}\n",
)


def test_a_rule_on_source_rows_that_cannot_be_tested_blocks(run: Run) -> None:
    (outcome,) = run(AGGREGATED, {"job": "A", "amount": 5})
    assert (outcome.kind, codes(outcome)) == ("blocked", ["expression-failed"])


def test_a_condition_of_a_sum_must_be_one(run: Run) -> None:
    text = AGGREGATED.replace("sum: amount}", "sum: amount, where: type}").replace("amount > 'x'", "false")
    (outcome,) = run(text, {"job": "A", "amount": 5, "type": "C"})
    assert (outcome.kind, codes(outcome)) == ("blocked", ["expression-failed"])


def test_an_expression_of_an_aggregated_record_reads_only_its_key(lint: Lint) -> None:
    text = AGGREGATED.replace("sum: amount}", "source: reference}").replace("amount > 'x'", "false")
    assert lint(text) == ["not-aggregated"]
