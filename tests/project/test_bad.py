"""Every finding code has a failing example in tests/bad, and what the command line says of it is a snapshot.

An example is made of the files `CODE.*`, put into a copy of the small catalog `tests/bad/base`:

* `CODE.yaml` is the mapping `CODE`;
* `CODE.customer.yaml` (`CODE.tables.yaml` ...) takes the place of the file of that name in the catalog; the customer is
  `tester`. Any other `CODE.NAME.yaml` joins the customer's folder: an overlay, or a mapping of the customer's own;
* `CODE.crosswalk.toml` is the crosswalk.toml of the working folder, `CODE.near.yaml` a customer `tester` in its `customers/`;
* `CODE.json` is a payload, and `CODE.run.yaml` its run file;
* `CODE.args` is the command line, where it is not a dry run of the payload, or a lint of the catalog without one.

`crosswalk lint --explain CODE` prints these files, so each is short, has exactly one mistake, and is in the words of
construction accounting. Read the snapshots as the consultant who made the mistake.
"""

import re
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from crosswalk.pages import CODES
from crosswalk_cli.main import main
from places import ROOT

BAD = ROOT / "tests" / "bad"
CLEAN, FINDINGS, USAGE, UNUSABLE = 0, 1, 2, 3
LINT = "lint --mappings mappings"

EXIT_CODES = {
    # said of records that go on, or that are rightly left out; and of specs, only a warning
    **dict.fromkeys(["all-left-out", "line-left-out", "mapping-off", "not-checked", "not-taken", "taken-by"], CLEAN),
    **dict.fromkeys(["changes-nothing", "plain-pattern", "unused-footnote"], CLEAN),
    "customer-shadowed": CLEAN,
    # what the command line names, or what it needs, is not there
    **dict.fromkeys(["no-such-file", "unknown-customer", "unknown-mapping"], UNUSABLE),
    **dict.fromkeys(["no-sample", "no-such-record", "no-such-row"], USAGE),
    # a bulk run with rejects
    "no-event": 4,
    # the record goes on, but somebody should look
    **dict.fromkeys(["document-schema", "payload-schema"], CLEAN),
}
"""The exit codes of the examples; an error that lint finds, and a record that is blocked, exit 1."""

EXPECTED_TOO: dict[str, set[str]] = {}
"""Errors that an example cannot but have besides its own."""


@dataclass(frozen=True)
class Shown:
    """What a command line printed, and how it ended."""

    words: str
    exit_code: int
    out: str
    err: str

    def codes(self, severities: str = "error|warning|info") -> set[str]:
        return set(re.findall(rf"\b(?:{severities}) ?\[([a-z-]+)\]", self.out + self.err))

    def __str__(self) -> str:
        parts = [f"$ crosswalk {self.words}", f"exit code: {self.exit_code}"]
        parts += [f"--- {name}\n{text.rstrip()}" for name, text in (("stdout", self.out), ("stderr", self.err)) if text]
        return "\n".join(parts) + "\n"


_HERE = {"crosswalk.toml": "crosswalk.toml", "near.yaml": "customers/tester/customer.yaml"}


def place_of(file: Path, catalog: Path) -> Path:
    """Where a file of an example stands in the copy of the catalog."""
    code, _, name = file.name.partition(".")
    if name in _HERE:
        return catalog.parent / _HERE[name]
    if file.suffix != ".yaml" or name == "run.yaml":
        return catalog.parent / file.name
    if name == "yaml":
        return catalog / f"{code}.yaml"
    return catalog / name if (catalog / name).is_file() else catalog / "customers" / "tester" / name


def dry_run_of(code: str) -> str:
    mapping = code if (BAD / f"{code}.yaml").is_file() else "invoices"
    return f"dry-run {mapping} {code}.json --customer tester --today 2025-02-03 --mappings mappings"


def command_of(code: str) -> str:
    args = BAD / f"{code}.args"
    if args.is_file():
        return f"{args.read_text('utf-8').strip()} --mappings mappings"
    return dry_run_of(code) if (BAD / f"{code}.json").is_file() else LINT


def run(words: str, capsys: pytest.CaptureFixture[str]) -> Shown:
    with pytest.raises(SystemExit) as ended:
        main(shlex.split(words))
    out, err = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return Shown(words, ended.value.code, out, err)


@pytest.fixture
def folder(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: the catalog with the example of a code in it."""
    catalog = Path(shutil.copytree(BAD / "base", tmp_path / "mappings"))
    for file in BAD.glob(f"{code}.*"):
        place_of(file, catalog).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, place_of(file, catalog))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    return tmp_path


@pytest.fixture
def shown(code: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> Shown:
    """What the example of a code prints."""
    return run(command_of(code), capsys)


every_code = pytest.mark.parametrize("code", sorted(CODES))


@every_code
def test_example(shown: Shown, text_snapshot: SnapshotAssertion) -> None:
    assert str(shown) == text_snapshot


@every_code
def test_an_example_shows_its_code_and_no_other_error(code: str, shown: Shown) -> None:
    assert code in shown.codes()
    assert shown.codes("error") - {code} == EXPECTED_TOO.get(code, set())


@every_code
def test_an_example_exits_as_documented(code: str, shown: Shown) -> None:
    assert shown.exit_code == EXIT_CODES.get(code, FINDINGS)


@every_code
@pytest.mark.parametrize("command", ["lint", "dry-run"])
def test_no_example_is_an_internal_error(
    code: str, command: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    payload = folder / f"{code}.json"
    if not payload.is_file():
        payload.write_text('{"invoices": [{"invoice_number": "NE-1042"}]}', "utf-8")
    shown = run(LINT if command == "lint" else dry_run_of(code), capsys)
    assert shown.exit_code in {CLEAN, FINDINGS, UNUSABLE}
    assert "Traceback" not in shown.out + shown.err


def test_every_code_has_an_example() -> None:
    assert sorted(code for code in CODES if not list(BAD.glob(f"{code}.*"))) == []


def test_every_file_belongs_to_a_code() -> None:
    names = {file.name.partition(".")[0] for file in BAD.iterdir() if file.is_file()}
    assert sorted(names - CODES.keys()) == []


def test_the_catalog_of_the_examples_is_clean(capsys: pytest.CaptureFixture[str]) -> None:
    shown = run(f"lint --strict --mappings {shlex.quote(str(BAD / 'base'))}", capsys)
    assert (shown.exit_code, shown.out) == (CLEAN, "")
