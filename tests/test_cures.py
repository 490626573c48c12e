"""The help of a finding works: what it says, written down, is accepted."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from commandline import crosswalk
from conftest import FLAGS, ROOT
from crosswalk import Catalog
from crosswalk.audit.lint_all import check_customer, lint_all
from crosswalk.finding import CrosswalkError, Finding, Findings
from specs import Lint, row, spec

MakeCatalog = Callable[..., Catalog]
KESTREL = "customer: kestrel\ntitle: Kestrel Construction\n"


@pytest.fixture
def told(catalog: Catalog, tmp_path: Path) -> Callable[[str], tuple[Finding, ...]]:
    """The findings of a customer file of the shipped catalog."""

    def go(text: str) -> tuple[Finding, ...]:
        file = tmp_path / "kestrel" / "customer.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(KESTREL + text, "utf-8")
        findings = Findings()
        catalog.read_customer(str(file), (), None, findings)
        return findings.in_order()

    return go


Told = Callable[[str], tuple[Finding, ...]]


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


INVOICES = """
mapping: own-changes
extends: budget-changes
title: Own Changes
takes_when: title is like("Own*")
changes:
  - change: pci-type
    set: {source: null, constant: OWN}
"""


@pytest.fixture
def changed(catalog: Catalog, tmp_path: Path) -> Callable[[str], tuple[Finding, ...]]:
    """The findings of a customer of the shipped catalog with one file beside customer.yaml."""

    def go(text: str) -> tuple[Finding, ...]:
        folder = tmp_path / "kestrel"
        folder.mkdir(exist_ok=True)
        settings = 'settings: {company_code: "010", currency: USD, time_zone: America/Chicago, pci_status_approved: APPROVED, vendor_term_code: NET30, address_type: MAIN}\n'
        (folder / "customer.yaml").write_text(KESTREL + settings, "utf-8")
        (folder / "own-changes.yaml").write_text(text.lstrip("\n"), "utf-8")
        findings = Findings()
        check_customer(catalog, str(folder / "customer.yaml"), (), findings)
        return findings.in_order()

    return go


def test_the_changes_that_these_tests_start_from_are_clean(changed: Told) -> None:
    assert changed(INVOICES) == ()


@pytest.mark.parametrize("written", ["pci_type", "PCI Type", "PCI type", "Pci-Type", "pcitype"])
def test_a_row_is_found_by_its_label_by_case_and_by_underscore(changed: Told, written: str) -> None:
    (finding,) = changed(INVOICES.replace("change: pci-type", f"change: {written}"))
    assert (finding.code, finding.help) == ("row-not-found", "did you mean 'pci-type'?")
    assert finding.at
    assert finding.at.endswith("own-changes.yaml:6:13")


def test_a_row_is_found_by_a_label_that_is_not_its_id(changed: Told) -> None:
    (finding,) = changed(INVOICES.replace("change: pci-type", "change: Transfer Amount"))
    assert finding.help == "did you mean 'amount'?"


@pytest.mark.parametrize("written", ["budget_changes", "Budget-Changes", "Budget Changes"])
def test_a_base_is_found_by_case_and_by_underscore(changed: Told, written: str) -> None:
    (finding,) = changed(INVOICES.replace("extends: budget-changes", f"extends: {written}"))
    assert (finding.code, finding.help) == ("unknown-mapping", "did you mean 'budget-changes'?")


@pytest.mark.parametrize("written", ["own_changes", "Own Changes", "OWN-CHANGES"])
def test_a_name_of_the_wrong_form_is_told_in_words_and_with_the_right_one(changed: Told, written: str) -> None:
    (finding,) = changed(INVOICES.replace("mapping: own-changes", f"mapping: {written}"))
    assert finding.message == f'"{written}" is not an id of small letters and digits, joined by hyphens'
    assert finding.help == "write own-changes"


def test_a_constant_beside_the_source_of_the_base_names_the_base(changed: Told) -> None:
    (finding,) = changed(INVOICES.replace("source: null, ", ""))
    assert finding.message == "the base has source: already, and constant: gives a value too"
    assert finding.help == "add source: null, so that constant: takes its place"
    assert finding.at
    assert finding.at.endswith("own-changes.yaml:7:21")


def test_a_forgotten_takes_when_is_shown_as_a_line(changed: Told) -> None:
    (finding,) = changed(INVOICES.replace('takes_when: title is like("Own*")\n', ""))
    assert (finding.code, finding.help) == ("missing-key", 'add takes_when: title is like("Allowance*")')


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


@pytest.mark.parametrize(
    ("old", "new", "code", "help"),
    [
        ("  - change", "    change", "wrong-type", "begin each entry of the list with '- '"),
        (
            "mapping: own-changes",
            "mapping: budget-changes",
            "duplicate-id",
            "or write overlay: budget-changes to change",
        ),
        ("extends:", "overlay:", "no-change", "write extends: for a mapping of the customer's own"),
    ],
)
def test_a_file_put_together_in_another_way_is_one_finding_with_its_cure(
    changed: Told, old: str, new: str, code: str, help: str
) -> None:
    (finding,) = changed(INVOICES.replace(old, new))
    assert finding.code == code
    assert help in finding.help


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


def test_a_word_without_quotes_may_be_a_text(changed: Told) -> None:
    (finding,) = changed(INVOICES.replace('title is like("Own*")', "title == Allowance"))
    assert finding.help.startswith('write a text in quotes: "Allowance"; known: ')


def test_a_missing_comma_is_called_one(changed: Told) -> None:
    (finding,) = changed(INVOICES.replace("null, constant", "null constant"))
    assert finding.help == "put a comma between two of its entries, and close it with the bracket that opened it"


def test_the_beginning_of_a_key_is_enough_to_find_it(changed: Told) -> None:
    (finding,) = changed(INVOICES + "  - add: pci-type\n")
    assert finding.help == "did you mean 'add_after'?"


def test_a_setting_among_the_flags_is_told_where_it_stands(told: Told) -> None:
    (finding,) = told("flags:\n  invoice_due_days: 45\n  settings.currency: CAD\n")
    assert (finding.code, finding.help) == ("bad-name", "write currency: under settings:")


def test_a_mistake_in_the_line_of_another_was_not_told(told: Told) -> None:
    found = told("flags: {Settings: 1, due_days: 4, invoice_date: currentdate}\n")
    assert [finding.code for finding in found] == ["bad-name", "unknown-flag", "bad-flag-value"]


def test_a_mistake_below_one_that_the_schema_refuses_is_told_once(told: Told) -> None:
    found = told("flags: {invoice_due_days: {a: b}, invoice_date: [x]}\ntables: {journal_codes: {AP: [x], PY: 5}}\n")
    assert [finding.at and finding.at.rpartition(":3:")[2] for finding in found][:2] == ["27", "49"]
    assert len(found) == 4


def test_a_setting_with_a_bad_value_was_called_not_given_as_well(catalog: Catalog, tmp_path: Path) -> None:
    file = tmp_path / "kestrel" / "customer.yaml"
    file.parent.mkdir()
    settings = 'company_code: "010", currency: USD, pci_status_approved: APPROVED, vendor_term_code: NET30'
    for zone, code in (("time_zone: America/Chicagoo", "bad-setting-value"), ("country: US", "missing-setting")):
        file.write_text(f"{KESTREL}settings: {{{settings}, address_type: MAIN, {zone}}}\n", "utf-8")
        findings = Findings()
        check_customer(catalog, str(file), (), findings)
        assert [finding.code for finding in findings.in_order()] == [code]


def test_a_misspelt_key_is_not_missing_as_well(changed: Told) -> None:
    (finding,) = changed(INVOICES.replace("title: Own", "titel: Own"))
    assert finding.help == "did you mean 'title'?"


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


@pytest.mark.parametrize(
    ("text", "at", "message", "help"),
    [
        (
            'settings:\n  company_code: "030"\n   currency: USD\n',
            "5:4",
            "line 5 is indented deeper than line 4",
            "indent it by 2 blanks, like line 4",
        ),
        (
            "settings:\n  company_code: ABC\n   currency: USD\n",
            "5:4",
            "line 5 is indented deeper than line 4",
            "indent it by 2 blanks, like line 4",
        ),
        (
            "settings:\n  currency: USD\n  # a comment\n\n     country: US\n",
            "7:6",
            "line 7 is indented deeper than line 4",
            "indent it by 2 blanks, like line 4",
        ),
        (
            "settings:\n  currency: USD\n country: US\n",
            "5:2",
            "line 5 is indented less than line 4, and not as any line above it",
            "indent it by 2 blanks, like line 4, or by nothing, like line 3",
        ),
        (
            " settings:\n  currency: USD\n",
            "3:2",
            "line 3 is indented deeper than line 2",
            "indent it by nothing, like line 2",
        ),
        (
            "note: |\n  Words: of\n    some lines\nflags:\n    invoice_due_days: 45\n     payment_import: true\n",
            "8:6",
            "line 8 is indented deeper than line 7",
            "indent it by 4 blanks, like line 7",
        ),
    ],
)
def test_a_line_indented_as_no_other_is_told_as_that(told: Told, text: str, at: str, message: str, help: str) -> None:
    (finding,) = told(text)
    assert (finding.code, finding.message) == ("yaml-syntax", message)
    assert finding.help.startswith(help)
    assert finding.at
    assert finding.at.endswith(f":{at}")


@pytest.mark.parametrize("blanks", [2, 3, 5, 6])
def test_a_key_of_an_item_indented_as_no_other_is_told_as_that(changed: Told, blanks: int) -> None:
    (finding,) = changed(INVOICES.replace("    set:", f"{' ' * blanks}set:"))
    assert (finding.code, "line 7 is indented" in finding.message) == ("yaml-syntax", True)
    assert "by 4 blanks, like line 6" in finding.help


@pytest.mark.parametrize("text", ["note: a: b\n", 'note: "a" b\n'])
def test_a_line_that_stands_right_is_not_told_of_its_indentation(told: Told, text: str) -> None:
    (finding,) = told(text)
    assert (finding.code, "indented" in finding.message) == ("yaml-syntax", False)


def test_a_quote_that_is_not_closed_is_told_where_it_opens(told: Told) -> None:
    (finding,) = told('settings:\n  currency: "USD\n  country: US\n')
    assert (finding.message, finding.at and finding.at.endswith(":4:13")) == ('the quote " is not closed', True)


@pytest.mark.parametrize(
    ("changes", "at", "help"),
    [
        ("changes:\n  - change: pci-type\n    constant: OWN\n", "7:5", "constant stands under set:"),
        ("change: pci-type\nset: {constant: OWN}\n", "5:1", "change stands under changes:"),
        (
            "changes:\n  - change: pci-type\n    set: {cmic: {max: 10}}\n",
            "7:11",
            "write cmic.max: to change only that",
        ),
    ],
)
def test_a_change_that_is_put_together_wrongly_is_one_finding(changed: Told, changes: str, at: str, help: str) -> None:
    found = changed(INVOICES.partition("changes:")[0].lstrip("\n") + changes)
    assert [(finding.help, (finding.at or "").partition("own-changes.yaml:")[2]) for finding in found] == [(help, at)]


def test_a_file_that_overlays_and_adds_a_mapping_is_told_once(changed: Told) -> None:
    (finding,) = changed(INVOICES.replace("title: Own", "overlay: budget-changes\ntitle: Own"))
    assert finding.message == "a file is a mapping or an overlay, not both"


@pytest.mark.parametrize("line", ['takes_when: title is like("Own*")', "title: Own"])
def test_the_head_of_a_mapping_in_an_overlay_had_a_cure_that_does_not_work(changed: Told, line: str) -> None:
    changes = "\n  - change: pci-type\n    set: {note: Ours.}\n"
    (finding,) = changed(f"overlay: budget-changes\n{line}\nchanges:{changes}")
    assert finding.help == "leave it out, or write mapping: NAME and extends: in place of overlay:"


def test_keys_without_anything_under_them_are_told_in_words(changed: Told) -> None:
    (finding,) = changed(INVOICES.partition("    set:")[0] + "    set: {}\n")
    assert (finding.code, finding.message) == ("bad-value-here", "there is nothing under it")


def test_a_quote_of_an_expression_that_is_not_closed_is_told(changed: Told) -> None:
    (finding,) = changed(INVOICES.replace('like("Own*")', 'like("Own*)'))
    assert finding.help == "a quote is not closed: write it at both ends of the text"


def test_a_default_of_the_wrong_type_is_one_finding(make_catalog: MakeCatalog) -> None:
    with pytest.raises(CrosswalkError) as caught:
        make_catalog(flags=FLAGS.replace("max: 365, default: 30", "max: 365, default: 30.0"))
    (finding,) = caught.value.findings
    assert (finding.message, finding.help) == ("expected a whole number, found 30.0", "write 30")
