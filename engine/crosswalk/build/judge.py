"""Judges: rules, what applies and what is sent, which mapping takes the record, what must hold of the documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from ..finding import Finding, Problem, Severity, Span
from ..language.evaluate import Test
from ..language.expression import Expression
from ..plan.terms import Taker
from ..spec.mapping import Check, Document, Group, Rule
from ..spec.order import RECORD, Place
from ..spec.vocabulary import RuleKind
from ..values import show, to_number
from .bench import Bench, where
from .frame import NOTES, Frame
from .outcome import Told
from .scope import Dependent, FrameScope
from .telling import report_of, told_in_words
from .tools import NotGiven, Unlinked

Act: TypeAlias = Callable[[Frame], object]
"""Does a step of the plan, for a record or a line of it."""

SEVERITIES: Mapping[RuleKind, Severity] = MappingProxyType({"require": "error", "skip": "info", "warn": "warning"})


def not_checked(bench: Bench, span: Span | None, what: str) -> Callable[[Frame, NotGiven], None]:
    """Tells that something needs a collection that the run was not given; of what follows a link, the link has said so.

    With `require_context`, that is an error.
    """
    severity: Severity = "error" if bench.plan.terms.require_context else "warning"

    def words(frame: Frame, message: str, help: str) -> Finding:
        return Finding("not-checked", message, span, help, severity)

    is_error = severity == "error"
    voice = bench.teller.stop(words) if is_error else bench.teller.tell(Told("not-checked", severity, ""), span, words)

    def tell(frame: Frame, missing: NotGiven) -> None:
        if not isinstance(missing, Unlinked):
            voice(frame, f"{what} was not checked: {missing.message}", missing.help)

    return tell


def build_stop(bench: Bench, span: Span) -> Callable[[Frame, Problem, str], None]:
    """Tells what cannot be decided, after these words; where a row failed that is read for it, the row has said why."""

    def words(frame: Frame, problem: Problem, before: str) -> Finding:
        return Finding(problem.code, before + problem.message, span, problem.help)

    voice = bench.teller.stop(words)

    def stop(frame: Frame, problem: Problem, before: str) -> None:
        if not isinstance(problem, Dependent):
            voice(frame, problem, before)

    return stop


def as_far_as_known(condition: Expression, bench: Bench, scope: FrameScope, what: str) -> Test:
    """A condition; where the context that it needs was not given, the record goes on as if it held."""
    test = scope.test(condition)
    missed = not_checked(bench, condition.scalar.span, f"whether {what} is to be sent ({condition.text})")

    def holds(frame: Frame) -> bool:
        try:
            return test(frame)
        except NotGiven as missing:
            # the link has said that it was not checked, not what follows from it
            missed(frame, NotGiven(missing.collection))
            return True

    return holds


def build_rule(rule: Rule, bench: Bench, place: Place) -> Callable[[Frame], bool]:
    """Whether a rule is content with a record or line; what it has to say is told."""
    scope = FrameScope(bench, place)
    test, is_require = scope.test(rule.test), rule.kind == "require"
    missed = not_checked(bench, rule.span, f"the rule {rule.id}")
    speak = _speak(rule, bench, scope)
    fails = _untested(rule, bench) if bench.teller.traces else None

    def judge(frame: Frame) -> bool:
        frame[NOTES] = []
        try:
            if test(frame) == is_require:
                return True
        except NotGiven as missing:
            missed(frame, missing)
            return True
        except Problem as problem:
            if fails is None:
                raise
            fails(frame, problem)
            return True
        speak(frame)
        return False

    return judge


def _speak(rule: Rule, bench: Bench, scope: FrameScope) -> Act:
    severity = SEVERITIES[rule.kind]
    sentence = scope.sentence(rule.message)

    def words(frame: Frame, line: str, said: str | None = None) -> Finding:
        message = sentence(frame) if said is None else said
        return Finding(rule.id, f"{line}: {message}" if line else message, rule.span, rule.help, severity)

    if rule.kind == "require":
        voice = bench.teller.stop(words)
    elif rule.kind == "skip" and scope.place == RECORD:
        voice = bench.teller.skip(words)
    else:
        voice = bench.teller.tell(Told(rule.id, severity, rule.id), rule.span, words)
        if _is_said_at_once(rule, bench, scope.place):
            return lambda frame: voice(frame, where(frame, bench), sentence(frame))
    return lambda frame: voice(frame, where(frame, bench))


def _is_said_at_once(rule: Rule, bench: Bench, place: Place) -> bool:
    """Whether the sentence itself may tell something, of a link, or may differ where lines stand at one place.

    So do the sides of a line, and one line that two groups share: only the words tell whether it was said before.
    """
    read = {reference.root for each in rule.message.expressions for reference in each.references}
    return place.is_side or len(rule.each) > 1 or not read.isdisjoint(bench.graph.links)


def _untested(rule: Rule, bench: Bench) -> Callable[[Frame, Problem], None]:
    def fails(frame: Frame, problem: Problem) -> None:
        if isinstance(problem, Dependent):
            return  # the row that failed has said why
        what, after = f"the rule {rule.id}", f" cannot be tested: {problem.message}"
        finding = Finding(problem.code, what + after, rule.span, problem.help)
        report_of(frame).untested[told_in_words(frame, problem, what, after, finding)] = None

    return fails


def build_group(group: Group, bench: Bench) -> Test:
    """Whether a group applies to the record."""
    if group.when is None:
        return lambda frame: True
    test = FrameScope(bench, RECORD).test(group.when)
    stop = build_stop(bench, group.span)

    def applies(frame: Frame) -> bool:
        frame[NOTES] = []
        try:
            return test(frame)
        except Problem as problem:
            stop(frame, problem, "")
            return False

    return applies


def build_document(document: Document, bench: Bench) -> Act:
    """Keeps a document from being sent where its condition does not hold."""
    if document.when is None or document.name in bench.plan.folded.off_documents:
        return lambda frame: None
    name, off = document.name, bench.off
    holds = as_far_as_known(document.when, bench, FrameScope(bench, RECORD), f"the document {name}")
    stop = build_stop(bench, document.span)

    def judge(frame: Frame) -> None:
        frame[NOTES] = []
        try:
            if not holds(frame):
                frame[off] = {*frame[off], name}
        except Problem as problem:
            stop(frame, problem, f"whether to send {name} cannot be told: ")

    return judge


def build_check(check: Check, bench: Bench) -> Act:
    """What must hold of the documents; not asked where a row has failed, as the documents are not whole then."""
    scope = FrameScope(bench, RECORD)
    sentence = scope.sentence(check.message)
    test, pair = (scope.test(check.expect), None) if check.expect is not None else (None, check.equal)
    sides = tuple(scope.value(part) for part in pair or ())
    missed = not_checked(bench, check.span, check.id)
    stop = bench.teller.stop(lambda frame, shown: Finding(check.id, sentence(frame) + shown, check.span, check.help))
    traces = bench.teller.traces

    def judge(frame: Frame) -> None:
        if traces and report_of(frame).has_failed:
            return
        frame[NOTES] = []
        shown = ""
        try:
            if sides:
                left, right = (side(frame) for side in sides)
                holds, shown = to_number(left) == to_number(right), f" ({show(left)} against {show(right)})"
            else:
                holds = test is not None and test(frame)
        except NotGiven as missing:
            missed(frame, missing)
            return
        except Problem as problem:
            if not traces:
                raise
            after = f": {problem.message}"
            finding = Finding(problem.code, check.id + after, check.span, problem.help)
            report_of(frame).add(told_in_words(frame, problem, check.id, after, finding))
            return
        if not holds:
            stop(frame, shown)

    return judge


class Ended(Exception):
    """The record goes no further: it is another mapping's, or a rule has skipped it; with the findings that say so."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__()


def build_takers(takers: tuple[Taker, ...], bench: Bench) -> Callable[[Frame], None]:
    """Ends a record that another mapping of the family takes, or more than one."""
    scope = FrameScope(bench, RECORD)
    tests = tuple((taker, scope.test(taker.takes)) for taker in takers)
    name = bench.plan.mapping.name
    own = next((taker for taker in takers if taker.name == name), None)

    def judge(frame: Frame) -> None:
        frame[NOTES] = []
        taking, untold = [], []
        for taker, takes in tests:
            try:
                if takes(frame):
                    taking.append(taker)
            except Problem as problem:
                message = f"whether {taker.name} takes this record cannot be told: {problem.message}"
                untold.append(Finding(problem.code, message, taker.takes.scalar.span, problem.help))
        if found := untold or _not_this(own, taking):
            raise Ended(found)

    return judge


def _not_this(own: Taker | None, taking: list[Taker]) -> list[Finding]:
    """Why this mapping does not map the record, in one finding; none where it does."""
    if own is not None and own not in taking:
        return [_not_taken(own)]
    if len(taking) > 1:
        return [_taken_twice(taking, own or taking[1])]
    return [_taken_by(taking[0])] if own is None and taking else []


def _not_taken(own: Taker) -> Finding:
    message = f"this mapping takes only records where {own.condition}"
    return Finding("not-taken", message, own.takes.scalar.span, severity="info")


def _taken_by(taker: Taker) -> Finding:
    return Finding("taken-by", f"the mapping {taker.name} takes this record", taker.span, severity="info")


def _taken_twice(taking: list[Taker], at: Taker) -> Finding:
    *others, last = (f"{taker.name} ({taker.condition})" for taker in taking)
    message = f"{len(taking)} mappings take this record: {', '.join(others)} and {last}"
    help = "make their takes_when: exclude each other; crosswalk lint says which condition to add"
    return Finding("taken-twice", message, at.takes.scalar.span, help)
