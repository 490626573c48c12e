"""Custom types of one base: a customer that has them beside the shipped mappings, and a small family of mappings."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from commandline import Said, crosswalk
from crosswalk import Catalog, Outcome
from crosswalk.values import Json
from places import ROOT, TODAY
from specs import MakeCatalog, codes, row, spec

SAMPLES = ROOT / "mappings" / "samples" / "budget-changes"
SETTINGS = """customer: harbor
title: Harbor Builders
settings:
  {company_code: "030", currency: USD, country: US, time_zone: America/Chicago, pci_status_approved: APPROVED,
   address_type: MAIN, vendor_term_code: NET30}
"""


def pci_type(name: str, takes: str, base: str = "budget-changes") -> str:
    return f"""mapping: {name}
extends: {base}
title: {name}
takes_when: {takes}
changes:
  - change: pci-type
    set: {{source: null, constant: {name[:4].upper()}}}
"""


class Harbor:
    """A customer with PCI types of its own, beside the shipped mappings."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.at = folder, folder / "customers" / "harbor"
        self.at.mkdir(parents=True)
        (self.at / "customer.yaml").write_text(SETTINGS, "utf-8")

    def has(self, **types: str) -> None:
        for name, takes in types.items():
            (self.at / f"{name}.yaml").write_text(pci_type(name, takes), "utf-8")

    def changes(self, *titles: Json) -> Path:
        payload = json.loads((SAMPLES / "export-approved.json").read_text("utf-8"))
        file = self.folder / "changes.json"
        events = [{**payload, "data": {**payload["data"], "title": title}} for title in titles]
        file.write_text(json.dumps(events), "utf-8")
        return file

    def says(self, command: str, *arguments: str) -> Said:
        return crosswalk(command, *arguments, "--customers", str(self.folder / "customers"), "--customer", "harbor")

    def maps(self, command: str, mapping: str, *titles: Json) -> Said:
        how = ("--today", "2025-06-02", "--context", str(SAMPLES / "context.yaml"))
        return self.says(command, mapping, str(self.changes(*titles)), *how)


@pytest.fixture
def harbor(tmp_path: Path) -> Harbor:
    return Harbor(tmp_path)


SMALL = spec(
    row("a", "source: v"),
    more="rules:\n  - {id: no-void, skip_when: status == 'void', message: A void order stays.}\n",
)


def own(name: str, takes: str, base: str = "small") -> str:
    instead = "source: null, constant" if base in {"small", "large"} else "constant"
    return f"mapping: {name}\nextends: {base}\ntitle: {name}\ntakes_when: {takes}\nchanges:\n  - {{change: a, set: {{{instead}: {name}}}}}\n"


@pytest.fixture
def family(make_catalog: MakeCatalog) -> Callable[..., Catalog]:
    """The small mapping and a customer's own: names to conditions, or to a base and a condition."""

    def make(**takes: str | tuple[str, str]) -> Catalog:
        files = {
            f"customers__tester__{name}": own(name, takes) if isinstance(takes, str) else own(name, takes[1], takes[0])
            for name, takes in takes.items()
        }
        return make_catalog(small=SMALL, **files)

    return make


def outcomes(catalog: Catalog, record: Json) -> dict[str, Outcome]:
    """What each mapping of the customer makes of a record."""
    customer = catalog.customer("tester")
    return {
        name: next(iter(customer.mapper(name, today=TODAY).map_all([{"number": "1", "v": "x", **record}])))
        for name in customer.mappings
    }


def kinds(catalog: Catalog, record: Json) -> dict[str, tuple[str, list[str]]]:
    return {name: (outcome.kind, codes(outcome)) for name, outcome in outcomes(catalog, record).items()}
