"""The files of a bulk run, written as one: `with open_outputs(...)` ends with all of them new, or all as they were.

Beside OUT stand OUT.part, with the lines so far, and OUT.journal (see `journal.py`); when the block ends well, all
parts are brought to the disk, the set is marked, and only then is the first one renamed. What is not a file (standard
output, a pipe, a device) is written as it stands, and is out before the files are marked.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import click

from . import commit, disk, leftovers, signals
from .disk import Unwritable
from .journal import Busy, Journal, in_the_way
from .places import Place, is_standing, is_stream, place_of, shown
from .terminal import tell

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_BUFFER = 1 << 16


class _Raw(io.RawIOBase):
    """Bytes on their way to one output; once dropped they go nowhere, so that closing cannot fail."""

    def __init__(self, name: str, send: Callable[[memoryview], int], is_terminal: bool, descriptor: int = -1) -> None:
        self.name, self.send, self.is_terminal, self.descriptor = name, send, is_terminal, descriptor
        self.is_dropped = False

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return self.is_terminal

    def write(self, data: ReadableBuffer, /) -> int:
        with memoryview(data) as view:
            if self.is_dropped:
                return view.nbytes
            signals.check()
            with disk.blaming(self.name):
                return self.send(view)

    def close(self) -> None:
        descriptor, self.descriptor = self.descriptor, -1
        super().close()
        if descriptor >= 0:
            disk.close(descriptor)


class Writer(io.BufferedWriter):
    """One output that is written as it stands."""

    def __init__(self, sink: _Raw, size: int = io.DEFAULT_BUFFER_SIZE) -> None:
        super().__init__(sink, size)
        self.sink = sink

    def isatty(self) -> bool:
        return self.sink.isatty()

    def drop(self) -> None:
        self.sink.is_dropped = True
        with contextlib.suppress(OSError):  # its part goes, whatever the disk says
            self.close()


class _Staged(Writer):
    """A part: it waits beside its place until all parts are whole."""

    def __init__(self, place: Place, descriptor: int) -> None:
        super().__init__(_to_descriptor(place.name, descriptor), _BUFFER)
        self.place, self.descriptor = place, descriptor

    def complete(self) -> None:
        """All of it is on the disk, under the name that will be renamed."""
        self.flush()
        with disk.blaming(self.place.name):
            disk.sync(self.descriptor)
            if not disk.is_at(self.descriptor, self.place.part):
                raise _taken_away(self.place)
            self.close()


def _to_descriptor(name: str, descriptor: int) -> _Raw:
    return _Raw(name, lambda data: disk.write(descriptor, data), os.isatty(descriptor), descriptor)


def _to_standard_output() -> _Raw:
    if sys.stdout is None:
        raise Unwritable("standard output is closed; give a file with -o")
    stream = sys.stdout.buffer

    def send(data: memoryview) -> int:
        written = stream.write(data)
        stream.flush()
        return written

    return _Raw("standard output", send, stream.isatty())


class Outputs:
    """The writers of a run: `out` always, `rejects` and `report` where they are asked for."""

    def __init__(self, output: Path | None, rejects: Path | None = None, report: Path | None = None) -> None:
        asked = {"out": output or Path("-"), "rejects": rejects, "report": report}
        self._paths = {name: path for name, path in asked.items() if path is not None}
        self._writers: dict[str, Writer] = {}
        self._journals: list[Journal] = []
        self._places: list[Place] = []
        self._is_marking = False
        self._written = ""

    @property
    def out(self) -> Writer:
        return self._writers["out"]

    @property
    def rejects(self) -> Writer | None:
        return self._writers.get("rejects")

    @property
    def report(self) -> Writer | None:
        return self._writers.get("report")

    @property
    def is_on_terminal(self) -> bool:
        """Whether results are shown there where progress would be."""
        return any(writer.isatty() for writer in self._writers.values())

    def __enter__(self) -> Outputs:
        context = click.get_current_context(silent=True)
        if context is not None:
            # a signal can come between the end of the block and the first line of __exit__
            context.call_on_close(self._drop)
        try:
            self._open()
        except BaseException:
            self._drop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._hand_over()
        except BaseException:
            self._drop()
            raise
        with signals.held():
            try:
                if kind is None:
                    self._commit()
            finally:
                self._drop()
            if self._written and signals.is_noted():
                tell(f"written before the stop: {self._written}")

    def _open(self) -> None:
        with signals.held():
            places = {name: place_of(path) for name, path in self._paths.items() if _is_file(path)}
            self._begin(tuple(places.values()))
            for name, place in places.items():
                self._stage(name, place)
        for name, path in self._paths.items():
            if name not in places:
                self._writers[name] = _standing(path)  # not held: a pipe waits here for its reader

    def _begin(self, places: tuple[Place, ...]) -> None:
        for place in places:
            with disk.blaming(place.name):
                self._journals.append(leftovers.take_clean(place, self._journals))
        for journal in self._journals:
            with disk.blaming(journal.place.name):
                journal.begin(places)
        if places:
            with disk.blaming(places[0].name):
                commit.sync_folders(places)  # a part without its journal would be nobody's

    def _stage(self, name: str, place: Place) -> None:
        with disk.blaming(place.name):
            before = _stat(place.target)
            descriptor = _create(place, 0o600 if before else 0o666)
            self._places.append(place)
            self._writers[name] = _Staged(place, descriptor)
            disk.lock(descriptor)
            if before is not None:
                disk.take_after(descriptor, before)

    def _hand_over(self) -> None:
        """What cannot be taken back goes first: where its reader went away, no file is new."""
        for writer in self._writers.values():
            if not isinstance(writer, _Staged):
                writer.flush()  # not held: its reader may let us wait

    def _commit(self) -> None:
        staged = [writer for writer in self._writers.values() if isinstance(writer, _Staged)]
        for part in staged:
            part.complete()
        if staged:
            self._mark()
            self._finish()

    def _mark(self) -> None:
        with disk.blaming(self._places[0].name):
            commit.sync_folders(self._places)
            signals.check()
            self._is_marking = True
            self._journals[0].mark()

    def _finish(self) -> None:
        places = self._places
        try:
            done = commit.finish(places)
        except commit.NothingRenamed:
            raise  # all old files stand, and the parts go
        except Unwritable:
            self._leave()
            raise
        self._places = []
        for place in places:
            if place not in done:
                raise _taken_away(place)
        self._written = ", ".join(place.name for place in places)

    def _leave(self) -> None:
        """The mark stands and the rest of the renames is due: the next run does them."""
        for journal in self._journals:
            journal.close()
        self._journals, self._places = [], []

    def _drop(self) -> None:
        """Nothing of the run is left beside its files; where that is so already, it does nothing."""
        with signals.held():
            for writer in self._writers.values():
                writer.drop()
            if self._is_marking and self._places:
                self._unmark()
            failed = [*commit.clear(self._places), *commit.close(self._journals)]
            self._journals, self._places = [], []
        for error in failed:
            tell(f"cannot remove {shown(str(error.filename))}: {error.strerror}")

    def _unmark(self) -> None:
        # a kill among the removals must not find a mark: what is left would be taken for whole
        try:
            self._journals[0].unmark()
        except OSError:
            list(commit.close(self._journals[:1]))


def open_outputs(output: Path | None, rejects: Path | None = None, report: Path | None = None) -> Outputs:
    """What a run writes, to be used with `with`; None or `-` as output is standard output."""
    return Outputs(output, rejects, report)


def _is_file(path: Path) -> bool:
    with disk.blaming(str(path)):
        return not is_stream(path) and not is_standing(path)


def _taken_away(place: Place) -> Unwritable:
    return Unwritable(f"cannot write {place.name}: somebody took {shown(place.part)} away")


def _standing(path: Path) -> Writer:
    if is_stream(path):
        return Writer(_to_standard_output())
    with disk.blaming(str(path)):
        return Writer(_to_descriptor(str(path), disk.open_standing(str(path))))


def _stat(path: str) -> os.stat_result | None:
    try:
        return Path(path).stat()
    except FileNotFoundError:
        return None


def _create(place: Place, mode: int) -> int:
    try:
        return disk.create(place.part, mode)
    except FileExistsError:
        raise _held_by_another(place) from None


def _held_by_another(place: Place) -> Unwritable:
    try:
        descriptor = os.open(place.part, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return in_the_way(place.part, place)
    try:
        return in_the_way(place.part, place) if disk.lock(descriptor) else Busy(place.name)
    finally:
        os.close(descriptor)
