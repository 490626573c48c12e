"""What does each kind of step: one builder a kind of node."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from ..plan.plan import Stage
from ..spec.order import SOURCE, Node, NodeKind
from .bench import Bench
from .bodies import build_body
from .frame import Frame
from .judge import Act, build_check, build_document, build_rule, build_takers
from .lines import (
    build_allowed,
    build_applies,
    build_candidates,
    build_kept,
    build_numbers,
    build_offer,
    build_owners,
    build_reading,
    build_sources,
    build_spread,
)
from .links import build_link
from .rows import build_take


def build_step(node: Node, bench: Bench) -> Act | None:
    """The closure of a node of the plan; None of one that needs none of its own."""
    builder = _BUILDERS.get(node.kind)
    return builder(node, bench) if builder is not None else None


def _link(node: Node, bench: Bench) -> None:
    build_link(node, bench)


def _rule(node: Node, bench: Bench) -> Act | None:
    """A rule that judges; those that decide which lines or source rows are kept are asked where these are."""
    rule = bench.graph.rule(node.id)
    if node.place == SOURCE or (rule.kind == "skip" and not node.place.is_record):
        return None
    return build_rule(rule, bench, node.place)


def _body(node: Node, bench: Bench) -> Act:
    number, put = build_numbers(node.id, bench), build_body(bench.plan.direction.documents[node.id], bench)

    def act(frame: Frame) -> None:
        number(frame)
        put(frame)

    return act


def _of_group(stage: Stage, build: Callable[..., Act]) -> Callable[[Node, Bench], Act | None]:
    """A stage of sharing out lines, where it changes anything."""

    def step(node: Node, bench: Bench) -> Act | None:
        is_changed = stage in {"offered", "kept"} or bench.plan.stage(node.id, stage) == stage
        return build(bench.graph.groups[node.id], bench) if is_changed else None

    return step


_BUILDERS: Mapping[NodeKind, Callable[[Node, Bench], Act | None]] = MappingProxyType(
    {
        "takers": lambda node, bench: build_takers(bench.plan.terms.takers, bench),
        "rule": _rule,
        "sources": lambda node, bench: build_sources(bench),
        "group": lambda node, bench: build_applies(bench.graph.groups[node.id], bench),
        "lines": lambda node, bench: build_reading(node.id, bench),
        "offered": _of_group("offered", build_offer),
        "candidates": _of_group("candidates", build_candidates),
        "owners": lambda node, bench: build_owners(node.id, bench),
        "allowed": _of_group("allowed", build_allowed),
        "spread": _of_group("spread", build_spread),
        "kept": _of_group("kept", build_kept),
        "link": _link,
        "row": build_take,
        "document": lambda node, bench: build_document(bench.plan.direction.documents[node.id], bench),
        "body": _body,
        "check": lambda node, bench: build_check(bench.graph.check(node.id), bench),
    }
)
