"""Every statement of the connector documents has its place, and RULES.md says which."""

from collections import Counter

import pytest

from commandline import crosswalk
from crosswalk import Catalog
from crosswalk.catalog.statements import answers_of, read_statements
from places import ROOT
from shipped import rehearsals


def test_every_statement_is_answered_or_held_elsewhere_with_a_reason(catalog: Catalog) -> None:
    customer = catalog.customer("example")
    answers = answers_of(catalog, {name: customer.mapping(name) for name in catalog.names})
    open_ones = [s.id for s in read_statements(catalog) if not s.elsewhere and not answers.get(s.id)]
    assert open_ones == []
    assert [s.id for s in read_statements(catalog) if s.elsewhere and not s.why] == []


def test_nothing_is_held_elsewhere_that_is_answered(catalog: Catalog) -> None:
    customer = catalog.customer("example")
    answers = answers_of(catalog, {name: customer.mapping(name) for name in catalog.names})
    assert [s.id for s in read_statements(catalog) if s.elsewhere and answers.get(s.id)] == []


def test_there_are_198_statements_each_once(catalog: Catalog) -> None:
    ids = Counter(statement.id for statement in read_statements(catalog))
    assert (len(ids), max(ids.values())) == (198, 1)


@pytest.fixture
def _rehearsed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The samples are mapped once for all tests."""
    monkeypatch.setattr("crosswalk_cli.commands.rules.rehearse_all", lambda catalog: rehearsals())


@pytest.mark.usefixtures("_rehearsed")
def test_rules_md_is_what_the_command_says() -> None:
    said = crosswalk("rules", "--format", "markdown")
    assert said.out == (ROOT / "mappings" / "RULES.md").read_text("utf-8"), (
        "run: crosswalk rules --format markdown > mappings/RULES.md"
    )


@pytest.mark.usefixtures("_rehearsed")
def test_every_answer_has_a_test() -> None:
    data = crosswalk("rules", "--format", "json").data
    assert [s["id"] for s in data["statements"] if not s["elsewhere"] and not s["test"]] == []


def test_statements_are_found_by_their_words() -> None:
    said = crosswalk("rules", "zero", "dollars")
    assert "invoice-zero-total (subcontractor-invoices)" in said.out
    assert "answered by rule" in said.out
