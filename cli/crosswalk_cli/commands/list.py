"""Lists the mappings of a customer."""

from __future__ import annotations

from typing import Any

import click

from crosswalk.catalog.customer import Customer
from crosswalk.spec.mapping import Condition, Mapping
from crosswalk.text.payload import encode_pretty
from crosswalk.values import printable

from ..cells import cells
from ..documents import first_off, list_data
from ..options import Session, format_option, session_options, stops_on_findings
from ..terminal import ARROWS, USUAL, faint, heading, line, paragraph, width
from ..view_changes import is_changed, is_own


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
    rows = [
        _cells(mapping, entry, customer) for mapping, entry in zip(mappings.values(), data["mappings"], strict=True)
    ]
    click.echo(list_text(rows))


def list_text(rows: list[tuple[str, ...]]) -> str:
    """One line a mapping; what does not fit is cut."""
    longest = max((cells(printable(row[0])) for row in rows), default=0)
    widths = (min(longest, width() // 2 - 10), 1, 7, 5, 7, 1.0)
    heads = ("mapping", "", "rows", "flags", "", "state")
    lines = [heading(line(heads, widths)), *(line(row, widths) for row in rows)]
    legend = (
        "rows: printed in the document + further ones; own: a mapping of the customer's, changed: changed by the "
        "customer's files; crosswalk show MAPPING tells more"
    )
    return "\n".join([*lines, faint(paragraph(legend, "  "))])


def _cells(mapping: Mapping, entry: dict[str, Any], customer: Customer) -> tuple[str, ...]:
    arrow = ARROWS["both" if len(mapping.directions) == 2 else next(iter(mapping.directions))]
    # which flag it is stands there where there is room for it
    is_wide = width() >= USUAL
    off = ", ".join(f"{name} off" + f" ({flag.flag})" * is_wide for name, flag in _off(mapping, customer))
    rows = f"{entry['rows']} + {entry['more_rows']}" if entry["more_rows"] else str(entry["rows"])
    mark = "own" if is_own(mapping.name, customer) else "changed" if is_changed(mapping.name, customer) else ""
    return mapping.name, arrow, rows, str(len(entry["flags"])), mark, off or "on"


def _off(mapping: Mapping, customer: Customer) -> list[tuple[str, Condition]]:
    found = ((name, first_off(customer, each.enabled)) for name, each in mapping.directions.items())
    return [(name, flag) for name, flag in found if flag is not None]
