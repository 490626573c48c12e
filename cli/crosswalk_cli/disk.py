"""What is done to the disk, one function an operation, and the one sentence for what the disk refuses."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import click

from . import exits

if os.name != "nt":  # Windows itself keeps an open file from being removed or replaced
    import fcntl

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_KEPT = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_STANDING = os.O_WRONLY | os.O_APPEND | getattr(os, "O_NOCTTY", 0)
# what file systems answer that cannot sync a folder
_NO_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EBADF}
# and what those answer that know no locks; there, two runs at once are not told apart
_NO_LOCKS = {errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS}


class Unwritable(click.ClickException):
    """A file that cannot be written, or may not be."""

    exit_code = exits.USAGE


@contextlib.contextmanager
def blaming(name: str) -> Iterator[None]:
    """What the system refuses is said of the file that the user named."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Unwritable(f"cannot write {name}: {error.strerror or error}") from error


def create(path: str, mode: int) -> int:
    return os.open(path, _NEW, mode)


def open_kept(path: str) -> int:
    """A file that may be there already; nothing in it is changed, and it never waits for a pipe's reader."""
    return os.open(path, _KEPT | getattr(os, "O_NONBLOCK", 0), 0o666)


def open_standing(path: str) -> int:
    return os.open(path, _STANDING)


def write(descriptor: int, data: bytes | memoryview) -> int:
    return os.write(descriptor, data)


def truncate(descriptor: int, size: int) -> None:
    os.ftruncate(descriptor, size)
    os.lseek(descriptor, size, os.SEEK_SET)


def close(descriptor: int) -> None:
    """Some network file systems tell only here that there was no room."""
    os.close(descriptor)


def sync(descriptor: int) -> None:
    os.fsync(descriptor)


def sync_folder(path: str) -> None:
    """The names in a folder are kept, where its file system can promise that."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise
    finally:
        os.close(descriptor)


def rename(path: str, target: str) -> None:
    Path(path).replace(target)


def remove(path: str) -> None:
    Path(path).unlink(missing_ok=True)


def take_after(descriptor: int, before: os.stat_result) -> None:
    """Gives a new file the owner and the permissions of the one that it will replace."""
    if os.name == "nt":
        return
    if (before.st_uid, before.st_gid) != (os.geteuid(), os.getegid()):
        with contextlib.suppress(PermissionError):  # only root gives files away
            os.fchown(descriptor, before.st_uid, before.st_gid)
    os.fchmod(descriptor, stat.S_IMODE(before.st_mode))


def lock(descriptor: int) -> bool:
    """Whether the file is ours now; it is until it is closed, or the process ends however it ends."""
    if os.name == "nt":
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
    return True


def is_at(descriptor: int, path: str) -> bool:
    """Whether an open file is still the one of that name."""
    try:
        return os.path.samestat(os.fstat(descriptor), os.lstat(path))
    except FileNotFoundError:
        return False
