"""Mappings that were checked already, kept by their text and by what they were checked against."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..finding import Finding
from ..spec.knowledge import Knowledge
from ..spec.mapping import Mapping
from ..text.source import Entries

_MOST = 128  # a catalog's mappings, and those that its customers change


@dataclass(frozen=True, slots=True)
class Checked:
    """A tree, what it was checked against, and what came of it."""

    tree: Entries
    knowledge: Knowledge
    mapping: Mapping | None
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class Memory:
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


KEPT = Memory()
"""The memory of this process: what a check depends on is what it is kept by, whichever catalog asks."""
