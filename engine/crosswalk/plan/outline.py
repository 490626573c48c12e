"""What of a plan there is to tell: the steps that change something, what decides them, and what is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Mapping as Map
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeAlias

from ..spec.mapping import Condition, Conditions
from ..spec.order import Node
from ..spec.sources import Choose
from ..values import Json
from .plan import Over, Plan, Step
from .reading import names_of

OffKind: TypeAlias = Literal["group", "document", "row", "rule"]


@dataclass(frozen=True, slots=True)
class Off:
    """What a flag has switched off: by itself, or with the group or document that it belongs to."""

    kind: OffKind
    id: str
    condition: Condition
    belongs_to: str | None = None


class Pass(NamedTuple):
    """Steps in a row that are done for the record (None), or for each of the same lines, with their numbers."""

    over: Over | None
    is_side: bool
    steps: tuple[tuple[int, Step], ...]


class Decided(NamedTuple):
    """A flag or setting that a step has its form or a value from."""

    of: Literal["flag", "setting"]
    name: str
    value: Json


def steps_of(plan: Plan) -> tuple[Step, ...]:
    """The steps that change something: of sharing out lines, only the stages that this mapping has."""
    return tuple(step for step in plan.steps if _changes_something(plan, step.node))


def passes_of(plan: Plan) -> Iterator[Pass]:
    """The steps that change something, numbered from 1, as they are done for the record or for lines."""
    numbered = enumerate(steps_of(plan), 1)
    for (over, is_side), steps in groupby(numbered, key=lambda each: (each[1].over, each[1].node.place.is_side)):
        yield Pass(over, is_side, tuple(steps))


def _changes_something(plan: Plan, node: Node) -> bool:
    changes = _CHANGES.get(node.kind)
    return changes is None or changes(plan, node.id)


_CHANGES: Map[str, Callable[[Plan, str], bool]] = MappingProxyType(
    {
        "offered": lambda plan, id: plan.graph.lines[id].where is None,  # else its where: takes them at once
        "candidates": lambda plan, id: plan.graph.lines[id].where is not None,
        "owners": lambda plan, id: not plan.has_sure_owners(id),
        "allowed": lambda plan, id: plan.stage(id, "allowed") == "allowed",
        "spread": lambda plan, id: bool(plan.graph.groups[id].sides),
        "kept": lambda plan, id: plan.stage(id, "kept") == "kept" or plan.graph.groups[id].leave_out is not None,
        "document": lambda plan, id: plan.graph.documents[id].when is not None and id not in plan.folded.off_documents,
        "body": lambda plan, id: id not in plan.folded.off_documents,
    }
)


def decided_by(plan: Plan, node: Node) -> tuple[Decided, ...]:
    """The flags and settings that a step has its form or a value from, with their values."""
    flags = [condition.flag for condition in _conditions(plan, node)]
    if node.kind == "row" and isinstance(source := plan.graph.rows[node.id][1].source, Choose):
        flags.append(source.flag)
    names = names_of(plan.graph, node)
    flags += [str(name.name) for name in names if name.of == "flag"]
    settings = dict.fromkeys(str(name.name) for name in names if name.of == "setting")
    return (
        *(Decided("flag", name, plan.terms.flags[name].value) for name in dict.fromkeys(flags)),
        *(Decided("setting", name, plan.terms.settings[name].value) for name in settings),
    )


def _conditions(plan: Plan, node: Node) -> Conditions:
    """The conditions on flags under which there is such a step at all."""
    match node.kind:
        case "row" if node.id not in plan.folded.off_rows:
            return plan.graph.rows[node.id][1].enabled
        case "rule":
            return plan.graph.rule(node.id).enabled
        case "body":
            return plan.graph.documents[node.id].enabled
        case "offered" | "candidates":
            return plan.graph.groups[node.id].enabled
    return ()


def lacking(plan: Plan, node: Node) -> tuple[str, ...]:
    """The collections of the context that a step reads and that are not given."""
    names = (str(name.name) for name in names_of(plan.graph, node) if name.of == "context")
    return tuple(dict.fromkeys(name for name in names if name not in plan.terms.collections))


def switched_off(plan: Plan) -> tuple[Off, ...]:
    """What flags have switched off, in the order of the spec."""
    documents, groups = _off_documents(plan), plan.folded.off_groups
    of_documents = (Off("document", id, off) for id, off in documents.items())
    return (*of_documents, *(Off("group", id, off) for id, off in groups.items()), *_off_rows(plan), *_off_rules(plan))


def _off_documents(plan: Plan) -> dict[str, Condition]:
    documents = plan.direction.documents.items()
    return {id: off for id, each in documents if (off := plan.terms.first_off(each.enabled)) is not None}


def _off_rows(plan: Plan) -> Iterator[Off]:
    """The rows that are off, and those of groups and documents that are."""
    groups, documents = plan.folded.off_groups, _off_documents(plan)
    for section in plan.mapping.in_direction(plan.direction.name).sections:
        for row, transfer in section.rows:
            group, targets = section.group.id, [target.document for target in transfer.targets]
            if (off := plan.terms.first_off(transfer.enabled)) is not None:
                yield Off("row", row.id, off)
            elif group in groups:
                yield Off("row", row.id, groups[group], group)
            elif targets and all(name in documents for name in targets):
                yield Off("row", row.id, documents[targets[0]], targets[0])


def _off_rules(plan: Plan) -> Iterator[Off]:
    """The rules that are off, and those of lines of groups that are."""
    groups = plan.folded.off_groups
    for rule in plan.mapping.in_direction(plan.direction.name).rules:
        if (off := plan.terms.first_off(rule.enabled)) is not None:
            yield Off("rule", rule.id, off)
        elif rule.each and all(id in groups for id in rule.each):
            yield Off("rule", rule.id, groups[rule.each[0]], rule.each[0])


def unread_links(plan: Plan) -> tuple[str, ...]:
    """The links of the direction that no step reads."""
    found = {step.node.id for step in plan.steps if step.node.kind == "link"}
    return tuple(name for name in plan.folded.one.links if name not in found)
