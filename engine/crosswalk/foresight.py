"""What an expression comes to before there is a record: its constants, and what flags and settings decide."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from jinja2 import nodes

from .expression import Expression
from .finding import Problem, Span
from .operators import COMPARISONS
from .syntax import read_syntax
from .transforms import TESTS, TRANSFORMS
from .values import MISSING, Json, is_blank

UNKNOWN: Final = object()
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


def tree_of(expression: Expression) -> nodes.Expr | None:
    """The syntax of an expression that has been checked; None for one with findings."""
    return _tree(expression.text) if expression.text else None


@lru_cache(maxsize=4096)  # every check reads the same few thousand texts; nobody changes a tree
def _tree(text: str) -> nodes.Expr:
    return read_syntax(text)[0]


def place_of(expression: Expression, node: nodes.Node, length: int = 1) -> Span:
    return expression.scalar.locate(node.lineno, length)


def constants_of(expression: Expression, known: Known = NOTHING_KNOWN) -> Iterator[Part]:
    """The constants, flags and settings that an expression may come to."""
    tree = tree_of(expression)
    return _results(expression, tree, known) if tree is not None else iter(())


def _results(expression: Expression, node: nodes.Node, known: Known) -> Iterator[Part]:
    named = _registered(node) or _looked_up(node)
    if named is not None:
        yield Part(known.of(*named), place_of(expression, node, len(".".join(named))), *named)
        return
    match node:
        case nodes.Const():
            length = len(str(node.value)) + 2 * isinstance(node.value, str)
            yield Part(node.value, place_of(expression, node, length))
        case nodes.CondExpr():
            for branch in _branches(node, known):
                yield from _results(expression, branch, known)
        case nodes.Filter() if node.node is not None:
            yield from _filtered(expression, node, node.node, known)


def _filtered(expression: Expression, node: nodes.Filter, inner: nodes.Expr, known: Known) -> Iterator[Part]:
    """What comes through a filter as it is, or with other letters."""
    if node.name in _PASSING:
        for part in (inner, *node.args):
            yield from _results(expression, part, known)
    elif node.name in _LETTERS:
        for found in _results(expression, inner, known):
            after = replace(found, letters=(*found.letters, node.name))
            yield after if found.registry else replace(after, value=after.written(found.value))


def _branches(node: nodes.CondExpr, known: Known) -> Iterator[nodes.Expr]:
    """The branches that may be taken."""
    test = value_of(node.test, known)
    branches = (node.expr1, node.expr2) if test is UNKNOWN else (node.expr1,) if test is True else (node.expr2,)
    yield from (branch for branch in branches if branch is not None)


def _looked_up(node: nodes.Node) -> tuple[str, str] | None:
    """The table that a node looks a code up in."""
    if isinstance(node, nodes.Filter) and node.name == "lookup" and node.args and isinstance(node.args[0], nodes.Const):
        return "tables", str(node.args[0].value)
    return None


def needs_of(expression: Expression, known: Known) -> Iterator[Part]:
    """The settings that an expression reads whatever the record holds; tests for blank ask, they do not need."""
    tree = tree_of(expression)
    return _needs(expression, tree, known) if tree is not None else iter(())


def _needs(expression: Expression, node: nodes.Node, known: Known) -> Iterator[Part]:
    named = _registered(node)
    if named is not None and named[0] == "settings":
        yield Part(known.of(*named), place_of(expression, node, len(".".join(named))), *named)
    for part in _read_in_any_case(node, known):
        yield from _needs(expression, part, known)


def _read_in_any_case(node: nodes.Node, known: Known) -> Iterator[nodes.Node]:
    """The parts of a node that are evaluated whatever the record holds."""
    match node:
        case nodes.CondExpr():
            yield node.test
            yield from () if value_of(node.test, known) is UNKNOWN else _branches(node, known)
        case nodes.And() | nodes.Or():
            yield node.left
            if value_of(node.left, known) is isinstance(node, nodes.And):
                yield node.right
        case nodes.Filter() if node.name in _PASSING and node.node is not None:
            yield node.node
        case nodes.Test() if node.name in {"blank", "missing"}:
            return
        case _:
            yield from node.iter_child_nodes()


def value_of(node: nodes.Node, known: Known) -> Json:
    """The value of a part of an expression; UNKNOWN where it hangs on the record."""
    match node:
        case nodes.Const():
            return node.value
        case nodes.List():
            items = [value_of(item, known) for item in node.items]
            return UNKNOWN if any(item is UNKNOWN for item in items) else items
        case nodes.Not():
            inner = value_of(node.node, known)
            return not inner if isinstance(inner, bool) else UNKNOWN
        case nodes.And() | nodes.Or():
            return _joined(node, known)
        case nodes.Compare():
            return _compared(node, known)
        case nodes.Test():
            return _tested(node, known)
    named = _registered(node)
    return known.of(*named) if named is not None else UNKNOWN


def _joined(node: nodes.And | nodes.Or, known: Known) -> Json:
    """And, or: one side may decide alone."""
    sides = [value_of(side, known) for side in (node.left, node.right)]
    deciding = isinstance(node, nodes.Or)
    if any(side is deciding for side in sides):
        return deciding
    return UNKNOWN if any(side is UNKNOWN for side in sides) else not deciding


def _compared(node: nodes.Compare, known: Known) -> Json:
    left, right = value_of(node.expr, known), value_of(node.ops[0].expr, known)
    if left is UNKNOWN or right is UNKNOWN or left is None or right is None:  # a setting that is not given blocks
        return UNKNOWN
    try:
        return COMPARISONS[node.ops[0].op](left, right)
    except Problem:
        return UNKNOWN


def _tested(node: nodes.Test, known: Known) -> Json:
    value = value_of(node.node, known)
    arguments = [value_of(argument, known) for argument in node.args]
    if value is UNKNOWN or any(argument is UNKNOWN for argument in arguments) or node.name not in TESTS:
        return UNKNOWN
    if node.name in {"blank", "missing"}:
        return is_blank(value)
    try:
        return TESTS[node.name].function(value if value is not None else MISSING, *arguments)
    except Problem:
        return UNKNOWN


def _registered(node: nodes.Node) -> tuple[str, str] | None:
    """The flag or setting that a node names."""
    if (
        isinstance(node, nodes.Getattr)
        and isinstance(node.node, nodes.Name)
        and node.node.name in {"flags", "settings"}
    ):
        return node.node.name, node.attr
    return None
