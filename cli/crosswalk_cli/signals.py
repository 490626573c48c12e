"""Signals that ask the command line to stop: taken at once, or, while files are being set right, when that is done."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from types import FrameType

_ASKING = [signal.Signals[name] for name in ("SIGINT", "SIGTERM", "SIGHUP") if name in signal.Signals.__members__]


class Stopped(BaseException):
    """A signal asked for the end; no error, so that nothing but the door catches it."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(number)


@dataclass(slots=True)
class _State:
    noted: int | None = None
    holds: int = 0


_STATE = _State()


def _note(number: int, _: FrameType | None) -> None:
    # only the first is raised: a second one would break into the cleaning up after it
    if _STATE.noted is None:
        _STATE.noted = number
        if not _STATE.holds:
            raise Stopped(number)


@contextlib.contextmanager
def caught() -> Iterator[None]:
    """Turns the signals into `Stopped`; one that the parent ignores (nohup) stays ignored."""
    _STATE.noted, _STATE.holds = None, 0
    before = {}
    if threading.current_thread() is threading.main_thread():
        for number in _ASKING:
            if signal.getsignal(number) not in (signal.SIG_IGN, None):
                before[number] = signal.signal(number, _note)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        _STATE.noted = None


@contextlib.contextmanager
def held() -> Iterator[None]:
    """What is done here is done whole; a signal that came meanwhile is raised at the end."""
    _STATE.holds += 1
    noted_before = _STATE.noted
    try:
        yield
    finally:
        _STATE.holds -= 1
    if _STATE.noted is not None and noted_before is None and not _STATE.holds:
        raise Stopped(_STATE.noted)


def is_noted() -> bool:
    return _STATE.noted is not None


def check() -> None:
    """Raises what was noted; Python loses an exception that a signal raises inside a finaliser."""
    if _STATE.noted is not None:
        raise Stopped(_STATE.noted)
