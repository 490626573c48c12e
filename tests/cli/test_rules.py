"""crosswalk rules: statements by their words."""

from commandline import crosswalk


def test_words_that_no_statement_has_are_told() -> None:
    said = crosswalk("rules", "zebra")
    assert (said.code, said.out, said.err.splitlines()[-1]) == (
        0,
        "",
        "no statement has zebra in its id, its object or its text",
    )
