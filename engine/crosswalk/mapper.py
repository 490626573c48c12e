"""Maps records: one mapping, one direction, one customer, one date. Pure and deterministic."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from . import rules
from .finding import CrosswalkError, Finding, Problem
from .names import RECORD, Names, Place
from .outcome import Outcome
from .path import read_segments
from .run import Run, word_of
from .values import MISSING, Json, is_blank, show
from .walk import Walk


@dataclass(frozen=True, slots=True)
class Mapper:
    """Maps the records of one mapping in one direction. Pickled by what it was made from, not by its parts."""

    run: Run
    recipe: tuple[Callable[..., Mapper], tuple[Any, ...]] | None = field(default=None, repr=False, compare=False)

    _names: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_names", frozenset(_names_read(self.run)))

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
        """The outcomes of all records of a payload; raises CrosswalkError where it holds none of the right shape."""
        return tuple(self.map_all(self.records(payload)))

    def map_all(self, records: Iterable[Json]) -> Iterator[Outcome]:
        """The outcomes of a stream of records, in order."""
        if self.is_aggregated:
            yield from self._map_aggregated(records)
            return
        for sequence, record in enumerate(records):
            yield self.map(record, sequence)

    def records(self, payload: Json) -> Iterator[Json]:
        """The records of a payload: an envelope, a list of envelopes or records, or one record."""
        for part in payload if isinstance(payload, list) else [payload]:
            yield from self._unpack(part)

    def _unpack(self, payload: Json) -> Iterator[Json]:
        path = self.run.direction.records
        is_plain = path.segments is not None
        if not isinstance(payload, dict) or (is_plain and (not path.segments or path.segments[0] not in payload)):
            if isinstance(payload, dict) and not self._looks_like_record(payload):
                raise CrosswalkError([self._no_records(payload)])
            yield payload
            return
        try:
            found = path.read(payload)
        except Problem as problem:
            raise CrosswalkError([problem.finding(self.run.direction.at("records"))]) from None
        if isinstance(found, dict):
            yield found
        elif isinstance(found, list):
            yield from found
        else:
            raise CrosswalkError([self._no_records(payload)])

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
        if not isinstance(record, dict):
            finding = Finding(
                "bad-record", f"record {sequence + 1} is {show(record)}, expected an object", self.run.direction.span
            )
            return Outcome(f"(record {sequence + 1})", "blocked", (finding,))
        reason = self._why_off() or self._why_not_ours(walk)
        if reason is not None:
            return walk.ended("skipped", (reason,))
        try:
            return walk.outcome()
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

    def _why_not_ours(self, walk: Walk) -> Finding | None:
        """Why another mapping of the customer takes the record, or this one does not."""
        names = Names(walk, RECORD)
        own = self.run.mapping.takes
        try:
            if own is not None and not own.holds(names):
                return Finding(
                    "not-taken", f"this mapping takes only records where {own.text}", own.scalar.span, severity="info"
                )
            for taker in self.run.takers:
                if taker.mapping.takes is not None and taker.mapping.takes.holds(names):
                    return Finding(
                        "taken-by", f"the mapping {taker.name} takes this record", taker.mapping.span, severity="info"
                    )
        except Problem as problem:
            walk.report(problem.finding(self.run.mapping.span))
        return None

    def _map_aggregated(self, rows: Iterable[Json]) -> Iterator[Outcome]:
        groups: dict[tuple[str, ...], list[Json]] = {}
        for number, row in enumerate(rows, 1):
            if not isinstance(row, dict):
                yield self._map(row, number - 1, ())
                continue
            try:
                values = [path.read(row) for path in self.run.direction.record_per]
            except Problem as problem:
                finding = problem.finding(self.run.direction.at("key"))
                yield Outcome(f"(record {number})", "blocked", (finding,))
                continue
            groups.setdefault(tuple("" if is_blank(value) else word_of(value) for value in values), []).append(row)
        for sequence, sources in enumerate(groups.values()):
            yield self._map_sources(sources, sequence)

    def _map_sources(self, sources: list[Json], sequence: int) -> Outcome:
        """One record of many rows; rows that a rule leaves out are counted by its reason."""
        probe = Walk(self.run, sources[0], sequence)
        kept: list[Json] = []
        for position, source in enumerate(sources, 1):
            place = Place("source", source, position - 1, position, None, f"source row {position}.")
            if self._is_kept(probe, place):
                kept.append(source)
        if not kept:
            return probe.ended(
                "skipped",
                (
                    Finding(
                        "all-left-out",
                        f"all {len(sources)} source rows are left out",
                        self.run.direction.span,
                        severity="info",
                    ),
                ),
            )
        return self._map(sources[0], sequence, tuple(kept), (*probe.findings, *probe.untested))

    def _is_kept(self, probe: Walk, place: Place) -> bool:
        keep = True
        for rule in rules.of_direction(probe, "source"):
            finding = rules.apply(probe, rule, place)
            if finding is not None:
                probe.report(finding)
                keep = keep and rule.kind != "skip"
        return keep


def _names_read(run: Run) -> Iterator[str]:
    """The names of a record that the mapping reads first."""
    for row in run.mapping.rows:
        way = row.ways.get(run.direction.name)
        if way is not None and way.path is not None and way.path.segments:
            yield str(way.path.segments[0])
    yield from (reference.root for key in run.direction.key for reference in key.references)
