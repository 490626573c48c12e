"""Values and their types: what a payload holds, what it means, and how it is sent.

Money is `Decimal` from the input's text to the output's text; codes are text; nothing is a float.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from decimal import ROUND_HALF_UP, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from types import MappingProxyType
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .finding import Problem

Json: TypeAlias = Any
"""A JSON value; its fractions are Decimal."""

Segments: TypeAlias = tuple[str | int, ...]
"""Names and indexes, one below the other."""

EXACT = Context(prec=60, rounding=ROUND_HALF_UP, traps=[InvalidOperation, DivisionByZero, Overflow])
"""Wide enough that sums and products of 18-digit amounts lose nothing."""

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_PLAIN_NUMBER = re.compile(r"-?[1-9]\d{0,14}(\.\d{1,9})?|0(\.\d{1,9})?", re.ASCII).fullmatch
_HALF = re.compile(r"[\ud800-\udfff]")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ZONES_OF_THE_MACHINE = frozenset({"localtime", "posixrules"})
MOST_DIGITS = 18
_MOST_WHOLE = 10**40  # Python refuses to write out an int of thousands of digits


class Missing:
    """What is not there; `null` is there and says nothing."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "missing"

    def __bool__(self) -> bool:
        return False

    def __reduce__(self) -> str:
        return "MISSING"  # there is only one, also where it is unpickled


MISSING: Final = Missing()


def is_blank(value: Json) -> bool:
    """Missing, null or empty text."""
    return value is MISSING or value is None or (isinstance(value, str) and not value.strip())


def spell_halves(text: str) -> str:
    """A text in which halves of characters, which no output can carry, stand as their numbers.

    >>> print(spell_halves("cut " + chr(0xD83D)))
    cut \\ud83d
    """
    return text if text.isascii() else _HALF.sub(lambda half: f"\\u{ord(half[0]):04x}", text)


# joiners and the signs of Arabic and Kaithi numbers are letters where their script is written
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_SEEN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
_SHORT = MappingProxyType({"\n": "\\n", "\r": "\\r", "\t": "\\t"})
# GitHub, Azure and TeamCity obey such a line of a log, indented or not; a wrapped text may begin a line anywhere
_ORDER = re.compile(r":(?=:[A-Za-z])|#(?=#\w*\[)")


def printable(text: str) -> str:
    """Text that neither a terminal nor the log of a CI system obeys: what cannot be seen is shown by its number.

    >>> print(printable("a" + chr(27) + "[2J" + chr(0x202E)), printable("::error"))
    a\\x1b[2J\\u202e \\x3a:error
    """
    if not text.isprintable():
        text = "".join(_spelled(letter, text, at) for at, letter in enumerate(text))
    if "::" in text or "##" in text:
        text = _ORDER.sub(lambda sign: f"\\x{ord(sign[0]):02x}", text)
    return text


def _spelled(letter: str, text: str, at: int) -> str:
    if unicodedata.category(letter) not in _UNSEEN or letter in _SEEN:
        return letter
    if letter in "\u200c\u200d" and _joins(text, at):
        return letter
    number = ord(letter)
    digits = f"x{number:02x}" if number < 0x100 else f"u{number:04x}" if number < 0x10000 else f"U{number:08x}"
    return _SHORT.get(letter, f"\\{digits}")


def _joins(text: str, at: int) -> bool:
    """Whether a joiner stands between two letters or signs of a script that joins."""
    around = (text[at - 1 : at], text[at + 1 : at + 2])
    return all(side and not side.isascii() and side not in "\u200c\u200d" for side in around)


def show(value: Json) -> str:
    """A value as a person reads it in a sentence.

    >>> show("0500"), show(Decimal("1.50")), show(None)
    ('"0500"', '1.50', 'null')
    """
    if isinstance(value, str):
        return '"' + printable(value if len(value) <= 60 else value[:57] + "...") + '"'
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int | Decimal):
        if isinstance(value, int) and abs(value) >= _MOST_WHOLE:
            return "a number of more than 40 digits"
        digits = str(value)
        return digits if len(digits) <= 60 else digits[:57] + "..."
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    return "an object" if isinstance(value, Mapping) else str(value)


def to_number(value: Json) -> Decimal:
    """Reads a number exactly; raises Problem for anything that is not one.

    >>> to_number("500.0"), to_number(-3)
    (Decimal('500.0'), Decimal('-3'))
    """
    if type(value) is str and _PLAIN_NUMBER(value):
        return Decimal(value)
    if isinstance(value, float):
        raise Problem(f"{value} is a binary float, which is not exact", "decode the JSON with parse_float=Decimal")
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise Problem(f"{show(value)} is not a number")
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        raise Problem(f"{show(value)} is not a number", "write digits and at most one point: 1234.50")
    number = Decimal(value) if not isinstance(value, int) or abs(value) < _MOST_WHOLE else Decimal("NaN")
    if not number.is_finite() or number.adjusted() >= MOST_DIGITS or exponent(number) < -MOST_DIGITS:
        raise Problem(f"{show(value)} is out of range", f"at most {MOST_DIGITS} digits")
    return number if number else abs(number)


def exponent(number: Decimal) -> int:
    """The power of ten of the last digit: -2 for 1.50."""
    power = number.as_tuple().exponent
    return power if isinstance(power, int) else 0


def plain(number: Decimal) -> Decimal:
    """The same number without an exponent and without a negative zero."""
    return Decimal(f"{number if number else abs(number):f}")


def to_date(value: Json) -> date:
    """Reads a date `YYYY-MM-DD`; a time stamp needs a zone first (`date_in`)."""
    if isinstance(value, datetime):
        raise Problem(f"{show(value)} has a time", "take its date in a time zone: | date_in(settings.time_zone)")
    if isinstance(value, date):
        return value
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise Problem(f"{show(value)} is not a day of the calendar") from None
    hint = "a date alone is expected; a mapping takes it with date_in(settings.time_zone)" if _has_time(value) else ""
    raise Problem(f"{show(value)} is not a date", hint or "write it as YYYY-MM-DD")


def _has_time(value: Json) -> bool:
    return isinstance(value, str) and bool(re.match(r"\d{4}-\d{2}-\d{2}T", value))


def to_datetime(value: Json) -> datetime:
    """Reads a time stamp with its offset (`Z` or `-07:00`); one without is refused."""
    if isinstance(value, datetime):
        return value
    if not _has_time(value):
        raise Problem(f"{show(value)} is not a time stamp", "write it as YYYY-MM-DDThh:mm:ssZ")
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise Problem(f"{show(value)} is not a time stamp") from None
    if moment.tzinfo is None:
        raise Problem(f"{show(value)} has no time zone", "a time stamp needs Z or an offset")
    return moment


def in_zone(moment: datetime, zone: tzinfo) -> datetime:
    try:
        return moment.astimezone(zone)
    except OverflowError:
        raise Problem(f"{moment.isoformat()} is out of range", "correct the year") from None


def to_zone(value: Json) -> tzinfo:
    """A time zone by its name."""
    name = to_text(value)
    try:
        zone = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zone = None
    if zone is None or name in _ZONES_OF_THE_MACHINE:
        raise Problem(f"{show(value)} is not a time zone", "use a name like America/New_York")
    return zone


def to_text(value: Json) -> str:
    """Reads text; an integer is text too (numbers of documents), a fraction is not."""
    if isinstance(value, str):
        return storable(value)
    if is_whole(value):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    raise Problem(f"{show(value)} is not text")


def storable(text: str) -> str:
    """A text that other systems can keep: without NUL and without half a character."""
    if "\0" in text:
        raise Problem(f"{show(text)} has the character NUL in it", "remove it where the record is kept")
    if not text.isascii() and _HALF.search(text):
        help = "a text was cut through an emoji or a rare letter; write it again where the record is kept"
        raise Problem(f"{show(text)} has half a character in it", help)
    return text


def is_whole(value: Json) -> bool:
    """A number written without a point: 6, not 6.0."""
    if isinstance(value, Decimal):
        return value.is_finite() and exponent(value) == 0
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < _MOST_WHOLE


def to_code(value: Json) -> str:
    """Reads a code: text kept as it is, or an integer; `0500` stays `0500`."""
    if isinstance(value, str):
        return storable(value)
    if is_whole(value):
        return str(value)
    raise Problem(f"{show(value)} is not a code", "codes are text, or whole numbers")


def to_integer(value: Json) -> int:
    number = to_number(value)
    if number != number.to_integral_value():
        raise Problem(f"{show(value)} is not a whole number")
    return int(number)


def to_boolean(value: Json) -> bool:
    """Reads true/false, or the Y/N of many ERP systems."""
    known = {True: True, False: False, "Y": True, "N": False, "true": True, "false": False}
    if isinstance(value, bool | str) and value in known:
        return known[value]
    raise Problem(f"{show(value)} is neither yes nor no", "expected true, false, Y or N")


def read_segments(base: Json, segments: Segments) -> Json:
    """Follows names and indexes; what is not there, or hangs below null, is MISSING."""
    for segment in segments:
        if isinstance(segment, int):
            if not isinstance(base, list | tuple) or not -len(base) <= segment < len(base):
                return MISSING
            base = base[segment]
        elif isinstance(base, dict):
            base = base.get(segment, MISSING)
        else:
            return MISSING
    return base
