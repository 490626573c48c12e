"""What the README shows is what the command line says."""

import re

import pytest

from commandline import crosswalk
from conftest import ROOT

_README = (ROOT / "README.md").read_text("utf-8")
_SESSIONS = re.findall(r"```console\n\$ crosswalk ([^\n]*)\n(.*?)```", _README, re.DOTALL)


@pytest.mark.parametrize(("line", "shown"), _SESSIONS, ids=[line for line, _ in _SESSIONS])
def test_a_session_is_true(line: str, shown: str) -> None:
    assert crosswalk(*line.split()).out == shown


def test_the_row_that_is_shown_stands_in_the_spec() -> None:
    (shown,) = re.findall(r"```yaml\n(- id: due-date\n.*?)```", _README, re.DOTALL)
    spec = (ROOT / "mappings" / "subcontractor-invoices.yaml").read_text("utf-8")
    assert "".join(f"      {line}\n" for line in shown.splitlines()) in spec


def test_the_finding_that_is_shown_is_said() -> None:
    spec = (ROOT / "mappings" / "subcontractor-invoices.yaml").read_text("utf-8")
    (shown,) = re.findall(r"```\n(error\[unknown-key\].*?)```", _README, re.DOTALL)
    line = next(n for n, text in enumerate(spec.splitlines(), 1) if "transform: value | plus_days(flags" in text)
    assert f"mappings/subcontractor-invoices.yaml:{line}:9" in shown


def test_every_command_is_named() -> None:
    for command in ("list", "show", "lint", "dry-run", "explain", "run", "flags list"):
        assert f"`crosswalk {command}" in _README
