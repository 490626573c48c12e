"""JSON Schemas: their errors as findings at the right place, and the shape of a payload for path checks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path as File
from typing import Any

from .. import resources
from ..finding import CrosswalkError, Finding, Findings, Problem, Span, did_you_mean, start_of
from ..values import Json, Segments
from .breaches import Breaches
from .files import DISK, MOST_OF_JSON, Files
from .payload import decode
from .source import Node, plain_data

_ENDING = ".schema.json"


def shipped_schema(name: str) -> Mapping[str, Any]:
    """A schema of crosswalk's own by its name below schemas/; it stands on disk, wherever the mappings do."""
    return read_schema(DISK, resources.schemas() / f"{name}.schema.json")


@lru_cache(maxsize=512)
def read_schema(files: Files, file: File) -> Mapping[str, Any]:
    """A JSON Schema; no reference leaves its file. Raises CrosswalkError where the file cannot be used."""
    try:
        data = files.read(file, str(file), MOST_OF_JSON)
        schema: Json = json.loads(data)
    except Problem as problem:
        raise CrosswalkError([problem.finding(start_of(str(file)))]) from None
    except (ValueError, RecursionError):
        schema = decode(data, str(file))  # it knows where the mistake is
    if not isinstance(schema, dict):
        span = start_of(str(file))
        raise CrosswalkError([Finding("wrong-type", "a schema is an object", span, "start with {")])
    return schema


@dataclass(frozen=True, slots=True)
class Schemas:
    """The schemas of payloads and documents: of each name, the first there is in some folders."""

    places: tuple[tuple[Files, File], ...]

    def find(self, name: str) -> Mapping[str, Any] | None:
        """The schema of a name below a folder; None where there is none."""
        for files, folder in self.places:
            file = folder / f"{name}{_ENDING}"
            if files.kind(file) == "file":
                return read_schema(files, file)
        return None

    @property
    def names(self) -> tuple[str, ...]:
        """The schemas that are of use to a mapping, by name."""
        return tuple(sorted({name for files, folder in self.places for name in _names_below(files, folder)}))


def _names_below(files: Files, folder: File) -> Iterator[str]:
    for kind in files.below(folder):
        for file in files.below(kind) if not kind.name.startswith("o") else ():  # those of output/ are not mapped
            if file.name.endswith(_ENDING):
                yield f"{kind.name}/{file.name.removesuffix(_ENDING)}"


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
    return Breaches(tree, schema, list(validator.iter_errors(plain_data(tree))), findings).tell()


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
