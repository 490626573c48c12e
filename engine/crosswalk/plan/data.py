"""A plan as plain data: its terms, its steps in their order, and what its flags switch off."""

from __future__ import annotations

from collections.abc import Iterator

from ..spec.order import Node
from ..spec.sources import part_of
from ..values import Json
from .details import condition_of, details_of
from .outline import Off, decided_by, lacking, steps_of, switched_off, unread_links
from .plain import Data, name_data, path_data, span_data, value_data
from .plan import SOURCE_ROWS, Plan, Step
from .reading import expressions_at, names_of
from .words import step_words


def plan_data(plan: Plan) -> Data:
    """The plan; its schema is in schemas/output/show-plan.schema.json."""
    steps, direction = steps_of(plan), plan.direction
    off = plan.terms.first_off(direction.enabled)
    read, written = plan.terms.knowledge.connector.sides_of(direction.name)
    return {
        "direction": direction.name,
        "sides": {"read": read, "written": written},
        "off": {"flag": off.flag, "value": value_data(plan.terms.flags[off.flag].value)} if off is not None else None,
        "records": path_data(direction.records),
        "record_per": [path_data(path) for path in direction.record_per],
        "require_context": plan.terms.require_context,
        **_decided(plan, steps),
        "collections": _collections(plan, steps),
        "keys": _keys(plan, steps),
        "tables": _tables(plan, steps),
        "standing": [rule.id for rule in plan.standing],
        "steps": [step_data(plan, number, step) for number, step in enumerate(steps, 1)],
        "switched_off": [_off(plan, off) for off in switched_off(plan)],
        "unread_links": list(unread_links(plan)),
    }


def step_data(plan: Plan, number: int, step: Step) -> Data:
    """A step: what it is, for what it is done, what it reads and writes, and what it is done with."""
    node, said = step.node, step_words(plan, step)
    return {
        "number": number,
        "verb": step.verb,
        "kind": node.kind,
        "id": node.id or None,
        "each": _each(step),
        "group": step.over.group if step.over is not None and step.over != SOURCE_ROWS else None,
        "stage": step.over.stage if step.over is not None and step.over != SOURCE_ROWS else None,
        "words": said.line,
        "condition": condition_of(plan, node),
        "reads": [name_data(name) for name in names_of(plan.graph, node)],
        "writes": list(_writes(plan, node)),
        "not_given": list(lacking(plan, node)),
        "what": details_of(plan, node),
        "at": span_data(step.span),
    }


def _each(step: Step) -> str:
    if step.over is None:
        return "record"
    if step.over == SOURCE_ROWS:
        return "source row"
    return "side" if step.node.place.is_side else "line"


def _writes(plan: Plan, node: Node) -> Iterator[Data]:
    """The places in documents that a row writes; of a line, below its element or document."""
    if node.kind == "row" and node.id not in plan.graph.unsent:
        for target in plan.graph.rows[node.id][1].targets:
            yield {"document": target.document, "path": list(target.segments), "text": target.text}


def _decided(plan: Plan, steps: tuple[Step, ...]) -> Data:
    """The flags and settings that decide steps or are read by them, with where they were set."""
    found: dict[str, dict[str, Json]] = {"flag": {}, "setting": {}}
    for step in steps:
        for each in decided_by(plan, step.node):
            known = plan.terms.flags if each.of == "flag" else plan.terms.settings
            found[each.of][each.name] = {**value_data(each.value), "source": known[each.name].source}
    return {"flags": found["flag"], "settings": found["setting"]}


def _collections(plan: Plan, steps: tuple[Step, ...]) -> dict[str, bool]:
    """The collections of the context that steps read, and whether they are given."""
    names = (str(name.name) for step in steps for name in names_of(plan.graph, step.node) if name.of == "context")
    return {name: name in plan.terms.collections for name in names}


def _keys(plan: Plan, steps: tuple[Step, ...]) -> Data:
    """The keys whose parts are read or built."""
    known = plan.terms.knowledge.keys
    names = dict.fromkeys(name for step in steps for name in _keys_of(plan, step.node) if name in known)
    return {name: {"parts": list(known[name].parts), "separator": known[name].separator} for name in names}


def _keys_of(plan: Plan, node: Node) -> Iterator[str]:
    if node.kind == "row":
        transfer = plan.graph.rows[node.id][1]
        yield from (part.key for part in (part_of(transfer.source), transfer.write_part) if part is not None)
    yield from (word.partition(".")[0] for filter, word in _mentions(plan, node) if filter != "lookup")


def _tables(plan: Plan, steps: tuple[Step, ...]) -> Data:
    """The value tables that codes are looked up in."""
    known = plan.terms.tables
    names = dict.fromkeys(name for step in steps for name in _tables_of(plan, step.node) if name in known)
    return {
        name: {
            "source": known[name].source,
            "target": known[name].target,
            "miss": known[name].miss,
            "entries": dict(known[name].entries),
        }
        for name in names
    }


def _tables_of(plan: Plan, node: Node) -> Iterator[str]:
    if node.kind == "row" and (table := plan.graph.rows[node.id][1].table) is not None:
        yield table.name
    yield from (word for filter, word in _mentions(plan, node) if filter == "lookup")


def _mentions(plan: Plan, node: Node) -> Iterator[tuple[str, str]]:
    """The filters that look something up, with the table or part of a key that they name."""
    expressions = (expression for expression, _ in expressions_at(plan.graph, node))
    return ((filter, word) for expression in expressions for filter, word, _ in expression.mentions)


def _off(plan: Plan, off: Off) -> Data:
    value = value_data(plan.terms.flags[off.condition.flag].value)
    return {
        "kind": off.kind,
        "id": off.id,
        "belongs_to": off.belongs_to,
        "flag": off.condition.flag,
        "value": value,
        "at": span_data(off.condition.span),
    }
