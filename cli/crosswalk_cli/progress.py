"""One line on a terminal that says how far a long run is; no escapes, so that every terminal can erase it."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TextIO, TypeVar

from .inputs import Input
from .outputs import Outputs

_Item = TypeVar("_Item")
_PATIENCE = 1.0  # seconds before a run is long
_PAUSE = 0.2


@dataclass(slots=True)
class Progress:
    """Counts what passes, and says so now and then; without a stream it only passes things on."""

    stream: TextIO | None
    clock: Callable[[], float]
    share: Callable[[], float | None]
    started: float = field(init=False)
    due: float = field(init=False)
    count: int = 0
    width: int = 0

    def __post_init__(self) -> None:
        self.started = self.clock()
        self.due = self.started + _PATIENCE

    def over(self, items: Iterable[_Item]) -> Iterator[_Item]:
        """The items as they are; the line is written before one is handed on."""
        for item in items:
            self.count += 1
            if self.stream is not None and self.clock() >= self.due:
                self._show(self.stream)
            yield item

    def erase(self) -> None:
        """Gives the line back, for whatever else is to be said there."""
        if self.stream is not None and self.width:
            self._write(self.stream, "")
            self.stream.write("\r")
            self.stream.flush()

    def _show(self, stream: TextIO) -> None:
        now = self.clock()
        self.due = now + _PAUSE
        share = self.share()
        parts = [f"{self.count:,} records read"]
        if share is not None:
            parts.append(f"{min(share, 1):.0%}")
        parts.append(f"{self.count / (now - self.started):,.0f} a second")
        self._write(stream, ", ".join(parts))

    def _write(self, stream: TextIO, text: str) -> None:
        text = text[: _columns(stream) - 1]  # in the last column some terminals begin a new line
        stream.write("\r" + text.ljust(self.width))
        stream.flush()
        self.width = len(text)


def _columns(stream: TextIO) -> int:
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        return shutil.get_terminal_size().columns


def _share_of(file: Input) -> float | None:
    return file.taken / file.size if file.size else None


@contextlib.contextmanager
def on_terminal(file: Input, outputs: Outputs, clock: Callable[[], float] = time.monotonic) -> Iterator[Progress]:
    """The progress of reading a file, erased at the end; shown where standard error is a terminal without results."""
    is_seen = sys.stderr is not None and sys.stderr.isatty() and not outputs.is_on_terminal
    progress = Progress(sys.stderr if is_seen else None, clock, lambda: _share_of(file))
    try:
        yield progress
    finally:
        progress.erase()
