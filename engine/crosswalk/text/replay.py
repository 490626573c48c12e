"""Rejects of an earlier run, as the records that they hold: one reject is one value, whatever stands in it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..finding import Finding, Source, Span
from ..values import MISSING
from .rejects import is_reject, original_of
from .salvage import Flaw, salvage
from .stream import WIDE, Position, Read, is_wide

_NOTHING = Flaw(
    (), "this reject holds no record", 0, "it tells of a mistake between records; mend it in the first input"
)


@dataclass(frozen=True)
class Again(Read):
    """What a reject holds, as if it stood in its place; `mapping` is whose reject it is, `reject` the reject itself."""

    mapping: str | None = None
    reject: Read | None = None

    def _position(self, start: int, end: int) -> Position:
        return self.position


def read_again(read: Read) -> Again | None:
    """What a reject holds, a reject of a reject what that one holds; None for what is no reject."""
    if not is_reject(read.value) or read.findings:
        return None
    held = _held_by(read)
    deeper = read_again(held)
    if deeper is None:
        return held
    return deeper if deeper.mapping is not None else replace(deeper, mapping=held.mapping, reject=held.reject)


def _held_by(read: Read) -> Again:
    name, text = read.value["mapping"], original_of(read.value)
    if text is None:
        return Again(read.name, read.position, read.text_of(("record",)), read.value["record"], (), name, read)
    found = salvage(text)
    flaws = (WIDE,) if is_wide(text) else found.flaws if text.strip() else (_NOTHING,)
    value = MISSING if any(not flaw.path for flaw in flaws) else found.value
    findings = tuple((flaw.path, _finding_of(flaw, read)) for flaw in flaws)
    return Again(read.name, read.position, text, value, findings, name, read)


def _finding_of(flaw: Flaw, read: Read) -> Finding:
    span = Span(Source(read.name, ""), read.position.line, read.position.column)
    return Finding("bad-json", flaw.message, span, flaw.help)
