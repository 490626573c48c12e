"""Comparisons that look like patterns, and comparisons that no payload can meet."""

from collections.abc import Iterator
from collections.abc import Mapping as Map
from dataclasses import dataclass
from typing import Any

from ..finding import Findings, did_you_mean
from ..language.foresight import place_of
from ..language.transforms import TESTS
from ..language.tree import Compare, Constant, Is, ListOf, Reference, Tree, all_parts
from ..spec.knowledge import Knowledge
from ..spec.mapping import Mapping
from ..spec.scope import ROOTS
from ..spec.sites import Site, all_sites
from ..text.schema import Shape, follow
from ..values import Json, show
from . import lint_check
from .paths import shape_of_place

_EQUAL, _AMONG = frozenset({"eq", "ne"}), frozenset({"in", "notin"})
_KINDS = {
    "string": "text",
    "number": "a number",
    "boolean": "yes or no",
    "array": "a list",
    "object": "an object",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared with which constants, and how."""

    subject: Tree
    constants: tuple[Constant, ...]
    how: str


@lint_check
def check_comparisons(mapping: Mapping, knowledge: Knowledge, findings: Findings) -> None:
    for site in all_sites(mapping):
        for comparison in _comparisons(site):
            if comparison.how != "like":
                _check_stars(comparison, site, findings)
            _check_schema(comparison, site, mapping, knowledge, findings)


def _comparisons(site: Site) -> Iterator[Comparison]:
    for tree in all_parts(site.expression.tree):
        if isinstance(tree, Compare):
            yield from _of_compare(tree)
        elif isinstance(tree, Is) and tree.step.transform.name == "like":
            yield Comparison(tree.value, _constants(tree.step.arguments[0]), "like")


def _of_compare(tree: Compare) -> Iterator[Comparison]:
    left, right = tree.left, tree.right
    if tree.sign in _EQUAL and isinstance(left, Constant):
        left, right = right, left
    if tree.sign in _AMONG and isinstance(left, Constant):
        return  # a constant in a list of the payload, or in a longer text
    yield Comparison(left, _constants(right), tree.sign)


def _constants(tree: Tree) -> tuple[Constant, ...]:
    items = tree.items if isinstance(tree, ListOf) else (tree,)
    return tuple(item for item in items if isinstance(item, Constant))


def _check_stars(comparison: Comparison, site: Site, findings: Findings) -> None:
    """`*` and `?` stand for other letters only behind `is like`."""
    for constant in comparison.constants:
        if isinstance(constant.value, str) and set("*?") & set(constant.value):
            sign = next(letter for letter in constant.value if letter in "*?")
            nots = "not " if comparison.how in {"ne", "notin"} else ""
            message = f"{show(constant.value)} is compared letter by letter, so {sign} is only a {sign}"
            help = f"is {nots}like({_written(comparison)}) takes {sign} for any letters"
            span = place_of(site.expression, constant.offset, len(constant.value) + 2)
            findings.warn("plain-pattern", message, span, help)


def _written(comparison: Comparison) -> str:
    texts = ", ".join(f'"{constant.value}"' for constant in comparison.constants)
    return f"[{texts}]" if len(comparison.constants) > 1 else texts


def _check_schema(
    comparison: Comparison, site: Site, mapping: Mapping, knowledge: Knowledge, findings: Findings
) -> None:
    field = _field(comparison.subject, site, mapping, knowledge)
    if field is None:
        return
    name, schema = field
    kinds, choices = _types(schema), [each for each in schema.get("enum", ()) if each is not None]
    for constant in comparison.constants:
        value, span = constant.value, place_of(site.expression, constant.offset, len(str(constant.value)) + 2)
        if value is None or not kinds:
            continue
        if _kind(value) not in kinds or (comparison.how == "like" and "string" not in kinds):
            spoken = " or ".join(_KINDS[kind] for kind in sorted(kinds))
            what = "is like takes text" if comparison.how == "like" else f"{show(value)} is {_KINDS[_kind(value)]}"
            message = f"{name} is {spoken}, and {what}"
            findings.add("never-met", message, span, _cure(value, kinds, comparison.how))
        elif choices and isinstance(value, str) and not _is_met(value, choices, comparison.how):
            message = f"{name} is never {_how(comparison.how)}{show(value)}"
            help = did_you_mean(value, [str(each) for each in choices], f"it is one of {', '.join(map(str, choices))}")
            findings.warn("never-met", message, span, help)


def _how(how: str) -> str:
    return "like " if how == "like" else ""


def _is_met(value: str, choices: list[Json], how: str) -> bool:
    return any(TESTS["like"].function(str(each), value) if how == "like" else each == value for each in choices)


def _cure(value: Json, kinds: set[str], how: str) -> str:
    if kinds <= {"object", "array"}:
        return "compare a field inside it"
    if isinstance(value, bool):
        written = f'write "{str(value).lower()}" in quotes' if "string" in kinds else "write a number"
        return f"{written}, or ask: NAME is {'not ' if value else ''}blank"
    if "string" in kinds:
        return f'write "{value}" in quotes'
    if "boolean" in kinds:
        return "test it alone: NAME, or not NAME"
    return "compare a number with ==, <, >" if how == "like" else "write the number without quotes"


def _kind(value: Json) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "string" if isinstance(value, str) else "number"


def _types(schema: Map[str, Any]) -> set[str]:
    """The JSON types that a field may have; empty where the schema does not say."""
    given = schema.get("type", ())
    kinds = {given} if isinstance(given, str) else set(given)
    return {"number" if kind == "integer" else kind for kind in kinds} - {"null"}


def _field(tree: Tree, site: Site, mapping: Mapping, knowledge: Knowledge) -> tuple[str, Map[str, Any]] | None:
    """The name and schema of the payload's field that a tree reads as it is."""
    if not isinstance(tree, Reference) or tree.root in mapping.links:
        return None
    path = tree.below
    if tree.root == "record":
        site = Site(site.expression, site.direction)
    elif tree.root != "line" and tree.root in ROOTS:
        return None
    elif tree.root != "line":
        path = (tree.root, *path)
    shape: Shape = shape_of_place(mapping, knowledge, site)
    reached, unknown, _ = follow(shape, path)
    return (str(path[-1]), reached.schema) if path and not unknown else None
