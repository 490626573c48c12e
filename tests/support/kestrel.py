"""A customer of the shipped catalog in a folder of its own, and the findings of what its files say."""

from collections.abc import Callable
from pathlib import Path

import pytest

from crosswalk import Catalog
from crosswalk.audit.lint_all import check_customer
from crosswalk.finding import Finding, Findings

KESTREL = "customer: kestrel\ntitle: Kestrel Construction\n"
Told = Callable[[str], tuple[Finding, ...]]
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
