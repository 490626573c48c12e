"""JSON Schemas: their errors as findings at the right place, and the shape of a payload for path checks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path as File
from types import MappingProxyType
from typing import Any

from .file import MOST_OF_JSON, read_file
from .finding import CrosswalkError, Finding, Findings, Problem, Source, Span, did_you_mean
from .path import Segments
from .payload import decode_bytes
from .source import Entries, Items, Node, Scalar, node_at, plain_data
from .values import Json, show

_SPOKEN = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "object": "keys and values",
    "array": "a list",
    "null": "nothing",
}


@cache
def read_schema(file: File) -> Mapping[str, Any]:
    """A JSON Schema; no reference leaves its file. Raises CrosswalkError where the file cannot be used."""
    try:
        data = read_file(file, str(file), MOST_OF_JSON)
        schema: Json = json.loads(data)
    except Problem as problem:
        raise CrosswalkError([problem.finding()]) from None
    except (ValueError, RecursionError):
        schema = decode_bytes(data, str(file))  # it knows where the mistake is
    if not isinstance(schema, dict):
        span = Span(Source(str(file), ""), 1, 1)
        raise CrosswalkError([Finding("wrong-type", "a schema is an object", span, "start with {")])
    return schema


def with_sides(schema: Mapping[str, Any], sides: Mapping[str, str]) -> Mapping[str, Any]:
    """The mapping schema with the row's two sides under the connector's own names."""
    row = schema["$defs"]["row"]
    is_side = {"$ref": "#/$defs/side"}
    properties = {name: spec for name, spec in row["properties"].items() if spec != is_side}
    row = {**row, "properties": {**properties, **dict.fromkeys(sides, is_side)}}
    return {**schema, "$defs": {**schema["$defs"], "row": row}}


def check_schema(tree: Node, schema: Mapping[str, Any], findings: Findings) -> bool:
    """Adds a finding for every place where the tree is not as the schema says; True where it is."""
    return not broken_places(tree, schema, findings)


def broken_places(tree: Node, schema: Mapping[str, Any], findings: Findings) -> list[list[str | int]]:
    """The paths of the places where the tree is not as the schema says, each with its finding."""
    from jsonschema import Draft202012Validator  # 0.1 s, and only specs need it
    from referencing import Registry

    validator: Any = Draft202012Validator(schema, registry=Registry())
    places = []
    for error in validator.iter_errors(plain_data(tree)):
        place = list(error.absolute_path)
        report = _REPORTS.get(str(error.validator), _report_other)
        report(error, node_at(tree, place), findings)
        places.append(place)
    return places


def _report_additional(error: Any, node: Node, findings: Findings) -> None:
    known = list(error.schema.get("properties", ()))
    patterns = error.schema.get("patternProperties", {})
    for key, _ in node.pairs if isinstance(node, Entries) else ():
        if key.value in known or any(_fits(pattern, key.value) for pattern in patterns):
            continue
        if known:
            findings.add("unknown-key", f"unknown key '{key.value}'", key.span, did_you_mean(str(key.value), known))
        else:
            findings.add(
                "bad-name",
                f"'{key.value}' is no name",
                key.span,
                "write small letters, digits and _ (in ids: -), a letter first",
            )


def _report_required(error: Any, node: Node, findings: Findings) -> None:
    present = {key.value for key, _ in node.pairs} if isinstance(node, Entries) else set()
    for name in error.validator_value:
        if name not in present and f"'{name}'" in error.message:
            findings.add("missing-key", f"'{name}' is missing here", node.span, f"add {name}: ...")


def _report_enum(error: Any, node: Node, findings: Findings) -> None:
    choices = [str(choice) for choice in error.validator_value]
    help = did_you_mean(str(error.instance), choices, f"one of {', '.join(choices)}")
    findings.add("bad-choice", f"{show(error.instance)} is not one of {', '.join(choices)}", node.span, help)


def _report_type(error: Any, node: Node, findings: Findings) -> None:
    expected = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    wanted = " or ".join(_SPOKEN[kind] for kind in expected)
    if "string" in expected and isinstance(node, Scalar) and node.value is not None:
        findings.add(
            "number-for-text",
            f"{node.written} is read as {_read_as(node.value)}, expected {wanted}",
            node.span,
            f'write "{node.written}" in quotes',
        )
    elif "string" in expected and isinstance(node, Items):
        findings.add(
            "bracket-text",
            f"this is read as a list, expected {wanted}",
            node.span,
            "text that starts with a bracket must be in quotes",
        )
    else:
        findings.add("wrong-type", f"expected {wanted}, found {_found(node)}", node.span)


def _report_other(error: Any, node: Node, findings: Findings) -> None:
    words = {
        "pattern": f"{show(error.instance)} does not look like {error.validator_value}",
        "minItems": "the list has too few entries",
        "maxItems": "the list has too many entries",
        "minimum": f"{error.instance} is below {error.validator_value}",
        "maximum": f"{error.instance} is above {error.validator_value}",
        "minLength": "the text is empty",
    }
    help = str(error.schema.get("description", "")) if isinstance(error.schema, dict) else ""
    findings.add("bad-value-here", words.get(str(error.validator), error.message), node.span, help)


_REPORTS: Mapping[str, Callable[[Any, Node, Findings], None]] = MappingProxyType(
    {
        "additionalProperties": _report_additional,
        "required": _report_required,
        "enum": _report_enum,
        "type": _report_type,
    }
)


def _fits(pattern: str, name: Any) -> bool:
    import re

    return bool(re.search(pattern, str(name)))


def _read_as(value: Json) -> str:
    return f"the number {value}" if not isinstance(value, bool) else f"the word {show(value)} of JSON"


def _found(node: Node) -> str:
    if isinstance(node, Scalar):
        return show(node.value) if node.value is not None else "nothing"
    return "keys and values" if isinstance(node, Entries) else "a list"


@dataclass(frozen=True, slots=True)
class Shape:
    """What a payload schema knows of one place: its fields, or its elements."""

    schema: Mapping[str, Any]

    @property
    def is_open(self) -> bool:
        """Nothing is known below: free-form objects and plain values of any kind."""
        return self.schema.get("x-open", False) or not ({"properties", "items"} & set(self.schema))

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(self.schema.get("properties", ()))

    def below(self, segment: str | int) -> Shape | None:
        if isinstance(segment, int):
            return self.element
        found = self.schema.get("properties", {}).get(segment)
        return Shape(found) if found is not None else None

    @property
    def element(self) -> Shape:
        return Shape(self.schema.get("items", {}))


OPEN = Shape({})


def follow(shape: Shape, segments: Segments) -> tuple[Shape, str | None, tuple[str, ...]]:
    """The shape at a place; else the first unknown name and the names known there."""
    for segment in segments:
        if shape.is_open:
            return OPEN, None, ()
        below = shape.below(segment)
        if below is None:
            return OPEN, str(segment), shape.fields
        shape = below
    return shape, None, ()


def follow_tree(shape: Shape, tree: Any) -> Iterator[tuple[str, tuple[str, ...]] | Shape]:
    """Walks a JMESPath tree: yields unknown names with the known ones, and last the shape that is reached."""
    kind, children = tree["type"], tree.get("children", [])
    if kind == "field":
        reached, unknown, known = follow(shape, (tree["value"],))
        if unknown:
            yield unknown, known
        yield reached
    elif kind == "index":
        yield shape.element
    elif kind == "flatten":
        yield from follow_tree(shape, children[0])
    elif kind in {"subexpression", "index_expression", "projection", "filter_projection", "pipe"}:
        yield from _follow_in_turn(shape, children[:2], kind)
    elif kind in {"identity", "current"}:
        yield shape
    else:
        yield OPEN


def _follow_in_turn(shape: Shape, children: list[Any], kind: str) -> Iterator[tuple[str, tuple[str, ...]] | Shape]:
    for number, child in enumerate(children):
        if number and kind in {"projection", "filter_projection"}:
            shape = shape.element
        for found in follow_tree(shape, child):
            if isinstance(found, Shape):
                shape = found
            else:
                yield found
    yield shape


def check_place(shape: Shape, segments: Segments, span: Span | None, what: str, findings: Findings) -> None:
    """A finding where a document has no such place."""
    _, unknown, known = follow(shape, segments)
    if unknown:
        findings.add("unknown-path", f"{what} has no '{unknown}'", span, did_you_mean(unknown, known))
