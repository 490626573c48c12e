"""What a bulk run maps by: one mapping, or all that read events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

import click

from crosswalk.audit.conformance import Conformance
from crosswalk.bulk.items import Item, map_reads
from crosswalk.bulk.route import Router
from crosswalk.catalog.customer import Customer
from crosswalk.catalog.samples import read_context
from crosswalk.mapper import Mapper
from crosswalk.text.files import DISK
from crosswalk.text.stream import Bytes, read_stream

from .options import RunOptions, Session


@dataclass(frozen=True, slots=True)
class BulkJob:
    """The mappers of a bulk run, and what their records are held against."""

    customer: Customer
    by: Mapper | Router
    checks_all: bool
    today: date
    traces: bool = False
    """Whether the story of every value is wanted too: for sums, and for places of what does not conform."""
    _conformances: dict[str, Conformance] = field(default_factory=dict, repr=False)

    @property
    def mappers(self) -> tuple[Mapper, ...]:
        return (self.by,) if isinstance(self.by, Mapper) else self.by.mappers

    def mapper_of(self, item: Item) -> Mapper:
        return next(mapper for mapper in self.mappers if mapper.plan.mapping.name == item.mapping)

    def items(self, file: Bytes, name: str) -> Iterator[Item]:
        """What became of each record of the input, with what does not conform as warnings."""
        reads = read_stream(file, name)
        items = (
            map_reads(self.by, reads, trace=self.traces) if isinstance(self.by, Mapper) else self.by.map_reads(reads)
        )
        return self._checked(items)

    def _checked(self, items: Iterable[Item]) -> Iterator[Item]:
        for item in items:
            yield item if item.mapping is None else self._conformance_of(item).checked(item)

    def _conformance_of(self, item: Item) -> Conformance:
        name = str(item.mapping)
        if name not in self._conformances:
            make = Conformance.of_all if self.checks_all else Conformance.of_what_is_read
            self._conformances[name] = make(self.mapper_of(item))
        return self._conformances[name]


def open_bulk_job(
    session: Session, mapping: str | None, how: RunOptions, *, checks_all: bool, adds_up: bool
) -> BulkJob:
    """The job of `run`: of one mapping, or where none is named, of all that read events."""
    traces = checks_all or adds_up
    if mapping is None and how.direction == "import":
        raise click.UsageError("--all routes events, and events are exported; give the mapping of what is imported")
    customer = session.customer(session.catalog())
    today = how.today or date.today()
    context = read_context(DISK, how.context, str(how.context)) if how.context else {}

    def make(name: str, direction: str | None = "export") -> Mapper:
        return customer.mapper(name, direction, today=today, context=context, require_context=how.require_context)

    by = Router(customer, make, traces) if mapping is None else make(mapping, how.direction)
    return BulkJob(customer, by, checks_all, today, traces)
