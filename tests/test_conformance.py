"""Records against their schemas: a bulk run says what a dry run says, of the fields that its mapping reads."""

import io
import random
from collections import Counter

import pytest
from jsonschema import Draft202012Validator

from crosswalk.accept import build_accepts
from crosswalk.bulk import map_reads
from crosswalk.conformance import Conformance, map_checked
from crosswalk.fields import schema_of_what_is_read
from crosswalk.lint.paths import shape_of_record
from crosswalk.payload import encode
from crosswalk.stream import Read, read_stream
from damage import Subject, damage_value, subjects
from shipped import CATALOG

_SUBJECTS = {subject.name: subject for subject in subjects(CATALOG)}
_DAMAGED = 12
every_sample = pytest.mark.parametrize("subject", _SUBJECTS.values(), ids=_SUBJECTS.keys())


def reads_of(subject: Subject, damaged: int = 0) -> list[Read]:
    """The records of a sample, and so many of them damaged, as they are read."""
    dice = random.Random(subject.name)
    damages = [damage_value(dice.choice(subject.records), dice) for _ in range(damaged)]
    return list(read_stream(io.BytesIO(b"\n".join(map(encode, [*subject.records, *damages]))), "sample"))


@every_sample
def test_a_run_that_checks_all_says_what_a_dry_run_says(subject: Subject) -> None:
    reads = reads_of(subject, _DAMAGED)
    checked = map(Conformance.of_all(subject.mapper).checked, map_reads(subject.mapper, reads))
    assert tuple(item.outcome for item in checked) == map_checked(subject.mapper, reads)


@every_sample
def test_a_run_says_it_of_the_fields_that_are_read_in_the_same_words(subject: Subject) -> None:
    reads = reads_of(subject, _DAMAGED)
    some = map(Conformance.of_what_is_read(subject.mapper).checked, map_reads(subject.mapper, reads))
    for item, whole in zip(some, map_checked(subject.mapper, reads), strict=True):
        told = Counter(f for f in item.outcome.findings if f.code == "payload-schema")
        assert not told - Counter(whole.findings) or len(told) >= 10
        assert item.outcome.documents == whole.documents


@every_sample
def test_the_quick_yes_is_never_given_to_what_the_schema_refuses(subject: Subject) -> None:
    run = subject.mapper.run
    whole = shape_of_record(run.direction, run.knowledge).schema
    for schema in (whole, schema_of_what_is_read(run.mapping, run.direction, run.knowledge)):
        accepts, validator = build_accepts(schema), Draft202012Validator(schema)
        for read in reads_of(subject, _DAMAGED):
            assert not accepts(read.value) or validator.is_valid(read.value)


def test_records_as_they_are_published_need_no_second_look() -> None:
    """The quick yes is what spares a bulk run the slow check: most samples get it."""
    quick = Counter(
        build_accepts(schema_of_what_is_read(s.mapper.run.mapping, s.mapper.run.direction, s.mapper.run.knowledge))(
            read.value
        )
        for s in _SUBJECTS.values()
        for read in reads_of(s)
    )
    assert quick[True] > 20 * quick[False], quick
