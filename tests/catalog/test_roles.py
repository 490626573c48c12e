"""What a file is by its name and place, and what to do about one that nothing reads."""

from pathlib import Path

import pytest

from commandline import crosswalk
from crosswalk.audit.lint_all import lint_all
from repositories import OVERLAY, found, lint
from specs import MakeCatalog, row, spec


@pytest.mark.parametrize(
    ("file", "help"),
    [
        ("customers/tester/own.yml", "call it own.yaml"),
        ("customers/tester/overlays/own.yaml", "put it beside customer.yaml, or into samples/MAPPING/"),
        ("customers/tester/sample/small/export-a.json", "put samples into samples/MAPPING/"),
        ("customers/tester/samples/small/exprt-a.json", "call it export-NAME.json or import-NAME.json"),
        ("customers/other/customers.yaml", "call it customer.yaml"),
    ],
)
def test_a_file_that_nothing_reads_is_seen(make_catalog: MakeCatalog, file: str, help: str) -> None:
    catalog = make_catalog(small=spec(row("a", "source: v")))
    path = catalog.place.root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{}", "utf-8")
    (finding,) = lint_all(catalog)
    assert (finding.code, finding.severity, finding.help) == ("wrong-file-name", "warning", help)
    assert file in (finding.at or "")


class TestAMisspeltCustomerFile:
    @pytest.mark.parametrize(
        "name", ["customer.yml", "customers.yaml", "Customer.yaml", "costumer.yaml", "customer.yaml.txt"]
    )
    @pytest.mark.parametrize("words", ["lint customers", "lint customers/harbor"])
    def test_is_told_and_nothing_is_checked(self, own: Path, name: str, words: str) -> None:
        (own / "customers/harbor/customer.yaml").rename(own / "customers/harbor" / name)
        said = crosswalk(*words.split(), "--format", "json")
        (finding,) = said.data["findings"]
        assert (said.code, finding["code"], finding["help"]) == (2, "wrong-file-name", "call it customer.yaml")

    def test_is_the_cure_of_an_unknown_customer(self, own: Path) -> None:
        (own / "customers/harbor/customer.yaml").rename(own / "customers/harbor/customer.yml")
        for name in ("harbor", "customers/harbor"):
            said = crosswalk("list", "--customer", name)
            assert (said.code, "call its file customer.yml customer.yaml" in said.err) == (3, True)

    def test_a_folder_without_one_was_passed_in_silence(self, own: Path) -> None:
        (own / "customers" / "acme").mkdir()
        (own / "customers" / "acme" / "subcontractor-invoices.yaml").write_text(OVERLAY, "utf-8")
        said = crosswalk("lint", "customers", "--format", "json")
        (finding,) = said.data["findings"]
        assert (finding["code"], finding["help"]) == ("wrong-file-name", "put a customer.yaml into acme/")

    @pytest.mark.usefixtures("all_mappings")
    def test_a_change_of_the_mapping_customers_is_none(self, own: Path) -> None:
        (own / "customers/harbor/customers.yaml").write_text("overlay: customers\nchanges: [{remove: x}]\n", "utf-8")
        assert found(lint("customers")) == {("row-not-found", "customers.yaml")}
