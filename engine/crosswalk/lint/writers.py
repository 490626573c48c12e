"""Two rows may write one place only if they provably never do so for the same line."""

from dataclasses import replace
from itertools import combinations

from ..compare import Names, exclude
from ..expression import Expression
from ..finding import Findings, Related
from ..knowledge import Knowledge
from ..names import ROOTS
from ..path import Segments
from ..spec import Lines, Mapping, Row, Target, Way
from . import lint_check


@lint_check
def check_writers(mapping: Mapping, knowledge: Knowledge, findings: Findings) -> None:
    for direction in mapping.directions:
        for group in mapping.groups:
            lines = group.lines.get(direction)
            scope = (
                group.rows if lines else tuple(r for g in mapping.groups if direction not in g.lines for r in g.rows)
            )
            writers = [
                (row, row.ways[direction], target)
                for row in scope
                if direction in row.ways
                for target in row.ways[direction].targets
            ]
            names = Names("line" if lines else "record", frozenset({*ROOTS, *mapping.links}))
            for (row, way, target), (other, there, same) in combinations(writers, 2):
                if row.id != other.id and _same_place(target, same) and not exclusive(row, way, other, there, names):
                    findings.add(
                        "two-writers",
                        f"'{other.id}' writes {same.text}, and so does '{row.id}'",
                        other.span,
                        "make them exclude each other: unless_row:, values of one flag, or when: and its negation",
                        (Related(row.span, f"'{row.id}'"),),
                    )
        _check_keys(mapping, direction, knowledge, findings)
        _check_documents(mapping, direction, findings)


def _check_documents(mapping: Mapping, direction: str, findings: Findings) -> None:
    """A document a line cannot also have a header, and an array of lines is no value."""
    headers = [group for group in mapping.groups if direction not in group.lines]
    ways = [row.ways[direction] for group in headers for row in group.rows if direction in row.ways]
    targets = [target for way in ways for target in way.targets]
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


def exclusive(row: Row, way: Way, other: Row, there: Way, names: Names) -> bool:
    """Whether two rows can never both write: by key part, flag, table value, condition, or order."""
    if way.write_part and there.write_part and way.write_part[0] == there.write_part[0]:
        return way.write_part != there.write_part
    if way.unless_row == other.id or there.unless_row == row.id:
        return True
    if way.same_as == other.id or there.same_as == row.id:
        return True  # one result, printed twice
    if way.table and there.table and way.table.name == there.table.name:
        return bool(way.table.only and there.table.only and way.table.only != there.table.only)
    return _flags_exclude(way, there) or _conditions_exclude(way, there, names)


def _flags_exclude(way: Way, there: Way) -> bool:
    pairs = ((a, b) for a in way.enabled for b in there.enabled if a.flag == b.flag)
    return any(not set(a.values) & set(b.values) for a, b in pairs)


def _conditions_exclude(way: Way, there: Way, names: Names) -> bool:
    whens, wheres = (way.when, there.when), (way.where, there.where)
    return _are_apart(whens, names) or _are_apart(wheres, replace(names, here="line"))


def _are_apart(pair: tuple[Expression | None, Expression | None], names: Names) -> bool:
    one, other = pair
    return one is not None and other is not None and exclude(one.tree, other.tree, names)


def _check_keys(mapping: Mapping, direction: str, knowledge: Knowledge, findings: Findings) -> None:
    """A key that is built of parts needs a row for each of them."""
    written: dict[tuple[str, str, Segments, str], dict[str, Way]] = {}
    for group in mapping.groups:
        scope = group.id if direction in group.lines else ""
        ways = [row.ways[direction] for row in group.rows if direction in row.ways]
        for way, (name, part) in [(way, way.write_part) for way in ways if way.write_part]:
            for target in way.targets:
                written.setdefault((scope, target.document, target.segments, name), {})[part] = way
    for (_, _, _, name), parts in written.items():
        key = knowledge.keys.get(name)
        missing = [part for part in key.parts if part not in parts] if key else []
        if missing:
            span = next(iter(parts.values())).span
            help = f"add a row with part: {name}.{missing[0]}"
            findings.add("incomplete-key", f"the key '{name}' is built without {', '.join(missing)}", span, help)
