"""How a customer's mapping comes about: its shipped base, the overlays of it, the mappings that extend it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..finding import Findings
from ..text.source import Entries
from .block import Block
from .overlay import Version, extend_mapping, overlay_mapping
from .trail import Trail


@dataclass(frozen=True, slots=True)
class Lineage:
    """The files of a customer, by what they change, and the shipped trees under them."""

    layers: tuple[Entries, ...]
    shipped: Callable[[str, Findings], Entries | None]
    findings: Findings

    def versions_of(self, name: str) -> Iterator[Version]:
        """The versions of a mapping, edit by edit; none where it cannot be made."""
        trail, chain = Trail(self.findings), self._chain(name)
        if chain is None:
            return
        tree: Entries | None = None
        for version in self._base(name, chain, trail):
            tree = version.tree
            yield version
        for own in reversed(chain):
            for version in extend_mapping(tree, own, trail) if tree is not None and own.text("extends") else ():
                tree = version.tree
                yield version

    def _chain(self, name: str) -> list[Entries] | None:
        """The customer's own files that a mapping is made of, its own first; None where they go in a circle."""
        by_name = {layer.text("mapping"): layer for layer in reversed(self.layers)}
        chain: dict[str, Entries] = {}
        while (own := by_name.get(name)) is not None:
            if name in chain:
                names = tuple(chain)
                self._report_circle(names[names.index(name) :])
                return None
            chain[name] = own
            name = own.text("extends") or ""
        return list(chain.values())

    def _base(self, name: str, chain: list[Entries], trail: Trail) -> Iterator[Version]:
        """The shipped mapping below a chain with its overlays, or the customer's own that extends none."""
        shipped = chain[-1].text("extends") if chain else name
        if chain and not shipped:
            self._report_lost_changes(chain[-1])
            yield Version(chain[-1])
        else:
            yield from self._overlaid(shipped or name, trail)

    def _overlaid(self, name: str, trail: Trail) -> Iterator[Version]:
        tree = self.shipped(name, self.findings)
        if tree is None:
            return
        yield Version(tree)
        for layer in self.layers:
            if layer.text("overlay") == name:
                for version in overlay_mapping(tree, layer, trail):
                    tree = version.tree
                    yield version

    def _report_circle(self, names: tuple[str, ...]) -> None:
        """One finding of a circle, from wherever it is entered: at the last of its files."""
        last = next(layer for layer in reversed(self.layers) if layer.text("mapping") in names)
        at = names.index(last.text("mapping") or "")
        first, *others = (*names[at:], *names[:at])
        way = "".join(f" extends '{name}', which" for name in others)
        message = f"'{first}'{way} extends '{first}'" if others else f"'{first}' extends itself"
        place = Block(last, self.findings).at("extends")
        self.findings.add("unknown-mapping", message, place, "let it extend a shipped mapping")

    def _report_lost_changes(self, own: Entries) -> None:
        if (key := own.key("changes")) is not None and own.key("overlay") is None:  # that is told of the overlay
            help = "say extends: NAME, or write the rows themselves"
            self.findings.add("no-change", "there is nothing to change without extends:", key.span, help)
