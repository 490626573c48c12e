"""The library face: a handful of names, pure, picklable, and the same answer every time."""

import pickle
from datetime import date, datetime
from decimal import Decimal

import pytest

import crosswalk
from places import ROOT
from specs import MakeCatalog, row, spec


def test_the_names_are_these() -> None:
    assert crosswalk.__all__ == [
        "Catalog",
        "CrosswalkError",
        "Customer",
        "Finding",
        "Mapper",
        "Memory",
        "Outcome",
        "Trace",
        "decode",
        "load",
    ]


TODAY = date(2025, 2, 3)
SAMPLE = crosswalk.decode(
    (ROOT / "mappings/samples/subcontractor-invoices/export-first-invoice.json").read_text("utf-8")
)


def test_a_mapper_survives_pickling_with_its_overrides() -> None:
    customer = crosswalk.load().customer("example", ["invoice_due_days=45"])
    mapper = customer.mapper("subcontractor-invoices", today=TODAY, context={"previous_invoices": []})
    again: crosswalk.Mapper = pickle.loads(pickle.dumps(mapper))
    assert again.trace_payload(SAMPLE)[0].documents == mapper.trace_payload(SAMPLE)[0].documents
    assert again.trace_payload(SAMPLE)[0].documents[0].body["VouDueDate"] == "2025-03-17"


def test_mapping_does_not_change_its_input_or_depend_on_what_was_mapped_before() -> None:
    mapper = crosswalk.load().customer("example").mapper("subcontractor-invoices", today=TODAY)
    before = repr(SAMPLE)
    first = mapper.trace_payload(SAMPLE)
    mapper.map({"invoice_number": "other"})
    again = mapper.trace_payload(SAMPLE)
    assert again == first
    assert [(trace.rows, trace.unwritten) for trace in again] == [(trace.rows, trace.unwritten) for trace in first]
    assert repr(SAMPLE) == before


def test_a_float_is_refused_and_named() -> None:
    (record,) = SAMPLE["request_data"]["requisitions"]
    lines = [{**line, "amount": 0.1} for line in record["line_items"]]
    mapper = crosswalk.load().customer("example").mapper("subcontractor-invoices", today=TODAY)
    outcome = mapper.map({**record, "line_items": lines})
    assert outcome.kind == "blocked"
    assert any("binary float" in finding.message for finding in outcome.findings)


def test_money_is_a_decimal_in_the_body() -> None:
    mapper = crosswalk.load().customer("example").mapper("subcontractor-invoices", today=TODAY)
    body = mapper.trace_payload(SAMPLE)[0].documents[0].body
    assert body["VouInvAmt"] == Decimal("53000.00")
    assert isinstance(body["VouInvAmt"], Decimal)


def test_a_value_tells_its_story() -> None:
    mapper = crosswalk.load().customer("example").mapper("subcontractor-invoices", today=TODAY)
    (outcome,) = mapper.trace_payload(SAMPLE)
    due = next(row for row in outcome.rows if row.row == "due-date")
    assert [(note.what, note.text) for note in due.notes] == [
        ("read", "billing_date"),
        ("flag", "invoice_due_days"),
        ("transform", "plus_days(flags.invoice_due_days)"),
    ]
    assert (due.sources, due.flags) == (("billing_date",), ("invoice_due_days",))


def test_a_catalog_that_cannot_be_used_raises_all_its_findings(tmp_path: object) -> None:
    with pytest.raises(crosswalk.CrosswalkError) as caught:
        crosswalk.load(ROOT / "nowhere")
    assert caught.value.findings[0].code == "no-such-file"


def test_a_payload_without_records_is_a_blocked_outcome_and_no_exception() -> None:
    mapper = crosswalk.load().customer("example").mapper("subcontractor-invoices", today=TODAY)
    for payload, code in (({}, "payload-shape"), ("text", "bad-record"), ({"request_name": "x"}, "foreign-event")):
        (outcome,) = mapper.trace_payload(payload)
        assert (outcome.kind, [finding.code for finding in outcome.findings]) == ("blocked", [code])


@pytest.mark.parametrize("bad", ["half " + chr(0xD83D), "half " + chr(0xDC00), "nul " + chr(0)])
def test_half_a_character_in_a_record_of_a_caller_blocks_that_record(bad: str) -> None:
    mapper = crosswalk.load().customer("example").mapper("subcontractor-invoices", today=TODAY)
    (record,) = SAMPLE["request_data"]["requisitions"]
    damaged = {**record, "erp_custom_fields": {"description": bad}}
    good, blocked = mapper.trace_payload([record, damaged])
    assert (good.kind, blocked.kind) == ("mapped", "blocked")
    assert "description" in " ".join(finding.message for finding in blocked.findings)


def test_today_is_a_date_and_nothing_else(make_catalog: MakeCatalog) -> None:
    customer = make_catalog(small=spec(row("a", "source: v"))).customer("tester")
    for day in ("2025-01-01", datetime(2025, 1, 1), None):
        with pytest.raises(TypeError, match=r"today is a datetime\.date"):
            customer.mapper("small", today=day)  # type: ignore[arg-type] # that is the mistake
