"""A finding stands where the customer can mend it: at the change that it began with, with the base's line beside it."""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from commandline import crosswalk
from crosswalk import Catalog, CrosswalkError, Customer
from crosswalk.audit.lint_all import lint_all
from crosswalk.build.outcome import Unwritten, Written
from crosswalk.finding import Findings, Source
from crosswalk.spec.blame import MOST_CHECKS, Blame, steps_of
from crosswalk.spec.knowledge import Knowledge
from crosswalk.spec.overlay import ids_of
from crosswalk.text.source import Entries, plain_data, read_yaml
from overlays import BASE, CUSTOMER, FOLDER, ORDER, SMALL, line_of, lines, overlay, own, shown
from places import ROOT, TODAY
from specs import MakeCatalog


def test_the_small_mapping_is_clean(make_catalog: MakeCatalog) -> None:
    assert lint_all(make_catalog(small=SMALL)) == ()


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


def test_a_footnote_whose_row_a_customer_takes_out_is_no_finding(make_catalog: MakeCatalog) -> None:
    changes = overlay("remove: else", "remove: f")
    assert lint_all(make_catalog(small=SMALL, customers__tester__small=changes)) == ()


def test_two_writers_of_two_files_are_both_shown(make_catalog: MakeCatalog) -> None:
    row = "{add_after: b, row: {id: n, direction: export, source: v, right: {label: N, path: first.a}}}"
    found = lint_all(make_catalog(small=SMALL, customers__tester__small=overlay(row)))
    assert lines(found) == [("two-writers", "small.yaml:3 n", [f"'a': {BASE}:{line_of('id: a,')} a"])]


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


FILE = "mine.yaml"


def parts_of(catalog: Catalog, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rules, checks and rows of a mapping, each with its kind."""
    tree = catalog.tree(name, Findings())
    assert tree is not None
    data = plain_data(tree)
    yield from (("rule", part) for part in data.get("rules", ()))
    yield from (("check", part) for part in data.get("checks", ()))
    yield from (("row", part) for group in data["groups"] for part in group.get("rows", ()))


VALUES: list[Any] = [
    None,
    5,
    "x",
    "rows.a",
    "flags.invoice_due_days",
    [],
    {},
    {"label": "L"},
    "both",
    "import",
    "none",
    "money",
    True,
]
KEYS = [
    "source",
    "constant",
    "when",
    "type",
    "transform",
    "cmic.path",
    "cmic.max",
    "procore.path",
    "direction",
    "same_as",
]
KEYS += ["unless_row", "table", "default", "first_of", "cmic", "message", "require"]


def change(parts: list[tuple[str, dict[str, Any]]], dice: random.Random) -> dict[str, Any]:
    kind, part = dice.choice(parts)
    other = dict(dice.choice([other for like, other in parts if like == kind or dice.random() < 0.1]))
    match dice.randrange(6):
        case 0:
            return {"remove": part["id"]}
        case 1:
            return {"replace": part["id"], kind: {**other, "id": dice.choice([part["id"], f"new-{part['id']}"])}}
        case 2:
            return {"add_after": part["id"], kind: {**other, "id": f"new-{dice.randrange(3)}"}}
    keys = dice.sample([*part, *KEYS], dice.randint(1, 3))
    return {"change": part["id"], "set": {key: dice.choice(VALUES) for key in keys}}


@pytest.mark.parametrize("cases", [range(8), pytest.param(range(8, 400), marks=pytest.mark.long)], ids=["few", "many"])
def test_no_finding_of_a_customers_changes_stands_astray(catalog: Catalog, cases: range) -> None:
    customer = catalog.customer("example")
    for case in cases:
        dice = random.Random(case)
        name = dice.choice(catalog.names)
        own = {"mapping": "mine", "extends": name, "title": "Mine", "takes_when": "number == '1'"}
        head = dice.choice([{"overlay": name}, own])
        parts = list(parts_of(catalog, name))
        text = json.dumps({**head, "changes": [change(parts, dice) for _ in range(dice.randint(1, 5))]}, default=str)
        layer = read_yaml(Source(FILE, text, FILE, "customer"), Findings())
        assert isinstance(layer, Entries)
        found = replace(customer, layers=(layer,)).findings("mine" if "mapping" in head else name)
        astray = [(finding.message, finding.at) for finding in found if not (finding.at or "").startswith(FILE)]
        assert (case, astray) == (case, [])
