"""What the letters of an expression must be: quotes closed, no half letters."""

from collections.abc import Callable

from chains import chain
from kestrel import INVOICES, Told


def test_a_quote_of_an_expression_that_is_not_closed_is_told(changed: Told) -> None:
    (finding,) = changed(INVOICES.replace('like("Own*")', 'like("Own*)'))
    assert finding.help == "a quote is not closed: write it at both ends of the text"


def test_half_a_letter_in_a_text_of_an_expression_is_a_finding(lint: Callable[[str], list[str]]) -> None:
    assert lint(chain("'\\ud800'")) == ["expression-syntax"]
    assert lint(chain("number | concat('a\\0')")) == ["expression-syntax"]
