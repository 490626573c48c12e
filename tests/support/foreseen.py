"""A customer with all its settings given, or all but one, and the findings of its files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from crosswalk import Catalog
from crosswalk.audit.lint_all import check_customer
from crosswalk.finding import Finding, Findings

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
Told = Callable[..., tuple[Finding, ...]]


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


def where(finding: Finding) -> str:
    assert finding.span
    line = finding.span.source.line(finding.span.line)
    return line[finding.span.column - 1 :][: finding.span.length]
