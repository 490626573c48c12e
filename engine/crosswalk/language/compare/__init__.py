"""Whether two conditions can hold for one record: proven that they cannot, a record for which both do, or not known.

Both are taken apart into alternatives. Of each pair the claims about one operand are met by values of it, or by none;
what is found is evaluated by both conditions as a run would, so that a record that is named is one that both take.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice, product
from typing import Literal as OneOf
from typing import TypeAlias

from ...finding import Problem
from ...values import MISSING, Json, Segments, read_segments, show
from ..evaluate import build
from ..tree import And, Reference, Tree, is_closed, references_of, unchain
from .claims import ANSWERED, Claim, read_claim, verdict_of
from .conjunctions import Conjunction, alternatives
from .texts import Effort
from .values import Found, find_containers, find_values

MOST_TRIED = 200
HIGHEST_INDEX = 20
_ANY = ("1", 1, 2, 0, MISSING)
"""What a name may be of which only comparisons with other names are known."""


@dataclass(frozen=True, slots=True)
class Names:
    """What names mean where the conditions stand: a bare one is `here`'s, `others` are no part of the payload."""

    here: str = "record"
    others: frozenset[str] = frozenset()

    def place(self, reference: Reference) -> Segments:
        """The one way to write a name: `title` and `record.title` are one."""
        bare = reference.root not in self.others and reference.root != self.here
        return (*((self.here,) if bare else ()), reference.root, *reference.below)

    def spell(self, place: Segments) -> str:
        """The shortest way to write it."""
        shown = place[1:] if place[0] == self.here and len(place) > 1 and place[1] not in self.others else place
        return str(shown[0]) + "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in shown[1:])


@dataclass(frozen=True, slots=True)
class Comparison:
    """`apart` where no record meets both, `meet` where `record` does, `unknown` where neither was found."""

    verdict: OneOf["apart", "meet", "unknown"]
    record: tuple[tuple[str, Json], ...] = ()

    @property
    def words(self) -> str:
        """The record in words: `with title "OA-1"`."""
        named = [f"{name} {show(value)}" for name, value in self.record if value is not MISSING]
        lacking = [name for name, value in self.record if value is MISSING]
        parts = [f"with {' and '.join(named)}"] if named else []
        parts += [f"without {' and '.join(lacking)}"] if lacking else []
        return " and ".join(parts)


def compare(one: Tree, other: Tree, names: Names) -> Comparison:
    """Whether two conditions can hold for one record."""
    try:
        conjunctions = alternatives(And(one, other))
        effort = Effort()
        possible = [found for each in conjunctions if (found := _solve(each, names, effort)) is not None]
    except (Problem, RecursionError):
        return Comparison("unknown")
    both = build(And(one, other), ANSWERED)
    for values in (values for found in possible for values in found):
        if verdict_of(both, _answers(values, names)):
            return Comparison("meet", tuple(_told(values, names)))
    return Comparison("unknown" if possible else "apart")


def _told(values: Values, names: Names) -> Iterator[tuple[str, Json]]:
    """The names with their values; an object is told by what is in it."""
    for place, value in values.items():
        is_told_below = any(len(other) > len(place) and other[: len(place)] == place for other in values)
        if not (isinstance(value, dict | list) and is_told_below):
            yield names.spell(place), value


def exclude(one: Tree, other: Tree, names: Names) -> bool:
    """Whether it is proven that two conditions never hold together."""
    return compare(one, other, names).verdict == "apart"


Values: TypeAlias = dict[Segments, Json]


def _solve(conjunction: Conjunction, names: Names, effort: Effort) -> Iterator[Values] | None:
    """Values to try, or None where it is proven that there are none."""
    claims: dict[Tree, list[Claim]] = {}
    unread: list[Reference] = []
    for literal in conjunction:
        if is_closed(literal.tree):
            if verdict_of(build(literal.tree, ANSWERED), lambda reference: MISSING) is not literal.holds:
                return None
        elif (claim := read_claim(literal)) is not None:
            claims.setdefault(_one_way(claim.operand, names), []).append(claim)
        else:
            unread += references_of(literal.tree)
    found = _values_of(claims, names, effort)
    return None if any(each.is_impossible for each in found.values()) else _tried(found, unread, names)


def _values_of(claims: dict[Tree, list[Claim]], names: Names, effort: Effort) -> dict[Tree, Found]:
    found: dict[Tree, Found] = {}
    for operand, each in claims.items():
        found[operand] = find_values(each, effort, with_dates=not _is_of_payload(operand, names))
        # one that has no value, also none to look below, decides for all
        if found[operand].is_impossible and not any(_lies_below(other, operand) for other in claims):
            return found
    for operand, each in claims.items():
        if any(_lies_below(other, operand) and not _may_be_missing(found[other]) for other in claims):
            found[operand] = find_containers(each)
    return found


def _one_way(operand: Tree, names: Names) -> Tree:
    if not isinstance(operand, Reference):
        return operand
    root, *below = names.place(operand)
    return Reference(str(root), tuple(below), operand.text, operand.offset)


def _is_of_payload(operand: Tree, names: Names) -> bool:
    """Whether an operand can have any value of JSON; others may be dates, and know which values they can have."""
    return isinstance(operand, Reference) and names.place(operand)[0] == names.here


def _lies_below(other: Tree, operand: Tree) -> bool:
    if not isinstance(other, Reference) or not isinstance(operand, Reference) or other.root != operand.root:
        return False
    return len(other.below) > len(operand.below) and other.below[: len(operand.below)] == operand.below


def _may_be_missing(found: Found) -> bool:
    return any(value is MISSING for value in found.values)


def _tried(found: dict[Tree, Found], unread: list[Reference], names: Names) -> Iterator[Values]:
    """Values for all names; what a filter that cannot be seen through is to give may be what it is given."""
    guesses: dict[Segments, list[Json]] = {}
    for operand, each in found.items():
        name, steps = unchain(operand)
        if isinstance(name, Reference):
            is_free = bool(steps) or _is_of_payload(name, names)
            values = each.values if is_free else (value for value in each.values if value in each.named)
            guesses.setdefault(names.place(name), []).extend(values)
    if not all(_is_of_payload(reference, names) for reference in unread):
        return
    known = [value for values in guesses.values() for value in values[:2]]
    for reference in unread:
        guesses.setdefault(names.place(reference), [*known, *_ANY])
    for values in islice(product(*guesses.values()), MOST_TRIED):
        yield dict(zip(guesses, values, strict=True))


def _answers(values: Values, names: Names) -> Callable[[Reference], Json]:
    data = _record_of(values)
    return lambda reference: read_segments(data, names.place(reference))


def _record_of(values: Values) -> Json:
    """The data in which every name has its value."""
    data: Json = {}
    for place in sorted(values, key=len):
        if values[place] is not MISSING:
            data = _with(data, place, values[place])
    return data


def _with(base: Json, place: Segments, value: Json) -> Json:
    if not place:
        return value
    first, below = place[0], place[1:]
    if isinstance(first, str):
        fields = base if isinstance(base, dict) else {}
        return {**fields, first: _with(fields.get(first), below, value)}
    if not 0 <= first <= HIGHEST_INDEX:
        return base
    items = [*base] if isinstance(base, list) else []
    items += [{} for _ in range(first + 1 - len(items))]
    items[first] = _with(items[first], below, value)
    return items
