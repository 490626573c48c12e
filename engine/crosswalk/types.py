"""The types of rows: how a value is read, and how it is sent as a number or as text."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Literal, TypeAlias

from .finding import Problem
from .values import (
    EXACT,
    Json,
    in_zone,
    plain,
    show,
    to_boolean,
    to_code,
    to_date,
    to_datetime,
    to_integer,
    to_number,
    to_text,
)

TypeName: TypeAlias = Literal[
    "text", "code", "integer", "decimal", "quantity", "percent", "money", "date", "datetime", "flag", "boolean"
]


@dataclass(frozen=True, slots=True)
class Type:
    """A type of row: how its value is read, and how it is sent as a number or as text."""

    name: TypeName
    help: str
    read: Callable[[Json], Json]
    number: Callable[[Json], Json]
    text: Callable[[Json], Json]
    places: int | None = None
    is_number: bool = False


def _code_number(code: str) -> int:
    help = "the receiving field is a number; correct the code where it is kept"
    if not code.isascii() or not code.isdigit():
        raise Problem(f"{show(code)} cannot be sent as a number: it is not all digits", help, "code-loses-zero")
    if len(code) > 1 and code[0] == "0":
        raise Problem(f"{show(code)} sent as a number would lose its leading zero", help, "code-loses-zero")
    return int(code)


def _amount(places: int) -> Callable[[Decimal], Decimal]:
    return lambda number: plain(number.quantize(Decimal(1).scaleb(-places), context=EXACT))


def _fixed(number: Decimal) -> str:
    return f"{plain(number):f}"


def _same(value: Json) -> Json:
    return value


def _zulu(moment: datetime) -> str:
    return in_zone(moment, UTC).isoformat().replace("+00:00", "Z")


def _yes(value: bool) -> str:
    return "Y" if value else "N"


_money = _amount(2)
TYPES: Mapping[TypeName, Type] = MappingProxyType(
    {
        type.name: type
        for type in (
            Type("text", "Words, kept as they are.", to_text, _same, _same),
            Type("code", "An identifier; text even if it looks like a number.", to_code, _code_number, _same),
            Type("integer", "A whole number.", to_integer, _same, str, 0, True),
            Type("decimal", "A number with a fraction, exact.", to_number, plain, _fixed, None, True),
            Type("quantity", "A count or measure, exact.", to_number, plain, _fixed, None, True),
            Type("percent", "A percentage: 10.5 is ten and a half.", to_number, plain, _fixed, None, True),
            Type(
                "money", "An amount with two decimals, exact.", to_number, _money, lambda n: _fixed(_money(n)), 2, True
            ),
            Type("date", "A day, YYYY-MM-DD.", to_date, date.isoformat, date.isoformat),
            Type("datetime", "A moment, sent in UTC.", to_datetime, _zulu, _zulu),
            Type("flag", "Yes or no, sent as Y or N.", to_boolean, _yes, _yes),
            Type("boolean", "Yes or no, sent as true or false.", to_boolean, _same, _same),
        )
    }
)
