"""A condition that shares records out must mean the same in every mapping that asks it."""

from collections.abc import Iterator

from ..finding import Findings
from ..language.tree import Reference
from ..spec.knowledge import Knowledge
from ..spec.mapping import Mapping
from . import lint_check

_OWN = {"rows": "its rows", "sequence": "its run"}


@lint_check
def check_takes(mapping: Mapping, knowledge: Knowledge, findings: Findings) -> None:
    """By rows of its own, a mapping would leave a record to another that, by its rows, does not take it."""
    if mapping.takes is None:
        return
    for reference in mapping.takes.references:
        for read in _read_by(reference, mapping, ()):
            where = "" if read is reference else f" through the link {reference.root}"
            span = mapping.takes.scalar.locate(reference.offset, len(reference.text))
            message = f"takes_when: reads {read.text}{where}, which each mapping has for itself: {_OWN[read.root]}"
            findings.add("unknown-name", message, span, "read the record, whose values are the same in all")


def _read_by(reference: Reference, mapping: Mapping, within: tuple[str, ...]) -> Iterator[Reference]:
    """What a name reads that is not the record's, also through links."""
    if reference.root in _OWN:
        yield reference
    link = mapping.links.get(reference.root)
    if link is not None and link.name not in within:
        for expression in (link.find, *link.match.values()):
            for read in expression.references:
                yield from _read_by(read, mapping, (*within, link.name))
