"""Records against their schemas: a bulk run says what a dry run says, of the fields that its mapping reads."""

import io
import json
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from crosswalk import Catalog
from crosswalk.audit.conformance import Conformance, map_checked
from crosswalk.audit.fields import schema_of_what_is_read
from crosswalk.bulk.items import map_reads
from crosswalk.lint.paths import shape_of_record
from crosswalk.text.accept import build_accepts
from crosswalk.text.payload import encode
from crosswalk.text.stream import Read, read_stream
from damage import Subject, damage_value, subjects
from places import TODAY
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
    plan = subject.mapper.plan
    whole = shape_of_record(plan.direction, plan.terms.knowledge).schema
    for schema in (whole, schema_of_what_is_read(plan.mapping, plan.direction, plan.terms.knowledge)):
        accepts, validator = build_accepts(schema), Draft202012Validator(schema)
        for read in reads_of(subject, _DAMAGED):
            assert not accepts(read.value) or validator.is_valid(read.value)


def test_records_as_they_are_published_need_no_second_look() -> None:
    """The quick yes is what spares a bulk run the slow check: most samples get it."""
    quick = Counter(
        build_accepts(
            schema_of_what_is_read(s.mapper.plan.mapping, s.mapper.plan.direction, s.mapper.plan.terms.knowledge)
        )(read.value)
        for s in _SUBJECTS.values()
        for read in reads_of(s)
    )
    assert quick[True] > 20 * quick[False], quick


_LINE = ("amount", "tax", "note", "kind")
_ORDERS = {
    "type": "object",
    "properties": {
        "orders": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "number": {"type": "string"},
                    "unread": {"type": "string"},
                    "seller": {"type": "object", "properties": {"name": {"type": "string"}, "id": {"type": "string"}}},
                    "items": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "properties": {name: {"type": "string"} for name in _LINE},
                        },
                    },
                },
            },
        }
    },
}
_READING = """
mapping: small
title: Small
export: {records: orders, key: number, payload: left/orders, documents: {first: {endpoint: first}}}
rules:
  - {id: has-lines, require: items is not blank, message: No lines.}
groups:
  - id: header
    rows:
      - {id: name, direction: export, left: {path: seller.name}, right: {path: first.name}, type: text}
      - {id: total, direction: export, left: {label: T}, right: {path: first.t}, type: money, source: "items | sum('tax')"}
  - id: lines
    lines: {from: items, where: kind == 'K', into: first.lines}
    rows:
      - {id: amount, direction: export, left: {path: amount}, right: {path: amount}, type: money}
"""


def test_a_field_is_read_by_a_row_a_rule_a_filter_or_a_key_and_no_other(
    make_catalog: Callable[..., Catalog], tmp_path: Path
) -> None:
    (tmp_path / "schemas" / "left").mkdir(parents=True)
    (tmp_path / "schemas" / "left" / "orders.schema.json").write_text(json.dumps(_ORDERS), "utf-8")
    mapper = make_catalog(small=_READING).customer("tester").mapper("small", today=TODAY)
    order = {"number": 1, "unread": 1, "seller": {"name": 1, "id": 1}, "items": [dict.fromkeys(_LINE, 1)]}
    (read,) = read_stream(io.BytesIO(encode(order)), "order")
    told = {}
    for kind, conformance in (("read", Conformance.of_what_is_read(mapper)), ("all", Conformance.of_all(mapper))):
        (item,) = map(conformance.checked, map_reads(mapper, [read]))
        told[kind] = {f.message.rpartition(" at ")[2] for f in item.outcome.findings if f.code == "payload-schema"}
    lines = {f"items[0].{name}" for name in ("amount", "tax", "kind")}
    assert told["read"] == {"number", "seller.name", *lines}
    assert told["all"] == {*told["read"], "unread", "seller.id", "items[0].note"}
