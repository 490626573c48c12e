"""What an expression may use: filters, tests and names, each with its usage, sentence and examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..finding import Findings, Problem, Source, Span
from ..language.evaluate import Answered, build
from ..language.expression import parse_expression
from ..language.transforms import TESTS, TRANSFORMS, Transform
from ..spec.knowledge import Key
from ..spec.scope import NAMES
from ..text.source import Scalar
from ..values import MISSING, Json, show, to_code

FAMILIES = ("text", "code", "number", "money", "date")


@dataclass(frozen=True, slots=True)
class Function:
    """A filter, test or name; `fails` are examples with what is said of them."""

    name: str
    kind: str
    family: str
    usage: str
    help: str
    examples: tuple[tuple[str, Json], ...] = ()
    fails: tuple[tuple[str, str], ...] = ()


def functions() -> tuple[Function, ...]:
    """All of them: filters by family, then tests, then names."""
    filters = sorted(TRANSFORMS.values(), key=lambda each: (_place(each.family), each.name))
    tests = sorted(TESTS.values(), key=lambda each: each.name)
    names = (Function(root, "name", "names", root, help) for root, help in NAMES.items())
    return (*(_of(each, "filter") for each in filters), *(_of(each, "test") for each in tests), *names)


def _place(family: str) -> int:
    return FAMILIES.index(family) if family in FAMILIES else len(FAMILIES)


def _of(transform: Transform, kind: str) -> Function:
    sign, family = ("|", transform.family) if kind == "filter" else ("is", "tests")
    fails = tuple((text, _said(text)) for text in transform.fails)
    usage = f"x {sign} {transform.usage}"
    return Function(transform.name, kind, family, usage, transform.help, transform.examples, fails)


def _said(text: str) -> str:
    """What is said of an example that fails."""
    findings = Findings()
    expression = parse_expression(Scalar(text, Span(Source("example", text), 1, 1, len(text)), text), findings)
    if expression is None:
        return "; ".join(finding.message for finding in findings.in_order())
    try:
        build(expression.tree, Answered(_Examples()))(lambda reference: MISSING)
    except Problem as problem:
        return problem.message
    return ""


class _Examples:
    """The look-ups of the examples: one table, one key."""

    def look_up(self, table: str, code: Json) -> Json:
        if to_code(code) != "AP":
            raise Problem(f"the value table '{table}' has no code {show(code)}", code="unmapped-code")
        return "invoice"

    def split_key(self, key: str, value: Json) -> Mapping[str, str]:
        return Key(key, ("job", "cost_code")).split(value)

    def build_key(self, key: str, parts: Sequence[Json]) -> str:
        return Key(key, ("job", "cost_code")).build(tuple(parts))
