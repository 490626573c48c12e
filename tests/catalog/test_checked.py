"""A mapping is checked once in the life of its catalog, and again wherever its text or its customer differs."""

import pickle
from pathlib import Path

import pytest

from crosswalk import Catalog, CrosswalkError, load
from crosswalk.catalog.checked import Checked, Memory
from crosswalk.finding import Findings, Source
from crosswalk.text.source import Entries, read_yaml
from places import TODAY
from specs import MakeCatalog, row, spec

SMALL = spec(row("a", "source: v, note: Kept.") + row("b", "source: w"))
TABLE = spec(row("a", "source: v, table: kinds"))
PLAIN = "customer: plain\ntitle: Plain\n"


def test_a_mapping_is_checked_once(make_catalog: MakeCatalog, monkeypatch: pytest.MonkeyPatch) -> None:
    catalog = make_catalog(small=SMALL, customers__plain__customer=PLAIN)
    first = catalog.customer("tester").mapping("small")
    monkeypatch.setattr("crosswalk.catalog.catalog.lint", lambda *_: pytest.fail("checked again"))
    assert catalog.customer("tester", ["days=3"]).mapping("small") is first
    assert catalog.customer("plain").mapping("small") is first


def test_an_overlay_that_only_removes_is_another_mapping(make_catalog: MakeCatalog) -> None:
    overlay = "overlay: small\nchanges:\n  - {remove: b, reason: Not used.}\n"
    catalog = make_catalog(small=SMALL, customers__tester__small=overlay, customers__plain__customer=PLAIN)
    rows = {name: [row.id for row in catalog.customer(name).mapping("small").rows] for name in ("plain", "tester")}
    assert rows == {"plain": ["a", "b"], "tester": ["a"]}
    assert catalog.customer("tester").mapping("small") is catalog.customer("tester").mapping("small")


def test_a_customer_with_other_tables_is_checked_for_itself(make_catalog: MakeCatalog) -> None:
    other = "customer: other\ntitle: Other\ntables: {mine: {C: gamma}}\n"
    own = "overlay: small\nchanges:\n  - {change: a, set: {table: mine}}\n"
    catalog = make_catalog(small=TABLE, customers__other__customer=other, customers__other__small=own)
    assert catalog.customer("other").mapping("small")
    tree = catalog.customer("other").tree("small", Findings())
    assert tree is not None
    for knowledge, codes in ((catalog.knowledge, ["unknown-table"]), (catalog.customer("other").knowledge, [])):
        findings = Findings()
        catalog.check(tree, knowledge, findings)
        assert [finding.code for finding in findings.in_order()] == codes


def test_the_findings_are_the_same_the_second_time(make_catalog: MakeCatalog) -> None:
    catalog = make_catalog(small=spec(row("a", "source: v | uper")))
    found = []
    for _ in range(2):
        with pytest.raises(CrosswalkError) as caught:
            catalog.customer("tester").mapping("small")
        found.append(caught.value.findings)
    assert found[0] == found[1]
    assert [finding.code for finding in found[0]] == ["unknown-filter"]


def test_a_changed_file_is_seen_by_the_next_catalog_only(make_catalog: MakeCatalog, tmp_path: Path) -> None:
    catalog = make_catalog(small=SMALL)
    before = catalog.customer("tester").mapping("small")
    file = tmp_path / "mappings" / "small.yaml"
    file.write_text(file.read_text("utf-8").replace("title: Small", "title: Smaller"), "utf-8")
    assert catalog.customer("tester").mapping("small") is before
    assert load(tmp_path / "mappings").customer("tester").mapping("small").title == "Smaller"


def test_a_changed_overlay_is_seen_by_the_same_catalog(make_catalog: MakeCatalog, tmp_path: Path) -> None:
    overlay = "overlay: small\nchanges:\n  - {change: a, set: {note: Old.}}\n"
    catalog = make_catalog(small=SMALL, customers__tester__small=overlay)
    file = tmp_path / "mappings" / "customers" / "tester" / "small.yaml"
    notes = [catalog.customer("tester").mapping("small").rows[0].note]
    file.write_text(overlay.replace("Old.", "New."), "utf-8")
    notes.append(catalog.customer("tester").mapping("small").rows[0].note)
    assert notes == ["Old.", "New."]


def test_a_mapper_of_a_checked_mapping_is_pickled_and_read_back(make_catalog: MakeCatalog) -> None:
    mapper = make_catalog(small=SMALL).customer("tester").mapper("small", today=TODAY)
    order = {"orders": {"number": "1", "v": "x", "w": "y"}}
    again = pickle.loads(pickle.dumps(mapper))
    assert again.map_payload(order)[0].documents == mapper.map_payload(order)[0].documents


def test_no_more_than_128_mappings_are_kept(catalog: Catalog) -> None:
    memory = Memory()
    trees = [tree_of(f"mapping: m{number}\n") for number in range(200)]
    for tree in trees:
        memory.keep(Checked(tree, catalog.knowledge, None, ()))
    assert [memory.find(tree, catalog.knowledge) is not None for tree in trees] == [False] * 72 + [True] * 128


def tree_of(text: str) -> Entries:
    tree = read_yaml(Source("x.yaml", text), Findings())
    assert isinstance(tree, Entries)
    return tree
