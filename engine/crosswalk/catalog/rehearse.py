"""The samples of a catalog with every variant of their flags, each mapped as its run file says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from ..build.outcome import Trace
from ..mapper import Mapper
from .catalog import Catalog
from .customer import Customer
from .samples import Sample, find_samples
from .statements import Answer

_NO_DAY = date(2025, 2, 3)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A sample and variant with its outcomes; `name` is that of its snapshot."""

    sample: Sample
    variant: str
    outcomes: tuple[Trace, ...]
    flags: frozenset[str]
    mapper: Mapper = field(repr=False, compare=False)
    customer: Customer = field(repr=False, compare=False)

    @property
    def name(self) -> str:
        return self.sample.title(self.variant)

    def shows(self, answer: Answer) -> bool:
        """Whether an answer to a statement can be seen in these outcomes."""
        if answer.what in {"flag", "setting"}:
            return answer.name in self.flags or f"settings.{answer.name}" in self.flags
        if self.sample.mapping != (answer.mapping or answer.name):
            return False
        if answer.what in {"rule", "check"}:
            return any(finding.code == answer.name for o in self.outcomes for finding in o.findings)
        rows = [row.row for outcome in self.outcomes for row in outcome.rows]
        return bool(rows) if answer.what == "mapping" else answer.name in rows


def find_cases(catalog: Catalog) -> tuple[tuple[Sample, str], ...]:
    """Every sample as it is and with each of its variants, in the order of their files."""
    return tuple((sample, variant) for sample in find_samples(catalog) for variant in ("", *sample.run.variants))


def rehearse(catalog: Catalog, sample: Sample, variant: str = "") -> Rehearsal:
    """The rehearsal of a sample, as it is or with one of its variants."""
    run = sample.run
    flags = run.with_variant(variant) if variant else run.flags
    customer = catalog.customer(run.customer or sample.customer or "example", sample=flags)
    mapper = customer.mapper(sample.mapping, sample.direction, today=run.today or _NO_DAY, context=run.context or {})
    outcomes = mapper.trace_payload(sample.payload)
    return Rehearsal(sample, variant, outcomes, run.changed_by(variant or None), mapper, customer)


def rehearse_all(catalog: Catalog) -> tuple[Rehearsal, ...]:
    """The rehearsals of all samples, in the order of their files."""
    return tuple(rehearse(catalog, sample, variant) for sample, variant in find_cases(catalog))
