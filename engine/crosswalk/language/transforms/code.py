"""Codes and choices: defaults, value tables, parts of keys, patterns."""

from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import lru_cache

from ...finding import Problem
from ...values import MISSING, Json, is_blank, show, to_code, to_number
from . import Tools, test, transform

_LONGEST_PATTERN = 200
_LONGEST_NAME = 200


@transform(
    "default",
    "Another value where this one is blank; null counts as missing.",
    examples=[("none | default('LS')", "LS"), ("'' | default('LS')", "LS"), ("'0' | default('1')", "0")],
    blank=True,
)
def default(value: Json, other: Json) -> Json:
    return other if is_blank(value) else value


@transform(
    "first_of",
    "The first of the value and its alternatives that is not blank.",
    examples=[("none | first_of('', 'B', 'C')", "B"), ("none | first_of('')", None)],
    blank=True,
)
def first_of(value: Json, *others: Json) -> Json:
    return next((item for item in (value, *others) if not is_blank(item)), None)


@transform(
    "blank_if",
    "Makes the value blank where it is one of these.",
    examples=[("'N/A' | blank_if('N/A', '-')", None), ("'X' | blank_if('N/A')", "X")],
)
def blank_if(value: Json, *these: Json) -> Json:
    return None if any(_is_same(value, item) for item in these) else value


def _is_same(value: Json, other: Json) -> bool:
    """Equal as text, as numbers or as dates; 1 is not true, and lists and objects are no values to name."""
    numbers = [item for item in (value, other) if isinstance(item, int | Decimal) and not isinstance(item, bool)]
    if len(numbers) == 2:
        return to_number(value) == to_number(other)
    return type(value) is type(other) and isinstance(value, str | bool | date) and bool(value == other)


def _name(value: Json) -> str:
    """The name of a table or key; a payload's long text is none."""
    name = to_code(value)
    if len(name) > _LONGEST_NAME:
        raise Problem(f"{show(value)} is no name of a table or key")
    return name


@transform(
    "lookup",
    "Finds a code in a value table.",
    examples=[("'AP' | lookup('journal_codes')", "invoice")],
    fails=["'ZZ' | lookup('journal_codes')"],
)
def lookup(value: Json, table: Json, *, tools: Tools) -> Json:
    return tools.look_up(_name(table), value)


@transform(
    "part",
    "Takes one named part of a key, as keys.yaml defines it.",
    examples=[("'24-117|16-050' | part('cost-code.cost_code')", "16-050")],
    fails=["'24-117' | part('cost-code.cost_code')"],
)
def part(value: Json, name: Json, *, tools: Tools) -> str:
    key, wanted = _key_and_part(name if type(name) is str else _name(name))
    found = tools.split_key(key, value).get(wanted)
    if found is None:
        raise Problem(f"the key '{key}' has no part '{wanted}'")
    return found


@lru_cache(maxsize=256)
def _key_and_part(name: str) -> tuple[str, str]:
    key, _, part = _name(name).partition(".")
    return key, part


@transform(
    "build_key",
    "Joins the parts of a list to a key, as keys.yaml defines it.",
    examples=[("['24-117', '16-050'] | build_key('cost-code')", "24-117|16-050")],
    fails=["['24-117'] | build_key('cost-code')", "['24-117', none] | build_key('cost-code')"],
)
def build_key(value: Json, key: Json, *, tools: Tools) -> str:
    if not isinstance(value, list | tuple):
        raise Problem(f"{show(value)} is not a list of parts")
    return tools.build_key(_name(key), value)


@transform("code", "Reads a code: text, or a whole number.", examples=[("45 | code", "45")], fails=["4.5 | code"])
def code(value: Json) -> str:
    return to_code(value)


@test("missing", "Not there at all (null is there).", examples=[("none is missing", False)])
def is_missing(value: Json) -> bool:
    return value is MISSING


@test("blank", "Missing, null or empty text.", examples=[("none is blank", True), ("' ' is blank", True)])
def blank(value: Json) -> bool:
    return is_blank(value)


@test(
    "like",
    "A code that fits one of the patterns; * stands for any letters, ? for one.",
    examples=[
        ("'01-310' is like('01-*')", True),
        ("'01-310' is like(['02-*', '01-3?0'])", True),
        ("none is like('*')", False),
    ],
)
def like(value: Json, patterns: Json) -> bool:
    if is_blank(value):
        return False
    listed = patterns if isinstance(patterns, list | tuple) else [patterns]
    wanted = [to_code(pattern) for pattern in listed if not is_blank(pattern)]
    too_long = next((pattern for pattern in wanted if len(pattern) > _LONGEST_PATTERN), None)
    if too_long is not None:
        raise Problem(f"{show(too_long)} is no pattern of at most {_LONGEST_PATTERN} letters")
    return any(fnmatchcase(to_code(value), pattern.replace("[", "[[]")) for pattern in wanted)
