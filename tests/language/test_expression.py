"""Expressions: what they mean, what is refused, and where a finding points."""

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import scopes
from crosswalk.finding import Finding, Findings, Problem, Source, Span
from crosswalk.language.expression import Expression, parse_expression
from crosswalk.language.inverse import inverse_of
from crosswalk.text.source import Scalar
from crosswalk.values import MISSING, Json, to_number


def parse(text: str) -> tuple[Expression | None, list[Finding]]:
    findings = Findings()
    scalar = Scalar(text, Span(Source("x.yaml", text), 1, 1, len(text)), "plain")
    return parse_expression(scalar, findings), list(findings.in_order())


def evaluate(text: str, **values: Json) -> Json:
    expression, findings = parse(text)
    assert expression is not None, findings
    return scopes.evaluate(expression, values)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("1.10 + 2.20", Decimal("3.30")),
        ("0.1 + 0.2", Decimal("0.3")),
        ("1234567890123456.78 - 0.01", Decimal("1234567890123456.77")),
        ("-3 + 1", Decimal(-2)),
        ("'a' == 'a' and not 1 == 2", True),
        ("x.y is missing", True),
        ("x is missing or y", True),
        ("'b' in ['a', 'b']", True),
        ("'a' not in ['b']", True),
        ("none == 'a'", False),
        ("gone != 'a'", True),
        ("'yes' if n > 2 else 'no'", "yes"),
        ("items[1].code", "B"),
        ("day == '2025-01-31'", True),
        ("day - '2025-01-01' if false else 0", 0),
    ],
)
def test_an_expression_means(text: str, result: Json) -> None:
    from datetime import date

    assert evaluate(text, n=3, items=[{"code": "A"}, {"code": "B"}], day=date(2025, 1, 31)) == result


@pytest.mark.parametrize(
    "text", ["'5' + '3'", "'5' - 1", "'0.0' == 0", "n < 'a'", "none < 1", "gone > 1", "'a' and true", "1 in 5"]
)
def test_what_would_be_a_guess_is_a_problem(text: str) -> None:
    with pytest.raises(Problem):
        evaluate(text, n=3)


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("a | uper", "unknown-filter", 5),
        ("a is blnk", "unknown-test", 6),
        ("a + b | round", "filter-after-operator", 7),
        ("a == b | upper", "filter-after-operator", 8),
        ("not a | upper", "filter-after-operator", 7),
        ("x if a else b | upper", "filter-after-operator", 15),
        ("a | plus_days", "filter-arguments", 5),
        ("a | plus_days(days=3)", "not-allowed", 5),
        ("a * 2", "not-allowed", None),
        ("a ** 9", "not-allowed", None),
        ("a % 2", "not-allowed", None),
        ("a ~ b", "not-allowed", None),
        ("range(10)", "not-allowed", None),
        ("a.__class__()", "not-allowed", None),
        ("{'a': 1}", "not-allowed", None),
        ("a[1:2]", "not-allowed", None),
        ("a[b]", "not-allowed", None),
        ("1 < a < 3", "not-allowed", None),
        ("a b", "expression-syntax", 3),
        ("(a", "expression-syntax", None),
        ("a = 1", "expression-syntax", 3),
        ("{{ a }}", "expression-syntax", None),
        ("'abc", "expression-syntax", 1),
        ("", "expression-syntax", None),
        ("a + " * 300 + "a", "expression-too-large", None),
        ("x" * 2001, "expression-too-large", None),
        ("(" * 900 + "a" + ")" * 900, "expression-too-large", None),
    ],
)
def test_a_refused_expression_is_a_finding_at_its_letter(text: str, code: str, column: int | None) -> None:
    expression, findings = parse(text)
    assert expression is None
    assert findings[0].code == code
    if column is not None:
        assert findings[0].span is not None
        assert findings[0].span.column == column


@pytest.mark.parametrize(
    "text",
    [
        "(a + b) | round",
        "a + (b | round)",
        "a | round == b",
        "[a + b, c | round]",
        "a | default(b + c)",
        "a | trim | upper",
    ],
)
def test_brackets_cure_a_filter_behind_an_operator(text: str) -> None:
    assert parse(text)[1] == []


@pytest.mark.parametrize(
    "text",
    [
        "''.__class__.__mro__[1].__subclasses__()",
        "a.__init__.__globals__",
        "lipsum(n=10)",
        "cycler.__init__",
        "self._TemplateReference__context",
        "'%s' % a",
        "'a' | attr('b')",
        "a | map('format')",
        "namespace()",
        "{% for x in a %}{% endfor %}",
        "a | join(b) | safe",
    ],
)
def test_known_escapes_are_refused_or_find_nothing(text: str) -> None:
    expression, _ = parse(text)
    if expression is not None:
        assert scopes.evaluate(expression, {"a": "x"}) is MISSING


def test_python_attributes_are_not_reachable() -> None:
    assert evaluate("a.upper", a="x") is MISSING
    assert evaluate("a.__class__", a=Decimal(1)) is MISSING


@given(st.text(max_size=120))
def test_no_text_is_a_crash(text: str) -> None:
    parse(text)


@given(st.text(alphabet="ab.|()[]'+-=<>! 12inotrsd,{}%~*/", max_size=60))
def test_no_expression_like_text_is_a_crash(text: str) -> None:
    expression, _ = parse(text)
    if expression is not None:
        with contextlib.suppress(Problem):
            scopes.evaluate(expression, {"a": "1", "b": [1, 2]})


def test_the_allow_list_is_the_list_of_visitors() -> None:
    from crosswalk.language.expression import _Checker

    visitors = {name.removeprefix("check_") for name in vars(_Checker) if name.startswith("check_")}
    assert visitors == {
        "const",
        "list",
        "tuple",
        "name",
        "getattr",
        "getitem",
        "and",
        "or",
        "not",
        "condexpr",
        "compare",
        "add",
        "sub",
        "neg",
        "filter",
        "test",
    }


@pytest.mark.parametrize("text", ["\u0664\u0665", "\uff14\uff15", "1\u0664.50"])
def test_an_amount_in_digits_of_another_script_was_read_as_its_value(text: str) -> None:
    with pytest.raises(Problem, match="is not a number"):
        to_number(text)


@pytest.mark.parametrize(
    ("forward", "back"),
    [
        ("value | plus_days(flags.days)", "value | minus_days(flags.days)"),
        ("value | negate | plus_days(2)", "value | minus_days(2) | negate"),
        ("value", "value"),
        ("value | upper", None),
        ("value.day | negate", None),
        ("a | negate", None),
        ("(value | negate) + 1", None),
    ],
)
def test_a_chain_of_filters_on_the_value_is_undone_step_by_step(forward: str, back: str | None) -> None:
    expression, findings = parse(forward)
    assert expression is not None, findings
    inverse = inverse_of(expression)
    assert (inverse.text if inverse else None) == back
    if inverse is not None and back is not None:
        written, _ = parse(back)
        assert written is not None
        assert inverse.tree == written.tree
        assert set(inverse.references) == set(written.references)
