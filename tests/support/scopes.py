"""Expressions without a record: names to values, and the look-ups of a tiny catalog."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from crosswalk.finding import Problem
from crosswalk.language.evaluate import Answered, build, build_test
from crosswalk.language.expression import Expression
from crosswalk.language.tree import Reference
from crosswalk.spec.knowledge import Key
from crosswalk.values import Json, read_segments, show, to_code

_NOTHING: Mapping[str, Json] = MappingProxyType({})


class Tables:
    """The look-ups of a tiny catalog: one table, any key of two parts."""

    def look_up(self, table: str, code: Json) -> Json:
        known = {"journal_codes": {"AP": "invoice"}}.get(table, {})
        if to_code(code) not in known:
            raise Problem(f"no code {show(code)}", code="unmapped-code")
        return known[to_code(code)]

    def split_key(self, key: str, value: Json) -> Mapping[str, str]:
        return Key(key, ("job", "cost_code")).split(value)

    def build_key(self, key: str, parts: Sequence[Json]) -> str:
        return Key(key, ("job", "cost_code")).build(tuple(parts))


SCOPE = Answered(Tables())


def answer_of(values: Mapping[str, Json]) -> Callable[[Reference], Json]:
    """Answers names from a dictionary."""
    return lambda reference: read_segments(dict(values), (reference.root, *reference.below))


def evaluate(expression: Expression, values: Mapping[str, Json] = _NOTHING) -> Json:
    """What an expression gives where names mean these values."""
    return build(expression.tree, SCOPE)(answer_of(values))


def holds(expression: Expression, values: Mapping[str, Json] = _NOTHING) -> bool:
    """Whether a condition holds where names mean these values."""
    return build_test(expression.tree, SCOPE)(answer_of(values))
