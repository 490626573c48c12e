"""The names in scope of an expression, for one record or one line of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

from ..finding import Problem
from ..language.expression import Expression
from ..language.tree import Reference
from ..spec.scope import ROOTS
from ..values import MISSING, Json, Segments, read_segments
from .outcome import Note

if TYPE_CHECKING:
    from ..spec.mapping import Row
    from .run import Run
    from .walk import Walk


Slot: TypeAlias = tuple[str | None, int | None, str | None]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row applies: the record (line and index None), or one line of a group."""

    group: str | None = None
    line: Json = None
    index: int | None = None
    position: int | None = None
    side: Mapping[str, Json] | None = None
    text: str = ""

    @property
    def is_line(self) -> bool:
        return self.group is not None

    @property
    def slot(self) -> Slot:
        """What tells this place from all others of the record."""
        return (self.group, self.position, self.side["name"] if self.side else None)


RECORD: Final = Place()


@dataclass(slots=True)
class Names:
    """Answers the names of expressions; notes what was read, for the trace."""

    walk: Walk
    place: Place
    value: Json = MISSING
    row: Row | None = None
    notes: list[Note] = field(default_factory=list)

    @property
    def label(self) -> str:
        """What people call the row whose value is being taken."""
        return self.walk.label_of(self.row) if self.row is not None else ""

    @property
    def tools(self) -> Run:
        return self.walk.run

    def tests(self, condition: Expression) -> bool:
        """Whether a condition holds; what it reads is noted as tested, not as the value's source."""
        start = len(self.notes)
        try:
            return condition.holds(self)
        finally:
            tested = (replace(note, what="tested") if note.what == "read" else note for note in self.notes[start:])
            self.notes[start:] = list(tested)

    def note(self, what: str, value: Json) -> None:
        self.notes.append(Note("transform", what, value))

    def resolve(self, reference: Reference) -> Json:
        answer = _ANSWERS.get(reference.root)
        if answer is not None:
            return answer(self, reference.below)
        if reference.root in self.walk.run.mapping.links:
            return self.read(self.walk.link(reference.root, self.place), reference.below, reference.text)
        base = self.place.line if self.place.is_line else self.walk.record
        return self.read(base, (reference.root, *reference.below), reference.text)

    def read(self, base: Json, below: Segments, text: str, place: Place | None = None) -> Json:
        found = read_segments(base, below)
        self.notes.append(Note("read", text, found, (place or self.place).slot))
        return found

    def of_record(self, below: Segments) -> Json:
        """The record that is mapped; record.NAME is a field of it."""
        return self.read(self.walk.record, below, ".".join(map(str, below)) or "record", RECORD)

    def of_line(self, below: Segments) -> Json:
        """The line of the record, in a group with lines; line.NAME is a field of it."""
        return self.read(self.place.line, below, ".".join(map(str, below)) or "line")

    def of_side(self, below: Segments) -> Json:
        """One of the named lines that a group with sides: makes of a line; side.name is its name."""
        return self.read(dict(self.place.side or {}), below, f"side.{'.'.join(map(str, below))}")

    def of_value(self, below: Segments) -> Json:
        """The value of the row so far, in its transform."""
        return read_segments(self.value, below)

    def of_rows(self, below: Segments) -> Json:
        """The result of another row, by id with _ for -; of a group with lines, the list of its results."""
        result = self.walk.result_of(str(below[0]).replace("_", "-"), self.place)
        return self.read(result, below[1:], f"rows.{below[0]}")

    def of_flags(self, below: Segments) -> Json:
        """The value of a flag for this customer."""
        found = self.walk.run.flags[str(below[0])]
        self.notes.append(Note("flag", str(below[0]), found.value))
        return found.value

    def of_settings(self, below: Segments) -> Json:
        """The value of a setting of this customer."""
        name = str(below[0])
        found = self.walk.run.settings[name].value
        self.notes.append(Note("setting", name, found))
        if found is None:
            raise Problem(
                f"the setting '{name}' is not given",
                f"set {name} in the customer file, or --set settings.{name}=...",
                "missing-setting",
            )
        return found

    def of_context(self, below: Segments) -> Json:
        """A collection of the context file that --context gives."""
        return self.read(self.walk.run.collection(str(below[0])), below[1:], f"context.{below[0]}", RECORD)

    def of_today(self, below: Segments) -> Json:
        """The date of the run."""
        self.notes.append(Note("read", "today", self.walk.run.today))
        return self.walk.run.today

    def of_position(self, below: Segments) -> Json:
        """The number of the line in its list, from 1."""
        return self.place.position if self.place.position is not None else MISSING

    def of_sequence(self, below: Segments) -> Json:
        """The number of the record in the run, from 0."""
        return self.walk.sequence

    def of_documents(self, below: Segments) -> Json:
        """The bodies of the documents, in a check."""
        return read_segments(self.walk.bodies.as_data(), below)


_ANSWERS: Mapping[str, Callable[[Names, Segments], Json]] = MappingProxyType(
    {root: getattr(Names, f"of_{root}") for root in ROOTS}
)
