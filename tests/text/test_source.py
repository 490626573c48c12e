"""A stranger's YAML: typed narrowly, bounded, and every mistake at its place."""

import resource
import subprocess
import sys
import time
from decimal import Decimal
from functools import partial

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from crosswalk.finding import Finding, Findings, Source
from crosswalk.text.source import _LOADER, Entries, Scalar, plain_data, read_yaml
from crosswalk.values import Json


def read(text: str) -> tuple[Json, list[Finding]]:
    findings = Findings()
    tree = read_yaml(Source("x.yaml", text), findings)
    return (plain_data(tree) if tree is not None else None), list(findings.in_order())


@pytest.mark.parametrize(
    "text",
    [
        "0500",
        "no",
        "yes",
        "on",
        "12:30",
        "2024-01-01",
        "1_000",
        "0x1F",
        "1e3",
        ".5",
        "~",
        "Null",
        "+1",
        "0o17",
        "=",
        "01",
    ],
)
def test_what_is_no_json_literal_stays_text(text: str) -> None:
    assert read(f"a: {text}") == ({"a": text}, [])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("null", None),
        ("", None),
        ("true", True),
        ("false", False),
        ("0", 0),
        ("-12", -12),
        ("1.10", Decimal("1.10")),
        ('"1.10"', "1.10"),
    ],
)
def test_json_literals_are_themselves(text: str, value: Json) -> None:
    assert read(f"a: {text}") == ({"a": value}, [])


def bomb_of_aliases() -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (bomb_of_aliases(), "yaml-reference"),
        ("a: &a 1\nb: *a", "yaml-reference"),
        ("a: {<<: {b: 1}}", "yaml-reference"),
        ("a: !!python/object/apply:os.system [ls]", "yaml-reference"),
        ("a: !secret x", "yaml-reference"),
        ("[" * 100_000, "too-large"),
        ("{a: " * 60, "too-large"),
        ("- " * 60 + "x", "too-large"),
        ("a: " + "x" * 70_000, "too-large"),
        ("[" + "1," * 200_001 + "1]", "too-large"),
        ("# " + "x" * 1_000_001, "too-large"),
        ("a: 1\na: 2", "duplicate-key"),
        ("1.10: x", "text-key"),
        ("null: x", "text-key"),
        ("[a]: x", "text-key"),
        ("", "empty-file"),
        ("# only a comment\n", "empty-file"),
        ("a: 1\n---\nb: 2", "yaml-syntax"),
        ("a: 'x", "yaml-syntax"),
        ("a: b: c", "yaml-syntax"),
        ("a:\n\tb: 1", "yaml-syntax"),
        ("a: \x07", "not-text"),
        ("label: Commitment #", "comment-cut"),
        ("p: {label: Commitment #, path: x}", "comment-cut"),
        ("label: [month of export] Procore Forecast Amounts", "bracket-text"),
    ],
)
def test_a_bad_text_is_one_finding_at_once(text: str, code: str) -> None:
    started = time.process_time()
    _, findings = read(text)
    assert [finding.code for finding in findings] == [code]
    assert findings[0].span is not None
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("[" * 100_000, "1:42"),
        ("[" * 50_000 + "]" * 50_000, "1:42"),
        ("{" * 100_000, "1:42"),
        ("{a: " * 100_000, "1:162"),
        ("[{a: " * 100_000, "1:102"),
        ("a: [\n" + "[" * 100_000, "2:40"),
        ("é: 'ß'\nb: " + "[" * 100_000, "2:44"),
        ("- " * 100_000 + "x", "1:83"),
        ("? " * 100_000, "1:83"),
        ("".join(" " * n + "a:\n" for n in range(1_200)), "41:41"),
        ("".join(" " * n + "- a:\n" for n in range(0, 1_200, 2)), "21:43"),
        ("- " * 20 + "[" * 100_000, "1:62"),
    ],
    ids=[
        "lists",
        "closed lists",
        "braces",
        "entries",
        "lists of entries",
        "lists in the second line",
        "lists after other letters",
        "block lists",
        "keys",
        "block entries",
        "block lists of entries",
        "block lists, then lists",
    ],
)
@pytest.mark.parametrize("loader", dict.fromkeys([_LOADER, yaml.SafeLoader]), ids=lambda loader: loader.__name__)
def test_deep_nesting_is_too_large_at_our_bound_whichever_library_stops_first(
    text: str, at: str, loader: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crosswalk.text.source._LOADER", loader)
    _, findings = read(text)
    assert [(f.code, f.message, f.at) for f in findings] == [
        ("too-large", "nested deeper than 40 levels", f"x.yaml:{at}")
    ]


def test_a_real_comment_is_no_finding() -> None:
    assert read("a: x  # why\n# alone\nb: 1") == ({"a": "x", "b": 1}, [])


@pytest.mark.parametrize(
    ("text", "offset", "column", "line"),
    [
        ("a: trim", 2, 6, 1),
        ("a: 'trim'", 2, 7, 1),
        ('a: "trim"', 2, 7, 1),
        ("a: |\n  one\n  two", 4, 3, 3),
        ("a: >-\n  one\n  two", 4, 4, 1),
    ],
)
def test_a_place_inside_a_scalar_is_found(text: str, offset: int, column: int, line: int) -> None:
    findings = Findings()
    tree = read_yaml(Source("x.yaml", text), findings)
    assert isinstance(tree, Entries)
    scalar = tree.find("a")
    assert isinstance(scalar, Scalar)
    span = scalar.locate(offset)
    assert (span.line, span.column) == (line, column)


@given(st.text(max_size=200))
def test_no_text_is_a_crash(text: str) -> None:
    read(text)


@given(st.text(alphabet="ab: -[]{}#&*!|>'\"\n\t1.0%@`,?", max_size=80))
def test_no_yaml_like_text_is_a_crash(text: str) -> None:
    read(text)


def test_hostile_texts_do_not_end_the_interpreter() -> None:
    script = (
        "from crosswalk.text.source import read_yaml; from crosswalk.finding import Findings, Source\n"
        "for text in ('[' * 500_000, '{' * 500_000, 'a: ' * 300_000, '? ' * 400_000, '- ' * 400_000):\n"
        "    findings = Findings(); read_yaml(Source('x', text), findings); assert findings\n"
    )
    limit = partial(resource.setrlimit, resource.RLIMIT_AS, (1 << 30, 1 << 30))
    done = subprocess.run([sys.executable, "-c", script], timeout=60, preexec_fn=limit, check=False)
    assert done.returncode == 0
