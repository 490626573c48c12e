"""What dry-run, explain, show, list and functions tell a person, screen by screen."""

from collections.abc import Callable
from pathlib import Path

import pytest

from commandline import Said, check, crosswalk
from conftest import ROOT
from crosswalk import Catalog
from crosswalk.catalog.functions import functions
from crosswalk.catalog.samples import read_context
from crosswalk.language.transforms import TESTS, TRANSFORMS
from crosswalk.text.context_form import context_example
from crosswalk.text.files import DISK

SAMPLES = ROOT / "mappings" / "samples"
BATCH = str(SAMPLES / "subcontractor-invoices" / "export-mixed-batch.json")


class TestDryRun:
    def test_a_mapping_that_goes_both_ways_shows_a_sample_of_each(self) -> None:
        said = crosswalk("dry-run", "invoice-payments")
        heads = [line for line in said.out.splitlines() if line.startswith("AP Invoice Payments")]
        assert said.code == 0
        assert [head.split()[3] for head in heads] == ["export,", "import,"]

    def test_as_json_it_says_the_two_commands_to_copy(self) -> None:
        said = crosswalk("dry-run", "invoice-payments", "--format", "json")
        assert (said.code, said.out) == (3, "")
        for direction in ("export", "import"):
            assert f"crosswalk dry-run invoice-payments --direction {direction} --format json" in said.err

    @pytest.mark.parametrize("mapping", ["budgets", "invoice-payments", "projects", "sub-jobs", "vendors"])
    def test_a_payload_says_its_direction_by_its_records(self, mapping: str, tmp_path: Path) -> None:
        for sample in sorted((SAMPLES / mapping).glob("*port-*.json"))[::4]:
            payload = tmp_path / "payload.json"
            payload.write_bytes(sample.read_bytes())
            data = crosswalk("dry-run", mapping, str(payload), "--format", "json").data
            assert data["direction"] == sample.name.partition("-")[0]

    def test_a_payload_of_neither_side_is_a_finding_with_the_commands(self) -> None:
        said = crosswalk("dry-run", "invoice-payments", "-", stdin=b'{"colour": "red"}')
        assert (said.code, "error[missing-direction]" in said.err) == (3, True)
        assert "crosswalk dry-run invoice-payments - --direction import" in said.err

    def test_there_is_a_legend_for_every_sign(self) -> None:
        legend = crosswalk("dry-run", "subcontractor-invoices").out.splitlines()[1]
        assert legend == "  + mapped, - skipped, ! blocked; read left → sent right; * not printed in the document"

    def test_a_row_that_is_not_printed_has_a_name_on_both_sides(self) -> None:
        lines = crosswalk("dry-run", "subcontractor-invoices").out.splitlines()
        (post,) = (line for line in lines if "Post Batch" in line)
        assert post.split() == ["*", "Post", "Batch", "fixed", "→", "Post", "Batch", "N"]

    @pytest.mark.parametrize(
        ("mapping", "words"),
        [
            ("subcontractor-invoices", ["* Currency Code", "setting currency"]),
            ("subcontractor-invoices", ["* Voucher Number", "number of the record"]),
            ("budget-changes", ["System Date of Export", "today"]),
            ("budget-changes", ["* PCI Type", "flag"]),
            ("job-costs", ["112362.35, sum of 3"]),
            ("commitments", ["* Change Code", "fixed", "000"]),
        ],
    )
    def test_a_value_without_a_source_says_where_it_is_from(self, mapping: str, words: list[str]) -> None:
        lines = crosswalk("dry-run", mapping).out.splitlines()
        assert any(all(word in line for word in words) for line in lines)

    def test_only_the_source_that_was_taken_is_shown(self) -> None:
        (line,) = {line for line in crosswalk("dry-run", "job-costs").out.splitlines() if "* Project" in line}
        assert line.split() == ["*", "Project", "24-117", "←", "Control", "Job", "24-117"]

    def test_blocked_money_is_told_and_sums_to_date_stand_apart(self) -> None:
        out = crosswalk("dry-run", "subcontractor-invoices", BATCH).out
        amounts = out[out.index("\namounts") :].split("\n")[1:]
        assert amounts[0].split() == ["amounts", "sent", "not", "sent", "(blocked)"]
        assert amounts[1].split()[-4:] == ["to", "date", "98,050.00", "35,915.00"]
        assert [line.split()[-4:] for line in amounts if "Work Completed" in line] == [
            ["this", "period", "59,350.00", "39,015.00"]
        ]

    def test_the_reasons_of_what_is_not_mapped_are_counted(self) -> None:
        out = crosswalk("dry-run", "subcontractor-invoices", BATCH).out
        assert "4 record(s): 1 mapped, 0 skipped, 3 blocked\n  blocked: 1 invoice-status, 2 bad-value\n" in out

    @pytest.mark.parametrize("columns", ["80", "100"])
    def test_a_section_title_is_one_line(self, columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", columns)
        assert "Commitment Item (Subcontracts)" in crosswalk("dry-run", "commitments").out


class TestExplain:
    def test_without_a_row_it_lists_the_rows(self) -> None:
        said = crosswalk("explain", "subcontractor-invoices")
        assert said.code == 0
        (line,) = (line for line in said.out.splitlines() if line.startswith("  work "))
        assert line.split()[-3:] == ["written", "2", "times"]

    def test_the_rows_as_json_have_a_schema(self) -> None:
        data = crosswalk("explain", "subcontractor-invoices", BATCH, "--format", "json").data
        check(data, "explain-rows")
        assert {row["row"]: row["written"] for row in data["rows"]}["erp-id"] == 1

    def test_a_mapping_that_goes_both_ways_is_explained_both_ways(self) -> None:
        out = crosswalk("explain", "invoice-payments", "check-number").out
        assert ("payment_voucher" in out or "VouChqNum" in out or "sent as" in out, "ChqNum" in out) == (True, True)
        assert "has no part" not in crosswalk("explain", "invoice-payments", "payment-key").out

    @pytest.mark.parametrize("words", ["Scope of Work", "scope of", "SCOPE", "pe of wo"])
    def test_any_part_of_a_label_will_do_where_no_other_row_has_it(self, words: str) -> None:
        assert ": scope, Description / Scope of Work" in crosswalk("explain", "commitments", words).out

    def test_a_part_that_several_rows_have_lists_their_ids(self) -> None:
        said = crosswalk("explain", "budgets", "amount", "--direction", "export")
        assert (said.code, "give an id: projection, billing-amount" in said.err) == (2, True)

    @pytest.mark.parametrize("words", ["scoe", "Scope ov Work", "scopeofwork"])
    def test_the_suggestion_for_a_wrong_row_is_an_id(self, words: str) -> None:
        said = crosswalk("explain", "commitments", words)
        assert (said.code, "did you mean 'scope'?" in said.err) == (2, True)

    @pytest.mark.parametrize("key", ["CBS-88213", "cbs-88213", "88213", "24-117 / 03-310 / M / CBS-88213"])
    def test_a_record_is_found_by_any_part_of_its_key(self, key: str) -> None:
        out = crosswalk("explain", "job-cost-transactions", "amount", "--record", key).out
        assert out.startswith("24-117 / 03-310 / M / CBS-88213 (mapped): amount")
        assert out.count("(mapped)") == 1

    def test_a_whole_part_of_a_key_wins_over_a_piece_of_one(self) -> None:
        out = crosswalk("explain", "job-cost-transactions", "amount", "--record", "24-117A").out
        assert out.startswith("24-117A / 16-120")
        said = crosswalk("explain", "job-cost-transactions", "amount", "--record", "24-117")
        assert (said.code, "4 records have '24-117' in their key" in said.err) == (2, True)
        assert "24-117 / 01-310 / L / PY2507" in said.err

    def test_a_text_of_several_lines_keeps_its_lines(self) -> None:
        out = crosswalk("explain", "commitments", "scope").out
        assert "      | Electrical rough-in & finish, levels 1 and 2.\n      | Panels and feeders\n" in out

    def test_what_a_blocked_record_would_send_is_not_said_to_be_sent(self) -> None:
        out = crosswalk("explain", "subcontractor-invoices", "work", BATCH, "--record", "OD-0118").out
        assert ("would be sent as" in out, "    sent as" in out) == (True, False)


class TestShow:
    def test_every_row_has_its_id(self) -> None:
        out = crosswalk("show", "subcontractor-invoices").out
        assert any(line.split()[-1:] == ["due-date"] and "Billing Date + 30 Days" in line for line in out.splitlines())

    def test_a_mapping_of_the_customers_own_says_first_what_it_extends_takes_and_changes(self) -> None:
        out = crosswalk("show", "contingency-transfers", "--customer", "lakeside").out
        top = out[: out.index("PROCORE")]
        assert "extends: budget-changes" in top
        assert 'takes records where: title is like("Contingency*")' in top
        assert "pci-type: source flags.budget_change_pci_type is taken out" in top
        assert "pci-type: constant CTGY is added" in top
        assert "because: The PCI type that Lakeside has set up for contingency transfers in CMiC." in top
        assert "mappings/customers/lakeside/contingency-transfers.yaml:9:11" in top

    def test_the_shipped_mapping_says_what_it_leaves_to_the_customers_own(self) -> None:
        out = crosswalk("show", "budget-changes", "--customer", "lakeside").out
        assert 'leaves to contingency-transfers: records where title is like("Contingency*")' in out

    def test_an_overlay_says_what_it_changes(self, make_catalog: Callable[..., Catalog], tmp_path: Path) -> None:
        overlay = """
            overlay: small
            changes:
              - {change: name, set: {right.max: 10, transform: value | upper}, reason: Short names.}
              - {remove: extra, reason: Not used.}
        """
        make_catalog(small=_SMALL, customers__tester__short=overlay)
        options = ("--mappings", str(tmp_path / "mappings"), "--customer", "tester")
        out = crosswalk("show", "small", *options).out
        assert "name: right.max 20 becomes 10" in out
        assert "name: transform value | upper is added" in out
        assert "because: Short names." in out
        assert "extra is removed" in out
        data = crosswalk("show", "small", *options, "--format", "json").data
        check(data, "show")
        assert [(each["id"], each["key"], each["from"], each["to"]) for each in data["changes"]] == [
            ("name", "right.max", "20", "10"),
            ("name", "transform", None, "value | upper"),
            ("extra", None, None, None),
        ]

    def test_rules_are_sentences_with_the_labels_of_fields(self) -> None:
        out = " ".join(crosswalk("show", "budget-changes").out.split())
        assert "{{" not in out
        assert "The budget change [Budget Change Number] is void." in out
        assert "A [From or To] line has the amount [Amount]" in out

    def test_a_field_of_an_import_has_the_label_of_the_side_that_is_read(self) -> None:
        out = " ".join(crosswalk("show", "vendors").out.split())
        assert "Procore has a company [Vendor Name/Business Partner Code] already" in out


_SMALL = """
mapping: small
title: Small
export:
  records: orders
  key: number
  documents:
    order: {endpoint: x}
groups:
  - id: header
    rows:
      - {id: name, left: {label: A, path: name}, right: {label: B, path: order.B, max: 20}, direction: export, type: text}
      - {id: extra, left: {label: C, path: extra}, right: {label: D, path: order.D}, direction: export, type: text}
"""


class TestFunctions:
    def said(self, *words: str) -> Said:
        return crosswalk("functions", *words)

    def test_every_filter_test_and_name_is_listed_with_a_sentence(self) -> None:
        data = self.said("--format", "json").data
        check(data, "functions")
        names = {(each["kind"], each["name"]) for each in data["functions"]}
        assert names >= {("filter", name) for name in TRANSFORMS} | {("test", name) for name in TESTS}
        assert {"record", "line", "rows", "flags", "today"} <= {name for kind, name in names if kind == "name"}
        assert [each.name for each in functions() if not each.help.endswith(".")] == []

    def test_every_failing_example_says_why(self) -> None:
        assert [(each.name, text) for each in functions() for text, said in each.fails if not said] == []

    def test_one_has_a_page_with_examples(self) -> None:
        out = self.said("plus_days").out
        assert "'2025-01-31' | plus_days(30)  gives  2025-03-02" in out
        assert 'is refused: "31/01/2025" is not a date' in out

    def test_a_wrong_name_has_a_suggestion(self) -> None:
        said = self.said("plusdays")
        assert (said.code, said.out, "did you mean 'plus_days'?" in said.err) == (2, "", True)

    @pytest.mark.parametrize(("transform", "kind"), [("value | uper", "filter"), ("value is blanc", "test")])
    def test_an_unknown_one_in_a_spec_leads_to_the_list(
        self, transform: str, kind: str, make_catalog: Callable[..., Catalog], tmp_path: Path
    ) -> None:
        make_catalog(small=_SMALL.replace("max: 20}, d", f"max: 20}}, transform: {transform}, d"))
        said = crosswalk("lint", "--mappings", str(tmp_path / "mappings"))
        assert f"error[unknown-{kind}]" in said.out
        assert "crosswalk functions" in said.out


class TestContext:
    def test_the_example_of_a_context_file_is_one(self, tmp_path: Path) -> None:
        file = tmp_path / "context.yaml"
        file.write_text(context_example(), "utf-8")
        assert len(read_context(DISK, file, "context.yaml")) > 5

    @pytest.mark.parametrize("code", ["missing-value", "not-checked"])
    def test_the_page_of_a_finding_that_needs_context_shows_its_form(self, code: str) -> None:
        out = crosswalk("lint", "--explain", code).out
        assert "projects:\n      - {id: 86," in out
        assert "vendors: id, name, origin_id" in out

    def test_the_help_of_the_option_has_an_example(self) -> None:
        out = " ".join(crosswalk("dry-run", "--help").out.split())
        assert "vendors: [{id: 42, origin_id: NORTHEL}]" in out


def test_words_that_no_statement_has_are_told() -> None:
    said = crosswalk("rules", "zebra")
    assert (said.code, said.out, said.err.splitlines()[-1]) == (
        0,
        "",
        "no statement has zebra in its id, its object or its text",
    )


def test_what_holds_for_both_directions_is_said_once() -> None:
    said = crosswalk("dry-run", "invoice-payments")
    assert said.err.count("no --customer given") == 1


def test_a_blocked_record_is_explained_with_what_to_do(tmp_path: Path) -> None:
    said = crosswalk("dry-run", "subcontractor-invoices", "--set", "invoice_due_days")
    assert "write --set invoice_due_days=VALUE" in said.err
    sample = ROOT / "mappings" / "samples" / "budget-changes" / "export-no-context.json"
    said = crosswalk("explain", "budget-changes", "project", str(sample))
    assert "      what to do: give them with --context: projects" in said.out
