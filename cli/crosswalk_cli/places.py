"""Where results go: names followed to files or devices, no two of them one, and none the input."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import click

from .disk import blaming

_STREAMS = ("/dev/stdin", "/dev/stdout", "/dev/stderr", "/dev/fd/", "/proc/")


@dataclass(frozen=True, slots=True)
class Place:
    """A file to be written: as the user calls it, and where it really is."""

    name: str
    target: str

    @property
    def part(self) -> str:
        return f"{self.target}.part"

    @property
    def journal(self) -> str:
        return f"{self.target}.journal"

    @property
    def folder(self) -> str:
        return str(Path(self.target).parent)


def shown(file: Path | str) -> str:
    """How a file or folder is called: from here where it is below, so that editors can open it."""
    path = Path(file)
    # a file that is a link is called by its own name: what it leads to may be anywhere, or nowhere
    real = path.resolve() if path.is_dir() else path.parent.resolve() / path.name
    try:
        return real.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(file)


def is_stream(path: Path) -> bool:
    return str(path) == "-"


def is_standing(path: Path) -> bool:
    """Whether it is written as it stands: a pipe, a device, a stream of the process."""
    if str(path).startswith(_STREAMS):
        return True
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        return False


def place_of(path: Path) -> Place:
    """Follows links, also those to a file that is not there yet."""
    with blaming(str(path)):
        target = Path(os.path.realpath(path))
        if not target.parent.is_dir():
            raise click.UsageError(f"there is no folder {target.parent}")
        return Place(str(path), str(target))


def refuse_equal(inputs: Iterable[Path | None], outputs: Iterable[Path | None]) -> None:
    """What is read and what is written must be different files, however they are called."""
    read = [path for path in inputs if path is not None]
    written = [Path("-") if path is None and number == 0 else path for number, path in enumerate(outputs)]
    files = [*map(_read, read), *(_written(path) for path in written if path is not None)]
    for one, other in combinations(files, 2):
        if (one.is_written or other.is_written) and one.names & other.names:
            raise click.UsageError(f"input, output, rejects and report must be different files: {_both(one, other)}")


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    names: frozenset[Any]
    is_written: bool


def _read(path: Path) -> _File:
    if is_stream(path):
        return _File("standard input", frozenset(_stream_names(sys.stdin)), False)
    return _File(str(path), frozenset(_path_names(path)), False)


def _written(path: Path) -> _File:
    if is_stream(path):
        return _File("standard output", frozenset([*_stream_names(sys.stdout), "-"]), True)
    names = [*_path_names(path)]
    if not is_standing(path):
        place = place_of(path)
        names += [*_path_names(Path(place.part)), *_path_names(Path(place.journal))]
    return _File(str(path), frozenset(names), True)


def _both(one: _File, other: _File) -> str:
    return f"{one.name} is given twice" if one.name == other.name else f"{one.name} and {other.name} are one"


def _path_names(path: Path) -> Iterator[Any]:
    """The name without links, and the file's number, which its hard links share; a device may be named twice."""
    try:
        found = path.stat()
    except OSError:
        yield os.path.realpath(path)
        return
    if stat.S_ISREG(found.st_mode):
        yield os.path.realpath(path)
        yield found.st_dev, found.st_ino


def _stream_names(stream: Any) -> Iterator[Any]:
    try:
        found = os.fstat(stream.fileno())
    except (AttributeError, OSError, ValueError):  # closed, or a stream in memory
        return
    if stat.S_ISREG(found.st_mode):
        yield found.st_dev, found.st_ino
