"""Shares out the lines of a record: every one to exactly one group, or the record is blocked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from ..finding import Finding, Problem
from ..spec.mapping import Group, Lines
from ..spec.order import SOURCE, Place
from ..values import MISSING, Json, Segments, show
from .bench import Bench, where
from .frame import HERE, INDEX, NOTES, PLACE, POSITION, RECORD, SIDE, SOURCES, UP, Frame, Layout
from .judge import Act, Ended, build_group, build_rule, build_stop, not_checked
from .outcome import Told
from .scope import FrameScope
from .telling import report_of
from .tools import NotGiven

Line: TypeAlias = tuple[int, dict[str, Json]]
"""The number of a line in its list, from 1, and the line."""


def build_reading(source: str, bench: Bench) -> Act:
    """Reads a list of lines; whatever is in it that is no line is told."""
    lines = next(lines for lines in bench.graph.lines.values() if lines.source.text == source)
    path, slot, traces = lines.source, bench.record.named("lines", source, start=()), bench.teller.traces
    stop = bench.teller.stop(lambda frame, code, message, help, span: Finding(code, message, span, help))

    def read(frame: Frame) -> None:
        try:
            found = path.read(frame[RECORD])
        except Problem as problem:
            if not traces:
                raise
            stop(frame, problem.code, problem.message, problem.help, path.span)
            return
        if found is MISSING or found is None:
            return
        if not isinstance(found, list):
            message = f"{source} is {show(found)}, expected a list of lines"
            stop(frame, "bad-value", message, "", lines.span)
            return
        frame[slot] = kept = []
        for position, line in enumerate(found, 1):
            if isinstance(line, dict):
                kept.append((position, line))
            else:
                message = f"{source}[{position - 1}] is {show(line)}, expected a line"
                stop(frame, "null-line", message, "remove it where the record is kept", path.span)

    return read


def build_offer(group: Group, bench: Bench) -> Act:
    """The lines of the list, each as a frame of the group, if the group applies."""
    layout, name = bench.layout_of(group.id), group.id
    lines = bench.record.named("lines", bench.graph.lines[group.id].source.text, start=())
    offered = bench.over(group.id, "offered")
    applies = bench.record.named("group", group.id) if group.when is not None else None

    def offer(frame: Frame) -> None:
        if applies is not None and not frame[applies]:
            return
        frame[offered] = [new_frame(layout, frame, name, position, line) for position, line in frame[lines]]

    return offer


def new_frame(layout: Layout, record: Frame, group: str, position: int, line: Json) -> Frame:
    """The frame of a line."""
    frame = layout.template.copy()
    frame[: PLACE + 1] = (record[RECORD], line, record, group, position, (group, position))  # the first, in their order
    return frame


def build_applies(group: Group, bench: Bench) -> Act:
    """Keeps whether a group applies."""
    slot, applies = bench.record.named("group", group.id), build_group(group, bench)

    def judge(frame: Frame) -> None:
        frame[slot] = applies(frame)

    return judge


def build_candidates(group: Group, bench: Bench) -> Act:
    """The lines that a group's `where:` takes."""
    lines = bench.graph.lines[group.id]
    wants = _build_wants(group, lines, bench)
    offered, candidates = bench.over(group.id, "offered"), bench.over(group.id, "candidates")

    def choose(frame: Frame) -> None:
        frame[candidates] = [line for line in frame[offered] if wants(line)]

    return choose


def _build_wants(group: Group, lines: Lines, bench: Bench) -> Callable[[Frame], bool]:
    condition = lines.where
    if condition is None:
        return lambda frame: True
    test = FrameScope(bench, Place(group.id)).test(condition)
    span = condition.scalar.span
    stop, unknown = build_stop(bench, lines.span), build_stop(bench, span)
    missed = not_checked(bench, span, f"which lines the group {group.id} takes")

    def wants(frame: Frame) -> bool:
        frame[NOTES] = []
        try:
            return test(frame)
        except NotGiven as missing:
            if group.shares_lines:
                missed(frame, NotGiven(missing.collection))
                return False
            unknown(frame, missing, "")
            return True
        except Problem as problem:
            stop(frame, problem, f"{where(frame, bench)}: ")
            return True

    return wants


def build_owners(source: str, bench: Bench) -> Act:
    """Every line is taken by one group; groups that share lines take them beside their owner."""
    graph, plan = bench.graph, bench.plan
    takers = [graph.groups[id] for id in graph.takers_of(source)]
    off = [plan.folded.off_groups[id] for id in plan.off_takers(source)]
    off_spans = [graph.groups[id].span for id in plan.off_takers(source)]
    first = graph.lines[takers[0].id]
    read = bench.record.named("lines", source, start=())
    slots = [(group, bench.over(group.id, "candidates")) for group in takers]
    twice = bench.teller.stop(
        lambda frame, message: Finding("line-taken-twice", message, first.span, "make their where: exclude each other")
    )
    help = "correct where:, or add a group with leave_out: and a reason"
    nobody = bench.teller.stop(lambda frame, message: Finding("line-not-mapped", message, first.span, help))
    left_out = bench.teller.tell(
        Told("line-left-out", "info", ""),
        off_spans[0] if off else None,
        lambda frame, message: Finding("line-left-out", message, off_spans[0], severity="info"),
    )

    def judge(frame: Frame) -> None:
        owners: dict[int, list[Group]] = {}
        for group, slot in slots:
            for line in frame[slot]:
                owners.setdefault(line[POSITION], []).append(group)
        for position, _ in frame[read]:
            text = f"{source}[{position - 1}]"
            alone = [group.id for group in owners.get(position, ()) if not group.shares_lines]
            if len(alone) > 1:
                twice(frame, f"{text} is taken by {' and '.join(alone)}")
            if position in owners:
                continue
            if off:
                left_out(frame, f"{text} is left out: the flag {off[0].flag} is off")
            else:
                nobody(frame, f"no group takes {text}")

    return (lambda frame: None) if plan.has_sure_owners(source) else judge


def build_allowed(group: Group, bench: Bench) -> Act:
    """The lines that no rule skips. A line that one skips is not judged by others."""
    rules = [build_rule(rule, bench, Place(group.id)) for rule in bench.graph.rules_of(group.id) if rule.kind == "skip"]
    candidates, allowed = bench.over(group.id, "candidates"), bench.over(group.id, "allowed")

    def choose(frame: Frame) -> None:
        judged = [(line, [rule(line) for rule in rules]) for line in frame[candidates]]  # each tells its reason
        frame[allowed] = [line for line, contents in judged if all(contents)]

    return choose


def build_spread(group: Group, bench: Bench) -> Act:
    """Each line as its sides."""
    scope, layout = FrameScope(bench, Place(group.id)), bench.layout_of(group.id)
    allowed, spread = bench.over(group.id, "allowed"), bench.over(group.id, "spread")
    sides = {name: {field: scope.value(each) for field, each in values.items()} for name, values in group.sides.items()}
    stop = build_stop(bench, group.span)

    def side_of(line: Frame, name: str) -> Frame:
        frame = new_frame(layout, line[UP], group.id, line[POSITION], line[HERE])
        frame[SIDE], frame[PLACE] = {"name": name}, (group.id, line[POSITION], name)
        line[NOTES] = []
        for field, value in sides[name].items():
            try:
                frame[SIDE][field] = value(line)
            except Problem as problem:
                stop(line, problem, f"{where(line, bench)}.{name}: ")
        return frame

    def spread_out(frame: Frame) -> None:
        frame[spread] = [side_of(line, name) for line in frame[allowed] for name in sides]

    return spread_out


def build_kept(group: Group, bench: Bench) -> Act:
    """The first line of each value of `once_per:`."""
    spread, kept = bench.over(group.id, "spread"), bench.over(group.id, "kept")
    if group.leave_out is not None:
        return _build_left_out(group, spread, kept, bench)
    first_of_each = _build_once(group, bench.graph.lines[group.id], bench)

    def keep(frame: Frame) -> None:
        frame[kept] = first_of_each(frame[spread])

    return keep


def build_numbers(document: str, bench: Bench) -> Act:
    """Numbers the kept lines of a document, those of the groups that write one array in turn.

    Only now, as no value reads that number: which lines a group keeps may hang on those of a later one.
    """
    graph = bench.graph
    arrays: dict[Segments | None, list[int]] = {}
    for group in (group for source in graph.sources() for group in graph.takers_of(source)):
        if graph.lines[group].document == document:
            arrays.setdefault(graph.lines[group].array, []).append(bench.over(group, "kept"))

    def number(frame: Frame) -> None:
        for slots in arrays.values():
            for index, line in enumerate(line for slot in slots for line in frame[slot]):
                line[INDEX] = index

    return number


def _build_left_out(group: Group, spread: int, kept: int, bench: Bench) -> Act:
    tell = bench.teller.tell(
        Told("line-left-out", "info", group.id),
        group.span,
        lambda frame, message: Finding("line-left-out", message, group.span, severity="info"),
    )

    def leave_out(frame: Frame) -> None:
        if frame[spread]:
            tell(frame, f"{len(frame[spread])} line(s) left out: {group.leave_out}")
        frame[kept] = ()

    return leave_out


def _build_once(group: Group, lines: Lines, bench: Bench) -> Callable[[list[Frame]], list[Frame]]:
    if lines.once_per is None:
        return lambda frames: frames
    value = FrameScope(bench, Place(group.id, bool(group.sides))).value(lines.once_per)
    stop = build_stop(bench, lines.span)

    def once(frames: list[Frame]) -> list[Frame]:
        first: dict[str, Frame] = {}
        for frame in frames:
            frame[NOTES] = []
            try:
                first.setdefault(str(value(frame)), frame)
            except Problem as problem:
                stop(frame, problem, f"{where(frame, bench)}: ")
        return list(first.values())

    return once


def build_sources(bench: Bench) -> Act:
    """The source rows of an aggregated record that no rule skips; the record ends where none is left."""
    rules = [(build_rule(rule, bench, SOURCE), rule.kind == "skip") for rule in bench.graph.rules_of_sources]
    traces, span = bench.teller.traces, bench.plan.direction.span

    def judge(frame: Frame) -> None:
        sources = frame[SOURCES] or ()  # of a record that is refused, none are handed on
        contents = [(source, [(rule(source), skips) for rule, skips in rules]) for source in sources]
        kept = [source for source, said in contents if all(content or not skips for content, skips in said)]
        if traces:
            report_of(frame).tell_untested()
        if not kept:
            message = f"all {len(sources)} source rows are left out"
            raise Ended([Finding("all-left-out", message, span, severity="info")])
        frame[SOURCES] = kept

    return judge
