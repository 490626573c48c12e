"""The closed vocabularies: each is what the schema allows, and whatever is chosen by one knows all its words."""

import json
from collections.abc import Mapping
from typing import Any, get_args

import pytest

from crosswalk.build.judge import SEVERITIES
from crosswalk.build.outcome import NoteKind
from crosswalk.finding import Severity
from crosswalk.spec import vocabulary
from crosswalk.types import TYPES, TypeName
from crosswalk_cli.render import COLORS, LEVELS
from crosswalk_cli.terminal import ARROWS
from crosswalk_cli.view_explain import NOTES
from crosswalk_cli.view_show import KINDS
from places import ROOT

_SCHEMA: dict[str, Any] = json.loads((ROOT / "schemas" / "mapping.schema.json").read_text("utf-8"))["$defs"]


@pytest.mark.parametrize(
    ("words", "key"),
    [
        (vocabulary.RowDirection, "row.direction"),
        (vocabulary.RuleDirection, "rule.direction"),
        (vocabulary.RuleDirection, "check.direction"),
        (vocabulary.RuleDirection, "link.direction"),
        (vocabulary.NoHit, "link.none"),
        (vocabulary.Policy, "side.policy"),
        (TypeName, "row.type"),
    ],
)
def test_a_key_takes_the_words_that_the_engine_knows(words: Any, key: str) -> None:
    block, name = key.split(".")
    assert set(get_args(words)) == set(_SCHEMA[block]["properties"][name]["enum"])


def test_the_forms_of_a_number_are_those_of_the_schema() -> None:
    assert set(get_args(vocabulary.Wire)) == set(_SCHEMA["wire"]["enum"])


@pytest.mark.parametrize(
    ("words", "table"),
    [
        (TypeName, TYPES),
        (vocabulary.RuleKind, SEVERITIES),
        (vocabulary.RuleKind, KINDS),
        (vocabulary.RowDirection, ARROWS),
        (Severity, COLORS),
        (Severity, LEVELS),
        (NoteKind, NOTES),
    ],
)
def test_a_table_over_a_vocabulary_knows_all_its_words(words: Any, table: Mapping[str, object]) -> None:
    assert list(table) == list(get_args(words))
