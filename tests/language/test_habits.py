"""Words of Python, Jinja2 and Excel in an expression, and what is said of them."""

import pytest

from crosswalk.audit.lint_all import lint_all
from specs import Lint, MakeCatalog, row, spec


@pytest.mark.parametrize(
    ("written", "word", "help"),
    [
        ('title.startswith("A")', "startswith", 'write title is like("A*")'),
        ('not a.title.startsWith("A")', "startsWith", 'write a.title is like("A*")'),
        ('title.endswith("A")', "endswith", 'write title is like("*A")'),
        ('title.contains("A")', "contains", 'write title is like("*A*")'),
        ('title.lower() == "a"', "lower", "write title | lower"),
        ("title.strip() == 'a'", "strip", "write title | trim"),
        ("len(items) > 0", "len", "write items | count"),
        ("str(x) == 'a'", "str", "write x | code"),
        ("int(line.x) > 0", "int", "write line.x | number"),
        ("round(x, 2) > 0", "round", "write x | round(2)"),
        ("today() > x", "today", "write today"),
        ("isnull(x)", "isnull", "write x is blank"),
        ("IF(x, 'a', 'b')", "IF", "write A if x else B"),
        ("title | length", "length", "write title | count"),
        ("title | int", "int", "write title | number"),
        ("title is none", "none", "write title is blank"),
        ("x is defined", "defined", "write x is not missing"),
        ("title is startswith('A')", "startswith", 'write title is like("A*")'),
        ("a && b", "&", "write and for &&"),
        ("a || b", "|", "write or for ||"),
        ("!a", "!", "write not for !"),
        ("a <> 'b'", ">", "write != for <>"),
        ("a ? 'b' : 'c'", "?", "write A if CONDITION else B"),
        ("a AND b", "AND", "write and, or, not, in, is, if and else in small letters"),
        ("title like 'A*'", "like", 'write is like("A*")'),
        ("title = 'A & B?'", "=", "compare with =="),
        ("title == “A”", "“", 'write texts in straight quotes: "A"'),
        ("title starts with 'A'", "starts", 'write is like("A*")'),
        ("title ends with 'A'", "ends", 'write is like("*A")'),
        ("title contains 'A'", "contains", 'write is like("*A*")'),
        ("title is like(A*)", ")", 'write the pattern in quotes: is like("A*")'),
    ],
)
def test_a_habit_of_another_language_is_told_at_its_word_with_the_words_here(
    make_catalog: MakeCatalog, written: str, word: str, help: str
) -> None:
    rules = f"rules:\n  - id: r\n    skip_when: |-\n      {written}\n    message: m\n"
    (finding,) = lint_all(make_catalog(small=spec(row("a", "source: v"), more=rules)))
    assert finding.help == help
    assert finding.span
    assert finding.span.source.line(finding.span.line)[finding.span.column - 1 :].startswith(word)


def test_a_call_that_is_no_habit_is_told_as_before(lint: Lint) -> None:
    assert lint(spec(row("a", "source: frobnicate(v)"))) == ["not-allowed"]
