"""The outcome of a sample as text that a reviewer reads: one value a line, in the order of the spec, with totals."""

import re
from collections.abc import Iterator
from decimal import Decimal

from crosswalk import Customer, Mapper, Outcome
from crosswalk.build.outcome import Body
from crosswalk.spec.flags import spoken
from crosswalk.spec.sites import flags_of_mapping
from crosswalk.text.payload import encode
from crosswalk.values import EXACT, Json

# a line added above is no change of the outcome
_LINE = re.compile(r"(?<=\.yaml):\d+")


def canonical(mapper: Mapper, customer: Customer, outcomes: tuple[Outcome, ...], sample: str) -> str:
    """The whole text of one snapshot."""
    return "\n".join(_lines(mapper, customer, outcomes, sample)) + "\n"


def _lines(mapper: Mapper, customer: Customer, outcomes: tuple[Outcome, ...], sample: str) -> Iterator[str]:
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
        yield from _outcome(outcome)
    kinds = [outcome.kind for outcome in outcomes]
    yield ""
    yield ", ".join(f"{kinds.count(kind)} {kind}" for kind in ("mapped", "skipped", "blocked"))


def _outcome(outcome: Outcome) -> Iterator[str]:
    yield f"== {outcome.key}: {outcome.kind}"
    for document in outcome.documents:
        yield f"{document.document}: {document.method} {document.endpoint}"
        yield from _value(document.body, "  ")
        yield from (f"  waits for {need}" for need in document.needs)
        yield from (f"  total {name} = {total}" for name, total in _totals(document).items())
    for finding in outcome.findings:
        yield f"{finding.severity} [{finding.code}] {_LINE.sub('', finding.message)}"
        if finding.help:
            yield f"  what to do: {finding.help}"


def _value(value: Json, pad: str) -> Iterator[str]:
    for key, below in value.items():
        if isinstance(below, dict):
            yield f"{pad}{key}:"
            yield from _value(below, pad + "  ")
        elif isinstance(below, list):
            yield f"{pad}{key}:"
            for item in below:
                first, *rest = list(_value(item, pad + "    "))
                yield f"{pad}  - {first.lstrip()}"
                yield from rest
        else:
            yield f"{pad}{key}: {encode(below).decode()}"


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
