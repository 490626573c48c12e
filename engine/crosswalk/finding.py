"""Findings: what a user can fix, where it stands, and the error that carries them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher, get_close_matches
from hashlib import blake2b
from types import MappingProxyType
from typing import Any, Literal, TypeAlias
from weakref import WeakValueDictionary

Severity: TypeAlias = Literal["error", "warning", "info"]
"""An error blocks, a warning does not; an info only says why something was left out."""


@dataclass(frozen=True, slots=True, weakref_slot=True)
class _Text:
    """A text, its lines, and its digest, by which a source that was pickled finds it again."""

    text: str
    lines: tuple[str, ...]
    digest: str


_TEXTS: WeakValueDictionary[str, _Text] = WeakValueDictionary()
"""The texts of all sources that there are, each once, by digest."""


def _text_of(text: str) -> _Text:
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
    known = _TEXTS.get(digest)
    if known is None:
        lines = tuple(line.rstrip("\r") for line in text.split("\n"))
        known = _TEXTS[digest] = _Text(text, lines, digest)
    return known


@dataclass(frozen=True, slots=True)
class Source:
    """A text that a user wrote: the name to show, the short name for provenance, the text.

    Of a long text it may hold only a part: from the line `first_line` on, whose first letters are `skipped`.
    Pickled, it leaves its text behind. Where the same text is read, it has it again; elsewhere its lines are empty.
    """

    name: str
    text: str = field(repr=False, compare=False)
    short: str = ""
    layer: str = "base"
    first_line: int = 1
    skipped: int = 0
    digest: str = field(init=False, repr=False)
    _held: _Text = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._hold(_text_of(self.text))

    def _hold(self, held: _Text) -> None:
        object.__setattr__(self, "text", held.text)  # equal texts are kept once
        object.__setattr__(self, "digest", held.digest)
        object.__setattr__(self, "_held", held)

    def __reduce__(self) -> tuple[Any, ...]:
        return _source_again, (self.name, self.short, self.layer, self.first_line, self.skipped, self.digest)

    @property
    def lines(self) -> tuple[str, ...]:
        return self._held.lines

    def line(self, number: int) -> str:
        index = number - self.first_line
        return self.lines[index] if 0 <= index < len(self.lines) else ""

    def column(self, span_line: int, column: int) -> int:
        """Where a column of a line stands in what is held of that line."""
        return column - self.skipped if span_line == self.first_line else column


def _source_again(name: str, short: str, layer: str, first_line: int, skipped: int, digest: str) -> Source:
    source = Source(name, "", short, layer, first_line, skipped)
    source._hold(_TEXTS.get(digest) or _Text("", (), digest))
    return source


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one line of a source; line and column count from 1."""

    source: Source
    line: int
    column: int
    length: int = 1

    @property
    def at(self) -> str:
        return f"{self.source.name}:{self.line}:{self.column}"

    @property
    def origin(self) -> str:
        """Where a value was set, as provenance shows it."""
        return f"{self.source.short or self.source.name}:{self.line}"

    def line_seen_from(self, other: Span) -> str:
        """How a sentence about another place names this line.

        >>> here, there = Span(Source("a.yaml", ""), 3, 1), Span(Source("b.yaml", ""), 4, 1)
        >>> here.line_seen_from(here), here.line_seen_from(there)
        ('line 3', 'line 3 of a.yaml')
        """
        return (
            f"line {self.line}" if self.source.name == other.source.name else f"line {self.line} of {self.source.name}"
        )


def start_of(name: str) -> Span:
    """Where a finding stands that is about a whole file."""
    return Span(Source(name, ""), 1, 1)


@dataclass(frozen=True, slots=True)
class Related:
    """A second place of a finding, and what stands there."""

    span: Span
    words: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to fix or to know: a stable code, a sentence, a place, and what to do."""

    code: str
    message: str
    span: Span | None = None
    help: str = ""
    severity: Severity = "error"
    row: str | None = None
    related: tuple[Related, ...] = ()

    @property
    def at(self) -> str | None:
        return self.span.at if self.span else None

    @property
    def order(self) -> tuple[str, int, int, str]:
        if self.span is None:
            return ("", 0, 0, self.code)
        return (self.span.source.name, self.span.line, self.span.column, self.code)


class CrosswalkError(Exception):
    """Stops at once; holds the findings that say why."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(f"{f.code}: {f.message}" for f in self.findings))


class Problem(Exception):
    """What is wrong with one value; whoever knows the row or the place turns it into a finding."""

    def __init__(self, message: str, help: str = "", code: str = "bad-value") -> None:
        self.message, self.help, self.code = message, help, code
        super().__init__(message)

    def finding(self, span: Span | None = None, row: str | None = None) -> Finding:
        return Finding(self.code, self.message, span, self.help, row=row)


class Findings:
    """Collects findings while a text is checked; the same finding is kept once."""

    def __init__(self) -> None:
        self._all: dict[Finding, None] = {}

    def add(
        self, code: str, message: str, span: Span | None, help: str = "", related: tuple[Related, ...] = ()
    ) -> None:
        self._all[Finding(code, message, span, help, related=related)] = None

    def warn(
        self, code: str, message: str, span: Span | None, help: str = "", related: tuple[Related, ...] = ()
    ) -> None:
        self._all[Finding(code, message, span, help, "warning", related=related)] = None

    def extend(self, findings: Iterable[Finding]) -> None:
        self._all.update(dict.fromkeys(findings))

    def in_order(self) -> tuple[Finding, ...]:
        return tuple(sorted(self._all, key=lambda finding: finding.order))

    def __bool__(self) -> bool:
        return any(finding.severity == "error" for finding in self._all)


def did_you_mean(name: str, known: Iterable[str], otherwise: str = "") -> str:
    """The help line for an unknown name: the nearest known one, or what there is.

    >>> did_you_mean("lable", ["label", "path"])
    "did you mean 'label'?"
    """
    names = set(known)
    if near := nearest(name, names):
        return f"did you mean '{near}'?"
    if otherwise or not names:
        return otherwise
    shown = sorted(names) if len(names) <= MOST_SHOWN else _likest(name, names)
    return "known: " + ", ".join(shown) + (" ..." if len(names) > MOST_SHOWN else "")


MOST_SHOWN = 12


def nearest(name: str, known: Iterable[str], labels: Mapping[str, str] = MappingProxyType({})) -> str | None:
    """The known name that is meant: the same but for case and joints, by its label, by its first word, or alike.

    >>> nearest("pci_type", ["pci-type", "type"]), nearest("PCI Status", ["status"], {"PCI status": "status"})
    ('pci-type', 'status')
    """
    names, word = sorted(set(known)), _letters(name)
    same = [each for each in names if _letters(each) == word and word]
    named = [id for label, id in labels.items() if _letters(label) == word and word]
    begun = [each for each in names if each.replace("-", "_").startswith(f"{name.lower()}_")]
    found = same or named or (begun if len(begun) == 1 else []) or get_close_matches(name, names, n=1, cutoff=0.6)
    found = found or get_close_matches(name.lower(), [each.lower() for each in names], n=1, cutoff=0.75)
    if found or not labels:
        return next((each for each in names if found and each.lower() == found[0].lower()), None)
    near = get_close_matches(name, list(labels), n=1, cutoff=0.75)
    return labels[near[0]] if near else None


def _letters(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


def _likest(name: str, names: Iterable[str]) -> list[str]:
    """The names that are most like a word, the likest first."""

    def likeness(known: str) -> tuple[float, str]:
        return -SequenceMatcher(None, name.lower(), known.lower()).ratio(), known

    return sorted(names, key=likeness)[:MOST_SHOWN]
