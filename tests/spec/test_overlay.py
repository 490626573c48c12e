"""Changes that a customer makes to a shipped mapping, by the id of a row, rule or check."""

import pytest

from crosswalk.audit.lint_all import lint_all
from crosswalk.finding import Findings
from crosswalk.text.yaml_of import effective_yaml
from kestrel import INVOICES, Told
from overlays import BASE, FOLDER, SMALL, line_of, lines, overlay, own, shown
from specs import MakeCatalog, row, spec


class TestChangedTwice:
    @pytest.mark.parametrize(
        ("first", "second", "at"),
        [
            ("{change: a, set: {constant: X, source: null}}", "{change: a, set: {constant: Y}}", "constant"),
            ("{change: a, set: {right: {label: A, path: first.a, max: 9}}}", "{change: a, set: {right.max: 8}}", "right.max"),
            ("{change: a, set: {right.max: 8}}", "{change: a, set: {right: {label: A, path: first.a}}}", "right"),
            ("{change: text, set: {note: Ours.}}", "remove: text", "text"),
            ("{change: text, set: {note: Ours.}}", "{replace: text, row: {id: text, direction: export, source: v, right: {label: T, path: first.t}}}", "text"),
        ],
        ids=["a-key", "a-part-of-what-was-set-whole", "a-whole-of-what-was-set-in-part", "removed", "replaced"],
    )  # fmt: skip
    def test_two_overlays_that_change_one_row_differently_are_a_finding_at_the_second(
        self, make_catalog: MakeCatalog, first: str, second: str, at: str
    ) -> None:
        files = {"customers__tester__one": overlay(first), "customers__tester__two": overlay(second)}
        found = lint_all(make_catalog(small=SMALL, **files))
        assert [(code, place) for code, place, _ in lines(found)] == [("changed-twice", f"two.yaml:3 {at}")]
        assert found[0].related[0].words == "changed before"
        assert found[0].related[0].span.source.name == f"{FOLDER}/one.yaml"

    def test_two_changes_of_one_file_are_too(self, make_catalog: MakeCatalog) -> None:
        changes = overlay("{change: a, set: {right.max: 5}}", "{change: a, set: {right.max: 6}}")
        found = lint_all(make_catalog(small=SMALL, customers__tester__small=changes))
        assert [(shown(f.span), f.message) for f in found] == [
            ("small.yaml:4 right.max", "'right.max' of 'a' is 6 here, and 5 in another change")
        ]

    @pytest.mark.parametrize(
        "second",
        ["{change: a, set: {right.max: 5}}", "{change: a, set: {note: Ours.}}", "{change: b, set: {right.max: 6}}"],
        ids=["the-same-value", "another-key", "another-row"],
    )
    def test_two_changes_that_agree_are_none(self, make_catalog: MakeCatalog, second: str) -> None:
        one = overlay("{change: a, set: {right.max: 5}}")
        files = {"customers__tester__one": one, "customers__tester__two": overlay(second)}
        assert lint_all(make_catalog(small=SMALL, **files)) == ()

    @pytest.mark.parametrize(("reason", "severities"), [("", ["warning"]), (", reason: Ours differ.", [])])
    def test_a_mapping_that_differs_from_an_overlay_of_its_base_is_a_warning_unless_it_says_why(
        self, make_catalog: MakeCatalog, reason: str, severities: list[str]
    ) -> None:
        changes = own(f"{{change: a, set: {{right.max: 6}}{reason}}}")
        one = overlay("{change: a, set: {right.max: 5}}")
        found = lint_all(make_catalog(small=SMALL, customers__tester__small=one, customers__tester__mine=changes))
        assert [finding.severity for finding in found] == severities

    def test_a_mapping_that_differs_from_the_one_it_extends_is_none(self, make_catalog: MakeCatalog) -> None:
        one = own("{change: a, set: {right.max: 5}}", name="one")
        two = own("{change: a, set: {right.max: 6}}", name="two", base="one")
        assert lint_all(make_catalog(small=SMALL, customers__tester__one=one, customers__tester__two=two)) == ()


class TestRowsThatAreGone:
    @pytest.mark.parametrize(
        "second",
        [
            "{change: text, set: {note: Ours.}}",
            "remove: text",
            "{add_after: text, row: {id: n, direction: export, source: v, right: {label: N, path: first.n}}}",
            "{replace: text, row: {id: text, direction: export, source: v, right: {label: N, path: first.n}}}",
        ],
        ids=["changed", "removed", "added-after", "replaced"],
    )
    def test_a_change_of_a_removed_row_names_the_change_that_removed_it(
        self, make_catalog: MakeCatalog, second: str
    ) -> None:
        found = lint_all(make_catalog(small=SMALL, customers__tester__small=overlay("remove: text", second)))
        ((code, place, related),) = lines(found)
        assert (code, place) == ("row-not-found", "small.yaml:4 text")
        assert related == ["removed before: small.yaml:3 text"]
        assert found[0].message == "'text' is no longer there"

    def test_a_row_that_an_overlay_removed_cannot_be_changed_by_a_mapping_that_extends(
        self, make_catalog: MakeCatalog
    ) -> None:
        files = {
            "customers__tester__one": overlay("remove: text"),
            "customers__tester__mine": own("{change: text, set: {note: Ours.}}"),
        }
        found = lint_all(make_catalog(small=SMALL, **files))
        assert lines(found) == [("row-not-found", "mine.yaml:6 text", ["removed before: one.yaml:3 text"])]

    def test_a_row_may_be_removed_and_added_in_another_place(self, make_catalog: MakeCatalog) -> None:
        row = "{add_after: number, row: {id: text, direction: export, source: v, right: {label: T, path: first.text}}}"
        catalog = make_catalog(small=SMALL, customers__tester__small=overlay("remove: text", row))
        assert lint_all(catalog) == ()
        assert list(catalog.customer("tester").removals("small")) == []

    def test_an_added_row_of_an_id_that_there_is_stands_at_the_new_id(self, make_catalog: MakeCatalog) -> None:
        row = "{add_after: b, row: {id: %s, direction: export, source: v, right: {label: N, path: first.%s}}}"
        changes = overlay(row % ("a", "n"), row % ("m", "m"), row % ("m", "k"))
        found = lint_all(make_catalog(small=SMALL, customers__tester__small=changes))
        assert lines(found) == [
            ("duplicate-id", "small.yaml:3 a", [f"the base: {BASE}:{line_of('id: a,')} a"]),
            ("duplicate-id", "small.yaml:5 m", ["added before: small.yaml:4 m"]),
        ]


class TestWhatMayComeWhere:
    @pytest.mark.parametrize(
        ("change", "word", "message"),
        [
            ("{add_after: a, rule: {id: n, require: v == 'x', message: Only x.}}", "{", "'a' is a row, and this is a rule"),
            ("{add_after: wanted, check: {id: n, expect: v == 'x', message: X.}}", "{", "'wanted' is a rule, and this is a check"),
            ("{replace: same, row: {id: same, direction: export}}", "{", "'same' is a check, and this is a row"),
        ],
        ids=["a-rule-among-rows", "a-check-among-rules", "a-row-among-checks"],
    )  # fmt: skip
    def test_a_row_rule_or_check_in_the_wrong_place_is_one_finding(
        self, make_catalog: MakeCatalog, change: str, word: str, message: str
    ) -> None:
        found = lint_all(make_catalog(small=SMALL, customers__tester__small=overlay(change)))
        assert [(f.code, shown(f.span), f.message) for f in found] == [("no-change", f"small.yaml:3 {word}", message)]


class TestTheEffectiveSpec:
    def test_it_tells_what_the_whole_chain_removed(self, make_catalog: MakeCatalog) -> None:
        files = {
            "customers__tester__over": overlay("remove: text"),
            "customers__tester__one": own("remove: owner", name="one"),
            "customers__tester__two": own("remove: number", "remove: company", name="two", base="one"),
        }
        customer = make_catalog(small=SMALL, **files).customer("tester")
        assert [scalar.value for scalar in customer.removals("two")] == ["text", "owner", "number", "company"]
        assert [scalar.value for scalar in customer.removals("small")] == ["text"]
        tree = customer.tree("two", Findings())
        assert tree is not None
        text = effective_yaml(tree)
        assert text.startswith(
            "mapping: two  # customers/tester/two.yaml:1\nextends: one  # customers/tester/two.yaml:2\n"
        )
        assert "id: copy" in text
        assert "id: text" not in text


@pytest.mark.parametrize(
    ("change", "at", "help"),
    [
        ("{change: a, set: {note: n}, row: {id: a, direction: none}}", "row:", "write row: in a change of its own"),
        ("{change: a, set: {note: n}, rule: {id: r, require: v is not blank, message: V}}", "rule:", "write rule: in"),
        ("{remove: owner, set: {note: n}}", "set:", "write set: in a change of its own"),
        ("{remove: owner, row: {id: owner, direction: none}}", "row:", "write row: in a change of its own"),
        ("{replace: a, row: {id: a, direction: none}, set: {note: n}}", "set:", "write set: in a change of its own"),
    ],
)
def test_a_key_of_a_change_that_its_verb_does_not_read_was_passed_in_silence(
    make_catalog: MakeCatalog, change: str, at: str, help: str
) -> None:
    found = lint_all(make_catalog(small=SMALL, customers__tester__small=overlay(change)))
    (told,) = [each for each in found if each.code == "no-change"]
    assert told.message == f"'{at[:-1]}' is not read beside {change[1:].partition(':')[0]}:"
    assert (told.at, told.help.startswith(help)) == (f"{FOLDER}/small.yaml:3:{5 + change.index(at)}", True)


def test_a_point_behind_id_took_the_row_away_from_all_later_changes(make_catalog: MakeCatalog) -> None:
    changes = ("{change: a, set: {id.x: b}}", "{change: a, set: {note: n}}")
    found = lint_all(make_catalog(small=SMALL, customers__tester__small=overlay(*changes)))
    assert [(each.code, each.message) for each in found] == [
        ("no-change", "a change keeps the id of what it changes"),
    ]


@pytest.mark.parametrize(
    ("overlay", "code"),
    [
        ("overlay: small\nchangs: []\n", "unknown-key"),
        ("overlay: small\nchanges: {a: b}\n", "wrong-type"),
        ("overlay: small\nchanges: [x]\n", "wrong-type"),
        ("overlay: small\nchanges:\n  - {change: a}\n", "missing-key"),
        ("overlay: small\nchanges:\n  - {change: a, set: 5}\n", "wrong-type"),
        ("overlay: small\nchanges:\n  - {change: a, set: {default: x}, sett: 1}\n", "unknown-key"),
        ("overlay: small\nchanges:\n  - {remove: a, add_after: a, row: {id: b, direction: export}}\n", "no-change"),
        ("overlay: small\nchanges:\n  - {change: a, set: {id: b}}\n", "no-change"),
        ("overlay: smal\nchanges: []\n", "unknown-mapping"),
        ("mapping: own\ntitle: Own\nextends: smal\ntakes_when: v == 'x'\n", "unknown-mapping"),
        ("title: Own\n", "missing-key"),
        ("mapping: small\ntitle: Own\nextends: small\ntakes_when: v == 'x'\n", "duplicate-id"),
    ],
)
def test_a_customers_file_is_checked_like_a_spec(make_catalog: MakeCatalog, overlay: str, code: str) -> None:
    found = lint_all(make_catalog(small=spec(row("a", "source: v")), customers__tester__own=overlay))
    assert code in {finding.code for finding in found}
    assert all("customers/tester/own.yaml" in (finding.at or "") for finding in found)


@pytest.mark.parametrize("written", ["pci_type", "PCI Type", "PCI type", "Pci-Type", "pcitype"])
def test_a_row_is_found_by_its_label_by_case_and_by_underscore(changed: Told, written: str) -> None:
    (finding,) = changed(INVOICES.replace("change: pci-type", f"change: {written}"))
    assert (finding.code, finding.help) == ("row-not-found", "did you mean 'pci-type'?")
    assert finding.at
    assert finding.at.endswith("own-changes.yaml:6:13")


def test_a_row_is_found_by_a_label_that_is_not_its_id(changed: Told) -> None:
    (finding,) = changed(INVOICES.replace("change: pci-type", "change: Transfer Amount"))
    assert finding.help == "did you mean 'amount'?"


def test_a_constant_beside_the_source_of_the_base_names_the_base(changed: Told) -> None:
    (finding,) = changed(INVOICES.replace("source: null, ", ""))
    assert finding.message == "the base has source: already, and constant: gives a value too"
    assert finding.help == "add source: null, so that constant: takes its place"
    assert finding.at
    assert finding.at.endswith("own-changes.yaml:7:21")


@pytest.mark.parametrize(
    ("changes", "at", "help"),
    [
        ("changes:\n  - change: pci-type\n    constant: OWN\n", "7:5", "constant stands under set:"),
        ("change: pci-type\nset: {constant: OWN}\n", "5:1", "change stands under changes:"),
        (
            "changes:\n  - change: pci-type\n    set: {cmic: {max: 10}}\n",
            "7:11",
            "write cmic.max: to change only that",
        ),
    ],
)
def test_a_change_that_is_put_together_wrongly_is_one_finding(changed: Told, changes: str, at: str, help: str) -> None:
    found = changed(INVOICES.partition("changes:")[0].lstrip("\n") + changes)
    assert [(finding.help, (finding.at or "").partition("own-changes.yaml:")[2]) for finding in found] == [(help, at)]
