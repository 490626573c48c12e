"""What became of each record of an input: every one is mapped, skipped or blocked, and knows where it stood.

The input may also hold rejects of an earlier run; the record of a reject is mapped again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ..build.outcome import Outcome, Trace
from ..finding import Finding, start_of
from ..mapper import Mapper, NoRecord
from ..text.replay import Again, read_again
from ..text.stream import Position, Read, as_bytes
from ..values import MISSING, Json, Segments


@dataclass(frozen=True, slots=True)
class Item:
    """One record of an input with its outcome. `path` leads to it in the value that was read.

    `record` is MISSING where the input holds none that can be read, and a list where a record is made of many `rows`.
    """

    outcome: Outcome
    mapping: str | None
    read: Read = field(repr=False)
    path: Segments = ()
    record: Json = field(default=MISSING, repr=False)
    rows: tuple[Part, ...] = field(default=(), repr=False)

    @property
    def position(self) -> Position:
        return self.read.position_of(self.path)

    def written(self) -> str | bytes:
        """The record as it was written: text, or bytes where it is none."""
        rows = [row.read.text_of(row.path) for row in self.rows]
        text = f"[{','.join(rows)}]" if rows else self.read.text_of(self.path)
        try:
            text.encode()
        except UnicodeEncodeError:
            return as_bytes(text)
        return text


@dataclass(frozen=True, slots=True)
class Part:
    """A record of a read value, or what is wrong with it."""

    read: Read
    path: Segments
    record: Json
    findings: tuple[Finding, ...] = ()

    def item(self, outcome: Outcome, mapping: str | None) -> Item:
        record = MISSING if self.findings or isinstance(self.record, NoRecord) else self.record
        return Item(outcome, mapping, self.read, self.path, record)

    def refused(self, mapping: str | None) -> Item:
        key = f"(line {self.read.position_of(self.path).line})"
        return self.item(Trace(key, "blocked", self.findings), mapping)


def map_reads(mapper: Mapper, reads: Iterable[Read], *, trace: bool = False) -> Iterator[Item]:
    """The items of an input, in its order; those of a mapping that adds up come last. With `trace`, they tell all."""
    parts = (part for read in reads for part in parts_of(mapper, read))
    if mapper.is_aggregated:
        yield from _added_up(mapper, parts, trace)
        return
    sequence = 0
    for part in parts:
        yield map_part(mapper, part, sequence, trace=trace)
        sequence += not part.findings


def map_part(mapper: Mapper, part: Part, sequence: int, *, trace: bool = False) -> Item:
    """The item of one record."""
    if part.findings:
        return part.refused(mapper.plan.mapping.name)
    map_record = mapper.trace if trace else mapper.map
    return part.item(map_record(part.record, sequence), mapper.plan.mapping.name)


def _added_up(mapper: Mapper, parts: Iterable[Part], trace: bool) -> Iterator[Item]:
    name = mapper.plan.mapping.name
    groups: dict[tuple[str, ...], list[Part]] = {}
    for number, part in enumerate(parts):
        if part.findings:
            yield part.refused(name)
            continue
        found = mapper.group_of(part.record, number)
        if isinstance(found, Outcome):
            yield part.item(found, name)
        else:
            groups.setdefault(found, []).append(part)
    for sequence, rows in enumerate(groups.values()):
        sources = [row.record for row in rows]
        outcome = (mapper.trace_sources if trace else mapper.map_sources)(sources, sequence)
        yield Item(outcome, name, rows[0].read, rows[0].path, sources, tuple(rows))


def parts_of(mapper: Mapper, read: Read) -> Iterator[Part]:
    """The records of a read value for one mapping, each with the findings of the places that it holds."""
    again = read if isinstance(read, Again) else read_again(read)
    if again is not None:
        yield from _held_by(mapper, again)
    elif read.value is MISSING:
        yield Part(read, (), MISSING, tuple(finding for _, finding in read.findings))
    else:
        yield from _located(mapper, read)


def _located(mapper: Mapper, read: Read) -> Iterator[Part]:
    if not read.findings:
        yield from (Part(read, path, record) for path, record in mapper.located(read.value))
        return
    found = list(mapper.located(read.value))
    places = [place for place, _ in found]
    for path, record in found:
        yield Part(read, path, record, _findings_at(read, path, places))
    if not found:
        yield Part(read, (), MISSING, tuple(finding for _, finding in read.findings))


def _findings_at(read: Read, path: Segments, others: list[Segments]) -> tuple[Finding, ...]:
    """What is wrong inside a record, or around all of them."""
    return tuple(
        finding
        for place, finding in read.findings
        if place[: len(path)] == path or not any(place[: len(other)] == other for other in others)
    )


def _held_by(mapper: Mapper, again: Again) -> Iterator[Part]:
    """The records of a reject; what was refused as it stands, a list too, is judged as it stands."""
    name = mapper.plan.mapping.name
    if again.mapping not in {name, None}:
        message = f"this is a reject of {again.mapping}, not of {name}"
        finding = Finding("foreign-event", message, None, f"map it with {again.mapping}")
        yield Part(again.reject or again, (), NoRecord(finding))
    elif mapper.is_aggregated and isinstance(again.value, list) and again.value:
        yield from (
            Part(again, (index,), row, _findings_at(again, (index,), [])) for index, row in enumerate(again.value)
        )
    elif isinstance(again.value, dict):
        yield from _located(mapper, again)
    else:
        yield Part(again, (), again.value, tuple(finding for _, finding in again.findings))


def no_records(name: str) -> Finding:
    """What is said of an input that holds no record at all."""
    help = "check where the input comes from; if it is right, run --allow-empty gives an empty output"
    return Finding("no-records", f"{name} holds no record", start_of(name), help)
