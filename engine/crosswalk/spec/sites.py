"""Where expressions live in a mapping, and what is in scope there. The one list that all name checks walk."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..language.expression import Expression
from .mapping import Condition, Group, Link, Mapping, OneWay, Row, Rule, Section, Transfer
from .sources import Choose, expressions_of, sums_of
from .vocabulary import DirectionName


@dataclass(frozen=True, slots=True)
class Site:
    """An expression in its direction: read for each line of a group, for each source row, or for the record."""

    expression: Expression
    direction: DirectionName
    group: Group | None = None
    each_source: bool = False
    in_check: bool = False
    has_value: bool = False

    @property
    def is_line(self) -> bool:
        return self.group is not None and self.direction in self.group.lines


def all_sites(mapping: Mapping) -> Iterator[Site]:
    """Every expression of a mapping, once for each direction that evaluates it."""
    return (site for one in mapping.one_ways.values() for site in sites_in(one))


def sites_in(one: OneWay) -> Iterator[Site]:
    """Every expression that one direction of a mapping evaluates."""
    whens = (document.when for document in one.direction.documents.values())
    yield from (Site(part, one.name) for part in (*one.direction.key, *whens, one.takes) if part)
    for section in one.sections:
        yield from _of_section(section, one.name)
    for rule in one.rules:
        yield from _of_rule(rule, one)
    for check in one.checks:
        parts = (check.expect, *(check.equal or ()), *check.message.expressions)
        yield from (Site(part, one.name, in_check=True) for part in parts if part)
    for link in one.links.values():
        yield from _of_link(link, one)


def _of_section(section: Section, name: DirectionName) -> Iterator[Site]:
    group, lines = section.group, section.lines
    if group.when is not None:
        yield Site(group.when, name)
    for part in (lines.where, lines.once_per) if lines is not None else ():
        if part is not None:
            yield Site(part, name, group)
    for side in group.sides.values() if lines is not None else ():
        yield from (Site(expression, name, group) for expression in side.values())
    for _, transfer in section.rows:
        yield from _of_transfer(transfer, group, name)


def _of_transfer(transfer: Transfer, group: Group, name: DirectionName) -> Iterator[Site]:
    required = transfer.required if isinstance(transfer.required, Expression) else None
    for part in (*expressions_of(transfer.source), transfer.when, required):
        if part is not None:
            yield Site(part, name, group)
    if transfer.transform is not None:
        yield Site(transfer.transform, name, group, has_value=True)
    yield from (Site(part, name, each_source=True) for part in sums_of(transfer.source))


def _of_rule(rule: Rule, one: OneWay) -> Iterator[Site]:
    groups = [section.group for section in one.sections if section.group.id in rule.each]
    over: list[Group | None] = [*groups] or [None]
    for group in over:
        for part in (rule.test, *rule.message.expressions):
            yield Site(part, one.name, group, each_source="source" in rule.each)


def _of_link(link: Link, one: OneWay) -> Iterator[Site]:
    of_line = any(r.root in {"line", "side"} for e in link.match.values() for r in e.references)
    group = next((section.group for section in one.sections if section.lines), None) if of_line else None
    yield from (Site(part, one.name, group) for part in (link.find, *link.match.values()))


def all_conditions(mapping: Mapping, direction: DirectionName | None = None) -> Iterator[Condition]:
    """Every condition on a flag, of one direction or of all."""
    for name, block in mapping.directions.items():
        if direction in {None, name}:
            yield from block.enabled
            yield from (condition for document in block.documents.values() for condition in document.enabled)
    yield from (condition for group in mapping.groups for condition in group.enabled)
    yield from (condition for rule in mapping.rules for condition in rule.enabled)
    for row in mapping.rows:
        transfers = (transfer for name, transfer in row.transfers.items() if direction in {None, name})
        yield from (condition for transfer in transfers for condition in transfer.enabled)


def flags_of_mapping(mapping: Mapping, direction: DirectionName | None = None) -> tuple[str, ...]:
    """The flags that a mapping consults, in one direction or in all."""
    names = {condition.flag for condition in all_conditions(mapping, direction)}
    for row in mapping.rows:
        transfers = (transfer for name, transfer in row.transfers.items() if direction in {None, name})
        names |= {transfer.source.flag for transfer in transfers if isinstance(transfer.source, Choose)}
    uses = (site for site in all_sites(mapping) if direction in {None, site.direction})
    return tuple(sorted(names | {name for site in uses for name in _flags_of(site.expression)}))


def flags_of_row(row: Row) -> tuple[str, ...]:
    """The flags that a row consults, in the order of its keys."""
    names: list[str] = []
    for name, transfer in row.transfers.items():
        names += [condition.flag for condition in transfer.enabled]
        names += [transfer.source.flag] if isinstance(transfer.source, Choose) else []
        group = Group(row.group, {}, (), row.span)
        names += [flag for site in _of_transfer(transfer, group, name) for flag in _flags_of(site.expression)]
    return tuple(dict.fromkeys(names))


def _flags_of(expression: Expression) -> Iterator[str]:
    return (str(r.below[0]) for r in expression.references if r.root == "flags" and r.below)
