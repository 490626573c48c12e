"""What the README shows is what the command line says."""

import json
import re
from pathlib import Path

import pytest

from commandline import crosswalk
from places import ROOT

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


def test_the_steps_that_are_shown_are_told() -> None:
    (shown,) = re.findall(r"```\n( +5  look up.*?)```", _README, re.DOTALL)
    assert shown in crosswalk("show", "job-costs", "--plan").out


def test_every_command_is_named() -> None:
    for command in ("list", "show", "lint", "dry-run", "explain", "run", "rules", "flags list", "functions"):
        assert f"`crosswalk {command}" in _README


def test_the_walk_to_a_custom_pci_type_works(tmp_path: Path) -> None:
    customer = _acme(tmp_path)
    said = crosswalk("lint", *customer)
    assert (said.code, said.out) == (0, "")
    effective = crosswalk("show", "contingency-transfers", *customer, "--effective")
    assert "constant: CTGY" in effective.out
    samples = ROOT / "mappings" / "samples" / "budget-changes"
    change = json.loads((samples / "export-approved.json").read_text("utf-8"))
    payload = tmp_path / "budget-change.json"
    (context,) = re.findall(r"```yaml\n(# context\.yaml\n.*?)```", _README, re.DOTALL)
    (tmp_path / "context.yaml").write_text(context, "utf-8")
    options = (*customer, "--context", str(tmp_path / "context.yaml"), "--format", "json")
    sent = {}
    for title in ("Contingency transfer, steel", "Move lighting allowance"):
        change["data"]["title"] = title
        payload.write_text(json.dumps(change), "utf-8")
        for mapping in ("contingency-transfers", "budget-changes"):
            (record,) = crosswalk("dry-run", mapping, str(payload), *options).data["records"]
            types = {row["value"] for row in record["rows"] if row["row"] == "pci-type"}
            sent[title, mapping] = (record["outcome"], types)
    assert sent == {
        ("Contingency transfer, steel", "contingency-transfers"): ("mapped", {"CTGY"}),
        ("Contingency transfer, steel", "budget-changes"): ("skipped", set()),
        ("Move lighting allowance", "contingency-transfers"): ("skipped", set()),
        ("Move lighting allowance", "budget-changes"): ("mapped", {"INT"}),
    }


def _acme(folder: Path) -> tuple[str, ...]:
    """The files of acme as they are printed, and the options that lead to them."""
    for name, text in re.findall(r"```yaml\n# mappings/customers/(acme/[^\n]+)\n(.*?)```", _README, re.DOTALL):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return ("--customer", "acme", "--customers", str(folder))


def test_each_form_of_a_second_type_leaves_the_first_alone(tmp_path: Path) -> None:
    customer = _acme(tmp_path)
    first = (tmp_path / "acme" / "contingency-transfers.yaml").read_text("utf-8")
    forms = [form for form in re.findall(r"`(title [^`]*)`", _README) if not form.endswith('Contingency*")')]
    assert len(forms) == 4
    for form in forms:
        second = re.sub("takes_when: .*", f"takes_when: {form}", first.replace("contingency-transfers", "bonds"))
        (tmp_path / "acme" / "bonds.yaml").write_text(second, "utf-8")
        said = crosswalk("lint", *customer)
        assert (said.code, said.out) == (0, ""), form


_EXAMPLES = re.findall(r"```python\n(.*?)```", _README, re.DOTALL)


def test_the_library_examples_run_as_printed(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {"__name__": "__main__"}
    said = []
    for text in _EXAMPLES:
        exec(compile(text, "README.md", "exec"), names)
        said.append(capsys.readouterr().out)
    assert said[0].startswith("NE-1042 mapped [")
    assert "mappings/budgets.yaml:2:1 unknown key 'titel' did you mean 'title'?\n" in said[1]


@pytest.mark.long
def test_the_library_examples_pass_mypy(tmp_path: Path) -> None:
    from mypy import api

    file = tmp_path / "example.py"
    file.write_text("".join(_EXAMPLES), "utf-8")
    said, wrong, code = api.run(["--strict", "--config-file", str(ROOT / "pyproject.toml"), str(file)])
    assert (code, wrong) == (0, ""), said
