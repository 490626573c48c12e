"""Every finding of a customer and its files, whichever way lint is asked."""

from pathlib import Path

import pytest

from commandline import crosswalk
from crosswalk import CrosswalkError
from crosswalk.audit.lint_all import lint_all
from repositories import SAMPLES, change, found
from specs import MakeCatalog, row, spec

EVERY_WAY = [
    "lint",
    "lint customers",
    "lint customers/harbor/customer.yaml",
    "lint --customer example customers/harbor/customer.yaml",
    *(
        pytest.param(words, marks=pytest.mark.long)
        for words in [
            "lint .",
            "lint customers/harbor",
            "lint --customers customers",
            "lint --customers customers customers/harbor",
            "lint --customers customers customers/harbor/customer.yaml",
            "lint --customer harbor",
            "lint --customer customers/harbor",
        ]
    ),
]
UNREAD = {
    "own.yml": "call it own.yaml",
    "overlays/own.yaml": "put it beside customer.yaml",
    "sample/owner-allowances/export-a.json": "put samples into samples/MAPPING/",
    "samples/export-a.json": "put samples into samples/MAPPING/",
    "samples/owner-allowances/first.json": "call it export-NAME.json",
    "samples/owner-allowances/exprt-a.json": "call it export-NAME.json",
    "samples/owner-allowances/export-a.run.yaml": "put its payload export-a.json beside it",
    "samples/owner-allowances/export-a.expected.txt": "remove it, or put its payload export-a.json beside it",
    "samples/owner-allowances/export-first.gone.expected.txt": "remove it, or write the variant 'gone' into export-first.run",
    "samples/owner-allowances/first.expected.txt": "remove it, or put its payload first.json beside it",
    "samples/owner-allowances/export-first.run.yml": "call it export-first.run.yaml",
    "samples/owner-allowances/first.run.yaml": "call it export-NAME.run.yaml",
    "samples/owner-allowances/settings.yaml": "call it export-NAME.run.yaml",
    "notes.xlsx": "keep it elsewhere",
    # notes, and what editors and systems leave, are nobody's business
    "README.md": "",
    ".gitkeep": "",
    ".vscode/settings.json": "",
    "samples/.DS_Store": "",
    "a.yaml~": "",
}
"""Files of a customer's folder that nothing reads, and what to do about each."""


@pytest.mark.parametrize("words", EVERY_WAY)
class TestEveryWayToLintSeesTheWholeCustomer:
    def test_a_right_customer_is_clean_and_lint_says_what_it_checked(self, own: Path, words: str) -> None:
        said = crosswalk(*words.split())
        assert (said.code, said.out) == (0, ""), said.out
        lines = said.err.splitlines()
        assert "checked 6 files in customers: 2 mappings, 1 customer, 1 sample, 1 run file, 1 context" in lines
        assert lines[-1] == "0 error(s), 0 warning(s)"

    def test_the_snapshots_of_a_sample_and_its_variants_are_known(self, own: Path, words: str) -> None:
        for name in ("export-first.expected.txt", "export-first.in-30-days.expected.txt"):
            (own / SAMPLES / name).write_text("Owner Allowances\n", "utf-8")
        said = crosswalk(*words.split())
        assert (said.code, said.out) == (0, ""), said.out
        assert "1 sample, 1 run file, 2 snapshots, 1 context" in said.err

    def test_everything_that_is_wrong_is_seen_at_once(self, own: Path, words: str) -> None:
        change(own / "customers/harbor/customer.yaml", "title: Harbor Builders\n", "title: Harbor Builders\nflag: {}\n")
        change(own / "customers/harbor/customer.yaml", "invoice_due_days", "invoice_due_day")
        change(own / "customers/harbor/subcontractor-invoices.yaml", "change: due-date", "change: due-dat")
        change(own / "customers/harbor/owner-allowances.yaml", "title is like", "tilte is like")
        change(own / SAMPLES / "export-first.run.yaml", "invoice_due_days", "invoice_due_day")
        change(own / SAMPLES / "context.yaml", "projects:", "project:")
        (own / SAMPLES / "export-broken.json").write_text('{"a": ', "utf-8")
        said = crosswalk(*words.split(), "--format", "concise")
        assert said.code == 1
        assert found(said) >= {
            ("unknown-flag", "customer.yaml"),
            ("unknown-key", "customer.yaml"),
            ("row-not-found", "subcontractor-invoices.yaml"),
            ("unknown-path", "owner-allowances.yaml"),
            ("unknown-flag", "export-first.run.yaml"),
            ("unknown-key", "context.yaml"),
            ("bad-json", "export-broken.json"),
        }

    def test_a_file_that_nothing_reads_was_told_in_our_clone_only(self, own: Path, words: str) -> None:
        for file in UNREAD:
            path = own / "customers/harbor" / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("{}", "utf-8")
        said = crosswalk(*words.split(), "--format", "json")
        told = {f["at"].partition("harbor/")[2].partition(":")[0]: f for f in said.data["findings"]}
        assert said.code == 0
        assert {(f["code"], f["severity"]) for f in told.values()} == {("wrong-file-name", "warning")}
        assert [file for file, cure in UNREAD.items() if cure not in told.get(file, {"help": ""})["help"]] == []
        assert told.keys() - {file for file, cure in UNREAD.items() if cure} == set()


@pytest.mark.parametrize("file", ["small", "customers__tester__customer", "customers__tester__small", "keys", "flags"])
@pytest.mark.parametrize("text", ["- a\n- b\n", "just words\n", "5\n"])
def test_a_file_that_is_no_keys_and_values_is_a_finding(make_catalog: MakeCatalog, file: str, text: str) -> None:
    base = {"small": spec(row("a", "source: v")), file: text}
    try:
        found = lint_all(make_catalog(**base))
    except CrosswalkError as error:
        found = error.findings
    assert "wrong-type" in {finding.code for finding in found}
