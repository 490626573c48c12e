"""The money of a dry run: the sum of each row on its own, sent or not, to date or of this period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from crosswalk.build.outcome import Kind, Trace
from crosswalk.language.transforms.number import sum_of
from crosswalk.mapper import Mapper
from crosswalk.spec.mapping import Row, Section
from crosswalk.values import Json

from .cells import cells
from .names_of_rows import label_on
from .terminal import faint, heading, paragraph, table

_PERIODS = ("to date", "this period")


@dataclass(frozen=True, slots=True)
class Amount:
    """The sums of one row of money over the records that are sent, and over those that are blocked."""

    row: Row
    section: Section
    sent: Json
    stopped: Json
    period: str


def amounts_text(mapper: Mapper, outcomes: Sequence[Trace]) -> Iterator[str]:
    """The amounts, a line each; nothing where no amount was found."""
    amounts = list(_amounts(mapper, outcomes))
    if not amounts:
        return
    is_stopped = any(outcome.kind == "blocked" for outcome in outcomes)
    head = ("amounts", "", "sent", *(["not sent (blocked)"] if is_stopped else []))
    rows = [_cells(mapper, amount)[: len(head)] for amount in amounts]
    widths = [max(cells(line[column]) for line in (head, *rows)) for column in range(1, len(head))]
    numbers = range(2, len(head))
    yield heading(table([head], (1.0, *widths), "", numbers))
    yield table(rows, (1.0, *widths), numbers=numbers)
    legend = (_LEGEND if len(amounts) > 1 else "") + (_AS_FAR if is_stopped else "")
    if legend:
        yield faint(paragraph(legend.strip(), "  "))


_LEGEND = (
    "Each line is the sum of one row; they are not to be added up: an amount to date holds that of this period, a "
    "header holds its lines."
)
_AS_FAR = " What is not sent is told as far as it is known: a value that is itself wrong is not in it."


def _amounts(mapper: Mapper, outcomes: Sequence[Trace]) -> Iterator[Amount]:
    plan = mapper.plan
    for section in plan.mapping.in_direction(plan.direction.name).sections:
        for row, transfer in section.rows:
            if transfer.type != "money" or not transfer.targets:
                continue
            sent, stopped = (_sum(outcomes, kind, row) for kind in ("mapped", "blocked"))
            if sent is not None or stopped is not None:
                yield Amount(row, section, sent, stopped, _period(row))


def _sum(outcomes: Sequence[Trace], kind: Kind, row: Row) -> Json:
    """The sum of what a row writes, each value once whatever the places; None where it writes nothing."""
    values: list[Json] = []
    for outcome in outcomes:
        written = [w for w in outcome.rows if w.row == row.id] if outcome.kind == kind else []
        # an amount that is known only later is no number yet
        values += [w.value for w in written if w.target == written[0].target and not isinstance(w.value, dict)]
    return sum_of(values) if values else None


def _period(row: Row) -> str:
    """What the labels say of the time that an amount is of."""
    labels = " ".join(side.label or "" for side in row.sides.values()).lower()
    return next((period for period in _PERIODS if period in labels), "")


def _cells(mapper: Mapper, amount: Amount) -> tuple[str, ...]:
    sides = mapper.plan.terms.knowledge.connector.sides
    labels = dict.fromkeys(label_on(amount.row, side) for side in sides)
    titles = [title for title in amount.section.group.titles.values() if title]
    name = (f"{titles[-1]}: " if titles else "") + " → ".join(labels)
    period = amount.period or ("header" if amount.section.lines is None else "lines")
    return name, period, _spoken(amount.sent), _spoken(amount.stopped)


def _spoken(amount: Decimal | None) -> str:
    return "-" if amount is None else f"{amount:,}"
