"""Gives every line of a record to exactly one group, or blocks the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..finding import Finding, Problem
from ..spec.mapping import Group, Lines
from ..values import MISSING, Json, show
from . import rules
from .names import RECORD, Names, Place
from .run import NotGiven

if TYPE_CHECKING:
    from .walk import Walk


def applies(walk: Walk, group: Group) -> bool:
    """Whether a group's flag is on and its condition holds for the record."""
    if walk.run.first_off(group.enabled) is not None:
        return False
    try:
        return group.when is None or group.when.holds(Names(walk, RECORD))
    except Problem as problem:
        walk.report(problem.finding(group.span))
        return False


def take_lines(walk: Walk) -> None:
    """Fills `walk.places` for every group with lines; reports lines that nobody or more than one takes."""
    direction = walk.run.direction.name
    by_source: dict[str, list[tuple[Group, Lines]]] = {}
    for group in walk.run.mapping.groups:
        lines = group.lines.get(direction)
        if lines is not None:
            by_source.setdefault(lines.source.text, []).append((group, lines))
    for source, takers in by_source.items():
        _share(walk, source, takers)


def _share(walk: Walk, source: str, takers: list[tuple[Group, Lines]]) -> None:
    found = _read_lines(walk, takers[0][1])
    taken: dict[str, list[Place]] = {group.id: [] for group, _ in takers}
    ready = [(group, lines) for group, lines in takers if applies(walk, group)]
    off = [group for group, _ in takers if walk.run.first_off(group.enabled) is not None]
    for position, line in enumerate(found, 1):
        text = f"{source}[{position - 1}]"
        if not isinstance(line, dict):
            message = f"{text} is {show(line)}, expected a line"
            walk.report(
                Finding(
                    "null-line",
                    message,
                    takers[0][1].source.span,
                    "remove it where the record is kept",
                )
            )
            continue
        owners = [
            group
            for group, lines in ready
            if _wants(walk, group, lines, Place(group.id, line, None, position, None, f"{text}."))
        ]
        _judge_owners(walk, owners, off, text, takers[0][1])
        for group in owners:
            taken[group.id].append(Place(group.id, line, None, position, None, f"{text}."))
    for group, lines in ready:
        _settle(walk, group, lines, taken[group.id])


def _read_lines(walk: Walk, lines: Lines) -> list[Json]:
    try:
        found = lines.source.read(walk.record)
    except Problem as problem:
        walk.report(problem.finding(lines.source.span))
        return []
    if found is MISSING or found is None:
        return []
    if not isinstance(found, list):
        walk.report(Finding("bad-value", f"{lines.source.text} is {show(found)}, expected a list of lines", lines.span))
        return []
    return found


def _wants(walk: Walk, group: Group, lines: Lines, place: Place) -> bool:
    if lines.where is None:
        return True
    try:
        return lines.where.holds(Names(walk, place))
    except NotGiven as missing:
        if not group.shares_lines:
            walk.report(missing.finding(lines.where.scalar.span))
            return True
        missing.is_reported = False
        walk.not_checked(missing, lines.where.scalar.span, f"which lines the group {group.id} takes")
        return False
    except Problem as problem:
        walk.report(Finding(problem.code, f"{place.text.rstrip('.')}: {problem.message}", lines.span, problem.help))
        return True


def _judge_owners(walk: Walk, owners: list[Group], off: list[Group], text: str, lines: Lines) -> None:
    alone = [group for group in owners if not group.shares_lines]
    if len(alone) > 1:
        names = " and ".join(group.id for group in alone)
        walk.report(
            Finding(
                "line-taken-twice", f"{text} is taken by {names}", lines.span, "make their where: exclude each other"
            )
        )
    if owners:
        return
    if off:
        flag = walk.run.first_off(off[0].enabled)
        walk.report(
            Finding(
                "line-left-out",
                f"{text} is left out: the flag {flag.flag if flag else ''} is off",
                off[0].span,
                severity="info",
            )
        )
    else:
        walk.report(
            Finding(
                "line-not-mapped",
                f"no group takes {text}",
                lines.span,
                "correct where:, or add a group with leave_out: and a reason",
            )
        )


def _settle(walk: Walk, group: Group, lines: Lines, places: list[Place]) -> None:
    if group.leave_out is not None:
        if places:
            message = f"{len(places)} line(s) left out: {group.leave_out}"
            walk.report(Finding("line-left-out", message, group.span, severity="info"))
        return
    kept = [place for place in places if _is_kept(walk, group, place)]
    spread = _once(walk, lines, [each for place in kept for each in _sides(walk, group, place)])
    before = sum(len(there) for id, there in walk.places.items() if _same_array(walk, id, lines))
    walk.places[group.id] = tuple(
        Place(group.id, place.line, before + number, place.position, place.side, place.text)
        for number, place in enumerate(spread)
    )


def _once(walk: Walk, lines: Lines, places: list[Place]) -> list[Place]:
    """The first line of each value of `once_per`."""
    if lines.once_per is None:
        return places
    first: dict[str, Place] = {}
    for place in places:
        try:
            first.setdefault(str(lines.once_per.evaluate(Names(walk, place))), place)
        except Problem as problem:
            walk.report(Finding(problem.code, f"{place.text.rstrip('.')}: {problem.message}", lines.span, problem.help))
    return list(first.values())


def _same_array(walk: Walk, id: str, lines: Lines) -> bool:
    """Whether another group writes its lines into the same document and array, so that the numbering goes on."""
    other = next(group for group in walk.run.mapping.groups if group.id == id).lines.get(walk.run.direction.name)
    return other is not None and (other.document, other.array) == (lines.document, lines.array)


def _is_kept(walk: Walk, group: Group, place: Place) -> bool:
    keep = True
    for rule in rules.of_direction(walk, group.id):
        finding = rules.apply(walk, rule, place)
        if finding is not None:
            walk.report(finding)
            keep = keep and rule.kind != "skip"
    return keep


def _sides(walk: Walk, group: Group, place: Place) -> list[Place]:
    if not group.sides:
        return [place]
    sides = []
    for name, values in group.sides.items():
        side: dict[str, Json] = {"name": name}
        for field, expression in values.items():
            try:
                side[field] = expression.evaluate(Names(walk, place))
            except Problem as problem:
                walk.report(Finding(problem.code, f"{place.text}{name}: {problem.message}", group.span, problem.help))
        sides.append(Place(place.group, place.line, place.index, place.position, side, place.text))
    return sides
