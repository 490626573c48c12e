"""Rules in the words of the table: `[Status]` stands for the field of the row that people call so."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from crosswalk.language.expression import Expression
from crosswalk.language.template import Template
from crosswalk.language.tree import Reference
from crosswalk.spec.mapping import Connector, Mapping, Row, Transfer
from crosswalk.spec.sources import Compute, Sum, path_of
from crosswalk.spec.vocabulary import DirectionName, RuleDirection

_EITHER = re.compile(r"""(["'])(?P<then>[^"']*)\1 if .* else (["'])(?P<other>[^"']*)\3""")
_ENDS = {"sum": "sum of", "count": "number of"}


@dataclass(frozen=True, slots=True)
class Labels:
    """What the fields of a mapping are called, in one direction or, for rules of both, in either."""

    mapping: Mapping
    connector: Connector
    direction: RuleDirection
    _known: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        ways = [one for name, one in self.mapping.one_ways.items() if self.direction in {"both", name}]
        # what a row copies is called like the row; what it computes with, only where no row copies it
        for is_copy in (True, False):
            for one in ways:
                for row, transfer in one.rows:
                    self._keep(row, transfer, one.name, is_copy)

    def _keep(self, row: Row, transfer: Transfer, direction: DirectionName, is_copy: bool) -> None:
        read, written = self.connector.sides_of(direction)
        label = row.sides[read].label or row.sides[written].label
        if label is None:
            return
        self._known.setdefault(f"rows.{row.id.replace('-', '_')}", label)
        if is_copy != (isinstance(transfer.source, Compute | Sum) or transfer.transform is not None):
            for path in (path_of(transfer.source), *row.sides[read].paths.get(direction, ())):
                if path is not None:
                    self._known.setdefault(path.text, label)

    def of(self, reference: Reference) -> str:
        """The label of what an expression reads; its own words where no row has one."""
        text = reference.text.removeprefix("record.").removeprefix("line.")
        if text in self._known:
            return self._known[text]
        if reference.root in {"flags", "settings"} and reference.below:
            return f"{reference.root[:-1]} {reference.below[0]}"
        return " ".join(text.split(".")[-2:]).replace("_", " ")

    def condition(self, expression: Expression) -> str:
        """An expression with labels in place of paths."""
        text = expression.text
        for reference in sorted(expression.references, key=lambda each: each.offset, reverse=True):
            end = reference.offset + len(reference.text)
            if text[reference.offset : end] == reference.text:
                text = f"{text[: reference.offset]}[{self.of(reference)}]{text[end:]}"
        return " ".join(text.split())

    def sentence(self, template: Template) -> str:
        """A message with labels where the values of a record will stand."""
        pieces = (piece if isinstance(piece, str) else f"[{self._hole(piece)}]" for piece in template.pieces)
        return " ".join("".join(pieces).split())

    def _hole(self, expression: Expression) -> str:
        if (found := _EITHER.fullmatch(expression.text)) is not None:
            return f"{found['then']} or {found['other']}"
        labels = list(dict.fromkeys(self.of(reference) for reference in expression.references))
        last = expression.text.rpartition("|")[2].strip().partition("(")[0] if "|" in expression.text else ""
        if last in _ENDS and labels:
            return f"{_ENDS[last]} {labels[0]}"
        return ", ".join(labels) or expression.text
