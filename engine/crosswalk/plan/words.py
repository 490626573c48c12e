"""Steps in words that people follow who know construction accounting, and not the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Mapping as Map
from types import MappingProxyType
from typing import NamedTuple

from ..language.expression import Expression
from ..language.template import Template
from ..language.tree import Constant
from ..spec.flags import spoken
from ..spec.mapping import Document, Link, Rule
from ..spec.order import SOURCE, Node, Place
from ..spec.vocabulary import NoHit, RuleKind
from ..values import Segments
from .outline import Pass, decided_by, lacking
from .plain import one_line
from .plan import SOURCE_ROWS, Plan, Step
from .reading import written_rows
from .row_words import row_words


class Said(NamedTuple):
    """A step in words: one or two for what is done; what it is done to, and how; what that lists; what comes of it."""

    verb: str
    text: str
    items: tuple[str, ...] = ()
    result: str = ""

    @property
    def line(self) -> str:
        """All of it on one line."""
        items = f": {'; '.join(self.items)}" if self.items else ""
        return f"{self.verb} {self.text}{items}{' ' * bool(self.result)}{self.result}"


def step_words(plan: Plan, step: Step) -> Said:
    """A step in words, with the flags and settings that decide it, and the context that it lacks."""
    said = _WORDS[step.node.kind](plan, step.node)
    decided = [f"{each.of} {each.name} = {spoken(each.value)}" for each in decided_by(plan, step.node)]
    notes = [f" ({', '.join(decided)})"] if decided else []
    notes += [f" (not given: context.{name})" for name in lacking(plan, step.node)]
    return said._replace(text=said.text + "".join(notes))


def pass_words(plan: Plan, over: Pass) -> str | None:
    """For which lines steps are done; nothing for those that are done for the record."""
    if over.over is None:
        return None
    if over.over == SOURCE_ROWS:
        return "for each row of the payload that belongs to the record"
    group, stage = over.over
    if over.is_side:
        sides = listed(plan.graph.groups[group].sides, "and")
        each = f"for each side ({sides}) of each line of {group}"
    else:
        each = f"for each line of {group}"
    if stage == plan.stage(group, "kept"):
        return each
    if stage != plan.stage(group, "allowed"):
        return f"{each}, before a rule leaves some out"
    if not over.is_side and plan.graph.groups[group].sides:
        return f"{each}, before it is split"
    return f"{each}, before repeated ones are left out"


def listed(names: Iterable[str], word: str) -> str:
    """Names in a sentence: a, b and c."""
    *others, last = names
    return f"{', '.join(others)} {word} {last}" if others else last


def _rule(plan: Plan, node: Node) -> Said:
    rule = plan.graph.rule(node.id)
    verb = "leave out" if rule.kind == "skip" and not node.place.is_record else rule.kind
    return Said(verb, f"{rule.id}: {_effect(rule, node.place)}", result=_message(rule.message))


def _message(template: Template) -> str:
    """What people are told; in brackets what of the record stands there."""
    pieces = (piece if isinstance(piece, str) else f"[{_read_by(piece)}]" for piece in template.pieces)
    return f'"{" ".join("".join(pieces).split())}"'


def _read_by(expression: Expression) -> str:
    return ", ".join(dict.fromkeys(reference.text for reference in expression.references)) or one_line(expression)


def _effect(rule: Rule, place: Place) -> str:
    what = "record" if place.is_record else "row" if place == SOURCE else "line"
    effect = _EFFECTS[rule.kind] if rule.kind != "skip" or place.is_record else f"the {what} is left out"
    if rule.kind == "require":
        return f"{effect} unless {one_line(rule.test)}"
    return f"{effect} {f'for every {what}' if rule.test.tree == Constant(True) else f'where {one_line(rule.test)}'}"


_EFFECTS: Map[RuleKind, str] = MappingProxyType(
    {"require": "the record is blocked", "skip": "the record is skipped", "warn": "a warning"}
)


def _takers(plan: Plan, node: Node) -> Said:
    own = [taker for taker in plan.terms.takers if taker.name == plan.mapping.name]
    others = [taker for taker in plan.terms.takers if taker.name != plan.mapping.name]
    effect, too = ("blocked", " too") if own else ("skipped", "")
    words = [f"it is skipped unless {taker.condition}" for taker in own]
    words += [f"it is {effect} where {taker.condition}, as {taker.name} takes it{too}" for taker in others]
    return Said("decide", f"whose the record is: {'; '.join(words)}")


_NO_HIT: Map[NoHit, str] = MappingProxyType(
    {"error": "an error if there is none", "warn": "a warning if there is none", "blank": "blank if there is none"}
)


def _link(plan: Plan, node: Node) -> Said:
    link: Link = plan.graph.links[node.id]
    by = listed((f"{field} ({one_line(value)})" for field, value in link.match.items()), "and")
    text = f"{link.name}: found in {one_line(link.find)} by {by}, when first read; {_NO_HIT[link.none]}"
    return Said("look up", text)


def _sources(plan: Plan, node: Node) -> Said:
    skips = [rule.id for rule in plan.graph.rules_of_sources if rule.kind == "skip"]
    if not skips:
        return Said("keep", "all rows of the record")
    return Said("keep", f"the rows that are not left out by {listed(skips, 'and')}; a record without any is skipped")


def _group(plan: Plan, node: Node) -> Said:
    return Said("decide", f"{node.id}: its rows are taken only where {_condition(plan.graph.groups[node.id].when)}")


def _lines(plan: Plan, node: Node) -> Said:
    return Said("read", f"{node.id}: the lines of the record")


def _select(plan: Plan, node: Node) -> Said:
    lines, group = plan.graph.lines[node.id], plan.graph.groups[node.id]
    which = f"every line of {lines.source.text}"
    if lines.where is not None:
        which = f"the lines of {lines.source.text} where {one_line(lines.where)}"
    return Said("select", f"{node.id}: {which}" + (", if its rows are taken" if group.when is not None else ""))


def _owners(plan: Plan, node: Node) -> Said:
    groups = [plan.graph.groups[id] for id in plan.graph.takers_of(node.id)]
    alone = [group.id for group in groups if not group.shares_lines]
    beside = [group.id for group in groups if group.shares_lines]
    also = f"; {listed(beside, 'and')} may have it too" if beside else ""
    text = f"the record is blocked unless each of its lines is in exactly one of {listed(alone, 'and')}{also}"
    off = plan.off_takers(node.id)
    if off:
        twice = f"the record is blocked where a line is in two of {listed(alone, 'and')}; " if len(alone) > 1 else ""
        known = listed((*alone, *beside), "or")
        text = f"{twice}a line that is not in {known} is left out, because {listed(off, 'and')} is switched off"
    return Said("require", f"{node.id}: {text}")


def _allowed(plan: Plan, node: Node) -> Said:
    skips = [rule.id for rule in plan.graph.rules_of(node.id) if rule.kind == "skip"]
    return Said("keep", f"{node.id}: the lines that are not left out by {listed(skips, 'and')}")


def _spread(plan: Plan, node: Node) -> Said:
    sides = plan.graph.groups[node.id].sides.items()
    fields = {name: ", ".join(f"{field} is {one_line(each)}" for field, each in side.items()) for name, side in sides}
    words = (f"{name} ({text})" if text else name for name, text in fields.items())
    return Said("split", f"{node.id}: each line becomes {listed(words, 'and')}")


def _kept(plan: Plan, node: Node) -> Said:
    group, once_per = plan.graph.groups[node.id], plan.graph.lines[node.id].once_per
    if group.leave_out is not None:
        return Said("leave out", f"the lines of {node.id}", result=f'"{" ".join(group.leave_out.split())}"')
    return Said("keep", f"{node.id}: of lines with the same {_condition(once_per)}, only the first")


def _row(plan: Plan, node: Node) -> Said:
    row = row_words(plan, node)
    return Said("take", row.text, row.options, row.target)


def _document(plan: Plan, node: Node) -> Said:
    return Said("decide", f"{node.id}: it is written only where {_condition(plan.graph.documents[node.id].when)}")


def _body(plan: Plan, node: Node) -> Said:
    graph, document = plan.graph, plan.graph.documents[node.id]
    rows: dict[str | None, list[str]] = {}
    for id in written_rows(graph, node.id):
        group = graph.rows[id][2].group.id
        rows.setdefault(group if group in graph.lines else None, []).append(id)
    of_record = f", from {', '.join(rows[None])}" if None in rows else ""
    items = tuple(
        f"{_element(plan, id, document)}, from {', '.join(own)}" for id, own in rows.items() if id is not None
    )
    return Said("write", f"{node.id}, for {document.method} {document.endpoint}{of_record}", items)


def _element(plan: Plan, group: str, document: Document) -> str:
    """What a document has of each line of a group."""
    array = plan.graph.lines[group].array
    each = f"each {'side of a line' if plan.graph.groups[group].sides else 'line'} of {group}"
    return f"{each} in {_place((*document.within, *array))}" if array else f"one for {each}"


def _place(segments: Segments) -> str:
    """A place in a document as YAML writes it."""
    return "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in segments).removeprefix(".")


def _check(plan: Plan, node: Node) -> Said:
    check = plan.graph.check(node.id)
    condition = " equals ".join(map(one_line, check.equal)) if check.equal else _condition(check.expect)
    return Said("check", f"{check.id}: the record is blocked unless {condition}", result=_message(check.message))


def _key(plan: Plan, node: Node) -> Said:
    return Said("name", f"the record by {listed(map(one_line, plan.direction.key), 'and')}, as people know it")


def _condition(expression: Expression | None) -> str:
    return one_line(expression) if expression is not None else "true"


_WORDS: Map[str, Callable[[Plan, Node], Said]] = MappingProxyType(
    {
        "takers": _takers,
        "rule": _rule,
        "sources": _sources,
        "group": _group,
        "lines": _lines,
        "offered": _select,
        "candidates": _select,
        "owners": _owners,
        "allowed": _allowed,
        "spread": _spread,
        "kept": _kept,
        "link": _link,
        "row": _row,
        "document": _document,
        "body": _body,
        "check": _check,
        "key": _key,
    }
)
