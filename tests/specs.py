"""Small specs for tests: a head, rows on one line, and what became of a record."""

from collections.abc import Callable
from textwrap import dedent, indent
from typing import Any

from crosswalk import Catalog, Outcome

MakeCatalog = Callable[..., Catalog]
Run = Callable[..., tuple[Outcome, ...]]
Lint = Callable[[str], list[str]]

HEAD = """
mapping: small
title: Small
export:
  records: orders
  key: number
  documents:
    first: {endpoint: first}
    second: {endpoint: second}
"""


def spec(rows: str = "", *, head: str = HEAD, more: str = "", groups: str = "") -> str:
    """A mapping with these rows in one group, or these groups."""
    body = groups or "  - id: header\n    rows:\n" + indent(dedent(rows).strip("\n"), "      ")
    return f"{head}{dedent(more)}\ngroups:\n{body}\n"


def row(id: str, more: str, path: str = "") -> str:
    """A row of direction export that writes first.ID, or the path given."""
    place = path or f"first.{id}"
    return (
        f"- {{id: {id}, direction: export, left: {{label: {id}}}, right: {{label: {id}, path: '{place}'}}, {more}}}\n"
    )


def body(outcome: Outcome, document: str = "first") -> Any:
    assert outcome.kind == "mapped", [finding.message for finding in outcome.findings]
    return next(sent.body for sent in outcome.documents if sent.document == document)


def codes(outcome: Outcome) -> list[str]:
    return [finding.code for finding in outcome.findings]
