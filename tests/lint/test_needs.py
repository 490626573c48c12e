"""Settings that a customer's switched-on mappings need, and that its file does not give."""

from pathlib import Path

import pytest

from crosswalk import Catalog
from crosswalk.audit.lint_all import check_customer, lint_all
from crosswalk.finding import Findings
from foreseen import SETTINGS, Told, where
from kestrel import KESTREL
from specs import MakeCatalog, row, spec


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


def test_a_setting_with_a_bad_value_was_called_not_given_as_well(catalog: Catalog, tmp_path: Path) -> None:
    file = tmp_path / "kestrel" / "customer.yaml"
    file.parent.mkdir()
    settings = 'company_code: "010", currency: USD, pci_status_approved: APPROVED, vendor_term_code: NET30'
    for zone, code in (("time_zone: America/Chicagoo", "bad-setting-value"), ("country: US", "missing-setting")):
        file.write_text(f"{KESTREL}settings: {{{settings}, address_type: MAIN, {zone}}}\n", "utf-8")
        findings = Findings()
        check_customer(catalog, str(file), (), findings)
        assert [finding.code for finding in findings.in_order()] == [code]
