"""The standard streams of the process: whatever becomes of standard error, the result is the same."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class _Patient(io.RawIOBase):
    """A stream of messages; what cannot be written is dropped, for it must not decide how a run ends."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self.descriptor

    def isatty(self) -> bool:
        return os.isatty(self.descriptor)

    def write(self, data: ReadableBuffer, /) -> int:
        rest = memoryview(data)
        with contextlib.suppress(OSError):
            while rest:
                rest = rest[os.write(self.descriptor, rest) :]
        return memoryview(data).nbytes


@contextlib.contextmanager
def prepared() -> Iterator[None]:
    """UTF-8 on both outputs, a standard error that never fails, and no file of ours in the place of a closed stream."""
    _occupy()
    before = sys.stderr
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    descriptor = _descriptor(before)
    if descriptor is not None:
        patient = io.BufferedWriter(_Patient(descriptor))
        sys.stderr = io.TextIOWrapper(patient, encoding="utf-8", errors="backslashreplace", line_buffering=True)
    try:
        yield
    finally:
        if sys.stderr is not None:
            sys.stderr.flush()
        sys.stderr = before


def _occupy() -> None:
    # a file takes the lowest free number: with `2>&-` an output would be where messages go
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def _descriptor(stream: Any) -> int | None:
    try:
        return int(stream.fileno())
    except (AttributeError, OSError, ValueError):  # closed, or a stream in memory
        return None


def flush_output() -> None:
    """Everything is out, or the error that says why not is raised here and not when Python ends."""
    if sys.stdout is not None:
        sys.stdout.flush()


def give_up_output() -> None:
    """What standard output still holds goes nowhere; Python would complain of it at its end."""
    descriptor = _descriptor(sys.stdout)
    if descriptor is not None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, descriptor)
        os.close(nowhere)
