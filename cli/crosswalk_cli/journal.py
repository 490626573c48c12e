"""The journal beside an output: who writes it, which files belong together, and whether they are to be renamed.

Every file of a set has one, locked as long as the run lives, with the names of the whole set; the mark that makes the
set final stands in the journal of the first file only, so that one write decides for all.
"""

from __future__ import annotations

import json
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from . import disk
from .disk import Unwritable
from .places import Place, shown

_START = b'{"crosswalk_run": 1, '
_MOST = 1 << 20


@dataclass(frozen=True, slots=True)
class Entry:
    """What a journal says: the files of its set, and whether all of them are whole."""

    targets: tuple[str, ...]
    is_marked: bool

    @property
    def places(self) -> tuple[Place, ...]:
        return tuple(Place(shown(target), target) for target in self.targets)


class Busy(Unwritable):
    """A run that lives holds the file."""

    def __init__(self, name: str) -> None:
        super().__init__(f"another run writes {name}")


@dataclass(slots=True)
class Journal:
    """An open journal, locked for this process."""

    place: Place
    descriptor: int
    size: int = 0

    def read(self) -> Entry | None:
        """What a run that is gone left here; None where it left nothing that matters."""
        lines = self.start(_MOST).split(b"\n")
        if len(lines) < 2:
            return None  # torn: its files were made only after this line
        try:
            names = [str(Path(self.place.folder, name)) for name in json.loads(lines[0])["files"]]
        except (ValueError, TypeError, KeyError):
            raise in_the_way(self.place.journal, self.place) from None
        return Entry(tuple(map(os.path.normpath, names)), is_marked=len(lines) > 2)

    def start(self, size: int) -> bytes:
        os.lseek(self.descriptor, 0, os.SEEK_SET)
        return os.read(self.descriptor, size)

    def begin(self, places: tuple[Place, ...]) -> None:
        """Names the set, before a file of it is made."""
        # from here, so that a folder that was moved is still understood
        names = [os.path.relpath(place.target, self.place.folder) for place in places]
        disk.truncate(self.descriptor, 0)
        self.size = self._append(b"%s%s\n" % (_START, json.dumps({"files": names}).encode()[1:]))

    def mark(self) -> None:
        """From here on the set is finished, whatever happens."""
        self._append(b'{"rename": "all"}\n')

    def unmark(self) -> None:
        disk.truncate(self.descriptor, self.size)
        disk.sync(self.descriptor)

    def close(self) -> None:
        if self.descriptor >= 0:
            os.close(self.descriptor)
        self.descriptor = -1

    def _append(self, line: bytes) -> int:
        rest = memoryview(line)
        while rest:
            rest = rest[disk.write(self.descriptor, rest) :]
        disk.sync(self.descriptor)
        return len(line)


def take(place: Place) -> Journal:
    """The journal of a place, made if there is none; raises where a live run has it, or it is none of ours."""
    while True:
        journal = Journal(place, _open(place))
        try:
            if _is_ours(journal):
                return journal
        except BaseException:
            journal.close()
            raise
        journal.close()  # the run that had it ended between the two, and removed it


def _is_ours(journal: Journal) -> bool:
    if not disk.lock(journal.descriptor):
        raise Busy(journal.place.name)
    if not disk.is_at(journal.descriptor, journal.place.journal):
        return False
    _refuse_foreign(journal)
    return True


def _open(place: Place) -> int:
    with disk.blaming(shown(place.journal)):
        return disk.open_kept(place.journal)


def _refuse_foreign(journal: Journal) -> None:
    """Renames and removals are done for no journal but one that a run of this user wrote."""
    found = os.fstat(journal.descriptor)
    start = journal.start(len(_START)) if stat.S_ISREG(found.st_mode) else b"?"
    if start != _START[: len(start)]:
        raise in_the_way(journal.place.journal, journal.place)
    if os.name != "nt" and found.st_uid != os.geteuid():
        raise Unwritable(f"{shown(journal.place.journal)} is of another user's run, which must end or be cleared first")


def in_the_way(path: str, place: Place) -> Unwritable:
    return Unwritable(
        f"{shown(path)} is in the way and was not left by crosswalk: move it, or write elsewhere than {place.name}"
    )
