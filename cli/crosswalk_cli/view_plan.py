"""The plan of a mapping for people: what is done with each record, step by step, and where the spec says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from crosswalk.finding import Span
from crosswalk.plan.outline import Off, Pass, lacking, passes_of, steps_of, switched_off, unread_links
from crosswalk.plan.plan import Plan, Step
from crosswalk.plan.words import Said, listed, pass_words, step_words
from crosswalk.spec.flags import spoken
from crosswalk.values import printable

from .cells import cells
from .terminal import PROSE, faint, heading, paragraph, width

_VERB = len("leave out")


def plan_text(plan: Plan, customer: str) -> str:
    """The plan as text as wide as the terminal."""
    return "\n".join(_lines(plan, customer))


def _lines(plan: Plan, customer: str) -> Iterator[str]:
    yield heading(paragraph(f"{plan.mapping.title}: {plan.direction.name}, customer {customer}, {plan.terms.today}"))
    yield from (faint(paragraph(text, "  ")) for text in _legend(plan))
    off = plan.terms.first_off(plan.direction.enabled)
    if off is not None:
        value = spoken(plan.terms.flags[off.flag].value)
        yield paragraph(
            f"Every record is skipped: the {plan.direction.name} is switched off ({off.flag} = {value}).", "  "
        )
    yield ""
    digits = len(str(len(steps_of(plan))))
    for each in passes_of(plan):
        yield from _pass(plan, each, digits)
    yield from _not_given(plan)
    yield from _left_out(plan, customer)


def _legend(plan: Plan) -> Iterator[str]:
    """How to read it."""
    records = plan.direction.records.text
    if plan.direction.record_per:
        per = listed((path.text for path in plan.direction.record_per), "and")
        yield f"The rows of {records} with the same {per} are one record."
        yield "Each record goes through these steps, in this order."
    else:
        yield f"Each record{f' of {records}' if records != '@' else ''} goes through these steps, in this order."
    yield "A bare name is a field of the record or line; rows.a_b is the value of row a-b (of lines, a list)."


def _pass(plan: Plan, each: Pass, digits: int) -> Iterator[str]:
    title = pass_words(plan, each)
    if title is not None:
        yield heading(paragraph(title, " " * (digits + 4)))
    for number, step in each.steps:
        lead = f"  {number:>{digits}}  {'  ' if title is not None else ''}"
        yield from _step(plan, step, lead)


def _step(plan: Plan, step: Step, lead: str) -> Iterator[str]:
    said = step_words(plan, step)
    *lines, last = _told(said, f"{lead}{said.verb:<{_VERB}}  ")
    yield from lines
    yield from _placed(last, step.span)


def _told(said: Said, lead: str) -> Iterator[str]:
    """The lines of a step: what it does; what that lists; what comes of it."""
    blank = " " * cells(lead)
    yield from _wrapped(said.text + (":" if said.items else ""), lead, blank)
    for item in said.items:
        yield from _wrapped(item, f"{blank}  ", f"{blank}    ")
    if said.result:
        yield from _wrapped(said.result, blank, f"{blank}  ")


def _wrapped(text: str, first: str, after: str) -> list[str]:
    return paragraph(text, first, after).split("\n")


def _placed(line: str, span: Span) -> Iterator[str]:
    """A line with the place in the spec at its right, or below it where there is no room."""
    at = printable(f"{span.source.name}:{span.line}")
    room = min(width(), PROSE) - cells(at)
    if cells(line) + 2 <= room:
        yield line + " " * (room - cells(line)) + faint(at)
        return
    yield line
    yield " " * room + faint(at)


def _not_given(plan: Plan) -> Iterator[str]:
    """The collections of the context that steps would need, and what comes of it that they are not given."""
    names = sorted({name for step in steps_of(plan) for name in lacking(plan, step.node)})
    if names:
        effect = "is left unchecked, with a warning; a required value that needs them blocks the record"
        if plan.terms.require_context:
            effect = "blocks the record"
        yield ""
        yield paragraph(f"Not given with --context: {listed(names, 'and')}. What needs them {effect}.", "  ")


def _left_out(plan: Plan, customer: str) -> Iterator[str]:
    """What flags switch off, by flag, and links that nothing reads."""
    by_flag: dict[str, list[Off]] = {}
    for off in switched_off(plan):
        if off.belongs_to is None:
            by_flag.setdefault(off.condition.flag, []).append(off)
    words = [f"{_named(offs)} ({flag} = {spoken(plan.terms.flags[flag].value)})" for flag, offs in by_flag.items()]
    if words:
        yield ""
        yield paragraph(f"Switched off for customer {customer}: {'; '.join(words)}.", "  ")
    links = unread_links(plan)
    if links:
        yield ""
        yield paragraph(f"Read by no step: the link{'s' * (len(links) > 1)} {listed(links, 'and')}.", "  ")


def _named(offs: Iterable[Off]) -> str:
    """What is off, by what it is: the rows a and b, the rule c."""
    by_kind: dict[str, list[str]] = {}
    for off in offs:
        by_kind.setdefault(off.kind, []).append(off.id)
    return ", ".join(f"the {kind}{'s' * (len(ids) > 1)} {listed(ids, 'and')}" for kind, ids in by_kind.items())
