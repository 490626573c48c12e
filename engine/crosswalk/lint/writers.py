"""Two rows may write one place only if they provably never do so for the same line."""

from dataclasses import dataclass, replace
from itertools import combinations

from ..finding import Findings, Related
from ..language.compare import Names, exclude
from ..language.tree import And, Constant, Tree
from ..spec.knowledge import Knowledge
from ..spec.mapping import Conditions, Group, Lines, Mapping, OneWay, Row, Section, Target, Transfer
from ..spec.scope import ROOTS
from ..spec.sources import Sum, row_of
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
    for one in mapping.one_ways.values():
        headers = [section for section in one.sections if section.lines is None]
        _check_scope(headers, Names("record", others), findings)
        for section in one.sections:
            if section.lines is not None:
                # its own condition is one of the record, where names mean something else
                bare = replace(section, group=replace(section.group, when=None))
                _check_scope([bare], Names("line", others), findings)
        _check_keys(one, knowledge, findings)
        _check_documents(one, findings)


def _check_scope(sections: list[Section], names: Names, findings: Findings) -> None:
    """Rows that are read for the same record or line."""
    writers = [
        Writer(row, section.group, transfer, target)
        for section in sections
        for row, transfer in section.rows
        for target in transfer.targets
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


def _check_documents(one: OneWay, findings: Findings) -> None:
    """A document a line cannot also have a header, and an array of lines is no value."""
    headers = [section for section in one.sections if section.lines is None]
    targets = [target for section in headers for _, transfer in section.rows for target in transfer.targets]
    for lines in (section.lines for section in one.sections if section.lines is not None):
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


def _check_keys(one: OneWay, knowledge: Knowledge, findings: Findings) -> None:
    """A key that is built of parts needs a row for each of them."""
    written: dict[tuple[str, str, Segments, str], dict[str, Transfer]] = {}
    for section in one.sections:
        scope = section.group.id if section.lines is not None else ""
        for transfer, part in [(each, each.write_part) for _, each in section.rows if each.write_part]:
            for target in transfer.targets:
                written.setdefault((scope, target.document, target.segments, part.key), {})[part.name] = transfer
    for (_, _, _, name), parts in written.items():
        key = knowledge.keys.get(name)
        missing = [part for part in key.parts if part not in parts] if key else []
        if missing:
            span = next(iter(parts.values())).span
            help = f"add a row with part: {name}.{missing[0]}"
            findings.add("incomplete-key", f"the key '{name}' is built without {', '.join(missing)}", span, help)
