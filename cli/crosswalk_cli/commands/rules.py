"""Lists what the connector documents state, and what answers it."""

from __future__ import annotations

import click

from crosswalk.catalog.rehearse import rehearse_all
from crosswalk.catalog.statements import Statement, answers_of, read_statements
from crosswalk.text.payload import encode_pretty

from ..options import Session, format_option, session_options, stops_on_findings
from ..terminal import tell
from ..view_rules import Coverage


@click.command("rules")
@click.argument("words", nargs=-1)
@session_options
@format_option("text", "json", "markdown")
@stops_on_findings
def command(session: Session, words: tuple[str, ...], format: str) -> None:
    """List the statements of the connector documents with the rule, row or flag that answers each, and its test.

    WORDS choose statements: parts of their id, of their object, or of what they say.

    \b
    Examples:
      crosswalk rules zero dollars
      crosswalk rules invoice-status --format json
    """
    catalog = session.catalog()
    customer = session.customer(catalog)
    answers = answers_of(catalog, {name: customer.mapping(name) for name in catalog.names})
    chosen = [each for each in read_statements(catalog) if all(_fits(word.lower(), each) for word in words)]
    coverage = Coverage(chosen, answers, rehearse_all(catalog) if format != "text" else ())
    if format == "json":
        click.echo(encode_pretty(coverage.data()))
    elif not chosen:
        tell(f"no statement has {' '.join(words)} in its id, its object or its text")
    else:
        click.echo(coverage.text() if format == "text" else coverage.markdown())


def _fits(word: str, statement: Statement) -> bool:
    return any(word in text.lower() for text in (statement.id, statement.about, statement.says))
