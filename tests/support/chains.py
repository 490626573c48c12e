"""A mapping whose rows have these sources, one each: rows that read one another."""

import json

SPEC = """
mapping: small
title: Small
export:
  records: orders
  key: KEY
  documents: {order: {endpoint: v1/orders}}
LINKS
groups:
  - id: header
    title: {left: Order, right: Order}
    rows:
      - {id: number, left: {label: Number, path: number}, right: {label: Number, path: order.Number}, direction: export}
ROWS
"""


def chain(*sources: str, key: str = "number", links: str = "") -> str:
    rows = (
        f"      - {{id: r{n}, left: {{label: L}}, right: {{label: R, path: order.F{n}}}, direction: export,"
        f" source: {json.dumps(source)}}}"
        for n, source in enumerate(sources)
    )
    return SPEC.replace("KEY", json.dumps(key)).replace("LINKS", links).replace("ROWS", "\n".join(rows))
