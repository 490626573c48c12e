"""What the tree of an expression means: closures over a state that only the scope knows.

A scope answers names when an expression is built, so that nothing is looked up by name when it is evaluated. Where it
traces, it is told what each transform has made; a scope that does not trace costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from types import MappingProxyType
from typing import Any, Protocol, TypeAlias

from ..bounds import LONGEST_TEXT, check_length
from ..finding import Problem
from ..values import EXACT, MISSING, Json, read_segments
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

Get: TypeAlias = Callable[[Any], Json]
"""Gives a value of a state: of a record, a line, a dictionary of names."""
Test: TypeAlias = Callable[[Any], bool]
Tell: TypeAlias = Callable[[Any, str, Json], None]


class Scope(Protocol):
    """What an expression may ask for while it is built."""

    @property
    def tools(self) -> Tools:
        """The look-ups of transforms."""

    @property
    def tell(self) -> Tell | None:
        """Who is told, with the text of a transform, what it has made; None where nobody wants to know."""

    def get(self, reference: Reference) -> Get:
        """How a name is read."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A scope without a record: the state is a function that answers names."""

    tools: Tools
    tell: Tell | None = None

    def get(self, reference: Reference) -> Get:
        return lambda answer: answer(reference)


def build(tree: Tree, scope: Scope) -> Get:
    """The closure that evaluates a tree."""
    return _BUILDERS[type(tree)](tree, scope)


def build_test(tree: Tree, scope: Scope) -> Test:
    """The truth of a condition; a Problem where its value is neither true nor false. Blank is not true."""
    if isinstance(tree, And | Or | Not | Compare | Is):
        return build(tree, scope)
    value = build(tree, scope)
    return lambda state: truth(value(state))


def _constant(tree: Constant, scope: Scope) -> Get:
    value = tree.value
    return lambda state: value


def _reference(tree: Reference, scope: Scope) -> Get:
    return scope.get(tree)


def _below(tree: Below, scope: Scope) -> Get:
    base, below = build(tree.base, scope), tree.below
    return lambda state: read_segments(base(state), below)


def _list(tree: ListOf, scope: Scope) -> Get:
    if all(isinstance(item, Constant) for item in tree.items):
        values = [item.value for item in tree.items if isinstance(item, Constant)]
        return lambda state: values
    items = [build(item, scope) for item in tree.items]
    return lambda state: [item(state) for item in items]


def _filter(tree: Filter, scope: Scope) -> Get:
    value, call, tell = build(tree.value, scope), _call(tree.step, scope), scope.tell
    takes_blank, name, text = tree.step.transform.takes_blank, tree.step.transform.name, tree.step.text

    def apply(state: Any) -> Json:
        given = value(state)
        if not takes_blank and (given is None or given is MISSING or (isinstance(given, str) and not given.strip())):
            return given
        result = call(state, given)
        if isinstance(result, str) and len(result) > LONGEST_TEXT:
            check_length(name, len(result))
        if tell is not None:
            tell(state, text, result)
        return result

    return apply


def _call(step: Step, scope: Scope) -> Callable[[Any, Json], Json]:
    """The transform with its arguments; most have none, or stand in the expression itself."""
    function: Callable[..., Json] = step.transform.function
    if step.transform.uses_tools:
        function = partial(function, tools=scope.tools)
    if all(isinstance(argument, Constant) for argument in step.arguments):
        given = tuple(argument.value for argument in step.arguments if isinstance(argument, Constant))
        if not given:
            return lambda state, value: function(value)
        return lambda state, value: function(value, *given)
    arguments = tuple(build(argument, scope) for argument in step.arguments)
    if len(arguments) == 1:
        (argument,) = arguments
        return lambda state, value: function(value, argument(state))
    return lambda state, value: function(value, *[each(state) for each in arguments])


def _is(tree: Is, scope: Scope) -> Get:
    value, transform = build(tree.value, scope), tree.step.transform
    function = transform.function
    if transform.name in {"blank", "missing"}:
        value = _or_missing(value)
    arguments = tuple(build(argument, scope) for argument in tree.step.arguments)
    if not arguments:
        return lambda state: function(value(state))
    return lambda state: function(value(state), *[argument(state) for argument in arguments])


def _or_missing(value: Get) -> Get:
    """A setting that is not given can be asked for: it is missing."""

    def found(state: Any) -> Json:
        try:
            return value(state)
        except Problem as problem:
            if problem.code != "missing-setting":
                raise
            return MISSING

    return found


def _compare(tree: Compare, scope: Scope) -> Get:
    left, right, compare = build(tree.left, scope), build(tree.right, scope), COMPARISONS[tree.sign]
    if tree.sign in {"in", "notin"} and (words := _words(tree.right)) is not None:
        is_in = tree.sign == "in"

        def stands(state: Any) -> bool:
            value = left(state)
            return (value in words) is is_in if type(value) is str else compare(value, right(state))

        return stands
    if tree.sign in {"eq", "ne"}:
        is_equal = tree.sign == "eq"

        def equals(state: Any) -> bool:
            one, other = left(state), right(state)
            return (one == other) is is_equal if type(one) is str is type(other) else compare(one, other)

        return equals
    return lambda state: compare(left(state), right(state))


def _words(tree: Tree) -> frozenset[str] | None:
    """The texts of a list that holds nothing else."""
    if not isinstance(tree, ListOf):
        return None
    words = [item.value for item in tree.items if isinstance(item, Constant) and isinstance(item.value, str)]
    return frozenset(words) if len(words) == len(tree.items) else None


def _and(tree: And, scope: Scope) -> Get:
    left, right = build_test(tree.left, scope), build_test(tree.right, scope)
    return lambda state: left(state) and right(state)


def _or(tree: Or, scope: Scope) -> Get:
    left, right = build_test(tree.left, scope), build_test(tree.right, scope)
    return lambda state: left(state) or right(state)


def _not(tree: Not, scope: Scope) -> Get:
    inner = build_test(tree.inner, scope)
    return lambda state: not inner(state)


def _if(tree: If, scope: Scope) -> Get:
    test, then, otherwise = build_test(tree.test, scope), build(tree.then, scope), build(tree.otherwise, scope)
    return lambda state: then(state) if test(state) else otherwise(state)


def _add(tree: Add, scope: Scope) -> Get:
    left, right = build(tree.left, scope), build(tree.right, scope)
    return lambda state: EXACT.add(operand(left(state), "+"), operand(right(state), "+"))


def _subtract(tree: Subtract, scope: Scope) -> Get:
    left, right = build(tree.left, scope), build(tree.right, scope)
    return lambda state: subtract(left(state), right(state))


def _negative(tree: Negative, scope: Scope) -> Get:
    inner = build(tree.inner, scope)
    return lambda state: EXACT.subtract(Decimal(0), operand(inner(state), "-"))


_BUILDERS: Mapping[type, Callable[[Any, Scope], Get]] = MappingProxyType(
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
