"""Walks one record through a mapping: rules, lines, rows, checks, documents. This is the meaning of a spec."""

from __future__ import annotations

from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from ..finding import Finding, Problem, Severity, Span
from ..language.expression import Expression
from ..spec.mapping import Check, Group, Link, Row, Transfer
from ..spec.sources import Sum, path_of, text_of
from ..spec.vocabulary import Wire
from ..values import EXACT, MISSING, Json, is_blank, show, spell_halves, to_number
from . import partition, rules
from .body import Bodies
from .names import RECORD, Names, Place, Slot
from .outcome import Kind, Note, Outcome, Unwritten, Written
from .run import Index, NotGiven, Run, index_by, word_of
from .stops import Causes
from .take import Dependent, Result, take

_SET_BY: Map[str, tuple[str, ...]] = MappingProxyType(
    {
        "too-long": ("max", "digits", "policy"),
        "too-precise": ("places", "policy"),
        "missing-value": ("required",),
        "bad-value": ("type",),
    }
)
"""The keys of a row that a problem with its value comes from, where a customer's file sets them."""


@dataclass(slots=True)
class Walk:
    """The state of one record while it is mapped."""

    run: Run
    record: Json
    sequence: int
    sources: tuple[Json, ...] = ()
    findings: dict[Finding, None] = field(default_factory=dict)
    places: dict[str, tuple[Place, ...]] = field(default_factory=dict)
    bodies: Bodies = field(init=False)
    untested: dict[Finding, None] = field(default_factory=dict)
    told: set[tuple[str, str, Slot]] = field(default_factory=set)
    causes: Causes = field(default_factory=Causes)
    _results: dict[tuple[str, Slot], Result] = field(default_factory=dict)
    _notes: dict[tuple[str, Slot], tuple[Note, ...]] = field(default_factory=dict)
    _links: dict[tuple[str, Slot], Json] = field(default_factory=dict)
    _searching: set[tuple[str, Slot]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.bodies = Bodies(self.run.direction.documents, self.run)

    def outcome(self) -> Outcome:
        """The outcome of the record, with all its findings at once."""
        skips = rules.judge(self)
        if skips:
            return self.ended("skipped", skips)
        partition.take_lines(self)
        self.switch_documents()
        written, unwritten = self.write_rows()
        self.check_documents()
        if not any(finding.severity == "error" for finding in self.findings):
            # else the row that reads the same value has said it better
            self.findings.update(self.untested)
        kind: Kind = "blocked" if any(f.severity == "error" for f in self.findings) else "mapped"
        documents = self.bodies.sent(self.run.direction.documents) if kind == "mapped" else ()
        if kind == "mapped" and not documents:
            self.report(
                Finding(
                    "nothing-to-send",
                    "the record yields no document",
                    self.run.mapping.span,
                    "check that its fields are filled",
                )
            )
            kind = "blocked"
        return Outcome(self.key(), kind, self.causes.in_full(self.findings), documents, written, unwritten)

    def ended(self, kind: Kind, findings: tuple[Finding, ...]) -> Outcome:
        return Outcome(self.key(), kind, (*self.causes.in_full(self.findings), *findings))

    def key(self) -> str:
        """The business key that people know, or the record's number where it has none."""
        parts = []
        for expression in self.run.direction.key:
            try:
                value = expression.evaluate(Names(self, RECORD))
            except Problem:
                continue
            if not is_blank(value):
                parts.append(spell_halves(word_of(value)))
        return " / ".join(parts) or f"(record {self.sequence + 1})"

    def report(self, finding: Finding) -> None:
        self.findings[finding] = None

    def warn(self, finding: Finding) -> None:
        self.findings[finding] = None

    def not_checked(self, missing: NotGiven, span: Span | None, what: str) -> None:
        """A rule, link or source needs a collection that the run was not given; said once."""
        if missing.is_reported:
            return
        missing.is_reported = True
        severity: Severity = "error" if self.run.require_context else "warning"
        message = f"{what} was not checked: {missing.message}"
        self.report(Finding(missing.code, message, span, missing.help, severity))

    def problem(self, problem: Problem, row: Row, transfer: Transfer, place: Place, notes: Sequence[Note]) -> None:
        label = self.label_of(row)
        where = (
            f" ({place.text}{text_of(transfer.source)})"
            if path_of(transfer.source)
            else f" ({place.text.rstrip('.')})"
            if place.text
            else ""
        )
        span = transfer.mended_at(*_SET_BY.get(problem.code, ()))
        after = f"{where}: {problem.message}"
        finding = Finding(problem.code, f"{label}{after}", span, problem.help, row=row.id)
        self.report(self.causes.tell(problem, notes, label, after, finding))

    @property
    def read_side(self) -> str:
        return self.run.knowledge.connector.sides_of(self.run.direction.name)[0]

    def label_of(self, row: Row) -> str:
        """What people call a row: the label of the side that is read, else of the other."""
        labels = [row.sides[self.read_side].label, *(side.label for side in row.sides.values())]
        return next((label for label in labels if label), row.id)

    def write_rows(self) -> tuple[tuple[Written, ...], tuple[Unwritten, ...]]:
        written: list[Written] = []
        unwritten: list[Unwritten] = []
        for group in self.run.mapping.groups:
            if group.id in self.places:
                self.bodies.open_array(group.lines[self.run.direction.name])
            for place in self.places_of(group):
                for row in group.rows:
                    self.write_row(row, group, place, written, unwritten)
        return tuple(written), tuple(unwritten)

    def write_row(
        self, row: Row, group: Group, place: Place, written: list[Written], unwritten: list[Unwritten]
    ) -> None:
        transfer = row.transfers.get(self.run.direction.name)
        if transfer is None:
            return
        result = self.compute(row, transfer, place)
        notes = self._notes[row.id, place.slot]
        lines = group.lines.get(self.run.direction.name)
        targets = [target for target in transfer.targets if target.document not in self.bodies.off]
        if not result.is_written or not targets:
            reason = result.reason or "its document is not sent"
            span = transfer.mended_at("when", "unless_row", "enabled_by")
            unwritten.append(Unwritten(row.id, group.id, place.index, reason, notes, span))
            return
        span = transfer.mended_at(*("default" for note in notes if note.what == "default"))
        for target in targets:
            try:
                self.bodies.put(target, lines, place, result.wire, transfer.write_part)
            except Problem as problem:
                self.problem(problem, row, transfer, place, notes)
            labels = tuple(side.label for side in row.sides.values())
            path = f"{target.document}.{target.text}" if lines else target.text
            written.append(
                Written(row.id, group.id, place.index, (labels[0], labels[1]), target, path, result.wire, notes, span)
            )

    def compute(self, row: Row, transfer: Transfer, place: Place) -> Result:
        """The row's result at a place; computed once."""
        slot = (row.id, place.slot)
        if slot not in self._results:
            names = Names(self, place, row=row)
            self._results[slot] = Result(reason="the rows refer to each other in a circle", failed=True)
            self._results[slot] = self.attempt(row, transfer, names)
            self._notes[slot] = tuple(names.notes)
        return self._results[slot]

    def attempt(self, row: Row, transfer: Transfer, names: Names) -> Result:
        try:
            reason = self.why_off(row, transfer, names)
            return Result(reason=reason) if reason else take(transfer, names)
        except Dependent:
            return Result(reason="it needs a row that failed", failed=True)
        except NotGiven as missing:
            return self.without_context(row, transfer, names, missing)
        except Problem as problem:
            self.problem(problem, row, transfer, names.place, names.notes)
            return Result(reason=problem.message, failed=True)

    def without_context(self, row: Row, transfer: Transfer, names: Names, missing: NotGiven) -> Result:
        """A value that needs context which was not given is left out with a warning, or blocks where it is required."""
        if transfer.required is not False:
            problem = Problem(f"a value is required, and {missing.message}", missing.help, "missing-value")
            needed = Note("read", f"context.{missing.collection}")
            self.problem(problem, row, transfer, names.place, [needed])
            return Result(reason=missing.message, failed=True)
        self.not_checked(missing, transfer.mended_at(), self.label_of(row))
        return Result(reason=missing.message)

    def why_off(self, row: Row, transfer: Transfer, names: Names) -> str:
        """Why a row does not apply here, or nothing."""
        for condition in transfer.enabled:
            names.notes.append(Note("flag", condition.flag, self.run.flags[condition.flag].value))
        off = self.run.first_off(transfer.enabled)
        if off is not None:
            return f"the flag {off.flag} is {show(self.run.flags[off.flag].value)}"
        if transfer.unless_row is not None and self.is_written(transfer.unless_row, names.place):
            return f"the row {transfer.unless_row} is sent instead"
        if transfer.when is not None and not self.holds_as_far_as_known(transfer.when, names, self.label_of(row)):
            return f"it applies only where {transfer.when.text}"
        return ""

    def holds_as_far_as_known(self, condition: Expression, names: Names, what: str) -> bool:
        """A condition; where the context that it needs was not given, the record goes on as if it held."""
        try:
            return names.tests(condition)
        except NotGiven as missing:
            missing.is_reported = False  # the link has said that it was not checked, not what follows from it
            self.not_checked(missing, condition.scalar.span, f"whether {what} is to be sent ({condition.text})")
            return True

    def is_written(self, id: str, place: Place) -> bool:
        row = self.run.mapping.row(id)
        transfer = row.transfers.get(self.run.direction.name) if row else None
        return bool(row and transfer and self.compute(row, transfer, place).is_written)

    def result_of(self, id: str, place: Place) -> Json:
        """Another row's typed value: of the same line, or a list over the lines of its group."""
        row = self.run.mapping.row(id)
        transfer = row.transfers.get(self.run.direction.name) if row else None
        if row is None or transfer is None:
            return MISSING
        group = self.run.mapping.group_of(row)
        if self.run.direction.name not in group.lines:
            return self.typed(row, transfer, RECORD)
        if place.group == group.id:
            return self.typed(row, transfer, place)
        return [self.typed(row, transfer, each) for each in self.places_of(group)]

    def typed(self, row: Row, transfer: Transfer, place: Place) -> Json:
        result = self.compute(row, transfer, place)
        if result.failed:
            raise Dependent(f"the row {row.id} failed: {result.reason}")
        return result.value

    def places_of(self, group: Group) -> tuple[Place, ...]:
        if self.run.direction.name in group.lines:
            return self.places.get(group.id, ())
        return (RECORD,) if partition.applies(self, group) else ()

    def total(self, sum: Sum, names: Names) -> Json:
        """The sum of an expression over the source rows of an aggregated record."""
        total, count = Decimal(0), 0
        for number, source in enumerate(self.sources, 1):
            each = Names(self, Place("source", source, number - 1, number))
            if sum.where is None or sum.where.holds(each):
                value = self.summand(sum, each, names)
                total = EXACT.add(total, to_number(value) if not is_blank(value) else Decimal(0))
                count += 1
        names.notes.append(Note("sum", sum.of.text, total, count=count))
        return total

    def summand(self, sum: Sum, each: Names, names: Names) -> Json:
        try:
            return sum.of.evaluate(each)
        except Problem:
            names.notes += each.notes
            raise

    def wire_of(self, transfer: Transfer) -> Wire:
        documents = self.run.direction.documents
        return documents[transfer.targets[0].document].wire if transfer.targets else "text"

    def link(self, name: str, place: Place) -> Json:
        """The one element that a link finds for the record or line; found once."""
        slot = (name, place.slot)
        if slot not in self._links:
            if slot in self._searching:
                raise Problem(f"the link {name} needs itself", "let it match by fields of the payload", "row-circle")
            self._searching.add(slot)
            try:
                self._links[slot] = self.find(self.run.mapping.links[name], Names(self, place))
            finally:
                self._searching.discard(slot)
        return self._links[slot]

    def find(self, link: Link, names: Names) -> Json:
        try:
            return self.join(link, names)
        except NotGiven as missing:
            self.not_checked(missing, link.span, f"the link {link.name}")
            raise

    def join(self, link: Link, names: Names) -> Json:
        elements = link.find.evaluate(names)
        wanted = {field: expression.evaluate(names) for field, expression in link.match.items()}
        hits = ()
        if not any(is_blank(value) for value in wanted.values()):
            hits = tuple(self.elements_by(link, elements).get(tuple(map(word_of, wanted.values())), ()))
        if len(hits) == 1:
            return hits[0]
        shown = ", ".join(f"{field} {show(value)}" for field, value in wanted.items())
        if len(hits) > 1:
            raise Problem(
                f"{len(hits)} entries of {link.find.text} have {shown}",
                "remove the duplicate, or match more fields",
                "link-ambiguous",
            )
        if link.none == "error":
            raise Problem(f"nothing in {link.find.text} has {shown}", "send or sync it first", "link-not-found")
        if link.none == "warn":
            self.warn(
                Finding("link-not-found", f"nothing in {link.find.text} has {shown}", link.span, severity="warning")
            )
        return MISSING

    def elements_by(self, link: Link, elements: Json) -> Index:
        if link.find.text.startswith("context."):
            return self.run.index(link, elements)
        return index_by(elements, tuple(link.match))

    def switch_documents(self) -> None:
        """Documents that a flag or a condition of theirs keeps from being sent."""
        for document in self.run.direction.documents.values():
            names = Names(self, RECORD)
            is_off = self.run.first_off(document.enabled) is not None
            try:
                what = f"the document {document.name}"
                if is_off or (document.when and not self.holds_as_far_as_known(document.when, names, what)):
                    self.bodies.off.add(document.name)
            except Problem as problem:
                message = f"whether to send {document.name} cannot be told: {problem.message}"
                self.report(Finding(problem.code, message, document.span, problem.help))

    def check_documents(self) -> None:
        for check in self.run.mapping.checks:
            if check.direction in {"both", self.run.direction.name} and not any(
                r.failed for r in self._results.values()
            ):
                self.check(check)

    def check(self, check: Check) -> None:
        names = Names(self, RECORD)
        try:
            if check.equal is not None:
                left, right = (part.evaluate(names) for part in check.equal)
                holds, shown = to_number(left) == to_number(right), f" ({show(left)} against {show(right)})"
            else:
                holds, shown = check.expect is not None and check.expect.holds(names), ""
        except NotGiven as missing:
            return self.not_checked(missing, check.span, check.id)
        except Problem as problem:
            after = f": {problem.message}"
            finding = Finding(problem.code, check.id + after, check.span, problem.help)
            return self.report(self.causes.tell(problem, names.notes, check.id, after, finding))
        if not holds:
            self.report(Finding(check.id, check.message.render(names) + shown, check.span, check.help))
        return None
