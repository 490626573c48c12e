"""A set of texts seen through a filter: which texts does the filter turn into one of the set?"""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Protocol, TypeAlias

from ..tree import Constant, Step
from .texts import State, TextSet

Judge: TypeAlias = Callable[[object], bool | None]
"""What the rest of the condition says of a value that a filter gives instead of a blank one."""


class Rewriting(Protocol):
    """A filter letter by letter: what it gives for each, and at the end; None where it ends in a Problem."""

    @property
    def start(self) -> State: ...

    def letters(self, told: frozenset[str]) -> frozenset[str]: ...

    def step(self, state: State, letter: str) -> tuple[State, str]: ...

    def end(self, state: State) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Through:
    """The texts that a filter turns into one of the set; a blank one passes it unchanged."""

    filter: Rewriting
    inner: TextSet

    @property
    def letters(self) -> frozenset[str]:
        return self.filter.letters(self.inner.letters)

    @property
    def start(self) -> State:
        return True, self.inner.start, self.filter.start, self.inner.start

    def step(self, state: State, letter: str) -> State:
        is_blank, unchanged, at, given = state
        at, out = self.filter.step(at, letter)
        is_blank = is_blank and letter.isspace()
        # what a text with letters would be unchanged is no longer of interest, and would only multiply the states
        unchanged = self.inner.step(unchanged, letter) if is_blank else None
        return is_blank, unchanged, at, _feed(self.inner, given, out)

    def verdict(self, state: State) -> bool | None:
        is_blank, unchanged, at, given = state
        if is_blank:
            return self.inner.verdict(unchanged)
        rest = self.filter.end(at)
        return None if rest is None else self.inner.verdict(_feed(self.inner, given, rest))


def _feed(text_set: TextSet, state: State, text: str) -> State:
    for letter in text:
        state = text_set.step(state, letter)
    return state


@dataclass(frozen=True, slots=True)
class Trimmed:
    """The texts that are in the set without the blanks at their ends."""

    inner: TextSet

    @property
    def letters(self) -> frozenset[str]:
        return self.inner.letters

    @property
    def start(self) -> State:
        return True, self.inner.start, self.inner.start

    def step(self, state: State, letter: str) -> State:
        """Keeps where the set was after the last letter that can be seen, and where it is now."""
        is_blank, seen, now = state
        if not letter.isspace():
            now = self.inner.step(self.inner.start if is_blank else now, letter)
            return False, now, now
        return is_blank, seen, self.inner.step(now, letter)

    def verdict(self, state: State) -> bool | None:
        is_blank, seen, now = state
        return self.inner.verdict(now if is_blank else seen)


@dataclass(frozen=True, slots=True)
class Defaulted:
    """The texts that are in the set, and the blank ones where what stands in for them is."""

    inner: TextSet
    instead: bool | None

    @property
    def letters(self) -> frozenset[str]:
        return self.inner.letters

    @property
    def start(self) -> State:
        return True, self.inner.start

    def step(self, state: State, letter: str) -> State:
        return state[0] and letter.isspace(), self.inner.step(state[1], letter)

    def verdict(self, state: State) -> bool | None:
        return self.instead if state[0] else self.inner.verdict(state[1])


@dataclass(frozen=True, slots=True)
class Cased:
    """upper and lower: each letter by itself."""

    change: Callable[[str], str]
    start: State = None

    def letters(self, told: frozenset[str]) -> frozenset[str]:
        sources = _sources(self.change)
        return told.union(sources[""], *(sources.get(letter, ()) for letter in told))

    def step(self, state: State, letter: str) -> tuple[State, str]:
        return None, self.change(letter)

    def end(self, state: State) -> str:
        return ""


@cache
def _sources(change: Callable[[str], str]) -> Mapping[str, frozenset[str]]:
    """The letters that become each letter; under "" those that become several."""
    found: dict[str, set[str]] = {"": set()}
    for letter in map(chr, range(sys.maxunicode + 1)):
        changed = change(letter)
        if changed != letter:
            for each in changed if len(changed) == 1 else ("", *changed):
                found.setdefault(each, set()).add(letter)
    return MappingProxyType({letter: frozenset(sources) for letter, sources in found.items()})


@dataclass(frozen=True, slots=True)
class Stripped:
    """strip_characters: some letters are left out."""

    without: str
    start: State = None

    def letters(self, told: frozenset[str]) -> frozenset[str]:
        return told.union(self.without)

    def step(self, state: State, letter: str) -> tuple[State, str]:
        return None, "" if letter in self.without else letter

    def end(self, state: State) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Truncated:
    """truncate: the first letters only."""

    length: int
    start: State = 0

    def letters(self, told: frozenset[str]) -> frozenset[str]:
        return told

    def step(self, state: State, letter: str) -> tuple[State, str]:
        return (state + 1, letter) if state < self.length else (state, "")

    def end(self, state: State) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Extended:
    """concat: the text, and more behind it."""

    more: str
    start: State = None

    def letters(self, told: frozenset[str]) -> frozenset[str]:
        return told

    def step(self, state: State, letter: str) -> tuple[State, str]:
        return None, letter

    def end(self, state: State) -> str:
        return self.more


@dataclass(frozen=True, slots=True)
class Parted:
    """split_part: one part between separators. The state is the part, and how much of a separator was seen."""

    separator: str
    number: int
    start: State = (1, 0)

    def letters(self, told: frozenset[str]) -> frozenset[str]:
        return told.union(self.separator)

    def step(self, state: State, letter: str) -> tuple[State, str]:
        part, seen = state
        if part > self.number:
            return state, ""
        held = self.separator[:seen] + letter
        if held == self.separator:
            return (part + 1, 0), ""
        keep = next(size for size in range(seen + 1, -1, -1) if self.separator[:size] == held[len(held) - size :])
        return (part, keep), held[: len(held) - keep] if part == self.number else ""

    def end(self, state: State) -> str | None:
        part, seen = state
        if part < self.number:
            return None
        return self.separator[:seen] if part == self.number else ""


def see_through(step: Step, inner: TextSet, judge: Judge) -> TextSet | None:
    """The texts that a step turns into one of the set; None where that is not known of the step."""
    given = [argument.value for argument in step.arguments if isinstance(argument, Constant)]
    if len(given) != len(step.arguments):
        return None
    match step.transform.name, given:
        case "code", []:
            return inner
        case "trim", []:
            return Trimmed(inner)
        case "default", [other]:
            return Defaulted(inner, judge(other))
    rewriting = _rewriting(step.transform.name, given)
    return Through(rewriting, inner) if rewriting is not None and _is_known(rewriting, inner) else None


def _rewriting(name: str, given: list[object]) -> Rewriting | None:
    match name, given:
        case "upper", []:
            return Cased(str.upper)
        case "lower", []:
            return Cased(str.lower)
        case "truncate", [int(length)] if not isinstance(length, bool) and 0 <= length <= 4_000:
            return Truncated(length)
        case "strip_characters", [str(without)]:
            return Stripped(without)
        case "concat", [*more]:
            return Extended("".join(map(str, more))) if all(isinstance(each, str) for each in more) else None
        case "split_part", [str(separator), int(number)] if separator and not isinstance(number, bool) and number > 0:
            return Parted(separator, number)
    return None


def _is_known(rewriting: Rewriting, inner: TextSet) -> bool:
    # the small form of Σ depends on whether it ends a word
    return not (isinstance(rewriting, Cased) and inner.letters & set("Σσς"))
