"""What flags decide, decided: a mapping in one direction with nothing left in it that is off for this customer."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass, replace

from ..spec.flags import spoken
from ..spec.mapping import Condition, Document, OneWay, Row, Section, Transfer
from ..spec.sources import Choose, Nothing
from ..spec.vocabulary import Wire
from ..types import TYPES
from ..values import MISSING, show
from .terms import Terms


@dataclass(frozen=True, slots=True)
class Folded:
    """A mapping in one direction as its flags leave it, and what they have switched off."""

    one: OneWay
    off_rows: Map[str, str]
    """Rows that a flag switches off, with the reason in words."""
    unsent: frozenset[str]
    """Rows that nothing sends: they are taken only where something needs them."""
    off_documents: frozenset[str]
    off_groups: Map[str, Condition]


def fold(one: OneWay, terms: Terms) -> Folded:
    """The mapping as its flags leave it. A row that is off stays, and gives nothing to those that read it."""
    documents = one.direction.documents
    off_documents = frozenset(name for name, each in documents.items() if terms.first_off(each.enabled))
    off_groups = {section.group.id: off for section in one.sections if (off := terms.first_off(section.group.enabled))}
    off_rows: dict[str, str] = {}
    unsent: set[str] = set()
    sections: list[Section] = []
    for section in one.sections:
        rows: list[tuple[Row, Transfer]] = []
        for row, transfer in section.rows:
            off = terms.first_off(transfer.enabled)
            if off is not None:
                off_rows[row.id] = f"the flag {off.flag} is {show(terms.flags[off.flag].value)}"
            is_off = off is not None or section.group.id in off_groups
            targets = tuple(target for target in transfer.targets if target.document not in off_documents)
            if is_off or (transfer.targets and not targets):
                unsent.add(row.id)
            folded = _emptied(transfer) if is_off else _chosen(transfer, terms)
            rows.append((row, replace(folded, targets=targets, wire=_wire_of(transfer, documents))))
        sections.append(replace(section, rows=tuple(rows)))
    rules = tuple(rule for rule in one.rules if terms.first_off(rule.enabled) is None)
    folded_one = replace(one, sections=tuple(sections), rules=rules)
    return Folded(folded_one, off_rows, frozenset(unsent), off_documents, off_groups)


def _emptied(transfer: Transfer) -> Transfer:
    """The transfer of a row that is off: it takes nothing, and needs nothing."""
    return replace(
        transfer,
        source=Nothing(),
        transform=None,
        table=None,
        default=MISSING,
        required=False,
        when=None,
        unless_row=None,
    )


def _chosen(transfer: Transfer, terms: Terms) -> Transfer:
    """A choice that the flag has made; the one that is left says which flag it was."""
    if not isinstance(transfer.source, Choose):
        return transfer
    value = spoken(terms.flags[transfer.source.flag].value)
    return replace(transfer, source=replace(transfer.source, sources={value: transfer.source.sources[value]}))


def _wire_of(transfer: Transfer, documents: Map[str, Document]) -> Wire:
    """How a row's value is written: as its side says, else as its document does; words are always text."""
    if transfer.wire is not None:
        return transfer.wire
    is_number = TYPES[transfer.type].is_number and bool(transfer.targets)
    return documents[transfer.targets[0].document].wire if is_number else "text"
