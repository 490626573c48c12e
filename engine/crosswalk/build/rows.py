"""How a row's value comes about: take it, turn it, look it up, fit it to the field that receives it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from ..finding import Finding, Problem
from ..language.evaluate import Get
from ..language.expression import Expression
from ..spec.mapping import Row, TableUse, Transfer
from ..spec.order import Node, Place
from ..spec.sources import Late, path_of, text_of
from ..values import MISSING, Json, is_blank, show
from .bench import Bench, where
from .fit import build_fit
from .frame import NOTES, PLACE, VALUE, Failed, Frame
from .judge import Step, as_far_as_known, not_checked
from .outcome import Note
from .raw import build_late, build_raw
from .scope import Dependent, FrameScope
from .telling import new_note, report_of, told_in_words
from .tools import NotGiven

Take: TypeAlias = Callable[[Frame], str]
"""Fills the slots of a row; gives the reason where there is nothing to send."""

_SET_BY: dict[str, tuple[str, ...]] = {
    "too-long": ("max", "digits", "policy"),
    "too-precise": ("places", "policy"),
    "missing-value": ("required",),
    "bad-value": ("type",),
}
"""The keys of a row that a problem with its value comes from, where a customer's file sets them."""


def build_take(node: Node, bench: Bench) -> Step:
    """What takes the result of a row at its place."""
    row, transfer, _ = bench.graph.rows[node.id]
    taker = _Taker(row, transfer, bench, node.place)
    take = taker.late(transfer.source) if isinstance(transfer.source, Late) else taker.typed()
    take = taker.where_it_applies(take)
    return taker.traced(take) if bench.teller.traces else taker.told(take)


class _Taker:
    """The closures of one row at one place."""

    def __init__(self, row: Row, transfer: Transfer, bench: Bench, place: Place) -> None:
        self.row, self.transfer, self.bench, self.place = row, transfer, bench, place
        self.scope = FrameScope(bench, place)
        self.slots = bench.slots(row.id)
        self.label = bench.label(row)
        self.raw = build_raw(row, transfer, bench, place)

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

    def late(self, source: Late) -> Take:
        value, wire, _, _ = self.slots
        late = build_late(self.transfer, source, self.raw, self.bench)

        def take(frame: Frame) -> str:
            frame[value] = frame[wire] = late(frame)
            return ""

        return take

    def typed(self) -> Take:
        value, wire, _, _ = self.slots
        turned, fit, blank = self.turned(), build_fit(self.row, self.transfer, self.bench), self.blank()
        default, table = self.transfer.default, self.transfer.table
        has_default = default == "" or not is_blank(default)
        look_up = self.look_up(table) if table is not None else None
        only = table.only if table is not None else None

        def take(frame: Frame) -> str:
            raw = turned(frame)
            if look_up is not None and not is_blank(raw):
                raw = look_up(frame, raw)
                if only is not None and raw != only:
                    return f"the code stands for {raw}"
            if raw is None or raw is MISSING or (isinstance(raw, str) and not raw.strip()):
                if not has_default:
                    return blank(frame, raw)
                raw = self.defaulted(frame)
            frame[value], frame[wire] = fit(frame, raw)
            return ""

        return take

    def turned(self) -> Get:
        """The raw value after the row's transform."""
        raw = self.raw
        if self.transfer.transform is None:
            return raw
        transform = self.scope.value(self.transfer.transform)

        def turned(frame: Frame) -> Json:
            frame[VALUE] = raw(frame)
            return transform(frame)

        return turned

    def defaulted(self, frame: Frame) -> Json:
        if self.bench.teller.traces:
            frame[NOTES].append(new_note(("default", "default", self.transfer.default, None, 0)))
        return self.transfer.default

    def look_up(self, table: TableUse) -> Callable[[Frame, Json], Json]:
        """The value of a code; rows that document one table tell of an unknown code only once."""
        tools, traces = self.bench.tools, self.bench.teller.traces

        def look_up(frame: Frame, code: Json) -> Json:
            try:
                found = tools.look_up(table.name, code, table.read_side)
            except Problem as problem:
                self.tell_once(frame, str(code), problem.message)
                raise
            if traces:
                frame[NOTES].append(new_note(("table", table.name, found, None, 0)))
            return found

        return look_up

    def blank(self) -> Callable[[Frame, Json], str]:
        """The reason why a blank value is not sent; raises Problem where one is required."""
        required = self.transfer.required
        needed = self.scope.test(required) if isinstance(required, Expression) else None

        def blank(frame: Frame, raw: Json) -> str:
            if required is not False and (needed is None or needed(frame)):
                raise self.missing(frame, raw)
            return "the source is blank"

        return blank

    def missing(self, frame: Frame, raw: Json) -> Problem:
        self.tell_once(frame, "blank", "a value is required")
        reads: list[Note] = [note for note in frame[NOTES] or () if note.what == "read"]
        told = ", ".join(dict.fromkeys(f"{note.text} {_emptiness(note.value)}" for note in reads))
        told = told or f"{text_of(self.transfer.source)} {_emptiness(raw)}"
        blank = (note.text for note in reads if is_blank(note.value))
        help = next((help for text in blank if (help := self.from_context(text))), "")
        help = help or "enter it where the record is kept, then send the record again"
        return Problem(f"a value is required, and {told}", help, "missing-value")

    def tell_once(self, frame: Frame, what: str, message: str) -> None:
        """Raises Dependent where another printed row of the same table has already told the same."""
        table = self.transfer.table
        if table is None or table.only is None or not self.bench.teller.traces:
            return
        told = (table.name, what, frame[PLACE])
        if told in report_of(frame).once:
            raise Dependent(message)
        report_of(frame).once.add(told)

    def from_context(self, path: str) -> str:
        """What to give for a blank value that comes from the context, by a link or by its name; else nothing."""
        root, _, field = path.partition(".")
        link = self.bench.graph.links.get(root)
        collection = link.find.text.strip().removeprefix("context.") if link is not None else ""
        if link is None or collection == link.find.text.strip():
            return ""
        return f"give {field} in {collection} of the --context" if field else f"give it with --context: {collection}"

    def told(self, take: Take) -> Step:
        """Without the trace: a value that needs context which was not given is left out with a warning."""
        without = self.without_context()

        def step(frame: Frame) -> None:
            try:
                take(frame)
            except NotGiven as missing:
                without(frame, missing)

        return step

    def traced(self, take: Take) -> Step:
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


def _emptiness(value: Json) -> str:
    if not is_blank(value):
        return f"is {show(value)}"
    return "is missing" if value is MISSING else "is null" if value is None else "is empty"
