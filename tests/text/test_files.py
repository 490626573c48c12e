"""Files are looked at before they are read: nothing that is no file, or too large, hangs a command or fills memory."""

import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from commandline import crosswalk
from crosswalk import CrosswalkError
from crosswalk.catalog.samples import read_context, read_json, read_run_file
from crosswalk.finding import Findings, Problem
from crosswalk.text.files import DISK, MOST_OF_YAML
from crosswalk.text.schema import read_schema
from crosswalk.text.source import read_tree

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="named pipes and devices are files of Unix")


def make_folder(file: Path) -> None:
    file.mkdir()


def make_pipe(file: Path) -> None:
    os.mkfifo(file)


def make_device(file: Path) -> None:
    file.symlink_to("/dev/zero")


def make_lost_link(file: Path) -> None:
    file.symlink_to("nowhere")


def make_circle(file: Path) -> None:
    file.symlink_to(file)


def make_huge(file: Path) -> None:
    with file.open("wb") as opened:
        opened.truncate(300_000_000)


KINDS = {
    "a folder": make_folder,
    "a named pipe": make_pipe,
    "a device": make_device,
    "cannot read": make_lost_link,
    "cannot read it": make_circle,
    "larger than": make_huge,
}
every_kind = pytest.mark.parametrize(("words", "make"), list(KINDS.items()), ids=list(KINDS))
READERS: dict[str, Callable[[Path], object]] = {
    "spec.yaml": lambda file: read_tree(DISK, file, file.name, Findings()),
    "sample.json": lambda file: read_json(DISK, file, file.name),
    "context.json": lambda file: read_context(DISK, file, file.name),
    "context.yaml": lambda file: read_context(DISK, file, file.name),
    "sample.run.yaml": lambda file: read_run_file(DISK, file, file.name),
    "a.schema.json": lambda file: read_schema(DISK, file),
}


def said(read: Callable[[Path], object], file: Path) -> str:
    """What is found where a file cannot be used."""
    if read is READERS["spec.yaml"]:
        findings = Findings()
        assert read_tree(DISK, file, file.name, findings) is None
        return findings.in_order()[0].message
    with pytest.raises(CrosswalkError) as error:
        read(file)
    return error.value.findings[0].message


@every_kind
@pytest.mark.parametrize("name", READERS)
def test_what_is_no_file_is_a_finding_with_its_name(
    tmp_path: Path, name: str, words: str, make: Callable[[Path], None]
) -> None:
    file = tmp_path / name
    make(file)
    message = said(READERS[name], file)
    assert words.removesuffix(" it") in message
    assert name in message


def test_a_socket_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the name of a socket is short
    file = Path("a.yaml")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(file))
        with pytest.raises(Problem, match="is a socket"):
            DISK.read(file, "a.yaml", MOST_OF_YAML)


def test_a_name_with_nul_is_a_problem() -> None:
    with pytest.raises(Problem, match="no file can be called so"):
        DISK.read(Path("a\0b"), "a", MOST_OF_YAML)


def test_a_file_that_hides_its_size_is_read_no_further_than_it_may_be() -> None:
    with pytest.raises(Problem, match="larger than"):
        DISK.read(Path("/proc/self/maps"), "maps", 100)


def test_a_schema_that_is_no_json_is_a_finding_at_its_place(tmp_path: Path) -> None:
    file = tmp_path / "a.schema.json"
    file.write_text('{\n  "type": }', "utf-8")
    with pytest.raises(CrosswalkError) as error:
        read_schema(DISK, file)
    assert (error.value.findings[0].code, error.value.findings[0].at) == ("bad-json", f"{file}:2:11")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A customers' folder with one customer."""
    customer = tmp_path / "customers" / "acme"
    customer.mkdir(parents=True)
    text = "customer: acme\ntitle: Acme\nsettings: {company_code: '010'}\n"
    (customer / "customer.yaml").write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    return customer


@pytest.mark.parametrize("make", [make_pipe, make_device], ids=lambda make: make.__name__)
def test_lint_of_a_customer_with_such_a_file_ends_with_a_finding(folder: Path, make: Callable[[Path], None]) -> None:
    make(folder / "overlay.yaml")
    done = crosswalk("lint", "--customers", "customers", "--customer", "acme")
    assert done.code in {1, 3}
    assert "overlay.yaml" in done.out + done.err


@pytest.mark.parametrize("make", [make_pipe, make_device], ids=lambda make: make.__name__)
def test_a_customer_file_that_is_no_file_is_a_finding_with_its_name(folder: Path, make: Callable[[Path], None]) -> None:
    (folder / "customer.yaml").unlink()
    make(folder / "customer.yaml")
    done = crosswalk("list", "--customers", "customers", "--customer", "acme")
    assert done.code == 3
    assert "acme/customer.yaml" in done.out + done.err


@pytest.mark.parametrize("name", ["pipe", "pipe.yaml"])
def test_a_context_of_a_run_file_that_is_a_pipe_is_a_finding_where_it_is_named(folder: Path, name: str) -> None:
    os.mkfifo(folder / name)
    (folder / "order.json").write_text("{}", "utf-8")
    (folder / "order.run.yaml").write_text(f"context: {name}\n", "utf-8")
    done = crosswalk("dry-run", "budget-changes", str(folder / "order.json"))
    assert done.code == 3
    assert f"{name} is a named pipe, not a file" in done.out + done.err
    assert "order.run.yaml:1:10" in done.out + done.err
