"""Checks records and documents against their schemas; what differs is a warning.

A dry run checks all of them. A bulk run checks the fields that its mapping reads, or all where that is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import Any

from ..build.outcome import Outcome, Trace
from ..bulk.items import Item, map_reads
from ..finding import Finding, Span
from ..lint.paths import shape_of_record
from ..mapper import Mapper
from ..spec.mapping import Document
from ..text.accept import Accepts, build_accepts
from ..text.stream import Read
from ..values import Json, show
from .fields import schema_of_what_is_read

MOST = 10


def map_checked(mapper: Mapper, reads: Iterable[Read]) -> tuple[Trace, ...]:
    """The traces of an input, each with a warning for every value that its schema does not expect."""
    conformance = Conformance.of_all(mapper)
    return traces_of(conformance.checked(item) for item in map_reads(mapper, reads, trace=True))


def traces_of(items: Iterable[Item]) -> tuple[Trace, ...]:
    """The traces of items that were mapped with the trace."""
    return tuple(item.outcome for item in items if isinstance(item.outcome, Trace))


@dataclass(frozen=True, slots=True)
class Conformance:
    """What the records of a run, and its documents, are held against."""

    mapper: Mapper
    record: _Checked
    documents: Mapping[str, _Checked] = field(default_factory=dict)

    @classmethod
    def of_all(cls, mapper: Mapper) -> Conformance:
        """Every field of the records, and the documents."""
        plan = mapper.plan
        schemas = {
            name: plan.terms.knowledge.schema(document.schema) for name, document in plan.direction.documents.items()
        }
        documents = {name: _Checked(schema) for name, schema in schemas.items() if schema is not None}
        return cls(mapper, _Checked(shape_of_record(plan.direction, plan.terms.knowledge).schema), documents)

    @classmethod
    def of_what_is_read(cls, mapper: Mapper) -> Conformance:
        """The fields of the records that the mapping reads."""
        plan = mapper.plan
        return cls(mapper, _Checked(schema_of_what_is_read(plan.mapping, plan.direction, plan.terms.knowledge)))

    def checked(self, item: Item) -> Item:
        """The item with what does not conform as warnings of its outcome."""
        if not self.documents and self.record.accepts(item.record):
            return item
        found = (*islice(self._of_record(item), MOST), *self._of_documents(item.outcome))
        if not found:
            return item
        return replace(item, outcome=item.outcome.with_findings(found))

    def _of_record(self, item: Item) -> Iterator[Finding]:
        if item.outcome.kind == "skipped":
            return
        span = self.mapper.plan.direction.span
        for record in item.record if isinstance(item.record, list) else [item.record]:
            if isinstance(record, dict):
                yield from self.record.mismatches(record, "payload-schema", "the record's", lambda error: span)

    def _of_documents(self, outcome: Outcome) -> Iterator[Finding]:
        for sent in outcome.documents:
            if sent.document in self.documents:
                place_of = partial(_place_in_document, outcome, self.mapper.plan.direction.documents[sent.document])
                checked = self.documents[sent.document]
                yield from checked.mismatches(sent.body, "document-schema", f"{sent.document}'s", place_of)


@dataclass(frozen=True, slots=True)
class _Checked:
    """A schema, and its quick yes."""

    schema: Mapping[str, Any]
    accepts: Accepts = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "accepts", build_accepts(self.schema))

    def mismatches(self, value: Json, code: str, what: str, place_of: Callable[[Any], Span]) -> Iterator[Finding]:
        if not self.accepts(value):
            yield from _mismatches(value, self.schema, code, what, place_of)


def _place_in_document(outcome: Outcome, document: Document, error: Any) -> Span:
    """The document; a value that a customer's file gives stands there."""
    path = tuple(error.absolute_path)
    for written in outcome.rows if isinstance(outcome, Trace) else ():
        is_there = written.target.document == document.name and written.value == error.instance
        segments = written.target.segments
        if is_there and path[-len(segments) :] == segments and written.span.source.layer == "customer":
            return written.span
    return document.span


def _mismatches(
    value: Json, schema: Mapping[str, Any], code: str, what: str, place_of: Callable[[Any], Span]
) -> Iterator[Finding]:
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
        yield Finding(code, message, place_of(error), help, "warning")


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
