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
FLAGS = """
flags:
  is_on: {kind: mapping, type: boolean, default: true, title: On, help: Switches., origin: test, owner: Accounting, enable: self-service, evidence: chosen}
  shape: {kind: mapping, type: choice, choices: [round, square], default: round, title: Shape, help: Chooses., origin: test, owner: Accounting, enable: self-service, evidence: chosen}
  codes: {kind: mapping, type: codes, default: [], title: Codes, help: Filters., origin: test, owner: Accounting, enable: self-service, evidence: chosen}
  days: {kind: mapping, type: integer, min: 0, max: 365, default: 30, title: Days, help: Adds., origin: test, owner: Accounting, enable: self-service, evidence: chosen}
settings:
  company: {type: code, length: 8, title: Company, help: The company.}
  office: {type: text, title: Office, help: The office.}
  zone: {type: time_zone, default: UTC, title: Zone, help: The zone.}
"""
TABLES = """
tables:
  kinds: {title: Kinds, from: left, to: right, entries: {A: alpha, B: beta}}
  loose: {title: Loose, from: left, to: right, miss: keep, entries: {A: alpha}}
"""
KEYS = """
keys:
  order: {parts: [company, number]}
"""
SMALLEST = {
    "connector": "connector: Left + Right\nsides: {left: Left, right: Right}\n",
    "keys": KEYS,
    "tables": TABLES,
    "flags": FLAGS,
    "customers/tester/customer": "customer: tester\ntitle: Tester\nsettings: {company: '010'}\n",
}
"""The registries of a small catalog, and a customer."""
LINES = "\n  - id: lines\n    lines: {from: items, into: first.L}\n    rows:\n      - {id: v, direction: export, source: v, right: {label: v, path: v}}\n"


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
