"""Two other connectors in YAML only: nothing of Procore or CMiC is in the engine.

Yardi crosses names (cost code is its Cost Category, cost type its Cost Code) and cuts titles; NetSuite composes an item's
name of three codes and makes retention a line of its own.
"""

from datetime import date

import pytest
from syrupy.assertion import SnapshotAssertion

from beside import BesideConnectors
from canonical import canonical
from crosswalk import Catalog, load
from crosswalk.audit.lint_all import lint_all
from crosswalk.catalog.samples import Sample, find_samples
from places import ROOT

_FOLDER = ROOT / "tests" / "connectors"
_CATALOGS = {folder.name: load(folder / "mappings", label=folder.name) for folder in sorted(_FOLDER.iterdir())}
_CASES = [
    (name, sample, variant)
    for name, catalog in _CATALOGS.items()
    for sample in find_samples(catalog)
    for variant in ("", *sample.run.variants)
]


@pytest.mark.parametrize("catalog", _CATALOGS.values(), ids=_CATALOGS)
def test_it_is_clean(catalog: Catalog) -> None:
    assert lint_all(catalog) == ()


@pytest.mark.parametrize(
    ("name", "sample", "variant"),
    _CASES,
    ids=[".".join(filter(None, (n, s.mapping, f"{s.direction}-{s.case}", v))) for n, s, v in _CASES],
)
def test_sample(name: str, sample: Sample, variant: str, snapshot: SnapshotAssertion) -> None:
    flags = sample.run.with_variant(variant) if variant else sample.run.flags
    customer = _CATALOGS[name].customer("example", sample=flags)
    mapper = customer.mapper(sample.mapping, sample.direction, today=date(2025, 2, 3))
    outcomes = mapper.trace_payload(sample.payload)
    assert canonical(mapper, customer, outcomes, sample.name) == snapshot.use_extension(BesideConnectors)


def test_the_names_are_crossed_both_ways() -> None:
    customer = _CATALOGS["yardi"].customer("example")
    record = {
        "number": "1",
        "project_number": "J",
        "line_items": [{"cost_code": "07-100", "cost_type": "S", "amount": "1"}],
    }
    (out,) = customer.mapper("contracts", "export", today=date(2025, 2, 3)).trace_payload({"commitments": record})
    body = out.documents[0].body
    assert (body["Detail"][0]["CostCategory"], body["Detail"][0]["CostCode"]) == ("07-100", "S")
    (back,) = customer.mapper("contracts", "import", today=date(2025, 2, 3)).trace_payload({"contracts": body})
    assert back.documents[0].body["line_items"][0] == {"cost_code": "07-100", "cost_type": "S", "amount": "1.00"}
