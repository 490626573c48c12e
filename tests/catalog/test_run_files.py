"""Run files beside samples: a day that is none."""

from pathlib import Path

import pytest

from commandline import crosswalk
from crosswalk import CrosswalkError
from crosswalk.catalog.samples import read_run_file
from crosswalk.text.files import DISK


def test_a_day_that_is_none_in_a_run_file_is_a_finding(tmp_path: Path) -> None:
    payload = tmp_path / "export-x.json"
    payload.write_text("{}")
    (tmp_path / "export-x.run.yaml").write_text("today: 2025-13-45\n")
    said = crosswalk("dry-run", "subcontractor-invoices", str(payload))
    assert (said.code, "bad-value-here" in said.err) == (3, True)


@pytest.mark.parametrize("written", ["20250101", "2025", "2025.5"])
def test_a_day_written_as_a_number_is_shown_as_a_day_not_in_quotes(tmp_path: Path, written: str) -> None:
    (tmp_path / "export-x.run.yaml").write_text(f"today: {written}\n")
    with pytest.raises(CrosswalkError) as caught:
        read_run_file(DISK, tmp_path / "export-x.run.yaml", "export-x.run.yaml")
    (finding,) = caught.value.findings
    assert (finding.code, finding.help) == ("number-for-text", "write it like 2025-02-03")
