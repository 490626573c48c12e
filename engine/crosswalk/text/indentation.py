"""Lines of YAML that are indented as no line above them is: the first suspect where YAML cannot be read."""

import re
from dataclasses import dataclass

from ..finding import Findings, Source, Span

_KEY = re.compile(r"(?:- +)*(?:[\w.-]+|\"[^\"]*\"|'[^']*'):(?= |$)")
_OPENS = re.compile(r":(?: +[|>][+-]?\d?)?(?: +#.*)?$|^(?:- *)+$")


@dataclass(frozen=True, slots=True)
class Level:
    """A column at which keys or items may stand, and the line that opened it."""

    column: int
    line: int
    is_item: bool = False


def report_indentation(source: Source, number: int, findings: Findings) -> bool:
    """A finding where a line, or the one above it, is indented as no line above; True where there is one."""
    for suspect in (number, number - 1):
        text = source.line(suspect)
        if _KEY.match(text.strip()) or text.strip().startswith("- "):
            told = _told(source, suspect)
            if told is not None:
                indent = _indent(text)
                findings.add("yaml-syntax", told[0], Span(source, suspect, indent + 1, len(text.strip())), told[1])
                return True
    return False


def _told(source: Source, number: int) -> tuple[str, str] | None:
    before = _line_above(source, number)
    if before is None:
        return None
    text, above = source.line(number), source.line(before)
    is_item = text.strip().startswith("- ")
    # a list may stand as far left as its key, but a key never where the items stand
    indent, levels = _indent(text), [level for level in _levels(source, number) if is_item or not level.is_item]
    columns = [level.column for level in levels]
    if indent in columns or (indent > columns[-1] and _OPENS.search(above.rstrip())):
        return None
    fitting = [level for level in levels if level.column <= indent] if indent > columns[-1] else levels
    if indent > columns[-1]:
        last = fitting[-1]
        return f"line {number} is indented deeper than line {last.line}", f"indent it {_like(last)}"
    message = f"line {number} is indented less than line {levels[-1].line}, and not as any line above it"
    near = sorted(levels, key=lambda level: (abs(level.column - indent), -level.column))[:2]
    return message, "indent it " + ", or ".join(_like(level) for level in near)


def _like(level: Level) -> str:
    blanks = "1 blank" if level.column == 1 else f"{level.column} blanks" if level.column else "by nothing"
    return f"{'by ' if level.column else ''}{blanks}, like line {level.line}"


def _levels(source: Source, number: int) -> list[Level]:
    """The columns that are open just before a line."""
    levels = [Level(0, 1)]
    block: int | None = None  # the column of a key whose text stands in lines below it
    for line in range(1, number):
        text = source.line(line)
        if not text.strip() or text.lstrip().startswith("#"):
            continue
        indent = _indent(text)
        if block is not None and indent > block:
            continue
        block = None
        if _KEY.match(text.strip()) or text.strip().startswith("-"):
            levels = [level for level in levels if level.column < indent]
            levels += _opened(text, line)
            block = levels[-1].column if re.search(r":? +[|>][+-]?\d?(?: +#.*)?$", text) else None
    return levels


def _opened(text: str, line: int) -> list[Level]:
    """Where a line's items and its key begin."""
    column, found = _indent(text), []
    while text[column : column + 2] == "- ":
        found.append(Level(column, line, is_item=True))
        column += len(text[column + 1 :]) - len(text[column + 1 :].lstrip()) + 1
    return [*found, Level(column, line)]


def _line_above(source: Source, number: int) -> int | None:
    for line in range(number - 1, 0, -1):
        text = source.line(line).strip()
        if text and not text.startswith("#"):
            return line
    return None


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))
