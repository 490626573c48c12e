"""A customer's values: defaults, then what its file sets, then overrides, each with where it was set."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass, field, replace

from ..finding import Findings, Source, Span, did_you_mean, nearest
from ..spec.block import Block
from ..spec.flags import Registry, Value, read_flag, read_words, scalar_value
from ..spec.knowledge import Knowledge, Table, places_of_entries
from ..text.meant import code_fault
from ..text.source import Entries, Items, Node, Scalar
from ..values import Json


@dataclass(slots=True)
class Resolver:
    """Reads a customer file and overrides into values with provenance."""

    knowledge: Knowledge
    findings: Findings
    flags: dict[str, Value] = field(init=False)
    settings: dict[str, Value] = field(init=False)

    def __post_init__(self) -> None:
        self.flags = {name: Value(flag.default, "default") for name, flag in self.knowledge.flags.items()}
        self.settings = {name: Value(flag.default, "default") for name, flag in self.knowledge.settings.items()}

    def read(self, block: Block, sample: Node | None, given: tuple[str, ...]) -> None:
        """What the customer's file sets, then a sample's run file, then the command line."""
        self.read_block(block, "settings")
        self.read_block(block, "flags")
        if sample is not None:
            self.read_block(Block(sample, self.findings), "flags")
        for words in given:
            self.read_words(words)

    def read_block(self, block: Block, name: str) -> None:
        """The `flags:` or `settings:` of a file; a name `settings.NAME` among flags is a setting."""
        for key, node in block.pairs(name):
            span = _key_span(block, name, key, node)
            if self.check_codes(key, name, node):
                self.set(key if name == "flags" else f"settings.{key}", scalar_value(node), span, None, node.span)

    def read_words(self, given: str) -> None:
        """One `NAME=VALUE` of the command line."""
        name, sign, text = given.partition("=")
        span = Span(Source("--set", given), 1, 1, max(len(name), 1))
        if not sign:
            self.findings.add(
                "bad-flag-value", f"'{given}' is not NAME=VALUE", span, f"write --set {name.strip() or 'NAME'}=VALUE"
            )
            return
        self.set(name.strip(), text, span, "--set")

    def set(self, name: str, given: Json, span: Span, source: str | None, at: Span | None = None) -> None:
        """One value; `span` is where its name stands, `at` where the value does."""
        is_setting = name.startswith("settings.")
        bare = name.removeprefix("settings.")
        registry: Registry = self.knowledge.settings if is_setting else self.knowledge.flags
        flag = registry.get(bare)
        if flag is None:
            self._unknown(bare, is_setting, span)
            return
        value = read_words(flag, given) if source == "--set" else given
        values = self.settings if is_setting else self.flags
        values[bare] = Value(read_flag(flag, value, at or span, self.findings), source or span.origin, span, at)

    def check_codes(self, name: str, block: str, node: Node) -> bool:
        """Whether every item of a list of codes is text; a code of digits alone without quotes is told."""
        flag = (self.knowledge.settings if block == "settings" else self.knowledge.flags).get(name)
        if flag is None or flag.type not in {"code", "codes", "patterns"}:
            return True
        items = node.nodes if isinstance(node, Items) and flag.type != "code" else ()
        numbers = [item for item in items if isinstance(item, Scalar) and not isinstance(item.value, str)]
        for item in numbers:
            what = f"{item.written} is no text" if item.written else "a code is missing"
            help = f'write "{item.written}" in quotes' if item.written else "write the code, or remove the item"
            self.findings.add("number-for-text", what, item.span, help)
        for each in items or (node,):
            warn_of_digits(each, self.findings)
        return not numbers

    def _unknown(self, name: str, is_setting: bool, span: Span) -> None:
        kind, registry = ("setting", self.knowledge.settings) if is_setting else ("flag", self.knowledge.flags)
        other = self.knowledge.flags if is_setting else self.knowledge.settings
        help = did_you_mean(name, registry)
        if name in other:
            kind_of_other, block = ("flag", "flags") if is_setting else ("setting", "settings")
            is_file = span.source.name != "--set"
            way = f"write it under {block}:" if is_file else f"write {name if is_setting else 'settings.' + name}"
            help = f"it is a {kind_of_other}: {way}"
        elif name in {"flags", "settings"}:
            help = f"leave {name}: out; what is under it stands here" + (
                " as settings.NAME" if name == "settings" else ""
            )
        elif is_setting and (near := nearest(name, registry)) and self.settings[near].span is None:
            # so that the one that was meant is not told as missing too
            self.settings[near] = replace(self.settings[near], span=span)
        self.findings.add(f"unknown-{kind}", f"unknown {kind} '{name}'", span, help)

    def tables(self, block: Block, known: Map[str, Table], also: frozenset[str]) -> dict[str, Table]:
        """The value tables with the customer's entries in place of the shipped ones."""
        tables = dict(known)
        for name, node in block.pairs("tables"):
            base = known.get(name)
            if base is None and name not in also:
                self.findings.add(
                    "unknown-table",
                    f"unknown value table '{name}'",
                    _key_span(block, "tables", name, node),
                    did_you_mean(name, (*known, *also)),
                )
                continue
            base = base or Table(name, name)
            entries = self.entries(base, node)
            places = places_of_entries(node)
            tables[name] = replace(base, entries=entries, origin=node.span.origin, span=node.span, places=places)
        return tables

    def entries(self, table: Table, node: Node) -> dict[str, str]:
        entries = {}
        for code, value in node.pairs if isinstance(node, Entries) else ():
            if not isinstance(value, Scalar):
                continue
            warn_of_digits(value, self.findings)
            if fault := code_fault(str(value.value), inside=False):
                self.findings.add("bad-table-value", f"the table '{table.name}': {fault[0]}", value.span, fault[1])
            elif table.values and value.value not in table.values:
                self.findings.add(
                    "bad-table-value",
                    f"the table '{table.name}' has no value '{value.value}'",
                    value.span,
                    did_you_mean(str(value.value), table.values),
                )
            entries[str(code.value)] = str(value.value)
        return entries


def warn_of_digits(node: Node, findings: Findings) -> None:
    """A warning where a code of digits alone stands without quotes."""
    if isinstance(node, Scalar) and isinstance(node.value, str) and node.written == node.value and node.value.isdigit():
        message = f"{node.written} is all digits and stands without quotes"
        findings.warn("number-for-text", message, node.span, f'write "{node.written}" in quotes')


def _key_span(block: Block, name: str, key: str, node: Node) -> Span:
    entries = block.find(name)
    found = entries.key(key) if isinstance(entries, Entries) else None
    return found.span if found else node.span
