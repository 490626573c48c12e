"""Numbers: exact sums, differences, products and rounding. Nothing here goes through a float."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from ...bounds import check_count
from ...finding import Problem
from ...values import EXACT, MISSING, Json, is_blank, show, to_code, to_integer, to_number
from . import test, transform


@transform(
    "number",
    "Reads text as an exact number.",
    examples=[("'500.0' | number", Decimal("500.0")), ("'-3' | number + 1", Decimal("-2"))],
    fails=["'1,000.00' | number", "'NaN' | number"],
)
def number(value: Json) -> Decimal:
    return to_number(value)


@transform(
    "sum",
    "Adds the numbers of a list, blanks left out; with names, those fields of each element.",
    examples=[
        ("['1.10', '2.20'] | sum", Decimal("3.30")),
        ("[] | sum", Decimal(0)),
    ],
    fails=["'5' | sum", "['x'] | sum"],
)
def sum_of(value: Json, *fields: Json) -> Decimal:
    total = Decimal(0)
    for amount in elements(value, fields):
        if not is_blank(amount):
            total = EXACT.add(total, to_number(amount))
    return total


@transform(
    "pick",
    "Takes fields out of each element of a list: one list of all their values.",
    examples=[("[] | pick('amount')", [])],
    fails=["'x' | pick('amount')"],
)
def pick(value: Json, *fields: Json) -> list[Json]:
    return list(elements(value, fields))


@transform(
    "matching",
    "Keeps the elements of a list whose field has a value.",
    examples=[("[] | matching('adjustment_number', 1)", [])],
    fails=["'x' | matching('adjustment_number', 1)"],
)
def matching(value: Json, field: Json, wanted: Json) -> list[Json]:
    listed, sought = _listed(value), _word(wanted)
    if sought is _NO_WORD:
        raise Problem(f"{show(wanted)} is no value to look for", "give a code, a number or a text")
    return [item for item, found in zip(listed, elements(listed, (field,)), strict=True) if _word(found) == sought]


@transform("compact", "Leaves out what is blank in a list.", examples=[("['1', none, ''] | compact", ["1"])])
def compact(value: Json) -> list[Json]:
    return [item for item in _listed(value) if not is_blank(item)]


@transform("count", "Counts the elements of a list.", examples=[("['a', 'b'] | count", 2)])
def count(value: Json) -> int:
    return len(_listed(value))


@transform(
    "difference",
    "Subtracts numbers from the value; a blank one counts as 0.",
    examples=[("'1187.50' | difference('200', none)", Decimal("987.50"))],
    fails=["'x' | difference(1)"],
)
def difference(value: Json, *less: Json) -> Decimal:
    result = to_number(value)
    for amount in less:
        result = EXACT.subtract(result, Decimal(0) if is_blank(amount) else to_number(amount))
    return result


@transform(
    "plus",
    "Adds numbers to the value; a blank one counts as 0.",
    examples=[("'10.05' | plus('0.95', none)", Decimal("11.00"))],
)
def plus(value: Json, *more: Json) -> Decimal:
    return sum_of([value, *more])


@transform(
    "negate",
    "Turns the sign.",
    examples=[("'4500.0' | negate", Decimal("-4500.0")), ("0 | negate", Decimal(0))],
    inverse="negate",
)
def negate(value: Json) -> Decimal:
    return EXACT.subtract(Decimal(0), to_number(value))


@transform(
    "multiply",
    "Multiplies exactly.",
    examples=[("'19.99' | multiply(3)", Decimal("59.97"))],
    fails=["'x' | multiply(2)"],
)
def multiply(value: Json, factor: Json) -> Decimal:
    return EXACT.multiply(to_number(value), to_number(factor))


@transform(
    "divide",
    "Divides and rounds half up to so many places; the third argument is the result where the divisor is 0 or blank.",
    examples=[
        ("'100' | divide(3, 2)", Decimal("33.33")),
        ("'100' | divide(0, 2, none)", None),
        ("'2' | divide('8', 2)", Decimal("0.25")),
    ],
    fails=["'100' | divide(0, 2)"],
)
def divide(value: Json, divisor: Json, places: Json, zero: Json = MISSING) -> Json:
    by = Decimal(0) if is_blank(divisor) else to_number(divisor)
    if by == 0:
        if zero is MISSING:
            raise Problem(f"{show(value)} cannot be divided by 0", "say what to send then: divide(x, 2, none)")
        return zero
    return rounded(EXACT.divide(to_number(value), by), places)


@transform(
    "round",
    "Rounds half up to so many places.",
    examples=[("'199.125' | round(2)", Decimal("199.13")), ("'-0.004' | round(2)", Decimal("0.00"))],
    fails=["'1' | round(99)"],
)
def round_half_up(value: Json, places: Json = 2) -> Decimal:
    return rounded(to_number(value), places)


def rounded(number: Decimal, places: Json) -> Decimal:
    """An exact result, however many decimals it has, rounded half up."""
    digits = to_integer(places)
    if not 0 <= digits <= 10:
        raise Problem(f"cannot round to {digits} places", "use 0 to 10")
    result = number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, EXACT)
    return result if result else abs(result)


@test(
    "zero",
    "A number equal to 0; of a list, every element.",
    examples=[("'0.0' is zero", True), ("['0', '1'] is zero", False), ("none is zero", False), ("[] is zero", True)],
)
def is_zero(value: Json) -> bool:
    numbers = value if isinstance(value, list | tuple) else [value]
    return all(not is_blank(number) and to_number(number) == 0 for number in numbers)


@test("negative", "A number below 0.", examples=[("'-1.5' is negative", True), ("none is negative", False)])
def is_negative(value: Json) -> bool:
    return not is_blank(value) and to_number(value) < 0


_NO_WORD: Final = object()


def _word(value: Json) -> object:
    """What values are compared by where one may be a number and another its text; lists and objects have none."""
    if value is None or value is MISSING or isinstance(value, str):
        return value
    if isinstance(value, bool | date | Decimal):
        return str(value)
    return to_code(value) if isinstance(value, int) else _NO_WORD


def elements(value: Json, fields: Iterable[Json]) -> Iterator[Json]:
    """The elements of a list, or the named fields of each."""
    names = tuple(fields)
    for name in names:
        if not isinstance(name, str):
            raise Problem(f"{show(name)} is no name of a field", "write it in quotes: 'amount'")
    listed = _listed(value)
    check_count("a list with fields", len(listed) * max(len(names), 1))
    if not names:
        yield from listed
        return
    for item in listed:
        if not isinstance(item, dict):
            raise Problem(f"{show(item)} has no fields")
        for name in names:
            yield item.get(name, MISSING)


def _listed(value: Json) -> list[Json] | tuple[Json, ...]:
    if not isinstance(value, list | tuple):
        raise Problem(f"{show(value)} is not a list")
    return value
