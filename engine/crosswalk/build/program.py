"""A plan built into a program: one record in, its outcome out. Built twice, with the trace and without it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from itertools import groupby

from ..finding import Finding, Problem
from ..plan.plan import Over, Plan, Step
from ..spec.order import SOURCE, Node
from ..values import Json, is_blank, spell_halves
from .bench import Bench
from .bodies import documents_of
from .frame import HERE, NOTES, PLACE, RECORD, SEQUENCE, SOURCES, TOLD, UP, Frame
from .judge import Act, Ended
from .lines import new_frame
from .outcome import Body, Kind, Outcome, Told, Trace
from .scope import FrameScope
from .steps import build_step
from .story import build_story
from .telling import Report, Silent, Teller, Tracing, Unusual
from .tools import Tools, word_of


class Program:
    """The steps of a plan as closures over frames; each is done for the record, or is a pass over lines of it."""

    def __init__(self, plan: Plan, tools: Tools, teller: Teller) -> None:
        self.plan = plan
        self.bench = Bench(plan, tools, teller)
        self.documents = tuple(plan.direction.documents.values())
        self._bodies, self._drafts, self._off = self.bench.bodies, self.bench.drafts, self.bench.off
        for id in plan.graph.rows:
            self.bench.slots(id)  # also of rows that are never taken: their story says so
        self.steps: list[Act] = []
        self.last_skip = -1
        """The step after which a record that is skipped goes no further: all rules that skip were asked."""
        self._nodes: list[frozenset[Node]] = []
        for over, steps in groupby(plan.steps, key=lambda step: step.over):
            self._add(over, tuple(steps))
        self._key = self._build_key()

    def frame(self, record: Json, sequence: int, sources: Sequence[Json], told: object) -> Frame:
        """The frame of a record, before its first step."""
        frame = self.bench.record.template.copy()
        frame[RECORD], frame[HERE], frame[PLACE] = record, record, ()
        frame[UP], frame[SEQUENCE], frame[TOLD], frame[NOTES] = frame, sequence, told, []
        frame[self._bodies], frame[self._drafts], frame[self._off] = {}, {}, frozenset()
        if sources:
            layout, name = self.bench.layout(SOURCE), str(SOURCE.group)
            frame[SOURCES] = [new_frame(layout, frame, name, number, each) for number, each in enumerate(sources, 1)]
        return frame

    def key(self, frame: Frame, sequence: int) -> str:
        """The business key that people know, or the record's number where it has none."""
        return self._key(frame) or f"(record {sequence + 1})"

    def sent(self, frame: Frame) -> tuple[Body, ...]:
        """The documents of a record, in their order."""
        return documents_of(frame[self._drafts], self.documents)

    def _add(self, over: Over | None, steps: tuple[Step, ...]) -> None:
        """The closures of steps that are done one after the other for the record, or for each of the same lines."""
        built = [(step.node, build) for step in steps if (build := build_step(step.node, self.bench)) is not None]
        if over is None:
            for node, step in built:
                self.steps.append(step)
                self._nodes.append(frozenset([node]))
                if node.kind == "rule" and self.plan.graph.rule(node.id).kind == "skip":
                    self.last_skip = len(self.steps) - 1
            return
        if built and over.group != SOURCE.group:
            lines = self.bench.over(over.group, over.stage)
            self.steps.append(_pass_over(lines, tuple(step for _, step in built)))
            self._nodes.append(frozenset(node for node, _ in built))

    def _build_key(self) -> Callable[[Frame], str]:
        scope = FrameScope(self.bench, Node("key", "").place)
        parts = [scope.value(part) for part in self.plan.direction.key]

        def key(frame: Frame) -> str:
            frame[NOTES] = []
            words = []
            for part in parts:
                try:
                    value = part(frame)
                except Problem:
                    continue
                if not is_blank(value):
                    words.append(spell_halves(word_of(value)))
            return " / ".join(words)

        return key

    def steps_for_key(self, after: int) -> list[Act]:
        """The steps behind one that the key needs, in their order."""
        needed: set[Node] = set()
        waiting = [Node("key", "")]
        while waiting:
            new = [node for node in self.plan.graph.needs(waiting.pop()) if node not in needed]
            needed.update(new)
            waiting += new
        return [step for number, step in enumerate(self.steps) if number > after and self._nodes[number] & needed]


def _pass_over(lines: int, steps: tuple[Act, ...]) -> Act:
    def each(frame: Frame) -> None:
        for line in frame[lines]:
            for step in steps:
                step(line)

    return each


class Quick:
    """A program without the trace: the outcome of an ordinary record, None of one that only the trace can tell."""

    def __init__(self, plan: Plan, tools: Tools) -> None:
        self.program = Program(plan, tools, Silent())

    def run(
        self, record: Json, sequence: int, sources: Sequence[Json], retell: Callable[..., tuple[Finding, ...]]
    ) -> Outcome | None:
        """The outcome of a record that is mapped; `retell` gives, for the same, the words of what it is told."""
        program = self.program
        told: dict[tuple[object, ...], Told] = {}
        frame = program.frame(record, sequence, sources, told)
        try:
            for step in program.steps:
                step(frame)
            key = program.key(frame, sequence)
        except (Unusual, Ended, Problem, RecursionError):
            return None
        documents = program.sent(frame)
        frame.clear()  # it leads to itself, and would wait for the collector of circles
        if not documents:
            return None
        words = partial(retell, record, sequence, sources) if told else ()
        return Outcome(key, "mapped", words, documents, tuple(told.values()))


class Thorough:
    """A program with the trace: the outcome of any record, with all that there is to say of it."""

    def __init__(self, plan: Plan, tools: Tools) -> None:
        self.plan = plan
        self.program = Program(plan, tools, Tracing())
        self._story = build_story(self.program.bench)

    def run(self, record: Json, sequence: int, sources: Sequence[Json]) -> Trace:
        """The trace of a record."""
        program, report = self.program, Report()
        frame = program.frame(record, sequence, sources, report)
        for number, step in enumerate(program.steps):
            try:
                step(frame)
            except Ended as ended:
                return self._ended(frame, sequence, number, ended.findings)
            except RecursionError:
                return self._ended(frame, sequence, number, (_too_deep(self.plan),))
            if report.skips and number == program.last_skip:
                return self._ended(frame, sequence, number, tuple(report.skips))
        return self._whole(frame, sequence, report)

    def off(self, record: Json, sequence: int, finding: Finding) -> Trace:
        """The trace of a record of a direction that is off."""
        return self._ended(self.program.frame(record, sequence, (), Report()), sequence, -1, (finding,))

    def _whole(self, frame: Frame, sequence: int, report: Report) -> Trace:
        if not report.has_errors:
            report.tell_untested()  # else the row that reads the same value has said it better
        documents = self.program.sent(frame)
        if not report.has_errors and not documents:
            message = "the record yields no document"
            help = "check that its fields are filled"
            report.add(Finding("nothing-to-send", message, self.plan.mapping.span, help))
        kind: Kind = "blocked" if report.has_errors else "mapped"
        key = self.program.key(frame, sequence)
        findings = report.in_full(report.findings)
        sent = documents if kind == "mapped" else ()
        return Trace(key, kind, findings, sent, partial(self._story, frame))

    def _ended(self, frame: Frame, sequence: int, number: int, findings: tuple[Finding, ...]) -> Trace:
        """The trace of a record that goes no further; its key may need rows that were not taken yet."""
        with suppress(Ended):  # without source rows there is nothing to add up, and no more to say of it
            for step in self.program.steps_for_key(number):
                step(frame)
        key = self.program.key(frame, sequence)
        report: Report = frame[TOLD]
        kind: Kind = "skipped" if all(finding.severity == "info" for finding in findings) else "blocked"
        return Trace(key, kind, (*report.in_full(report.findings), *findings))


def _too_deep(plan: Plan) -> Finding:
    help = "let a row read the payload instead of another row"
    message = "its rows and expressions are nested too deeply"
    return Finding("expression-failed", message, plan.mapping.span, help)
