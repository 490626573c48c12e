"""A condition that shares records out must mean the same in every mapping that asks it."""

from pathlib import Path

import pytest

from crosswalk import Catalog
from crosswalk.audit.lint_all import check_customer, lint_all
from crosswalk.finding import Findings
from pci_types import SETTINGS, SMALL, own
from specs import MakeCatalog


@pytest.mark.parametrize(
    ("takes", "message"),
    [
        ("rows.a == 'x'", "takes_when: reads rows.a, which each mapping has for itself: its rows"),
        ("sequence == 0", "takes_when: reads sequence, which each mapping has for itself: its run"),
        (
            "found.code == 'x'",
            "takes_when: reads rows.a through the link found, which each mapping has for itself: its rows",
        ),
    ],
)
def test_a_condition_that_means_something_else_in_each_mapping_is_a_finding(
    make_catalog: MakeCatalog, takes: str, message: str
) -> None:
    base = f"{SMALL}links:\n  found: {{find: items, match: {{id: rows.a}}, none: blank}}\n"
    (finding,) = lint_all(make_catalog(small=base, customers__tester__one=own("one", takes)))
    assert (finding.code, finding.message) == ("unknown-name", message)
    assert finding.at == "mappings/customers/tester/one.yaml:4:13"


BOTH_WAYS = """
mapping: small-vendors
extends: vendors
title: Small Vendors
takes_when: {condition}
"""


@pytest.mark.parametrize(
    ("condition", "codes"),
    [
        ("vendor_group.name == 'S'", []),
        ("vendor_group.name == 'S' or BpvenBpCode is like('S*')", []),
        ("record.BpvenBpCode is like('S*')", []),
        ("vendro_group.name == 'S'", ["unknown-path"]),
        ("record.vendro_group.name == 'S'", ["unknown-path"]),
    ],
)
def test_a_condition_on_a_mapping_of_both_directions_could_not_be_written(
    catalog: Catalog, tmp_path: Path, condition: str, codes: list[str]
) -> None:
    (tmp_path / "harbor").mkdir()
    (tmp_path / "harbor" / "customer.yaml").write_text(SETTINGS, "utf-8")
    text = BOTH_WAYS.replace("{condition}", condition).lstrip()
    (tmp_path / "harbor" / "small-vendors.yaml").write_text(text, "utf-8")
    findings = Findings()
    check_customer(catalog, str(tmp_path / "harbor" / "customer.yaml"), (), findings)
    assert [finding.code for finding in findings.in_order()] == codes
