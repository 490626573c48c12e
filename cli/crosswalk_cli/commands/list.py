"""Lists the mappings of a customer."""

from __future__ import annotations

import click

from crosswalk.payload import encode_pretty

from ..documents import first_off, list_data
from ..options import Session, format_option, session_options, stops_on_findings
from ..terminal import ARROWS, heading, table


@click.command("list")
@session_options
@format_option("text", "json")
@stops_on_findings
def command(session: Session, format: str) -> None:
    """List the mappings: directions, rows, and the flags in use.

    \b
    Examples:
      crosswalk list
      crosswalk list --customer example --format json
    """
    customer = session.customer(session.catalog())
    mappings = {name: customer.mapping(name) for name in customer.mappings}
    data = list_data(customer, mappings)
    if format == "json":
        click.echo(encode_pretty(data))
        return
    rows = []
    for entry, mapping in zip(data["mappings"], mappings.values(), strict=True):
        arrow = ARROWS["both" if len(mapping.directions) == 2 else next(iter(mapping.directions))]
        off = [
            f"{name} off ({there.flag})"
            for name, d in mapping.directions.items()
            if (there := first_off(customer, d.enabled))
        ]
        rows.append((mapping.name, arrow, str(entry["rows"]), ", ".join(off) or "on", ", ".join(entry["flags"])))
    click.echo(heading(table([("mapping", "", "rows", "state", "flags")], _WIDTHS)))
    click.echo(table(rows, _WIDTHS))


_WIDTHS = (30, 1, 4, 26, 0)
