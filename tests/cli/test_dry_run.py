"""crosswalk dry-run: what would be sent, for people and as data."""

import json
from pathlib import Path
from typing import Any

import pytest

from commandline import check, crosswalk
from places import ROOT

INVOICE = "mappings/samples/subcontractor-invoices/export-first-invoice.json"


def values(document: Any, record: int = 0) -> dict[tuple[str, int | None], Any]:
    return {(row["row"], row["index"]): row["value"] for row in document["records"][record]["rows"]}


class TestDryRun:
    def test_the_due_date_is_thirty_days_after_the_billing_date(self) -> None:
        data = crosswalk("dry-run", "subcontractor-invoices", "--format", "json").data
        check(data, "dry-run")
        assert values(data)["due-date", None] == "2025-03-02"

    def test_a_flag_changes_it(self) -> None:
        data = crosswalk("dry-run", "subcontractor-invoices", "--set", "invoice_due_days=45", "--format", "json").data
        assert values(data)["due-date", None] == "2025-03-17"
        assert data["flags"]["invoice_due_days"] == {"value": 45, "source": "--set"}

    def test_the_date_flag_of_transactions_changes_exactly_the_date(self) -> None:
        plain = crosswalk("dry-run", "job-cost-transactions", "--format", "json").data
        other = crosswalk(
            "dry-run", "job-cost-transactions", "--set", "direct_cost_date=reference_date", "--format", "json"
        ).data
        changed = {
            key
            for n in range(len(plain["records"]))
            for key in values(plain, n)
            if values(plain, n)[key] != values(other, n)[key]
        }
        assert changed == {("date", None)}

    @pytest.mark.parametrize(
        "arguments",
        [
            ("subcontractor-invoices",),
            ("invoice-payments", "--direction", "export"),
            ("invoice-payments", "--direction", "import"),
            ("job-cost-transactions",),
        ],
        ids=" ".join,
    )
    def test_it_is_readable_at_100_columns(self, arguments: tuple[str, ...], text_snapshot: Any) -> None:
        said = crosswalk("dry-run", *arguments)
        assert max(map(len, said.out.splitlines())) <= 100
        assert said.out == text_snapshot

    def test_a_payload_comes_from_standard_input(self) -> None:
        said = crosswalk(
            "dry-run",
            "subcontractor-invoices",
            "-",
            "--format",
            "json",
            "--today",
            "2025-02-03",
            stdin=(ROOT / INVOICE).read_bytes(),
        )
        assert said.data["summary"] == {"mapped": 1, "skipped": 0, "blocked": 0}

    def test_the_same_input_gives_the_same_bytes(self) -> None:
        first, second = (crosswalk("dry-run", "subcontractor-invoices", "--format", "json") for _ in range(2))
        assert first == second

    def test_a_mapping_that_goes_both_ways_asks_for_the_direction_of_a_document(self) -> None:
        said = crosswalk("dry-run", "invoice-payments", "--format", "json")
        assert (said.code, "--direction" in said.err) == (3, True)

    def test_a_flag_that_is_off_skips_and_is_named(self) -> None:
        said = crosswalk(
            "dry-run", "invoice-payments", "--direction", "import", "--set", "payment_import=false", "--format", "json"
        )
        (record, *_) = said.data["records"]
        assert (said.code, record["outcome"], record["findings"][0]["code"]) == (0, "skipped", "mapping-off")
        assert "payment_import" in record["findings"][0]["message"]

    @pytest.mark.parametrize(
        ("stdin", "code"),
        [
            (b"{", "bad-json"),
            (b"", "no-records"),
            (b'{"request_data": {}}', "payload-shape"),
            (b"{}", "payload-shape"),
            (b"\xff\xfe", "bad-json"),
        ],
    )
    def test_a_bad_payload_is_a_finding_and_exit_1(self, stdin: bytes, code: str) -> None:
        said = crosswalk("dry-run", "subcontractor-invoices", "-", stdin=stdin)
        assert said.code == 1
        assert f"[{code}]" in said.out + said.err

    def test_a_blocked_record_is_exit_1_and_the_others_go_on(self) -> None:
        event = json.loads((ROOT / INVOICE).read_text())
        (good,) = event["request_data"]["requisitions"]
        event["request_data"]["requisitions"] = [{**good, "billing_date": None}, good]
        said = crosswalk("dry-run", "subcontractor-invoices", "-", "--format", "json", stdin=json.dumps(event).encode())
        assert (said.code, said.data["summary"]) == (1, {"mapped": 1, "skipped": 0, "blocked": 1})
        findings = [f for f in said.data["records"][0]["findings"] if f["severity"] == "error"]
        assert [(finding["row"], finding["message"]) for finding in findings] == [
            (
                "invoice-date",
                "Billing Date, Billing Date + 30 Days and Accounting Date (billing_date): a value is required, "
                "and billing_date is null",
            )
        ]

    def test_a_context_file_is_checked_with_positions(self, tmp_path: Path) -> None:
        context = tmp_path / "context.json"
        context.write_text('{"vendors": [{"orign_id": "NORTHEL"}]}')
        said = crosswalk("dry-run", "job-cost-transactions", "--context", str(context))
        assert (said.code, "did you mean 'origin_id'?" in said.err, "context.json:1:15" in said.err) == (3, True, True)

    @pytest.mark.parametrize("name", ["context.json", "context.yaml"])
    @pytest.mark.parametrize("command", ["dry-run", "run", "explain"])
    def test_a_context_that_cannot_be_read_ends_alike_in_either_notation(
        self, tmp_path: Path, command: str, name: str
    ) -> None:
        (tmp_path / name).write_text('{"vendors": [')
        row = ["amount"] if command == "explain" else []
        said = crosswalk(command, "job-cost-transactions", *row, "--context", str(tmp_path / name))
        assert (said.code, f"{name}:" in said.err, said.out) == (3, True, "")

    def test_a_flag_that_changes_nothing_here_is_said(self) -> None:
        said = crosswalk("dry-run", "subcontractor-invoices", "--set", "vendor_export=false")
        assert "subcontractor-invoices does not use vendor_export" in said.err

    def test_an_empty_customer_is_no_customer(self) -> None:
        assert crosswalk("dry-run", "subcontractor-invoices", "--customer", "").code == 2


SAMPLES = ROOT / "mappings" / "samples"
BATCH = str(SAMPLES / "subcontractor-invoices" / "export-mixed-batch.json")


class TestWhatItTells:
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


def test_what_holds_for_both_directions_is_said_once() -> None:
    said = crosswalk("dry-run", "invoice-payments")
    assert said.err.count("no --customer given") == 1
