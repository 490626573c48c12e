"""crosswalk show: the table, for people and as data."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commandline import check, crosswalk
from crosswalk import Catalog


class TestShow:
    def test_the_table_as_json_has_both_labels_and_the_arrow(self) -> None:
        data = crosswalk("show", "subcontractor-invoices", "--format", "json").data
        check(data, "show")
        due = next(row for row in data["rows"] if row["id"] == "due-date")
        assert (due["procore"], due["direction"], due["cmic"], due["documented"], due["flags"]) == (
            "Billing Date + 30 Days",
            "export",
            "Due Date",
            True,
            ["invoice_due_days"],
        )

    @pytest.mark.parametrize(
        ("mapping", "rows"), [("subcontractor-invoices", 16), ("invoice-payments", 5), ("job-cost-transactions", 16)]
    )
    def test_every_printed_row_is_there(self, mapping: str, rows: int) -> None:
        data = crosswalk("show", mapping, "--format", "json").data
        assert sum(row["documented"] for row in data["rows"]) == rows

    @pytest.mark.parametrize("mapping", ["subcontractor-invoices", "invoice-payments", "job-cost-transactions"])
    @pytest.mark.parametrize("format", ["text", "markdown"])
    def test_it_fits_100_columns_and_is_readable(self, mapping: str, format: str, text_snapshot: Any) -> None:
        said = crosswalk("show", mapping, "--format", format)
        assert said.code == 0
        assert format == "markdown" or max(map(len, said.out.splitlines())) <= 100
        assert said.out == text_snapshot

    def test_effective_prints_yaml(self) -> None:
        said = crosswalk("show", "invoice-payments", "--effective")
        assert (said.code, said.out.splitlines()[0]) == (0, "mapping: invoice-payments")


_SMALL = """
mapping: small
title: Small
export:
  records: orders
  key: number
  documents:
    order: {endpoint: x}
groups:
  - id: header
    rows:
      - {id: name, left: {label: A, path: name}, right: {label: B, path: order.B, max: 20}, direction: export, type: text}
      - {id: extra, left: {label: C, path: extra}, right: {label: D, path: order.D}, direction: export, type: text}
"""


class TestWhatItTells:
    def test_every_row_has_its_id(self) -> None:
        out = crosswalk("show", "subcontractor-invoices").out
        assert any(line.split()[-1:] == ["due-date"] and "Billing Date + 30 Days" in line for line in out.splitlines())

    def test_a_mapping_of_the_customers_own_says_first_what_it_extends_takes_and_changes(self) -> None:
        out = crosswalk("show", "contingency-transfers", "--customer", "lakeside").out
        top = out[: out.index("PROCORE")]
        assert "extends: budget-changes" in top
        assert 'takes records where: title is like("Contingency*")' in top
        assert "pci-type: source flags.budget_change_pci_type is taken out" in top
        assert "pci-type: constant CTGY is added" in top
        assert "because: The PCI type that Lakeside has set up for contingency transfers in CMiC." in top
        assert "mappings/customers/lakeside/contingency-transfers.yaml:9:11" in top

    def test_the_shipped_mapping_says_what_it_leaves_to_the_customers_own(self) -> None:
        out = crosswalk("show", "budget-changes", "--customer", "lakeside").out
        assert 'leaves to contingency-transfers: records where title is like("Contingency*")' in out

    def test_an_overlay_says_what_it_changes(self, make_catalog: Callable[..., Catalog], tmp_path: Path) -> None:
        overlay = """
            overlay: small
            changes:
              - {change: name, set: {right.max: 10, transform: value | upper}, reason: Short names.}
              - {remove: extra, reason: Not used.}
        """
        make_catalog(small=_SMALL, customers__tester__short=overlay)
        options = ("--mappings", str(tmp_path / "mappings"), "--customer", "tester")
        out = crosswalk("show", "small", *options).out
        assert "name: right.max 20 becomes 10" in out
        assert "name: transform value | upper is added" in out
        assert "because: Short names." in out
        assert "extra is removed" in out
        data = crosswalk("show", "small", *options, "--format", "json").data
        check(data, "show")
        assert [(each["id"], each["key"], each["from"], each["to"]) for each in data["changes"]] == [
            ("name", "right.max", "20", "10"),
            ("name", "transform", None, "value | upper"),
            ("extra", None, None, None),
        ]

    def test_rules_are_sentences_with_the_labels_of_fields(self) -> None:
        out = " ".join(crosswalk("show", "budget-changes").out.split())
        assert "{{" not in out
        assert "The budget change [Budget Change Number] is void." in out
        assert "A [From or To] line has the amount [Amount]" in out

    def test_a_field_of_an_import_has_the_label_of_the_side_that_is_read(self) -> None:
        out = " ".join(crosswalk("show", "vendors").out.split())
        assert "Procore has a company [Vendor Name/Business Partner Code] already" in out


def test_the_markdown_of_an_own_mapping_says_what_it_takes(own: Path) -> None:
    out = crosswalk("show", "owner-allowances", "--customer", "harbor", "--format", "markdown").out
    assert '- extends: budget-changes\n- takes records where: title is like("Allowance\\*")\n' in out
    assert "- pci-type: constant OALW is added; because: The PCI type that Harbor" in out
