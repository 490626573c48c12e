"""Judges a record by the rules of its mapping, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from ..finding import Finding, Problem, Severity
from ..spec.mapping import Rule
from ..spec.vocabulary import RuleKind
from .names import RECORD, Names, Place
from .run import NotGiven
from .take import Dependent

if TYPE_CHECKING:
    from .walk import Walk


SEVERITIES: Mapping[RuleKind, Severity] = MappingProxyType({"require": "error", "skip": "info", "warn": "warning"})
"""What the finding of a rule is."""


def judge(walk: Walk) -> tuple[Finding, ...]:
    """The reasons to skip the record; what blocks it or warns is reported on the walk."""
    found = of_direction(walk, None)
    skips = [finding for rule in found if rule.kind == "skip" and (finding := apply(walk, rule, RECORD))]
    if not skips:
        for rule in found:
            if rule.kind != "skip" and (finding := apply(walk, rule, RECORD)):
                walk.report(finding)
    return tuple(skips)


def of_direction(walk: Walk, each: str | None) -> tuple[Rule, ...]:
    """The rules of this direction for records (None), or for the lines of one group."""
    run = walk.run
    here = {"both", run.direction.name}
    rules = (rule for rule in run.mapping.rules if (each in rule.each if each else not rule.each))
    return tuple(rule for rule in rules if rule.direction in here and run.first_off(rule.enabled) is None)


def apply(walk: Walk, rule: Rule, place: Place) -> Finding | None:
    """The finding of a rule at a place, or None where the rule is content."""
    names = Names(walk, place)
    try:
        verdict = rule.test.holds(names)
    except NotGiven as missing:
        walk.not_checked(missing, rule.span, f"the rule {rule.id}")
        return None
    except Dependent:
        return None  # the row that failed has said why
    except Problem as problem:
        what, after = f"the rule {rule.id}", f" cannot be tested: {problem.message}"
        finding = Finding(problem.code, what + after, rule.span, problem.help)
        walk.untested[walk.causes.tell(problem, names.notes, what, after, finding)] = None
        return None
    if verdict == (rule.kind == "require"):
        return None
    where = f"{place.text.rstrip('.')}: " if place.is_line else ""
    return Finding(rule.id, where + rule.message.render(names), rule.span, rule.help, SEVERITIES[rule.kind])
