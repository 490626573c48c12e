"""What the connector documents state, sentence by sentence, and what in the catalog answers it."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Map
from dataclasses import dataclass

from ..finding import Findings
from ..spec.block import Block
from ..spec.mapping import Mapping
from .catalog import Catalog


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of the documents; `elsewhere` says what holds it where no spec or flag can, and `why`."""

    id: str
    about: str
    kind: str
    says: str
    elsewhere: str | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What answers a statement: a rule, row, check, flag, setting, or a mapping as a whole."""

    statement: str
    what: str
    name: str
    mapping: str | None = None

    def __str__(self) -> str:
        return f"{self.what} {self.name}" + (f" of {self.mapping}" if self.mapping else "")


def read_statements(catalog: Catalog) -> tuple[Statement, ...]:
    """The statements of the catalog, in the order of their file."""
    tree = catalog.statements
    block = Block(tree, Findings()) if tree is not None else None
    found = []
    for id, node in block.pairs("statements") if block else ():
        own = Block(node, Findings())
        about, kind, says = (own.text(key) or "" for key in ("about", "kind", "says"))
        found.append(Statement(id, about, kind, says, own.text("elsewhere"), own.text("why")))
    return tuple(found)


def answers_of(catalog: Catalog, mappings: Map[str, Mapping]) -> Map[str, tuple[Answer, ...]]:
    """Every statement id that something answers, with all that does."""
    known = {statement.id for statement in read_statements(catalog)}
    found: dict[str, list[Answer]] = {}
    for answer in (*_of_flags(catalog), *(a for mapping in mappings.values() for a in _of_mapping(mapping, known))):
        found.setdefault(answer.statement, []).append(answer)
    return {id: tuple(answers) for id, answers in found.items()}


def _of_flags(catalog: Catalog) -> Iterator[Answer]:
    for what, registry in (("flag", catalog.knowledge.flags), ("setting", catalog.knowledge.settings)):
        for flag in registry.values():
            yield from (Answer(id, what, flag.name) for id in flag.answers)


def _of_mapping(mapping: Mapping, known: set[str]) -> Iterator[Answer]:
    yield from (Answer(id, "mapping", mapping.name) for id in mapping.answers)
    for rule in mapping.rules:
        own = (rule.id,) if rule.id in known else ()
        yield from (Answer(id, "rule", rule.id, mapping.name) for id in dict.fromkeys((*own, *rule.answers)))
    for row in mapping.rows:
        yield from (Answer(id, "row", row.id, mapping.name) for id in row.answers)
    for check in mapping.checks:
        yield from (Answer(check.id, "check", check.id, mapping.name) for _ in range(check.id in known))
