"""What a snapshot says: every value with its row, its sources and its flags, one line each."""

from collections.abc import Callable
from typing import Any

import pytest

from canonical import canonical
from crosswalk import Catalog, Customer, Mapper
from crosswalk.build.outcome import Trace
from places import TODAY
from specs import HEAD, row, spec

Told = Callable[..., list[str]]
Rehearsed = tuple[Mapper, Customer, tuple[Trace, ...]]


@pytest.fixture
def rehearsed(make_catalog: Callable[..., Catalog]) -> Callable[..., Rehearsed]:
    def go(text: str, order: dict[str, Any]) -> Rehearsed:
        customer = make_catalog(small=text).customer("tester")
        mapper = customer.mapper("small", today=TODAY)
        return mapper, customer, mapper.trace_payload({"orders": [order]})

    return go


@pytest.fixture
def told(rehearsed: Callable[..., Rehearsed]) -> Told:
    """The lines of a snapshot that tell where a value came from."""

    def go(text: str, **order: Any) -> list[str]:
        lines = canonical(*rehearsed(text, {"number": "1", **order}), "a sample").splitlines()
        return [line.strip() for line in lines if " <- " in line]

    return go


def test_a_wrong_source_of_the_same_value_shows(told: Told) -> None:
    right, wrong = (
        told(spec(row("total", f"source: {name}, type: money")), net=5, gross=5) for name in ("net", "gross")
    )
    assert (right, wrong) == (["total: 5.00  <- total: net"], ["total: 5.00  <- total: gross"])


@pytest.mark.parametrize(
    ("more", "origin"),
    [
        ("constant: A", "constant"),
        ("source: missing, default: A", "missing (blank), default"),
        ("source: settings.company", "setting company"),
        ("choose: {by: shape, from: {round: name, square: number}}", "name, flag shape"),
        ("source: name, enabled_by: {flag: is_on, is: true}", "name, flag is_on"),
        ("source: code | lookup('kinds')", "code, table kinds"),
        ("source: '\"A\"'", '"A"'),
        ("first_of: [missing, name]", "missing (blank), name"),
        (
            "first_of: [missing, {source: name, warn: {id: by-name, message: The name.}}]",
            "missing (blank), name, warning by-name",
        ),
        ("source: name | upper", "name"),
    ],
)
def test_a_value_tells_its_sources_and_flags(told: Told, more: str, origin: str) -> None:
    (line,) = told(spec(row("out", more)), name="n", code="A")
    assert line.partition("  <- ")[2] == f"out: {origin}"


def test_a_value_of_a_table_and_a_late_value_tell_so(told: Told) -> None:
    rows = (
        "- {id: k, direction: export, table: kinds, left: {label: k, path: code}, right: {label: k, path: first.k}}\n"
    )
    assert told(spec(rows + row("l", "late: first.id", "second.l")), code="A") == [
        'k: "alpha"  <- k: code, table kinds',
        "l:  <- l: late first.id",
    ]


def test_parts_of_a_key_tell_all_their_rows(told: Told) -> None:
    rows = [
        f"- {{id: {id}, direction: export, type: code, source: {id}, right: {{label: k, path: first.key, part: order.{id}}}}}\n"
        for id in ("company", "number")
    ]
    assert told(spec("".join(rows)), company="010") == ['key: "010|1"  <- company: company; number: number']


def test_each_line_tells_its_own_sources(told: Told) -> None:
    groups = """
  - id: lines
    lines: {from: items, into: first.items}
    rows:
      - {id: item, direction: export, left: {label: A}, right: {label: A, path: code}, first_of: [code, number]}
"""
    assert told(spec(groups=groups), items=[{"code": "a"}, {"number": "b"}]) == [
        '- code: "a"  <- item: code',
        '- code: "b"  <- item: code (blank), number',
    ]


def test_a_document_a_line_tells_the_sources_of_each(told: Told) -> None:
    groups = """
  - id: lines
    lines: {from: items, into: second}
    rows:
      - {id: item, direction: export, left: {label: A}, right: {label: A, path: code}, first_of: [code, number]}
"""
    assert told(spec(groups=groups), items=[{"code": "a"}, {"number": "b"}]) == [
        'code: "a"  <- item: code',
        'code: "b"  <- item: code (blank), number',
    ]


def test_a_value_that_no_row_wrote_fails(rehearsed: Callable[..., Rehearsed]) -> None:
    mapper, customer, (outcome,) = rehearsed(
        spec(row("a", "source: number") + row("b", "source: number"), head=HEAD), {"number": "1"}
    )
    less = Trace(outcome.key, outcome.kind, outcome.findings, outcome.documents, (outcome.rows[:1], ()))
    with pytest.raises(AssertionError, match="no row wrote"):
        canonical(mapper, customer, (less,), "a sample")
