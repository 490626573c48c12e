"""crosswalk functions: filters, tests and names, each with its page."""

from collections.abc import Callable
from pathlib import Path

import pytest

from commandline import Said, check, crosswalk
from crosswalk import Catalog
from crosswalk.catalog.functions import functions
from crosswalk.language.transforms import TESTS, TRANSFORMS

_SMALL = """
mapping: small
title: Small
export:
  records: orders
  key: number
  documents:
    order: {endpoint: x}
groups:
  - id: header
    rows:
      - {id: name, left: {label: A, path: name}, right: {label: B, path: order.B, max: 20}, direction: export, type: text}
      - {id: extra, left: {label: C, path: extra}, right: {label: D, path: order.D}, direction: export, type: text}
"""


class TestFunctions:
    def said(self, *words: str) -> Said:
        return crosswalk("functions", *words)

    def test_every_filter_test_and_name_is_listed_with_a_sentence(self) -> None:
        data = self.said("--format", "json").data
        check(data, "functions")
        names = {(each["kind"], each["name"]) for each in data["functions"]}
        assert names >= {("filter", name) for name in TRANSFORMS} | {("test", name) for name in TESTS}
        assert {"record", "line", "rows", "flags", "today"} <= {name for kind, name in names if kind == "name"}
        assert [each.name for each in functions() if not each.help.endswith(".")] == []

    def test_every_failing_example_says_why(self) -> None:
        assert [(each.name, text) for each in functions() for text, said in each.fails if not said] == []

    def test_one_has_a_page_with_examples(self) -> None:
        out = self.said("plus_days").out
        assert "'2025-01-31' | plus_days(30)  gives  2025-03-02" in out
        assert 'is refused: "31/01/2025" is not a date' in out

    def test_a_wrong_name_has_a_suggestion(self) -> None:
        said = self.said("plusdays")
        assert (said.code, said.out, "did you mean 'plus_days'?" in said.err) == (2, "", True)

    @pytest.mark.parametrize(("transform", "kind"), [("value | uper", "filter"), ("value is blanc", "test")])
    def test_an_unknown_one_in_a_spec_leads_to_the_list(
        self, transform: str, kind: str, make_catalog: Callable[..., Catalog], tmp_path: Path
    ) -> None:
        make_catalog(small=_SMALL.replace("max: 20}, d", f"max: 20}}, transform: {transform}, d"))
        said = crosswalk("lint", "--mappings", str(tmp_path / "mappings"))
        assert f"error[unknown-{kind}]" in said.out
        assert "crosswalk functions" in said.out
