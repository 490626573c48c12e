"""Records as no system sends them: values of other types, fields swapped, lines lost, collections gone, flags at random.

A mutation is near (what stands there, written otherwise) or far (something odd instead of it). Near ones are mapped as a
rule, far ones blocked: both are needed to see that two ways of mapping mean the same.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any

from crosswalk.spec.flags import Flag
from crosswalk.values import Json
from damage import ODD, damage_once

HUGE = 10**25
FAR: list[Any] = [
    *ODD,
    *(
        Decimal("-0"),
        Decimal("0.00"),
        Decimal("1.005"),
        Decimal("1E+3"),
        Decimal("123456789012345678"),
        Decimal("1e-17"),
    ),
    *(
        10**15,
        -(10**15) + 1,
        999_999_999_999_999,
        HUGE,
        float("nan"),
        float("inf"),
        Decimal("NaN"),
        Decimal("-Infinity"),
    ),
    *("0500", "00", "-00.10", "+5", ".5", "5.", "1e3", "12.3456789012", "9" * 15, "9" * 19, "1_000", " 12 ", "٣.00"),
    *(
        "2025-02-03",
        "2025-02-03T23:30:00Z",
        "2025-02-03T01:00:00+09:00",
        "2025-W01-1",
        "2025-2-3",
        "20250203",
        "2024-02-29",
        "0000-00-00",
    ),
    *(
        "a|b|c",
        "|",
        "a||b",
        "é" * 61,
        "ab\u0301",
        "\ud83d",
        "😀" * 30,
        "x\0y",
        "\t",
        "\u00a0",
        "Y",
        "N",
        "true",
        "A" * 31,
    ),
    *([{}, {}], {"id": 1}, [1, 2, 3], ["a", "b"], date(2025, 2, 3)),
]
"""What may stand anywhere."""
Damage = Callable[[Any, random.Random], Any]


def mutated(record: Json, dice: random.Random) -> Json:
    """A copy of a record with one to three things changed."""
    changed = deepcopy(record)
    for _ in range(dice.choice((1, 1, 1, 1, 2, 2, 3))):
        dice.choice(_WAYS)(changed, dice)
    return changed


def near(value: Json, dice: random.Random) -> Json:
    """The value written otherwise: mostly it means the same, or is of the same kind."""
    if isinstance(value, str):
        return dice.choice(_NEAR_TEXT)(value, dice)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        number = Decimal(value)
        return dice.choice(_NEAR_NUMBER)(number, dice) if number.is_finite() else str(value)
    if isinstance(value, bool):
        return dice.choice([not value, str(value).lower(), "Y" if value else "N", int(value)])
    return dice.choice([None, "", 0, "0", "0.00", "x", "2025-02-03", Decimal("12.50"), True])


def _as_number(text: str) -> Decimal:
    """The number that a text is, or one of its own."""
    try:
        number = Decimal(text)
    except ArithmeticError:
        return Decimal(len(text))
    return number if number.is_finite() else Decimal(0)


_NEAR_NUMBER: list[Callable[[Decimal, random.Random], Any]] = [
    lambda number, dice: number,
    lambda number, dice: f"{number:f}",
    lambda number, dice: f"{number:.2f}",
    lambda number, dice: str(number),
    lambda number, dice: int(number),
    lambda number, dice: -number,
    lambda number, dice: number * dice.choice([0, 2, 10, 1000, 10**9]),
    lambda number, dice: number + Decimal(dice.choice(["0.01", "0.005", "1E-9", "1", "-1"])),
    lambda number, dice: f"{number:f}" + ("" if "." in f"{number:f}" else ".") + "0" * dice.randint(1, 12),
    lambda number, dice: f"0{number:f}",
    lambda number, dice: Decimal("-0.00"),
]
_NEAR_TEXT: list[Callable[[str, random.Random], Any]] = [
    lambda text, dice: _as_number(text),
    lambda text, dice: near(_as_number(text), dice),
    lambda text, dice: f" {text} ",
    lambda text, dice: text.upper() if dice.random() < 0.5 else text.lower(),
    lambda text, dice: text[:-1],
    lambda text, dice: text + dice.choice("0 é\0|-x"),
    lambda text, dice: f"0{text}",
    lambda text, dice: text * dice.randint(2, 40),
    lambda text, dice: f"{text}T{dice.randrange(24):02d}:15:00{dice.choice(['Z', '-07:00', ''])}",
    lambda text, dice: text.partition("T")[0],
    lambda text, dice: text.replace("|", dice.choice(["", "||", "-"])),
    lambda text, dice: text[: dice.randint(0, 60)],
    lambda text, dice: "".join(dice.sample(text, len(text))),
]


def _holders(value: Json) -> Iterator[Any]:
    """Every object and list with something in it, the value first."""
    if isinstance(value, dict | list) and value:
        yield value
        for below in value.values() if isinstance(value, dict) else value:
            yield from _holders(below)


def _places(value: Json) -> list[tuple[Any, Any]]:
    """Every place of a value: what holds it, and its name or index."""
    return [(each, key) for each in _holders(value) for key in (each if isinstance(each, dict) else range(len(each)))]


def _near(record: Json, dice: random.Random) -> None:
    ends = [(holder, key) for holder, key in _places(record) if not isinstance(holder[key], dict | list)]
    if ends:
        holder, key = dice.choice(ends)
        holder[key] = near(holder[key], dice)


def _far(record: Json, dice: random.Random) -> None:
    if places := _places(record):
        holder, key = dice.choice(places)
        holder[key] = deepcopy(dice.choice(FAR))


def _gone(record: Json, dice: random.Random) -> None:
    if places := _places(record):
        holder, key = dice.choice(places)
        del holder[key]


def _blank(record: Json, dice: random.Random) -> None:
    if places := _places(record):
        holder, key = dice.choice(places)
        holder[key] = dice.choice([None, "", "  "])


def _swapped(record: Json, dice: random.Random) -> None:
    objects = [each for each in _holders(record) if isinstance(each, dict) and len(each) > 1]
    if objects:
        holder = dice.choice(objects)
        one, other = dice.sample(list(holder), 2)
        holder[one], holder[other] = holder[other], holder[one]


def _lines(record: Json, dice: random.Random) -> None:
    """A list of lines with some twice, gone, in another order, changed among them, or no lines at all."""
    lists = [(holder, key) for holder, key in _places(record) if isinstance(holder[key], list) and holder[key]]
    if lists:
        holder, key = dice.choice(lists)
        holder[key] = dice.choice(_LINES)(holder[key], dice)


def _one_changed(lines: list[Any], dice: random.Random) -> list[Any]:
    _near(dice.choice(lines), dice)
    return lines


def _one_crossed(lines: list[Any], dice: random.Random) -> list[Any]:
    """A field of one line in another."""
    one, other = dice.choice(lines), dice.choice(lines)
    if isinstance(one, dict) and isinstance(other, dict) and one:
        key = dice.choice(list(one))
        other[key] = deepcopy(one[key])
    return lines


def _with(lines: list[Any], line: Json, dice: random.Random) -> list[Any]:
    at = dice.randint(0, len(lines))
    return [*lines[:at], deepcopy(line), *lines[at:]]


_LINES: list[Callable[[list[Any], random.Random], Any]] = [
    lambda lines, dice: _with(lines, dice.choice(lines), dice),
    lambda lines, dice: _with(lines, dice.choice([None, "x", 5, [], {}]), dice),
    lambda lines, dice: deepcopy(lines * dice.randint(2, 3)),
    lambda lines, dice: dice.sample(lines, dice.randint(0, len(lines))),
    lambda lines, dice: dice.choice([None, {}, "x", 0, [], True, dice.choice(lines)]),
    lambda lines, dice: dice.sample(lines, len(lines)),
    _one_changed,
    _one_crossed,
]


_WAYS: list[Callable[[Any, random.Random], None]] = [
    *(_near, _near, _near, _near, _far, _far, _gone, _blank, _swapped, _lines, _lines, damage_once)
]


def mutated_context(context: Any, dice: random.Random) -> dict[str, Json]:
    """A copy of a context with collections gone, emptied, doubled, or with something changed in them."""
    changed = deepcopy(dict(context))
    for name in list(changed):
        match dice.randrange(12):
            case 0:
                del changed[name]
            case 1:
                changed[name] = []
            case 2 if isinstance(changed[name], list):
                changed[name] += deepcopy(changed[name])
            case 3 | 4:
                _near(changed[name], dice)
            case 5:
                dice.choice(_WAYS)(changed[name], dice)
    return changed


def override(flags: list[Flag], dice: random.Random) -> str:
    """One `NAME=VALUE` of the command line, for a flag or setting; it need not be one that is taken."""
    flag = dice.choice(flags)
    known = {"integer": ["0", "1", "45"], "codes": ["A,B", "C", ""], "patterns": ["A*", "*"], "code": ["010", "X"]}
    value = dice.choice(flag.known_values or known.get(flag.type) or ["x", "2025-02-03", "UTC"])
    return f"{'settings.' if flag.kind == 'setting' else ''}{flag.name}={value}"


def smallest(record: Json, fails: Callable[[Json], bool]) -> Json:
    """The record without whatever it need not have to fail."""
    record, is_smaller = deepcopy(record), True
    while is_smaller:
        is_smaller = False
        for holder, key in reversed(_places(record)):
            if not _still_there(record, holder, key):
                continue
            kept = holder.copy()
            del holder[key]
            if fails(record):
                is_smaller = True
            else:
                holder.clear()
                holder.update(kept) if isinstance(holder, dict) else holder.extend(kept)
    return record


def _still_there(record: Json, holder: Any, key: Any) -> bool:
    is_there = key in holder if isinstance(holder, dict) else key < len(holder)
    return is_there and any(each is holder for each in _holders(record))
