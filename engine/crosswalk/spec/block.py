"""Reads typed values out of a checked YAML tree, and collects what is wrong with them."""

from collections.abc import Iterator, Mapping

from ..finding import Findings, Span
from ..language.expression import Expression, parse_expression
from ..language.path import Path, parse_path, parse_place
from ..language.template import Template, parse_template
from ..text.source import Entries, Items, Node, Scalar, plain_data
from ..values import MISSING, Json, Segments
from .mapping import Condition, Conditions
from .vocabulary import Word, word_among


class Block:
    """One block of keys and values; every method names a key and gives its value, or what stands for none."""

    def __init__(self, node: Node | None, findings: Findings, beneath: "Block | None" = None) -> None:
        self.node = node if isinstance(node, Entries) else None
        self.findings = findings
        self.beneath = beneath

    def find(self, name: str) -> Node | None:
        """The node of a key: of this block, else of the block beneath it."""
        found = self.node.find(name) if self.node else None
        return self.beneath.find(name) if found is None and self.beneath else found

    def has(self, name: str) -> bool:
        return self.find(name) is not None

    @property
    def span(self) -> Span:
        assert self.node is not None
        return self.node.span

    def at(self, name: str) -> Span:
        found = self.find(name)
        return found.span if found is not None else self.span

    def mended_at(self, *names: str) -> Span:
        """Where the first of these keys stands that another file than the block's id set; else where the id does."""
        own = self.at("id")
        given = (self.at(name) for name in names if self.has(name))
        return next((span for span in given if span.source.name != own.source.name), own)

    def text(self, name: str) -> str | None:
        found = self.find(name)
        return str(found.value) if isinstance(found, Scalar) and found.value is not None else None

    def word(self, name: str, words: tuple[Word, ...], otherwise: Word) -> Word:
        """The word of a closed vocabulary; another is a finding of the schema."""
        return word_among(self.text(name), words) or otherwise

    def value(self, name: str) -> Json:
        found = self.find(name)
        return MISSING if found is None else plain_data(found)

    def whole(self, name: str) -> int | None:
        found = self.value(name)
        return found if isinstance(found, int) else None

    def is_true(self, name: str, otherwise: bool = False) -> bool:
        found = self.value(name)
        return otherwise if found is MISSING else bool(found)

    def block(self, name: str) -> "Block | None":
        found = self.find(name)
        return Block(found, self.findings) if isinstance(found, Entries) else None

    def blocks(self, name: str) -> Iterator["Block"]:
        found = self.find(name)
        for node in found.nodes if isinstance(found, Items) else ():
            if isinstance(node, Entries):
                yield Block(node, self.findings)

    def pairs(self, name: str) -> Iterator[tuple[str, Node]]:
        found = self.find(name)
        for key, node in found.pairs if isinstance(found, Entries) else ():
            yield str(key.value), node

    def scalars(self, name: str) -> Iterator[Scalar]:
        """A key that may hold one value or a list of them."""
        found = self.find(name)
        nodes = found.nodes if isinstance(found, Items) else (found,)
        yield from (node for node in nodes if isinstance(node, Scalar))

    def words(self, name: str) -> tuple[str, ...]:
        """The words of a key that may hold one or a list of them."""
        return tuple(scalar.written.strip("'\"") for scalar in self.scalars(name))

    def expression(self, name: str) -> Expression | None:
        found = self.find(name)
        return self.parse(found) if isinstance(found, Scalar) else None

    def expressions(self, name: str) -> Mapping[str, Expression]:
        return {key: self.parse(node) for key, node in self.pairs(name)}

    def all_expressions(self) -> Mapping[str, Expression]:
        return {str(key.value): self.parse(node) for key, node in (self.node.pairs if self.node else ())}

    def parse(self, node: Node) -> Expression:
        """The expression of a scalar; one with findings stands for nothing, and the mapping is not used."""
        parsed = parse_expression(node, self.findings) if isinstance(node, Scalar) else None
        return parsed or Expression("", Scalar("", node.span, ""))

    def path(self, name: str) -> Path | None:
        return next(iter(self.paths(name)), None)

    def paths(self, name: str) -> tuple[Path, ...]:
        """The paths of a key that may hold one or a list; one with findings stands for the place itself."""
        return tuple(parse_path(scalar, self.findings) or Path("@", (), scalar.span) for scalar in self.scalars(name))

    def place(self, name: str) -> Segments:
        found = self.find(name)
        return (parse_place(found, self.findings) or ()) if isinstance(found, Scalar) else ()

    def template(self, name: str) -> Template:
        found = self.find(name)
        return parse_template(found, self.findings) if isinstance(found, Scalar) else Template("", ("",))

    def texts(self, name: str) -> Mapping[str, str]:
        return {key: str(node.value) for key, node in self.pairs(name) if isinstance(node, Scalar)}

    def conditions(self, name: str = "enabled_by") -> Conditions:
        found = self.find(name)
        nodes = found.nodes if isinstance(found, Items) else (found,) if found is not None else ()
        return tuple(_condition(node) for node in nodes)


def _condition(node: Node) -> Condition:
    if isinstance(node, Scalar):
        return Condition(str(node.value), (True,), node.span)
    if not isinstance(node, Entries):
        return Condition("", (), node.span)
    block = Block(node, Findings())
    wanted = block.value("is")
    return Condition(
        block.text("flag") or "", tuple(wanted) if isinstance(wanted, list) else (wanted,), block.at("flag")
    )
