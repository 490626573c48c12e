"""The terms under which a mapping is run: what the customer has set, the date, which collections are given."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from datetime import date

from ..finding import Span
from ..language.expression import Expression
from ..spec.flags import Value
from ..spec.knowledge import Knowledge, Table
from ..spec.mapping import Condition, Conditions


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
class Terms:
    """What stays the same for all records of a run."""

    knowledge: Knowledge
    flags: Map[str, Value]
    settings: Map[str, Value]
    tables: Map[str, Table]
    today: date
    collections: frozenset[str] = frozenset()
    """The collections of the context that are given; which entries they have is no matter of the plan."""
    require_context: bool = False
    takers: tuple[Taker, ...] = ()
    readers_of_event: Callable[[str], tuple[str, ...]] = field(default=lambda event: (), repr=False, compare=False)

    def first_off(self, conditions: Conditions) -> Condition | None:
        """The first condition that does not hold."""
        return next((each for each in conditions if self.flags[each.flag].value not in each.values), None)
