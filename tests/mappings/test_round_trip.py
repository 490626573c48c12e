"""Every row of direction both goes out and comes back as the same value.

A record is made from the mapping's own samples, with generated values in its rows of direction both; it is mapped out;
what was sent is put where the other system would give it back; and that record is mapped in.
"""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from crosswalk import Customer, Mapper
from crosswalk.build.outcome import Trace
from crosswalk.catalog.samples import Sample, find_samples
from crosswalk.spec.mapping import Group, Row, Transfer
from crosswalk.spec.sources import part_of, path_of, results_of
from crosswalk.spec.vocabulary import DirectionName
from crosswalk.types import TYPES
from crosswalk.values import Json, Segments, is_blank
from shipped import CATALOG

_EXAMPLE = CATALOG.customer("example")
_BOTH = [name for name in CATALOG.names if len(_EXAMPLE.mapping(name).directions) == 2]
_CODES = st.text("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789-", min_size=1, max_size=8).filter(lambda text: text[0].isalpha())
_VALUES = {
    "text": st.text("abcdeéüß ,.'&-", min_size=1, max_size=20).map(str.strip).filter(bool),
    "code": _CODES,
    "money": st.decimals(0, 10**9, places=2).map(str),
    "quantity": st.decimals(0, 10**6, places=3).map(str),
    "decimal": st.decimals(0, 10**6, places=4).map(str),
    "percent": st.decimals(0, 100, places=2).map(str),
    "integer": st.integers(0, 10**6),
    "date": st.dates(date(2000, 1, 1), date(2050, 1, 1)).map(str),
}


def mapped(mapping: str, direction: DirectionName) -> tuple[Sample, Mapper, Customer, Json]:
    """A sample of the direction whose first mapped record is the model, and its mapper."""
    for sample in find_samples(CATALOG, mapping):
        if sample.direction == direction:
            run = sample.run
            customer = CATALOG.customer(run.customer or sample.customer or "example", sample=run.flags)
            mapper = customer.mapper(mapping, direction, today=run.today or date(2025, 2, 3), context=run.context or {})
            for record in mapper.records(sample.payload):
                if mapper.trace(record).kind == "mapped":
                    return sample, mapper, customer, record
    raise AssertionError(f"{mapping} has no {direction} sample that is mapped")


def rows_of(mapper: Mapper) -> list[tuple[Group, Row]]:
    spec = mapper.plan.mapping
    return [
        (g, r) for g in spec.groups for r in g.rows if r.direction == "both" and not r.one_way and len(r.transfers) == 2
    ]


def place_of(transfer: Transfer) -> Segments | None:
    """Where a way reads: its path, or the first field that its source names."""
    if (path := path_of(transfer.source)) is not None:
        return path.segments
    references = [r for result in results_of(transfer.source) for r in result.references]
    return (references[0].root, *references[0].below) if references else None


def base_of(record: Json, group: Group, direction: DirectionName) -> Json:
    """The record, or the first line of the group's."""
    lines = group.lines.get(direction)
    found = lines.source.read(record) if lines else record
    return found[0] if isinstance(found, list) else found


def put(base: Json, segments: Segments, value: Json) -> None:
    for segment in segments[:-1]:
        base = base[segment] if isinstance(segment, int) else base.setdefault(segment, {}) or base[segment]
    base[segments[-1]] = value


def draw(data: st.DataObject, transfer: Transfer, mapper: Mapper, old: Json) -> Json:
    """A new value for a row: a code of its table, a key with a new part, or any value of its type."""
    if transfer.table is not None:
        return data.draw(st.sampled_from(sorted(mapper.plan.terms.tables[transfer.table.name].entries) or [old]))
    value = data.draw(_VALUES[transfer.type])
    if transfer.limits.max is not None and isinstance(value, str):
        value = value[: transfer.limits.max].strip() or "A"
    if transfer.wire == "number" and transfer.type == "code":
        value = str(data.draw(st.integers(1, 99999)))
    return value


def keyed(transfer: Transfer, mapper: Mapper, old: Json, value: Json) -> Json:
    """The key with one part changed, where the row is a part of one."""
    if (part := part_of(transfer.source)) is None:
        return value
    key = mapper.plan.terms.knowledge.keys[part.key]
    parts = dict(key.split(old)) | {part.name: value}
    return key.build([parts[name] for name in key.parts])


def value_of(outcome: Trace, row: Row) -> Json:
    return next(written.value for written in outcome.rows if written.row == row.id)


@pytest.mark.parametrize("mapping", _BOTH)
def test_what_goes_out_comes_back(mapping: str) -> None:
    _, out, _, model = mapped(mapping, "export")
    _, back, _, answer = mapped(mapping, "import")
    rows = rows_of(out)
    assert rows

    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def round_trip(data: st.DataObject) -> None:
        record, sent = deepcopy(model), {}
        for group, row in rows:
            transfer = row.transfers["export"]
            base, path = base_of(record, group, "export"), path_of(transfer.source)
            if path is None or path.segments is None or is_blank(old := path.read(base)) or transfer.transform:
                continue
            sent[row.id] = draw(data, transfer, out, old)
            put(base, path.segments, keyed(transfer, out, old, sent[row.id]))
        there = out.trace(record)
        # a rule may refuse what was generated; anything else would be a defect
        rules = {rule.id for rule in out.plan.mapping.rules}
        assume(not {finding.code for finding in there.findings if finding.severity != "warning"} & rules)
        assert there.kind == "mapped", there.findings
        returned: dict[str, Any] = {}
        record = deepcopy(answer)
        for group, row in rows:
            place = place_of(row.transfers["import"])
            if place is None or not any(written.row == row.id for written in there.rows):
                continue
            returned[row.id] = value_of(there, row)
            put(base_of(record, group, "import"), place, returned[row.id])
        here = back.trace(record)
        for _, row in rows:
            if row.id in returned and any(written.row == row.id for written in here.rows):
                read = TYPES[row.transfers["import"].type].read
                wanted = sent.get(row.id, returned[row.id])
                assert read(value_of(here, row)) == read(wanted), row.id

    round_trip()
