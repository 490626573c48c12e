"""The circles of a graph: what cannot be known because it needs itself, each circle in the shortest way round."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from .order import Graph, Node

Needs: TypeAlias = dict[Node, dict[Node, None]]
"""Nodes, each with what it needs, in the order in which that is read."""


def circles_of(graph: Graph, roots: Iterable[Node]) -> Iterator[tuple[Node, ...]]:
    """Circles below some nodes. No two have a read in common, so that each has to be mended for itself."""
    needs = _in_knots(_needs_below(graph, roots))
    for start in needs:
        circle = _shortest(start, needs)
        if circle:
            yield circle
            for node, need in around(circle):
                if is_read(node, need):
                    del needs[node][need]


def around(circle: tuple[Node, ...]) -> Iterator[tuple[Node, Node]]:
    """The nodes of a circle, each with the next, which it needs; the last with the first."""
    return zip(circle, (*circle[1:], circle[0]), strict=True)


def is_read(node: Node, need: Node) -> bool:
    """Whether a text of the node reads the other. Any other need lies in what the two are; no circle is of these alone.

    >>> is_read(Node("kept", "lines"), Node("row", "code")), is_read(Node("list", "code"), Node("row", "code"))
    (True, False)
    """
    if need.kind == "spread":
        return node.kind != "kept"
    return need.kind in {"row", "list", "link"} and node.kind != "list"


def _needs_below(graph: Graph, roots: Iterable[Node]) -> Needs:
    """All nodes below some, the first met first."""
    found: Needs = {}
    waiting = list(reversed(list(roots)))
    while waiting:
        node = waiting.pop()
        if node not in found:
            found[node] = dict.fromkeys(graph.needs(node))
            waiting += reversed(found[node])
    return found


def _in_knots(needs: Needs) -> Needs:
    """Without the nodes that have an order: those that need nothing but such nodes."""
    users: dict[Node, list[Node]] = {}
    for node, below in needs.items():
        for need in below:
            users.setdefault(need, []).append(node)
    open_needs = {node: len(below) for node, below in needs.items()}
    free = [node for node, count in open_needs.items() if not count]
    while free:
        node = free.pop()
        del open_needs[node]
        for user in users.get(node, ()):
            open_needs[user] -= 1
            free += [] if open_needs[user] else [user]
    return {node: {need: None for need in needs[node] if need in open_needs} for node in open_needs}


def _shortest(start: Node, needs: Needs) -> tuple[Node, ...]:
    """The shortest way from a node back to itself; nothing where there is none."""
    came_from: dict[Node, Node] = {}
    waiting = deque([start])
    while waiting:
        node = waiting.popleft()
        for need in needs[node]:
            if need == start:
                return _way(start, node, came_from)
            if need not in came_from:
                came_from[need] = node
                waiting.append(need)
    return ()


def _way(start: Node, end: Node, came_from: dict[Node, Node]) -> tuple[Node, ...]:
    way = [end]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return tuple(reversed(way))
