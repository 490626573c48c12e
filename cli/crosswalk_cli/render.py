"""Findings for people, editors, programs and pull requests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

import click

from crosswalk.finding import Finding, Related, Severity, Span
from crosswalk.text.payload import encode_pretty
from crosswalk.values import Json, printable

from .cells import cells, head
from .terminal import is_wide_open, paragraph, width

FORMATS = ("text", "concise", "json", "github")
COLORS: Mapping[Severity, str] = MappingProxyType({"error": "red", "warning": "yellow", "info": "blue"})
LEVELS: Mapping[Severity, str] = MappingProxyType({"error": "error", "warning": "warning", "info": "notice"})


def render_findings(findings: Iterable[Finding], format: str) -> str:
    """Findings in one of the formats; each ends with a line end unless there is nothing to say."""
    return _RENDERERS[format](list(findings))


def finding_data(finding: Finding) -> dict[str, Json]:
    """A finding as the JSON documents show it."""
    found: dict[str, Json] = {
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "help": finding.help or None,
        "row": finding.row,
        "at": finding.at,
    }
    related: list[Json] = [{"words": other.words, "at": other.span.at} for other in finding.related]
    return {**found, "related": related} if related else found


def frame(finding: Finding) -> str:
    """The code frame: the line above, the line itself with carets, other places that matter, the help."""
    mark = f"{finding.severity}[{finding.code}]"
    text = _wrapped(finding.message, f"{mark}: ", "  ")
    lines = [click.style(mark, fg=COLORS[finding.severity], bold=True) + text.removeprefix(mark)]
    if finding.span is not None:
        lines += _code(finding.span, COLORS[finding.severity])
    lines += [line for related in finding.related for line in _second_frame(related)]
    if finding.help:
        lines.append(_wrapped(finding.help, "  = help: "))
    return "\n".join(lines)


def _second_frame(related: Related) -> Iterator[str]:
    """Where else to look: the place, and its line."""
    number = str(related.span.line)
    start, length, text = _window(related.span, width() - len(number) - 3)
    yield f"  {related.words}: {printable(related.span.at)}"
    yield f"{number} | {text}"
    yield f"{' ' * len(number)} | {' ' * start}{'-' * length}"


def _with_related(finding: Finding) -> str:
    """The message, with the other places in brackets, for one line."""
    return finding.message + "".join(f" ({related.words}: {related.span.at})" for related in finding.related)


def _wrapped(text: str, first: str, after: str | None = None) -> str:
    return first + printable(text) if is_wide_open() else paragraph(text, first, after)


def _code(span: Span, color: str) -> Iterator[str]:
    number = str(span.line)
    margin = " " * len(number)
    yield f"  --> {printable(span.at)}"
    yield f"{margin} |"
    room = width() - len(number) - 3
    above = span.source.line(span.line - 1) if span.line > 1 else ""
    if above.strip():
        yield f"{span.line - 1:>{len(number)}} | {_clipped(printable(above), room)}"
    start, length, text = _window(span, room)
    yield f"{number} | {text}"
    yield f"{margin} | {' ' * start}{click.style('^' * length, fg=color)}"


def _clipped(text: str, room: int) -> str:
    return text if cells(text) <= room else head(text, room - 3) + "..."


def _window(span: Span, room: int) -> tuple[int, int, str]:
    """The part of a line around a span as it is shown; where the carets start in it, and how many there are."""
    text = span.source.line(span.line)
    column = span.source.column(span.line, span.column)
    before, marked, after = _cut(text, column - 1, span.length)
    if cells(before + marked + after) > room:
        before = "..." + before[-40:] if cells(before) > 43 else before
        marked = marked[: max(room - cells(before), 1)]
    start = min(cells(before) + max(column - 1 - len(text), 0), room - 1)
    length = min(max(cells(marked), 1), room - start)
    # once more, for what only the pieces together spell
    return start, length, _clipped(printable(before + marked + after), room)


def _cut(text: str, start: int, length: int) -> tuple[str, str, str]:
    pieces = text[:start], text[start : start + length], text[start + length :]
    before, marked, after = (printable(piece) for piece in pieces)
    return before, marked, after


def _render_text(findings: list[Finding]) -> str:
    return "".join(frame(finding) + "\n\n" for finding in findings)


def _render_concise(findings: list[Finding]) -> str:
    return "".join(printable(f"{f.at or '-'}: {f.severity}[{f.code}]: {_with_related(f)}") + "\n" for f in findings)


def _render_json(findings: list[Finding]) -> str:
    return encode_pretty({"schema_version": 1, "findings": [finding_data(f) for f in findings]}) + "\n"


def _render_github(findings: list[Finding]) -> str:
    lines = []
    for finding in findings:
        place = (
            f" file={_property(finding.span.source.name)},line={finding.span.line},col={finding.span.column},"
            if finding.span
            else " "
        )
        text = _with_related(finding) + (f" ({finding.help})" if finding.help else "")
        lines.append(f"::{LEVELS[finding.severity]}{place}title={_property(finding.code)}::{_escape(text)}\n")
    return "".join(lines)


def _escape(text: str) -> str:
    return printable(text).replace("%", "%25")


def _property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")


_RENDERERS: MappingProxyType[str, Callable[[list[Finding]], str]] = MappingProxyType(
    {"text": _render_text, "concise": _render_concise, "json": _render_json, "github": _render_github}
)
