"""Two mappings of one family must take different records: proven, or a finding names a record that both take."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from ..catalog.customer import Customer
from ..finding import Findings
from ..language.compare import Names, compare, exclude
from ..language.expression import Expression, parse_expression
from ..language.tree import And, If, Not, Or
from ..spec.scope import ROOTS
from ..text.source import Entries

FORMS = 'x == "a", x != "a", x in ["a", "b"], x is like("A*"), x is blank, x > 5, joined by and, or, not'


@dataclass(frozen=True, slots=True)
class Member:
    """A mapping that extends another, with the condition under which it takes records."""

    name: str
    takes: Expression

    @property
    def place(self) -> str:
        span = self.takes.scalar.span
        return f"line {span.line} of {span.source.name}"

    @property
    def but_not(self) -> str:
        """What another condition adds, so that it leaves these records alone."""
        text = " ".join(self.takes.text.split())
        return f"and not ({text})"


def check_overlaps(customer: Customer, findings: Findings) -> None:
    """Compares every two mappings of the customer that descend from one, at whatever distance."""
    families: dict[str, list[Member]] = {}
    for member in _members(customer, findings):
        families.setdefault(customer.ancestor(member.name), []).append(member)
    for ancestor, members in families.items():
        names = _names(customer, ancestor)
        for one, other in combinations(members, 2):
            _check(one, other, names, findings)


def _members(customer: Customer, findings: Findings) -> Iterator[Member]:
    for name, condition in customer.conditions():
        # what is wrong with it stands among the findings of its mapping
        parsed = parse_expression(condition, Findings())
        if parsed is not None and not _is_wrong(parsed, findings):
            yield Member(name, parsed)


def _is_wrong(takes: Expression, findings: Findings) -> bool:
    """Whether an error has been found in a condition: what it takes is known once it is mended."""
    first, last = takes.scalar.span, takes.scalar.locate(len(takes.text)).line
    return any(
        found.severity == "error"
        and found.span.source.name == first.source.name
        and first.line <= found.span.line <= last
        for found in findings.in_order()
        if found.span is not None
    )


def _names(customer: Customer, name: str) -> Names:
    tree = customer.tree(name, Findings())
    links = tree.find("links") if tree is not None else None
    named = (str(key.value) for key, _ in links.pairs) if isinstance(links, Entries) else ()
    return Names(others=frozenset({*ROOTS, *named}))


def _check(one: Member, other: Member, names: Names, findings: Findings) -> None:
    found = compare(one.takes.tree, other.takes.tree, names)
    if found.verdict == "apart":
        return
    span = other.takes.scalar.span
    if found.verdict == "unknown":
        message = f"whether this and {one.place} take the same record cannot be told"
        findings.add("takes-overlap", message, span, _spelled_out(one, other, names))
        return
    which = f"a record {found.words}" if found.words else "every record"
    findings.add("takes-overlap", f"both this and {one.place} take {which}", span, _cure(one, other, names))


def _spelled_out(one: Member, other: Member, names: Names) -> str:
    kept = And(other.takes.tree, Not(one.takes.tree))
    added = f"; or {_add(one, other)}" if exclude(one.takes.tree, kept, names) else ""
    return f"what can be compared: {FORMS}{added}"


def _cure(one: Member, other: Member, names: Names) -> str:
    """The condition to add; to the other one, where this one would be left without records."""
    first, second = one.takes.tree, other.takes.tree
    if not exclude(second, Not(first), names):
        return _add(one, other)
    if not exclude(first, Not(second), names):
        return _add(other, one, f" to {one.place}")
    return "they take the same records; give one of them another condition"


def _add(left_out: Member, to: Member, where: str = "") -> str:
    brackets = "put brackets round it, and " if isinstance(to.takes.tree, Or | If) else ""
    return f"{brackets}add{where}: {left_out.but_not}"
