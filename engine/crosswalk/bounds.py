"""The bounds that keep a spec from taking the machine: looked at before a text or a list is built."""

from .finding import Problem

LONGEST_TEXT = 65_536
MOST_ELEMENTS = 1_000_000
LAST_INDEX = 98
"""Of a place in a document: an array that is written by hand has no more than 99 elements."""


def check_length(what: str, length: int) -> None:
    """Raises Problem where a text would be longer than 64 KB.

    >>> check_length("replace", 65_537)
    Traceback (most recent call last):
    crosswalk.finding.Problem: replace gives a text longer than 64 KB
    """
    if length > LONGEST_TEXT:
        raise Problem(f"{what} gives a text longer than 64 KB", "keep it shorter: | truncate(n)")


def check_count(what: str, count: int) -> None:
    """Raises Problem where a list would have more than a million elements."""
    if count > MOST_ELEMENTS:
        raise Problem(f"{what} gives more than {MOST_ELEMENTS:,} values", "take fewer fields, or shorter lists")
