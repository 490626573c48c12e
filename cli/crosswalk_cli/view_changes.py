"""What a customer's files make of a mapping: what it extends, what it takes, and what they change."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from crosswalk.catalog.customer import Customer
from crosswalk.finding import Findings
from crosswalk.spec.changes import Change, changes_of
from crosswalk.spec.mapping import Mapping
from crosswalk.text.source import Entries, Scalar
from crosswalk.values import printable

from .terminal import faint, heading, paragraph

_VERBS = {"replace": "is replaced", "remove": "is removed", "add": "is added"}


def changes_of_mapping(mapping: Mapping, customer: Customer) -> tuple[Change, ...]:
    """The changes of a customer's own mapping to the one it extends, or of overlays to a shipped one."""
    key, base_name = ("mapping", mapping.extends) if mapping.extends else ("overlay", mapping.name)
    layers = [layer for layer in customer.layers if _says(layer, key, mapping.name)]
    base: Entries | None = None
    if layers:
        base = customer.tree(base_name, Findings()) if mapping.extends else customer.shipped.tree(base_name, Findings())
    return tuple(changes_of(base, layers)) if base is not None else ()


def is_own(name: str, customer: Customer) -> bool:
    return any(_says(layer, "mapping", name) for layer in customer.layers)


def is_changed(name: str, customer: Customer) -> bool:
    return any(_says(layer, "overlay", name) for layer in customer.layers)


def _says(layer: Entries, key: str, name: str) -> bool:
    found = layer.find(key)
    return isinstance(found, Scalar) and found.value == name


def facts_of(mapping: Mapping, customer: Customer) -> Iterator[tuple[str, str]]:
    """What a mapping extends, which records it takes, and which it leaves to others."""
    if mapping.extends:
        yield "extends", mapping.extends
    if mapping.takes is not None:
        yield "takes records where", " ".join(mapping.takes.text.split())
    for taker in customer.takers(mapping):
        if taker.name != mapping.name:
            yield f"leaves to {taker.name}", f"records where {taker.condition}"


def changes_text(mapping: Mapping, customer: Customer) -> Iterator[str]:
    """What differs from the shipped mapping; nothing where nothing does."""
    changes = changes_of_mapping(mapping, customer)
    facts = list(facts_of(mapping, customer))
    if not changes and not facts:
        return
    yield ""
    yield heading(paragraph(title_of(mapping.name, customer), "  "))
    yield from (paragraph(text, f"    {name}: ") for name, text in facts)
    for (_, reason), together in groupby(changes, key=lambda change: (change.id, change.reason)):
        same = list(together)
        yield from (paragraph(words_of(change), "    ", "      ") for change in same)
        if reason:
            yield paragraph(" ".join(reason.split()), "      because: ")
        yield faint(f"      {printable(same[0].span.at)}")


def title_of(name: str, customer: Customer) -> str:
    """Whose the mapping is, or whose files change it."""
    kind = "Changed by the files" if is_changed(name, customer) else "Beside it are mappings"
    return f"{'A mapping' if is_own(name, customer) else kind} of customer {customer.name}"


def words_of(change: Change) -> str:
    if change.verb != "change":
        return f"{change.id} {_VERBS[change.verb]}{' ' + change.after if change.after else ''}"
    if change.before is None:
        return f"{change.id}: {change.key} {change.after} is added"
    if change.after == "null":
        return f"{change.id}: {change.key} {change.before} is taken out"
    return f"{change.id}: {change.key} {change.before} becomes {change.after}"
