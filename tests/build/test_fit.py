"""The ordinary shape of a type is a short way to what the reader of the type does, never another way."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import islice, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosswalk.build.bench import Bench
from crosswalk.build.fit import ORDINARY, Fit, build_fit, build_in_full
from crosswalk.build.frame import NOTES, TOLD, UP, Frame
from crosswalk.build.telling import Silent
from crosswalk.build.tools import Tools
from crosswalk.finding import Problem
from crosswalk.spec.mapping import Limits
from crosswalk.spec.vocabulary import Wire
from crosswalk.types import TypeName
from crosswalk.values import Json
from mutations import FAR, near
from places import TODAY
from shipped import CATALOG

MAPPER = CATALOG.customer("example").mapper("subcontractor-invoices", today=TODAY)
BENCH = Bench(MAPPER.plan, Tools(MAPPER.plan.terms, {}), Silent())
ROW, TRANSFER, _ = MAPPER.plan.graph.rows["description"]
LIMITS = [
    Limits(),
    *(Limits(max=number) for number in (0, 1, 10)),
    *(Limits(max=number, policy="truncate") for number in (1, 10)),
    *(Limits(digits=digits, places=places) for digits in (None, 0, 5, 14, 15, 16) for places in (None, 0, 2)),
    *(Limits(digits=digits, places=places, policy="truncate") for digits in (None, 5) for places in (None, 1, 2)),
]
ALPHABETS = [
    "0123456789",
    "019.",
    "0019.-+eE",
    "0123456789-",
    "019 ,._\u0663\u00b2\0",
    "ab |é\0\ud83d",
    "T:Z0123456789-",
]


class Both:
    """The two ways of one type, wire and limits."""

    def __init__(self, type: TypeName, wire: Wire, limits: Limits) -> None:
        transfer = replace(TRANSFER, type=type, wire=wire, limits=limits)
        self.type, self.name = type, f"{type} as {wire} within {limits}"
        self.ways = (build_fit(ROW, transfer, BENCH), build_in_full(ROW, transfer, BENCH))

    def differ(self, raw: Json) -> str:
        short, full = (answer_of(way, raw) for way in self.ways)
        return "" if short == full else f"{self.name} of {raw!r}: {short} and not {full}"


def answer_of(fit: Fit, raw: Json) -> tuple[str, ...]:
    """Value and value as sent with their types, digit by digit; or the problem; and what is told."""
    frame: Frame = BENCH.record.template.copy()
    frame[UP], frame[TOLD], frame[NOTES] = frame, {}, []
    try:
        answer = tuple(f"{type(value).__name__} {value!r}" for value in fit(frame, raw))
    except Problem as problem:
        answer = (problem.code, problem.message, problem.help)
    return (*answer, str(list(frame[TOLD])))


BOTH = [Both(type, wire, limits) for (type, wire), limits in product(ORDINARY, LIMITS)]


def raws(dice: random.Random) -> Iterator[Json]:
    """Raw values: odd ones, texts of the letters of numbers, days and keys, and what is near all of these."""
    while True:
        alphabet = dice.choice(ALPHABETS)
        text = "".join(dice.choice(alphabet) for _ in range(dice.choice([*range(1, 12), 10, 17, 20])))
        number = Decimal(dice.randint(-(10**18), 10**18)).scaleb(-dice.randint(0, 18))
        day = date.fromordinal(dice.randint(1, 3_652_059))
        value = dice.choice([text, number, f"{number}", int(number), day, day.isoformat(), dice.choice(FAR)])
        yield value if dice.random() < 0.5 else near(value, dice)


def compare(among: list[Both], count: int, seed: int) -> None:
    for raw in islice(raws(random.Random(seed)), count):
        assert [told for both in among if (told := both.differ(raw))] == []


def test_the_short_way_means_the_same_for_odd_values() -> None:
    assert [told for raw in (*FAR, "", " ") for both in BOTH if (told := both.differ(raw))] == []


@given(st.one_of(st.text(max_size=20), st.integers(), st.decimals(), st.dates(), st.booleans(), st.floats()))
@settings(max_examples=50, deadline=None)
def test_the_short_way_means_the_same_for_any_value(raw: Json) -> None:
    assert [told for both in BOTH if (told := both.differ(raw))] == []


def test_the_short_way_means_the_same_for_values_at_random() -> None:
    compare(BOTH, 300, seed=1)


@pytest.mark.long
@pytest.mark.parametrize("type", sorted({type for type, _ in ORDINARY}))
def test_the_short_way_means_the_same_for_very_many_values(type: str) -> None:
    compare([both for both in BOTH if both.type == type], 100_000, seed=2)
