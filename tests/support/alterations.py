"""Mappings as no customer would have them: rules, conditions, limits and sources at random, as changes of an overlay.

What the shipped mappings do not have is tried so: messages that read links, rules of several groups, rows that wait for
others, fields of two letters.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from crosswalk import CrosswalkError, Customer
from crosswalk.finding import Findings, Source
from crosswalk.text.source import Entries, plain_data, read_yaml


def altered(customer: Customer, mapping: str, direction: str, dice: random.Random) -> Customer:
    """The customer with some changes of a mapping; what lint does not take is left out."""
    tree = customer.tree(mapping, Findings())
    assert tree is not None
    make, kept = _Maker(plain_data(tree), direction, dice), customer
    changes: list[Any] = []
    for _ in range(dice.randint(3, 10)):
        tried = [*changes, make.change()]
        text = json.dumps({"overlay": mapping, "changes": tried})
        layer = read_yaml(Source("mine.yaml", text, "mine.yaml", "customer"), Findings())
        assert isinstance(layer, Entries)
        new = replace(customer, layers=(*customer.layers, layer))
        try:
            new.mapping(mapping)
        except CrosswalkError:
            continue
        changes, kept = tried, new
    return kept


class _Maker:
    """Makes changes of one mapping out of its own names."""

    def __init__(self, data: Any, direction: str, dice: random.Random) -> None:
        self.dice, self.side = dice, "cmic" if direction == "export" else "procore"
        self.rows = [row["id"] for group in data["groups"] for row in group.get("rows", ())]
        self.groups = [group["id"] for group in data["groups"] if "lines" in group]
        self.links, self.rules = list(data.get("links", ())), [rule["id"] for rule in data.get("rules", ())]

    def change(self) -> dict[str, Any]:
        if self.rules and self.dice.random() < 0.5:
            return {"add_after": self.dice.choice(self.rules), "rule": self.rule()}
        return {"change": self.dice.choice(self.rows), "set": self.dice.choice(_SETTINGS)(self)}

    def rule(self) -> dict[str, Any]:
        kind = self.dice.choice(["warn_when", "warn_when", "warn_when", "skip_when", "require"])
        rule: dict[str, Any] = {"id": f"new-{self.dice.randrange(10**6)}", kind: self.condition()}
        if self.groups and self.dice.random() < 0.7:
            rule["each"] = self.dice.sample(self.groups, self.dice.randint(1, min(2, len(self.groups))))
        return {**rule, "message": self.sentence()}

    def name(self) -> str:
        """A row, or a field of a link."""
        row = f"rows.{self.dice.choice(self.rows).replace('-', '_')}"
        if not self.links or self.dice.random() < 0.6:
            return row
        return f"{self.dice.choice(self.links)}.{self.dice.choice(['id', 'name', 'code', 'origin_id', 'number'])}"

    def condition(self) -> str:
        form = self.dice.choice(
            [
                *("true", "{0} is blank", "not ({0} is blank)", "{0} == {1}", "{0} is missing", "position == 1"),
                *("{0} | default('x') == 'x'", "not ({0} is zero)", "sequence == 1"),
            ]
        )
        return str(form.format(self.name(), self.name()))

    def sentence(self) -> str:
        forms = ["{{{{ {0} }}}}", "{{{{ {0} | number }}}}", "{{{{ position }}}}", "Words", "{{{{ {0} | count }}}}"]
        words = (self.dice.choice(forms).format(self.name()) for _ in range(self.dice.randint(1, 3)))
        return f"{' '.join(words)} x."

    def fallbacks(self) -> list[Any]:
        warned = {"source": self.name(), "warn": {"id": "fell-back", "message": self.sentence()}}
        return self.dice.choice(
            [[warned, self.name()], [self.name(), {"source": self.name(), "when": self.condition()}]]
        )


_SETTINGS: list[Callable[[_Maker], dict[str, Any]]] = [
    lambda make: {f"{make.side}.max": make.dice.randint(1, 6), f"{make.side}.policy": "truncate"},
    lambda make: {
        f"{make.side}.places": make.dice.randint(0, 3),
        f"{make.side}.policy": "truncate",
        "type": "quantity",
    },
    lambda make: {f"{make.side}.digits": make.dice.randint(1, 6)},
    lambda make: {"required": make.dice.choice([True, False, make.condition()])},
    lambda make: {"when": make.condition()},
    lambda make: {"default": make.dice.choice(["", "0", "x"])},
    lambda make: {"type": make.dice.choice(["text", "code", "money", "decimal", "integer", "date"])},
    lambda make: {"source": None, "first_of": make.fallbacks()},
    lambda make: {"source": make.name()},
    lambda make: {"transform": make.dice.choice(["upper", "number", "text", "number | round(1)"])},
    lambda make: {"unless_row": make.dice.choice(make.rows)},
    lambda make: {"source": None, "same_as": make.dice.choice(make.rows)},
]
