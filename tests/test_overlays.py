"""A finding stands where the customer can mend it: at the change that it began with, with the base's line beside it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from commandline import crosswalk
from conftest import ROOT
from crosswalk import Catalog, CrosswalkError, Customer, Finding
from crosswalk.audit.lint_all import lint_all
from crosswalk.build.outcome import Unwritten, Written
from crosswalk.finding import Findings, Source, Span
from crosswalk.spec.blame import MOST_CHECKS, Blame, steps_of
from crosswalk.spec.knowledge import Knowledge
from crosswalk.spec.overlay import ids_of
from crosswalk.text.source import Entries, read_yaml
from crosswalk.text.yaml_of import effective_yaml

MakeCatalog = Callable[..., Catalog]
TODAY = date(2025, 1, 31)
CUSTOMER = "mappings/customers/example/customer.yaml"
ORDER = {"orders": {"number": "7", "kind": "e", "v": "long words", "w": "b", "x": "c", "y": "d", "z": "e", "f": "f"}}
BASE = "mappings/small.yaml"
FOLDER = "mappings/customers/tester"
SMALL = """\
mapping: small
title: Small
export:
  records: orders
  key: number
  documents: {first: {endpoint: first}}
footnotes: {1: Only once.}
links:
  owner: {find: record.owners, match: {id: rows.a}, none: blank}
rules:
  - {id: wanted, require: v is not blank, message: V is wanted.}
  - {id: told, warn_when: rows.b is blank, message: "{{ rows.b }} is blank."}
checks:
  - {id: same, equal: [rows.c, documents.first.c], message: C differs.}
groups:
  - id: header
    rows:
      - {id: a, direction: export, source: v, right: {label: A, path: first.a, max: 20}}
      - {id: b, direction: export, source: w, right: {label: B, path: first.b}}
      - {id: c, direction: export, source: x, right: {label: C, path: first.c}}
      - {id: d, direction: export, source: y, right: {label: D, path: first.d}}
      - {id: copy, direction: export, same_as: d, right: {label: Copy, path: first.copy}}
      - {id: e, direction: export, source: z, when: kind == 'e', right: {label: E, path: first.e}}
      - {id: other, direction: export, source: z, when: not (kind == 'e'), right: {label: E, path: first.e}}
      - {id: f, direction: export, source: f, right: {label: F, path: first.f, footnote: 1}}
      - {id: else, direction: export, source: f, unless_row: f, right: {label: F, path: first.f}}
      - {id: company, direction: export, source: settings.company, right: {label: Key, path: first.key, part: order.company}}
      - {id: number, direction: export, source: number, right: {label: Key, path: first.key, part: order.number}}
      - {id: text, direction: export, source: v, right: {label: Text, path: first.text}}
      - {id: owner, direction: export, source: owner.name, right: {label: Owner, path: first.owner}}
"""


def overlay(*changes: str) -> str:
    return "overlay: small\nchanges:\n" + "".join(f"  - {change}\n" for change in changes)


def own(*changes: str, name: str = "mine", base: str = "small") -> str:
    """The first change stands in line 6."""
    head = f"mapping: {name}\nextends: {base}\ntitle: Mine\ntakes_when: kind == '{name}'\nchanges:\n"
    return head + "".join(f"  - {change}\n" for change in changes)


def shown(span: Span | None) -> str:
    """A place as file, line and the word that it marks."""
    assert span is not None
    word = span.source.line(span.line)[span.column - 1 :][: span.length]
    return f"{span.source.name.removeprefix(FOLDER + '/')}:{span.line} {word}"


def lines(findings: tuple[Finding, ...]) -> list[tuple[str, str, list[str]]]:
    """Codes with their places, the related ones last."""
    return [(f.code, shown(f.span), [f"{r.words}: {shown(r.span)}" for r in f.related]) for f in findings]


def test_the_small_mapping_is_clean(make_catalog: MakeCatalog) -> None:
    assert lint_all(make_catalog(small=SMALL)) == ()


def line_of(words: str) -> int:
    return next(number for number, line in enumerate(SMALL.splitlines(), 1) if words in line)


CAUSES = {
    "a_side_replaced_as_a_whole_loses_its_path": ("{change: a, set: {right: {max: 10}}}", "no-target", "right", "id: a,"),
    "a_removed_source_leaves_nothing_to_read": ("{change: a, set: {source: null}}", "no-source", "source", "id: a,"),
    "a_removed_row_that_a_rule_reads": ("remove: b", "unknown-row", "b", "id: told"),
    "a_removed_row_that_a_check_compares": ("remove: c", "unknown-row", "c", "id: same"),
    "a_removed_row_that_a_link_matches_by": ("remove: a", "unknown-row", "a", "owner: {find"),
    "a_removed_row_of_which_another_is_a_copy": ("remove: d", "unknown-row", "d", "id: copy"),
    "a_removed_row_that_another_stands_in_for": ("remove: f", "unknown-row", "f", "id: else"),
    "a_removed_part_of_a_key": ("remove: company", "incomplete-key", "company", "id: number"),
    "a_changed_condition_that_makes_two_writers": (
        "{change: e, set: {when: kind == 'x'}}", "two-writers", "when", "id: other",
    ),
    "a_row_replaced_under_another_id": (
        "{replace: d, row: {id: dd, direction: export, source: y, right: {label: D, path: first.d}}}",
        "unknown-row", "d", "id: copy",
    ),
    "a_row_of_two_directions_in_a_mapping_of_one": (
        "{change: d, set: {direction: both}}", "missing-direction", "both", None,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "code", "at", "base"), CAUSES.values(), ids=CAUSES)
def test_a_finding_of_the_base_stands_at_the_change_that_began_it(
    make_catalog: MakeCatalog, change: str, code: str, at: str, base: str | None
) -> None:
    found = lint_all(make_catalog(small=SMALL, customers__tester__small=overlay(change)))
    errors = [each for each in lines(found) if each[0] == code]
    assert {finding.code for finding in found if finding.severity == "error"} == {code}
    assert [place for _, place, _ in errors] == [f"small.yaml:3 {at}"] * len(errors)
    related = [f"the base: {BASE}:{line_of(base)}"] if base else []
    assert [text.rpartition(" ")[0] for text in errors[0][2][:1]] == related


def test_a_change_that_breaks_several_places_is_one_finding_that_shows_them_all(make_catalog: MakeCatalog) -> None:
    needing = SMALL.replace("source: y", "source: rows.b | plus(y)").replace("source: x", "source: rows.b | plus(x)")
    places = [number for number, line in enumerate(needing.splitlines(), 1) if "rows.b" in line]
    found = lint_all(make_catalog(small=needing, customers__tester__small=overlay("remove: b")))
    errors = [finding for finding in found if finding.severity == "error" and "rows.b" in finding.message]
    assert len(places) > 2
    assert [shown(finding.span) for finding in errors] == ["small.yaml:3 b"]
    assert sorted({each.span.line for each in errors[0].related}) == places


@pytest.mark.parametrize("change", [change for change, *_ in CAUSES.values()], ids=CAUSES)
def test_it_does_so_in_a_mapping_that_extends_too(make_catalog: MakeCatalog, change: str) -> None:
    found = lint_all(make_catalog(small=SMALL, customers__tester__mine=own(change)))
    assert found
    assert {str(finding.at).rpartition(":")[0] for finding in found} == {f"{FOLDER}/mine.yaml:6"}


def test_a_finding_that_the_base_has_by_itself_stays_in_the_base(make_catalog: MakeCatalog) -> None:
    bad = SMALL.replace("source: w", "source: w | uper")
    found = lint_all(make_catalog(small=bad, customers__tester__small=overlay("remove: d", "remove: copy")))
    assert lines(found) == [("unknown-filter", f"{BASE}:{line_of('id: b,')} uper", [])]


def test_of_many_changes_the_one_that_began_it_is_named(make_catalog: MakeCatalog) -> None:
    changes = overlay("{change: a, set: {right.max: 5}}", "remove: d", "{change: b, set: {right.max: 5}}")
    found = lint_all(make_catalog(small=SMALL, customers__tester__small=changes))
    assert [(f.message, f.span and f.span.line, f.help) for f in found] == [
        ("with this change: there is no row 'd'", 4, "keep 'd', or change what needs it too")
    ]


def test_of_many_keys_of_one_change_the_one_that_began_it_is_named(make_catalog: MakeCatalog) -> None:
    change = overlay("{change: a, set: {default: n, right: {label: A}, note: Ours.}}")
    found = lint_all(make_catalog(small=SMALL, customers__tester__small=change))
    assert lines(found) == [("no-target", "small.yaml:3 right", [f"the base: {BASE}:{line_of('id: a,')} a"])]


def test_a_change_mended_by_a_later_one_is_no_finding(make_catalog: MakeCatalog) -> None:
    changes = overlay("remove: d", "remove: copy")
    assert lint_all(make_catalog(small=SMALL, customers__tester__small=changes)) == ()


def test_a_row_of_one_overlay_that_another_leaves_without_its_source_is_told_at_the_other(
    make_catalog: MakeCatalog,
) -> None:
    first = overlay(
        "{add_after: a, row: {id: new, direction: export, source: rows.text, right: {label: N, path: first.n}}}"
    )
    found = lint_all(
        make_catalog(small=SMALL, customers__tester__one=first, customers__tester__two=overlay("remove: text"))
    )
    assert lines(found) == [("unknown-row", "two.yaml:3 text", ["it shows at: one.yaml:3 rows.text"])]


def test_a_mistake_in_the_text_of_a_change_stays_at_its_word(make_catalog: MakeCatalog) -> None:
    changes = overlay("{change: a, set: {source: v | uper}}", "{change: b, set: {lable: B}}")
    found = lint_all(make_catalog(small=SMALL, customers__tester__small=changes))
    assert lines(found) == [("unknown-filter", "small.yaml:3 uper", []), ("unknown-key", "small.yaml:4 lable", [])]


def test_a_key_of_an_extending_mapping_that_breaks_the_rows_is_named(make_catalog: MakeCatalog) -> None:
    text = own("remove: text").replace(
        "changes:", "note: Mine.\nexport: {records: orders, key: number, documents: {one: {endpoint: one}}}\nchanges:"
    )
    found = lint_all(make_catalog(small=SMALL, customers__tester__mine=text))
    assert {finding.code for finding in found} == {"unknown-document"}
    assert {str(finding.at) for finding in found} == {f"{FOLDER}/mine.yaml:6:1"}


def test_a_value_table_that_cannot_be_read_back_is_told_in_the_customers_file(make_catalog: MakeCatalog) -> None:
    head = (
        SMALL.partition("footnotes")[0]
        + "import: {records: items, key: first.a, record_is: first, documents: {order: {endpoint: orders}}}\n"
    )
    rows = "groups:\n  - id: header\n    rows:\n      - {id: a, direction: both, table: kinds, left: {label: K, path: order.kind}, right: {label: A, path: first.a}}\n"
    small = head + rows
    assert lint_all(make_catalog(small=small)) == ()
    text = "customer: tester\ntitle: Tester\nsettings: {company: '010'}\ntables:\n  kinds: {A: alpha, B: alpha}\n"
    found = lint_all(make_catalog(small=small, customers__tester__customer=text))
    assert lines(found) == [("not-invertible", "customer.yaml:5 {", [f"the base: {BASE}:11 a"])]


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


def test_a_footnote_whose_row_a_customer_takes_out_is_no_finding(make_catalog: MakeCatalog) -> None:
    changes = overlay("remove: else", "remove: f")
    assert lint_all(make_catalog(small=SMALL, customers__tester__small=changes)) == ()


def test_two_writers_of_two_files_are_both_shown(make_catalog: MakeCatalog) -> None:
    row = "{add_after: b, row: {id: n, direction: export, source: v, right: {label: N, path: first.a}}}"
    found = lint_all(make_catalog(small=SMALL, customers__tester__small=overlay(row)))
    assert lines(found) == [("two-writers", "small.yaml:3 n", [f"'a': {BASE}:{line_of('id: a,')} a"])]


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


def test_a_file_of_many_mistakes_is_not_checked_once_a_mistake(make_catalog: MakeCatalog) -> None:
    row = "{{add_after: a, row: {{id: r{0}, direction: export, source: v | nope, right: {{label: N, path: first.r{0}}}}}}}"
    catalog = make_catalog(
        small=SMALL, customers__tester__small=overlay(*(row.format(n) for n in range(150)), "remove: d")
    )
    customer = catalog.customer("tester")
    checks: list[Entries] = []

    def check(tree: Entries, knowledge: Knowledge, findings: Findings) -> object:
        checks.append(tree)
        return catalog.check(tree, knowledge, findings)

    versions = customer.versions("small", Findings())
    found = Findings()
    catalog.check(versions[-1].tree, customer.knowledge, found)
    steps = tuple(steps_of(versions, catalog.knowledge, customer.knowledge))
    placed = list(Blame(steps, check).places_of(found.in_order()))
    assert len(checks) <= MOST_CHECKS
    assert {finding.span.source.name for finding in placed if finding.span} == {f"{FOLDER}/small.yaml"}
    assert len(placed) == 151


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


class TestPositionsOfARun:
    def places(self, catalog: Catalog, name: str = "small") -> dict[str, str]:
        (outcome,) = catalog.customer("tester").mapper(name, today=TODAY).trace_payload(ORDER)
        stories: tuple[Written | Unwritten, ...] = (*outcome.rows, *outcome.unwritten)
        return {story.row: shown(story.span) for story in stories}

    def test_a_value_stands_at_the_customers_key_that_gives_it(self, make_catalog: MakeCatalog) -> None:
        changes = overlay(
            "{change: a, set: {source: null, constant: Z}}",
            "{change: b, set: {transform: value | upper}}",
            "{change: c, set: {right.max: 9}}",
            "{change: e, set: {when: kind == 'x'}}",
        ).replace("'x'}}", "'x'}}\n  - {change: other, set: {when: not (kind == 'x')}}")
        catalog = make_catalog(small=SMALL, customers__tester__small=changes)
        places = self.places(catalog)
        assert places["a"] == "small.yaml:3 Z"
        assert places["b"] == "small.yaml:4 value | upper"
        assert places["c"] == f"{BASE}:{line_of('id: c,')} c"
        assert places["e"] == "small.yaml:6 kind == 'x'"
        assert places["d"] == f"{BASE}:{line_of('id: d,')} d"

    def test_it_does_so_in_a_mapping_that_extends(self, make_catalog: MakeCatalog) -> None:
        text = own("{change: a, set: {source: null, constant: Z}}", name="e")
        assert self.places(make_catalog(small=SMALL, customers__tester__e=text), "e")["a"] == "e.yaml:6 Z"

    def test_a_value_too_long_for_the_customers_limit_stands_at_the_limit(self, make_catalog: MakeCatalog) -> None:
        catalog = make_catalog(small=SMALL, customers__tester__small=overlay("{change: a, set: {right.max: 5}}"))
        (outcome,) = catalog.customer("tester").mapper("small", today=TODAY).trace_payload(ORDER)
        assert [(f.code, shown(f.span)) for f in outcome.findings] == [("too-long", "small.yaml:3 5")]

    def test_a_value_that_the_schema_of_the_document_refuses_stands_at_the_customers_key(self, tmp_path: Path) -> None:
        (tmp_path / "acme").mkdir()
        (tmp_path / "acme" / "customer.yaml").write_text(
            (ROOT / CUSTOMER).read_text("utf-8").replace("example", "acme")
        )
        text = "overlay: budget-changes\nchanges:\n  - {change: projection, set: {constant: null, source: status}}\n"
        (tmp_path / "acme" / "changes.yaml").write_text(text, "utf-8")
        payload = "mappings/samples/budget-changes/export-approved.json"
        asked = ("dry-run", "budget-changes", payload, "--customers", str(tmp_path), "--customer", "acme")
        (record,) = crosswalk(*asked, "--format", "json").data["records"]
        found = [finding["at"] for finding in record["findings"] if finding["code"] == "document-schema"]
        written = [row["at"] for row in record["rows"] if row["row"] == "projection"]
        assert found == written == [f"{tmp_path}/acme/changes.yaml:3:56"]

    def test_a_rule_stands_at_the_customers_condition(self, make_catalog: MakeCatalog) -> None:
        changes = overlay("{change: wanted, set: {require: v == 'x'}}")
        catalog = make_catalog(small=SMALL, customers__tester__small=changes)
        (outcome,) = catalog.customer("tester").mapper("small", today=TODAY).trace_payload(ORDER)
        assert [shown(f.span) for f in outcome.findings if f.code == "wanted"] == ["small.yaml:3 v == 'x'"]


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


class TestHowItIsShown:
    @pytest.mark.parametrize(
        ("format", "words"),
        [
            ("text", "  the base: mappings/small.yaml:22:48\n22 | "),
            ("concise", "small.yaml:3:13: error[unknown-row]: with this change: there is no row 'd' (the base: mappings/small.yaml:22:48)"),
            ("github", "with this change: there is no row 'd' (the base: mappings/small.yaml:22:48)"),
            ("json", '"words": "the base"'),
        ],
    )  # fmt: skip
    def test_the_line_of_the_base_stands_beside_it(self, make_catalog: MakeCatalog, format: str, words: str) -> None:
        folder = str(make_catalog(small=SMALL, customers__tester__small=overlay("remove: d")).place.root)
        said = crosswalk("lint", "--mappings", folder, "--format", format)
        assert said.code == 1
        assert words in said.out.replace(folder, "mappings")


def _removing(customer: Customer, id: str, head: str) -> Customer:
    text = f"{head}changes:\n  - remove: {id}\n"
    layer = read_yaml(Source("mine.yaml", text, "mine.yaml", "customer"), Findings())
    assert isinstance(layer, Entries)
    return replace(customer, layers=(layer,))


def _removals(catalog: Catalog) -> Iterator[tuple[str, str]]:
    for name in catalog.names:
        tree = catalog.tree(name, Findings())
        assert tree is not None
        yield from ((name, id) for id in ids_of(tree))


@pytest.mark.parametrize("step", [pytest.param(1, marks=pytest.mark.long), 37], ids=["every", "some"])
def test_removing_a_row_of_a_shipped_mapping_is_told_in_the_customers_file_alone(catalog: Catalog, step: int) -> None:
    customer = catalog.customer("example")
    for name, id in list(_removals(catalog))[::step]:
        own_head = f"mapping: mine\nextends: {name}\ntitle: Mine\ntakes_when: number == '1'\n"
        for head, mapping in ((f"overlay: {name}\n", name), (own_head, "mine")):
            found = _removing(customer, id, head).findings(mapping)
            astray = [f.at for f in found if f.span is None or f.span.source.name != "mine.yaml"]
            assert (name, id, astray) == (name, id, [])


def test_an_error_of_a_run_stands_at_the_customers_line_too(make_catalog: MakeCatalog) -> None:
    catalog = make_catalog(small=SMALL, customers__tester__small=overlay("remove: d"))
    with pytest.raises(CrosswalkError) as caught:
        catalog.customer("tester").mapper("small", today=TODAY)
    assert [finding.at for finding in caught.value.findings] == [f"{FOLDER}/small.yaml:3:13"]


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
