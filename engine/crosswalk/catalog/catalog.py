"""A catalog: a folder of mappings and the folders of its customers, on disk or in memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path as File

from .. import resources
from ..finding import CrosswalkError, Finding, Findings
from ..spec.knowledge import Knowledge
from ..spec.mapping import Mapping
from ..text.files import DISK, Files
from ..text.source import Entries, Node
from . import checked
from .customer import Customer
from .customers import read_customer
from .homes import Homes
from .registries import read_knowledge, read_registry
from .repository import Folder
from .roles import REGISTRIES, STATEMENTS
from .shipped import Shipped


@dataclass(frozen=True, slots=True)
class Catalog:
    """The mappings of a folder. Nothing of it changes; mappings are read when they are asked for."""

    shipped: Shipped
    homes: Homes
    statements: Node | None = field(default=None, repr=False, compare=False)

    @property
    def files(self) -> Files:
        """Where its texts stand."""
        return self.shipped.files

    @property
    def place(self) -> Folder:
        """The folder of the mappings."""
        return self.shipped.place

    @property
    def knowledge(self) -> Knowledge:
        """The registries."""
        return self.shipped.knowledge

    @property
    def names(self) -> tuple[str, ...]:
        """The shipped mappings, by name."""
        return self.shipped.names

    @property
    def customers(self) -> tuple[str, ...]:
        """The customers there are, by name."""
        return self.homes.names

    def with_homes(self, nearer: Iterable[Folder]) -> Catalog:
        """The catalog with further folders of customers, before those that it has."""
        return replace(self, homes=self.homes.with_nearer(nearer))

    def tree(self, name: str, findings: Findings) -> Entries | None:
        """The YAML of a shipped mapping by name, or of any file by path."""
        return self.shipped.tree(name, findings)

    def check(self, tree: Entries, knowledge: Knowledge, findings: Findings) -> Mapping | None:
        """The mapping of a tree, with every finding of schema, language and lint; None where it cannot be used."""
        return checked.check(tree, knowledge, findings)

    def customer(self, name: str = "example", given: Iterable[str] = (), sample: Node | None = None) -> Customer:
        """A customer by name or path, with overrides: a sample's run file, then `NAME=VALUE` of the command line.

        Raises CrosswalkError with every finding where the file or an override cannot be used.
        """
        findings = Findings()
        customer = self.read_customer(name, tuple(given), sample, findings)
        if customer is None or findings:
            raise CrosswalkError(findings.in_order())
        return customer

    def read_customer(
        self, name: str, given: tuple[str, ...], sample: Node | None, findings: Findings
    ) -> Customer | None:
        """The customer as far as it can be read, and the findings of its file."""
        found = self.homes.find(name)
        if found is None:
            findings.add("unknown-customer", f"unknown customer '{name}'", None, self.homes.nearest(name))
            return None
        file, place = found
        again = partial(_customer_again, self.files, self.place, self.homes.places)
        customer = read_customer(self.shipped, file, place, given, sample, findings)
        return replace(customer, recipe=(again, (str(file), given, sample))) if customer is not None else None


def _customer_again(
    files: Files, place: Folder, folders: tuple[Folder, ...], name: str, given: tuple[str, ...], sample: Node | None
) -> Customer:
    catalog = load(place.root, label=place.label, customers=folders, files=files)
    return catalog.customer(name, given, sample)


def load(
    root: File | None = None, *, label: str | None = None, customers: Iterable[File | Folder] = (), files: Files = DISK
) -> Catalog:
    """The catalog of a folder of mappings (the shipped one if none is named).

    `label` is how the folder is called in findings. `files` may be texts in memory, which stand alone, in the folder
    `mappings` if none is named, or over the disk. Raises CrosswalkError with every finding of connector.yaml,
    keys.yaml, tables.yaml and flags.yaml where they cannot be used.
    """
    named = root or _shipped_in(files)
    place = Folder(files.real(named), label if label is not None else str(root or "mappings"))
    if files.kind(place.root) != "folder":
        finding = Finding("no-such-file", f"there is no folder {named}", None, "give the folder of the mappings")
        raise CrosswalkError([finding])
    own = Folder(place.root / "customers", (File(place.label) / "customers").as_posix())
    folders = [each if isinstance(each, Folder) else Folder(files.real(each), str(each)) for each in customers]
    homes = Homes(files, (own,)).with_nearer(folders)
    knowledge = _knowledge(files, place)
    return Catalog(Shipped(files, place, knowledge), homes, _statements(files, place))


def _shipped_in(files: Files) -> File:
    """The folder of the shipped mappings; of texts that stand alone, their folder `mappings`."""
    shipped = resources.mappings()
    return shipped if files.kind(shipped) == "folder" else File("mappings")


def _knowledge(files: Files, place: Folder) -> Knowledge:
    findings = Findings()
    trees = {name: read_registry(files, place, name, findings) for name in REGISTRIES}
    _stop_at(findings)
    knowledge = read_knowledge(files, place, trees, findings)
    _stop_at(findings)
    return knowledge


def _statements(files: Files, place: Folder) -> Node | None:
    if files.kind(place.root / f"{STATEMENTS}.yaml") != "file":
        return None
    findings = Findings()
    tree = read_registry(files, place, STATEMENTS, findings)
    _stop_at(findings)
    return tree


def _stop_at(findings: Findings) -> None:
    if findings:
        raise CrosswalkError(findings.in_order())
