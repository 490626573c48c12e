"""JSON text decoded exactly and strictly: fractions as Decimals, no name twice, no NaN."""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from typing import Final

from ..values import Json

DEEPEST = 100
_LONGEST_INTEGER = 40  # int() of thousands of digits is slow, and no amount or id is that long
# a pair is left alone, and so is a backslash that is itself escaped; the salvager judges what is caught too much
_ESCAPED_HALF = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F]"
)


class Refused(ValueError):
    """Something that JSON, or exact money, does not allow."""


def has_halves(text: str) -> bool:
    """Whether a JSON text may hold half a surrogate pair, as an escape or as a byte that is not UTF-8."""
    try:
        text.encode()  # many times as fast as a search
    except UnicodeEncodeError:
        return True
    # one letter is found many times as fast as two
    return "\\" in text and "\\u" in text and _ESCAPED_HALF.search(text) is not None


def is_deep(value: Json, text: str) -> bool:
    """Whether a value is nested so deeply that what looks into it later might not come back."""
    if text.count("[") + text.count("{") <= DEEPEST:
        return False
    level = [value]
    for _ in range(DEEPEST + 1):
        inner = (each.values() if isinstance(each, dict) else each for each in level if isinstance(each, dict | list))
        level = [below for values in inner for below in values]
    return bool(level)


def whole_number(digits: str) -> int | Decimal:
    return int(digits) if len(digits) <= _LONGEST_INTEGER else Decimal(digits)


def fraction(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise Refused(f"the number {text[:20]}... is out of range") from None


def refuse_constant(word: str) -> Json:
    raise Refused(f"{word} is not a number in JSON")


def unique_pairs(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Refused("a name stands twice in one object")
    return found


DECODER: Final = json.JSONDecoder(
    parse_float=fraction, parse_int=whole_number, parse_constant=refuse_constant, object_pairs_hook=unique_pairs
)
"""Exact and strict; what it refuses has no place yet."""
