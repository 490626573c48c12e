"""The JSON documents that other programs rely on; their schemas stand in schemas/output/."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Map

from crosswalk.build.outcome import Note, Outcome, Trace, Written
from crosswalk.bulk.items import Item
from crosswalk.catalog.customer import Customer
from crosswalk.mapper import Mapper
from crosswalk.plan.data import plan_data
from crosswalk.plan.plan import Plan
from crosswalk.spec.changes import Change
from crosswalk.spec.flags import Flag, Value
from crosswalk.spec.knowledge import Knowledge
from crosswalk.spec.mapping import Mapping, Row
from crosswalk.spec.sites import flags_of_mapping, flags_of_row
from crosswalk.text.rejects import kept_of
from crosswalk.text.stream import Position
from crosswalk.values import Json

from .render import finding_data

VERSION = 1


def row_data(row: Row, mapping: Mapping) -> dict[str, Json]:
    labels = {name: side.label for name, side in row.sides.items()}
    first, second = labels
    evidence = {name: side.evidence for name, side in row.sides.items() if side.evidence}
    return {
        "id": row.id,
        "group": row.group,
        first: labels[first],
        "direction": row.direction,
        second: labels[second],
        "documented": row.documented,
        "flags": list(flags_of_row(row)),
        "evidence": evidence,
        "note": row.note or row.shown_only,
        "footnote": ",".join(row.footnotes) or None,
    }


def show_data(mapping: Mapping, changes: Iterable[Change] = ()) -> dict[str, Json]:
    return {
        "schema_version": VERSION,
        "mapping": mapping.name,
        "title": mapping.title,
        "rows": [row_data(row, mapping) for row in mapping.rows],
        "footnotes": dict(mapping.footnotes),
        "extends": mapping.extends,
        "takes_when": mapping.takes.text if mapping.takes is not None else None,
        "changes": [change_data(change) for change in changes],
    }


def plans_data(plans: Sequence[Plan], customer: Customer) -> dict[str, Json]:
    """The plans of one mapping, in each direction asked for."""
    mapping, today = plans[0].mapping, plans[0].terms.today
    return {
        "schema_version": VERSION,
        "mapping": mapping.name,
        "title": mapping.title,
        "customer": customer.name,
        "today": today.isoformat(),
        "plans": [plan_data(plan) for plan in plans],
    }


def change_data(change: Change) -> dict[str, Json]:
    return {
        "id": change.id,
        "verb": change.verb,
        "key": change.key,
        "from": change.before,
        "to": change.after,
        "reason": change.reason,
        "at": change.span.at,
    }


def dry_run_data(mapper: Mapper, customer: Customer, outcomes: Iterable[Trace]) -> dict[str, Json]:
    plan, records = mapper.plan, list(outcomes)
    used = flags_of_mapping(plan.mapping)
    return {
        "schema_version": VERSION,
        "mapping": plan.mapping.name,
        "direction": plan.direction.name,
        "customer": customer.name,
        "today": plan.terms.today.isoformat(),
        "flags": {name: value_data(customer.flags[name]) for name in used},
        "summary": count(records),
        "records": [outcome_data(outcome, plan.terms.knowledge) for outcome in records],
    }


def count(outcomes: Iterable[Outcome]) -> dict[str, int]:
    totals = {"mapped": 0, "skipped": 0, "blocked": 0}
    for outcome in outcomes:
        totals[outcome.kind] += 1
    return totals


def value_data(value: Value) -> dict[str, Json]:
    return {
        "value": list(value.value) if isinstance(value.value, tuple) else _text(value.value),
        "source": value.source,
    }


def outcome_data(outcome: Trace, knowledge: Knowledge) -> dict[str, Json]:
    first, second = knowledge.connector.sides
    return {
        "key": outcome.key,
        "outcome": outcome.kind,
        "findings": [finding_data(finding) for finding in outcome.findings],
        "documents": _documents(outcome),
        "rows": [_written(written, first, second) for written in outcome.rows],
    }


def _written(written: Written, first: str, second: str) -> dict[str, Json]:
    return {
        "row": written.row,
        "group": written.group,
        "index": written.index,
        first: written.labels[0],
        second: written.labels[1],
        "path": written.path,
        "value": written.value,
        "from": list(written.sources),
        "flags": list(written.flags),
        "at": written.span.at,
    }


def _documents(outcome: Outcome) -> list[Json]:
    return [
        {"document": d.document, "method": d.method, "endpoint": d.endpoint, "body": d.body, "needs": list(d.needs)}
        for d in outcome.documents
    ]


def run_line(outcome: Outcome) -> dict[str, Json]:
    """One line of a bulk run."""
    return {"key": outcome.key, "documents": _documents(outcome)}


def reject_line(item: Item) -> dict[str, Json]:
    """One line of rejects; valid input of the next run."""
    return {
        "position": position_data(item.position),
        "mapping": item.mapping,
        "key": item.outcome.key,
        "outcome": item.outcome.kind,
        "findings": [finding_data(finding) for finding in item.outcome.findings],
        **kept_of(item.record, item.written()),
    }


def position_data(position: Position) -> dict[str, Json]:
    return {"line": position.line, "column": position.column, "bytes": [position.first, position.end]}


def note_data(note: Note) -> dict[str, Json]:
    return {"step": note.what, "text": note.text, "value": _text(note.value)}


def flag_data(flag: Flag, value: Value, mappings: Iterable[str]) -> dict[str, Json]:
    return {
        "name": flag.name,
        "kind": flag.kind,
        "type": flag.type,
        "default": list(flag.default) if isinstance(flag.default, tuple) else flag.default,
        **value_data(value),
        "title": flag.title,
        "origin": flag.origin or None,
        "enable": flag.enable or None,
        "mappings": list(mappings),
    }


def list_data(customer: Customer, mappings: Map[str, Mapping]) -> dict[str, Json]:
    return {
        "schema_version": VERSION,
        "customer": customer.name,
        "mappings": [
            {
                "mapping": mapping.name,
                "title": mapping.title,
                "directions": list(mapping.directions),
                "off": {
                    name: off.flag for name, d in mapping.directions.items() if (off := first_off(customer, d.enabled))
                },
                "rows": sum(row.documented for row in mapping.rows),
                "more_rows": sum(not row.documented for row in mapping.rows),
                "flags": list(flags_of_mapping(mapping)),
            }
            for mapping in mappings.values()
        ],
    }


def first_off(customer: Customer, conditions: Iterable[Json]) -> Json:
    return next((c for c in conditions if customer.flags[c.flag].value not in c.values), None)


def _text(value: Json) -> Json:
    return value.isoformat() if hasattr(value, "isoformat") else None if repr(value) == "missing" else value
