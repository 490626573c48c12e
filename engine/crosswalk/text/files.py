"""Files are looked at before they are read: only a regular file, no larger than it may be, is opened."""

import stat
from pathlib import Path

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


def read_file(file: Path, name: str, most: int) -> bytes:
    """The bytes of a file that is called so; raises Problem where it cannot be read, or should not be."""
    try:
        look_at(file, name, most)
        return _read(file, name, most)
    except OSError as error:
        raise Problem(f"cannot read {name}: {error.strerror}", "check the name of the file", "no-such-file") from None
    except ValueError:
        raise Problem(f"cannot read {name}: no file can be called so", "check its name", "no-such-file") from None


def look_at(file: Path, name: str, most: int) -> None:
    """Raises Problem where something is no regular file, which might never end, or is too large."""
    found = file.stat()
    if not stat.S_ISREG(found.st_mode):
        kind = next((kind for is_kind, kind in _KINDS if is_kind(found.st_mode)), "something else")
        raise Problem(f"{name} is {kind}, not a file", "give a file", "no-such-file")
    _check_size(name, found.st_size, most)


def _read(file: Path, name: str, most: int) -> bytes:
    data = bytearray()
    with file.open("rb") as opened:
        # a file may grow, or hide its size as those of /proc do
        while chunk := opened.read(_CHUNK):
            data += chunk
            _check_size(name, len(data), most)
    return bytes(data)


def _check_size(name: str, size: int, most: int) -> None:
    if size > most:
        limit = f"{most // 1_000_000} MB" if most >= 1_000_000 else f"{most // 1_024} KB"
        raise Problem(f"{name} is larger than {limit}", "split it", "too-large")
