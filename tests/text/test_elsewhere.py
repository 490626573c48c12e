"""A key or value in the wrong place is told where it is at home."""

import pytest

from kestrel import INVOICES, Told


@pytest.mark.parametrize(
    ("set", "key", "help"),
    [
        ("{source: null, constant: OWN, max: 10}", "max", "max stands under cmic:"),
        ("{source: null, constant: OWN, policy: truncate}", "policy", "policy stands under cmic:"),
        ("{source: null, constant: OWN, label: Type}", "label", "label stands under cmic:"),
        (
            "{source: null, constant: OWN, cmic.constant: OWN}",
            "cmic.constant",
            "constant stands beside cmic:, further left",
        ),
        ("{source: null, constant: OWN, const: OWN}", "const", "did you mean 'constant'?"),
    ],
)
def test_a_key_at_the_wrong_level_is_told_where_it_stands(changed: Told, set: str, key: str, help: str) -> None:
    (finding,) = changed(INVOICES.replace("{source: null, constant: OWN}", set))
    assert (finding.code, finding.help) == ("unknown-key", help)
    assert finding.at
    assert finding.at.endswith(f"own-changes.yaml:7:{10 + set.index(key + ':')}")


def test_a_flag_one_level_too_far_left_is_one_finding(told: Told) -> None:
    (finding,) = told("flags:\ninvoice_due_days: 45\n")
    assert (finding.message, finding.help) == ("unknown key 'invoice_due_days'", "invoice_due_days stands under flags:")
    (finding,) = told("company_code: '010'\n")
    assert finding.help == "company_code stands under settings:"


def test_a_key_of_the_file_among_its_flags_is_told_where_it_stands(told: Told) -> None:
    (finding,) = told("flags:\n  invoice_due_days: 45\n  settings: {currency: USD}\n")
    assert finding.help == "settings stands beside flags:, further left"


@pytest.mark.parametrize(
    ("text", "help"),
    [
        ("flags:\n  - invoice_due_days: 45\n", "write NAME: VALUE, without '- ' or square brackets"),
        ("tables: {journal_codes: [AP]}\n", "write NAME: VALUE, without '- ' or square brackets"),
        ("flags: {invoice_due_days:45}\n", "write invoice_due_days: 45, with a blank after the colon"),
        ("flags: {invoice_due_days = 45}\n", "write invoice_due_days: 45, with a blank after the colon"),
        ("settings: {invoice_due_days: 45}\n", "it is a flag: write it under flags:"),
        ("flags: {currency: USD}\n", "it is a setting: write it under settings:"),
    ],
)
def test_values_put_down_in_another_shape_or_block_have_a_cure_that_works(told: Told, text: str, help: str) -> None:
    (finding,) = told(text)
    assert finding.help == help


def test_a_setting_among_the_flags_is_told_where_it_stands(told: Told) -> None:
    (finding,) = told("flags:\n  invoice_due_days: 45\n  settings.currency: CAD\n")
    assert (finding.code, finding.help) == ("bad-name", "write currency: under settings:")
