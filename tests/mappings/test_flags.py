"""Every option of the connector does something that a reviewer sees, and does nothing else."""

import pytest

from crosswalk.catalog.rehearse import Rehearsal
from crosswalk.spec.mapping import Mapping
from crosswalk.spec.order import Graph, Node
from crosswalk.spec.sites import flags_of_mapping, flags_of_row
from shipped import CATALOG, rehearsal, rehearsals

_FLAGS = {name: flag for name, flag in CATALOG.knowledge.flags.items() if flag.kind == "mapping"}


def of_flag(name: str) -> list[tuple[Rehearsal, Rehearsal]]:
    """The variants that set only this flag, each with its sample as it is."""
    return [(r, rehearsal(r.sample)) for r in rehearsals() if r.variant and r.flags == {name}]


def changed_rows(one: Rehearsal, other: Rehearsal) -> set[str]:
    """The rows whose values differ, over records that are mapped in both."""
    changed: set[str] = set()
    for here, there in zip(one.outcomes, other.outcomes, strict=True):
        if here.kind == there.kind == "mapped":
            first = [(row.row, row.index, str(row.value)) for row in here.rows]
            second = [(row.row, row.index, str(row.value)) for row in there.rows]
            changed |= {row for row, _, _ in {*first} ^ {*second}}
    return changed


def may_change(mapping: Mapping, flag: str) -> set[str]:
    """The rows that a flag may touch: they consult it, read a row that does, or stand in a group or document of it."""
    rows = {row.id for row in mapping.rows if flag in flags_of_row(row)}
    for group in mapping.groups:
        conditions = {condition.flag for condition in group.enabled}
        texts = [
            str(group.when.text) if group.when else "",
            *(lines.where.text for lines in group.lines.values() if lines.where),
        ]
        if flag in conditions or any(f"flags.{flag}" in text for text in texts):
            rows |= {row.id for row in group.rows}
    for name, direction in mapping.directions.items():
        off = {d.name for d in direction.documents.values() if flag in {c.flag for c in d.enabled}}
        rows |= {
            row.id
            for row in mapping.rows
            for transfer in [row.transfers.get(name)]
            if transfer and {t.document for t in transfer.targets} & off
        }
    while more := {id for id, read in reading(mapping) if read in rows} - rows:
        rows |= more
    return rows


def reading(mapping: Mapping) -> set[tuple[str, str]]:
    """Rows, each with a row that it reads."""
    graphs = [Graph(one, mapping.links) for one in mapping.one_ways.values()]
    return {
        (id, need.id)
        for graph in graphs
        for id, (_, _, section) in graph.rows.items()
        for need in graph.needs(Node("row", id, graph.written_at(section.group)))
        if need.kind in {"row", "list"}
    }


@pytest.mark.parametrize("name", _FLAGS)
def test_a_flag_changes_a_snapshot(name: str) -> None:
    assert of_flag(name), f"no variant of a sample sets only {name}"


@pytest.mark.parametrize("name", _FLAGS)
def test_a_flag_changes_nothing_else(name: str) -> None:
    for variant, sample in of_flag(name):
        customer = CATALOG.customer(sample.sample.run.customer or sample.sample.customer or "example")
        mapping = customer.mapping(variant.sample.mapping)
        assert name in flags_of_mapping(mapping, variant.sample.direction), variant.name
        assert changed_rows(variant, sample) <= may_change(mapping, name), variant.name


def test_every_flag_of_a_mapping_is_consulted_by_one() -> None:
    used = {flag for name in CATALOG.names for flag in flags_of_mapping(CATALOG.customer("example").mapping(name))}
    assert set(_FLAGS) - used == set()
