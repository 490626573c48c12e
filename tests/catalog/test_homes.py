"""The folders in which customers live: of two customers of one name the nearer is meant."""

from pathlib import Path

import pytest

from commandline import crosswalk
from crosswalk import resources
from repositories import lint


class TestTwoCustomersOfOneName:
    @pytest.fixture
    def shadowing(self, own: Path) -> Path:
        folder = own / "customers" / "example"
        folder.mkdir()
        (folder / "customer.yaml").write_text(
            'customer: example\ntitle: Ours\nflags: {invoice_due_days: 10}\nsettings: {company_code: "1", currency: USD, '
            "time_zone: UTC, pci_status_approved: A, vendor_term_code: N, address_type: M}\n",
            "utf-8",
        )
        return own

    @pytest.mark.parametrize(
        "words", ["lint", "lint .", "lint customers", "lint customers/example", "lint --customer example"]
    )
    def test_is_a_warning_that_names_both(self, shadowing: Path, words: str) -> None:
        said = crosswalk(*words.split(), "--format", "json")
        (finding,) = said.data["findings"]
        assert (said.code, finding["code"], finding["severity"]) == (0, "customer-shadowed", "warning")
        assert finding["at"] == "customers/example/customer.yaml:1:11"
        assert str(resources.mappings() / "customers/example/customer.yaml") in finding["message"]

    def test_the_nearer_is_used_and_told(self, shadowing: Path) -> None:
        said = crosswalk("flags", "show", "invoice_due_days", "--format", "json")
        assert (said.data["value"], "'example' of customers" in said.err) == (10, True)
        named = crosswalk("flags", "show", "invoice_due_days", "--customer", "example", "--format", "json")
        assert (named.data["value"], "customers has another" in named.err) == (10, True)

    def test_the_lint_of_the_other_does_not_call_it_the_nearer(self, shadowing: Path) -> None:
        said = lint(str(resources.mappings() / "customers" / "example"))
        assert (said.code, said.out) == (0, "")

    def test_the_other_is_reached_by_its_path(self, shadowing: Path) -> None:
        path = str(resources.mappings() / "customers" / "example")
        said = crosswalk("flags", "show", "invoice_due_days", "--customer", path, "--format", "json")
        assert said.data["source"] == "default"
