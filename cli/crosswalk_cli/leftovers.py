"""What a run that was killed left beside its outputs: finished if it was whole, else named and cleared."""

from __future__ import annotations

import os
from pathlib import Path

from . import commit, journal
from .disk import Unwritable
from .journal import Entry, Journal
from .places import Place, shown
from .terminal import tell


def take_clean(place: Place, held: list[Journal]) -> Journal:
    """The journal of a place with nothing left over there."""
    while True:
        mine = journal.take(place)
        try:
            entry = mine.read()
            if entry is None:
                return mine
            _recover(mine, entry, held)
        except BaseException:
            mine.close()
            raise


def _recover(mine: Journal, entry: Entry, held: list[Journal]) -> None:
    """Settles the whole set of a journal, and removes all its journals, this one too."""
    ours = {other.place.target: other for other in [*held, mine]}
    taken: list[Journal] = []
    try:
        for place in entry.places:
            if Path(place.folder).is_dir():
                taken.append(ours.get(place.target) or journal.take(place))
        said = [None if other in held else other.read() for other in taken]
        _settle(entry, taken, said)
        # a journal that tells of another set is for whoever writes that next
        _remove([other for other, what in zip(taken, said, strict=True) if other not in held and _agrees(what, entry)])
    finally:
        for other in taken:
            if other not in held:
                other.close()


def _agrees(said: Entry | None, entry: Entry) -> bool:
    return said is None or said.targets == entry.targets


def _settle(entry: Entry, taken: list[Journal], said: list[Entry | None]) -> None:
    if any(what is not None and what.is_marked and what.targets == entry.targets for what in said):
        _finish([there.place for there, what in zip(taken, said, strict=True) if _agrees(what, entry)])
    else:
        # without its journal a part is none of a run's, for the journal comes first and goes last
        _clear([there.place for there, what in zip(taken, said, strict=True) if what and _agrees(what, entry)])


def _finish(places: list[Place]) -> None:
    done = commit.finish(places)
    if done:
        tell(f"finished what a stopped run had written: {', '.join(place.name for place in done)}")


def _clear(places: list[Place]) -> None:
    there = [shown(place.part) for place in places if os.path.lexists(place.part)]
    for error in commit.clear(places):
        raise _stays(error)
    if there:
        tell(f"removed what a stopped run left: {', '.join(there)}")


def _remove(journals: list[Journal]) -> None:
    for error in commit.close(journals):
        raise _stays(error)


def _stays(error: OSError) -> Unwritable:
    return Unwritable(f"cannot remove {shown(str(error.filename))}: {error.strerror}")
