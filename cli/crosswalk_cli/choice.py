"""Finds what a user means by some of its words: a row by id or label, a record by a part of its key."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from crosswalk.build.outcome import Trace
from crosswalk.finding import CrosswalkError, Finding, did_you_mean
from crosswalk.spec.mapping import Mapping, Row

MOST = 12


def choose_row(mapping: Mapping, words: str) -> str:
    """The id of a row given as id, label, or a part of a label that no other row has; letter case is all one."""
    if mapping.row(words) is not None:
        return words
    wanted = " ".join(words.lower().split())
    called = [row.id for row in mapping.rows if wanted in _names(row)]
    found = called or [row.id for row in mapping.rows if wanted and any(wanted in name for name in _labels(row))]
    if len(found) == 1:
        return found[0]
    if found:
        what = f"are called '{words}'" if called else f"have '{words}' in their labels"
        message = f"{len(found)} rows of {mapping.name} {what}"
        raise CrosswalkError([Finding("no-such-row", message, mapping.span, f"give an id: {_listed(found)}")])
    message = f"{mapping.name} has no row '{words}'"
    raise CrosswalkError([Finding("no-such-row", message, mapping.span, _nearest_row(mapping, wanted))])


def _nearest_row(mapping: Mapping, wanted: str) -> str:
    """The id that was meant, also where a label is what the words are near to."""
    ids = {name: row.id for row in reversed(mapping.rows) for name in _names(row)}
    otherwise = f"crosswalk explain {mapping.name} lists its rows"
    help = did_you_mean(wanted, ids, otherwise)
    if help == otherwise:
        return help
    near = next((name for name in sorted(ids, key=len, reverse=True) if f"'{name}'" in help), wanted)
    return f"did you mean '{ids.get(near, near)}'?"


def choose_records(outcomes: Sequence[Trace], key: str | None) -> list[Trace]:
    """All outcomes, or those of the key asked for; a part of the key will do where only one record has it."""
    if key is None:
        return list(outcomes)
    wanted = " ".join(key.lower().split())
    tests: tuple[Callable[[str], bool], ...] = (
        lambda known: known == key,
        lambda known: known.lower() == wanted,
        lambda known: wanted in known.lower().split(" / "),
        lambda known: wanted in known.lower(),
    )
    for fits in tests if wanted else ():
        found = [outcome for outcome in outcomes if fits(outcome.key)]
        if len({outcome.key for outcome in found}) == 1:
            return found
        if found:
            message = f"{len(found)} records have '{key}' in their key"
            raise CrosswalkError([Finding("no-such-record", message, None, f"give one: {_listed(_keys(found))}")])
    keys = _keys(outcomes)
    help = did_you_mean(key, keys, f"it has: {_listed(keys)}" if keys else "it has no record")
    raise CrosswalkError([Finding("no-such-record", f"no record '{key}' in the payload", None, help)])


def _names(row: Row) -> list[str]:
    return [row.id.lower(), *_labels(row)]


def _labels(row: Row) -> list[str]:
    return [" ".join(side.label.lower().split()) for side in row.sides.values() if side.label]


def _keys(outcomes: Iterable[Trace]) -> list[str]:
    return list(dict.fromkeys(outcome.key for outcome in outcomes))


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:MOST]) + (f" and {len(names) - MOST} more" if len(names) > MOST else "")
