"""The registries of a folder of mappings, and what mappings may refer to by them."""

from __future__ import annotations

from collections.abc import Mapping as Map
from functools import lru_cache

from .. import resources
from ..finding import Finding, Findings, Source, did_you_mean
from ..spec.block import Block
from ..spec.flags import check_defaults, parse_flags
from ..spec.knowledge import Key, Knowledge, Table, places_of_entries
from ..spec.mapping import Connector
from ..text.files import DISK, Files
from ..text.schema import Schemas, Shape, check_schema, shipped_schema
from ..text.source import Node, read_tree, read_yaml
from .repository import Folder
from .roles import of_catalog


def read_registry(files: Files, place: Folder, name: str, findings: Findings) -> Node | None:
    """The tree of a registry; what is wrong with it is a finding."""
    file = place.root / f"{name}.yaml"
    tree = read_tree(files, file, place.name(file), findings, file.name)
    if tree is not None:
        findings.extend(_breaches(tree.span.source, name))
    return tree


@lru_cache(maxsize=32)
def _breaches(source: Source, name: str) -> tuple[Finding, ...]:
    """Where a registry is not as its schema says; kept by its text."""
    findings = Findings()
    tree = read_yaml(source, Findings())
    if tree is not None:
        check_schema(tree, shipped_schema(name), findings)
    return findings.in_order()


def read_knowledge(files: Files, place: Folder, trees: Map[str, Node | None], findings: Findings) -> Knowledge:
    """What the mappings of a folder may refer to, by the trees of its registries."""
    connector = Block(trees["connector"], findings)
    flags_tree = trees["flags"]
    flags, settings = parse_flags(flags_tree) if flags_tree else ({}, {})
    check_defaults(flags, findings)
    check_defaults(settings, findings)
    schemas = _schemas(files, place)
    names = {file.stem for file in files.below(place.root) if of_catalog(files, place.root, file).kind == "mapping"}
    return Knowledge(
        connector=Connector(connector.text("connector") or "", connector.texts("sides")),
        flags=flags,
        settings=settings,
        keys={name: _key(name, node, findings) for name, node in Block(trees["keys"], findings).pairs("keys")},
        tables={
            name: _table(name, node, connector.texts("sides"), findings)
            for name, node in Block(trees["tables"], findings).pairs("tables")
        },
        collections=frozenset(Shape(schemas.find("context") or {}).fields),
        mappings=frozenset(names),
        schemas=schemas,
    )


def _schemas(files: Files, place: Folder) -> Schemas:
    """The schemas beside a folder of mappings, then the shipped ones."""
    beside, shipped = place.root.parent / "schemas", (DISK, resources.schemas())
    # as far as they go: where another text changes, nothing that was checked by them is checked again
    own = (files.part(beside), beside)
    return Schemas(tuple(dict.fromkeys((own, shipped) if files.kind(beside) == "folder" else (shipped,))))


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
