"""Changes that a customer makes to a shipped mapping, by the id of a row, rule or check.

Works on trees, so that every line of the result still knows the file it came from.
"""

from collections.abc import Callable
from dataclasses import replace

from .finding import Findings, did_you_mean, nearest
from .reader import Reader
from .source import Entries, Items, Node, Scalar

_Edit = Callable[[Node], tuple[Node, ...]]
_LISTS = ("rules", "checks", "groups")


def apply_changes(base: Entries, layer: Entries, findings: Findings) -> Entries:
    """The base with the changes of a customer's file, in their order."""
    for block in Reader(layer, findings).blocks("changes"):
        base = _apply(base, block, findings)
    return base


def extend_mapping(base: Entries, layer: Entries, findings: Findings) -> Entries:
    """A new mapping: the base under the layer's name and title, with its changes."""
    changed = apply_changes(base, layer, findings)
    own = [pair for pair in layer.pairs if pair[0].value != "changes"]
    names = {key.value for key, _ in own}
    return Entries((*own, *(pair for pair in changed.pairs if pair[0].value not in names)), layer.span)


def _apply(base: Entries, block: Reader, findings: Findings) -> Entries:
    verbs = [verb for verb in _EDITS if block.has(verb)]
    if len(verbs) > 1:
        findings.add(
            "no-change", f"{verbs[0]} and {verbs[1]} stand in one change", block.at(verbs[1]), "write two changes"
        )
        return base
    for verb, make in _EDITS.items():
        id = block.text(verb)
        if id is None:
            continue
        known = ids_of(base)
        if id not in known:
            near = nearest(id, known, labels_of(base))
            help = f"did you mean '{near}'?" if near else did_you_mean(id, known)
            findings.add("row-not-found", f"there is no row, rule or check '{id}'", block.at(verb), help)
            return base
        edit = make(block, findings)
        return _edited(base, id, edit) if edit else base
    findings.add(
        "no-change",
        "a change is one of change, replace, remove and add_after",
        block.span,
        "write change: ID with set:, or add_after: ID with row:",
    )
    return base


def ids_of(base: Entries) -> list[str]:
    """The ids of all rows, rules and checks."""
    found: list[str] = []
    for item in _items(base):
        id = item.find("id") if isinstance(item, Entries) else None
        if isinstance(id, Scalar):
            found.append(str(id.value))
    return found


def find_part(base: Entries, id: str) -> Node | None:
    """The row, rule or check of an id."""
    parts = (item for item in _items(base) if isinstance(item, Entries))
    return next((part for part in parts if getattr(part.find("id"), "value", None) == id), None)


def labels_of(base: Entries) -> dict[str, str]:
    """The id of each row by its labels, where people would look for it."""
    labels: dict[str, str] = {}
    for item in _items(base):
        id = item.find("id") if isinstance(item, Entries) else None
        for _, side in item.pairs if isinstance(item, Entries) else ():
            label = side.find("label") if isinstance(side, Entries) else None
            if isinstance(label, Scalar) and isinstance(id, Scalar):
                labels.setdefault(str(label.value), str(id.value))
    return labels


def _items(base: Entries) -> list[Node]:
    items: list[Node] = []
    for name in _LISTS:
        block = base.find(name)
        for node in block.nodes if isinstance(block, Items) else ():
            rows = node.find("rows") if name == "groups" and isinstance(node, Entries) else None
            items += rows.nodes if isinstance(rows, Items) else () if name == "groups" else (node,)
    return items


def _change(block: Reader, findings: Findings) -> _Edit | None:
    settings = block.find("set")
    if isinstance(settings, Entries) and settings.find("id") is not None:
        message, help = "a change keeps the id of what it changes", "remove the row, and add one under the new id"
        findings.add("no-change", message, Reader(settings, findings).at("id"), help)
        return None

    def edit(node: Node) -> tuple[Node, ...]:
        for key, value in settings.pairs if isinstance(settings, Entries) else ():
            node = _put(node, str(key.value).split("."), key, value)
        return (node,)

    return edit


def _replace(block: Reader, findings: Findings) -> _Edit | None:
    new = _new(block, findings)
    return (lambda node: (new,)) if new is not None else None


def _remove(block: Reader, findings: Findings) -> _Edit | None:
    return lambda node: ()


def _add(block: Reader, findings: Findings) -> _Edit | None:
    new = _new(block, findings)
    return (lambda node: (node, new)) if new is not None else None


_EDITS: dict[str, Callable[[Reader, Findings], _Edit | None]] = {
    "change": _change,
    "replace": _replace,
    "remove": _remove,
    "add_after": _add,
}


def _new(block: Reader, findings: Findings) -> Node | None:
    for kind in ("row", "rule", "check"):
        new = block.find(kind)
        if new is not None:
            return new
    findings.add("no-change", "the new row, rule or check is missing", block.span, "add row: with its id and sides")
    return None


def _edited(node: Entries, id: str, edit: _Edit) -> Entries:
    pairs = tuple(
        (key, _edited_list(value, id, edit) if key.value in (*_LISTS, "rows") and isinstance(value, Items) else value)
        for key, value in node.pairs
    )
    return replace(node, pairs=pairs)


def _edited_list(items: Items, id: str, edit: _Edit) -> Items:
    nodes: list[Node] = []
    for node in items.nodes:
        own = node.find("id") if isinstance(node, Entries) else None
        if isinstance(own, Scalar) and own.value == id and isinstance(node, Entries) and node.find("rows") is None:
            nodes.extend(edit(node))
        else:
            nodes.append(_edited(node, id, edit) if isinstance(node, Entries) else node)
    return replace(items, nodes=tuple(nodes))


def _put(node: Node, path: list[str], key: Scalar, value: Node) -> Node:
    """A property set, added or (null) removed; a path reaches inside."""
    if not isinstance(node, Entries):
        node = Entries((), value.span)
    name, below = path[0], path[1:]
    if below:
        value = _put(node.find(name) or Entries((), value.span), below, key, value)
    removed = not below and isinstance(value, Scalar) and value.value is None
    pairs = [(k, v if k.value != name else value) for k, v in node.pairs if not (removed and k.value == name)]
    if not removed and node.find(name) is None:
        pairs.append((replace(key, value=name, written=name), value))
    return replace(node, pairs=tuple(pairs))
