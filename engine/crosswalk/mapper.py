"""Maps records: one mapping, one direction, one customer, one date. Pure and deterministic."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from .build import rules
from .build.names import Place
from .build.outcome import Outcome
from .build.run import Run, word_of
from .build.taking import leave_alone
from .build.walk import Walk
from .finding import Finding, Problem
from .spec.directions import names_read
from .spec.knowledge import events_of
from .values import MISSING, Json, Segments, is_blank, read_segments, show


@dataclass(frozen=True, slots=True)
class NoRecord:
    """Stands for a part of a payload that holds no record of this mapping, with the reason."""

    finding: Finding


@dataclass(frozen=True, slots=True)
class Mapper:
    """Maps the records of one mapping in one direction. Pickled by what it was made from, not by its parts."""

    run: Run
    recipe: tuple[Callable[..., Mapper], tuple[Any, ...]] | None = field(default=None, repr=False, compare=False)

    _names: frozenset[str] = field(init=False, repr=False, compare=False)
    _events: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_events", events_of(self.run.knowledge.schema(self.run.direction.payload)))
        object.__setattr__(self, "_names", frozenset(names_read(self.run.mapping, self.run.direction.name)))

    def __reduce__(self) -> tuple[Callable[..., Mapper], tuple[Any, ...]]:
        if self.recipe is None:
            raise TypeError("this Mapper was not made by a Customer and cannot be pickled")
        return self.recipe

    @property
    def is_aggregated(self) -> bool:
        """Whether a record is made of many source rows, so that all input is needed first."""
        return bool(self.run.direction.record_per)

    def map(self, record: Json, sequence: int = 0) -> Outcome:
        """The outcome of one record; `sequence` is its number in the run, from 0."""
        return self._map(record, sequence, ())

    def map_payload(self, payload: Json) -> tuple[Outcome, ...]:
        """The outcomes of all records of a payload; what holds no record of the right shape is blocked."""
        return tuple(self.map_all(self.records(payload)))

    def map_all(self, records: Iterable[Json]) -> Iterator[Outcome]:
        """The outcomes of a stream of records, in order; of `NoRecord` a blocked one."""
        if self.is_aggregated:
            groups, refused = self.group(records)
            yield from refused
            for sequence, sources in enumerate(groups):
                yield self.map_sources(sources, sequence)
            return
        for sequence, record in enumerate(records):
            yield self.map(record, sequence)

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
        path = self.run.direction.records
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
            yield place, NoRecord(problem.finding(self.run.direction.at("records")))
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
        takers = self.run.readers_of_event(event)
        help = f"map it with {' and '.join(takers)}" if takers else "no mapping reads it; leave it out"
        message = f"this is the event {show(event)}, and {self.run.mapping.name} reads {self._own_events()}"
        return Finding("foreign-event", message, self.run.direction.at("records"), help)

    def _own_events(self) -> str:
        return " and ".join(map(show, self._events)) or "no events"

    def _looks_like_record(self, payload: dict[str, Json]) -> bool:
        """A bare record has at least one of the names that the mapping reads from a record."""
        return not self._names.isdisjoint(payload)

    def _no_records(self, payload: dict[str, Json]) -> Finding:
        path = self.run.direction.records
        found = read_segments(payload, path.segments or ())
        what = "is not there" if found is MISSING else f"is {show(found)}"
        help = (
            f"this payload has: {', '.join(map(str, payload)) or 'nothing'}; {self.run.mapping.name} reads {path.text}"
        )
        span = self.run.direction.at("records")
        return Finding("payload-shape", f"no records in this payload: {path.text} {what}", span, help)

    def _map(
        self, record: Json, sequence: int, sources: tuple[Json, ...], left_out: tuple[Finding, ...] = ()
    ) -> Outcome:
        walk = Walk(self.run, record, sequence, sources)
        walk.findings.update(dict.fromkeys(left_out))
        if isinstance(record, NoRecord):
            return Outcome(f"(record {sequence + 1})", "blocked", (record.finding,))
        if not isinstance(record, dict):
            finding = Finding(
                "bad-record", f"record {sequence + 1} is {show(record)}, expected an object", self.run.direction.span
            )
            return Outcome(f"(record {sequence + 1})", "blocked", (finding,))
        off = self._why_off()
        if off is not None:
            return walk.ended("skipped", (off,))
        try:
            return leave_alone(walk) or walk.outcome()
        except RecursionError:
            help = "let a row read the payload instead of another row"
            message = "its rows and expressions are nested too deeply"
            return walk.ended("blocked", (Finding("expression-failed", message, self.run.mapping.span, help),))

    def _why_off(self) -> Finding | None:
        off = self.run.first_off(self.run.direction.enabled)
        if off is None:
            return None
        value = self.run.flags[off.flag]
        wanted = " or ".join(show(wish) for wish in off.values)
        what = f"{self.run.mapping.name} {self.run.direction.name}"
        message = f"{what} is off: the flag {off.flag} is {show(value.value)} ({value.source})"
        return Finding("mapping-off", message, off.span, f"switch it on with {off.flag}: {wanted}", "info")

    def group(self, rows: Iterable[Json]) -> tuple[list[list[Json]], list[Outcome]]:
        """The source rows of each record, by what makes a record of them; and rows that belong to none, blocked."""
        groups: dict[tuple[str, ...], list[Json]] = {}
        refused: list[Outcome] = []
        for number, row in enumerate(rows):
            found = self.group_of(row, number)
            if isinstance(found, Outcome):
                refused.append(found)
            else:
                groups.setdefault(found, []).append(row)
        return list(groups.values()), refused

    def group_of(self, row: Json, number: int) -> tuple[str, ...] | Outcome:
        """What tells the record of a source row from others; the row's outcome where it belongs to none."""
        if not isinstance(row, dict):
            return self.map(row, number)
        try:
            values = [path.read(row) for path in self.run.direction.record_per]
        except Problem as problem:
            finding = problem.finding(self.run.direction.at("key"))
            return Outcome(f"(record {number + 1})", "blocked", (finding,))
        return tuple("" if is_blank(value) else word_of(value) for value in values)

    def map_sources(self, sources: list[Json], sequence: int) -> Outcome:
        """One record of many rows; rows that a rule leaves out are counted by its reason."""
        probe = Walk(self.run, sources[0], sequence)
        kept: list[Json] = []
        for position, source in enumerate(sources, 1):
            place = Place("source", source, position - 1, position, None, f"source row {position}.")
            if self._is_kept(probe, place):
                kept.append(source)
        if not kept:
            message = f"all {len(sources)} source rows are left out"
            left_out = Finding("all-left-out", message, self.run.direction.span, severity="info")
            return probe.ended("skipped", (left_out,))
        return self._map(sources[0], sequence, tuple(kept), probe.causes.in_full((*probe.findings, *probe.untested)))

    def _is_kept(self, probe: Walk, place: Place) -> bool:
        keep = True
        for rule in rules.of_direction(probe, "source"):
            finding = rules.apply(probe, rule, place)
            if finding is not None:
                probe.report(finding)
                keep = keep and rule.kind != "skip"
        return keep
