"""Paths: JMESPath into a payload, and plain places in a document.

A plain path (names and indexes) is read by our own walk, which tells missing from null; JMESPath itself cannot.
Its number functions are refused, because they corrupt exact decimals.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import jmespath
from jmespath import exceptions as wrong
from jmespath.functions import Functions

from ..bounds import LAST_INDEX
from ..finding import Findings, Problem, Span, did_you_mean
from ..text.source import Scalar
from ..values import MISSING, Json, Segments, read_segments, show
from .follow import follow

LONGEST, DEEPEST, MOST_RESULTS = 500, 30, 100_000
_MOST_LEVELS = 100
_SELECTIONS = frozenset({"multi_select_list", "multi_select_dict"})
_BESIDE = frozenset({"or_expression", "and_expression", "comparator"})
_MOST_SELECTIONS = 3  # [a, b] of [a, b] of ... doubles without end
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
            found = follow(self.tree, base)
        except RecursionError:
            raise Problem(f"{self.text} cannot be followed: what it reads is nested too deeply") from None
        except (wrong.JMESPathError, TypeError, ArithmeticError) as error:
            raise Problem(f"{self.text} cannot be followed: {_cause(error)}") from None
        if isinstance(found, list) and len(found) > MOST_RESULTS:
            raise Problem(f"{self.text} finds more than {MOST_RESULTS:,} values")
        return MISSING if found is None else found


def parse_path(scalar: Scalar, findings: Findings) -> Path | None:
    """A checked JMESPath; None, with findings, when it is not one."""
    text = str(scalar.value)
    try:
        tree = None if _is_too_large(text) else jmespath.compile(text).parsed
    except RecursionError:
        tree = None
    except wrong.JMESPathError as error:
        _report_syntax(error, text, scalar, findings)
        return None
    if tree is None or _is_too_deep(tree):
        message = f"a path longer than {LONGEST} letters or deeper than {DEEPEST}"
        findings.add("expression-too-large", message, scalar.span, "shorten it; alternatives go into first_of")
        return None
    if not _check_nodes(tree, scalar, findings):
        return None
    return Path(text, _segments(tree), scalar.span, tree)


def _is_too_large(text: str) -> bool:
    return len(text) > LONGEST or sum(map(text.count, "([{")) > DEEPEST


def _report_syntax(error: wrong.JMESPathError, text: str, scalar: Scalar, findings: Findings) -> None:
    message = f"not a path: {_first_line(error)}"
    if not isinstance(error, wrong.ParseError):
        findings.add("path-syntax", message, scalar.span, "write names joined by points")
        return
    offset = max(getattr(error, "lex_position", 0) or 0, 0)
    help = 'names joined by points; a name with blanks in double quotes: "Direct Costs"'
    findings.add("path-syntax", message, scalar.locate(min(offset, len(text) - 1)), help)


def _check_nodes(tree: Any, scalar: Scalar, findings: Findings) -> bool:
    """Whether every part of a path can be followed; a finding for each that cannot."""
    parts = [part for part, _ in _parts(tree)]
    sound = True
    for part in parts:
        if part["type"] == "function_expression":
            sound = _check_call(part["value"], len(part["children"]), scalar, findings) and sound
        elif part["type"] == "slice" and part["children"][2] == 0:
            here = scalar.locate(max(str(scalar.value).find(":0]") + 1, 0))
            findings.add("path-syntax", "a slice cannot have step 0", here, "leave the step out: [0:5]")
            sound = False
    if _selections(tree) > _MOST_SELECTIONS:
        message = f"a path that takes several values of several values, more than {_MOST_SELECTIONS} times in turn"
        findings.add("expression-too-large", message, scalar.span, "use one [a, b] or {name: a}")
        sound = False
    return sound


def parse_place(scalar: Scalar, findings: Findings) -> Segments | None:
    """A place in a document: names and indexes only, a name first."""
    path = parse_path(scalar, findings)
    if path is None:
        return None
    if path.segments is None or isinstance(next(iter(path.segments), ""), int):
        findings.add(
            "path-syntax",
            f"'{path.text}' is no place to write to",
            scalar.span,
            "a place is names joined by points: voucher.VouInvDate",
        )
        return None
    return path.segments if check_indexes(path, findings) else None


def check_indexes(place: Path, findings: Findings) -> bool:
    """Whether the arrays of a place have room; a finding for an index that is negative or would take the machine."""
    for segment in place.segments or ():
        if isinstance(segment, int) and not 0 <= segment <= LAST_INDEX:
            message = f"[{segment}] in '{place.text}' is no place in an array"
            findings.add("path-syntax", message, place.span, f"give an index from 0 to {LAST_INDEX}")
            return False
    return True


def _cause(error: Exception) -> str:
    if isinstance(error, wrong.JMESPathTypeError):  # its own words spell out the whole value
        return f"{error.function_name}() cannot take {show(error.current_value)}"
    return _first_line(error)


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


def _parts(tree: Any) -> Iterator[tuple[Any, int]]:
    """Every node of a tree with its level, without recursion."""
    pending = [(tree, 1)]
    while pending:
        node, level = pending.pop()
        yield node, level
        pending += [(child, level + 1) for child in reversed(node.get("children", ())) if isinstance(child, dict)]


def _selections(tree: Any) -> int:
    """How many times in turn a tree takes several values together; those side by side count once."""
    below = [_selections(child) for child in tree.get("children", ()) if isinstance(child, dict)]
    if tree["type"] in _SELECTIONS:
        return 1 + max(below, default=0)
    return max(below, default=0) if tree["type"] in _BESIDE else sum(below)


def _is_too_deep(tree: Any) -> bool:
    return any(level > _MOST_LEVELS for _, level in _parts(tree))


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
