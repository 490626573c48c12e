"""What an expression comes to before there is a record: its constants, and what flags and settings decide."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from ..finding import Problem, Span
from ..values import MISSING, Json, is_blank
from .expression import Expression
from .operators import COMPARISONS
from .transforms import TRANSFORMS
from .tree import And, Compare, Constant, Filter, If, Is, ListOf, Not, Or, Reference, Step, Tree, parts_of

UNKNOWN: Final = object()
_ASKING = frozenset({"blank", "missing"})
_LETTERS = frozenset({"upper", "lower", "trim"})
_PASSING = frozenset({"default", "first_of"})
"""Filters that give their value, or one of their arguments, as it is."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beforehand: the values of flags and settings by name; without them only constants are."""

    flags: Mapping[str, Json] = field(default_factory=lambda: MappingProxyType({}))
    settings: Mapping[str, Json] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, registry: str, name: str) -> Json:
        known = {"flags": self.flags, "settings": self.settings}.get(registry, {})
        return known.get(name, UNKNOWN)


NOTHING_KNOWN: Final = Known()


@dataclass(frozen=True, slots=True)
class Part:
    """A constant, or a flag, setting or table by name, that an expression comes to or reads, and where it stands."""

    value: Json
    span: Span
    registry: str = ""
    name: str = ""
    letters: tuple[str, ...] = ()
    """The filters on its letters that follow: upper, lower, trim."""

    def written(self, value: Json) -> Json:
        """A value as these filters leave it."""
        for name in self.letters if isinstance(value, str) else ():
            value = TRANSFORMS[name].function(value)
        return value


def place_of(expression: Expression, offset: int, length: int = 1) -> Span:
    return expression.scalar.locate(offset, length)


def constants_of(expression: Expression, known: Known = NOTHING_KNOWN) -> Iterator[Part]:
    """The constants, flags and settings that an expression may come to."""
    return _results(expression, expression.tree, known)


def _results(expression: Expression, tree: Tree, known: Known) -> Iterator[Part]:
    match tree:
        case Constant(value) if value is not MISSING:
            length = len(str(value)) + 2 * isinstance(value, str)
            yield Part(value, place_of(expression, tree.offset, length))
        case Reference() if (named := _registered(tree)) is not None:
            yield _part(expression, named, tree.offset, known)
        case If():
            for branch in _branches(tree, known):
                yield from _results(expression, branch, known)
        case Filter(_, step) if (table := _table_of(step)) is not None:
            yield _part(expression, ("tables", table), step.offset, known)
        case Filter():
            yield from _filtered(expression, tree, known)


def _part(expression: Expression, named: tuple[str, str], offset: int, known: Known) -> Part:
    return Part(known.of(*named), place_of(expression, offset, len(".".join(named))), *named)


def _filtered(expression: Expression, tree: Filter, known: Known) -> Iterator[Part]:
    """What comes through a filter as it is, or with other letters."""
    name = tree.step.transform.name
    if name in _PASSING:
        for part in (tree.value, *tree.step.arguments):
            yield from _results(expression, part, known)
    elif name in _LETTERS:
        for found in _results(expression, tree.value, known):
            after = replace(found, letters=(*found.letters, name))
            yield after if found.registry else replace(after, value=after.written(found.value))


def _branches(tree: If, known: Known) -> tuple[Tree, ...]:
    """The branches that may be taken."""
    test = value_of(tree.test, known)
    return (tree.then, tree.otherwise) if test is UNKNOWN else (tree.then,) if test is True else (tree.otherwise,)


def _table_of(step: Step) -> str | None:
    """The table that a step looks a code up in."""
    first = step.arguments[0] if step.transform.name == "lookup" else None
    return str(first.value) if isinstance(first, Constant) else None


def needs_of(expression: Expression, known: Known) -> Iterator[Part]:
    """The settings that an expression reads whatever the record holds; tests for blank ask, they do not need."""
    return _needs(expression, expression.tree, known)


def _needs(expression: Expression, tree: Tree, known: Known) -> Iterator[Part]:
    named = _registered(tree)
    if isinstance(tree, Reference) and named is not None and named[0] == "settings":
        yield _part(expression, named, tree.offset, known)
    for part in _read_in_any_case(tree, known):
        yield from _needs(expression, part, known)


def _read_in_any_case(tree: Tree, known: Known) -> Iterator[Tree]:
    """The parts of a tree that are evaluated whatever the record holds."""
    match tree:
        case If():
            yield tree.test
            yield from () if value_of(tree.test, known) is UNKNOWN else _branches(tree, known)
        case And() | Or():
            yield tree.left
            if value_of(tree.left, known) is isinstance(tree, And):
                yield tree.right
        case Filter() if tree.step.transform.name in _PASSING:
            yield tree.value
        case Is() if tree.step.transform.name in _ASKING:
            return
        case _:
            yield from parts_of(tree)


def value_of(tree: Tree, known: Known) -> Json:
    """The value of a part of an expression; UNKNOWN where it hangs on the record."""
    match tree:
        case Constant():
            # what stands for nothing: of an expression with findings, or where an if has no else
            return tree.value if tree.value is not MISSING else UNKNOWN
        case ListOf():
            items = [value_of(item, known) for item in tree.items]
            return UNKNOWN if any(item is UNKNOWN for item in items) else items
        case Not():
            inner = value_of(tree.inner, known)
            return not inner if isinstance(inner, bool) else UNKNOWN
        case And() | Or():
            return _joined(tree, known)
        case Compare():
            return _compared(tree, known)
        case Is():
            return _tested(tree, known)
    named = _registered(tree)
    return known.of(*named) if named is not None else UNKNOWN


def _joined(tree: And | Or, known: Known) -> Json:
    """And, or: one side may decide alone."""
    sides = [value_of(side, known) for side in (tree.left, tree.right)]
    deciding = isinstance(tree, Or)
    if any(side is deciding for side in sides):
        return deciding
    return UNKNOWN if any(side is UNKNOWN for side in sides) else not deciding


def _compared(tree: Compare, known: Known) -> Json:
    left, right = value_of(tree.left, known), value_of(tree.right, known)
    if left is UNKNOWN or right is UNKNOWN or left is None or right is None:  # a setting that is not given blocks
        return UNKNOWN
    try:
        return COMPARISONS[tree.sign](left, right)
    except Problem:
        return UNKNOWN


def _tested(tree: Is, known: Known) -> Json:
    value = value_of(tree.value, known)
    arguments = [value_of(argument, known) for argument in tree.step.arguments]
    if value is UNKNOWN or any(argument is UNKNOWN for argument in arguments):
        return UNKNOWN
    if tree.step.transform.name in _ASKING:
        return is_blank(value)
    try:
        return tree.step.transform.function(value if value is not None else MISSING, *arguments)
    except Problem:
        return UNKNOWN


def _registered(tree: Tree) -> tuple[str, str] | None:
    """The flag or setting that a tree names."""
    if isinstance(tree, Reference) and tree.root in {"flags", "settings"} and len(tree.below) == 1:
        return tree.root, str(tree.below[0])
    return None
