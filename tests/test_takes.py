"""Custom types of one base: no record is sent twice, in lint, dry-run, run and the library."""

import json
import pickle
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from commandline import Said, crosswalk
from conftest import ROOT
from crosswalk import Catalog, CrosswalkError, Outcome, load
from crosswalk.audit.lint_all import check_customer, lint_all
from crosswalk.finding import Findings
from crosswalk.values import Json
from specs import codes, row, spec

MakeCatalog = Callable[..., Catalog]
TODAY = date(2025, 1, 31)
SAMPLES = ROOT / "mappings" / "samples" / "budget-changes"
SETTINGS = """customer: harbor
title: Harbor Builders
settings:
  {company_code: "030", currency: USD, country: US, time_zone: America/Chicago, pci_status_approved: APPROVED,
   address_type: MAIN, vendor_term_code: NET30}
"""


def pci_type(name: str, takes: str, base: str = "budget-changes") -> str:
    return f"""mapping: {name}
extends: {base}
title: {name}
takes_when: {takes}
changes:
  - change: pci-type
    set: {{source: null, constant: {name[:4].upper()}}}
"""


class Harbor:
    """A customer with PCI types of its own, beside the shipped mappings."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.at = folder, folder / "customers" / "harbor"
        self.at.mkdir(parents=True)
        (self.at / "customer.yaml").write_text(SETTINGS, "utf-8")

    def has(self, **types: str) -> None:
        for name, takes in types.items():
            (self.at / f"{name}.yaml").write_text(pci_type(name, takes), "utf-8")

    def changes(self, *titles: Json) -> Path:
        payload = json.loads((SAMPLES / "export-approved.json").read_text("utf-8"))
        file = self.folder / "changes.json"
        events = [{**payload, "data": {**payload["data"], "title": title}} for title in titles]
        file.write_text(json.dumps(events), "utf-8")
        return file

    def says(self, command: str, *arguments: str) -> Said:
        return crosswalk(command, *arguments, "--customers", str(self.folder / "customers"), "--customer", "harbor")

    def maps(self, command: str, mapping: str, *titles: Json) -> Said:
        how = ("--today", "2025-06-02", "--context", str(SAMPLES / "context.yaml"))
        return self.says(command, mapping, str(self.changes(*titles)), *how)


@pytest.fixture
def harbor(tmp_path: Path) -> Harbor:
    return Harbor(tmp_path)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('title is like("Allowance*")', 'title is like("Bond*")'),
        ('title is like(["Allowance*", "Alw *"])', 'title is like(["Bond*", "Surety*"])'),
        ('title is like("Allow*")', 'title is like("All*") and not (title is like("Allow*"))'),
        ('title in ["Allowance", "Alw"]', 'title in ["Bond", "Surety"]'),
        ('title in ["Allowance", "Alw"]', 'title is like("*") and title not in ["Allowance", "Alw"]'),
        ('title == "Allowance"', 'title == "Bond"'),
        ('(title | split_part("-", 1)) == "OA"', '(title | split_part("-", 1)) == "BO"'),
        ('(title | upper) is like("OA*")', '(title | upper) is like("BOND*")'),
    ],
)
def test_two_types_of_one_base_work(harbor: Harbor, one: str, other: str) -> None:
    harbor.has(allowances=one, bonds=other)
    findings = Findings()
    check_customer(load(ROOT / "mappings", customers=[harbor.folder / "customers"]), "harbor", (), findings)
    assert findings.in_order() == ()


def test_two_types_by_title_prefix_each_take_their_own_and_the_base_the_rest(harbor: Harbor) -> None:
    harbor.has(allowances='title is like("Allowance*")', bonds='title is like("Bond*")')
    for mapping, count in {"allowances": 1, "bonds": 1, "budget-changes": 2}.items():
        said = harbor.maps("run", mapping, "Allowance 1", "Bond 3", "Lighting", None)
        counts = f"read 4 = mapped {count} + skipped {4 - count} + blocked 0"
        assert (said.code, said.err.splitlines()[-1]) == (0, counts), mapping


def test_overlapping_prefixes_are_a_finding_that_names_a_title(harbor: Harbor) -> None:
    harbor.has(dup='title is like("OA*")', owner='title is like("OA-*")')
    said = harbor.says("lint", "--format", "concise", str(harbor.at))
    assert said.code == 1
    assert said.out.startswith(f"{harbor.at}/owner.yaml:4:13: error[takes-overlap]: both this and line 4 of ")
    assert f'{harbor.at}/dup.yaml take a record with title "OA-"' in said.out


@pytest.mark.parametrize("mapping", ["allowances", "dup", "budget-changes"])
@pytest.mark.parametrize("command", ["run", "dry-run", "explain"])
def test_a_record_that_two_types_take_is_blocked_by_both_and_by_the_base(
    harbor: Harbor, command: str, mapping: str
) -> None:
    harbor.has(allowances='title is like("OA-*")', dup='title is like("OA*")')
    if command == "explain":
        said = harbor.says(command, mapping, "pci-type", str(harbor.changes("OA-7")), "--today", "2025-06-02")
        assert "taken-twice" in said.out
        return
    said = harbor.maps(command, mapping, "OA-7")
    assert said.code == (4 if command == "run" else 1)
    if command == "dry-run":
        words = " ".join(said.out.split())
        assert '2 mappings take this record: allowances (title is like("OA-*")) and dup (title is like("OA*"))' in words
        assert "crosswalk lint says which condition to add" in words
    else:
        assert (said.out, "blocked 1" in said.err) == ("", True)


SMALL = spec(
    row("a", "source: v"),
    more="rules:\n  - {id: no-void, skip_when: status == 'void', message: A void order stays.}\n",
)


def own(name: str, takes: str, base: str = "small") -> str:
    instead = "source: null, constant" if base in {"small", "large"} else "constant"
    return f"mapping: {name}\nextends: {base}\ntitle: {name}\ntakes_when: {takes}\nchanges:\n  - {{change: a, set: {{{instead}: {name}}}}}\n"


@pytest.fixture
def family(make_catalog: MakeCatalog) -> Callable[..., Catalog]:
    """The small mapping and a customer's own: names to conditions, or to a base and a condition."""

    def make(**takes: str | tuple[str, str]) -> Catalog:
        files = {
            f"customers__tester__{name}": own(name, takes) if isinstance(takes, str) else own(name, takes[1], takes[0])
            for name, takes in takes.items()
        }
        return make_catalog(small=SMALL, **files)

    return make


def outcomes(catalog: Catalog, record: Json) -> dict[str, Outcome]:
    """What each mapping of the customer makes of a record."""
    customer = catalog.customer("tester")
    return {
        name: next(iter(customer.mapper(name, today=TODAY).map_all([{"number": "1", "v": "x", **record}])))
        for name in customer.mappings
    }


def kinds(catalog: Catalog, record: Json) -> dict[str, tuple[str, list[str]]]:
    return {name: (outcome.kind, codes(outcome)) for name, outcome in outcomes(catalog, record).items()}


def test_the_library_blocks_a_record_that_two_mappings_take(family: Callable[..., Catalog]) -> None:
    catalog = family(one="t is like('A*')", two="t is like('AB*')", three="t == 'Z'")
    twice = ("blocked", ["taken-twice"])
    assert kinds(catalog, {"t": "ABC"}) == {
        "small": twice, "one": twice, "two": twice, "three": ("skipped", ["not-taken"]),
    }  # fmt: skip


def test_a_record_that_three_mappings_take_names_all(family: Callable[..., Catalog]) -> None:
    found = outcomes(family(one="t is like('A*')", two="t is like('AB*')", three="t == 'AB'"), {"t": "AB"})
    message = "3 mappings take this record: one (t is like('A*')), three (t == 'AB') and two (t is like('AB*'))"
    assert [outcome.findings[0].message for outcome in found.values()] == [message] * 4


def test_a_finding_stands_at_the_condition_of_the_mapping_that_is_run(family: Callable[..., Catalog]) -> None:
    found = outcomes(family(one="t is like('A*')", two="t is like('AB*')"), {"t": "ABC"})
    places = {name: outcome.findings[0].at for name, outcome in found.items()}
    assert places == {
        "small": "mappings/customers/tester/two.yaml:4:13",
        "one": "mappings/customers/tester/one.yaml:4:13",
        "two": "mappings/customers/tester/two.yaml:4:13",
    }


def test_a_mapping_that_extends_a_custom_one_is_of_the_same_family(family: Callable[..., Catalog]) -> None:
    catalog = family(child="t == 'C'", grandchild=("child", "t == 'G'"))
    assert lint_all(catalog) == ()
    assert kinds(catalog, {"t": "G"}) == {
        "small": ("skipped", ["taken-by"]),
        "child": ("skipped", ["not-taken"]),
        "grandchild": ("mapped", []),
    }
    assert {kind for kind, _ in kinds(catalog, {"t": "C"}).values()} == {"mapped", "skipped"}


def test_a_mapping_overlaps_with_its_own_child(family: Callable[..., Catalog]) -> None:
    catalog = family(child="t is like('C*')", grandchild=("child", "t == 'CX'"))
    (finding,) = lint_all(catalog)
    assert (finding.code, finding.at) == ("takes-overlap", "mappings/customers/tester/grandchild.yaml:4:13")
    assert finding.message == 'both this and line 4 of mappings/customers/tester/child.yaml take a record with t "CX"'
    assert finding.help == "add to line 4 of mappings/customers/tester/child.yaml: and not (t == 'CX')"
    assert list(kinds(catalog, {"t": "CX"}).values()) == [("blocked", ["taken-twice"])] * 3


def test_cousins_of_a_family_are_compared(family: Callable[..., Catalog]) -> None:
    catalog = family(a="t == 'A'", b="t == 'B'", ax=("a", "t is like('X*')"), bx=("b", "t is like('XY*')"))
    (finding,) = lint_all(catalog)
    assert finding.at == "mappings/customers/tester/bx.yaml:4:13"
    assert {kind for kind, _ in kinds(catalog, {"t": "XYZ"}).values()} == {"blocked", "skipped"}
    assert kinds(catalog, {"t": "XYZ"})["small"] == ("blocked", ["taken-twice"])


def test_mappings_of_different_bases_may_take_what_they_like(make_catalog: MakeCatalog) -> None:
    other = SMALL.replace("mapping: small", "mapping: large")
    catalog = make_catalog(
        small=SMALL,
        large=other,
        customers__tester__one=own("one", "t == 'A'"),
        customers__tester__two=own("two", "t == 'A'", "large"),
    )
    assert lint_all(catalog) == ()
    assert kinds(catalog, {"t": "A"})["one"] == ("mapped", [])


def test_a_condition_that_cannot_be_evaluated_blocks_the_record_everywhere(family: Callable[..., Catalog]) -> None:
    catalog = family(one="t == 5", two="v == 'never'")
    found = outcomes(catalog, {"t": "five"})
    assert {outcome.kind for outcome in found.values()} == {"blocked"}
    assert {codes(outcome)[0] for outcome in found.values()} == {"expression-failed"}
    messages = {outcome.findings[0].message for outcome in found.values()}
    assert messages == {
        'whether one takes this record cannot be told: "five" (text) cannot be compared with 5 (number)'
    }


def test_a_condition_that_cannot_be_evaluated_is_not_hidden_by_a_rule_that_skips(
    family: Callable[..., Catalog],
) -> None:
    found = outcomes(family(one="t == 5"), {"t": "five", "status": "void"})
    assert {outcome.kind for outcome in found.values()} == {"blocked"}


def test_a_mapper_with_takers_travels_to_another_process(family: Callable[..., Catalog]) -> None:
    mapper = family(one="t is like('A*')", two="t is like('AB*')").customer("tester").mapper("small", today=TODAY)
    again = pickle.loads(pickle.dumps(mapper))
    records = [{"number": "1", "v": "x", "t": title} for title in ("ABC", "A", "Z")]
    assert [outcome.kind for outcome in again.map_all(records)] == ["blocked", "skipped", "mapped"]


def test_a_mapping_cannot_be_run_beside_one_that_is_wrong(family: Callable[..., Catalog]) -> None:
    with pytest.raises(CrosswalkError, match="unknown-filter"):
        family(one="(t | uper) == 'A'").customer("tester").mapper("small", today=TODAY)


@pytest.mark.parametrize(
    ("one", "two", "message", "help"),
    [
        (
            "t is like('OA-*')",
            "t is like('OA*')",
            'both this and line 4 of mappings/customers/tester/one.yaml take a record with t "OA-"',
            "add: and not (t is like('OA-*'))",
        ),
        (
            "t == 'a'",
            "t == 'a' or t == 'b'",
            'both this and line 4 of mappings/customers/tester/one.yaml take a record with t "a"',
            "put brackets round it, and add: and not (t == 'a')",
        ),
        (
            "t in ['a', 'b']",
            "t in ['b', 'a']",
            'both this and line 4 of mappings/customers/tester/one.yaml take a record with t "a"',
            "they take the same records; give one of them another condition",
        ),
        (
            "true",
            "not false",
            "both this and line 4 of mappings/customers/tester/one.yaml take every record",
            "they take the same records; give one of them another condition",
        ),
        (
            "t == today",
            "number == today",
            "whether this and line 4 of mappings/customers/tester/one.yaml take the same record cannot be told",
            'what can be compared: x == "a", x != "a", x in ["a", "b"], x is like("A*"), x is blank, x > 5, joined by '
            "and, or, not; or add: and not (t == today)",
        ),
    ],
)
def test_an_overlap_says_what_to_do(
    family: Callable[..., Catalog], one: str, two: str, message: str, help: str
) -> None:
    (finding,) = (found for found in lint_all(family(one=one, two=two)) if found.code == "takes-overlap")
    assert (finding.message, finding.help) == (message, help)


def test_the_added_condition_cures_the_overlap(family: Callable[..., Catalog]) -> None:
    catalog = family(one="t is like('OA-*')", two="(t is like('OA*') or t == v) and not (t is like('OA-*'))")
    assert lint_all(catalog) == ()


def test_overlaps_are_told_beside_other_mistakes(family: Callable[..., Catalog]) -> None:
    catalog = family(one="t == 'a'", two="t == 'a'", three="(t | uper) == 'c'")
    assert sorted(finding.code for finding in lint_all(catalog)) == ["takes-overlap", "unknown-filter"]


@pytest.mark.parametrize(
    ("takes", "message"),
    [
        ("rows.a == 'x'", "takes_when: reads rows.a, which each mapping has for itself: its rows"),
        ("sequence == 0", "takes_when: reads sequence, which each mapping has for itself: its run"),
        (
            "found.code == 'x'",
            "takes_when: reads rows.a through the link found, which each mapping has for itself: its rows",
        ),
    ],
)
def test_a_condition_that_means_something_else_in_each_mapping_is_a_finding(
    make_catalog: MakeCatalog, takes: str, message: str
) -> None:
    base = f"{SMALL}links:\n  found: {{find: items, match: {{id: rows.a}}, none: blank}}\n"
    (finding,) = lint_all(make_catalog(small=base, customers__tester__one=own("one", takes)))
    assert (finding.code, finding.message) == ("unknown-name", message)
    assert finding.at == "mappings/customers/tester/one.yaml:4:13"


@pytest.mark.parametrize("wrong", ["titel is like('B*')", "Title == 'B'", "nowhere.title == 'B'"])
def test_a_condition_with_a_misspelt_path_is_not_told_to_overlap_as_well(harbor: Harbor, wrong: str) -> None:
    harbor.has(bonds="title is like('Bond*')", allowances=wrong)
    said = harbor.says("lint", "--format", "concise")
    assert [line.split("error[")[1].split("]")[0] for line in said.out.splitlines()] == ["unknown-path"]


BOTH_WAYS = """
mapping: small-vendors
extends: vendors
title: Small Vendors
takes_when: {condition}
"""


@pytest.mark.parametrize(
    ("condition", "codes"),
    [
        ("vendor_group.name == 'S'", []),
        ("vendor_group.name == 'S' or BpvenBpCode is like('S*')", []),
        ("record.BpvenBpCode is like('S*')", []),
        ("vendro_group.name == 'S'", ["unknown-path"]),
        ("record.vendro_group.name == 'S'", ["unknown-path"]),
    ],
)
def test_a_condition_on_a_mapping_of_both_directions_could_not_be_written(
    catalog: Catalog, tmp_path: Path, condition: str, codes: list[str]
) -> None:
    (tmp_path / "harbor").mkdir()
    (tmp_path / "harbor" / "customer.yaml").write_text(SETTINGS, "utf-8")
    text = BOTH_WAYS.replace("{condition}", condition).lstrip()
    (tmp_path / "harbor" / "small-vendors.yaml").write_text(text, "utf-8")
    findings = Findings()
    check_customer(catalog, str(tmp_path / "harbor" / "customer.yaml"), (), findings)
    assert [finding.code for finding in findings.in_order()] == codes
