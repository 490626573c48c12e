"""The ways to a value: what a row takes it from. One class a way, and nothing else in the engine lists them all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ..finding import Span
from ..language.expression import Expression
from ..language.path import Path
from ..language.template import Template
from ..values import MISSING, Json
from .flags import spoken


@dataclass(frozen=True, slots=True)
class KeyPart:
    """One part of a composite key: `commitment.vendor`."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """A row without a source; lint says so."""


@dataclass(frozen=True, slots=True)
class Constant:
    """`constant:`, the same for every record."""

    value: Json


@dataclass(frozen=True, slots=True)
class Read:
    """`path:`, a place in the line or record; with `part:`, one part of the key that stands there."""

    path: Path
    part: KeyPart | None = None


@dataclass(frozen=True, slots=True)
class Compute:
    """`source:`, an expression."""

    expression: Expression


@dataclass(frozen=True, slots=True)
class Choose:
    """`choose:`, one of several expressions, by the value of a flag."""

    flag: str
    sources: Mapping[str, Expression]
    span: Span


@dataclass(frozen=True, slots=True)
class Fallback:
    """One source of an ordered list, with the warning that taking it gives: its code and its words."""

    source: Expression
    when: Expression | None = None
    warning: tuple[str, Template] | None = None


@dataclass(frozen=True, slots=True)
class FirstOf:
    """`first_of:`, the first of several that is not blank."""

    options: tuple[Fallback, ...]


@dataclass(frozen=True, slots=True)
class Late:
    """`late:`, a field of a document that exists only once that document was sent; `which` tells the record meant."""

    field: str
    which: Read | Compute | None = None


@dataclass(frozen=True, slots=True)
class SameAs:
    """`same_as:`, the result of another row."""

    row: str


@dataclass(frozen=True, slots=True)
class Sum:
    """`sum:`, an expression added up over the source rows for which a condition holds."""

    of: Expression
    where: Expression | None = None


RowSource: TypeAlias = Nothing | Constant | Read | Compute | Choose | FirstOf | Late | SameAs | Sum


def expressions_of(source: RowSource) -> tuple[Expression, ...]:
    """What a source evaluates for its own line or record; a `Sum` does so for each source row, see `sums_of`."""
    match source:
        case Compute(expression) | Late(_, Compute(expression)):
            return (expression,)
        case Choose():
            return tuple(source.sources.values())
        case FirstOf():
            return tuple(part for option in source.options for part in _parts(option))
    return ()


def sums_of(source: RowSource) -> tuple[Expression, ...]:
    """What a source evaluates for each source row of an aggregated record."""
    return tuple(part for part in (source.of, source.where) if part is not None) if isinstance(source, Sum) else ()


def path_of(source: RowSource) -> Path | None:
    """The place that a source reads, where it reads one."""
    match source:
        case Read(path) | Late(_, Read(path)):
            return path
    return None


def part_of(source: RowSource) -> KeyPart | None:
    """The part of a key that a source reads, where it reads one."""
    match source:
        case Read(_, part) | Late(_, Read(_, part)):
            return part
    return None


def constant_of(source: RowSource) -> Json:
    """The value that a source is whatever the record holds; MISSING where it is none."""
    return source.value if isinstance(source, Constant) else MISSING


def row_of(source: RowSource) -> str | None:
    """The row whose result a source is."""
    return source.row if isinstance(source, SameAs) else None


def decided(source: RowSource, flags: Mapping[str, Json]) -> RowSource:
    """The source as flags leave it: of a choice, what its flag chooses; all of it where that is not known."""
    if isinstance(source, Choose) and source.flag in flags:
        chosen = source.sources.get(spoken(flags[source.flag]))
        return Compute(chosen) if chosen is not None else source
    return source


def results_of(source: RowSource) -> tuple[Expression, ...]:
    """The expressions one of whose values is the source's."""
    match source:
        case Compute():
            return (source.expression,)
        case Choose():
            return tuple(source.sources.values())
        case FirstOf():
            return tuple(option.source for option in source.options)
    return ()


def first_of(source: RowSource) -> Expression | None:
    """The expression that a source evaluates in any case, before any other; a choice that is not decided has none."""
    match source:
        case Compute(expression) | Late(_, Compute(expression)) | Sum(expression):
            return expression
        case FirstOf():
            return source.options[0].source
    return None


def text_of(source: RowSource) -> str:
    """What a source reads, in the words of the spec."""
    match source:
        case Read(path) | Late(_, Read(path)):
            return path.text
        case Compute(expression) | Late(_, Compute(expression)) | Sum(expression):
            return expression.text
        case FirstOf(options):
            return " or ".join(option.source.text for option in options)
        case Choose(name) | SameAs(name):
            return name
    return "its source"


def _parts(option: Fallback) -> tuple[Expression, ...]:
    words = option.warning[1].expressions if option.warning else ()
    return tuple(part for part in (option.source, option.when, *words) if part is not None)
