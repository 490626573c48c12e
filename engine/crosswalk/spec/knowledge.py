"""What a mapping may refer to besides itself: the connector, flags, settings, keys, tables, collections, schemas."""

from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from typing import Any

from ..finding import Problem, Span
from ..text.schema import OPEN, Schemas, Shape
from ..text.source import Entries, Node
from ..values import Json, is_blank, show, to_code
from .flags import Registry
from .mapping import Connector


@dataclass(frozen=True, slots=True)
class Key:
    """A composite key: its parts in order, and what joins them."""

    name: str
    parts: tuple[str, ...]
    separator: str = "|"

    def split(self, value: Json) -> Map[str, str]:
        """The parts by name; raises Problem unless the value has exactly these parts."""
        pieces = to_code(value).split(self.separator)
        if len(pieces) != len(self.parts) or not all(pieces):
            shape = self.separator.join(self.parts)
            raise Problem(f"{show(value)} is no '{self.name}' key", f"expected {shape}", "bad-key")
        return dict(zip(self.parts, pieces, strict=True))

    def build(self, parts: list[Json] | tuple[Json, ...]) -> str:
        """The key of these parts, in order; raises Problem for a blank part or one with the separator in it."""
        if len(parts) != len(self.parts):
            raise Problem(f"a '{self.name}' key has {len(self.parts)} parts, {len(parts)} given", code="bad-key")
        for name, part in zip(self.parts, parts, strict=True):
            if is_blank(part):
                raise Problem(f"part '{name}' of the '{self.name}' key is blank", code="bad-key")
            if self.separator in to_code(part):
                raise Problem(f"part '{name}' {show(part)} has the separator {self.separator} in it", code="bad-key")
        return self.separator.join(to_code(part) for part in parts)


@dataclass(frozen=True, slots=True)
class Table:
    """A value table: code to value, and what an unknown code gives."""

    name: str
    title: str
    source: str | None = None
    target: str | None = None
    values: tuple[str, ...] = ()
    miss: str = "error"
    entries: Map[str, str] = field(default_factory=dict)
    origin: str = "default"
    span: Span | None = None
    places: Map[str, Span] = field(default_factory=dict, compare=False, repr=False)
    """Where the value of each code stands."""

    def is_backwards(self, read_side: str) -> bool:
        """Whether codes of this side are found among the table's values."""
        return self.target is not None and self.target == read_side


def events_of(schema: Map[str, Any] | None) -> tuple[str, ...]:
    """The names of the events that a payload schema describes; none where it describes no event."""
    name = (schema or {}).get("properties", {}).get("request_name", {})
    return (name["const"],) if "const" in name else tuple(name.get("enum", ()))


def places_of_entries(node: Node | None) -> dict[str, Span]:
    """Where the value of each code of a table stands."""
    return {str(key.value): value.span for key, value in node.pairs} if isinstance(node, Entries) else {}


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The registries of one catalog."""

    connector: Connector
    flags: Registry
    settings: Registry
    keys: Map[str, Key]
    tables: Map[str, Table]
    collections: frozenset[str]
    mappings: frozenset[str]
    schemas: Schemas

    def schema(self, name: str | None) -> Map[str, Any] | None:
        """A payload or document schema by its name below schemas/; None where there is none."""
        return self.schemas.find(name) if name else None

    def shape(self, name: str | None) -> Shape:
        schema = self.schema(name)
        return Shape(schema) if schema is not None else OPEN
