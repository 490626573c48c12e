"""Ids are unique, footnotes match, late values come from earlier documents, values fit."""

from collections import Counter

from ..finding import Findings, Problem, Span, did_you_mean
from ..language.expression import Expression
from ..spec.knowledge import Knowledge
from ..spec.mapping import Check, Group, Mapping, OneWay, Row, Rule, Transfer
from ..spec.scope import ROOTS
from ..spec.sites import sites_in
from ..spec.sources import Late, Sum, constant_of, path_of
from ..types import TYPES
from ..values import is_blank
from . import lint_check


@lint_check
def check_ids(mapping: Mapping, knowledge: Knowledge, findings: Findings) -> None:
    parts: list[Row | Rule | Check] = [*mapping.rows, *mapping.rules, *mapping.checks]
    seen: dict[str, Span] = {}
    for part in parts:
        if part.id in seen:
            findings.add(
                "duplicate-id",
                f"the id '{part.id}' stands here twice",
                part.span,
                f"first in {seen[part.id].line_seen_from(part.span)}; rename one",
            )
        seen.setdefault(part.id, part.span)
    for id, count in Counter(group.id for group in mapping.groups).items():
        if count > 1:
            last = [group for group in mapping.groups if group.id == id][-1]
            findings.add("duplicate-id", f"the group '{id}' stands here twice", last.span, "rename one")


@lint_check
def check_footnotes(mapping: Mapping, knowledge: Knowledge, findings: Findings) -> None:
    marked: tuple[Row | Group, ...] = (*mapping.rows, *mapping.groups)
    used = {mark for part in marked for mark in part.footnotes}
    for row in marked:
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
        if not row.transfers and row.shown_only is None and row.direction != "none":
            findings.add(
                "no-target",
                f"'{row.id}' is not transferred in any direction",
                row.span,
                "give paths, or say shown_only: why",
            )


@lint_check
def check_late(mapping: Mapping, knowledge: Knowledge, findings: Findings) -> None:
    for one in mapping.one_ways.values():
        for _, transfer in one.rows:
            if isinstance(transfer.source, Late):
                _check_late(transfer.source, transfer, list(one.direction.documents), findings)


def _check_late(source: Late, transfer: Transfer, order: list[str], findings: Findings) -> None:
    document = source.field.partition(".")[0]
    if document not in order:
        if source.which is None:
            help = did_you_mean(document, order, "or give the path of the key that tells which record is meant")
            findings.add("late-order", f"no document '{document}' is sent by this mapping", transfer.span, help)
        return
    for target in transfer.targets:
        if target.document in order and order.index(target.document) <= order.index(document):
            findings.add(
                "late-order",
                f"'{document}' is not sent before '{target.document}'",
                transfer.span,
                "put it first in documents:",
            )


@lint_check
def check_aggregation(mapping: Mapping, knowledge: Knowledge, findings: Findings) -> None:
    for one in mapping.one_ways.values():
        allowed = {path.text for path in one.direction.record_per}
        for _, transfer in one.rows:
            path = path_of(transfer.source)
            if isinstance(transfer.source, Sum) and not allowed:
                help = "add record_per: to the direction"
                findings.add("not-aggregated", "sum needs many source rows in one record", transfer.span, help)
            if allowed and path is not None and path.text not in allowed:
                _differs(path.text, allowed, path.span or transfer.span, findings)
        if allowed:
            _check_aggregated_uses(one, {*ROOTS, *mapping.links}, allowed, findings)


def _check_aggregated_uses(one: OneWay, known: set[str], allowed: set[str], findings: Findings) -> None:
    for site in sites_in(one):
        for reference in site.expression.references if not site.each_source else ():
            if reference.root not in known and reference.text not in allowed:
                span = site.expression.scalar.locate(reference.offset, len(reference.text))
                _differs(reference.text, allowed, span, findings)


def _differs(text: str, allowed: set[str], span: Span, findings: Findings) -> None:
    help = f"sum it, or add it to record_per ({', '.join(sorted(allowed))})"
    findings.add("not-aggregated", f"'{text}' may differ between the rows of one record", span, help)


@lint_check
def check_values(mapping: Mapping, knowledge: Knowledge, findings: Findings) -> None:
    """Constants and defaults must fit the row's type, and required: is true, false or a condition."""
    for transfer in (transfer for row in mapping.rows for transfer in row.transfers.values()):
        for key, value in (("constant", constant_of(transfer.source)), ("default", transfer.default)):
            try:
                if not is_blank(value):
                    TYPES[transfer.type].read(value)
            except Problem as problem:
                findings.add(
                    "bad-value-here",
                    f"{key}: {problem.message}",
                    transfer.at(key),
                    f"the row is of type {transfer.type}",
                )
        if isinstance(transfer.required, Expression) and transfer.required.text.lower() in {
            "yes",
            "no",
            "y",
            "n",
            "on",
            "off",
        }:
            message = f"'{transfer.required.text}' is read as a field of the record"
            findings.add("wrong-type", message, transfer.at("required"), "write true or false")


@lint_check
def check_structure(mapping: Mapping, knowledge: Knowledge, findings: Findings) -> None:
    """Names that the rest of the mapping relies on: sides of titles, links, the document a record is."""
    for group in mapping.groups:
        for side in group.titles.keys() - knowledge.connector.sides.keys():
            help = did_you_mean(side, knowledge.connector.sides)
            findings.add("unknown-side", f"there is no side '{side}'", group.span, help)
    for name, link in mapping.links.items():
        if name in ROOTS:
            findings.add("bad-name", f"'{name}' already means something in expressions", link.span, "rename the link")
    outgoing = mapping.directions.get("export")
    incoming = mapping.directions.get("import")
    shape = incoming.record_is if incoming else None
    if incoming and shape is not None and (outgoing is None or shape not in outgoing.documents):
        help = did_you_mean(shape, outgoing.documents if outgoing else ())
        findings.add("unknown-document", f"export sends no document '{shape}'", incoming.at("record_is"), help)


@lint_check
def check_tables(mapping: Mapping, knowledge: Knowledge, findings: Findings) -> None:
    """A table that is read in both directions must be one-to-one."""
    for row in mapping.rows:
        names = {transfer.table.name for transfer in row.transfers.values() if transfer.table}
        for name in names if row.direction == "both" and len(row.transfers) == 2 and not row.one_way else ():
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
