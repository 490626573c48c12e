"""Maps a payload and shows what would be sent."""

from __future__ import annotations

from pathlib import Path

import click

from crosswalk.text.payload import encode_pretty

from .. import exits
from ..documents import count, dry_run_data
from ..job import open_job, open_jobs, point_to_context
from ..options import PAYLOAD, RunOptions, Session, format_option, run_options, session_options, stops_on_findings
from ..view_run import dry_run_text


@click.command("dry-run")
@click.argument("mapping")
@PAYLOAD
@run_options
@session_options
@format_option("text", "json")
@stops_on_findings
def command(
    session: Session,
    mapping: str,
    payload: Path | None,
    how: RunOptions,
    format: str,
) -> int:
    """Map a payload (the shipped sample if none is given) and show it; nothing is sent.

    A mapping that goes both ways shows a sample of each, or goes the way of the payload's records.

    \b
    Examples:
      crosswalk dry-run subcontractor-invoices
      crosswalk dry-run subcontractor-invoices invoice.json --set invoice_due_days=45
      cat checks.json | crosswalk dry-run invoice-payments - --direction import --format json
    """
    if format == "json":
        job = open_job(session, mapping, payload, how)
        outcomes = job.rehearsed()
        click.echo(encode_pretty(dry_run_data(job.mapper, job.customer, outcomes)))
        return exits.FINDINGS if count(outcomes)["blocked"] else exits.CLEAN
    blocked = 0
    for number, job in enumerate(open_jobs(session, mapping, payload, how)):
        outcomes = job.rehearsed()
        click.echo(("\n" if number else "") + dry_run_text(job.mapper, job.customer, outcomes))
        point_to_context(outcomes)
        blocked += count(outcomes)["blocked"]
    return exits.FINDINGS if blocked else exits.CLEAN
