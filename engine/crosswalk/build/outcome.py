"""What becomes of one record: its outcome, its documents, its findings; with the trace, the story of every value."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, TypeAlias

from ..finding import Finding, Severity, Span
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


class Note(NamedTuple):
    """One step in the life of a value: what was done (`read`, `flag`, `transform` ...), to what, with what result.

    `place` tells the record or line that was read from others; `many` how many values a sum has.
    """

    what: NoteKind
    text: str
    value: Json = None
    place: object = None
    many: int = 0


class Written(NamedTuple):
    """One value that was written: its row, its place, the value as it stands in the body, and how it came about."""

    row: str
    group: str
    index: int | None  # type: ignore[assignment]  # nobody wants a tuple's method of this name
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


Story: TypeAlias = tuple[tuple[Written, ...], tuple[Unwritten, ...]]


@dataclass(frozen=True, slots=True)
class Body:
    """One document to send. `needs` names the late values that stand open in it."""

    document: str
    method: str
    endpoint: str
    body: Json
    needs: tuple[str, ...] = ()


class Told(NamedTuple):
    """What a record is warned of, or told, without the words: they are rendered when somebody reads the findings."""

    code: str
    severity: Severity
    id: str


class Outcome:
    """The outcome of one record; a record that is not `mapped` has no documents.

    A warning changes no document, so a record that was mapped without the trace has only the codes of what it is told;
    `findings` maps it once more, with the trace, for the words. Pickled, an outcome has its findings in full.
    """

    __slots__ = ("_findings", "documents", "key", "kind", "told")

    def __init__(
        self,
        key: str,
        kind: Kind,
        findings: Iterable[Finding] | Callable[[], tuple[Finding, ...]] = (),
        documents: tuple[Body, ...] = (),
        told: tuple[Told, ...] | None = None,
    ) -> None:
        self.key, self.kind, self.documents = key, kind, documents
        self._findings = findings if callable(findings) else tuple(findings)
        self.told = told if told is not None else tuple(map(told_of, self.findings))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What there is to know and to mend, in the order in which it was met."""
        if callable(self._findings):
            self._findings = self._findings()
        return self._findings

    def with_findings(self, more: Iterable[Finding]) -> Outcome:
        """The outcome with further findings behind its own."""
        further = tuple(more)
        told = (*self.told, *map(told_of, further))
        return Outcome(self.key, self.kind, lambda: (*self.findings, *further), self.documents, told)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.key, self.kind, self.findings, self.documents, self.told)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Outcome):
            return NotImplemented
        mine, others = (self.key, self.kind, self.documents), (other.key, other.kind, other.documents)
        return mine == others and self.findings == other.findings

    __hash__ = None  # type: ignore[assignment]  # documents are dicts

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.key!r}, {self.kind!r}, {', '.join(told.code for told in self.told)})"


class Trace(Outcome):
    """An outcome with the story of its values: what was written where and how it came about, and what was not."""

    __slots__ = ("_story",)

    def __init__(
        self,
        key: str,
        kind: Kind,
        findings: Iterable[Finding] = (),
        documents: tuple[Body, ...] = (),
        story: Story | Callable[[], Story] = ((), ()),
    ) -> None:
        super().__init__(key, kind, findings, documents)
        self._story = story

    @property
    def outcome(self) -> Outcome:
        """The same without the story, which keeps hold of all that is known of the record."""
        return Outcome(self.key, self.kind, self.findings, self.documents, self.told)

    @property
    def rows(self) -> tuple[Written, ...]:
        """The values that were written, in the order of the spec."""
        return self._told_in_full()[0]

    @property
    def unwritten(self) -> tuple[Unwritten, ...]:
        """The rows that wrote nothing, with the reason."""
        return self._told_in_full()[1]

    def _told_in_full(self) -> Story:
        if callable(self._story):
            self._story = self._story()
        return self._story

    def with_findings(self, more: Iterable[Finding]) -> Trace:
        """The trace with further findings behind its own."""
        return Trace(self.key, self.kind, (*self.findings, *more), self.documents, self._story)

    def __reduce__(self) -> tuple[Any, ...]:
        return Trace, (self.key, self.kind, self.findings, self.documents, self._told_in_full())


def told_of(finding: Finding) -> Told:
    """A finding without its words."""
    return Told(finding.code, finding.severity, finding.row or "")
