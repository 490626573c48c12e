"""The outcome of a sample as text that a reviewer reads: one value a line with where it came from, and totals."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from crosswalk import Customer, Mapper
from crosswalk.build.outcome import Body, Trace
from crosswalk.spec.flags import spoken
from crosswalk.spec.sites import flags_of_mapping
from crosswalk.text.payload import encode
from crosswalk.values import EXACT, Json, Segments
from provenance import Origins

# a line added above is no change of the outcome
_LINE = re.compile(r"(?<=\.yaml):\d+")


def canonical(mapper: Mapper, customer: Customer, outcomes: tuple[Trace, ...], sample: str) -> str:
    """The whole text of one snapshot."""
    return "\n".join(_lines(mapper, customer, outcomes, sample)) + "\n"


def _lines(mapper: Mapper, customer: Customer, outcomes: tuple[Trace, ...], sample: str) -> Iterator[str]:
    plan = mapper.plan
    yield f"{plan.mapping.title}: {plan.direction.name} of {sample}"
    yield f"customer {customer.name}, {plan.terms.today}"
    registry = customer.shipped.knowledge.flags
    for name in flags_of_mapping(plan.mapping):
        value = customer.flags[name]
        if value.value != registry[name].default:
            yield f"flag {name} = {spoken(value.value)} ({_LINE.sub('', value.source)})"
    for outcome in outcomes:
        yield ""
        yield from _outcome(mapper, outcome)
    kinds = [outcome.kind for outcome in outcomes]
    yield ""
    yield ", ".join(f"{kinds.count(kind)} {kind}" for kind in ("mapped", "skipped", "blocked"))


def _outcome(mapper: Mapper, outcome: Trace) -> Iterator[str]:
    yield f"== {outcome.key}: {outcome.kind}"
    for document, origins in zip(outcome.documents, Origins(mapper, outcome).by_body(), strict=True):
        yield f"{document.document}: {document.method} {document.endpoint}"
        yield from _Body(origins).fields(document.body, (), "  ")
        yield from (f"  waits for {need}" for need in document.needs)
        yield from (f"  total {name} = {total}" for name, total in _totals(document).items())
    for finding in outcome.findings:
        yield f"{finding.severity} [{finding.code}] {_LINE.sub('', finding.message)}"
        if finding.help:
            yield f"  what to do: {finding.help}"


@dataclass(frozen=True)
class _Body:
    """The lines of one body. Every value must stand at, or below, a place that a row wrote."""

    origins: Mapping[Segments, str]

    def fields(self, value: Json, place: Segments, pad: str) -> Iterator[str]:
        for key, below in value.items():
            yield from self._field(f"{pad}{key}:", below, (*place, key), pad)

    def _field(self, head: str, value: Json, place: Segments, pad: str) -> Iterator[str]:
        if isinstance(value, dict):
            yield head + self._origin(place)
            yield from self.fields(value, place, pad + "  ")
        elif isinstance(value, list):
            yield head + self._origin(place)
            for number, item in enumerate(value):
                first, *rest = self.fields(item, (*place, number), pad + "    ")
                yield f"{pad}  - {first.lstrip()}"
                yield from rest
        else:
            assert any(place[:end] in self.origins for end in range(1, len(place) + 1)), f"no row wrote {place}"
            yield f"{head} {encode(value).decode()}{self._origin(place)}"

    def _origin(self, place: Segments) -> str:
        return f"  <- {self.origins[place]}" if place in self.origins else ""


def _totals(document: Body) -> dict[str, str]:
    """The sum of every amount over the document's lines."""
    totals: dict[str, Decimal] = {}
    for name, value in _numbers(document.body, ""):
        totals[name] = EXACT.add(totals.get(name, Decimal(0)), value)
    return {name: f"{total:f}" for name, total in totals.items()}


def _numbers(value: Json, name: str) -> Iterator[tuple[str, Decimal]]:
    if isinstance(value, dict):
        for key, below in value.items():
            yield from _numbers(below, f"{name}.{key}".lstrip("."))
    elif isinstance(value, list):
        for below in value:
            yield from _numbers(below, name)
    elif isinstance(value, Decimal):
        yield name, value
