"""A customer's own repository: found from the working folder, with the tool and no clone of ours."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from commandline import crosswalk
from places import ROOT
from repositories import SAMPLES, change, found, lint, make_repository


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

    def test_the_customer_of_the_working_folder_had_no_name(self, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(own / "customers" / "harbor")
        assert crosswalk("lint", "--customer", ".").code == 0

    def test_a_sample_of_ones_own_was_not_found(self, own: Path) -> None:
        said = crosswalk("dry-run", "owner-allowances", "--customer", "customers/harbor")
        assert (said.code, f"using the sample {SAMPLES}/export-first.json" in said.err) == (0, True)


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


def test_a_customer_named_by_a_misspelt_path_is_found(own: Path) -> None:
    said = crosswalk("list", "--customer", "customers/harbour")
    assert "did you mean 'harbor'?" in said.err


def build_wheel(folder: Path) -> Path:
    """The files of a wheel, laid out by hatchling's own table in pyproject.toml."""
    import tomllib

    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    for package in wheel["packages"]:
        shutil.copytree(ROOT / package, folder / Path(package).name)
    for source, target in wheel["force-include"].items():
        shutil.copytree(ROOT / source, folder / target)
    return folder


def _packages() -> list[str]:
    """Where the runtime packages are, without the editable install of the checkout."""
    return [path for path in sys.path if path.endswith("site-packages")]


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
