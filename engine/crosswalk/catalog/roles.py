"""What a file is by its name and place, and what to do about one that nothing reads."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path as File
from pathlib import PurePath
from typing import Literal

from ..finding import Problem
from ..spec.vocabulary import DIRECTIONS
from ..text.files import MOST_OF_YAML, Files

Kind = Literal[
    "mapping", "customer", "registry", "sample", "run file", "snapshot", "context", "configuration", "unread", "other"
]

CUSTOMER = "customer.yaml"
SNAPSHOT = ".expected.txt"
REGISTRIES = ("connector", "keys", "tables", "flags")
STATEMENTS = "statements"
_YAML = (".yaml", ".yml")
_DATA = (*_YAML, ".json")
_CHANGES = re.compile(rb"^(customer|overlay|extends):", re.MULTILINE)
_CONTEXT = re.compile(rb"^context:[ \t]*([^\s#{][^\r\n#]*?)[ \t]*(?:#.*)?\r?$", re.MULTILINE)
_READ = 4096  # of a file, to tell what it is
_BESIDE = "put it beside customer.yaml, or into samples/MAPPING/"
_SAMPLES = "put samples into samples/MAPPING/"
_NAMED = "call it export-NAME.json or import-NAME.json"
_OUT = "keep it elsewhere, or begin its name with a dot"


@dataclass(frozen=True, slots=True)
class Role:
    """What a file is; of one that nothing reads, what to do about it."""

    kind: Kind
    cure: str = ""


_OTHER = Role("other")


def of_customer(files: Files, folder: File, file: File) -> Role:
    """The role of a file in a customer's folder."""
    path = file.relative_to(folder)
    if _is_private(path):
        return _OTHER
    if path.parts[0] == "samples":
        return _below_samples(files, path, file)
    if misspelt_customer(files, folder) == file:
        return Role("unread", f"call it {CUSTOMER}")
    if path.suffix.lower() in _YAML:
        return _spec_of_customer(path)
    return Role("unread", _SAMPLES if path.suffix.lower() == ".json" else _OUT)


def _spec_of_customer(path: PurePath) -> Role:
    if len(path.parts) > 1:
        return Role("unread", _BESIDE)
    if path.name == CUSTOMER:
        return Role("customer")
    return Role("mapping") if path.suffix == ".yaml" else Role("unread", f"call it {path.stem}.yaml")


def of_catalog(files: Files, root: File, file: File) -> Role:
    """The role of a file in a folder of mappings, its customers left aside."""
    path = file.relative_to(root)
    if _is_private(path) or path.parts[0] == "customers":
        return _OTHER
    if path.parts[0] == "samples":
        return _below_samples(files, path, file)
    if path.suffix.lower() not in _YAML:
        return _OTHER
    if len(path.parts) > 1:
        return Role("unread", f"put it into {root.name}/")
    if path.suffix != ".yaml":
        return Role("unread", f"call it {path.stem}.yaml")
    return Role("registry" if path.stem in {*REGISTRIES, STATEMENTS} else "mapping")


def _below_samples(files: Files, path: PurePath, file: File) -> Role:
    if len(path.parts) == 3:
        return of_sample(files, file)
    return Role("context") if _is_named(files, file) else Role("unread", _SAMPLES)


def of_sample(files: Files, file: File) -> Role:
    """The role of a file among samples; the payload of a run file stands beside it."""
    if _is_private(PurePath(file.name)):
        return _OTHER
    role = _by_name(files, file)
    return Role("context") if role.kind == "unread" and _is_named(files, file) else role


def _by_name(files: Files, file: File) -> Role:
    if file.name.endswith(".run.yaml"):
        payload = f"{file.name.removesuffix('.run.yaml')}.json"
        if not is_payload(PurePath(payload)):
            return Role("unread", "call it export-NAME.run.yaml or import-NAME.run.yaml")
        is_used = files.kind(file.parent / payload) == "file"
        return Role("run file") if is_used else Role("unread", f"put its payload {payload} beside it")
    if file.name.endswith(SNAPSHOT):
        its_payload = payload_of_snapshot(file)
        is_used = is_payload(its_payload) and files.kind(its_payload) == "file"
        help = f"remove it, or put its payload {its_payload.name} beside it"
        return Role("snapshot") if is_used else Role("unread", help)
    if file.suffix.lower() == ".yml" or file.suffix in {".YAML", ".JSON"}:
        return Role("unread", f"call it {file.stem}{'.json' if file.suffix == '.JSON' else '.yaml'}")
    if file.stem.startswith("context") and file.suffix in {".json", ".yaml"}:
        return Role("context")
    if file.suffix == ".yaml":
        return Role("unread", "call it export-NAME.run.yaml, or context.yaml where run files name it")
    return Role("sample") if is_payload(file) else Role("unread", _NAMED)


def _is_named(files: Files, file: File) -> bool:
    """Whether a run file beside or below names a file as its context."""
    for run in files_of(files, file.parent) if file.suffix.lower() in _DATA else ():
        said = _CONTEXT.search(_start(files, run)) if run.name.endswith(".run.yaml") else None
        named = said[1].decode("utf-8", "replace").strip("'\"") if said else ""
        if named and os.path.normpath(run.parent / named) == os.path.normpath(file):
            return True
    return False


def of_home(home: File, file: File) -> Role:
    """The role of a file that stands directly in a folder of customers."""
    if _is_private(file.relative_to(home)) or file.suffix.lower() not in _DATA:
        return _OTHER
    return Role("unread", f"put it into the folder of its customer: {home.name}/NAME/")


def is_payload(file: PurePath) -> bool:
    """Whether a sample is called DIRECTION-CASE.json."""
    direction, _, case = file.stem.partition("-")
    return file.suffix == ".json" and direction in DIRECTIONS and bool(case)


def payload_of_snapshot(file: File) -> File:
    """The payload whose outcome DIRECTION-CASE.expected.txt or DIRECTION-CASE.VARIANT.expected.txt holds."""
    return file.with_name(f"{file.name.partition('.')[0]}.json")


def variant_of_snapshot(file: PurePath) -> str:
    """The variant of flags in a snapshot's name; empty where it has none."""
    return file.name.removesuffix(SNAPSHOT).partition(".")[2]


def is_customer(files: Files, folder: File) -> bool:
    """Whether a folder is a customer's, though its file may be misspelt."""
    return has_customer_file(files, folder) or misspelt_customer(files, folder) is not None


def has_customer_file(files: Files, folder: File) -> bool:
    # a pipe or a lost link of this name is a mistake to tell, not no file
    return files.kind(folder / CUSTOMER) is not None


def misspelt_customer(files: Files, folder: File) -> File | None:
    """The file that was meant to be the customer.yaml of a folder without one.

    Beside a customer.yaml, customers.yaml is a change to the mapping of that name.
    """
    if has_customer_file(files, folder) or is_catalog(files, folder):
        return None
    near = (file for file in files.below(folder) if _is_nearly_customer(file.name))
    return next((file for file in near if files.kind(file) == "file"), None)


def is_meant_as_customer(files: Files, folder: File) -> bool:
    """Whether a folder without a customer.yaml holds what only a customer's folder does."""
    specs = (file for file in files.below(folder) if file.suffix in _YAML)
    return any(_CHANGES.search(_start(files, file)) for file in specs)


def _start(files: Files, file: File) -> bytes:
    """How a file begins; nothing where it is none, or is too large to be a spec."""
    try:
        return files.read(file, file.name, MOST_OF_YAML)[:_READ]
    except Problem:
        return b""


def _is_nearly_customer(name: str) -> bool:
    """`customer.yml`, `customers.yaml`, `Customer.yaml`, `costumer.yaml`, `customer.yaml.txt`."""
    stem, suffix = name.lower().partition(".")[::2]
    if name == CUSTOMER or suffix not in {"yaml", "yml", "yaml.txt", "yml.txt", "yaml.yaml", "json"}:
        return False
    return SequenceMatcher(None, stem, "customer").ratio() >= 0.75


def is_catalog(files: Files, folder: File) -> bool:
    return files.kind(folder / "connector.yaml") == "file"


def files_of(files: Files, folder: File) -> Iterator[File]:
    """All files below a folder, in order; what begins with a dot is left out, and so is what a link leads to."""
    real = files.real(folder)
    for below in files.below(folder):
        if below.name.startswith("."):
            continue
        if files.kind(below) != "folder":
            yield below
        elif files.real(below) == real / below.name:
            yield from files_of(files, below)


def _is_hidden(path: PurePath) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _is_private(path: PurePath) -> bool:
    """Notes, and what editors and systems leave, are nobody's business."""
    return _is_hidden(path) or path.suffix.lower() in {".md", ".bak", ".orig"} or path.name.endswith("~")
