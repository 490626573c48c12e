"""What is read: files and pipes, packed or not; what is none of that is refused in a sentence."""

import gzip
import io
import json
import os
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

import click
import pytest

from commandline import Said, crosswalk
from crosswalk.finding import CrosswalkError
from crosswalk_cli.inputs import open_input
from crosswalk_cli.places import refuse_equal
from places import ROOT

INVOICE = ROOT / "mappings" / "samples" / "subcontractor-invoices" / "export-first-invoice.json"


@pytest.fixture(scope="module")
def lines() -> bytes:
    (record,) = json.loads(INVOICE.read_text("utf-8"))["request_data"]["requisitions"]
    return b"".join(json.dumps({**record, "invoice_number": f"N-{n:05}"}).encode() + b"\n" for n in range(40))


def run(*words: str, stdin: bytes = b"") -> Said:
    return crosswalk("run", "subcontractor-invoices", *words, stdin=stdin)


def read_input() -> bytes:
    with open_input(Path("-")) as file:
        return file.read()


class Slow(io.RawIOBase):
    """A pipe that gives one byte at a time."""

    def __init__(self, data: bytes) -> None:
        self.rest = data

    def read1(self, size: int) -> bytes:
        data, self.rest = self.rest[: min(size, 1)], self.rest[min(size, 1) :]
        return data


class TestGzip:
    def test_a_packed_file_is_read_like_the_file(self, tmp_path: Path, lines: bytes) -> None:
        file = tmp_path / "in.ndjson.gz"
        file.write_bytes(gzip.compress(lines))
        packed, plain = run(str(file)), run(stdin=lines)
        assert (packed.code, packed.out) == (plain.code, plain.out)
        assert packed.out.count("\n") == 40

    def test_the_first_bytes_say_that_it_is_packed(self, tmp_path: Path, lines: bytes) -> None:
        assert run(stdin=gzip.compress(lines)).out == run(stdin=lines).out
        (tmp_path / "in.json").write_bytes(gzip.compress(lines))
        assert run(str(tmp_path / "in.json")).out == run(stdin=lines).out

    def test_a_name_alone_does_not_make_it_packed(self, tmp_path: Path, lines: bytes) -> None:
        (tmp_path / "in.gz").write_bytes(lines)
        assert run(str(tmp_path / "in.gz")).out == run(stdin=lines).out

    def test_packed_parts_one_behind_the_other_are_one_text(self, lines: bytes) -> None:
        middle = lines.index(b"\n") + 1
        assert run(stdin=gzip.compress(lines[:middle]) + gzip.compress(lines[middle:])).out == run(stdin=lines).out

    def test_dry_run_reads_it_too(self, tmp_path: Path) -> None:
        file = tmp_path / "invoice.json.gz"
        file.write_bytes(gzip.compress(INVOICE.read_bytes()))
        assert crosswalk("dry-run", "subcontractor-invoices", str(file)).code == 0

    @pytest.mark.parametrize("missing", [1, 5, 500])
    def test_where_a_file_was_cut_is_a_reject_and_what_stood_before_is_mapped(
        self, tmp_path: Path, lines: bytes, missing: int
    ) -> None:
        file, out = tmp_path / "in.gz", tmp_path / "out"
        file.write_bytes(gzip.compress(lines)[:-missing])
        said = run(str(file), "-o", str(out))
        assert (said.code, said.err.count("the gzip file ends early")) == (4, 1)
        whole = run(stdin=lines).out
        # what is missing of the last five bytes is only a part of the check sum
        written = out.read_text()
        assert whole.startswith(written)
        assert (written == whole) == (missing <= 5)

    def test_what_is_damaged_is_one_finding_at_its_place(self) -> None:
        text = b"".join(b'{"a": %d}\n' % number for number in range(3))
        packed = bytearray(gzip.compress(text))
        packed[-8] ^= 1
        with pytest.raises(CrosswalkError) as refused, patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(packed))):
            read_input()
        (finding,) = refused.value.findings
        assert (finding.code, finding.at) == ("bad-json", "stdin:4:1")
        assert finding.message.startswith("the gzip file is damaged: ")

    def test_rubbish_behind_a_packed_file_is_not_lost_in_silence(self, lines: bytes) -> None:
        said = run(stdin=gzip.compress(lines) + b"rubbish")
        assert (said.code, "the gzip file is damaged" in said.err, said.out.count("\n")) == (4, True, 40)


class TestOtherKinds:
    @pytest.mark.parametrize("name", ["a.csv", "a.CSV", "a.tsv", "a.zip", "a.xlsx", "a.bz2", "a.tar", "a.xml"])
    def test_a_name_that_says_another_kind_is_a_sentence(self, tmp_path: Path, name: str) -> None:
        (tmp_path / name).write_text("a,b\n")
        said = run(str(tmp_path / name))
        assert (said.code, said.err.splitlines()[-1].partition("; ")[2]) == (
            2,
            "only JSON is read: one record a line, lists, objects or events, plain or as .gz",
        )

    def test_first_bytes_that_say_another_kind_are_a_sentence(self) -> None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as file:
            file.writestr("a.json", "{}")
        said = run(stdin=packed.getvalue())
        assert (said.code, "stdin is a zip file; only JSON is read" in said.err) == (2, True)

    @pytest.mark.parametrize("data", [b"", b"B", b"BZ", b"P", b"{}", b"\x1e", b"\xfd7z", b"BZ\n[1]"])
    def test_first_bytes_that_are_looked_at_are_read_all_the_same(self, data: bytes) -> None:
        with patch.object(sys, "stdin", SimpleNamespace(buffer=Slow(data))):
            assert read_input() == data

    def test_an_input_that_cannot_be_read_is_a_sentence(self, tmp_path: Path) -> None:
        class Broken(io.BytesIO):
            def read1(self, size: int | None = -1, /) -> bytes:
                raise OSError(5, "Input/output error")

        with patch.object(sys, "stdin", io.TextIOWrapper(Broken())), pytest.raises(click.ClickException) as refused:
            read_input()
        assert (refused.value.message, refused.value.exit_code) == ("cannot read stdin: Input/output error", 2)

    def test_how_much_was_taken_of_how_much_is_known(self, tmp_path: Path, lines: bytes) -> None:
        file = tmp_path / "in.gz"
        file.write_bytes(gzip.compress(lines))
        with open_input(file) as opened:
            opened.read()
            assert (opened.taken, opened.size) == (file.stat().st_size,) * 2
        with file.open("rb") as stream:
            for buffer, size in ((stream, file.stat().st_size), (io.BytesIO(), None)):
                with patch.object(sys, "stdin", SimpleNamespace(buffer=buffer)), open_input(Path("-")) as opened:
                    assert opened.size == size


class TestInputAndOutputs:
    """Each is a file of its own, however it is called."""

    @pytest.fixture
    def file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.chdir(tmp_path)
        file = tmp_path / "a"
        file.write_text("{}")
        (tmp_path / "link").symlink_to(file)
        os.link(file, tmp_path / "hard")
        (tmp_path / "new").symlink_to(tmp_path / "not-there")
        return file

    CLASHES: tuple[tuple[list[str], list[str | None]], ...] = (
        (["a"], ["a"]),
        (["./a"], ["x", "a"]),
        (["a"], ["link"]),
        (["link"], ["x", None, "hard"]),
        (["-"], ["a"]),
        (["-"], ["hard"]),
        (["-"], ["x", "link"]),
        (["b", "a"], ["a"]),
        (["b"], ["x", "x"]),
        (["b"], ["x", None, "x"]),
        (["b"], ["new", "not-there"]),
        (["b"], [None, "-"]),
        (["b"], ["x", "x.part"]),
        (["b"], ["x", "x.journal"]),
        (["x.part"], ["x"]),
    )

    @pytest.mark.parametrize(("inputs", "outputs"), CLASHES)
    @pytest.mark.usefixtures("file")
    def test_one_file_in_two_places_is_refused(self, inputs: list[str], outputs: list[str | None]) -> None:
        written = [Path(name) if name else None for name in outputs]
        with Path("a").open() as stdin, patch.object(sys, "stdin", stdin), pytest.raises(click.UsageError) as refused:
            refuse_equal(map(Path, inputs), written)
        assert "must be different files: " in refused.value.message

    @pytest.mark.parametrize(
        ("inputs", "outputs"),
        [(["a"], ["b", "c", "d"]), (["-"], [None]), (["a", "a"], ["b"]), (["/dev/null"], ["/dev/null", "/dev/null"])],
    )
    @pytest.mark.usefixtures("file")
    def test_different_files_and_devices_are_not_refused(self, inputs: list[str], outputs: list[str | None]) -> None:
        refuse_equal(map(Path, inputs), [Path(name) if name else None for name in outputs])

    def test_standard_output_that_is_the_input_is_refused(self, file: Path) -> None:
        with file.open("a") as stdout, patch.object(sys, "stdout", stdout):
            for words in ([Path("a")], [Path("hard")]):
                with pytest.raises(click.UsageError, match="must be different files"):
                    refuse_equal(words, [None])
            with pytest.raises(click.UsageError, match="must be different files"):
                refuse_equal([Path("b")], [None, Path("a")])

    def test_the_context_is_an_input_too(self, file: Path) -> None:
        said = run(str(INVOICE), "--context", str(file), "-o", str(file))
        assert (said.code, file.read_text()) == (2, "{}")


@pytest.mark.parametrize(
    ("context", "at"),
    [
        ("projects:\n  - {id: 1}\nprojects:\n  - {id: 2}\n", "context.yaml:3:1"),
        ("projects:\n  - {id: 1, id: 2}\n", "context.yaml:2:13"),
        ("vendors: []\nprojects: []\nvendors: []\n", "context.yaml:3:1"),
    ],
)
def test_a_name_that_stands_twice_in_a_context_is_refused_not_lost(tmp_path: Path, context: str, at: str) -> None:
    (tmp_path / "context.yaml").write_text(context)
    for command in ("dry-run", "run"):
        payload = str(ROOT / "mappings/samples/subcontractor-invoices/export-first-invoice.json")
        said = crosswalk(command, "subcontractor-invoices", payload, "--context", str(tmp_path / "context.yaml"))
        assert (said.code, said.out) == (3, "")
        assert "error[duplicate-key]" in said.err
        assert at in said.err
    said = crosswalk("lint", str(tmp_path / "context.yaml"))
    assert (said.code, "duplicate-key" in said.out + said.err) == (1, True)
