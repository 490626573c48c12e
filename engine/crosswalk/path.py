"""Paths: JMESPath into a payload, and plain places in a document.

A plain path (names and indexes) is read by our own walk, which tells missing from null; JMESPath itself cannot.
Its number functions are refused, because they corrupt exact decimals.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import jmespath
from jmespath import exceptions as wrong
from jmespath.functions import Functions

from .finding import Findings, Problem, Span, did_you_mean
from .source import Scalar
from .values import MISSING, Json

Segments: TypeAlias = tuple[str | int, ...]
LONGEST, DEEPEST, MOST_RESULTS = 500, 30, 100_000
_INEXACT = {
    "abs",
    "avg",
    "ceil",
    "floor",
    "max",
    "min",
    "sum",
    "to_number",
    "to_string",
    "max_by",
    "min_by",
    "sort",
    "sort_by",
}


def read_segments(base: Json, segments: Segments) -> Json:
    """Follows names and indexes; what is not there, or hangs below null, is MISSING."""
    for segment in segments:
        if isinstance(segment, int):
            if not isinstance(base, list | tuple) or not -len(base) <= segment < len(base):
                return MISSING
            base = base[segment]
        elif isinstance(base, dict):
            base = base.get(segment, MISSING)
        else:
            return MISSING
    return base


@dataclass(frozen=True, slots=True)
class Path:
    """A path into a payload. `segments` is None where only JMESPath can follow it."""

    text: str
    segments: Segments | None
    span: Span | None = field(default=None, compare=False)
    tree: Any = field(default=None, repr=False, compare=False)

    def read(self, base: Json) -> Json:
        if self.segments is not None:
            return read_segments(base, self.segments)
        try:
            found = jmespath.compile(self.text).search(base)
        except (wrong.JMESPathError, RecursionError, TypeError) as error:
            raise Problem(f"{self.text} cannot be followed: {error}") from None
        if isinstance(found, list) and len(found) > MOST_RESULTS:
            raise Problem(f"{self.text} finds more than {MOST_RESULTS:,} values")
        return MISSING if found is None else found


def parse_path(scalar: Scalar, findings: Findings) -> Path | None:
    """A checked JMESPath; None, with findings, when it is not one."""
    text = str(scalar.value)
    if len(text) > LONGEST or text.count("(") + text.count("[") > DEEPEST:
        findings.add(
            "expression-too-large", f"a path longer than {LONGEST} letters or deeper than {DEEPEST}", scalar.span
        )
        return None
    try:
        tree = jmespath.compile(text).parsed
    except wrong.ParseError as error:
        offset = max(getattr(error, "lex_position", 0) or 0, 0)
        findings.add(
            "path-syntax",
            f"not a path: {_first_line(error)}",
            scalar.locate(min(offset, len(text) - 1)),
            'names joined by points; a name with blanks in double quotes: "Direct Costs"',
        )
        return None
    except wrong.JMESPathError as error:
        findings.add("path-syntax", f"not a path: {_first_line(error)}", scalar.span, "write names joined by points")
        return None
    sound = True
    for name, given in _calls(tree):
        sound = _check_call(name, given, scalar, findings) and sound
    return Path(text, _segments(tree), scalar.span, tree) if sound else None


def parse_place(scalar: Scalar, findings: Findings) -> Segments | None:
    """A place in a document: names and indexes only."""
    path = parse_path(scalar, findings)
    if path is None:
        return None
    if path.segments is None:
        findings.add(
            "path-syntax",
            f"'{path.text}' is no place to write to",
            scalar.span,
            "a place is names joined by points: voucher.VouInvDate",
        )
    return path.segments


def _first_line(error: Exception) -> str:
    token = getattr(error, "token_value", None)
    if isinstance(error, wrong.LexerError) or token is None:
        return str(error).splitlines()[0].rstrip(":").split(": Parse error")[0].split(": Bad jmespath")[0]
    return f"'{token}' does not belong here" if token else "it is not finished"


def _segments(tree: Any) -> Segments | None:
    match tree["type"]:
        case "field":
            return (tree["value"],)
        case "index":
            return (tree["value"],)
        case "identity" | "current":
            return ()
        case "subexpression" | "index_expression":
            parts = [_segments(child) for child in tree["children"]]
            return None if None in parts else tuple(s for part in parts if part is not None for s in part)
    return None


def _calls(tree: Any) -> Iterator[tuple[str, int]]:
    if tree["type"] == "function_expression":
        yield tree["value"], len(tree["children"])
    for child in tree.get("children", ()):
        if isinstance(child, dict):
            yield from _calls(child)


def _check_call(name: str, given: int, scalar: Scalar, findings: Findings) -> bool:
    here = scalar.locate(str(scalar.value).find(f"{name}("), len(name))
    known = Functions.FUNCTION_TABLE
    if name not in known:
        findings.add(
            "path-function", f"unknown function '{name}' in a path", here, did_you_mean(name, known.keys() - _INEXACT)
        )
        return False
    if name in _INEXACT:
        findings.add(
            "path-function", f"'{name}' is not exact for money", here, "use a transform: | sum, | difference, | round"
        )
        return False
    signature = known[name]["signature"]
    variadic = bool(signature and signature[-1].get("variadic"))
    if given < len(signature) or (given > len(signature) and not variadic):
        findings.add("path-function", f"'{name}' takes {len(signature)} argument(s), {given} given", here)
        return False
    return True
