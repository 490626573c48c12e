"""What the tree of an expression means: closures that give its value in a scope."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Protocol, TypeAlias

from ..bounds import check_length
from ..finding import Problem
from ..values import EXACT, MISSING, Json, is_blank, read_segments
from .operators import COMPARISONS, operand, subtract, truth
from .transforms import Tools
from .tree import (
    Add,
    And,
    Below,
    Compare,
    Constant,
    Filter,
    If,
    Is,
    ListOf,
    Negative,
    Not,
    Or,
    Reference,
    Step,
    Subtract,
    Tree,
)


class Scope(Protocol):
    """What an expression may ask for while it is evaluated."""

    @property
    def tools(self) -> Tools: ...

    def resolve(self, reference: Reference) -> Json: ...

    def note(self, what: str, value: Json) -> None: ...


Evaluate: TypeAlias = Callable[[Scope], Json]
Apply: TypeAlias = Callable[[Json, Scope], Json]


def build(tree: Tree) -> Evaluate:
    """The closure that evaluates a tree."""
    return _BUILDERS[type(tree)](tree)


def build_step(step: Step) -> Apply:
    """The closure that applies one transform of a chain to a value, and notes what came out."""
    transform, text = step.transform, step.text
    function, takes_blank, uses_tools = transform.function, transform.takes_blank, transform.uses_tools
    arguments = tuple(build(argument) for argument in step.arguments)

    def apply(value: Json, scope: Scope) -> Json:
        if not takes_blank and is_blank(value):
            return value
        given = [argument(scope) for argument in arguments]
        result = function(value, *given, tools=scope.tools) if uses_tools else function(value, *given)
        if isinstance(result, str):
            check_length(transform.name, len(result))
        scope.note(text, result)
        return result

    return apply


def _constant(tree: Constant) -> Evaluate:
    value = tree.value
    return lambda scope: value


def _reference(tree: Reference) -> Evaluate:
    return lambda scope: scope.resolve(tree)


def _below(tree: Below) -> Evaluate:
    base, below = build(tree.base), tree.below
    return lambda scope: read_segments(base(scope), below)


def _list(tree: ListOf) -> Evaluate:
    items = [build(item) for item in tree.items]
    return lambda scope: [item(scope) for item in items]


def _filter(tree: Filter) -> Evaluate:
    value, apply = build(tree.value), build_step(tree.step)
    return lambda scope: apply(value(scope), scope)


def _is(tree: Is) -> Evaluate:
    value, function = build(tree.value), tree.step.transform.function
    if tree.step.transform.name in {"blank", "missing"}:
        value = _or_missing(value)
    arguments = tuple(build(argument) for argument in tree.step.arguments)
    if not arguments:
        return lambda scope: function(value(scope))
    return lambda scope: function(value(scope), *[argument(scope) for argument in arguments])


def _or_missing(evaluate: Evaluate) -> Evaluate:
    """A setting that is not given can be asked for: it is missing."""

    def found(scope: Scope) -> Json:
        try:
            return evaluate(scope)
        except Problem as problem:
            if problem.code != "missing-setting":
                raise
            return MISSING

    return found


def _compare(tree: Compare) -> Evaluate:
    left, right, compare = build(tree.left), build(tree.right), COMPARISONS[tree.sign]
    return lambda scope: compare(left(scope), right(scope))


def _and(tree: And) -> Evaluate:
    left, right = build(tree.left), build(tree.right)
    return lambda scope: truth(left(scope)) and truth(right(scope))


def _or(tree: Or) -> Evaluate:
    left, right = build(tree.left), build(tree.right)
    return lambda scope: truth(left(scope)) or truth(right(scope))


def _not(tree: Not) -> Evaluate:
    inner = build(tree.inner)
    return lambda scope: not truth(inner(scope))


def _if(tree: If) -> Evaluate:
    test, then, otherwise = build(tree.test), build(tree.then), build(tree.otherwise)
    return lambda scope: then(scope) if truth(test(scope)) else otherwise(scope)


def _add(tree: Add) -> Evaluate:
    left, right = build(tree.left), build(tree.right)
    return lambda scope: EXACT.add(operand(left(scope), "+"), operand(right(scope), "+"))


def _subtract(tree: Subtract) -> Evaluate:
    left, right = build(tree.left), build(tree.right)
    return lambda scope: subtract(left(scope), right(scope))


def _negative(tree: Negative) -> Evaluate:
    inner = build(tree.inner)
    return lambda scope: EXACT.subtract(Decimal(0), operand(inner(scope), "-"))


_BUILDERS: Mapping[type, Callable[[Any], Evaluate]] = MappingProxyType(
    {
        Constant: _constant,
        Reference: _reference,
        Below: _below,
        ListOf: _list,
        Filter: _filter,
        Is: _is,
        Compare: _compare,
        And: _and,
        Or: _or,
        Not: _not,
        If: _if,
        Add: _add,
        Subtract: _subtract,
        Negative: _negative,
    }
)
