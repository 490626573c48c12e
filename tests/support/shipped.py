"""The shipped catalog, loaded once for all tests, and the rehearsals of its samples, each made once."""

from datetime import date
from functools import cache

from crosswalk import load
from crosswalk.catalog.rehearse import Rehearsal, find_cases, rehearse
from crosswalk.catalog.samples import Sample
from places import ROOT

TODAY = date(2025, 2, 3)
CATALOG = load(ROOT / "mappings", label="mappings")


@cache
def cases() -> tuple[tuple[Sample, str], ...]:
    """Every sample as it is, and with each variant of its flags."""
    return find_cases(CATALOG)


@cache
def rehearsal(sample: Sample, variant: str = "") -> Rehearsal:
    return rehearse(CATALOG, sample, variant)


def rehearsals() -> tuple[Rehearsal, ...]:
    return tuple(rehearsal(*case) for case in cases())
