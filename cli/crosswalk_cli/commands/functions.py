"""Lists what an expression may use, with examples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import click

from crosswalk.catalog.functions import Function, functions
from crosswalk.finding import did_you_mean
from crosswalk.text.payload import encode_pretty
from crosswalk.values import Json, show

from .. import exits
from ..cells import cells
from ..documents import VERSION
from ..options import format_option
from ..terminal import faint, heading, paragraph, table, tell

_TITLES = {
    "text": "Filters for text",
    "code": "Filters for codes, keys and lists",
    "number": "Filters for numbers",
    "money": "Filters for money",
    "date": "Filters for dates",
    "tests": "Tests",
    "names": "Names",
}
_OPERATORS = (
    "A bare NAME is a field of the line, or of the record; the name of a link is the entry it found. "
    "Operators: + - == != < <= > >= in, not in, and, or, not, A if CONDITION else B. "
    "A filter behind an operator needs brackets: (a + b) | round(2)."
)


@click.command("functions")
@click.argument("name", required=False)
@format_option("text", "json")
def command(name: str | None, format: str) -> int:
    """List the filters, tests and names that expressions may use, or show one with its examples.

    \b
    Examples:
      crosswalk functions
      crosswalk functions plus_days
      crosswalk functions like --format json
    """
    known = functions()
    chosen = [function for function in known if name in {None, function.name, function.usage}]
    if not chosen:
        help = did_you_mean(name or "", (function.name for function in known))
        tell(f"there is no filter, test or name '{name}'; {help}")
        return exits.USAGE
    if format == "json":
        click.echo(encode_pretty({"schema_version": VERSION, "functions": [_data(each) for each in chosen]}))
    else:
        click.echo("\n".join(_list(chosen) if name is None else _pages(chosen)))
    return exits.CLEAN


def _list(known: Sequence[Function]) -> Iterator[str]:
    widest = max(cells(function.usage) for function in known)
    for family, members in groupby(known, key=lambda function: function.family):
        yield heading(_TITLES.get(family, f"Filters: {family}"))
        yield table([(function.usage, function.help) for function in members], (min(widest, 34), 1.0))
        yield ""
    yield paragraph(_OPERATORS)
    yield faint(paragraph("crosswalk functions NAME shows one with examples"))


def _pages(chosen: Sequence[Function]) -> Iterator[str]:
    for number, function in enumerate(chosen):
        yield from [""] if number else []
        yield heading(f"{function.name} ({_kind(function)})")
        yield paragraph(function.usage, "  ")
        yield paragraph(function.help, "  ")
        for text, result in function.examples:
            yield paragraph(f"{text}  gives  {_spoken(result)}", "    ", "      ")
        for text, message in function.fails:
            yield paragraph(f"{text}  is refused: {message}", "    ", "      ")


def _kind(function: Function) -> str:
    return f"filter, {function.family}" if function.kind == "filter" else function.kind


def _spoken(result: Json) -> str:
    if isinstance(result, list | tuple):
        return f"[{', '.join(map(_spoken, result))}]"
    return show(result)


def _data(function: Function) -> dict[str, Json]:
    """One entry of the JSON document; its schema is schemas/output/functions.schema.json."""
    return {
        "name": function.name,
        "kind": function.kind,
        "family": function.family,
        "usage": function.usage,
        "help": function.help,
        "examples": [{"expression": text, "result": _plain(result)} for text, result in function.examples],
        "fails": [{"expression": text, "message": message} for text, message in function.fails],
    }


def _plain(result: Json) -> Json:
    return result.isoformat() if hasattr(result, "isoformat") else None if repr(result) == "missing" else result
