"""Tells how one value came about, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from crosswalk.build.outcome import Trace
from crosswalk.finding import CrosswalkError, Finding
from crosswalk.text.payload import encode_pretty

from .. import exits
from ..choice import choose_records, choose_row
from ..documents import VERSION
from ..job import Job, open_job, open_jobs, open_without_payload
from ..options import PAYLOAD, RunOptions, Session, format_option, run_options, session_options, stops_on_findings
from ..view_explain import choices_data, choices_of, choices_text, stories_of, story_data, story_text


@click.command("explain")
@click.argument("mapping")
@click.argument("row", required=False)
@PAYLOAD
@click.option("--record", "key", metavar="KEY", help="Only the record with this business key, or a part of it.")
@click.option("--line", type=click.IntRange(min=1), metavar="N", help="Only this line of the group, from 1.")
@run_options
@session_options
@format_option("text", "json")
@stops_on_findings
def command(
    session: Session,
    mapping: str,
    row: str | None,
    payload: Path | None,
    key: str | None,
    line: int | None,
    how: RunOptions,
    format: str,
) -> int:
    """Tell how the value of a row came about, step by step, or why the row wrote nothing.

    ROW is an id, a label, or a part of a label that no other row has; without it, the rows are listed.

    \b
    Examples:
      crosswalk explain subcontractor-invoices
      crosswalk explain subcontractor-invoices due-date
      crosswalk explain subcontractor-invoices work --record NE-1042 --line 2
      crosswalk explain subcontractor-invoices "Total Retainage"
    """
    if row is not None and payload is None and _is_payload(row):
        payload, row = Path(row), None
    # the rows of a mapping can be listed without a record of it
    bare = open_without_payload(session, mapping, how) if row is None and payload is None else ()
    if format == "json":
        job = bare[0] if len(bare) == 1 else open_job(session, mapping, payload, how)
        click.echo(encode_pretty(_data(job, row, key, line)))
        return exits.CLEAN
    click.echo("\n\n".join(_texts(bare or open_jobs(session, mapping, payload, how), row, key, line)))
    return exits.CLEAN


def _is_payload(words: str) -> bool:
    return words == "-" or Path(words).is_file()


def _texts(jobs: Sequence[Job], row: str | None, key: str | None, line: int | None) -> list[str]:
    """What there is to tell, in each direction; a finding only where there is nothing in any."""
    told: list[str] = []
    findings: list[Finding] = []
    for job in _taking_part(jobs, row):
        try:
            told.append("\n".join(_text(job, row, key, line)))
        except CrosswalkError as error:
            findings += error.findings
    if not told:
        raise CrosswalkError(dict.fromkeys(findings))
    return told


def _taking_part(jobs: Sequence[Job], row: str | None) -> Sequence[Job]:
    """The directions that a row has a part in; all of them where it has none."""
    if row is None or len(jobs) == 1:
        return jobs
    spec = jobs[0].mapper.plan.mapping
    chosen = spec.row(choose_row(spec, row))
    transfers = chosen.transfers if chosen is not None else {}
    return [job for job in jobs if job.mapper.plan.direction.name in transfers] or jobs


def _text(job: Job, row: str | None, key: str | None, line: int | None) -> list[str]:
    chosen = choose_records(job.outcomes(), key)
    if row is None:
        return list(choices_text(job.mapper, choices_of(job.mapper, chosen)))
    id = _row_with_line(job, row, chosen, line)
    return [text for outcome in chosen for text in story_text(job.mapper, outcome, id, line)]


def _data(job: Job, row: str | None, key: str | None, line: int | None) -> dict[str, object]:
    chosen = choose_records(job.outcomes(), key)
    if row is None:
        return choices_data(job.mapper, choices_of(job.mapper, chosen))
    id = _row_with_line(job, row, chosen, line)
    return {
        "schema_version": VERSION,
        "mapping": job.mapper.plan.mapping.name,
        "row": id,
        "records": [story_data(outcome, id, line) for outcome in chosen],
    }


def _row_with_line(job: Job, row: str, outcomes: Sequence[Trace], line: int | None) -> str:
    """The id of the row asked for, which must have the line asked for."""
    id = choose_row(job.mapper.plan.mapping, row)
    if line is None or any(stories_of(outcome, id, line) for outcome in outcomes):
        return id
    stories = (story for outcome in outcomes for story in stories_of(outcome, id, None))
    known = sorted({story.index + 1 for story in stories if story.index is not None})
    help = f"it has the lines {known[0]} to {known[-1]}" if known else "it stands once a record; leave --line out"
    raise CrosswalkError([Finding("no-such-record", f"the row {id} has no line {line}", None, help)])
