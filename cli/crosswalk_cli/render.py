"""Findings for people, editors, programs and pull requests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from types import MappingProxyType

import click

from crosswalk.finding import Finding, Related
from crosswalk.payload import encode_pretty
from crosswalk.values import Json

FORMATS = ("text", "concise", "json", "github")
_COLORS = {"error": "red", "warning": "yellow", "info": "blue"}


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
    head = click.style(f"{finding.severity}[{finding.code}]", fg=_COLORS[finding.severity], bold=True)
    lines = [f"{head}: {finding.message}"]
    span = finding.span
    if span is not None:
        lines.append(f"  --> {span.at}")
        number = str(span.line)
        margin = " " * len(number)
        lines.append(f"{margin} |")
        if span.line > 1 and span.source.line(span.line - 1).strip():
            lines.append(f"{span.line - 1:>{len(number)}} | {_shown(span.source.line(span.line - 1))}")
        text = span.source.line(span.line)
        start, text = _window(text, span.source.column(span.line, span.column))
        lines.append(f"{number} | {text}")
        carets = "^" * max(min(span.length, len(text) - start + 1), 1)
        lines.append(f"{margin} | {' ' * (start - 1)}{click.style(carets, fg=_COLORS[finding.severity])}")
    lines += [line for related in finding.related for line in _second_frame(related)]
    if finding.help:
        lines.append(f"  = help: {finding.help}")
    return "\n".join(lines)


def _second_frame(related: Related) -> Iterator[str]:
    """Where else to look: the place, and its line."""
    span = related.span
    number = str(span.line)
    start, text = _window(span.source.line(span.line), span.column)
    yield f"  {related.words}: {span.at}"
    yield f"{number} | {text}"
    yield f"{' ' * len(number)} | {' ' * (start - 1)}{'-' * max(min(span.length, len(text) - start + 1), 1)}"


def _with_related(finding: Finding) -> str:
    """The message, with the other places in brackets, for one line."""
    return finding.message + "".join(f" ({related.words}: {related.span.at})" for related in finding.related)


def _shown(text: str) -> str:
    return text if len(text) <= 110 else text[:107] + "..."


def _window(text: str, column: int) -> tuple[int, str]:
    """The part of a long line around a column, and the column in it."""
    if len(text) <= 110:
        return column, text
    start = max(column - 40, 0)
    return column - start + (3 if start else 0), ("..." if start else "") + text[start : start + 100]


def _render_text(findings: list[Finding]) -> str:
    return "".join(frame(finding) + "\n\n" for finding in findings)


def _render_concise(findings: list[Finding]) -> str:
    return "".join(f"{f.at or '-'}: {f.severity}[{f.code}]: {_with_related(f)}\n" for f in findings)


def _render_json(findings: list[Finding]) -> str:
    return encode_pretty({"schema_version": 1, "findings": [finding_data(f) for f in findings]}) + "\n"


def _render_github(findings: list[Finding]) -> str:
    levels = {"error": "error", "warning": "warning", "info": "notice"}
    lines = []
    for finding in findings:
        place = (
            f" file={_property(finding.span.source.name)},line={finding.span.line},col={finding.span.column},"
            if finding.span
            else " "
        )
        text = _with_related(finding) + (f" ({finding.help})" if finding.help else "")
        lines.append(f"::{levels[finding.severity]}{place}title={_property(finding.code)}::{_escape(text)}\n")
    return "".join(lines)


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")


_RENDERERS: MappingProxyType[str, Callable[[list[Finding]], str]] = MappingProxyType(
    {"text": _render_text, "concise": _render_concise, "json": _render_json, "github": _render_github}
)
