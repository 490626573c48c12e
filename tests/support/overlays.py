"""A small mapping, a customer's changes of it, and where findings of them stand."""

from crosswalk import Finding
from crosswalk.finding import Span

CUSTOMER = "mappings/customers/example/customer.yaml"
ORDER = {"orders": {"number": "7", "kind": "e", "v": "long words", "w": "b", "x": "c", "y": "d", "z": "e", "f": "f"}}
BASE = "mappings/small.yaml"
FOLDER = "mappings/customers/tester"
SMALL = """\
mapping: small
title: Small
export:
  records: orders
  key: number
  documents: {first: {endpoint: first}}
footnotes: {1: Only once.}
links:
  owner: {find: record.owners, match: {id: rows.a}, none: blank}
rules:
  - {id: wanted, require: v is not blank, message: V is wanted.}
  - {id: told, warn_when: rows.b is blank, message: "{{ rows.b }} is blank."}
checks:
  - {id: same, equal: [rows.c, documents.first.c], message: C differs.}
groups:
  - id: header
    rows:
      - {id: a, direction: export, source: v, right: {label: A, path: first.a, max: 20}}
      - {id: b, direction: export, source: w, right: {label: B, path: first.b}}
      - {id: c, direction: export, source: x, right: {label: C, path: first.c}}
      - {id: d, direction: export, source: y, right: {label: D, path: first.d}}
      - {id: copy, direction: export, same_as: d, right: {label: Copy, path: first.copy}}
      - {id: e, direction: export, source: z, when: kind == 'e', right: {label: E, path: first.e}}
      - {id: other, direction: export, source: z, when: not (kind == 'e'), right: {label: E, path: first.e}}
      - {id: f, direction: export, source: f, right: {label: F, path: first.f, footnote: 1}}
      - {id: else, direction: export, source: f, unless_row: f, right: {label: F, path: first.f}}
      - {id: company, direction: export, source: settings.company, right: {label: Key, path: first.key, part: order.company}}
      - {id: number, direction: export, source: number, right: {label: Key, path: first.key, part: order.number}}
      - {id: text, direction: export, source: v, right: {label: Text, path: first.text}}
      - {id: owner, direction: export, source: owner.name, right: {label: Owner, path: first.owner}}
"""


def overlay(*changes: str) -> str:
    return "overlay: small\nchanges:\n" + "".join(f"  - {change}\n" for change in changes)


def own(*changes: str, name: str = "mine", base: str = "small") -> str:
    """The first change stands in line 6."""
    head = f"mapping: {name}\nextends: {base}\ntitle: Mine\ntakes_when: kind == '{name}'\nchanges:\n"
    return head + "".join(f"  - {change}\n" for change in changes)


def shown(span: Span | None) -> str:
    """A place as file, line and the word that it marks."""
    assert span is not None
    word = span.source.line(span.line)[span.column - 1 :][: span.length]
    return f"{span.source.name.removeprefix(FOLDER + '/')}:{span.line} {word}"


def lines(findings: tuple[Finding, ...]) -> list[tuple[str, str, list[str]]]:
    """Codes with their places, the related ones last."""
    return [(f.code, shown(f.span), [f"{r.words}: {shown(r.span)}" for r in f.related]) for f in findings]


def line_of(words: str) -> int:
    return next(number for number, line in enumerate(SMALL.splitlines(), 1) if words in line)
