"""What the benchmarks measure is the same work: generated invoices are clean, and the program by hand maps as we do."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any, TypeAlias

import pytest
from benchmarks import hand_written
from benchmarks.invoices import as_line, events, published, record_of

from crosswalk import Catalog, Mapper
from crosswalk.audit.conformance import map_checked
from crosswalk.bulk.items import map_reads
from crosswalk.text.payload import encode
from crosswalk.text.stream import read_stream
from crosswalk_cli.documents import run_line

Event: TypeAlias = dict[str, Any]
COUNT = 60


def as_rest_gives_it(event: Event) -> Event:
    return event


SHAPES = pytest.mark.parametrize("shape", [as_rest_gives_it, published])


@pytest.fixture(scope="module")
def mapper(catalog: Catalog) -> Mapper:
    return catalog.customer("example").mapper("subcontractor-invoices", today=date(2025, 2, 3))


def test_the_same_seed_gives_the_same_events() -> None:
    assert list(events(COUNT)) == list(events(COUNT))
    assert list(events(COUNT)) != list(events(COUNT, seed=8))


def test_an_invoice_has_three_to_eight_lines() -> None:
    assert {len(record_of(event)["line_items"]) for event in events(COUNT)} == {3, 4, 5, 6, 7, 8}


def test_generated_invoices_are_mapped_without_a_finding(mapper: Mapper) -> None:
    data = io.BytesIO(b"".join(map(as_line, events(COUNT))))
    outcomes = map_checked(mapper, read_stream(data, "events"))
    assert [(outcome.kind, outcome.findings) for outcome in outcomes] == [("mapped", ())] * COUNT


def test_in_the_published_shape_they_are_warned_of_what_it_lacks(mapper: Mapper) -> None:
    data = io.BytesIO(b"".join(as_line(published(event)) for event in events(COUNT)))
    outcomes = map_checked(mapper, read_stream(data, "events"))
    codes = {(outcome.kind, finding.code) for outcome in outcomes for finding in outcome.findings}
    assert codes == {("mapped", code) for code in ("status-not-given", "to-date-unknown", "not-checked")}


@SHAPES
def test_the_program_by_hand_writes_the_same_bytes_as_run(shape: Callable[[Event], Event], mapper: Mapper) -> None:
    shaped = [shape(event) for event in events(COUNT)]
    data = b"".join(map(as_line, shaped))
    outcomes = [item.outcome for item in map_reads(mapper, read_stream(io.BytesIO(data), "events"))]
    ours = [encode(run_line(outcome)) + b"\n" for outcome in outcomes]
    assert ours == list(hand_written.run(io.BytesIO(data)))
