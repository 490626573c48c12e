"""The repository of a customer: its file, a change, a mapping of its own with a sample, beside a few shipped mappings."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from commandline import Said, crosswalk
from places import ROOT

CUSTOMER = """
customer: harbor
title: Harbor Builders
settings: {company_code: "020", currency: USD, time_zone: America/Chicago, pci_status_approved: APPROVED, vendor_term_code: NET30, address_type: MAIN}
flags: {invoice_due_days: 45}
""".lstrip()
OWN = """
mapping: owner-allowances
extends: budget-changes
title: Owner Allowances
takes_when: title is like("Allowance*")
changes:
  - change: pci-type
    set: {source: null, constant: OALW}
    reason: The PCI type that Harbor has set up for allowances.
""".lstrip()
OVERLAY = """
overlay: subcontractor-invoices
changes:
  - change: due-date
    set: {note: Forty-five days at Harbor.}
    reason: The payment terms of Harbor.
""".lstrip()
RUN = """
customer: harbor
today: 2025-02-03
context: context.yaml
variants: {in-30-days: {invoice_due_days: 30}}
""".lstrip()
SAMPLES = "customers/harbor/samples/owner-allowances"
SHIPPED = ROOT / "mappings" / "samples" / "budget-changes"


def make_repository(root: Path, customers: str = "customers") -> Path:
    """A repository with one customer: its file, a change, a mapping of its own, and a sample of that."""
    payload = (SHIPPED / "export-approved.json").read_text("utf-8")
    files = {
        "customer.yaml": CUSTOMER,
        "owner-allowances.yaml": OWN,
        "subcontractor-invoices.yaml": OVERLAY,
        "samples/owner-allowances/export-first.json": payload,
        "samples/owner-allowances/export-first.run.yaml": RUN,
        "samples/owner-allowances/context.yaml": (SHIPPED / "context.yaml").read_text("utf-8"),
    }
    for name, text in files.items():
        file = root / customers / "harbor" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return root


@pytest.fixture(scope="session")
def few_mappings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is shipped, but only a few mappings and samples of it: these commands check all that is there."""
    whole, few = ROOT / "mappings", tmp_path_factory.mktemp("shipped") / "mappings"
    names = {"budget-changes", "budgets", "subcontractor-invoices"}
    registries = [file for file in whole.glob("*.yaml") if "\nmapping: " not in file.read_text("utf-8")]
    for file in (*registries, *(whole / f"{name}.yaml" for name in names)):
        (few / file.name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, few / file.name)
    shutil.copytree(whole / "customers" / "example", few / "customers" / "example")
    for file in (*SHIPPED.glob("export-approved.*"), SHIPPED / "context.yaml"):
        (few / "samples" / "budget-changes").mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, few / "samples" / "budget-changes" / file.name)
    return few


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few_mappings: Path) -> Path:
    """The repository of Harbor, as the working folder."""
    monkeypatch.setattr("crosswalk.resources.mappings", lambda: few_mappings)
    root = make_repository(tmp_path / "work")
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def all_mappings(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that is shipped, beside the repository of Harbor."""
    monkeypatch.setattr("crosswalk.resources.mappings", lambda: ROOT / "mappings")


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def found(said: Said) -> set[tuple[str, str]]:
    """The code and file of each finding."""
    return {(code, Path(file).name) for file, code in re.findall(r"^(\S+?):\d+:\d+: \w+\[(\S+?)\]", said.out, re.M)}


def lint(*arguments: str) -> Said:
    return crosswalk("lint", *arguments, "--format", "concise")
