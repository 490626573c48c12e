"""What people call a row on each side: its label there, else that of the other side, else its id."""

from __future__ import annotations

from crosswalk.spec.mapping import Row

from .terminal import UNPRINTED


def label_on(row: Row, side: str) -> str:
    """The label on a side. A printed row is blank where the document is; any other has a name."""
    own = row.sides[side].label
    if own or (row.documented and any(other.label for other in row.sides.values())):
        return own or ""
    return next((other.label for other in row.sides.values() if other.label), row.id)


def labels_of(row: Row) -> tuple[str, str]:
    """The labels of both sides; the mark of a row that is not printed stands before the first."""
    first, second = (label_on(row, side) for side in row.sides)
    return (first if row.documented else f"{UNPRINTED} {first}"), second
