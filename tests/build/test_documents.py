"""Several documents in order, and late values."""

import pytest

from specs import HEAD, Lint, Run, codes, row, spec


class TestDocuments:
    """Several documents in order, and late values."""

    def test_documents_are_sent_in_order_and_late_values_are_listed(self, run: Run) -> None:
        rows = row("a", "source: v", "second.a") + row("b", "late: first.id", "second.b") + row("c", "source: v")
        (outcome,) = run(spec(rows), {"number": "1", "v": "x"})
        assert [(sent.document, sent.body, sent.needs) for sent in outcome.documents] == [
            ("first", {"c": "x"}, ()),
            ("second", {"a": "x", "b": {"$late": "first.id"}}, ("first.id",)),
        ]

    @pytest.mark.parametrize("which", [{"a": None}, [[[]]], [], 1.5, True, "half " + chr(0xD83D)])
    def test_which_record_a_late_value_is_of_was_sent_as_it_came_whatever_it_was(self, run: Run, which: object) -> None:
        rows = row("a", "source: v", "second.a") + row("b", "late: first.id, source: key, type: code", "second.b")
        (outcome,) = run(spec(rows + row("c", "source: v")), {"number": "1", "v": "x", "key": which})
        assert (outcome.kind, codes(outcome)) == ("blocked", ["bad-value"])

    def test_a_late_value_of_a_later_document_is_a_finding(self, lint: Lint) -> None:
        assert lint(spec(row("a", "late: second.id") + row("b", "source: v", "second.b"))) == ["late-order"]

    def test_a_document_may_have_a_condition(self, run: Run) -> None:
        head = HEAD.replace("second: {endpoint: second}", "second: {endpoint: second, when: wanted}")
        text = spec(row("a", "source: number") + row("b", "source: number", "second.b"), head=head)
        without, with_it = run(text, {"number": "1", "wanted": False}, {"number": "2", "wanted": True})
        assert [sent.document for sent in without.documents] == ["first"]
        assert [sent.document for sent in with_it.documents] == ["first", "second"]

    def test_a_record_that_yields_nothing_is_not_silent(self, run: Run) -> None:
        (outcome,) = run(spec(row("a", "source: v")), {"number": "1"})
        assert (outcome.kind, codes(outcome)) == ("blocked", ["nothing-to-send"])


def test_a_document_whose_condition_fails_blocks(run: Run) -> None:
    head = HEAD.replace("second: {endpoint: second}", "second: {endpoint: second, when: amount > 0}")
    (outcome,) = run(spec(row("a", "source: number"), head=head), {"number": "1", "amount": "12.50"})
    assert codes(outcome) == ["expression-failed"]
