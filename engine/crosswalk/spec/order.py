"""What must be known before what: one graph of a mapping in one direction, its order, and its circles.

The nodes are fine on purpose. A row of a line needs only its line; the list of a row over the lines of a group needs
the lines that are kept; which lines are kept is decided by `where:`, by rules that skip and by `once_per:`, never by a
rule that requires or warns. With coarser nodes, mappings that have an order would seem to have none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeAlias

from ..language.expression import Expression
from .mapping import Check, Document, Group, Lines, Link, OneWay, Row, Rule, Section, Transfer
from .sources import SameAs, Sum, expressions_of, sums_of

NodeKind: TypeAlias = Literal[
    "takers",  # which mapping of the family takes the record
    "rule",  # a rule, of the record, of the lines of a group, of source rows
    "sources",  # the source rows of an aggregated record that are kept
    "group",  # whether a group applies
    "lines",  # the lines of a list, read
    "offered",  # the lines of the list, as those of a group
    "candidates",  # those that its where: takes
    "owners",  # every line of a list has exactly one owner
    "allowed",  # those that no rule skips
    "spread",  # each as its sides
    "kept",  # those that once_per: keeps
    "row",  # the result of a row, of the record or of one line
    "list",  # the results of a row over the lines that are kept
    "link",  # what a link finds for the record or for one line
    "document",  # whether a document is sent
    "body",  # a document, put together
    "check",  # what must hold of the documents
    "key",  # the key that people know
]


class Place(NamedTuple):
    """Where something is known: the record (no group), one line of a group or one of its sides, one source row."""

    group: str | None = None
    is_side: bool = False

    @property
    def is_record(self) -> bool:
        return self.group is None


RECORD = Place()
SOURCE = Place("source")
"""One source row of an aggregated record; `each: source` names it, so no group can be called so."""


class Node(NamedTuple):
    """One thing to be known, at its place."""

    kind: NodeKind
    id: str
    place: Place = RECORD


class Circle(Exception):
    """Nodes of which each needs the next, and the last the first."""

    def __init__(self, nodes: tuple[Node, ...]) -> None:
        self.nodes = nodes
        super().__init__(" needs ".join(f"{node.kind} {node.id}" for node in (*nodes, nodes[0])))


@dataclass(frozen=True, slots=True)
class Graph:
    """A mapping in one direction as nodes, and what each needs."""

    one: OneWay
    links: Map[str, Link]
    takers: tuple[Expression, ...] = ()
    """The conditions by which the mappings of its family share out the records."""
    unsent: frozenset[str] = frozenset()
    """Rows that nothing sends, so that they are taken only where something needs them."""
    off_groups: frozenset[str] = frozenset()
    """Groups that are switched off: they have no lines."""
    rows: dict[str, tuple[Row, Transfer, Section]] = field(init=False, default_factory=dict)
    groups: dict[str, Group] = field(init=False, default_factory=dict)
    lines: dict[str, Lines] = field(init=False, default_factory=dict)
    _rules: dict[str, Rule] = field(init=False, repr=False, default_factory=dict)
    _rules_of: dict[str, tuple[Rule, ...]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._rules.update((rule.id, rule) for rule in reversed(self.one.rules))
        for section in self.one.sections:
            self.groups[section.group.id] = section.group
            if section.lines is not None and section.group.id not in self.off_groups:
                self.lines[section.group.id] = section.lines
            for row, transfer in section.rows:
                self.rows.setdefault(row.id, (row, transfer, section))
            # a rule finds nothing in a group that leaves its lines out
            self._rules_of[section.group.id] = (
                self.one.rules_of(section.group.id) if section.group.leave_out is None else ()
            )

    @property
    def documents(self) -> Map[str, Document]:
        return self.one.direction.documents

    @property
    def rules(self) -> tuple[Rule, ...]:
        return self.one.rules

    def rule(self, id: str) -> Rule:
        """The rule of an id."""
        return self._rules[id]

    @property
    def checks(self) -> tuple[Check, ...]:
        return self.one.checks

    def check(self, id: str) -> Check:
        return next(check for check in self.checks if check.id == id)

    # what there is to know, in the order of the spec

    def roots(self) -> Iterator[Node]:
        """Everything that a record needs: what may end it first, then its lines, its rows, its documents."""
        if self.one.direction.record_per:
            yield Node("sources", "")
        if self.takers:
            yield Node("takers", "")
        of_record = self.one.rules_of(None)
        # what skips the record comes first: a record that is skipped tells nothing else
        for rule in sorted(of_record, key=lambda rule: rule.kind != "skip"):
            yield Node("rule", rule.id)
        for source in self.sources():
            yield from self._of_lines(source)
        yield from (Node("document", name) for name in self.documents)
        for id, (_, _, section) in self.rows.items():
            if id not in self.unsent:
                yield self.row_node(id, self.written_at(section.group))
        yield Node("key", "")
        yield from (Node("body", name) for name in self.documents)
        yield from (Node("check", check.id) for check in self.checks)

    def sources(self) -> tuple[str, ...]:
        """The lists that groups take their lines from."""
        return tuple(dict.fromkeys(lines.source.text for lines in self.lines.values()))

    def takers_of(self, source: str) -> tuple[str, ...]:
        """The groups that take lines from a list."""
        return tuple(id for id, lines in self.lines.items() if lines.source.text == source)

    def _of_lines(self, source: str) -> Iterator[Node]:
        groups = self.takers_of(source)
        yield from (Node("candidates", group) for group in groups)
        yield Node("owners", source)
        for group in groups:
            yield Node("allowed", group)
            yield from (self.rule_node(rule, group) for rule in self.rules_of(group) if rule.kind != "skip")
            yield Node("kept", group)

    def rules_of(self, group: str) -> tuple[Rule, ...]:
        """The rules of the lines of a group; none of one that leaves its lines out."""
        return self._rules_of[group]

    @property
    def rules_of_sources(self) -> tuple[Rule, ...]:
        """The rules of the source rows of an aggregated record."""
        return self.one.rules_of(SOURCE.group)

    def written_at(self, group: Group) -> Place:
        """Where the rows of a group are written: for the record, for each line, or for each side of it."""
        return Place(group.id, bool(group.sides)) if group.id in self.lines else RECORD

    def row_node(self, id: str, place: Place) -> Node:
        """The result of a row as it is seen from a place: its own line's, the record's, or a list."""
        section = self.rows[id][2]
        if section.lines is None:
            return Node("row", id)
        return Node("row", id, place) if place.group == section.group.id else Node("list", id)

    def rule_node(self, rule: Rule, group: str) -> Node:
        """A rule of the lines of a group: one that skips is asked of a line, any other of each side of it."""
        return Node("rule", rule.id, Place(group) if rule.kind == "skip" else self.written_at(self.groups[group]))

    # what each needs

    def needs(self, node: Node) -> Iterator[Node]:
        """What must be known before a node, in the order in which it is read."""
        return _NEEDS[node.kind](self, node)

    def _of_list(self, node: Node) -> Iterator[Node]:
        group = self.rows[node.id][2].group
        if group.id in self.lines:
            yield Node("kept", group.id)
            yield Node("row", node.id, self.written_at(group))

    def _of_link(self, node: Node) -> Iterator[Node]:
        link = self.links[node.id]
        return self.read((link.find, *link.match.values()), node.place)

    def _of_sources(self, node: Node) -> Iterator[Node]:
        return (Node("rule", rule.id, SOURCE) for rule in self.rules_of_sources)

    def _of_takers(self, node: Node) -> Iterator[Node]:
        return self.read(self.takers, RECORD)

    def _of_group(self, node: Node) -> Iterator[Node]:
        return self.read((self.groups[node.id].when,), RECORD)

    def _of_document(self, node: Node) -> Iterator[Node]:
        return self.read((self.documents[node.id].when,), RECORD)

    def _of_check(self, node: Node) -> Iterator[Node]:
        check = self.check(node.id)
        parts = [part for part in (check.expect, *(check.equal or ()), *check.message.expressions) if part is not None]
        yield from self.read(parts, RECORD)
        for reference in (reference for part in parts for reference in part.references):
            # the only place where a document is read: lint refuses the name anywhere else
            if reference.root == "documents" and reference.below and reference.below[0] in self.documents:
                yield Node("body", str(reference.below[0]))

    def _of_key(self, node: Node) -> Iterator[Node]:
        return self.read(self.one.direction.key, RECORD)

    def _of_owners(self, node: Node) -> Iterator[Node]:
        return (Node("candidates", group) for group in self.takers_of(node.id))

    def _of_offered(self, node: Node) -> Iterator[Node]:
        if self.groups[node.id].when is not None:
            yield Node("group", node.id)
        yield Node("lines", self.lines[node.id].source.text)

    def _of_candidates(self, node: Node) -> Iterator[Node]:
        yield Node("offered", node.id)
        yield from self.read((self.lines[node.id].where,), Place(node.id))

    def _of_allowed(self, node: Node) -> Iterator[Node]:
        yield Node("candidates", node.id)
        yield from (self.rule_node(rule, node.id) for rule in self.rules_of(node.id) if rule.kind == "skip")

    def _of_spread(self, node: Node) -> Iterator[Node]:
        sides = self.groups[node.id].sides.values()
        yield Node("allowed", node.id)
        yield from self.read((each for side in sides for each in side.values()), Place(node.id))

    def _of_kept(self, node: Node) -> Iterator[Node]:
        yield Node("spread", node.id)
        yield from self.read((self.lines[node.id].once_per,), self.written_at(self.groups[node.id]))

    def _of_row(self, node: Node) -> Iterator[Node]:
        _, transfer, section = self.rows[node.id]
        if node.place.is_record and section.group.when is not None:
            yield Node("group", section.group.id)
        if transfer.unless_row in self.rows:
            yield self.row_node(str(transfer.unless_row), node.place)
        required = transfer.required if isinstance(transfer.required, Expression) else None
        yield from self.read((transfer.when,), node.place)
        if isinstance(transfer.source, SameAs) and transfer.source.row in self.rows:
            yield self.row_node(transfer.source.row, node.place)
        if isinstance(transfer.source, Sum):
            yield Node("sources", "")
        yield from self.read(sums_of(transfer.source), SOURCE)
        yield from self.read((*expressions_of(transfer.source), transfer.transform, required), node.place)

    def _of_rule(self, node: Node) -> Iterator[Node]:
        rule = self.rule(node.id)
        if not node.place.is_record and node.place != SOURCE:
            judged: NodeKind = "spread" if node.place.is_side else "allowed"
            yield Node("candidates" if rule.kind == "skip" else judged, str(node.place.group))
        yield from self.read((rule.test, *rule.message.expressions), node.place)

    def _of_body(self, node: Node) -> Iterator[Node]:
        yield Node("document", node.id)
        for id, lines in self.lines.items():
            if lines.document == node.id:
                yield Node("kept", id)
        for id, (_, transfer, section) in self.rows.items():
            if id not in self.unsent and any(target.document == node.id for target in transfer.targets):
                yield Node("row", id, self.written_at(section.group))

    def read(self, expressions: Iterable[Expression | None], place: Place) -> Iterator[Node]:
        """What expressions at a place read of what is found, spread out or taken."""
        for expression in expressions:
            for reference in expression.references if expression is not None else ():
                name = str(reference.below[0]) if reference.below else ""
                id = name.replace("_", "-")
                if reference.root == "rows" and id in self.rows:
                    yield self.row_node(id, place)
                elif reference.root == "side" and place.group in self.lines and self.groups[place.group].sides:
                    yield Node("spread", place.group)
                elif reference.root in self.links:
                    yield Node("link", reference.root, place)


_NEEDS: Map[NodeKind, Callable[[Graph, Node], Iterator[Node]]] = MappingProxyType(
    {
        "takers": Graph._of_takers,
        "rule": Graph._of_rule,
        "sources": Graph._of_sources,
        "group": Graph._of_group,
        "lines": lambda graph, node: iter(()),
        "offered": Graph._of_offered,
        "candidates": Graph._of_candidates,
        "owners": Graph._of_owners,
        "allowed": Graph._of_allowed,
        "spread": Graph._of_spread,
        "kept": Graph._of_kept,
        "row": Graph._of_row,
        "list": Graph._of_list,
        "link": Graph._of_link,
        "document": Graph._of_document,
        "body": Graph._of_body,
        "check": Graph._of_check,
        "key": Graph._of_key,
    }
)


def in_order(graph: Graph) -> tuple[Node, ...]:
    """All nodes, none before what it needs; in the order of the spec where that leaves a choice. Raises Circle."""
    done: dict[Node, None] = {}
    for root in graph.roots():
        # a stack of its own: a mapping may have more rows, each the result of the next, than Python has levels
        path: dict[Node, Iterator[Node]] = {} if root in done else {root: graph.needs(root)}
        while path:
            node = next(reversed(path))
            below = next((each for each in path[node] if each not in done), None)
            if below is None:
                done[node] = None
                del path[node]
            elif below in path:
                raise Circle(tuple(path)[list(path).index(below) :])
            else:
                path[below] = graph.needs(below)
    return tuple(done)
