"""One bad value is one finding, whatever it stops: rows, rules, checks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from ..finding import Finding, Problem
from ..values import is_blank, show
from .outcome import Note

Source: TypeAlias = tuple[object, str]
"""Where a value was read: the record or one of its lines, and the path."""
_Key: TypeAlias = tuple[str, str, bool]
"""A problem in words, and whether a row has it."""


@dataclass(slots=True)
class Cause:
    """A problem with a value, the finding that tells it, and all that it stops, in words; `after` follows these."""

    number: int
    sources: frozenset[Source]
    finding: Finding
    stopped: list[str]
    after: str

    @property
    def message(self) -> str:
        *most, last = dict.fromkeys(self.stopped)
        return f"{', '.join(most)} and {last}{self.after}" if most else f"{last}{self.after}"


@dataclass(slots=True)
class Causes:
    """The causes of one record."""

    _known: dict[tuple[_Key, Source], list[Cause]] = field(default_factory=dict)
    _told: dict[Finding, Cause] = field(default_factory=dict)
    _count: int = 0

    def tell(self, problem: Problem, notes: Iterable[Note], stopped: str, after: str, finding: Finding) -> Finding:
        """The finding of a problem: the one that has told the same cause, else this one."""
        sources = sources_of(problem, notes)
        is_missing = problem.code == "missing-value"
        # a row says it better than a rule that reads the same value
        key = (problem.code, "" if is_missing else problem.message, finding.row is None)
        cause = self._find(key, sources, is_missing)
        if cause is None:
            self._count += 1
            self._keep(key, Cause(self._count, sources, finding, [stopped], after))
            return finding
        cause.stopped.append(stopped)
        if after.endswith(cause.after):
            cause.after = after  # a row without a path of its own does not say where it reads
        if is_missing and sources < cause.sources:
            # what stops the one stops the other too, which could also have read something else
            cause.sources, cause.after = sources, after
        return cause.finding

    def _find(self, key: _Key, sources: frozenset[Source], is_missing: bool) -> Cause | None:
        # by source, since a record of many lines may have as many causes in the same words
        near = (cause for source in sources for cause in self._known.get((key, source), ()))
        same = (cause for cause in near if _is_same(cause.sources, sources, is_missing))
        return min(same, key=lambda cause: cause.number, default=None)

    def _keep(self, key: _Key, cause: Cause) -> None:
        for source in cause.sources:
            self._known.setdefault((key, source), []).append(cause)
        self._told.setdefault(cause.finding, cause)

    def in_full(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """The findings, each with all that its cause stops."""
        return tuple(replace(f, message=self._told[f].message) if f in self._told else f for f in findings)


def _is_same(one: frozenset[Source], other: frozenset[Source], is_missing: bool) -> bool:
    """Whether two problems that read alike are about one value. A row may have more than one field to take it from."""
    return bool(one & other) and (not is_missing or one <= other or other <= one)


def sources_of(problem: Problem, notes: Iterable[Note]) -> frozenset[Source]:
    """The values that a problem is about: those that it names, else all that were read."""
    read = [note for note in notes if note.what in {"read", "tested", "setting"}]
    if problem.code == "missing-value":
        read = [note for note in read if is_blank(note.value)]
    # of a list, it is one of its elements that is wrong, and which one cannot be told
    about = _named(problem, read) or [note for note in read if not isinstance(note.value, list | tuple | dict)]
    return frozenset((note.place, f"{note.what == 'setting'}{note.text}") for note in about)


def _named(problem: Problem, notes: Sequence[Note]) -> list[Note]:
    return [note for note in notes if any(_stands(word, problem.message) for word in (note.text, show(note.value)))]


def _stands(word: str, text: str) -> bool:
    return re.search(rf"(?<![\w.]){re.escape(word)}(?!\w)", text) is not None
