"""Folders are the layers of the engine: a module imports only from folders before its own."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from places import ROOT

ENGINE = ROOT / "engine" / "crosswalk"
LAYERS = (
    *("finding", "values", "types", "bounds", "resources"),
    *("text", "language", "spec", "lint", "plan", "build"),
    *("mapper", "catalog", "bulk", "audit", "pages", "__init__"),
)
"""Modules and folders, from the ground up."""


def _modules() -> dict[str, Path]:
    files = (file for file in sorted(ENGINE.rglob("*.py")))
    return {".".join(file.relative_to(ENGINE).with_suffix("").parts): file for file in files}


def _imports(module: str, file: Path, known: dict[str, Path]) -> Iterator[str]:
    """The modules of the engine that one imports, also for types alone."""
    here = module.split(".")[:-1]
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = [*here[: len(here) + 1 - node.level], *(node.module or "").split(".")]
            place = ".".join(filter(None, base))
            for alias in node.names:
                names = (f"{place}.{alias.name}".lstrip("."), place, f"{place}.__init__".lstrip("."))
                yield next(name for name in names if name in known)


MODULES = _modules()
GRAPH = {module: sorted(set(_imports(module, file, MODULES)) - {module}) for module, file in MODULES.items()}


def _layer(module: str) -> str:
    return module.split(".")[0]


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_down(module: str) -> None:
    own = LAYERS.index(_layer(module))
    for imported in GRAPH[module]:
        there = LAYERS.index(_layer(imported))
        assert there < own or (there == own and "." in module), f"{module} imports {imported}"


def test_the_graph_by_folder(text_snapshot: SnapshotAssertion) -> None:
    """Who imports whom, folder by folder, with the number of imports: a reviewer sees when a folder gains a neighbour."""
    lines = []
    for layer in LAYERS:
        own = [module for module in MODULES if _layer(module) == layer]
        used = [_layer(imported) for module in own for imported in GRAPH[module]]
        needs = [f"{each} {used.count(each)}" for each in LAYERS if each in used and each != layer]
        lines.append(f"{layer} ({len(own)}): {', '.join(needs) or 'nothing'}")
    assert "\n".join(lines) + "\n" == text_snapshot


OF_THE_DISK = {
    *("open", "fdopen", "read_text", "read_bytes", "write_text", "write_bytes", "stat", "lstat", "scandir"),
    *("listdir", "iterdir", "glob", "iglob", "rglob", "is_file", "is_dir", "isfile", "isdir", "is_symlink", "islink"),
    *("exists", "lexists", "samefile", "cwd", "getcwd", "home", "readlink", "realpath", "mkdir", "unlink", "absolute"),
}
"""Functions of Python that ask the disk; `resolve` is a word of the language too, but never without an argument."""
ASKS_THE_DISK = {"text.files", "resources"}
"""resources says where shipped files stand, and must know whether that is a checkout."""


def _asks_disk(node: ast.AST) -> str | None:
    """The function of the disk that a piece of code names."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.args:
        return "resolve" if node.func.attr == "resolve" else None
    if isinstance(node, ast.Name):
        return "open" if node.id == "open" else None
    return node.attr if isinstance(node, ast.Attribute) and node.attr in OF_THE_DISK else None


@pytest.mark.parametrize("module", [module for module in MODULES if module not in ASKS_THE_DISK])
def test_the_disk_is_asked_in_one_module(module: str) -> None:
    names = {name for node in ast.walk(ast.parse(MODULES[module].read_text("utf-8"))) if (name := _asks_disk(node))}
    assert not names, f"{module} names {', '.join(sorted(names))}: ask crosswalk.text.files"


def _reached(module: str) -> set[str]:
    """All that a module imports, at whatever distance."""
    reached: set[str] = set()
    waiting = [*GRAPH[module]]
    while waiting:
        if (each := waiting.pop()) not in reached:
            reached.add(each)
            waiting += GRAPH[each]
    return reached


@pytest.mark.parametrize("module", MODULES)
def test_no_module_imports_itself_by_others(module: str) -> None:
    assert module not in _reached(module)


def test_the_engine_does_not_know_the_connector() -> None:
    for file in MODULES.values():
        text = file.read_text("utf-8").lower()
        code = "\n".join(line for line in text.splitlines() if "cmic" in line or "procore" in line)
        assert not code, f"{file.name}: {code}"


def test_the_command_line_is_not_imported_by_the_engine() -> None:
    for file in MODULES.values():
        assert "crosswalk_cli" not in file.read_text("utf-8")


@pytest.mark.parametrize("folder", ["engine", "cli"])
def test_modules_are_short_and_say_what_they_are_for(folder: str) -> None:
    for file in (ROOT / folder).rglob("*.py"):
        tree = ast.parse(file.read_text("utf-8"))
        assert ast.get_docstring(tree), f"{file} has no first sentence"
        assert len(file.read_text("utf-8").splitlines()) <= 400, f"{file} is too long"
