"""Who is told what a record meets: with the trace in words, without it by code.

These two are the only difference between a program that traces and one that does not. Every other module builds its
closures once, and asks the teller what to do with a warning, an error, a note, a problem.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol, TypeAlias

from ..finding import Finding, Problem, Span
from ..language.evaluate import Get, Tell
from ..values import Json
from .causes import Causes
from .frame import NOTES, TOLD, UP, Frame
from .outcome import Note, Told

Words: TypeAlias = Callable[..., Finding]
"""Makes the finding of a frame, and of the texts that tell it from others of its kind."""
Voice: TypeAlias = Callable[..., None]
"""Tells something of a frame, with these texts."""
NoteOf: TypeAlias = Callable[[Frame], object]

new_note: Callable[[tuple[Any, ...]], Note] = partial(tuple.__new__, Note)
"""A note of its five parts; a record has a hundred."""


class Unusual(Exception):
    """Something that only the trace can tell: the record is done again with it."""


@dataclass(slots=True)
class Report:
    """What the trace has to tell of one record."""

    findings: dict[Finding, None] = field(default_factory=dict)
    untested: dict[Finding, None] = field(default_factory=dict)
    """Rules that could not be tested: told only where no row has said better what is wrong with the same value."""
    skips: list[Finding] = field(default_factory=list)
    causes: Causes = field(default_factory=Causes)
    once: set[tuple[object, ...]] = field(default_factory=set)
    """What rows that document one table have told already."""
    has_failed: bool = False
    """Whether a row has failed, so that nothing is known of what the documents would hold."""

    def add(self, finding: Finding) -> None:
        self.findings[finding] = None

    def tell_untested(self) -> None:
        """Tells of the rules that could not be tested."""
        self.findings.update(self.untested)
        self.untested.clear()

    @property
    def has_errors(self) -> bool:
        return any(finding.severity == "error" for finding in self.findings)

    def in_full(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        return self.causes.in_full(findings)


class Teller(Protocol):
    """What closures are built with to tell what they meet."""

    traces: bool

    def tell(self, told: Told, span: Span | None, words: Words) -> Voice:
        """Tells a warning, or what is good to know; it changes no document.

        The texts tell a finding from all others of its code and span: equal texts are one finding, others two.
        """

    def stop(self, words: Words) -> Voice:
        """Tells an error; the record will be blocked."""

    def skip(self, words: Words) -> Voice:
        """Tells why the record is skipped; that holds once all such rules were asked."""

    def noted(self, what: str, text: str, get: Get, place: NoteOf) -> Get:
        """The same value, with a note that it was read."""

    @property
    def of_transform(self) -> Tell | None:
        """Who is told what a transform has made."""


class Silent:
    """Without the trace: warnings by their codes; whatever else there is to tell makes the record unusual."""

    traces = False
    of_transform = None

    def tell(self, told: Told, span: Span | None, words: Words) -> Voice:
        place = span.at if span is not None else ""

        def tell(frame: Frame, *texts: str) -> None:
            # what makes a finding: said twice, it is told once
            frame[UP][TOLD][told.code, place, texts] = told

        return tell

    def stop(self, words: Words) -> Voice:
        def stop(frame: Frame, *texts: str) -> None:
            raise Unusual

        return stop

    skip = stop

    def noted(self, what: str, text: str, get: Get, place: NoteOf) -> Get:
        return get


class Tracing:
    """With the trace: findings in words, in the order in which they are met, and a note of every step."""

    traces = True

    def tell(self, told: Told, span: Span | None, words: Words) -> Voice:
        return self.stop(words)

    def stop(self, words: Words) -> Voice:
        return lambda frame, *texts: report_of(frame).add(words(frame, *texts))

    def skip(self, words: Words) -> Voice:
        return lambda frame, *texts: report_of(frame).skips.append(words(frame, *texts))

    def noted(self, what: str, text: str, get: Get, place: NoteOf) -> Get:
        def noted(frame: Frame) -> Json:
            value = get(frame)
            frame[NOTES].append(new_note((what, text, value, place(frame), 0)))
            return value

        return noted

    @property
    def of_transform(self) -> Tell:
        return lambda frame, text, value: frame[NOTES].append(new_note(("transform", text, value, None, 0)))


def report_of(frame: Frame) -> Report:
    """The report of the record that a frame belongs to."""
    report: Report = frame[UP][TOLD]
    return report


def told_in_words(
    frame: Frame, problem: Problem, stopped: str, after: str, finding: Finding, notes: list[Note] | None = None
) -> Finding:
    """The finding of a problem: the one that has told the same cause before, else this one."""
    read = frame[NOTES] if notes is None else notes
    return report_of(frame).causes.tell(problem, read, stopped, after, finding)
