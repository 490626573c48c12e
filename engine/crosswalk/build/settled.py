"""Rows that are the same for every record: taken when the program is built, and never again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..finding import Problem
from ..language.expression import Expression
from ..language.tree import Reference
from ..spec.mapping import Transfer
from ..spec.order import Node
from ..spec.sources import Late, Read, Sum, expressions_of, row_of, sums_of
from .bench import Bench
from .frame import NOTES, TOLD, UP
from .judge import Act
from .scope import reads_context
from .telling import Report, Unusual

_OF_EVERY_RECORD = frozenset({"flags", "settings", "today", "value"})


def is_settled(node: Node, bench: Bench) -> bool:
    """Whether a row reads nothing of a record: constants, flags, settings, the date, and rows that do not either."""
    transfer, section = bench.graph.rows[node.id][1:]
    if isinstance(transfer.source, Read | Late | Sum) or transfer.unless_row is not None:
        return False
    if node.place.is_record and section.group.when is not None:
        return False
    other = row_of(transfer.source)
    if other is not None and other not in bench.settled:
        return False
    return all(_is_of_every_record(reference, bench) for reference in _references(transfer))


def _is_of_every_record(reference: Reference, bench: Bench) -> bool:
    if reference.root == "rows" and reference.below:
        return str(reference.below[0]).replace("_", "-") in bench.settled
    return reference.root in _OF_EVERY_RECORD and reference.root not in bench.graph.links


def settle(node: Node, step: Act, bench: Bench) -> bool:
    """Takes a row for all records; False where it has something to tell, which it must tell for each of them."""
    layout, slots = bench.layout(node.place), bench.slots(node.id)
    told: Any = Report() if bench.teller.traces else {}
    record = bench.record.template.copy()
    frame = record if node.place.is_record else layout.template.copy()
    record[UP] = frame[UP] = record
    record[TOLD], frame[NOTES] = told, []
    try:
        step(frame)
    except (Problem, Unusual):
        return False
    if told.findings if isinstance(told, Report) else told:
        return False
    for slot in slots if bench.teller.traces else (slots.value, slots.wire):
        layout.template[slot] = frame[slot]
    if not bench.graph.rows[node.id][2].lines:
        bench.settled.add(node.id)
    return True


def needs_context(transfer: Transfer, bench: Bench) -> bool:
    """Whether a row may need a collection of the context, itself or by a link."""
    return any(reads_context(part, bench) for part in _expressions(transfer))


def _references(transfer: Transfer) -> Iterator[Reference]:
    return (reference for part in _expressions(transfer) for reference in part.references)


def _expressions(transfer: Transfer) -> Iterator[Expression]:
    required = transfer.required if isinstance(transfer.required, Expression) else None
    parts = (*expressions_of(transfer.source), *sums_of(transfer.source), transfer.transform, transfer.when, required)
    return (part for part in parts if part is not None)
