"""Where a value comes from, in the words of an accountant: what was read, or fixed, flag, setting, today, a sum."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crosswalk.build.outcome import Note, Written
from crosswalk.spec.mapping import Mapping, Transfer
from crosswalk.spec.sources import expressions_of
from crosswalk.spec.vocabulary import DirectionName
from crosswalk.values import Json, is_blank

from .terminal import plain

_SIMPLE = re.compile(r"[A-Za-z_][\w.]*")
_COUNTED = {"position": "number of the line", "sequence": "number of the record"}


def source_words(written: Written, mapping: Mapping, direction: DirectionName) -> str:
    """What was read for a value; where nothing was, what gave it. What is sent as it is, is told alone."""
    read = list(dict.fromkeys(_read(written.notes)))
    if read:
        alone = [each for each in read if each.words == plain(written.value)] or read
        return alone[0].words if _is_plain(written, read, alone) else ", ".join(map(str, read))
    given = list(_given(written.notes))
    alone = [each for each in given if each.name == plain(written.value)] or given
    transfer = mapping.in_direction(direction).transfers.get(written.row)
    return ", ".join(dict.fromkeys(each.words for each in alone)) or (
        _counted(transfer) if transfer is not None else ""
    )


def _is_plain(written: Written, read: list[_Part], alone: list[_Part]) -> bool:
    """Whether the value read says enough without its name: a yes or no that words came of does not."""
    if len(read) > 1:
        return len(alone) < len(read)
    return read[0].words not in {"true", "false"} or written.value in (True, False, "Y", "N")


@dataclass(frozen=True, slots=True)
class _Part:
    """One thing that a value is made of; of several, those with a name are told by it."""

    words: str
    name: str = ""

    def __str__(self) -> str:
        return f"{self.name.rpartition('.')[2]} {self.words}" if _SIMPLE.fullmatch(self.name) else self.words


def _read(notes: tuple[Note, ...]) -> Iterator[_Part]:
    """All that was read and is not blank."""
    for note in notes:
        if note.what == "sum":
            yield _Part(f"{plain(note.value)}, sum of {_many(note.many, 'line')}")
        elif note.what == "read" and note.text == "today":
            yield _Part("today")
        elif note.what == "read" and not is_blank(note.value):
            yield _Part(_in_short(note.value, notes), note.text)


def _in_short(value: Json, notes: tuple[Note, ...]) -> str:
    """A value that was read; a list by what was made of it."""
    if not isinstance(value, list | tuple):
        return plain(value)
    many = _many(len(value), "entry" if not value or isinstance(value[0], dict) else "value")
    is_sum = any(note.what == "transform" and note.text.partition("(")[0] == "sum" for note in notes)
    return f"sum of {many}" if is_sum else many


def _many(count: int, what: str) -> str:
    plural = f"{what[:-1]}ies" if what.endswith("y") else f"{what}s"
    return f"{count} {what if count == 1 else plural}"


def _given(notes: tuple[Note, ...]) -> Iterator[_Part]:
    """What gave a value for which nothing was read; the name is the value given."""
    for note in notes:
        if note.what in {"constant", "default"}:
            yield _Part("fixed", plain(note.value))
        elif note.what in {"flag", "setting", "table"}:
            yield _Part(f"{note.what} {note.text}", plain(note.value))
        elif note.what == "late":
            yield _Part("known later")


def _counted(transfer: Transfer) -> str:
    """The counters that an expression without a source uses; what has no name at all is fixed in the mapping."""
    parts = (*expressions_of(transfer.source), transfer.transform)
    roots = [reference.root for part in parts if part is not None for reference in part.references]
    return ", ".join(dict.fromkeys(_COUNTED.get(root, root) for root in roots)) or "fixed"
