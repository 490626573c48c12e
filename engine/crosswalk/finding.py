"""Findings: what a user can fix, where it stands, and the error that carries them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class Source:
    """A text that a user wrote: the name to show, the short name for provenance, the text."""

    name: str
    text: str = field(repr=False)
    short: str = ""
    layer: str = "base"
    lines: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        lines = tuple(line.rstrip("\r") for line in self.text.split("\n"))
        object.__setattr__(self, "lines", lines)

    def line(self, number: int) -> str:
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""


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
    severity: str = "error"
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
    names = sorted(set(known))
    alike = [known for known in names if known.lower() == name.lower()]
    near = alike or get_close_matches(name, names, n=1, cutoff=0.6)
    if near:
        return f"did you mean '{near[0]}'?"
    if otherwise:
        return otherwise
    return "known: " + ", ".join(names[:12]) + (" ..." if len(names) > 12 else "") if names else ""


def with_row(finding: Finding, row: str) -> Finding:
    return replace(finding, row=row)
