"""A set of whole files takes the place of the old ones, or goes without a trace."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence

from . import disk
from .disk import Unwritable
from .journal import Journal
from .places import Place


class NothingRenamed(Unwritable):
    """The first rename failed, so that all old files still stand."""


def finish(places: Sequence[Place]) -> list[Place]:
    """Renames every part that is still there; after the mark there is no way back but this one."""
    done: list[Place] = []
    for place in places:
        try:
            _twice(disk.rename, place.part, place.target)
        except FileNotFoundError:
            continue  # renamed before the run was stopped
        except OSError as error:
            words = f"cannot write {place.name}: {error.strerror or error}"
            if not done:
                raise NothingRenamed(words) from error
            rest = "; the next run with these outputs finishes it"
            raise Unwritable(f"{words}; {done[0].name} is written already{rest}") from error
        done.append(place)
    with disk.blaming(places[0].name):
        _sync(places, lambda folder: _twice(disk.sync_folder, folder))
    return done


def clear(places: Iterable[Place]) -> Iterator[OSError]:
    """Removes the parts; what cannot be removed keeps none of the others."""
    for place in places:
        yield from _removed(place.part)


def close(journals: Sequence[Journal]) -> Iterator[OSError]:
    """Removes the journals, the one with the mark last: the others mean nothing without it."""
    for journal in reversed(journals):
        if os.name == "nt":
            journal.close()  # an open file is not removed there
        yield from _removed(journal.place.journal)
        journal.close()


def sync_folders(places: Iterable[Place]) -> None:
    _sync(places, disk.sync_folder)


def _sync(places: Iterable[Place], sync: Callable[[str], None]) -> None:
    for folder in sorted({place.folder for place in places}):
        sync(folder)


def _removed(path: str) -> Iterator[OSError]:
    try:
        _twice(disk.remove, path)
    except OSError as error:
        error.filename = path
        yield error


def _twice(operation: Callable[..., None], *arguments: str) -> None:
    """Tries again once: past the mark, giving up leaves work to the next run, and some disks fail in passing."""
    try:
        operation(*arguments)
    except FileNotFoundError:
        raise
    except OSError:
        operation(*arguments)
