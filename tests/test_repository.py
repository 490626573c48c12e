"""A customer's own repository: found from the working folder, checked as what it is, with the tool and no clone of ours."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from commandline import Said, check, crosswalk
from conftest import ROOT
from crosswalk import resources

CUSTOMER = """
customer: harbor
title: Harbor Builders
settings: {company_code: "020", currency: USD, time_zone: America/Chicago, pci_status_approved: APPROVED, vendor_term_code: NET30, address_type: MAIN}
flags: {invoice_due_days: 45}
""".lstrip()
OWN = """
mapping: owner-allowances
extends: budget-changes
title: Owner Allowances
takes_when: title is like("Allowance*")
changes:
  - change: pci-type
    set: {source: null, constant: OALW}
    reason: The PCI type that Harbor has set up for allowances.
""".lstrip()
OVERLAY = """
overlay: subcontractor-invoices
changes:
  - change: due-date
    set: {note: Forty-five days at Harbor.}
    reason: The payment terms of Harbor.
""".lstrip()
RUN = """
customer: harbor
today: 2025-02-03
context: context.yaml
variants: {in-30-days: {invoice_due_days: 30}}
""".lstrip()
SAMPLES = "customers/harbor/samples/owner-allowances"
SHIPPED = ROOT / "mappings" / "samples" / "budget-changes"
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


def make_repository(root: Path, customers: str = "customers") -> Path:
    """A repository with one customer: its file, a change, a mapping of its own, and a sample of that."""
    payload = (SHIPPED / "export-approved.json").read_text("utf-8")
    files = {
        "customer.yaml": CUSTOMER,
        "owner-allowances.yaml": OWN,
        "subcontractor-invoices.yaml": OVERLAY,
        "samples/owner-allowances/export-first.json": payload,
        "samples/owner-allowances/export-first.run.yaml": RUN,
        "samples/owner-allowances/context.yaml": (SHIPPED / "context.yaml").read_text("utf-8"),
    }
    for name, text in files.items():
        file = root / customers / "harbor" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return root


@pytest.fixture(scope="session")
def few_mappings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is shipped, but only a few mappings and samples of it: these commands check all that is there."""
    whole, few = ROOT / "mappings", tmp_path_factory.mktemp("shipped") / "mappings"
    names = {"budget-changes", "budgets", "subcontractor-invoices"}
    registries = [file for file in whole.glob("*.yaml") if "\nmapping: " not in file.read_text("utf-8")]
    for file in (*registries, *(whole / f"{name}.yaml" for name in names)):
        (few / file.name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, few / file.name)
    shutil.copytree(whole / "customers" / "example", few / "customers" / "example")
    for file in (*SHIPPED.glob("export-approved.*"), SHIPPED / "context.yaml"):
        (few / "samples" / "budget-changes").mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, few / "samples" / "budget-changes" / file.name)
    return few


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few_mappings: Path) -> Path:
    """The repository of Harbor, as the working folder."""
    monkeypatch.setattr("crosswalk.resources.mappings", lambda: few_mappings)
    root = make_repository(tmp_path / "work")
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def all_mappings(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that is shipped, beside the repository of Harbor."""
    monkeypatch.setattr("crosswalk.resources.mappings", lambda: ROOT / "mappings")


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def found(said: Said) -> set[tuple[str, str]]:
    """The code and file of each finding."""
    return {(code, Path(file).name) for file, code in re.findall(r"^(\S+?):\d+:\d+: \w+\[(\S+?)\]", said.out, re.M)}


def lint(*arguments: str) -> Said:
    return crosswalk("lint", *arguments, "--format", "concise")


class TestEveryCommandFindsTheCustomers:
    @pytest.mark.parametrize(
        "words",
        [
            "list",
            "show owner-allowances",
            "lint customers",
            "dry-run owner-allowances",
            "explain owner-allowances pci-type",
            "rules invoice-status",
            "flags list",
            "flags show invoice_due_days",
        ],
    )
    def test_of_the_working_folder(self, own: Path, words: str) -> None:
        said = crosswalk(*words.split(), "--customer", "harbor")
        assert (said.code, said.err.count("unknown")) == (0, 0), said.err

    @pytest.mark.parametrize("folder", ["customers", "customers/harbor/samples", "docs/deep"])
    @pytest.mark.parametrize("has_git", [True, False], ids=["git", "no-git"])
    def test_from_a_folder_below(self, own: Path, monkeypatch: pytest.MonkeyPatch, folder: str, has_git: bool) -> None:
        if not has_git:
            shutil.rmtree(own / ".git")
        (own / folder).mkdir(parents=True, exist_ok=True)
        monkeypatch.chdir(own / folder)
        assert crosswalk("flags", "show", "invoice_due_days", "--customer", "harbor").code == 0

    def test_run_finds_them_too(self, own: Path) -> None:
        payload = f"{SAMPLES}/export-first.json"
        said = crosswalk("run", "owner-allowances", payload, "--customer", "harbor")
        assert (said.code, "read 1 = " in said.err) == (0, True)

    @pytest.mark.parametrize(
        ("folder", "name"),
        [
            (".", "harbor"),
            (".", "customers/harbor"),
            (".", "customers/harbor/"),
            (".", "customers/harbor/customer.yaml"),
            ("customers", "harbor"),
            ("customers/harbor", "."),
            ("customers/harbor", "harbor"),
            ("customers/harbor", "customer.yaml"),
            ("customers/harbor/samples", ".."),
            ("..", "work/customers/harbor"),
            ("..", "work/customers/harbor/customer.yaml"),
        ],
    )
    def test_a_customer_by_its_path_is_the_customer_with_its_samples_and_changes(
        self, own: Path, monkeypatch: pytest.MonkeyPatch, folder: str, name: str
    ) -> None:
        monkeypatch.chdir(own / folder)
        flags = crosswalk("flags", "show", "invoice_due_days", "--customer", name, "--format", "json")
        assert (flags.data["value"], flags.data["source"]) == (45, "customers/harbor/customer.yaml:4")
        dry = crosswalk("dry-run", "owner-allowances", "--customer", name, "--format", "json")
        assert (dry.code, dry.data["customer"]) == (0, "harbor"), dry.err
        assert "export-first.json" in dry.err

    @pytest.mark.usefixtures("all_mappings")
    def test_the_shipped_customers_stay_reachable(self, own: Path) -> None:
        said = crosswalk("flags", "list", "--customer", "lakeside")
        assert said.code == 0

    def test_a_payload_among_a_customers_samples_is_mapped_for_that_customer(self, own: Path) -> None:
        (own / SAMPLES / "export-first.run.yaml").unlink()
        said = crosswalk("dry-run", "owner-allowances", f"{SAMPLES}/export-first.json", "--format", "json")
        assert said.data["customer"] == "harbor"

    def test_a_payload_brings_the_customers_of_its_own_repository(
        self, own: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(ROOT)
        said = crosswalk("dry-run", "owner-allowances", str(own / SAMPLES / "export-first.json"), "--format", "json")
        assert (said.code, said.data["customer"]) == (0, "harbor"), said.err

    def test_a_folder_that_is_a_link_is_one_customer(self, own: Path) -> None:
        (own / "elsewhere").mkdir()
        (own / "customers/harbor").rename(own / "elsewhere/harbor")
        (own / "customers/harbor").symlink_to("../elsewhere/harbor")
        for words in (("lint", "customers"), ("lint", "customers/harbor"), ("lint", "--customer", "harbor")):
            said = crosswalk(*words)
            assert (said.code, said.out) == (0, "")

    def test_a_customer_file_that_is_a_lost_link_is_told(self, own: Path) -> None:
        (own / "customers/harbor/customer.yaml").unlink()
        (own / "customers/harbor/customer.yaml").symlink_to("nowhere.yaml")
        for words in ((), ("customers",), ("--customer", "harbor")):
            assert ("no-such-file", "customer.yaml") in found(lint(*words))

    def test_a_customer_that_is_a_lost_link_was_passed_in_silence(self, own: Path) -> None:
        (own / "customers/gone").symlink_to("../elsewhere/gone")
        for words in ((), ("customers",)):
            assert found(lint(*words)) == {("wrong-file-name", "gone")}

    def test_a_customer_with_a_link_to_itself_is_no_folder_of_customers(self, own: Path) -> None:
        (own / "customers/harbor/loop").symlink_to(".")
        for words in (("customers/harbor",), ("customers",)):
            said = lint(*words)
            assert (said.code, said.out) == (0, "")

    def test_customers_end_at_the_root_of_the_git_repository(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        inner = make_repository(tmp_path / "work") / "inner"
        (inner / ".git").mkdir(parents=True)
        monkeypatch.chdir(inner)
        assert crosswalk("list", "--customer", "harbor").code == 3

    def test_customers_end_at_the_home_folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        home = make_repository(tmp_path / "work") / "home"
        (home / "below").mkdir(parents=True)
        monkeypatch.setenv("HOME", str(home))
        monkeypatch.chdir(home / "below")
        assert crosswalk("list", "--customer", "harbor").code == 3

    def test_the_clone_of_ours_is_as_it_was(self) -> None:
        *checked, counts = crosswalk("lint").err.splitlines()
        assert counts == "0 error(s), 0 warning(s)"
        assert [line.partition(" in ")[2].partition(":")[0] for line in checked] == ["mappings", "mappings/customers"]


class TestConfiguration:
    """crosswalk.toml names the folders of customers."""

    @pytest.fixture
    def named(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        root = make_repository(tmp_path / "work", "clients/north")
        (root / "crosswalk.toml").write_text('customers = ["clients/north"]\n', "utf-8")
        (root / "docs").mkdir()
        monkeypatch.chdir(root)
        return root

    @pytest.mark.parametrize("folder", [".", "docs", "clients/north/harbor/samples"])
    def test_its_folders_are_found(self, named: Path, monkeypatch: pytest.MonkeyPatch, folder: str) -> None:
        monkeypatch.chdir(named / folder)
        assert crosswalk("dry-run", "owner-allowances", "--customer", "harbor").code == 0

    def test_lint_checks_what_it_names(self, named: Path) -> None:
        change(named / "clients/north/harbor/customer.yaml", "invoice_due_days", "invoice_due_day")
        for words in ((), (".",), ("clients/north",), ("clients",)):
            assert ("unknown-flag", "customer.yaml") in found(lint(*words)), words

    @pytest.mark.parametrize(
        ("text", "code", "at"),
        [
            ('customer = ["clients/north"]', "unknown-key", "crosswalk.toml:1:1"),
            ("\n[tool]\nx = 1\n", "unknown-key", "crosswalk.toml:2:2"),
            ('customers = "clients/north"', "wrong-type", "crosswalk.toml:1:1"),
            ("customers = [1]", "wrong-type", "crosswalk.toml:1:1"),
            ('customers = [""]', "wrong-type", "crosswalk.toml:1:1"),
            ('customers = [\n  "clients/north",\n  "clients/south"\n]', "no-such-file", "crosswalk.toml:3:3"),
            ('customers = ["a\\u0000b"]', "no-such-file", "crosswalk.toml:1:1"),
            ('customers = ["clients/north"', "toml-syntax", "crosswalk.toml:1:1"),
            ("customers == 1", "toml-syntax", "crosswalk.toml:1:12"),
            ("a = " + "[" * 30_000, "too-large", "crosswalk.toml:1:1"),
            ("# " + "x" * 70_000, "too-large", "crosswalk.toml:1:1"),
            (b"# \xff", "not-text", "crosswalk.toml:1:1"),
        ],
        ids=lambda value: str(value)[:30] if not isinstance(value, bytes) else "bytes",
    )
    def test_what_is_wrong_in_it_is_a_finding_with_its_position(
        self, named: Path, text: str | bytes, code: str, at: str
    ) -> None:
        data = text.encode() if isinstance(text, str) else text
        (named / "crosswalk.toml").write_bytes(data)
        for words in ((".",), ("crosswalk.toml",)):
            said = lint(*words)
            assert (said.code, f"{at}: error[{code}]" in said.out) == (1, True), said.out
        assert (crosswalk("list").code, f"error[{code}]" in crosswalk("list").err) == (3, True)

    def test_a_customer_in_place_of_a_folder_of_customers_was_a_folder_of_none(self, named: Path) -> None:
        (named / "crosswalk.toml").write_text('customers = ["clients/north/harbor"]\n', "utf-8")
        said = crosswalk("lint")
        assert (said.code, "error[wrong-type]: 'clients/north/harbor' is a customer" in said.out) == (1, True)
        assert 'write "clients/north"' in said.out

    def test_a_folder_without_customers_is_told_where_it_is_named(self, named: Path) -> None:
        (named / "crosswalk.toml").write_text('customers = ["clients/north", "clients"]\n', "utf-8")
        said = lint()
        assert (said.code, said.out) == (
            0,
            "crosswalk.toml:1:31: warning[no-such-file]: no customer lives in 'clients'\n",
        )

    @pytest.mark.parametrize("kind", ["pipe", "device", "folder", "lost link"])
    def test_one_that_is_no_file_was_passed_in_silence(self, named: Path, kind: str) -> None:
        file = named / "crosswalk.toml"
        file.unlink()
        match kind:
            case "pipe":
                os.mkfifo(file)
            case "device":
                file.symlink_to("/dev/zero")
            case "folder":
                file.mkdir()
            case "lost link":
                file.symlink_to("nowhere")
        for words in ((), (".",)):
            said = lint(*words)
            assert (said.code, "crosswalk.toml:1:1: error[no-such-file]" in said.out) == (1, True), said.out

    def test_what_is_wrong_in_it_does_not_stop_the_lint_of_a_file(self, named: Path) -> None:
        (named / "crosswalk.toml").write_text("customers = 1\n", "utf-8")
        said = lint("clients/north/harbor")
        assert (said.code, said.out) == (0, "")


class TestTwoCustomersOfOneName:
    @pytest.fixture
    def shadowing(self, own: Path) -> Path:
        folder = own / "customers" / "example"
        folder.mkdir()
        (folder / "customer.yaml").write_text(
            'customer: example\ntitle: Ours\nflags: {invoice_due_days: 10}\nsettings: {company_code: "1", currency: USD, '
            "time_zone: UTC, pci_status_approved: A, vendor_term_code: N, address_type: M}\n",
            "utf-8",
        )
        return own

    @pytest.mark.parametrize(
        "words", ["lint", "lint .", "lint customers", "lint customers/example", "lint --customer example"]
    )
    def test_is_a_warning_that_names_both(self, shadowing: Path, words: str) -> None:
        said = crosswalk(*words.split(), "--format", "json")
        (finding,) = said.data["findings"]
        assert (said.code, finding["code"], finding["severity"]) == (0, "customer-shadowed", "warning")
        assert finding["at"] == "customers/example/customer.yaml:1:11"
        assert str(resources.mappings() / "customers/example/customer.yaml") in finding["message"]

    def test_the_nearer_is_used_and_told(self, shadowing: Path) -> None:
        said = crosswalk("flags", "show", "invoice_due_days", "--format", "json")
        assert (said.data["value"], "'example' of customers" in said.err) == (10, True)
        named = crosswalk("flags", "show", "invoice_due_days", "--customer", "example", "--format", "json")
        assert (named.data["value"], "customers has another" in named.err) == (10, True)

    def test_the_lint_of_the_other_does_not_call_it_the_nearer(self, shadowing: Path) -> None:
        said = lint(str(resources.mappings() / "customers" / "example"))
        assert (said.code, said.out) == (0, "")

    def test_the_other_is_reached_by_its_path(self, shadowing: Path) -> None:
        path = str(resources.mappings() / "customers" / "example")
        said = crosswalk("flags", "show", "invoice_due_days", "--customer", path, "--format", "json")
        assert said.data["source"] == "default"


class TestWhatAConsultantRanInto:
    """Walks 3, 4, 5 and 29."""

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

    def test_lint_of_customers_read_a_run_file_as_a_mapping_and_saw_no_broken_sample(self, own: Path) -> None:
        assert crosswalk("lint", "customers", f"{SAMPLES}/export-first.run.yaml").code == 0
        (own / SAMPLES / "export-broken.json").write_text("{", "utf-8")
        assert found(lint("customers")) == {("bad-json", "export-broken.json")}

    def test_the_customer_of_the_working_folder_had_no_name(self, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(own / "customers" / "harbor")
        assert crosswalk("lint", "--customer", ".").code == 0

    def test_a_sample_of_ones_own_was_not_found(self, own: Path) -> None:
        said = crosswalk("dry-run", "owner-allowances", "--customer", "customers/harbor")
        assert (said.code, f"using the sample {SAMPLES}/export-first.json" in said.err) == (0, True)


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


class TestAMisspeltCustomerFile:
    @pytest.mark.parametrize(
        "name", ["customer.yml", "customers.yaml", "Customer.yaml", "costumer.yaml", "customer.yaml.txt"]
    )
    @pytest.mark.parametrize("words", ["lint customers", "lint customers/harbor"])
    def test_is_told_and_nothing_is_checked(self, own: Path, name: str, words: str) -> None:
        (own / "customers/harbor/customer.yaml").rename(own / "customers/harbor" / name)
        said = crosswalk(*words.split(), "--format", "json")
        (finding,) = said.data["findings"]
        assert (said.code, finding["code"], finding["help"]) == (2, "wrong-file-name", "call it customer.yaml")

    def test_is_the_cure_of_an_unknown_customer(self, own: Path) -> None:
        (own / "customers/harbor/customer.yaml").rename(own / "customers/harbor/customer.yml")
        for name in ("harbor", "customers/harbor"):
            said = crosswalk("list", "--customer", name)
            assert (said.code, "call its file customer.yml customer.yaml" in said.err) == (3, True)

    def test_a_folder_without_one_was_passed_in_silence(self, own: Path) -> None:
        (own / "customers" / "acme").mkdir()
        (own / "customers" / "acme" / "subcontractor-invoices.yaml").write_text(OVERLAY, "utf-8")
        said = crosswalk("lint", "customers", "--format", "json")
        (finding,) = said.data["findings"]
        assert (finding["code"], finding["help"]) == ("wrong-file-name", "put a customer.yaml into acme/")

    @pytest.mark.usefixtures("all_mappings")
    def test_a_change_of_the_mapping_customers_is_none(self, own: Path) -> None:
        (own / "customers/harbor/customers.yaml").write_text("overlay: customers\nchanges: [{remove: x}]\n", "utf-8")
        assert found(lint("customers")) == {("row-not-found", "customers.yaml")}


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


def build_wheel(folder: Path) -> Path:
    """The files of a wheel, laid out by hatchling's own table in pyproject.toml."""
    import tomllib

    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    for package in wheel["packages"]:
        shutil.copytree(ROOT / package, folder / Path(package).name)
    for source, target in wheel["force-include"].items():
        shutil.copytree(ROOT / source, folder / target)
    return folder


def test_without_a_clone_the_tool_works_in_the_repository_of_a_customer(own: Path, tmp_path: Path) -> None:
    site = build_wheel(tmp_path / "site")

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [
            sys.executable,
            "-S",
            "-c",
            f"import sys; sys.path[:0] = {[str(site), *_packages()]!r}; from crosswalk_cli.main import main; main()",
        ]
        return subprocess.run([*command, *words], cwd=own / "customers", capture_output=True, text=True, check=False)

    change(own / "customers/harbor/customer.yaml", "invoice_due_days", "invoice_due_day")
    said = run("lint", "harbor", "--format", "json")
    (finding,) = json.loads(said.stdout)["findings"]
    assert (said.returncode, finding["at"]) == (1, "harbor/customer.yaml:4:9")
    change(own / "customers/harbor/customer.yaml", "invoice_due_day", "invoice_due_days")
    said = run("dry-run", "owner-allowances", "--customer", "harbor")
    assert (said.returncode, "using the sample harbor/samples/owner-allowances" in said.stderr) == (0, True)
    assert f"in {site}/crosswalk/mappings: 18 mappings" in run("lint").stderr


def _packages() -> list[str]:
    """Where the runtime packages are, without the editable install of the checkout."""
    return [path for path in sys.path if path.endswith("site-packages")]


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


def test_the_markdown_of_an_own_mapping_says_what_it_takes(own: Path) -> None:
    out = crosswalk("show", "owner-allowances", "--customer", "harbor", "--format", "markdown").out
    assert '- extends: budget-changes\n- takes records where: title is like("Allowance\\*")\n' in out
    assert "- pci-type: constant OALW is added; because: The PCI type that Harbor" in out


def test_a_customer_named_by_a_misspelt_path_is_found(own: Path) -> None:
    said = crosswalk("list", "--customer", "customers/harbour")
    assert "did you mean 'harbor'?" in said.err


class TestAMappingWithoutASample:
    @pytest.fixture(autouse=True)
    def remove_samples(self, own: Path) -> None:
        shutil.rmtree(own / "customers" / "harbor" / "samples")

    def test_its_rows_are_listed_all_the_same(self, own: Path) -> None:
        said = crosswalk("explain", "owner-allowances", "--customer", "harbor")
        assert said.code == 0
        assert "pci-type" in said.out
        assert "written" not in said.out
        data = crosswalk("explain", "owner-allowances", "--customer", "harbor", "--format", "json").data
        assert {row["written"] for row in data["rows"]} == {0}
        check(data, "explain-rows")

    def test_it_is_said_where_a_sample_would_stand(self, own: Path) -> None:
        said = crosswalk("dry-run", "owner-allowances", "--customer", "harbor")
        assert said.code == 2
        assert "customers/harbor/samples/owner-allowances/export-first.json" in " ".join(said.err.split())

    def test_a_misspelt_mapping_of_ones_own_is_found(self, own: Path) -> None:
        for command in ("show", "dry-run", "explain", "run"):
            said = crosswalk(command, "owner-allowance", "--customer", "harbor")
            assert (said.code, said.err.splitlines()[-1]) == (3, "  = help: did you mean 'owner-allowances'?")
