"""There is an order: nothing is read before it is known, no rule or filter changes a value, whatever it reads."""

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from both import of_both
from crosswalk import Catalog, Customer, Outcome
from crosswalk.finding import Findings, Source
from crosswalk.text.source import Entries, read_yaml
from crosswalk.values import Json
from places import ROOT, TODAY
from specs import HEAD, MakeCatalog, spec

TOTAL = """
  - id: header
    rows:
      - {id: total, direction: export, type: money, right: {label: t, path: first.t}, source: rows.amount | sum}
"""
ITEMS = """
  - id: items
    lines: {from: items, into: first.items}
    rows:
      - {id: amount, direction: export, type: money, left: {path: amount}, right: {label: a, path: a}}
"""
ORDER = {"number": "1", "items": [{"amount": "100.00", "kind": "a"}, {"amount": "20.00", "kind": "b"}]}
BODY = {"t": Decimal("120.00"), "items": [{"a": Decimal("100.00")}, {"a": Decimal("20.00")}]}

BIG_INVOICE = """\
overlay: subcontractor-invoices
changes:
  - add_after: invoice-status
    rule: {id: big-invoice, warn_when: rows.to_date > LIMIT, message: The invoice is large; tell the controller.}
    reason: The controller wants to see large invoices.
"""

READING = {
    "record_warn": "id: r, warn_when: rows.total > 100",
    "record_require": "id: r, require: rows.total > 200",
    "line_warn": "id: r, each: items, warn_when: rows.total > 100",
    "line_require": "id: r, each: items, require: rows.total > 200",
    "line_warn_of_its_row": "id: r, each: items, warn_when: rows.amount > 50",
    "record_warn_of_the_lines": "id: r, warn_when: (rows.amount | count) == 2",
    "record_skip": "id: r, skip_when: rows.total > 100",
}

SIDES = """
  - id: moves
    lines: {from: items, into: first.items}
    sides: {from: {sign: "-1"}, to: {sign: "1"}}
    rows:
      - {id: amount, direction: export, type: money, required: true, source: amount | multiply(side.sign), right: {label: a, path: a}}
"""

Both = Callable[..., Outcome]


@pytest.fixture
def both(make_catalog: MakeCatalog) -> Both:
    """The outcome of one order by a spec, with the trace and without."""

    def go(text: str, order: Json, context: dict[str, Json] | None = None, given: tuple[str, ...] = ()) -> Outcome:
        customer = make_catalog(small=text).customer("tester", given)
        return of_both(customer.mapper("small", today=TODAY, context=context or {}), order)

    return go


def rules(*rules: str) -> str:
    return "rules:\n" + "".join(f"  - {{{rule}, message: It is so.}}\n" for rule in rules)


def sent(outcome: Outcome) -> list[tuple[str, Json]]:
    return [(document.document, document.body) for document in outcome.documents]


def codes(outcome: Outcome) -> list[str]:
    return [finding.code for finding in outcome.findings]


def added(customer: Customer, text: str) -> Customer:
    """A customer with one more overlay."""
    layer = read_yaml(Source("acme.yaml", text, "acme.yaml", "customer"), Findings())
    assert isinstance(layer, Entries)
    return replace(customer, layers=(*customer.layers, layer))


class TestARuleIsNoFilter:
    """What a rule reads is there when it is asked, and is what it would have been."""

    @pytest.mark.parametrize(("limit", "warned"), [("1000000", []), ("50000", ["big-invoice"])], ids=["small", "big"])
    def test_a_warning_of_a_shipped_invoice_changes_no_money(
        self, catalog: Catalog, limit: str, warned: list[str]
    ) -> None:
        sample = ROOT / "mappings/samples/subcontractor-invoices/export-division-code.json"
        record = json.loads(sample.read_text("utf-8"))["request_data"]["requisitions"][0]
        del record["summary"]
        customer = catalog.customer("example")
        told = [
            of_both(each.mapper("subcontractor-invoices", today=TODAY), record)
            for each in (customer, added(customer, BIG_INVOICE.replace("LIMIT", limit)))
        ]
        plain, ruled = told
        assert plain.documents[0].body["VouInvAmt"] == Decimal("53000.00")
        assert sent(ruled) == sent(plain)
        assert sorted(codes(ruled)) == sorted([*codes(plain), *warned])

    @pytest.mark.parametrize("rule", READING.values(), ids=READING)
    def test_it_reads_what_is_sent(self, both: Both, rule: str) -> None:
        outcome = both(spec(groups=TOTAL + ITEMS, more=rules(rule)), ORDER)
        assert set(codes(outcome)) == {"r"}
        if "warn" in rule:
            assert sent(outcome) == [("first", BODY)]

    @pytest.mark.parametrize("rule", READING.values(), ids=READING)
    def test_it_says_nothing_where_it_does_not_hold(self, both: Both, rule: str) -> None:
        order = {"number": "1", "items": [{"amount": "3.00"}]}
        outcome = both(spec(groups=TOTAL + ITEMS, more=rules(rule.replace("> 200", "< 200"))), order)
        assert (sent(outcome), codes(outcome)) == ([("first", {"t": Decimal(3), "items": [{"a": Decimal(3)}]})], [])

    def test_a_line_rule_that_does_not_skip_reads_the_sum_of_the_kept_lines(self, both: Both) -> None:
        """It is asked of lines that `once_per:` drops, too, and yet decides nothing about them."""
        groups = TOTAL + ITEMS.replace("first.items}", "first.items, once_per: kind}")
        twice = {"number": "1", "items": [*ORDER["items"], {"amount": "7.00", "kind": "a"}]}
        more = "rules:\n  - {id: r, each: items, warn_when: rows.total == 120, message: 'Line {{ position }}.'}\n"
        outcome = both(spec(groups=groups, more=more), twice)
        assert sent(outcome) == [("first", BODY)]
        assert [f.message for f in outcome.findings] == [f"items[{n}]: Line {n + 1}." for n in range(3)]

    def test_a_row_reads_a_sum_over_its_own_lines(self, both: Both) -> None:
        """A share of the total: the lines are gone through twice."""
        row = "      - {id: share, direction: export, type: money, right: {label: s, path: s}, source: rows.total}\n"
        outcome = both(spec(groups=TOTAL + ITEMS + row), ORDER)
        assert [line["s"] for line in outcome.documents[0].body["items"]] == [Decimal(120), Decimal(120)]

    def test_the_lines_of_one_group_are_chosen_by_the_sum_of_another(self, both: Both) -> None:
        small = ITEMS.replace("id: items", "id: others").replace("id: amount", "id: small")
        small = small.replace(
            "{from: items, into: first.items}", "{from: others, into: first.o, where: rows.total > 1}"
        )
        left = "\n  - id: left\n    lines: {from: others, into: first.o, where: not (rows.total > 1)}\n    leave_out: None.\n"
        text = spec(groups=small + left.replace(", into: first.o", "") + TOTAL + ITEMS)
        for amount, count in (("5.00", 1), ("0.50", 0)):
            order = {"number": "1", "items": [{"amount": amount}], "others": [{"amount": "9.00"}]}
            assert len(both(text, order).documents[0].body["o"]) == count

    def test_lines_are_chosen_by_later_lines_of_the_same_array(self, both: Both) -> None:
        """They stand before these, and yet need them: numbers are given last."""
        few = "\n  - id: few\n    lines: {from: few, into: first.items, where: rows.total > LIMIT}\n    rows:\n"
        few += "      - {id: b, direction: export, type: money, left: {path: amount}, right: {label: a, path: a}}\n"
        few += "  - {id: none, lines: {from: few}, shares_lines: true, leave_out: None.}\n"
        for limit, amounts in (("1", [7, 100, 20]), ("500", [100, 20])):
            text = spec(groups=few.replace("LIMIT", limit) + ITEMS + TOTAL)
            outcome = both(text, {**ORDER, "few": [{"amount": "7.00"}]})
            assert outcome.documents[0].body["items"] == [{"a": Decimal(amount)} for amount in amounts]

    def test_a_key_and_a_check_may_read_any_row(self, both: Both) -> None:
        head = HEAD.replace("key: number", "key: rows.total")
        check = "checks:\n  - {id: c, equal: [rows.total, documents.first.t], message: Differs}\n"
        outcome = both(spec(groups=TOTAL + ITEMS, head=head, more=check), ORDER)
        assert (outcome.key, sent(outcome), codes(outcome)) == ("120.00", [("first", BODY)], [])

    def test_a_check_may_read_a_row_of_a_document_that_is_off(self, both: Both) -> None:
        head = HEAD.replace("second: {endpoint: second}", "second: {endpoint: second, enabled_by: is_on}")
        other = "      - {id: n, direction: export, right: {label: n, path: second.n}, source: number}\n"
        check = "checks:\n  - {id: c, equal: [rows.n, '1'], message: Differs}\n"
        outcome = both(spec(groups=TOTAL + other + ITEMS, head=head, more=check), ORDER, given=("is_on=false",))
        assert (sent(outcome), codes(outcome)) == ([("first", BODY)], [])

    def test_a_document_is_sent_by_the_sum_of_its_lines(self, both: Both) -> None:
        head = HEAD.replace("first: {endpoint: first}", "first: {endpoint: first, when: rows.total > 100}")
        other = TOTAL.replace(
            "rows:", "rows:\n      - {id: n, direction: export, right: {label: n, path: second.n}, source: number}"
        )
        text = spec(groups=other + ITEMS, head=head)
        assert [name for name, _ in sent(both(text, ORDER))] == ["first", "second"]
        assert [name for name, _ in sent(both(text, {"number": "1", "items": []}))] == ["second"]


class TestSides:
    """The sides of a line are its lines: rules are asked of each, but for those that decide whether there are any."""

    def test_a_rule_reads_the_rows_of_each_side(self, both: Both) -> None:
        """It read a row of no side, which had no amount, and blocked every record."""
        more = "rules:\n  - {id: r, each: moves, warn_when: rows.amount < 0, message: 'Minus {{ side.name }}.'}\n"
        outcome = both(spec(groups=SIDES, more=more), {"number": "1", "items": [{"amount": "5.00"}]})
        assert sent(outcome) == [("first", {"items": [{"a": Decimal(-5)}, {"a": Decimal(5)}]})]
        assert [finding.message for finding in outcome.findings] == ["items[0]: Minus from."]

    def test_what_is_said_of_each_side_is_said_of_each(self, both: Both) -> None:
        for words, count in (("'{{ side.name }}'", 2), ("Moved", 1)):
            more = f"rules:\n  - {{id: r, each: moves, warn_when: true, message: {words}}}\n"
            outcome = both(spec(groups=SIDES, more=more), {"number": "1", "items": [{"amount": "5.00"}]})
            assert codes(outcome) == ["r"] * count

    def test_a_rule_that_skips_is_asked_of_the_line(self, both: Both) -> None:
        text = spec(groups=SIDES, more=rules("id: r, each: moves, skip_when: amount == '5.00'"))
        outcome = both(text, {"number": "1", "items": [{"amount": "5.00"}, {"amount": "2.00"}]})
        assert sent(outcome) == [("first", {"items": [{"a": Decimal(-2)}, {"a": Decimal(2)}]})]
        assert codes(outcome) == ["r"]


def test_a_thousand_rows_that_read_one_another_in_turn(both: Both) -> None:
    """Nothing goes down into itself: not the check, not the order, not the program."""
    line = "      - {id: r%d, direction: export, source: %s, right: {label: r, path: first.r%d}}\n"
    names = [*(f"rows.r{n}" for n in range(1, 1000)), "number"]
    text = spec(groups="  - id: header\n    rows:\n" + "".join(line % (n, name, n) for n, name in enumerate(names)))
    (document,) = both(text, {"number": "7"}).documents
    assert (len(document.body), set(document.body.values())) == (1000, {"7"})


def test_links_that_are_found_by_one_another_in_turn(both: Both) -> None:
    links = ["  l0: {find: record.items, match: {id: number}}"]
    links += [f"  l{n}: {{find: record.items, match: {{id: l{n - 1}.next}}}}" for n in range(1, 60)]
    row = "- {id: a, direction: export, source: l59.next, right: {label: a, path: first.a}}\n"
    order = {"number": "1", "items": [{"id": "1", "next": "2"}, {"id": "2", "next": "1"}]}
    (document,) = both(spec(row, more="links:\n" + "\n".join(links) + "\n"), order).documents
    assert document.body == {"a": "1"}


class TestSourceRows:
    """Rows that are added up in one record."""

    PER_JOB = HEAD.replace("  key: number", "  record_per: [job]\n  key: job")

    def test_a_sum_reads_a_row_of_the_record(self, both: Both) -> None:
        row = "- {id: t, direction: export, type: money, sum: amount | multiply(rows.rate), right: {label: t, path: first.t}}\n"
        row += "- {id: rate, direction: export, type: integer, source: days, right: {label: r, path: first.r}}\n"
        head = self.PER_JOB.replace("[job]", "[job, days]")
        assert both(spec(row, head=head), {"job": "1", "days": 3, "amount": "5.00"}).documents[0].body["t"] == 15

    def test_rules_are_asked_of_them_where_nothing_is_added_up(self, both: Both) -> None:
        row = "- {id: job, direction: export, source: job, right: {label: j, path: first.j}}\n"
        text = spec(row, head=self.PER_JOB, more=rules("id: r, each: source, skip_when: amount is blank"))
        assert codes(both(text, {"job": "1"})) == ["r", "all-left-out"]

    def test_a_record_that_goes_no_further_needs_none_for_its_key(self, both: Both) -> None:
        head = HEAD.replace("  key: number", "  record_per: [job]\n  key: rows.total\n  enabled_by: is_on")
        row = "- {id: total, direction: export, type: money, sum: amount | number, right: {label: t, path: first.t}}\n"
        text = spec(row, head=head, more=rules("id: r, each: source, skip_when: amount is blank"))
        record = {"job": "1", "amount": "5.00"}
        assert both(text, record).key == "5.00"
        assert codes(both(text, record, given=("is_on=false",))) == ["mapping-off"]


def test_what_tells_whose_a_record_is_may_read_a_link(make_catalog: MakeCatalog) -> None:
    row = "- {id: n, direction: export, source: number, right: {label: n, path: first.n}}\n"
    links = "links:\n  l: {find: record.items, match: {kind: number}, none: blank}\n"
    own = "mapping: mine\nextends: small\ntitle: Mine\ntakes_when: l.amount is not blank\n"
    customer = make_catalog(small=spec(row, more=links), customers__tester__mine=own).customer("tester")
    theirs, mine = (customer.mapper(name, today=TODAY) for name in ("small", "mine"))
    for number, kinds in (("a", ["skipped", "mapped"]), ("c", ["mapped", "skipped"])):
        assert [of_both(each, {**ORDER, "number": number}).kind for each in (theirs, mine)] == kinds
