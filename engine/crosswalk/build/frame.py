"""Frames: what is known of one record, or of one line of it, as a flat list with a slot for everything.

The first slots are the same in every frame. A line's frame leads up to its record's; a record's leads to itself, so
that whoever wants the record asks `frame[UP]` and never what kind of frame it has.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Final, NamedTuple, TypeAlias

from ..values import MISSING, Json

Frame: TypeAlias = list[Any]

RECORD, HERE, UP, GROUP, POSITION, PLACE, INDEX, SIDE, VALUE, NOTES, TOLD, SEQUENCE, SOURCES = range(13)
"""The record; what bare names are read from; the record's frame; the group of a line, its number in its list; what
tells a frame from the others of the record; the number of a line in the document, its side; the value of the row so
far; the notes on it; what was told; the number of the record; the source rows that are added up."""

place_of: Callable[[Frame], object] = itemgetter(PLACE)
"""The place of a frame: the record, or one of its lines or sides."""


class _Unset:
    """A slot that its first reader fills."""

    def __repr__(self) -> str:
        return "unset"


UNSET: Final = _Unset()


class Failed:
    """The value of a row that failed; whoever reads it fails too, and says nothing, as the row has said why."""

    __slots__ = ("reason",)

    def __init__(self, reason: str) -> None:
        self.reason = reason


class RowSlots(NamedTuple):
    """The slots of a row: its typed value, its value as sent; with the trace its notes, and why nothing was sent."""

    value: int
    wire: int
    notes: int
    reason: int


@dataclass(slots=True)
class Layout:
    """The slots of one kind of frame, and what a new one holds."""

    traces: bool = False
    template: Frame = field(default_factory=lambda: [*[None] * SOURCES, ()])
    rows: dict[str, RowSlots] = field(default_factory=dict)
    _named: dict[tuple[str, ...], int] = field(default_factory=dict)

    def new(self, start: Json = None) -> int:
        """A further slot, and what it starts with."""
        self.template.append(start)
        return len(self.template) - 1

    def named(self, *name: str, start: Json = None) -> int:
        """The slot of a name, made when it is first asked for."""
        if name not in self._named:
            self._named[name] = self.new(start)
        return self._named[name]

    def row(self, id: str) -> RowSlots:
        """The slots of a row, made when they are first asked for."""
        if id not in self.rows:
            value, wire = self.new(MISSING), self.new(MISSING)
            notes, reason = (self.new(()), self.new("")) if self.traces else (NOTES, NOTES)
            self.rows[id] = RowSlots(value, wire, notes, reason)
        return self.rows[id]
