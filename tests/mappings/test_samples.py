"""Every sample of every mapping, with every variant of its flags, is a snapshot that a reviewer reads.

A new mapping or sample adds its test by being there; nothing is named here.
"""

import re

import pytest
from syrupy.assertion import SnapshotAssertion

from beside import BesideShipped
from canonical import canonical
from crosswalk.catalog.samples import Sample, find_samples
from shipped import CATALOG, cases, rehearsal

_NAMES = [sample.title(variant) for sample, variant in cases()]
_VARIANTS = [(sample, variant) for sample, variant in cases() if variant]


@pytest.mark.parametrize(("sample", "variant"), cases(), ids=_NAMES)
def test_sample(sample: Sample, variant: str, snapshot: SnapshotAssertion) -> None:
    here = rehearsal(sample, variant)
    assert canonical(here.mapper, here.customer, here.outcomes, sample.name) == snapshot.use_extension(BesideShipped)


def test_names_of_snapshots_are_injective() -> None:
    assert len(_NAMES) == len(set(_NAMES))
    # syrupy drops what is no plain letter, so two names could become one file
    assert all(re.fullmatch(r"[a-z0-9.-]+", name) for name in _NAMES)


@pytest.mark.parametrize("mapping", CATALOG.names)
def test_every_mapping_has_five_samples_in_each_story(mapping: str) -> None:
    assert len(find_samples(CATALOG, mapping)) >= 5


@pytest.mark.parametrize(("sample", "variant"), _VARIANTS, ids=[sample.title(variant) for sample, variant in _VARIANTS])
def test_a_variant_changes_its_sample(sample: Sample, variant: str) -> None:
    results = [
        [(o.kind, [f.code for f in o.findings], [d.body for d in o.documents]) for o in rehearsal(sample, v).outcomes]
        for v in ("", variant)
    ]
    assert results[0] != results[1], f"the variant {variant} changes nothing"
