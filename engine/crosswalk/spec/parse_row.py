"""One row of a mapping: its two sides, and the way its value takes in each direction."""

from collections.abc import Mapping as Map

from ..finding import Span
from ..language.expression import Expression
from ..language.inverse import inverse_of
from ..language.path import Path, check_indexes
from ..text.source import Scalar
from ..types import TYPES
from .block import Block
from .mapping import Connector, Direction, Limits, Lines, Row, Side, TableUse, Target, Transfer
from .parse_source import SOURCES, SourceParser
from .sources import KeyPart, Nothing, path_of
from .vocabulary import DIRECTIONS, POLICIES, ROW_DIRECTIONS, WIRES, DirectionName, RowDirection, word_among

_PLACED = (*SOURCES, "transform", "table", "only", "type", "default", "required", "when", "unless_row", "enabled_by")


def parse_row(
    block: Block,
    group: str,
    directions: Map[DirectionName, Direction],
    lines: Map[DirectionName, Lines],
    connector: Connector,
) -> Row:
    """A row; `directions` and `lines` say where its paths start."""
    sides = {name: _side(block.block(name)) for name in connector.sides}
    direction = block.word("direction", ROW_DIRECTIONS, "none")
    transfers: dict[DirectionName, Transfer] = {}
    for name in directions if not block.has("shown_only") else ():
        if direction in {name, "both"}:
            parser = _TransferParser(block, directions[name], lines.get(name), connector, sides)
            if (transfer := parser.transfer()) is not None:
                transfers[name] = transfer
    _check_direction(block, direction, directions)
    return Row(
        id=block.text("id") or "",
        group=group,
        sides=sides,
        direction=direction,
        transfers=transfers,
        span=block.at("id"),
        documented=block.is_true("documented", True),
        note=block.text("note"),
        shown_only=block.text("shown_only"),
        one_way=block.text("one_way"),
        answers=block.words("answers"),
    )


def _check_direction(block: Block, direction: RowDirection, directions: Map[DirectionName, Direction]) -> None:
    for name in DIRECTIONS:
        if direction in {name, "both"} and name not in directions:
            block.findings.add(
                "missing-direction",
                f"the mapping has no block for direction {name}",
                block.at("direction"),
                f"add {name}: with records, key and documents",
            )


def _side(block: Block | None) -> Side:
    if block is None:
        return Side(None, {})
    common = block.paths("path")
    back = block.paths("import") if block.has("import") else common
    return Side(
        label=block.text("label"),
        paths={"export": common, "import": back},
        part=_part(block),
        limits=Limits(
            block.whole("max"), block.whole("digits"), block.whole("places"), block.word("policy", POLICIES, "error")
        ),
        footnotes=block.words("footnote"),
        evidence=block.text("evidence"),
        wire=word_among(block.text("as"), WIRES),
        part_span=block.at("part"),
    )


def _part(block: Block) -> KeyPart | None:
    text = block.text("part")
    if text is None:
        return None
    key, _, part = text.partition(".")
    return KeyPart(key, part)


class _TransferParser:
    """One row in one direction: the row's own keys, with those of its `export:` or `import:` block on top."""

    def __init__(
        self, row: Block, direction: Direction, lines: Lines | None, connector: Connector, sides: Map[str, Side]
    ) -> None:
        own = row.block(direction.name)
        self.row, self.own, self.findings = row, own, row.findings
        self.block = Block(own.node, row.findings, beneath=row) if own else row
        self.direction, self.lines = direction, lines
        read, written = connector.sides_of(direction.name)
        self.read, self.written = sides[read], sides[written]
        self.read_name, self.written_name = read, written
        self.source = SourceParser(row, own, self.block, self.read, direction, lines is not None)

    def transfer(self) -> Transfer | None:
        if self.is_given_up():
            return None
        block, source = self.block, self.source.parse()
        table = block.text("table")
        transfer = Transfer(
            type=block.word("type", tuple(TYPES), "text"),
            wire=self.written.wire,
            targets=self.targets(),
            span=self.row.at("id"),
            source=source,
            write_part=self.written.part,
            transform=self.transform(),
            table=TableUse(table, self.read_name, block.text("only")) if table else None,
            default=block.value("default"),
            required=self.required(),
            when=block.expression("when"),
            enabled=block.conditions(),
            unless_row=block.text("unless_row"),
            limits=self.written.limits,
            spans=self.spans(path_of(source)),
        )
        self.check(transfer)
        return transfer

    def spans(self, path: Path | None) -> Map[str, Span]:
        found = {key: self.block.at(key) for key in _PLACED if self.block.has(key)}
        side = self.row.block(self.written_name)
        limits = {key: side.at(key) for key in ("max", "digits", "places", "policy") if side and side.has(key)}
        parts = {"read_part": self.read.part_span, "write_part": self.written.part_span}
        read = {"path": path.span if path else None}
        return {**found, **limits, **{key: span for key, span in {**parts, **read}.items() if span}}

    def is_given_up(self) -> bool:
        """A row of direction both that says why it cannot be turned round is not read back."""
        return self.row.has("one_way") and self.direction.name == "import" and self.own is None

    def targets(self) -> tuple[Target, ...]:
        targets = (self.target(path) for path in self.written.paths.get(self.direction.name, ()))
        return tuple(target for target in targets if target)

    def target(self, path: Path) -> Target | None:
        check_indexes(path, self.findings)
        if self.lines is not None:
            if path.segments and isinstance(path.segments[0], str):
                return Target(self.lines.document or "", path.segments, path.text)
        elif path.segments and len(path.segments) > 1 and isinstance(path.segments[1], str):
            document, below = str(path.segments[0]), path.segments[1:]
            known = self.direction.documents.get(document)
            return Target(document, (*known.within, *below) if known else below, path.text)
        help = "a place is DOCUMENT.FIELD: voucher.VouInvDate; in a group with lines, just FIELD"
        self.findings.add("path-syntax", f"'{path.text}' is no place to write to", path.span, help)
        return None

    def required(self) -> bool | Expression:
        found = self.block.find("required")
        if isinstance(found, Scalar) and not isinstance(found.value, bool):
            return self.block.parse(found)
        return self.block.is_true("required")

    def transform(self) -> Expression | None:
        """The expression to apply; on the way back, what undoes the row's own."""
        if self.direction.name == "export" or not self.is_both() or (self.own and self.own.has("transform")):
            return self.block.expression("transform")
        forward = self.row.expression("transform")
        if forward is None or (self.own and self.source_key_of_own()):
            return None
        back = inverse_of(forward)
        if back is None:
            self.findings.add(
                "not-invertible",
                f"'{forward.text}' cannot be turned round",
                forward.scalar.span,
                "give the way back in import:, or say one_way: because ...",
            )
        return back

    def is_both(self) -> bool:
        return self.row.text("direction") == "both"

    def source_key_of_own(self) -> bool:
        return bool(self.own and any(self.own.has(key) for key in (*SOURCES, "path", "transform")))

    def check(self, transfer: Transfer) -> None:
        if self.is_both() and self.direction.name == "import" and not self.source_key_of_own():
            self.check_turned_round()
        if isinstance(transfer.source, Nothing):
            self.findings.add(
                "no-source",
                f"the row has nothing to read in direction {self.direction.name}",
                transfer.span,
                "give a path on the side that is read, or source, constant, choose, first_of",
            )
        if not transfer.targets and self.row.is_true("documented", True):
            self.findings.add(
                "no-target",
                f"the row writes nothing in direction {self.direction.name}",
                transfer.span,
                "give a path on the side that is written, or say shown_only: why",
            )

    def check_turned_round(self) -> None:
        for key in SOURCES:
            if self.row.has(key):
                self.findings.add(
                    "not-invertible",
                    f"{key} cannot be turned round",
                    self.row.at(key),
                    "give the way back in import:, or say one_way: because ...",
                )
