"""The examples of every transform are its tests."""

import pytest

from crosswalk.finding import Findings, Problem, Source, Span
from crosswalk.language.expression import parse_expression
from crosswalk.language.transforms import TESTS, TRANSFORMS
from crosswalk.text.source import Scalar
from crosswalk.values import Json
from scopes import evaluate

_EXAMPLES = [(t, text, result) for t in (*TRANSFORMS.values(), *TESTS.values()) for text, result in t.examples]
_FAILS = [(t, text) for t in TRANSFORMS.values() for text in t.fails]


def _evaluate(text: str) -> Json:
    findings = Findings()
    scalar = Scalar(text, Span(Source("example", text), 1, 1, len(text)), text)
    expression = parse_expression(scalar, findings)
    assert expression is not None, [f.message for f in findings.in_order()]
    return evaluate(expression)


@pytest.mark.parametrize(("transform", "text", "result"), _EXAMPLES, ids=[text for _, text, _ in _EXAMPLES])
def test_an_example_holds(transform: object, text: str, result: Json) -> None:
    found = _evaluate(text)
    assert found == result
    assert type(found) is type(result)


@pytest.mark.parametrize(("transform", "text"), _FAILS, ids=[text for _, text in _FAILS])
def test_a_failing_example_is_a_problem(transform: object, text: str) -> None:
    with pytest.raises(Problem):
        _evaluate(text)


@pytest.mark.parametrize("name", [name for name, t in TRANSFORMS.items() if not t.takes_blank])
def test_a_blank_value_passes_through(name: str) -> None:
    arguments = ", ".join("'1'" for _ in range(TRANSFORMS[name].least))
    for blank in ("none", "''"):
        found = _evaluate(f"{blank} | {name}({arguments})" if arguments else f"{blank} | {name}")
        assert found in (None, "")


def test_every_transform_says_what_it_does_and_has_an_example() -> None:
    for transform in (*TRANSFORMS.values(), *TESTS.values()):
        assert transform.help.endswith(".")
        assert transform.examples
        assert transform.family in {"text", "number", "money", "date", "code"}


def test_an_inverse_turns_its_transform_round() -> None:
    for transform in TRANSFORMS.values():
        if transform.inverse:
            assert TRANSFORMS[transform.inverse].inverse == transform.name
