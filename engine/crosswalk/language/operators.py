"""What + - == != < > in, and, or, not mean for numbers, dates and text. Nothing is converted by guess."""

import operator
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any

from ..finding import Problem
from ..values import EXACT, MISSING, Json, is_blank, show, to_date


def truth(value: Json) -> bool:
    if isinstance(value, bool):
        return value
    if is_blank(value):
        return False
    raise Problem(
        f"{show(value)} is neither true nor false",
        "compare it: == , or test it: is blank, is zero",
        "expression-failed",
    )


def operand(value: Json, sign: str) -> Decimal:
    if _kind(value) == "number":
        return _number(value)
    help = "read amounts as numbers: (x | number) + (y | number)"
    if sign == "+":
        help += "; join text with | concat(...), add days with | plus_days(n)"
    raise Problem(f"{show(value)} {sign} ... needs a number", help, "expression-failed")


def subtract(left: Json, right: Json) -> Json:
    if _kind(left) == _kind(right) == "date":
        return (left - right).days
    return EXACT.subtract(operand(left, "-"), operand(right, "-"))


_KINDS: Mapping[type, str] = MappingProxyType(
    {
        bool: "yes/no",
        int: "number",
        Decimal: "number",
        str: "text",
        date: "date",
        datetime: "moment",
        list: "list",
        tuple: "list",
    }
)
_ORDERED = frozenset({"number", "text", "date", "moment"})
_WIDEST = 40
_BEYOND = 10**_WIDEST


def _kind(value: Json) -> str:
    return _KINDS.get(type(value), "object")


def _number(value: int | Decimal) -> Decimal:
    """The number, where sums and comparisons can take it: a product of amounts has up to 36 digits."""
    is_wide = abs(value) >= _BEYOND if isinstance(value, int) else not value.is_finite() or value.adjusted() >= _WIDEST
    if is_wide:
        raise Problem(f"{show(value)} is out of range", f"at most {_WIDEST} digits", "expression-failed")
    return Decimal(value)


def _comparable(left: Json, right: Json) -> tuple[Json, Json]:
    if _kind(left) == "date" and isinstance(right, str):
        right = to_date(right)
    if _kind(right) == "date" and isinstance(left, str):
        left = to_date(left)
    if _kind(left) != _kind(right):
        message = f"{show(left)} ({_kind(left)}) cannot be compared with {show(right)} ({_kind(right)})"
        raise Problem(message, "read text as a number first: (x | number)", "expression-failed")
    if _kind(left) == "moment" and (left.tzinfo is None) != (right.tzinfo is None):
        raise Problem("a moment without a time zone cannot be compared", "", "expression-failed")
    return (_number(left), _number(right)) if _kind(left) == "number" else (left, right)


def _equal(left: Json, right: Json) -> bool:
    if left is None or right is None or left is MISSING or right is MISSING:
        return left is right
    left, right = _comparable(left, right)
    try:
        return bool(left == right)
    except (RecursionError, InvalidOperation):
        message = f"{show(left)} cannot be compared with {show(right)}"
        raise Problem(message, "compare one field of them", "expression-failed") from None


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Json, Json], bool]:
    def ordered(left: Json, right: Json) -> bool:
        if is_blank(left) or is_blank(right):
            raise Problem(
                "a blank value cannot be ordered", "test it first: x is not blank and ...", "expression-failed"
            )
        left, right = _comparable(left, right)
        if _kind(left) not in _ORDERED:
            message = f"{show(left)} ({_kind(left)}) cannot be ordered"
            raise Problem(message, "compare numbers, dates or text", "expression-failed")
        return bool(compare(left, right))

    return ordered


def _contains(item: Json, group: Json) -> bool:
    if isinstance(group, str) and isinstance(item, str):
        return item in group
    if not isinstance(group, list | tuple):
        raise Problem(f"in needs a list, found {show(group)}", "write [...]", "expression-failed")
    return any(_kind(item) == _kind(other) and _equal(item, other) for other in group)


COMPARISONS: Mapping[str, Callable[[Json, Json], bool]] = MappingProxyType(
    {
        "eq": _equal,
        "ne": lambda left, right: not _equal(left, right),
        "lt": _ordered(operator.lt),
        "gt": _ordered(operator.gt),
        "lteq": _ordered(operator.le),
        "gteq": _ordered(operator.ge),
        "in": _contains,
        "notin": lambda item, group: not _contains(item, group),
    }
)
