"""Whatever a customer's file does to a shipped mapping, every finding stands in the customer's file.

A few cases are always run, many more with `-m long`; the number of a case makes it again.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from crosswalk import Catalog
from crosswalk.finding import Findings, Source
from crosswalk.text.source import Entries, plain_data, read_yaml

FILE = "mine.yaml"
VALUES: list[Any] = [
    None,
    5,
    "x",
    "rows.a",
    "flags.invoice_due_days",
    [],
    {},
    {"label": "L"},
    "both",
    "import",
    "none",
    "money",
    True,
]
KEYS = [
    "source",
    "constant",
    "when",
    "type",
    "transform",
    "cmic.path",
    "cmic.max",
    "procore.path",
    "direction",
    "same_as",
]
KEYS += ["unless_row", "table", "default", "first_of", "cmic", "message", "require"]


def parts_of(catalog: Catalog, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rules, checks and rows of a mapping, each with its kind."""
    tree = catalog.tree(name, Findings())
    assert tree is not None
    data = plain_data(tree)
    yield from (("rule", part) for part in data.get("rules", ()))
    yield from (("check", part) for part in data.get("checks", ()))
    yield from (("row", part) for group in data["groups"] for part in group.get("rows", ()))


def change(parts: list[tuple[str, dict[str, Any]]], dice: random.Random) -> dict[str, Any]:
    kind, part = dice.choice(parts)
    other = dict(dice.choice([other for like, other in parts if like == kind or dice.random() < 0.1]))
    match dice.randrange(6):
        case 0:
            return {"remove": part["id"]}
        case 1:
            return {"replace": part["id"], kind: {**other, "id": dice.choice([part["id"], f"new-{part['id']}"])}}
        case 2:
            return {"add_after": part["id"], kind: {**other, "id": f"new-{dice.randrange(3)}"}}
    keys = dice.sample([*part, *KEYS], dice.randint(1, 3))
    return {"change": part["id"], "set": {key: dice.choice(VALUES) for key in keys}}


@pytest.mark.parametrize("cases", [range(8), pytest.param(range(8, 400), marks=pytest.mark.long)], ids=["few", "many"])
def test_no_finding_of_a_customers_changes_stands_astray(catalog: Catalog, cases: range) -> None:
    customer = catalog.customer("example")
    for case in cases:
        dice = random.Random(case)
        name = dice.choice(catalog.names)
        own = {"mapping": "mine", "extends": name, "title": "Mine", "takes_when": "number == '1'"}
        head = dice.choice([{"overlay": name}, own])
        parts = list(parts_of(catalog, name))
        text = json.dumps({**head, "changes": [change(parts, dice) for _ in range(dice.randint(1, 5))]}, default=str)
        layer = read_yaml(Source(FILE, text, FILE, "customer"), Findings())
        assert isinstance(layer, Entries)
        found = replace(customer, layers=(layer,)).findings("mine" if "mapping" in head else name)
        astray = [(finding.message, finding.at) for finding in found if not (finding.at or "").startswith(FILE)]
        assert (case, astray) == (case, [])
