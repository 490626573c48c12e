"""Amounts of money: two decimals, half up, exact."""

from decimal import Decimal

from ...finding import Problem
from ...values import EXACT, Json, exponent, show, to_number
from . import transform
from .number import round_half_up, rounded


@transform(
    "money",
    "Reads an amount; more than two decimals are refused.",
    examples=[("'5237.6' | money", Decimal("5237.60"))],
    fails=["'199.125' | money", "'$1,087.80' | money"],
)
def money(value: Json) -> Decimal:
    amount = to_number(value)
    if exponent(amount.normalize(EXACT)) < -2:
        raise Problem(f"{show(value)} has more than 2 decimals", "round it: | round(2)", "too-precise")
    return round_half_up(amount, 2)


@transform(
    "percent_of",
    "The value's share of an amount in percent, rounded half up to cents.",
    examples=[("'10' | percent_of('1991.25')", Decimal("199.13"))],
    fails=["'x' | percent_of(100)"],
)
def percent_of(value: Json, amount: Json) -> Decimal:
    return rounded(EXACT.multiply(to_number(value), to_number(amount)).scaleb(-2, EXACT), 2)
