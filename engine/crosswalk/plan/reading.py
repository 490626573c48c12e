"""What the steps of a plan read: every name of their expressions as what it stands for where the step is done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Mapping as Map
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeAlias

from ..language.expression import Expression
from ..language.path import Path
from ..language.tree import Reference
from ..spec.order import RECORD, SOURCE, Graph, Node, Place
from ..spec.sources import expressions_of, path_of, row_of, sums_of
from ..values import Segments

Of: TypeAlias = Literal[
    "record",
    "line",
    "source row",
    "side",
    "value",
    "row",  # its result, of the record or of the same line
    "rows",  # the list of its results over the lines that are kept
    "link",
    "flag",
    "setting",
    "context",
    "today",
    "position",
    "sequence",
    "document",
]


class Name(NamedTuple):
    """What a name stands for: of what, which one of these, and what is read below it. None is JMESPath in `text`."""

    of: Of
    name: str | None
    path: Segments | None
    text: str


Read: TypeAlias = tuple[Expression, Place]
"""An expression, and where it is evaluated."""


def here(place: Place) -> Of:
    """What bare names are read from at a place."""
    if place == SOURCE:
        return "source row"
    return "record" if place.is_record else "line"


def name_of(reference: Reference, graph: Graph, place: Place) -> Name:
    """What a name of an expression stands for at a place."""
    root, below, text = reference.root, reference.below, reference.text
    match root:
        case "record" | "side" | "value" | "today" | "position" | "sequence":
            return Name(root, None, below, text)
        case "line":
            return Name(here(place), None, below, text)
        case "rows":
            return _name_of_row(str(below[0]).replace("_", "-"), below[1:], text, graph, place)
        case "flags" | "settings":
            return Name("flag" if root == "flags" else "setting", str(below[0]), below[1:], text)
        case "context" | "documents":
            return Name("context" if root == "context" else "document", str(below[0]), below[1:], text)
    if root in graph.links:
        return Name("link", root, below, text)
    return Name(here(place), None, (root, *below), text)


def _name_of_row(id: str, below: Segments, text: str, graph: Graph, place: Place) -> Name:
    is_list = id in graph.rows and graph.row_node(id, place).kind == "list"
    return Name("rows" if is_list else "row", id, below, text)


def name_of_path(path: Path, place: Place) -> Name:
    """What a path of a row or of lines stands for at a place."""
    return Name(here(place), None, path.segments, path.text)


def names_of(graph: Graph, node: Node) -> tuple[Name, ...]:
    """All that a node reads, each once, in the order in which it stands in the spec."""
    found = [*_paths(graph, node), *(name for read in expressions_at(graph, node) for name in _names(graph, *read))]
    if node.kind == "row":
        found += _other_rows(graph, node)
    if node.kind == "body":
        found += [_name_of_row(id, (), id, graph, RECORD) for id in written_rows(graph, node.id)]
    return tuple(dict.fromkeys(found))


def _names(graph: Graph, expression: Expression, place: Place) -> Iterator[Name]:
    return (name_of(reference, graph, place) for reference in expression.references)


def _paths(graph: Graph, node: Node) -> Iterator[Name]:
    if node.kind == "lines":
        lines = next(lines for lines in graph.lines.values() if lines.source.text == node.id)
        yield name_of_path(lines.source, RECORD)
    if node.kind == "row" and (path := path_of(graph.rows[node.id][1].source)) is not None:
        yield name_of_path(path, node.place)


def _other_rows(graph: Graph, node: Node) -> Iterator[Name]:
    transfer = graph.rows[node.id][1]
    for id in (transfer.unless_row, row_of(transfer.source)):
        if id in graph.rows:
            yield _name_of_row(str(id), (), str(id), graph, node.place)


def written_rows(graph: Graph, document: str) -> Iterator[str]:
    """The rows that a document is put together from."""
    for id, (_, transfer, _) in graph.rows.items():
        if id not in graph.unsent and any(target.document == document for target in transfer.targets):
            yield id


def expressions_at(graph: Graph, node: Node) -> Iterator[Read]:
    """The expressions that a node evaluates, each with its place: a sum is evaluated for each source row."""
    if node.kind == "row":
        yield from ((each, SOURCE) for each in sums_of(graph.rows[node.id][1].source))
    yield from ((each, _place(graph, node)) for each in _EXPRESSIONS[node.kind](graph, node.id) if each is not None)


def _place(graph: Graph, node: Node) -> Place:
    """Where the expressions of a node are evaluated; stages of sharing look at lines."""
    if node.kind == "kept":
        return graph.written_at(graph.groups[node.id])
    return Place(node.id) if node.kind in {"candidates", "spread"} else node.place


def _of_row(graph: Graph, id: str) -> Iterator[Expression | None]:
    transfer = graph.rows[id][1]
    yield from (*expressions_of(transfer.source), transfer.transform, transfer.when)
    yield transfer.required if isinstance(transfer.required, Expression) else None


def _of_rule(graph: Graph, id: str) -> Iterable[Expression | None]:
    rule = graph.rule(id)
    return (rule.test, *rule.message.expressions)


def _of_check(graph: Graph, id: str) -> Iterable[Expression | None]:
    check = graph.check(id)
    return (check.expect, *(check.equal or ()), *check.message.expressions)


def _of_link(graph: Graph, id: str) -> Iterable[Expression | None]:
    return (graph.links[id].find, *graph.links[id].match.values())


def _of_spread(graph: Graph, id: str) -> Iterable[Expression | None]:
    return (each for side in graph.groups[id].sides.values() for each in side.values())


def _nothing(graph: Graph, id: str) -> Iterable[Expression | None]:
    return ()


_EXPRESSIONS: Map[str, Callable[[Graph, str], Iterable[Expression | None]]] = MappingProxyType(
    {
        "takers": lambda graph, id: graph.takers,
        "rule": _of_rule,
        "sources": _nothing,
        "group": lambda graph, id: (graph.groups[id].when,),
        "lines": _nothing,
        "offered": _nothing,
        "candidates": lambda graph, id: (graph.lines[id].where,),
        "owners": _nothing,
        "allowed": _nothing,
        "spread": _of_spread,
        "kept": lambda graph, id: (graph.lines[id].once_per,),
        "row": _of_row,
        "link": _of_link,
        "document": lambda graph, id: (graph.documents[id].when,),
        "body": _nothing,
        "check": _of_check,
        "key": lambda graph, id: graph.one.direction.key,
    }
)
