"""A customer: settings, flags and value tables with their provenance, and the mappings as the customer has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Mapping as Map
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from ..finding import CrosswalkError, Finding, Findings, Span, did_you_mean
from ..mapper import Mapper
from ..plan.plan import make_plan
from ..plan.terms import Taker, Terms
from ..spec.blame import Blame, steps_of
from ..spec.flags import Value
from ..spec.knowledge import Knowledge, Table, events_of
from ..spec.lineage import Lineage
from ..spec.mapping import Direction, Mapping
from ..spec.overlay import Version, ids_of
from ..spec.vocabulary import word_among
from ..text.source import Entries, Scalar
from ..values import Json
from .checked import check
from .shipped import Shipped


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer, resolved; every effective value knows where it was set."""

    name: str
    title: str
    shipped: Shipped = field(repr=False, compare=False)
    flags: Map[str, Value]
    settings: Map[str, Value]
    tables: Map[str, Table]
    layers: tuple[Entries, ...] = field(default=(), repr=False)
    span: Span | None = field(default=None, repr=False, compare=False)
    """Where the settings of the customer's file stand, or should."""
    recipe: tuple[Callable[..., Customer], tuple[Any, ...]] | None = field(default=None, repr=False, compare=False)
    _versions: dict[str, tuple[tuple[Version, ...], tuple[Finding, ...]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """Every mapping is made once: nothing of a customer changes, and what replaces one begins without these."""

    def __reduce__(self) -> tuple[Callable[..., Customer], tuple[Any, ...]]:
        if self.recipe is None:
            raise TypeError("this Customer was not made by a Catalog and cannot be pickled")
        return self.recipe

    @property
    def knowledge(self) -> Knowledge:
        return replace(self.shipped.knowledge, tables=self.tables, mappings=frozenset(self.mappings))

    @property
    def mappings(self) -> tuple[str, ...]:
        """The names of all mappings of the customer: the shipped ones and the customer's own."""
        own = (layer.text("mapping") for layer in self.layers)
        return tuple(dict.fromkeys((*self.shipped.names, *(name for name in own if name))))

    def mapping(self, name: str) -> Mapping:
        """A mapping with the customer's changes; raises CrosswalkError with every finding where it cannot be used."""
        findings = Findings()
        versions = self.versions(name, findings)
        found = Findings()
        mapping = check(versions[-1].tree, self.knowledge, found) if versions else None
        if mapping is None or findings or found:
            findings.extend(self.where_mended(found, versions))
            raise CrosswalkError(findings.in_order())
        return mapping

    def findings(self, name: str) -> tuple[Finding, ...]:
        """Every finding of a mapping with the customer's changes, warnings too, each where it can be mended."""
        findings, found = Findings(), Findings()
        versions = self.versions(name, findings)
        if versions:
            check(versions[-1].tree, self.knowledge, found)
        findings.extend(self.where_mended(found, versions))
        return findings.in_order()

    def where_mended(self, findings: Findings, versions: tuple[Version, ...]) -> Iterator[Finding]:
        """The findings of the last version, those that an edit of the customer began at that edit."""
        steps = tuple(steps_of(versions, self.shipped.knowledge, self.knowledge))
        return Blame(steps, check).places_of(findings.in_order())

    def tree(self, name: str, findings: Findings) -> Entries | None:
        """The YAML of a mapping with the customer's changes merged in; every line knows its file."""
        versions = self.versions(name, findings)
        return versions[-1].tree if versions else None

    def versions(self, name: str, findings: Findings) -> tuple[Version, ...]:
        """How a mapping came about: the shipped tree, then one tree for each edit of the customer's files."""
        if name not in self._versions:
            own = Findings()
            self._versions[name] = (self._make_versions(name, own), own.in_order())
        versions, found = self._versions[name]
        findings.extend(found)
        return versions

    def _make_versions(self, name: str, findings: Findings) -> tuple[Version, ...]:
        if name not in self.mappings and not self.shipped.has(name):
            findings.add("unknown-mapping", f"unknown mapping '{name}'", None, did_you_mean(name, self.mappings))
            return ()
        lineage = Lineage(self.layers, self.shipped.tree, findings)
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
        terms = Terms(
            knowledge=self.knowledge,
            flags=self.flags,
            settings=self.settings,
            tables=self.tables,
            today=today,
            collections=frozenset(context),
            require_context=require_context,
            takers=self.takers(mapping),
            readers_of_event=self.readers_of_event,
        )
        plan = make_plan(mapping, choose_direction(mapping, direction), terms)
        return Mapper(plan, context, (_again, (self, name, direction, today, dict(context), require_context)))

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
        return events_of(self.shipped.knowledge.schema(payload))

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
