"""No expression, however odd, ends a command: it is a finding of lint, or a problem of the record."""

import contextlib
import json
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scopes
from crosswalk import Catalog, CrosswalkError, Outcome
from crosswalk.finding import Findings, Problem, Source, Span
from crosswalk.language.expression import parse_expression
from crosswalk.text.source import Scalar
from crosswalk.values import Json

SPEC = """
mapping: small
title: Small
export:
  records: orders
  key: KEY
  documents: {order: {endpoint: v1/orders}}
LINKS
groups:
  - id: header
    title: {left: Order, right: Order}
    rows:
      - {id: number, left: {label: Number, path: number}, right: {label: Number, path: order.Number}, direction: export}
ROWS
"""


def spec(*sources: str, key: str = "number", links: str = "") -> str:
    rows = (
        f"      - {{id: r{n}, left: {{label: L}}, right: {{label: R, path: order.F{n}}}, direction: export,"
        f" source: {json.dumps(source)}}}"
        for n, source in enumerate(sources)
    )
    return SPEC.replace("KEY", json.dumps(key)).replace("LINKS", links).replace("ROWS", "\n".join(rows))


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
                make_catalog(small=spec(text, key=text)).customer("tester").mapper("small", today=date(2025, 1, 31))
            )
            for outcome in mapper.map_payload({"orders": [ORDER]}):
                assert len(outcome.key) < 100_000


def test_half_a_letter_in_a_text_of_an_expression_is_a_finding(lint: Callable[[str], list[str]]) -> None:
    assert lint(spec("'\\ud800'")) == ["expression-syntax"]
    assert lint(spec("number | concat('a\\0')")) == ["expression-syntax"]


def test_rows_that_need_each_other_are_one_circle(lint: Callable[[str], list[str]]) -> None:
    assert lint(spec("rows.r1", "rows.r2", "rows.r0", "rows.r0")) == ["row-circle"]


def test_rows_that_need_rows_are_no_deeper_than_one_of_them(run: Callable[..., tuple[Outcome, ...]]) -> None:
    sources = [f"{'number | default(' * 60}rows.r{n}{')' * 60}" for n in range(1, 100)]
    (outcome,) = run(spec(*sources, "number"), {"number": "7"})
    assert set(outcome.documents[0].body.values()) == {"7"}


def test_many_links_that_read_each_other_are_checked_at_once(make_catalog: Callable[..., Catalog]) -> None:
    links = ["links:", "  l0: {find: record.lines, match: {a: number}}"]
    links += [f"  l{n}: {{find: record.lines, match: {{a: l{n - 1}.a, b: l{max(n - 2, 0)}.a}}}}" for n in range(1, 40)]
    begin = time.process_time()
    with contextlib.suppress(CrosswalkError):
        make_catalog(small=spec(links="\n".join(links))).customer("tester").mapping("small")
    assert time.process_time() - begin < 5


@pytest.mark.parametrize("wanted", ["true", "yes"])
def test_a_link_matches_true_and_false_as_it_matches_text(run: Callable[..., tuple[Outcome, ...]], wanted: str) -> None:
    links = f"links:\n  hit: {{find: record.lines, match: {{is_open: {wanted}, a: number}}, none: blank}}"
    lines = [{"is_open": False, "a": "7", "c": "shut"}, {"is_open": True, "a": 7, "c": "open"}]
    (outcome,) = run(spec("hit.c", links=links), {"number": "7", "lines": lines, "yes": True})
    assert [sent.body["F0"] for sent in outcome.documents] == ["open"]


def test_a_path_of_records_that_cannot_be_followed_is_a_finding(make_catalog: Callable[..., Catalog]) -> None:
    text = spec().replace("records: orders", "records: \"orders[?starts_with(@, 'a')]\"")
    mapper = make_catalog(small=text).customer("tester").mapper("small", today=date(2025, 1, 31))
    try:
        found = [
            finding for outcome in mapper.map_payload({"orders": [{"number": "7"}]}) for finding in outcome.findings
        ]
    except CrosswalkError as error:
        found = list(error.findings)
    assert [finding.at for finding in found] == ["mappings/small.yaml:5:12"]
    assert "cannot be followed: starts_with() cannot take an object" in found[0].message


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
