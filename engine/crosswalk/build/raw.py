"""Where a row's raw value comes from: one reader for each of the ways to a value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from ..finding import Finding, Problem
from ..language.evaluate import Get
from ..language.expression import Expression
from ..spec.mapping import Row, Transfer
from ..spec.order import SOURCE, Place
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
)
from ..values import EXACT, MISSING, Json, is_blank, show, to_number
from .bench import Bench
from .frame import HERE, NOTES, SOURCES, UP, Frame, place_of
from .judge import not_checked
from .outcome import Told
from .scope import FrameScope, read_slot, reads_context
from .telling import new_note
from .tools import NotGiven


def build_raw(row: Row, transfer: Transfer, bench: Bench, place: Place) -> Get:
    """What reads the raw value of a row."""
    return _Raw(row, transfer, bench, FrameScope(bench, place)).of(transfer.source)


class _Raw:
    """The readers of one row."""

    def __init__(self, row: Row, transfer: Transfer, bench: Bench, scope: FrameScope) -> None:
        self.row, self.transfer, self.bench, self.scope = row, transfer, bench, scope

    def of(self, source: RowSource) -> Get:
        return _READERS[type(source)](self, source)

    def nothing(self, source: Nothing) -> Get:
        return lambda frame: MISSING

    def computed(self, source: Compute) -> Get:
        return self.scope.value(source.expression)

    def late(self, source: Late) -> Get:
        """What tells which record is meant; the value itself is not there yet."""
        return self.of(source.which or Nothing())

    def constant(self, source: Constant) -> Get:
        value = source.value
        return self.bench.teller.noted("constant", show(value), lambda frame: value, _nowhere)

    def read(self, source: Read) -> Get:
        path, here = source.path, self.bench.teller.noted
        get = read_slot(HERE, path.segments) if path.segments is not None else lambda frame: path.read(frame[HERE])
        get = here("read", path.text, get, place_of)
        return get if source.part is None else self.part(get, source.part.key, source.part.name)

    def part(self, get: Get, key: str, name: str) -> Get:
        """A part of the key that is read; nothing of one that is blank."""
        split = self.bench.tools.split_key
        teller, text = self.bench.teller, f"{key}.{name}"

        def part(frame: Frame) -> Json:
            raw = get(frame)
            if is_blank(raw):
                return raw
            value = split(key, raw)[name]
            if teller.traces:
                frame[NOTES].append(new_note(("part", text, value, None, 0)))
            return value

        return part

    def chosen(self, source: Choose) -> Get:
        """The one source that the flag has left."""
        (expression,) = source.sources.values()
        flag = self.bench.plan.terms.flags[source.flag].value
        noted = self.bench.teller.noted("flag", source.flag, lambda frame: flag, _nowhere)
        get = self.scope.value(expression)
        return _after(noted, get) if self.bench.teller.traces else get

    def first_of(self, source: FirstOf) -> Get:
        considered = [self.considered(option) for option in source.options]
        if len(considered) == 2:
            return _first_of_two(*considered)

        def first(frame: Frame) -> Json:
            for consider in considered:
                value = consider(frame)
                if not is_blank(value):
                    return value
            return MISSING

        return first

    def considered(self, option: Fallback) -> Get:
        """The value of one source; one that needs context not given counts as blank, with a warning."""
        if option.when is None and option.warning is None and not reads_context(option.source, self.bench):
            return self.scope.value(option.source)
        when = self.scope.test(option.when) if option.when is not None else None
        value, warn = self.scope.value(option.source), self.warning(option)
        missed = not_checked(self.bench, option.source.scalar.span, option.source.text)

        def consider(frame: Frame) -> Json:
            try:
                if when is not None and not when(frame):
                    return MISSING
                found = value(frame)
            except NotGiven as missing:
                missed(frame, missing)
                return MISSING
            if warn is not None and not is_blank(found):
                warn(frame)
            return found

        return consider

    def warning(self, option: Fallback) -> Callable[[Frame], None] | None:
        """What is told where a source is taken that its mapping would rather not take."""
        if option.warning is None:
            return None
        code, template = option.warning
        span, sentence = self.transfer.mended_at("first_of"), self.scope.sentence(template)
        told = Told(code, "warning", self.row.id)
        tell = self.bench.teller.tell(
            told, span, lambda frame, message: Finding(code, message, span, severity="warning")
        )
        return lambda frame: tell(frame, sentence(frame))

    def same_as(self, source: SameAs) -> Get:
        name = source.row.replace("-", "_")
        return self.bench.teller.noted("read", f"rows.{name}", self.scope.row(source.row), place_of)

    def sum(self, source: Sum) -> Get:
        """The sum over the source rows of an aggregated record."""
        scope = FrameScope(self.bench, SOURCE)
        of, where = scope.value(source.of), _test(source.where, scope)
        teller, text = self.bench.teller, source.of.text

        def total(frame: Frame) -> Json:
            total, count = Decimal(0), 0
            for each in frame[UP][SOURCES]:
                amount = _summand(frame, each, of, where)
                if amount is not None:
                    total, count = EXACT.add(total, amount), count + 1
            if teller.traces:
                frame[NOTES].append(new_note(("sum", text, total, None, count)))
            return total

        return total


_READERS: Mapping[type, Callable[[_Raw, Any], Get]] = MappingProxyType(
    {
        Nothing: _Raw.nothing,
        Constant: _Raw.constant,
        Read: _Raw.read,
        Compute: _Raw.computed,
        Choose: _Raw.chosen,
        FirstOf: _Raw.first_of,
        SameAs: _Raw.same_as,
        Sum: _Raw.sum,
        Late: _Raw.late,
    }
)


def _first_of_two(one: Get, other: Get) -> Get:
    def first(frame: Frame) -> Json:
        value = one(frame)
        if value is None or value is MISSING or (isinstance(value, str) and not value.strip()):
            value = other(frame)
            return value if not is_blank(value) else MISSING
        return value

    return first


def _summand(frame: Frame, source: Frame, of: Get, where: Callable[[Frame], bool] | None) -> Decimal | None:
    """The amount of a source row; None where it is not added. What fails is noted where the sum is."""
    source[NOTES] = []
    try:
        if where is not None and not where(source):
            return None
        value = of(source)
        return to_number(value) if not is_blank(value) else Decimal(0)
    except Problem:
        frame[NOTES] += source[NOTES]
        raise


def _test(condition: Expression | None, scope: FrameScope) -> Callable[[Frame], bool] | None:
    return scope.test(condition) if condition is not None else None


def _after(first: Get, get: Get) -> Get:
    def both(frame: Frame) -> Json:
        first(frame)
        return get(frame)

    return both


def _nowhere(frame: Frame) -> object:
    return None
