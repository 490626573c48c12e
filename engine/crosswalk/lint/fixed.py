"""What is fixed beforehand (constants, table values, flags, settings) must fit the field that it goes to."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from ..finding import Findings, Problem, Span
from ..language.foresight import NOTHING_KNOWN, Known, Part, constants_of
from ..spec.knowledge import Knowledge, Table
from ..spec.limits import excess
from ..spec.mapping import Conditions, Direction, Lines, Mapping, Transfer
from ..spec.sources import constant_of, decided, results_of
from ..spec.vocabulary import Wire
from ..text.meant import code_fault
from ..types import TYPES
from ..values import Json, is_blank, show
from . import Installation, customer_check, lint_check
from .paths import schemas_written


@dataclass(frozen=True, slots=True)
class Field:
    """Where a row writes in one direction, and what that takes."""

    title: str
    transfer: Transfer
    wire: Wire
    schemas: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Misfit:
    """Why a value does not fit, and what to do."""

    code: str
    message: str
    help: str
    is_certain: bool = True

    def tell(self, findings: Findings, span: Span | None, whose: str = "") -> None:
        (findings.add if self.is_certain else findings.warn)(self.code, whose + self.message, span, self.help)


@lint_check
def check_fixed(mapping: Mapping, knowledge: Knowledge, findings: Findings) -> None:
    for field in _fields(mapping, knowledge):
        found = [(part.value, part.span, what) for part, what in _written_here(field.transfer)]
        found += [(value, span, f"{field.title}: {what}") for value, span, what in _shipped(field.transfer, knowledge)]
        for value, span, what in found:
            if (misfit := _misfit(value, field)) is not None:
                misfit.tell(findings, span, what)


def _shipped(transfer: Transfer, knowledge: Knowledge) -> Iterator[tuple[Json, Span, str]]:
    """The defaults of flags, and the values of shipped tables, that a way writes."""
    for part in _results(transfer, NOTHING_KNOWN):
        flag = {"flags": knowledge.flags, "settings": knowledge.settings}.get(part.registry, {}).get(part.name)
        if flag is not None and not is_blank(flag.default):
            yield part.written(flag.default), flag.span, f"the default of {part.name}: "
    yield from ((value, span, "") for value, span in _of_table(transfer, knowledge) if span.source.layer == "base")


@customer_check
def check_given(installation: Installation, findings: Findings) -> None:
    """One finding for each value of the customer that a field of a switched-on row does not take."""
    told: dict[tuple[Span, str], tuple[Misfit, list[str]]] = {}
    for mapping in installation.mappings.values():
        for field in _fields(mapping, installation.knowledge, installation):
            for value, span in _given(field.transfer, installation):
                if (misfit := _misfit(value, field)) is not None:
                    told.setdefault((span, misfit.code), (misfit, []))[1].append(field.title)
    for (span, _), (misfit, fields) in told.items():
        more = f" and {len(fields) - 1} more" if len(fields) > 1 else ""
        misfit.tell(findings, span, f"{fields[0]}{more}: ")


def _given(transfer: Transfer, installation: Installation) -> Iterator[tuple[Json, Span]]:
    """The customer's own values that a way writes, and where they stand."""
    for part in _results(transfer, installation.known):
        values = {"flags": installation.flags, "settings": installation.settings}.get(part.registry, {})
        found = values.get(part.name)
        if found is not None and found.span is not None and not is_blank(found.value):
            yield part.written(found.value), found.at or found.span
    yield from (
        (value, span) for value, span in _of_table(transfer, installation.knowledge) if span.source.layer != "base"
    )


def _fields(mapping: Mapping, knowledge: Knowledge, live: Installation | None = None) -> Iterator[Field]:
    """Where a mapping writes; with a customer, only what its flags leave on."""
    for one in mapping.one_ways.values():
        for section in one.sections if is_on(one.direction.enabled, live) else ():
            for row, transfer in section.rows if is_on(section.group.enabled, live) else ():
                if is_on(transfer.enabled, live):
                    side = row.sides.get(knowledge.connector.sides_of(one.name)[1])
                    title = f"{(side.label if side else None) or row.id} ({row.id} of {mapping.name})"
                    yield _field(title, transfer, one.direction, section.lines, knowledge)


def is_on(conditions: Conditions, installation: Installation | None) -> bool:
    """Whether a customer's flags leave a part on; every part is without a customer."""
    return installation is None or all(
        condition.flag not in installation.flags or installation.flags[condition.flag].value in condition.values
        for condition in conditions
    )


def _field(title: str, transfer: Transfer, direction: Direction, lines: Lines | None, knowledge: Knowledge) -> Field:
    document = direction.documents.get(transfer.targets[0].document) if transfer.targets else None
    wire = transfer.wire or (document.wire if document and TYPES[transfer.type].is_number else "text")
    return Field(title, transfer, wire, tuple(schemas_written(transfer, direction, lines, knowledge)))


def _written_here(transfer: Transfer) -> Iterator[tuple[Part, str]]:
    """The constants of a row that are written as they stand, and what each is."""
    constant = constant_of(transfer.source)
    if transfer.table is None and not is_blank(constant):
        yield Part(constant, transfer.at("constant")), "constant: "
    if not is_blank(transfer.default):
        yield Part(transfer.default, transfer.at("default")), "default: "
    yield from (
        (part, "") for part in _results(transfer, NOTHING_KNOWN) if not part.registry and not is_blank(part.value)
    )


def _results(transfer: Transfer, known: Known) -> Iterator[Part]:
    """The constants, flags and settings that a row's last expression may come to."""
    if transfer.table is not None:
        return
    last = (transfer.transform,) if transfer.transform else results_of(decided(transfer.source, known.flags))
    for expression in last:
        yield from constants_of(expression, known)


def _of_table(transfer: Transfer, knowledge: Knowledge) -> Iterator[tuple[Json, Span]]:
    """The values that a row gets of a table, and where they stand."""
    if transfer.table is not None and (table := knowledge.tables.get(transfer.table.name)) is not None:
        pairs = _pairs(table, backwards=table.is_backwards(transfer.table.read_side))
        yield from ((value, span) for value, span in pairs if transfer.table.only in {None, value})
    for part in _results(transfer, NOTHING_KNOWN):
        found = knowledge.tables.get(part.name) if part.registry == "tables" else None
        yield from ((part.written(value), span) for value, span in _pairs(found))


def _pairs(table: Table | None, backwards: bool = False) -> Iterator[tuple[str, Span]]:
    """What a table gives for its codes, and where it stands."""
    for code, value in table.entries.items() if table is not None else ():
        span = (table.places.get(code) or table.span) if table is not None else None
        if span is not None:
            yield (code if backwards else value), span


def _misfit(value: Json, field: Field) -> Misfit | None:
    """Why the field does not take a value; None where it does."""
    transfer, type_ = field.transfer, TYPES[field.transfer.type]
    try:
        typed = type_.read(value)
    except Problem as problem:
        return Misfit("bad-value-here", problem.message, f"the row is of type {transfer.type}")
    if type_.name == "code" and (fault := code_fault(str(typed), inside=False)):
        return Misfit("bad-value-here", *fault)
    lengths = [schema["maxLength"] for schema in field.schemas if isinstance(schema.get("maxLength"), int)]
    limits = (
        replace(transfer.limits, max=min(lengths, default=None)) if transfer.limits.max is None else transfer.limits
    )
    if (found := excess(typed, type_, limits)) is not None:
        help = f"write at most {limits.max} letters" if isinstance(typed, str) else "write a number that fits"
        return Misfit(found.code, found.message, help, limits.policy == "error")
    wire = type_.number(typed) if field.wire == "number" and not isinstance(typed, str) else type_.text(typed)
    return next((misfit for schema in field.schemas if (misfit := _refused(wire, schema))), None)


def _refused(wire: Json, schema: dict[str, Any]) -> Misfit | None:
    """Why a field's schema refuses what would be sent."""
    from jsonschema import Draft202012Validator

    form = {key: schema[key] for key in ("enum", "pattern", "minLength", "minimum", "maximum") if key in schema}
    validator: Any = Draft202012Validator(form)
    if validator.is_valid(wire):
        return None
    choices = ", ".join(str(choice) for choice in form.get("enum", ()) if choice is not None)
    words = f"one of {choices}" if choices else f"it takes {schema.get('x-words', 'another form')}"
    return Misfit("document-schema", f"the field does not take {show(wire)}", words, is_certain=False)
