"""The edit of a customer that is to blame for a finding.

A row that a customer removes shows where others need it, far away in a shipped file. The base is checked alone, then
with one edit after the other: the edit that a finding is there after, and not before, is the line that can be mended.
"""

from bisect import bisect, insort
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from ..finding import Finding, Findings, Related, Span
from ..text.source import Entries
from .knowledge import Knowledge
from .overlay import Edit, Version

Check: TypeAlias = Callable[[Entries, Knowledge, Findings], object]
_Trait: TypeAlias = tuple[str, str, Span | None]
MOST_CHECKS = 40  # a file of a thousand mistakes must not take the machine
_NOT_TO_BE_MENDED = {"unused-footnote"}  # a customer takes out the row, and has no way to take out its footnote


@dataclass(frozen=True, slots=True)
class Step:
    """What there is to check after one more edit: a tree, and what is known of flags, tables and other mappings."""

    tree: Entries
    knowledge: Knowledge
    edit: Edit | None


def steps_of(versions: tuple[Version, ...], shipped: Knowledge, own: Knowledge) -> Iterator[Step]:
    """The base as shipped; then with the customer's value tables, one by one; then with each edit of the tree."""
    for version in versions[:1]:
        knowledge = replace(shipped, mappings=own.mappings)
        yield Step(version.tree, knowledge, None)
        for name, table in own.tables.items():
            if table.span is not None and table is not shipped.tables.get(name):
                knowledge = replace(knowledge, tables={**knowledge.tables, name: table})
                yield Step(version.tree, knowledge, Edit(table.span, table.span))
    for version in versions[1:]:
        yield Step(version.tree, own, version.edit)


@dataclass(frozen=True, slots=True)
class Blame:
    """The steps of a mapping, each checked when it is asked for."""

    steps: tuple[Step, ...]
    check: Check
    _found: dict[int, tuple[bool, frozenset[_Trait]]] = field(default_factory=dict)
    _starts: dict[str, list[tuple[int, int, int]]] = field(default_factory=dict)

    def places_of(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The findings of the last step, each where it can be mended; what one edit breaks in many places is one."""
        found = tuple(findings)
        moved: dict[tuple[object, ...], Finding] = {}
        self._found[len(self.steps) - 1] = (True, frozenset(_trait(each) for each in found))
        # first those of shipped files: what stands in the customer's own file is in its place already, or nearly
        for finding in sorted(found, key=lambda each: each.span is not None and each.span.source.layer == "customer"):
            edit = self.edit_behind(finding) if len(self.steps) > 1 else None
            if edit is None:
                yield finding
            elif finding.code not in _NOT_TO_BE_MENDED:
                here = _moved(finding, edit)
                alike = here.code, here.severity, here.message, here.span, here.help, here.row
                before = moved.get(alike)
                moved[alike] = here if before is None else replace(before, related=(*before.related, *here.related))
        yield from moved.values()

    def edit_behind(self, finding: Finding) -> Edit | None:
        """The edit that a finding began with; None where the base has it too, or where it stands in the edit itself."""
        home = self.home_of(finding)
        if self.has(finding, 0) or (home is not None and self.has(finding, home) is not False):
            return None
        edit = self.steps[self.first_with(finding)].edit
        own = self.steps[home].edit if home else None
        return None if edit and own and edit.start == own.start else edit

    def first_with(self, finding: Finding) -> int:
        """A step that has the finding after one that has it not; found by halves, as checks are dear."""
        without, having = 0, len(self.steps) - 1
        while True:
            nearest = _from_the_middle(without, having)
            told = next((number for number in nearest if self.has(finding, number) is not None), None)
            if told is None:
                return having
            without, having = (without, told) if self.has(finding, told) else (told, having)

    def home_of(self, finding: Finding) -> int | None:
        """The last edit of the change in whose text a finding stands."""
        if not self._starts:
            for number, step in enumerate(self.steps):
                if (edit := step.edit) is not None:
                    place = (edit.start.line, edit.start.column, number)
                    insort(self._starts.setdefault(edit.start.source.name, []), place)
        span = finding.span
        starts = self._starts.get(span.source.name, []) if span else []
        before = bisect(starts, (span.line, span.column, len(self.steps))) if span else 0
        return starts[before - 1][2] if before else None

    def has(self, finding: Finding, number: int) -> bool | None:
        """Whether a finding is there after a step; None where the schema refuses the step, or after too many checks."""
        if number not in self._found:
            if len(self._found) > MOST_CHECKS:
                return None
            found = Findings()
            step = self.steps[number]
            is_usable = self.check(step.tree, step.knowledge, found) is not None
            self._found[number] = (is_usable, frozenset(_trait(each) for each in found.in_order()))
        is_usable, traits = self._found[number]
        return True if _trait(finding) in traits else False if is_usable else None


def _from_the_middle(low: int, high: int) -> Iterator[int]:
    """The numbers between two others, those nearest to the middle first.

    >>> list(_from_the_middle(0, 6)), list(_from_the_middle(3, 4))
    ([3, 2, 4, 1, 5], [])
    """
    middle = (low + high) // 2
    for away in range(high - low):
        yield from (number for number in dict.fromkeys((middle - away, middle + away)) if low < number < high)


def _trait(finding: Finding) -> _Trait:
    """What makes a finding the same in two steps; its help lists names, and changes with them."""
    return finding.code, finding.message, finding.span


def _moved(finding: Finding, edit: Edit) -> Finding:
    related = finding.related
    if finding.span is not None:
        words = "the base" if finding.span.source.layer == "base" else "it shows at"
        related = (Related(finding.span, words), *related)
    help = f"keep '{edit.removed.value}', or change what needs it too" if edit.removed else finding.help
    return replace(finding, span=edit.at, message=f"with this change: {finding.message}", help=help, related=related)
