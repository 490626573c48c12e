"""Sentences with values in them: a brace without its counterpart is seen."""

import pytest

from specs import Lint, row, spec


@pytest.mark.parametrize("sentence", ["The title {{ v } is bad", "The title v }} is bad", "{% if v %}"])
def test_a_brace_without_its_counterpart_is_seen(lint: Lint, sentence: str) -> None:
    rules = f"rules:\n  - id: r\n    require: v is not blank\n    message: '{sentence}'\n"
    assert lint(spec(row("a", "source: v"), more=rules)) == ["expression-syntax"]
