"""Flags and settings: the registry, and one with its provenance."""

from __future__ import annotations

import click

from crosswalk.catalog.catalog import Catalog
from crosswalk.catalog.customer import Customer
from crosswalk.finding import CrosswalkError, Finding, did_you_mean
from crosswalk.spec.flags import Flag, Value
from crosswalk.spec.sites import flags_of_mapping
from crosswalk.text.payload import encode_pretty

from ..cells import cells
from ..documents import VERSION, flag_data
from ..options import Session, format_option, session_options, stops_on_findings
from ..terminal import faint, heading, paragraph, table
from ..view_run import show_flag


@click.group("flags", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """List the options of the connector, or show one with where its value was set.

    \b
    Examples:
      crosswalk flags list
      crosswalk flags show invoice_due_days --customer example
    """


@command.command("list")
@session_options
@format_option("text", "json")
@stops_on_findings
def list_flags(session: Session, format: str) -> None:
    """List every flag and setting with its effective value and where that was set.

    \b
    Examples:
      crosswalk flags list
      crosswalk flags list --customer example --format json
    """
    catalog = session.catalog()
    customer = session.customer(catalog)
    used = _used(customer)
    everything = [*_flags(catalog, customer), *_settings(catalog, customer)]
    if format == "json":
        data = [flag_data(flag, value, used.get(flag.name, ())) for flag, value in everything]
        click.echo(encode_pretty({"schema_version": VERSION, "flags": data}))
        return
    rows = [
        (flag.name, show_flag(value), value.source, ", ".join(used.get(flag.name, ())) or _unused(flag))
        for flag, value in everything
    ]
    widths = (max(cells(name) for name, *_ in rows), 0.24, 0.36, 0.4)
    click.echo(heading(table([("flag", "value", "set by", "used by")], widths)))
    click.echo(table(rows, widths))


def _unused(flag: Flag) -> str:
    return "(a setting)" if flag.kind == "setting" else "not used by a mapping"


@command.command("show")
@click.argument("flag")
@session_options
@format_option("text", "json")
@stops_on_findings
def show(session: Session, flag: str, format: str) -> None:
    """Show one flag or setting: value, provenance, origin, and who can switch it.

    \b
    Examples:
      crosswalk flags show invoice_due_days
      crosswalk flags show settings.time_zone --format json
    """
    catalog = session.catalog()
    customer = session.customer(catalog)
    name = flag.removeprefix("settings.")
    known = {found.name: (found, value) for found, value in (*_settings(catalog, customer), *_flags(catalog, customer))}
    if name not in known:
        raise CrosswalkError([Finding("unknown-flag", f"unknown flag '{flag}'", None, did_you_mean(name, known))])
    found, value = known[name]
    used = _used(customer).get(name, ())
    if format == "json":
        click.echo(encode_pretty({"schema_version": VERSION, **flag_data(found, value, used)}))
    else:
        click.echo("\n".join(_story(found, value, used)))


def _story(flag: Flag, value: Value, used: tuple[str, ...] | list[str]) -> list[str]:
    lines = [heading(paragraph(f"{flag.name}: {flag.title}")), paragraph(flag.help, "  ")]
    kind = f"{flag.type} of {', '.join(flag.choices)}" if flag.choices else flag.type
    facts = {
        "value": f"{show_flag(value)}  ({value.source})",
        "default": show_flag(Value(flag.default, ""))
        + ("  (chosen by us; the document gives none)" if flag.evidence == "chosen" else ""),
        "type": f"{kind}, {flag.min} to {flag.max}" if flag.min is not None else kind,
        "kind": flag.kind,
        "origin": flag.origin,
        "owner": flag.owner,
        "enable": flag.enable,
        "used by": ", ".join(used) or _unused(flag),
    }
    lines += [paragraph(fact, f"  {name:<8}  ") for name, fact in facts.items() if fact]
    if flag.note:
        lines.append(faint(paragraph(flag.note, "  note      ")))
    return lines


def _flags(catalog: Catalog, customer: Customer) -> list[tuple[Flag, Value]]:
    return [(flag, customer.flags[name]) for name, flag in catalog.knowledge.flags.items()]


def _settings(catalog: Catalog, customer: Customer) -> list[tuple[Flag, Value]]:
    return [(flag, customer.settings[name]) for name, flag in catalog.knowledge.settings.items()]


def _used(customer: Customer) -> dict[str, list[str]]:
    """The mappings that consult each flag."""
    used: dict[str, list[str]] = {}
    for name in customer.mappings:
        for flag in flags_of_mapping(customer.mapping(name)):
            used.setdefault(flag, []).append(name)
    return used
