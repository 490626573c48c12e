"""What a row takes its value from in one direction: its `source:`, `constant:`, `choose:` ..., or its path."""

from collections.abc import Callable
from collections.abc import Mapping as Map
from types import MappingProxyType

from ..language.path import Path
from ..text.source import Entries, Items, Scalar
from .block import Block
from .mapping import Direction, Side
from .sources import (
    Choose,
    Compute,
    Constant,
    Fallback,
    FirstOf,
    Late,
    Nothing,
    Read,
    RowSource,
    SameAs,
    Sum,
)

SOURCES = ("source", "constant", "choose", "first_of", "late", "same_as", "sum")
"""The keys that give a value; a row without any of them reads a path."""


class SourceParser:
    """The source of one row in one direction: of the keys in its `own` block for it, else of those of the row."""

    def __init__(
        self, row: Block, own: Block | None, block: Block, read: Side, direction: Direction, is_line: bool
    ) -> None:
        self.row, self.own, self.block, self.findings = row, own, block, row.findings
        self.read, self.direction, self.is_line = read, direction, is_line

    def parse(self) -> RowSource:
        """What the row takes its value from; of several, which is a finding, each has still told its own findings."""
        given = self.keys()
        found = {key: _PARSERS[key](self) for key in given if key != "late"}
        if "late" in given and (field := self.block.text("late")) is not None:
            which = found.get("source")
            return Late(field, which if isinstance(which, Compute) else self.read_path(given))
        sources = (source for source in found.values() if not isinstance(source, Nothing))
        return next(sources, None) or self.read_path(given) or Nothing()

    def keys(self) -> tuple[str, ...]:
        """The keys that give the value: of the direction's own block where it has any, else of the row."""
        for block in (self.own, self.row):
            given = tuple(key for key in SOURCES if block and block.has(key))
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

    def read_path(self, given: tuple[str, ...]) -> Read | None:
        if self.own and self.own.has("path"):
            path = self.own.path("path")
            return Read(path, self.read.part) if path else None
        paths = self.read.paths.get(self.direction.name, ()) if given in {(), ("late",)} else ()
        return Read(self.of_record(paths[0]), self.read.part) if paths else None

    def compute(self) -> RowSource:
        source = self.block.expression("source")
        return Compute(source) if source is not None else Nothing()

    def of_record(self, path: Path) -> Path:
        """A path of an export document, read from a record that has its shape."""
        shape = self.direction.record_is
        if shape and not self.is_line and path.segments and path.segments[0] == shape:
            return Path(path.text.partition(".")[2], path.segments[1:], path.span)
        return path

    def choose(self) -> RowSource:
        block = self.block.block("choose")
        if block is None:
            return Nothing()
        return Choose(block.text("by") or "", block.expressions("from"), block.at("by"))

    def constant(self) -> RowSource:
        found = self.block.find("constant")
        if not isinstance(found, Scalar):
            return Nothing()
        is_words = self.block.text("type") in {None, "text", "code"}
        return Constant(found.written if is_words and not isinstance(found.value, str) else found.value)

    def first_of(self) -> RowSource:
        found = self.block.find("first_of")
        options = tuple(
            self.fallback(Block(node, self.findings)) if isinstance(node, Entries) else Fallback(self.block.parse(node))
            for node in (found.nodes if isinstance(found, Items) else ())
        )
        return FirstOf(options) if options else Nothing()

    def same_as(self) -> RowSource:
        row = self.block.text("same_as")
        return SameAs(row) if row is not None else Nothing()

    def sum(self) -> RowSource:
        of, where = self.block.expression("sum"), self.block.expression("where")
        return Sum(of, where) if of is not None else Nothing()

    def fallback(self, block: Block) -> Fallback:
        warn = block.block("warn")
        warning = (warn.text("id") or "", warn.template("message")) if warn else None
        source = block.expression("source")
        return Fallback(source or block.parse(Scalar(None, block.span, "")), block.expression("when"), warning)


_PARSERS: Map[str, Callable[[SourceParser], RowSource]] = MappingProxyType(
    {
        "source": SourceParser.compute,
        "constant": SourceParser.constant,
        "choose": SourceParser.choose,
        "first_of": SourceParser.first_of,
        "same_as": SourceParser.same_as,
        "sum": SourceParser.sum,
    }
)
