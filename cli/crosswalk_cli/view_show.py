"""A mapping as the connector document prints it: two columns, arrows, groups, footnotes, notes."""

from __future__ import annotations

from collections.abc import Iterator

from crosswalk.customer import Customer
from crosswalk.flags import spoken
from crosswalk.spec import Group, Mapping, Row, Rule
from crosswalk.uses import flags_of_mapping

from .terminal import ARROWS, faint, heading, paragraph, table
from .view_run import show_flag

_WIDTHS = (46, 1, 0)
_KINDS = {"require": "blocks unless", "skip": "skips when", "warn": "warns when"}


def show_text(mapping: Mapping, customer: Customer) -> str:
    """The mapping for a terminal."""
    return "\n".join(_lines(mapping, customer))


def _lines(mapping: Mapping, customer: Customer) -> Iterator[str]:
    yield heading(f"{mapping.title} ({mapping.name})")
    if mapping.note:
        yield paragraph(" ".join(mapping.note.split()), "  ")
    sides = list(customer.catalog.knowledge.connector.sides.values())
    yield ""
    yield heading(table([(sides[0].upper(), "", sides[1].upper())], _WIDTHS))
    for group in mapping.groups:
        yield from _group(group)
    if any(not row.documented for row in mapping.rows):
        yield faint("  + not printed in the connector document; one of the systems needs it")
    for mark, text in mapping.footnotes.items():
        yield paragraph(" ".join(text.split()), f"  {mark}  ")
    yield from _notes(mapping)
    yield from _rules(mapping)
    yield from _flags(mapping, customer)


def _group(group: Group) -> Iterator[str]:
    titles = list(group.titles.values())
    if titles:
        sides = [side for row in group.rows[:1] for side in row.sides]
        yield heading(table([_titles(group, sides)], _WIDTHS))
    if group.leave_out:
        yield paragraph(f"lines left out: {group.leave_out}", "  ")
    for row in group.rows:
        yield table([row_cells(row)], _WIDTHS)


def _titles(group: Group, sides: list[str]) -> tuple[str, str, str]:
    """The headings by side; footnote marks stand behind the first there is."""
    first, second = (group.titles.get(side, "") for side in sides)
    marks = group.footnotes
    return (_label(first, marks), "", second) if first else (first, "", _label(second, marks))


def row_cells(row: Row) -> tuple[str, str, str]:
    """Label with its footnote marks, arrow, label with its footnote marks."""
    first, second = (_label(side.label, side.footnotes) for side in row.sides.values())
    sign = "" if row.documented else "+ "
    return f"{sign}{first}" if first or sign else "", ARROWS[row.direction], second


def _label(label: str | None, footnotes: tuple[str, ...]) -> str:
    return f"{label or ''}{' [' + ','.join(footnotes) + ']' if footnotes else ''}"


def _notes(mapping: Mapping) -> Iterator[str]:
    noted = [row for row in mapping.rows if row.note or row.shown_only or row.one_way]
    if noted:
        yield ""
        yield heading("  Notes")
    for row in noted:
        text = " ".join(filter(None, (row.note, row.shown_only and f"shown only: {row.shown_only}", row.one_way)))
        yield paragraph(f"{row.id}: {' '.join(text.split())}", "  ", "    ")


def _rules(mapping: Mapping) -> Iterator[str]:
    if mapping.rules:
        yield ""
        yield heading("  Rules")
    for rule in mapping.rules:
        yield paragraph(_rule(rule), "  ", "    ")


def _rule(rule: Rule) -> str:
    where = f", {rule.direction}" if rule.direction != "both" else ""
    each = f", each line of {' and '.join(rule.each)}" if rule.each else ""
    where += "".join(f", where {c.flag} is {' or '.join(map(spoken, c.values))}" for c in rule.enabled)
    test, message = (" ".join(text.split()) for text in (rule.test.text, rule.message.text))
    return f"{rule.id} ({_KINDS[rule.kind]} {test}{each}{where}): {message}"


def _flags(mapping: Mapping, customer: Customer) -> Iterator[str]:
    names = flags_of_mapping(mapping)
    if names:
        yield ""
        yield heading(f"  Flags of customer {customer.name}")
    for name in names:
        value = customer.flags[name]
        yield f"  {name} = {show_flag(value)}  {faint('(' + value.source + ')')}"


def show_markdown(mapping: Mapping, customer: Customer) -> str:
    """The mapping as a Markdown table."""
    first, second = customer.catalog.knowledge.connector.sides.values()
    lines = [f"# {_cell(mapping.title)}", ""]
    lines += [" ".join(mapping.note.split()), ""] if mapping.note else []
    lines += [f"| {first} | | {second} |", "|---|:-:|---|"]
    for group in mapping.groups:
        titles = list(_titles(group, list(customer.catalog.knowledge.connector.sides))[::2])
        lines += [f"| **{_cell(titles[0])}** | | **{_cell(titles[1])}** |".replace("****", "")] if any(titles) else []
        lines += ["| " + " | ".join(_cell(cell) for cell in row_cells(row)) + " |" for row in group.rows]
    lines += ["", *(f"{mark}. {_cell(text)}" for mark, text in mapping.footnotes.items())]
    return "\n".join(lines).rstrip()


def _cell(text: str) -> str:
    escaped = " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|").replace("`", "\\`")
    return escaped.replace("<", "&lt;").replace("*", "\\*")
