"""What people read: it fits the terminal, and no letter of a stranger reaches the terminal or a CI log raw."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commandline import Said, crosswalk
from crosswalk import Catalog, Customer, Finding, Mapper, load
from crosswalk.audit.conformance import map_checked
from crosswalk.build.outcome import Trace
from crosswalk.catalog.samples import find_samples
from crosswalk.finding import Source, Span
from crosswalk.spec.vocabulary import DirectionName
from crosswalk.text.stream import read_stream
from crosswalk.values import printable
from crosswalk_cli.cells import break_lines, cells
from crosswalk_cli.render import render_findings
from crosswalk_cli.view_explain import choices_of, choices_text, story_text
from crosswalk_cli.view_run import dry_run_text
from crosswalk_cli.view_show import show_text
from places import ROOT

_CATALOG = load(ROOT / "mappings", label="mappings")
_WIDTHS = (80, 100, 140)
_SAMPLES = {(sample.mapping, sample.direction): sample for sample in reversed(find_samples(_CATALOG))}


@cache
def _mapped(mapping: str, direction: DirectionName) -> tuple[Mapper, Customer, tuple[Trace, ...]]:
    sample = _SAMPLES[mapping, direction]
    run = sample.run
    customer = _CATALOG.customer(run.customer or sample.customer or "example", sample=run.flags)
    mapper = customer.mapper(mapping, direction, today=run.today or date(2025, 2, 3), context=run.context or {})
    with sample.file.open("rb") as opened:
        return mapper, customer, map_checked(mapper, tuple(read_stream(opened, sample.name)))


def _screens(mapping: str, direction: DirectionName) -> Iterator[str]:
    mapper, customer, outcomes = _mapped(mapping, direction)
    spec = mapper.plan.mapping
    yield dry_run_text(mapper, customer, outcomes)
    yield show_text(spec, customer)
    yield "\n".join(choices_text(mapper, choices_of(mapper, outcomes)))
    yield from ("\n".join(story_text(mapper, outcomes[0], row.id, None)) for row in spec.rows)


@pytest.mark.parametrize("width", _WIDTHS)
@pytest.mark.parametrize(("mapping", "direction"), sorted(_SAMPLES), ids=lambda word: word)
def test_every_screen_fits_the_terminal(
    mapping: str, direction: DirectionName, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    lines = [line for screen in _screens(mapping, direction) for line in click.unstyle(screen).split("\n")]
    assert [line for line in lines if cells(line) > width] == []


@pytest.mark.parametrize(
    ("words", "width"),
    [
        *((("list",), width) for width in _WIDTHS),
        *((("flags", "list"), width) for width in _WIDTHS),
        (("flags", "show", "excluded_cost_codes"), 80),
        (("rules",), 80),
        (("functions",), 80),
        (("functions", "divide"), 80),
    ],
)
def test_every_list_fits_the_terminal(words: tuple[str, ...], width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    assert [line for line in crosswalk(*words).out.split("\n") if cells(line) > width] == []


@pytest.mark.parametrize("width", _WIDTHS)
def test_a_finding_fits_the_terminal_and_stays_whole_in_a_pipe(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    line = "    message: " + "東京 long words " * 30
    span = Span(Source("mappings/x.yaml", line), 1, 200, 30)
    finding = Finding("bad-value", "one message " * 20, span, "one act " * 30)
    monkeypatch.setenv("COLUMNS", str(width))
    text = click.unstyle(render_findings([finding], "text"))
    assert [line for line in text.split("\n") if cells(line) > width] == []
    monkeypatch.delenv("COLUMNS")
    assert ("one message " * 20).strip() in render_findings([finding], "text")


def test_a_mapping_is_one_line_of_the_list_at_80_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = crosswalk("list", "--customer", "lakeside").out.splitlines()
    names = [line.split()[0] for line in lines[1:]][: len(_CATALOG.names) + 2]
    assert set(names) == {*_CATALOG.names, "contingency-transfers", "field-change-orders"}
    assert sum(" own " in line for line in lines[1:]) == 2


def test_a_word_is_broken_only_where_it_must_be() -> None:
    text = "Total Completed and Stored to Date 010|NORTHEL|SC-24117-003|000 Überprüfungsgesellschaft"
    lines = break_lines(text, 22)
    assert lines == [
        "Total Completed and",
        "Stored to Date",
        "010|NORTHEL|SC-24117-",
        "003|000",
        "Überprüfungsgesellscha",
        "ft",
    ]


def test_wide_and_combining_letters_are_counted_by_their_cells() -> None:
    assert [cells(text) for text in ("東京都", "e\u0301", "ﾊﾝ", "👷")] == [6, 1, 2, 2]
    assert all(
        cells(line) <= 7
        for line in break_lines("東京都庁舎 構造 e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301", 7)
    )


@given(st.text(st.sampled_from("ab|-/ 東e\u0301👷\xa0"), max_size=60), st.integers(2, 12), st.integers(2, 12))
def test_breaking_keeps_every_letter_and_every_width(text: str, width: int, first: int) -> None:
    lines = break_lines(text, width, min(first, width))
    assert all(cells(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


# what a terminal or the log of a CI system obeys
_POISON = "\x1b[31m\x1b]0;t\x07\x9b2J\u202e\u2066\u200b\u2028\x7f\r\n::error file=a::b\n##[error]c \ud800"
_YAML_POISON = '"\\e[31m\\e]0;t\\a\\x9b2J\\u202e\\u2066\\u200b\\u2028\\x7f\\r\\n::error file=a::b\\n##[error]c"'
_WORDS = _YAML_POISON.replace("\\e", "\\x1b").replace("\\a", "\\x07")
"""The same as a constant of an expression."""
_OURS = re.compile(r"\x1b\[[0-9;]*m")


def _is_harmless(text: str) -> bool:
    """Nothing but visible letters and line ends; no line that a CI system takes for an order."""
    shown = _OURS.sub("", text)
    lines = shown.split("\n")
    orders = [line for line in lines if re.match(r"\s*::[A-Za-z]", line) or re.search(r"##\w*\[", line)]
    return orders == [] and all(printable(line) == line for line in lines)


_SPEC = f"""
mapping: small
title: {_YAML_POISON}
note: {_YAML_POISON}
export:
  records: orders
  key: number
  documents:
    order: {{endpoint: "x"}}
footnotes: {{1: {_YAML_POISON}}}
rules:
  - id: open
    require: status != "closed" and status != {_WORDS}
    message: {_YAML_POISON}
    help: {_YAML_POISON}
  - id: told
    warn_when: "true"
    message: The status is {{{{ status }}}} {{{{ number }}}}
groups:
  - id: header
    title: {{left: {_YAML_POISON}, right: {_YAML_POISON}}}
    rows:
      - id: name
        left: {{label: {_YAML_POISON}, path: name, footnote: 1}}
        right: {{label: {_YAML_POISON}, path: order.Name}}
        direction: export
        type: text
        note: {_YAML_POISON}
      - {{id: fixed, left: {{label: B}}, right: {{label: C, path: order.C}}, direction: export, type: text, constant: {_YAML_POISON}}}
      - {{id: amount, left: {{label: Amount, path: amount}}, right: {{label: D, path: order.D}}, direction: export, type: money}}
      - {{id: office, left: {{label: O}}, right: {{label: E, path: order.E}}, direction: export, type: text, source: settings.office, documented: false}}
"""
_OWN = f"""
mapping: mine
extends: small
title: {_YAML_POISON}
takes_when: kind == {_WORDS}
changes:
  - change: name
    set: {{note: {_YAML_POISON}}}
    reason: {_YAML_POISON}
"""


@pytest.fixture
def poisoned(make_catalog: Callable[..., Catalog], tmp_path: Path) -> Callable[..., Said]:
    """Runs a command, in colour, on a catalog and a payload full of such letters."""
    customer = f"customer: tester\ntitle: {_YAML_POISON}\nsettings: {{company: '010', office: {_YAML_POISON}}}\n"
    make_catalog(small=_SPEC, customers__tester__customer=customer, customers__tester__mine=_OWN)
    bad = _POISON
    orders = [
        {"number": bad, "name": bad, "status": bad, "amount": "1.00"},
        {"number": f"2{bad}", "name": "b", "status": "closed", "amount": bad},
        {"number": "3", "name": {bad: 1}, "status": "open", "amount": bad, bad: bad},
        {"number": "4", "name": "x", "status": "open", "kind": bad.replace(" \ud800", ""), "amount": bad},
        bad,
    ]
    (tmp_path / "payload.json").write_text(json.dumps({"orders": orders}), "ascii")

    def go(*words: str) -> Said:
        shared = ("--mappings", str(tmp_path / "mappings"), "--customer", "tester")
        words = tuple(word.replace("PAYLOAD", str(tmp_path / "payload.json")) for word in words)
        return crosswalk("--color", "always", *words, *shared)

    return go


# what the system hands over as an argument that is not UTF-8
_ARGUMENT = _POISON.replace("\ud800", "\udcff")
_COMMANDS = [
    ("list",),
    ("show", "small"),
    ("show", "mine"),
    ("show", "mine", "--effective"),
    ("show", "mine", "--format", "markdown"),
    ("dry-run", "small", "PAYLOAD"),
    ("dry-run", "mine", "PAYLOAD"),
    ("explain", "small", "PAYLOAD"),
    ("explain", "small", "name", "PAYLOAD"),
    ("explain", "small", "fixed", "PAYLOAD"),
    ("explain", "small", "amount", "PAYLOAD"),
    ("explain", "small", _ARGUMENT, "PAYLOAD"),
    ("explain", "small", "name", "PAYLOAD", "--record", _ARGUMENT),
    ("explain", "small", "name", "PAYLOAD", "--record", f"x{_ARGUMENT}"),
    ("flags", "list"),
    ("flags", "show", "settings.office"),
    ("flags", "show", _ARGUMENT),
    ("lint",),
    ("lint", "--format", "concise"),
    ("lint", "--explain", _ARGUMENT),
    ("functions", _ARGUMENT),
    ("show", _ARGUMENT),
    ("dry-run", "small", "PAYLOAD", "--set", _ARGUMENT),
    ("dry-run", "small", "PAYLOAD", "--set", f"days={_ARGUMENT}"),
    ("dry-run", "small", "PAYLOAD", "--today", _ARGUMENT),
    ("dry-run", "small", "nowhere" + _ARGUMENT),
    (_ARGUMENT,),
]


@pytest.mark.parametrize("words", _COMMANDS, ids=lambda words: ascii(" ".join(words))[:60])
def test_no_letter_of_a_stranger_reaches_the_terminal_raw(
    words: tuple[str, ...], poisoned: Callable[..., Said]
) -> None:
    said = poisoned(*words)
    assert said.code != 70, said.err
    assert said.out + said.err
    assert [line for line in (said.out + said.err).split("\n") if not _is_harmless(line)] == []


@pytest.mark.parametrize("words", [("run", "small", "PAYLOAD"), ("run", "small", "nowhere" + _ARGUMENT)])
def test_what_a_run_says_beside_its_results_is_harmless_too(
    words: tuple[str, ...], poisoned: Callable[..., Said]
) -> None:
    said = poisoned(*words)
    assert said.code != 70, said.err
    assert said.err
    assert [line for line in said.err.split("\n") if not _is_harmless(line)] == []


def test_json_for_a_terminal_is_the_same_value_in_letters_that_can_be_seen(poisoned: Callable[..., Said]) -> None:
    for words in (
        ("dry-run", "small", "PAYLOAD"),
        ("explain", "small", "name", "PAYLOAD"),
        ("show", "mine"),
        ("lint",),
    ):
        lines = poisoned(*words, "--format", "json").out.split("\n")
        # two colons amid a line are no order
        assert [line for line in lines if not line.isprintable() or "##[" in line or line.lstrip()[:2] == "::"] == []
    assert poisoned("show", "mine", "--format", "json").data["title"] == _POISON.removesuffix(" \ud800")


def test_a_pull_request_gets_one_order_a_finding_and_none_of_a_stranger() -> None:
    span = Span(Source(_POISON, _POISON), 1, 1)
    lines = render_findings([Finding("bad-value", _POISON, span, _POISON)], "github").removesuffix("\n").split("\n")
    assert len(lines) == 1
    assert lines[0].startswith("::error file=")
    assert _is_harmless(lines[0].removeprefix("::error file="))


def test_the_strange_catalog_is_one_that_can_be_used(poisoned: Callable[..., Said]) -> None:
    assert [poisoned(*words).code for words in (("show", "mine"), ("explain", "small", "PAYLOAD"))] == [0, 0]
    assert poisoned("dry-run", "small", "PAYLOAD", "--format", "json").data["summary"]["blocked"] > 1


def test_what_cannot_be_seen_is_shown_by_its_number() -> None:
    assert printable("a\x1b[2J\x85\t\r\n\u202e\u2029\ufeff\ud800\U000e0041") == (
        r"a\x1b[2J\x85\t\r\n\u202e\u2029\ufeff\ud800\U000e0041"
    )


def test_letters_that_people_write_stay() -> None:
    for text in (
        "Überprüfung 東京 Ünïcödé",
        "\u0645\u06cc\u200c\u062e\u0648",
        "👩\u200d🔧",
        "C:\\new",
        "a::1",
        "12:30",
        "# 5",
        "\u0600",
    ):
        assert printable(text) == text


def test_an_order_to_a_ci_system_is_shown_and_not_given() -> None:
    for text in ("::error::x", "  ::add-mask::x", "##[error]x", "##vso[task.x]", "##teamcity[x]"):
        assert printable(text) != text
        assert printable(printable(text)) == printable(text)
