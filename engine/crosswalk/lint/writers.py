"""Two rows may write one place only if they provably never do so for the same line."""

from dataclasses import dataclass, replace
from itertools import combinations

from ..finding import Findings, Related
from ..language.compare import Names, exclude
from ..language.tree import And, Constant, Tree
from ..spec.knowledge import Knowledge
from ..spec.mapping import Conditions, Group, Lines, Mapping, Row, Target, Transfer
from ..spec.scope import ROOTS
from ..spec.sources import Sum, row_of
from ..spec.vocabulary import DirectionName
from ..values import Segments
from . import lint_check


@dataclass(frozen=True, slots=True)
class Writer:
    """A row that writes a place in one direction, and the group whose conditions are its own too."""

    row: Row
    group: Group
    transfer: Transfer
    target: Target

    @property
    def enabled(self) -> Conditions:
        return (*self.group.enabled, *self.transfer.enabled)

    @property
    def when(self) -> Tree:
        """The condition under which it writes."""
        group, own = self.group.when, self.transfer.when
        return And(group.tree if group else Constant(True), own.tree if own else Constant(True))

    @property
    def where(self) -> Tree:
        """The condition of the source rows that it adds up."""
        source = self.transfer.source
        return source.where.tree if isinstance(source, Sum) and source.where is not None else Constant(True)


@lint_check
def check_writers(mapping: Mapping, knowledge: Knowledge, findings: Findings) -> None:
    others = frozenset({*ROOTS, *mapping.links})
    for direction in mapping.directions:
        headers = [group for group in mapping.groups if direction not in group.lines]
        _check_scope(headers, direction, Names("record", others), findings)
        for group in mapping.groups:
            if direction in group.lines:
                # its own condition is one of the record, where names mean something else
                _check_scope([replace(group, when=None)], direction, Names("line", others), findings)
        _check_keys(mapping, direction, knowledge, findings)
        _check_documents(mapping, direction, findings)


def _check_scope(groups: list[Group], direction: DirectionName, names: Names, findings: Findings) -> None:
    """Rows that are read for the same record or line."""
    writers = [
        Writer(row, group, row.transfers[direction], target)
        for group in groups
        for row in group.rows
        if direction in row.transfers
        for target in row.transfers[direction].targets
    ]
    for one, other in combinations(writers, 2):
        if one.row.id != other.row.id and _same_place(one.target, other.target) and not exclusive(one, other, names):
            findings.add(
                "two-writers",
                f"'{other.row.id}' writes {other.target.text}, and so does '{one.row.id}'",
                other.row.span,
                "make them exclude each other: unless_row:, values of one flag, or when: and its negation",
                (Related(one.row.span, f"'{one.row.id}'"),),
            )


def _check_documents(mapping: Mapping, direction: DirectionName, findings: Findings) -> None:
    """A document a line cannot also have a header, and an array of lines is no value."""
    headers = [group for group in mapping.groups if direction not in group.lines]
    transfers = [row.transfers[direction] for group in headers for row in group.rows if direction in row.transfers]
    targets = [target for transfer in transfers for target in transfer.targets]
    for lines in (group.lines[direction] for group in mapping.groups if direction in group.lines):
        for target in targets:
            if target.document == lines.document and _collides(target, lines):
                message = f"a row of the record writes {target.text}, where the lines go"
                findings.add("two-writers", message, lines.span, "give the lines a document or an array of their own")
                break


def _collides(target: Target, lines: Lines) -> bool:
    return lines.array is None or target.segments[: len(lines.array)] == lines.array


def _same_place(target: Target, other: Target) -> bool:
    """Whether two places are one, or one of them lies inside the other."""
    shorter, longer = sorted((target.segments, other.segments), key=len)
    return target.document == other.document and longer[: len(shorter)] == shorter


def exclusive(one: Writer, other: Writer, names: Names) -> bool:
    """Whether two rows can never both write: by key part, flag, table value, condition, or order."""
    transfer, there = one.transfer, other.transfer
    if transfer.write_part and there.write_part and transfer.write_part.key == there.write_part.key:
        return transfer.write_part != there.write_part
    if transfer.unless_row == other.row.id or there.unless_row == one.row.id:
        return True
    if row_of(transfer.source) == other.row.id or row_of(there.source) == one.row.id:
        return True  # one result, printed twice
    if transfer.table and there.table and transfer.table.name == there.table.name:
        return bool(transfer.table.only and there.table.only and transfer.table.only != there.table.only)
    if _flags_exclude(one.enabled, other.enabled) or exclude(one.when, other.when, names):
        return True
    return exclude(one.where, other.where, replace(names, here="line"))


def _flags_exclude(conditions: Conditions, others: Conditions) -> bool:
    pairs = ((a, b) for a in conditions for b in others if a.flag == b.flag)
    return any(not set(a.values) & set(b.values) for a, b in pairs)


def _check_keys(mapping: Mapping, direction: DirectionName, knowledge: Knowledge, findings: Findings) -> None:
    """A key that is built of parts needs a row for each of them."""
    written: dict[tuple[str, str, Segments, str], dict[str, Transfer]] = {}
    for group in mapping.groups:
        scope = group.id if direction in group.lines else ""
        transfers = [row.transfers[direction] for row in group.rows if direction in row.transfers]
        for transfer, part in [(transfer, transfer.write_part) for transfer in transfers if transfer.write_part]:
            for target in transfer.targets:
                written.setdefault((scope, target.document, target.segments, part.key), {})[part.name] = transfer
    for (_, _, _, name), parts in written.items():
        key = knowledge.keys.get(name)
        missing = [part for part in key.parts if part not in parts] if key else []
        if missing:
            span = next(iter(parts.values())).span
            help = f"add a row with part: {name}.{missing[0]}"
            findings.add("incomplete-key", f"the key '{name}' is built without {', '.join(missing)}", span, help)
