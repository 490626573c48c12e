"""A path that is named is checked as what it is, with what it belongs to."""

import re
import shutil
from pathlib import Path

import pytest

from commandline import crosswalk
from crosswalk import resources
from places import ROOT
from repositories import CUSTOMER, OVERLAY, OWN, RUN, SAMPLES, change, found, lint


class TestAPathIsCheckedAsWhatItIs:
    @pytest.mark.parametrize(
        ("path", "file", "old", "new", "code"),
        [
            ("customers/harbor/owner-allowances.yaml", "", "OALW", "OALW, whenn: x", "unknown-key"),
            ("customers/harbor/owner-allowances.yaml", "", "change: pci-type", "change: pci-typ", "row-not-found"),
            ("customers/harbor/subcontractor-invoices.yaml", "", "due-date", "due-dat", "row-not-found"),
            (f"{SAMPLES}/export-first.json", "", "{", "{{", "bad-json"),
            (f"{SAMPLES}/export-first.json", "export-first.run.yaml", "today: 2025", "today: 25", "bad-value-here"),
            (f"{SAMPLES}/export-first.run.yaml", "", "today", "tody", "unknown-key"),
            (f"{SAMPLES}/context.yaml", "", "projects:", "project:", "unknown-key"),
            (f"{SAMPLES}", "context.yaml", "projects:", "project:", "unknown-key"),
            ("customers/harbor/samples", "export-first.run.yaml", "today", "tody", "unknown-key"),
        ],
    )
    @pytest.mark.parametrize("options", ["", "--customer example --customers customers"])
    def test_whatever_the_options(
        self, own: Path, path: str, file: str, old: str, new: str, code: str, options: str
    ) -> None:
        wrong = next((own / SAMPLES).glob(file)) if file else own / path
        change(wrong, old, new)
        said = lint(path, *options.split())
        assert said.code == 1
        assert found(said) == {(code, wrong.name)}

    @pytest.mark.parametrize(
        "path",
        [
            "customers/harbor/owner-allowances.yaml",
            "customers/harbor/subcontractor-invoices.yaml",
            f"{SAMPLES}/export-first.json",
            f"{SAMPLES}/export-first.run.yaml",
            f"{SAMPLES}/context.yaml",
            "../work/customers/harbor/owner-allowances.yaml",
        ],
    )
    def test_the_lint_of_one_file_is_not_ruined_by_errors_elsewhere(self, own: Path, path: str) -> None:
        change(own / "customers/harbor/customer.yaml", "invoice_due_days: 45", "invoice_due_days: soon")
        (own / "customers/harbor/other.yaml").write_text("overlay: subcontractor-invoices\nchanges: [{remove: x}]\n")
        (own / SAMPLES / "export-broken.json").write_text("{", "utf-8")
        said = lint(path)
        assert (said.code, said.out) == (0, "")

    def test_a_customers_file_that_cannot_be_read_is_told_with_the_file_that_needs_it(self, own: Path) -> None:
        (own / "customers/harbor/customer.yaml").write_text("customer: [", "utf-8")
        said = lint("customers/harbor/owner-allowances.yaml")
        assert (said.code, {file for _, file in found(said)}) == (1, {"customer.yaml"})

    def test_a_finding_that_a_change_causes_in_the_base_is_told(self, own: Path) -> None:
        change(
            own / "customers/harbor/subcontractor-invoices.yaml", "set: {note", "set: {transform: value | uper, note"
        )
        said = lint("customers/harbor/subcontractor-invoices.yaml")
        assert (said.code, {code for code, _ in found(said)}) == (1, {"unknown-filter"})

    @pytest.mark.parametrize("name", ["connector", "flags", "keys", "tables", "statements"])
    def test_a_registry_is_checked_though_another_is_broken(self, tmp_path: Path, name: str) -> None:
        root = shutil.copytree(ROOT / "tests" / "bad" / "base", tmp_path / "mappings")
        broken = "keys" if name != "keys" else "tables"
        (root / f"{broken}.yaml").write_text("nonsense: 1\n", "utf-8")
        assert lint(str(root / f"{name}.yaml"), "--mappings", str(root)).code == 0
        (root / f"{name}.yaml").write_text("nonsense: 1\n", "utf-8")
        for options in ((), ("--mappings", str(root))):
            said = lint(str(root / f"{name}.yaml"), *options)
            assert (said.code, {file for _, file in found(said)}) == (1, {f"{name}.yaml"})
            assert "checked 1 file in" in said.err

    @pytest.mark.parametrize("options", [(), ("--mappings", "mappings")])
    def test_a_registry_that_no_command_can_use_was_called_right_where_its_schema_has_nothing_against_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
    ) -> None:
        root = shutil.copytree(ROOT / "tests" / "bad" / "base", tmp_path / "mappings")
        monkeypatch.chdir(tmp_path)
        (root / "tables.yaml").write_text(
            "tables:\n  kinds: {title: Kinds, from: left, to: nowhere, entries: {A: a}}\n"
        )
        said = lint("mappings/tables.yaml", *options)
        assert (said.code, found(said)) == (1, {("unknown-side", "tables.yaml")})
        assert lint("mappings/keys.yaml", *options).code == 0

    @pytest.mark.parametrize("path", ["mappings", "mappings/invoices.yaml", "."])
    def test_a_folder_of_mappings_of_its_own_is_checked_with_its_own_registries(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
    ) -> None:
        root = shutil.copytree(ROOT / "tests" / "bad" / "base", tmp_path / "mappings")
        monkeypatch.chdir(tmp_path)
        assert lint(path).code == 0
        change(root / "invoices.yaml", "mapping: invoices", "mapping: invoices\ntitel: x")
        assert ("unknown-key", "invoices.yaml") in found(lint(path))

    @pytest.mark.parametrize("line", ["", "mapping:", "mapping: [invoices]"])
    def test_a_mapping_without_its_name_was_told_as_one_that_is_called_none(self, tmp_path: Path, line: str) -> None:
        root = shutil.copytree(ROOT / "tests" / "bad" / "base", tmp_path / "mappings")
        change(root / "invoices.yaml", "mapping: invoices", line)
        said = lint(str(root / "invoices.yaml"))
        assert (said.code, len(said.out.splitlines()), "None" in said.out) == (1, 1, False), said.out
        customer = root / "customers" / "tester" / "customer.yaml"
        change(customer, "customer: tester", line.replace("mapping", "customer"))
        said = lint(str(customer), "--mappings", str(root))
        assert (said.code, len(said.out.splitlines()), "None" in said.out) == (1, 1, False), said.out

    def test_a_folder_of_mappings_whose_registries_are_broken_is_told(self, tmp_path: Path) -> None:
        root = shutil.copytree(ROOT / "tests" / "bad" / "base", tmp_path / "mappings")
        (root / "keys.yaml").write_text("nonsense: 1\n", "utf-8")
        for path in (tmp_path, root, root / "invoices.yaml"):
            said = lint(str(path))
            assert (said.code, {file for _, file in found(said)}) == (1, {"keys.yaml"})

    @pytest.mark.parametrize(
        ("file", "cure"),
        [
            ("own.yml", "call it own.yaml"),
            ("drafts/own.yaml", "put it into mappings/"),
            ("samples/export-a.json", "put samples into samples/MAPPING/"),
            ("samples/invoices/first.json", "call it export-NAME.json"),
            ("samples/invoices/export-a.run.yaml", "put its payload export-a.json beside it"),
            ("samples/invoices/export-a.expected.txt", "put its payload export-a.json beside it"),
        ],
    )
    def test_a_file_that_nothing_reads_was_not_told_among_the_shipped_mappings(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, cure: str
    ) -> None:
        root = shutil.copytree(ROOT / "tests" / "bad" / "base", tmp_path / "mappings")
        monkeypatch.chdir(tmp_path)
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text("{}", "utf-8")
        for words in (["mappings"], ["--mappings", "mappings"]):
            (finding,) = crosswalk("lint", *words, "--format", "json").data["findings"]
            assert (finding["code"], cure in finding["help"], file in finding["at"]) == ("wrong-file-name", True, True)

    def test_a_shipped_mapping_is_checked_as_the_customer_has_it_where_one_is_named(
        self, own: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        change(
            own / "customers/harbor/subcontractor-invoices.yaml", "set: {note", "set: {transform: value | uper, note"
        )
        path = str(resources.mappings() / "subcontractor-invoices.yaml")
        assert lint(path).code == 0
        assert {code for code, _ in found(lint(path, "--customer", "harbor"))} == {"unknown-filter"}
        assert lint(str(resources.mappings() / "budgets.yaml"), "--customer", "harbor").code == 0

    def test_a_customer_that_is_not_there_is_told_beside_a_path(self, own: Path) -> None:
        said = lint("customers/harbor", "--customer", "habor")
        assert (said.code, "unknown customer 'habor'" in said.out) == (1, True)

    def test_loose_files_are_known_by_what_they_hold(self, tmp_path: Path) -> None:
        files = {
            "own.yaml": OWN.replace("pci-type", "pci-typ"),
            "overlay.yaml": OVERLAY.replace("due-date", "due-dat"),
            "acme.yaml": CUSTOMER.replace("invoice_due_days", "invoice_due_day"),
            "export-x.run.yaml": "tody: 2025-02-03\n",
            "export-x.json": "{",
            "context.yaml": "project: []\n",
        }
        for name, text in files.items():
            (tmp_path / name).write_text(text, "utf-8")
        for name in files:
            assert lint(str(tmp_path / name)).code == 1, name
        assert {file for _, file in found(lint(str(tmp_path)))} == files.keys()

    def test_a_yaml_file_of_another_tool_is_not_read_as_a_mapping(self, tmp_path: Path) -> None:
        (tmp_path / "compose.yaml").write_text("services: {}\n", "utf-8")
        (tmp_path / "own.yaml").write_text(OWN, "utf-8")
        said = lint(str(tmp_path))
        assert (said.code, found(said)) == (0, {("wrong-file-name", "compose.yaml")})

    @pytest.mark.parametrize(
        "words",
        [
            "lint",
            "lint --customers customers customers/harbor/customer.yaml",
            "lint --customers customers customers/harbor",
            "lint --customer example customers/harbor",
        ],
    )
    def test_a_typo_in_a_customers_own_repository_was_passed_in_silence(self, own: Path, words: str) -> None:
        change(own / "customers/harbor/customer.yaml", "invoice_due_days", "invoice_due_day")
        said = crosswalk(*words.split(), "--format", "concise")
        assert (said.code, found(said)) == (1, {("unknown-flag", "customer.yaml")})


class TestNothingChecked:
    @pytest.mark.parametrize(
        ("path", "words"),
        [
            ("docs", "nothing to check in docs: lint reads mappings"),
            ("docs/notes.md", "nothing to check in docs/notes.md"),
            ("docs/compose.yaml", "nothing reads docs/compose.yaml: a mapping begins with mapping: NAME"),
            ("customers/harbor/own.yml", "nothing reads customers/harbor/own.yml: call it own.yaml"),
            (f"{SAMPLES}/export-b.run.yaml", "put its payload export-b.json beside it"),
            ("customers/harbor/overlays", "nothing to check in customers/harbor/overlays"),
            ("customers/loose.yaml", "put it into the folder of its customer: customers/NAME/"),
            ("/dev/null", "nothing to check in /dev/null"),
        ],
    )
    def test_is_exit_2_with_a_sentence_that_says_what_would_be_read(self, own: Path, path: str, words: str) -> None:
        for name, text in {
            "docs/notes.md": "x",
            "docs/compose.yaml": "services: {}\n",
            "customers/harbor/own.yml": OVERLAY,
            f"{SAMPLES}/export-b.run.yaml": RUN,
            "customers/harbor/overlays/a.yaml": OVERLAY,
            "customers/loose.yaml": OVERLAY,
        }.items():
            (own / name).parent.mkdir(exist_ok=True)
            (own / name).write_text(text, "utf-8")
        if path == "docs":
            (own / "docs/compose.yaml").unlink()
        said = crosswalk("lint", path)
        assert (said.code, words in said.err) == (2, True), said.err
        assert re.fullmatch(r"\d+ error\(s\), \d+ warning\(s\)", said.err.splitlines()[-1])

    def test_the_other_paths_are_checked_all_the_same(self, own: Path) -> None:
        change(own / "customers/harbor/customer.yaml", "invoice_due_days", "invoice_due_day")
        (own / "docs").mkdir()
        said = lint("docs", "customers")
        assert (said.code, found(said)) == (2, {("unknown-flag", "customer.yaml")})
