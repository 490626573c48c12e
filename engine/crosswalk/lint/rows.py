"""Ids are unique, footnotes match, late values come from earlier documents, rows do not go in circles."""

from collections import Counter

from ..finding import Findings, did_you_mean
from ..knowledge import Knowledge
from ..spec import Check, Mapping, Row, Rule, Way
from . import lint_check


@lint_check
def check_ids(mapping: Mapping, knowledge: Knowledge, findings: Findings) -> None:
    parts: list[Row | Rule | Check] = [*mapping.rows, *mapping.rules, *mapping.checks]
    seen: dict[str, int] = {}
    for part in parts:
        if part.id in seen:
            findings.add(
                "duplicate-id",
                f"the id '{part.id}' stands here twice",
                part.span,
                f"first in line {seen[part.id]}; rename one",
            )
        seen.setdefault(part.id, part.span.line)
    for id, count in Counter(group.id for group in mapping.groups).items():
        if count > 1:
            last = [group for group in mapping.groups if group.id == id][-1]
            findings.add("duplicate-id", f"the group '{id}' stands here twice", last.span, "rename one")


@lint_check
def check_footnotes(mapping: Mapping, knowledge: Knowledge, findings: Findings) -> None:
    used = {mark for row in mapping.rows for mark in row.footnotes}
    for row in mapping.rows:
        for mark in row.footnotes:
            if mark not in mapping.footnotes:
                findings.add(
                    "unknown-footnote", f"there is no footnote {mark}", row.span, did_you_mean(mark, mapping.footnotes)
                )
    for mark in mapping.footnotes:
        if mark not in used:
            findings.warn(
                "unused-footnote",
                f"no row has footnote {mark}",
                mapping.span,
                "put footnote: on the side whose label has the mark",
            )


@lint_check
def check_untransferred(mapping: Mapping, knowledge: Knowledge, findings: Findings) -> None:
    for row in mapping.rows:
        if not row.ways and row.shown_only is None and row.direction != "none":
            findings.add(
                "no-target",
                f"'{row.id}' is not transferred in any direction",
                row.span,
                "give paths, or say shown_only: why",
            )


@lint_check
def check_late(mapping: Mapping, knowledge: Knowledge, findings: Findings) -> None:
    for row in mapping.rows:
        for direction, way in row.ways.items():
            if way.late is not None:
                _check_late(way, list(mapping.directions[direction].documents), findings)


def _check_late(way: Way, order: list[str], findings: Findings) -> None:
    document = str(way.late).partition(".")[0]
    is_keyed = way.path is not None or way.source is not None
    if document not in order:
        if not is_keyed:
            help = did_you_mean(document, order, "or give the path of the key that tells which record is meant")
            findings.add("late-order", f"no document '{document}' is sent by this mapping", way.span, help)
        return
    for target in way.targets:
        if target.document in order and order.index(target.document) <= order.index(document):
            findings.add(
                "late-order",
                f"'{document}' is not sent before '{target.document}'",
                way.span,
                "put it first in documents:",
            )


@lint_check
def check_circles(mapping: Mapping, knowledge: Knowledge, findings: Findings) -> None:
    for direction in mapping.directions:
        needs = {row.id: _needs(row.ways[direction]) for row in mapping.rows if direction in row.ways}
        for row in mapping.rows:
            if row.id in needs and _reaches(row.id, row.id, needs, set()):
                findings.add(
                    "row-circle",
                    f"'{row.id}' needs its own result",
                    row.span,
                    "let one of the rows read the payload instead",
                )


def _needs(way: Way) -> set[str]:
    parts = [
        way.source,
        way.transform,
        way.when,
        way.required,
        *(f.source for f in way.first_of),
        *(f.when for f in way.first_of),
    ]
    parts += way.choose.sources.values() if way.choose else ()
    names = {
        r.below[0] for e in parts if e and not isinstance(e, bool) for r in e.references if r.root == "rows" and r.below
    }
    return {str(name).replace("_", "-") for name in names} | {id for id in (way.same_as, way.unless_row) if id}


def _reaches(start: str, goal: str, needs: dict[str, set[str]], seen: set[str]) -> bool:
    for id in needs.get(start, ()):
        if id == goal:
            return True
        if id not in seen:
            seen.add(id)
            if _reaches(id, goal, needs, seen):
                return True
    return False


@lint_check
def check_aggregation(mapping: Mapping, knowledge: Knowledge, findings: Findings) -> None:
    for direction in mapping.directions.values():
        allowed = {path.text for path in direction.record_per}
        for row in mapping.rows:
            way = row.ways.get(direction.name)
            if way is None:
                continue
            if way.total is not None and not allowed:
                findings.add(
                    "not-aggregated",
                    "sum needs many source rows in one record",
                    way.span,
                    "add record_per: to the direction",
                )
            if allowed and way.path is not None and way.path.text not in allowed:
                findings.add(
                    "not-aggregated",
                    f"'{way.path.text}' may differ between the rows of one record",
                    way.span,
                    f"sum it, or add it to record_per ({', '.join(sorted(allowed))})",
                )


@lint_check
def check_tables(mapping: Mapping, knowledge: Knowledge, findings: Findings) -> None:
    """A table that is read in both directions must be one-to-one."""
    for row in mapping.rows:
        names = {way.table.name for way in row.ways.values() if way.table}
        for name in names if row.direction == "both" and len(row.ways) == 2 and not row.one_way else ():
            table = knowledge.tables.get(name)
            if table and table.target is None:
                findings.add(
                    "not-invertible",
                    f"the table '{name}' does not say which side it starts from",
                    row.span,
                    "declare it in tables.yaml with from: and to:",
                )
            for value, count in Counter(table.entries.values() if table else ()).items():
                if count > 1:
                    findings.add(
                        "not-invertible",
                        f"the table '{name}' has {count} codes for '{value}'",
                        row.span,
                        "keep one code for it, or say one_way: because ...",
                    )
