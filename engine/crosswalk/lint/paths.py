"""Every path a mapping reads or writes must be known to the schema of its payload or document."""

from collections.abc import Iterator
from typing import Any, TypeAlias

from ..finding import Findings, did_you_mean
from ..language.path import Path
from ..spec.knowledge import Knowledge
from ..spec.mapping import Direction, Document, Lines, Mapping, Row, Target, Transfer
from ..spec.sites import Site
from ..spec.sources import path_of
from ..text.schema import OPEN, Shape, check_place, follow, follow_tree
from ..values import Segments
from . import lint_check

Schema: TypeAlias = dict[str, Any]


def shape_of_record(direction: Direction, knowledge: Knowledge) -> Shape:
    """What is known of one record of a direction."""
    shape = _reach(knowledge.shape(direction.payload), direction.records)
    return shape.element if not shape.is_open and not shape.fields else shape


def shape_of_line(direction: Direction, lines: Lines, knowledge: Knowledge) -> Shape:
    return _reach(shape_of_record(direction, knowledge), lines.source).element


def shape_of_place(mapping: Mapping, knowledge: Knowledge, site: Site) -> Shape:
    """What is known where an expression stands: of its line, or of the record."""
    direction = mapping.directions[site.direction]
    if site.is_line and site.group is not None:
        return shape_of_line(direction, site.group.lines[site.direction], knowledge)
    return shape_of_record(direction, knowledge)


def _reach(shape: Shape, path: Path) -> Shape:
    reached = OPEN
    for found in follow_tree(shape, path.tree) if path.tree else ():
        reached = found if isinstance(found, Shape) else reached
    return reached


@lint_check
def check_paths(mapping: Mapping, knowledge: Knowledge, findings: Findings) -> None:
    for one in mapping.one_ways.values():
        _check_direction(one.direction, knowledge, findings)
        for section in one.sections:
            if section.lines is not None:
                _check_read(section.lines.source, shape_of_record(one.direction, knowledge), findings)
                _check_lines_target(section.lines, one.direction, knowledge, findings)
            for row, transfer in section.rows:
                _check_row(row, transfer, one.direction, section.lines, knowledge, findings)


def _check_direction(direction: Direction, knowledge: Knowledge, findings: Findings) -> None:
    places = [(direction.payload, direction.at("payload"))]
    places += [(document.schema, document.schema_span or document.span) for document in direction.documents.values()]
    for name, span in places:
        if name is not None and knowledge.schema(name) is None:
            help = did_you_mean(name, knowledge.schemas.names)
            findings.add("unknown-schema", f"there is no schema '{name}'", span, help)
    shape = knowledge.shape(direction.payload)
    _check_read(direction.records, shape, findings)
    for path in direction.record_per:
        _check_read(path, shape_of_record(direction, knowledge), findings)


def _check_read(path: Path, shape: Shape, findings: Findings) -> None:
    for found in follow_tree(shape, path.tree) if path.tree else ():
        if not isinstance(found, Shape):
            unknown, known = found
            findings.add(
                "unknown-path", f"the payload has no '{unknown}' here", path.span, did_you_mean(unknown, known)
            )


def _check_row(
    row: Row, transfer: Transfer, direction: Direction, lines: Lines | None, knowledge: Knowledge, findings: Findings
) -> None:
    base = shape_of_line(direction, lines, knowledge) if lines else shape_of_record(direction, knowledge)
    path = path_of(transfer.source)
    if path is not None and path.segments is not None:
        check_place(base, path.segments, path.span, "the payload", findings)
    elif path is not None:
        _check_read(path, base, findings)
    spans = [path.span for side in row.sides.values() for path in side.paths.get(direction.name, ())]
    for target in transfer.targets:
        span = next(
            (s for s in spans if s and s.source.line(s.line)[s.column - 1 :].lstrip("'\"").startswith(target.text)),
            transfer.span,
        )
        document = direction.documents.get(target.document)
        if document is None:
            help = did_you_mean(target.document, direction.documents)
            findings.add("unknown-document", f"there is no document '{target.document}'", span, help)
            continue
        check_place(
            knowledge.shape(document.schema),
            _segments(target, document, lines),
            span,
            f"the document {document.name}",
            findings,
        )


def _segments(target: Target, document: Document, lines: Lines | None) -> Segments:
    """A target's place in its document, from the top."""
    if lines is None:
        return target.segments
    inside = (*lines.array, 0) if lines.array else ()
    return (*document.within, *inside, *target.segments)


def schemas_written(
    transfer: Transfer, direction: Direction, lines: Lines | None, knowledge: Knowledge
) -> Iterator[Schema]:
    """What the documents' schemas say of the fields that a way writes."""
    for target in transfer.targets:
        document = direction.documents.get(target.document)
        if document is not None:
            yield dict(follow(knowledge.shape(document.schema), _segments(target, document, lines))[0].schema)


def _check_lines_target(lines: Lines, direction: Direction, knowledge: Knowledge, findings: Findings) -> None:
    if lines.document is None:
        return
    document = direction.documents.get(lines.document)
    if document is None:
        help = did_you_mean(lines.document, direction.documents)
        findings.add("unknown-document", f"there is no document '{lines.document}'", lines.span, help)
    elif lines.array is not None:
        check_place(
            knowledge.shape(document.schema),
            (*document.within, *lines.array),
            lines.span,
            f"the document {document.name}",
            findings,
        )
