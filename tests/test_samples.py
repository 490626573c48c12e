"""Every sample of every mapping, with every variant of its flags, is a snapshot that a reviewer reads.

A new mapping or sample adds its test by being there; nothing is named here.
"""

import re
from datetime import date

import pytest
from syrupy.assertion import SnapshotAssertion

from canonical import canonical
from conftest import ROOT
from crosswalk import load
from crosswalk.samples import Sample, find_samples

_CATALOG = load(ROOT / "mappings", label="mappings")
_SAMPLES = find_samples(_CATALOG)
_CASES = [(sample, variant) for sample in _SAMPLES for variant in ("", *sample.run.variants)]


@pytest.mark.parametrize(("sample", "variant"), _CASES, ids=[case[0].title(case[1]) for case in _CASES])
def test_sample(sample: Sample, variant: str, text_snapshot: SnapshotAssertion) -> None:
    run = sample.run
    flags = run.with_variant(variant) if variant else run.flags
    customer = _CATALOG.customer(run.customer or sample.customer or "example", sample=flags)
    today = run.today or date(2025, 2, 3)
    mapper = customer.mapper(sample.mapping, sample.direction, today=today, context=run.context or {})
    outcomes = mapper.map_payload(sample.payload)
    text = canonical(mapper, customer, outcomes, sample.name)
    assert text == text_snapshot


def test_names_of_snapshots_are_injective() -> None:
    names = [case[0].title(case[1]) for case in _CASES]
    assert len(names) == len(set(names))
    # syrupy drops what is no plain letter, so two names could become one file
    assert all(re.fullmatch(r"[a-z0-9.-]+", name) for name in names)


@pytest.mark.parametrize("mapping", _CATALOG.names)
def test_every_mapping_has_five_samples_in_each_story(mapping: str) -> None:
    assert len(find_samples(_CATALOG, mapping)) >= 5


@pytest.mark.parametrize("case", _CASES, ids=[case[0].title(case[1]) for case in _CASES])
def test_a_variant_changes_its_sample(case: tuple[Sample, str]) -> None:
    sample, variant = case
    if not variant:
        return
    run = sample.run
    results = []
    for flags in (run.flags, run.with_variant(variant)):
        customer = _CATALOG.customer(run.customer or sample.customer or "example", sample=flags)
        mapper = customer.mapper(sample.mapping, sample.direction, today=date(2025, 2, 3), context=run.context or {})
        outcomes = mapper.map_payload(sample.payload)
        results.append([(o.kind, [f.code for f in o.findings], [d.body for d in o.documents]) for o in outcomes])
    assert results[0] != results[1], f"the variant {variant} changes nothing"
