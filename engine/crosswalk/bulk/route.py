"""Gives each event of a mixed stream to the mappings that read it, by its `request_name`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from ..build.outcome import Outcome
from ..catalog.customer import Customer
from ..finding import Finding
from ..mapper import Mapper
from ..text.replay import Again, read_again
from ..text.stream import Read
from ..values import MISSING, show
from .items import Item, Part, map_part, parts_of

_ELSEWHERE = {"not-taken", "taken-by"}
"""Of a record that another mapping of the same family takes."""


@dataclass(frozen=True, slots=True)
class Router:
    """The export mappers of a customer, each made once, when an event or a reject first asks for it."""

    customer: Customer
    make: Callable[[str], Mapper]
    traces: bool = False
    _families: dict[str, tuple[tuple[Mapper, ...], ...]] = field(default_factory=dict, repr=False)
    _mappers: dict[str, Mapper] = field(default_factory=dict, repr=False)
    _sequences: dict[str, int] = field(default_factory=dict, repr=False)

    def map_reads(self, reads: Iterable[Read]) -> Iterator[Item]:
        """The items of a stream of events, in its order; an event that no mapping reads is blocked."""
        for read in reads:
            again = read_again(read)
            families = self._families_of(read if again is None else again)
            if isinstance(families, Finding):
                yield _refused(read if again is None else again, families)
                continue
            for family in families:
                yield from self._of_family(family, read if again is None else replace(again, mapping=None))

    @property
    def mappers(self) -> tuple[Mapper, ...]:
        """The mappers that have been asked for."""
        return tuple(self._mappers.values())

    def _families_of(self, read: Read) -> Sequence[Sequence[Mapper]] | Finding:
        if isinstance(read, Again) and read.mapping is not None:
            return self._family_of(read.mapping)
        event = read.value.get("request_name") if isinstance(read.value, dict) else None
        if not isinstance(event, str):
            help = "give it to its own mapping: crosswalk run MAPPING"
            return Finding("no-event", "this is no event: it has no request_name to route it by", None, help)
        names = self.customer.readers_of_event(event)
        if not names:
            help = "it holds no record that is transferred; leave it out"
            return Finding("foreign-event", f"no mapping reads the event {show(event)}", None, help)
        return self._kept(event, self.customer.families(names))

    def _family_of(self, mapping: str) -> Sequence[Sequence[Mapper]] | Finding:
        """The mappings that may take the record of a reject: once it is mended, it may be another one's."""
        names = self.customer.readers_beside(mapping)
        if not names:
            message = f"this is a reject of {show(mapping)}, which reads no events"
            return Finding("foreign-event", message, None, "give it to its own mapping: crosswalk run MAPPING")
        return self._kept(f"reject {mapping}", (names,))

    def _kept(self, key: str, names: Iterable[Iterable[str]]) -> Sequence[Sequence[Mapper]]:
        if key not in self._families:
            self._families[key] = tuple(tuple(map(self._mapper, family)) for family in names)
        return self._families[key]

    def _mapper(self, name: str) -> Mapper:
        if name not in self._mappers:
            self._mappers[name] = self.make(name)
        return self._mappers[name]

    def _of_family(self, family: Sequence[Mapper], read: Read) -> Iterator[Item]:
        """Of each record the item of the mapping that takes it."""
        for items in zip(*(list(self._of_mapper(mapper, read)) for mapper in family), strict=True):
            yield next((item for item in items if not _is_elsewhere(item.outcome)), items[0])

    def _of_mapper(self, mapper: Mapper, read: Read) -> Iterator[Item]:
        name = mapper.plan.mapping.name
        for part in parts_of(mapper, read):
            sequence = self._sequences.get(name, 0)
            yield map_part(mapper, part, sequence, trace=self.traces)
            self._sequences[name] = sequence + (not part.findings)


def _refused(read: Read, finding: Finding) -> Item:
    if isinstance(read, Again) and read.mapping is not None and read.reject is not None:
        read = read.reject  # it stays the reject of its mapping
    findings = tuple(flaw for _, flaw in read.findings) or (finding,)
    return Part(read, (), MISSING, findings).refused(None)


def _is_elsewhere(outcome: Outcome) -> bool:
    return outcome.kind == "skipped" and any(finding.code in _ELSEWHERE for finding in outcome.findings)
