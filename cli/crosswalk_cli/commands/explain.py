"""Tells how one value came about, or why there is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from crosswalk.bulk import map_reads
from crosswalk.finding import CrosswalkError, Finding, did_you_mean
from crosswalk.mapper import Mapper
from crosswalk.outcome import Note, Outcome, Unwritten, Written
from crosswalk.payload import encode_pretty
from crosswalk.spec import Mapping

from .. import exits
from ..documents import VERSION, note_data
from ..job import open_job
from ..options import PAYLOAD, RunOptions, Session, format_option, run_options, session_options, stops_on_findings
from ..render import finding_data
from ..terminal import faint, heading, plain


@click.command("explain")
@click.argument("mapping")
@click.argument("row")
@PAYLOAD
@click.option("--record", "key", metavar="KEY", help="Only the record with this business key.")
@click.option("--line", type=click.IntRange(min=1), metavar="N", help="Only this line of the group, from 1.")
@run_options
@session_options
@format_option("text", "json")
@stops_on_findings
def command(
    session: Session,
    mapping: str,
    row: str,
    payload: Path | None,
    key: str | None,
    line: int | None,
    how: RunOptions,
    format: str,
) -> int:
    """Tell how the value of a row came about, step by step, or why the row wrote nothing.

    \b
    Examples:
      crosswalk explain subcontractor-invoices due-date
      crosswalk explain subcontractor-invoices work --record NE-1042 --line 2
      crosswalk explain subcontractor-invoices "Total Retainage"
    """
    job = open_job(session, mapping, payload, how)
    spec = job.mapper.run.mapping
    row = _row_id(spec, row)
    outcomes = [item.outcome for item in map_reads(job.mapper, job.reads)]
    chosen = [outcome for outcome in outcomes if key is None or outcome.key == key]
    if not chosen:
        raise CrosswalkError(
            [
                Finding(
                    "no-such-record",
                    f"no record '{key}' in the payload",
                    None,
                    did_you_mean(key or "", (o.key for o in outcomes)),
                )
            ]
        )
    if line is not None and not any(_stories(outcome, row, line) for outcome in chosen):
        known = sorted(
            {story.index + 1 for outcome in chosen for story in _stories(outcome, row, None) if story.index is not None}
        )
        message = f"the row {row} has no line {line}"
        help = f"it has the lines {known[0]} to {known[-1]}" if known else "it stands once a record; leave --line out"
        raise CrosswalkError([Finding("no-such-record", message, None, help)])
    if format == "json":
        click.echo(
            encode_pretty(
                {
                    "schema_version": VERSION,
                    "mapping": spec.name,
                    "row": row,
                    "records": [_data(o, row, line) for o in chosen],
                }
            )
        )
    else:
        click.echo("\n".join(text for outcome in chosen for text in _text(job.mapper, outcome, row, line)))
    return exits.CLEAN


def _row_id(spec: Mapping, words: str) -> str:
    """The id of the row that is called so, by its id or by one of its labels."""
    if spec.row(words) is not None:
        return words
    labels = {side.label.lower() for row in spec.rows for side in row.sides.values() if side.label}
    found = [
        row.id for row in spec.rows if words.lower() in {(side.label or "").lower() for side in row.sides.values()}
    ]
    if len(found) == 1:
        return found[0]
    help = did_you_mean(words.lower(), (*(row.id for row in spec.rows), *labels))
    message = f"{spec.name} has no row '{words}'"
    if found:
        message, help = f"{len(found)} rows of {spec.name} are called '{words}'", f"give an id: {', '.join(found)}"
    raise CrosswalkError([Finding("no-such-row", message, spec.span, help)])


def _stories(outcome: Outcome, row: str, line: int | None) -> list[Written | Unwritten]:
    told: Sequence[Written | Unwritten] = (*outcome.rows, *outcome.unwritten)
    return [story for story in told if story.row == row and (line is None or story.index == line - 1)]


def _text(mapper: Mapper, outcome: Outcome, row: str, line: int | None) -> Iterator[str]:
    spec = mapper.run.mapping.row(row)
    labels = " / ".join(side.label for side in (spec.sides.values() if spec else ()) if side.label)
    yield heading(f"{outcome.key} ({outcome.kind}): {row}, {labels}")
    stories = _stories(outcome, row, line)
    for story in stories:
        if story.index is not None:
            yield f"  line {story.index + 1}"
        yield from (f"    {_step(note)}" for note in story.notes)
        if isinstance(story, Written):
            yield f"    sent as {plain(story.value)} to {story.path}"
        else:
            yield f"    not sent: {story.reason}"
        yield faint(f"    {story.span.at}")
    for finding in outcome.findings:
        if not stories or finding.row == row:
            yield f"    {finding.severity} [{finding.code}] {finding.message}"


def _step(note: Note) -> str:
    words = {
        "read": f"read {note.text}",
        "tested": f"tested {note.text}",
        "flag": f"flag {note.text}",
        "setting": f"setting {note.text}",
        "transform": f"| {note.text}",
        "part": f"part {note.text}",
        "table": f"value table {note.text}",
        "constant": "constant",
        "default": "default, because it is blank",
        "truncate": f"cut {note.text}",
        "sum": f"sum of {note.text}",
        "late": f"known only after {note.text}",
    }[note.what]
    return words if note.what == "late" else f"{words}: {plain(note.value)}"


def _data(outcome: Outcome, row: str, line: int | None) -> dict[str, object]:
    return {
        "key": outcome.key,
        "outcome": outcome.kind,
        "values": [
            {
                "index": story.index,
                "steps": [note_data(note) for note in story.notes],
                "value": story.value if isinstance(story, Written) else None,
                "path": story.path if isinstance(story, Written) else None,
                "reason": story.reason if isinstance(story, Unwritten) else None,
                "at": story.span.at,
            }
            for story in _stories(outcome, row, line)
        ],
        "findings": [finding_data(finding) for finding in outcome.findings if finding.row in {None, row}],
    }
