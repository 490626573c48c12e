"""What is wrong with a text that is no YAML is told where it stands, with a cure that works."""

import pytest

from crosswalk.audit.lint_all import lint_all
from kestrel import INVOICES, Told
from specs import Lint, MakeCatalog


@pytest.mark.parametrize("written", ["\\ud83d", "x \\uDC00 y", "\\U00110000"])
def test_half_an_emoji_in_a_customer_file_is_told_as_that_where_it_stands(told: Told, written: str) -> None:
    (finding,) = told(f'title: "{written}"\n')
    assert (finding.code, str(finding.at).rpartition("customer.yaml:")[2].partition(":")[0]) == ("yaml-syntax", "3")
    assert finding.message == "the number behind this backslash is half a character, or none at all"
    assert finding.help == "a text was cut through an emoji or a rare letter; write the letter itself"


@pytest.mark.parametrize("written", ["C:\\data", "50\\%", "\\x4"])
def test_a_backslash_in_double_quotes_is_told_to_stand_in_single_ones(told: Told, written: str) -> None:
    (finding,) = told(f'title: "{written}"\n')
    assert finding.help == (
        "in double quotes a backslash changes the letter behind it; write the value in single quotes"
    )


@pytest.mark.parametrize(
    ("written", "help"),
    [
        ('"Own" in title', "'\"Own\" in title'"),
        ('"title is like("Own*")"', "'title is like(\"Own*\")'"),
    ],
)
def test_a_value_that_begins_with_a_quote_and_goes_on_is_shown_in_quotes_that_work(
    changed: Told, written: str, help: str
) -> None:
    (finding,) = changed(INVOICES.replace('title is like("Own*")', written))
    assert finding.help == f"write the whole value in single quotes: {help}"
    assert finding.at
    assert finding.at.endswith("own-changes.yaml:4:13")
    assert changed(INVOICES.replace('title is like("Own*")', help)) == ()


def test_a_missing_comma_is_called_one(changed: Told) -> None:
    (finding,) = changed(INVOICES.replace("null, constant", "null constant"))
    assert finding.help == "put a comma between two of its entries, and close it with the bracket that opened it"


def test_a_quote_that_is_not_closed_is_told_where_it_opens(told: Told) -> None:
    (finding,) = told('settings:\n  currency: "USD\n  country: US\n')
    assert (finding.message, finding.at and finding.at.endswith(":4:13")) == ('the quote " is not closed', True)


def test_a_tab_is_called_a_tab(lint: Lint, make_catalog: MakeCatalog) -> None:
    (finding,) = lint_all(make_catalog(small="mapping: small\n\ttitle: Small\n"))
    assert (finding.code, finding.help) == ("yaml-syntax", "indent with spaces, not with tabs")
