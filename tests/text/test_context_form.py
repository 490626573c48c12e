"""The form of a context file, where it is shown."""

from pathlib import Path

import pytest

from commandline import crosswalk
from crosswalk.catalog.samples import read_context
from crosswalk.text.context_form import context_example
from crosswalk.text.files import DISK


class TestContext:
    def test_the_example_of_a_context_file_is_one(self, tmp_path: Path) -> None:
        file = tmp_path / "context.yaml"
        file.write_text(context_example(), "utf-8")
        assert len(read_context(DISK, file, "context.yaml")) > 5

    @pytest.mark.parametrize("code", ["missing-value", "not-checked"])
    def test_the_page_of_a_finding_that_needs_context_shows_its_form(self, code: str) -> None:
        out = crosswalk("lint", "--explain", code).out
        assert "projects:\n      - {id: 86," in out
        assert "vendors: id, name, origin_id" in out

    def test_the_help_of_the_option_has_an_example(self) -> None:
        out = " ".join(crosswalk("dry-run", "--help").out.split())
        assert "vendors: [{id: 42, origin_id: NORTHEL}]" in out
