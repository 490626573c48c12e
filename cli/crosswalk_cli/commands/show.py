"""Shows a mapping as a table."""

from __future__ import annotations

import click

from crosswalk.finding import CrosswalkError, Findings
from crosswalk.text.payload import encode_pretty
from crosswalk.text.yaml_of import effective_yaml
from crosswalk.values import printable

from ..documents import show_data
from ..options import Session, format_option, session_options, stops_on_findings
from ..view_changes import changes_of_mapping
from ..view_show import show_markdown, show_text


@click.command("show")
@click.argument("mapping")
@click.option(
    "--effective", is_flag=True, help="Print the merged spec, with the origin of every line that is not from the base."
)
@session_options
@format_option("text", "json", "markdown")
@stops_on_findings
def command(session: Session, mapping: str, effective: bool, format: str) -> None:
    """Show a mapping as the connector document prints it, with notes, rules and effective flags.

    \b
    Examples:
      crosswalk show subcontractor-invoices
      crosswalk show invoice-payments --format markdown
      crosswalk show subcontractor-invoices --customer example --effective
    """
    customer = session.customer(session.catalog())
    if effective:
        findings = Findings()
        tree = customer.tree(mapping, findings)
        if tree is None:
            raise CrosswalkError(findings.in_order())
        click.echo(effective_yaml(tree), nl=False)
        for removed in customer.removals(mapping):
            click.echo(f"# removed: {printable(str(removed.value))}  # {printable(removed.span.origin)}")
        return
    spec = customer.mapping(mapping)
    if format == "json":
        click.echo(encode_pretty(show_data(spec, changes_of_mapping(spec, customer))))
    else:
        click.echo(show_text(spec, customer) if format == "text" else show_markdown(spec, customer))
