"""crosswalk explain: how one value came about, or why there is none."""

import shutil
from pathlib import Path

import pytest

from commandline import check, crosswalk
from places import ROOT


class TestExplain:
    def test_it_tells_every_step(self) -> None:
        said = crosswalk("explain", "subcontractor-invoices", "due-date")
        steps = [
            "read billing_date: 2025-01-31",
            "flag invoice_due_days: 30",
            "| plus_days(flags.invoice_due_days): 2025-03-02",
            "sent as 2025-03-02 to voucher.VouDueDate",
        ]
        assert [line for line in steps if line not in said.out] == []

    def test_it_tells_why_there_is_no_value(self) -> None:
        said = crosswalk("explain", "subcontractor-invoices", "sub-job", "--line", "1")
        assert "not sent: it applies only where" in said.out

    def test_a_value_of_other_rows_tells_them_all(self) -> None:
        said = crosswalk("explain", "job-costs", "direct-costs")
        assert "read rows.jtd_cost: 112362.35" in said.out
        assert "read rows.commitment_invoiced: 111750" in said.out

    def test_a_row_may_be_called_by_its_label(self) -> None:
        said = crosswalk("explain", "subcontractor-invoices", "total retainage")
        assert said.out.startswith("NE-1042 (mapped): retainage-to-date")

    @pytest.mark.parametrize(("row", "line"), [("work", "9"), ("due-date", "1")])
    def test_a_line_that_is_not_there_is_said(self, row: str, line: str) -> None:
        said = crosswalk("explain", "subcontractor-invoices", row, "--line", line)
        assert (said.code, f"no line {line}" in said.err) == (2, True)

    def test_as_json_it_has_a_schema(self) -> None:
        check(
            crosswalk("explain", "subcontractor-invoices", "work", "--record", "NE-1042", "--format", "json").data,
            "explain",
        )

    @pytest.mark.parametrize(
        ("arguments", "hint"),
        [(("due-dat",), "did you mean 'due-date'?"), (("work", "--record", "NE-1043"), "did you mean 'NE-1042'?")],
    )
    def test_a_wrong_row_or_record_has_a_suggestion(self, arguments: tuple[str, ...], hint: str) -> None:
        said = crosswalk("explain", "subcontractor-invoices", *arguments)
        assert (said.code, hint in said.err) == (2, True)


SAMPLES = ROOT / "mappings" / "samples"
BATCH = str(SAMPLES / "subcontractor-invoices" / "export-mixed-batch.json")


class TestWhatItTells:
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


def test_a_blocked_record_is_explained_with_what_to_do(tmp_path: Path) -> None:
    said = crosswalk("dry-run", "subcontractor-invoices", "--set", "invoice_due_days")
    assert "write --set invoice_due_days=VALUE" in said.err
    sample = ROOT / "mappings" / "samples" / "budget-changes" / "export-no-context.json"
    said = crosswalk("explain", "budget-changes", "project", str(sample))
    assert "      what to do: give them with --context: projects" in said.out


class TestAMappingWithoutASample:
    @pytest.fixture(autouse=True)
    def remove_samples(self, own: Path) -> None:
        shutil.rmtree(own / "customers" / "harbor" / "samples")

    def test_its_rows_are_listed_all_the_same(self, own: Path) -> None:
        said = crosswalk("explain", "owner-allowances", "--customer", "harbor")
        assert said.code == 0
        assert "pci-type" in said.out
        assert "written" not in said.out
        data = crosswalk("explain", "owner-allowances", "--customer", "harbor", "--format", "json").data
        assert {row["written"] for row in data["rows"]} == {0}
        check(data, "explain-rows")

    def test_it_is_said_where_a_sample_would_stand(self, own: Path) -> None:
        said = crosswalk("dry-run", "owner-allowances", "--customer", "harbor")
        assert said.code == 2
        assert "customers/harbor/samples/owner-allowances/export-first.json" in " ".join(said.err.split())

    def test_a_misspelt_mapping_of_ones_own_is_found(self, own: Path) -> None:
        for command in ("show", "dry-run", "explain", "run"):
            said = crosswalk(command, "owner-allowance", "--customer", "harbor")
            assert (said.code, said.err.splitlines()[-1]) == (3, "  = help: did you mean 'owner-allowances'?")
