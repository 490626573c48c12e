"""JSON in and out, exact: every fraction is a Decimal from its text, and is written as the same text.

NaN, Infinity, names given twice, deep nesting, half characters and bytes that are not UTF-8 are findings with their
place.
"""

from __future__ import annotations

import re
from decimal import Decimal

import msgspec

from ..finding import CrosswalkError, Finding
from ..values import Json, exponent, spell_halves
from .exact import DECODER, has_halves, is_deep
from .salvage import Flaw, salvage
from .stream import Position, finding_of

_ENCODER = msgspec.json.Encoder(decimal_format="number")
_POWER = re.compile(rb"\dE[+-]\d")
_LIKE_A_POWER = re.compile(rb"E[+-]\d")  # found in a tenth of the time, and found seldom
_MOST_ZEROS = 40  # a number with a larger exponent is no amount, and may keep it
_DEEPEST = 200
_OBEYED = re.compile(
    "[\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]|#(?=#\\w*\\[)"
)
_START = Position(1, 1, 0, 0)


def encode(value: Json) -> bytes:
    """JSON bytes, for any value: a Decimal stands there digit by digit, half a character as its code."""
    try:
        data = _ENCODER.encode(value)
    except (UnicodeEncodeError, RecursionError):
        return _ENCODER.encode(_spelled_out(value, 0))
    return _ENCODER.encode(_spelled_out(value, 0)) if _LIKE_A_POWER.search(data) and _POWER.search(data) else data


def encode_pretty(value: Json) -> str:
    """JSON for a terminal: the same value, with escapes for what a terminal or the log of a CI system may obey."""
    text = msgspec.json.format(encode(value), indent=2).decode()
    return _OBEYED.sub(_escaped, text)


def _escaped(letter: re.Match[str]) -> str:
    units = letter[0].encode("utf-16-be")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def _spelled_out(value: Json, depth: int) -> Json:
    """The same value without what the encoder cannot write as it should stand."""
    if depth > _DEEPEST:
        return "(nested too deeply)"
    if isinstance(value, dict):
        return {_spelled_out(key, depth): _spelled_out(below, depth + 1) for key, below in value.items()}
    if isinstance(value, list | tuple):
        return [_spelled_out(item, depth + 1) for item in value]
    if isinstance(value, str) and has_halves(value):
        return spell_halves(value)
    if isinstance(value, Decimal) and abs(exponent(value)) <= _MOST_ZEROS:
        return msgspec.Raw(f"{value:f}".encode())
    return value


def decode(payload: str | bytes, name: str = "payload") -> Json:
    """The value of one JSON text, or of its bytes in UTF-8; raises CrosswalkError with the place of what is wrong."""
    text = payload if isinstance(payload, str) else payload.decode("utf-8", "surrogateescape")
    text = text.removeprefix("\ufeff")
    if not text.strip():
        flaw = Flaw((), "the payload is empty", 0, "give a JSON payload")
        raise CrosswalkError([finding_of(flaw, text, name, _START)])
    try:
        value = DECODER.decode(text)
    except (ValueError, RecursionError):
        raise CrosswalkError(_findings(text, name)) from None
    if (has_halves(text) or is_deep(value, text)) and (found := _findings(text, name)):
        raise CrosswalkError(found)
    return value


def _findings(text: str, name: str) -> list[Finding]:
    return [finding_of(flaw, text, name, _START) for flaw in salvage(text).flaws]
