"""The repository that a folder belongs to: where its customers live, and how its files are called in findings.

The nearest folder at or above the working folder that has `customers/NAME/customer.yaml` or a `crosswalk.toml` decides.
The look-out ends at the root of the git repository, so that nobody's customers are found from outside of their own;
where there is none it ends at the home folder (elsewhere at the top), because a folder unpacked from an archive is
worked in just the same.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path as File
from pathlib import PurePath
from typing import Any

from ..finding import Findings, Problem, Source, Span, did_you_mean, start_of
from ..text.files import Files
from .roles import has_customer_file, is_customer

CONFIG = "crosswalk.toml"
_MOST_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder, and how its files are called in findings."""

    root: File
    label: str

    def name(self, file: File) -> str:
        return (File(self.label) / file.relative_to(self.root)).as_posix() if self.label else str(file)


@dataclass(frozen=True, slots=True)
class Repository:
    """A folder that is worked in, and its folders of customers."""

    root: File
    homes: tuple[File, ...]


def find_repository(
    files: Files, here: File, top: File, findings: Findings, name: Callable[[File], str] = str
) -> Repository | None:
    """The repository at or above a folder, no higher than its git repository, or than `top`."""
    for folder in _upwards(files, files.real(here), files.real(top)):
        found = read_repository(files, folder, findings, name)
        if found is not None:
            return found
    return None


def _upwards(files: Files, here: File, top: File) -> Iterator[File]:
    for folder in (here, *here.parents):
        yield folder
        if is_root_of_git(files, folder) or folder == top:
            return


def is_root_of_git(files: Files, folder: File) -> bool:
    return files.kind(folder / ".git") is not None


def read_repository(
    files: Files, root: File, findings: Findings, name: Callable[[File], str] = str
) -> Repository | None:
    """The folders of customers that a folder names or has; None where it does neither."""
    config = root / CONFIG
    if files.kind(config) is not None:
        return Repository(root, read_config(files, config, name(config), findings))
    home = root / "customers"
    return Repository(root, (home,)) if is_home(files, home) else None


def is_home(files: Files, folder: File) -> bool:
    """Whether customers live in a folder."""
    # a mapping may be called customers.yaml, so a misspelt name counts only where customers are expected
    is_one = is_customer if folder.name == "customers" else has_customer_file
    folders = (below for below in files.below(folder) if files.kind(below) == "folder")
    return any(is_one(files, below) for below in folders if not _is_round(files, folder, below))


def _is_round(files: Files, folder: File, below: File) -> bool:
    """Whether something in a folder is a link to it, or to a folder that it is in."""
    return files.real(folder).is_relative_to(files.real(below))


def read_config(files: Files, file: File, name: str, findings: Findings) -> tuple[File, ...]:
    """The folders of customers that a crosswalk.toml names; `customers/` where it names none."""
    source, data = _read(files, file, name, findings)
    for key in data:
        if key != "customers":
            help = did_you_mean(key, ["customers"])
            findings.add("unknown-key", f"unknown key '{key}'", _key(source, key), help)
    if "customers" not in data:
        own = file.parent / "customers"
        return (own,) if files.kind(own) == "folder" else ()
    return tuple(_folders(files, file.parent, data["customers"], source, findings))


def _folders(files: Files, root: File, named: Any, source: Source, findings: Findings) -> Iterator[File]:
    if not isinstance(named, list) or not all(isinstance(name, str) and name for name in named):
        findings.add(
            "wrong-type", "expected a list of folders", _key(source, "customers"), 'write customers = ["customers"]'
        )
        return
    for name in named:
        folder, span = root / name, _text(source, name)
        if files.kind(folder) != "folder":
            findings.add(
                "no-such-file", f"there is no folder {name!r}", span, f"name a folder beside {CONFIG}, or make it"
            )
        elif has_customer_file(files, folder) and not is_home(files, folder):
            help = f'write "{PurePath(name).parent.as_posix()}", the folder that it is in'
            findings.add("wrong-type", f"{name!r} is a customer, not a folder of customers", span, help)
        else:
            if not is_home(files, folder):
                help = "a customer is a folder with a customer.yaml: NAME/customer.yaml"
                findings.warn("no-such-file", f"no customer lives in {name!r}", span, help)
            yield files.real(folder)


def _read(files: Files, file: File, name: str, findings: Findings) -> tuple[Source, dict[str, Any]]:
    start = start_of(name)
    try:
        data = files.read(file, name, _MOST_BYTES)
    except Problem as problem:
        help = "it needs one line: customers = [...]" if problem.code == "too-large" else problem.help
        findings.add(problem.code, problem.message, start, help)
        return start.source, {}
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        findings.add("not-text", f"byte {data[error.start]:#04x} is not UTF-8", start, "save the file as UTF-8")
        return start.source, {}
    source = Source(name, text)
    try:
        return source, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r" \(at line (\d+), column (\d+)\)$", str(error))
        line, column = (int(place[1]), int(place[2])) if place else (max(text.count("\n"), 1), 1)
        words = str(error).removesuffix(place[0] if place else " (at end of document)")
        message = f"this is not TOML: {words[:1].lower()}{words[1:]}"
        findings.add("toml-syntax", message, Span(source, line, column), 'write customers = ["customers"]')
    except RecursionError:
        findings.add("too-large", "nested too deeply", start, "it needs one line: customers = [...]")
    return source, {}


def _key(source: Source, key: str) -> Span:
    """Where a key stands; tomllib does not tell."""
    for number, line in enumerate(source.lines, 1):
        found = re.match(rf"\s*\[*\s*(?P<key>[\"']?{re.escape(key)}[\"']?)\s*[=.\]]", line)
        if found:
            return Span(source, number, found.start("key") + 1, len(found["key"]))
    return Span(source, 1, 1)


def _text(source: Source, text: str) -> Span:
    for number, line in enumerate(source.lines, 1):
        for written in (f'"{text}"', f"'{text}'"):
            if (at := line.find(written)) >= 0:
                return Span(source, number, at + 1, len(written))
    return _key(source, "customers")
