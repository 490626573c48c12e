"""A quick yes to what a JSON Schema accepts; where it is not sure it says no, and the full check judges."""

from __future__ import annotations

from collections.abc import Callable, KeysView, Mapping
from decimal import Decimal
from functools import reduce
from typing import Any, TypeAlias

from ..values import Json

Accepts: TypeAlias = Callable[[Json], bool]

_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, Decimal),
    "integer": (int,),
    "boolean": (bool,),
    "object": (dict,),
    "array": (list,),
    "null": (type(None),),
}
_SAYS_NOTHING = frozenset({"title", "description", "examples", "format", "default", "$schema", "$id"})


def build_accepts(schema: Mapping[str, Any]) -> Accepts:
    """A function that is true only for values that the schema accepts."""
    rules = _rules_of(schema)
    if rules - _BUILDERS.keys() - {"additionalProperties"} or isinstance(schema.get("additionalProperties"), dict):
        return lambda value: False
    checks = [_BUILDERS[key](schema[key]) for key in _BUILDERS if key in rules]
    if schema.get("additionalProperties") is False:
        checks.append(_no_others(schema.get("properties", {}).keys()))
    return reduce(_both, checks) if checks else _anything


def _rules_of(schema: Mapping[str, Any]) -> set[str]:
    return {key for key in schema if key not in _SAYS_NOTHING and not key.startswith("x-")}


def _anything(value: Json) -> bool:
    return True


def _both(one: Accepts, other: Accepts) -> Accepts:
    return lambda value: one(value) and other(value)


def _kinds(names: str | list[str]) -> tuple[type, ...]:
    return tuple(kind for name in ([names] if isinstance(names, str) else names) for kind in _TYPES[name])


def _type(names: str | list[str]) -> Accepts:
    kinds = _kinds(names)
    if bool in kinds or int not in kinds:
        return lambda value: isinstance(value, kinds)
    return lambda value: isinstance(value, kinds) and value is not True and value is not False


def _enum(values: list[Json]) -> Accepts:
    words = frozenset(value for value in values if isinstance(value, str))
    has_null = None in values
    return lambda value: value in words if isinstance(value, str) else has_null and value is None


def _most(length: int, kind: type[str] | type[list[Json]]) -> Accepts:
    return lambda value: not isinstance(value, kind) or len(value) <= length


def _properties(schemas: Mapping[str, Mapping[str, Any]]) -> Accepts:
    # most fields are only held to a type, and most values are just of it: then nothing is called
    checks = [(name, _sure_kinds(schema), build_accepts(schema)) for name, schema in schemas.items()]

    def accepts(value: Json) -> bool:
        if not isinstance(value, dict):
            return True
        for name, sure, check in checks:
            if name in value and type(value[name]) not in sure and not check(value[name]):
                return False
        return True

    return accepts


def _sure_kinds(schema: Mapping[str, Any]) -> frozenset[type]:
    """The classes of which every value is accepted."""
    return frozenset(_kinds(schema["type"])) if _rules_of(schema) == {"type"} else frozenset()


def _required(names: list[str]) -> Accepts:
    return lambda value: not isinstance(value, dict) or all(name in value for name in names)


def _no_others(names: KeysView[str]) -> Accepts:
    return lambda value: not isinstance(value, dict) or value.keys() <= names


def _items(schema: Mapping[str, Any]) -> Accepts:
    check = build_accepts(schema)
    return lambda value: not isinstance(value, list) or all(map(check, value))


_BUILDERS: Mapping[str, Callable[[Any], Accepts]] = {
    "type": _type,
    "enum": _enum,
    "const": lambda value: _enum([value]),
    "maxLength": lambda length: _most(length, str),
    "maxItems": lambda length: _most(length, list),
    "properties": _properties,
    "items": _items,
    "required": _required,
}
