"""Customers: provenance of every value, overrides, overlays by row id, mappings of their own."""

from pathlib import Path

import pytest

from commandline import crosswalk
from crosswalk import Catalog, CrosswalkError, load
from crosswalk.audit.lint_all import lint_all
from crosswalk.finding import Findings, Source
from crosswalk.text.source import plain_data, read_yaml
from crosswalk.text.yaml_of import effective_yaml
from places import ROOT, TODAY
from specs import HEAD, MakeCatalog, row, spec


def codes(error: CrosswalkError) -> list[str]:
    return [finding.code for finding in error.findings]


class TestProvenance:
    def test_every_value_knows_where_it_was_set(self, catalog: Catalog) -> None:
        text = (ROOT / "mappings" / "customers" / "example" / "customer.yaml").read_text("utf-8")
        line = next(number for number, each in enumerate(text.splitlines(), 1) if "payment_import:" in each)
        customer = catalog.customer("example", ["invoice_due_days=45", "settings.company_code=011"])
        assert (customer.flags["invoice_date"].value, customer.flags["invoice_date"].source) == (
            "billing_date",
            "default",
        )
        assert customer.flags["payment_import"].source == f"customers/example/customer.yaml:{line}"
        assert (customer.flags["invoice_due_days"].value, customer.flags["invoice_due_days"].source) == (45, "--set")
        assert (customer.settings["company_code"].value, customer.settings["company_code"].source) == ("011", "--set")

    @pytest.mark.parametrize(
        ("given", "name", "value"),
        [
            ("invoice_due_days=45", "invoice_due_days", 45),
            ("payment_import=false", "payment_import", False),
            ("masked_vendor_classes=EMP,INT", "masked_vendor_classes", ("EMP", "INT")),
            ("masked_vendor_classes=", "masked_vendor_classes", ()),
            ("budget_line_schedule=none", "budget_line_schedule", None),
            ("budget_line_schedule=30m", "budget_line_schedule", "30m"),
            ("default_uom=EA", "default_uom", "EA"),
        ],
    )
    def test_the_command_line_sets_flags(self, catalog: Catalog, given: str, name: str, value: object) -> None:
        assert catalog.customer("example", [given]).flags[name].value == value

    @pytest.mark.parametrize(
        ("given", "code", "help"),
        [
            ("invoice_due_day=45", "unknown-flag", "invoice_due_days"),
            ("settings.compny_code=1", "unknown-setting", "company_code"),
            ("company_code=1", "unknown-flag", "settings.company_code"),
            ("settings.invoice_due_days=1", "unknown-setting", "it is a flag"),
            ("invoice_due_days=soon", "bad-flag-value", "digits"),
            ("invoice_due_days=999", "bad-flag-value", "0 to 365"),
            ("invoice_date=biling_date", "bad-flag-value", "billing_date"),
            ("payment_import=yes", "bad-flag-value", "true or false"),
            ("default_uom=EACH", "bad-flag-value", "2"),
            ("job_cost_schedule=5m", "bad-flag-value", "4h"),
            ("settings.time_zone=Ohio", "bad-setting-value", "America/New_York"),
            ("settings.currency=usd", "bad-setting-value", ""),
            ("settings.connected_on=yesterday", "bad-setting-value", "YYYY-MM-DD"),
            ("settings.cost_code_delimiter=.", "bad-setting-value", "-"),
            ("invoice_due_days", "bad-flag-value", "--set"),
        ],
    )
    def test_a_wrong_override_is_a_finding_with_help(self, catalog: Catalog, given: str, code: str, help: str) -> None:
        with pytest.raises(CrosswalkError) as caught:
            catalog.customer("example", [given])
        assert codes(caught.value) == [code]
        assert help in caught.value.findings[0].help

    def test_a_mistyped_flag_or_table_of_a_file_is_a_finding_at_its_key(self, make_catalog: MakeCatalog) -> None:
        text = "customer: other\ntitle: Other\nflags: {dais: 3, shape: rund}\nsettings: {company: 10}\ntables: {kind: {A: x}}\n"
        catalog = make_catalog(customers__other__customer=text)
        with pytest.raises(CrosswalkError) as caught:
            catalog.customer("other")
        found = [(f.code, f.span.line, f.span.column) for f in caught.value.findings if f.span]
        assert found == [
            ("unknown-flag", 3, 9),
            ("bad-flag-value", 3, 25),
            ("bad-setting-value", 4, 21),
            ("unknown-table", 5, 10),
        ]

    def test_an_unknown_customer_is_a_finding_with_the_nearest_name(self, catalog: Catalog) -> None:
        with pytest.raises(CrosswalkError) as caught:
            catalog.customer("exampel")
        assert (codes(caught.value), caught.value.findings[0].help) == (["unknown-customer"], "did you mean 'example'?")

    def test_customers_may_live_elsewhere(self, tmp_path: Path) -> None:
        (tmp_path / "acme").mkdir()
        (tmp_path / "acme" / "customer.yaml").write_text("customer: acme\ntitle: Acme\nflags: {invoice_due_days: 10}\n")
        catalog = load(ROOT / "mappings", label="mappings", customers=[tmp_path])
        assert catalog.customer("acme").flags["invoice_due_days"].value == 10
        assert load(ROOT / "mappings").customer(str(tmp_path / "acme")).flags["invoice_due_days"].value == 10


SMALL = spec(
    """
    - {id: a, direction: export, source: v, right: {label: A, path: first.a, max: 20}}
    - {id: due, direction: export, type: date, source: d, transform: value | plus_days(flags.days), right: {label: D, path: first.d}}
    """,
    more="rules:\n  - {id: wanted, require: v is not blank, message: V is wanted.}\n",
)
ORDER = {"orders": {"number": "1", "v": "x", "d": "2025-01-31"}}


def body(
    catalog: Catalog, customer: str = "tester", mapping: str = "small", given: tuple[str, ...] = ()
) -> dict[str, object]:
    (outcome,) = catalog.customer(customer, given).mapper(mapping, today=TODAY).map_payload(ORDER)
    assert outcome.kind == "mapped", outcome.findings
    found: dict[str, object] = outcome.documents[0].body
    return found


OVERLAY = """
overlay: small
changes:
  - change: a
    set: {constant: Z, source: null, right.max: 5}
  - add_after: a
    row: {id: b, direction: export, source: v, right: {label: B, path: first.b}}
  - remove: wanted
  - replace: due
    row: {id: due, direction: export, type: date, source: d, right: {label: D, path: first.due}}
"""


class TestOverlays:
    def test_a_customer_adds_replaces_removes_and_changes_by_id(self, make_catalog: MakeCatalog) -> None:
        catalog = make_catalog(small=SMALL, customers__tester__small=OVERLAY)
        assert body(catalog) == {"a": "Z", "b": "x", "due": "2025-01-31"}
        assert catalog.customer("tester").mapping("small").rules == ()

    def test_the_base_stays_as_it_is(self, make_catalog: MakeCatalog) -> None:
        catalog = make_catalog(
            small=SMALL, customers__tester__small=OVERLAY, customers__plain__customer="customer: plain\ntitle: Plain\n"
        )
        assert body(catalog, "plain") == {"a": "x", "d": "2025-03-02"}

    def test_a_finding_names_the_layer_and_line_that_set_the_bad_value(self, make_catalog: MakeCatalog) -> None:
        bad = "overlay: small\nchanges:\n  - change: a\n    set: {source: v | uper}\n  - change: aa\n    set: {default: x}\n"
        catalog = make_catalog(small=SMALL, customers__tester__small=bad)
        with pytest.raises(CrosswalkError) as caught:
            catalog.customer("tester").mapping("small")
        found = [(f.code, f.at) for f in caught.value.findings]
        assert found == [
            ("unknown-filter", "mappings/customers/tester/small.yaml:4:23"),
            ("row-not-found", "mappings/customers/tester/small.yaml:5:13"),
        ]

    def test_the_effective_spec_shows_the_origin_of_every_changed_line(self, make_catalog: MakeCatalog) -> None:
        customer = make_catalog(small=SMALL, customers__tester__small=OVERLAY).customer("tester")
        findings = Findings()
        tree = customer.tree("small", findings)
        assert tree is not None
        text = effective_yaml(tree)
        assert "        constant: Z  # customers/tester/small.yaml:5" in text.splitlines()
        assert "          label: B  # customers/tester/small.yaml:7" in text.splitlines()
        assert "title: Small" in text.splitlines()
        again = read_yaml(Source("again", text), findings)
        assert again is not None
        assert plain_data(again) == plain_data(tree)
        assert not findings

    def test_the_effective_spec_shows_what_was_removed(self, tmp_path: Path) -> None:
        folder = tmp_path / "acme"
        folder.mkdir()
        (folder / "customer.yaml").write_text("customer: acme\ntitle: Acme\n", "utf-8")
        overlay = "overlay: commitments\nchanges:\n  - remove: commitment-no-tax-codes\n    reason: None are used.\n"
        (folder / "commitments.yaml").write_text(overlay, "utf-8")
        said = crosswalk("show", "commitments", "--customers", str(tmp_path), "--customer", "acme", "--effective")
        assert "id: commitment-no-tax-codes" not in said.out
        assert said.out.splitlines()[-1] == "# removed: commitment-no-tax-codes  # customers/acme/commitments.yaml:3"

    def test_an_overlay_may_add_a_rule(self, make_catalog: MakeCatalog) -> None:
        overlay = "overlay: small\nchanges:\n  - add_after: wanted\n    rule: {id: not-x, skip_when: v == 'x', message: X stays.}\n"
        catalog = make_catalog(small=SMALL, customers__tester__small=overlay)
        (outcome,) = catalog.customer("tester").mapper("small", today=TODAY).map_payload(ORDER)
        assert (outcome.kind, outcome.findings[0].code) == ("skipped", "not-x")


OWN = """
mapping: field
extends: small
title: Field orders
takes_when: kind == 'field'
changes:
  - change: a
    set: {source: null, constant: FIELD}
"""


class TestOwnMappings:
    def test_an_extending_mapping_takes_its_records_and_the_base_leaves_them(self, make_catalog: MakeCatalog) -> None:
        customer = make_catalog(small=SMALL, customers__tester__field=OWN).customer("tester")
        payload = {"orders": [{**ORDER["orders"], "kind": "field"}, {**ORDER["orders"], "kind": "office"}]}
        base = customer.mapper("small", today=TODAY).map_payload(payload)
        own = customer.mapper("field", today=TODAY).map_payload(payload)
        assert [(o.kind, [f.code for f in o.findings]) for o in base] == [("skipped", ["taken-by"]), ("mapped", [])]
        assert [(o.kind, [f.code for f in o.findings]) for o in own] == [("mapped", []), ("skipped", ["not-taken"])]
        assert own[0].documents[0].body["a"] == "FIELD"

    def test_it_is_listed_among_the_mappings_of_the_customer(self, make_catalog: MakeCatalog) -> None:
        assert make_catalog(small=SMALL, customers__tester__field=OWN).customer("tester").mappings == ("small", "field")

    def test_two_that_may_take_one_record_are_a_finding(self, make_catalog: MakeCatalog) -> None:
        other = OWN.replace("field", "other").replace("kind == 'other'", "kind != 'office'")
        catalog = make_catalog(small=SMALL, customers__tester__field=OWN, customers__tester__other=other)
        assert [f.code for f in lint_all(catalog)] == ["takes-overlap"]

    def test_two_with_different_constants_are_none(self, make_catalog: MakeCatalog) -> None:
        other = OWN.replace("field", "other")
        catalog = make_catalog(small=SMALL, customers__tester__field=OWN, customers__tester__other=other)
        assert lint_all(catalog) == ()

    def test_a_mapping_cannot_extend_itself(self, make_catalog: MakeCatalog) -> None:
        catalog = make_catalog(small=SMALL, customers__tester__field=OWN.replace("extends: small", "extends: field"))
        with pytest.raises(CrosswalkError) as caught:
            catalog.customer("tester").mapping("field")
        assert codes(caught.value) == ["unknown-mapping"]

    def test_a_customer_may_have_a_table_that_only_its_own_mapping_names(self, make_catalog: MakeCatalog) -> None:
        own = OWN.replace("set: {source: null, constant: FIELD}", "set: {table: mine}")
        text = "customer: tester\ntitle: Tester\ntables: {mine: {x: Mine}}\n"
        catalog = make_catalog(small=SMALL, customers__tester__field=own, customers__tester__customer=text)
        payload = {"orders": {**ORDER["orders"], "kind": "field"}}
        (outcome,) = catalog.customer("tester").mapper("field", today=TODAY).map_payload(payload)
        assert outcome.documents[0].body["a"] == "Mine"


def test_the_shipped_catalog_and_all_its_customers_are_clean(catalog: Catalog) -> None:
    assert lint_all(catalog) == ()


def test_the_head_of_small_specs_is_shared() -> None:
    assert HEAD in SMALL


def test_a_customer_is_called_like_its_folder(make_catalog: MakeCatalog) -> None:
    catalog = make_catalog(small=spec(row("a", "source: v")), customers__tester__customer="customer: other\ntitle: T\n")
    assert [finding.code for finding in lint_all(catalog)] == ["wrong-file-name"]
