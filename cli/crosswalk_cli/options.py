"""The options that commands share, and the session that they open."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from crosswalk import resources
from crosswalk.catalog.catalog import Catalog, load
from crosswalk.catalog.customer import Customer
from crosswalk.catalog.homes import real_path
from crosswalk.catalog.repository import Folder, find_repository
from crosswalk.catalog.roles import has_customer_file
from crosswalk.finding import CrosswalkError, Findings
from crosswalk.spec.vocabulary import DIRECTIONS, DirectionName
from crosswalk.text.files import DISK
from crosswalk.text.source import Node

from . import exits
from .places import shown
from .render import render_findings
from .terminal import tell_once

_Function = TypeVar("_Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Session:
    """What a command works with: where the mappings are, and for whom."""

    mappings: Path | None
    customers: tuple[Path, ...]
    name: str | None
    given: tuple[str, ...]

    @property
    def root(self) -> Path:
        """The folder of the mappings."""
        return self.mappings or resources.mappings()

    def catalog(self, payload: Path | None = None) -> Catalog:
        """The mappings, with the customers of the working folder, and of a payload's own.

        Raises CrosswalkError where they cannot be used.
        """
        findings = Findings()
        catalog = self.catalog_near((Path(), *((payload.parent,) if payload else ())), findings)
        if findings:
            raise CrosswalkError(findings.in_order())
        return catalog

    def catalog_near(self, folders: Iterable[Path], findings: Findings) -> Catalog:
        """The mappings, with the customers that --customers, --customer and folders lead to, in this order."""
        if self.name == "":
            raise click.UsageError("--customer is empty; give a name, or leave it out for the shipped 'example'")
        starts = dict.fromkeys(folder.resolve() for folder in folders)
        found = [find_repository(DISK, start, _top(), findings, shown) for start in starts]
        named = real_path(DISK, self.name) if self.name else None
        owner = named.parent if named is not None and named.is_file() else named
        own = (owner.parent,) if owner is not None and has_customer_file(DISK, owner) else ()
        homes = (
            *(home.resolve() for home in self.customers),
            *own,
            *(home for each in found if each for home in each.homes),
        )
        return load(self.root, label=shown(self.root), customers=[Folder(home, shown(home)) for home in homes])

    def customer(self, catalog: Catalog, name: str | None = None, sample: Node | None = None) -> Customer:
        """The customer asked for; the example, named on stderr, where none is."""
        wanted = self.name or name
        there = catalog.homes.of(wanted or "example")
        if wanted is None:
            whose = "shipped customer 'example'" if len(there) < 2 else f"customer 'example' of {there[0].label}"
            tell_once(f"no --customer given; using the {whose}")
        elif len(there) > 1:
            tell_once(f"'{wanted}' is the customer in {there[0].label}; {there[1].label} has another")
        return catalog.customer(wanted or "example", self.given, sample)


def _top() -> Path:
    """The home folder; the root of the file system for somebody without one."""
    try:
        return Path.home()
    except RuntimeError:
        return Path("/")


def session_options(function: _Function) -> _Function:
    """Adds --customer, --customers, --set and --mappings, given to the command as `session`."""

    @click.option("--customer", metavar="NAME|PATH", help="The customer; the shipped 'example' if not given.")
    @click.option("--customers", multiple=True, metavar="DIR", type=_FOLDER, help="A further folder of customers.")
    @click.option(
        "--set",
        "given",
        multiple=True,
        metavar="FLAG=VALUE",
        help="Override a flag, or settings.NAME=VALUE; repeatable.",
    )
    @click.option(
        "--mappings", metavar="DIR", type=_FOLDER, help="The folder of mappings; the shipped one if not given."
    )
    @wraps(function)
    def with_session(
        *args: Any,
        customer: str | None,
        customers: tuple[Path, ...],
        given: tuple[str, ...],
        mappings: Path | None,
        **more: Any,
    ) -> Any:
        return function(*args, session=Session(mappings, customers, customer, given), **more)

    return with_session  # type: ignore[return-value] # click adds parameters that the type does not show


_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
PAYLOAD = click.argument("payload", required=False, type=_FILE)


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a mapping is to be run: which way, on what day, and what is known besides the payload."""

    direction: DirectionName | None
    today: date | None
    context: Path | None
    require_context: bool


_CONTEXT_HELP = (
    "What the payload does not hold, as YAML or JSON, for example a file with the line "
    "'vendors: [{id: 42, origin_id: NORTHEL}]'; crosswalk lint --explain not-checked shows all of its form."
)


def run_options(function: _Function) -> _Function:
    """Adds --direction, --today, --context and --require-context, given to the command as `how`."""

    @click.option("--require-context", is_flag=True, help="Block where a check needs context that is not given.")
    @click.option("--context", metavar="FILE", type=_FILE, help=_CONTEXT_HELP)
    @click.option("--today", metavar="YYYY-MM-DD", type=DATE, help="The date of the run; the system's if not given.")
    @click.option("--direction", type=click.Choice(DIRECTIONS), help="Which way, where a mapping goes both ways.")
    @wraps(function)
    def with_how(
        *args: Any,
        direction: DirectionName | None,
        today: date | None,
        context: Path | None,
        require_context: bool,
        **more: Any,
    ) -> Any:
        return function(*args, how=RunOptions(direction, today, context, require_context), **more)

    return with_how  # type: ignore[return-value] # click adds parameters that the type does not show


class _Date(click.ParamType[date]):
    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"'{value}' is not a date; write YYYY-MM-DD", param, ctx)


DATE = _Date()


def format_option(*formats: str) -> Callable[[_Function], _Function]:
    return click.option("--format", "format", type=click.Choice(formats), default=formats[0], help="How to print it.")


def stops_on_findings(function: _Function) -> _Function:
    """Shows the findings that stop a command and exits 3; what a payload is wrong about exits 1."""

    @wraps(function)
    def guarded(*args: Any, **more: Any) -> Any:
        try:
            return function(*args, **more)
        except CrosswalkError as error:
            click.echo(render_findings(error.findings, "text").rstrip("\n"), err=True)
            codes = {finding.code for finding in error.findings}
            if codes <= _OF_PAYLOAD:
                return exits.FINDINGS
            return exits.USAGE if codes <= _OF_USAGE else exits.UNUSABLE

    return guarded  # type: ignore[return-value] # same signature


_OF_PAYLOAD = {"no-records"}  # a payload that is not JSON is a blocked record
_OF_USAGE = {"no-sample", "no-such-record", "no-such-row"}
