"""What all tests share: the shipped catalog, snapshots as readable text files, small catalogs made on the fly.

Where the test of a thing is:
* of a module of the engine: the folder and name of the module (`engine/crosswalk/lint/fixed.py`: `lint/test_fixed.py`);
* of what a spec means: `build/`, one file a chapter (`test_lines.py`, `test_links.py`, `test_rules.py` ...);
* of a command or a screen: `cli/`, one file each (`test_explain.py`, `test_terminal.py`);
* of the shipped mappings, their samples, flags and statements: `mappings/`; of all the rest of the repository (layers,
  README, schemas, set-up, the examples in `bad/`): `project/`;
* what tests stand on is in `support/`: importable by name, no tests.
"""

import os
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from alike import differences
from crosswalk import Catalog, CrosswalkError, Outcome, load
from crosswalk.values import Json
from kestrel import changed, told
from pci_types import family, harbor
from places import ROOT, TODAY
from repositories import all_mappings, few_mappings, own
from specs import SMALLEST

__all__ = ["all_mappings", "changed", "family", "few_mappings", "harbor", "own", "told"]  # fixtures

# public suites that are not part of the project: their modules say how to run them
_SUITES = ["language/test_suite_jmespath.py", "text/test_suite_json.py"]
collect_ignore = [] if "CROSSWALK_SUITES" in os.environ else _SUITES


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out the tests marked long, unless -m says which to run."""
    # before syrupy counts: to it, a run that deselects a test is a partial one, in which no snapshot is unused
    if not config.option.markexpr:
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("long")])
        items[:] = [item for item in items if not item.get_closest_marker("long")]


class TextFiles(SingleFileSnapshotExtension):
    """One readable text file a snapshot, called by the test's id."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


@pytest.fixture
def text_snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(TextFiles)


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    from shipped import CATALOG  # a test of small specs alone does not wait for it

    return CATALOG


@pytest.fixture(autouse=True)
def _at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """Findings name files from the root of the repository."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture
def make_catalog(tmp_path: Path) -> Callable[..., Catalog]:
    """A catalog of small specs: names to YAML; `customer/NAME/FILE` keys go to the customers."""

    def make(**files: str) -> Catalog:
        root = tmp_path / "mappings"
        for name, text in {**SMALLEST, **files}.items():
            file = root / f"{name.replace('__', '/')}.yaml"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(dedent(text), "utf-8")
        return load(root, label="mappings")

    return make


@pytest.fixture
def run(make_catalog: Callable[..., Catalog]) -> Callable[..., tuple[Outcome, ...]]:
    """Maps orders by a spec; returns their outcomes."""

    def go(
        text: str,
        *orders: Json,
        context: dict[str, Json] | None = None,
        given: tuple[str, ...] = (),
        direction: str | None = None,
        require: bool = False,
    ) -> tuple[Outcome, ...]:
        customer = make_catalog(small=text).customer("tester", given)
        mapper = customer.mapper("small", direction, today=TODAY, context=context or {}, require_context=require)
        traces = mapper.trace_payload({"orders": list(orders)})
        mapped = mapper.map_payload({"orders": list(orders)})
        assert [differences(*pair) for pair in zip(mapped, traces, strict=True)] == [{}] * len(traces)
        return traces

    return go


@pytest.fixture
def lint(make_catalog: Callable[..., Catalog]) -> Callable[[str], list[str]]:
    """The codes of a spec's findings."""

    def go(text: str) -> list[str]:
        try:
            make_catalog(small=text).customer("tester").mapping("small")
        except CrosswalkError as error:
            return [finding.code for finding in error.findings]
        return []

    return go
