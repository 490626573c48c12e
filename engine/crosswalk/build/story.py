"""The story of a record: what was written where and how it came about, and what was not, with the reason."""

from __future__ import annotations

from collections.abc import Iterable

from ..spec.mapping import Group, Row, Transfer
from ..values import MISSING
from .bench import Bench
from .frame import INDEX, Frame
from .outcome import Note, Story, Unwritten, Written
from .telling import new_note

_NOT_SENT = "its document is not sent"


def story_of(frame: Frame, bench: Bench) -> Story:
    """The story of a record that was done with the trace, in the order of the spec."""
    direction = bench.plan.direction.name
    told = [
        part
        for group in bench.plan.mapping.groups
        for line in _frames(group, frame, bench)
        for row in group.rows
        if direction in row.transfers
        for part in _of_row(row, group, line, frame, bench)
    ]
    written = tuple(part for part in told if isinstance(part, Written))
    return written, tuple(part for part in told if isinstance(part, Unwritten))


def _frames(group: Group, frame: Frame, bench: Bench) -> Iterable[Frame]:
    """The frames that the rows of a group are written for."""
    if group.id in bench.plan.folded.off_groups:
        return ()
    if group.id in bench.graph.lines:
        kept: Iterable[Frame] = frame[bench.over(group.id, "kept")]
        return kept
    applies = bench.record.named("group", group.id) if group.when is not None else None
    return (frame,) if applies is None or frame[applies] else ()


def _of_row(row: Row, group: Group, line: Frame, record: Frame, bench: Bench) -> Iterable[Written | Unwritten]:
    own = row.transfers[bench.plan.direction.name]
    reason, notes = bench.plan.folded.off_rows.get(row.id), _flags(own, bench)
    targets: tuple[object, ...] = ()
    wire = MISSING
    if reason is None:
        slots = bench.slots(row.id)
        wire, notes = line[slots.wire], tuple(line[slots.notes])
        reason = line[slots.reason] or _NOT_SENT
        sent = bench.graph.rows[row.id][1].targets
        targets = tuple(target for target in sent if target.document not in record[bench.off])
    if wire is MISSING or not targets:
        span = own.mended_at("when", "unless_row", "enabled_by")
        return [Unwritten(row.id, group.id, line[INDEX], reason, notes, span)]
    span = own.mended_at(*("default" for note in notes if note.what == "default"))
    first, second = (side.label for side in row.sides.values())
    is_line = group.id in bench.graph.lines
    return [
        Written(
            row.id,
            group.id,
            line[INDEX],
            (first, second),
            target,
            f"{target.document}.{target.text}" if is_line else target.text,
            wire,
            notes,
            span,
        )
        for target in bench.graph.rows[row.id][1].targets
        if target in targets
    ]


def _flags(transfer: Transfer, bench: Bench) -> tuple[Note, ...]:
    values = bench.plan.terms.flags
    return tuple(new_note(("flag", each.flag, values[each.flag].value, None, 0)) for each in transfer.enabled)
