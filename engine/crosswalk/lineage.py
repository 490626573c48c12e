"""How a customer's mapping comes about: its shipped base, the overlays of it, the mappings that extend it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .finding import Findings
from .overlay import Version, extend_mapping, overlay_mapping
from .reader import Reader
from .source import Entries
from .trail import Trail


@dataclass(frozen=True, slots=True)
class Lineage:
    """The files of a customer, by what they change, and the shipped trees under them."""

    layers: tuple[Entries, ...]
    shipped: Callable[[str, Findings], Entries | None]
    findings: Findings

    def versions_of(self, name: str) -> Iterator[Version]:
        """The versions of a mapping, edit by edit; none where it cannot be made."""
        return self._descend(name, Trail(self.findings), ())

    def _descend(self, name: str, trail: Trail, within: tuple[str, ...]) -> Iterator[Version]:
        own = self._own(name)
        if own is None:
            yield from self._overlaid(name, trail)
        elif name in within:
            self._report_circle(within[within.index(name) :])
        elif base := _text(own, "extends"):
            yield from self._extended(own, self._descend(base, trail, (*within, name)), trail)
        else:
            self._report_lost_changes(own)
            yield Version(own)

    def _own(self, name: str) -> Entries | None:
        return next((layer for layer in self.layers if _text(layer, "mapping") == name), None)

    def _overlaid(self, name: str, trail: Trail) -> Iterator[Version]:
        tree = self.shipped(name, self.findings)
        if tree is None:
            return
        yield Version(tree)
        for layer in self.layers:
            if _text(layer, "overlay") == name:
                for version in overlay_mapping(tree, layer, trail):
                    tree = version.tree
                    yield version

    def _extended(self, own: Entries, below: Iterator[Version], trail: Trail) -> Iterator[Version]:
        base: Version | None = None
        for base in below:
            yield base
        if base is not None:
            yield from extend_mapping(base.tree, own, trail)

    def _report_circle(self, names: tuple[str, ...]) -> None:
        """One finding of a circle, from wherever it is entered: at the last of its files."""
        last = next(layer for layer in reversed(self.layers) if _text(layer, "mapping") in names)
        at = names.index(_text(last, "mapping") or "")
        first, *others = (*names[at:], *names[:at])
        way = "".join(f" extends '{name}', which" for name in others)
        message = f"'{first}'{way} extends '{first}'" if others else f"'{first}' extends itself"
        place = Reader(last, self.findings).at("extends")
        self.findings.add("unknown-mapping", message, place, "let it extend a shipped mapping")

    def _report_lost_changes(self, own: Entries) -> None:
        if (key := own.key("changes")) is not None:
            help = "say extends: NAME, or write the rows themselves"
            self.findings.add("no-change", "there is nothing to change without extends:", key.span, help)


def _text(layer: Entries, name: str) -> str | None:
    return Reader(layer, Findings()).text(name)
