"""Words: trimming, case, cutting, joining, HTML."""

from decimal import Decimal

from ...bounds import check_length
from ...finding import Problem
from ...values import Json, is_blank, plain, show, to_integer, to_number, to_text
from ..markup import read_words
from . import transform


@transform("trim", "Removes blanks at both ends.", examples=[("'  Pay app 3 ' | trim", "Pay app 3")])
def trim(value: Json) -> str:
    return to_text(value).strip()


@transform("upper", "Writes letters as capitals.", examples=[("'abc' | upper", "ABC"), ("'é' | upper", "É")])
def upper(value: Json) -> str:
    text = to_text(value)
    check_length("upper", len(text))
    return text.upper()


@transform("lower", "Writes letters as small letters.", examples=[("'AP' | lower", "ap")])
def lower(value: Json) -> str:
    text = to_text(value)
    check_length("lower", len(text))
    return text.lower()


@transform(
    "truncate",
    "Keeps the first letters, at most so many.",
    examples=[("'Concrete' | truncate(4)", "Conc"), ("'ab' | truncate(4)", "ab")],
    fails=["'abc' | truncate('x')"],
)
def truncate(value: Json, length: Json) -> str:
    return to_text(value)[: _length(length)]


@transform(
    "pad",
    "Fills up on the left to a length, with zeros or another letter.",
    examples=[("'7' | pad(3)", "007"), ("'7' | pad(3, '.')", "..7"), ("'1234' | pad(3)", "1234")],
    fails=["'7' | pad(3, '')", "'7' | pad(9999)"],
)
def pad(value: Json, length: Json, letter: Json = "0") -> str:
    if len(to_text(letter)) != 1:
        raise Problem("pad fills with exactly one letter")
    return to_text(value).rjust(_length(length), to_text(letter))


@transform(
    "strip_characters",
    "Removes every letter of a set, wherever it stands.",
    examples=[('"O\'Neil & Sons" | strip_characters("\'&")', "ONeil  Sons")],
)
def strip_characters(value: Json, letters: Json) -> str:
    return to_text(value).translate({ord(letter): None for letter in to_text(letters)})


@transform(
    "replace",
    "Replaces each occurrence of a text by another.",
    examples=[("'16.001' | replace('.', '-')", "16-001")],
    fails=["'a' | replace('', 'b')"],
)
def replace(value: Json, old: Json, new: Json) -> str:
    text, sought, other = to_text(value), to_text(old), to_text(new)
    if not sought:
        raise Problem("replace needs a text to look for")
    check_length("replace", len(text) + text.count(sought) * (len(other) - len(sought)))
    return text.replace(sought, other)


@transform(
    "concat",
    "Joins the value and more texts without anything between.",
    examples=[("'24-117' | concat(' ', 'Prime Contract')", "24-117 Prime Contract")],
    fails=["'a' | concat(none)"],
)
def concat(value: Json, *more: Json) -> str:
    return _joined("concat", "", [_piece(part) for part in (value, *more)])


@transform(
    "join",
    "Joins the texts of a list, blanks left out.",
    examples=[
        ("['SC-7', none, 'Site works'] | join(' - ')", "SC-7 - Site works"),
        ("['A', 1.50] | join('|')", "A|1.50"),
    ],
    fails=["'a' | join(',')"],
)
def join(value: Json, separator: Json = "") -> str:
    if not isinstance(value, list | tuple):
        raise Problem("join needs a list")
    return _joined("join", to_text(separator), [_piece(part) for part in value if not is_blank(part)])


@transform(
    "split_part",
    "Takes one part of a text that a separator divides; parts count from 1.",
    examples=[("'01-310' | split_part('-', 2)", "310"), ("'01' | split_part('-', 1)", "01")],
    fails=["'01' | split_part('-', 2)", "'01' | split_part('', 1)"],
)
def split_part(value: Json, separator: Json, number: Json) -> str:
    if not to_text(separator):
        raise Problem("split_part needs a separator")
    parts = to_text(value).split(to_text(separator))
    wanted = to_integer(number)
    if not 1 <= wanted <= len(parts):
        raise Problem(f"{show(value)} has {len(parts)} part(s), not {wanted}")
    return parts[wanted - 1]


@transform(
    "html_to_text",
    "Takes the words out of HTML; paragraphs, items and rows become lines, the cells of a row stand apart.",
    examples=[
        ("'<p>Paving &amp; kerbs</p><p>Level 3</p>' | html_to_text", "Paving & kerbs\nLevel 3"),
        ("'a<br/>b' | html_to_text", "a\nb"),
        ("'5 < 6, see <A-101>' | html_to_text", "5 < 6, see <A-101>"),
        ("'<tr><td>Curb</td><td>12</td><td>450.00</td></tr>' | html_to_text", "Curb | 12 | 450.00"),
    ],
)
def html_to_text(value: Json) -> str:
    return read_words(to_text(value))


def _piece(value: Json) -> str:
    """Text as it is; a number digit by digit."""
    return f"{plain(to_number(value)):f}" if isinstance(value, Decimal) else to_text(value)


def _joined(what: str, separator: str, pieces: list[str]) -> str:
    check_length(what, sum(map(len, pieces)) + len(separator) * max(len(pieces) - 1, 0))
    return separator.join(pieces)


def _length(value: Json) -> int:
    length = to_integer(value)
    if not 0 <= length <= 4000:
        raise Problem(f"{length} is no length", "use 0 to 4000")
    return length
