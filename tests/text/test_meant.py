"""What somebody meant who wrote a whole number, yes or no, or a code in another way: its help works."""

import pytest

from commandline import crosswalk
from kestrel import Told


@pytest.mark.parametrize(
    ("written", "help"),
    [
        ("45.0", "write 45"),
        ('"45"', "write 45"),
        ('"45.0"', "write 45"),
        ("45 days", "write 45"),
        ("45d", "write 45"),
        ("045", "write 45"),
        ("+45", "write 45"),
        ("45.", "write 45"),
        ("1e2", "write 100"),
        ("4_5", "write 45"),
        ("0x2d", "write 45"),
        ("0o55", "write 45"),
        ("4.5e1", "write 45"),
        ("\uff14\uff15", "write 45"),
        ("4,5", "write 4 or 5"),
        ("45.5", "write 45 or 46"),
        ("soon", "write digits, without quotes"),
        ("true", "write digits, without quotes"),
        ("450", "use 0 to 365"),
        ("450.0", "use 0 to 365"),
        ("1,000", "use 0 to 365"),
        ("[45]", "write one number"),
        ("", "write it, or remove the line; without the line it is 30"),
    ],
)
def test_a_whole_number_written_otherwise_is_one_error_whose_help_works(told: Told, written: str, help: str) -> None:
    (finding,) = told(f"flags:\n  invoice_due_days: {written}\n")
    assert (finding.code, finding.help) == ("bad-flag-value", help)
    assert finding.at
    assert finding.at.endswith(":4:21" if written else ":4:20")
    if help.startswith("write ") and help[6:].isdigit():
        assert told(f"flags:\n  invoice_due_days: {help[6:]}\n") == ()


@pytest.mark.parametrize("written", ["45.0", "4_5", "0x2d", "\uff14\uff15"])
def test_a_whole_number_written_otherwise_is_refused_by_the_command_line_alike(written: str) -> None:
    said = crosswalk("flags", "list", "--set", f"invoice_due_days={written}")
    assert (said.code, "write 45\n" in said.err + "\n") == (3, True)


@pytest.mark.parametrize(
    ("written", "help"),
    [
        ("yes", "write true"),
        ('"false"', "write false"),
        ("off", "write false"),
        ("1", "write true"),
        ("maybe", "write true or false"),
    ],
)
def test_yes_and_no_written_otherwise_have_their_cure(told: Told, written: str, help: str) -> None:
    (finding,) = told(f"flags: {{payment_import: {written}}}\n")
    assert (finding.code, finding.help.startswith(help)) == ("bad-flag-value", True)


@pytest.mark.parametrize(
    ("written", "message", "help"),
    [
        ("", "the code is missing", "write it, or remove the line"),
        ('""', "the code is missing", "write it, or remove the line"),
        ('" "', '" " has a blank at its start', "write the code"),
        ('"APPROVED "', '"APPROVED " has a blank at its end', 'write "APPROVED"'),
        ('" APPROVED"', '" APPROVED" has a blank at its start', 'write "APPROVED"'),
        ('"IN WORK"', '"IN WORK" has a blank in it', 'write "INWORK", or the code as the other system has it'),
        ('"APP\\tROVED"', '"APP?ROVED" has the character U+0009 in it, which nobody can see', 'write "APPROVED"'),
        ('"APPROVED\\u200b"', '"APPROVED?" has the character U+200B in it, which nobody can see', 'write "APPROVED"'),
        ("[APPROVED, OPEN]", "expected one code, found a list of 2", "write one code"),
        ("100", "expected a code as text, found 100", 'write "100" in quotes'),
    ],
)
def test_a_code_that_nobody_could_have_meant_has_its_cure(told: Told, written: str, message: str, help: str) -> None:
    (finding,) = told(f"settings:\n  pci_status_approved: {written}\n")
    assert (finding.code, finding.severity) == ("bad-setting-value", "error")
    assert (finding.message, finding.help) == (f"setting 'pci_status_approved': {message}", help)


@pytest.mark.parametrize("written", ['["100", "200"]', "[100, 200]", '"100, 200"'])
def test_several_company_codes_are_told_of_multi_company(told: Told, written: str) -> None:
    (finding,) = told(f"settings: {{company_code: {written}}}\n")
    assert finding.help == "write one code; for several companies switch multi_company on"


@pytest.mark.parametrize("written", ['"[020]"', "<020>", "(020)", '"{020}"', "\"'020'\""])
def test_a_company_code_in_brackets_is_shown_without_them(told: Told, written: str) -> None:
    (finding,) = told(f"settings:\n  company_code: {written}\n")
    assert (finding.code, finding.help) == ("bad-setting-value", 'write "020"')


def test_a_code_in_small_letters_is_shown_in_capitals(told: Told) -> None:
    (finding,) = told("settings: {currency: usd}\n")
    assert (finding.message, finding.help) == (
        "setting 'currency': \"usd\" does not look like a currency",
        'write "USD"',
    )


@pytest.mark.parametrize(
    ("text", "severity", "column"),
    [
        ("settings: {company_code: 020}", "warning", 26),
        ("flags: {masked_vendor_classes: [EMP, 01]}", "warning", 38),
        ("tables: {units_of_measure: {hours: 04}}", "warning", 36),
        ("settings: {company_code: 100}", "error", 26),
        ("tables: {units_of_measure: {hours: 40}}", "error", 36),
    ],
)
def test_a_code_of_digits_alone_stands_in_quotes(told: Told, text: str, severity: str, column: int) -> None:
    (finding,) = told(f"{text}\n")
    assert (finding.severity, finding.at and finding.at.endswith(f":3:{column}")) == (severity, True)
    assert "in quotes" in finding.help


def test_a_value_of_a_table_with_a_blank_at_its_end_is_seen(told: Told) -> None:
    (finding,) = told('tables: {units_of_measure: {hours: "HR "}}\n')
    assert (finding.code, finding.help) == ("bad-table-value", 'write "HR"')
