"""Paths and places: what cannot be followed is a finding, and what makes too much a problem."""

import contextlib
import time
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosswalk import Outcome
from crosswalk.finding import Findings, Problem, Source, Span
from crosswalk.language.path import Path, parse_path, parse_place
from crosswalk.text.source import Scalar
from crosswalk.values import Json


def scalar(text: str) -> Scalar:
    return Scalar(text, Span(Source("x.yaml", text), 1, 1, len(text)), "plain")


def codes(text: str) -> list[str]:
    findings = Findings()
    parse_path(scalar(text), findings)
    return [finding.code for finding in findings.in_order()]


def path(text: str) -> Path:
    found = parse_path(scalar(text), Findings())
    assert found is not None
    return found


def nested(levels: int) -> Json:
    value: Json = []
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("!" * 490 + "a", "expression-too-large"),
        ("!" * 150 + "a", "expression-too-large"),
        ("(" * 240 + "a" + ")" * 240, "expression-too-large"),
        ("{a:" * 150 + "a" + "}" * 150, "expression-too-large"),
        ("a" + "[" * 200, "expression-too-large"),
        ("a||" * 160 + "a", "expression-too-large"),
        ("a|" * 240 + "a", "expression-too-large"),
        ("&" * 490 + "a", "path-syntax"),
        (" | ".join(["[@, @]"] * 4), "expression-too-large"),
        ("a[::0]", "path-syntax"),
        ("a[8:2:0].b", "path-syntax"),
        ("`", "path-syntax"),
        ("", "path-syntax"),
        ("a[9e9]", "path-syntax"),
        ("max(a)", "path-function"),
        ("nosuch(a)", "path-function"),
    ],
    ids=lambda text: text[:12],
)
def test_a_path_that_cannot_be_followed_is_a_finding(text: str, code: str) -> None:
    assert codes(text) == [code]


def test_a_slice_with_step_0_is_a_finding_at_its_step() -> None:
    findings = Findings()
    parse_path(scalar("foo[8:2:0]"), findings)
    assert [(f.at, f.help) for f in findings.in_order()] == [("x.yaml:1:9", "leave the step out: [0:5]")]


def test_several_values_side_by_side_may_be_many() -> None:
    assert codes("[{a: @, b: c}, {a: @, b: d}, {a: @, b: e}, {a: @, b: f}][] | [?a == [b, b] || b == [a, a]].b") == []
    assert codes("[[[[a]]]]") == ["expression-too-large"]


@pytest.mark.parametrize("text", ["a[0]", "a[-1]", "a[99999999999999999999]", "a[1:9999999999999:2]", "a[::-1]"])
def test_an_index_that_is_only_read_may_be_any(text: str) -> None:
    assert codes(text) == []
    path(text).read({"a": [1]})


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("[*][][] | [*][]", [[[1] * 1000] * 1000]),
        ("[@,@,@,@,@,@,@,@][] | [@,@,@,@,@,@,@,@][] | [@,@,@,@,@,@,@,@][]", [1] * 50_000),
        ("join(a, b)", {"a": "x" * 10_000, "b": ["y"] * 10_000}),
        ("starts_with(@, 'a')", nested(900)),
        ("[?@ == `1`]", [nested(900)]),
        ("[?@ < `1`]", ["a"]),
        ("contains(@, `1`)", "text"),
        ("[?@ < `1`]", [Decimal("sNaN")]),
        ("values(@)", [1]),
    ],
)
def test_a_path_that_makes_too_much_or_meets_an_odd_value_is_a_problem_at_once(text: str, base: Json) -> None:
    begin = time.process_time()
    with contextlib.suppress(Problem):
        path(text).read(base)
    assert time.process_time() - begin < 1


@pytest.mark.parametrize("text", ["[*][][]", "[@,@,@,@,@,@,@,@,@,@,@][]"])
def test_a_path_that_makes_more_than_a_million_values_is_a_problem(text: str) -> None:
    with pytest.raises(Problem, match="more than 1,000,000 values"):
        path(text).read([[[1] * 1000] * 1100] if "*" in text else [1] * 100_000)


_WORDS = (
    "a|b|.|[|]|[*]|[]|[?|(|)|{|}|,|:|0|-1|2|@|*|&|!|&&|==|<|'x'|`1`|`[]`|\"b\"|length|join|map|merge|to_array|type"
    "|keys|values|contains|reverse|not_null|starts_with"
)
_PIECES = [*_WORDS.split("|"), "|", "||"]
_VALUES = [
    None,
    0,
    1,
    Decimal("1.5"),
    "",
    "x",
    [],
    {},
    [1, "x", None, [2]],
    {"a": {"b": [{"a": 1}, {"a": "x"}]}, "b": [[1]]},
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=14), st.sampled_from(_VALUES))
def test_no_path_is_a_crash(pieces: list[str], base: Json) -> None:
    findings = Findings()
    found = parse_path(scalar("".join(pieces)), findings)
    assert (found is None) == bool(findings)
    if found is not None:
        with contextlib.suppress(Problem):
            found.read(base)


@pytest.mark.parametrize(
    "text", ["B[-1].C", "B[99].C", "B[50000000].C", "B[9][-3]", "[0].C", "[0]", "B[*].C", "B[0:2]", "a || b"]
)
def test_a_place_with_an_index_that_takes_the_machine_is_a_finding(text: str) -> None:
    findings = Findings()
    assert parse_place(scalar(text), findings) is None
    assert [finding.code for finding in findings.in_order()] == ["path-syntax"]


SPEC = """
mapping: small
title: Small
export:
  records: orders
  key: number
  documents: {order: {endpoint: v1/orders}}
groups:
  - id: header
    title: {left: Order, right: Order}
    rows:
      - {id: number, left: {label: Number, path: number}, right: {label: Number, path: order.Number}, direction: export}
      - {id: place, left: {label: Place, path: number}, right: {label: Place, path: "order.PLACE"}, direction: export}
"""


@pytest.mark.parametrize("place", ["B[-1].C", "B[50000000].C", "B[99]", "B[0][99].C"])
def test_a_row_that_writes_to_such_a_place_is_found_by_lint(lint: Callable[[str], list[str]], place: str) -> None:
    assert lint(SPEC.replace("PLACE", place)) == ["path-syntax"]


@pytest.mark.parametrize(
    ("place", "body"),
    [
        ("B[2].C", [{}, {}, {"C": "7"}]),
        ("B[1][1].C", [[], [{}, {"C": "7"}]]),
        ("B[0]", ["7"]),
    ],
)
def test_an_index_within_the_bound_makes_room(run: Callable[..., tuple[Outcome, ...]], place: str, body: Json) -> None:
    (outcome,) = run(SPEC.replace("PLACE", place), {"number": "7"})
    assert [sent.body["B"] for sent in outcome.documents] == [body]
