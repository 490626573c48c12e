"""What + - == != < > in, and, or, not mean for numbers, dates and text. Nothing is converted by guess."""

import operator
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from .finding import Problem
from .values import EXACT, MISSING, Json, is_blank, show, to_date


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
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Decimal(value)
    help = "read amounts as numbers: (x | number) + (y | number)"
    if sign == "+":
        help += "; join text with | concat(...), add days with | plus_days(n)"
    raise Problem(f"{show(value)} {sign} ... needs a number", help, "expression-failed")


def subtract(left: Json, right: Json) -> Json:
    if isinstance(left, date) and isinstance(right, date):
        return (left - right).days
    return EXACT.subtract(operand(left, "-"), operand(right, "-"))


def _kind(value: Json) -> str:
    for kind, types in (("yes/no", bool), ("number", int | Decimal), ("text", str), ("date", date)):
        if isinstance(value, types):
            return kind
    return "list" if isinstance(value, list | tuple) else "object"


def _comparable(left: Json, right: Json) -> tuple[Json, Json]:
    if _kind(left) == "date" and isinstance(right, str):
        right = to_date(right)
    if _kind(right) == "date" and isinstance(left, str):
        left = to_date(left)
    if _kind(left) != _kind(right):
        message = f"{show(left)} ({_kind(left)}) cannot be compared with {show(right)} ({_kind(right)})"
        raise Problem(message, "read text as a number first: (x | number)", "expression-failed")
    return left, right


def _equal(left: Json, right: Json) -> bool:
    if left is None or right is None or left is MISSING or right is MISSING:
        return left is right
    left, right = _comparable(left, right)
    return bool(left == right)


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Json, Json], bool]:
    def ordered(left: Json, right: Json) -> bool:
        if is_blank(left) or is_blank(right):
            raise Problem(
                "a blank value cannot be ordered", "test it first: x is not blank and ...", "expression-failed"
            )
        return bool(compare(*_comparable(left, right)))

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
