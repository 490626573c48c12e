"""Text in the cells of a terminal: how wide it is, and where a line is broken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import category, combining, east_asian_width

_WORDS = re.compile(r"( *)([^ ]+)")
_SOFT = frozenset("|/_-.,;:@+")
"""A word that is too long for a line is broken behind one of these where that is possible."""


def cells(text: str) -> int:
    """How many cells a text takes: wide letters two, combining letters none.

    >>> cells("abc"), cells("東京"), cells("e\\u0301")
    (3, 4, 1)
    """
    return len(text) if text.isascii() else sum(map(_cells_of, text))


def _cells_of(letter: str) -> int:
    if combining(letter) or category(letter) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if east_asian_width(letter) in {"W", "F"} else 1


def pad(text: str, width: int) -> str:
    """The text filled up to so many cells."""
    return text + " " * (width - cells(text))


def fit(text: str, width: int) -> str:
    """Exactly so many cells: filled up, or cut with an ellipsis."""
    text = " ".join(text.split())
    return pad(text if cells(text) <= width else head(text, width - 1) + "…", width)


def break_lines(text: str, width: int, first: int | None = None) -> list[str]:
    """Lines of at most so many cells, the first perhaps shorter: broken at blanks, inside a word only where it must be.

    >>> break_lines("a schedule_of_values", 12)
    ['a', 'schedule_of_', 'values']
    """
    lines, line, room = [], "", width if first is None else first
    for gap, word in _WORDS.findall(text):
        if line and cells(line) + len(gap) + cells(word) <= room:
            line += gap + word
            continue
        if line:
            lines.append(line)
            room = width
        elif not lines and cells(word) > room and cells(word) <= width:
            lines.append("")
            room = width
        *pieces, line = _pieces(word, room, width)
        lines += pieces
        room = width if pieces else room
    return [*lines, line] if line or not lines else lines


def _pieces(word: str, room: int, width: int) -> Iterator[str]:
    """A word as it is, or in pieces where it is longer than a line."""
    while cells(word) > room:
        piece = head(word, room)
        soft = max((n + 1 for n, letter in enumerate(piece) if letter in _SOFT), default=0)
        piece = piece[:soft] if soft > len(piece) // 3 else piece
        yield piece
        word, room = word[len(piece) :], width
    yield word


def head(text: str, width: int) -> str:
    """As many letters as so many cells take; at least one, so that breaking comes to an end."""
    used = 0
    for number, letter in enumerate(text):
        used += _cells_of(letter)
        if used > width and number:
            return text[:number]
    return text
