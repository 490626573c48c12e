"""Maps records: one mapping, one direction, one customer, one date. Pure and deterministic."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .build.outcome import Outcome, Trace
from .build.program import Quick, Thorough
from .build.tools import Tools, word_of
from .finding import Finding, Problem
from .plan.plan import Plan
from .spec.directions import names_read
from .spec.knowledge import events_of
from .values import MISSING, Json, Segments, is_blank, read_segments, show


@dataclass(frozen=True, slots=True)
class NoRecord:
    """Stands for a part of a payload that holds no record of this mapping, with the reason."""

    finding: Finding


@dataclass(frozen=True)
class Mapper:
    """Maps the records of one mapping in one direction. Pickled by what it was made from, not by its parts."""

    plan: Plan
    context: Map[str, Json] = field(repr=False, compare=False)
    recipe: tuple[Callable[..., Mapper], tuple[Any, ...]] | None = field(default=None, repr=False, compare=False)

    def __reduce__(self) -> tuple[Callable[..., Mapper], tuple[Any, ...]]:
        if self.recipe is None:
            raise TypeError("this Mapper was not made by a Customer and cannot be pickled")
        return self.recipe

    @cached_property
    def _tools(self) -> Tools:
        return Tools(self.plan.terms, self.context)

    @cached_property
    def _quick(self) -> Quick:
        return Quick(self.plan, self._tools)

    @cached_property
    def _thorough(self) -> Thorough:
        return Thorough(self.plan, self._tools)

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(names_read(self.plan.mapping, self.plan.direction.name))

    @cached_property
    def _events(self) -> tuple[str, ...]:
        return events_of(self.plan.terms.knowledge.schema(self.plan.direction.payload))

    @cached_property
    def _off(self) -> Finding | None:
        """Why all records are skipped, where a flag switches the direction off."""
        off = self.plan.terms.first_off(self.plan.direction.enabled)
        if off is None:
            return None
        value = self.plan.terms.flags[off.flag]
        wanted = " or ".join(show(wish) for wish in off.values)
        what = f"{self.plan.mapping.name} {self.plan.direction.name}"
        message = f"{what} is off: the flag {off.flag} is {show(value.value)} ({value.source})"
        return Finding("mapping-off", message, off.span, f"switch it on with {off.flag}: {wanted}", "info")

    @property
    def is_aggregated(self) -> bool:
        """Whether a record is made of many source rows, so that all input is needed first."""
        return bool(self.plan.direction.record_per)

    def map(self, record: Json, sequence: int = 0) -> Outcome:
        """The outcome of one record; `sequence` is its number in the run, from 0.

        Quick, because nothing is kept of how values come about; what only the trace can tell is done again with it.
        """
        if not isinstance(record, dict) or self._off is not None:
            return self._refused(record, sequence).outcome
        return self._map(record, sequence, (record,) if self.is_aggregated else ())

    def trace(self, record: Json, sequence: int = 0) -> Trace:
        """The outcome of one record with the story of all its values."""
        if not isinstance(record, dict) or self._off is not None:
            return self._refused(record, sequence)
        return self._thorough.run(record, sequence, (record,) if self.is_aggregated else ())

    def map_payload(self, payload: Json) -> tuple[Outcome, ...]:
        """The outcomes of all records of a payload; what holds no record of the right shape is blocked."""
        return tuple(self.map_all(self.records(payload)))

    def trace_payload(self, payload: Json) -> tuple[Trace, ...]:
        """The traces of all records of a payload."""
        records = self.records(payload)
        if not self.is_aggregated:
            return tuple(self.trace(record, sequence) for sequence, record in enumerate(records))
        groups, refused = self.group(records)
        return (*refused, *(self.trace_sources(sources, sequence) for sequence, sources in enumerate(groups)))

    def map_all(self, records: Iterable[Json]) -> Iterator[Outcome]:
        """The outcomes of a stream of records, in order; of `NoRecord` a blocked one."""
        if self.is_aggregated:
            groups, refused = self.group(records)
            yield from (each.outcome for each in refused)
            for sequence, sources in enumerate(groups):
                yield self.map_sources(sources, sequence)
            return
        for sequence, record in enumerate(records):
            yield self.map(record, sequence)

    def map_sources(self, sources: list[Json], sequence: int) -> Outcome:
        """One record of many rows; rows that a rule leaves out are counted by its reason."""
        if self._off is not None:
            return self._refused(sources[0], sequence).outcome
        return self._map(sources[0], sequence, sources)

    def trace_sources(self, sources: list[Json], sequence: int) -> Trace:
        """One record of many rows, with its story."""
        if self._off is not None:
            return self._refused(sources[0], sequence)
        return self._thorough.run(sources[0], sequence, sources)

    def _map(self, record: Json, sequence: int, sources: Sequence[Json]) -> Outcome:
        quick = self._quick.run(record, sequence, sources, self._retell)
        return quick or self._thorough.run(record, sequence, sources).outcome

    def _retell(self, record: Json, sequence: int, sources: Sequence[Json]) -> tuple[Finding, ...]:
        """The words of what a record is told that was mapped without the trace."""
        return self._thorough.run(record, sequence, sources).findings

    def _refused(self, record: Json, sequence: int) -> Trace:
        """The outcome of what is no record, or of any record where the direction is off."""
        if isinstance(record, NoRecord):
            return Trace(f"(record {sequence + 1})", "blocked", (record.finding,))
        if isinstance(record, dict) and self._off is not None:
            return self._thorough.off(record, sequence, self._off)
        message = f"record {sequence + 1} is {show(record)}, expected an object"
        finding = Finding("bad-record", message, self.plan.direction.span)
        return Trace(f"(record {sequence + 1})", "blocked", (finding,))

    def records(self, payload: Json) -> Iterator[Json]:
        """The records of a payload: an envelope, a list of envelopes or records, or one record."""
        return (record for _, record in self.located(payload))

    def located(self, payload: Json, place: Segments = ()) -> Iterator[tuple[Segments, Json]]:
        """The records of a payload, each with its path in it; a part that holds none as `NoRecord`."""
        waiting = [(place, payload)]
        while waiting:  # a list in a list in a list ... is as deep as a stranger likes
            here, part = waiting.pop()
            if isinstance(part, list):
                waiting += [((*here, index), below) for index, below in reversed(list(enumerate(part)))]
            else:
                yield from self._unpack(part, here)

    def _unpack(self, payload: Json, place: Segments) -> Iterator[tuple[Segments, Json]]:
        path = self.plan.direction.records
        if not isinstance(payload, dict):
            yield place, payload
            return
        if (foreign := self._why_foreign(payload)) is not None:
            yield place, NoRecord(foreign)
            return
        if path.segments is not None and (not path.segments or path.segments[0] not in payload):
            yield place, payload if self._looks_like_record(payload) else NoRecord(self._no_records(payload))
            return
        try:
            found = path.read(payload)
        except Problem as problem:
            yield place, NoRecord(problem.finding(self.plan.direction.at("records")))
            return
        inside = (*place, *path.segments) if path.segments else place
        if isinstance(found, list):
            yield from (((*inside, index), record) for index, record in enumerate(found))
        else:
            yield inside, found if isinstance(found, dict) else NoRecord(self._no_records(payload))

    def _why_foreign(self, payload: dict[str, Json]) -> Finding | None:
        """An event that this mapping does not read, with the mappings that do."""
        event = payload.get("request_name")
        if not isinstance(event, str) or event in self._events:
            return None
        takers = self.plan.terms.readers_of_event(event)
        help = f"map it with {' and '.join(takers)}" if takers else "no mapping reads it; leave it out"
        message = f"this is the event {show(event)}, and {self.plan.mapping.name} reads {self._own_events()}"
        return Finding("foreign-event", message, self.plan.direction.at("records"), help)

    def _own_events(self) -> str:
        return " and ".join(map(show, self._events)) or "no events"

    def _looks_like_record(self, payload: dict[str, Json]) -> bool:
        """A bare record has at least one of the names that the mapping reads from a record."""
        return not self._names.isdisjoint(payload)

    def _no_records(self, payload: dict[str, Json]) -> Finding:
        path = self.plan.direction.records
        found = read_segments(payload, path.segments or ())
        what = "is not there" if found is MISSING else f"is {show(found)}"
        help = (
            f"this payload has: {', '.join(map(str, payload)) or 'nothing'}; {self.plan.mapping.name} reads {path.text}"
        )
        span = self.plan.direction.at("records")
        return Finding("payload-shape", f"no records in this payload: {path.text} {what}", span, help)

    def group(self, rows: Iterable[Json]) -> tuple[list[list[Json]], list[Trace]]:
        """The source rows of each record, by what makes a record of them; and rows that belong to none, blocked."""
        groups: dict[tuple[str, ...], list[Json]] = {}
        refused: list[Trace] = []
        for number, row in enumerate(rows):
            found = self.group_of(row, number)
            if isinstance(found, Trace):
                refused.append(found)
            else:
                groups.setdefault(found, []).append(row)
        return list(groups.values()), refused

    def group_of(self, row: Json, number: int) -> tuple[str, ...] | Trace:
        """What tells the record of a source row from others; the row's outcome where it belongs to none."""
        if not isinstance(row, dict):
            return self.trace(row, number)
        try:
            values = [path.read(row) for path in self.plan.direction.record_per]
        except Problem as problem:
            finding = problem.finding(self.plan.direction.at("key"))
            return Trace(f"(record {number + 1})", "blocked", (finding,))
        return tuple("" if is_blank(value) else word_of(value) for value in values)
