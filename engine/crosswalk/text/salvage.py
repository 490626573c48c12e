"""JSON text that is not sound, read as far as it can be: its value with holes, its flaws, where its elements stand.

The decoder of `payload` is fast and stops at the first mistake. This reader is for what that one refuses: a mistake
in one element of a list leaves the others readable, and every mistake has its place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..values import Json, Segments
from .exact import DECODER, DEEPEST, Refused, fraction, has_halves, is_deep, whole_number
from .extent import Extent

_MOST_LOST = 3  # looks for an end that is not there; each goes to the end of the text
_BLANKS = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?P<fraction>\.\d+)?(?P<power>[eE][+-]?\d+)?", re.ASCII)
_HALVES = re.compile(r"[\ud800-\udfff]")
_LETTERS = re.compile(r'[^"\\\x00-\x1f\ud800-\udfff]*')
_HEX = re.compile(r"[0-9a-fA-F]{4}")
_WORD = re.compile(r"-?[A-Za-z][A-Za-z0-9]*")
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_CONSTANTS = {"null": None, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Flaw:
    """One mistake: the path to the value that has it, what is wrong, and the letter where it stands."""

    path: Segments
    message: str
    offset: int
    help: str = ""


@dataclass(frozen=True, slots=True)
class Salvage:
    """What a text holds. `stretches` are the first letter, and the one after the last, of what stands in it."""

    value: Json
    flaws: tuple[Flaw, ...]
    stretches: Mapping[Segments, tuple[int, int]]


class _Broken(Exception):
    """The text is no JSON from here on."""

    def __init__(self, message: str, offset: int, help: str = "") -> None:
        self.message, self.offset, self.help = message, offset, help


def salvage(text: str, levels: int = 0) -> Salvage:
    """What one JSON text holds; of sound values, only those less than so many levels deep are looked into."""
    salvager = _Salvager(text, levels)
    value: Json = None
    try:
        value, end = salvager.value(salvager.skip(0), ())
        rest = salvager.skip(end)
        if rest < len(text):
            salvager.flaw((), _Broken("not JSON: something stands behind the end of the value", rest))
    except _Broken as broken:
        salvager.flaw((), broken)
    return Salvage(value, tuple(salvager.flaws), salvager.stretches)


@dataclass(slots=True)
class _Salvager:
    """Reads one text, one method a kind of value; each gives the value and the letter after it."""

    text: str
    levels: int
    flaws: list[Flaw] = field(default_factory=list)
    stretches: dict[Segments, tuple[int, int]] = field(default_factory=dict)
    lost: int = 0

    def flaw(self, path: Segments, broken: _Broken) -> None:
        self.flaws.append(Flaw(path, broken.message, broken.offset, broken.help))

    def skip(self, at: int) -> int:
        found = _BLANKS.match(self.text, at)
        return found.end() if found else at

    def letter(self, at: int) -> str:
        return self.text[at : at + 1]

    def value(self, at: int, path: Segments) -> tuple[Json, int]:
        sound = self.sound(at) if len(path) >= self.levels else None
        if sound is not None:
            return sound
        if len(path) > DEEPEST:
            raise _Broken("nested too deeply", at)
        match self.letter(at):
            case "{":
                return self.object(at, path)
            case "[":
                return self.list(at, path)
            case '"':
                return self.string(at, path)
        return self.plain(at, path)

    def sound(self, at: int) -> tuple[Json, int] | None:
        """The value as the decoder reads it, if it has nothing against it."""
        try:
            value, end = DECODER.raw_decode(self.text, at)
        except (ValueError, RecursionError):
            return None
        text = self.text[at:end]
        return None if has_halves(text) or is_deep(value, text) else (value, end)

    def object(self, at: int, path: Segments) -> tuple[Json, int]:
        found: dict[str, Json] = {}
        at = self.skip(at + 1)
        if self.letter(at) == "}":
            return found, at + 1
        while True:
            name, value, at = self.member(at, path, found)
            found[name] = value
            at = self.skip(at)
            if self.letter(at) == "}":
                return found, at + 1
            if self.letter(at) != ",":
                raise _Broken("not JSON: , or } is expected here", at)
            at = self.skip(at + 1)

    def member(self, at: int, path: Segments, found: Mapping[str, Json]) -> tuple[str, Json, int]:
        if self.letter(at) != '"':
            raise _Broken("not JSON: a name in double quotes is expected here", at)
        name, end = self.string(at, path)
        if name in found:
            self.flaw(path, _Broken(f'"{name}" stands twice in one object', at, "keep one of them"))
        end = self.skip(end)
        if self.letter(end) != ":":
            raise _Broken("not JSON: : is expected here", end)
        start, below = self.skip(end + 1), (*path, name)
        value, end = self.value(start, below)
        self.stretches[below] = (start, end)
        return name, value, end

    def list(self, at: int, path: Segments) -> tuple[Json, int]:
        items: list[Json] = []
        at = self.skip(at + 1)
        if self.letter(at) == "]":
            return items, at + 1
        while True:
            value, after = self.element(at, (*path, len(items)))
            items.append(value)
            if self.letter(after) == "]":
                return items, after + 1
            at = self.skip(after + 1)

    def element(self, at: int, path: Segments) -> tuple[Json, int]:
        """One element, and the , or ] behind it; a broken one is a hole, if its end can be found."""
        try:
            value, end, after = self.whole_element(at, path)
        except _Broken as broken:
            found = self.end_of_broken(at)
            if found is None:
                raise
            self.flaw(path, broken)
            value, end, after = None, found, found
        self.stretches[path] = (at, end)
        return value, after

    def whole_element(self, at: int, path: Segments) -> tuple[Json, int, int]:
        value, end = self.value(at, path)
        after = self.skip(end)
        if self.letter(after) not in {",", "]"}:
            raise _Broken("not JSON: , or ] is expected here", after)
        return value, end, after

    def end_of_broken(self, at: int) -> int | None:
        if self.lost > _MOST_LOST:
            return None
        found = Extent(None, in_list=True).scan(self.text, at, is_all=True)
        self.lost += found is None
        return found

    def string(self, at: int, path: Segments) -> tuple[str, int]:
        parts: list[str] = []
        start, at = at, at + 1
        while True:
            found = _LETTERS.match(self.text, at)
            end = found.end() if found else at
            parts.append(self.text[at:end])
            letter = self.letter(end)
            if letter == '"':
                return "".join(parts), end + 1
            if letter == "\\":
                part, at = self.escape(end, path)
                parts.append(part)
            elif letter and _HALVES.match(letter):
                self.half(path, letter, end)
                parts.append("\ufffd")
                at = end + 1
            elif not letter:
                raise _Broken("not JSON: the text that starts here has no closing quote", start)
            else:
                raise _Broken(f"not JSON: the control character {ord(letter):#04x} stands in a text", end)

    def escape(self, at: int, path: Segments) -> tuple[str, int]:
        letter = self.letter(at + 1)
        if letter in _ESCAPES:
            return _ESCAPES[letter], at + 2
        code = _HEX.match(self.text, at + 2) if letter == "u" else None
        if code is None:
            raise _Broken("not JSON: a backslash stands before something that it cannot escape", at)
        number = int(code[0], 16)
        if not 0xD800 <= number <= 0xDFFF:
            return chr(number), at + 6
        low = _HEX.match(self.text, at + 8) if self.text.startswith("\\u", at + 6) else None
        if number <= 0xDBFF and low is not None and 0xDC00 <= int(low[0], 16) <= 0xDFFF:
            return chr(0x10000 + ((number - 0xD800) << 10) + int(low[0], 16) - 0xDC00), at + 12
        self.half(path, chr(number), at)
        return "\ufffd", at + 6

    def half(self, path: Segments, letter: str, at: int) -> None:
        where = place_text(path)
        message, help = _not_utf8(letter) if self.letter(at) == letter else "", "save the text as UTF-8"
        if not message:
            message = f"half a character, \\u{ord(letter):04x}"
            help = "a text was cut through an emoji or a rare letter; write it again where the record is kept"
        self.flaw(path, _Broken(f"{message}, stands in {where}" if where else message, at, help))

    def plain(self, at: int, path: Segments) -> tuple[Json, int]:
        """A number or one of the three words of JSON."""
        number = _NUMBER.match(self.text, at)
        if number is not None:
            try:
                is_whole = number["fraction"] is None and number["power"] is None
                return (whole_number if is_whole else fraction)(number[0]), number.end()
            except Refused as refused:
                self.flaw(path, _Broken(str(refused), at))
                return None, number.end()
        word = _WORD.match(self.text, at)
        if word is not None and word[0] in _CONSTANTS:
            return _CONSTANTS[word[0]], word.end()
        if word is not None and word[0].lstrip("-") in {"NaN", "Infinity"}:
            self.flaw(path, _Broken(f"{word[0]} is not a number in JSON", at, "send null, or the true number"))
            return None, word.end()
        raise _Broken(_not_utf8(self.letter(at)) or "not JSON: a value is expected here", at)


def _not_utf8(letter: str) -> str:
    """What is wrong with a letter that stands for a byte of the input."""
    return f"byte {ord(letter) - 0xDC00:#04x} is not UTF-8" if "\udc80" <= letter <= "\udcff" else ""


def place_text(path: Segments) -> str:
    """A path as people write it: `line_items[0].amount`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")
