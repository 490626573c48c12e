"""No mistake in a spec, however odd, is a crash: every shipped mapping survives random damage.

A few cases of each mapping are always run, many more with `-m long`; a number and the name of a mapping make a case again.
"""

import json
import random
from typing import Any

import pytest

from crosswalk import Catalog, load
from crosswalk.finding import Findings, Source
from crosswalk.text.source import Entries, plain_data, read_yaml
from places import ROOT
from specs import LINES, Lint, spec

_NAMES = sorted(file.stem for file in (ROOT / "mappings").glob("*.yaml") if "mapping: " in file.read_text("utf-8"))
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


@pytest.fixture(scope="module")
def own_catalog() -> Catalog:
    """Not the one of the other tests: what it keeps in mind would be pushed out."""
    return load(ROOT / "mappings", label="mappings")


@pytest.mark.parametrize("name", _NAMES)
@pytest.mark.parametrize(
    "cases", [range(12), pytest.param(range(12, 200), marks=pytest.mark.long)], ids=["few", "many"]
)
def test_a_damaged_spec_gives_findings_not_a_crash(own_catalog: Catalog, name: str, cases: range) -> None:
    tree = own_catalog.tree(name, Findings())
    assert tree is not None
    data = json.loads(json.dumps(plain_data(tree), default=str))
    for case in cases:
        dice = random.Random(f"{name} {case}")
        damaged = data
        for _ in range(dice.randint(1, 3)):
            damaged = damage(damaged, dice)
        found = Findings()
        again = read_yaml(Source(f"case-{case}.yaml", json.dumps(damaged, indent=1)), found)
        if isinstance(again, Entries):
            own_catalog.check(again, own_catalog.knowledge, found)
        assert all(finding.message for finding in found.in_order())


def test_lines_do_not_go_into_one_element(lint: Lint) -> None:
    assert "path-syntax" in lint(spec(groups=LINES.replace("first.L", "'first.L[0]'")))
