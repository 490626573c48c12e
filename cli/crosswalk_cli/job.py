"""One mapping with its customer, payload, date and context, as dry-run, explain and show --plan need it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import click

from crosswalk.audit.conformance import map_checked, traces_of
from crosswalk.build.outcome import Trace
from crosswalk.bulk.items import map_reads, no_records
from crosswalk.catalog.catalog import Catalog
from crosswalk.catalog.customer import Customer, choose_direction
from crosswalk.catalog.samples import RunFile, owner_of, read_context, read_run_file, run_file_of, samples_for
from crosswalk.finding import CrosswalkError, Finding
from crosswalk.mapper import Mapper
from crosswalk.plan.plan import Plan
from crosswalk.spec.directions import directions_of
from crosswalk.spec.mapping import Mapping
from crosswalk.spec.sites import flags_of_mapping
from crosswalk.spec.vocabulary import DIRECTIONS, DirectionName
from crosswalk.text.files import DISK
from crosswalk.text.stream import Read, read_stream
from crosswalk.values import MISSING

from .inputs import open_input
from .options import RunOptions, Session
from .places import shown
from .terminal import tell, tell_once


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be mapped, and by what."""

    mapper: Mapper
    customer: Customer
    reads: tuple[Read, ...]

    def outcomes(self) -> tuple[Trace, ...]:
        return self._told(traces_of(map_reads(self.mapper, self.reads, trace=True)))

    def rehearsed(self) -> tuple[Trace, ...]:
        """The outcomes, with a warning for every value that its schema does not expect."""
        return self._told(map_checked(self.mapper, self.reads))

    def _told(self, outcomes: tuple[Trace, ...]) -> tuple[Trace, ...]:
        if self.reads and not outcomes:
            raise CrosswalkError([no_records(self.reads[0].name)])
        return outcomes


def point_to_context(outcomes: Iterable[Trace]) -> None:
    """Says where the form of a context is shown, where some of it was not given."""
    if any(finding.code == "not-checked" for outcome in outcomes for finding in outcome.findings):
        tell_once("crosswalk lint --explain not-checked shows the form of a context")


def open_job(session: Session, mapping: str, payload: Path | None, how: RunOptions) -> Job:
    """The one job of a command; raises CrosswalkError where the mapping goes both ways and neither is meant."""
    if payload is None and how.direction is None:
        spec = session_mapping(session, session.catalog(), mapping)
        if len(spec.directions) > 1:
            raise CrosswalkError([which_way(spec, "", " --format json")])
    return open_jobs(session, mapping, payload, how)[0]


def open_jobs(session: Session, mapping: str, payload: Path | None, how: RunOptions) -> tuple[Job, ...]:
    """The jobs of a command: of a payload, or of a sample for each direction that may be meant."""
    catalog = session.catalog(payload)
    if payload is not None:
        return (_job(session, catalog, mapping, payload, str(payload), how),)
    spec = session_mapping(session, catalog, mapping)
    files = _samples(session, catalog, spec, how)
    for file in files.values():
        tell(f"no payload given; using the sample {shown(file)}")
    if not files:
        message = f"there is no sample of {spec.name} in direction {' or '.join(_wanted(spec, how))}"
        raise CrosswalkError([Finding("no-sample", message, None, _to_give(catalog, spec))])
    return tuple(
        _job(session, catalog, mapping, file, shown(file), replace(how, direction=name)) for name, file in files.items()
    )


def open_without_payload(session: Session, mapping: str, how: RunOptions) -> tuple[Job, ...]:
    """The jobs of a mapping that has no sample, one for each direction that may be meant: none has a record."""
    catalog = session.catalog()
    spec = session_mapping(session, catalog, mapping)
    if _samples(session, catalog, spec, how):
        return ()
    tell(f"{spec.name} has no sample: {_to_give(catalog, spec)}")
    customer, today = session.customer(catalog), how.today or date.today()
    mappers = (customer.mapper(mapping, name, today=today) for name in _wanted(spec, how))
    return tuple(Job(mapper, customer, ()) for mapper in mappers)


def open_plans(session: Session, mapping: str, how: RunOptions) -> tuple[Customer, tuple[Plan, ...]]:
    """The plans of a mapping for a customer, in each direction that may be meant."""
    customer, today = session.customer(session.catalog()), how.today or date.today()
    spec = customer.mapping(mapping)
    context = read_context(DISK, how.context, str(how.context)) if how.context else {}
    mappers = (
        customer.mapper(mapping, name, today=today, context=context, require_context=how.require_context)
        for name in _wanted(spec, how)
    )
    plans = tuple(mapper.plan for mapper in mappers)
    _tell_unused(session, spec)
    return customer, plans


def _wanted(spec: Mapping, how: RunOptions) -> list[DirectionName]:
    """The directions that may be meant."""
    is_open = how.direction is None and len(spec.directions) > 1
    return list(spec.directions) if is_open else [choose_direction(spec, how.direction).name]


def _samples(session: Session, catalog: Catalog, spec: Mapping, how: RunOptions) -> dict[DirectionName, Path]:
    whose = session.name or "example"
    found = ((name, _sample(catalog, spec, name, whose)) for name in _wanted(spec, how))
    return {name: file for name, file in found if file is not None}


def _to_give(catalog: Catalog, spec: Mapping) -> str:
    """What to give where there is no sample; a customer's own mapping has its samples beside it."""
    help = "give a payload: a file, or - for standard input"
    if spec.name in catalog.names:
        return help
    folder = Path(spec.span.source.name).parent / "samples" / spec.name
    return f"{help}; or save one as {folder.as_posix()}/{next(iter(spec.directions))}-first.json"


def _job(session: Session, catalog: Catalog, mapping: str, file: Path, name: str, how: RunOptions) -> Job:
    """The job of a payload: options win over the run file that stands beside it."""
    run = read_run_file(DISK, run_file_of(file), shown(run_file_of(file))) if str(file) != "-" else RunFile()
    if run != RunFile():
        tell(f"using {shown(run_file_of(file))} beside the payload")
    customer = session.customer(catalog, run.customer or owner_of(catalog, file), run.flags)
    spec = customer.mapping(mapping)
    name = "stdin" if str(file) == "-" else name
    reads = _read(file, name)
    mapper = customer.mapper(
        mapping,
        _direction(spec, file, reads, how),
        today=how.today or run.today or date.today(),
        context=read_context(DISK, how.context, str(how.context)) if how.context else run.context or {},
        require_context=how.require_context,
    )
    _tell_unused(session, mapper.plan.mapping)
    return Job(mapper, customer, reads)


def _read(file: Path, name: str) -> tuple[Read, ...]:
    """The values of a payload; raises CrosswalkError where it holds none."""
    with open_input(file) as opened:
        reads = tuple(read_stream(opened, name))
    if not reads:
        raise CrosswalkError([no_records(name)])
    return reads


def _direction(spec: Mapping, file: Path, reads: tuple[Read, ...], how: RunOptions) -> str | None:
    """The direction asked for; else what the name of a sample says, or the one whose records the payload holds."""
    named = file.stem.partition("-")[0]  # samples are called DIRECTION-CASE
    if how.direction is not None or len(spec.directions) == 1:
        return how.direction or (named if named in DIRECTIONS else None)
    if named in spec.directions:
        return named
    known = directions_of(spec, [read.value for read in reads if read.value is not MISSING])
    if len(known) != 1:
        raise CrosswalkError([which_way(spec, f" {shown(file)}" if str(file) != "-" else " -")])
    tell(f"the payload holds records of the {known[0]}")
    return known[0]


def which_way(spec: Mapping, payload: str, format: str = "") -> Finding:
    """That a direction is to be chosen, with the commands to copy."""
    command = click.get_current_context().command_path
    lines = [f"{command} {spec.name}{payload} --direction {name}{format}" for name in spec.directions]
    message = f"{spec.name} goes both ways" + (", and the payload does not say which one is meant" if payload else "")
    return Finding("missing-direction", message, None, f"run: {' or: '.join(lines)}")


def _tell_unused(session: Session, mapping: Mapping) -> None:
    """A flag that this mapping does not read changes nothing, and whoever set it should know."""
    used = flags_of_mapping(mapping)
    for words in session.given:
        name = words.partition("=")[0].strip()
        if not name.startswith("settings.") and name not in used:
            told = f"{mapping.name} does not use {name}; see: crosswalk flags show {name}"
            tell(told)


def _sample(catalog: Catalog, spec: Mapping, direction: str, customer: str) -> Path | None:
    """The default sample in a direction, else the first: of the customer's own, else of the shipped."""
    found = samples_for(catalog, spec.name, direction, customer)
    chosen = next((sample for sample in found if sample.run.is_default), found[0] if found else None)
    return chosen.file if chosen is not None else None


def session_mapping(session: Session, catalog: Catalog, mapping: str) -> Mapping:
    return catalog.customer(session.name or "example", session.given).mapping(mapping)
