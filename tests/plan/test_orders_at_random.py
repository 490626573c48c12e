"""Small mappings whose parts read each other at random: each has an order and maps as it says, or is refused as a circle.

What a mapping says is told here by a second, naive interpreter, which goes down into whatever it reads. It comes back to
where it began exactly where lint finds a circle; elsewhere it gives the key, the kind of outcome and the body of the plan.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from both import of_both
from crosswalk import CrosswalkError, Memory, load
from places import TODAY
from specs import SMALLEST

HEADS = ("h0", "h1", "h2")
LINKS = {"m0": None, "m1": None, "p0": "g0"}
"""Links, and the group whose lines alone they are of."""
LINES = {"g0": ("a0", "a1"), "g1": ("b0", "b1")}
LISTS = {"g0": "items", "g1": "others"}
GROUP_OF = {row: group for group, rows in LINES.items() for row in rows}

Terms = tuple[str, ...]
"""What an expression adds up: fields of the payload, rows, links."""


@dataclass(frozen=True)
class Choice:
    """How a group chooses its lines: by where:, by a rule that skips, by once_per:."""

    where: Terms = ()
    skip: Terms = ()
    once_per: Terms = ()


@dataclass(frozen=True)
class Small:
    """A mapping: what each row, link, filter, rule and key adds up; nothing is a part that it does not have."""

    rows: dict[str, Terms]
    links: dict[str, Terms]
    choices: dict[str, Choice]
    rules: dict[str, Terms]
    each: dict[str, Terms]
    key: Terms
    when: Terms

    def text(self) -> str:
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        when = f", when: {self.source(self.when)} < 30" if self.when else ""
        yield "mapping: small\ntitle: Small\nexport:\n  records: orders"
        yield f"  key: {self.source(self.key)}\n  documents: {{first: {{endpoint: first{when}}}, second: {{endpoint: second}}}}"
        yield "links:"
        for name, terms in self.links.items():
            yield f"  {name}: {{find: record.pool, match: {{id: {self.source(terms, LINKS[name])}}}, none: blank}}"
        yield "rules:"
        yield "  - {id: always, warn_when: number is blank, message: None.}"
        for kind, terms in self.rules.items():
            yield f"  - {{id: {kind.replace('_', '-')}, {kind}: {self.source(terms)} > 12, message: Much.}}"
        for group, terms in self.each.items():
            yield f"  - {{id: warn-{group}, each: {group}, warn_when: {self.source(terms, group)} > 6, message: Much.}}"
        for group, choice in self.choices.items():
            if choice.skip:
                yield f"  - {{id: skip-{group}, each: {group}, skip_when: {self.source(choice.skip, group)} > 9, message: Much.}}"
        yield "groups:\n  - id: header\n    rows:"
        yield "      - {id: number, direction: export, source: number, right: {label: N, path: second.n}}"
        for name in HEADS:
            yield f"      - {{id: {name}, direction: export, type: integer, source: {self.source(self.rows[name])}, right: {{label: {name}, path: first.{name}}}}}"
        for group, rows in LINES.items():
            yield from self._group(group, rows)

    def _group(self, group: str, rows: Terms) -> Iterator[str]:
        choice, list = self.choices[group], LISTS[group]
        where = f", where: {self.source(choice.where, group)} < 12" if choice.where else ""
        once = f", once_per: {self.source(choice.once_per, group)}" if choice.once_per else ""
        yield f"  - {{id: owner-{group}, lines: {{from: {list}, into: second.{list}}}, rows: [{{id: own-{group}, direction: export, source: position, right: {{label: P, path: p}}}}]}}"
        yield f"  - id: {group}\n    shares_lines: true\n    lines: {{from: {list}, into: first.{list}{where}{once}}}\n    rows:"
        for name in rows:
            yield f"      - {{id: {name}, direction: export, type: integer, source: {self.source(self.rows[name], group)}, right: {{label: {name}, path: {name}}}}}"

    def source(self, terms: Terms, group: str | None = None) -> str:
        """The terms as an expression; all of it is read always."""
        return "(" + " + ".join(self._term(term, group) for term in terms) + ")"

    def _term(self, term: str, group: str | None) -> str:
        if term in LINKS:
            return f"({term}.v | default(0))"
        if term in GROUP_OF and GROUP_OF[term] != group:
            return f"(rows.{term} | sum)"
        return f"rows.{term}" if term in self.rows else term


class Circle(Exception):
    """Something needs itself."""


@dataclass
class Naive:
    """What a small mapping says of a record, found by going down into whatever is read."""

    small: Small
    record: dict[str, Any]
    known: dict[tuple[object, ...], Any] = field(default_factory=dict)
    begun: set[tuple[object, ...]] = field(default_factory=set)

    def once(self, what: tuple[object, ...]) -> Any:
        if what not in self.known:
            if what in self.begun:
                raise Circle(what)
            self.begun.add(what)
            name, *rest = what
            self.known[what] = getattr(self, f"find_{name}")(*rest)
        return self.known[what]

    def add(self, terms: Terms, group: str | None = None, number: int | None = None) -> int:
        return sum(self.term(term, group, number) for term in terms)

    def term(self, term: str, group: str | None, number: int | None) -> int:
        if term in LINKS:
            return int(self.once(("link", term, group, number)))
        if term in GROUP_OF and GROUP_OF[term] != group:
            there = GROUP_OF[term]
            return sum(self.once(("row", term, there, line)) for line in self.once(("kept", there)))
        if term in self.small.rows:
            place = (group, number) if term in GROUP_OF else (None, None)
            return int(self.once(("row", term, *place)))
        if term.startswith("record."):
            return int(self.record[term.removeprefix("record.")])
        base = self.record if group is None or number is None else self.record[LISTS[group]][number]
        return int(base[term])

    def find_row(self, name: str, group: str | None, number: int | None) -> int:
        return self.add(self.small.rows[name], group, number)

    def find_link(self, name: str, group: str | None, number: int | None) -> int:
        wanted = self.add(self.small.links[name], group, number)
        return next((entry["v"] for entry in self.record["pool"] if entry["id"] == wanted), 0)

    def find_kept(self, group: str) -> list[int]:
        choice = self.small.choices[group]
        lines = list(range(len(self.record[LISTS[group]])))
        lines = [line for line in lines if not choice.where or self.add(choice.where, group, line) < 12]
        lines = [line for line in lines if not choice.skip or not self.add(choice.skip, group, line) > 9]
        first: dict[int, int] = {}
        for line in lines:
            first.setdefault(self.add(choice.once_per, group, line) if choice.once_per else line, line)
        return list(first.values())

    def outcome(self) -> tuple[str, str, dict[str, Any] | None]:
        small = self.small
        key = str(self.add(small.key))
        skip, require = small.rules.get("skip_when"), small.rules.get("require")
        if skip and self.add(skip) > 12:
            return key, "skipped", None
        is_sent = not small.when or self.add(small.when) < 30
        body: dict[str, Any] = {name: self.once(("row", name, None, None)) for name in HEADS}
        for group, rows in LINES.items():
            kept = self.once(("kept", group))
            body[LISTS[group]] = [{name: self.once(("row", name, group, line)) for name in rows} for line in kept]
        is_blocked = require and not self.add(require) > 12
        return key, "blocked" if is_blocked else "mapped", body if is_sent and not is_blocked else None


class Everything(Naive):
    """Goes down into all that a mapping can read: no line is dropped, and nothing stands unread."""

    def find_kept(self, group: str) -> list[int]:
        choice = self.small.choices[group]
        for terms in (choice.where, choice.skip, choice.once_per):
            self.add(terms, group, 0)
        return [0]

    def has_circle(self) -> bool:
        small = self.small
        try:
            for terms in (small.key, small.when, *small.rules.values()):
                self.add(terms)
            for group, terms in small.each.items():
                self.add(terms, group, 0)
            for name in small.rows:
                self.once(("row", name, GROUP_OF.get(name), 0 if name in GROUP_OF else None))
            for group in LINES:
                self.once(("kept", group))
            for name in LINKS:
                self.once(("link", name, None, None))
        except Circle:
            return True
        return False


ONE_LINE = {"n": 0, "n2": 0, "k": 0, "items": [{"k": 0}], "others": [{"k": 0}], "pool": []}
_ROWS = (*HEADS, *GROUP_OF)


def terms(fields: str, read: tuple[str, ...]) -> st.SearchStrategy[Terms]:
    """A field of the payload, and at most one row or link, so that not everything is a circle."""
    more = st.lists(st.sampled_from(read), max_size=1)
    return st.tuples(st.sampled_from(fields.split()), more).map(lambda it: (it[0], *it[1]))


def maybe(strategy: st.SearchStrategy[Terms]) -> st.SearchStrategy[Terms]:
    return st.one_of(st.just(()), strategy)


_OF_RECORD = terms("n n2", (*_ROWS, "m0", "m1"))
_OF_LINE = {"g0": terms("k", (*_ROWS, *LINKS)), "g1": terms("k", (*_ROWS, "m0", "m1"))}
_IN_RECORD = terms("record.n record.n2", (*HEADS, "m0", "m1"))
_MAPPINGS = st.builds(
    Small,
    rows=st.fixed_dictionaries({row: _OF_LINE[GROUP_OF[row]] if row in GROUP_OF else _OF_RECORD for row in _ROWS}),
    links=st.fixed_dictionaries({"m0": _IN_RECORD, "m1": _IN_RECORD, "p0": _OF_LINE["g0"]}),
    choices=st.fixed_dictionaries(
        {
            group: st.builds(Choice, where=maybe(each), skip=maybe(each), once_per=maybe(each))
            for group, each in _OF_LINE.items()
        }
    ),
    rules=st.dictionaries(st.sampled_from(["skip_when", "require", "warn_when"]), _OF_RECORD),
    each=st.fixed_dictionaries({}, optional=_OF_LINE),
    key=_OF_RECORD,
    when=maybe(_OF_RECORD),
)
_NUMBERS = st.integers(0, 9)
_LINES = st.lists(st.fixed_dictionaries({"k": _NUMBERS}), max_size=3)
_RECORDS = st.fixed_dictionaries(
    {
        "number": st.just("1"),
        "n": _NUMBERS,
        "n2": _NUMBERS,
        "items": _LINES,
        "others": _LINES,
        "pool": st.lists(_NUMBERS, unique=True).map(lambda ids: [{"id": id, "v": id + 1} for id in ids]),
    }
)


def check(small: Small, record: dict[str, Any]) -> None:
    files = {f"mappings/{name}.yaml": each for name, each in {**SMALLEST, "small": small.text()}.items()}
    customer = load(files=Memory(files)).customer("tester")
    if Everything(small, ONE_LINE).has_circle():
        assert {finding.code for finding in customer.findings("small")} == {"row-circle"}
        with pytest.raises(CrosswalkError, match="row-circle"):
            customer.mapper("small", today=TODAY)
    else:
        trace = of_both(customer.mapper("small", today=TODAY), record)
        body = next((sent.body for sent in trace.documents if sent.document == "first"), None)
        assert (trace.key, trace.kind, body) == Naive(small, record).outcome()


@settings(deadline=None, max_examples=80)
@given(_MAPPINGS, _RECORDS)
def test_a_mapping_has_an_order_or_a_circle(small: Small, record: dict[str, Any]) -> None:
    check(small, record)


@pytest.mark.long
@settings(deadline=None, max_examples=5_000)
@given(_MAPPINGS, _RECORDS)
def test_many_mappings_have_an_order_or_a_circle(small: Small, record: dict[str, Any]) -> None:
    check(small, record)
