"""Where texts stand, on disk or in memory: the only module of the engine that touches the disk.

A file is looked at before it is read: only a regular file, no larger than it may be, is opened.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from pathlib import Path as File
from typing import Literal, Protocol, TypeAlias

from ..finding import Problem

MOST_OF_YAML = 1_000_000
MOST_OF_JSON = 256_000_000
"""A context or a sample may be an export of a whole company."""
_CHUNK = 1 << 20
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
Standing: TypeAlias = Literal["file", "folder", "lost link", "other"]


class Files(Protocol):
    """Where files stand; `name` is how one is called in findings."""

    def __hash__(self) -> int: ...

    def kind(self, path: File) -> Standing | None:
        """What stands at a path; a link is what it leads to. None where nothing does."""

    def below(self, folder: File) -> tuple[File, ...]:
        """What stands directly in a folder, in order; nothing where it is none."""

    def look_at(self, file: File, name: str, most: int) -> None:
        """Raises Problem where something is no regular file, which might never end, or is too large."""

    def read(self, file: File, name: str, most: int) -> bytes:
        """The bytes of a file; raises Problem where it cannot be read, or should not be."""

    def real(self, path: File) -> File:
        """A path without links; the same path wherever a file is reached from."""

    def part(self, folder: File) -> Files:
        """The same as far as a folder goes: equal wherever what stands in it is."""


@dataclass(frozen=True, slots=True)
class Disk:
    """The files of the machine."""

    def kind(self, path: File) -> Standing | None:
        try:
            mode = path.stat().st_mode
        except (OSError, ValueError):  # any words may be asked for: no name of a file, or too long for one
            return "lost link" if os.path.islink(path) else None  # noqa: PTH114 - Path's raises at a name too long
        return "file" if stat.S_ISREG(mode) else "folder" if stat.S_ISDIR(mode) else "other"

    def below(self, folder: File) -> tuple[File, ...]:
        return tuple(sorted(folder.iterdir())) if self.kind(folder) == "folder" else ()

    def look_at(self, file: File, name: str, most: int) -> None:
        try:
            found = file.stat()
        except OSError as error:
            raise _unread(name, error.errno) from None
        except ValueError:
            raise Problem(f"cannot read {name}: no file can be called so", "check its name", "no-such-file") from None
        if not stat.S_ISREG(found.st_mode):
            kind = next((kind for is_kind, kind in _KINDS if is_kind(found.st_mode)), "something else")
            raise _no_file(name, kind)
        _check_size(name, found.st_size, most)

    def read(self, file: File, name: str, most: int) -> bytes:
        self.look_at(file, name, most)
        data = bytearray()
        try:
            with file.open("rb") as opened:
                # a file may grow, or hide its size as those of /proc do
                while chunk := opened.read(_CHUNK):
                    data += chunk
                    _check_size(name, len(data), most)
        except OSError as error:
            raise _unread(name, error.errno) from None
        return bytes(data)

    def real(self, path: File) -> File:
        try:
            return File(os.path.realpath(path))
        except (OSError, ValueError):
            return path

    def part(self, folder: File) -> Disk:
        return self


DISK = Disk()


@dataclass(frozen=True, slots=True)
class Memory:
    """Texts by path that stand nowhere on disk; or, over the disk, in place of the files of these paths.

    >>> Memory({"mappings/orders.yaml": "mapping: orders"}).kind(File("mappings"))
    'folder'
    """

    texts: Map[str, str] = field(repr=False)
    disk: Disk | None = None
    _files: Map[File, bytes] = field(init=False, repr=False, compare=False)
    _names: Map[File, set[str]] = field(init=False, repr=False, compare=False)
    """What stands in each folder of a text."""

    @classmethod
    def over_disk(cls, texts: Map[str, str]) -> Memory:
        """The files of the machine, with these texts in place of some, as an editor has them before they are saved."""
        return cls(texts, DISK)

    def __post_init__(self) -> None:
        # a text may hold half a letter, which is told where it is read
        files = {self.real(File(path)): text.encode("utf-8", "surrogatepass") for path, text in self.texts.items()}
        names: dict[File, set[str]] = {}
        for path in files:
            for file in (path, *path.parents):
                names.setdefault(file.parent, set()).add(file.name)
        object.__setattr__(self, "texts", dict(self.texts))
        object.__setattr__(self, "_files", files)
        object.__setattr__(self, "_names", names)

    def __hash__(self) -> int:
        return hash((frozenset(self.texts.items()), self.disk))

    def kind(self, path: File) -> Standing | None:
        real = self.real(path)
        if real in self._files:
            return "file"
        if real in self._names:
            return "folder"
        return self.disk.kind(path) if self.disk is not None else None

    def below(self, folder: File) -> tuple[File, ...]:
        own = (folder / name for name in self._names.get(self.real(folder), ()) if name)
        return tuple(sorted({*own, *(self.disk.below(folder) if self.disk is not None else ())}))

    def look_at(self, file: File, name: str, most: int) -> None:
        text = self._files.get(self.real(file))
        if text is not None:
            _check_size(name, len(text), most)
        elif self.disk is not None:
            self.disk.look_at(file, name, most)
        else:
            raise _no_file(name, "a folder") if self.kind(file) else _unread(name, errno.ENOENT)

    def read(self, file: File, name: str, most: int) -> bytes:
        self.look_at(file, name, most)
        text = self._files.get(self.real(file))
        if text is None and self.disk is not None:
            return self.disk.read(file, name, most)
        return text or b""

    def real(self, path: File) -> File:
        return self.disk.real(path) if self.disk is not None else File(os.path.normpath(path))

    def part(self, folder: File) -> Memory | Disk:
        real = self.real(folder)
        inside = {path: text for path, text in self.texts.items() if self.real(File(path)).is_relative_to(real)}
        return Memory(inside, self.disk) if inside or self.disk is None else self.disk


def _unread(name: str, number: int | None) -> Problem:
    return Problem(f"cannot read {name}: {os.strerror(number or 0)}", "check the name of the file", "no-such-file")


def _no_file(name: str, kind: str) -> Problem:
    return Problem(f"{name} is {kind}, not a file", "give a file", "no-such-file")


def _check_size(name: str, size: int, most: int) -> None:
    if size > most:
        limit = f"{most // 1_000_000} MB" if most >= 1_000_000 else f"{most // 1_024} KB"
        raise Problem(f"{name} is larger than {limit}", "split it", "too-large")
