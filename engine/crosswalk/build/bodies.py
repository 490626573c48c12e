"""Puts a document together: values at their places, arrays of lines, keys from their parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeAlias

from ..finding import Problem
from ..spec.mapping import Document, Group, Lines, Row, Target, Transfer
from ..spec.sources import KeyPart, Late
from ..values import MISSING, Json, Segments, show
from .bench import Bench
from .frame import INDEX, Frame
from .judge import Act
from .outcome import Body
from .rows import tell_problem


@dataclass(slots=True)
class Draft:
    """A document that is being put together: its body, the late values that it needs, the parts of its keys so far."""

    body: dict[str, Json] = field(default_factory=dict)
    needs: dict[str, None] = field(default_factory=dict)
    parts: dict[tuple[int, Segments], dict[str, Json]] = field(default_factory=dict)


Write: TypeAlias = Callable[[Frame, dict[str, Json], Draft], None]
"""Writes values of a frame into an object: a body, or one element of an array of it."""

Put: TypeAlias = Callable[[Json, dict[str, Json], Draft], None]
"""Puts one value at its place in an object."""

_Field: TypeAlias = tuple[str, int, str | None, Write]
"""A name, the slot of its value, the late field that it waits for, and what writes it where something stands there."""


def build_body(document: Document, bench: Bench) -> Act:
    """What puts a document together; its drafts stand under its name: one, or one for each line."""
    putting = _Putting(document, bench)
    if document.name in bench.plan.folded.off_documents:
        return lambda frame: None
    name, off, bodies, drafts, is_of_lines = document.name, bench.off, bench.bodies, bench.drafts, putting.is_of_lines
    put = putting.one_for_each_line() if putting.is_of_lines else putting.one()

    def step(frame: Frame) -> None:
        if name not in frame[off] and (made := put(frame)):
            frame[drafts][name] = made
            frame[bodies][name] = [draft.body for draft in made] if is_of_lines else made[0].body

    return step


def documents_of(drafts: dict[str, list[Draft]], documents: Iterable[Document]) -> tuple[Body, ...]:
    """The documents to send, in their order."""
    return tuple(
        Body(document.name, document.method, document.endpoint, draft.body, tuple(draft.needs))
        for document in documents
        for draft in drafts.get(document.name, ())
        if draft.body
    )


class _Putting:
    """The writers of one document."""

    def __init__(self, document: Document, bench: Bench) -> None:
        self.document, self.bench, self.graph = document, bench, bench.graph
        self.groups = [(group, self.graph.lines.get(group.id)) for group in self.graph.groups.values()]
        self.groups = [each for each in self.groups if self.is_written(*each)]
        self.is_of_lines = any(lines is not None and lines.array is None for _, lines in self.groups)

    def is_written(self, group: Group, lines: Lines | None) -> bool:
        if group.id in self.bench.plan.folded.off_groups or group.leave_out is not None:
            return False
        if lines is not None:
            return lines.document == self.document.name
        return any(True for _ in self.targets(group))

    def targets(self, group: Group) -> Iterable[tuple[Row, Transfer, Target]]:
        """The rows of a group that write this document, each with its places in it."""
        for row in group.rows:
            if row.id in self.graph.rows and row.id not in self.graph.unsent:
                transfer = self.graph.rows[row.id][1]
                yield from ((row, transfer, each) for each in transfer.targets if each.document == self.document.name)

    def one(self) -> Callable[[Frame], list[Draft]]:
        """One document a record, with arrays of lines in it."""
        writers = [
            self.array(group, lines) if lines is not None else self.fields(group, ()) for group, lines in self.groups
        ]

        def put(frame: Frame) -> list[Draft]:
            draft = Draft()
            for write in writers:
                write(frame, draft.body, draft)
            return [draft] if draft.body else []

        return put

    def array(self, group: Group, lines: Lines) -> Write:
        """The lines of a group as elements of an array; one that stays empty stands in the body all the same."""
        kept, write = self.bench.over(group.id, "kept"), self.fields(group, ())
        place = (*self.document.within, *(lines.array or ()))
        applies = self.bench.record.named("group", group.id) if group.when is not None else None

        def put(frame: Frame, body: dict[str, Json], draft: Draft) -> None:
            if applies is not None and not frame[applies]:
                return
            array: list[Json] = _descend(body, (*place, 0))
            for line in frame[kept]:
                index = line[INDEX]
                while len(array) <= index:
                    array.append({})
                write(line, array[index], draft)

        return put

    def one_for_each_line(self) -> Callable[[Frame], list[Draft]]:
        """One document a line; groups that write the same document go on with its numbers."""
        writers = [
            (self.bench.over(group.id, "kept"), self.fields(group, self.document.within)) for group, _ in self.groups
        ]

        def put(frame: Frame) -> list[Draft]:
            drafts: dict[int, Draft] = {}
            for kept, write in writers:
                for line in frame[kept]:
                    draft = drafts.setdefault(line[INDEX], Draft())
                    write(line, draft.body, draft)
            return list(drafts.values())

        return put

    def fields(self, group: Group, within: Segments) -> Write:
        """The rows of a group, in their order: names of the object itself at once, all other places with care."""
        writers: list[Write] = []
        names: list[_Field] = []
        for row, transfer, target in self.targets(group):
            segments = (*within, *target.segments)
            if len(segments) == 1 and isinstance(segments[0], str) and transfer.write_part is None:
                if not names:
                    writers.append(_write_names(names))
                late = transfer.source.field if isinstance(transfer.source, Late) else None
                slot = self.bench.slots(row.id).wire
                names.append((segments[0], slot, late, self.careful(row, transfer, segments)))
            else:
                names = []
                writers.append(self.careful(row, transfer, segments))
        if len(writers) == 1:
            return writers[0]

        def write(frame: Frame, into: dict[str, Json], draft: Draft) -> None:
            for each in writers:
                each(frame, into, draft)

        return write

    def careful(self, row: Row, transfer: Transfer, segments: Segments) -> Write:
        """A place that is deeper than a name, that another row may have written, or a part of a key."""
        slots, bench, traces = self.bench.slots(row.id), self.bench, self.bench.teller.traces
        put = _put_at(segments) if transfer.write_part is None else self.part(transfer.write_part, segments)
        late = transfer.source.field if isinstance(transfer.source, Late) else None

        def write(frame: Frame, into: dict[str, Json], draft: Draft) -> None:
            value = frame[slots.wire]
            if value is MISSING:
                return
            try:
                put(value, into, draft)
            except Problem as problem:
                if not traces:
                    raise
                tell_problem(row, transfer, bench, frame, problem, list(frame[slots.notes]))
            if late is not None:
                draft.needs[late] = None

        return write

    def part(self, part: KeyPart, segments: Segments) -> Put:
        """A key stands open until its last part is there."""
        key = self.bench.tools.key(part.key)

        def put(value: Json, into: dict[str, Json], draft: Draft) -> None:
            parts = draft.parts.setdefault((id(into), segments), {})
            parts[part.name] = value
            is_whole = all(name in parts for name in key.parts)
            _put(into, segments, key.build([parts[name] for name in key.parts]) if is_whole else None, is_part=True)

        return put


def _put_at(segments: Segments) -> Put:
    return lambda value, into, draft: _put(into, segments, value, is_part=False)


def _write_names(fields: list[_Field]) -> Write:
    """Values that stand in the object under one name each."""

    def write(frame: Frame, into: dict[str, Json], draft: Draft) -> None:
        for name, slot, late, careful in fields:
            value = frame[slot]
            if value is not MISSING:
                if name in into:
                    careful(frame, into, draft)
                else:
                    into[name] = value
                    if late is not None:
                        draft.needs[late] = None

    return write


def _put(base: Json, segments: Segments, value: Json, is_part: bool) -> None:
    holder = _descend(base, segments)
    last = segments[-1]
    if isinstance(holder.get(last) if isinstance(holder, dict) else None, dict | list) and not isinstance(value, dict):
        raise _taken(segments)
    if isinstance(last, int):
        _grow(holder, last, dict)
    elif last in holder and holder[last] != value and not is_part:
        place = ".".join(map(str, segments))
        raise Problem(f"two rows write {place}: {show(holder[last])} and {show(value)}", "", "two-writers")
    holder[last] = value


def _descend(base: Json, segments: Segments) -> Json:
    """The object or list that holds the last segment, made where it is not there yet."""
    for here, after in pairwise(segments):
        if isinstance(here, int):
            _grow(base, here, list if isinstance(after, int) else dict)
            base = base[here]
        else:
            base = base.setdefault(here, [] if isinstance(after, int) else {})
        if not isinstance(base, list if isinstance(after, int) else dict):
            raise _taken(segments)
    return base


def _taken(segments: Segments) -> Problem:
    place = ".".join(map(str, segments))
    return Problem(
        f"{place} is written as a value and as something with fields", "give one row another place", "two-writers"
    )


def _grow(items: list[Json], index: int, kind: type[list[Json]] | type[dict[str, Json]]) -> None:
    while len(items) <= index:
        items.append(kind())
