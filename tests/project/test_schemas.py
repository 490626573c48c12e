"""The schemas that editors explain and complete from: each property told, each example true, nothing fetched."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry

from commandline import crosswalk
from crosswalk.finding import Findings, Source
from crosswalk.spec.parse_source import SOURCES
from crosswalk.text.schema import check_schema, shipped_schema
from crosswalk.text.source import read_yaml
from places import ROOT

_LANGUAGE = sorted((ROOT / "schemas").glob("*.schema.json"))
_PAYLOADS = sorted(f for folder in ("procore", "cmic") for f in (ROOT / "schemas" / folder).glob("*.schema.json"))
_OUTPUTS = sorted((ROOT / "schemas" / "output").glob("*.schema.json"))


def name(file: Path) -> str:
    return f"{file.parent.name}/{file.name.removesuffix('.schema.json')}"


def objects(schema: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema in a schema, with its path; what stands in if/then only tightens and is left out."""
    if isinstance(schema, list):
        for number, each in enumerate(schema):
            yield from objects(each, f"{path}/{number}")
    elif isinstance(schema, dict):
        yield path, schema
        for key, each in schema.items():
            if key not in {"allOf", "if", "then", "else", "examples", "enum", "const", "not", "required"}:
                yield from objects(each, f"{path}/{key}")


@pytest.mark.parametrize("file", [*_LANGUAGE, *_PAYLOADS, *_OUTPUTS], ids=name)
def test_it_is_a_schema_of_its_own(file: Path) -> None:
    schema = json.loads(file.read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    text = file.read_text("utf-8")
    assert '"oneOf"' not in text
    assert '"anyOf"' not in text
    assert all(ref["$ref"].startswith("#/") for _, ref in objects(schema) if isinstance(ref.get("$ref"), str))


@pytest.mark.parametrize("file", _LANGUAGE, ids=name)
def test_every_property_is_described_with_an_example(file: Path) -> None:
    schema = json.loads(file.read_text("utf-8"))
    for path, each in objects(schema):
        for key, spec in each.get("properties", {}).items() if isinstance(each.get("properties"), dict) else ():
            target = {**_resolved(schema, spec), **spec}
            assert target.get("description"), f"{path}/{key} has no description"
            assert target.get("examples") is not None or "$ref" in spec, f"{path}/{key} has no example"
        if "properties" in each and isinstance(each["properties"], dict) and each.get("type") == "object":
            assert each.get("additionalProperties") is False or "patternProperties" in each, f"{path} is open"


def _resolved(schema: dict[str, Any], spec: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = schema.get("$defs", {}).get(spec.get("$ref", "").rpartition("/")[2], {})
    return found


@pytest.mark.parametrize("file", _LANGUAGE, ids=name)
def test_every_example_of_a_plain_property_is_true(file: Path) -> None:
    schema = json.loads(file.read_text("utf-8"))
    for path, each in objects(schema):
        plain = {k: v for k, v in each.items() if k not in {"allOf", "required", "$defs"}}
        validator: Any = Draft202012Validator({**plain, "$defs": schema.get("$defs", {})}, registry=Registry())
        for example in each.get("examples", ()) if isinstance(each.get("type"), str) else ():
            if each["type"] not in {"object", "array"}:
                assert validator.is_valid(example), f"{path}: {example}"


@pytest.mark.parametrize("file", _PAYLOADS, ids=name)
def test_every_field_of_a_payload_is_told_and_graded(file: Path) -> None:
    for path, each in objects(json.loads(file.read_text("utf-8"))):
        for key, spec in each.get("properties", {}).items() if isinstance(each.get("properties"), dict) else ():
            assert spec.get("description") or "$ref" in spec, f"{path}/{key} has no description"


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    for command in (("lint",), ("dry-run", "subcontractor-invoices"), ("show", "subcontractor-invoices")):
        assert crosswalk(*command).code == 0


def test_the_schema_knows_every_source_of_a_row_that_the_parser_reads() -> None:
    row = shipped_schema("mapping")["$defs"]["row"]["properties"]
    assert set(SOURCES) <= set(row)


def test_a_spec_is_checked_at_the_key_that_is_wrong() -> None:
    findings = Findings()
    tree = read_yaml(Source("x.yaml", "mapping: x\ntitle: X\ngrups: []\n"), findings)
    assert tree is not None
    check_schema(tree, shipped_schema("mapping"), findings)
    found = [(f.code, f.span.line, f.help) for f in findings.in_order() if f.span]
    assert ("unknown-key", 3, "did you mean 'groups'?") in found
