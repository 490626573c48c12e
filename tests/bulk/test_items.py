"""Damaged records: a few with a fixed seed always, many with a new one under the mark long."""

import secrets

import pytest

import damage


def test_damaged_records_are_outcomes_with_their_places_and_none_is_lost() -> None:
    totals = damage.run(1_200, seed=1)
    assert totals.records == 1_200
    assert set(totals.outcomes) == {"mapped", "skipped", "blocked"}


@pytest.mark.long
def test_many_damaged_records_are_outcomes_with_their_places_and_none_is_lost() -> None:
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    print(damage.run(20_000, seed))
