"""What lint knows without a payload."""

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import FLAGS, TABLES
from crosswalk import Catalog
from crosswalk.audit.lint_all import check_customer, lint_all
from crosswalk.finding import Finding, Findings
from specs import HEAD, row, spec

MakeCatalog = Callable[..., Catalog]
SETTINGS = {
    "company_code": '"010"',
    "currency": "USD",
    "time_zone": "America/Chicago",
    "pci_status_approved": "APPROVED",
    "vendor_term_code": "NET30",
    "address_type": "MAIN",
}
OWN = """mapping: own-changes
extends: budget-changes
title: Own Changes
takes_when: title is like("Own*")
changes:
  - change: pci-type
    set: {source: null, constant: OWN}
"""


@pytest.fixture
def told(catalog: Catalog, tmp_path: Path) -> Callable[..., tuple[Finding, ...]]:
    """The findings of a customer of the shipped catalog: its settings, the rest of its file, a file beside it."""

    def go(more: str = "", own: str = "", without: str = "") -> tuple[Finding, ...]:
        folder = tmp_path / "kestrel"
        folder.mkdir(exist_ok=True)
        given = "".join(f"  {name}: {value}\n" for name, value in SETTINGS.items() if name != without)
        text = f"customer: kestrel\ntitle: Kestrel Construction\nsettings:\n{given}{more}"
        (folder / "customer.yaml").write_text(text, "utf-8")
        if own:
            (folder / "own-changes.yaml").write_text(own, "utf-8")
        findings = Findings()
        check_customer(catalog, str(folder / "customer.yaml"), (), findings)
        return findings.in_order()

    return go


Told = Callable[..., tuple[Finding, ...]]


def where(finding: Finding) -> str:
    assert finding.span
    line = finding.span.source.line(finding.span.line)
    return line[finding.span.column - 1 :][: finding.span.length]


class TestFixedValues:
    @pytest.mark.parametrize(
        ("more", "limit", "code", "at"),
        [
            ("type: code, constant: OWNERALLOW", "max: 4", "too-long", "OWNERALLOW"),
            ("source: v, default: OWNERALLOW", "max: 4", "too-long", "OWNERALLOW"),
            ("source: \"'OWNERALLOW'\"", "max: 4", "too-long", "OWNERALLOW"),
            ("source: \"'OWNERALLOW' if v == 'x' else 'OWN'\"", "max: 4", "too-long", "OWNERALLOW"),
            ("source: \"v | default('OWNERALLOW')\"", "max: 4", "too-long", "OWNERALLOW"),
            ("first_of: [v, \"'OWNERALLOW'\"]", "max: 4", "too-long", "OWNERALLOW"),
            ("choose: {by: shape, from: {round: \"'OWNERALLOW'\", square: v}}", "max: 4", "too-long", "OWNERALLOW"),
            ("source: v, transform: \"'OWNERALLOW' if value == 'x' else 'OWN'\"", "max: 4", "too-long", "OWNERALLOW"),
            ("type: money, constant: 12345", "digits: 4", "too-long", "12345"),
            ("type: money, constant: 1.234", "digits: 4", "too-precise", "1.234"),
            ("type: decimal, source: v, default: 1.5", "places: 0", "too-precise", "1.5"),
            ("type: code, constant: 'OWN '", "max: 4", "bad-value-here", "'OWN '"),
            ("type: money, source: \"'five'\"", "max: 4", "bad-value-here", "'five"),
        ],
    )
    def test_a_constant_that_its_target_does_not_take_is_a_finding_at_the_constant(
        self, make_catalog: MakeCatalog, more: str, limit: str, code: str, at: str
    ) -> None:
        text = spec(row("a", more).replace("path: 'first.a'", f"path: first.a, {limit}"))
        (finding,) = lint_all(make_catalog(small=text))
        assert (finding.code, finding.severity) == (code, "error")
        assert where(finding).strip("'") == at.strip("'")

    def test_a_constant_that_is_cut_each_time_is_a_warning(self, make_catalog: MakeCatalog) -> None:
        text = spec(
            row("a", "constant: OWNERALLOW").replace("path: 'first.a'", "path: first.a, max: 4, policy: truncate")
        )
        (finding,) = lint_all(make_catalog(small=text))
        assert (finding.code, finding.severity) == ("too-long", "warning")

    def test_a_constant_of_the_right_length_is_none(self, make_catalog: MakeCatalog) -> None:
        text = spec(row("a", "constant: OWNA").replace("path: 'first.a'", "path: first.a, max: 4"))
        assert lint_all(make_catalog(small=text)) == ()

    def test_a_value_of_a_table_that_is_too_long_stands_in_the_table(self, make_catalog: MakeCatalog) -> None:
        text = spec(row("a", "source: v, table: kinds").replace("path: 'first.a'", "path: first.a, max: 4"))
        found = lint_all(make_catalog(small=text))
        assert [(finding.code, where(finding)) for finding in found] == [("too-long", "alpha")]
        assert found[0].message == 'a (a of small): "alpha" has 5 letters, 4 are taken'

    def test_a_default_of_a_flag_that_is_too_long_is_a_finding(self, make_catalog: MakeCatalog) -> None:
        text = spec(row("a", "source: flags.shape").replace("path: 'first.a'", "path: first.a, max: 4"))
        (finding,) = lint_all(make_catalog(small=text))
        assert (finding.code, finding.at) == ("too-long", "mappings/flags.yaml:4:3")

    def test_an_own_constant_that_is_too_long_stands_at_the_customers_line(self, told: Told) -> None:
        (finding,) = told(own=OWN.replace("constant: OWN", "constant: OWNERALLOW"))
        assert (finding.code, finding.severity, where(finding)) == ("too-long", "error", "OWNERALLOW")
        assert finding.at
        assert finding.at.endswith("own-changes.yaml:7:35")
        assert finding.help == "write at most 4 letters"

    def test_a_constant_that_the_documents_schema_does_not_take_is_told(self, told: Told) -> None:
        own = OWN + "  - change: projection\n    set: {constant: X}\n"
        (finding,) = told(own=own)
        assert (finding.code, finding.severity, finding.help) == ("document-schema", "warning", "one of A, R")
        assert where(finding) == "X"

    def test_a_length_that_only_the_documents_schema_says_counts(self, told: Told) -> None:
        row = "{id: pci-type, direction: export, cmic: {label: PCI Type, path: pci.CmmTypeCode}, constant: OWNERALLOW}"
        own = f"overlay: budget-changes\nchanges:\n  - replace: pci-type\n    row: {row}\n"
        assert told(own=own.replace("OWNERALLOW", "OWN")) == ()
        (finding,) = told(own=own)
        assert (finding.code, finding.severity, finding.help) == ("too-long", "error", "write at most 4 letters")

    def test_a_value_of_a_customers_table_that_is_too_long_is_told_once_at_its_place(self, told: Told) -> None:
        (finding,) = told("tables: {units_of_measure: {hours: HOURS}}\n")
        assert (finding.code, where(finding)) == ("too-long", "HOURS")
        assert finding.message.startswith("WM (")

    def test_a_code_of_a_table_that_is_read_backwards_is_what_is_written(self, make_catalog: MakeCatalog) -> None:
        tables = TABLES.replace("from: left, to: right, entries", "from: right, to: left, entries")
        text = spec(row("a", "source: v, table: kinds").replace("path: 'first.a'", "path: first.a, max: 1"))
        assert lint_all(make_catalog(small=text, tables=tables)) == ()

    def test_a_setting_longer_than_the_field_it_goes_to_is_told_at_its_value(self, make_catalog: MakeCatalog) -> None:
        text = spec(row("a", "source: settings.company").replace("path: 'first.a'", "path: first.a, max: 4"))
        customer = "customer: tester\ntitle: Tester\nsettings: {company: ABCDEF}\n"
        (finding,) = lint_all(make_catalog(small=text, customers__tester__customer=customer))
        assert (finding.code, where(finding)) == ("too-long", "ABCDEF")

    @pytest.mark.parametrize("flags", ["is_on: false, shape: square", "shape: square"])
    def test_a_value_of_a_row_that_is_off_is_not_told(self, make_catalog: MakeCatalog, flags: str) -> None:
        text = spec(
            row("a", "source: settings.company, enabled_by: {flag: shape, is: round}").replace(
                "path: 'first.a'", "path: first.a, max: 4"
            )
        )
        customer = f"customer: tester\ntitle: Tester\nsettings: {{company: ABCDEF}}\nflags: {{{flags}}}\n"
        assert lint_all(make_catalog(small=text, customers__tester__customer=customer)) == ()


class TestNeeds:
    @pytest.mark.parametrize("name", list(SETTINGS))
    def test_a_setting_that_switched_on_mappings_need_is_told_once_at_the_settings(self, told: Told, name: str) -> None:
        (finding,) = told(without=name)
        assert (finding.code, finding.severity, where(finding)) == ("missing-setting", "warning", "settings")
        assert finding.message.startswith(f"the setting '{name}' is not given, and ")

    def test_the_mappings_that_need_it_are_named(self, told: Told) -> None:
        (finding,) = told(without="company_code")
        assert "budget-changes, budgets, commitments and " in finding.message

    def test_a_mapping_that_is_off_needs_nothing(self, told: Told) -> None:
        assert told("flags: {vendor_export: false}\n", without="vendor_term_code") == ()

    def test_a_mapping_that_is_switched_on_needs_its_settings(self, told: Told) -> None:
        (finding,) = told("flags: {payment_export: true}\n")
        assert finding.message == "the setting 'country' is not given, and invoice-payments needs it"

    @pytest.mark.parametrize(
        ("more", "count"),
        [
            ("source: settings.office", 1),
            ("source: \"'none' if settings.office is blank else settings.office\"", 0),
            ("first_of: [v, settings.office]", 0),
            ("first_of: [settings.office, v]", 1),
            ('source: "v | default(settings.office)"', 0),
            ('source: "v | concat(settings.office)"', 1),
            ("source: \"v if v == 'x' else settings.office\"", 0),
            ('source: "v if flags.is_on else settings.office"', 0),
            ('source: "v if not flags.is_on else settings.office"', 1),
            ("choose: {by: shape, from: {round: v, square: settings.office}}", 0),
            ("choose: {by: shape, from: {round: settings.office, square: v}}", 1),
            ("source: settings.office, enabled_by: {flag: shape, is: square}", 0),
            ("source: settings.office, when: not flags.is_on", 0),
            ("source: v, when: settings.office is not blank and settings.office == 'x'", 0),
            ("source: v, when: settings.office == 'x'", 1),
            ("source: settings.zone", 0),
        ],
    )
    def test_only_what_is_read_in_any_case_is_needed(self, make_catalog: MakeCatalog, more: str, count: int) -> None:
        found = lint_all(make_catalog(small=spec(row("a", more))))
        assert [finding.code for finding in found] == ["missing-setting"] * count


class TestPlainPatterns:
    @pytest.mark.parametrize(
        ("condition", "help"),
        [
            ('title == "Allowance*"', 'is like("Allowance*") takes * for any letters'),
            ('title != "Allowance*"', 'is not like("Allowance*") takes * for any letters'),
            ('"Allowance*" == title', 'is like("Allowance*") takes * for any letters'),
            ('title in ["Allowance*", "OA-1"]', 'is like(["Allowance*", "OA-1"]) takes * for any letters'),
            ('(title | upper) not in ["OA-?"]', 'is not like("OA-?") takes ? for any letters'),
            ('not (title == "OA-?")', 'is like("OA-?") takes ? for any letters'),
        ],
    )
    def test_a_star_in_a_plain_comparison_is_told(self, told: Told, condition: str, help: str) -> None:
        own = OWN.replace('takes_when: title is like("Own*")', f"takes_when: |-\n  {condition}")
        (finding,) = told(own=own)
        assert (finding.code, finding.severity, finding.help) == ("plain-pattern", "warning", help)
        assert {"*", "?"} & set(where(finding))

    @pytest.mark.parametrize("condition", ['title is like("Allowance*")', 'title == "Allowance"', 'number in ["1"]'])
    def test_a_pattern_where_it_works_is_none(self, told: Told, condition: str) -> None:
        assert told(own=OWN.replace('title is like("Own*")', condition)) == ()


class TestNeverMet:
    @pytest.mark.parametrize(
        ("condition", "severity", "message", "help"),
        [
            ('status == "aproved"', "warning", 'status is never "aproved"', "did you mean 'approved'?"),
            ('record.status != "closed"', "warning", 'status is never "closed"', "it is one of draft, approved, under_review, void"),
            ('status in ["approved", "vod"]', "warning", 'status is never "vod"', "did you mean 'void'?"),
            ('status is like("Appr*")', "warning", 'status is never like "Appr*"', "it is one of draft, approved, under_review, void"),
            ('title == 5', "error", "title is text, and 5 is a number", 'write "5" in quotes'),
            ('prime_contract_id == "5"', "error", 'prime_contract_id is a number, and "5" is text', "write the number without quotes"),
            ('prime_contract_id is like("5*")', "error", "prime_contract_id is a number, and is like takes text", "compare a number with ==, <, >"),
            ('prime_contract == "5"', "error", 'prime_contract is an object, and "5" is text', "compare a field inside it"),
            ('prime_contract is like("5*")', "error", "prime_contract is an object, and is like takes text", "compare a field inside it"),
            ('title == true', "error", "title is text, and true is yes or no", 'write "true" in quotes, or ask: NAME is not blank'),
            ('title == false', "error", "title is text, and false is yes or no", 'write "false" in quotes, or ask: NAME is blank'),
            ('prime_contract_id == true', "error", "prime_contract_id is a number, and true is yes or no", "write a number, or ask: NAME is not blank"),
            ('prime_contract == true', "error", "prime_contract is an object, and true is yes or no", "compare a field inside it"),
        ],
    )  # fmt: skip
    def test_a_condition_that_no_payload_can_meet_is_told_at_the_constant(
        self, told: Told, condition: str, severity: str, message: str, help: str
    ) -> None:
        own = OWN.replace('takes_when: title is like("Own*")', f"takes_when: |-\n  {condition}")
        (finding,) = told(own=own)
        assert (finding.code, finding.severity, finding.message) == ("never-met", severity, message)
        assert finding.help == help

    @pytest.mark.parametrize(
        "condition",
        [
            'status == "approved"',
            'status is like("app*")',
            "prime_contract_id == 5",
            'prime_contract.title == "x"',
            'project_id == "5" or project_id == 5',
            'erp_status == none or title == "x"',
        ],
    )
    def test_a_condition_that_a_payload_can_meet_is_none(self, told: Told, condition: str) -> None:
        assert told(own=OWN.replace('title is like("Own*")', condition)) == ()

    def test_where_rules_and_rows_are_looked_at_too(self, told: Told) -> None:
        own = OWN + (
            "  - add_after: budget-change-void\n"
            "    rule: {id: r, skip_when: status == 'voided', message: m}\n"
            "  - change: status\n    set: {when: status == 'aproved'}\n"
        )
        assert [where(finding).strip("'") for finding in told(own=own)] == ["voided", "aproved"]

    @pytest.mark.parametrize(
        ("condition", "message"),
        [
            ("false", "it takes no record, whatever it holds"),
            ("true", "it takes every record, whatever it holds"),
            ("\"'Own'\"", '"Own" is neither true nor false'),
        ],
    )
    def test_a_condition_of_nothing_is_told(self, told: Told, condition: str, message: str) -> None:
        (finding,) = told(own=OWN.replace('title is like("Own*")', condition))
        assert (finding.code, finding.message) == ("never-met", message)

    @pytest.mark.parametrize("key", ["\"'order'\"", "settings.company", "[\"'a'\", today]"])
    def test_a_key_of_nothing_is_told(self, make_catalog: MakeCatalog, key: str) -> None:
        head = HEAD.replace("key: number", f"key: {key}")
        (finding,) = lint_all(make_catalog(small=spec(row("a", "source: v"), head=head)))
        assert (finding.code, finding.at) == ("no-key", "mappings/small.yaml:6:8")


class TestEchoes:
    def test_a_constant_that_the_base_gives_by_a_flag_is_told(self, told: Told) -> None:
        (finding,) = told(own=OWN.replace("constant: OWN", "constant: INT"))
        assert (finding.code, finding.severity, where(finding)) == ("changes-nothing", "warning", "INT")
        assert finding.message == 'the base gives "INT" already, by flags.budget_change_pci_type'

    def test_a_constant_that_differs_by_the_customers_own_flag_is_none(self, told: Told) -> None:
        own = OWN.replace("constant: OWN", "constant: INT")
        assert told("flags: {budget_change_pci_type: CHG}\n", own=own) == ()

    @pytest.mark.parametrize(
        ("change", "at"),
        [
            ("change: projection\n    set: {constant: A}", "constant"),
            ("change: pci-type\n    set: {required: true}", "required"),
            ("change: pci-type\n    set: {cmic.max: 4}", "cmic.max"),
            ("change: export-date\n    set: {constant: null}", "constant"),
            ("change: budget-change-void\n    set: {help: nothing to do}", "help"),
        ],
    )
    def test_a_key_that_says_what_the_base_says_is_told_at_the_key(self, told: Told, change: str, at: str) -> None:
        (finding,) = told(own=f"{OWN}  - {change}\n")
        assert (finding.code, where(finding)) == ("changes-nothing", at)

    def test_an_overlay_is_looked_at_like_an_own_mapping(self, make_catalog: MakeCatalog) -> None:
        own = "overlay: small\nchanges:\n  - {change: a, set: {default: x}}\n"
        catalog = make_catalog(small=spec(row("a", "source: v, default: x")), customers__tester__own=own)
        assert [finding.code for finding in lint_all(catalog)] == ["changes-nothing"]


def test_the_small_catalog_has_what_these_tests_name() -> None:
    assert "office" in FLAGS
    assert "alpha" in TABLES


def test_a_misspelt_setting_is_not_told_as_missing_too(told: Told) -> None:
    (finding,) = told("  curency: USD\n", without="currency")
    assert (finding.code, finding.help) == ("unknown-setting", "did you mean 'currency'?")


def test_settings_under_another_name_are_not_all_told_as_missing(catalog: Catalog, tmp_path: Path) -> None:
    for block in ("setings: {company_code: '010'}", "settings:\n  - company_code: '010'"):
        file = tmp_path / "kestrel" / "customer.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"customer: kestrel\ntitle: Kestrel Construction\n{block}\n", "utf-8")
        findings = Findings()
        check_customer(catalog, str(file), (), findings)
        assert len(findings.in_order()) == 1, block


@pytest.mark.parametrize("written", ["100", '["100", "200"]', '""', "", '"10 0"'])
def test_a_setting_that_cannot_be_used_is_not_told_as_missing_too(told: Told, written: str) -> None:
    (finding,) = told(f"  company_code: {written}\n", without="company_code")
    assert finding.code == "bad-setting-value"
