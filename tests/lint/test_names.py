"""Every name in an expression must exist where the expression stands."""

import pytest

from kestrel import INVOICES, Told
from specs import Lint, row, spec


class TestNames:
    """Strict names; flags choose."""

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            ("source: flags.dais", "unknown-flag"),
            ("source: settings.compny", "unknown-setting"),
            ("source: rows.b", "unknown-row"),
            ("source: context.vendor", "unknown-collection"),
            ("source: v | uper", "unknown-filter"),
            ("source: v is blnk", "unknown-test"),
            ("source: v | upper(1)", "filter-arguments"),
            ("source: v * 2", "not-allowed"),
            ("source: v()", "not-allowed"),
            ("source: a + b | round", "filter-after-operator"),
            ("source: 'v |'", "expression-syntax"),
            ("source: v | lookup('kind')", "unknown-table"),
            ("source: line.v", "unknown-name"),
            ("sorce: v", "unknown-key"),
            ("enabled_by: is_onn, source: v", "unknown-flag"),
            ("type: mony, source: v", "bad-choice"),
            ("source: v, constant: x", "two-sources"),
            ("table: kindz, left: {path: v}", "unknown-table"),
        ],
    )
    def test_an_unknown_name_is_a_finding(self, lint: Lint, more: str, code: str) -> None:
        text = f"- {{id: a, direction: export, right: {{label: a, path: first.a}}, {more}}}\n"
        assert lint(spec(text)) == [code]

    def test_all_mistakes_are_shown_at_once_in_reading_order(self, lint: Lint) -> None:
        text = spec(
            row("a", "source: flags.dais")
            + row("b", "source: v | uper")
            + row("c", "sorce: v")
            + row("d", "source: rows.b + rows.x")
        )
        assert lint(text) == ["unknown-flag", "unknown-filter", "unknown-key", "unknown-row"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("links:\n  value: {find: record.x, match: {id: v}}\n", "bad-name"),
        ("rules:\n  - {id: r, each: source, warn_when: true, message: m}\n", "unknown-group"),
    ],
)
def test_names_that_cannot_work_are_findings(lint: Lint, more: str, code: str) -> None:
    assert lint(spec(row("a", "source: v"), more=more)) == [code]


def test_a_word_without_quotes_may_be_a_text(changed: Told) -> None:
    (finding,) = changed(INVOICES.replace('title is like("Own*")', "title == Allowance"))
    assert finding.help.startswith('write a text in quotes: "Allowance"; known: ')
