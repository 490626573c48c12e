"""Checks specs, flags and customer files."""

from __future__ import annotations

from pathlib import Path

import click

from crosswalk.catalog import Catalog
from crosswalk.codes import CODES, page
from crosswalk.finding import CrosswalkError, Finding, did_you_mean
from crosswalk.lint_all import lint_all, lint_file
from crosswalk.values import printable

from .. import exits
from ..options import Session, format_option, session_options
from ..render import FORMATS, render_findings


@click.command("lint")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[PATH ...]")
@click.option("--explain", "code", metavar="CODE", help="Print the page of a finding code.")
@click.option("--strict", is_flag=True, help="Exit 1 for warnings too.")
@session_options
@format_option(*FORMATS)
def command(session: Session, paths: tuple[Path, ...], code: str | None, strict: bool, format: str) -> int:
    """Check every spec, flag and customer file, and show all findings at once.

    \b
    Examples:
      crosswalk lint
      crosswalk lint mappings/subcontractor-invoices.yaml --format concise
      crosswalk lint --explain two-writers
    """
    if code is not None:
        return _explain(code)
    findings = _findings(session, paths)
    click.echo(render_findings(findings, format), nl=False)
    errors = sum(finding.severity == "error" for finding in findings)
    click.echo(f"{errors} error(s), {len(findings) - errors} warning(s)", err=True)
    return exits.FINDINGS if errors or (strict and findings) else exits.CLEAN


def _findings(session: Session, paths: tuple[Path, ...]) -> tuple[Finding, ...]:
    try:
        catalog: Catalog = session.catalog()
    except CrosswalkError as error:
        return error.findings
    if not paths:
        return lint_all(catalog, session.name, session.given)
    found = dict.fromkeys(
        finding for path in paths for finding in lint_file(catalog, path, session.name, session.given)
    )
    return tuple(found)


def _explain(code: str) -> int:
    if code not in CODES:
        click.echo(printable(f"there is no finding code '{code}'; {did_you_mean(code, CODES)}"), err=True)
        return exits.USAGE
    click.echo(page(code))
    return exits.CLEAN
