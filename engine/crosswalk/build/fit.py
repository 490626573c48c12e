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
_MOST_KEPT = 100
_MONEY = re.compile(r"-?[1-9]\d{0,14}(\.\d\d?)?|0(\.\d\d?)?", re.ASCII).fullmatch
_NUMBER = re.compile(r"-?[1-9]\d{0,14}(\.\d{1,9})?|0(\.\d{1,9})?", re.ASCII).fullmatch


def build_fit(row: Row, transfer: Transfer, bench: Bench) -> Fit:
    """What makes a raw value of a row one that is sent; raises Problem where it cannot be."""
    full = build_in_full(row, transfer, bench)
    ordinary = ORDINARY.get((transfer.type, _wire(transfer)))
    return ordinary(full, transfer.limits) if ordinary is not None else full


def build_sent(transfer: Transfer) -> Fit:
    """What makes a raw value one of its type, and one that is sent, whatever its length."""
    type_ = TYPES[transfer.type]
    send = type_.number if type_.is_number else type_.text

    def sent(frame: Frame, raw: Json) -> tuple[Json, Json]:
        value = type_.read(raw)
        return value, send(value)

    return _ordinary_text(sent, Limits()) if is_plain_text(transfer) else sent


def is_plain_text(transfer: Transfer) -> bool:
    """Whether a text of the row is sent as it stands, if it is neither too long nor of odd letters."""
    return ORDINARY.get((transfer.type, _wire(transfer))) is _ordinary_text


def build_in_full(row: Row, transfer: Transfer, bench: Bench) -> Fit:
    """The same as `build_fit` without a short way for what is ordinary."""
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
    return _kept(full, _money)


def _money(raw: str) -> tuple[Json, Json] | None:
    if not _MONEY(raw):
        return None
    value = Decimal(raw)
    return value, value if raw[-3:-2] == "." else value.quantize(_CENT)


def _ordinary_number(full: Fit, limits: Limits) -> Fit:
    if limits.places is not None or limits.digits is not None:
        return full
    return _kept(full, lambda raw: (value := Decimal(raw), value) if _NUMBER(raw) else None)


def _kept(full: Fit, read: Callable[[str], tuple[Json, Json] | None]) -> Fit:
    """The first texts that were read are kept: zero is among them, and the dates of the month."""
    kept: dict[str, tuple[Json, Json]] = {}

    def fit(frame: Frame, raw: Json) -> tuple[Json, Json]:
        if type(raw) is not str:
            return full(frame, raw)
        found = kept.get(raw)
        if found is None:
            found = read(raw)
            if found is None:
                return full(frame, raw)
            if len(kept) < _MOST_KEPT:
                kept[raw] = found
        return found

    return fit


def _ordinary_integer(full: Fit, limits: Limits) -> Fit:
    beyond = 10 ** min(limits.digits if limits.digits is not None else _MOST_DIGITS, _MOST_DIGITS)

    def fit(frame: Frame, raw: Json) -> tuple[Json, Json]:
        if type(raw) is int and -beyond < raw < beyond:
            return raw, raw
        if type(raw) is Decimal and raw.is_finite() and -beyond < raw < beyond and raw == (whole := int(raw)):
            return whole, whole
        return full(frame, raw)

    return fit


def _ordinary_date(full: Fit, limits: Limits) -> Fit:
    of_text = _kept(full, _date)
    return lambda frame, raw: (raw, raw.isoformat()) if type(raw) is date else of_text(frame, raw)


def _date(raw: str) -> tuple[Json, Json] | None:
    if len(raw) != 10 or not raw[4] == raw[7] == "-":
        return None
    try:
        return date.fromisoformat(raw), raw
    except ValueError:
        return None


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
