"""Flags and settings: the registry, and a value with its provenance."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from ..finding import Findings, Problem, Span, did_you_mean
from ..text.meant import boolean_cure, code_fault, whole_number_cure, whole_number_meant
from ..text.source import Entries, Items, Node, Scalar, plain_data
from ..values import Json, show, to_zone


@dataclass(frozen=True, slots=True)
class Flag:
    """One option of the connector, or (kind `setting`) one fact about a customer's installation."""

    name: str
    kind: str
    type: str
    default: Json
    title: str
    help: str
    span: Span
    origin: str = ""
    owner: str = ""
    enable: str = ""
    evidence: str = ""
    note: str = ""
    choices: tuple[str, ...] = ()
    min: int | None = None
    max: int | None = None
    length: int | None = None
    pattern: str | None = None
    optional: bool = False
    several: str = ""
    answers: tuple[str, ...] = ()

    @property
    def known_values(self) -> tuple[str, ...]:
        """All values that it can have, as text, where they can be listed."""
        return self.choices or (("true", "false") if self.type == "boolean" else ())


def spoken(value: Json) -> str:
    """A flag's value as YAML and the command line write it."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "none"}[value]
    return "[" + ", ".join(value) + "]" if isinstance(value, tuple | list) else str(value)


@dataclass(frozen=True, slots=True)
class Value:
    """An effective value and where it was set: `default`, a file and line, or `--set`."""

    value: Json
    source: str
    span: Span | None = None
    at: Span | None = None
    """Where the value itself stands; `span` is where its name does."""


Registry = Mapping[str, Flag]


def parse_flags(tree: Node) -> tuple[Registry, Registry]:
    """The flags and the settings of flags.yaml (already checked against its schema)."""
    return _parse(tree, "flags"), _parse(tree, "settings", "setting")


def _parse(tree: Node, block: str, kind: str = "") -> Registry:
    entries = tree.find(block) if isinstance(tree, Entries) else None
    if not isinstance(entries, Entries):
        return MappingProxyType({})
    flags = {}
    for key, node in entries.pairs:
        data = plain_data(node)
        data["choices"] = tuple(data.get("choices", ()))
        data["answers"] = tuple(data.get("answers", ()))
        data.setdefault("kind", kind)
        default = data.pop("default", None)
        flags[key.value] = Flag(name=key.value, default=_frozen(default), span=key.span, **data)
    return MappingProxyType(flags)


def check_defaults(registry: Registry, findings: Findings) -> None:
    """Every default must be a value that its own flag takes."""
    for flag in registry.values():
        if flag.pattern and not _is_pattern(flag.pattern):
            findings.add("bad-value-here", f"{flag.name}: {flag.pattern} is not a pattern", flag.span, "correct it")
        elif flag.default is not None:
            read_flag(flag, flag.default, flag.span, findings)


def _is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return True


def read_flag(flag: Flag, given: Json, span: Span | None, findings: Findings) -> Json:
    """The value of a flag as its type reads it; a finding, and the default, where it does not."""
    if given is None and flag.optional:
        return None
    try:
        return _READERS[flag.type](flag, _one(flag, given))
    except Problem as problem:
        code = "bad-setting-value" if flag.kind == "setting" else "bad-flag-value"
        findings.add(
            code,
            f"{flag.kind} '{flag.name}': {problem.message}"
            if flag.kind == "setting"
            else f"flag '{flag.name}': {problem.message}",
            span,
            problem.help,
        )
        return flag.default


def _one(flag: Flag, given: Json) -> Json:
    """What stands there; raises Problem for nothing, and for a list or keys where one value is expected."""
    noun = _NOUNS.get(flag.type, "value")
    if given is None or given == "":
        kept = "" if flag.default is None else f"; without the line it is {spoken(flag.default)}"
        raise Problem(f"the {noun} is missing", f"write it, or remove the line{kept}")
    if isinstance(given, list | tuple) and flag.type not in {"codes", "patterns"}:
        help = f"write one {noun}" + (f"; {flag.several}" if flag.several else "")
        raise Problem(f"expected one {noun}, found {show(given)}", help)
    return given


_NOUNS: Mapping[str, str] = MappingProxyType(
    {"code": "code", "integer": "number", "date": "date", "time_zone": "time zone", "codes": "list of codes"}
)


def read_words(flag: Flag, text: str) -> Json:
    """A value typed on the command line: lists by commas, in brackets or not; true/false, numbers."""
    if flag.type in {"codes", "patterns"}:
        inner = text.strip().removeprefix("[").removesuffix("]")
        return [word for part in inner.split(",") if (word := part.strip().strip("'\""))]
    words = {"true": True, "false": False, "null": None, "none": None}
    if flag.type == "boolean" or (flag.optional and text == "none"):
        return words.get(text, text)
    return int(text) if flag.type == "integer" and re.fullmatch(r"-?[0-9]{1,9}", text) else text


def _frozen(value: Json) -> Json:
    return tuple(value) if isinstance(value, list) else value


def _read_boolean(flag: Flag, given: Json) -> bool:
    if isinstance(given, bool):
        return given
    raise Problem(f"expected true or false, found {show(given)}", boolean_cure(given))


def _read_choice(flag: Flag, given: Json) -> str:
    if isinstance(given, str) and given in flag.choices:
        return given
    help = did_you_mean(str(given), flag.choices, f"one of {', '.join(flag.choices)}")
    raise Problem(f"{show(given)} is not one of {', '.join(flag.choices)}", help)


def _read_integer(flag: Flag, given: Json) -> int:
    number = given if isinstance(given, int) and not isinstance(given, bool) else whole_number_meant(given)
    # a number out of bounds is told as that, however it is written, so that the help never leads to a second error
    if number is not None and not _is_within(flag, number):
        raise Problem(f"{number} is outside {flag.min} to {flag.max}", f"use {flag.min} to {flag.max}")
    if number is None or number is not given:
        raise Problem(f"expected a whole number, found {show(given)}", whole_number_cure(given))
    return number


def _is_within(flag: Flag, given: int) -> bool:
    return (flag.min is None or given >= flag.min) and (flag.max is None or given <= flag.max)


def _read_code(flag: Flag, given: Json) -> str:
    if not isinstance(given, str):
        raise Problem(f"expected a code as text, found {show(given)}", f'write "{given}" in quotes')
    if flag.several and re.search(r"[,;/+ ]", given.strip()):
        raise Problem(f"expected one code, found {show(given)}", f"write one code; {flag.several}")
    if fault := code_fault(given):
        raise Problem(*fault)
    if flag.length is not None and len(given) > flag.length:
        raise Problem(f"{show(given)} is longer than {flag.length} letters", f"at most {flag.length} letters")
    if flag.pattern and not re.fullmatch(flag.pattern, given):
        raise Problem(f"{show(given)} does not look like a {_in_sentence(flag.title)}", _cure_of_form(flag, given))
    return given


def _cure_of_form(flag: Flag, given: str) -> str:
    bare = given.strip("[](){}<>'\"` ")
    near = next((text for text in (given.upper(), bare, bare.upper()) if re.fullmatch(str(flag.pattern), text)), None)
    return f'write "{near}"' if near else flag.help


def _in_sentence(title: str) -> str:
    """A title in the middle of a sentence: names in capitals keep their letters."""
    return title[:1].lower() + title[1:] if title[1:2].islower() or title[1:2] == " " else title


def _read_text(flag: Flag, given: Json) -> str:
    if isinstance(given, str):
        return given
    raise Problem(f"expected text, found {show(given)}", f'write "{given}" in quotes')


def _read_codes(flag: Flag, given: Json) -> tuple[str, ...]:
    if isinstance(given, list | tuple) and all(isinstance(code, str) for code in given):
        for fault in (code_fault(code, inside=flag.type == "codes") for code in given):
            if fault:
                raise Problem(*fault)
        return tuple(given)
    raise Problem(f"expected a list of codes, found {show(given)}", 'write ["01", "02"], each in quotes')


def _read_duration(flag: Flag, given: Json) -> str:
    found = re.fullmatch(r"(\d{1,4})([mhd])", given) if isinstance(given, str) else None
    minutes = int(found[1]) * {"m": 1, "h": 60, "d": 1440}[found[2]] if found else 0
    if found is None or not 15 <= minutes <= 7 * 1440:
        raise Problem(f"{show(given)} is no duration from 15m to 7d", "write minutes, hours or days: 30m, 4h, 1d")
    return str(given)


def _read_date(flag: Flag, given: Json) -> date:
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError):
        raise Problem(f"{show(given)} is not a date", "write it as YYYY-MM-DD") from None


def _read_zone(flag: Flag, given: Json) -> str:
    to_zone(given)
    return str(given)


_READERS: Mapping[str, Callable[[Flag, Json], Json]] = MappingProxyType(
    {
        "boolean": _read_boolean,
        "choice": _read_choice,
        "integer": _read_integer,
        "code": _read_code,
        "text": _read_text,
        "codes": _read_codes,
        "patterns": _read_codes,
        "duration": _read_duration,
        "date": _read_date,
        "time_zone": _read_zone,
    }
)


def scalar_value(node: Node) -> Json:
    """A flag's value as it stands in YAML: a scalar, or a list of scalars."""
    return (
        [plain_data(item) for item in node.nodes]
        if isinstance(node, Items)
        else node.value
        if isinstance(node, Scalar)
        else plain_data(node)
    )
