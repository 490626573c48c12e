"""What each kind of step is done with, as plain data: all that a program needs to do it."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Map
from types import MappingProxyType
from typing import Any

from ..language.expression import Expression
from ..spec.limits import places_of
from ..spec.mapping import Transfer
from ..spec.order import RECORD, SOURCE, Node, Place
from ..spec.sources import (
    Choose,
    Compute,
    Constant,
    Fallback,
    FirstOf,
    KeyPart,
    Late,
    Nothing,
    Read,
    RowSource,
    SameAs,
    Sum,
)
from ..types import TYPES
from .plain import Data, expression_data, name_data, optional_data, sentence_data, value_data
from .plan import Plan
from .reading import name_of_path, written_rows


def details_of(plan: Plan, node: Node) -> Data:
    """What a step is done with; the shape of each kind is in schemas/output/show-plan.schema.json."""
    return _DETAILS[node.kind](plan, node)


def condition_of(plan: Plan, node: Node) -> Data | None:
    """The condition on which it depends what a step does, where it has one."""
    graph = plan.graph
    expression: Expression | None = None
    match node.kind:
        case "rule":
            expression = graph.rule(node.id).test
        case "row":
            expression = graph.rows[node.id][1].when
        case "group":
            expression = graph.groups[node.id].when
        case "candidates":
            return optional_data(graph.lines[node.id].where, graph, Place(node.id))
        case "document":
            expression = graph.documents[node.id].when
        case "check":
            expression = graph.check(node.id).expect
    return optional_data(expression, graph, node.place)


def _rule(plan: Plan, node: Node) -> Data:
    rule = plan.graph.rule(node.id)
    return {
        "kind": rule.kind,
        "standing": rule in plan.standing,
        "message": sentence_data(rule.message, plan.graph, node.place),
        "help": rule.help,
    }


def _takers(plan: Plan, node: Node) -> Data:
    return {
        "takers": [
            {"mapping": taker.name, "takes": expression_data(taker.takes, plan.graph, RECORD)}
            for taker in plan.terms.takers
        ]
    }


def _sources(plan: Plan, node: Node) -> Data:
    return {"rules": [rule.id for rule in plan.graph.rules_of_sources if rule.kind == "skip"]}


def _lines(plan: Plan, node: Node) -> Data:
    lines = next(lines for lines in plan.graph.lines.values() if lines.source.text == node.id)
    return {"list": name_data(name_of_path(lines.source, RECORD))}


def _select(plan: Plan, node: Node) -> Data:
    lines, group = plan.graph.lines[node.id], plan.graph.groups[node.id]
    return {
        "list": lines.source.text,
        "if_group_applies": group.when is not None,
        "document": lines.document,
        "array": list(lines.array) if lines.array else None,
    }


def _owners(plan: Plan, node: Node) -> Data:
    graph = plan.graph
    groups = [{"group": id, "shares_lines": graph.groups[id].shares_lines} for id in graph.takers_of(node.id)]
    return {"groups": groups, "off_groups": list(plan.off_takers(node.id))}


def _allowed(plan: Plan, node: Node) -> Data:
    return {"rules": [rule.id for rule in plan.graph.rules_of(node.id) if rule.kind == "skip"]}


def _spread(plan: Plan, node: Node) -> Data:
    sides, place = plan.graph.groups[node.id].sides, Place(node.id)
    return {
        "sides": [
            {
                "name": name,
                "fields": {field: expression_data(each, plan.graph, place) for field, each in fields.items()},
            }
            for name, fields in sides.items()
        ]
    }


def _kept(plan: Plan, node: Node) -> Data:
    group, once_per = plan.graph.groups[node.id], plan.graph.lines[node.id].once_per
    return {
        "once_per": optional_data(once_per, plan.graph, plan.graph.written_at(group)),
        "leave_out": group.leave_out,
    }


def _link(plan: Plan, node: Node) -> Data:
    link = plan.graph.links[node.id]
    match = (
        {"path": name.split("."), "equals": expression_data(value, plan.graph, node.place)}
        for name, value in link.match.items()
    )
    return {"find": expression_data(link.find, plan.graph, node.place), "match": list(match), "none": link.none}


def _row(plan: Plan, node: Node) -> Data:
    row, transfer, section = plan.graph.rows[node.id]
    graph, place, required = plan.graph, node.place, transfer.required
    return {
        "group": section.group.id,
        "labels": {side: each.label for side, each in row.sides.items()},
        "type": transfer.type,
        "source": source_data(plan, transfer.source, place),
        "transform": optional_data(transfer.transform, graph, place),
        "table": _table(transfer),
        "default": value_data(transfer.default),
        "unless_row": transfer.unless_row,
        "required": required if isinstance(required, bool) else expression_data(required, graph, place),
        "limits": _limits(transfer),
        "wire": transfer.wire or "text",
        "write_part": _part(transfer.write_part),
    }


def _table(transfer: Transfer) -> Data | None:
    table = transfer.table
    return {"name": table.name, "read_side": table.read_side, "only": table.only} if table is not None else None


def _limits(transfer: Transfer) -> Data:
    limits = transfer.limits
    places = places_of(TYPES[transfer.type], limits)
    return {"max": limits.max, "digits": limits.digits, "places": places, "policy": limits.policy}


def _part(part: KeyPart | None) -> Data | None:
    return {"key": part.key, "part": part.name} if part is not None else None


def source_data(plan: Plan, source: RowSource, place: Place) -> Data:
    """What a row takes its value from: the kind of source, and what that kind has."""
    kind, data = _SOURCES[type(source)]
    return {"kind": kind, **data(plan, source, place)}


def _read(plan: Plan, source: Read, place: Place) -> Data:
    return {"path": name_data(name_of_path(source.path, place)), "part": _part(source.part)}


def _compute(plan: Plan, source: Compute, place: Place) -> Data:
    return {"expression": expression_data(source.expression, plan.graph, place)}


def _choose(plan: Plan, source: Choose, place: Place) -> Data:
    """The one source that the flag has left."""
    ((value, expression),) = source.sources.items()
    return {"flag": source.flag, "chosen": value, "expression": expression_data(expression, plan.graph, place)}


def _first_of(plan: Plan, source: FirstOf, place: Place) -> Data:
    return {"options": [_option(plan, option, place) for option in source.options]}


def _option(plan: Plan, option: Fallback, place: Place) -> Data:
    warning = option.warning
    told = {"code": warning[0], "message": sentence_data(warning[1], plan.graph, place)} if warning else None
    return {
        "expression": expression_data(option.source, plan.graph, place),
        "when": optional_data(option.when, plan.graph, place),
        "warning": told,
    }


def _late(plan: Plan, source: Late, place: Place) -> Data:
    which = source_data(plan, source.which, place) if source.which is not None else None
    return {"field": source.field, "which": which}


def _sum(plan: Plan, source: Sum, place: Place) -> Data:
    where = optional_data(source.where, plan.graph, SOURCE)
    return {"expression": expression_data(source.of, plan.graph, SOURCE), "where": where}


_SOURCES: Map[type, tuple[str, Callable[[Plan, Any, Place], Data]]] = MappingProxyType(
    {
        Nothing: ("nothing", lambda plan, source, place: {}),
        Constant: ("constant", lambda plan, source, place: {"constant": value_data(source.value)}),
        Read: ("path", _read),
        Compute: ("expression", _compute),
        Choose: ("choose", _choose),
        FirstOf: ("first_of", _first_of),
        Late: ("late", _late),
        SameAs: ("same_as", lambda plan, source, place: {"row": source.row}),
        Sum: ("sum", _sum),
    }
)


def _body(plan: Plan, node: Node) -> Data:
    graph, document = plan.graph, plan.graph.documents[node.id]
    rows = tuple(written_rows(graph, node.id))
    lines = (
        {
            "group": id,
            "array": [*document.within, *each.array] if each.array else None,
            "rows": [row for row in rows if graph.rows[row][2].group.id == id],
        }
        for id, each in graph.lines.items()
        if each.document == node.id and graph.groups[id].leave_out is None
    )
    return {
        "method": document.method,
        "endpoint": document.endpoint,
        "schema": document.schema,
        "within": list(document.within),
        "rows": [row for row in rows if graph.rows[row][2].group.id not in graph.lines],
        "lines": list(lines),
    }


def _check(plan: Plan, node: Node) -> Data:
    check = plan.graph.check(node.id)
    equal = [expression_data(each, plan.graph, RECORD) for each in check.equal] if check.equal else None
    return {"equal": equal, "message": sentence_data(check.message, plan.graph, RECORD), "help": check.help}


def _key(plan: Plan, node: Node) -> Data:
    return {"parts": [expression_data(each, plan.graph, RECORD) for each in plan.direction.key]}


def _nothing(plan: Plan, node: Node) -> Data:
    return {}


_DETAILS: Map[str, Callable[[Plan, Node], Data]] = MappingProxyType(
    {
        "takers": _takers,
        "rule": _rule,
        "sources": _sources,
        "group": _nothing,
        "lines": _lines,
        "offered": _select,
        "candidates": _select,
        "owners": _owners,
        "allowed": _allowed,
        "spread": _spread,
        "kept": _kept,
        "link": _link,
        "row": _row,
        "document": _nothing,
        "body": _body,
        "check": _check,
        "key": _key,
    }
)
