"""The folders in which customers live, the nearest first; of two customers of one name the nearer is meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path as File

from ..finding import did_you_mean
from ..text.files import Files
from .repository import Folder
from .roles import CUSTOMER, has_customer_file, misspelt_customer


@dataclass(frozen=True, slots=True)
class Homes:
    """Folders of customers. A customer is a folder with a customer.yaml in one of them."""

    files: Files
    places: tuple[Folder, ...]

    def __iter__(self) -> Iterator[Folder]:
        return iter(self.places)

    @property
    def names(self) -> tuple[str, ...]:
        """The customers there are, by name."""
        return tuple(dict.fromkeys(folder.name for _, folder in self.customers))

    @property
    def customers(self) -> tuple[tuple[Folder, File], ...]:
        """The folder of every customer and where it is; two may have one name."""
        found = ((place, below) for place in self for below in self.files.below(place.root))
        return tuple(each for each in found if self.files.kind(each[1] / CUSTOMER) not in {None, "lost link"})

    def with_nearer(self, places: Iterable[Folder]) -> Homes:
        """These, with further ones before them; a folder stands there once."""
        first: dict[File, Folder] = {}
        for place in (*places, *self.places):
            first.setdefault(place.root, place)
        return Homes(self.files, tuple(first.values()))

    def of(self, name: str) -> tuple[Folder, ...]:
        """The places where there is a customer of this name."""
        return tuple(place for place in self if _is_name(name) and has_customer_file(self.files, place.root / name))

    def place_of(self, folder: File) -> Folder:
        """The place that a customer's folder is in, known or not."""
        root = folder.parent
        return next((place for place in self if place.root == root), Folder(root, str(root)))

    def find(self, name: str) -> tuple[File, Folder] | None:
        """The file of a customer, by name or by the path of its folder or file, and the place that it is in."""
        for place in self.of(name):
            return place.root / name / CUSTOMER, place
        path = real_path(self.files, name)
        file = path / CUSTOMER if path is not None and self.files.kind(path) == "folder" else path
        if file is None or file.suffix not in {".yaml", ".yml"} or self.files.kind(file) is None:
            return None
        return file, self.place_of(file.parent)

    def nearest(self, name: str) -> str:
        """What to do about a name that no customer has."""
        path = real_path(self.files, name)
        folders = [place.root / name for place in self if _is_name(name)] + ([path] if path else [])
        misspelt = next(filter(None, (misspelt_customer(self.files, folder) for folder in folders)), None)
        return f"call its file {misspelt.name} {CUSTOMER}" if misspelt else did_you_mean(File(name).name, self.names)


def real_path(files: Files, name: str) -> File | None:
    """The file or folder at a path; None where there is none, or where the words are no path."""
    path = File(name)
    real = files.real(path) if files.kind(path) == "folder" else files.real(path.parent) / path.name
    return real if files.kind(real) is not None else None


def _is_name(name: str) -> bool:
    return "/" not in name and "\0" not in name and name not in {"", ".", ".."} and len(name) < 200
