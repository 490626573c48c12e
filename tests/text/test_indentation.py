"""Lines that are indented as no line above them is are told as that, and others are not."""

import pytest

from kestrel import INVOICES, Told


@pytest.mark.parametrize(
    ("text", "at", "message", "help"),
    [
        (
            'settings:\n  company_code: "030"\n   currency: USD\n',
            "5:4",
            "line 5 is indented deeper than line 4",
            "indent it by 2 blanks, like line 4",
        ),
        (
            "settings:\n  company_code: ABC\n   currency: USD\n",
            "5:4",
            "line 5 is indented deeper than line 4",
            "indent it by 2 blanks, like line 4",
        ),
        (
            "settings:\n  currency: USD\n  # a comment\n\n     country: US\n",
            "7:6",
            "line 7 is indented deeper than line 4",
            "indent it by 2 blanks, like line 4",
        ),
        (
            "settings:\n  currency: USD\n country: US\n",
            "5:2",
            "line 5 is indented less than line 4, and not as any line above it",
            "indent it by 2 blanks, like line 4, or by nothing, like line 3",
        ),
        (
            " settings:\n  currency: USD\n",
            "3:2",
            "line 3 is indented deeper than line 2",
            "indent it by nothing, like line 2",
        ),
        (
            "note: |\n  Words: of\n    some lines\nflags:\n    invoice_due_days: 45\n     payment_import: true\n",
            "8:6",
            "line 8 is indented deeper than line 7",
            "indent it by 4 blanks, like line 7",
        ),
    ],
)
def test_a_line_indented_as_no_other_is_told_as_that(told: Told, text: str, at: str, message: str, help: str) -> None:
    (finding,) = told(text)
    assert (finding.code, finding.message) == ("yaml-syntax", message)
    assert finding.help.startswith(help)
    assert finding.at
    assert finding.at.endswith(f":{at}")


@pytest.mark.parametrize("blanks", [2, 3, 5, 6])
def test_a_key_of_an_item_indented_as_no_other_is_told_as_that(changed: Told, blanks: int) -> None:
    (finding,) = changed(INVOICES.replace("    set:", f"{' ' * blanks}set:"))
    assert (finding.code, "line 7 is indented" in finding.message) == ("yaml-syntax", True)
    assert "by 4 blanks, like line 6" in finding.help


@pytest.mark.parametrize("text", ["note: a: b\n", 'note: "a" b\n'])
def test_a_line_that_stands_right_is_not_told_of_its_indentation(told: Told, text: str) -> None:
    (finding,) = told(text)
    assert (finding.code, "indented" in finding.message) == ("yaml-syntax", False)
