"""The part of a record's schema that a mapping reads: by its rows, rules, keys, links and lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from ..language.path import Path
from ..language.tree import Constant, Reference, Step, all_parts, unchain
from ..lint.paths import shape_of_record
from ..spec.knowledge import Knowledge
from ..spec.mapping import Direction, Group
from ..spec.mapping import Mapping as Spec
from ..spec.scope import ROOTS
from ..spec.sites import Site, sites_in
from ..spec.sources import path_of
from ..values import Segments

_Names: TypeAlias = "dict[str, _Names]"
"""Names below names; elements of a list stand for themselves. An empty one is read with all that is below it; where
something below is named, a rule that asks for the whole only asks whether it is there."""

_UNREAD = {"required", "additionalProperties", "dependentRequired", "properties", "items"}


def schema_of_what_is_read(mapping: Spec, direction: Direction, knowledge: Knowledge) -> Mapping[str, Any]:
    """The schema of a record as far as the mapping reads it; what nothing reads is not asked for."""
    names: _Names = {}
    for segments in _read_by(mapping, direction):
        _add(names, segments)
    return _pruned(shape_of_record(direction, knowledge).schema, names)


def _read_by(mapping: Spec, direction: Direction) -> Iterator[Segments]:
    one = mapping.in_direction(direction.name)
    for section in one.sections:
        above = _lines_of(section.group, direction)
        for _, transfer in section.rows:
            if (path := path_of(transfer.source)) is not None:
                yield (*above, *_first_names(path))
    for path in direction.record_per:
        yield _first_names(path)
    for site in sites_in(one):
        yield from _read_in(site, mapping, direction)


def _lines_of(group: Group, direction: Direction) -> Segments:
    lines = group.lines.get(direction.name)
    return _first_names(lines.source) if lines is not None else ()


def _read_in(site: Site, mapping: Spec, direction: Direction) -> Iterator[Segments]:
    above = _lines_of(site.group, direction) if site.is_line and site.group is not None else ()
    for part in all_parts(site.expression.tree):
        base, steps = unchain(part)
        if not isinstance(base, Reference) or base.root in ({*ROOTS, *mapping.links} - {"record", "line"}):
            continue
        place = () if base.root == "record" else above
        path = (*place, *base.below) if base.root in {"record", "line"} else (*place, base.root, *base.below)
        yield path
        # what a filter names is a field of the elements, or is not in their schema: lines | sum('amount')
        yield from ((*path, word) for step in steps for word in _words_of(step))


def _words_of(step: Step) -> Iterator[str]:
    values = (argument.value for argument in step.arguments if isinstance(argument, Constant))
    return (value for value in values if isinstance(value, str))


def _first_names(path: Path) -> Segments:
    """The names of a path; of one that JMESPath must follow, the name that it starts with."""
    if path.segments is not None:
        return path.segments
    tree = path.tree
    while tree and tree["type"] != "field" and tree.get("children"):
        tree = tree["children"][0]
    return (tree["value"],) if tree and tree["type"] == "field" else ()


def _add(names: _Names, segments: Segments) -> None:
    for segment in segments:
        if isinstance(segment, str):
            names = names.setdefault(segment, {})


def _pruned(schema: Mapping[str, Any], names: _Names) -> Mapping[str, Any]:
    if not names:
        return schema
    below = schema.get("properties", {})
    if below and names.keys().isdisjoint(below):
        return schema
    kept: dict[str, Any] = {key: value for key, value in schema.items() if key not in _UNREAD}
    if "items" in schema:
        kept["items"] = _pruned(schema["items"], names)
    if below:
        kept["properties"] = {name: _pruned(below[name], names[name]) for name in below if name in names}
    return kept
