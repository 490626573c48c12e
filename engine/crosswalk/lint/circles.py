"""What needs itself has no value: each circle of rows, links, lines and rules is named whole."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Map
from types import MappingProxyType
from typing import NamedTuple

from ..finding import Findings, Related, Span
from ..spec.circles import around, circles_of, is_read
from ..spec.knowledge import Knowledge
from ..spec.mapping import Mapping
from ..spec.order import Graph, Node, NodeKind
from . import lint_check

MOST_NAMED = 30
"""The parts of a circle that its finding names; of a longer one, the others are counted."""

WORDS: Map[NodeKind, str] = MappingProxyType(
    {
        "takers": "the mappings that take the record",
        "rule": "the rule {id}",
        "sources": "the kept source rows",
        "group": "the when: of {id}",
        "lines": "the lines of {id}",
        "offered": "the lines of {id}",
        "candidates": "the lines of {id}",
        "owners": "the lines of {id}",
        "allowed": "the lines of {id}",
        "spread": "the sides of the lines of {id}",
        "kept": "the kept lines of {id}",
        "row": "'{id}'",
        "list": "'{id}' of the kept lines of {group}",
        "link": "the link {id}",
        "document": "the when: of the document {id}",
        "body": "the document {id}",
        "check": "the check {id}",
        "key": "the key",
    }
)
"""What each kind of node is called; nothing needs some of them, so that no circle goes through these."""
_KEYS: Map[NodeKind, str] = MappingProxyType({"candidates": "where:", "kept": "once_per:", "spread": "sides:"})
"""The key of a group by which its lines are chosen, numbered once or spread out."""
_CURES: Map[NodeKind, str] = MappingProxyType(
    {
        "candidates": "let where: choose the lines by fields of the payload",
        "kept": "let once_per: tell the lines apart by fields of the payload",
        "spread": "let sides: read the payload instead",
        "rule": "let the rule read the payload instead",
        "group": "let when: read the payload instead",
        "link": "match by fields of the payload",
        "row": "let one of the rows read the payload instead",
    }
)


class Part(NamedTuple):
    """One part of a circle: what it is called, and just behind the lines that it chooses; where a text stands."""

    kind: NodeKind
    words: str
    in_turn: str
    is_many: bool
    span: Span | None


@lint_check
def check_circles(mapping: Mapping, knowledge: Knowledge, findings: Findings) -> None:
    told: dict[tuple[str, Span | None, str], dict[Related, None]] = {}
    for one in mapping.one_ways.values():
        graph = Graph(one, mapping.links)
        # a link that nothing reads yet is looked at, too
        for circle in circles_of(graph, (*graph.roots(), *(Node("link", name) for name in one.links))):
            parts = _from_the_first(list(_parts_of(circle, graph)))
            related = (Related(part.span, part.words) for part in parts[1:MOST_NAMED] if part.span is not None)
            told.setdefault((_sentence(parts), parts[0].span, _cure(parts)), {}).update(dict.fromkeys(related))
    for (message, span, help), others in told.items():  # a circle of both directions is one
        findings.add("row-circle", message, span, help, tuple(others))


def _parts_of(circle: tuple[Node, ...], graph: Graph) -> Iterator[Part]:
    """What a reader needs of a circle: the texts that read, and what they read."""
    before = circle[-1]
    for node, need in around(circle):
        words, key = WORDS[node.kind].format(id=node.id, group=_group_of(node, graph)), _KEYS.get(node.kind)
        if _is_of_lines(before, node, need):
            yield Part(node.kind, words, words, True, None)
        if is_read(node, need) and key is not None:
            yield Part(node.kind, f"the {key} of {node.id}", f"their {key}", False, _place(node, graph))
        elif is_read(node, need) or node.kind in {"row", "link", "rule"}:
            yield Part(node.kind, words, words, False, _place(node, graph))
        before = node


def _is_of_lines(before: Node, node: Node, need: Node) -> bool:
    """Whether a node stands for lines that are to be named; where they are named already, it is passed over."""
    match node.kind:
        case "list":
            return need.kind == "kept"
        case "spread":
            return before.kind != "kept"
        case "candidates":
            return before.kind == "rule"
    return node.kind == "sources"


def _group_of(node: Node, graph: Graph) -> str:
    return graph.rows[node.id][2].group.id if node.kind == "list" else ""


def _place(node: Node, graph: Graph) -> Span:
    """Where the text of a node stands."""
    id, text = node.id, None
    match node.kind:
        case "row":
            return graph.rows[id][0].span
        case "link":
            return graph.links[id].span
        case "rule":
            return graph.rule(id).span
        case "candidates":
            text = graph.lines[id].where
        case "kept":
            text = graph.lines[id].once_per
        case "group":
            text = graph.groups[id].when
    return text.scalar.span if text is not None else graph.groups[id].span


def _from_the_first(parts: list[Part]) -> list[Part]:
    """The parts from the one that stands first; what a customer wrote stands before the base, as it can be mended."""
    texts = [(_order(part.span), number) for number, part in enumerate(parts) if part.span is not None]
    _, first = min(texts)
    return parts[first:] + parts[:first]


def _order(span: Span) -> tuple[bool, str, int, int]:
    return span.source.layer != "customer", span.source.name, span.line, span.column


def _sentence(parts: list[Part]) -> str:
    first, *others = parts
    if not others:
        return f"{first.words} needs itself"
    said, before = f"{first.words} needs ", first
    for part in others[: MOST_NAMED - 1]:
        said += f"{part.in_turn if before.is_many else part.words}, which {'need' if part.is_many else 'needs'} "
        before = part
    more = len(parts) - MOST_NAMED
    return f"{said}{more} more, the last of which needs {first.words}" if more > 0 else said + first.words


def _cure(parts: list[Part]) -> str:
    kinds = {part.kind for part in parts if part.span is not None}
    if len(parts) == 1 and kinds == {"row"}:
        return "let it read the payload instead"
    return next(cure for kind, cure in _CURES.items() if kind in kinds)
