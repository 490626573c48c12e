"""The report of a run: counts, reasons, sums, hashes."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

from commandline import check
from crosswalk_cli.tally import Sums
from runs import line, run
from specs import MakeCatalog, row, spec


class TestReport:
    def test_the_report_says_what_happened(self, tmp_path: Path) -> None:
        out, report = tmp_path / "out", tmp_path / "report"
        text = line("A") + b"\n" + line("B") + b"\n" + line("C", status="draft")
        run(text, "-o", str(out), "--report", str(report))
        data = json.loads(report.read_text(), parse_float=Decimal)
        check(data, "run-report")
        assert data["counts"] == {"read": 3, "mapped": 2, "skipped": 0, "blocked": 1}
        assert data["blocked"]["invoice-status"]["count"] == 1
        sent = [json.loads(each, parse_float=Decimal)["documents"][0]["body"] for each in out.read_text().splitlines()]
        amounts = {row["row"]: row["sum"] for row in data["money"]}
        assert amounts["to-date"] == sum(body["VouInvAmt"] for body in sent)
        assert data["input"]["bytes"] == len(text)

    def test_the_same_run_gives_the_same_report_and_another_flag_another_hash(self, tmp_path: Path) -> None:
        reports = []
        for number, options in enumerate([(), (), ("--set", "invoice_due_days=45")]):
            run(line("A"), "--report", str(tmp_path / str(number)), *options)
            reports.append(json.loads((tmp_path / str(number)).read_text()))
        assert reports[0] == reports[1]
        assert reports[0]["settings_sha256"] != reports[2]["settings_sha256"]

    def test_an_amount_that_is_known_only_later_is_in_no_sum(self, make_catalog: MakeCatalog) -> None:
        """It ended a run with --report as a bug of ours."""
        rows = row("a", "source: v, type: money") + row("b", "late: first.id, type: money", "second.b")
        text = spec(rows + row("c", "same_as: b, type: money", "second.c"))
        mapper = make_catalog(small=text).customer("tester").mapper("small", today=date(2025, 2, 3))
        sums = Sums()
        for outcome in mapper.trace_payload({"orders": [{"number": "1", "v": "5.00"}]}):
            sums.add(mapper, outcome)
        assert [(each["row"], each["sum"]) for each in sums.data()] == [("a", Decimal("5.00"))]
