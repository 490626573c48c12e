"""Which mapping of a customer takes a record: exactly one of a family, or the record is blocked."""

from __future__ import annotations

from ..finding import Finding, Problem
from .names import RECORD, Names
from .outcome import Outcome
from .run import Taker
from .walk import Walk


def leave_alone(walk: Walk) -> Outcome | None:
    """The outcome of a record that another mapping takes, or more than one; None where this mapping maps it."""
    if not walk.run.takers:
        return None
    taking, untold = _takers_of(walk)
    if untold:
        # not taken, it would be sent by the base although it may be a taker's
        return walk.ended("blocked", untold)
    own = next((taker for taker in walk.run.takers if taker.name == walk.run.mapping.name), None)
    if own is not None and own not in taking:
        return walk.ended("skipped", (_not_taken(own),))
    if len(taking) > 1:
        return walk.ended("blocked", (_taken_twice(taking, own or taking[1]),))
    if own is None and taking:
        return walk.ended("skipped", (_taken_by(taking[0]),))
    return None


def _takers_of(walk: Walk) -> tuple[tuple[Taker, ...], tuple[Finding, ...]]:
    """The mappings that take the record, and what keeps others from telling."""
    names = Names(walk, RECORD)
    taking, untold = [], []
    for taker in walk.run.takers:
        try:
            if taker.takes.holds(names):
                taking.append(taker)
        except Problem as problem:
            message = f"whether {taker.name} takes this record cannot be told: {problem.message}"
            untold.append(Finding(problem.code, message, taker.takes.scalar.span, problem.help))
    return tuple(taking), tuple(untold)


def _not_taken(own: Taker) -> Finding:
    message = f"this mapping takes only records where {own.condition}"
    return Finding("not-taken", message, own.takes.scalar.span, severity="info")


def _taken_by(taker: Taker) -> Finding:
    return Finding("taken-by", f"the mapping {taker.name} takes this record", taker.span, severity="info")


def _taken_twice(taking: tuple[Taker, ...], at: Taker) -> Finding:
    *others, last = (f"{taker.name} ({taker.condition})" for taker in taking)
    message = f"{len(taking)} mappings take this record: {', '.join(others)} and {last}"
    help = "make their takes_when: exclude each other; crosswalk lint says which condition to add"
    return Finding("taken-twice", message, at.takes.scalar.span, help)
