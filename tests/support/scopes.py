"""A scope for expressions without a record: names to values, and the look-ups of a tiny catalog."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from crosswalk.finding import Problem
from crosswalk.language.tree import Reference
from crosswalk.spec.knowledge import Key
from crosswalk.values import Json, read_segments, show, to_code


@dataclass
class Constants:
    """Answers names from a dictionary."""

    values: Mapping[str, Json] = field(default_factory=dict)
    notes: list[tuple[str, Json]] = field(default_factory=list)

    @property
    def tools(self) -> "Constants":
        return self

    def resolve(self, reference: Reference) -> Json:
        return read_segments(dict(self.values), (reference.root, *reference.below))

    def note(self, what: str, value: Json) -> None:
        self.notes.append((what, value))

    def look_up(self, table: str, code: Json) -> Json:
        known = {"journal_codes": {"AP": "invoice"}}.get(table, {})
        if to_code(code) not in known:
            raise Problem(f"no code {show(code)}", code="unmapped-code")
        return known[to_code(code)]

    def split_key(self, key: str, value: Json) -> Mapping[str, str]:
        return Key(key, ("job", "cost_code")).split(value)

    def build_key(self, key: str, parts: Sequence[Json]) -> str:
        return Key(key, ("job", "cost_code")).build(tuple(parts))
