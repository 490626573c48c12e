"""Values of one operand that meet several claims; whether there are any."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Context, Decimal
from itertools import pairwise

from ...finding import Problem
from ...values import MISSING, Json, exponent, to_date
from ..tree import Compare, Constant, Is, ListOf
from .claims import Claim
from .texts import Blank, Effort, Wanted, Whole, find_text

# what these do with a value that is not text does not depend on how it is written
_OF_WHOLE = frozenset({"code", "trim", "upper", "lower", "truncate", "strip_characters", "split_part"})
MOST_PLACES = 40
_WIDE = Context(prec=4 * MOST_PLACES)


@dataclass(frozen=True, slots=True)
class Found:
    """Values that meet all claims, the best to show first; `is_whole_truth` where without one there is none.

    `named` are those that the claims name themselves.
    """

    values: tuple[Json, ...]
    is_whole_truth: bool
    named: tuple[Json, ...] = ()

    @property
    def is_impossible(self) -> bool:
        return self.is_whole_truth and not self.values


def find_values(claims: Sequence[Claim], effort: Effort, *, with_dates: bool) -> Found:
    """The values of an operand that meet all claims."""
    kinds = [_texts(claims, effort), _numbers(claims, effort), _singles(claims), *_containers(claims)]
    if any(_is_of_size(claim) for claim in claims):
        kinds[:2] = reversed(kinds[:2])
    found = _together([*kinds, *([_dates(claims)] if with_dates else [])])
    return replace(found, named=(True, False, *(constant for claim in claims for constant in claim.constants)))


def find_containers(claims: Sequence[Claim]) -> Found:
    """The same of an operand below which something is to be found."""
    return _together(_containers(claims))


def _together(kinds: Sequence[Found]) -> Found:
    return Found(tuple(value for kind in kinds for value in kind.values), all(kind.is_whole_truth for kind in kinds))


def _is_of_size(claim: Claim) -> bool:
    """Whether a claim is most likely one of numbers."""
    is_sign = isinstance(claim.test, Is) and claim.test.step.transform.name in {"zero", "negative"}
    return is_sign or any(_is_number(constant) for constant in claim.constants)


def _met(claims: Sequence[Claim], values: Iterator[Json] | Sequence[Json]) -> tuple[Json, ...]:
    return tuple(value for value in values if all(claim.is_met(value) for claim in claims))


def _singles(claims: Sequence[Claim]) -> Found:
    return Found(_met(claims, (True, False, MISSING, None)), True)


def _texts(claims: Sequence[Claim], effort: Effort) -> Found:
    sets = [(claim.texts(), claim.holds) for claim in claims]
    known: list[Wanted] = [(found, holds) for found, holds in sets if found is not None]
    guesses = [c for claim in claims for c in claim.constants if isinstance(c, str)]
    texts = [find_text([*known, (Blank(), is_blank)], effort) for is_blank in (False, True)]
    found = [text for text in texts if text is not None]
    if len(known) == len(claims):
        values = _met(claims, found)
        return Found(values, len(values) == len(found))
    return Found(_met(claims, (*found, *guesses, "1", "0", "-1")), not found)


def _numbers(claims: Sequence[Claim], effort: Effort) -> Found:
    """Numbers: between the constants that a test names, all are alike; a pattern looks at the digits of whole ones."""
    claims = [claim.of_a_value for claim in claims]
    by_size = [claim for claim in claims if not _looks_at_digits(claim)]
    by_digits = [claim for claim in claims if _looks_at_digits(claim)]
    constants = {Decimal(c) for claim in claims for c in claim.constants if _is_number(c)} | {Decimal(0)}
    exact = _met(claims, sorted(constants))
    if not all(_is_ordinary(constant) for constant in constants):
        return Found(exact, False)
    between = _met(by_size, _between(sorted(constants)))
    if not between:
        return Found(tuple(map(_short, exact)), True)
    if not by_digits:
        return Found(tuple(map(_short, (*exact, *between))), True)
    values = [*exact, *_met(by_digits, between)]
    known = [(claim.texts() if _reads_whole(claim) else None, claim.holds) for claim in by_digits]
    digits = find_text([(Whole(), True), *((found, holds) for found, holds in known if found is not None)], effort)
    values += _met(claims, [int(digits)] if digits is not None else [])
    is_known = digits is None and any(_reads_whole(claim) for claim in by_digits)
    return Found(tuple(map(_short, values)), is_known)


def _looks_at_digits(claim: Claim) -> bool:
    return bool(claim.steps) or (isinstance(claim.test, Is) and claim.test.step.transform.name == "like")


def _reads_whole(claim: Claim) -> bool:
    """Whether a claim that looks at digits is of whole numbers only: of any other number it is a Problem."""
    return all(step.transform.name in _OF_WHOLE for step in claim.steps) and claim.texts() is not None


def _is_number(value: Json) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _is_ordinary(constant: Decimal) -> bool:
    """Whether sums and halves of such numbers are exact, and can be written out."""
    return constant.adjusted() < MOST_PLACES and exponent(constant) > -MOST_PLACES


def _between(constants: Sequence[Decimal]) -> Iterator[Decimal]:
    """One number above, between and below each of the constants; whole where there is one."""
    yield _above(constants[-1])
    for low, high in pairwise(constants):
        whole = _above(low)
        yield whole if whole < high else _WIDE.divide(_WIDE.add(low, high), Decimal(2))
    yield _WIDE.minus(_above(_WIDE.minus(constants[0])))


def _above(constant: Decimal) -> Decimal:
    """The next whole number."""
    return _WIDE.add(constant.to_integral_value(ROUND_FLOOR), Decimal(1))


def _short(number: Json) -> Json:
    return int(number) if number == int(number) else number


def _containers(claims: Sequence[Claim]) -> tuple[Found, Found]:
    claims = [claim.of_a_value for claim in claims]
    constants = [c for claim in claims for c in claim.constants]
    lists = _met(claims, [[], *([c] for c in constants)])
    alike = [claim for claim in claims if not _looks_into_lists(claim)]
    is_known = len(alike) == len(claims) or not _met(alike, [[]])
    return Found(_met(claims, [{}]), True), Found(lists[:1], is_known)


def _looks_into_lists(claim: Claim) -> bool:
    match claim.test:
        case Compare("in", Constant(), _):
            return True
        case Compare(_, _, ListOf()) | Compare(_, ListOf(), _):
            return claim.test.sign != "in"
        case Is(_, step):
            return step.transform.name not in {"blank", "missing", "like"}
    return False


def _dates(claims: Sequence[Claim]) -> Found:
    """Days: before, on and after the days that a test names all are alike."""
    claims = [claim.of_a_value for claim in claims]
    days = {day for claim in claims for c in claim.constants if (day := _day(c)) is not None} or {date(2025, 1, 31)}
    one = timedelta(days=1)
    found = _met(claims, sorted({near for day in days for near in (day - one, day, day + one)}))
    return Found(found, not any(claim.steps for claim in claims))


def _day(value: Json) -> date | None:
    try:
        day = to_date(value)
    except Problem:
        return None
    return day if date.min < day < date.max else None
