"""What a literal says of one operand: a name, or what cannot be seen through, behind filters that can."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from ...finding import Problem
from ...values import MISSING, Json, is_blank, is_whole, to_code
from ..evaluate import Answered, Get, build
from ..operators import truth
from ..tree import Compare, Constant, Filter, Is, ListOf, Reference, Step, Tree, unchain
from .conjunctions import Literal
from .filters import Judge, see_through
from .texts import Blank, Fitting, TextSet, Wild, read_pattern

HOLE: Final = Reference("", (), "", 0)
"""Where the operand stood in a condition."""
MOST_LETTERS = 60


class NoTools:
    """Look-ups where there is no customer: what needs one cannot be told."""

    def look_up(self, table: str, code: Json) -> Json:
        raise Problem(f"the table {table} is not at hand")

    def split_key(self, key: str, value: Json) -> Any:
        raise Problem(f"the key {key} is not at hand")

    def build_key(self, key: str, parts: Any) -> str:
        raise Problem(f"the key {key} is not at hand")


ANSWERED: Final = Answered(NoTools())


def verdict_of(value: Get, answer: Callable[[Reference], Json]) -> bool | None:
    """What a condition says that was built to be answered; None where it ends in a Problem."""
    try:
        return truth(value(answer))
    except Problem:
        return None


@dataclass(frozen=True)
class Claim:
    """A test of an operand behind steps, and whether it is to hold."""

    operand: Tree
    steps: tuple[Step, ...]
    test: Tree
    holds: bool

    @cached_property
    def _evaluate(self) -> Get:
        return build(_behind(self.test, self.steps), ANSWERED)

    def is_met(self, value: Json) -> bool:
        """Whether a value of the operand meets it: by evaluation, as a run would."""
        return verdict_of(self._evaluate, lambda reference: value) is self.holds

    @property
    def of_a_value(self) -> Claim:
        """The same claim where the operand is not blank: what stands in for a blank one does not matter."""
        kept = 0
        while kept < len(self.steps) and self.steps[kept].transform.name == "default":
            kept += 1
        return replace(self, steps=self.steps[kept:])

    @property
    def constants(self) -> tuple[Json, ...]:
        """The values that the test compares with."""
        compared = self.test.step.arguments if isinstance(self.test, Is) else ()
        if isinstance(self.test, Compare):
            compared = (self.test.left, self.test.right)
        listed = (item for each in compared for item in (each.items if isinstance(each, ListOf) else (each,)))
        return tuple(item.value for item in listed if isinstance(item, Constant))

    def texts(self) -> TextSet | None:
        """The texts of the operand of which the test is true; None where that is not known."""
        found = _texts(self.test)
        for number in range(len(self.steps) - 1, -1, -1):
            if found is None:
                return None
            found = see_through(self.steps[number], found, _judge(_behind(self.test, self.steps[number + 1 :])))
        return found


def _judge(test: Tree) -> Judge:
    evaluate = build(test, ANSWERED)
    return lambda value: verdict_of(evaluate, lambda reference: value)


def read_claim(literal: Literal) -> Claim | None:
    """The claim that a literal makes of one operand; None where it says something of more, or what is not known."""
    operand, test = _split(literal.tree)
    if operand is None:
        return None
    base, steps = unchain(operand)
    seen = len(steps)
    while seen and see_through(steps[seen - 1], Blank(), lambda value: None) is not None:
        seen -= 1
    for step in steps[:seen]:
        base = Filter(base, step)
    return Claim(base, steps[seen:], test, literal.holds)


def _split(tree: Tree) -> tuple[Tree | None, Tree]:
    """The operand of a test with constants, and the test of what stands in its place."""
    match tree:
        case Reference() | Filter():
            return tree, HOLE
        case Is(value, step) if all(_is_constant(each) for each in step.arguments):
            return value, Is(HOLE, step)
        case Compare(sign, left, right) if _is_constant(right) and (sign == "in" or isinstance(right, Constant)):
            return left, Compare(sign, HOLE, right)
        case Compare(sign, Constant() as left, right):
            return right, Compare(sign, left, HOLE)
    return None, tree


def _is_constant(tree: Tree) -> bool:
    return isinstance(tree, Constant) or (isinstance(tree, ListOf) and all(isinstance(i, Constant) for i in tree.items))


def _behind(test: Tree, steps: tuple[Step, ...]) -> Tree:
    value: Tree = HOLE
    for step in steps:
        value = Filter(value, step)
    match test:
        case Is():
            return replace(test, value=value)
        case Compare(_, left, _) if left == HOLE:
            return replace(test, left=value)
        case Compare():
            return replace(test, right=value)
    return value


def _texts(test: Tree) -> TextSet | None:
    """The texts of which a test is true; a Problem of all texts is a set too."""
    match test:
        case Reference():
            return Blank(False, None)
        case Compare("eq", _, Constant(value)):
            return _equal(value)
        case Compare("lt", Constant(value), _) | Compare("lt", _, Constant(value)) if not isinstance(value, str):
            return Blank(None, None)
        case Compare("in", Constant(value), Reference()):
            return Fitting(((Wild.MANY, *value, Wild.MANY),)) if isinstance(value, str) else Blank(None, None)
        case Compare("in", _, ListOf(items)):
            values = [item.value for item in items if isinstance(item, Constant)]
            return Fitting(tuple(tuple(value) for value in values if isinstance(value, str)))
        case Compare("in", _, Constant(value)):
            return _parts_of(value)
        case Is(_, step):
            return _tested(step)
    return None


def _equal(value: Json) -> TextSet:
    if isinstance(value, str):
        return Fitting((tuple(value),))
    return Blank(False, False) if value is None or value is MISSING else Blank(None, None)


def _parts_of(value: Json) -> TextSet | None:
    if not isinstance(value, str):
        return Blank(None, None)
    if len(value) > MOST_LETTERS:
        return None
    ends = [(start, end) for start in range(len(value) + 1) for end in range(start, len(value) + 1)]
    return Fitting(tuple(dict.fromkeys(tuple(value[start:end]) for start, end in ends)))


def _tested(step: Step) -> TextSet | None:
    match step.transform.name, step.arguments:
        case "blank", _:
            return Blank()
        case "missing", _:
            return Blank(False, False)
        case "like", (ListOf(items),):
            return _like([item.value for item in items if isinstance(item, Constant)])
        case "like", (Constant(value),):
            return _like([value])
    return None


def _like(given: list[Json]) -> TextSet | None:
    wanted = [pattern for pattern in given if not is_blank(pattern)]
    if not all(isinstance(pattern, str) or is_whole(pattern) for pattern in wanted):
        return None
    return Fitting(tuple(read_pattern(to_code(pattern)) for pattern in wanted), filled=True)
