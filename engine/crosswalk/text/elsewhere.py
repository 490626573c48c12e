"""Where in a schema a key is at home that stands in the wrong place: one level deeper, or higher."""

import json
import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from .source import Entries, Node, Scalar

Schema: TypeAlias = Mapping[str, Any]


def holders_below(root: Schema, place: tuple[str | int, ...], name: str, node: Node) -> tuple[str, ...]:
    """The keys of a place that have the name among their own; those that stand there, and the written side, first."""
    properties = _schemas_on(root, place)[-1].get("properties", {})
    holders = [key for key, below in properties.items() if name in _names_of(root, _resolved(root, below))]
    if isinstance(node, Entries):
        direction = node.find("direction")
        if isinstance(direction, Scalar) and direction.value == "export":
            holders.reverse()
        holders.sort(key=lambda key: node.find(key) is None)
        if any(node.find(key) is not None for key in holders):
            holders = [key for key in holders if node.find(key) is not None]
    return tuple(holders[:3])


def holders_above(root: Schema, place: tuple[str | int, ...], name: str) -> str:
    """Where the name is at home above a place, in words; empty where it is not."""
    above = _schemas_on(root, place)
    for depth in range(len(place) - 1, -1, -1):
        if name in above[depth].get("properties", {}):
            key = next((step for step in reversed(place[: depth + 1]) if isinstance(step, str)), "")
            return f"beside {key}:, further left" if key else "further left"
    return ""


def example_of(root: Schema, place: tuple[str | int, ...], name: str) -> str:
    """An example of a key of a place, as it is written there."""
    spec = _schemas_on(root, place)[-1].get("properties", {}).get(name, {})
    example = next((example for example in spec.get("examples", ()) if example), "")
    return example if isinstance(example, str) else json.dumps(example).replace('"', "")


def with_names(schema: Schema, names: Mapping[str, tuple[str, ...]]) -> Schema:
    """The schema with the names that are known under some of its keys."""
    known = {key: {**spec, "x-known": names.get(key, ())} for key, spec in schema["properties"].items()}
    return {**schema, "properties": known}


def _names_of(root: Schema, schema: Schema) -> set[str]:
    """The keys of a place, or of the items of a list; `x-holds` names what a block changes the keys of."""
    held = _resolved(root, {"$ref": schema["x-holds"]}) if "x-holds" in schema else {}
    items = _resolved(root, schema.get("items", {}))
    return {name for each in (schema, held, items) for name in (*each.get("properties", ()), *each.get("x-known", ()))}


def _resolved(root: Schema, schema: Schema) -> Schema:
    """A schema with what it refers to laid beneath it."""
    reference = schema.get("$ref", "")
    if not reference.startswith("#/"):
        return schema
    found: Any = root
    for step in reference[2:].split("/"):
        found = found.get(step, {})
    return {**_resolved(root, found), **schema}


def _schemas_on(root: Schema, place: tuple[str | int, ...]) -> list[Schema]:
    """The schema of each place on the way down to this one."""
    found = [root]
    for step in place:
        found.append(_resolved(root, _below(found[-1], step)))
    return found


def _below(schema: Schema, step: str | int) -> Schema:
    if isinstance(step, int):
        return dict(schema.get("items", {}))
    known = schema.get("properties", {}).get(step)
    patterns = schema.get("patternProperties", {})
    return known or next((below for each, below in patterns.items() if re.search(each, step)), {})
