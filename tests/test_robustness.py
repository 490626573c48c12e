"""No mistake in a spec, however odd, is a crash: every shipped mapping survives random damage."""

import json
import random
from typing import Any

import pytest

from conftest import ROOT
from crosswalk import Catalog
from crosswalk.finding import Findings, Source
from crosswalk.source import Entries, plain_data, read_yaml

_ODD: list[Any] = [
    None,
    True,
    7,
    "",
    "x",
    "a | b",
    "a.b[0]",
    [],
    {},
    ["x"],
    {"x": "y"},
    [[1]],
    "{{ x }}",
    "$",
    "lines",
    "both",
]
_NAMES = sorted(file.stem for file in (ROOT / "mappings").glob("*.yaml") if "mapping: " in file.read_text("utf-8"))


def damage(data: Any, dice: random.Random) -> Any:
    """The data with one random place removed or replaced."""
    if isinstance(data, dict) and data and dice.random() < 0.97:
        key = dice.choice(list(data))
        if dice.random() < 0.1:
            return {k: v for k, v in data.items() if k != key}
        return {**data, key: damage(data[key], dice)}
    if isinstance(data, list) and data and dice.random() < 0.97:
        index = dice.randrange(len(data))
        return [damage(item, dice) if n == index else item for n, item in enumerate(data)]
    return dice.choice(_ODD)


@pytest.mark.parametrize("name", _NAMES)
def test_a_damaged_spec_gives_findings_not_a_crash(catalog: Catalog, name: str) -> None:
    findings = Findings()
    tree = catalog.tree(name, findings)
    assert tree is not None
    data = json.loads(json.dumps(plain_data(tree), default=str))
    dice = random.Random(name)
    for _ in range(60):
        damaged = data
        for _ in range(dice.randint(1, 3)):
            damaged = damage(damaged, dice)
        text = json.dumps(damaged, indent=1)
        found = Findings()
        again = read_yaml(Source("damaged.yaml", text), found)
        if isinstance(again, Entries):
            catalog.check(again, catalog.knowledge, found)
        assert all(finding.message for finding in found.in_order())
