"""Tables for a terminal of 100 columns, and the few signs that they use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import wrap

import click

from crosswalk.values import Json, show

WIDTH = 100
ARROWS = {"export": "→", "import": "←", "both": "↔", "none": "·"}
OUTCOMES = {"mapped": ("+", "green"), "skipped": ("-", "blue"), "blocked": ("!", "red")}


def fit(text: str, width: int) -> str:
    """Exactly so many columns: filled up, or cut with an ellipsis."""
    text = " ".join(text.split())
    return text.ljust(width) if len(text) <= width else text[: width - 1] + "…"


def plain(value: Json) -> str:
    """A value as it stands in a table: text bare, an object in short."""
    if isinstance(value, dict) and "$late" in value:
        return f"(after {value['$late']})"
    return value if isinstance(value, str) else show(value)


def table(rows: Iterable[Sequence[str]], widths: Sequence[int], indent: str = "  ") -> str:
    """Rows in columns; a column of width 0 takes what is left."""
    rest = WIDTH - len(indent) - sum(widths) - 2 * (len(widths) - 1)
    sizes = [width or rest for width in widths]
    lines = (
        indent + "  ".join(fit(cell, size) for cell, size in zip(row, sizes, strict=True)).rstrip() for row in rows
    )
    return "\n".join(lines)


def paragraph(text: str, first: str = "", after: str | None = None) -> str:
    """Words wrapped to the terminal, with a hanging indent."""
    after = " " * len(first) if after is None else after
    lines: list[str] = []
    for number, part in enumerate(text.strip().split("\n")):
        lines += wrap(part, WIDTH, initial_indent=after if number else first, subsequent_indent=after) or [""]
    return "\n".join(lines)


def heading(text: str) -> str:
    return click.style(text, bold=True)


def faint(text: str) -> str:
    return click.style(text, dim=True)
