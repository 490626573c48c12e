"""What lint has looked at, each file once, and what it found there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from pathlib import Path as File
from typing import get_args

from ..catalog.customer import Customer
from ..catalog.repository import Folder
from ..catalog.roles import Kind
from ..finding import CrosswalkError, Findings, start_of
from ..values import Json

_PLURALS = {"registry": "registries"}


@dataclass(slots=True)
class Survey:
    """Filled while the files of a catalog, a customer or a path are checked."""

    findings: Findings = field(default_factory=Findings)
    customers: dict[tuple[str, ...], Customer | None] = field(default_factory=dict)
    contexts: dict[File, Map[str, Json] | CrosswalkError] = field(default_factory=dict)
    variants: dict[File, frozenset[str]] = field(default_factory=dict)
    touched: int = 0
    _files: dict[File, tuple[str, Kind]] = field(default_factory=dict)

    def takes(self, place: Folder, file: File, kind: Kind) -> bool:
        """Notes a file that is checked; False where it has been checked before."""
        self.touched += 1
        if file in self._files:
            return False
        self._files[file] = (place.label or str(place.root), kind)
        return True

    def warn(self, place: Folder, file: File, cure: str) -> None:
        """A file that nothing reads would change nothing, and nobody would know."""
        span = start_of(place.name(file))
        self.findings.warn("wrong-file-name", f"nothing reads the file {file.name} here", span, cure)

    def lines(self) -> Iterator[str]:
        """What was checked, a line for each place."""
        places: dict[str, Counter[Kind]] = {}
        for label, kind in self._files.values():
            places.setdefault(label, Counter())[kind] += 1
        for label, kinds in places.items():
            parts = ", ".join(_count(kinds[kind], kind) for kind in get_args(Kind) if kinds[kind])
            yield f"checked {_count(kinds.total(), 'file')} in {label}: {parts}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun if number == 1 else _PLURALS.get(noun, noun + 's')}"
