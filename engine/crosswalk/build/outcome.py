"""What becomes of one record: its outcome, its documents, its findings, and the story of every value."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from ..finding import Finding, Span
from ..spec.mapping import Target
from ..values import Json

Kind: TypeAlias = Literal["mapped", "skipped", "blocked"]


NoteKind: TypeAlias = Literal[
    "read",
    "tested",
    "flag",
    "setting",
    "transform",
    "part",
    "table",
    "constant",
    "default",
    "truncate",
    "sum",
    "late",
]


@dataclass(frozen=True, slots=True)
class Note:
    """One step in the life of a value: what was done (`read`, `flag`, `transform` ...), to what, with what result.

    `place` tells the record or line that was read from others; `count` how many values a sum has.
    """

    what: NoteKind
    text: str
    value: Json = None
    place: object = None
    count: int = 0


@dataclass(frozen=True, slots=True)
class Written:
    """One value that was written: its row, its place, the value as it stands in the body, and how it came about."""

    row: str
    group: str
    index: int | None
    labels: tuple[str | None, str | None]
    target: Target
    path: str
    value: Json
    notes: tuple[Note, ...]
    span: Span

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(note.text for note in self.notes if note.what == "read"))

    @property
    def flags(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(note.text for note in self.notes if note.what == "flag"))


@dataclass(frozen=True, slots=True)
class Unwritten:
    """A row that wrote nothing for this record or line, and why."""

    row: str
    group: str
    index: int | None
    reason: str
    notes: tuple[Note, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Body:
    """One document to send. `needs` names the late values that stand open in it."""

    document: str
    method: str
    endpoint: str
    body: Json
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one record; a record that is not `mapped` has no documents."""

    key: str
    kind: Kind
    findings: tuple[Finding, ...] = ()
    documents: tuple[Body, ...] = ()
    rows: tuple[Written, ...] = ()
    unwritten: tuple[Unwritten, ...] = ()
