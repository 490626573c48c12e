"""Links: the one element of a list whose fields equal what is known here, found when it is first read."""

from __future__ import annotations

from collections.abc import Callable

from ..finding import Finding, Problem
from ..language.evaluate import Get
from ..spec.mapping import Link
from ..spec.order import Node
from ..values import MISSING, Json, is_blank, show
from .bench import Bench
from .frame import NOTES, UNSET, UP, Frame
from .judge import not_checked
from .outcome import Told
from .scope import FrameScope
from .tools import Index, NotGiven, Unlinked, index_by, word_of


def build_link(node: Node, bench: Bench) -> None:
    """Puts the reader of a link at its place where all that read it find it."""
    slot = bench.layout(node.place).named("link", node.id, start=UNSET)
    find = _build_find(bench.graph.links[node.id], node, bench)

    def found(frame: Frame) -> Json:
        value = frame[slot]
        if value is UNSET:
            value = frame[slot] = find(frame)
        return value

    bench.links[node.id, node.place] = found


def _build_find(link: Link, node: Node, bench: Bench) -> Get:
    join = _build_join(link, node, bench)
    missed = not_checked(bench, link.span, f"the link {link.name}")

    def find(frame: Frame) -> Json:
        notes, frame[NOTES] = frame[NOTES], []  # what a link reads is no source of the value that reads the link
        try:
            return join(frame)
        except NotGiven as missing:
            missed(frame, missing)
            raise Unlinked(missing.collection) from None
        finally:
            frame[NOTES] = notes

    return find


def _build_join(link: Link, node: Node, bench: Bench) -> Get:
    scope = FrameScope(bench, node.place)
    elements, wants = scope.value(link.find), tuple(scope.value(each) for each in link.match.values())
    look_up = _build_index(link, bench)
    text = link.find.text
    warn = bench.teller.tell(
        Told("link-not-found", "warning", link.name),
        link.span,
        lambda frame, shown: Finding("link-not-found", f"nothing in {text} has {shown}", link.span, severity="warning"),
    )

    def join(frame: Frame) -> Json:
        among = elements(frame)
        wanted = [want(frame) for want in wants]
        hits = () if any(map(is_blank, wanted)) else look_up(frame, among).get(tuple(map(word_of, wanted)), ())
        if len(hits) == 1:
            return hits[0]
        shown = ", ".join(f"{field} {show(value)}" for field, value in zip(link.match, wanted, strict=True))
        if len(hits) > 1:
            message = f"{len(hits)} entries of {text} have {shown}"
            raise Problem(message, "remove the duplicate, or match more fields", "link-ambiguous")
        if link.none == "error":
            raise Problem(f"nothing in {text} has {shown}", "send or sync it first", "link-not-found")
        if link.none == "warn":
            warn(frame, shown)
        return MISSING

    return join


def _build_index(link: Link, bench: Bench) -> Callable[[Frame, Json], Index]:
    """The elements by the fields that are matched: of the context once a run, of the record once a record."""
    fields = tuple(link.match)
    if link.find.text.startswith("context."):
        return lambda frame, elements: bench.tools.index(link.name, elements, fields)
    slot = bench.record.named("index", link.name)

    def index(frame: Frame, elements: Json) -> Index:
        kept = frame[UP][slot]
        if kept is None or kept[0] is not elements:
            kept = frame[UP][slot] = (elements, index_by(elements, fields))
        found: Index = kept[1]
        return found

    return index
