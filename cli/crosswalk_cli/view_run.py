"""A dry run for people: business key, outcome, the table with both sides, findings in an accountant's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import click

from crosswalk.customer import Customer
from crosswalk.finding import Finding
from crosswalk.flags import Value, spoken
from crosswalk.mapper import Mapper
from crosswalk.outcome import Outcome, Written
from crosswalk.spec import Group
from crosswalk.transforms.number import sum_of
from crosswalk.uses import flags_of_mapping
from crosswalk.values import is_blank

from .documents import count
from .terminal import ARROWS, OUTCOMES, faint, heading, paragraph, plain, table

_WIDTHS = (25, 22, 1, 22, 0)
_SEVERITIES = {"error": "red", "warning": "yellow", "info": "blue"}


def dry_run_text(mapper: Mapper, customer: Customer, outcomes: Sequence[Outcome]) -> str:
    """The whole dry run as text of 100 columns."""
    run = mapper.run
    lines = [heading(f"{run.mapping.title}: {run.direction.name}, customer {customer.name}, {run.today}")]
    lines += changed_flags(customer, flags_of_mapping(run.mapping, run.direction.name))
    unchecked: set[str] = set()
    for outcome in outcomes:
        lines += ["", *_record(mapper, outcome, unchecked)]
        unchecked |= {finding.message for finding in outcome.findings if finding.code == "not-checked"}
    totals = count(outcomes)
    lines += ["", f"{len(outcomes)} record(s): " + ", ".join(f"{number} {kind}" for kind, number in totals.items())]
    sums = ", ".join(_sums(mapper, outcomes))
    return "\n".join([*lines, paragraph(f"amounts sent: {sums}", "", "  ")] if sums else lines)


def _sums(mapper: Mapper, outcomes: Sequence[Outcome]) -> Iterator[str]:
    """The sum of each row of money over the records that are sent."""
    direction = mapper.run.direction.name
    sent = [written for outcome in outcomes if outcome.kind == "mapped" for written in outcome.rows]
    for row in mapper.run.mapping.rows:
        way = row.ways.get(direction)
        if way is not None and way.type == "money" and way.targets:
            amounts = [written.value for written in sent if written.row == row.id and written.target == way.targets[0]]
            labels = [side.label for side in row.sides.values() if side.label]
            if amounts:
                yield f"{labels[-1] if direction == 'export' else labels[0]} {sum_of(amounts):,}"


def changed_flags(customer: Customer, names: Iterable[str]) -> Iterator[str]:
    """The flags that differ from their defaults, with where they were set."""
    for name in names:
        value = customer.flags[name]
        if value.value != customer.catalog.knowledge.flags[name].default:
            yield faint(f"  {name} = {show_flag(value)}  ({value.source})")


def show_flag(value: Value) -> str:
    return spoken(value.value)


def _record(mapper: Mapper, outcome: Outcome, unchecked: set[str]) -> Iterator[str]:
    sign, color = OUTCOMES[outcome.kind]
    yield click.style(f"{sign} {outcome.key}: {outcome.kind}", fg=color, bold=True)
    for finding in outcome.findings:
        if finding.message not in unchecked:
            yield _finding(finding)
    for group in mapper.run.mapping.groups:
        written = [row for row in outcome.rows if row.group == group.id]
        if written and outcome.kind == "mapped":
            yield from _group(mapper, group, written)
    for document in outcome.documents:
        needs = f"; waits for {', '.join(document.needs)}" if document.needs else ""
        yield faint(paragraph(f"sends {document.document}: {document.method} {document.endpoint}{needs}", "  ", "    "))


def _group(mapper: Mapper, group: Group, written: list[Written]) -> Iterator[str]:
    titles = [group.titles.get(side, "") for side in mapper.run.knowledge.connector.sides]
    if any(titles):
        yield heading(table([(titles[0], "", "", titles[1], "")], _WIDTHS))
    for index, rows in groupby(written, key=lambda row: row.index):
        if index is not None:
            yield faint(f"  line {index + 1}")
        once = {(row.row, str(row.value)): row for row in rows}
        yield table([_cells(mapper, row) for row in once.values()], _WIDTHS)


def _cells(mapper: Mapper, row: Written) -> tuple[str, str, str, str, str]:
    """Label, value, arrow, label, value: what was read stands on its side, what is sent on the other."""
    read, sent = _raw(row), plain(row.value)
    if mapper.run.direction.name == "import":
        read, sent = sent, read
    first, second = row.labels
    return first or "+", read, ARROWS[mapper.run.direction.name], second or "+", sent


def _raw(row: Written) -> str:
    """What was read for a value, blanks left out."""
    reads = (note.value for note in row.notes if note.what in {"read", "sum"})
    return ", ".join(dict.fromkeys(plain(value) for value in reads if not is_blank(value)))


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
