"""A condition as alternatives, each of them literals that hold together."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from ...finding import Problem
from ..tree import And, Compare, Constant, If, Is, Not, Or, Tree

MOST, MOST_PAIRS = 2_000, 4_000


@dataclass(frozen=True, slots=True)
class Literal:
    """A condition without and, or, not inside, and whether it is to hold."""

    tree: Tree
    holds: bool


Conjunction: TypeAlias = tuple[Literal, ...]


def alternatives(tree: Tree, holds: bool = True) -> tuple[Conjunction, ...]:
    """Conjunctions of which at least one is true wherever the condition holds (or, as asked, does not).

    They may be true where the condition ends in a Problem; whoever needs to know evaluates it. Raises Problem where
    there are too many.
    """
    match tree:
        case And(left, right):
            return _all(left, right, True) if holds else _any(left, right, False)
        case Or(left, right):
            return _any(left, right, True) if holds else _all(left, right, False)
        case Not(inner):
            return alternatives(inner, not holds)
        case If(test, then, otherwise):
            chosen = _joined(alternatives(test), alternatives(then, holds))
            return _bounded((*chosen, *_joined(alternatives(test, False), alternatives(otherwise, holds))))
        case Compare():
            return _compared(tree, holds)
    return ((Literal(tree, holds),),)


def _all(left: Tree, right: Tree, holds: bool) -> tuple[Conjunction, ...]:
    return _joined(alternatives(left, holds), alternatives(right, holds))


def _any(left: Tree, right: Tree, holds: bool) -> tuple[Conjunction, ...]:
    return _bounded((*alternatives(left, holds), *alternatives(right, holds)))


def _joined(some: tuple[Conjunction, ...], others: tuple[Conjunction, ...]) -> tuple[Conjunction, ...]:
    if len(some) * len(others) > MOST_PAIRS:
        raise Problem("too many alternatives to compare")
    return _bounded(tuple(dict.fromkeys(_consistent(some, others))))


def _consistent(some: tuple[Conjunction, ...], others: tuple[Conjunction, ...]) -> Iterator[Conjunction]:
    for one in some:
        for other in others:
            both = dict.fromkeys((*one, *other))
            if not any(Literal(literal.tree, not literal.holds) in both for literal in both):
                yield tuple(both)


def _bounded(found: tuple[Conjunction, ...]) -> tuple[Conjunction, ...]:
    if len(found) > MOST:
        raise Problem("too many alternatives to compare")
    return found


def _compared(tree: Compare, holds: bool) -> tuple[Conjunction, ...]:
    """A comparison in one of few signs, so that what says the same, or the contrary, is one literal."""
    match tree:
        case Compare("ne", left, right):
            return alternatives(Compare("eq", left, right), not holds)
        case Compare("notin", left, right):
            return alternatives(Compare("in", left, right), not holds)
        case Compare("gt", left, right):
            return alternatives(Compare("lt", right, left), holds)
        case Compare("gteq", left, right):
            return alternatives(Compare("lt", left, right), not holds)
        case Compare("lteq", left, right):
            return alternatives(Compare("lt", right, left), not holds)
        case Compare("eq", Constant() as left, right) if not isinstance(right, Constant):
            return alternatives(Compare("eq", right, left), holds)
        case Compare("eq", And() | Or() | Not() | Compare() | Is() as left, Constant(bool() as wanted)):
            return alternatives(left, holds is wanted)
    return ((Literal(tree, holds),),)
