"""Mistakes that once were a crash, or passed in silence."""

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from commandline import crosswalk
from crosswalk import Catalog, CrosswalkError, Outcome
from crosswalk.audit.lint_all import lint_all
from crosswalk.catalog.samples import read_run_file
from crosswalk.text.files import DISK
from specs import HEAD, Lint, Run, codes, row, spec

MakeCatalog = Callable[..., Catalog]
LINES = "\n  - id: lines\n    lines: {from: items, into: first.L}\n    rows:\n      - {id: v, direction: export, source: v, right: {label: v, path: v}}\n"


def test_a_constant_and_a_transform_are_two_sources(lint: Lint) -> None:
    assert lint(spec(row("a", "constant: SUBK, transform: value | upper"))) == ["two-sources"]


def test_the_same_condition_twice_excludes_nothing(lint: Lint) -> None:
    both = row("a", "source: v, when: v is like('C*')", "first.x") + row(
        "b", "source: v, when: v is like('C*')", "first.x"
    )
    assert lint(spec(both)) == ["two-writers"]


@pytest.mark.parametrize("sentence", ["The title {{ v } is bad", "The title v }} is bad", "{% if v %}"])
def test_a_brace_without_its_counterpart_is_seen(lint: Lint, sentence: str) -> None:
    rules = f"rules:\n  - id: r\n    require: v is not blank\n    message: '{sentence}'\n"
    assert lint(spec(row("a", "source: v"), more=rules)) == ["expression-syntax"]


def test_a_tab_is_called_a_tab(lint: Lint, make_catalog: MakeCatalog) -> None:
    (finding,) = lint_all(make_catalog(small="mapping: small\n\ttitle: Small\n"))
    assert (finding.code, finding.help) == ("yaml-syntax", "indent with spaces, not with tabs")


@pytest.mark.parametrize(
    ("file", "help"),
    [
        ("customers/tester/own.yml", "call it own.yaml"),
        ("customers/tester/overlays/own.yaml", "put it beside customer.yaml, or into samples/MAPPING/"),
        ("customers/tester/sample/small/export-a.json", "put samples into samples/MAPPING/"),
        ("customers/tester/samples/small/exprt-a.json", "call it export-NAME.json or import-NAME.json"),
        ("customers/other/customers.yaml", "call it customer.yaml"),
    ],
)
def test_a_file_that_nothing_reads_is_seen(make_catalog: MakeCatalog, file: str, help: str) -> None:
    catalog = make_catalog(small=spec(row("a", "source: v")))
    path = catalog.place.root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{}", "utf-8")
    (finding,) = lint_all(catalog)
    assert (finding.code, finding.severity, finding.help) == ("wrong-file-name", "warning", help)
    assert file in (finding.at or "")


def test_today_is_a_date_and_nothing_else(make_catalog: MakeCatalog) -> None:
    customer = make_catalog(small=spec(row("a", "source: v"))).customer("tester")
    for day in ("2025-01-01", datetime(2025, 1, 1), None):
        with pytest.raises(TypeError, match=r"today is a datetime\.date"):
            customer.mapper("small", today=day)  # type: ignore[arg-type] # that is the mistake


@pytest.mark.parametrize("text", ["text=[SUB, 'MAT']", "SUB,MAT", "[SUB,MAT]", '["SUB", "MAT"]'])
def test_a_list_of_codes_may_stand_in_brackets(text: str) -> None:
    words = text.removeprefix("text=")
    said = crosswalk(
        "flags", "show", "masked_vendor_classes", "--set", f"masked_vendor_classes={words}", "--format", "json"
    )
    assert said.data["value"] == ["SUB", "MAT"]


@pytest.mark.parametrize("text", ["01/31/2025", "2025-13-31"])
def test_a_date_is_compared_with_text_that_is_none(run: Run, text: str) -> None:
    rules = "rules:\n  - {id: old, skip_when: today > d, message: It is old.}\n"
    (outcome,) = run(spec(row("a", "source: number"), more=rules), {"number": "1", "d": text})
    assert (outcome.kind, codes(outcome)) == ("blocked", ["bad-value"])


def test_a_choice_needs_a_flag_with_listed_values(lint: Lint) -> None:
    assert lint(spec(row("x", "choose: {by: days, from: {'30': a}}"))) == ["missing-choice"]


def test_a_document_whose_condition_fails_blocks(run: Run) -> None:
    head = HEAD.replace("second: {endpoint: second}", "second: {endpoint: second, when: amount > 0}")
    (outcome,) = run(spec(row("a", "source: number"), head=head), {"number": "1", "amount": "12.50"})
    assert codes(outcome) == ["expression-failed"]


@pytest.mark.parametrize("path", ["first", "first[0].x", "first.a[*].b"])
def test_a_place_must_be_a_field_of_a_document(lint: Lint, path: str) -> None:
    assert "path-syntax" in lint(spec(row("a", "source: v", path)))


def test_nested_places_are_two_writers(lint: Lint) -> None:
    assert lint(spec(row("a", "source: v", "first.x") + row("b", "source: v", "first.x.y"))) == ["two-writers"]


def test_a_row_cannot_write_where_lines_go(lint: Lint) -> None:
    header = (
        "  - id: header\n    rows:\n      - {id: h, direction: export, source: v, right: {label: h, path: first.L}}"
    )
    assert lint(spec(groups=header + LINES)) == ["two-writers"]


def test_a_document_a_line_has_no_header(lint: Lint) -> None:
    header = (
        "  - id: header\n    rows:\n      - {id: h, direction: export, source: v, right: {label: h, path: first.h}}"
    )
    assert lint(spec(groups=header + LINES.replace("first.L", "first"))) == ["two-writers"]


def test_lines_do_not_go_into_one_element(lint: Lint) -> None:
    assert "path-syntax" in lint(spec(groups=LINES.replace("first.L", "'first.L[0]'")))


def test_a_link_that_needs_itself_is_a_circle(lint: Lint) -> None:
    assert lint(
        spec(row("a", "source: item.v"), more="links:\n  item: {find: record.items, match: {id: item.id}}\n")
    ) == ["row-circle"]


@pytest.mark.parametrize("type", ["datetime", "date, transform: \"value | date_in('Asia/Tokyo')\""])
def test_a_moment_at_the_end_of_time_blocks(run: Run, type: str) -> None:
    moments = ({"number": "1", "v": "9999-12-31T23:59:59-12:00"},)
    (outcome,) = run(spec(row("x", f"type: {type}, source: v")), *moments)
    assert (outcome.kind, codes(outcome)) == ("blocked", ["bad-value"])


@pytest.mark.parametrize("file", ["small", "customers__tester__customer", "customers__tester__small", "keys", "flags"])
@pytest.mark.parametrize("text", ["- a\n- b\n", "just words\n", "5\n"])
def test_a_file_that_is_no_keys_and_values_is_a_finding(make_catalog: MakeCatalog, file: str, text: str) -> None:
    base = {"small": spec(row("a", "source: v")), file: text}
    try:
        found = lint_all(make_catalog(**base))
    except CrosswalkError as error:
        found = error.findings
    assert "wrong-type" in {finding.code for finding in found}


def test_a_pattern_that_is_none_is_a_finding(make_catalog: MakeCatalog) -> None:
    from conftest import FLAGS

    with pytest.raises(CrosswalkError) as caught:
        make_catalog(flags=FLAGS.replace("length: 8,", 'length: 8, pattern: "^[A-Z{3}$",'))
    assert [finding.code for finding in caught.value.findings] == ["bad-value-here"]


def test_a_day_that_is_none_in_a_run_file_is_a_finding(tmp_path: Path) -> None:
    payload = tmp_path / "export-x.json"
    payload.write_text("{}")
    (tmp_path / "export-x.run.yaml").write_text("today: 2025-13-45\n")
    said = crosswalk("dry-run", "subcontractor-invoices", str(payload))
    assert (said.code, "bad-value-here" in said.err) == (3, True)


@pytest.mark.parametrize(
    ("rules", "groups"),
    [
        ("rules:\n  - {id: r, skip_when: amount, message: m}\n", ""),
        ("rules:\n  - {id: r, require: amount, message: m}\n", ""),
        ("", LINES.replace("from: items,", "from: items, where: v,")),
    ],
)
def test_a_condition_that_is_neither_true_nor_false_blocks(run: Run, rules: str, groups: str) -> None:
    text = spec(row("a", "source: number"), more=rules, groups=groups)
    (outcome,) = run(text, {"number": "1", "amount": "5", "items": [{"v": "x"}]})
    assert (outcome.kind, set(codes(outcome))) == ("blocked", {"expression-failed"})


AGGREGATED = spec(
    "- {id: cost, direction: export, type: money, right: {label: c, path: first.cost}, sum: amount}",
    head=HEAD.replace("  key: number", "  record_per: [job]\n  key: job"),
    more="rules:\n  - {id: r, each: source, skip_when: amount > 'x', message: m}\n",
)


def test_a_rule_on_source_rows_that_cannot_be_tested_blocks(run: Run) -> None:
    (outcome,) = run(AGGREGATED, {"job": "A", "amount": 5})
    assert (outcome.kind, codes(outcome)) == ("blocked", ["expression-failed"])


def test_a_condition_of_a_sum_must_be_one(run: Run) -> None:
    text = AGGREGATED.replace("sum: amount}", "sum: amount, where: type}").replace("amount > 'x'", "false")
    (outcome,) = run(text, {"job": "A", "amount": 5, "type": "C"})
    assert (outcome.kind, codes(outcome)) == ("blocked", ["expression-failed"])


def test_an_expression_of_an_aggregated_record_reads_only_its_key(lint: Lint) -> None:
    text = AGGREGATED.replace("sum: amount}", "source: reference}").replace("amount > 'x'", "false")
    assert lint(text) == ["not-aggregated"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("source: v, required: yes", "wrong-type"),
        ("source: position", "unknown-name"),
        ("source: documents.first.x", "unknown-name"),
        ("source: value", "unknown-name"),
        ("source: v, enabled_by: days", "bad-flag-value"),
        ("type: money, constant: five", "bad-value-here"),
        ("type: date, source: v, default: soon", "bad-value-here"),
        ("path: v", "unknown-key"),
    ],
)
def test_a_row_that_would_be_misread_is_a_finding(lint: Lint, more: str, code: str) -> None:
    assert lint(spec(row("x", more))) == [code]


def test_a_row_says_its_direction(lint: Lint) -> None:
    assert lint(spec("- {id: x, source: v, right: {label: x, path: first.x}}")) == ["missing-key"]


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


def test_a_customer_is_called_like_its_folder(make_catalog: MakeCatalog) -> None:
    catalog = make_catalog(small=spec(row("a", "source: v")), customers__tester__customer="customer: other\ntitle: T\n")
    assert [finding.code for finding in lint_all(catalog)] == ["wrong-file-name"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("links:\n  value: {find: record.x, match: {id: v}}\n", "bad-name"),
        ("rules:\n  - {id: r, each: source, warn_when: true, message: m}\n", "unknown-group"),
    ],
)
def test_names_that_cannot_work_are_findings(lint: Lint, more: str, code: str) -> None:
    assert lint(spec(row("a", "source: v"), more=more)) == [code]


def test_only_a_customers_mapping_extends_another(make_catalog: MakeCatalog) -> None:
    other = "mapping: other\ntitle: O\nextends: small\ntakes_when: v == 'x'\n"
    assert "unknown-mapping" in {f.code for f in lint_all(make_catalog(small=spec(row("a", "source: v")), other=other))}


def test_a_table_between_sides_that_are_none_is_a_finding(make_catalog: MakeCatalog) -> None:
    with pytest.raises(CrosswalkError) as caught:
        make_catalog(tables="tables:\n  kinds: {title: K, from: lft, to: right}\n")
    assert [finding.code for finding in caught.value.findings] == ["unknown-side"]


def test_records_may_be_filtered_by_a_path(make_catalog: MakeCatalog) -> None:
    text = spec(row("a", "source: number"), head=HEAD.replace("records: orders", "records: orders[?status=='ok']"))
    mapper = make_catalog(small=text).customer("tester").mapper("small", today=date(2025, 1, 31))
    outcomes: tuple[Outcome, ...] = mapper.map_payload({"orders": [{"number": "1", "status": "ok"}, {"number": "2"}]})
    assert [outcome.key for outcome in outcomes] == ["1"]


def test_lint_sees_what_is_wrong_with_samples(make_catalog: MakeCatalog, tmp_path: Path) -> None:
    catalog = make_catalog(small=spec(row("a", "source: v")), samples__small__x="")
    folder = tmp_path / "mappings" / "samples"
    (folder / "small" / "x.yaml").unlink()
    (folder / "small" / "export-broken.json").write_text("{")
    (folder / "small" / "export-flags.json").write_text("{}")
    (folder / "small" / "export-flags.run.yaml").write_text(
        "customer: tester\nflags: {dais: 3}\nvariants: {v: {shape: rund}}\n"
    )
    (folder / "smal").mkdir()
    (folder / "smal" / "export-x.json").write_text(json.dumps({}))
    (folder / "smal" / "export-x.run.yaml").write_text("customer: tester\n")
    assert {finding.code for finding in lint_all(catalog)} == {
        "bad-json",
        "unknown-flag",
        "bad-flag-value",
        "unknown-mapping",
    }


@pytest.mark.parametrize("written", ["20250101", "2025", "2025.5"])
def test_a_day_written_as_a_number_is_shown_as_a_day_not_in_quotes(tmp_path: Path, written: str) -> None:
    (tmp_path / "export-x.run.yaml").write_text(f"today: {written}\n")
    with pytest.raises(CrosswalkError) as caught:
        read_run_file(DISK, tmp_path / "export-x.run.yaml", "export-x.run.yaml")
    (finding,) = caught.value.findings
    assert (finding.code, finding.help) == ("number-for-text", "write it like 2025-02-03")
