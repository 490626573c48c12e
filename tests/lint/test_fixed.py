"""What is fixed beforehand must fit the field that it goes to."""

import pytest

from crosswalk.audit.lint_all import lint_all
from foreseen import OWN, Told, where
from specs import FLAGS, TABLES, MakeCatalog, row, spec


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


def test_the_small_catalog_has_what_these_tests_name() -> None:
    assert "office" in FLAGS
    assert "alpha" in TABLES
