"""Counts what became of the records of a bulk run: outcomes, reasons, warnings, sums of money."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from crosswalk.build.outcome import Outcome, Told, Trace
from crosswalk.bulk.items import Item
from crosswalk.finding import Finding, Severity
from crosswalk.mapper import Mapper
from crosswalk.values import EXACT, Json, printable, to_number

_FIRST = 3  # blocked records that are shown where no rejects file is asked for


@dataclass(slots=True)
class Reason:
    """How often a finding was told, and in which words first."""

    severity: Severity
    message: str
    help: str
    count: int = 0


@dataclass(slots=True)
class Tally:
    """What is read is mapped, skipped or blocked; each reason is counted by its code."""

    shows_blocked: bool = True
    mapped: int = 0
    skipped: int = 0
    blocked: int = 0
    reasons: dict[str, dict[str, Reason]] = field(
        default_factory=lambda: {"skipped": {}, "blocked": {}, "warnings": {}}
    )
    first: list[str] = field(default_factory=list)

    @property
    def read(self) -> int:
        return self.mapped + self.skipped + self.blocked

    def count(self, item: Item) -> None:
        outcome = item.outcome
        setattr(self, outcome.kind, getattr(self, outcome.kind) + 1)
        for told in outcome.told:
            if kind := _counted_as(outcome, told):
                if told.code not in self.reasons[kind]:
                    # the words of the first are enough, and the only ones that are asked for
                    first = next(finding for finding in outcome.findings if finding.code == told.code)
                    self.reasons[kind][told.code] = Reason(first.severity, first.message, first.help)
                self.reasons[kind][told.code].count += 1
        if self.shows_blocked and outcome.kind == "blocked" and len(self.first) < _FIRST:
            errors = (finding for finding in outcome.findings if finding.severity == "error")
            self.first += [line_of(item, finding) for finding in errors][:_FIRST]

    def lines(self) -> Iterator[str]:
        """The first blocked records, why records were skipped and warned of, then the counts."""
        yield from self.first
        if self.first:
            yield "--rejects FILE writes all blocked records with their findings"
        for kind, words in (("skipped", "skipped"), ("warnings", "warned")):
            for code, reason in self.reasons[kind].items():
                yield f"{words} {reason.count} [{code}] {printable(reason.message)}"
        yield f"read {self.read} = mapped {self.mapped} + skipped {self.skipped} + blocked {self.blocked}"

    def data(self) -> dict[str, Json]:
        counts = {"read": self.read, "mapped": self.mapped, "skipped": self.skipped, "blocked": self.blocked}
        reasons = {
            kind: {code: {"count": r.count, "first": r.message, "help": r.help or None} for code, r in found.items()}
            for kind, found in self.reasons.items()
        }
        return {"counts": counts, **reasons}


def _counted_as(outcome: Outcome, told: Told) -> str | None:
    if outcome.kind == "skipped":
        return "skipped"
    if told.severity == "error":
        return "blocked"
    return "warnings" if told.severity == "warning" else None


def line_of(item: Item, finding: Finding) -> str:
    """A finding of one record on a line: where the record stands in the input, its key, what is wrong."""
    position = item.position
    place = f"{item.read.name}:{position.line}:{position.column}"
    return printable(f"{place}: {item.outcome.key}: {finding.severity}[{finding.code}]: {finding.message}")


@dataclass(slots=True)
class Warnings:
    """What records are warned of, each with its place; of what is so for every record, only the first."""

    _shown: set[tuple[str | None, str]] = field(default_factory=set)

    def lines(self, item: Item, mapper: Mapper) -> list[str]:
        """The lines of one record."""
        standing = {rule.id for rule in mapper.plan.standing}
        codes = {told.code for told in item.outcome.told if told.severity == "warning"}
        known = {code for code in codes & standing if (item.mapping, code) in self._shown}
        if codes == known:
            return []  # before the findings are asked for: their words cost as much as the record
        self._shown.update((item.mapping, code) for code in codes & standing)
        told = [each for each in item.outcome.findings if each.severity == "warning" and each.code not in known]
        return [line_of(item, each) + (_ONCE if each.code in standing else "") for each in told]


_ONCE = " (so for every record, shown once)"


@dataclass(slots=True)
class Sums:
    """The money that is sent, row by row."""

    amounts: dict[tuple[str, str, str], tuple[int, Decimal]] = field(default_factory=dict)

    def add(self, mapper: Mapper, outcome: Outcome) -> None:
        direction = mapper.plan.direction.name
        transfers = mapper.plan.mapping.in_direction(direction).transfers
        for written in outcome.rows if isinstance(outcome, Trace) else ():
            transfer = transfers.get(written.row)
            if transfer is None or transfer.type != "money" or written.target != transfer.targets[0]:
                continue
            if isinstance(written.value, dict):
                continue  # an amount that is known only later is no number yet
            label = written.labels[1 if direction == "export" else 0] or written.labels[0] or written.row
            key = (mapper.plan.mapping.name, written.row, label)
            count, total = self.amounts.get(key, (0, Decimal(0)))
            self.amounts[key] = (count + 1, EXACT.add(total, to_number(written.value)))

    def data(self) -> list[Json]:
        return [
            {"mapping": mapping, "row": row, "label": label, "values": count, "sum": total}
            for (mapping, row, label), (count, total) in self.amounts.items()
        ]
