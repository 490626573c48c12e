"""Bulk runs: nothing lost, nothing silent."""

import base64
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from commandline import Said, check, crosswalk
from conftest import ROOT
from crosswalk_cli.tally import Sums
from specs import MakeCatalog, row, spec

INVOICE = ROOT / "mappings/samples/subcontractor-invoices/export-first-invoice.json"
TODAY = ("--today", "2025-02-03")


def invoice(number: str, **more: Any) -> dict[str, Any]:
    (record,) = json.loads(INVOICE.read_text())["request_data"]["requisitions"]
    return {**record, "invoice_number": number, "code": None, **more}


def line(number: str, **more: Any) -> bytes:
    return json.dumps(invoice(number, **more)).encode()


def run(stdin: bytes, *options: str) -> Said:
    return crosswalk("run", "subcontractor-invoices", *TODAY, *options, stdin=stdin)


def keys(said: Said) -> list[str]:
    return [json.loads(text)["key"] for text in said.out.splitlines()]


def rejects_of(stdin: bytes, folder: Path, *options: str) -> list[dict[str, Any]]:
    run(stdin, "--rejects", str(folder / "rejects"), *options)
    found = [json.loads(text) for text in (folder / "rejects").read_text().splitlines()]
    for reject in found:
        check(reject, "rejects")
    return found


def _words(reject: dict[str, Any]) -> list[str]:
    """What is wrong with a reject that holds something, without the number of the record."""
    found = reject["findings"] if reject.get("record") != "" else []
    return [finding["message"].rpartition(" is ")[2] for finding in found]


class TestReading:
    def test_records_behind_a_first_list_are_mapped(self) -> None:
        said = run(b"[" + line("A") + b"]\n[" + line("B") + b"," + line("C") + b"]\n" + line("D"))
        assert (said.code, keys(said)) == (0, ["A", "B", "C", "D"])

    @pytest.mark.parametrize(
        "bad",
        [
            b"{oops",
            b'{"a": NaN}',
            b'{"a": 1, "a": 2}',
            b'{"invoice_number": "\\ud800"}',
            b'{"a": "N\xf6rth"}',
            b"7",
            b"null",
        ],
    )
    @pytest.mark.parametrize("layout", ["lines", "list"])
    def test_one_bad_record_is_one_reject_and_the_others_go_on(self, bad: bytes, layout: str, tmp_path: Path) -> None:
        parts = [line("A"), bad, line("C")]
        text = b"\n".join(parts) if layout == "lines" else b"[" + b",\n".join(parts) + b"]"
        if (bad, layout) == (b"{oops", "list"):
            text = text.replace(b"{oops,", b"{oops},")
        said = run(text, "--rejects", str(tmp_path / "rejects"))
        assert (said.code, keys(said)) == (4, ["A", "C"])
        assert said.err.splitlines()[-1] == "read 3 = mapped 2 + skipped 0 + blocked 1"
        (reject,) = map(json.loads, (tmp_path / "rejects").read_text().splitlines())
        assert (reject["position"]["line"], reject["mapping"]) == (2, "subcontractor-invoices")

    def test_a_bad_element_of_an_envelope_is_one_reject(self, tmp_path: Path) -> None:
        elements = b",\n".join([line("A"), b'{"invoice_number": NaN}', line("C")])
        text = b'{"request_name": "create_requisitions", "request_data": {"requisitions": [\n' + elements + b"]}}"
        said = run(text, "--rejects", str(tmp_path / "rejects"))
        assert (said.code, keys(said)) == (4, ["A", "C"])
        (reject,) = map(json.loads, (tmp_path / "rejects").read_text().splitlines())
        assert (reject["position"]["line"], reject["record"]) == (3, '{"invoice_number": NaN}')

    @pytest.mark.parametrize("depth", [150, 300, 975, 976, 978, 1100])
    def test_a_record_that_is_nested_very_deeply_is_one_reject(self, depth: int) -> None:
        """At 975 levels the message of its schema could not be written: exit 70, and all other records were lost."""
        deep = line("D", line_items="@").replace(b'"@"', b"[" * depth + b"1" + b"]" * depth)
        said = run(b"\n".join([line("A"), deep, line("C")]))
        assert (said.code, keys(said)) == (4, ["A", "C"])
        assert ("nested too deeply" in said.err) == (depth > 200)

    def test_half_a_character_names_the_field(self, tmp_path: Path) -> None:
        bad = line("B", erp_custom_fields={"description": "cut \ud83d"})
        (reject,) = rejects_of(line("A") + b"\n" + bad, tmp_path)
        assert "erp_custom_fields.description" in reject["findings"][0]["message"]

    @pytest.mark.parametrize("depth", [90, 110, 900, 990, 1_100, 5_000])
    def test_a_record_in_lists_as_deep_as_a_stranger_likes_does_not_end_the_run(self, depth: int) -> None:
        said = run(line("A") + b"\n" + b"[" * depth + line("B") + b"]" * depth + b"\n" + line("C"))
        assert keys(said) in (["A", "B", "C"], ["A", "C"])
        assert (said.code == 0) == (keys(said) == ["A", "B", "C"])

    def test_run_and_dry_run_read_every_layout_alike(self, tmp_path: Path) -> None:
        layouts = [
            b"[" + line("A") + b",\n " + line("B") + b"]",
            line("A") + b"\n" + line("B"),
            json.dumps([invoice("A"), invoice("B")], indent=2).encode(),
            b"[" + line("A") + b"]" + line("B"),
        ]
        for number, text in enumerate(layouts):
            file = tmp_path / f"{number}.json"
            file.write_bytes(text)
            shown = crosswalk("dry-run", "subcontractor-invoices", str(file), *TODAY, "--format", "json").data
            assert [record["key"] for record in shown["records"]] == keys(run(text)) == ["A", "B"]


class TestEmpty:
    @pytest.mark.parametrize("data", [b"", b"\n", b"[]", b'{"request_data": {"requisitions": []}}'])
    def test_an_input_without_a_record_is_said_and_writes_nothing(self, data: bytes, tmp_path: Path) -> None:
        out = tmp_path / "out"
        said = run(data, "-o", str(out))
        assert (said.code, "no-records" in said.err, out.exists()) == (1, True, False)

    @pytest.mark.parametrize("data", [b"", b"[]", b"[[[]]]", b'{"request_data": {"requisitions": []}}'])
    @pytest.mark.parametrize("command", [("dry-run",), ("explain", "due-date")], ids=lambda words: words[0])
    def test_a_dry_run_says_so_too(self, command: tuple[str, ...], data: bytes) -> None:
        said = crosswalk(command[0], "subcontractor-invoices", *command[1:], "-", stdin=data)
        assert (said.code, "no-records" in said.err, said.out) == (1, True, "")

    def test_allow_empty_gives_an_empty_output(self, tmp_path: Path) -> None:
        out = tmp_path / "out"
        said = run(b"", "-o", str(out), "--allow-empty")
        assert (said.code, out.read_bytes()) == (0, b"")


class TestRejects:
    def test_a_reject_holds_the_record_and_where_it_stood(self, tmp_path: Path) -> None:
        text = line("A") + b"\n\n  " + line("B", status="draft")
        (reject,) = rejects_of(text, tmp_path)
        first, end = reject["position"]["bytes"]
        assert (reject["position"]["line"], reject["position"]["column"]) == (3, 3)
        assert json.loads(text[first:end]) == reject["record"]
        assert reject["replayable"] is True

    def test_rejects_are_valid_input_of_the_next_run(self, tmp_path: Path) -> None:
        bad = [line("B", status="draft"), b"{oops", b'{"a": "N\xf6rth"}', b'{"invoice_number": "\\ud800"}']
        first = rejects_of(line("A") + b"\n" + b"\n".join(bad), tmp_path)
        again = rejects_of((tmp_path / "rejects").read_bytes(), tmp_path)
        assert [reject["findings"][0]["code"] for reject in again] == [r["findings"][0]["code"] for r in first]
        assert [reject.get("record", reject.get("raw")) for reject in again] == [
            reject.get("record", reject.get("raw")) for reject in first
        ]

    def test_a_mended_cause_lets_the_reject_through(self, tmp_path: Path) -> None:
        (reject,) = rejects_of(line("B", status="draft"), tmp_path)
        reject["record"]["status"] = "approved"
        assert keys(run(json.dumps(reject).encode())) == ["B"]

    def test_bytes_that_are_no_text_are_kept_as_they_are(self, tmp_path: Path) -> None:
        bad = b'{"a": "N\xf6rth"}'
        (reject,) = rejects_of(line("A") + b"\n" + bad, tmp_path)
        assert (base64.b64decode(reject["raw"]), reject["replayable"]) == (bad, False)

    def test_without_a_rejects_file_the_first_findings_are_said(self) -> None:
        said = run(b"\n".join(line(f"D{number}", status="draft") for number in range(9)))
        assert said.err.count("error[invoice-status]") == 3
        assert "stdin:1:1: D0: error[invoice-status]" in said.err
        assert "--rejects FILE" in said.err

    def test_a_reject_of_another_mapping_names_it(self, tmp_path: Path) -> None:
        rejects_of(line("B", status="draft"), tmp_path)
        said = crosswalk("run", "commitments", stdin=(tmp_path / "rejects").read_bytes())
        assert (said.code, "this is a reject of subcontractor-invoices, not of commitments" in said.err) == (4, True)

    @pytest.mark.parametrize(
        "data",
        [
            b"[" + line("A"),
            b"[" + line("A") + b" " + line("B") + b"]",
            b"[" + line("A") + b",]",
            b"[" + line("A") + b", {oops} {more}, 7, [8], [NaN]]",
            b'{"request_data": {"requisitions": [[' + line("A") + b"], [1 true], [], 7, null, NaN]}}",
            b'{"invoice_number": \xef\xbb\xbf"A"}',
            '["é"]'.encode("utf-16-le"),
        ],
        ids=["not closed", "no comma", "comma at the end", "broken elements", "elements of an envelope", "bom", "wide"],
    )
    def test_a_reject_is_one_reject_again_however_broken_it_is(self, data: bytes, tmp_path: Path) -> None:
        first = rejects_of(data, tmp_path)
        again = rejects_of((tmp_path / "rejects").read_bytes(), tmp_path)
        kept = [[(_words(each), each.get("record", each.get("raw"))) for each in found] for found in (first, again)]
        assert first
        assert kept[0] == kept[1]

    @pytest.mark.parametrize("number", ["1e5", "1E+2", "-0", "-0.0", "0.10", "1e400", "1E-7", "1" * 60])
    def test_a_number_of_a_reject_is_kept_as_it_was_written(self, number: str, tmp_path: Path) -> None:
        """1e5 was kept as 100000, which is a code: the replay mapped what the run had refused."""
        bad = line("B", contract_origin_id="@", status="draft").replace(b'"@"', number.encode())
        (reject,) = rejects_of(bad, tmp_path)
        assert f'"contract_origin_id": {number}' in (tmp_path / "rejects").read_text()
        (again,) = rejects_of((tmp_path / "rejects").read_bytes(), tmp_path)
        assert again["findings"] == reject["findings"]

    def test_a_record_over_many_lines_is_one_line_of_rejects(self, tmp_path: Path) -> None:
        text = json.dumps(invoice("B", status="draft", comment="two  blanks\n"), indent=2).replace("\n", "\r\n")
        (reject,) = rejects_of(text.encode(), tmp_path)
        assert reject["record"] == invoice("B", status="draft", comment="two  blanks\n")

    def test_the_only_record_of_an_envelope_is_told_at_its_own_place(self, tmp_path: Path) -> None:
        text = b'{"request_data":\n  {"requisitions": ' + line("B", status="draft") + b"}}"
        (reject,) = rejects_of(text, tmp_path)
        first, end = reject["position"]["bytes"]
        assert (reject["position"]["line"], json.loads(text[first:end])) == (2, reject["record"])

    def test_a_reject_that_was_given_to_the_wrong_mapping_stays_a_reject_of_its_own(self, tmp_path: Path) -> None:
        rejects_of(line("B", status="draft"), tmp_path)
        for _ in range(2):
            text = (tmp_path / "rejects").read_bytes()
            crosswalk("run", "commitments", "--rejects", str(tmp_path / "rejects"), stdin=text)
        assert (tmp_path / "rejects").read_bytes().count(b'"position') == 2
        (back,) = rejects_of((tmp_path / "rejects").read_bytes(), tmp_path)
        assert (back["findings"][0]["code"], back["record"]["invoice_number"]) == ("invoice-status", "B")

    def test_rejects_of_a_mapping_that_adds_up_hold_their_rows_as_they_were_written(self, tmp_path: Path) -> None:
        folder = ROOT / "mappings/samples/job-costs"
        text = (folder / "import-amounts-as-text.json").read_bytes() + b"\nnull\n{oops"
        options = ("--rejects", str(tmp_path / "rejects"), "--context", str(folder / "context.yaml"), *TODAY)
        crosswalk("run", "job-costs", *options, stdin=text)
        first = (tmp_path / "rejects").read_text()
        crosswalk("run", "job-costs", *options, stdin=first.encode())
        again = (tmp_path / "rejects").read_text()
        kept = [
            [(r["findings"][0]["code"], r["record"]) for r in map(json.loads, t.splitlines())] for t in (first, again)
        ]
        assert {code for code, _ in kept[0]} > {"bad-json", "bad-record"}
        assert sorted(map(str, kept[0])) == sorted(map(str, kept[1]))


class TestWarnings:
    def test_warnings_of_mapped_records_are_counted_by_code(self) -> None:
        text = b"\n".join(line(f"N{number}", comment=7) for number in range(4))
        said = run(text, "--check-all")
        assert (said.code, [part for part in said.err.splitlines() if part.startswith("warned 4")]) != (0, [])

    def test_each_warning_is_shown_on_request(self) -> None:
        said = run(line("A", billing_date="2025-01-31", total_retainage=5), "--check-all", "--warnings")
        counted = sum(int(part.split()[1]) for part in said.err.splitlines() if part.startswith("warned "))
        assert sum("warning[" in part for part in said.err.splitlines()) == counted

    @pytest.mark.parametrize("words", [("commitments",), ("--all",)], ids=["one-mapping", "all"])
    def test_a_warning_that_holds_for_every_record_is_shown_once_and_counted(self, words: tuple[str, ...]) -> None:
        event = json.loads((ROOT / "mappings/samples/commitments/export-amount-based.json").read_text())
        events = b"\n".join([json.dumps(event).encode()] * 3)
        said = crosswalk("run", *words, "--warnings", *TODAY, stdin=events)
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
        said = crosswalk("dry-run", "commitments", "-", *TODAY, stdin=json.dumps([event, event]).encode())
        assert said.out.count("[commitment-must-be-posted]") == 2

    def test_a_number_where_text_is_expected_is_said_as_in_a_dry_run(self, tmp_path: Path) -> None:
        samples = ROOT / "mappings/samples/vendors"
        vendor = json.loads((samples / "export-bare-event.json").read_text())
        vendor["request_data"]["vendor"]["zip"] = 4101
        file = tmp_path / "vendor.json"
        file.write_text(json.dumps(vendor))
        options = ("--direction", "export", "--context", str(samples / "context.yaml"), *TODAY)
        said = crosswalk("run", "vendors", str(file), *options)
        dry = crosswalk("dry-run", "vendors", str(file), *options, "--format", "json").data
        (told,) = [f["message"] for f in dry["records"][0]["findings"] if f["code"] == "payload-schema"]
        assert (said.code, f"warned 1 [payload-schema] {told}" in said.err) == (0, True)


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
