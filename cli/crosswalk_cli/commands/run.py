"""Maps records in bulk."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from crosswalk.bulk.items import Item, no_records
from crosswalk.finding import CrosswalkError
from crosswalk.text.payload import encode

from .. import exits
from ..bulk_job import BulkJob, open_bulk_job
from ..documents import reject_line, run_line
from ..inputs import open_input
from ..options import RunOptions, Session, run_options, session_options, stops_on_findings
from ..outputs import Outputs, open_outputs
from ..places import refuse_equal
from ..progress import Progress, on_terminal
from ..report import Hashed, report_data
from ..tally import Sums, Tally, Warnings

_OUT = click.Path(dir_okay=False, path_type=Path)


@click.command("run")
@click.argument("words", nargs=-1, metavar="MAPPING [INPUT]")
@click.option("-o", "--output", metavar="OUT", type=_OUT, help="Write here; standard output if not given.")
@click.option("--rejects", metavar="FILE", type=_OUT, help="Write blocked records with their findings here.")
@click.option("--report", metavar="FILE", type=_OUT, help="Write counts, reasons, sums of money and hashes here.")
@click.option("--all", "is_all", is_flag=True, help="Route each event to the mappings that read it; give no MAPPING.")
@click.option("--check-all", is_flag=True, help="Check every field against its schema, not only those that are read.")
@click.option(
    "--warnings",
    "shows_warnings",
    is_flag=True,
    help="Show each warning with its record; what is so for every record, once.",
)
@click.option("--allow-empty", is_flag=True, help="An input without a record is fine, and gives an empty output.")
@run_options
@session_options
@stops_on_findings
def command(
    session: Session,
    words: tuple[str, ...],
    output: Path | None,
    rejects: Path | None,
    report: Path | None,
    is_all: bool,
    check_all: bool,
    shows_warnings: bool,
    allow_empty: bool,
    how: RunOptions,
) -> int:
    """Map records in bulk: JSON lines, lists, objects and events in, in any sequence; one line a mapped record out.

    The order is kept. Counts go to standard error: read = mapped + skipped + blocked. A record that cannot be read is
    blocked like one that cannot be mapped; rejects hold what was blocked, and are valid input. A run with blocked
    records ends with exit code 4, one without any record with 1.

    \b
    Examples:
      crosswalk run subcontractor-invoices invoices.ndjson -o vouchers.ndjson --rejects rejects.ndjson
      crosswalk run --all events.ndjson.gz -o documents.ndjson --report report.json
      cat checks.json | crosswalk run invoice-payments --direction import > payments.ndjson
    """
    mapping, source = _named(words, is_all)
    refuse_equal([source, how.context], [output, rejects, report])
    job = open_bulk_job(session, mapping, how, checks_all=check_all, adds_up=report is not None)
    _refuse_terminal(source)
    tally, sums = Tally(shows_blocked=rejects is None), Sums()
    with (
        open_input(source) as file,
        open_outputs(output, rejects, report) as outputs,
        on_terminal(file, outputs) as progress,
    ):
        hashed = Hashed(file)
        name = "stdin" if str(source) == "-" else str(source)
        items = progress.over(job.items(hashed, name))
        for item in _with_warnings(job, items, progress) if shows_warnings else items:
            tally.count(item)
            if report is not None and item.outcome.kind == "mapped":
                sums.add(job.mapper_of(item), item.outcome)
            _write(outputs, item, is_all)
        if tally.read == 0 and not allow_empty:
            raise CrosswalkError([no_records(name)])
        if outputs.report is not None:
            outputs.report.write(encode(report_data(job, tally, sums, hashed, name)) + b"\n")
    click.echo("\n".join(tally.lines()), err=True)
    return exits.REJECTS if tally.blocked else exits.CLEAN


def _named(words: tuple[str, ...], is_all: bool) -> tuple[str | None, Path]:
    """The mapping and the input that the words of the command line name."""
    names = list(words)
    mapping = None if is_all or not names else names.pop(0)
    if mapping is None and not is_all:
        raise click.UsageError("name a mapping, or route events with --all; crosswalk list shows the mappings")
    if len(names) > 1:
        raise click.UsageError(f"one input is read, and {len(names)} are given: {', '.join(names)}")
    source = Path(names[0] if names else "-")
    if str(source) != "-" and not source.exists():
        raise click.UsageError(f"there is no file {source}" + (", and --all takes no mapping" if is_all else ""))
    if source.is_dir():
        raise click.UsageError(f"{source} is a folder; give a file")
    return mapping, source


def _refuse_terminal(source: Path) -> None:
    """Nobody types records: who gives no input has forgotten it, and would wait."""
    if str(source) == "-" and sys.stdin is not None and sys.stdin.isatty():
        raise click.UsageError("no input: give a file, or pipe records to standard input")


def _write(outputs: Outputs, item: Item, is_all: bool) -> None:
    if item.outcome.kind == "mapped":
        line = run_line(item.outcome)
        outputs.out.write(encode({"mapping": item.mapping, **line} if is_all else line) + b"\n")
    elif item.outcome.kind == "blocked" and outputs.rejects is not None:
        outputs.rejects.write(encode(reject_line(item)) + b"\n")


def _with_warnings(job: BulkJob, items: Iterable[Item], progress: Progress) -> Iterator[Item]:
    """The items as they are; what a mapped one is warned of is shown once it is written."""
    warnings = Warnings()
    for item in items:
        yield item
        if item.outcome.kind == "mapped" and (lines := warnings.lines(item, job.mapper_of(item))):
            progress.erase()
            click.echo("\n".join(lines), err=True)
