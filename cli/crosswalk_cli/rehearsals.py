"""Every sample of the catalog, with every variant of its flags, mapped once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from crosswalk.catalog import Catalog
from crosswalk.outcome import Outcome
from crosswalk.samples import Sample, find_samples
from crosswalk.statements import Answer

_NO_DAY = date(2025, 2, 3)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A sample and variant with its outcomes; `name` is that of its snapshot."""

    sample: Sample
    variant: str
    outcomes: tuple[Outcome, ...]
    flags: frozenset[str]

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


def rehearse_all(catalog: Catalog) -> tuple[Rehearsal, ...]:
    """The rehearsals of all samples, in the order of their files."""
    return tuple(rehearsal for sample in find_samples(catalog) for rehearsal in _of_sample(catalog, sample))


def _of_sample(catalog: Catalog, sample: Sample) -> Iterator[Rehearsal]:
    run, payload = sample.run, sample.payload
    for variant in ("", *run.variants):
        flags = run.with_variant(variant) if variant else run.flags
        customer = catalog.customer(run.customer or sample.customer or "example", sample=flags)
        mapper = customer.mapper(
            sample.mapping, sample.direction, today=run.today or _NO_DAY, context=run.context or {}
        )
        changed = run.changed_by(variant) if variant else run.changed_by(None)
        yield Rehearsal(sample, variant, mapper.map_payload(payload), changed)
