"""Whether a value fits what the receiving field takes: letters, digits and decimals."""

from dataclasses import dataclass
from decimal import Decimal

from ..types import Type
from ..values import EXACT, Json, exponent, show
from .mapping import Limits


@dataclass(frozen=True, slots=True)
class Excess:
    """By what a value is beyond the limits, and what to do where the record is kept."""

    code: str
    message: str
    help: str


def excess(value: Json, type_: Type, limits: Limits) -> Excess | None:
    """What of a typed value the field does not take; None where it fits."""
    if isinstance(value, str):
        return _too_long(value, limits)
    return _too_wide(Decimal(value), value, type_, limits) if type_.is_number else None


def _too_long(value: str, limits: Limits) -> Excess | None:
    if limits.max is None or len(value) <= limits.max:
        return None
    message = f"{show(value)} has {len(value)} letters, {limits.max} are taken"
    return Excess("too-long", message, "shorten it where it is kept")


def _too_wide(number: Decimal, value: Json, type_: Type, limits: Limits) -> Excess | None:
    if limits.digits is not None and number and number.adjusted() >= limits.digits:
        message = f"{show(value)} has more than {limits.digits} digits before the point"
        return Excess("too-long", message, "correct the amount")
    places = places_of(type_, limits)
    if places is None or exponent(number.normalize(EXACT)) >= -places:
        return None
    help = f"correct it to {places} decimals, or let the mapping round it (policy: truncate)"
    return Excess("too-precise", f"{show(value)} has more than {places} decimals", help)


def places_of(type_: Type, limits: Limits) -> int | None:
    """The decimals that are taken."""
    return limits.places if limits.places is not None else type_.places
