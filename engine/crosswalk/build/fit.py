"""A raw value as its row's type and as it is sent, within what the receiving field takes.

The ordinary shape of a type is tried first, without a call; it means the same as the reader of the type, which does
whatever is not ordinary.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import TypeAlias

from ..finding import Finding, Problem, Span
from ..spec.limits import Excess, excess, places_of
from ..spec.mapping import Limits, Row, Transfer
from ..spec.sources import text_of
from ..spec.vocabulary import Wire
from ..types import TYPES, Type, TypeName
from ..values import EXACT, Json, show
from .bench import Bench, where
from .frame import NOTES, Frame
from .outcome import Told
from .telling import Voice, new_note

Fit: TypeAlias = Callable[[Frame, Json], tuple[Json, Json]]
"""The typed value, which other rows see, and the value as it is sent."""

_CENT = Decimal("0.01")
_MOST_DIGITS = 15
_MONEY = re.compile(r"-?[1-9]\d{0,14}(\.\d\d?)?|0(\.\d\d?)?", re.ASCII).fullmatch
_NUMBER = re.compile(r"-?[1-9]\d{0,14}(\.\d{1,9})?|0(\.\d{1,9})?", re.ASCII).fullmatch


def build_fit(row: Row, transfer: Transfer, bench: Bench) -> Fit:
    """What makes a raw value of a row one that is sent; raises Problem where it cannot be."""
    full = build_in_full(row, transfer, bench)
    ordinary = ORDINARY.get((transfer.type, _wire(transfer)))
    return ordinary(full, transfer.limits) if ordinary is not None else full


def build_in_full(row: Row, transfer: Transfer, bench: Bench) -> Fit:
    """The same without a short way for what is ordinary."""
    type_, limits = TYPES[transfer.type], transfer.limits
    read, send = type_.read, type_.number if _wire(transfer) == "number" else type_.text
    cut = _build_cut(row, transfer, type_, bench)

    def fit(frame: Frame, raw: Json) -> tuple[Json, Json]:
        value = read(raw)
        found = excess(value, type_, limits)
        if found is not None:
            value = cut(frame, value, found)
        return value, send(value)

    return fit


def _wire(transfer: Transfer) -> Wire:
    return transfer.wire or "text"


def _build_cut(row: Row, transfer: Transfer, type_: Type, bench: Bench) -> Callable[[Frame, Json, Excess], Json]:
    """What is beyond the limits is cut or rounded half up, with a warning, or raises Problem, as the policy says."""
    limits = transfer.limits
    label, text = bench.label(row), text_of(transfer.source)
    span = transfer.mended_at("max", "digits", "places", "policy")
    voices = {code: _voice(code, row, span, bench) for code in ("too-long", "too-precise")}
    places = places_of(type_, limits)

    def cut(frame: Frame, value: Json, found: Excess) -> Json:
        # a number with too many digits has no end that could be cut off
        if limits.policy == "error" or not (isinstance(value, str) or found.code == "too-precise"):
            raise Problem(found.message, found.help, found.code)
        shorter: Json
        if isinstance(value, str):
            shorter, how = value[: limits.max].rstrip(), f"to {limits.max} letters"
        else:
            shorter = Decimal(value).quantize(Decimal(1).scaleb(-(places or 0)), context=EXACT)
            how = f"rounded half up to {places} decimals"
        line = where(frame, bench)
        place = f"{line}.{text}" if line else text
        voices[found.code](frame, f"{label} ({place}): {found.message}; sent as {show(shorter)}")
        if bench.teller.traces:
            frame[NOTES].append(new_note(("truncate", how, shorter, None, 0)))
        return shorter

    return cut


def _voice(code: str, row: Row, span: Span, bench: Bench) -> Voice:
    def words(frame: Frame, message: str) -> Finding:
        return Finding(code, message, span, severity="warning")

    return bench.teller.tell(Told(code, "warning", row.id), span, words)


def _ordinary_text(full: Fit, limits: Limits) -> Fit:
    most = limits.max if limits.max is not None else 1 << 30

    def fit(frame: Frame, raw: Json) -> tuple[Json, Json]:
        if type(raw) is str and len(raw) <= most and raw.isascii() and "\0" not in raw:
            return raw, raw
        return full(frame, raw)

    return fit


def _ordinary_money(full: Fit, limits: Limits) -> Fit:
    if limits.places is not None or (limits.digits is not None and limits.digits < _MOST_DIGITS):
        return full

    def fit(frame: Frame, raw: Json) -> tuple[Json, Json]:
        if type(raw) is str and _MONEY(raw):
            value = Decimal(raw)
            return value, value.quantize(_CENT)
        return full(frame, raw)

    return fit


def _ordinary_number(full: Fit, limits: Limits) -> Fit:
    if limits.places is not None or limits.digits is not None:
        return full

    def fit(frame: Frame, raw: Json) -> tuple[Json, Json]:
        if type(raw) is str and _NUMBER(raw):
            value = Decimal(raw)
            return value, value
        return full(frame, raw)

    return fit


def _ordinary_integer(full: Fit, limits: Limits) -> Fit:
    beyond = 10 ** min(limits.digits if limits.digits is not None else _MOST_DIGITS, _MOST_DIGITS)

    def fit(frame: Frame, raw: Json) -> tuple[Json, Json]:
        if type(raw) is int and -beyond < raw < beyond:
            return raw, raw
        return full(frame, raw)

    return fit


def _ordinary_date(full: Fit, limits: Limits) -> Fit:
    def fit(frame: Frame, raw: Json) -> tuple[Json, Json]:
        if type(raw) is date:
            return raw, raw.isoformat()
        if type(raw) is str and len(raw) == 10 and raw[4] == raw[7] == "-":
            try:
                return date.fromisoformat(raw), raw
            except ValueError:
                pass
        return full(frame, raw)

    return fit


ORDINARY: Mapping[tuple[TypeName, Wire], Callable[[Fit, Limits], Fit]] = MappingProxyType(
    {
        ("text", "text"): _ordinary_text,
        ("code", "text"): _ordinary_text,
        ("money", "number"): _ordinary_money,
        ("decimal", "number"): _ordinary_number,
        ("quantity", "number"): _ordinary_number,
        ("percent", "number"): _ordinary_number,
        ("integer", "number"): _ordinary_integer,
        ("date", "text"): _ordinary_date,
        ("date", "number"): _ordinary_date,
    }
)
