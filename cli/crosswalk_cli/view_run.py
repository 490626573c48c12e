"""A dry run for people: business key, outcome, the table with both sides, findings in an accountant's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import click

from crosswalk.customer import Customer
from crosswalk.finding import Finding
from crosswalk.flags import Value, spoken
from crosswalk.mapper import Mapper
from crosswalk.outcome import Note, Outcome, Written
from crosswalk.spec import Group

from .documents import count, flags_of_mapping
from .terminal import ARROWS, OUTCOMES, faint, heading, paragraph, plain, table

_WIDTHS = (27, 20, 1, 24, 0)
_RAW = ("read", "constant", "late", "sum")
_SEVERITIES = {"error": "red", "warning": "yellow", "info": "blue"}


def dry_run_text(mapper: Mapper, customer: Customer, outcomes: Sequence[Outcome]) -> str:
    """The whole dry run as text of 100 columns."""
    run = mapper.run
    lines = [heading(f"{run.mapping.title}: {run.direction.name}, customer {customer.name}, {run.today}")]
    lines += list(changed_flags(customer, flags_of_mapping(run.mapping)))
    for outcome in outcomes:
        lines += ["", *_record(mapper, outcome)]
    totals = count(outcomes)
    lines += ["", f"{len(outcomes)} record(s): " + ", ".join(f"{number} {kind}" for kind, number in totals.items())]
    return "\n".join(lines)


def changed_flags(customer: Customer, names: Iterable[str]) -> Iterator[str]:
    """The flags that differ from their defaults, with where they were set."""
    for name in names:
        value = customer.flags[name]
        if value.value != customer.catalog.knowledge.flags[name].default:
            yield faint(f"  {name} = {show_flag(value)}  ({value.source})")


def show_flag(value: Value) -> str:
    return spoken(value.value)


def _record(mapper: Mapper, outcome: Outcome) -> Iterator[str]:
    sign, color = OUTCOMES[outcome.kind]
    yield click.style(f"{sign} {outcome.key}: {outcome.kind}", fg=color, bold=True)
    for group in mapper.run.mapping.groups:
        written = [row for row in outcome.rows if row.group == group.id]
        if written and outcome.kind == "mapped":
            yield from _group(mapper, group, written)
    for document in outcome.documents:
        needs = f"; waits for {', '.join(document.needs)}" if document.needs else ""
        yield faint(paragraph(f"sends {document.document}: {document.method} {document.endpoint}{needs}", "  ", "    "))
    for finding in outcome.findings:
        yield _finding(finding)


def _group(mapper: Mapper, group: Group, written: list[Written]) -> Iterator[str]:
    titles = [group.titles.get(side, "") for side in mapper.run.knowledge.connector.sides]
    if any(titles):
        yield heading(table([(titles[0], "", "", titles[1], "")], _WIDTHS))
    for index, rows in groupby(written, key=lambda row: row.index):
        if index is not None:
            yield faint(f"  line {index + 1}")
        yield table([_cells(mapper, row) for row in rows], _WIDTHS)


def _cells(mapper: Mapper, row: Written) -> tuple[str, str, str, str, str]:
    """Label, value, arrow, label, value: what was read stands on its side, what is sent on the other."""
    raw = next((_shown(note) for note in row.notes if note.what in _RAW), "")
    read, sent = (raw, plain(row.value)) if mapper.run.direction.name == "export" else (plain(row.value), raw)
    first, second = (label or "" for label in row.labels)
    return first, read, ARROWS[mapper.run.direction.name], second, sent


def _shown(note: Note) -> str:
    return "" if note.what == "late" or note.value is None else plain(note.value)


def _finding(finding: Finding) -> str:
    head = click.style(f"  {finding.severity}", fg=_SEVERITIES[finding.severity])
    text = paragraph(f"{finding.message}", "", "    ").lstrip()
    lines = [
        f"{head} [{finding.code}] {text}"
        if len(text) < 70
        else f"{head} [{finding.code}]\n{paragraph(finding.message, '    ')}"
    ]
    if finding.help:
        lines.append(paragraph(finding.help, "    what to do: "))
    if finding.at:
        lines.append(faint(f"    {finding.at}"))
    return "\n".join(lines)
