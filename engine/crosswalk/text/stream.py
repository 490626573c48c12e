"""The records of an input, one after the other: lines, lists, objects, and any sequence of them in one file.

What cannot be read is told at its place, and what stands behind it is read all the same. Time grows with the input,
memory with its longest record.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Protocol

from ..finding import CrosswalkError, Finding, Source, Span
from ..values import MISSING, Json, Segments
from .exact import DECODER, Refused, has_halves, is_deep
from .extent import Extent
from .salvage import Flaw, Salvage, salvage

_CHUNK = 1 << 16
_KEPT = 1 << 20  # letters of something broken that are kept for the one who mends it
_SHOWN = 10_000
_NEAR_THE_END = 16  # the longest word or escape of JSON, which may be cut where the read text ends
_BLANKS = " \t\n\r"
_BETWEEN = re.compile(r"[ \t\n\r\ufeff]*")  # a byte-order mark stands between files put one behind the other
_GOES_ON = re.compile(r"[-+.\w]*")
WIDE = Flaw((), "the text is UTF-16 or UTF-32, not UTF-8", 0, "save it as UTF-8")
_FIRST = 4  # letters that show an encoding
_WIDE = re.compile(rb"\xff\xfe|\xfe\xff|(?s:\0[^\0]\0[^\0]|[^\0]\0[^\0]\0|\0{3}[^\0]|[^\0]\0{3})")
_HELP = "give one JSON document, or one a line (NDJSON)"


class Bytes(Protocol):
    """What an input is read from."""

    def read(self, size: int, /) -> bytes | None: ...


@dataclass(frozen=True, slots=True)
class Position:
    """Where something stands in an input: its line and column from 1, and its bytes, from `first` to before `end`."""

    line: int
    column: int
    first: int
    end: int


@dataclass(frozen=True)
class Read:
    """One value of an input, or a stretch of it that is none: then the value is MISSING, and a finding says why.

    A finding belongs to the value at its path; the value has a hole there.
    """

    name: str
    position: Position
    text: str = field(repr=False)
    value: Json = MISSING
    findings: tuple[tuple[Segments, Finding], ...] = ()

    def position_of(self, path: Segments) -> Position:
        """Where an element of the value stands; the value itself where that cannot be told."""
        stretch = self.stretch_of(path)
        return self.position if stretch is None else self._position(*stretch)

    def text_of(self, path: Segments) -> str:
        """An element of the value as it is written."""
        stretch = self.stretch_of(path)
        return self.text if stretch is None else self.text[slice(*stretch)]

    def stretch_of(self, path: Segments) -> tuple[int, int] | None:
        while path and path not in self._salvage(len(path)).stretches:
            path = path[:-1]
        return self._salvage(len(path)).stretches[path] if path else None

    def _salvage(self, levels: int) -> Salvage:
        known = self._salvages
        if levels not in known:
            known[levels] = salvage(self.text, levels)
        return known[levels]

    @cached_property
    def _salvages(self) -> dict[int, Salvage]:
        return {}

    def _position(self, start: int, end: int) -> Position:
        at, near = self._near[-1]
        if at > start:
            at, near = 0, self.position
        text = self.text[at:start]
        line, column = place_in(text, len(text), near)
        first = near.first + len(as_bytes(text))
        position = Position(line, column, first, first + len(as_bytes(self.text[start:end])))
        self._near[-1] = (start, position)
        return position

    @cached_property
    def _near(self) -> list[tuple[int, Position]]:
        """A letter and its position: those that are asked for follow one another, and each counts from the last."""
        return [(0, self.position)]


def as_bytes(text: str) -> bytes:
    """The bytes that a text of an input was read from, those that are not UTF-8 included."""
    return text.encode("utf-8", "surrogateescape")


def is_wide(text: str) -> bool:
    """Whether the bytes that a text was read from are of an encoding of two or four bytes a letter."""
    return _WIDE.match(as_bytes(text[:_FIRST])) is not None


def place_in(text: str, offset: int, start: Position) -> tuple[int, int]:
    """The line and column of a letter of a text that begins at a position."""
    down = text.count("\n", 0, offset)
    column = offset - text.rfind("\n", 0, offset) if down else start.column + offset
    return start.line + down, column


def read_stream(file: Bytes, name: str) -> Iterator[Read]:
    """The values of an input: of a list at its top each element, else each value that stands there."""
    window = _Window(file, name)
    if window.is_wide():
        yield window.all_of_it(WIDE)
        return
    while window.find_next():
        if window.letter == "[":
            yield from _list(window)
        elif window.letter == "{":
            yield _value(window, in_list=False)
        else:
            yield _line(window)
    if window.failure is not None:
        yield Read(name, window.position(), "", findings=(((), window.failure),))


def _list(window: _Window) -> Iterator[Read]:
    opened = window.position()
    window.advance(1)
    is_open = window.find_next()
    if window.letter == "]":
        window.advance(1)
        return
    while is_open:
        found = _value(window, in_list=True)
        yield found
        is_open = window.find_next()
        if window.letter == "]":
            window.advance(1)
            return
        if window.letter == ",":
            window.advance(1)
            window.find_next()
        elif is_open and found.value is not MISSING:  # else the element was cut, and that has been told
            yield window.refuse(MISSING, "not JSON: a comma is missing here, between two elements of a list")
    yield window.refuse(MISSING, "not JSON: the list that is opened here is not closed", opened)


def _value(window: _Window, in_list: bool) -> Read:
    """The value that starts here, or the stretch of it that is broken."""
    while True:
        try:
            value, end = DECODER.raw_decode(window.text, window.at)
        except json.JSONDecodeError as error:
            if window.may_go_on(error) and window.more():
                continue
            return _broken(window, in_list, Flaw((), f"not JSON: {error.msg}", error.pos - window.at))
        except Refused as refused:
            return _broken(window, in_list, Flaw((), str(refused), 0))
        except RecursionError:
            return _broken(window, in_list, Flaw((), "nested too deeply", 0))
        length = end - window.at
        if window.letter in '{["' or not window.is_cut(end) or not window.more():
            break
    text = window.text[window.at : window.at + length]
    position = window.advance(length)
    if has_halves(text) or is_deep(value, text):
        return _salvaged(window, text, position)
    return Read(window.name, position, text, value)


def _broken(window: _Window, in_list: bool, flaw: Flaw) -> Read:
    """A stretch that the decoder refuses: its end is looked for, and what is sound of it is read."""
    start = window.position()
    extent = Extent(start.column - 1 if window.letter in "[{" else None, in_list)
    kept = ""
    while True:
        end = extent.scan(window.text, window.at, is_all=window.is_done)
        if end is not None or window.is_done:
            break
        if extent.at - window.at > _KEPT and extent.candidate is None:
            kept += window.text[window.at : extent.at][: _KEPT - len(kept)]
            window.advance(extent.at - window.at)
        extent.forget(window.at)
        window.more()
    if end is None:
        end = len(window.text) if extent.candidate is None else extent.candidate
    text = (kept + window.text[window.at : end][: _KEPT - len(kept)]).rstrip(_BLANKS)
    last = window.advance(end - window.at).end
    position = Position(start.line, start.column, start.first, last)
    if kept:
        return _told(window, text, position, MISSING, (flaw,))
    return _salvaged(window, text, replace(position, end=start.first + len(as_bytes(text))))


def _salvaged(window: _Window, text: str, position: Position) -> Read:
    found = salvage(text)
    value = MISSING if any(not flaw.path for flaw in found.flaws) else found.value
    return _told(window, text, position, value, found.flaws)


def _told(window: _Window, text: str, position: Position, value: Json, flaws: tuple[Flaw, ...]) -> Read:
    findings = tuple((flaw.path, finding_of(flaw, text, window.name, position)) for flaw in flaws)
    return Read(window.name, position, text, value, findings)


def finding_of(flaw: Flaw, text: str, name: str, start: Position) -> Finding:
    """A flaw of a text as a finding at its place in the input."""
    line, column = place_in(text, flaw.offset, start)
    first = text.rfind("\n", 0, flaw.offset) + 1
    last = text.find("\n", flaw.offset)
    shown = max(first, flaw.offset - _SHOWN)
    words = text[shown : min(last if last >= 0 else len(text), flaw.offset + _SHOWN)]
    source = Source(name, words, first_line=line, skipped=column - 1 - (flaw.offset - shown))
    return Finding("bad-json", flaw.message, Span(source, line, column), flaw.help or _HELP)


def _line(window: _Window) -> Read:
    """A line, or the rest of one, that is neither an object nor a list: a lone value, or no JSON at all."""
    start, kept = window.position(), ""
    while (end := window.text.find("\n", window.at)) < 0:
        kept += window.text[window.at :][: _KEPT - len(kept)]
        window.advance(len(window.text) - window.at)
        if not window.more():
            break
    rest = window.text[window.at : max(end, window.at)]
    last = window.advance(len(rest)).end
    text = (kept + rest[: _KEPT - len(kept)]).rstrip(_BLANKS)
    return _salvaged(window, text, Position(start.line, start.column, start.first, last))


class _Window:
    """The part of an input that has been read and not yet been used, and where it stands."""

    def __init__(self, file: Bytes, name: str) -> None:
        self.name = name
        # one read of what lies below: a second one that fails would lose what the first has given
        self._next: Callable[[int], bytes | None] = getattr(file, "read1", file.read)
        self.text, self.at, self.is_done = "", 0, False
        self.line, self.column, self.byte = 1, 1, 0
        self.failure: Finding | None = None
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")

    @property
    def letter(self) -> str:
        return self.text[self.at : self.at + 1]

    def more(self) -> bool:
        """Reads on; as much as is waiting already, so that a long value is not decoded again for each piece."""
        if self.is_done:
            return False
        waiting = len(self.text) - self.at
        data = self._read(waiting)
        self.is_done = not data
        self.text = self.text[self.at :] + self._decoder.decode(data, final=self.is_done)
        self.at = 0
        return not self.is_done or len(self.text) > waiting

    def _read(self, least: int) -> bytes:
        """The next bytes, as they come; more of them only where a long value waits for its end."""
        data = b""
        while self.failure is None and (not data or len(data) < least):
            try:
                piece = self._next(_CHUNK)
            except CrosswalkError as error:  # a packed input that is damaged here: what stood before it was good
                self.failure = error.findings[0]
                break
            if not piece:
                break
            data += piece
        return data

    def find_next(self) -> bool:
        """Goes to the next letter that is not blank; False where there is none."""
        while True:
            rest = len(self.text) - self.at
            found = _BETWEEN.match(self.text, self.at)
            self.advance(found.end() - self.at if found else 0)
            if self.at < len(self.text):
                return True
            if not self.more() and rest == 0:
                return False

    def may_go_on(self, error: json.JSONDecodeError) -> bool:
        """Whether the mistake may only be that the text was not read further."""
        return error.msg.startswith("Unterminated string") or error.pos >= len(self.text) - _NEAR_THE_END

    def is_cut(self, end: int) -> bool:
        """Whether a number or word that ends here may go on where the text was not read further."""
        found = _GOES_ON.match(self.text, end)
        return found is not None and found.end() == len(self.text)

    def position(self) -> Position:
        return Position(self.line, self.column, self.byte, self.byte)

    def advance(self, letters: int) -> Position:
        """Uses so many letters; where they stand."""
        line, column, first = self.line, self.column, self.byte
        piece = self.text[self.at : self.at + letters]
        self.at += letters
        self.byte += len(piece) if piece.isascii() else len(as_bytes(piece))
        if "\n" in piece:
            self.line += piece.count("\n")
            self.column = len(piece) - piece.rfind("\n")
        else:
            self.column += len(piece)
        return Position(line, column, first, self.byte)

    def is_wide(self) -> bool:
        """Whether the input is in an encoding of two or four bytes a letter; a byte-order mark of UTF-8 is passed."""
        while len(self.text) < _FIRST and self.more():  # a pipe may give less at first
            continue
        if self.letter == "\ufeff":
            self.at, self.byte = 1, 3
        return is_wide(self.text)

    def all_of_it(self, flaw: Flaw) -> Read:
        """The whole input as one stretch that cannot be read."""
        start, text = self.position(), ""
        while self.at < len(self.text) or self.more():
            text += self.text[self.at :][: _KEPT - len(text)]
            self.advance(len(self.text) - self.at)
        position = Position(start.line, start.column, start.first, self.byte)
        return _told(self, text, position, MISSING, (flaw,))

    def refuse(self, value: Json, message: str, position: Position | None = None) -> Read:
        """A mistake between values, which takes no letter."""
        return _told(self, "", position or self.position(), value, (Flaw((), message, 0),))
