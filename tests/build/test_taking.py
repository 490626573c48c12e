"""Which mapping of a customer takes a record: exactly one of a family, or the record is blocked."""

import pickle
from collections.abc import Callable

import pytest

from crosswalk import Catalog, CrosswalkError
from crosswalk.audit.lint_all import lint_all
from pci_types import Harbor, kinds, outcomes
from places import TODAY
from specs import codes


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
