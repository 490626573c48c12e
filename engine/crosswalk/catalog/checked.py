"""Checks a mapping: its schema, its language, lint; kept by its text and by what it was checked against."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from typing import Any

from ..finding import Finding, Findings
from ..lint import lint
from ..spec.knowledge import Knowledge
from ..spec.mapping import Mapping
from ..spec.parse import parse_mapping
from ..text.schema import broken_places, shipped_schema, with_sides
from ..text.source import Entries, lines_of

_MOST = 128  # a catalog's mappings, and those that its customers change


@dataclass(frozen=True, slots=True)
class Checked:
    """A tree, what it was checked against, and what came of it."""

    tree: Entries
    knowledge: Knowledge
    mapping: Mapping | None
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class Kept:
    """The mappings checked last. A tree holds its text with its overlays', so equal trees are one mapping."""

    # a tuple that is replaced, never changed: threads that share a catalog can at worst forget
    _kept: tuple[Checked, ...] = field(default=(), repr=False)

    def find(self, tree: Entries, knowledge: Knowledge) -> Checked | None:
        """What came of this tree before; None where it was not checked against the same knowledge."""
        for checked in reversed(self._kept):
            if checked.tree == tree and checked.knowledge == knowledge:
                self.keep(checked)
                return checked
        return None

    def keep(self, checked: Checked) -> Checked:
        """Makes this the youngest; the oldest goes where there are too many."""
        if not self._kept or self._kept[-1] is not checked:
            others = tuple(other for other in self._kept if other is not checked)
            self._kept = (*others[-(_MOST - 1) :], checked)
        return checked


KEPT = Kept()
"""The memory of this process: what a check depends on is what it is kept by, whichever catalog asks."""


def check(tree: Entries, knowledge: Knowledge, findings: Findings) -> Mapping | None:
    """The mapping of a tree, with every finding of schema, language and lint; None where it cannot be used."""
    known = KEPT.find(tree, knowledge) or KEPT.keep(_check(tree, knowledge))
    findings.extend(known.findings)
    return known.mapping


def language_of(knowledge: Knowledge) -> Map[str, Any]:
    """The schema of mappings and of changes to them."""
    return with_sides(shipped_schema("mapping"), knowledge.connector.sides)


def _check(tree: Entries, knowledge: Knowledge) -> Checked:
    findings, meant = Findings(), Findings()
    broken = [lines_of(tree, place) for place in broken_places(tree, language_of(knowledge), findings)]
    mapping = parse_mapping(tree, knowledge.connector, meant)
    lint(mapping, knowledge, meant)
    # a row that the schema refuses would also be misunderstood; the other rows are checked all the same
    findings.extend(finding for finding in meant.in_order() if not _is_among(finding, tree, broken))
    return Checked(tree, knowledge, None if broken else mapping, findings.in_order())


def _is_among(finding: Finding, tree: Entries, stretches: list[set[tuple[str, int]]]) -> bool:
    """Whether a finding stands in one of these stretches of lines of the tree's files."""
    span = finding.span or tree.span
    return any((span.source.name, span.line) in lines for lines in stretches)
