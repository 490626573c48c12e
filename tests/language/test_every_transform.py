"""Every transform and test, whatever it is given, answers with a value of JSON or with a problem, and soon."""

import time
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from crosswalk.bounds import LONGEST_TEXT
from crosswalk.finding import Problem
from crosswalk.language.evaluate import build
from crosswalk.language.transforms import TESTS, TRANSFORMS, Transform
from crosswalk.language.tree import Constant, Filter, Step
from crosswalk.values import MISSING, Json
from scopes import SCOPE, answer_of

_ODD: dict[str, Json] = {
    "missing": MISSING,
    "null": None,
    "true": True,
    "0": 0,
    "-1": -1,
    "7": 7,
    "10^17": 10**17,
    "10^5000": 10**5000,
    "-10^5000": -(10**5000),
    "1.50": Decimal("1.50"),
    "-0.0": Decimal("-0.0"),
    "1E+17": Decimal("1E+17"),
    "1E+999999": Decimal("1E+999999"),
    "1E+99999999": Decimal("1E+99999999"),
    "1E-99999999": Decimal("1E-99999999"),
    "5000 digits": Decimal("1" * 5000),
    "NaN": Decimal("NaN"),
    "sNaN": Decimal("sNaN"),
    "Infinity": Decimal("Infinity"),
    "float": 1.5,
    "empty": "",
    "blanks": " \n",
    "word": "abc",
    "digits": "12.50",
    "exponent": "1e999",
    "date": "2025-01-31",
    "time": "2025-01-31T03:30:00Z",
    "last day": "9999-12-31T23:59:59-14:00",
    "zone": "America/New_York",
    "folder": "America",
    "pattern": "DD/MM/YYYY",
    "stars": "*a" * 90,
    "key": "24-117|16-050",
    "key name": "cost-code.cost_code",
    "html": "<a <!-- <![",
    "NUL": "a\0b",
    "half": "\ud800",
    "sharp s": "ß" * LONGEST_TEXT,
    "64 KB": "a" * LONGEST_TEXT,
    "1 MB": "a" * 1_000_000,
    "day": date(2025, 1, 31),
    "last": date(9999, 12, 31),
    "moment": datetime(2025, 1, 31, 3, 30, tzinfo=UTC),
    "local moment": datetime(2025, 1, 31),
    "list": [],
    "numbers": ["1", 2, None],
    "lists": [[1], [[2]]],
    "objects": [{"abc": 1}, {"abc": [1]}, {}],
    "object": {"abc": {}},
}
_FEW: tuple[str, ...] = (
    *("missing", "null", "7", "10^5000", "1E+99999999", "sNaN", "empty", "digits", "64 KB", "half", "day"),
    *("list", "objects", "object"),
)


def _deep(levels: int) -> Json:
    value: Json = []
    for _ in range(levels):
        value = [value]
    return value


_ODD["deep"] = _deep(900)
_EVERY = [*TRANSFORMS.values(), *TESTS.values()]
_SLOW = 0.5  # the collector of garbage may come between


def _arguments(transform: Transform) -> list[tuple[str, ...]]:
    """The odd arguments of one: each alone, few of them together."""
    most = transform.least + 2 if transform.most is None else transform.most
    sets: list[tuple[str, ...]] = []
    for count in range(transform.least, most + 1):
        names = tuple(_ODD) if count < 2 else _FEW if count == 2 else _FEW[::4]
        sets += product(names, repeat=count)
    return sets


def _is_json(value: Any, levels: int = 2) -> bool:
    if isinstance(value, list):
        return levels == 0 or all(_is_json(item, levels - 1) for item in value)
    return value is MISSING or value is None or isinstance(value, str | int | Decimal | date | dict | float)


def _apply(transform: Transform, value: Json, arguments: tuple[Json, ...]) -> Json:
    step = Step(transform, tuple(Constant(given) for given in arguments), transform.name)
    return build(Filter(Constant(value), step), SCOPE)(answer_of({}))


@pytest.mark.parametrize("transform", _EVERY, ids=lambda t: t.name)
def test_odd_values_and_arguments_give_a_value_or_a_problem(transform: Transform) -> None:
    slow: list[tuple[str, ...]] = []
    odd: list[tuple[str, ...]] = []
    values = tuple(_ODD) if transform.least < 2 else (*_FEW, "numbers", "date", "time", "word", "1 MB", "deep")
    for name, names in product(values, _arguments(transform)):
        given = tuple(_ODD[each] for each in names)
        begin = time.process_time()
        try:
            found = _apply(transform, _ODD[name], given)
        except Problem as problem:
            found = problem.message if len(problem.message) < 500 else problem
        if not _is_json(found) or (_has_half_letters(found) and not {"half", "NUL"} & {name, *names}):
            odd.append((name, *names))
        if time.process_time() - begin > _SLOW:
            slow.append((name, *names))
    assert (slow, odd) == ([], [])


def _has_half_letters(found: Json) -> bool:
    return isinstance(found, str) and any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in found[:100])


@pytest.mark.parametrize(
    ("name", "value", "arguments"),
    [
        ("replace", "a" * 60_000, ("a", "a" * 60_000)),
        ("join", ["a"] * 60_000, ("a" * 60_000,)),
        ("concat", "a" * 60_000, ("a" * 60_000,)),
        ("upper", "ß" * 65_000, ()),
        ("lower", "a" * 70_000, ()),
        ("format_date", "2025-01-31", ("-" * 70_000,)),
    ],
)
def test_a_text_over_64_kb_is_refused_before_it_is_built(name: str, value: Json, arguments: tuple[Json, ...]) -> None:
    begin = time.process_time()
    with pytest.raises(Problem):
        _apply(TRANSFORMS[name], value, arguments)
    assert time.process_time() - begin < _SLOW


def test_taking_many_fields_of_a_long_list_is_refused_before_it_is_built() -> None:
    with pytest.raises(Problem, match="more than 1,000,000 values"):
        _apply(TRANSFORMS["pick"], [{}] * 100_000, ("a",) * 11)
