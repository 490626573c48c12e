"""YAML text as a tree in which every node knows its place.

The only module that reads YAML. A stranger's text is bounded, has no anchors, aliases, merge keys or tags,
no duplicate keys, and only JSON's literals are special: `0500`, `no`, `12:30` and `2024-01-01` stay text.
The tree is built from parser events, not by PyYAML's constructor, so deep or huge input stops early.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path as File
from typing import TypeAlias

import yaml

from ..finding import Finding, Findings, Problem, Source, Span, start_of
from ..values import Json
from .files import MOST_OF_YAML, Files
from .yaml_mistakes import report_syntax

MOST_DEPTH, MOST_NODES, LONGEST_SCALAR = 40, 200_000, 65_536
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_FRACTION = re.compile(r"-?(0|[1-9][0-9]{0,17})\.[0-9]{1,18}")
_WORDS = {"null": None, "true": True, "false": False, "": None}
_PARSERS_BOUND = "maximum nesting depth"  # how a libyaml that has one says it
_LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value. `written` is its text in the file; `verbatim` when value and text agree letter by letter."""

    value: Json
    span: Span
    written: str
    verbatim: bool = True

    def locate(self, offset: int, length: int = 1) -> Span:
        """The span of a part of the value, `offset` letters from its start."""
        if not self.verbatim:
            return self.span
        before = str(self.value)[:offset]
        down = before.count("\n")
        if self.written[:1] in {"|", ">"}:
            first = self.span.line + 1
            indent = len(line := self.span.source.line(first)) - len(line.lstrip())
            return Span(self.span.source, first + down, indent + 1 + len(before.rpartition("\n")[2]), length)
        quote = 1 if self.written != self.value and self.written[:1] in {"'", '"'} else 0
        return Span(self.span.source, self.span.line, self.span.column + quote + offset, length)


@dataclass(frozen=True, slots=True)
class Items:
    """A list of nodes."""

    nodes: tuple["Node", ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Entries:
    """Keys and their nodes, in the order of the text."""

    pairs: tuple[tuple[Scalar, "Node"], ...]
    span: Span

    def find(self, name: str) -> "Node | None":
        return next((node for key, node in self.pairs if key.value == name), None)

    def key(self, name: str) -> Scalar | None:
        return next((key for key, _ in self.pairs if key.value == name), None)

    def text(self, name: str) -> str | None:
        """The text of a key; None where it is not there, is empty, or holds a list or keys."""
        found = self.find(name)
        return str(found.value) if isinstance(found, Scalar) and found.value is not None else None


Node: TypeAlias = Scalar | Items | Entries


def plain_data(node: Node) -> Json:
    """The node as plain Python data, for schema checks."""
    match node:
        case Scalar():
            return node.value
        case Items():
            return [plain_data(item) for item in node.nodes]
        case Entries():
            return {key.value: plain_data(value) for key, value in node.pairs}


def node_at(node: Node, path: list[str | int]) -> Node:
    """The node at a path of keys and indexes, or its nearest parent."""
    for step in path:
        below: Node | None = None
        if isinstance(node, Entries):
            below = node.find(str(step))
        elif isinstance(node, Items) and isinstance(step, int) and step < len(node.nodes):
            below = node.nodes[step]
        if below is None:
            return node
        node = below
    return node


def keys_of(node: Node) -> Iterator[Scalar]:
    """Every key of a tree, at whatever depth."""
    below = node.nodes if isinstance(node, Items) else ()
    for key, value in node.pairs if isinstance(node, Entries) else ():
        yield key
        below = (*below, value)
    for each in below:
        yield from keys_of(each)


def lines_of(tree: Node, path: list[str | int]) -> set[tuple[str, int]]:
    """The lines, with their files, of the innermost list item on a path; of the whole tree where there is none.

    The lines of a merged tree come from several files, so a first and a last line say nothing.
    """
    indexes = [number for number, step in enumerate(path) if isinstance(step, int)]
    node = node_at(tree, path[: indexes[-1] + 1]) if indexes else tree
    return set(_lines(node))


def _lines(node: Node) -> Iterator[tuple[str, int]]:
    yield node.span.source.name, node.span.line
    if isinstance(node, Items):
        for item in node.nodes:
            yield from _lines(item)
    elif isinstance(node, Entries):
        for key, value in node.pairs:
            yield key.span.source.name, key.span.line
            yield from _lines(value)
    elif node.written[:1] in {"|", ">"}:
        height = str(node.value).count("\n") + 1
        yield from ((node.span.source.name, node.span.line + down) for down in range(1, height + 1))


def read_tree(
    files: Files, file: File, name: str, findings: Findings, short: str = "", layer: str = "base"
) -> Node | None:
    """The tree of a YAML file; None, with findings, where it cannot be read."""
    try:
        data = files.read(file, name, MOST_OF_YAML)
    except Problem as problem:
        findings.extend([problem.finding(start_of(name))])
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        span = Span(Source(name, ""), before.count(b"\n") + 1, error.start - before.rfind(b"\n"))
        findings.add("not-text", f"byte {data[error.start]:#04x} is not UTF-8", span, "save the file as UTF-8")
        return None
    return read_yaml(Source(name, text, short, layer), findings)


def read_entries(
    files: Files, file: File, name: str, findings: Findings, short: str = "", layer: str = "base"
) -> Entries | None:
    """The tree of a file that must hold keys and values."""
    tree = read_tree(files, file, name, findings, short, layer)
    if tree is not None and not isinstance(tree, Entries):
        findings.add("wrong-type", "expected keys and values", tree.span, "start with a key: mapping: NAME")
        return None
    return tree


class _TooMuch(Exception):
    """A bound was passed; what was read so far is dropped."""


def read_yaml(source: Source, findings: Findings) -> Node | None:
    """The tree of a YAML text; None, with findings, when it cannot be used. Kept by its text."""
    tree, found = _read(source)
    findings.extend(found)
    return tree


@lru_cache(maxsize=512)
def _read(source: Source) -> tuple[Node | None, tuple[Finding, ...]]:
    findings = Findings()
    tree = _tree_of(source, findings)
    return tree, findings.in_order()


def _tree_of(source: Source, findings: Findings) -> Node | None:
    start = Span(source, 1, 1)
    if len(source.text.encode("utf-8", "surrogatepass")) > MOST_OF_YAML:
        findings.add("too-large", "the file is larger than 1 MB", start, "split it")
        return None
    try:
        tree = _build(source, source.text, findings)
    except _TooMuch:
        return None
    except yaml.reader.ReaderError as error:
        findings.add("not-text", f"character {error.character!r} cannot stand in YAML", _at(source, error.position))
        return None
    except yaml.MarkedYAMLError as error:
        report_syntax(source, error, findings)
        return None
    if tree is None:
        findings.add("empty-file", "the file is empty", start, "write what it is to hold, or delete the file")
    _report_cut_comments(source, tree, findings)
    return tree


def _build(source: Source, text: str, findings: Findings) -> Node | None:
    """The tree of the text, or of its start; our bound on depth is met first, whatever bound the parser has."""
    try:
        return _Builder(source, text, findings).build()
    except yaml.MarkedYAMLError as error:
        # a parser with a bound looks ahead to it before it gives the first bracket; in what stands before, we meet ours
        stop = error.problem_mark.index if error.problem_mark else 0
        if _PARSERS_BOUND not in (error.problem or "") or not 0 < stop < len(text):
            raise
        return _build(source, text[:stop], findings)


class _Builder:
    """Builds the tree from parser events, within the bounds."""

    def __init__(self, source: Source, text: str, findings: Findings) -> None:
        self.source, self.findings = source, findings
        # the C parser reports an odd stop for a missing last line end
        self.events = yaml.parse(text if text.endswith("\n") else text + "\n", Loader=_LOADER)
        self.count = 0

    def build(self) -> Node | None:
        tree: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent) and tree is not None:
                self.stop("yaml-syntax", "a second document starts here", event, "one file, one document")
            if isinstance(event, yaml.NodeEvent):
                tree = self.node(event, 0)
        if isinstance(tree, Scalar) and tree.value is None:
            return None
        return tree

    def node(self, event: yaml.Event, depth: int) -> Node:
        self.count += 1
        if depth > MOST_DEPTH:
            self.stop("too-large", f"nested deeper than {MOST_DEPTH} levels", event)
        if self.count > MOST_NODES:
            self.stop("too-large", f"more than {MOST_NODES:,} values", event)
        self.refuse_references(event)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            nodes = tuple(self.node(item, depth + 1) for item in self.until(yaml.SequenceEndEvent))
            return Items(nodes, self.span(event))
        return self.entries(event, depth)

    def until(self, end: type[yaml.Event]) -> Iterator[yaml.Event]:
        while not isinstance(event := next(self.events), end):
            yield event

    def entries(self, event: yaml.Event, depth: int) -> Entries:
        pairs: dict[str, tuple[Scalar, Node]] = {}
        for item in self.until(yaml.MappingEndEvent):
            key = self.node(item, depth + 1)
            value = self.node(next(self.events), depth + 1)
            if isinstance(key, Scalar) and isinstance(key.value, int):  # 1: and true: are names here
                key = replace(key, value=key.written)
            if not isinstance(key, Scalar) or not isinstance(key.value, str):
                shown = key.written if isinstance(key, Scalar) else "this key"
                self.findings.add("text-key", f"{shown} is not text", key.span, f'write "{shown}" in quotes')
                key = Scalar(str(shown), key.span, str(shown))
            if key.value == "<<":
                self.stop("yaml-reference", "merge keys are not read", item, "write the lines out, or use extends:")
            if key.value in pairs:
                first = pairs[key.value][0].span.line
                self.findings.add(
                    "duplicate-key", f"'{key.value}' stands here twice", key.span, f"first in line {first}; keep one"
                )
                continue
            pairs[key.value] = (key, value)
        return Entries(tuple(pairs.values()), self.span(event))

    def scalar(self, event: yaml.ScalarEvent) -> Scalar:
        if len(event.value) > LONGEST_SCALAR:
            self.stop("too-large", "a value longer than 64 KB", event)
        begin, end = _marks(event)
        is_plain = event.implicit[0]
        written = event.value if is_plain else _slice(self.source, begin, end)
        inside = written if is_plain else written[1:-1]
        verbatim = (begin.line == end.line and inside == event.value) or written[:1] == "|"
        value = _literal(event.value) if is_plain else event.value
        return Scalar(value, self.span(event), written, verbatim)

    def span(self, event: yaml.Event) -> Span:
        begin, end = _marks(event)
        length = end.column - begin.column if begin.line == end.line else 1
        return Span(self.source, begin.line + 1, begin.column + 1, max(length, 1))

    def refuse_references(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self.stop(
                "yaml-reference", "anchors and aliases are not read", event, "write the lines out, or use extends:"
            )
        if tag := getattr(event, "tag", None):
            self.stop("yaml-reference", f"the tag {tag} is not read", event, "remove it; types come from the schema")

    def stop(self, code: str, message: str, event: yaml.Event, help: str = "") -> None:
        self.findings.add(code, message, self.span(event), help)
        raise _TooMuch


def _marks(event: yaml.Event) -> tuple[yaml.Mark, yaml.Mark]:
    assert event.start_mark is not None
    assert event.end_mark is not None
    return event.start_mark, event.end_mark  # type: ignore[return-value] # the C marks are alike


def _literal(text: str) -> Json:
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return Decimal(text) if _FRACTION.fullmatch(text) else text


def _slice(source: Source, begin: yaml.Mark, end: yaml.Mark) -> str:
    line = source.line(begin.line + 1)
    return line[begin.column : end.column] if begin.line == end.line else line[begin.column :]


def _at(source: Source, position: int) -> Span:
    before = source.text[:position]
    return Span(source, before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1)


def _report_cut_comments(source: Source, tree: Node | None, findings: Findings) -> None:
    """` #` behind plain text, with one blank before it, is nearly always a lost `#`, not a comment."""
    for scalar in _plain_scalars(tree):
        rest = source.line(scalar.span.line)[scalar.span.column - 1 + len(scalar.written) :]
        if re.match(r" #|\s+#\S", rest):
            lost = f"{scalar.written}{rest}".rstrip()
            here = Span(source, scalar.span.line, scalar.span.column, len(lost))
            findings.add(
                "comment-cut",
                f"' #' starts a comment: only {scalar.written!r} is read",
                here,
                f'write "{lost}", or two blanks before a real comment',
            )


def _plain_scalars(node: Node | None) -> Iterator[Scalar]:
    if isinstance(node, Items):
        for item in node.nodes:
            yield from _plain_scalars(item)
    elif isinstance(node, Entries):
        for _, value in node.pairs:
            yield from _plain_scalars(value)
    elif isinstance(node, Scalar) and node.written and node.written[0] not in "'\"|>":
        yield node
