"""Conditions and keys that read nothing of the record."""

from collections.abc import Iterator

from ..finding import Findings
from ..language.expression import Expression
from ..language.foresight import NOTHING_KNOWN, UNKNOWN, value_of
from ..spec.knowledge import Knowledge
from ..spec.mapping import Mapping, OneWay
from ..spec.sources import Sum
from ..values import show
from . import lint_check

_OF_NO_RECORD = frozenset({"flags", "settings", "today"})


@lint_check
def check_keys(mapping: Mapping, knowledge: Knowledge, findings: Findings) -> None:
    for direction in mapping.directions.values():
        roots = {reference.root for part in direction.key for reference in part.references}
        if direction.key and all(part.text for part in direction.key) and roots <= _OF_NO_RECORD:
            help = "give the field that people know a record by, such as its number"
            findings.add("no-key", "the key reads no field of the record", direction.at("key"), help)


@lint_check
def check_conditions(mapping: Mapping, knowledge: Knowledge, findings: Findings) -> None:
    for condition in _conditions(mapping):
        value = value_of(condition.tree, NOTHING_KNOWN)
        span = condition.scalar.span
        if value is not UNKNOWN and value is not None and not isinstance(value, bool):
            message = f"{show(value)} is neither true nor false"
            findings.add("never-met", message, span, "compare a field with it: NAME == VALUE")
        elif condition is mapping.takes and (value is None or isinstance(value, bool)):
            message = f"it takes {'every record' if value else 'no record'}, whatever it holds"
            findings.warn("never-met", message, span, 'say which: title is like("Allowance*")')


def _conditions(mapping: Mapping) -> Iterator[Expression]:
    """Whatever must be true or false."""
    found: list[Expression | None] = [mapping.takes, *(rule.test for rule in mapping.rules)]
    for one in mapping.one_ways.values():
        found += _of_direction(one)
    yield from (condition for condition in found if condition is not None)


def _of_direction(one: OneWay) -> Iterator[Expression | None]:
    yield from (document.when for document in one.direction.documents.values())
    for section in one.sections:
        yield from (section.group.when, section.lines.where if section.lines is not None else None)
        for _, transfer in section.rows:
            yield from (transfer.when, transfer.source.where if isinstance(transfer.source, Sum) else None)
