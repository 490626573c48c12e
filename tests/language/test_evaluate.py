"""No expression, however odd, ends a command: it is a finding of lint, or a problem of the record."""

import contextlib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scopes
from chains import chain
from crosswalk import Catalog, CrosswalkError
from crosswalk.finding import Findings, Problem, Source, Span
from crosswalk.language.expression import parse_expression
from crosswalk.text.source import Scalar
from crosswalk.values import Json


def deep(levels: int) -> Json:
    value: Json = []
    for _ in range(levels):
        value = [value]
    return value


ORDER: dict[str, Json] = {
    "number": "7",
    "lines": [{"a": 1}, {"a": [2]}],
    "deep": deep(900),
    "huge": Decimal("1E+99999999"),
    "long": 10**5000,
    "words": "x" * 70_000,
    "day": "2025-01-31",
}


def evaluate(text: str, values: dict[str, Json]) -> Json:
    findings = Findings()
    scalar = Scalar(text, Span(Source("x.yaml", text), 1, 1, len(text)), "plain")
    expression = parse_expression(scalar, findings)
    assert expression is not None, [finding.message for finding in findings.in_order()]
    return scopes.evaluate(expression, values)


@pytest.mark.parametrize(
    "text",
    [
        "record < record",
        "lines < lines",
        "lines < ['a']",
        "true < false",
        "record == lines",
        "deep == other_deep",
        "deep < deep",
        "day < today",
        "moment < today",
        "moment < local",
        "moment - today",
        "huge + 1",
        "huge == 1",
        "- huge",
        "long - 1",
        "record + 1",
        "lines | pick(record)",
        "[1] | pick('a')",
        "lines | pick(['a'])",
        "[1] | matching([1], 1)",
        "lines | matching('a', record)",
        "time | date_in('America')",
        f"time | date_in('{'x' * 1900}')",
        "time | date_in('localtime')",
        "time | date_in(words)",
        "time | date_in(record)",
        "day | plus_days(100000000000000000)",
        "day | plus_days(huge)",
        "day | plus_days(words)",
        "day | format_date(record)",
        "day | format_date('')",
        "day | format_date('MMM')",
        "number | round(1e9)",
        "number | round(-1)",
        "number | round(long)",
        "number | split_part('-', 100000000000)",
        "number | split_part('-', -1)",
        "words | split_part('x', long)",
        "words | replace('x', words)",
        "[words, words] | join",
        "number | concat(words)",
        "lines | join(words)",
        "huge | concat('a')",
        "[huge] | join",
        "long | concat('a')",
        "number | pad(100000)",
        "number | lookup(words)",
        "number | lookup(record)",
        "number | build_key('order')",
        "number is like(words)",
        "record is like('a')",
        "deep is zero",
        "lines is zero",
    ],
    ids=lambda text: text[:40],
)
def test_an_odd_expression_is_a_problem(text: str) -> None:
    from datetime import UTC, datetime

    values = {
        **ORDER,
        "record": ORDER,
        "deep": deep(5000),
        "other_deep": deep(5000),
        "today": date(2025, 1, 31),
        "time": "2025-01-31T03:30:00Z",
        "moment": datetime(2025, 1, 31, tzinfo=UTC),
        "local": datetime(2025, 1, 31),
    }
    if text == "day < today":
        assert evaluate(text, values) is False
        return
    with pytest.raises(Problem):
        evaluate(text, values)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("lines | pick('a')", [1, [2]]),
        ("none | default(record)", ORDER),
        ("lines == lines", True),
        ("1 in lines", False),
    ],
)
def test_lists_and_objects_may_be_handed_on(text: str, value: object) -> None:
    assert evaluate(text, {**ORDER, "record": ORDER}) == value


_NAMES = (
    "flags|flags[0]|flags.codes|settings|settings.zone|rows|rows.number.x|context|context[0]|context.jobs|today.x|side"
    "|line|value|documents|documents.order|record|record['']|deep|lines[-1]|words|long|[record, [record]]|1e99999999"
    "|record[99999999999999999999]|a[true]"
)
_USES = (
    "@|not @|- @|@ < record|@ == record|@ in [record, 1, none]|record in @|@ - @|1 if @ else 2|@ is zero|@ is like(@)"
    "|@ \\ default(@)|@ \\ pick(@)|@ \\ join(@)|@ \\ build_key(@)"
)


@pytest.mark.parametrize("name", _NAMES.split("|"))
def test_no_name_in_any_use_ends_a_run(make_catalog: Callable[..., Catalog], name: str) -> None:
    """Each use alone, as the source of a row and as the key."""
    for use in _USES.split("|"):
        text = use.replace("@", name).replace("\\", "|")
        with contextlib.suppress(CrosswalkError):
            mapper = (
                make_catalog(small=chain(text, key=text)).customer("tester").mapper("small", today=date(2025, 1, 31))
            )
            for outcome in mapper.map_payload({"orders": [ORDER]}):
                assert len(outcome.key) < 100_000


_LEAVES = st.sampled_from(
    [
        "n",
        "s",
        "day",
        "items",
        "obj",
        "gone",
        "none",
        "true",
        "1",
        "1.5",
        "1e999",
        "'x'",
        "''",
        "[]",
        "items[0]",
        "obj.a",
    ]
)
_FILTERS = "default trim upper round number pick sum count compact join html_to_text negate code month_name"
_PAIRS = "default plus multiply plus_days concat truncate pad strip_characters pick join percent_of round"
_SIGNS = "+|-|==|!=|<|>|<=|>=|in|not in|and|or"


def _grow(below: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(below, below)
    return st.one_of(
        st.tuples(pair, st.sampled_from(_SIGNS.split("|"))).map(lambda it: f"({it[0][0]} {it[1]} {it[0][1]})"),
        st.tuples(below, st.sampled_from(_FILTERS.split())).map(lambda it: f"({it[0]} | {it[1]})"),
        st.tuples(pair, st.sampled_from(_PAIRS.split())).map(lambda it: f"({it[0][0]} | {it[1]}({it[0][1]}))"),
        st.tuples(below, st.sampled_from(["blank", "missing", "zero", "negative"])).map(
            lambda it: f"({it[0]} is {it[1]})"
        ),
        st.tuples(below, below, below).map(lambda it: f"({it[0]} if {it[1]} else {it[2]})"),
        pair.map(lambda it: f"[{it[0]}, {it[1]}]"),
        below.map(lambda it: f"(not {it})"),
    )


_VALUES: dict[str, Any] = {
    "n": Decimal("7.25"),
    "s": "2025-01-31",
    "day": date(2025, 1, 31),
    "items": ["1", {"a": 2}, None],
    "obj": {"a": [1]},
}


@settings(deadline=None)
@given(st.recursive(_LEAVES, _grow, max_leaves=8))
def test_no_expression_of_the_grammar_is_a_crash(text: str) -> None:
    findings = Findings()
    scalar = Scalar(text, Span(Source("x.yaml", text), 1, 1, len(text)), "plain")
    expression = parse_expression(scalar, findings)
    assert (expression is None) == bool(findings)
    if expression is not None:
        with contextlib.suppress(Problem):
            scopes.evaluate(expression, _VALUES)
