"""A mapping is checked once in the life of its catalog, and again wherever its text or its customer differs."""

import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest

from commandline import crosswalk
from crosswalk import Catalog, CrosswalkError, load
from crosswalk.catalog import checked
from crosswalk.catalog.checked import Checked, Kept
from crosswalk.finding import Findings, Source
from crosswalk.spec.knowledge import Knowledge
from crosswalk.spec.lineage import Lineage
from crosswalk.spec.overlay import Version
from crosswalk.text.source import Entries, read_yaml
from places import TODAY
from specs import MakeCatalog, row, spec

SMALL = spec(row("a", "source: v, note: Kept.") + row("b", "source: w"))
TABLE = spec(row("a", "source: v, table: kinds"))
PLAIN = "customer: plain\ntitle: Plain\n"


def test_a_mapping_is_checked_once(make_catalog: MakeCatalog, monkeypatch: pytest.MonkeyPatch) -> None:
    catalog = make_catalog(small=SMALL, customers__plain__customer=PLAIN)
    first = catalog.customer("tester").mapping("small")
    monkeypatch.setattr("crosswalk.catalog.checked.lint", lambda *_: pytest.fail("checked again"))
    assert catalog.customer("tester", ["days=3"]).mapping("small") is first
    assert catalog.customer("plain").mapping("small") is first


SAMPLE = "mappings/samples/subcontractor-invoices/export-first-invoice.json"
COMMANDS = (
    *("list", "list --customer lakeside", "show budgets", "show contingency-transfers --customer lakeside"),
    *(
        "lint",
        "lint --customer lakeside",
        "lint mappings/budgets.yaml",
        "lint mappings/budgets.yaml --customer lakeside",
    ),
    *("lint mappings/customers", "lint mappings/customers/lakeside/contingency-transfers.yaml", f"lint {SAMPLE}"),
    *("dry-run budgets", f"dry-run subcontractor-invoices {SAMPLE}", "dry-run budget-changes --customer lakeside"),
    *("explain budgets", "explain contingency-transfers pci-type --customer lakeside"),
    *(f"run subcontractor-invoices {SAMPLE}", f"run --all {SAMPLE} --customer lakeside"),
    *("flags list", "flags show invoice_due_days", "functions", "rules zero"),
)


@pytest.mark.parametrize(
    # the last maps every sample
    "command",
    [*COMMANDS, pytest.param("rules zero --format json", marks=pytest.mark.long)],
)
def test_no_command_checks_or_makes_a_mapping_twice(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tree is checked once against the same knowledge, and made once for a customer that has been read."""
    checks: list[tuple[object, object]] = []
    made: list[tuple[object, str]] = []
    check, versions_of = checked._check, Lineage.versions_of

    def counted(tree: Entries, knowledge: Knowledge) -> Checked:
        checks.append((tree, knowledge))
        return check(tree, knowledge)

    def noted(lineage: Lineage, name: str) -> Iterator[Version]:
        made.append((lineage.layers, name))
        return versions_of(lineage, name)

    monkeypatch.setattr(checked, "KEPT", Kept())
    monkeypatch.setattr(checked, "_check", counted)
    monkeypatch.setattr(Lineage, "versions_of", noted)
    assert crosswalk(*command.split()).code == 0
    again = [one for number, one in enumerate(checks) if one in checks[:number]]
    assert not again
    # a customer without files of its own has the empty tuple, which is one for all
    own = [(id(layers), name) for layers, name in made if layers]
    assert len(own) == len(set(own))


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
    memory = Kept()
    trees = [tree_of(f"mapping: m{number}\n") for number in range(200)]
    for tree in trees:
        memory.keep(Checked(tree, catalog.knowledge, None, ()))
    assert [memory.find(tree, catalog.knowledge) is not None for tree in trees] == [False] * 72 + [True] * 128


def tree_of(text: str) -> Entries:
    tree = read_yaml(Source("x.yaml", text), Findings())
    assert isinstance(tree, Entries)
    return tree
