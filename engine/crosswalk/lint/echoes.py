"""Changes of a customer that change nothing: the base says or gives the same."""

from collections.abc import Iterator

from ..finding import Findings
from ..language.foresight import UNKNOWN, Known, value_of
from ..spec.mapping import Mapping, Transfer
from ..spec.overlay import find_part
from ..spec.sources import Compute, constant_of, decided
from ..text.source import Entries, Items, Node, Scalar, plain_data
from ..values import MISSING, Json, show
from . import Installation, customer_check


@customer_check
def check_echoes(installation: Installation, findings: Findings) -> None:
    for layer in installation.layers:
        name, own = (layer.text(key) or layer.text("overlay") for key in ("extends", "mapping"))
        # a mapping with errors has said what is wrong with it
        base = installation.bases.get(name or "") if own in installation.mappings else None
        if base is not None:
            for change in _changes(layer):
                _check_change(change, *base, installation.known, findings)


def _changes(layer: Entries) -> Iterator[Entries]:
    changes = layer.find("changes")
    yield from (node for node in (changes.nodes if isinstance(changes, Items) else ()) if isinstance(node, Entries))


def _check_change(change: Entries, tree: Entries, mapping: Mapping, known: Known, findings: Findings) -> None:
    verb = next((node for node in map(change.find, ("change", "replace")) if isinstance(node, Scalar)), None)
    part = find_part(tree, str(verb.value)) if verb is not None else None
    if verb is None or part is None:
        return
    new = next((node for node in map(change.find, ("row", "rule", "check")) if node is not None), None)
    if new is not None and plain_data(new) == plain_data(part):
        findings.warn("changes-nothing", f"'{verb.value}' is the same in the base", verb.span, "remove the change")
    settings = change.find("set")
    for key, value in settings.pairs if isinstance(settings, Entries) else ():
        _check_key(key, value, part, findings)
        _check_block(key, value, part, findings)
        if key.value == "constant" and not _is_said(value, part, key):
            _check_constant(str(verb.value), value, mapping, known, findings)


def _is_said(value: Node, part: Node, key: Scalar) -> bool:
    """Whether the base says the same under the same key."""
    for step in str(key.value).split("."):
        found = part.find(step) if isinstance(part, Entries) else None
        if found is None:
            return isinstance(value, Scalar) and value.value is None
        part = found
    return bool(plain_data(part) == plain_data(value))


def _check_key(key: Scalar, value: Node, part: Node, findings: Findings) -> None:
    if _is_said(value, part, key):
        is_null = isinstance(value, Scalar) and value.value is None
        message = f"the base has no {key.value}:" if is_null else f"{key.value}: is the same in the base"
        findings.warn("changes-nothing", message, key.span, f"remove {key.value}:, or write what is to be different")


def _check_block(key: Scalar, value: Node, part: Node, findings: Findings) -> None:
    """A block under `set:` takes the place of the whole block; one that forgets the path writes nothing any more."""
    before = part.find(str(key.value)) if isinstance(part, Entries) else None
    if not isinstance(before, Entries) or not isinstance(value, Entries):
        return
    if before.find("path") is not None and value.find("path") is None:
        inside = next((str(each.value) for each, _ in value.pairs), "label")
        message = f"{key.value}: takes the place of the whole block of the base, and has no path"
        findings.add("no-target", message, key.span, f"write {key.value}.{inside}: to change only that")


def _check_constant(id: str, value: Node, mapping: Mapping, known: Known, findings: Findings) -> None:
    """A constant that the base gives the customer already, by its own constant, a flag or a setting."""
    row = mapping.row(id)
    for transfer in row.transfers.values() if row is not None else ():
        given, what = _given(transfer, known)
        if isinstance(value, Scalar) and given is not UNKNOWN and str(given) in {str(value.value), value.written}:
            message = f"the base gives {show(given)} already, by {what}"
            findings.warn("changes-nothing", message, value.span, "write another constant, or remove the change")
            return


def _given(transfer: Transfer, known: Known) -> tuple[Json, str]:
    """What a way gives whatever the record holds, and by what."""
    if transfer.transform is not None or transfer.table is not None:
        return UNKNOWN, ""
    if (constant := constant_of(transfer.source)) is not MISSING:
        return constant, "its constant"
    source = decided(transfer.source, known.flags)
    if not isinstance(source, Compute):
        return UNKNOWN, ""
    return value_of(source.expression.tree, known), source.expression.text
