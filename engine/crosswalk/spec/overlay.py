"""Changes that a customer makes to a shipped mapping, by the id of a row, rule or check.

Works on trees, so that every line of the result still knows the file it came from; and edit by edit, so that it can be
told which edit a finding began with.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from ..finding import Related, Span, did_you_mean, nearest
from ..text.source import Entries, Items, Node, Scalar, plain_data
from .block import Block
from .trail import GONE, Deed, Trail

_Edit = Callable[[Node], tuple[Node, ...]]
_KINDS = {"rules": "rule", "checks": "check", "groups": "row"}
_LISTS = tuple(_KINDS)
_READ_BY: dict[str, tuple[str, ...]] = {
    "change": ("set",),
    "replace": tuple(_KINDS.values()),
    "remove": (),
    "add_after": tuple(_KINDS.values()),
}
_HEAD = ("mapping", "extends", "title", "takes_when")  # a schema refuses one without the others
_UNDER_CHANGES = "write it under changes:, with add_after: or change:"
_KEYS_OF_OVERLAY = ("overlay", "changes", "note")


@dataclass(frozen=True, slots=True)
class Edit:
    """One step of a customer's file: where it stands, where its change starts, and the id that it takes out."""

    at: Span
    start: Span
    removed: Scalar | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """The tree of a mapping after one more edit; the base has none."""

    tree: Entries
    edit: Edit | None = None


def overlay_mapping(base: Entries, layer: Entries, trail: Trail) -> Iterator[Version]:
    """The versions of a shipped mapping as the changes of a customer's file make it, in their order."""
    for key, _ in layer.pairs:
        if key.value not in _KEYS_OF_OVERLAY:
            is_head = key.value in _HEAD
            help = (
                "leave it out, or write mapping: NAME and extends: in place of overlay:" if is_head else _UNDER_CHANGES
            )
            trail.findings.add("no-change", f"'{key.value}' is not read in an overlay", key.span, help)
    yield from _changed(base, layer, "", trail)


def extend_mapping(base: Entries, layer: Entries, trail: Trail) -> Iterator[Version]:
    """The versions of a new mapping: the base under its head, then each of its other keys, then its changes."""
    own = [pair for pair in layer.pairs if pair[0].value != "changes"]
    head = [pair for pair in own if pair[0].value in _HEAD]
    tree = _under(base, head, layer)
    yield Version(tree, Edit(Block(layer, trail.findings).at("extends"), layer.span))
    for count, (key, _) in enumerate(others := [pair for pair in own if pair not in head], 1):
        tree = _under(base, [pair for pair in own if pair in head or pair in others[:count]], layer)
        yield Version(tree, Edit(key.span, key.span))
    yield from _changed(tree, layer, Block(layer, trail.findings).text("mapping") or "", trail)


def _under(base: Entries, own: list[tuple[Scalar, Node]], layer: Entries) -> Entries:
    names = {key.value for key, _ in own}
    return Entries((*own, *(pair for pair in base.pairs if pair[0].value not in names)), layer.span)


def _changed(tree: Entries, layer: Entries, own: str, trail: Trail) -> Iterator[Version]:
    for block in Block(layer, trail.findings).blocks("changes"):
        change = _Change(tree, block, own, trail)
        for version in change.versions():
            tree = version.tree
            yield version


@dataclass(frozen=True, slots=True)
class _Change:
    """One entry of `changes:`, and the tree that it finds."""

    tree: Entries
    block: Block
    own: str
    trail: Trail

    def versions(self) -> Iterator[Version]:
        verbs = [verb for verb in _EDITS if self.block.has(verb)]
        if len(verbs) != 1:
            self.report_verbs(verbs)
            return
        verb, tree = verbs[0], self.tree
        self.report_unread(verb)
        id = self.block.text(verb)
        if id is None or not self.is_there(id, verb):
            return
        removed = self.block.find(verb) if verb == "remove" else None
        for at, edit in _EDITS[verb](self, id):
            tree = _edited(tree, id, edit)
            yield Version(tree, Edit(at, self.block.span, removed if isinstance(removed, Scalar) else None))

    def report_verbs(self, verbs: list[str]) -> None:
        if verbs:
            message, at, help = (
                f"{verbs[0]} and {verbs[1]} stand in one change",
                self.block.at(verbs[1]),
                "write two changes",
            )
        else:
            message, at = "a change is one of change, replace, remove and add_after", self.block.span
            help = "write change: ID with set:, or add_after: ID with row:"
        self.trail.findings.add("no-change", message, at, help)

    def report_unread(self, verb: str) -> None:
        """A key that another verb reads would change nothing, and nobody would know."""
        for key in ("set", *_KINDS.values()):
            found = self.block.node.key(key) if self.block.node else None
            if found is not None and key not in _READ_BY[verb]:
                help = f"write {key}: in a change of its own, or leave it out"
                self.trail.findings.add("no-change", f"'{key}' is not read beside {verb}:", found.span, help)

    def is_there(self, id: str, verb: str) -> bool:
        """Whether the id can be changed; else the finding says why not."""
        known, at, findings = ids_of(self.tree), self.block.at(verb), self.trail.findings
        if id in known:
            return True
        gone = self.trail.removal(id)
        if gone is not None:
            help, related = "leave out this change, or the one that removes it", (Related(gone.span, "removed before"),)
            findings.add("row-not-found", f"'{id}' is no longer there", at, help, related)
        else:
            near = nearest(id, known, labels_of(self.tree))
            help = f"did you mean '{near}'?" if near else did_you_mean(id, known)
            findings.add("row-not-found", f"there is no row, rule or check '{id}'", at, help)
        return False

    def deed(self, path: tuple[str, ...], value: object, span: Span) -> Deed:
        return Deed(path, value, span, self.own, self.block.has("reason"))

    def change(self, id: str) -> Iterator[tuple[Span, _Edit]]:
        """An edit for each property that is set."""
        settings = self.block.find("set")
        for key, value in settings.pairs if isinstance(settings, Entries) else ():
            path = tuple(str(key.value).split("."))
            if path[0] == "id":
                message, help = (
                    "a change keeps the id of what it changes",
                    "remove the row, and add one under the new id",
                )
                self.trail.findings.add("no-change", message, value.span, help)
                continue
            self.trail.record(id, self.deed(path, plain_data(value), key.span))
            yield key.span, _setting(path, key, value)

    def replace(self, id: str) -> Iterator[tuple[Span, _Edit]]:
        new = self.new(id)
        if new is None or not self.is_free(new, besides=id):
            return
        at = self.block.at("replace")
        if id_of(new) == id:
            self.trail.record(id, self.deed((), plain_data(new), at))
        else:
            self.trail.record(id, self.deed((), GONE, at))
            self.trail.begin(id_of(new), self.deed((), plain_data(new), at))
        yield at, lambda node: (new,)

    def remove(self, id: str) -> Iterator[tuple[Span, _Edit]]:
        at = self.block.at("remove")
        self.trail.record(id, self.deed((), GONE, at))
        yield at, lambda node: ()

    def add(self, id: str) -> Iterator[tuple[Span, _Edit]]:
        new = self.new(id)
        if new is None or not self.is_free(new):
            return
        at = self.block.at("add_after")
        self.trail.begin(id_of(new), self.deed((), plain_data(new), at))
        yield at, lambda node: (node, new)

    def new(self, id: str) -> Node | None:
        """The row, rule or check that the change brings; it must be of the kind of the one that it comes to."""
        there = _kind_of(self.tree, id)
        for kind in _KINDS.values():
            found = self.block.find(kind)
            if found is not None and kind != there:
                message, help = f"'{id}' is a {there}, and this is a {kind}", f"name a {kind} here, or write {there}:"
                self.trail.findings.add("no-change", message, found.span, help)
                return None
            if found is not None:
                return found
        message, help = f"the new {there} is missing", f"add {there}: with its id"
        self.trail.findings.add("no-change", message, self.block.span, help)
        return None

    def is_free(self, new: Node, besides: str = "") -> bool:
        """Whether no other row, rule or check has the id of the new one; else the finding names it."""
        id, own = id_of(new), Block(new, self.trail.findings)
        taken = _span_of(self.tree, id) if id != besides else None
        if taken is None:
            return True
        words = "added before" if taken.source.layer == "customer" else "the base"
        help = "give it another id, or say replace: instead of add_after:"
        message = f"there already is a row, rule or check '{id}'"
        self.trail.findings.add("duplicate-id", message, own.at("id"), help, (Related(taken, words),))
        return False


_EDITS: dict[str, Callable[[_Change, str], Iterator[tuple[Span, _Edit]]]] = {
    "change": _Change.change,
    "replace": _Change.replace,
    "remove": _Change.remove,
    "add_after": _Change.add,
}


def _setting(path: tuple[str, ...], key: Scalar, value: Node) -> _Edit:
    return lambda node: (_put(node, path, key, value),)


def id_of(node: Node | None) -> str:
    """The id of a row, rule or check; empty where it has none."""
    return (node.text("id") or "") if isinstance(node, Entries) else ""


def _kind_of(base: Entries, id: str) -> str:
    """Whether an id is of a row, a rule or a check."""
    return next((kind for name, kind in _KINDS.items() if id in map(id_of, _parts(base, (name,)))), "row")


def _span_of(base: Entries, id: str) -> Span | None:
    """Where the id of a row, rule or check stands."""
    part = find_part(base, id)
    found = part.find("id") if part is not None else None
    return found.span if found is not None else None


def ids_of(base: Entries) -> list[str]:
    """The ids of all rows, rules and checks."""
    return [id for part in _parts(base) if (id := id_of(part))]


def find_part(base: Entries, id: str) -> Entries | None:
    """The row, rule or check of an id."""
    return next((part for part in _parts(base) if id_of(part) == id), None)


def labels_of(base: Entries) -> dict[str, str]:
    """The id of each row by its labels, where people would look for it."""
    labels: dict[str, str] = {}
    for part in _parts(base):
        for _, side in part.pairs:
            label = side.text("label") if isinstance(side, Entries) else None
            if label is not None and (id := id_of(part)):
                labels.setdefault(label, id)
    return labels


def _parts(base: Entries, lists: tuple[str, ...] = _LISTS) -> Iterator[Entries]:
    """The rules, the checks and the rows of all groups."""
    for name in lists:
        for node in _entries(base.find(name)):
            yield from _entries(node.find("rows")) if name == "groups" else (node,)


def _entries(node: Node | None) -> Iterator[Entries]:
    yield from (each for each in (node.nodes if isinstance(node, Items) else ()) if isinstance(each, Entries))


def _edited(node: Entries, id: str, edit: _Edit) -> Entries:
    pairs = tuple(
        (key, _edited_list(value, id, edit) if key.value in (*_LISTS, "rows") and isinstance(value, Items) else value)
        for key, value in node.pairs
    )
    return replace(node, pairs=pairs)


def _edited_list(items: Items, id: str, edit: _Edit) -> Items:
    nodes: list[Node] = []
    for node in items.nodes:
        if isinstance(node, Entries) and node.text("id") == id and node.find("rows") is None:
            nodes.extend(edit(node))
        else:
            nodes.append(_edited(node, id, edit) if isinstance(node, Entries) else node)
    return replace(items, nodes=tuple(nodes))


def _put(node: Node, path: tuple[str, ...], key: Scalar, value: Node) -> Node:
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
