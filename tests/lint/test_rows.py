"""Rows need each other neither in a circle nor too long; a printed row without a target, and footnotes."""

from chains import chain
from specs import Lint, row, spec


class TestDocumentFollowed:
    """The document is followed, its slips are declared."""

    def test_a_printed_row_without_a_target_says_why(self, lint: Lint) -> None:
        base = "- {id: a, direction: export, left: {label: Name, path: n}, right: {label: Name}%s}\n"
        assert lint(spec(base % "")) == ["no-target"]
        assert lint(spec(base % ", shown_only: The name is looked up.")) == []

    def test_footnotes_must_match(self, lint: Lint) -> None:
        text = spec(
            "- {id: a, direction: export, left: {label: A, footnote: 2, path: v}, right: {label: A, path: first.a}}",
            more='footnotes: {2: "Two."}\n',
        )
        assert lint(text) == []
        assert set(lint(text.replace("{2:", "{3:"))) == {"unknown-footnote", "unused-footnote"}


def test_rows_that_need_each_other_are_one_circle(lint: Lint) -> None:
    assert lint(chain("rows.r1", "rows.r2", "rows.r0", "rows.r0")) == ["row-circle"]


def test_a_link_that_needs_itself_is_a_circle(lint: Lint) -> None:
    assert lint(
        spec(row("a", "source: item.v"), more="links:\n  item: {find: record.items, match: {id: item.id}}\n")
    ) == ["row-circle"]
