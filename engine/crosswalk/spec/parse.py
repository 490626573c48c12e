"""A checked YAML tree as a `Mapping`: directions, groups, rules, checks, links."""

from collections.abc import Mapping as Map
from types import MappingProxyType

from ..finding import Findings
from ..language.path import Path
from ..text.source import Entries, Node
from .block import Block
from .mapping import Check, Connector, Direction, Document, Group, Lines, Link, Mapping, Rule
from .parse_row import parse_row
from .vocabulary import DIRECTIONS, NO_HITS, RULE_DIRECTIONS, WIRES, DirectionName, RuleKind

_KINDS: Map[str, RuleKind] = MappingProxyType({"require": "require", "skip_when": "skip", "warn_when": "warn"})


def parse_mapping(tree: Entries, connector: Connector, findings: Findings) -> Mapping:
    """The mapping of a tree that its schema accepts; what a schema cannot say becomes findings."""
    top = Block(tree, findings)
    directions = {name: _direction(name, block) for name in DIRECTIONS if (block := top.block(name))}
    return Mapping(
        name=top.text("mapping") or "",
        title=top.text("title") or "",
        span=top.at("mapping"),
        directions=directions,
        groups=tuple(_group(block, directions, connector) for block in top.blocks("groups")),
        rules=tuple(rule for block in top.blocks("rules") for rule in _rules(block)),
        checks=tuple(_check(block) for block in top.blocks("checks")),
        links={name: _link(name, node, findings) for name, node in top.pairs("links")},
        footnotes=top.texts("footnotes"),
        note=top.text("note"),
        extends=top.text("extends"),
        takes=top.expression("takes_when"),
        answers=top.words("answers"),
    )


def _direction(name: DirectionName, block: Block) -> Direction:
    return Direction(
        name=name,
        records=block.path("records") or Path("@", ()),
        key=tuple(block.parse(scalar) for scalar in block.scalars("key")),
        documents={key: _document(key, node, block.findings) for key, node in block.pairs("documents")},
        span=block.span,
        payload=block.text("payload"),
        record_is=block.text("record_is"),
        record_per=block.paths("record_per"),
        enabled=block.conditions(),
        spans={key: block.at(key) for key in ("records", "payload", "record_is", "key") if block.has(key)},
    )


def _document(name: str, node: Node, findings: Findings) -> Document:
    block = Block(node, findings)
    return Document(
        name=name,
        endpoint=block.text("endpoint") or "",
        span=node.span,
        method=block.text("method") or "POST",
        schema=block.text("schema"),
        wire=block.word("as", WIRES, "number"),
        within=block.place("within"),
        enabled=block.conditions(),
        when=block.expression("when"),
        schema_span=block.at("schema") if block.has("schema") else None,
    )


def _group(block: Block, directions: Map[DirectionName, Direction], connector: Connector) -> Group:
    lines = {name: found for name in directions if (found := _lines(block, name))}
    return Group(
        id=block.text("id") or "",
        titles=block.texts("title"),
        rows=tuple(
            parse_row(row, block.text("id") or "", directions, lines, connector) for row in block.blocks("rows")
        ),
        span=block.at("id"),
        lines=lines,
        sides={name: Block(node, block.findings).all_expressions() for name, node in block.pairs("sides")},
        enabled=block.conditions(),
        when=block.expression("when"),
        leave_out=block.text("leave_out"),
        shares_lines=block.is_true("shares_lines"),
        footnotes=block.words("footnote"),
    )


def _lines(group: Block, direction: DirectionName) -> Lines | None:
    block = group.block("lines")
    if block is None:
        return None
    own = block.block(direction)
    if own is None and (block.has("export") or block.has("import")):
        return None
    block = own or block
    source = block.path("from")
    if source is None:
        group.findings.add("missing-key", "'from' is missing here", block.span, "add from: the path of the lines")
        return None
    into = block.place("into")
    if any(isinstance(step, int) for step in into):
        group.findings.add(
            "path-syntax",
            "lines go into an array, not into one element of it",
            block.at("into"),
            "write DOCUMENT.ARRAY",
        )
    document = str(into[0]) if into else None
    if document is None and not group.has("leave_out"):
        group.findings.add("missing-key", "'into' is missing here", block.span, "add into: DOCUMENT.ARRAY, or DOCUMENT")
    return Lines(
        source, document, into[1:] or None, block.at("into"), block.expression("where"), block.expression("once_per")
    )


def _rules(block: Block) -> list[Rule]:
    given = [key for key in _KINDS if block.has(key)]
    if len(given) != 1:
        block.findings.add(
            "rule-test",
            "a rule has exactly one of require, skip_when and warn_when",
            block.at("id"),
            f"found {', '.join(given) or 'none'}",
        )
    return [
        Rule(
            id=block.text("id") or "",
            kind=_KINDS[key],
            test=test,
            message=block.template("message"),
            span=block.mended_at(key, "each", "enabled_by", "direction"),
            help=block.text("help") or "",
            direction=block.word("direction", RULE_DIRECTIONS, "both"),
            each=block.words("each"),
            each_span=block.at("each") if block.has("each") else None,
            answers=block.words("answers"),
            enabled=block.conditions(),
        )
        for key in given[:1]
        if (test := block.expression(key))
    ]


def _check(block: Block) -> Check:
    pair = tuple(block.parse(scalar) for scalar in block.scalars("equal"))
    if block.has("expect") == bool(pair):
        block.findings.add("rule-test", "a check has exactly one of expect and equal", block.at("id"))
    return Check(
        id=block.text("id") or "",
        message=block.template("message"),
        span=block.mended_at("expect", "equal", "direction"),
        expect=block.expression("expect"),
        equal=(pair[0], pair[1]) if len(pair) == 2 else None,
        direction=block.word("direction", RULE_DIRECTIONS, "both"),
        help=block.text("help") or "",
    )


def _link(name: str, node: Node, findings: Findings) -> Link:
    block = Block(node, findings)
    return Link(
        name=name,
        find=block.expression("find") or block.parse(node),
        match=block.expressions("match"),
        none=block.word("none", NO_HITS, "error"),
        span=node.span,
        direction=block.word("direction", RULE_DIRECTIONS, "both"),
    )
