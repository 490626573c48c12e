"""Flags and settings: the registry, and a value with its provenance."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from .finding import Findings, Problem, Span, did_you_mean
from .source import Entries, Items, Node, Scalar, plain_data
from .values import Json, show, to_zone


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
    if given is None and (flag.optional or flag.default is None):
        return None
    try:
        return _READERS[flag.type](flag, given)
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


def read_words(flag: Flag, text: str) -> Json:
    """A value typed on the command line: lists by commas, in brackets or not; true/false, numbers."""
    if flag.type in {"codes", "patterns"}:
        inner = text.strip().removeprefix("[").removesuffix("]")
        return [word for part in inner.split(",") if (word := part.strip().strip("'\""))]
    words = {"true": True, "false": False, "null": None, "none": None}
    if flag.type == "boolean" or (flag.optional and text == "none"):
        return words.get(text, text)
    return int(text) if flag.type == "integer" and re.fullmatch(r"-?\d{1,9}", text) else text


def _frozen(value: Json) -> Json:
    return tuple(value) if isinstance(value, list) else value


def _read_boolean(flag: Flag, given: Json) -> bool:
    if isinstance(given, bool):
        return given
    raise Problem(f"expected true or false, found {show(given)}", "write true or false, without quotes")


def _read_choice(flag: Flag, given: Json) -> str:
    if isinstance(given, str) and given in flag.choices:
        return given
    help = did_you_mean(str(given), flag.choices, f"one of {', '.join(flag.choices)}")
    raise Problem(f"{show(given)} is not one of {', '.join(flag.choices)}", help)


def _read_integer(flag: Flag, given: Json) -> int:
    if not isinstance(given, int) or isinstance(given, bool):
        raise Problem(f"expected a whole number, found {show(given)}", "write digits, without quotes")
    if (flag.min is not None and given < flag.min) or (flag.max is not None and given > flag.max):
        raise Problem(f"{given} is outside {flag.min} to {flag.max}", f"use {flag.min} to {flag.max}")
    return given


def _read_code(flag: Flag, given: Json) -> str:
    if not isinstance(given, str):
        raise Problem(f"expected a code as text, found {show(given)}", f'write "{given}" in quotes')
    if flag.length is not None and not 1 <= len(given) <= flag.length:
        raise Problem(
            f"{show(given)} is longer than {flag.length} letters",
            f"at most {flag.length} letters" if given else "write the code",
        )
    if flag.pattern and not re.fullmatch(flag.pattern, given):
        raise Problem(f"{show(given)} does not look like a {flag.title.lower()}", flag.help)
    return given


def _read_text(flag: Flag, given: Json) -> str:
    if isinstance(given, str):
        return given
    raise Problem(f"expected text, found {show(given)}", f'write "{given}" in quotes')


def _read_codes(flag: Flag, given: Json) -> tuple[str, ...]:
    if isinstance(given, list | tuple) and all(isinstance(code, str) for code in given):
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
