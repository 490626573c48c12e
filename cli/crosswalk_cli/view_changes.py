"""What a customer's files make of a mapping: what it extends, what it takes, and what they change."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from crosswalk.changes import Change, changes_of
from crosswalk.customer import Customer
from crosswalk.finding import Findings
from crosswalk.source import Entries, Scalar
from crosswalk.spec import Mapping
from crosswalk.values import printable

from .terminal import faint, heading, paragraph

_VERBS = {"replace": "is replaced", "remove": "is removed", "add": "is added"}


def changes_of_mapping(mapping: Mapping, customer: Customer) -> tuple[Change, ...]:
    """The changes of a customer's own mapping to the one it extends, or of overlays to a shipped one."""
    key, base_name = ("mapping", mapping.extends) if mapping.extends else ("overlay", mapping.name)
    layers = [layer for layer in customer.layers if _says(layer, key, mapping.name)]
    base: Entries | None = None
    if layers:
        base = customer.tree(base_name, Findings()) if mapping.extends else customer.catalog.tree(base_name, Findings())
    return tuple(changes_of(base, layers)) if base is not None else ()


def is_own(name: str, customer: Customer) -> bool:
    return any(_says(layer, "mapping", name) for layer in customer.layers)


def is_changed(name: str, customer: Customer) -> bool:
    return any(_says(layer, "overlay", name) for layer in customer.layers)


def _says(layer: Entries, key: str, name: str) -> bool:
    found = layer.find(key)
    return isinstance(found, Scalar) and found.value == name


def changes_text(mapping: Mapping, customer: Customer) -> Iterator[str]:
    """What differs from the shipped mapping; nothing where nothing does."""
    changes = changes_of_mapping(mapping, customer)
    facts = {
        "extends": mapping.extends,
        "takes records where": mapping.takes.text if mapping.takes is not None else None,
    }
    takers = [taker for taker in customer.takers(mapping) if taker.name != mapping.name]
    if not changes and not takers and not any(facts.values()):
        return
    yield ""
    yield heading(paragraph(f"{_kind(mapping.name, customer)} of customer {customer.name}", "  "))
    yield from (paragraph(" ".join(text.split()), f"    {name}: ") for name, text in facts.items() if text)
    for taker in takers:
        yield paragraph(f"leaves to {taker.name}: records where {taker.condition}", "    ", "      ")
    for (_, reason), together in groupby(changes, key=lambda change: (change.id, change.reason)):
        same = list(together)
        yield from (paragraph(_words(change), "    ", "      ") for change in same)
        if reason:
            yield paragraph(" ".join(reason.split()), "      because: ")
        yield faint(f"      {printable(same[0].span.at)}")


def _kind(name: str, customer: Customer) -> str:
    if is_own(name, customer):
        return "A mapping"
    return "Changed by the files" if is_changed(name, customer) else "Beside it are mappings"


def _words(change: Change) -> str:
    if change.verb != "change":
        return f"{change.id} {_VERBS[change.verb]}{' ' + change.after if change.after else ''}"
    if change.before is None:
        return f"{change.id}: {change.key} {change.after} is added"
    if change.after == "null":
        return f"{change.id}: {change.key} {change.before} is taken out"
    return f"{change.id}: {change.key} {change.before} becomes {change.after}"
