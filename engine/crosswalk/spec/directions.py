"""Which directions of a mapping a payload may be meant for: those whose records it holds."""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import Problem
from ..values import Json
from .mapping import Direction, Mapping
from .sources import path_of
from .vocabulary import DirectionName


def directions_of(mapping: Mapping, payload: Json) -> tuple[DirectionName, ...]:
    """The directions that find records in the payload; where none does, those that know a name of it."""
    parts = payload if isinstance(payload, list) else [payload]
    first = next((part for part in parts if isinstance(part, dict)), {})
    holding = tuple(name for name, direction in mapping.directions.items() if _holds(direction, first))
    return holding or tuple(
        name for name in mapping.directions if not first.keys().isdisjoint(names_read(mapping, name))
    )


def _holds(direction: Direction, part: dict[str, Json]) -> bool:
    """Whether records stand where the direction keeps them; a bare record stands nowhere."""
    path = direction.records
    if path.segments is not None and (not path.segments or path.segments[0] not in part):
        return False
    try:
        found = path.read(part)
    except Problem:
        return False
    return isinstance(found, list | dict) and bool(found)


def names_read(mapping: Mapping, direction: DirectionName) -> Iterator[str]:
    """The names of a record that a direction reads first."""
    for _, transfer in mapping.in_direction(direction).rows:
        path = path_of(transfer.source)
        if path is not None and path.segments:
            yield str(path.segments[0])
    yield from (reference.root for key in mapping.directions[direction].key for reference in key.references)
