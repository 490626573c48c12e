"""Builds the documents of one record: values at their places, arrays of lines, keys from their parts."""

from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from itertools import pairwise

from ..finding import Problem
from ..spec.mapping import Document, Lines, Target
from ..spec.sources import KeyPart
from ..values import Json, Segments, show
from .names import Place
from .outcome import Body
from .run import Run

_Holder = tuple[str, int | None]


@dataclass(slots=True)
class Bodies:
    """The bodies being built, in the order in which documents are declared."""

    documents: Map[str, Document]
    run: Run
    off: set[str] = field(default_factory=set)
    _bodies: dict[_Holder, dict[str, Json]] = field(default_factory=dict)
    _needs: dict[_Holder, list[str]] = field(default_factory=dict)
    _parts: dict[tuple[_Holder, Segments, int | None], dict[str, Json]] = field(default_factory=dict)

    def put(self, target: Target, lines: Lines | None, place: Place, value: Json, part: KeyPart | None) -> None:
        """Writes one value; a part of a key waits for the others."""
        holder, base, segments = self.find(target, lines, place)
        if part is not None:
            value = self.join(part, (holder, segments, place.index if lines and lines.array else None), value)
        if isinstance(value, dict) and "$late" in value:
            needs = self._needs.setdefault(holder, [])
            needs += [value["$late"]] if value["$late"] not in needs else []
        _put(base, segments, value, is_part=part is not None)

    def find(self, target: Target, lines: Lines | None, place: Place) -> tuple[_Holder, dict[str, Json], Segments]:
        document = self.documents[target.document]
        if lines is None:
            holder: _Holder = (target.document, None)
            return holder, self._bodies.setdefault(holder, {}), target.segments
        if lines.array is None:
            holder = (target.document, place.index)
            return holder, self._bodies.setdefault(holder, {}), (*document.within, *target.segments)
        holder = (target.document, None)
        array = _array(self._bodies.setdefault(holder, {}), (*document.within, *lines.array))
        while len(array) <= (place.index or 0):
            array.append({})
        return holder, array[place.index or 0], target.segments

    def open_array(self, lines: Lines) -> None:
        """An array that may stay empty stands in the body all the same."""
        if lines.array is not None and lines.document:
            body = self._bodies.setdefault((lines.document, None), {})
            _array(body, (*self.documents[lines.document].within, *lines.array))

    def join(self, part: KeyPart, where: tuple[_Holder, Segments, int | None], value: Json) -> Json:
        """The key as far as its parts are known: the whole text once they all are."""
        parts = self._parts.setdefault(where, {})
        parts[part.name] = value
        key = self.run.key(part.key)
        if all(name in parts for name in key.parts):
            return key.build([parts[name] for name in key.parts])
        return None

    def sent(self, endpoint_order: Map[str, Document]) -> tuple[Body, ...]:
        """The finished documents: those of one name in the order of their lines."""
        return tuple(
            Body(name, document.method, document.endpoint, body, tuple(self._needs.get(holder, ())))
            for name, document in endpoint_order.items()
            for holder, body in self._bodies.items()
            if holder[0] == name and body
        )

    def as_data(self) -> dict[str, Json]:
        """The bodies by document: one, or a list where each line has its own."""
        data: dict[str, Json] = {}
        for (name, index), body in self._bodies.items():
            if index is None:
                data[name] = body
            else:
                data.setdefault(name, []).append(body)
        return data


def _array(body: dict[str, Json], segments: Segments) -> list[Json]:
    array: list[Json] = _descend(body, (*segments, 0))
    return array


def _put(base: Json, segments: Segments, value: Json, is_part: bool) -> None:
    holder = _descend(base, segments)
    last = segments[-1]
    if isinstance(holder.get(last) if isinstance(holder, dict) else None, dict | list) and not isinstance(value, dict):
        raise _taken(segments)
    if isinstance(last, int):
        _grow(holder, last, dict)
    elif last in holder and holder[last] != value and not is_part:
        place = ".".join(map(str, segments))
        raise Problem(f"two rows write {place}: {show(holder[last])} and {show(value)}", "", "two-writers")
    holder[last] = value


def _descend(base: Json, segments: Segments) -> Json:
    """The object or list that holds the last segment, made where it is not there yet."""
    for here, after in pairwise(segments):
        if isinstance(here, int):
            _grow(base, here, list if isinstance(after, int) else dict)
            base = base[here]
        else:
            base = base.setdefault(here, [] if isinstance(after, int) else {})
        if not isinstance(base, list if isinstance(after, int) else dict):
            raise _taken(segments)
    return base


def _taken(segments: Segments) -> Problem:
    place = ".".join(map(str, segments))
    return Problem(
        f"{place} is written as a value and as something with fields", "give one row another place", "two-writers"
    )


def _grow(items: list[Json], index: int, kind: type[list[Json]] | type[dict[str, Json]]) -> None:
    while len(items) <= index:
        items.append(kind())
