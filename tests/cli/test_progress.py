"""The line that says how far a run is: late, seldom, on a terminal only, and gone at the end."""

import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO
from unittest.mock import patch

import pytest

from crosswalk_cli.inputs import open_input
from crosswalk_cli.outputs import open_outputs
from crosswalk_cli.progress import Progress, on_terminal
from places import ROOT


class Clock:
    """Time that passes only by being told to."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def terminal() -> Iterator[tuple[TextIO, int]]:
    """A pseudo terminal: what is written to it, and where it can be read."""
    master, slave = pty.openpty()
    with os.fdopen(slave, "w", encoding="utf-8") as stream:
        yield stream, master
    os.close(master)


def drain(master: int) -> str:
    """What arrived so far."""
    data = b""
    while select.select([master], [], [], 0.05)[0]:
        try:
            data += os.read(master, 65536)
        except OSError:  # the other end is closed
            break
    return data.decode()


def screen(text: str) -> str:
    """The line as it stands after all that was written to it."""
    line = ""
    for part in text.split("\r"):
        line = part + line[len(part) :]
    return line.rstrip()


def pass_on(progress: Progress, clock: Clock, seconds: float, count: int) -> None:
    for _ in progress.over(range(count)):
        clock.now += seconds / count


class TestProgress:
    def test_a_short_run_says_nothing(self, terminal: tuple[TextIO, int]) -> None:
        clock = Clock()
        progress = Progress(terminal[0], clock, lambda: 0.5)
        pass_on(progress, clock, 0.99, 1000)
        progress.erase()
        assert drain(terminal[1]) == ""

    def test_after_a_second_it_tells_records_share_and_rate(self, terminal: tuple[TextIO, int]) -> None:
        clock = Clock()
        progress = Progress(terminal[0], clock, lambda: 0.5)
        pass_on(progress, clock, 1.125, 2304)
        assert screen(drain(terminal[1])) == "2,049 records read, 50%, 2,049 a second"

    def test_a_share_that_is_not_known_is_left_out(self, terminal: tuple[TextIO, int]) -> None:
        clock = Clock()
        progress = Progress(terminal[0], clock, lambda: None)
        pass_on(progress, clock, 1.125, 2304)
        assert screen(drain(terminal[1])) == "2,049 records read, 2,049 a second"

    def test_it_is_told_five_times_a_second_at_most(self, terminal: tuple[TextIO, int]) -> None:
        clock = Clock()
        progress = Progress(terminal[0], clock, lambda: 0.5)
        pass_on(progress, clock, 3.0, 30_000)
        assert 9 <= drain(terminal[1]).count("records read") <= 10

    def test_it_is_erased_without_escapes(self, terminal: tuple[TextIO, int]) -> None:
        clock = Clock()
        progress = Progress(terminal[0], clock, lambda: 0.5)
        pass_on(progress, clock, 2.0, 2000)
        progress.erase()
        text = drain(terminal[1])
        assert (screen(text), text[-1], "\x1b" in text, "\n" in text) == ("", "\r", False, False)

    def test_it_fits_a_narrow_terminal(self, terminal: tuple[TextIO, int], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("os.get_terminal_size", lambda _: os.terminal_size((20, 10)))
        clock = Clock()
        progress = Progress(terminal[0], clock, lambda: 0.5)
        pass_on(progress, clock, 1.125, 2304)
        assert screen(drain(terminal[1])) == "2,049 records read,"

    def test_without_a_terminal_records_only_pass(self) -> None:
        clock = Clock()
        progress = Progress(None, clock, lambda: 0.5)
        assert list(progress.over([1, 2, 3])) == [1, 2, 3]
        pass_on(progress, clock, 5, 10)
        progress.erase()


def test_results_on_the_terminal_are_not_mixed_with_it(tmp_path: Path, terminal: tuple[TextIO, int]) -> None:
    (tmp_path / "in").write_text("{}")
    device = Path(os.ttyname(terminal[0].fileno()))
    with patch.object(sys, "stderr", terminal[0]), open_input(tmp_path / "in") as file:
        for out, is_seen in ((tmp_path / "out", True), (device, False)):
            with open_outputs(out) as outputs, on_terminal(file, outputs) as progress:
                assert (progress.stream is not None) == is_seen


@pytest.mark.parametrize("is_terminal", [True, False])
def test_a_run_shows_it_on_a_terminal_and_ends_with_its_counts(tmp_path: Path, is_terminal: bool) -> None:
    master, slave = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'engine'}{os.pathsep}{ROOT / 'cli'}", "TERM": "dumb"}
    words = [sys.executable, "-m", "crosswalk_cli.main", "run", "subcontractor-invoices", "-o", "out"]
    process = subprocess.Popen(
        words,
        stdin=subprocess.PIPE,
        stderr=slave if is_terminal else subprocess.PIPE,
        cwd=tmp_path,
        env=environment,
    )
    os.close(slave)
    assert process.stdin is not None
    process.stdin.write(b"{}\n" * 3000)
    process.stdin.flush()
    end = time.monotonic() + 120
    while not (tmp_path / "out.part").exists() and time.monotonic() < end:
        time.sleep(0.01)
    time.sleep(1.1)
    process.stdin.write(b"{}\n" * 3000)
    process.stdin.close()
    text = drain_to_end(master) if is_terminal else (process.stderr.read().decode() if process.stderr else "")
    if process.stderr is not None:
        process.stderr.close()
    process.wait(120)
    os.close(master)
    assert ("records read" in text) == is_terminal
    assert "\x1b" not in text
    assert re.fullmatch(r"read 6000 = mapped 0 \+ skipped 0 \+ blocked 6000", screen(text.splitlines()[-1]))


def drain_to_end(master: int) -> str:
    data = b""
    while True:
        try:
            more = os.read(master, 65536)
        except OSError:  # the run closed the terminal
            return data.decode()
        if not more:
            return data.decode()
        data += more
