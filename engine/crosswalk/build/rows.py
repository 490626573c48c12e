"""How a row's value comes about: take it, turn it, look it up, fit it to the field that receives it."""

from __future__ import annotations

from collections.abc import Callable

from ..finding import Finding, Problem
from ..language.expression import Expression
from ..spec.mapping import Row, Transfer
from ..spec.order import Node, Place
from ..spec.sources import Late, path_of, text_of
from .bench import Bench, where
from .frame import NOTES, Failed, Frame
from .judge import Act, as_far_as_known, not_checked
from .outcome import Note
from .scope import Dependent, FrameScope
from .settled import is_settled, needs_context, settle
from .telling import new_note, report_of, told_in_words
from .tools import NotGiven
from .typed import Take, build_late, build_typed

_SET_BY: dict[str, tuple[str, ...]] = {
    "too-long": ("max", "digits", "policy"),
    "too-precise": ("places", "policy"),
    "missing-value": ("required",),
    "bad-value": ("type",),
}
"""The keys of a row that a problem with its value comes from, where a customer's file sets them."""


def build_take(node: Node, bench: Bench) -> Act | None:
    """What takes the result of a row at its place; None where it is the same for every record, and known already."""
    row, transfer, _ = bench.graph.rows[node.id]
    taker = _Taker(row, transfer, bench, node.place)
    take = (
        build_late(row, transfer, transfer.source, bench, node.place)
        if isinstance(transfer.source, Late)
        else build_typed(row, transfer, bench, node.place)
    )
    take = taker.where_it_applies(take)
    step = taker.traced(take) if bench.teller.traces else taker.told(take)
    return None if is_settled(node, bench) and settle(node, step, bench) else step


class _Taker:
    """The closures of one row at one place."""

    def __init__(self, row: Row, transfer: Transfer, bench: Bench, place: Place) -> None:
        self.row, self.transfer, self.bench, self.place = row, transfer, bench, place
        self.scope = FrameScope(bench, place)
        self.slots = bench.slots(row.id)
        self.label = bench.label(row)

    def where_it_applies(self, take: Take) -> Take:
        """Takes nothing where another row is sent instead, or where the row's condition does not hold."""
        condition = self.transfer.when
        if condition is not None:
            take = _when(as_far_as_known(condition, self.bench, self.scope, self.label), condition, take)
        if self.transfer.unless_row in self.bench.graph.rows:
            take = self.unless(str(self.transfer.unless_row), take)
        group = self.bench.graph.rows[self.row.id][2].group
        if group.when is not None and self.place.is_record:
            return _in_group(self.bench.record.named("group", group.id), take)
        return take

    def unless(self, id: str, take: Take) -> Take:
        reason = f"the row {id} is sent instead"
        is_written = self.scope.is_written(id)
        return lambda frame: reason if is_written(frame) else take(frame)

    def told(self, take: Take) -> Act:
        """Without the trace: a value that needs context which was not given is left out with a warning."""
        if not needs_context(self.transfer, self.bench):
            return take
        without = self.without_context()

        def step(frame: Frame) -> None:
            try:
                take(frame)
            except NotGiven as missing:
                without(frame, missing)

        return step

    def traced(self, take: Take) -> Act:
        """With the trace: the notes and the reason are kept, and what is wrong with the value becomes a finding."""
        value, _, notes, reason = self.slots
        without = self.without_context()
        flags = tuple(self.flags())

        def step(frame: Frame) -> None:
            frame[NOTES] = [*flags]
            try:
                frame[reason] = take(frame)
            except Dependent:
                frame[value] = Failed("it needs a row that failed")
            except NotGiven as missing:
                try:
                    frame[reason] = without(frame, missing)
                except Problem as problem:
                    needed = [new_note(("read", f"context.{missing.collection}", None, None, 0))]
                    self.fail(frame, problem, needed, missing.message)
            except Problem as problem:
                self.fail(frame, problem, frame[NOTES], problem.message)
            if isinstance(frame[value], Failed):
                report_of(frame).has_failed = True
                frame[reason] = frame[value].reason
            frame[notes] = frame[NOTES]

        return step

    def fail(self, frame: Frame, problem: Problem, notes: list[Note], reason: str) -> None:
        frame[self.slots.value] = Failed(reason)
        tell_problem(self.row, self.transfer, self.bench, frame, problem, notes)

    def flags(self) -> list[Note]:
        """The flags that the row is switched on by."""
        flags = self.bench.plan.terms.flags
        return [
            new_note(("flag", condition.flag, flags[condition.flag].value, None, 0))
            for condition in self.transfer.enabled
        ]

    def without_context(self) -> Callable[[Frame, NotGiven], str]:
        """A value that needs context not given is left out with a warning; where it is required, that is a Problem."""
        missed = not_checked(self.bench, self.transfer.mended_at(), self.label)
        is_needed = self.transfer.required is not False

        def without(frame: Frame, missing: NotGiven) -> str:
            if is_needed:
                raise Problem(f"a value is required, and {missing.message}", missing.help, "missing-value")
            missed(frame, missing)
            return missing.message

        return without


def tell_problem(row: Row, transfer: Transfer, bench: Bench, frame: Frame, problem: Problem, notes: list[Note]) -> None:
    """What is wrong with the value of a row, as a finding: where it is read, or where a customer has set it."""
    line, label = where(frame, bench), bench.label(row)
    place = f" ({line})" if line else ""
    if path_of(transfer.source) is not None:
        place = f" ({line}.{text_of(transfer.source)})" if line else f" ({text_of(transfer.source)})"
    after = f"{place}: {problem.message}"
    span = transfer.mended_at(*_SET_BY.get(problem.code, ()))
    finding = Finding(problem.code, f"{label}{after}", span, problem.help, row=row.id)
    report_of(frame).add(told_in_words(frame, problem, label, after, finding, notes))


def _when(holds: Callable[[Frame], bool], condition: Expression, take: Take) -> Take:
    reason = f"it applies only where {condition.text}"
    return lambda frame: take(frame) if holds(frame) else reason


def _in_group(applies: int, take: Take) -> Take:
    return lambda frame: take(frame) if frame[applies] else "its group does not apply"
