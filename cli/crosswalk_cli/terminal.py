"""Tables for a terminal of 100 columns, and the few signs that they use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from textwrap import wrap

import click

from crosswalk.values import Json, show

WIDTH = 100
MOST_LINES = 4
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
    """Rows in columns; a column of width 0 takes what is left, and a long cell goes on below."""
    rest = WIDTH - len(indent) - sum(widths) - 2 * (len(widths) - 1)
    sizes = [width or rest for width in widths]
    return "\n".join(line for row in rows for line in _row(row, sizes, indent))


def _row(row: Sequence[str], sizes: Sequence[int], indent: str) -> Iterator[str]:
    cells = [_fold(cell, size) for cell, size in zip(row, sizes, strict=True)]
    for parts in zip_longest(*cells, fillvalue=""):
        yield (indent + "  ".join(part.ljust(size) for part, size in zip(parts, sizes, strict=True))).rstrip()


def _fold(cell: str, size: int) -> list[str]:
    """A cell in lines: broken at blanks, or where a word is too long; what is very long is cut."""
    lines = wrap(" ".join(cell.split()), size, break_on_hyphens=False) or [""]
    return lines if len(lines) <= MOST_LINES else [*lines[: MOST_LINES - 1], fit(lines[MOST_LINES - 1] + " …", size)]


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
