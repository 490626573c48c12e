"""Checks specs, flags and customer files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from crosswalk.audit.lint_all import survey_all
from crosswalk.audit.lint_path import PathLint, check_registries, check_registry
from crosswalk.audit.survey import Survey
from crosswalk.finding import CrosswalkError, Findings, did_you_mean
from crosswalk.pages import CODES, page
from crosswalk.text.files import DISK

from .. import exits
from ..options import Session, format_option, session_options
from ..places import shown
from ..render import FORMATS, render_findings
from ..terminal import tell


@click.command("lint")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[PATH ...]")
@click.option("--explain", "code", metavar="CODE", help="Print the page of a finding code.")
@click.option("--strict", is_flag=True, help="Exit 1 for warnings too.")
@session_options
@format_option(*FORMATS)
def command(session: Session, paths: tuple[Path, ...], code: str | None, strict: bool, format: str) -> int:
    """Check specs, flags, customers and samples, and show all findings at once; says what it checked.

    Without PATH: the mappings, and the customers of the working folder. A PATH is checked as what it is: a mapping, a
    customer (file or folder), a folder of customers, samples, a run file, a context, a registry, a repository.

    \b
    Examples:
      crosswalk lint
      crosswalk lint customers/acme
      crosswalk lint mappings/subcontractor-invoices.yaml --format concise
      crosswalk lint --explain two-writers
    """
    if code is not None:
        return _explain(code)
    survey = Survey()
    unread = list(_check(session, paths, survey))
    findings = survey.findings.in_order()
    click.echo(render_findings(findings, format), nl=False)
    errors = sum(finding.severity == "error" for finding in findings)
    for line in (*survey.lines(), *unread):
        tell(line)
    tell(f"{errors} error(s), {len(findings) - errors} warning(s)")
    if unread:
        return exits.USAGE
    return exits.FINDINGS if errors or (strict and findings) else exits.CLEAN


def _check(session: Session, paths: tuple[Path, ...], survey: Survey) -> Iterator[str]:
    """Checks the paths, or everything; tells of which path nothing was checked, and why."""
    if not paths:
        try:
            survey_all(session.catalog_near((Path(),), survey.findings), session.name, session.given, survey)
        except CrosswalkError as error:
            check_registries(DISK, session.root, shown, survey)
            survey.findings.extend(error.findings)
    for path in paths:
        try:
            # what a crosswalk.toml elsewhere is wrong about is not asked for
            catalog = session.catalog_near((path if path.is_dir() else path.parent, Path()), Findings())
        except CrosswalkError as error:
            if not check_registry(DISK, path, shown, survey):
                survey.findings.extend(error.findings)
            continue
        reason = PathLint(catalog, session.name, session.given, survey, shown).check(path)
        if reason is not None:
            yield reason


def _explain(code: str) -> int:
    if code not in CODES:
        tell(f"there is no finding code '{code}'; {did_you_mean(code, CODES)}")
        return exits.USAGE
    click.echo(page(code))
    return exits.CLEAN
