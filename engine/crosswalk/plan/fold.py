"""What flags decide, decided: a mapping in one direction with nothing left in it that is off for this customer."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass, replace

from ..spec.flags import spoken
from ..spec.mapping import Condition, Document, Group, Mapping, Row, Transfer
from ..spec.sources import Choose, Nothing
from ..types import TYPES
from ..values import MISSING, show
from .terms import Terms


@dataclass(frozen=True, slots=True)
class Folded:
    """A mapping in one direction, and what is off in it, with the reason in words."""

    mapping: Mapping
    off_rows: Map[str, str]
    """Rows that a flag switches off; they have no transfer any more."""
    unsent: frozenset[str]
    """Rows whose documents are all off: they are taken only where something needs them."""
    off_documents: frozenset[str]
    off_groups: Map[str, Condition]


def fold(mapping: Mapping, direction: str, terms: Terms) -> Folded:
    """The mapping as its flags leave it. A row that is off stays, and gives nothing to those that read it."""
    block = mapping.directions[direction]
    off_documents = frozenset(name for name, each in block.documents.items() if terms.first_off(each.enabled))
    off_groups = {group.id: off for group in mapping.groups if (off := terms.first_off(group.enabled))}
    off_rows: dict[str, str] = {}
    unsent: set[str] = set()
    groups: list[Group] = []
    for group in mapping.groups:
        rows: list[Row] = []
        for row in group.rows:
            transfer = row.transfers.get(direction)
            if transfer is None:
                continue
            off = terms.first_off(transfer.enabled)
            if off is not None:
                off_rows[row.id] = f"the flag {off.flag} is {show(terms.flags[off.flag].value)}"
            targets = tuple(target for target in transfer.targets if target.document not in off_documents)
            if off is not None or group.id in off_groups:
                transfer = _emptied(transfer)
            if transfer.source == Nothing() or (transfer.targets and not targets):
                unsent.add(row.id)
            wire = _wire_of(transfer, block.documents)
            folded = replace(_chosen(transfer, terms), targets=targets, wire=wire)
            rows.append(replace(row, transfers={direction: folded}))
        groups.append(replace(group, rows=tuple(rows)))
    return Folded(
        replace(
            mapping,
            directions={direction: block},
            groups=tuple(groups),
            rules=tuple(rule for rule in mapping.rules if terms.first_off(rule.enabled) is None),
        ),
        off_rows,
        frozenset(unsent),
        off_documents,
        off_groups,
    )


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


def _wire_of(transfer: Transfer, documents: Map[str, Document]) -> str:
    """How a row's value is written: as its side says, else as its document does; words are always text."""
    if transfer.wire is not None:
        return transfer.wire
    is_number = TYPES[transfer.type].is_number and bool(transfer.targets)
    return documents[transfer.targets[0].document].wire if is_number else "text"
