"""A module imports only from layers below its own, and every module has its place."""

import ast
from pathlib import Path

import pytest

from conftest import ROOT

_LAYERS = [
    {"finding", "habits", "markup", "resources"},
    {"bounds", "context_form", "file", "indentation", "syntax", "values"},
    {"accept", "codes", "follow", "meant", "operators", "rejects", "trail", "transforms", "yaml_mistakes"},
    {"source"},
    {"effective", "elsewhere", "flags", "path"},
    {"breaches", "salvage", "tree"},
    {"evaluate", "stream"},
    {"compare", "expression", "payload", "replay"},
    {"foresight", "schema", "template"},
    {"spec"},
    {"directions", "knowledge", "limits", "outcome", "reader", "roles", "uses"},
    {"checked", "names", "overlay", "parse_row", "repository", "run", "stops"},
    {"blame", "body", "changes", "functions", "homes", "lineage", "lint", "parse", "partition", "take"},
    {"fields", "rules", "walk"},
    {"taking"},
    {"mapper"},
    {"bulk", "customer"},
    {"catalog", "conformance", "installation", "overlaps", "route", "survey"},
    {"__init__", "samples", "statements"},
    {"lint_samples", "rehearse"},
    {"lint_all"},
    {"lint_path"},
]
_LEVEL = {module: number for number, layer in enumerate(_LAYERS) for module in layer}
# these know each other: a record is judged, shared out and walked as one thing
_TOGETHER = {
    ("names", "run"),
    ("names", "walk"),
    ("rules", "walk"),
    ("partition", "walk"),
    ("take", "names"),
    ("body", "names"),
    ("partition", "rules"),
    ("walk", "partition"),
    ("walk", "rules"),
    ("lint", "names"),
    ("customer", "catalog"),
}


def _modules() -> list[Path]:
    return sorted((ROOT / "engine" / "crosswalk").rglob("*.py"))


def _place(file: Path) -> str:
    inside = file.relative_to(ROOT / "engine" / "crosswalk")
    return inside.parts[0] if len(inside.parts) > 1 else inside.stem


def _imports(file: Path) -> set[str]:
    found: set[str] = set()
    deep = len(file.relative_to(ROOT / "engine" / "crosswalk").parts)
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == deep:
            found |= {node.module.split(".")[0]} if node.module else {alias.name for alias in node.names}
    return found


@pytest.mark.parametrize("file", _modules(), ids=lambda file: str(file.relative_to(ROOT / "engine")))
def test_imports_point_down(file: Path) -> None:
    own = _place(file)
    for imported in _imports(file) - {"__version__", own}:
        assert (own, imported) in _TOGETHER or _LEVEL[imported] < _LEVEL[own], f"{own} imports {imported}"


def test_every_module_has_its_layer() -> None:
    assert {_place(file) for file in _modules()} == set(_LEVEL)


def test_the_engine_does_not_know_the_connector() -> None:
    for file in _modules():
        text = file.read_text("utf-8").lower()
        code = "\n".join(line for line in text.splitlines() if "cmic" in line or "procore" in line)
        assert not code, f"{file.name}: {code}"


def test_the_command_line_is_not_imported_by_the_engine() -> None:
    for file in _modules():
        assert "crosswalk_cli" not in file.read_text("utf-8")


@pytest.mark.parametrize("folder", ["engine", "cli"])
def test_modules_are_short_and_say_what_they_are_for(folder: str) -> None:
    for file in (ROOT / folder).rglob("*.py"):
        tree = ast.parse(file.read_text("utf-8"))
        assert ast.get_docstring(tree), f"{file} has no first sentence"
        assert len(file.read_text("utf-8").splitlines()) <= 400, f"{file} is too long"
