"""crosswalk lint: its formats, its pages, its exit codes."""

from pathlib import Path

import pytest

from commandline import check, crosswalk
from places import ROOT


class TestLint:
    def test_a_folder_without_specs_is_not_clean(self, tmp_path: Path) -> None:
        said = crosswalk("lint", str(tmp_path))
        assert (said.code, "nothing to check in" in said.err) == (2, True)

    def test_the_shipped_files_are_clean(self) -> None:
        said = crosswalk("lint", "--format", "json")
        assert (said.code, said.data["findings"]) == (0, [])
        check(said.data, "findings")

    @pytest.fixture
    def typo(self, tmp_path: Path) -> str:
        text = (ROOT / "mappings" / "subcontractor-invoices.yaml").read_text()
        file = tmp_path / "typo.yaml"
        file.write_text(
            text.replace("path: voucher.VouInvDate", "pth: voucher.VouInvDate").replace(
                "voucher.VouDueDate", "voucher.VouDueDat"
            )
        )
        return str(file)

    def test_a_typo_shows_the_frame_and_the_suggestion(self, typo: str) -> None:
        said = crosswalk("lint", typo)
        assert said.code == 1
        assert "error[unknown-key]: unknown key 'pth'" in said.out
        assert "did you mean 'path'?" in said.out
        assert "the document voucher has no 'VouDueDat'" in said.out
        assert "did you mean 'VouDueDate'?" in said.out
        assert "^^^" in said.out

    def test_the_formats_say_the_same(self, typo: str) -> None:
        concise = crosswalk("lint", typo, "--format", "concise").out.splitlines()
        found = crosswalk("lint", typo, "--format", "json").data["findings"]
        github = crosswalk("lint", typo, "--format", "github").out.splitlines()
        assert concise == [f"{f['at']}: {f['severity']}[{f['code']}]: {f['message']}" for f in found]
        assert all(line.startswith("::error file=") and ",line=" in line for line in github)
        assert len(github) == len(found) == 2

    def test_a_file_of_the_catalog_is_checked_alone(self) -> None:
        assert (
            crosswalk("lint", "mappings/subcontractor-invoices.yaml", "mappings/customers/example/customer.yaml").code
            == 0
        )

    def test_a_code_has_a_page(self) -> None:
        said = crosswalk("lint", "--explain", "filter-after-operator")
        assert (said.code, "What it checks" in said.out, "Example" in said.out, "Use instead" in said.out) == (
            0,
            True,
            True,
            True,
        )

    def test_an_unknown_code_has_a_suggestion(self) -> None:
        said = crosswalk("lint", "--explain", "filter-after-operatr")
        assert (said.code, "did you mean 'filter-after-operator'?" in said.err) == (2, True)
