"""How a customer's mapping comes about: its base, the overlays of it, the mappings that extend it."""

from itertools import pairwise

import pytest

from crosswalk.audit.lint_all import lint_all
from kestrel import INVOICES, Told
from overlays import FOLDER, SMALL, overlay, own
from specs import MakeCatalog, row, spec


class TestFilesThatChangeNothing:
    def test_mappings_that_extend_each_other_are_one_finding_that_names_the_circle(
        self, make_catalog: MakeCatalog
    ) -> None:
        names = {"aa": "cc", "bb": "aa", "cc": "bb"}
        files = {f"customers__tester__{name}": own(name=name, base=base) for name, base in names.items()}
        found = lint_all(
            make_catalog(small=SMALL, **{name: text.replace("changes:\n", "") for name, text in files.items()})
        )
        assert [(f.code, f.at, f.message) for f in found] == [
            ("unknown-mapping", f"{FOLDER}/cc.yaml:2:10", "'cc' extends 'bb', which extends 'aa', which extends 'cc'")
        ]

    def test_a_mapping_that_extends_itself_is_told_at_its_line(self, make_catalog: MakeCatalog) -> None:
        found = lint_all(make_catalog(small=SMALL, customers__tester__mine=own("remove: text", base="mine")))
        assert [(f.code, f.at, f.message) for f in found] == [
            ("unknown-mapping", f"{FOLDER}/mine.yaml:2:10", "'mine' extends itself")
        ]

    def test_a_mapping_that_extends_none_that_there_is(self, make_catalog: MakeCatalog) -> None:
        found = lint_all(make_catalog(small=SMALL, customers__tester__mine=own("remove: text", base="smal")))
        assert [(f.code, f.at, f.help) for f in found] == [
            ("unknown-mapping", f"{FOLDER}/mine.yaml:2:10", "did you mean 'small'?")
        ]

    def test_an_overlay_of_the_customers_own_mapping_names_the_file_to_change(self, make_catalog: MakeCatalog) -> None:
        files = {
            "customers__tester__mine": own("remove: text"),
            "customers__tester__over": overlay("remove: number").replace("small", "mine"),
        }
        found = lint_all(make_catalog(small=SMALL, **files))
        assert [(f.code, f.at, f.help) for f in found] == [
            ("unknown-mapping", f"{FOLDER}/over.yaml:1:10", f"write the changes into {FOLDER}/mine.yaml")
        ]

    def test_what_an_overlay_says_outside_of_its_changes_is_not_lost_in_silence(
        self, make_catalog: MakeCatalog
    ) -> None:
        text = overlay("remove: text") + "rules:\n  - {id: mine, require: v == 'x', message: Only x.}\n"
        found = lint_all(make_catalog(small=SMALL, customers__tester__small=text))
        assert [(f.code, f.at) for f in found] == [("no-change", f"{FOLDER}/small.yaml:4:1")]

    def test_changes_without_extends_are_not_lost_in_silence(self, make_catalog: MakeCatalog) -> None:
        text = SMALL.replace("small", "mine") + "changes:\n  - remove: text\n"
        found = lint_all(make_catalog(small=SMALL, customers__tester__mine=text))
        assert [(f.code, f.span and f.span.line) for f in found] == [("no-change", len(SMALL.splitlines()) + 1)]


def test_a_chain_of_hundreds_of_mappings_is_read_at_its_end(make_catalog: MakeCatalog) -> None:
    names = ["small", *(f"m{number}" for number in range(400))]
    files = {
        f"customers__tester__{name}": own("remove: d", "remove: copy", name=name, base=base)
        if base == "small"
        else own("{change: a, set: {right.max: 6}}", name=name, base=base)
        for base, name in pairwise(names)
    }
    customer = make_catalog(small=SMALL, **files).customer("tester")
    assert [scalar.value for scalar in customer.removals("m399")] == ["d", "copy"]


def test_the_changes_that_these_tests_start_from_are_clean(changed: Told) -> None:
    assert changed(INVOICES) == ()


@pytest.mark.parametrize("written", ["budget_changes", "Budget-Changes", "Budget Changes"])
def test_a_base_is_found_by_case_and_by_underscore(changed: Told, written: str) -> None:
    (finding,) = changed(INVOICES.replace("extends: budget-changes", f"extends: {written}"))
    assert (finding.code, finding.help) == ("unknown-mapping", "did you mean 'budget-changes'?")


@pytest.mark.parametrize("written", ["own_changes", "Own Changes", "OWN-CHANGES"])
def test_a_name_of_the_wrong_form_is_told_in_words_and_with_the_right_one(changed: Told, written: str) -> None:
    (finding,) = changed(INVOICES.replace("mapping: own-changes", f"mapping: {written}"))
    assert finding.message == f'"{written}" is not an id of small letters and digits, joined by hyphens'
    assert finding.help == "write own-changes"


def test_a_forgotten_takes_when_is_shown_as_a_line(changed: Told) -> None:
    (finding,) = changed(INVOICES.replace('takes_when: title is like("Own*")\n', ""))
    assert (finding.code, finding.help) == ("missing-key", 'add takes_when: title is like("Allowance*")')


@pytest.mark.parametrize(
    ("old", "new", "code", "help"),
    [
        ("  - change", "    change", "wrong-type", "begin each entry of the list with '- '"),
        (
            "mapping: own-changes",
            "mapping: budget-changes",
            "duplicate-id",
            "or write overlay: budget-changes to change",
        ),
        ("extends:", "overlay:", "no-change", "write extends: for a mapping of the customer's own"),
    ],
)
def test_a_file_put_together_in_another_way_is_one_finding_with_its_cure(
    changed: Told, old: str, new: str, code: str, help: str
) -> None:
    (finding,) = changed(INVOICES.replace(old, new))
    assert finding.code == code
    assert help in finding.help


def test_a_file_that_overlays_and_adds_a_mapping_is_told_once(changed: Told) -> None:
    (finding,) = changed(INVOICES.replace("title: Own", "overlay: budget-changes\ntitle: Own"))
    assert finding.message == "a file is a mapping or an overlay, not both"


@pytest.mark.parametrize("line", ['takes_when: title is like("Own*")', "title: Own"])
def test_the_head_of_a_mapping_in_an_overlay_had_a_cure_that_does_not_work(changed: Told, line: str) -> None:
    changes = "\n  - change: pci-type\n    set: {note: Ours.}\n"
    (finding,) = changed(f"overlay: budget-changes\n{line}\nchanges:{changes}")
    assert finding.help == "leave it out, or write mapping: NAME and extends: in place of overlay:"


def test_only_a_customers_mapping_extends_another(make_catalog: MakeCatalog) -> None:
    other = "mapping: other\ntitle: O\nextends: small\ntakes_when: v == 'x'\n"
    assert "unknown-mapping" in {f.code for f in lint_all(make_catalog(small=spec(row("a", "source: v")), other=other))}
