"""Maps records in bulk."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import BinaryIO

import click

from crosswalk.finding import CrosswalkError
from crosswalk.mapper import Mapper
from crosswalk.outcome import Outcome
from crosswalk.payload import encode, stream
from crosswalk.samples import read_context
from crosswalk.values import Json

from .. import exits
from ..documents import reject_line, run_line
from ..inputs import open_input
from ..options import RunOptions, Session, run_options, session_options, stops_on_findings
from ..outputs import open_outputs
from ..places import refuse_equal
from ..progress import on_terminal


@click.command("run")
@click.argument("mapping")
@click.argument(
    "source",
    metavar="[INPUT]",
    default="-",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
)
@click.option(
    "-o",
    "--output",
    metavar="OUT",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write here; standard output if not given.",
)
@click.option(
    "--rejects",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write blocked records with their findings here.",
)
@run_options
@session_options
@stops_on_findings
def command(
    session: Session,
    mapping: str,
    source: Path,
    output: Path | None,
    rejects: Path | None,
    how: RunOptions,
) -> int:
    """Map records in bulk: NDJSON, a JSON array or object, or an event envelope in; NDJSON out, in order.

    One line a mapped record. Counts go to standard error: read = mapped + skipped + blocked. A run with blocked
    records ends with exit code 4.

    \b
    Examples:
      crosswalk run subcontractor-invoices invoices.ndjson -o vouchers.ndjson --rejects rejects.ndjson
      cat checks.json | crosswalk run invoice-payments --direction import > payments.ndjson
    """
    refuse_equal([source, how.context], [output, rejects])
    catalog = session.catalog()
    customer = session.customer(catalog)
    mapper = customer.mapper(
        mapping,
        how.direction,
        today=how.today or date.today(),
        context=read_context(how.context, str(how.context)) if how.context else {},
        require_context=how.require_context,
    )
    if str(source) == "-" and sys.stdin is not None and sys.stdin.isatty():
        raise click.UsageError("no input: give a file, or pipe records to standard input")
    tally = Tally()
    with open_input(source) as file, open_outputs(output, rejects) as outputs, on_terminal(file, outputs) as progress:
        for outcome in progress.over(_outcomes(mapper, file, str(source), tally)):
            tally.count(outcome)
            if outcome.kind == "mapped":
                outputs.out.write(encode(run_line(outcome)) + b"\n")
            elif outcome.kind == "blocked" and outputs.rejects is not None:
                outputs.rejects.write(encode(reject_line(outcome)) + b"\n")
    click.echo("\n".join(tally.lines()), err=True)
    return exits.REJECTS if tally.blocked else exits.CLEAN


@dataclass(slots=True)
class Tally:
    """Counts records; what is read is mapped, skipped or blocked."""

    mapped: int = 0
    skipped: int = 0
    blocked: int = 0
    reasons: dict[str, tuple[int, str]] = field(default_factory=dict)

    def count(self, outcome: Outcome) -> None:
        setattr(self, outcome.kind, getattr(self, outcome.kind) + 1)
        for finding in outcome.findings if outcome.kind == "skipped" else ():
            number, first = self.reasons.get(finding.code, (0, finding.message))
            self.reasons[finding.code] = (number + 1, first)

    def lines(self) -> Iterator[str]:
        """Why records were skipped, each reason with its first sentence; then the counts."""
        for code, (number, first) in self.reasons.items():
            yield f"skipped {number} [{code}] {first}"
        read = self.mapped + self.skipped + self.blocked
        yield f"read {read} = mapped {self.mapped} + skipped {self.skipped} + blocked {self.blocked}"


def _outcomes(mapper: Mapper, file: BinaryIO, name: str, tally: Tally) -> Iterator[Outcome]:
    """Outcomes in the order of the input; a line that is no JSON, or holds no record, is a blocked record."""
    broken: list[Outcome] = []
    records = _records(mapper, file, "stdin" if name == "-" else name, broken)
    for outcome in mapper.map_all(records):
        yield from _taken(broken)
        yield outcome
    yield from _taken(broken)


def _taken(broken: list[Outcome]) -> Iterator[Outcome]:
    while broken:
        yield broken.pop(0)


def _records(mapper: Mapper, file: BinaryIO, name: str, broken: list[Outcome]) -> Iterator[Json]:
    for number, value in enumerate(stream(file, name), 1):
        try:
            if isinstance(value, CrosswalkError):
                raise value
            yield from mapper.records(value)
        except CrosswalkError as error:
            broken.append(Outcome(f"(input {number})", "blocked", error.findings))
