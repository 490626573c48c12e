"""The ways to a value: what each evaluates, reads, and is called."""

import pytest

from crosswalk.finding import Findings, Source, Span
from crosswalk.language.expression import Expression, parse_expression
from crosswalk.language.path import Path
from crosswalk.language.template import parse_template
from crosswalk.spec.sources import (
    Choose,
    Compute,
    Constant,
    Fallback,
    FirstOf,
    KeyPart,
    Late,
    Nothing,
    Read,
    RowSource,
    SameAs,
    Sum,
    constant_of,
    decided,
    expressions_of,
    first_of,
    part_of,
    path_of,
    results_of,
    row_of,
    sums_of,
    text_of,
)
from crosswalk.text.source import Scalar
from crosswalk.values import MISSING

SPAN = Span(Source("x.yaml", "x"), 1, 1, 1)


def scalar(text: str) -> Scalar:
    return Scalar(text, SPAN, "plain")


def expression(text: str) -> Expression:
    found = parse_expression(scalar(text), Findings())
    assert found is not None
    return found


A, B, C = expression("a"), expression("b"), expression("c")
PATH, PART = Path("x.y", ("x", "y"), None), KeyPart("commitment", "vendor")
WARNING = ("late-day", parse_template(scalar("The day is {{ d }}."), Findings()))
SOURCES: dict[str, RowSource] = {
    "nothing": Nothing(),
    "constant": Constant("N"),
    "read": Read(PATH, PART),
    "compute": Compute(A),
    "choose": Choose("day", {"first": A, "true": B}, SPAN),
    "first_of": FirstOf((Fallback(A), Fallback(B, C, WARNING))),
    "late": Late("order.OrdNo"),
    "late-read": Late("order.OrdNo", Read(PATH, PART)),
    "late-compute": Late("order.OrdNo", Compute(A)),
    "same_as": SameAs("title"),
    "sum": Sum(A, B),
}


@pytest.mark.parametrize("name", SOURCES)
def test_what_a_source_evaluates(name: str) -> None:
    each = [part.text for part in expressions_of(SOURCES[name])]
    of_rows = [part.text for part in sums_of(SOURCES[name])]
    wanted: dict[str, list[str]] = {
        "compute": ["a"],
        "choose": ["a", "b"],
        "first_of": ["a", "b", "c", "d"],
        "late-compute": ["a"],
    }
    assert (each, of_rows) == (wanted.get(name, []), ["a", "b"] if name == "sum" else [])


@pytest.mark.parametrize("name", SOURCES)
def test_what_a_source_may_come_to_and_what_it_evaluates_first(name: str) -> None:
    first = {"compute": "a", "first_of": "a", "late-compute": "a", "sum": "a"}.get(name)
    results = {"compute": ["a"], "choose": ["a", "b"], "first_of": ["a", "b"]}.get(name, [])
    found = first_of(SOURCES[name])
    assert (found.text if found else None, [each.text for each in results_of(SOURCES[name])]) == (first, results)


@pytest.mark.parametrize("name", SOURCES)
def test_what_a_source_reads_or_is(name: str) -> None:
    source = SOURCES[name]
    is_read = name in {"read", "late-read"}
    assert (path_of(source), part_of(source)) == ((PATH, PART) if is_read else (None, None))
    assert (row_of(source), constant_of(source)) == (
        "title" if name == "same_as" else None,
        "N" if name == "constant" else MISSING,
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("read", "x.y"),
        ("late-read", "x.y"),
        ("compute", "a"),
        ("late-compute", "a"),
        ("sum", "a"),
        ("first_of", "a or b"),
        ("choose", "day"),
        ("same_as", "title"),
        ("constant", "its source"),
        ("late", "its source"),
    ],
)
def test_a_source_in_the_words_of_the_spec(name: str, words: str) -> None:
    assert text_of(SOURCES[name]) == words


def test_a_choice_is_decided_by_what_its_flag_is() -> None:
    choice = SOURCES["choose"]
    assert decided(choice, {"day": "first"}) == Compute(A)
    assert decided(choice, {"day": True}) == Compute(B)
    assert decided(choice, {"day": "other"}) is decided(choice, {}) is choice
    assert decided(Constant("N"), {"day": "first"}) == Constant("N")
