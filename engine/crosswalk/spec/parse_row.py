"""One row of a mapping: its two sides, and the way its value takes in each direction."""

from collections.abc import Mapping as Map

from ..finding import Span
from ..language.evaluate import Apply, build_step
from ..language.expression import Expression
from ..language.path import Path, check_indexes
from ..language.transforms import TRANSFORMS
from ..language.tree import Step
from ..text.source import Entries, Scalar
from ..values import MISSING
from .block import Block
from .mapping import Choice, Connector, Direction, Fallback, Limits, Lines, Row, Side, TableUse, Target, Transfer

_SOURCES = ("source", "constant", "choose", "first_of", "late", "same_as", "sum")
_PLACED = (*_SOURCES, "transform", "table", "only", "type", "default", "required", "when", "unless_row", "enabled_by")


def parse_row(
    block: Block, group: str, directions: Map[str, Direction], lines: Map[str, Lines], connector: Connector
) -> Row:
    """A row; `directions` and `lines` say where its paths start."""
    sides = {name: _side(block.block(name)) for name in connector.sides}
    direction = block.text("direction") or "none"
    transfers: dict[str, Transfer] = {}
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


def _check_direction(block: Block, direction: str, directions: Map[str, Direction]) -> None:
    wanted = {"both": ("export", "import"), "none": ()}.get(direction, (direction,))
    for name in wanted:
        if name not in directions:
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
            block.whole("max"), block.whole("digits"), block.whole("places"), block.text("policy") or "error"
        ),
        footnotes=block.words("footnote"),
        evidence=block.text("evidence"),
        wire=block.text("as"),
        part_span=block.at("part"),
    )


def _part(block: Block) -> tuple[str, str] | None:
    text = block.text("part")
    if text is None:
        return None
    key, _, part = text.partition(".")
    return key, part


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

    def transfer(self) -> Transfer | None:
        if self.is_given_up():
            return None
        block, given = self.block, self.source_keys()
        path = self.path(given)
        transform, steps = self.transform()
        table = block.text("table")
        transfer = Transfer(
            type=block.text("type") or "text",
            wire=self.written.wire,
            targets=self.targets(),
            span=self.row.at("id"),
            path=path,
            source=block.expression("source") if "source" in given else None,
            choose=self.choose() if "choose" in given else None,
            constant=self.constant() if "constant" in given else MISSING,
            first_of=self.first_of() if "first_of" in given else (),
            late=block.text("late") if "late" in given else None,
            same_as=block.text("same_as") if "same_as" in given else None,
            total=block.expression("sum") if "sum" in given else None,
            where=block.expression("where"),
            read_part=self.read.part if path else None,
            write_part=self.written.part,
            steps=steps,
            transform=transform,
            table=TableUse(table, self.read_name, block.text("only")) if table else None,
            default=block.value("default"),
            required=self.required(),
            when=block.expression("when"),
            enabled=block.conditions(),
            unless_row=block.text("unless_row"),
            limits=self.written.limits,
            places=self.places(path),
        )
        self.check(transfer)
        return transfer

    def places(self, path: Path | None) -> Map[str, Span]:
        found = {key: self.block.at(key) for key in _PLACED if self.block.has(key)}
        side = self.row.block(self.written_name)
        limits = {key: side.at(key) for key in ("max", "digits", "places", "policy") if side and side.has(key)}
        parts = {"read_part": self.read.part_span, "write_part": self.written.part_span}
        read = {"path": path.span if path else None}
        return {**found, **limits, **{key: span for key, span in {**parts, **read}.items() if span}}

    def is_given_up(self) -> bool:
        """A row of direction both that says why it cannot be turned round is not read back."""
        return self.row.has("one_way") and self.direction.name == "import" and self.own is None

    def source_keys(self) -> tuple[str, ...]:
        """The keys that give the value: of the direction's own block where it has any, else of the row."""
        for block in (self.own, self.row):
            given = tuple(key for key in _SOURCES if block and block.has(key))
            if block and len(given) > 1 and set(given) != {"late", "source"}:
                self.report_two_sources(block, given)
            if block and "constant" in given and block.has("transform"):
                help = "keep one; an overlay says transform: null"
                self.findings.add("two-sources", "a transform changes the constant", block.at("constant"), help)
            if given or (block and block is self.own and block.has("path")):
                return given
        return ()

    def report_two_sources(self, block: Block, given: tuple[str, ...]) -> None:
        """Two keys give the value; where one is the base's and one the customer's, the customer's is meant."""
        own = [key for key in given if block.at(key).source.layer != "base"]
        base = [key for key in given if key not in own]
        if own and base:
            message = f"the base has {base[0]}: already, and {own[0]}: gives a value too"
            help = f"add {base[0]}: null, so that {own[0]}: takes its place"
            self.findings.add("two-sources", message, block.at(own[0]), help)
            return
        message = f"{given[0]} and {given[1]} both give a value"
        self.findings.add("two-sources", message, block.at(given[1]), "keep one; alternatives go into first_of")

    def path(self, given: tuple[str, ...]) -> Path | None:
        if self.own and self.own.has("path"):
            return self.own.path("path")
        if given not in {(), ("late",)}:
            return None
        paths = self.read.paths.get(self.direction.name, ())
        return self.of_record(paths[0]) if paths else None

    def of_record(self, path: Path) -> Path:
        """A path of an export document, read from a record that has its shape."""
        shape = self.direction.record_is
        if shape and self.lines is None and path.segments and path.segments[0] == shape:
            return Path(path.text.partition(".")[2], path.segments[1:], path.span)
        return path

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

    def choose(self) -> Choice | None:
        block = self.block.block("choose")
        if block is None:
            return None
        return Choice(block.text("by") or "", block.expressions("from"), block.at("by"))

    def constant(self) -> object:
        found = self.block.find("constant")
        if not isinstance(found, Scalar):
            return MISSING
        is_words = self.block.text("type") in {None, "text", "code"}
        return found.written if is_words and not isinstance(found.value, str) else found.value

    def first_of(self) -> tuple[Fallback, ...]:
        found = self.block.find("first_of")
        nodes = getattr(found, "nodes", ())
        return tuple(
            self.fallback(Block(node, self.findings)) if isinstance(node, Entries) else Fallback(self.block.parse(node))
            for node in nodes
        )

    def fallback(self, block: Block) -> Fallback:
        warn = block.block("warn")
        warning = (warn.text("id") or "", warn.template("message")) if warn else None
        source = block.expression("source")
        return Fallback(source or block.parse(Scalar(None, block.span, "")), block.expression("when"), warning)

    def required(self) -> bool | Expression:
        found = self.block.find("required")
        if isinstance(found, Scalar) and not isinstance(found.value, bool):
            return self.block.parse(found)
        return self.block.is_true("required")

    def transform(self) -> tuple[Expression | None, tuple[Apply, ...]]:
        """The expression to apply; on the way back, the inverse steps of the row's own."""
        if self.direction.name == "export" or not self.is_both() or (self.own and self.own.has("transform")):
            return self.block.expression("transform"), ()
        forward = self.row.expression("transform")
        if forward is None or (self.own and self.source_key_of_own()):
            return None, ()
        steps = _inverse(forward)
        if steps is None:
            self.findings.add(
                "not-invertible",
                f"'{forward.text}' cannot be turned round",
                forward.scalar.span,
                "give the way back in import:, or say one_way: because ...",
            )
        return None, steps or ()

    def is_both(self) -> bool:
        return self.row.text("direction") == "both"

    def source_key_of_own(self) -> bool:
        return bool(self.own and any(self.own.has(key) for key in (*_SOURCES, "path", "transform")))

    def check(self, transfer: Transfer) -> None:
        if self.is_both() and self.direction.name == "import" and not self.source_key_of_own():
            self.check_turned_round()
        if not transfer.has_source:
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
        for key in _SOURCES:
            if self.row.has(key):
                self.findings.add(
                    "not-invertible",
                    f"{key} cannot be turned round",
                    self.row.at(key),
                    "give the way back in import:, or say one_way: because ...",
                )


def _inverse(forward: Expression) -> tuple[Apply, ...] | None:
    if forward.chain is None:
        return None
    steps = []
    for step in reversed(forward.chain):
        name = step.transform.inverse
        if name is None:
            return None
        text = step.text.replace(step.transform.name, name, 1)
        steps.append(build_step(Step(TRANSFORMS[name], step.arguments, text)))
    return tuple(steps)
