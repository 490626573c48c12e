"""What all tests share: the shipped catalog, snapshots as readable text files, small catalogs made on the fly."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from alike import differences
from crosswalk import Catalog, CrosswalkError, Outcome, load
from crosswalk.values import Json

# a public suite that is not part of the project: its module says how to run it
collect_ignore = [] if "CROSSWALK_SUITES" in os.environ else ["test_suite_jmespath.py", "test_suite_json.py"]
TODAY = date(2025, 1, 31)
ROOT = Path(__file__).resolve().parents[1]


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


FLAGS = """
flags:
  is_on: {kind: mapping, type: boolean, default: true, title: On, help: Switches., origin: test, owner: Accounting, enable: self-service, evidence: chosen}
  shape: {kind: mapping, type: choice, choices: [round, square], default: round, title: Shape, help: Chooses., origin: test, owner: Accounting, enable: self-service, evidence: chosen}
  codes: {kind: mapping, type: codes, default: [], title: Codes, help: Filters., origin: test, owner: Accounting, enable: self-service, evidence: chosen}
  days: {kind: mapping, type: integer, min: 0, max: 365, default: 30, title: Days, help: Adds., origin: test, owner: Accounting, enable: self-service, evidence: chosen}
settings:
  company: {type: code, length: 8, title: Company, help: The company.}
  office: {type: text, title: Office, help: The office.}
  zone: {type: time_zone, default: UTC, title: Zone, help: The zone.}
"""
TABLES = """
tables:
  kinds: {title: Kinds, from: left, to: right, entries: {A: alpha, B: beta}}
  loose: {title: Loose, from: left, to: right, miss: keep, entries: {A: alpha}}
"""
KEYS = """
keys:
  order: {parts: [company, number]}
"""
SMALLEST = {
    "connector": "connector: Left + Right\nsides: {left: Left, right: Right}\n",
    "keys": KEYS,
    "tables": TABLES,
    "flags": FLAGS,
    "customers/tester/customer": "customer: tester\ntitle: Tester\nsettings: {company: '010'}\n",
}
"""The registries of a small catalog, and a customer."""


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
