"""A mapping as the connector document prints it: two columns, arrows, row ids, groups, footnotes, notes."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Map
from types import MappingProxyType

from crosswalk.catalog.customer import Customer
from crosswalk.spec.flags import spoken
from crosswalk.spec.mapping import Group, Mapping, Row, Rule
from crosswalk.spec.sites import flags_of_mapping
from crosswalk.spec.vocabulary import RULE_DIRECTIONS, RuleKind
from crosswalk.values import printable

from .cells import cells
from .names_of_rows import label_on
from .sentences import Labels
from .terminal import ARROWS, UNPRINTED, faint, heading, paragraph, table, width
from .view_changes import changes_of_mapping, changes_text, facts_of, title_of, words_of
from .view_run import show_flag

KINDS: Map[RuleKind, str] = MappingProxyType({"require": "blocks unless", "skip": "skips when", "warn": "warns when"})
_ALWAYS = {"skips when true": "skips always", "warns when true": "warns always", "blocks unless false": "blocks always"}


def show_text(mapping: Mapping, customer: Customer) -> str:
    """The mapping for a terminal."""
    return "\n".join(_lines(mapping, customer))


def _lines(mapping: Mapping, customer: Customer) -> Iterator[str]:
    yield heading(paragraph(f"{mapping.title} ({mapping.name})"))
    if mapping.note:
        yield paragraph(" ".join(mapping.note.split()), "  ")
    yield from changes_text(mapping, customer)
    sides = list(customer.shipped.knowledge.connector.sides.values())
    widths = _widths(mapping)
    yield ""
    yield heading(table([(sides[0].upper(), "", sides[1].upper(), "ROW ID")], widths))
    for group in mapping.groups:
        yield from _group(group, widths)
    if any(not row.documented for row in mapping.rows):
        yield faint(paragraph("not printed in the connector document; one of the systems needs it", f"  {UNPRINTED} "))
    for mark, text in mapping.footnotes.items():
        yield paragraph(" ".join(text.split()), f"  {printable(mark)}  ")
    yield from _notes(mapping)
    yield from _rules(mapping, customer)
    yield from _flags(mapping, customer)


def _widths(mapping: Mapping) -> tuple[float | int, ...]:
    """As wide as the ids, as far as two thirds of the terminal are left to the labels."""
    longest = max((cells(printable(row.id)) for row in mapping.rows), default=0)
    return 0.5, 1, 0.5, max(min(longest, width() // 3), len("ROW ID"))


def _group(group: Group, widths: tuple[float | int, ...]) -> Iterator[str]:
    titles = list(group.titles.values())
    if titles:
        sides = [side for row in group.rows[:1] for side in row.sides]
        yield heading(table([(*_titles(group, sides), "")], widths))
    if group.leave_out:
        yield paragraph(f"lines left out: {' '.join(group.leave_out.split())}", "  ")
    if group.rows:
        yield table([(*row_cells(row), row.id) for row in group.rows], widths)


def _titles(group: Group, sides: list[str]) -> tuple[str, str, str]:
    """The headings by side; footnote marks stand behind the first there is."""
    first, second = (group.titles.get(side, "") for side in sides)
    marks = group.footnotes
    return (_label(first, marks), "", second) if first else (first, "", _label(second, marks))


def row_cells(row: Row) -> tuple[str, str, str]:
    """Label with its footnote marks, arrow, label with its footnote marks."""
    first, second = (_label(label_on(row, name), side.footnotes) for name, side in row.sides.items())
    return first if row.documented else f"{UNPRINTED} {first}", ARROWS[row.direction], second


def _label(label: str | None, footnotes: tuple[str, ...]) -> str:
    return f"{label or ''}{' [' + ','.join(footnotes) + ']' if footnotes else ''}"


def _notes(mapping: Mapping) -> Iterator[str]:
    noted = [row for row in mapping.rows if row.note or row.shown_only or row.one_way]
    if noted:
        yield ""
        yield heading("  Notes, by row id")
    for row in noted:
        text = " ".join(filter(None, (row.note, row.shown_only and f"shown only: {row.shown_only}", row.one_way)))
        yield paragraph(f"{row.id}: {' '.join(text.split())}", "  ", "    ")


def _rules(mapping: Mapping, customer: Customer) -> Iterator[str]:
    if mapping.rules:
        yield ""
        yield heading("  Rules, by rule id; [...] is a field or value of the record")
    labels = {
        direction: Labels(mapping, customer.shipped.knowledge.connector, direction)
        for direction in RULE_DIRECTIONS
        if direction in {"both", *mapping.directions}
    }
    for rule in mapping.rules:
        spoken_by = labels[rule.direction]
        yield paragraph(f"{rule.id}: {spoken_by.sentence(rule.message)}", "  ", "    ")
        when = f"{KINDS[rule.kind]} {spoken_by.condition(rule.test)}"
        when = _ALWAYS.get(when, when)
        yield faint(paragraph(f"{when}{_where(rule)}", "    ", "      "))


def _where(rule: Rule) -> str:
    where = f"; each line of {' and '.join(rule.each)}" if rule.each else ""
    where += f"; {rule.direction} only" if rule.direction != "both" else ""
    return where + "".join(f"; where {c.flag} is {' or '.join(map(spoken, c.values))}" for c in rule.enabled)


def _flags(mapping: Mapping, customer: Customer) -> Iterator[str]:
    names = flags_of_mapping(mapping)
    if names:
        yield ""
        yield heading(paragraph(f"Flags of customer {customer.name}", "  "))
    for name in names:
        value = customer.flags[name]
        yield paragraph(f"{name} = {show_flag(value)}  ({value.source})", "  ", "    ")


def show_markdown(mapping: Mapping, customer: Customer) -> str:
    """The mapping as a Markdown table."""
    first, second = customer.shipped.knowledge.connector.sides.values()
    lines = [f"# {_cell(mapping.title)}", ""]
    lines += [printable(" ".join(mapping.note.split())), ""] if mapping.note else []
    lines += _changes_markdown(mapping, customer)
    lines += [f"| {_cell(first)} | | {_cell(second)} |", "|---|:-:|---|"]
    for group in mapping.groups:
        titles = list(_titles(group, list(customer.shipped.knowledge.connector.sides))[::2])
        lines += [f"| **{_cell(titles[0])}** | | **{_cell(titles[1])}** |".replace("****", "")] if any(titles) else []
        lines += ["| " + " | ".join(_cell(cell) for cell in row_cells(row)) + " |" for row in group.rows]
    lines += ["", *(f"{_cell(mark)}. {_cell(text)}" for mark, text in mapping.footnotes.items())]
    return "\n".join(lines).rstrip()


def _changes_markdown(mapping: Mapping, customer: Customer) -> list[str]:
    facts = [f"- {_cell(name)}: {_cell(text)}" for name, text in facts_of(mapping, customer)]
    for change in changes_of_mapping(mapping, customer):
        because = f"; because: {_cell(change.reason)}" if change.reason else ""
        facts.append(f"- {_cell(words_of(change))}{because}")
    return [f"**{_cell(title_of(mapping.name, customer))}**", "", *facts, ""] if facts else []


def _cell(text: str) -> str:
    text = printable(" ".join(text.split()))
    escaped = text.replace("\\", "\\\\").replace("|", "\\|").replace("`", "\\`")
    return escaped.replace("<", "&lt;").replace("*", "\\*")
