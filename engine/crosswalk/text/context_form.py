"""The form of a context file in words and an example, made of its schema, and what is meant as one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from textwrap import wrap
from typing import Any

from .schema import shipped_schema

_SHOWN = 3
_ALIKE = 0.85  # project is meant as projects; services, of another tool, not as invoices
_WIDTH = 78


def context_form() -> str:
    """What a context file looks like: three collections with an entry each, then all collections with their fields."""
    return "\n".join(_lines(_collections()))


def context_example() -> str:
    """A context file of one entry for each collection, as YAML."""
    return "".join(f"{line}\n" for name, each in _collections().items() for line in _example(name, each))


def is_meant_as_context(keys: Iterable[str]) -> bool:
    """Whether one of the keys of a file is the name of a collection, or nearly so."""
    names = [*_collections()]
    return any(get_close_matches(key.lower(), names, 1, _ALIKE) for key in keys)


def _collections() -> Mapping[str, Any]:
    """The lists that a context may hold, by name, each with its schema."""
    return dict(shipped_schema("context")["properties"])


def _lines(collections: Mapping[str, Any]) -> Iterator[str]:
    yield "The form of a context file (--context FILE, or context: FILE in the run file beside a payload)"
    yield "  YAML or JSON: lists by name, each with the entries that both systems already know."
    for name, collection in [*collections.items()][:_SHOWN]:
        yield from (f"    {line}" for line in _example(name, collection, _WIDTH - 10))
    yield "  An entry needs only the fields that the mapping reads. All lists and their fields:"
    for name, collection in collections.items():
        fields = f"{name}: {', '.join(collection['items'].get('properties', {}))}"
        yield from wrap(fields, _WIDTH, initial_indent="    ", subsequent_indent="      ")


def _example(name: str, collection: Mapping[str, Any], width: int | None = None) -> Iterator[str]:
    """The list with one entry: all its fields, or as many as fit."""
    fields = collection["items"].get("properties", {}).items()
    parts = [f"{key}: {json.dumps(field['examples'][0])}" for key, field in fields if field.get("examples")]
    while width is not None and len(parts) > 1 and len(", ".join(parts)) > width:
        parts.pop()
    yield f"{name}:"
    yield f"  - {{{', '.join(parts)}}}"
