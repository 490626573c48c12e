"""What a command reads: a file or standard input, plain or through gzip, with the bytes taken so far."""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import stat
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crosswalk.finding import CrosswalkError, Finding, Source, Span

from . import exits, signals
from .places import is_stream

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_GZIP = b"\x1f\x8b"
_OTHER = {
    b"PK\x03\x04": "a zip file",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ": "an xz file",
    b"\x28\xb5\x2f\xfd": "a zstd file",
    b"PAR1": "a parquet file",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
}
_ENDINGS = {
    ".zip": "a zip file",
    ".bz2": "a bzip2 file",
    ".xz": "an xz file",
    ".zst": "a zstd file",
    ".7z": "a 7z file",
    ".tar": "a tar file",
    ".tgz": "a tar file",
    ".csv": "a CSV file",
    ".tsv": "a CSV file",
    ".xlsx": "an Excel file",
    ".xls": "an Excel file",
    ".xml": "an XML file",
    ".parquet": "a parquet file",
}
_READ = "only JSON is read: one record a line, lists, objects or events, plain or as .gz"
_BUFFER = 1 << 16


class Unreadable(click.ClickException):
    """An input that cannot be read, or is nothing that is read."""

    exit_code = exits.USAGE


class _Raw(io.RawIOBase):
    """A raw stream of bytes that only reads."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        data = self.take(len(view))
        view[: len(data)] = data
        return len(data)

    def take(self, size: int) -> bytes:
        raise NotImplementedError


class _Counted(_Raw):
    """The bytes as they lie in the file, counted; the first ones can be looked at."""

    def __init__(self, stream: Any, name: str) -> None:
        self.stream, self.name = stream, name
        self.head, self.taken = b"", 0

    def take(self, size: int) -> bytes:
        if self.head:
            data, self.head = self.head[:size], self.head[size:]
            return data
        return self._more(size)

    def _more(self, size: int) -> bytes:
        signals.check()
        try:
            data: bytes = self.stream.read1(size)
        except OSError as error:
            raise Unreadable(f"cannot read {self.name}: {error.strerror}") from error
        self.taken += len(data)
        return data

    def starts_with(self, mark: bytes) -> bool:
        """Whether the stream starts with a mark; reads no further than it needs to know."""
        while len(self.head) < len(mark) and mark.startswith(self.head):
            more = self._more(len(mark) - len(self.head))
            if not more:
                break
            self.head += more
        return self.head.startswith(mark)


class _Unpacked(_Raw):
    """The text within a gzip file; where that is cut or damaged stands a finding."""

    def __init__(self, packed: _Counted) -> None:
        self.file = gzip.GzipFile(fileobj=io.BufferedReader(packed, _BUFFER))
        self.name, self.line, self.column = packed.name, 1, 1

    def take(self, size: int) -> bytes:
        try:
            data = self.file.read1(size)
        except EOFError:
            raise self._error("the gzip file ends early") from None
        except (gzip.BadGzipFile, zlib.error) as error:
            raise self._error(f"the gzip file is damaged: {error}") from None
        self.line += data.count(b"\n")
        end = data.rfind(b"\n")
        self.column = self.column + len(data) if end < 0 else len(data) - end
        return data

    def _error(self, message: str) -> CrosswalkError:
        span = Span(Source(self.name, ""), self.line, self.column)
        help = "nothing after this place can be read; get the file again"
        return CrosswalkError([Finding("bad-json", message, span, help)])


class Input(io.BufferedReader):
    """An open input: its bytes, unpacked; its size where that is known, and how much of that was taken."""

    def __init__(self, counted: _Counted, size: int | None) -> None:
        super().__init__(_Unpacked(counted) if counted.starts_with(_GZIP) else counted, _BUFFER)
        self.counted, self.size = counted, size

    @property
    def taken(self) -> int:
        return self.counted.taken


@contextlib.contextmanager
def open_input(source: Path) -> Iterator[Input]:
    """Opens a file, or standard input for `-`; what cannot be JSON is refused by its name or its first bytes."""
    if is_stream(source):
        yield _opened(_standard_input(), "stdin")
        return
    kind = _ENDINGS.get(source.suffix.lower())
    if kind is not None:
        raise Unreadable(f"{source} is {kind}; {_READ}")
    try:
        file = source.open("rb")
    except OSError as error:
        raise Unreadable(f"cannot read {source}: {error.strerror}") from error
    with file:
        yield _opened(file, str(source))


def _standard_input() -> Any:
    if sys.stdin is None:
        raise Unreadable("standard input is closed; give a file, or pipe records to it")
    return sys.stdin.buffer


def _opened(stream: Any, name: str) -> Input:
    counted, size = _Counted(stream, name), _size(stream)
    for mark, kind in _OTHER.items():
        if counted.starts_with(mark):
            raise Unreadable(f"{name} is {kind}; {_READ}")
    return Input(counted, size)


def _size(stream: Any) -> int | None:
    """How much there is to read, where a file is read and no pipe."""
    try:
        found = os.fstat(stream.fileno())
        return found.st_size - os.lseek(stream.fileno(), 0, os.SEEK_CUR) if stat.S_ISREG(found.st_mode) else None
    except (OSError, ValueError):  # a stream in memory, or one that cannot be sought
        return None
