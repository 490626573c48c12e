"""What stays the same for all records of a run: mapping, direction, flags, tables, context, date."""

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from datetime import date

from ..finding import Problem, Span, did_you_mean
from ..language.expression import Expression
from ..spec.flags import Value
from ..spec.knowledge import Key, Knowledge, Table
from ..spec.mapping import Condition, Conditions, Direction, Link, Mapping
from ..values import MISSING, Json, read_segments, show, to_code

Index = Map[tuple[str, ...], Sequence[Json]]


class NotGiven(Problem):
    """A collection of the context that this run was not given."""

    def __init__(self, collection: str) -> None:
        self.collection = collection
        self.is_reported = False
        super().__init__(f"the context has no '{collection}'", f"give them with --context: {collection}", "not-checked")


@dataclass(frozen=True, slots=True)
class Taker:
    """A mapping of the family that takes the records for which its condition holds."""

    name: str
    takes: Expression
    span: Span

    @property
    def condition(self) -> str:
        """The condition on one line."""
        return " ".join(self.takes.text.split())


@dataclass(frozen=True, slots=True)
class Run:
    """The constants of a run, and the look-ups that transforms ask for."""

    mapping: Mapping
    direction: Direction
    knowledge: Knowledge
    flags: Map[str, Value]
    settings: Map[str, Value]
    tables: Map[str, Table]
    context: Map[str, Json]
    today: date
    require_context: bool = False
    takers: tuple[Taker, ...] = ()
    readers_of_event: Callable[[str], tuple[str, ...]] = field(default=lambda event: (), repr=False, compare=False)
    _indexes: dict[str, Index] = field(default_factory=dict, repr=False, compare=False)

    def first_off(self, conditions: Conditions) -> Condition | None:
        """The first condition that does not hold."""
        return next((c for c in conditions if self.flags[c.flag].value not in c.values), None)

    def collection(self, name: str) -> Json:
        if name not in self.context:
            raise NotGiven(name)
        return self.context[name]

    def look_up(self, table: str, code: Json, read_side: str | None = None) -> Json:
        """The value of a code; an unknown one is a Problem unless the table says what it gives."""
        found = self.tables.get(table)
        if found is None:
            raise Problem(f"there is no value table '{table}'", did_you_mean(table, self.tables), "unknown-table")
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
        found = self.knowledge.keys.get(name)
        if found is None:
            raise Problem(f"there is no key '{name}'", did_you_mean(name, self.knowledge.keys), "unknown-key-part")
        return found

    def split_key(self, key: str, value: Json) -> Map[str, str]:
        return self.key(key).split(value)

    def build_key(self, key: str, parts: Sequence[Json]) -> str:
        return self.key(key).build(tuple(parts))

    def index(self, link: Link, elements: Json) -> Index:
        """The elements of a context collection by the fields that a link matches; built once."""
        if link.name not in self._indexes:
            self._indexes[link.name] = index_by(elements, tuple(link.match))
        return self._indexes[link.name]


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


def _turned(table: Table) -> Map[str, str]:
    return {value: code for code, value in table.entries.items()}


def given(value: Json) -> bool:
    return value is not MISSING
