"""The names that an expression may use, wherever it stands: the one list that lint, the builder and the help walk."""

from collections.abc import Mapping
from types import MappingProxyType

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "record": "The record that is mapped; record.NAME is a field of it.",
        "line": "The line of the record, in a group with lines; line.NAME is a field of it.",
        "side": "One of the named lines that a group with sides: makes of a line; side.name is its name.",
        "value": "The value of the row so far, in its transform.",
        "rows": "The result of another row, by id with _ for -; of a group with lines, the list of its results.",
        "flags": "The value of a flag for this customer.",
        "settings": "The value of a setting of this customer.",
        "context": "A collection of the context file that --context gives.",
        "today": "The date of the run.",
        "position": "The number of the line in its list, from 1.",
        "sequence": "The number of the record in the run, from 0.",
        "documents": "The bodies of the documents, in a check.",
    }
)
ROOTS = tuple(NAMES)
"""Bare names in scope; any other name is a link, or a field of the line or record."""
