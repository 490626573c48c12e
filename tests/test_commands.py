"""The command-line contract: what each command answers, where, and with which exit code."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from errno import ENOSPC
from pathlib import Path
from threading import Thread
from typing import Any
from unittest.mock import patch

import click
import pytest

from commandline import check, crosswalk
from conftest import ROOT
from crosswalk_cli.main import cli

INVOICE = "mappings/samples/subcontractor-invoices/export-first-invoice.json"


def values(document: Any, record: int = 0) -> dict[tuple[str, int | None], Any]:
    return {(row["row"], row["index"]): row["value"] for row in document["records"][record]["rows"]}


class TestShow:
    def test_the_table_as_json_has_both_labels_and_the_arrow(self) -> None:
        data = crosswalk("show", "subcontractor-invoices", "--format", "json").data
        check(data, "show")
        due = next(row for row in data["rows"] if row["id"] == "due-date")
        assert (due["procore"], due["direction"], due["cmic"], due["documented"], due["flags"]) == (
            "Billing Date + 30 Days",
            "export",
            "Due Date",
            True,
            ["invoice_due_days"],
        )

    @pytest.mark.parametrize(
        ("mapping", "rows"), [("subcontractor-invoices", 16), ("invoice-payments", 5), ("job-cost-transactions", 16)]
    )
    def test_every_printed_row_is_there(self, mapping: str, rows: int) -> None:
        data = crosswalk("show", mapping, "--format", "json").data
        assert sum(row["documented"] for row in data["rows"]) == rows

    @pytest.mark.parametrize("mapping", ["subcontractor-invoices", "invoice-payments", "job-cost-transactions"])
    @pytest.mark.parametrize("format", ["text", "markdown"])
    def test_it_fits_100_columns_and_is_readable(self, mapping: str, format: str, text_snapshot: Any) -> None:
        said = crosswalk("show", mapping, "--format", format)
        assert said.code == 0
        assert format == "markdown" or max(map(len, said.out.splitlines())) <= 100
        assert said.out == text_snapshot

    def test_effective_prints_yaml(self) -> None:
        said = crosswalk("show", "invoice-payments", "--effective")
        assert (said.code, said.out.splitlines()[0]) == (0, "mapping: invoice-payments")


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


class TestRun:
    def records(self, count: int) -> Iterator[dict[str, Any]]:
        (record,) = json.loads((ROOT / INVOICE).read_text())["request_data"]["requisitions"]
        for number in range(count):
            status = "draft" if number % 5 == 4 else "approved"
            yield {**record, "invoice_number": f"NE-{number:04}", "code": None, "status": status}

    def test_lines_in_lines_out_in_order_with_exact_counts(self, tmp_path: Path) -> None:
        lines = b"\n".join(json.dumps(record).encode() for record in self.records(10))
        out, rejects = tmp_path / "out.ndjson", tmp_path / "rejects.ndjson"
        said = crosswalk("run", "subcontractor-invoices", "-", "-o", str(out), "--rejects", str(rejects), stdin=lines)
        assert said.code == 4
        assert said.err.splitlines()[-1] == "read 10 = mapped 8 + skipped 0 + blocked 2"
        sent = [json.loads(line) for line in out.read_text().splitlines()]
        refused = [json.loads(line) for line in rejects.read_text().splitlines()]
        for line in sent:
            check(line, "run")
        for line in refused:
            check(line, "rejects")
        assert [line["key"] for line in sent] == [f"NE-{n:04}" for n in range(10) if n % 5 != 4]
        assert [line["documents"][0]["body"]["VouNum"] for line in sent[:3]] == [-999999, -999998, -999997]
        assert [line["key"] for line in refused] == ["NE-0004", "NE-0009"]

    def test_lines_an_array_an_envelope_and_a_record_are_the_same(self) -> None:
        records = list(self.records(3))
        inputs = [
            b"\n".join(json.dumps(record).encode() for record in records),
            json.dumps(records).encode(),
            json.dumps(
                {"request_name": "create_requisitions", "request_data": {"requisitions": records}}, indent=1
            ).encode(),
            b"\n".join(json.dumps({"request_data": {"requisitions": [record]}}).encode() for record in records),
        ]
        outputs = {crosswalk("run", "subcontractor-invoices", stdin=data).out for data in inputs}
        assert len(outputs) == 1
        assert crosswalk("run", "subcontractor-invoices", stdin=json.dumps(records[0]).encode()).out in outputs.pop()

    def test_run_and_dry_run_send_the_same(self) -> None:
        lines = crosswalk("run", "subcontractor-invoices", INVOICE, "--today", "2025-02-03").out
        dry = crosswalk("dry-run", "subcontractor-invoices", INVOICE, "--format", "json").data
        assert json.loads(lines)["documents"] == dry["records"][0]["documents"]

    def test_a_broken_line_is_a_reject_and_the_others_go_on(self, tmp_path: Path) -> None:
        good = [json.dumps(record).encode() for record in self.records(2)]
        said = crosswalk(
            "run",
            "subcontractor-invoices",
            "--rejects",
            str(tmp_path / "r"),
            stdin=b"\n".join([good[0], b"{oops", good[1], b"{}"]),
        )
        assert (said.code, said.err.splitlines()[-1]) == (4, "read 4 = mapped 2 + skipped 0 + blocked 2")
        assert "bad-json" in (tmp_path / "r").read_text()

    def test_a_mapping_that_is_off_says_so_and_by_which_flag(self) -> None:
        checks = b'{"ChqVenCode": "NORTHEL", "ChqNum": 1}\n{"ChqVenCode": "NORTHEL", "ChqNum": 2}\n'
        options = ("--direction", "import", "--set", "payment_import=false")
        said = crosswalk("run", "invoice-payments", *options, stdin=checks)
        assert said.code == 0
        assert said.err.splitlines()[-2].startswith(
            "skipped 2 [mapping-off] invoice-payments import is off: the flag payment_import"
        )
        assert said.err.splitlines()[-1] == "read 2 = mapped 0 + skipped 2 + blocked 0"

    def test_input_output_and_rejects_are_different_files(self, tmp_path: Path) -> None:
        source = tmp_path / "in.ndjson"
        source.write_text(json.dumps(next(self.records(1))))
        before = source.read_text()
        for options in (("-o", str(source)), ("--rejects", str(source)), ("-o", "x", "--rejects", "x")):
            assert crosswalk("run", "subcontractor-invoices", str(source), *options).code == 2
        assert source.read_text() == before

    def test_a_link_is_followed_and_the_mode_kept(self, tmp_path: Path) -> None:
        target, link = tmp_path / "target.ndjson", tmp_path / "link.ndjson"
        target.write_text("old")
        target.chmod(0o664)
        link.symlink_to(target)
        assert crosswalk("run", "subcontractor-invoices", INVOICE, "-o", str(link)).code == 0
        assert (link.is_symlink(), target.stat().st_mode & 0o777) == (True, 0o664)
        assert json.loads(target.read_text())["key"] == "NE-1042"

    def test_a_folder_that_is_not_there_is_no_bug(self, tmp_path: Path) -> None:
        said = crosswalk("run", "subcontractor-invoices", INVOICE, "-o", str(tmp_path / "no" / "out"))
        assert (said.code, "there is no folder" in said.err) == (2, True)

    def test_a_full_disk_is_no_bug_and_leaves_nothing(self, tmp_path: Path) -> None:
        with patch("os.fsync", side_effect=OSError(ENOSPC, "No space left on device")):
            said = crosswalk("run", "subcontractor-invoices", INVOICE, "-o", str(tmp_path / "out"))
        assert (said.code, "No space left" in said.err, list(tmp_path.iterdir())) == (2, True, [])

    def test_a_pipe_is_written_and_stays_a_pipe(self, tmp_path: Path) -> None:
        pipe, read = tmp_path / "pipe", list[bytes]()
        os.mkfifo(pipe)
        reader = Thread(target=lambda: read.append(pipe.read_bytes()), daemon=True)
        reader.start()
        said = crosswalk("run", "subcontractor-invoices", INVOICE, "-o", str(pipe))
        reader.join(timeout=10)
        assert (said.code, pipe.is_fifo(), json.loads(read[0])["key"]) == (0, True, "NE-1042")

    def test_a_broken_line_has_its_own_number(self, tmp_path: Path) -> None:
        good = json.dumps(next(self.records(1))).encode()
        said = crosswalk(
            "run", "subcontractor-invoices", "--rejects", str(tmp_path / "r"), stdin=good + b'\n{"a": 1\n' + good
        )
        (line,) = map(json.loads, (tmp_path / "r").read_text().splitlines())
        assert (said.code, line["findings"][0]["at"].split(":")[1]) == (4, "2")


class TestFlags:
    def test_the_list_has_every_flag_and_a_schema(self) -> None:
        data = crosswalk("flags", "list", "--format", "json").data
        check(data, "flags-list")
        assert len(data["flags"]) == 54
        due = next(flag for flag in data["flags"] if flag["name"] == "invoice_due_days")
        assert (due["kind"], due["type"], due["default"], due["value"], due["source"], due["mappings"]) == (
            "mapping",
            "integer",
            30,
            30,
            "default",
            ["subcontractor-invoices"],
        )

    def test_one_flag_has_its_story(self) -> None:
        said = crosswalk("flags", "show", "invoice_due_days", "--set", "invoice_due_days=45")
        assert "45  (--set)" in said.out
        check(crosswalk("flags", "show", "time_zone", "--format", "json").data, "flags-show")

    def test_an_unknown_flag_has_a_suggestion(self) -> None:
        said = crosswalk("flags", "show", "invoce_due_days")
        assert (said.code, "did you mean 'invoice_due_days'?" in said.err) == (3, True)


class TestLint:
    def test_a_folder_without_specs_is_not_clean(self, tmp_path: Path) -> None:
        said = crosswalk("lint", str(tmp_path))
        assert (said.code, "nothing to check in" in said.err) == (2, True)

    def test_the_shipped_files_are_clean(self) -> None:
        said = crosswalk("lint", "--format", "json")
        assert (said.code, said.data["findings"]) == (0, [])
        check(said.data, "findings")

    @pytest.fixture
    def typo(self, tmp_path: Path) -> str:
        text = (ROOT / "mappings" / "subcontractor-invoices.yaml").read_text()
        file = tmp_path / "typo.yaml"
        file.write_text(
            text.replace("path: voucher.VouInvDate", "pth: voucher.VouInvDate").replace(
                "voucher.VouDueDate", "voucher.VouDueDat"
            )
        )
        return str(file)

    def test_a_typo_shows_the_frame_and_the_suggestion(self, typo: str) -> None:
        said = crosswalk("lint", typo)
        assert said.code == 1
        assert "error[unknown-key]: unknown key 'pth'" in said.out
        assert "did you mean 'path'?" in said.out
        assert "the document voucher has no 'VouDueDat'" in said.out
        assert "did you mean 'VouDueDate'?" in said.out
        assert "^^^" in said.out

    def test_the_formats_say_the_same(self, typo: str) -> None:
        concise = crosswalk("lint", typo, "--format", "concise").out.splitlines()
        found = crosswalk("lint", typo, "--format", "json").data["findings"]
        github = crosswalk("lint", typo, "--format", "github").out.splitlines()
        assert concise == [f"{f['at']}: {f['severity']}[{f['code']}]: {f['message']}" for f in found]
        assert all(line.startswith("::error file=") and ",line=" in line for line in github)
        assert len(github) == len(found) == 2

    def test_a_file_of_the_catalog_is_checked_alone(self) -> None:
        assert (
            crosswalk("lint", "mappings/subcontractor-invoices.yaml", "mappings/customers/example/customer.yaml").code
            == 0
        )

    def test_a_code_has_a_page(self) -> None:
        said = crosswalk("lint", "--explain", "filter-after-operator")
        assert (said.code, "What it checks" in said.out, "Example" in said.out, "Use instead" in said.out) == (
            0,
            True,
            True,
            True,
        )

    def test_an_unknown_code_has_a_suggestion(self) -> None:
        said = crosswalk("lint", "--explain", "filter-after-operatr")
        assert (said.code, "did you mean 'filter-after-operator'?" in said.err) == (2, True)


class TestTheDoor:
    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            (("nonsense",), 2),
            (("dry-run",), 2),
            (("dry-run", "x", "--direction", "up"), 2),
            (("dry-run", "x", "no-such-file.json"), 2),
            (("dry-run", "subcontractor-invoice"), 3),
            (("list", "--customer", "exampel"), 3),
            (("list", "--set", "nope=1"), 3),
        ],
    )
    def test_exit_codes(self, arguments: tuple[str, ...], code: int) -> None:
        assert crosswalk(*arguments).code == code

    def test_a_mistyped_command_has_a_suggestion(self) -> None:
        assert "Did you mean 'dry-run'?" in crosswalk("dryrun").err

    def test_an_internal_error_is_one_line_and_exit_70(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(*_: object, **__: object) -> None:
            raise RuntimeError("boom")

        monkeypatch.setattr("crosswalk.mapper.Mapper.trace", broken)
        said = crosswalk("dry-run", "subcontractor-invoices")
        assert (said.code, said.out) == (70, "")
        assert said.err.splitlines()[-1].startswith("internal error: RuntimeError at test_commands.py:")
        with pytest.raises(RuntimeError):
            crosswalk("--debug", "dry-run", "subcontractor-invoices")

    def test_colour_is_off_unless_asked_for(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "\x1b[" not in crosswalk("list").out
        assert "\x1b[" in crosswalk("--color", "always", "list").out
        monkeypatch.delenv("NO_COLOR")
        assert "\x1b[" not in crosswalk("list").out
        monkeypatch.setenv("FORCE_COLOR", "1")
        assert "\x1b[" in crosswalk("list").out
        monkeypatch.setenv("NO_COLOR", "1")
        assert "\x1b[" not in crosswalk("list").out

    def test_without_a_customer_the_example_is_used_and_named(self) -> None:
        assert "'example'" in crosswalk("list").err
        assert "'example'" not in crosswalk("list", "--customer", "example").err

    def test_the_list_has_a_schema(self) -> None:
        check(crosswalk("list", "--format", "json").data, "list")

    def test_the_version_needs_none_of_the_engine(self) -> None:
        script = "import sys; from crosswalk_cli.main import main\ntry: main(['--version'])\nfinally: print(sorted({'yaml', 'jsonschema', 'jinja2', 'jmespath', 'msgspec'} & set(sys.modules)))"
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        assert done.stdout.splitlines()[-1] == "[]"


def all_commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    with click.Context(group) as context:
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command is not None
            yield (*path, name), command
            if isinstance(command, click.Group):
                yield from all_commands(command, (*path, name))


_COMMANDS = list(all_commands(cli))


@pytest.mark.parametrize(("path", "command"), _COMMANDS, ids=[" ".join(path) for path, _ in _COMMANDS])
def test_every_command_has_a_sentence_and_two_examples(path: tuple[str, ...], command: click.Command) -> None:
    said = crosswalk(*path, "--help")
    assert said.code == 0
    assert max(map(len, said.out.splitlines())) <= 100
    assert said.out.count("\n    crosswalk ") + said.out.count("\n    cat ") >= 2
    assert all(option.help for option in command.params if isinstance(option, click.Option))


def test_the_commands_are_those_of_the_contract() -> None:
    assert [" ".join(path) for path, _ in _COMMANDS] == [
        "dry-run",
        "explain",
        "flags",
        "flags list",
        "flags show",
        "functions",
        "lint",
        "list",
        "rules",
        "run",
        "show",
    ]
