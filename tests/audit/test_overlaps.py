"""Two mappings of one family must take different records: proven, or a finding names a record that both take."""

from collections.abc import Callable

import pytest

from crosswalk import Catalog, load
from crosswalk.audit.lint_all import check_customer, lint_all
from crosswalk.finding import Findings
from pci_types import SMALL, Harbor, kinds, own
from places import ROOT
from specs import MakeCatalog


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


@pytest.mark.parametrize("wrong", ["titel is like('B*')", "Title == 'B'", "nowhere.title == 'B'"])
def test_a_condition_with_a_misspelt_path_is_not_told_to_overlap_as_well(harbor: Harbor, wrong: str) -> None:
    harbor.has(bonds="title is like('Bond*')", allowances=wrong)
    said = harbor.says("lint", "--format", "concise")
    assert [line.split("error[")[1].split("]")[0] for line in said.out.splitlines()] == ["unknown-path"]
