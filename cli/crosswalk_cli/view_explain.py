"""How one value came about, step by step; and the rows that can be asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from crosswalk.build.outcome import Kind, Note, NoteKind, Trace, Unwritten, Written
from crosswalk.finding import Finding
from crosswalk.mapper import Mapper
from crosswalk.spec.mapping import Row
from crosswalk.spec.vocabulary import DirectionName
from crosswalk.values import Json, printable

from .cells import cells
from .documents import VERSION, note_data
from .names_of_rows import label_on, labels_of
from .render import finding_data
from .terminal import ARROWS, faint, heading, paragraph, plain, table, width


def stories_of(outcome: Trace, row: str, line: int | None) -> list[Written | Unwritten]:
    """What was written for a row, or why not: of all its lines, or of one."""
    told: Sequence[Written | Unwritten] = (*outcome.rows, *outcome.unwritten)
    return [story for story in told if story.row == row and (line is None or story.index == line - 1)]


def story_text(mapper: Mapper, outcome: Trace, row: str, line: int | None) -> Iterator[str]:
    """The story of a row in one record."""
    spec = mapper.plan.mapping.row(row)
    labels = " / ".join(side.label for side in (spec.sides.values() if spec else ()) if side.label)
    title = f"{outcome.key} ({outcome.kind}): {row}" + (f", {labels}" if labels else "")
    yield heading(paragraph(printable(title)))
    stories = stories_of(outcome, row, line)
    for story in stories:
        if story.index is not None:
            yield f"  line {story.index + 1}"
        for note in story.notes:
            yield _step(note)
        if isinstance(story, Written):
            words = "sent as " if outcome.kind == "mapped" else "would be sent as "
            yield _told(words, story.value, f" to {story.path}")
        else:
            yield paragraph(f"not sent: {printable(story.reason)}", "    ", "      ")
        yield faint(f"    {printable(story.span.at)}")
    if spec is not None and mapper.plan.direction.name not in spec.transfers:
        yield f"    it has no part in the {mapper.plan.direction.name}"
    yield from _findings(finding for finding in outcome.findings if not stories or finding.row == row)


def _findings(findings: Iterable[Finding]) -> Iterator[str]:
    for finding in findings:
        yield paragraph(printable(f"{finding.severity} [{finding.code}] {finding.message}"), "    ", "      ")
        if finding.help:
            yield paragraph(printable(finding.help), "      what to do: ")


NOTES: Mapping[NoteKind, str] = MappingProxyType(
    {
        "read": "read {}",
        "tested": "tested {}",
        "flag": "flag {}",
        "setting": "setting {}",
        "transform": "| {}",
        "part": "part {}",
        "table": "value table {}",
        "constant": "constant",
        "default": "default, because it is blank",
        "truncate": "cut {}",
        "sum": "sum of {}",
        "late": "known only after {}",
    }
)
"""What each kind of note is called, with what it was done to."""


def _step(note: Note) -> str:
    words = NOTES[note.what].format(note.text)
    return paragraph(printable(words), "    ", "      ") if note.what == "late" else _told(f"{words}: ", note.value)


def _told(words: str, value: Json, after: str = "") -> str:
    """A value behind words; a text of several lines stands below them, line by line."""
    if isinstance(value, str) and "\n" in value.strip():
        lines = [paragraph(line, "      | ", "      | ") for line in value.strip().split("\n")]
        head = words.removesuffix(": ").removesuffix(" as ") + after
        return "\n".join([paragraph(printable(f"{head}:"), "    ", "      "), *lines])
    return paragraph(printable(words) + plain(value) + printable(after), "    ", "      ")


def story_data(outcome: Trace, row: str, line: int | None) -> dict[str, object]:
    """The story as the JSON document has it."""
    return {
        "key": outcome.key,
        "outcome": outcome.kind,
        "values": [
            {
                "index": story.index,
                "steps": [note_data(note) for note in story.notes],
                "value": story.value if isinstance(story, Written) else None,
                "path": story.path if isinstance(story, Written) else None,
                "reason": story.reason if isinstance(story, Unwritten) else None,
                "at": story.span.at,
            }
            for story in stories_of(outcome, row, line)
        ],
        "findings": [finding_data(finding) for finding in outcome.findings if finding.row in {None, row}],
    }


@dataclass(frozen=True, slots=True)
class Choice:
    """A row that can be asked for: how often it was written, and why it was not; in how many records."""

    row: Row
    records: int
    written: int
    stopped: int
    reasons: tuple[str, ...]


def choices_of(mapper: Mapper, outcomes: Sequence[Trace]) -> list[Choice]:
    """The rows of the mapping, in its order."""
    return [
        Choice(
            row,
            len(outcomes),
            _written(outcomes, row, "mapped"),
            _written(outcomes, row, "blocked"),
            tuple(
                dict.fromkeys(left.reason for outcome in outcomes for left in outcome.unwritten if left.row == row.id)
            ),
        )
        for row in mapper.plan.mapping.rows
    ]


def _written(outcomes: Sequence[Trace], row: Row, kind: Kind) -> int:
    return sum(each.row == row.id for outcome in outcomes if outcome.kind == kind for each in outcome.rows)


def choices_text(mapper: Mapper, choices: Sequence[Choice]) -> Iterator[str]:
    """A table of the rows: id, labels, and what became of each."""
    plan = mapper.plan
    longest = max((cells(printable(choice.row.id)) for choice in choices), default=0)
    widths = (min(longest, width() // 3), 0.34, 1, 0.3, 0.36)
    yield heading(paragraph(f"{plan.mapping.title} ({plan.mapping.name}): {plan.direction.name}"))
    first, second = plan.terms.knowledge.connector.sides.values()
    yield heading(table([("row id", first, "", second, "")], widths))
    rows = [(choice.row.id, *_sides(choice.row), _state(choice, plan.direction.name)) for choice in choices]
    yield table(rows, widths)
    yield faint(paragraph(f"crosswalk explain {plan.mapping.name} ROW tells how a value came about", "  "))


def _sides(row: Row) -> tuple[str, str, str]:
    first, second = labels_of(row)
    return first, ARROWS[row.direction], second


def _state(choice: Choice, direction: DirectionName) -> str:
    if choice.written:
        return f"written {choice.written} time{'s' if choice.written > 1 else ''}"
    if choice.stopped:
        return "not sent: its record is blocked"
    if choice.row.shown_only or direction not in choice.row.transfers:
        return f"not in the {direction}" if not choice.row.shown_only else "shown only"
    if not choice.records:
        return ""
    return f"not written: {choice.reasons[0]}" if choice.reasons else "not written"


def choices_data(mapper: Mapper, choices: Sequence[Choice]) -> dict[str, object]:
    """The rows as the JSON document has them; its schema is schemas/output/explain-rows.schema.json."""
    sides = list(mapper.plan.terms.knowledge.connector.sides)
    return {
        "schema_version": VERSION,
        "mapping": mapper.plan.mapping.name,
        "direction": mapper.plan.direction.name,
        "rows": [
            {
                "row": choice.row.id,
                "group": choice.row.group,
                **{side: label_on(choice.row, side) or None for side in sides},
                "documented": choice.row.documented,
                "written": choice.written,
                "reasons": list(choice.reasons),
            }
            for choice in choices
        ],
    }
