"""What a customer's files change in a mapping: which row, which key, from what to what, why, and where that stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..finding import Findings, Span
from ..text.source import Entries, Items, Node, Scalar
from ..text.yaml_of import quoted
from .block import Block
from .overlay import find_part, id_of, overlay_mapping
from .trail import Trail


@dataclass(frozen=True, slots=True)
class Change:
    """One change; `before` and `after` are YAML on one line, None where there is nothing."""

    id: str
    verb: str
    key: str | None
    before: str | None
    after: str | None
    reason: str | None
    span: Span


def changes_of(base: Entries, layers: Iterable[Entries]) -> Iterator[Change]:
    """The changes that layers make to a base, in their order; each is told against what stood before it."""
    for layer in layers:
        for block in Block(layer, Findings()).blocks("changes"):
            yield from _told(base, block)
            for version in overlay_mapping(base, _alone(layer, block), Trail(Findings())):
                base = version.tree


def _alone(layer: Entries, block: Block) -> Entries:
    changes = layer.key("changes")
    pairs = ((changes, Items((block.node,), block.span)),) if changes is not None and block.node is not None else ()
    return Entries(pairs, layer.span)


def _told(base: Entries, block: Block) -> Iterator[Change]:
    reason = block.text("reason")
    if (id := block.text("change")) is not None:
        row, settings = find_part(base, id), block.find("set")
        for key, value in settings.pairs if isinstance(settings, Entries) else ():
            before = _below(row, str(key.value).split("."))
            yield Change(id, "change", str(key.value), in_short(before), in_short(value), reason, key.span)
    elif (id := block.text("replace")) is not None:
        yield Change(id, "replace", None, None, None, reason, block.at("replace"))
    elif (id := block.text("remove")) is not None:
        yield Change(id, "remove", None, None, None, reason, block.at("remove"))
    elif (after := block.text("add_after")) is not None:
        new = next((node for kind in ("row", "rule", "check") if (node := block.find(kind)) is not None), None)
        yield Change(id_of(new) or after, "add", None, None, f"after {after}", reason, block.at("add_after"))


def _below(node: Node | None, path: Sequence[str]) -> Node | None:
    for name in path:
        node = node.find(name) if isinstance(node, Entries) else None
    return node


def in_short(node: Node | None) -> str | None:
    """A node as YAML in one line."""
    if node is None:
        return None
    if isinstance(node, Scalar):
        return quoted(node)
    if isinstance(node, Items):
        return "[" + ", ".join(in_short(item) or "" for item in node.nodes) + "]"
    return "{" + ", ".join(f"{quoted(key)}: {in_short(value)}" for key, value in node.pairs) + "}"
