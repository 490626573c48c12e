"""What transforms and links look up: value tables, keys, the collections of the context by their fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from ..finding import Problem, did_you_mean
from ..plan.terms import Terms
from ..spec.knowledge import Key, Table
from ..values import Json, read_segments, show, to_code

_MOST_KEPT = 10_000

Index: TypeAlias = Mapping[tuple[str, ...], Sequence[Json]]


class NotGiven(Problem):
    """A collection of the context that this run was not given."""

    def __init__(self, collection: str) -> None:
        self.collection = collection
        super().__init__(f"the context has no '{collection}'", f"give them with --context: {collection}", "not-checked")


class Unlinked(NotGiven):
    """A link into a collection that was not given; the link has said so, and who follows it need not."""


@dataclass(frozen=True, slots=True)
class Tools:
    """The look-ups of one run, and what they keep for it."""

    terms: Terms
    context: Mapping[str, Json]
    _indexes: dict[str, Index] = field(default_factory=dict, repr=False, compare=False)
    _split: dict[tuple[str, str], Mapping[str, str]] = field(default_factory=dict, repr=False, compare=False)

    def collection(self, name: str) -> Json:
        if name not in self.context:
            raise NotGiven(name)
        return self.context[name]

    def look_up(self, table: str, code: Json, read_side: str | None = None) -> Json:
        """The value of a code; an unknown one is a Problem unless the table says what it gives."""
        found = self.terms.tables.get(table)
        if found is None:
            raise Problem(f"there is no value table '{table}'", did_you_mean(table, self.terms.tables), "unknown-table")
        known = _turned(found) if read_side and found.is_backwards(read_side) else found.entries
        word = to_code(code)
        if word in known:
            return known[word]
        if found.miss == "error":
            near = did_you_mean(word, known, f"known codes: {', '.join(sorted(known)) or 'none'}.")
            help = f"{near} Correct the code, or add it to tables: {table} of the customer file"
            raise Problem(f"the value table '{table}' has no code {show(word)}", help, "unmapped-code")
        return word if found.miss == "keep" else found.miss

    def key(self, name: str) -> Key:
        known = self.terms.knowledge.keys
        found = known.get(name)
        if found is None:
            raise Problem(f"there is no key '{name}'", did_you_mean(name, known), "unknown-key-part")
        return found

    def split_key(self, key: str, value: Json) -> Mapping[str, str]:
        """The parts of a key; the same few keys stand in line after line, so that each is split once."""
        if type(value) is not str:
            return self.key(key).split(value)
        parts = self._split.get((key, value))
        if parts is None:
            if len(self._split) >= _MOST_KEPT:
                self._split.clear()
            parts = self._split[key, value] = self.key(key).split(value)
        return parts

    def build_key(self, key: str, parts: Sequence[Json]) -> str:
        return self.key(key).build(tuple(parts))

    def index(self, name: str, elements: Json, fields: tuple[str, ...]) -> Index:
        """The elements of a context collection by the fields that a link matches; made once."""
        if name not in self._indexes:
            self._indexes[name] = index_by(elements, fields)
        return self._indexes[name]


def index_by(elements: Json, fields: tuple[str, ...]) -> Index:
    """Elements of a list by their fields as text; an element with a blank field is not in it."""
    index: dict[tuple[str, ...], list[Json]] = {}
    for element in elements if isinstance(elements, list | tuple) else ():
        values = [read_segments(element, tuple(name.split("."))) for name in fields]
        if all(isinstance(value, str | int) and value != "" for value in values):
            index.setdefault(tuple(map(word_of, values)), []).append(element)
    return index


def word_of(value: Json) -> str:
    """What a value is matched by: text as it is, a number by its digits."""
    return value if isinstance(value, str) else show(value)


def _turned(table: Table) -> Mapping[str, str]:
    return {value: code for code, value in table.entries.items()}
