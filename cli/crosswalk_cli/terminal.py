"""Tables and paragraphs as wide as the terminal, and the few signs that they use."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from shutil import get_terminal_size
from types import MappingProxyType

import click

from crosswalk.spec.vocabulary import RowDirection
from crosswalk.values import Json, printable, show

from .cells import break_lines, cells, fit, head, pad

LEAST, USUAL, MOST, PROSE = 80, 100, 160, 120
MOST_LINES = 4
ARROWS: Mapping[RowDirection, str] = MappingProxyType({"export": "→", "import": "←", "both": "↔", "none": "·"})
OUTCOMES = {"mapped": ("+", "green"), "skipped": ("-", "blue"), "blocked": ("!", "red")}
UNPRINTED = "*"
"""The mark of a row that the connector document does not print."""


def width() -> int:
    """The columns of the terminal, from 80 to 160; 100 where there is none, so that the same input gives the same."""
    return min(max(get_terminal_size((USUAL, 24)).columns, LEAST), MOST)


def is_wide_open() -> bool:
    """Whether there is no terminal whose width would matter: a file or a pipe, which people search by whole lines."""
    return get_terminal_size((0, 0)).columns == 0


def plain(value: Json) -> str:
    """A value as it stands in a table: text bare, an object in short."""
    if isinstance(value, dict) and "$late" in value:
        return f"(after {printable(str(value['$late']))})"
    return printable(value) if isinstance(value, str) else show(value)


def table(
    rows: Iterable[Sequence[str]],
    widths: Sequence[int | float],
    indent: str = "  ",
    numbers: Collection[int] = (),
) -> str:
    """Rows in columns; a fraction is a share of what the columns of fixed width leave. A long cell goes on below.

    The columns `numbers` are set to the right.
    """
    sizes = _sizes(widths, width() - len(indent) - 2 * (len(widths) - 1))
    return "\n".join(line for row in rows for line in _row(row, sizes, indent, numbers))


def line(row: Sequence[str], widths: Sequence[int | float], indent: str = "  ") -> str:
    """One row in one line; what does not fit is cut."""
    sizes = _sizes(widths, width() - len(indent) - 2 * (len(widths) - 1))
    cut = (fit(printable(cell), size) for cell, size in zip(row, sizes, strict=True))
    return (indent + "  ".join(cut)).rstrip()


def _sizes(widths: Sequence[int | float], room: int) -> list[int]:
    rest = room - sum(size for size in widths if isinstance(size, int))
    shares = sum(size for size in widths if isinstance(size, float))
    sizes = [size if isinstance(size, int) else int(rest * size / shares) for size in widths]
    last = max((n for n, size in enumerate(widths) if isinstance(size, float)), default=None)
    if last is not None:
        sizes[last] += room - sum(sizes)
    return sizes


def _row(row: Sequence[str], sizes: Sequence[int], indent: str, numbers: Collection[int]) -> Iterator[str]:
    lines = [_fold(printable(cell), size) for cell, size in zip(row, sizes, strict=True)]
    for number in numbers:
        lines[number] = [" " * (sizes[number] - cells(part)) + part for part in lines[number]]
    for parts in zip_longest(*lines, fillvalue=""):
        yield (indent + "  ".join(pad(part, size) for part, size in zip(parts, sizes, strict=True))).rstrip()


def _fold(cell: str, size: int) -> list[str]:
    """A cell in lines; what is very long is cut."""
    lines = break_lines(" ".join(cell.split()), size)
    if len(lines) <= MOST_LINES:
        return lines
    *kept, last = lines[:MOST_LINES]
    if cells(last) + 2 > size:
        last = last.rpartition(" ")[0] or head(last, size - 2)
    return [*kept, f"{last} …"]


def paragraph(text: str, first: str = "", after: str | None = None) -> str:
    """Words wrapped to the terminal, with a hanging indent; the lines of the text stay lines."""
    after = " " * cells(first) if after is None else after
    lines: list[str] = []
    for part in text.strip().split("\n"):
        lead = after if lines else first
        room = min(width(), PROSE)
        head, *rest = break_lines(printable(part), room - cells(after), room - cells(lead))
        lines += [f"{lead}{head}".rstrip(), *(f"{after}{line}" for line in rest)]
    return "\n".join(lines)


def tell(text: str) -> None:
    """One line on standard error, whatever files and words it names."""
    click.echo(printable(text), err=True)


def tell_once(text: str) -> None:
    """The same, but not again in one command."""
    told: set[str] = click.get_current_context().meta.setdefault("crosswalk.told", set())
    if text not in told:
        told.add(text)
        tell(text)


def heading(text: str) -> str:
    return click.style(text, bold=True)


def faint(text: str) -> str:
    return click.style(text, dim=True)
