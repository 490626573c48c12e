"""A dry run for people: business key, outcome, the table with both sides, findings in an accountant's words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import click

from crosswalk.build.outcome import Body, Kind, Trace, Written
from crosswalk.catalog.customer import Customer
from crosswalk.finding import Finding, Severity
from crosswalk.mapper import Mapper
from crosswalk.spec.flags import Value, spoken
from crosswalk.spec.mapping import Group
from crosswalk.spec.sites import flags_of_mapping
from crosswalk.spec.vocabulary import DirectionName
from crosswalk.values import Json, printable

from .documents import count
from .names_of_rows import labels_of
from .render import COLORS
from .sources import source_words
from .terminal import ARROWS, OUTCOMES, UNPRINTED, faint, heading, paragraph, plain, table
from .view_amounts import amounts_text

_WIDTHS = (0.28, 0.25, 1, 0.25, 0.22)


def dry_run_text(mapper: Mapper, customer: Customer, outcomes: Sequence[Trace]) -> str:
    """The whole dry run as text as wide as the terminal."""
    plan = mapper.plan
    title = f"{plan.mapping.title}: {plan.direction.name}, customer {customer.name}, {plan.terms.today}"
    lines = [heading(paragraph(title)), faint(paragraph(_legend(plan.direction.name), "  "))]
    lines += changed_flags(customer, flags_of_mapping(plan.mapping, plan.direction.name))
    unchecked: set[str] = set()
    for outcome in outcomes:
        lines += ["", *_record(mapper, outcome, unchecked)]
        unchecked |= {finding.message for finding in outcome.findings if finding.code == "not-checked"}
    return "\n".join([*lines, "", *_totals(outcomes), *amounts_text(mapper, outcomes)])


def _legend(direction: DirectionName) -> str:
    signs = ", ".join(f"{sign} {kind}" for kind, (sign, _) in OUTCOMES.items())
    left, right = ("read", "sent") if direction == "export" else ("sent", "read")
    return f"{signs}; {left} left {ARROWS[direction]} {right} right; {UNPRINTED} not printed in the document"


def _totals(outcomes: Sequence[Trace]) -> Iterator[str]:
    """The records by outcome; what is not mapped by its reasons."""
    yield f"{len(outcomes)} record(s): " + ", ".join(f"{number} {kind}" for kind, number in count(outcomes).items())
    pairs: tuple[tuple[Kind, Severity], ...] = (("skipped", "info"), ("blocked", "error"))
    for kind, severity in pairs:
        codes = Counter(code for outcome in outcomes if outcome.kind == kind for code in _codes(outcome, severity))
        if codes:
            yield paragraph(", ".join(f"{number} {code}" for code, number in codes.items()), f"  {kind}: ")


def _codes(outcome: Trace, severity: Severity) -> list[str]:
    return list(dict.fromkeys(finding.code for finding in outcome.findings if finding.severity == severity))


def changed_flags(customer: Customer, names: Iterable[str]) -> Iterator[str]:
    """The flags that differ from their defaults, with where they were set."""
    for name in names:
        value = customer.flags[name]
        if value.value != customer.shipped.knowledge.flags[name].default:
            yield faint(paragraph(f"{name} = {show_flag(value)}  ({value.source})", "  ", "    "))


def show_flag(value: Value) -> str:
    return printable(spoken(value.value))


def _record(mapper: Mapper, outcome: Trace, unchecked: set[str]) -> Iterator[str]:
    sign, color = OUTCOMES[outcome.kind]
    yield click.style(paragraph(printable(f"{outcome.key}: {outcome.kind}"), f"{sign} "), fg=color, bold=True)
    for finding in outcome.findings:
        if finding.message not in unchecked:
            yield _finding(finding)
    for group in mapper.plan.mapping.groups:
        written = [row for row in outcome.rows if row.group == group.id]
        if written and outcome.kind == "mapped":
            yield from _group(mapper, group, written)
    for words, same in groupby(map(_sends, outcome.documents)):
        times = len(list(same))
        yield faint(paragraph(f"sends {words}" + (f", {times} times" if times > 1 else ""), "  ", "    "))


def _sends(document: Body) -> str:
    needs = f"; waits for {', '.join(document.needs)}" if document.needs else ""
    return printable(f"{document.document}: {document.method} {document.endpoint}{needs}")


def _group(mapper: Mapper, group: Group, written: list[Written]) -> Iterator[str]:
    titles = [group.titles.get(side, "") for side in mapper.plan.terms.knowledge.connector.sides]
    if any(titles):
        yield heading(table([(titles[0], "", titles[1])], (0.53, 1, 0.47)))
    for index, rows in groupby(written, key=lambda row: row.index):
        if index is not None:
            yield faint(f"  line {index + 1}")
        once = {(row.row, str(row.value)): row for row in rows}
        yield table([_cells(mapper, row) for row in once.values()], _WIDTHS)


def _cells(mapper: Mapper, written: Written) -> tuple[str, str, str, str, str]:
    """Label, value, arrow, label, value: what was read stands on its side, what is sent on the other."""
    plan = mapper.plan
    row = plan.mapping.row(written.row)
    first, second = labels_of(row) if row is not None else (written.row, "")
    read, sent = source_words(written, plan.mapping, plan.direction.name), _sent(written.value)
    if plan.direction.name == "import":
        read, sent = sent, read
    return first, read, ARROWS[plan.direction.name], second, sent


def _sent(value: Json) -> str:
    """A value as it is sent; one that is known only later by the document that gives it."""
    if value == "":
        return "(blank)"
    if isinstance(value, dict) and "$late" in value:
        return f"(after {str(value['$late']).partition('.')[0]})"
    return plain(value)


def _finding(finding: Finding) -> str:
    mark = f"  {finding.severity} [{finding.code}] "
    text = paragraph(printable(finding.message), mark, "    ")
    lines = [click.style(f"  {finding.severity}", fg=COLORS[finding.severity]) + text[2 + len(finding.severity) :]]
    if finding.help:
        lines.append(paragraph(printable(finding.help), "    what to do: "))
    if finding.at:
        lines.append(faint(f"    {printable(finding.at)}"))
    return "\n".join(lines)
