"""A plan: the straight-line program of one mapping, direction, customer and date, as plain data.

Nothing is read before it is complete. A step that is done for each line says for which: steps in a row that are over
the same lines are one pass over them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

from ..finding import Span
from ..language.tree import Constant
from ..spec.mapping import Direction, Mapping, Rule
from ..spec.order import SOURCE, Graph, Node, in_order
from .fold import Folded, fold
from .terms import Terms

Verb: TypeAlias = Literal["find", "share", "judge", "take", "put", "check"]
Stage: TypeAlias = Literal["offered", "candidates", "allowed", "spread", "kept"]

_VERBS: dict[str, Verb] = {
    "link": "find",
    "takers": "judge",
    "rule": "judge",
    "group": "judge",
    "document": "judge",
    "owners": "judge",
    "row": "take",
    "key": "take",
    "body": "put",
    "check": "check",
}


class Over(NamedTuple):
    """The lines that a step is done for: those of a group at a stage of sharing, or the source rows of a record."""

    group: str
    stage: Stage


SOURCE_ROWS = Over("source", "offered")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what is found, shared out, judged, taken, put or checked, and for which lines; the record's if None."""

    verb: Verb
    node: Node
    over: Over | None
    span: Span


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps of one mapping in one direction under certain terms; `mapping` is as the customer has it, unfolded."""

    mapping: Mapping
    direction: Direction
    terms: Terms
    folded: Folded
    graph: Graph = field(repr=False)
    steps: tuple[Step, ...]
    standing: tuple[Rule, ...] = ()
    """Rules that warn of every record."""

    def stage(self, group: str, stage: Stage) -> Stage:
        """The stage at which a group first had the lines of another stage: without rules that skip, all are allowed."""
        return _stage(self.graph, group, stage)

    def has_sure_owners(self, source: str) -> bool:
        """Whether each line of a list is sure to have one owner: the only group that does not share takes them all."""
        takers = [self.graph.groups[id] for id in self.graph.takers_of(source)]
        alone = [group for group in takers if not group.shares_lines]
        takes_all = any(group.when is None and self.graph.lines[group.id].where is None for group in takers)
        return takes_all and len(alone) <= 1

    def off_takers(self, source: str) -> tuple[str, ...]:
        """The groups that would take lines from a list, were they not switched off."""
        sections = (section for section in self.graph.one.sections if section.group.id in self.folded.off_groups)
        return tuple(each.group.id for each in sections if each.lines is not None and each.lines.source.text == source)


def make_plan(mapping: Mapping, direction: Direction, terms: Terms) -> Plan:
    """The plan of a checked mapping; raises Circle where lint has not been heard."""
    folded = fold(mapping.in_direction(direction.name), terms)
    takers = tuple(taker.takes for taker in terms.takers)
    graph = Graph(folded.one, mapping.links, takers, folded.unsent, frozenset(folded.off_groups))
    steps = tuple(_Schedule(graph).steps(in_order(graph)))
    standing = tuple(rule for rule in graph.rules if _is_standing(rule))
    return Plan(mapping, direction, terms, folded, graph, steps, standing)


def _is_standing(rule: Rule) -> bool:
    return rule.kind == "warn" and not rule.each and rule.test.tree == Constant(True)


def _stage(graph: Graph, group: str, stage: Stage) -> Stage:
    changes: dict[Stage, tuple[bool, Stage]] = {
        "kept": (graph.lines[group].once_per is not None, "spread"),
        "spread": (bool(graph.groups[group].sides), "allowed"),
        "allowed": (any(rule.kind == "skip" for rule in graph.rules_of(group)), "candidates"),
        "candidates": (graph.lines[group].where is not None, "offered"),
    }
    while stage in changes and not changes[stage][0]:
        stage = changes[stage][1]
    return stage


class _Schedule:
    """Puts nodes in order into steps, so that what is done for the same lines stands together."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.reached: dict[str, Stage] = {}
        self.passes: dict[Node, int] = {}
        """The last pass over lines that a node is in or needs, by its number from 1."""
        self.judged = {id: self._judged(id) for id in graph.lines}

    def steps(self, order: Iterable[Node]) -> Iterator[Step]:
        """The steps of nodes, each pass over lines as late and as long as it may be."""
        done: list[list[Step]] = []
        count = 0
        for node in order:
            if node.kind in {"offered", "candidates", "allowed", "spread", "kept"}:
                self.reached[node.id] = node.kind
            self.passes[node] = max((self.passes[need] for need in self.graph.needs(node)), default=0)
            if node.kind == "list":
                continue
            step = Step(_VERBS.get(node.kind, "share"), node, self.over(node), self.span(node))
            open_pass = done[-1] if done and done[-1][0].over is not None else None
            if open_pass is not None and step.over == open_pass[0].over:
                open_pass.append(step)
            elif open_pass is not None and step.over is None and self.passes[node] < count:
                # what a later line step needs of the record is known before the pass begins
                done.insert(len(done) - 1, [step])
            else:
                done.append([step])
                count += step.over is not None
            if step.over is not None:
                self.passes[node] = count
        yield from (step for steps in done for step in steps)

    def over(self, node: Node) -> Over | None:
        """The lines that a node is known for."""
        group = node.place.group
        if group is None:
            return None
        if node.place == SOURCE:
            return SOURCE_ROWS
        if node.kind == "rule":
            return self._over(group, "candidates" if self.graph.rule(node.id).kind == "skip" else "spread")
        stage = self.reached[group]
        if stage == "kept" and node in self.judged[group]:
            stage = "spread"
        return self._over(group, stage)

    def _over(self, group: str, stage: Stage) -> Over:
        return Over(group, _stage(self.graph, group, stage))

    def _judged(self, group: str) -> frozenset[Node]:
        """The rows of a line that its rules read: they are taken for lines that are not kept, too."""
        found: set[Node] = set()
        waiting = [self.graph.rule_node(rule, group) for rule in self.graph.rules_of(group)]
        while waiting:
            for need in self.graph.needs(waiting.pop()):
                if need.place.group == group and need not in found:
                    found.add(need)
                    waiting.append(need)
        return frozenset(found)

    def span(self, node: Node) -> Span:
        """Where a step stands in the YAML."""
        graph, id, direction = self.graph, node.id, self.graph.one.direction
        match node.kind:
            case "row":
                return graph.rows[id][0].span
            case "rule":
                return graph.rule(id).span
            case "link":
                return graph.links[id].span
            case "document" | "body":
                return direction.documents[id].span
            case "check":
                return graph.check(id).span
            case "lines" | "owners":
                return next(lines.span for lines in graph.lines.values() if lines.source.text == id)
            case "key" | "sources" | "takers":
                return graph.takers[0].scalar.span if node.kind == "takers" else direction.at("key")
        return graph.groups[id].span
