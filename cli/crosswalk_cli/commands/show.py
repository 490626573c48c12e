"""Shows a mapping as a table, or as the plan by which records are mapped."""

from __future__ import annotations

import click

from crosswalk.catalog.customer import Customer
from crosswalk.finding import CrosswalkError, Findings
from crosswalk.text.payload import encode_pretty
from crosswalk.text.yaml_of import effective_yaml
from crosswalk.values import printable

from ..documents import plans_data, show_data
from ..job import open_plans
from ..options import RunOptions, Session, format_option, run_options, session_options, stops_on_findings
from ..view_changes import changes_of_mapping
from ..view_plan import plan_text
from ..view_show import show_markdown, show_text


@click.command("show")
@click.argument("mapping")
@click.option(
    "--effective", is_flag=True, help="Print the merged spec, with the origin of every line that is not from the base."
)
@click.option(
    "--plan", "as_plan", is_flag=True, help="Print what is done with each record, step by step, in each direction."
)
@run_options
@session_options
@format_option("text", "json", "markdown")
@stops_on_findings
def command(session: Session, mapping: str, effective: bool, as_plan: bool, how: RunOptions, format: str) -> None:
    """Show a mapping as the connector document prints it, with notes, rules and effective flags.

    With --plan, show what is done with each record instead: every step in its order, with its place in the spec, as
    the customer's flags, and the context that is given, leave it. --direction, --today, --context and
    --require-context belong to --plan.

    \b
    Examples:
      crosswalk show subcontractor-invoices
      crosswalk show invoice-payments --format markdown
      crosswalk show subcontractor-invoices --customer example --effective
      crosswalk show subcontractor-invoices --plan
      crosswalk show budgets --plan --direction export --context context.yaml
      crosswalk show job-costs --plan --format json
    """
    _refuse_mixed(effective, as_plan, how, format)
    if as_plan:
        _show_plans(session, mapping, how, format)
        return
    customer = session.customer(session.catalog())
    if effective:
        _show_effective(customer, mapping)
        return
    spec = customer.mapping(mapping)
    if format == "json":
        click.echo(encode_pretty(show_data(spec, changes_of_mapping(spec, customer))))
    else:
        click.echo(show_text(spec, customer) if format == "text" else show_markdown(spec, customer))


def _refuse_mixed(effective: bool, as_plan: bool, how: RunOptions, format: str) -> None:
    """What asks for two things at once is not understood in silence as one of them."""
    if as_plan and effective:
        raise click.UsageError("--plan and --effective show two things; give one of them")
    if as_plan and format == "markdown":
        raise click.UsageError("a plan is printed as text or as json; leave --format markdown out")
    if not as_plan and how != RunOptions(None, None, None, False):
        raise click.UsageError("--direction, --today, --context and --require-context belong to --plan; add --plan")


def _show_plans(session: Session, mapping: str, how: RunOptions, format: str) -> None:
    customer, plans = open_plans(session, mapping, how)
    if format == "json":
        click.echo(encode_pretty(plans_data(plans, customer)))
    else:
        click.echo("\n\n".join(plan_text(plan, customer.name) for plan in plans))


def _show_effective(customer: Customer, mapping: str) -> None:
    findings = Findings()
    tree = customer.tree(mapping, findings)
    if tree is None:
        raise CrosswalkError(findings.in_order())
    click.echo(effective_yaml(tree), nl=False)
    for removed in customer.removals(mapping):
        click.echo(f"# removed: {printable(str(removed.value))}  # {printable(removed.span.origin)}")
