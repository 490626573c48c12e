"""Where each value of an outcome's documents came from: row, sources and flags, as one phrase for each place."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from crosswalk import Mapper
from crosswalk.build.outcome import Note, Trace, Written
from crosswalk.spec.mapping import Direction
from crosswalk.spec.sources import Compute, FirstOf, RowSource
from crosswalk.values import Segments, is_blank

Holder = tuple[str, int | None]  # a document, and the line that it is of where each line has its own

_LOOKUP = re.compile(r"lookup\([\"'](.+)[\"']\)")


@dataclass(frozen=True)
class Origins:
    """The phrases of one outcome: document by document in the order in which they are sent, then by place in the body."""

    mapper: Mapper
    outcome: Trace
    _phrases: dict[Holder, dict[Segments, list[str]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for written in self.outcome.rows:
            holder, segments = self._place(written)
            phrases = self._phrases.setdefault(holder, {}).setdefault(segments, [])
            phrases.append(f"{written.row}: {', '.join(self._parts(written))}")

    def by_body(self) -> Iterator[Mapping[Segments, str]]:
        """For each body of the outcome, in its order, its places and what was written there."""
        waiting = {document.document: self._holders(document.document) for document in self.outcome.documents}
        for document in self.outcome.documents:
            holder = next(waiting[document.document])
            yield {place: "; ".join(phrases) for place, phrases in self._phrases[holder].items()}

    def _holders(self, document: str) -> Iterator[Holder]:
        return iter([holder for holder in self._phrases if holder[0] == document])

    @property
    def _direction(self) -> Direction:
        return self.mapper.plan.direction

    def _place(self, written: Written) -> tuple[Holder, Segments]:
        target = written.target
        group = next(group for group in self.mapper.plan.mapping.groups if group.id == written.group)
        lines, within = group.lines.get(self._direction.name), self._direction.documents[target.document].within
        if lines is None:
            return (target.document, None), target.segments
        if lines.array is None:
            return (target.document, written.index), (*within, *target.segments)
        return (target.document, None), (*within, *lines.array, written.index or 0, *target.segments)

    def _parts(self, written: Written) -> list[str]:
        row = next(row for row in self.mapper.plan.mapping.rows if row.id == written.row)
        transfer = row.transfers[self._direction.name]
        sources = list(dict.fromkeys(filter(None, map(_source, written.notes)))) or [*_literals(transfer.source)]
        warned = {finding.code for finding in self.outcome.findings if finding.severity == "warning"}
        options = transfer.source.options if isinstance(transfer.source, FirstOf) else ()
        warnings = [each.warning[0] for each in options if each.warning is not None and each.warning[0] in warned]
        flags = [f"flag {name}" for name in written.flags]
        return [*sources, *flags, *(f"warning {code}" for code in warnings)]


def _source(note: Note) -> str:
    """What a step took from somewhere; empty for one that only turns a value."""
    text = " ".join(note.text.split())
    match note.what:
        case "read":
            return f"{text} (blank)" if is_blank(note.value) else text
        case "setting" | "part" | "table" | "late":
            return f"{note.what} {text}"
        case "constant" | "default":
            return note.what
        case "sum":
            return f"sum of {text}"
        case "transform" if found := _LOOKUP.match(text):
            return f"table {found[1]}"
    return ""


def _literals(source: RowSource) -> Iterator[str]:
    """What is written in the spec and read nowhere: a text, the position of a line."""
    match source:
        case Compute(expression):
            yield " ".join(expression.text.split())
        case FirstOf(options):
            yield from (" ".join(each.source.text.split()) for each in options)
