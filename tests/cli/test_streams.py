"""How a command ends when a stream is closed, full or left by its reader, and when a signal asks it to stop."""

import fcntl
import gzip
import json
import os
import random
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from commandline import crosswalk
from crosswalk_cli.outputs import open_outputs
from faults import BrokenOff, break_off
from places import ROOT

RUN = [sys.executable, "-m", "crosswalk_cli.main"]
INVOICE = ROOT / "mappings" / "samples" / "subcontractor-invoices" / "export-first-invoice.json"


@pytest.fixture(autouse=True)
def _imports_from_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT / "engine"), str(ROOT / "cli")]))


@pytest.fixture
def records(tmp_path: Path) -> Callable[[int], Path]:
    """A file of so many invoices, every fifth of which is blocked."""

    def make(count: int) -> Path:
        (record,) = json.loads(INVOICE.read_text("utf-8"))["request_data"]["requisitions"]
        file = tmp_path / f"{count}.ndjson"
        with file.open("w", encoding="utf-8") as lines:
            for number in range(count):
                status = "draft" if number % 5 == 4 else "approved"
                lines.write(json.dumps({**record, "invoice_number": f"NE-{number:04}", "status": status}) + "\n")
        return file

    return make


def shell(folder: Path, words: str, redirected: str = "") -> subprocess.CompletedProcess[str]:
    """What a shell makes of `crosswalk WORDS`."""
    line = f"{shlex.join(RUN)} {words} {redirected}"
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", line], cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )


class TestStreams:
    @pytest.mark.parametrize("end", ["2>/dev/full", "2>&-", "2> >(exec true)"])
    def test_standard_error_that_takes_nothing_changes_no_result(
        self, tmp_path: Path, records: Callable[[int], Path], end: str
    ) -> None:
        done = shell(tmp_path, f"run subcontractor-invoices {records(5).name} -o out --rejects rej", end)
        assert done.returncode == 4
        assert (len((tmp_path / "out").read_text().splitlines()), len((tmp_path / "rej").read_bytes()) > 0) == (4, True)
        assert done.stderr == ""

    def test_a_message_never_lands_in_an_output_that_took_the_number_of_a_closed_stream(
        self, tmp_path: Path, records: Callable[[int], Path]
    ) -> None:
        shell(tmp_path, f"run subcontractor-invoices {records(5).name} -o out --rejects rej", "<&- >&- 2>&-")
        for name in ("out", "rej"):
            assert [json.loads(line) for line in (tmp_path / name).read_text().splitlines()]

    def test_a_closed_standard_output_is_not_missed_where_a_file_is_written(
        self, tmp_path: Path, records: Callable[[int], Path]
    ) -> None:
        done = shell(tmp_path, f"run subcontractor-invoices {records(5).name} -o out --rejects rej", ">&-")
        assert (done.returncode, (tmp_path / "out").read_bytes().count(b"\n")) == (4, 4)

    def test_a_closed_standard_output_that_is_needed_is_a_sentence(
        self, tmp_path: Path, records: Callable[[int], Path]
    ) -> None:
        done = shell(tmp_path, f"run subcontractor-invoices {records(5).name} --rejects rej", ">&-")
        assert (done.returncode, done.stderr.splitlines()[-1]) == (
            2,
            "Error: standard output is closed; give a file with -o",
        )
        assert not (tmp_path / "rej").exists()

    @pytest.mark.parametrize("words", ["run subcontractor-invoices -", "dry-run subcontractor-invoices -"])
    def test_a_closed_standard_input_is_a_sentence(self, tmp_path: Path, words: str) -> None:
        done = shell(tmp_path, words, "<&-")
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.splitlines()[-1] == "Error: standard input is closed; give a file, or pipe records to it"

    def test_a_full_standard_output_is_one_line(self, tmp_path: Path, records: Callable[[int], Path]) -> None:
        done = shell(tmp_path, f"run subcontractor-invoices {records(5).name} --rejects rej", ">/dev/full")
        assert (done.returncode, done.stderr.splitlines()[1:]) == (
            2,
            ["Error: cannot write standard output: No space left on device"],
        )
        assert not (tmp_path / "rej").exists()

    def test_a_reader_that_goes_away_is_no_success_and_no_file_is_written(
        self, tmp_path: Path, records: Callable[[int], Path]
    ) -> None:
        (tmp_path / "rej").write_text("old")
        done = shell(tmp_path, f"run subcontractor-invoices {records(200).name} --rejects rej", "| head -c 10")
        assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (141, '{"key":"NE', 1)
        assert ((tmp_path / "rej").read_text(), sorted(path.name for path in tmp_path.glob("rej*"))) == ("old", ["rej"])

    @pytest.mark.parametrize("words", ["--help", "--version", "flags --help", "show vendors"])
    def test_a_reader_of_any_command_that_goes_away_is_told_by_the_exit_code_alone(self, words: str) -> None:
        process = subprocess.Popen([*RUN, *words.split()], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert process.stdout is not None
        process.stdout.close()
        process.stdout = None
        said = process.communicate(timeout=120)[1]
        assert process.returncode == 141
        assert [line for line in said.splitlines() if "no --customer" not in line] == []

    def test_an_exit_of_its_own_keeps_its_code(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def leave(*_: object, **__: object) -> None:
            raise SystemExit(7)

        monkeypatch.setattr("crosswalk.catalog.catalog.Catalog.customer", leave)
        assert crosswalk("list").code == 7

    def test_completion_of_the_shell_still_works(self) -> None:
        line = f"_CROSSWALK_COMPLETE=bash_complete COMP_WORDS='crosswalk dry' COMP_CWORD=1 {shlex.join(RUN)}"
        done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (0, "plain,dry-run\n")

    @pytest.mark.parametrize("output", ["-o in", "-o hard", "-o out --rejects link", ">> in"])
    def test_standard_input_that_is_an_output_is_refused_and_left_as_it_was(
        self, tmp_path: Path, records: Callable[[int], Path], output: str
    ) -> None:
        text = records(2).rename(tmp_path / "in").read_text()
        (tmp_path / "link").symlink_to("in")
        os.link(tmp_path / "in", tmp_path / "hard")
        done = shell(tmp_path, "run subcontractor-invoices", f"{output} < in")
        assert (done.returncode, "must be different files" in done.stderr) == (2, True)
        assert (tmp_path / "in").read_text() == text
        assert sorted(path.name for path in tmp_path.iterdir()) == ["hard", "in", "link"]


class Started:
    """A run that has begun to write, and waits for more records."""

    def __init__(self, folder: Path, first: bytes, before: Callable[[], object] | None = None) -> None:
        words = [*RUN, "run", "subcontractor-invoices", "-", "-o", "out", "--rejects", "rej"]
        pipe = subprocess.PIPE
        # the parent's own handlers are inherited only where they ignore
        self.process = subprocess.Popen(words, stdin=pipe, stderr=pipe, cwd=folder, preexec_fn=before)
        assert self.process.stdin is not None
        self.process.stdin.write(first)
        self.process.stdin.flush()
        end = time.monotonic() + 120
        while not (folder / "rej.part").exists() and time.monotonic() < end:
            time.sleep(0.01)
        time.sleep(0.1)

    def stop(self, number: signal.Signals) -> tuple[int, str]:
        self.process.send_signal(number)
        return self.ended()

    def ended(self) -> tuple[int, str]:
        assert self.process.stderr is not None
        assert self.process.stdin is not None
        code = self.process.wait(120)
        said = self.process.stderr.read().decode()
        self.process.stdin.close()
        self.process.stderr.close()
        return code, said


class TestSignals:
    @pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
    def test_a_signal_leaves_the_old_files_and_nothing_else(
        self, tmp_path: Path, records: Callable[[int], Path], name: str, code: int
    ) -> None:
        (tmp_path / "out").write_text("old")
        file = records(20)
        ended, said = Started(tmp_path, file.read_bytes()).stop(signal.Signals[name])
        assert (ended, said.splitlines()[-1]) == (code, "stopped")
        assert sorted(path.name for path in tmp_path.iterdir()) == [file.name, "out"]
        assert (tmp_path / "out").read_text() == "old"

    def test_a_signal_that_the_parent_ignores_stays_ignored(
        self, tmp_path: Path, records: Callable[[int], Path]
    ) -> None:
        def as_nohup_does() -> None:
            for number in (signal.SIGHUP, signal.SIGINT):
                signal.signal(number, signal.SIG_IGN)

        started = Started(tmp_path, records(5).read_bytes(), as_nohup_does)
        for number in (signal.SIGHUP, signal.SIGINT):
            started.process.send_signal(number)
        time.sleep(0.2)
        assert started.process.stdin is not None
        started.process.stdin.close()
        assert started.ended()[0] == 4
        assert (tmp_path / "out").read_bytes().count(b"\n") == 4

    @pytest.mark.parametrize("count", [5, 100], ids=["at its end", "in the middle"])
    def test_a_signal_is_not_kept_waiting_by_a_reader_that_does_not_read(
        self, tmp_path: Path, records: Callable[[int], Path], count: int
    ) -> None:
        read, write = os.pipe()
        fcntl.fcntl(write, fcntl.F_SETPIPE_SZ, 4096)
        words = [*RUN, "run", "subcontractor-invoices", str(records(count)), "--rejects", "rej"]
        process = subprocess.Popen(words, cwd=tmp_path, stdout=write, stderr=subprocess.PIPE)
        os.close(write)
        while not (tmp_path / "rej.part").exists() and process.poll() is None:
            time.sleep(0.01)
        time.sleep(0.5)
        process.terminate()
        said = process.communicate(timeout=60)[1].decode()
        os.close(read)
        assert (process.returncode, said.splitlines()[-1]) == (143, "stopped")
        assert list(tmp_path.glob("rej*")) == []

    def test_a_signal_ends_the_wait_for_the_reader_of_a_pipe(
        self, tmp_path: Path, records: Callable[[int], Path]
    ) -> None:
        os.mkfifo(tmp_path / "pipe")
        words = [*RUN, "run", "subcontractor-invoices", str(records(2)), "-o", "pipe", "--rejects", "rej"]
        process = subprocess.Popen(words, cwd=tmp_path, stderr=subprocess.PIPE)
        while not (tmp_path / "rej.part").exists() and process.poll() is None:
            time.sleep(0.01)
        time.sleep(0.1)
        process.terminate()
        said = process.communicate(timeout=60)[1].decode()
        assert (process.returncode, said.splitlines()[-1]) == (143, "stopped")
        assert list(tmp_path.glob("rej*")) == []

    def test_two_runs_at_once_on_one_output_are_one_run(self, tmp_path: Path, records: Callable[[int], Path]) -> None:
        file = records(5)
        started = Started(tmp_path, file.read_bytes())
        second = shell(tmp_path, f"run subcontractor-invoices {file.name} -o out --rejects rej")
        assert (second.returncode, second.stderr.splitlines()[-1]) == (2, "Error: another run writes out")
        assert started.process.stdin is not None
        started.process.stdin.close()
        assert started.ended()[0] == 4
        assert sorted(path.name for path in tmp_path.iterdir()) == [file.name, "out", "rej"]


class TestKills:
    @pytest.fixture
    def whole(self, tmp_path: Path, records: Callable[[int], Path], size: int) -> tuple[Path, float, set[bytes]]:
        """Records, how long they take, and what a whole run writes."""
        file = records(size)
        begun = time.monotonic()
        done = shell(tmp_path, f"run subcontractor-invoices {file.name} -o out --rejects rej")
        took = time.monotonic() - begun
        assert done.returncode == 4
        return file, took, {(tmp_path / name).read_bytes() for name in ("out", "rej")}

    @pytest.mark.parametrize(("size", "count"), [(200, 3), pytest.param(1500, 50, marks=pytest.mark.long)])
    def test_a_run_that_is_killed_at_any_moment_leaves_both_files_old_or_both_new(
        self, tmp_path: Path, whole: tuple[Path, float, set[bytes]], count: int
    ) -> None:
        file, took, new = whole
        seed = int(os.environ.get("CROSSWALK_SEED") or random.randrange(1 << 32))
        print(f"CROSSWALK_SEED={seed}")
        dice, states = random.Random(seed), list[str]()
        for number in range(count):
            for name in ("out", "rej"):
                (tmp_path / name).write_bytes(b"old")
            process = subprocess.Popen(
                [*RUN, "run", "subcontractor-invoices", file.name, "-o", "out", "--rejects", "rej"],
                cwd=tmp_path,
                stderr=subprocess.DEVNULL,
            )
            time.sleep(dice.uniform(0, took * 1.1))
            process.kill()
            process.wait(120)
            with pytest.raises(BrokenOff), open_outputs(tmp_path / "out", tmp_path / "rej"):
                break_off()
            found = {(tmp_path / name).read_bytes() for name in ("out", "rej")}
            assert found in ({b"old"}, new), f"kill {number}, CROSSWALK_SEED={seed}"
            assert sorted(path.name for path in tmp_path.iterdir()) == [file.name, "out", "rej"]
            states.append("old" if found == {b"old"} else "new")
        print(f"killed {count} times: {states.count('old')} times all old, {states.count('new')} times all new")


def test_a_packed_input_is_read_from_a_pipe(tmp_path: Path, records: Callable[[int], Path]) -> None:
    (tmp_path / "packed").write_bytes(gzip.compress(records(5).read_bytes()))
    done = shell(tmp_path, "run subcontractor-invoices", "< <(cat packed)")
    assert (done.returncode, done.stdout.count("\n")) == (4, 4)
