"""Values, names, expressions and sentences as plain data: nothing but objects, lists, texts, whole numbers, yes and no.

A fraction is a text, because JSON readers make floats of it.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Map
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeAlias

from ..finding import Span
from ..language.expression import Expression
from ..language.path import Path
from ..language.template import Template
from ..language.tree import (
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
from ..spec.order import Graph, Place
from ..values import MISSING, Json
from .reading import Name, name_of

Data: TypeAlias = dict[str, Json]

_TYPES: Map[type, str] = MappingProxyType({bool: "boolean", int: "integer", str: "text", type(None): "null"})


def value_data(value: Json) -> Data:
    """A value with its type, so that the text "1.50" and the number 1.50 are told apart."""
    if value is MISSING:
        return {"type": "missing", "value": None}
    if isinstance(value, list | tuple):
        return {"type": "list", "value": [value_data(item) for item in value]}
    if isinstance(value, Decimal):
        return {"type": "decimal", "value": f"{value:f}"}
    if isinstance(value, date):
        return {"type": "date", "value": value.isoformat()}
    return {"type": _TYPES[type(value)], "value": value}


def span_data(span: Span) -> Data:
    """Where something stands in the YAML."""
    return {"file": span.source.name, "line": span.line, "column": span.column}


def path_data(path: Path) -> Data:
    """A path: its text, and its names and indexes, which a path that only JMESPath can follow does not have."""
    return {"path": list(path.segments) if path.segments is not None else None, "text": path.text}


def name_data(name: Name) -> Data:
    """What is read, as it is written and as what it stands for."""
    return {
        "of": name.of,
        "name": name.name,
        "path": list(name.path) if name.path is not None else None,
        "text": name.text,
    }


def expression_data(expression: Expression, graph: Graph, place: Place) -> Data:
    """An expression: its text on one line, its place in the YAML, its tree."""
    tree = _tree(expression.tree, lambda reference: name_data(name_of(reference, graph, place)))
    return {"text": one_line(expression), "at": span_data(expression.scalar.span), "tree": tree}


def optional_data(expression: Expression | None, graph: Graph, place: Place) -> Data | None:
    """An expression that may not be there."""
    return expression_data(expression, graph, place) if expression is not None else None


def sentence_data(template: Template, graph: Graph, place: Place) -> Data:
    """A sentence: its text, and its pieces, which are words or expressions."""
    pieces = (
        piece if isinstance(piece, str) else expression_data(piece, graph, place) for piece in template.pieces if piece
    )
    return {"text": " ".join(template.text.split()), "pieces": list(pieces)}


def one_line(expression: Expression) -> str:
    """The text of an expression on one line."""
    return " ".join(expression.text.split())


_Read: TypeAlias = Callable[[Reference], Data]


def _tree(tree: Tree, read: _Read) -> Data:
    op, data = _OPERATIONS[type(tree)]
    return {"op": op, **data(tree, read)}


def _step(value: Tree, step: Step, read: _Read) -> Data:
    arguments = [_tree(argument, read) for argument in step.arguments]
    return {"name": step.transform.name, "of": _tree(value, read), "arguments": arguments}


def _both(tree: Any, read: _Read) -> Data:
    return {"left": _tree(tree.left, read), "right": _tree(tree.right, read)}


def _if(tree: If, read: _Read) -> Data:
    parts = {"test": tree.test, "then": tree.then, "otherwise": tree.otherwise}
    return {name: _tree(part, read) for name, part in parts.items()}


_OPERATIONS: Map[type, tuple[str, Callable[[Any, _Read], Data]]] = MappingProxyType(
    {
        Constant: ("constant", lambda tree, read: {"constant": value_data(tree.value)}),
        Reference: ("read", lambda tree, read: {"read": read(tree)}),
        Below: ("below", lambda tree, read: {"of": _tree(tree.base, read), "path": list(tree.below)}),
        ListOf: ("list", lambda tree, read: {"items": [_tree(item, read) for item in tree.items]}),
        Filter: ("filter", lambda tree, read: _step(tree.value, tree.step, read)),
        Is: ("test", lambda tree, read: _step(tree.value, tree.step, read)),
        Compare: ("compare", lambda tree, read: {"sign": tree.sign, **_both(tree, read)}),
        And: ("and", _both),
        Or: ("or", _both),
        Not: ("not", lambda tree, read: {"of": _tree(tree.inner, read)}),
        If: ("if", _if),
        Add: ("add", _both),
        Subtract: ("subtract", _both),
        Negative: ("negative", lambda tree, read: {"of": _tree(tree.inner, read)}),
    }
)
