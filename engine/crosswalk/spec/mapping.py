"""What a checked mapping is: frozen, typed, every part with its place in the YAML.

Vocabulary: a *mapping* is one YAML spec and one table of the connector document; a *row* is one line of that table;
a *group* is a section of it; a *transfer* is how a row gets its value in one direction; a *document* is one body to
send. What one direction sees of all that is a `OneWay`: nobody else asks whether a part belongs to a direction.
"""

from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from typing import TypeAlias

from ..finding import Span
from ..language.expression import Expression
from ..language.path import Path
from ..language.template import Template
from ..types import TypeName
from ..values import MISSING, Json, Segments
from .sources import KeyPart, RowSource
from .vocabulary import DirectionName, NoHit, Policy, RowDirection, RuleDirection, RuleKind, Wire

_GIVES_VALUE = ("constant", "source", "choose", "first_of", "late", "same_as", "sum", "path", "transform", "table")


@dataclass(frozen=True, slots=True)
class Connector:
    """The two systems of a connector: side name to title; export goes from the first to the second."""

    title: str
    sides: Map[str, str]

    def sides_of(self, direction: DirectionName) -> tuple[str, str]:
        """The side read and the side written."""
        first, second = self.sides
        return (first, second) if direction == "export" else (second, first)


@dataclass(frozen=True, slots=True)
class Condition:
    """A flag that must have one of these values."""

    flag: str
    values: tuple[Json, ...]
    span: Span = field(compare=False)


Conditions: TypeAlias = tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """What the receiving field takes: letters, digits before and after the point, and what happens beyond."""

    max: int | None = None
    digits: int | None = None
    places: int | None = None
    policy: Policy = "error"


@dataclass(frozen=True, slots=True)
class Side:
    """One system's half of a row: the label as printed, where it stands, and how sure that is."""

    label: str | None
    paths: Map[DirectionName, tuple[Path, ...]]
    part: KeyPart | None = None
    limits: Limits = Limits()
    footnotes: tuple[str, ...] = ()
    evidence: str | None = None
    wire: Wire | None = None
    part_span: Span | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A place in a document."""

    document: str
    segments: Segments
    text: str


@dataclass(frozen=True, slots=True)
class TableUse:
    """A value table on the way: its name, the side whose code it gets, and the one value this row stands for."""

    name: str
    read_side: str
    only: str | None = None


@dataclass(frozen=True, slots=True)
class Transfer:
    """How a row gets its value in one direction, and where it is written."""

    type: TypeName
    wire: Wire | None
    targets: tuple[Target, ...]
    span: Span
    source: RowSource
    write_part: KeyPart | None = None
    transform: Expression | None = None
    table: TableUse | None = None
    default: Json = MISSING
    required: bool | Expression = False
    when: Expression | None = None
    enabled: Conditions = ()
    unless_row: str | None = None
    limits: Limits = Limits()
    spans: Map[str, Span] = field(default_factory=dict, compare=False, repr=False)
    is_changed: bool = field(init=False, compare=False, repr=False)
    """Whether a customer's file sets some of its keys."""

    def __post_init__(self) -> None:
        home = self.span.source.name
        object.__setattr__(self, "is_changed", any(span.source.name != home for span in self.spans.values()))

    def at(self, key: str) -> Span:
        """Where a key of the row stands; the row's id where it has none."""
        return self.spans.get(key, self.span)

    def mended_at(self, *keys: str) -> Span:
        """Where a customer's file sets the first of these keys, or what gives the value; else the row's id."""
        if not self.is_changed:
            return self.span
        spans = (self.spans.get(key) for key in (*keys, *_GIVES_VALUE))
        return next((span for span in spans if span and span.source.name != self.span.source.name), self.span)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    id: str
    group: str
    sides: Map[str, Side]
    direction: RowDirection
    transfers: Map[DirectionName, Transfer]
    span: Span
    documented: bool = True
    note: str | None = None
    shown_only: str | None = None
    one_way: str | None = None
    answers: tuple[str, ...] = ()

    @property
    def footnotes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(note for side in self.sides.values() for note in side.footnotes))


@dataclass(frozen=True, slots=True)
class Lines:
    """Where a group's lines come from and where they go: into an array of a document, or a document a line."""

    source: Path
    document: str | None
    array: Segments | None
    span: Span
    where: Expression | None = None
    once_per: Expression | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A section of the table. `sides` makes several named lines of one source line."""

    id: str
    titles: Map[str, str]
    rows: tuple[Row, ...]
    span: Span
    lines: Map[DirectionName, Lines] = field(default_factory=dict)
    sides: Map[str, Map[str, Expression]] = field(default_factory=dict)
    enabled: Conditions = ()
    when: Expression | None = None
    leave_out: str | None = None
    shares_lines: bool = False
    footnotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A precondition or filter: `require` blocks, `skip_when` skips, `warn_when` warns."""

    id: str
    kind: RuleKind
    test: Expression
    message: Template
    span: Span
    help: str = ""
    direction: RuleDirection = "both"
    each: tuple[str, ...] = ()
    each_span: Span | None = None
    enabled: Conditions = ()
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """What must hold of the documents; `equal` shows both values."""

    id: str
    message: Template
    span: Span
    expect: Expression | None = None
    equal: tuple[Expression, Expression] | None = None
    direction: RuleDirection = "both"
    help: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A join: the one element of a list whose fields equal the given values."""

    name: str
    find: Expression
    match: Map[str, Expression]
    none: NoHit
    span: Span
    direction: RuleDirection = "both"


@dataclass(frozen=True, slots=True)
class Document:
    """One body to send, its endpoint, and its default wire form for numbers."""

    name: str
    endpoint: str
    span: Span
    method: str = "POST"
    schema: str | None = None
    wire: Wire = "number"
    within: Segments = ()
    enabled: Conditions = ()
    when: Expression | None = None
    schema_span: Span | None = None


@dataclass(frozen=True, slots=True)
class Direction:
    """One direction of a mapping: where its records are, what identifies one, what is sent."""

    name: DirectionName
    records: Path
    key: tuple[Expression, ...]
    documents: Map[str, Document]
    span: Span
    payload: str | None = None
    record_is: str | None = None
    record_per: tuple[Path, ...] = ()
    enabled: Conditions = ()
    spans: Map[str, Span] = field(default_factory=dict, compare=False, repr=False)

    def at(self, key: str) -> Span:
        return self.spans.get(key, self.span)


@dataclass(frozen=True, slots=True)
class Section:
    """A group as one direction sees it: its lines there, if it has any, and the rows that have a part in it."""

    group: Group
    lines: Lines | None
    rows: tuple[tuple[Row, Transfer], ...]


@dataclass(frozen=True, slots=True)
class OneWay:
    """A mapping as one direction sees it; the order is that of the mapping."""

    direction: Direction
    sections: tuple[Section, ...]
    rules: tuple[Rule, ...]
    checks: tuple[Check, ...]
    links: Map[str, Link]
    takes: Expression | None
    rows: tuple[tuple[Row, Transfer], ...] = field(init=False, compare=False, repr=False)
    transfers: Map[str, Transfer] = field(init=False, compare=False, repr=False)
    """How each row gets its value, by its id; a row that has no part in this direction is not there."""

    def __post_init__(self) -> None:
        rows = tuple(pair for section in self.sections for pair in section.rows)
        object.__setattr__(self, "rows", rows)
        # of two rows with one id, which is a finding, the first is meant
        object.__setattr__(self, "transfers", {row.id: transfer for row, transfer in reversed(rows)})

    @property
    def name(self) -> DirectionName:
        return self.direction.name

    def rules_of(self, each: str | None) -> tuple[Rule, ...]:
        """The rules of records (None), of the lines of a group, by its id, or of source rows (`source`)."""
        return tuple(rule for rule in self.rules if (each in rule.each if each is not None else not rule.each))


@dataclass(frozen=True, slots=True)
class Mapping:
    """One checked mapping."""

    name: str
    title: str
    span: Span
    directions: Map[DirectionName, Direction]
    groups: tuple[Group, ...]
    rules: tuple[Rule, ...] = ()
    checks: tuple[Check, ...] = ()
    links: Map[str, Link] = field(default_factory=dict)
    footnotes: Map[str, str] = field(default_factory=dict)
    note: str | None = None
    extends: str | None = None
    takes: Expression | None = None
    answers: tuple[str, ...] = ()
    one_ways: Map[DirectionName, OneWay] = field(init=False, compare=False, repr=False)
    """The mapping as each of its directions sees it."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "one_ways", {name: _one_way(self, each) for name, each in self.directions.items()})

    def in_direction(self, name: DirectionName) -> OneWay:
        """The mapping as one direction sees it; KeyError where it does not have that direction."""
        return self.one_ways[name]

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for group in self.groups for row in group.rows)

    def row(self, id: str) -> Row | None:
        return next((row for row in self.rows if row.id == id), None)

    def group_of(self, row: Row) -> Group:
        return next(group for group in self.groups if group.id == row.group)


def _one_way(mapping: Mapping, direction: Direction) -> OneWay:
    name = direction.name
    here: set[RuleDirection] = {"both", name}
    return OneWay(
        direction,
        tuple(_section(group, name) for group in mapping.groups),
        tuple(rule for rule in mapping.rules if rule.direction in here),
        tuple(check for check in mapping.checks if check.direction in here),
        {id: link for id, link in mapping.links.items() if link.direction in here},
        mapping.takes,
    )


def _section(group: Group, name: DirectionName) -> Section:
    pairs = ((row, row.transfers.get(name)) for row in group.rows)
    return Section(group, group.lines.get(name), tuple((row, found) for row, found in pairs if found is not None))
