"""The story of a record: what was written where and how it came about, and what was not, with the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from ..finding import Span
from ..spec.mapping import Group, Row, Target, Transfer
from ..values import MISSING
from .bench import Bench
from .frame import INDEX, Frame
from .outcome import Note, Story, Unwritten, Written
from .telling import new_note

_NOT_SENT = "its document is not sent"

Tell: TypeAlias = Callable[[Frame, Frame, list[Written], list[Unwritten]], None]
"""Tells of one row of a line, or of the record: what it wrote, or why it did not."""


def build_story(bench: Bench) -> Callable[[Frame], Story]:
    """What tells the story of a record that was done with the trace, in the order of the spec."""
    direction = bench.plan.direction.name
    parts = [
        (
            _build_frames(group, bench),
            [_build_tell(row, group, bench) for row in group.rows if direction in row.transfers],
        )
        for group in bench.plan.mapping.groups
        if group.id not in bench.plan.folded.off_groups
    ]

    def story(frame: Frame) -> Story:
        written: list[Written] = []
        unwritten: list[Unwritten] = []
        for frames, tells in parts:
            for line in frames(frame):
                for tell in tells:
                    tell(line, frame, written, unwritten)
        return tuple(written), tuple(unwritten)

    return story


def _build_frames(group: Group, bench: Bench) -> Callable[[Frame], Iterable[Frame]]:
    """The frames that the rows of a group are written for."""
    if group.id in bench.graph.lines:
        kept = bench.over(group.id, "kept")
        return lambda frame: frame[kept]
    if group.when is None:
        return lambda frame: (frame,)
    applies = bench.record.named("group", group.id)
    return lambda frame: (frame,) if frame[applies] else ()


def _build_tell(row: Row, group: Group, bench: Bench) -> Tell:
    own = row.transfers[bench.plan.direction.name]
    span = own.mended_at("when", "unless_row", "enabled_by")
    if (reason := bench.plan.folded.off_rows.get(row.id)) is not None:
        return _build_off(row, group, reason, _flags(own, bench), span)
    value_span, default_span = own.mended_at(), own.mended_at("default")
    slots, off = bench.slots(row.id), bench.off
    first, second = (side.label for side in row.sides.values())
    labels = (first, second)
    is_line = group.id in bench.graph.lines
    targets = [(target, _path(target, is_line)) for target in bench.graph.rows[row.id][1].targets]

    def tell(line: Frame, record: Frame, written: list[Written], unwritten: list[Unwritten]) -> None:
        notes, wire, sent = tuple(line[slots.notes]), line[slots.wire], targets
        if record[off]:
            sent = [pair for pair in targets if pair[0].document not in record[off]]
        if wire is MISSING or not sent:
            reason = line[slots.reason] or _NOT_SENT
            unwritten.append(Unwritten(row.id, group.id, line[INDEX], reason, notes, span))
            return
        place = value_span
        if default_span is not value_span and any(note.what == "default" for note in notes):
            place = default_span
        for target, path in sent:
            written.append(Written(row.id, group.id, line[INDEX], labels, target, path, wire, notes, place))

    return tell


def _build_off(row: Row, group: Group, reason: str, notes: tuple[Note, ...], span: Span) -> Tell:
    def tell(line: Frame, record: Frame, written: list[Written], unwritten: list[Unwritten]) -> None:
        unwritten.append(Unwritten(row.id, group.id, line[INDEX], reason, notes, span))

    return tell


def _path(target: Target, is_line: bool) -> str:
    return f"{target.document}.{target.text}" if is_line else target.text


def _flags(transfer: Transfer, bench: Bench) -> tuple[Note, ...]:
    values = bench.plan.terms.flags
    return tuple(new_note(("flag", each.flag, values[each.flag].value, None, 0)) for each in transfer.enabled)
