"""Reads a customer: its file, its changes to mappings, and what overrides its flags; every mistake is a finding."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator
from collections.abc import Mapping as Map
from dataclasses import replace
from pathlib import Path as File
from types import MappingProxyType
from typing import Any

from ..finding import Finding, Findings, Span, did_you_mean
from ..spec.block import Block
from ..spec.knowledge import Knowledge
from ..text.elsewhere import with_names
from ..text.schema import check_schema, shipped_schema
from ..text.source import Entries, Node, keys_of, plain_data, read_entries
from ..values import Json
from .checked import language_of
from .customer import Customer
from .repository import Folder
from .resolver import Resolver
from .roles import CUSTOMER, of_customer
from .shipped import Shipped


def read_customer(
    shipped: Shipped, file: File, place: Folder, given: tuple[str, ...], sample: Node | None, findings: Findings
) -> Customer | None:
    """The customer of a file as far as it can be read, and the findings of its folder and of overrides."""
    knowledge = shipped.knowledge
    tree = read_entries(shipped.files, file, place.name(file), findings, _short(place, file), "customer")
    files = tuple(_layers(shipped, file, place, findings))
    if tree is None:
        return None
    told, meant = Findings(), Findings()
    check_schema(tree, _language(knowledge), told)
    layers = tuple(_well_named(files, shipped.names, findings))
    block = Block(tree, meant)
    _check_name(block, file, meant)
    resolver = Resolver(knowledge, meant)
    resolver.read(block, sample, given)
    tables = resolver.tables(block, knowledge.tables, tables_named(layers))
    findings.extend((*told.in_order(), *_elsewhere(meant, told, tree)))
    return Customer(
        name=block.text("customer") or file.parent.name,
        title=block.text("title") or "",
        shipped=shipped,
        flags=MappingProxyType(resolver.flags),
        settings=MappingProxyType(resolver.settings),
        tables=MappingProxyType(tables),
        layers=layers,
        span=_settings_span(tree),
    )


def join(customer: Customer, tree: Entries, findings: Findings) -> Customer:
    """The customer with one more file of changes, where that can be used."""
    if not check_schema(tree, language_of(customer.shipped.knowledge), findings):
        return customer
    return replace(customer, layers=tuple(_well_named((*customer.layers, tree), customer.shipped.names, findings)))


def _language(knowledge: Knowledge) -> Map[str, Any]:
    """The schema of customers' files; it knows the names that belong one level deeper."""
    known = {name: tuple(getattr(knowledge, name)) for name in ("settings", "flags", "tables")}
    return with_names(shipped_schema("customer"), known)


def _short(place: Folder, file: File) -> str:
    return f"customers/{file.relative_to(place.root).as_posix()}"


def _check_name(block: Block, file: File, findings: Findings) -> None:
    name, folder = block.text("customer"), file.parent.name
    if file.name == CUSTOMER and name is not None and name != folder:
        help, span = f"write customer: {folder}, or rename the folder", block.at("customer")
        findings.add("wrong-file-name", f"the folder {folder} holds the customer '{name}'", span, help)


def _elsewhere(meant: Findings, told: Findings, tree: Entries) -> Iterator[Finding]:
    """What is wrong at keys at which the schema has refused nothing yet; several may stand in one line."""
    keys = sorted((key.span.line, key.span.column) for key in keys_of(tree))

    def home(finding: Finding) -> int:
        span = finding.span
        return bisect(keys, (span.line, span.column)) if span and span.source.name == tree.span.source.name else -1

    homes = {home(finding) for finding in told.in_order()}
    yield from (finding for finding in meant.in_order() if home(finding) == -1 or home(finding) not in homes)


def _settings_span(tree: Entries) -> Span:
    """Where the settings of a customer's file stand; its first key where it has none."""
    found = tree.key("settings") or tree.key("customer")
    return found.span if found is not None else tree.span


def _layers(shipped: Shipped, customer: File, place: Folder, findings: Findings) -> Iterator[Entries]:
    files, schema = shipped.files, language_of(shipped.knowledge)
    for file in files.below(customer.parent):
        if file != customer and of_customer(files, file.parent, file).kind == "mapping":
            tree = read_entries(files, file, place.name(file), findings, _short(place, file), "customer")
            if tree is not None and check_schema(tree, schema, findings):
                yield tree


def _well_named(layers: tuple[Entries, ...], shipped: tuple[str, ...], findings: Findings) -> Iterator[Entries]:
    """The layers whose own name is new, and whose overlaid or extended mapping exists."""
    blocks = [Block(layer, findings) for layer in layers]
    own = {name: block.span.source.name for block in blocks if (name := block.text("mapping"))}
    known = {*shipped, *own}
    seen = set(shipped)
    for layer, block in zip(layers, blocks, strict=True):
        name, base = block.text("mapping"), block.text("overlay") or block.text("extends")
        if (own_name := layer.key("mapping")) is not None and block.has("overlay"):
            help = "write extends: for a mapping of the customer's own, or remove mapping: to change the shipped one"
            findings.add("no-change", "a file is a mapping or an overlay, not both", own_name.span, help)
        elif name is not None and name in seen:
            help = "give it another name" + (f", or write overlay: {name} to change it" if name in shipped else "")
            findings.add("duplicate-id", f"there already is a mapping '{name}'", block.at("mapping"), help)
        elif base is not None and base not in known:
            span = block.at("overlay" if block.has("overlay") else "extends")
            findings.add("unknown-mapping", f"there is no mapping '{base}'", span, did_you_mean(base, known))
        elif (overlaid := block.text("overlay")) in own:
            message = f"'{overlaid}' is a mapping of the customer's own, and an overlay changes a shipped one"
            help = f"write the changes into {own[overlaid]}"
            findings.add("unknown-mapping", message, block.at("overlay"), help)
        else:
            yield layer
        seen |= {name} if name else set()


def tables_named(layers: tuple[Entries, ...]) -> frozenset[str]:
    """The tables that some files name with table:."""
    named: set[str] = set()
    pending: list[Json] = [plain_data(layer) for layer in layers]
    while pending:
        data = pending.pop()
        if isinstance(data, dict):
            named |= {data["table"]} if isinstance(data.get("table"), str) else set()
            pending.extend(data.values())
        elif isinstance(data, list):
            pending.extend(data)
    return frozenset(named)
