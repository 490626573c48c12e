"""A customer: settings, flags and value tables with their provenance, and the mappings as the customer has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Mapping as Map
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ..build.run import Run, Taker
from ..finding import CrosswalkError, Finding, Findings, Source, Span, did_you_mean, nearest
from ..mapper import Mapper
from ..spec.blame import Blame, steps_of
from ..spec.block import Block
from ..spec.flags import Registry, Value, read_flag, read_words, scalar_value
from ..spec.knowledge import Knowledge, Table, events_of, places_of_entries
from ..spec.lineage import Lineage
from ..spec.mapping import Direction, Mapping
from ..spec.overlay import Version, ids_of
from ..spec.vocabulary import word_among
from ..text.meant import code_fault
from ..text.source import Entries, Items, Node, Scalar
from ..values import Json

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
    span: Span | None = field(default=None, repr=False, compare=False)
    """Where the settings of the customer's file stand, or should."""
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
        own = (layer.text("mapping") for layer in self.layers)
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
        if name not in self.mappings and not self.catalog.has(name):
            findings.add("unknown-mapping", f"unknown mapping '{name}'", None, did_you_mean(name, self.mappings))
            return ()
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
            takers=self.takers(mapping),
            readers_of_event=self.readers_of_event,
        )
        return Mapper(run, (_again, (self, name, direction, today, dict(context), require_context)))

    def readers_of_event(self, event: str) -> tuple[str, ...]:
        """The mappings that read the records of an event, by the schemas of their payloads."""
        return tuple(name for name in self.mappings if event in self._events_of(name))

    def families(self, names: Iterable[str]) -> tuple[tuple[str, ...], ...]:
        """Mappings by the shipped mapping that they come from; a record is taken by one of a family."""
        found: dict[str, list[str]] = {}
        for name in names:
            found.setdefault(self.ancestor(name), []).append(name)
        return tuple(map(tuple, found.values()))

    def readers_beside(self, mapping: str) -> tuple[str, ...]:
        """The mappings that read the same events as one, and come from the same; none where it reads no event."""
        events = self._events_of(mapping) if mapping in self.mappings else ()
        names = dict.fromkeys(name for event in events for name in self.readers_of_event(event))
        return tuple(name for name in names if self.ancestor(name) == self.ancestor(mapping))

    def _events_of(self, name: str) -> tuple[str, ...]:
        tree = self.tree(name, Findings())
        export = tree.find("export") if tree is not None else None
        payload = export.text("payload") if isinstance(export, Entries) else None
        return events_of(self.catalog.knowledge.schema(payload))

    def takers(self, mapping: Mapping) -> tuple[Taker, ...]:
        """The mappings of the family of one that take records by a condition; it may be one of them."""
        ancestor = self.ancestor(mapping.name)
        names = [name for name, _ in self.conditions() if self.ancestor(name) == ancestor]
        family = [mapping if name == mapping.name else self.mapping(name) for name in names]
        return tuple(Taker(each.name, each.takes, each.span) for each in family if each.takes is not None)

    def ancestor(self, name: str) -> str:
        """The mapping from which one descends by `extends:`, at whatever distance; itself where it extends none."""
        bases = {layer.text("mapping"): layer.text("extends") for layer in self.layers}
        seen = {name}
        while (base := bases.get(name)) is not None and base not in seen:
            seen.add(base)
            name = base
        return name

    def conditions(self) -> Iterator[tuple[str, Scalar]]:
        """The customer's own mappings that take records by a condition, in the order of their files."""
        for layer in self.layers:
            name, condition = layer.text("mapping"), layer.find("takes_when")
            if name is not None and isinstance(condition, Scalar):
                yield name, condition


def _again(
    customer: Customer, name: str, direction: str | None, today: date, context: dict[str, Json], require: bool
) -> Mapper:
    return customer.mapper(name, direction, today=today, context=context, require_context=require)


def choose_direction(mapping: Mapping, wanted: str | None) -> Direction:
    """The direction asked for, or the only one; raises CrosswalkError where that leaves a question."""
    known = mapping.directions
    chosen = word_among(wanted, tuple(known))
    if chosen is not None:
        return known[chosen]
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

    def read_block(self, block: Block, name: str) -> None:
        """The `flags:` or `settings:` of a file; a name `settings.NAME` among flags is a setting."""
        for key, node in block.pairs(name):
            span = _key_span(block, name, key, node)
            if self.check_codes(key, name, node):
                self.set(key if name == "flags" else f"settings.{key}", scalar_value(node), span, None, node.span)

    def read_words(self, given: str) -> None:
        """One `NAME=VALUE` of the command line."""
        name, sign, text = given.partition("=")
        span = Span(Source("--set", given), 1, 1, max(len(name), 1))
        if not sign:
            self.findings.add(
                "bad-flag-value", f"'{given}' is not NAME=VALUE", span, f"write --set {name.strip() or 'NAME'}=VALUE"
            )
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
        values[bare] = Value(read_flag(flag, value, at or span, self.findings), source or span.origin, span, at)

    def check_codes(self, name: str, block: str, node: Node) -> bool:
        """Whether every item of a list of codes is text; a code of digits alone without quotes is told."""
        flag = (self.knowledge.settings if block == "settings" else self.knowledge.flags).get(name)
        if flag is None or flag.type not in {"code", "codes", "patterns"}:
            return True
        items = node.nodes if isinstance(node, Items) and flag.type != "code" else ()
        numbers = [item for item in items if isinstance(item, Scalar) and not isinstance(item.value, str)]
        for item in numbers:
            what = f"{item.written} is no text" if item.written else "a code is missing"
            help = f'write "{item.written}" in quotes' if item.written else "write the code, or remove the item"
            self.findings.add("number-for-text", what, item.span, help)
        for each in items or (node,):
            warn_of_digits(each, self.findings)
        return not numbers

    def _unknown(self, name: str, is_setting: bool, span: Span) -> None:
        kind, registry = ("setting", self.knowledge.settings) if is_setting else ("flag", self.knowledge.flags)
        other = self.knowledge.flags if is_setting else self.knowledge.settings
        help = did_you_mean(name, registry)
        if name in other:
            kind_of_other, block = ("flag", "flags") if is_setting else ("setting", "settings")
            is_file = span.source.name != "--set"
            way = f"write it under {block}:" if is_file else f"write {name if is_setting else 'settings.' + name}"
            help = f"it is a {kind_of_other}: {way}"
        elif name in {"flags", "settings"}:
            help = f"leave {name}: out; what is under it stands here" + (
                " as settings.NAME" if name == "settings" else ""
            )
        elif is_setting and (near := nearest(name, registry)) and self.settings[near].span is None:
            # so that the one that was meant is not told as missing too
            self.settings[near] = replace(self.settings[near], span=span)
        self.findings.add(f"unknown-{kind}", f"unknown {kind} '{name}'", span, help)

    def tables(self, block: Block, known: Map[str, Table], also: frozenset[str]) -> dict[str, Table]:
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
            entries = self.entries(base, node)
            places = places_of_entries(node)
            tables[name] = replace(base, entries=entries, origin=node.span.origin, span=node.span, places=places)
        return tables

    def entries(self, table: Table, node: Node) -> dict[str, str]:
        entries = {}
        for code, value in node.pairs if isinstance(node, Entries) else ():
            if not isinstance(value, Scalar):
                continue
            warn_of_digits(value, self.findings)
            if fault := code_fault(str(value.value), inside=False):
                self.findings.add("bad-table-value", f"the table '{table.name}': {fault[0]}", value.span, fault[1])
            elif table.values and value.value not in table.values:
                self.findings.add(
                    "bad-table-value",
                    f"the table '{table.name}' has no value '{value.value}'",
                    value.span,
                    did_you_mean(str(value.value), table.values),
                )
            entries[str(code.value)] = str(value.value)
        return entries


def warn_of_digits(node: Node, findings: Findings) -> None:
    """A warning where a code of digits alone stands without quotes."""
    if isinstance(node, Scalar) and isinstance(node.value, str) and node.written == node.value and node.value.isdigit():
        message = f"{node.written} is all digits and stands without quotes"
        findings.warn("number-for-text", message, node.span, f'write "{node.written}" in quotes')


def _key_span(block: Block, name: str, key: str, node: Node) -> Span:
    entries = block.find(name)
    found = entries.key(key) if isinstance(entries, Entries) else None
    return found.span if found else node.span
