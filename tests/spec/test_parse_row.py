"""One row of a mapping: what would be misread is a finding."""

import pytest

from specs import Lint, row, spec


def test_a_constant_and_a_transform_are_two_sources(lint: Lint) -> None:
    assert lint(spec(row("a", "constant: SUBK, transform: value | upper"))) == ["two-sources"]


def test_a_choice_needs_a_flag_with_listed_values(lint: Lint) -> None:
    assert lint(spec(row("x", "choose: {by: days, from: {'30': a}}"))) == ["missing-choice"]


@pytest.mark.parametrize("path", ["first", "first[0].x", "first.a[*].b"])
def test_a_place_must_be_a_field_of_a_document(lint: Lint, path: str) -> None:
    assert "path-syntax" in lint(spec(row("a", "source: v", path)))


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("source: v, required: yes", "wrong-type"),
        ("source: position", "unknown-name"),
        ("source: documents.first.x", "unknown-name"),
        ("source: value", "unknown-name"),
        ("source: v, enabled_by: days", "bad-flag-value"),
        ("type: money, constant: five", "bad-value-here"),
        ("type: date, source: v, default: soon", "bad-value-here"),
        ("path: v", "unknown-key"),
    ],
)
def test_a_row_that_would_be_misread_is_a_finding(lint: Lint, more: str, code: str) -> None:
    assert lint(spec(row("x", more))) == [code]


def test_a_row_says_its_direction(lint: Lint) -> None:
    assert lint(spec("- {id: x, source: v, right: {label: x, path: first.x}}")) == ["missing-key"]
