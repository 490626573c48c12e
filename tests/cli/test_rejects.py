"""Rejects of a run: what each holds, and that they are valid input of the next."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from commandline import crosswalk
from places import ROOT
from runs import TODAY, invoice, keys, line, rejects_of, run


def _words(reject: dict[str, Any]) -> list[str]:
    """What is wrong with a reject that holds something, without the number of the record."""
    found = reject["findings"] if reject.get("record") != "" else []
    return [finding["message"].rpartition(" is ")[2] for finding in found]


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
