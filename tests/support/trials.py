"""Trials of mapping with the trace and without it: a mapper for any customer, flags and context, and records for it.

The name of a trial makes it again, and so do the numbers of its records.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import pytest

from alike import differences
from alterations import altered
from crosswalk import CrosswalkError, Customer, Mapper
from crosswalk.catalog.samples import Sample
from crosswalk.spec.flags import Flag, Value
from crosswalk.values import Json
from mutations import mutated, mutated_context, override, smallest
from shipped import CATALOG, TODAY, cases

FLAGS: list[Flag] = [*CATALOG.knowledge.flags.values(), *CATALOG.knowledge.settings.values()]
WAYS = tuple(dict.fromkeys((sample.mapping, sample.direction) for sample, _ in cases()))
"""Every mapping and direction that has a sample."""


@dataclass(frozen=True)
class Trial:
    """A mapper, and records for it; of a mapping that adds up, rows."""

    name: str
    mapper: Mapper
    records: tuple[Json, ...] = field(repr=False)

    def whole(self) -> tuple[Json, ...]:
        """The records as they are; of a mapping that adds up, all rows as one list."""
        return (list(self.records),) if self.mapper.is_aggregated else self.records

    def at_random(self, count: int) -> Iterator[Json]:
        """So many records, changed at random; of a mapping that adds up, lists of rows."""
        dice = random.Random(self.name)
        for _ in range(count if self.records else 0):
            if self.mapper.is_aggregated:
                yield [mutated(dice.choice(self.records), dice) for _ in range(dice.randint(1, 5))]
            else:
                yield mutated(dice.choice(self.records), dice)

    def check(self, record: Json, sequence: int) -> None:
        """Fails where the trace tells something else than a run without it, with the least that shows it."""
        try:
            found = self.differences(record, sequence)
        except Exception as error:
            error.add_note(f"{self.name}, record {sequence}: {record!r}")
            raise
        if found:
            least = smallest(record, lambda each: bool(self.differences(each, sequence)))
            pytest.fail(f"{self.name}, record {sequence}: {self.differences(least, sequence)}\n{least!r}")

    def differences(self, record: Json, sequence: int) -> dict[str, tuple[Any, Any]]:
        if not self.mapper.is_aggregated:
            return differences(self.mapper.map(record, sequence), self.mapper.trace(record, sequence))
        groups, _ = self.mapper.group(record)
        found: dict[str, tuple[Any, Any]] = {}
        for rows in groups:
            found |= differences(self.mapper.map_sources(rows, sequence), self.mapper.trace_sources(rows, sequence))
        return found


def trial(mapping: str, direction: str, number: int, *, alters: bool = False) -> Trial:
    """A mapper of any sample, customer, flags and context, with the records of the sample; of an altered mapping too."""
    name = f"{mapping} {direction} {number}" + (" altered" if alters else "")
    dice = random.Random(name)
    sample, variant = dice.choice(_samples(mapping, direction))
    customer = _customer_at_random(sample, variant, dice)
    customer = altered(customer, mapping, direction, dice) if alters else customer
    own = sample.run.context or {}
    context = dice.choice([own, own, own, {}, mutated_context(own, dice)])
    mapper = mapper_of(customer, sample, context, require=dice.random() < 0.1)
    records = mapper.records(payload_of(sample))
    return Trial(name, mapper, tuple(record for record in records if isinstance(record, dict)))


def mapper_of(customer: Customer, sample: Sample, context: Mapping[str, Json], *, require: bool = False) -> Mapper:
    """The mapper of a sample, for any customer and with any context."""
    today = sample.run.today or TODAY
    return customer.mapper(sample.mapping, sample.direction, today=today, context=context, require_context=require)


@cache
def payload_of(sample: Sample) -> Json:
    return sample.payload


@cache
def customer_of(sample: Sample, variant: str, name: str, given: tuple[str, ...] = ()) -> Customer | None:
    """A customer with the flags of a sample and variant; none that has not the mapping, or cannot have these flags."""
    flags = sample.run.with_variant(variant) if variant else sample.run.flags
    try:
        customer = CATALOG.customer(name, given, flags)
    except CrosswalkError:
        return None
    return customer if sample.mapping in customer.mappings else None


@cache
def _samples(mapping: str, direction: str) -> tuple[tuple[Sample, str], ...]:
    return tuple(case for case in cases() if (case[0].mapping, case[0].direction) == (mapping, direction))


def _customer_at_random(sample: Sample, variant: str, dice: random.Random) -> Customer:
    """Any customer that has the mapping, with some flags at random, now and then with a setting that is not given."""
    own = sample.run.customer or sample.customer or "example"
    name = dice.choice([own, own, *CATALOG.customers])
    given = tuple(override(FLAGS, dice) for _ in range(dice.choice([0, 0, 1, 2, 4])))
    customer = customer_of(sample, variant, name, given) or customer_of(sample, variant, own)
    assert customer is not None
    if dice.random() < 0.1:
        gone = dice.choice(list(customer.settings))
        return replace(customer, settings={**customer.settings, gone: Value(None, "default")})
    return customer
