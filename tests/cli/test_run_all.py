"""crosswalk run --all: each event goes to the mappings that read it."""

import json
from pathlib import Path

import pytest

from commandline import check, crosswalk
from places import ROOT
from runs import INVOICE, TODAY, line, rejects_of


class TestAll:
    def events(self) -> bytes:
        names = [
            "subcontractor-invoices/export-first-invoice",
            "budgets/export-first-budget",
            "vendors/export-bare-event",
        ]
        files = [ROOT / f"mappings/samples/{name}.json" for name in names]
        return b"\n".join(json.dumps(json.loads(file.read_text())).encode() for file in files)

    def test_each_event_goes_to_the_mappings_that_read_it(self) -> None:
        said = crosswalk("run", "--all", *TODAY, stdin=self.events())
        lines = [json.loads(each) for each in said.out.splitlines()]
        for each in lines:
            check(each, "run")
        assert "subcontractor-invoices" in {each["mapping"] for each in lines}

    def test_an_event_of_another_mapping_is_one_finding_that_names_the_right_one(self) -> None:
        said = crosswalk("run", "commitments", *TODAY, stdin=INVOICE.read_bytes())
        assert said.err.count("error[") == 1
        assert "create_requisitions" in said.err
        dry = crosswalk("dry-run", "commitments", str(INVOICE), *TODAY, "--format", "json").data
        (finding,) = dry["records"][0]["findings"]
        assert (finding["code"], "subcontractor-invoices" in finding["help"]) == ("foreign-event", True)

    @pytest.mark.parametrize(
        ("value", "code"),
        [
            ({"request_name": "unlink_vendor", "request_data": {}}, "foreign-event"),
            ({"invoice_number": "A"}, "no-event"),
            ([1], "no-event"),
        ],
    )
    def test_what_no_mapping_reads_is_a_reject(self, value: object, code: str, tmp_path: Path) -> None:
        options = ("--rejects", str(tmp_path / "rejects"))
        said = crosswalk("run", "--all", *TODAY, *options, stdin=json.dumps(value).encode())
        (reject,) = map(json.loads, (tmp_path / "rejects").read_text().splitlines())
        check(reject, "rejects")
        assert (said.code, reject["findings"][0]["code"], reject["mapping"]) == (4, code, None)

    def test_rejects_of_all_are_mapped_again_by_all(self, tmp_path: Path) -> None:
        options = ("--all", *TODAY, "--rejects", str(tmp_path / "rejects"))
        event = INVOICE.read_text().replace('"create_requisitions"', '"create_nothing"')
        draft = INVOICE.read_text().replace('"status": "approved"', '"status": "draft"')
        text = json.dumps(json.loads(event)) + "\n" + json.dumps(json.loads(draft)) + '\n[1,NaN]\n{"a": 1}\n{oops'
        crosswalk("run", *options, stdin=text.encode())
        first = (tmp_path / "rejects").read_text()
        crosswalk("run", *options, stdin=first.encode())
        again = (tmp_path / "rejects").read_text()
        kept = [
            [(r["mapping"], r["findings"][0]["code"], r["record"]) for r in map(json.loads, each.splitlines())]
            for each in (first, again)
        ]
        assert kept[0] == kept[1]
        assert {code for _, code, _ in kept[0]} == {"foreign-event", "invoice-status", "bad-json", "no-event"}
        said = crosswalk("run", *options, stdin=again.replace("create_nothing", "create_requisitions").encode())
        assert "mapped 1 + skipped 0 + blocked 5" in said.err

    def test_a_mapping_whose_events_and_rejects_come_together_stands_once_in_the_report(self, tmp_path: Path) -> None:
        (reject,) = rejects_of(line("B", status="draft"), tmp_path)
        file = tmp_path / "report.json"
        text = json.dumps(reject).encode() + b"\n" + self.events()
        crosswalk("run", "--all", *TODAY, "--report", str(file), stdin=text)
        names = [each["mapping"] for each in json.loads(file.read_text())["mappings"]]
        assert "subcontractor-invoices" in names
        assert sorted(names) == sorted(set(names))

    @pytest.mark.parametrize("mapping", ["nope", "job-costs", "../x", "\0"])
    def test_a_reject_that_reads_no_events_is_one_reject_of_all(self, mapping: str, tmp_path: Path) -> None:
        """It ended the whole run: the mapping was made before anybody looked whether there is one."""
        (reject,) = rejects_of(line("B", status="draft"), tmp_path)
        text = json.dumps({**reject, "mapping": mapping}).encode() + b"\n" + self.events()
        said = crosswalk("run", "--all", *TODAY, "--rejects", str(tmp_path / "rejects"), stdin=text)
        back = json.loads((tmp_path / "rejects").read_text().splitlines()[0])
        assert (said.code, back["findings"][0]["code"], back["mapping"]) == (4, "foreign-event", None)

    @pytest.mark.parametrize("command", ["run", "dry-run", "explain", "show"])
    def test_a_mapping_without_a_name_is_an_unknown_one(self, command: str) -> None:
        said = crosswalk(command, "")
        assert (said.code, "unknown-mapping" in said.err) == (3, True)

    def test_a_mapping_beside_all_is_refused(self) -> None:
        assert crosswalk("run", "--all", "commitments").code == 2
