"""crosswalk run: nothing lost, nothing silent."""

import json
import os
from collections.abc import Iterator
from errno import ENOSPC
from pathlib import Path
from threading import Thread
from typing import Any
from unittest.mock import patch

import pytest

from commandline import check, crosswalk
from places import ROOT

INVOICE = "mappings/samples/subcontractor-invoices/export-first-invoice.json"


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


class TestWarningsOfEveryRecord:
    @pytest.mark.parametrize("words", [("commitments",), ("--all",)], ids=["one-mapping", "all"])
    def test_a_warning_that_holds_for_every_record_is_shown_once_and_counted(self, words: tuple[str, ...]) -> None:
        event = json.loads((ROOT / "mappings/samples/commitments/export-amount-based.json").read_text())
        events = b"\n".join([json.dumps(event).encode()] * 3)
        said = crosswalk("run", *words, "--warnings", "--today", "2025-02-03", stdin=events)
        shown = [part for part in said.err.splitlines() if "[commitment-must-be-posted]" in part]
        assert shown == [
            "stdin:1:55: SC-24117-003: warning[commitment-must-be-posted]: "
            "The commitment arrives in CMiC unposted. (so for every record, shown once)",
            "warned 3 [commitment-must-be-posted] The commitment arrives in CMiC unposted.",
        ]
        others = [part for part in said.err.splitlines() if "warning[not-checked]" in part]
        assert {part.split(":")[1] for part in others} == {"1", "2", "3"}

    def test_a_dry_run_shows_it_with_every_record(self) -> None:
        event = json.loads((ROOT / "mappings/samples/commitments/export-amount-based.json").read_text())
        said = crosswalk(
            "dry-run", "commitments", "-", "--today", "2025-02-03", stdin=json.dumps([event, event]).encode()
        )
        assert said.out.count("[commitment-must-be-posted]") == 2
