"""Sets of texts as automata, and the shortest text of which several sets say what is wanted.

A set reads a text letter by letter; its verdict is None where the condition that it stands for would be a Problem.
"""

from collections import deque
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import chain
from typing import Any, Protocol, TypeAlias

from ...finding import Problem

State: TypeAlias = Any
MOST_STEPS = 250_000
# "1" after "OA-" reads as a number that somebody gave; letters that a set tells apart come after these
_OTHERS = "123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0-_#+"
_BLANKS = " \t\u00a0\u2003"


class TextSet(Protocol):
    """A deterministic automaton. All letters outside of `letters` are alike to it, but for blank ones."""

    @property
    def letters(self) -> frozenset[str]: ...

    @property
    def start(self) -> State: ...

    def step(self, state: State, letter: str) -> State: ...

    def verdict(self, state: State) -> bool | None: ...


class Wild(Enum):
    """The two signs of a pattern that stand for other letters."""

    ONE = "?"
    MANY = "*"


Pattern: TypeAlias = tuple[str | Wild, ...]


def read_pattern(text: str) -> Pattern:
    """The pattern that like() reads in a text.

    >>> read_pattern("A?")
    ('A', <Wild.ONE: '?'>)
    """
    signs = {wild.value: wild for wild in Wild}
    return tuple(signs.get(letter, letter) for letter in text)


@dataclass(frozen=True, slots=True)
class Fitting:
    """The texts that fit one of some patterns; where `filled` is asked for, no blank ones."""

    patterns: tuple[Pattern, ...]
    filled: bool = False

    @property
    def letters(self) -> frozenset[str]:
        return frozenset(sign for pattern in self.patterns for sign in pattern if isinstance(sign, str))

    @property
    def start(self) -> State:
        return self._closed((number, 0) for number in range(len(self.patterns))), not self.filled

    def step(self, state: State, letter: str) -> State:
        places, is_filled = state
        return self._closed(self._next(places, letter)), is_filled or not letter.isspace()

    def verdict(self, state: State) -> bool:
        places, is_filled = state
        return is_filled and any(place == len(self.patterns[number]) for number, place in places)

    def _next(self, places: frozenset[tuple[int, int]], letter: str) -> Iterator[tuple[int, int]]:
        for number, place in places:
            sign = self.patterns[number][place] if place < len(self.patterns[number]) else None
            if sign is Wild.MANY:
                yield number, place
            elif sign is Wild.ONE or sign == letter:
                yield number, place + 1

    def _closed(self, places: Iterator[tuple[int, int]]) -> frozenset[tuple[int, int]]:
        """The places, and those that are reached because * may stand for nothing."""
        found = set()
        for number, place in places:
            found.add((number, place))
            while place < len(self.patterns[number]) and self.patterns[number][place] is Wild.MANY:
                place += 1
                found.add((number, place))
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class Blank:
    """The texts without a letter that can be seen; of all others its verdict is `otherwise`."""

    blank: bool | None = True
    otherwise: bool | None = False
    letters: frozenset[str] = frozenset()
    start: State = True

    def step(self, state: State, letter: str) -> State:
        return state and letter.isspace()

    def verdict(self, state: State) -> bool | None:
        return self.blank if state else self.otherwise


@dataclass(frozen=True, slots=True)
class Whole:
    """The texts of whole numbers, as they are written out: no zero before other digits."""

    letters: frozenset[str] = frozenset("-0123456789")
    start: State = ""

    def step(self, state: State, letter: str) -> State:
        if letter not in self.letters or state in {"x", "0", "-0"} or (letter == "-" and state != ""):
            return "x"
        if state in {"", "-"} and letter in "-0":
            return state + letter
        return "1"

    def verdict(self, state: State) -> bool:
        return state in {"0", "1"}


@dataclass(slots=True)
class Effort:
    """How much may still be tried in a comparison; a spec cannot take the machine."""

    left: int = MOST_STEPS

    def spend(self, steps: int) -> None:
        self.left -= steps
        if self.left < 0:
            raise Problem("too much to compare")


Wanted: TypeAlias = tuple[TextSet, bool]


def find_text(wanted: Sequence[Wanted], effort: Effort) -> str | None:
    """The shortest text of which every set says what is wanted; None where there is none.

    >>> find_text([(Fitting((read_pattern("OA*"),)), True), (Fitting((read_pattern("OA-*"),)), True)], Effort())
    'OA-'
    >>> find_text([(Fitting((read_pattern("A*"),)), True), (Fitting((read_pattern("B*"),)), True)], Effort())

    """
    sets = [text_set for text_set, _ in wanted]
    alphabet = _alphabet(sets)
    cost = len(alphabet) * sum(_width(text_set) for text_set in sets)
    start: tuple[Hashable, ...] = tuple(text_set.start for text_set in sets)
    seen, queue = {start}, deque([(start, "")])
    while queue:
        states, text = queue.popleft()
        if all(each.verdict(state) is verdict for (each, verdict), state in zip(wanted, states, strict=True)):
            return text
        effort.spend(cost)
        for letter in alphabet:
            following = tuple(each.step(state, letter) for each, state in zip(sets, states, strict=True))
            if following not in seen and not _is_lost(wanted, following):
                seen.add(following)
                queue.append((following, text + letter))
    return None


def _is_lost(wanted: Sequence[Wanted], states: tuple[State, ...]) -> bool:
    """Whether a text has to fit patterns of which none fits its start; none of what begins so does."""
    pairs = zip(wanted, states, strict=True)
    return any(verdict and isinstance(each, Fitting) and not state[0] for (each, verdict), state in pairs)


def _width(text_set: TextSet) -> int:
    """How long a step of a set takes: long patterns stand in many places at once."""
    if isinstance(text_set, Fitting):
        return 1 + sum(map(len, text_set.patterns)) // 50
    inner = getattr(text_set, "inner", None)
    return 1 if inner is None else 1 + _width(inner)


def _alphabet(sets: Sequence[TextSet]) -> list[str]:
    """One letter for all that the sets do not tell apart, those that they do, and a blank."""
    told = frozenset[str]().union(*(each.letters for each in sets))
    others = (letter for letter in chain(_OTHERS, map(chr, range(0x4E00, 0x9FFF))) if letter not in told)
    blanks = (letter for letter in _BLANKS if letter not in told)
    return [next(others), *sorted(told), *[letter for letter in (next(blanks, None),) if letter]]
