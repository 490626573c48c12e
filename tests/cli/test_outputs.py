"""The files of a run are all new or all as they were, wherever on the way to the disk it is stopped."""

import errno
import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import click
import pytest

from crosswalk_cli import disk
from crosswalk_cli.outputs import Outputs, open_outputs
from faults import KILLED, NAMES, BrokenOff, break_off, look, prepared, recovered, write
from places import ROOT

FAULTS = ROOT / "tests" / "support" / "faults.py"


def stopped(folder: Path, kind: str, before: str) -> list[dict[str, Any]]:
    """A run that was stopped at each of its operations, one case an operation."""
    words = [sys.executable, str(FAULTS), str(folder / "run"), kind, before]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(words, capture_output=True, text=True, check=True, env=environment)
    return [json.loads(line) for line in done.stdout.splitlines()]


def go(work: Callable[[Outputs], Any], *paths: Path) -> None:
    with open_outputs(*paths) as outputs:
        work(outputs)


def refusal(*paths: Path, work: Callable[[Outputs], Any] = str) -> str:
    """What a run is told that writes nothing."""
    with pytest.raises(click.ClickException) as refused:
        go(work, *paths)
    assert refused.value.exit_code == 2
    return refused.value.message


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    prepared(folder, with_old=True)
    return folder


@pytest.mark.parametrize("before", ["old", "none"])
class TestStoppedAtEveryOperation:
    @pytest.mark.parametrize("kind", ["full", "filled"])
    def test_a_disk_that_fails_leaves_all_old_or_makes_all_new(self, tmp_path: Path, kind: str, before: str) -> None:
        old = "old" if before == "old" else None
        cases = stopped(tmp_path, kind, before)
        assert {case["code"] for case in cases} == {0, 2}
        for case in cases:
            assert set(case["targets"].values()) == ({old} if case["code"] else {"new"}), case
            assert case["others"] == [], case
            assert case["said"].count("\n") == (1 if case["code"] else 0), case

    @pytest.mark.parametrize("kind", ["SIGTERM before", "SIGTERM after"])
    def test_a_signal_stops_cleanly_or_lets_the_commit_end(self, tmp_path: Path, kind: str, before: str) -> None:
        old = "old" if before == "old" else None
        cases = stopped(tmp_path, kind, before)
        assert {case["code"] for case in cases} == {143}
        states = [set(case["targets"].values()) for case in cases]
        assert {old} in states
        assert {"new"} in states
        for case, state in zip(cases, states, strict=True):
            assert state in ({old}, {"new"}), case
            assert case["others"] == [], case
            assert ("written before the stop" in case["said"]) == (state == {"new"}), case

    def test_the_run_after_a_kill_finds_one_state(self, tmp_path: Path, before: str) -> None:
        old = "old" if before == "old" else None
        cases = stopped(tmp_path, "kill", before)
        assert {(case["code"], case["next"]) for case in cases} == {(KILLED, 0)}
        states = [set(case["targets"].values()) for case in cases]
        assert sorted(map(str, {str(state) for state in states})) == sorted({str({old}), str({"new"})})
        for case in cases:
            assert case["others"] == [], case
        told = "\n".join(case["said"] for case in cases)
        assert "removed what a stopped run left: " in told
        assert "finished what a stopped run had written: " in told

    @pytest.mark.long
    def test_a_kill_while_a_kill_is_mended_is_mended_too(self, tmp_path: Path, before: str) -> None:
        old = "old" if before == "old" else None
        for case in stopped(tmp_path, "kill twice", before):
            assert set(case["targets"].values()) in ({old}, {"new"}), case
            assert (case["next"], case["others"]) == (0, []), case


class TestWhatTheDiskRefuses:
    def test_a_first_rename_that_never_works_is_undone(self, folder: Path) -> None:
        with patch.object(disk, "rename", side_effect=OSError(errno.EACCES, "Permission denied")):
            assert write(folder, "new") == 2
        assert look(folder) == {"targets": dict.fromkeys(NAMES, "old"), "others": []}

    def test_a_later_rename_that_does_not_work_is_done_by_the_next_run(
        self, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        rename = disk.rename

        def fails_for_rejects(path: str, target: str) -> None:
            if target.endswith("rejects"):
                raise OSError(errno.EACCES, "Permission denied")
            rename(path, target)

        with patch.object(disk, "rename", fails_for_rejects):
            assert write(folder, "new") == 2
        assert "the next run with these outputs finishes it" in capsys.readouterr().err
        assert recovered(folder) == 0
        assert look(folder) == {"targets": dict.fromkeys(NAMES, "new"), "others": []}

    def test_a_part_that_cannot_be_removed_is_named(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        def busy(path: str) -> None:
            raise OSError(errno.EBUSY, "Device or resource busy")

        with patch.object(disk, "remove", busy):
            recovered(folder)
        assert "out.part: Device or resource busy" in capsys.readouterr().err

    def test_a_part_that_somebody_took_away_is_no_result(self, folder: Path) -> None:
        said = refusal(folder / "out", work=lambda _: (folder / "out.part").unlink())
        assert said.startswith(f"cannot write {folder / 'out'}: somebody took ")
        assert look(folder) == {"targets": dict.fromkeys(NAMES, "old"), "others": []}

    def test_a_part_that_is_taken_away_at_the_last_moment_is_told(self, folder: Path) -> None:
        rename = disk.rename

        def without_the_report(path: str, target: str) -> None:
            (folder / "report.part").unlink(missing_ok=True)
            rename(path, target)

        with patch.object(disk, "rename", without_the_report):
            assert write(folder, "new") == 2
        assert look(folder) == {"targets": {"out": "new", "rejects": "new", "report": "old"}, "others": []}

    def test_a_folder_that_goes_away_is_one_sentence(self, tmp_path: Path) -> None:
        folder = tmp_path / "gone"
        folder.mkdir()
        assert refusal(folder / "out", work=lambda _: shutil.rmtree(folder)).startswith("cannot write ")
        assert not folder.exists()

    def test_a_folder_that_cannot_be_synced_is_written_all_the_same(self, folder: Path) -> None:
        fsync = os.fsync

        def no_folders(descriptor: int) -> None:
            if os.path.isdir(f"/proc/self/fd/{descriptor}"):  # noqa: PTH112 - a number, no path
                raise OSError(errno.EINVAL, "Invalid argument")
            fsync(descriptor)

        with patch("os.fsync", no_folders):
            assert write(folder, "new") == 0

    def test_a_file_system_without_locks_is_written_all_the_same(self, folder: Path) -> None:
        with patch("fcntl.flock", side_effect=OSError(errno.ENOLCK, "No locks available")):
            assert write(folder, "new") == 0
        assert look(folder) == {"targets": dict.fromkeys(NAMES, "new"), "others": []}

    def test_a_disk_that_tells_only_when_a_file_is_closed_commits_nothing(self, folder: Path) -> None:
        with patch.object(disk, "close", side_effect=OSError(errno.EDQUOT, "Disk quota exceeded")):
            assert write(folder, "new") == 2
        assert look(folder) == {"targets": dict.fromkeys(NAMES, "old"), "others": []}

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts")
    def test_a_full_file_system_names_the_file_and_stays_as_it_was(self, small_disk: Path) -> None:
        elsewhere = small_disk.parent / "rejects"
        elsewhere.write_text("old")
        (small_disk / "out").write_text("old")
        said = refusal(small_disk / "out", elsewhere, work=lambda outputs: outputs.out.write(b"x" * 100_000))
        assert said == f"cannot write {small_disk / 'out'}: No space left on device"
        assert [file.name for file in small_disk.iterdir()] == ["out"]
        assert ((small_disk / "out").read_text(), elsewhere.read_text()) == ("old", "old")
        assert not elsewhere.with_name("rejects.part").exists()

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts")
    def test_a_file_system_that_is_read_only_is_one_sentence(self, small_disk: Path) -> None:
        subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
        assert "Read-only file system" in refusal(small_disk / "out")

    def test_a_limit_of_file_size_leaves_nothing(self, folder: Path) -> None:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
        try:
            said = refusal(folder / "out", work=lambda outputs: outputs.out.write(b"x" * 1_000_000))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert said == f"cannot write {folder / 'out'}: File too large"
        assert look(folder) == {"targets": dict.fromkeys(NAMES, "old"), "others": []}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "small"
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(folder)]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("this machine mounts nothing")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


class TestOtherRunsAndOtherFiles:
    def test_two_runs_at_once_on_one_output_are_refused(self, folder: Path) -> None:
        with open_outputs(folder / "out", folder / "rejects") as first:
            first.out.write(b"first")
            assert refusal(folder / "out") == f"another run writes {folder / 'out'}"
            assert refusal(folder / "other", folder / "rejects") == f"another run writes {folder / 'rejects'}"
        assert look(folder) == {"targets": {"out": "first", "rejects": "", "report": "old"}, "others": []}

    def test_a_live_run_without_its_journal_is_left_alone(self, folder: Path) -> None:
        with open_outputs(folder / "out"):
            (folder / "out.journal").unlink()
            assert refusal(folder / "out") == f"another run writes {folder / 'out'}"

    @pytest.mark.parametrize("name", ["out.part", "out.journal"])
    @pytest.mark.parametrize("text", ["mine", '{"mine": 1}\n', '{"crosswalk_run": 1, "mine": 2}\n'])
    def test_a_file_of_the_user_that_is_called_so_is_not_touched(self, folder: Path, name: str, text: str) -> None:
        (folder / name).write_text(text)
        assert f"{name} is in the way and was not left by crosswalk" in refusal(folder / "out", folder / "rejects")
        assert (folder / name).read_text() == text
        assert look(folder) == {"targets": dict.fromkeys(NAMES, "old"), "others": [name]}

    def test_a_link_a_pipe_or_a_folder_called_so_is_not_touched(self, folder: Path) -> None:
        journal, aim = folder / "out.journal", folder / "aim"
        journal.symlink_to(aim)
        assert "cannot write" in refusal(folder / "out")
        assert not aim.exists()
        journal.unlink()
        os.mkfifo(journal)
        assert "is in the way" in refusal(folder / "out")
        journal.unlink()
        journal.mkdir()
        assert "cannot write" in refusal(folder / "out")
        assert not (folder / "out.part").exists()

    def test_a_journal_of_another_user_moves_no_files(self, folder: Path) -> None:
        (folder / "victim").write_text("kept")
        (folder / "victim.part").write_text("planted")
        (folder / "out.journal").write_text('{"crosswalk_run": 1, "files": ["out", "victim"]}\n{"rename": "all"}\n')
        with patch("os.geteuid", lambda: os.getuid() + 1):
            assert "is of another user's run" in refusal(folder / "out")
        assert (folder / "victim").read_text() == "kept"

    @pytest.mark.parametrize("kind", ["clear", "finish"])
    def test_a_next_run_that_shares_only_the_rejects_settles_the_whole_set(self, folder: Path, kind: str) -> None:
        header = '{"crosswalk_run": 1, "files": ["out", "rejects"]}\n'
        (folder / "out.journal").write_text(header + ('{"rename": "all"}\n' if kind == "finish" else ""))
        (folder / "rejects.journal").write_text(header)
        for name in ("out", "rejects"):
            (folder / f"{name}.part").write_text("whole")
        with open_outputs(folder / "other", folder / "rejects"):
            state = "whole" if kind == "finish" else "old"
            assert ((folder / "out").read_text(), (folder / "rejects").read_text()) == (state, state)
        left = {"other", *NAMES}
        assert {file.name for file in folder.iterdir()} == left

    def test_the_same_outputs_in_other_parts_are_settled_too(self, folder: Path) -> None:
        header = '{"crosswalk_run": 1, "files": ["out", "rejects"]}\n'
        (folder / "out.journal").write_text(header + '{"rename": "all"}\n')
        (folder / "rejects.journal").write_text(header)
        (folder / "rejects.part").write_text("whole")
        with pytest.raises(BrokenOff):
            go(break_off, folder / "rejects", folder / "out")
        assert look(folder) == {"targets": {"out": "old", "rejects": "whole", "report": "old"}, "others": []}

    def test_a_folder_that_was_moved_is_still_settled(self, tmp_path: Path) -> None:
        prepared(tmp_path / "run", with_old=True)
        moved = tmp_path / "moved"
        with open_outputs(tmp_path / "run" / "out", tmp_path / "run" / "rejects"):
            shutil.copytree(tmp_path / "run", moved)
        assert recovered(moved) == 0
        assert look(moved) == {"targets": dict.fromkeys(NAMES, "old"), "others": []}


class TestWhereResultsGo:
    def test_the_owner_and_the_permissions_of_the_old_file_are_kept(self, folder: Path) -> None:
        (folder / "out").chmod(0o640)
        if os.geteuid() == 0:
            os.chown(folder / "out", 1234, 1235)
        before = (folder / "out").stat()
        write(folder, "new")
        after = (folder / "out").stat()
        assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)
        assert after.st_ino != before.st_ino

    def test_a_part_is_never_more_open_than_the_file_that_it_replaces(self, folder: Path) -> None:
        (folder / "out").chmod(0o600)
        with open_outputs(folder / "out"):
            assert (folder / "out.part").stat().st_mode & 0o777 == 0o600

    def test_a_new_file_has_the_permissions_of_the_mask(self, tmp_path: Path) -> None:
        before = os.umask(0o027)
        try:
            with open_outputs(tmp_path / "out"):
                pass
        finally:
            os.umask(before)
        assert (tmp_path / "out").stat().st_mode & 0o777 == 0o640

    def test_a_link_to_nothing_is_followed(self, tmp_path: Path) -> None:
        (tmp_path / "link").symlink_to(tmp_path / "aim")
        with open_outputs(tmp_path / "link"):
            assert (tmp_path / "aim.part").exists()
        assert (tmp_path / "link").is_symlink()
        assert (tmp_path / "aim").exists()

    def test_links_in_a_ring_are_one_sentence(self, tmp_path: Path) -> None:
        (tmp_path / "a").symlink_to(tmp_path / "b")
        (tmp_path / "b").symlink_to(tmp_path / "a")
        assert "Too many levels of symbolic links" in refusal(tmp_path / "a")

    def test_a_device_is_written_as_it_stands(self, tmp_path: Path) -> None:
        with open_outputs(Path("/dev/null"), tmp_path / "rejects") as outputs:
            outputs.out.write(b"gone")
        assert Path("/dev/null").is_char_device()
        assert [file.name for file in tmp_path.iterdir()] == ["rejects"]

    def test_a_full_device_commits_nothing(self, folder: Path) -> None:
        said = refusal(Path("/dev/full"), folder / "rejects", work=lambda outputs: outputs.out.write(b"lost"))
        assert said == "cannot write /dev/full: No space left on device"
        assert look(folder) == {"targets": dict.fromkeys(NAMES, "old"), "others": []}

    def test_a_name_that_is_no_text_is_written_and_mended(self, tmp_path: Path) -> None:
        name = os.fsdecode(b"rechnung-\xff")
        with open_outputs(tmp_path / name):
            journal = (tmp_path / f"{name}.journal").read_bytes()
        (tmp_path / f"{name}.journal").write_bytes(journal)
        (tmp_path / f"{name}.part").write_text("half")
        with open_outputs(tmp_path / name) as outputs:
            outputs.out.write(b"whole")
        assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [(name, "whole")]
