"""The shipped mappings of a folder: the YAML of each, read when it is asked for, and what they may refer to."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path as File

from ..finding import Finding, Findings, did_you_mean
from ..spec.block import Block
from ..spec.knowledge import Knowledge
from ..text.files import Files
from ..text.source import Entries, read_entries
from .repository import Folder


@dataclass(frozen=True, slots=True)
class Shipped:
    """What every customer starts from. Nothing of it changes."""

    files: Files = field(repr=False)
    place: Folder
    knowledge: Knowledge
    _trees: dict[str, tuple[Entries | None, tuple[Finding, ...]]] = field(
        default_factory=dict, repr=False, compare=False
    )

    @property
    def names(self) -> tuple[str, ...]:
        """The shipped mappings, by name."""
        return tuple(sorted(self.knowledge.mappings))

    def has(self, name: str) -> bool:
        """Whether it is the name of a shipped mapping, or the path of a file of one."""
        file = File(name)
        is_path = file.suffix in {".yaml", ".yml"} and self.files.kind(file) == "file"
        return name in self.knowledge.mappings or is_path

    def tree(self, name: str, findings: Findings) -> Entries | None:
        """The YAML of a shipped mapping by name, or of any file by path."""
        if name not in self._trees:
            own = Findings()
            self._trees[name] = (self._read(name, own), own.in_order())
        tree, found = self._trees[name]
        findings.extend(found)
        return tree

    def _read(self, name: str, findings: Findings) -> Entries | None:
        if not self.has(name):
            findings.add("unknown-mapping", f"unknown mapping '{name}'", None, did_you_mean(name, self.names))
            return None
        if name not in self.knowledge.mappings:
            return read_entries(self.files, File(name), name, findings, name)
        file = self.place.root / f"{name}.yaml"
        tree = read_entries(self.files, file, self.place.name(file), findings, file.name)
        if tree is not None:
            _check_head(tree, name, findings)
        return tree


def _check_head(tree: Entries, name: str, findings: Findings) -> None:
    """A shipped mapping is called as its file is, and extends none."""
    block = Block(tree, findings)
    if block.has("extends"):
        help = "put the file into customers/NAME/"
        findings.add("unknown-mapping", "only a customer's mapping extends another", block.at("extends"), help)
    stated = block.text("mapping")
    if stated is not None and stated != name:
        message = f"the file {name}.yaml holds the mapping '{stated}'"
        help = f"write mapping: {name}, or rename the file"
        findings.add("wrong-file-name", message, block.at("mapping"), help)
