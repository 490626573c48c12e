"""One mapping with its customer, payload, date and context, as dry-run and explain need it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from crosswalk.catalog import Catalog
from crosswalk.customer import Customer, choose_direction
from crosswalk.finding import CrosswalkError, Finding
from crosswalk.mapper import Mapper
from crosswalk.payload import decode_bytes
from crosswalk.samples import RunFile, owner_of, read_context, read_run_file, run_file_of, samples_for
from crosswalk.spec import DIRECTIONS, Mapping
from crosswalk.uses import flags_of_mapping
from crosswalk.values import Json

from .options import RunOptions, Session, shown


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be mapped, and by what."""

    mapper: Mapper
    customer: Customer
    payload: Json


def open_job(
    session: Session,
    mapping: str,
    payload: Path | None,
    how: RunOptions,
) -> Job:
    """The job of a command: options win over the run file that stands beside the payload."""
    catalog = session.catalog(payload)
    file = payload or _shipped_sample(session, catalog, mapping, how.direction)
    run = read_run_file(run_file_of(file), shown(run_file_of(file))) if str(file) != "-" else RunFile()
    if run != RunFile():
        click.echo(f"using {shown(run_file_of(file))} beside the payload", err=True)
    direction = how.direction
    if direction is None and file.stem.partition("-")[0] in DIRECTIONS:
        direction = file.stem.partition("-")[0]  # samples are called DIRECTION-CASE
    customer = session.customer(catalog, run.customer or owner_of(catalog, file), run.flags)
    mapper = customer.mapper(
        mapping,
        direction,
        today=how.today or run.today or date.today(),
        context=read_context(how.context, str(how.context)) if how.context else run.context or {},
        require_context=how.require_context,
    )
    _tell_unused(session, mapper.run.mapping)
    data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    return Job(mapper, customer, decode_bytes(data, "stdin" if str(file) == "-" else str(payload or shown(file))))


def _tell_unused(session: Session, mapping: Mapping) -> None:
    """A flag that this mapping does not read changes nothing, and whoever set it should know."""
    used = flags_of_mapping(mapping)
    for words in session.given:
        name = words.partition("=")[0].strip()
        if not name.startswith("settings.") and name not in used:
            click.echo(f"{mapping.name} does not use {name}; see: crosswalk flags show {name}", err=True)


def _shipped_sample(session: Session, catalog: Catalog, mapping: str, direction: str | None) -> Path:
    """The first sample in the direction asked for, or in the only one: of the customer's own, else of the shipped."""
    spec = session_mapping(session, catalog, mapping)
    wanted = choose_direction(spec, direction).name
    found = samples_for(catalog, spec.name, wanted, session.name or "example")
    if not found:
        message = f"there is no sample of {spec.name} in direction {wanted}"
        raise CrosswalkError([Finding("no-sample", message, None, "give a payload: a file, or - for standard input")])
    chosen = next((sample for sample in found if sample.run.is_default), found[0])
    click.echo(f"no payload given; using the sample {shown(chosen.file)}", err=True)
    return chosen.file


def session_mapping(session: Session, catalog: Catalog, mapping: str) -> Mapping:
    return catalog.customer(session.name or "example", session.given).mapping(mapping)
