"""A quick yes to what a JSON Schema accepts; where it is not sure it says no, and the full check judges."""

from __future__ import annotations

from collections.abc import Callable, KeysView, Mapping
from decimal import Decimal
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
    rules = {key for key in schema if key not in _SAYS_NOTHING and not key.startswith("x-")}
    if rules - _BUILDERS.keys() - {"additionalProperties"} or isinstance(schema.get("additionalProperties"), dict):
        return lambda value: False
    checks = [_BUILDERS[key](schema[key]) for key in _BUILDERS if key in rules]
    if schema.get("additionalProperties") is False:
        checks.append(_no_others(schema.get("properties", {}).keys()))
    return _all_of(checks)


def _all_of(checks: list[Accepts]) -> Accepts:
    if len(checks) == 1:
        return checks[0]
    return lambda value: all(check(value) for check in checks)


def _type(names: str | list[str]) -> Accepts:
    listed = [names] if isinstance(names, str) else names
    kinds = tuple(kind for name in listed for kind in _TYPES[name])
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
    checks = [(name, build_accepts(schema)) for name, schema in schemas.items()]
    return lambda value: (
        not isinstance(value, dict) or all(check(value[name]) for name, check in checks if name in value)
    )


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
