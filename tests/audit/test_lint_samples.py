"""Every finding of a sample: its payload, its run file with all that it names, and contexts."""

import json
import os
import shutil
from pathlib import Path

import pytest

from commandline import crosswalk
from crosswalk.audit.lint_all import lint_all
from repositories import SAMPLES, SHIPPED, change, found, lint
from specs import MakeCatalog, row, spec


class TestWhatARunFileNames:
    @pytest.mark.parametrize(
        ("text", "code", "at"),
        [
            ("customer: habor\n", "unknown-customer", "export-first.run.yaml:1:11"),
            ('customer: "a\\0b"\n', "unknown-customer", "export-first.run.yaml:1:11"),
            (f"customer: {'x' * 5000}\n", "unknown-customer", "export-first.run.yaml:1:11"),
            ("customer: harbor\ntoday: 2025-02-30\n", "bad-value-here", "export-first.run.yaml:2:8"),
            ("context: contxt.yaml\n", "no-such-file", "export-first.run.yaml:1:10"),
            (f"context: {'x' * 5000}\n", "no-such-file", "export-first.run.yaml:1:10"),
            ("context: wrong.yaml\n", "unknown-key", "wrong.yaml:1:1"),
            ("context: {project: []}\n", "unknown-key", "export-first.run.yaml:1:11"),
            ("flags: {invoice_due_day: 3}\n", "unknown-flag", "export-first.run.yaml:1:9"),
            ("flags: {settings.compny_code: '1'}\n", "unknown-setting", "export-first.run.yaml:1:9"),
            ("variants:\n  a: {invoice_due_days: soon}\n", "bad-flag-value", "export-first.run.yaml:2:25"),
            ("variants: [a]\n", "wrong-type", "export-first.run.yaml:1:11"),
        ],
        ids=lambda value: str(value)[:40],
    )
    def test_is_checked_where_it_stands(self, own: Path, text: str, code: str, at: str) -> None:
        (own / SAMPLES / "wrong.yaml").write_text("project: []\n", "utf-8")
        (own / SAMPLES / "export-first.run.yaml").write_text(text, "utf-8")
        said = lint(f"{SAMPLES}/export-first.run.yaml")
        assert (said.code, f"{SAMPLES}/{at}: error[{code}]" in said.out) == (1, True), said.out

    def test_all_of_it_is_told_at_once(self, own: Path) -> None:
        text = "customer: habor\ntoday: 2025-02-30\ncontext: contxt.yaml\nflags: {invoice_due_day: 3}\n"
        (own / SAMPLES / "export-first.run.yaml").write_text(text, "utf-8")
        assert len(lint(f"{SAMPLES}/export-first.run.yaml").out.splitlines()) == 4

    @pytest.mark.parametrize("name", ["vendors.yaml", "vendors.json", "../shared.yaml", "vendors.yml"])
    def test_a_file_that_a_run_file_names_as_its_context_is_one(self, own: Path, name: str) -> None:
        change(own / SAMPLES / "export-first.run.yaml", "context: context.yaml", f"context: '{name}'  # whom we pay")
        (own / SAMPLES / name).write_text('{"vendors": []}', "utf-8")
        assert (lint("customers").code, lint("customers").out) == (0, "")
        (own / SAMPLES / name).write_text('{"vendor": []}', "utf-8")
        assert {code for code, _ in found(lint("customers"))} == {"unknown-key"}
        assert len(lint("customers").out.splitlines()) == 1

    def test_a_sample_of_a_direction_that_its_mapping_has_not_is_a_finding(self, own: Path) -> None:
        shutil.copy(own / SAMPLES / "export-first.json", own / SAMPLES / "import-first.json")
        assert found(lint("customers")) == {("missing-direction", "import-first.json")}

    @pytest.mark.parametrize("name", ["export-pipe.json", "context.json"])
    def test_a_sample_that_is_no_file_was_a_finding_without_a_place(self, own: Path, name: str) -> None:
        os.mkfifo(own / SAMPLES / name)
        said = lint("customers")
        assert (said.code, said.out.partition(" ")[0]) == (1, f"{SAMPLES}/{name}:1:1:")

    def test_a_sample_in_a_folder_of_no_mapping_is_a_finding(self, own: Path) -> None:
        (own / SAMPLES).rename(own / SAMPLES.replace("allowances", "allowance"))
        assert found(lint("customers")) == {("unknown-mapping", "export-first.json")}

    def test_lint_of_customers_read_a_run_file_as_a_mapping_and_saw_no_broken_sample(self, own: Path) -> None:
        assert crosswalk("lint", "customers", f"{SAMPLES}/export-first.run.yaml").code == 0
        (own / SAMPLES / "export-broken.json").write_text("{", "utf-8")
        assert found(lint("customers")) == {("bad-json", "export-broken.json")}


class TestAContextByItself:
    def test_a_context_anywhere_is_checked_when_it_is_named(self, own: Path) -> None:
        (own / "known.yaml").write_text('projects: [{id: 86, origin_id: "24-117"}]\n', "utf-8")
        assert lint("known.yaml").code == 0
        (own / "known.yaml").write_text("projets: []\n", "utf-8")
        said = lint("known.yaml")
        assert (said.code, found(said)) == (1, {("unknown-key", "known.yaml")})
        (own / "known.yaml").write_text("colour: red\n", "utf-8")
        assert lint("known.yaml").code == 2

    def test_a_field_that_the_context_lacks_is_asked_for_in_the_context(self, own: Path) -> None:
        (own / "known.yaml").write_text('projects: [{id: 562949953421086, origin_id: "24-117"}]\n', "utf-8")
        options = ("--context", "known.yaml", "--set", "multi_company=true")
        said = crosswalk("dry-run", "budget-changes", str(SHIPPED / "export-approved.json"), *options)
        assert "what to do: give company_code in projects of the --context" in said.out
        assert "crosswalk lint --explain not-checked shows the form of a context" in said.err


def test_flags_one_level_too_deep_in_a_run_file_are_told_as_that(own: Path) -> None:
    run = own / "customers" / "harbor" / "samples" / "owner-allowances" / "export-first.run.yaml"
    change(run, "{in-30-days: {invoice_due_days: 30}}", "{in-30-days: {flags: {invoice_due_days: 30}}}")
    said = crosswalk("lint", "customers")
    assert "= help: leave flags: out; what is under it stands here" in said.out


def test_lint_sees_what_is_wrong_with_samples(make_catalog: MakeCatalog, tmp_path: Path) -> None:
    catalog = make_catalog(small=spec(row("a", "source: v")), samples__small__x="")
    folder = tmp_path / "mappings" / "samples"
    (folder / "small" / "x.yaml").unlink()
    (folder / "small" / "export-broken.json").write_text("{")
    (folder / "small" / "export-flags.json").write_text("{}")
    (folder / "small" / "export-flags.run.yaml").write_text(
        "customer: tester\nflags: {dais: 3}\nvariants: {v: {shape: rund}}\n"
    )
    (folder / "smal").mkdir()
    (folder / "smal" / "export-x.json").write_text(json.dumps({}))
    (folder / "smal" / "export-x.run.yaml").write_text("customer: tester\n")
    assert {finding.code for finding in lint_all(catalog)} == {
        "bad-json",
        "unknown-flag",
        "bad-flag-value",
        "unknown-mapping",
    }
