"""What a schema holds against a file is told in a consultant's words: one mistake, one finding."""

import json

import pytest

from crosswalk.audit.lint_all import lint_all
from kestrel import INVOICES, Told
from places import ROOT
from specs import Lint, MakeCatalog, row, spec


def test_a_mistake_in_the_line_of_another_was_not_told(told: Told) -> None:
    found = told("flags: {Settings: 1, due_days: 4, invoice_date: currentdate}\n")
    assert [finding.code for finding in found] == ["bad-name", "unknown-flag", "bad-flag-value"]


def test_a_mistake_below_one_that_the_schema_refuses_is_told_once(told: Told) -> None:
    found = told("flags: {invoice_due_days: {a: b}, invoice_date: [x]}\ntables: {journal_codes: {AP: [x], PY: 5}}\n")
    assert [finding.at and finding.at.rpartition(":3:")[2] for finding in found][:2] == ["27", "49"]
    assert len(found) == 4


def test_a_misspelt_key_is_not_missing_as_well(changed: Told) -> None:
    (finding,) = changed(INVOICES.replace("title: Own", "titel: Own"))
    assert finding.help == "did you mean 'title'?"


def test_the_beginning_of_a_key_is_enough_to_find_it(changed: Told) -> None:
    (finding,) = changed(INVOICES + "  - add: pci-type\n")
    assert finding.help == "did you mean 'add_after'?"


def test_the_names_that_are_known_are_shown_the_likest_first(lint: Lint, make_catalog: MakeCatalog) -> None:
    (finding,) = lint_all(make_catalog(small=spec(row("a", "source: v, dispatch_note: x"))))
    assert finding.help.startswith("known: ")
    assert finding.help.endswith(" ...")
    assert "note" in finding.help.split(", ")[:4]


@pytest.mark.parametrize(
    ("more", "message", "help"),
    [
        ("source: v, required: true, footnote: 1.0", "expected text or a whole number or a list, found 1.0", "write 1"),
        ("source: v, documented: 'no'", 'expected true or false, found "no"', "write false"),
    ],
)
def test_a_number_or_a_word_of_a_spec_written_otherwise_has_its_cure(
    make_catalog: MakeCatalog, more: str, message: str, help: str
) -> None:
    text = (
        spec(row("a", more))
        if "footnote" not in more
        else spec(row("a", "source: v").replace("label: a}", "label: a, footnote: 1.0}", 1))
    )
    found = lint_all(make_catalog(small=text))
    assert (found[0].message, found[0].help.startswith(help), len(found)) == (message, True, 1)


@pytest.mark.parametrize("written", ["10.0", '"10"', "010", "1e1"])
def test_a_limit_written_otherwise_has_its_cure(make_catalog: MakeCatalog, written: str) -> None:
    text = spec(row("a", "source: v").replace("path: 'first.a'", f"path: first.a, max: {written}"))
    (finding,) = lint_all(make_catalog(small=text))
    assert (finding.code, finding.help) == ("wrong-type", "write 10")


def test_every_pattern_of_the_schemas_is_told_in_words() -> None:
    for file in sorted((ROOT / "schemas").glob("*.schema.json")):
        pending = [json.loads(file.read_text("utf-8"))]
        while pending:
            node = pending.pop()
            if isinstance(node, dict):
                is_schema = isinstance(node.get("pattern"), str) and "currency" not in node
                assert not is_schema or node.get("x-words") or "length" in node, f"{file.name}: {node['pattern']}"
                is_closed = node.get("additionalProperties") is False and "patternProperties" in node
                assert not is_closed or node.get("x-names"), f"{file.name}: {node.get('description')}"
                pending += [each for key, each in node.items() if key != "examples"]
            elif isinstance(node, list):
                pending += node


def test_keys_without_anything_under_them_are_told_in_words(changed: Told) -> None:
    (finding,) = changed(INVOICES.partition("    set:")[0] + "    set: {}\n")
    assert (finding.code, finding.message) == ("bad-value-here", "there is nothing under it")
