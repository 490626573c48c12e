"""A run of three outputs, in a process of its own, that is stopped at any operation on the disk.

`python faults.py FOLDER KIND` tries every operation in turn and prints a line of JSON for each. KIND is what happens
there: `full` (this operation fails), `filled` (it and all later ones that need room fail), `kill`, `SIGTERM before`,
`SIGTERM after`, `kill twice` (the next run is killed, too, at each of its operations).
"""

import contextlib
import errno
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import click

from crosswalk_cli import disk, signals
from crosswalk_cli.outputs import open_outputs

OPERATIONS = [
    "create",
    "open_kept",
    "write",
    "truncate",
    "sync",
    "sync_folder",
    "rename",
    "remove",
    "take_after",
    "close",
]
NEED_ROOM = {"create", "open_kept", "write", "sync", "close"}
NAMES = ["out", "rejects", "report"]
KILLED = 137


class Faults:
    """Counts operations on the disk, and does something at one of them."""

    def __init__(self, at: int, kind: str) -> None:
        self.at, self.kind, self.count = at, kind, 0
        for name in OPERATIONS:
            setattr(disk, name, self.around(name, getattr(disk, name)))

    def around(self, name: str, operation: Callable[..., Any]) -> Callable[..., Any]:
        def go(*arguments: Any) -> Any:
            self.count += 1
            if self.count == self.at or (self.count > self.at and self.kind == "filled" and name in NEED_ROOM):
                self.happen(name, arguments)
            result = operation(*arguments)
            if self.count == self.at and self.kind == "SIGTERM after":
                os.kill(os.getpid(), signal.SIGTERM)
            return result

        return go

    def happen(self, name: str, arguments: tuple[Any, ...]) -> None:
        if self.kind.startswith("kill"):
            if name == "write":  # half of it is there
                os.write(arguments[0], bytes(arguments[1])[: len(arguments[1]) // 2])
            os._exit(KILLED)
        if self.kind == "SIGTERM before":
            os.kill(os.getpid(), signal.SIGTERM)
        if self.kind in {"full", "filled"}:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def write(folder: Path, text: str) -> int:
    """One run; the code that it would end with."""
    paths = [folder / name for name in NAMES]
    try:
        with signals.caught(), open_outputs(*paths) as outputs:
            for writer in (outputs.out, outputs.rejects, outputs.report):
                assert writer is not None
                writer.write(text.encode())
    except signals.Stopped as stop:
        return 128 + stop.number
    except click.ClickException as error:
        click.echo(error.message, err=True)
        return error.exit_code
    return 0


def in_child(work: Callable[[], int], said: Path) -> int:
    """How a process ends; what it says is kept."""
    child = os.fork()
    if child == 0:
        descriptor = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(descriptor, 2)
        code = 70
        with contextlib.suppress(Exception):
            code = work()
        sys.stderr.flush()
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def look(folder: Path) -> dict[str, Any]:
    """What each output holds, and which other files are there."""
    found = {name: (folder / name).read_text() if (folder / name).exists() else None for name in NAMES}
    return {"targets": found, "others": sorted({file.name for file in folder.iterdir()} - set(NAMES))}


def prepared(folder: Path, with_old: bool) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name in NAMES if with_old else []:
        (folder / name).write_text("old")


def recovered(folder: Path) -> int:
    """A next run that gets as far as its first record; the outputs are then what the stopped run made of them."""
    try:
        with open_outputs(*[folder / name for name in NAMES]) as outputs:
            outputs.out.write(b"x")
            break_off()
    except BrokenOff:
        return 0
    except click.ClickException as error:
        click.echo(error.message, err=True)
        return error.exit_code


class BrokenOff(Exception):
    """The next run, too, does not get to its end."""


def break_off(*_: Any) -> NoReturn:
    raise BrokenOff


def stopped_at(at: int, kind: str, work: Callable[[], int]) -> Callable[[], int]:
    def go() -> int:
        faults = Faults(at, kind)
        code = work()
        return code if faults.count >= at else 99  # there is no such operation any more

    return go


def cases(folder: Path, kind: str, with_old: bool) -> Iterator[dict[str, Any]]:
    said = folder.with_suffix(".said")
    for at in range(1, 1000):
        prepared(folder, with_old)
        code = in_child(stopped_at(at, kind, lambda: write(folder, "new")), said)
        if code == 99:
            return
        if not kind.startswith("kill"):
            yield {"at": at, "code": code, **look(folder), "said": said.read_text()}
        elif kind == "kill":
            after = in_child(lambda: recovered(folder), said)
            yield {"at": at, "code": code, "next": after, **look(folder), "said": said.read_text()}
        else:
            yield from _twice(folder, at, with_old, said)


def _twice(folder: Path, at: int, with_old: bool, said: Path) -> Iterator[dict[str, Any]]:
    for again in range(1, 1000):
        prepared(folder, with_old)
        in_child(stopped_at(at, "kill", lambda: write(folder, "new")), said)
        if in_child(stopped_at(again, "kill", lambda: recovered(folder)), said) == 99:
            return
        after = in_child(lambda: recovered(folder), said)
        yield {"at": at, "again": again, "next": after, **look(folder), "said": said.read_text()}


if __name__ == "__main__":
    for number, case in enumerate(cases(Path(sys.argv[1]), sys.argv[2], sys.argv[3] == "old")):
        print(json.dumps({"case": number, **case}))
