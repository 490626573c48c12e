"""Rows in words: what a row takes its value from, when it has one, and where it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Mapping as Map
from types import MappingProxyType
from typing import Any, NamedTuple

from ..language.expression import Expression
from ..language.tree import Constant as ConstantTree
from ..spec.mapping import Limits, Transfer
from ..spec.order import Node
from ..spec.sources import (
    Choose,
    Compute,
    Constant,
    Fallback,
    FirstOf,
    Late,
    Nothing,
    Read,
    RowSource,
    SameAs,
    Sum,
    constant_of,
    expressions_of,
)
from ..types import TypeName
from ..values import MISSING, Json, show
from .plain import one_line
from .plan import Plan

_TYPES: Map[TypeName, str] = MappingProxyType({"flag": "Y/N", "boolean": "true/false"})
"""Types that people would take for something else: a flag is an option of a customer, too."""


class RowSaid(NamedTuple):
    """A row in words: its id, type and source with what holds of it; the sources of a list; where it is written."""

    text: str
    options: tuple[str, ...] = ()
    target: str = ""


def row_words(plan: Plan, node: Node) -> RowSaid:
    """What a row takes, when it has a value, and where that goes."""
    row, transfer, section = plan.graph.rows[node.id]
    off = plan.folded.off_rows.get(row.id)
    if off is None and section.group.id in plan.folded.off_groups:
        off = f"its group {section.group.id} is switched off"
    head = f"{row.id} ({_TYPES.get(transfer.type, transfer.type)})"
    if off is not None:
        return RowSaid(f"{head} has no value: {off}")
    options = _options(transfer.source)
    source = _SOURCES[type(transfer.source)](transfer.source)
    main = f"{head} {source}{_then(transfer)}"
    written = plan.terms.knowledge.connector.sides_of(plan.direction.name)[1]
    target = _target(transfer, row.sides[written].label) if transfer.targets else ""
    return RowSaid("; ".join((main, *_conditions(transfer))), options, target)


def _then(transfer: Transfer) -> str:
    """What is done to the value on its way."""
    words = ""
    if transfer.transform is not None:
        words += f", then {one_line(transfer.transform).removeprefix('value | ')}"
    if transfer.table is not None:
        words += f", then its value in the table {transfer.table.name}"
    return words


def _conditions(transfer: Transfer) -> Iterator[str]:
    if transfer.table is not None and transfer.table.only is not None:
        yield f"only where that is {transfer.table.only}"
    if transfer.when is not None:
        yield f"only where {one_line(transfer.when)}"
    if transfer.unless_row is not None:
        yield f"not where {transfer.unless_row} has a value"
    if transfer.default is not MISSING and transfer.default is not None and not _is_empty(transfer.source):
        yield f"{_shown(transfer.default)} where that is blank"
    if isinstance(transfer.required, Expression):
        yield f"required where {one_line(transfer.required)}"
    elif transfer.required:
        yield "required"


def _is_empty(source: RowSource) -> bool:
    """Whether a source always is the empty text."""
    trees = [expression.tree for expression in expressions_of(source)] if isinstance(source, Compute | Choose) else []
    return constant_of(source) == "" or trees == [ConstantTree("")]


def _target(transfer: Transfer, label: str | None) -> str:
    part = transfer.write_part
    called = f"{label}: " if label else ""
    as_part = f", as the {part.name} of its {part.key} key" if part is not None else ""
    places = " and ".join(target.text for target in transfer.targets)
    return f"→ {called}{places}{as_part}{_limits(transfer.limits)}"


def _limits(limits: Limits) -> str:
    is_cut = limits.policy == "truncate"
    words = ""
    if limits.max is not None:
        words += f", cut after {limits.max} letters" if is_cut else f", at most {limits.max} letters"
    if limits.digits is not None:
        words += f", at most {limits.digits} digits before the point"
    if limits.places is not None:
        words += f", rounded to {limits.places} decimals" if is_cut else f", at most {limits.places} decimals"
    return words


def _shown(value: Json) -> str:
    return "empty" if value == "" else show(value)


def _constant(source: Constant) -> str:
    return f"is always {_shown(source.value)}"


def _compute(source: Compute | Choose) -> str:
    """An expression, of a choice the one that the flag has left; the flag itself stands behind."""
    (expression,) = expressions_of(source)
    if isinstance(expression.tree, ConstantTree):
        return f"is always {_shown(expression.tree.value)}"
    return f"from {one_line(expression)}"


def _read(source: Read) -> str:
    if source.part is None:
        return f"from {source.path.text}"
    return f"from the {source.part.name} of the {source.part.key} key in {source.path.text}"


def _first_of(source: FirstOf) -> str:
    if len(source.options) == 1:
        return f"from {_option(source.options[0])}"
    if _is_listed(source):
        return f"from the first of {len(source.options)} that is not blank"
    return f"from {' or, where that is blank, from '.join(map(_option, source.options))}"


def _options(source: RowSource) -> tuple[str, ...]:
    """The sources of a list of many, or of one with conditions, each for a line of its own."""
    if not isinstance(source, FirstOf) or not _is_listed(source):
        return ()
    return tuple(f"({number}) {_option(option)}" for number, option in enumerate(source.options, 1))


def _is_listed(source: FirstOf) -> bool:
    return len(source.options) > 2 or any(option.when or option.warning for option in source.options[1:])


def _option(option: Fallback) -> str:
    words = one_line(option.source)
    if option.when is not None:
        words += f" where {one_line(option.when)}"
    return words + (f", with the warning {option.warning[0]}" if option.warning is not None else "")


def _late(source: Late) -> str:
    document, _, field = source.field.partition(".")
    which = document
    match source.which:
        case Read():
            which = f"the {document} that {source.which.path.text} names"
        case Compute(expression):
            which = f"the {document} that {one_line(expression)} names"
    return f"is the {field} of {which}, known only once that was sent"


def _sum(source: Sum) -> str:
    where = f" where {one_line(source.where)}" if source.where is not None else ""
    return f"is the sum of {one_line(source.of)} over the rows of the record{where}"


_SOURCES: Map[type, Callable[[Any], str]] = MappingProxyType(
    {
        Nothing: lambda source: "has no value",
        Constant: _constant,
        Read: _read,
        Compute: _compute,
        Choose: _compute,
        FirstOf: _first_of,
        Late: _late,
        SameAs: lambda source: f"is the same as {source.row}",
        Sum: _sum,
    }
)
