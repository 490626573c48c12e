"""The ways to a value: what a row takes it from. One class a way, and nothing else in the engine lists them all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ..finding import Span
from ..language.expression import Expression
from ..language.path import Path
from ..language.template import Template
from ..values import Json


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
        case Compute():
            return (source.expression,)
        case Choose():
            return tuple(source.sources.values())
        case FirstOf():
            return tuple(part for option in source.options for part in _parts(option))
        case Late(which=Compute() as which):
            return (which.expression,)
    return ()


def sums_of(source: RowSource) -> tuple[Expression, ...]:
    """What a source evaluates for each source row of an aggregated record."""
    return tuple(part for part in (source.of, source.where) if part is not None) if isinstance(source, Sum) else ()


def path_of(source: RowSource) -> Path | None:
    """The place that a source reads, where it reads one."""
    match source:
        case Read():
            return source.path
        case Late(which=Read() as which):
            return which.path
    return None


def part_of(source: RowSource) -> KeyPart | None:
    """The part of a key that a source reads, where it reads one."""
    match source:
        case Read():
            return source.part
        case Late(which=Read() as which):
            return which.part
    return None


def _parts(option: Fallback) -> tuple[Expression, ...]:
    words = option.warning[1].expressions if option.warning else ()
    return tuple(part for part in (option.source, option.when, *words) if part is not None)
