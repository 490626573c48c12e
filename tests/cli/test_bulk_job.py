"""A run in bulk: every record is read, an empty input is said, warnings are counted."""

import json
from pathlib import Path

import pytest

from commandline import crosswalk
from places import ROOT
from runs import TODAY, invoice, keys, line, rejects_of, run


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


class TestWarnings:
    def test_warnings_of_mapped_records_are_counted_by_code(self) -> None:
        text = b"\n".join(line(f"N{number}", comment=7) for number in range(4))
        said = run(text, "--check-all")
        assert (said.code, [part for part in said.err.splitlines() if part.startswith("warned 4")]) != (0, [])

    def test_each_warning_is_shown_on_request(self) -> None:
        said = run(line("A", billing_date="2025-01-31", total_retainage=5), "--check-all", "--warnings")
        counted = sum(int(part.split()[1]) for part in said.err.splitlines() if part.startswith("warned "))
        assert sum("warning[" in part for part in said.err.splitlines()) == counted

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
