"""A dry run also checks the records and the documents against their schemas; a bulk run is spared that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

from .finding import Finding, Span
from .lint.paths import shape_of_record
from .mapper import Mapper
from .outcome import Outcome
from .values import Json, show

MOST = 10


def rehearse(mapper: Mapper, payload: Json) -> tuple[Outcome, ...]:
    """The outcomes of a payload, each with a warning for every value that its schema does not expect."""
    run = mapper.run
    records = list(mapper.records(payload))
    outcomes = mapper.map_all(records)
    if mapper.is_aggregated:
        return tuple(_with_documents(mapper, outcome) for outcome in outcomes)
    shape = shape_of_record(run.direction, run.knowledge).schema
    return tuple(
        _with_documents(mapper, _with_record(mapper, outcome, record, shape))
        for record, outcome in zip(records, outcomes, strict=True)
    )


def _with_record(mapper: Mapper, outcome: Outcome, record: Json, schema: Mapping[str, Any]) -> Outcome:
    if outcome.kind == "skipped" or not isinstance(record, dict):
        return outcome
    found = _mismatches(record, schema, "payload-schema", "the record's", mapper.run.direction.span)
    return replace(outcome, findings=(*outcome.findings, *found))


def _with_documents(mapper: Mapper, outcome: Outcome) -> Outcome:
    run = mapper.run
    found: list[Finding] = []
    for sent in outcome.documents:
        document = run.direction.documents[sent.document]
        schema = run.knowledge.schema(document.schema)
        if schema is not None:
            what = f"{sent.document}'s"
            found += _mismatches(sent.body, schema, "document-schema", what, document.span)
    return replace(outcome, findings=(*outcome.findings, *found))


def _mismatches(value: Json, schema: Mapping[str, Any], code: str, what: str, span: Span) -> Iterator[Finding]:
    from jsonschema import Draft202012Validator
    from referencing import Registry

    validator: Any = Draft202012Validator(schema, registry=Registry())
    # a late value stands open in the body, whatever its field takes
    errors = (error for error in validator.iter_errors(value) if not _is_late(error.instance))
    for error in islice(errors, MOST):
        what_is_wrong = _told(error)
        place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path)
        message = f"{what} schema {what_is_wrong}{f' at {place[1:]}' if place else ''}"
        help = "check the payload; if it is right, correct the schema or the mapping"
        yield Finding(code, message, span, help, "warning")


def _is_late(value: Json) -> bool:
    return isinstance(value, dict) and "$late" in value


def _told(error: Any) -> str:
    """What is wrong with one value, shortly."""
    expected = error.validator_value
    if error.validator == "type":
        wanted = " or ".join(expected) if isinstance(expected, list) else expected
        return f"does not expect {show(error.instance)} (but {wanted})"
    if error.validator == "enum":
        return f"does not expect {show(error.instance)} (but {', '.join(map(str, expected))})"
    if error.validator == "maxLength":
        return f"takes {expected} letters, not {len(error.instance)}"
    if error.validator == "pattern":
        return f"does not expect {show(error.instance)} (but {error.schema.get('x-words', 'another form')})"
    if error.validator == "required":
        return f"misses {', '.join(name for name in expected if name not in error.instance)}"
    if error.validator == "additionalProperties":
        known = error.schema.get("properties", {})
        return f"does not know {', '.join(name for name in error.instance if name not in known)}"
    return f"says: {str(error.message)[:200]}"
