"""A customer: settings, flags and value tables with their provenance, and the mappings as the customer has them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Mapping as Map
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from .blame import Blame, steps_of
from .finding import CrosswalkError, Finding, Findings, Source, Span, did_you_mean
from .flags import Registry, Value, read_flag, read_words, scalar_value
from .knowledge import Knowledge, Table
from .lineage import Lineage
from .mapper import Mapper
from .overlay import Version, ids_of
from .reader import Reader
from .run import Run, Taker
from .source import Entries, Node, Scalar
from .spec import Direction, Mapping
from .values import Json

if TYPE_CHECKING:
    from .catalog import Catalog


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer, resolved; every effective value knows where it was set."""

    name: str
    title: str
    catalog: Catalog = field(repr=False, compare=False)
    flags: Map[str, Value]
    settings: Map[str, Value]
    tables: Map[str, Table]
    layers: tuple[Entries, ...] = field(default=(), repr=False)
    recipe: tuple[Callable[..., Customer], tuple[Any, ...]] | None = field(default=None, repr=False, compare=False)

    def __reduce__(self) -> tuple[Callable[..., Customer], tuple[Any, ...]]:
        if self.recipe is None:
            raise TypeError("this Customer was not made by a Catalog and cannot be pickled")
        return self.recipe

    @property
    def knowledge(self) -> Knowledge:
        return replace(self.catalog.knowledge, tables=self.tables, mappings=frozenset(self.mappings))

    @property
    def mappings(self) -> tuple[str, ...]:
        """The names of all mappings of the customer: the shipped ones and the customer's own."""
        own = (_text(layer, "mapping") for layer in self.layers)
        return tuple(dict.fromkeys((*self.catalog.names, *(name for name in own if name))))

    def mapping(self, name: str) -> Mapping:
        """A mapping with the customer's changes; raises CrosswalkError with every finding where it cannot be used."""
        findings = Findings()
        versions = self.versions(name, findings)
        found = Findings()
        mapping = self.catalog.check(versions[-1].tree, self.knowledge, found) if versions else None
        if mapping is None or findings or found:
            findings.extend(self.where_mended(found, versions))
            raise CrosswalkError(findings.in_order())
        return mapping

    def findings(self, name: str) -> tuple[Finding, ...]:
        """Every finding of a mapping with the customer's changes, warnings too, each where it can be mended."""
        findings, found = Findings(), Findings()
        versions = self.versions(name, findings)
        if versions:
            self.catalog.check(versions[-1].tree, self.knowledge, found)
        findings.extend(self.where_mended(found, versions))
        return findings.in_order()

    def where_mended(self, findings: Findings, versions: tuple[Version, ...]) -> Iterator[Finding]:
        """The findings of the last version, those that an edit of the customer began at that edit."""
        steps = tuple(steps_of(versions, self.catalog.knowledge, self.knowledge))
        return Blame(steps, self.catalog.check).places_of(findings.in_order())

    def tree(self, name: str, findings: Findings) -> Entries | None:
        """The YAML of a mapping with the customer's changes merged in; every line knows its file."""
        versions = self.versions(name, findings)
        return versions[-1].tree if versions else None

    def versions(self, name: str, findings: Findings) -> tuple[Version, ...]:
        """How a mapping came about: the shipped tree, then one tree for each edit of the customer's files."""
        lineage = Lineage(self.layers, self.catalog.tree, findings)
        return tuple(lineage.versions_of(name))

    def removals(self, name: str) -> Iterator[Scalar]:
        """The ids of rows, rules and checks that the customer's own files take out of a mapping."""
        versions = self.versions(name, Findings())
        left = ids_of(versions[-1].tree) if versions else []
        for removed in (version.edit.removed for version in versions if version.edit):
            if removed is not None and removed.value not in left:
                yield removed

    def mapper(
        self,
        name: str,
        direction: str | None = None,
        *,
        today: date,
        context: Map[str, Json] = MappingProxyType({}),
        require_context: bool = False,
    ) -> Mapper:
        """The mapper of one mapping in one direction (which may be left out where there is only one)."""
        if type(today) is not date:  # a datetime is a date to Python, and is none in a document
            raise TypeError(f"today is a datetime.date, not {type(today).__name__}")
        mapping = self.mapping(name)
        run = Run(
            mapping=mapping,
            direction=choose_direction(mapping, direction),
            knowledge=self.knowledge,
            flags=self.flags,
            settings=self.settings,
            tables=self.tables,
            context=context,
            today=today,
            require_context=require_context,
            takers=self.takers(name),
        )
        return Mapper(run, (_again, (self, name, direction, today, dict(context), require_context)))

    def takers(self, name: str) -> tuple[Taker, ...]:
        """The customer's mappings that extend this one and take some of its records."""
        extending = [layer for layer in self.layers if _text(layer, "extends") == name]
        names = [own for layer in extending if (own := _text(layer, "mapping"))]
        return tuple(Taker(own, self.mapping(own)) for own in names)


def _again(
    customer: Customer, name: str, direction: str | None, today: date, context: dict[str, Json], require: bool
) -> Mapper:
    return customer.mapper(name, direction, today=today, context=context, require_context=require)


def choose_direction(mapping: Mapping, wanted: str | None) -> Direction:
    """The direction asked for, or the only one; raises CrosswalkError where that leaves a question."""
    known = mapping.directions
    if wanted is not None and wanted in known:
        return known[wanted]
    if wanted is None and len(known) == 1:
        return next(iter(known.values()))
    there = " and ".join(known)
    if wanted is None:
        message, help = f"{mapping.name} goes both ways", "add --direction export or --direction import"
    else:
        message, help = f"{mapping.name} has no direction {wanted}", f"it has {there}"
    raise CrosswalkError([Finding("missing-direction", message, mapping.span, help)])


@dataclass(slots=True)
class Resolver:
    """Reads a customer file and overrides into values with provenance."""

    knowledge: Knowledge
    findings: Findings
    flags: dict[str, Value] = field(init=False)
    settings: dict[str, Value] = field(init=False)

    def __post_init__(self) -> None:
        self.flags = {name: Value(flag.default, "default") for name, flag in self.knowledge.flags.items()}
        self.settings = {name: Value(flag.default, "default") for name, flag in self.knowledge.settings.items()}

    def read_block(self, block: Reader, name: str) -> None:
        """The `flags:` or `settings:` of a file; a name `settings.NAME` among flags is a setting."""
        for key, node in block.pairs(name):
            span = _key_span(block, name, key, node)
            self.set(key if name == "flags" else f"settings.{key}", scalar_value(node), span, None, node.span)

    def read_words(self, given: str) -> None:
        """One `NAME=VALUE` of the command line."""
        name, sign, text = given.partition("=")
        span = Span(Source("--set", given), 1, 1, max(len(name), 1))
        if not sign:
            self.findings.add("bad-flag-value", f"'{given}' is not NAME=VALUE", span, "write --set invoice_due_days=45")
            return
        self.set(name.strip(), text, span, "--set")

    def set(self, name: str, given: Json, span: Span, source: str | None, at: Span | None = None) -> None:
        """One value; `span` is where its name stands, `at` where the value does."""
        is_setting = name.startswith("settings.")
        bare = name.removeprefix("settings.")
        registry: Registry = self.knowledge.settings if is_setting else self.knowledge.flags
        flag = registry.get(bare)
        if flag is None:
            self._unknown(bare, is_setting, span)
            return
        value = read_words(flag, given) if source == "--set" else given
        values = self.settings if is_setting else self.flags
        values[bare] = Value(read_flag(flag, value, at or span, self.findings), source or span.origin, span)

    def _unknown(self, name: str, is_setting: bool, span: Span) -> None:
        kind, registry = ("setting", self.knowledge.settings) if is_setting else ("flag", self.knowledge.flags)
        other = self.knowledge.flags if is_setting else self.knowledge.settings
        help = did_you_mean(name, registry)
        if name in other:
            help = f"it is a {'flag' if is_setting else 'setting'}: write {name if is_setting else 'settings.' + name}"
        self.findings.add(f"unknown-{kind}", f"unknown {kind} '{name}'", span, help)

    def tables(self, block: Reader, known: Map[str, Table], also: frozenset[str]) -> dict[str, Table]:
        """The value tables with the customer's entries in place of the shipped ones."""
        tables = dict(known)
        for name, node in block.pairs("tables"):
            base = known.get(name)
            if base is None and name not in also:
                self.findings.add(
                    "unknown-table",
                    f"unknown value table '{name}'",
                    _key_span(block, "tables", name, node),
                    did_you_mean(name, (*known, *also)),
                )
                continue
            base = base or Table(name, name)
            tables[name] = replace(base, entries=self.entries(base, node), origin=node.span.origin, span=node.span)
        return tables

    def entries(self, table: Table, node: Node) -> dict[str, str]:
        entries = {}
        for code, value in node.pairs if isinstance(node, Entries) else ():
            if not isinstance(value, Scalar):
                continue
            if table.values and value.value not in table.values:
                self.findings.add(
                    "bad-table-value",
                    f"the table '{table.name}' has no value '{value.value}'",
                    value.span,
                    did_you_mean(str(value.value), table.values),
                )
            entries[str(code.value)] = str(value.value)
        return entries


def _key_span(block: Reader, name: str, key: str, node: Node) -> Span:
    entries = block.find(name)
    found = entries.key(key) if isinstance(entries, Entries) else None
    return found.span if found else node.span


def _text(layer: Entries, name: str) -> str | None:
    found = layer.find(name)
    return str(found.value) if isinstance(found, Scalar) else None
