"""Loads a folder of mappings: registries first, then each mapping when it is asked for."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Map
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from pathlib import Path as File
from types import MappingProxyType
from typing import Any

from .. import resources
from ..finding import CrosswalkError, Finding, Findings, Source, Span, did_you_mean
from ..lint import lint
from ..spec.block import Block
from ..spec.flags import check_defaults, parse_flags
from ..spec.knowledge import Key, Knowledge, Table, places_of_entries
from ..spec.mapping import Connector, Mapping
from ..spec.parse import parse_mapping
from ..text.elsewhere import with_names
from ..text.schema import broken_places, check_schema, read_schema, with_sides
from ..text.source import Entries, Node, keys_of, lines_of, plain_data, read_entries, read_tree, read_yaml
from ..values import Json
from .checked import KEPT, Checked
from .customer import Customer, Resolver
from .homes import Homes
from .repository import Folder
from .roles import CUSTOMER, REGISTRIES, STATEMENTS, of_catalog, of_customer


@dataclass(frozen=True, slots=True)
class Catalog:
    """The mappings of a folder. Nothing of it changes; mappings are read when they are asked for."""

    place: Folder
    knowledge: Knowledge
    homes: Homes
    statements: Node | None = field(default=None, repr=False, compare=False)
    _trees: dict[str, tuple[Entries | None, tuple[Finding, ...]]] = field(
        default_factory=dict, repr=False, compare=False
    )

    @property
    def names(self) -> tuple[str, ...]:
        """The shipped mappings, by name."""
        return tuple(sorted(self.knowledge.mappings))

    @property
    def customers(self) -> tuple[str, ...]:
        """The customers there are, by name."""
        return self.homes.names

    def with_homes(self, nearer: Iterable[Folder]) -> Catalog:
        """The catalog with further folders of customers, before those that it has."""
        return replace(self, homes=self.homes.with_nearer(nearer))

    def tree(self, name: str, findings: Findings) -> Entries | None:
        """The YAML of a shipped mapping by name, or of any file by path."""
        if name not in self._trees:
            own = Findings()
            self._trees[name] = (self._read(name, own), own.in_order())
        tree, found = self._trees[name]
        findings.extend(found)
        return tree

    def has(self, name: str) -> bool:
        """Whether it is the name of a shipped mapping, or the path of a file of one."""
        file = File(name)
        return name in self.knowledge.mappings or (file.suffix in {".yaml", ".yml"} and file.is_file())

    def _read(self, name: str, findings: Findings) -> Entries | None:
        file = self.place.root / f"{name}.yaml"
        if not self.has(name):
            findings.add("unknown-mapping", f"unknown mapping '{name}'", None, did_you_mean(name, self.names))
            return None
        if name not in self.knowledge.mappings:
            return read_entries(File(name), name, findings, name)
        tree = read_entries(file, self.place.name(file), findings, file.name)
        if tree is not None and tree.find("extends") is not None:
            help, span = "put the file into customers/NAME/", Block(tree, findings).at("extends")
            findings.add("unknown-mapping", "only a customer's mapping extends another", span, help)
        stated = Block(tree, findings).text("mapping")
        if tree is not None and stated is not None and stated != name:
            findings.add(
                "wrong-file-name",
                f"the file {name}.yaml holds the mapping '{stated}'",
                Block(tree, findings).at("mapping"),
                f"write mapping: {name}, or rename the file",
            )
        return tree

    def check(self, tree: Entries, knowledge: Knowledge, findings: Findings) -> Mapping | None:
        """The mapping of a tree, with every finding of schema, language and lint; None where it cannot be used."""
        known = KEPT.find(tree, knowledge) or KEPT.keep(_check(tree, knowledge))
        findings.extend(known.findings)
        return known.mapping

    def customer(self, name: str = "example", given: Iterable[str] = (), sample: Node | None = None) -> Customer:
        """A customer by name or path, with overrides: a sample's run file, then `NAME=VALUE` of the command line.

        Raises CrosswalkError with every finding where the file or an override cannot be used.
        """
        findings = Findings()
        customer = self.read_customer(name, tuple(given), sample, findings)
        if customer is None or findings:
            raise CrosswalkError(findings.in_order())
        return customer

    def read_customer(
        self, name: str, given: tuple[str, ...], sample: Node | None, findings: Findings
    ) -> Customer | None:
        """The customer as far as it can be read, and the findings of its file."""
        found = self.homes.find(name)
        if found is None:
            findings.add("unknown-customer", f"unknown customer '{name}'", None, self.homes.nearest(name))
            return None
        file, place = found
        short = f"customers/{file.relative_to(place.root).as_posix()}"
        tree = read_entries(file, place.name(file), findings, short, "customer")
        files = tuple(_layers(file, place, self.language, findings))
        if tree is None:
            return None
        told, meant = Findings(), Findings()
        check_schema(tree, self.language_of_customers, told)
        layers = tuple(_well_named(files, self.names, findings))
        block = Block(tree, meant)
        _check_name(block, file, meant)
        resolver = Resolver(self.knowledge, meant)
        resolver.read_block(block, "settings")
        resolver.read_block(block, "flags")
        if sample is not None:
            resolver.read_block(Block(sample, meant), "flags")
        for words in given:
            resolver.read_words(words)
        tables = resolver.tables(block, self.knowledge.tables, tables_named(layers))
        findings.extend((*told.in_order(), *_elsewhere(meant, told, tree)))
        return Customer(
            name=block.text("customer") or file.parent.name,
            title=block.text("title") or "",
            catalog=self,
            flags=MappingProxyType(resolver.flags),
            settings=MappingProxyType(resolver.settings),
            tables=MappingProxyType(tables),
            layers=layers,
            span=_settings_span(tree),
            recipe=(partial(_customer_again, self.place, self.homes.places), (str(file), given, sample)),
        )

    def joined(self, customer: Customer, tree: Entries, findings: Findings) -> Customer:
        """The customer with one more file of changes, where that can be used."""
        if not check_schema(tree, self.language, findings):
            return customer
        return replace(customer, layers=tuple(_well_named((*customer.layers, tree), self.names, findings)))

    @property
    def language(self) -> Map[str, Any]:
        """The schema of mappings and of changes to them."""
        return with_sides(read_schema(resources.schemas() / "mapping.schema.json"), self.knowledge.connector.sides)

    @property
    def language_of_customers(self) -> Map[str, Any]:
        """The schema of customers' files; it knows the names that belong one level deeper."""
        known = {name: tuple(getattr(self.knowledge, name)) for name in ("settings", "flags", "tables")}
        return with_names(read_schema(resources.schemas() / "customer.schema.json"), known)


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


def _check(tree: Entries, knowledge: Knowledge) -> Checked:
    findings, meant = Findings(), Findings()
    schema = with_sides(read_schema(resources.schemas() / "mapping.schema.json"), knowledge.connector.sides)
    broken = [lines_of(tree, place) for place in broken_places(tree, schema, findings)]
    mapping = parse_mapping(tree, knowledge.connector, meant)
    lint(mapping, knowledge, meant)
    # a row that the schema refuses would also be misunderstood; the other rows are checked all the same
    findings.extend(finding for finding in meant.in_order() if not _is_among(finding, tree, broken))
    return Checked(tree, knowledge, None if broken else mapping, findings.in_order())


def _settings_span(tree: Entries) -> Span:
    """Where the settings of a customer's file stand; its first key where it has none."""
    found = tree.key("settings") or tree.key("customer")
    return found.span if found is not None else tree.span


def _is_among(finding: Finding, tree: Entries, stretches: list[set[tuple[str, int]]]) -> bool:
    """Whether a finding stands in one of these stretches of lines of the tree's files."""
    span = finding.span or tree.span
    return any((span.source.name, span.line) in lines for lines in stretches)


def _customer_again(
    place: Folder, folders: tuple[Folder, ...], name: str, given: tuple[str, ...], sample: Node | None
) -> Customer:
    catalog = load(place.root, label=place.label, customers=folders)
    return catalog.customer(name, given, sample)


def load(root: File | None = None, *, label: str | None = None, customers: Iterable[File | Folder] = ()) -> Catalog:
    """The catalog of a folder of mappings (the shipped one if none is named).

    `label` is how the folder is called in findings. Raises CrosswalkError with every finding of connector.yaml,
    keys.yaml, tables.yaml and flags.yaml where they cannot be used.
    """
    place = Folder((root or resources.mappings()).resolve(), label if label is not None else str(root or "mappings"))
    findings = Findings()
    if not place.root.is_dir():
        finding = Finding("no-such-file", f"there is no folder {root}", None, "give the folder of the mappings")
        raise CrosswalkError([finding])
    trees = {name: read_registry(place, name, findings) for name in REGISTRIES}
    if findings:
        raise CrosswalkError(findings.in_order())
    knowledge = _knowledge(place, trees, findings)
    if findings:
        raise CrosswalkError(findings.in_order())
    own = Folder(place.root / "customers", (File(place.label) / "customers").as_posix())
    folders = [each if isinstance(each, Folder) else Folder(each.resolve(), str(each)) for each in customers]
    statements = read_registry(place, STATEMENTS, findings) if (place.root / f"{STATEMENTS}.yaml").is_file() else None
    if findings:
        raise CrosswalkError(findings.in_order())
    return Catalog(place, knowledge, Homes((own,)).with_nearer(folders), statements)


def read_registry(place: Folder, name: str, findings: Findings) -> Node | None:
    file = place.root / f"{name}.yaml"
    tree = read_tree(file, place.name(file), findings, file.name)
    if tree is not None:
        findings.extend(_breaches(tree.span.source, name))
    return tree


@lru_cache(maxsize=32)
def _breaches(source: Source, name: str) -> tuple[Finding, ...]:
    """Where a registry is not as its schema says; kept by its text."""
    findings = Findings()
    tree = read_yaml(source, Findings())
    if tree is not None:
        check_schema(tree, read_schema(resources.schemas() / f"{name}.schema.json"), findings)
    return findings.in_order()


def _knowledge(place: Folder, trees: Map[str, Node | None], findings: Findings) -> Knowledge:
    connector = Block(trees["connector"], findings)
    flags_tree = trees["flags"]
    flags, settings = parse_flags(flags_tree) if flags_tree else ({}, {})
    check_defaults(flags, findings)
    check_defaults(settings, findings)
    beside = place.root.parent / "schemas"
    schemas = tuple(dict.fromkeys(folder for folder in (beside, resources.schemas()) if folder.is_dir()))
    context = read_schema(
        schemas[0] / "context.schema.json"
        if (beside / "context.schema.json").is_file()
        else resources.schemas() / "context.schema.json"
    )
    names = {file.stem for file in place.root.glob("*.yaml") if of_catalog(place.root, file).kind == "mapping"}
    return Knowledge(
        connector=Connector(connector.text("connector") or "", connector.texts("sides")),
        flags=flags,
        settings=settings,
        keys={name: _key(name, node, findings) for name, node in Block(trees["keys"], findings).pairs("keys")},
        tables={
            name: _table(name, node, connector.texts("sides"), findings)
            for name, node in Block(trees["tables"], findings).pairs("tables")
        },
        collections=frozenset(context["properties"]),
        mappings=frozenset(names),
        schemas=schemas,
    )


def _key(name: str, node: Node, findings: Findings) -> Key:
    block = Block(node, findings)
    return Key(name, tuple(str(part.value) for part in block.scalars("parts")), block.text("separator") or "|")


def _table(name: str, node: Node, sides: Map[str, str], findings: Findings) -> Table:
    block = Block(node, findings)
    for key in ("from", "to"):
        if block.text(key) not in sides:
            help = did_you_mean(block.text(key) or "", sides)
            findings.add("unknown-side", f"there is no side '{block.text(key)}'", block.at(key), help)
    values = tuple(str(value.value) for value in block.scalars("values"))
    table = Table(
        name,
        block.text("title") or name,
        block.text("from"),
        block.text("to"),
        values,
        block.text("miss") or "error",
        block.texts("entries"),
        node.span.origin,
        node.span,
        places_of_entries(block.find("entries")),
    )
    for code, value in table.entries.items():
        if values and value not in values:
            findings.add(
                "bad-table-value",
                f"the table '{name}' has no value '{value}' (code {code})",
                node.span,
                did_you_mean(value, values),
            )
    return table


def _layers(customer: File, place: Folder, schema: Map[str, Any], findings: Findings) -> Iterator[Entries]:
    for file in sorted(customer.parent.glob("*.yaml")):
        if file != customer and of_customer(file.parent, file).kind == "mapping":
            short = f"customers/{file.relative_to(place.root).as_posix()}"
            tree = read_entries(file, place.name(file), findings, short, "customer")
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
