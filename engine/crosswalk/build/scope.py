"""The names that an expression may use, as readers of a frame: decided when the program is built."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from ..finding import Problem
from ..language.evaluate import Get, Tell, Test, build, build_test
from ..language.expression import Expression
from ..language.template import Template, build_sentence
from ..language.tree import Reference
from ..spec.order import Place
from ..spec.scope import ROOTS
from ..values import MISSING, Json, Segments, read_segments
from .bench import Bench
from .frame import HERE, POSITION, RECORD, SEQUENCE, SIDE, UP, VALUE, Failed, Frame, place_of
from .tools import NotGiven, Tools


class Dependent(Problem):
    """What is read failed, and has said why."""


@dataclass(frozen=True, slots=True)
class FrameScope:
    """The names in scope at a place. What is read by a test is noted as tested, not as a value's source."""

    bench: Bench
    place: Place
    reads: str = "read"

    @property
    def tools(self) -> Tools:
        return self.bench.tools

    @property
    def tell(self) -> Tell | None:
        return self.bench.teller.of_transform

    def value(self, expression: Expression) -> Get:
        """What an expression gives."""
        return build(expression.tree, self)

    def test(self, expression: Expression) -> Test:
        """Whether a condition holds; what it reads is noted as tested."""
        return build_test(expression.tree, replace(self, reads="tested"))

    def sentence(self, template: Template) -> Callable[[Any], str]:
        return build_sentence(template, self)

    def get(self, reference: Reference) -> Get:
        reader = _READERS.get(reference.root)
        if reader is not None:
            return reader(self, reference)
        if reference.root in self.bench.graph.links:
            found = self.bench.links[reference.root, self.place]
            return self.noted(reference.text, _below(found, reference.below))
        return self.read(HERE, (reference.root, *reference.below), reference.text)

    def read(self, slot: int, segments: Segments, text: str) -> Get:
        """What stands at names and indexes below a slot."""
        return self.noted(text, read_slot(slot, segments), of_record=slot == RECORD)

    def noted(self, text: str, get: Get, of_record: bool = False) -> Get:
        return self.bench.teller.noted(self.reads, text, get, _of_record if of_record else place_of)

    def of_record(self, reference: Reference) -> Get:
        return self.read(RECORD, reference.below, _path(reference) or "record")

    def of_line(self, reference: Reference) -> Get:
        return self.read(HERE, reference.below, _path(reference) or "line")

    def of_side(self, reference: Reference) -> Get:
        below = reference.below
        return self.noted(f"side.{_path(reference)}", lambda frame: read_segments(dict(frame[SIDE] or {}), below))

    def of_value(self, reference: Reference) -> Get:
        return read_slot(VALUE, reference.below)

    def of_rows(self, reference: Reference) -> Get:
        id = str(reference.below[0]).replace("_", "-")
        result = self.row(id)
        return self.noted(f"rows.{reference.below[0]}", _below(result, reference.below[1:]))

    def row(self, id: str) -> Get:
        """The result of another row: of the same line, of the record, or a list over the lines of its group."""
        graph = self.bench.graph
        if id not in graph.rows:
            return lambda frame: MISSING
        node = graph.row_node(id, self.place)
        if node.kind == "list":
            return self._list(id, graph.rows[id][2].group.id)
        slot = self.bench.slots(id).value
        if self.place.is_record or not node.place.is_record:
            return self._result(lambda frame: frame[slot], id)
        return self._result(lambda frame: frame[UP][slot], id)

    def is_written(self, id: str) -> Callable[[Any], bool]:
        """Whether another row sends something: of the same line, of the record, or of any line of its group."""
        graph, slot = self.bench.graph, self.bench.slots(id).wire
        node = graph.row_node(id, self.place)
        if node.kind == "list":
            lines = self._lines(graph.rows[id][2].group.id)
            return lambda frame: any(line[slot] is not MISSING for line in lines(frame))
        if self.place.is_record or not node.place.is_record:
            return lambda frame: frame[slot] is not MISSING
        return lambda frame: frame[UP][slot] is not MISSING

    def _list(self, id: str, group: str) -> Get:
        lines, slot = self._lines(group), self.bench.slots(id).value
        result = self._result(lambda line: line[slot], id)
        return lambda frame: [result(line) for line in lines(frame)]

    def _lines(self, group: str) -> Callable[[Any], Iterable[Frame]]:
        """The lines that a group keeps; none of one that is switched off."""
        if group not in self.bench.graph.lines:
            return lambda frame: ()
        kept = self.bench.over(group, "kept")
        return lambda frame: frame[UP][kept]

    def _result(self, get: Get, id: str) -> Get:
        return succeeded(get, id) if self.bench.teller.traces else get

    def of_flags(self, reference: Reference) -> Get:
        name = str(reference.below[0])
        value = self.bench.plan.terms.flags[name].value
        return self.bench.teller.noted("flag", name, lambda frame: value, _nowhere)

    def of_settings(self, reference: Reference) -> Get:
        name = str(reference.below[0])
        value = self.bench.plan.terms.settings[name].value
        noted = self.bench.teller.noted("setting", name, lambda frame: value, _nowhere)
        if value is not None:
            return noted

        def missing(frame: Frame) -> Json:
            noted(frame)
            help = f"set {name} in the customer file, or --set settings.{name}=..."
            raise Problem(f"the setting '{name}' is not given", help, "missing-setting")

        return missing

    def of_context(self, reference: Reference) -> Get:
        name = str(reference.below[0])
        if name not in self.tools.context:

            def not_given(frame: Frame) -> Json:
                raise NotGiven(name)

            return not_given
        found = read_segments(self.tools.context[name], reference.below[1:])
        return self.noted(f"context.{name}", lambda frame: found, of_record=True)

    def of_today(self, reference: Reference) -> Get:
        today = self.bench.plan.terms.today
        return self.bench.teller.noted(self.reads, "today", lambda frame: today, _nowhere)

    def of_position(self, reference: Reference) -> Get:
        return lambda frame: frame[POSITION] if frame[POSITION] is not None else MISSING

    def of_sequence(self, reference: Reference) -> Get:
        return lambda frame: frame[UP][SEQUENCE]

    def of_documents(self, reference: Reference) -> Get:
        slot, below = self.bench.bodies, reference.below
        return lambda frame: read_segments(frame[UP][slot], below)


_READERS: Mapping[str, Callable[[FrameScope, Reference], Get]] = MappingProxyType(
    {root: getattr(FrameScope, f"of_{root}") for root in ROOTS}
)


def reads_context(expression: Expression, bench: Bench) -> bool:
    """Whether an expression reads a collection of the context, itself or by a link."""
    links = bench.graph.links
    return any(reference.root == "context" or reference.root in links for reference in expression.references)


def read_slot(slot: int, segments: Segments) -> Get:
    """What stands at names and indexes below a slot; short paths of names are followed without a loop."""
    if not segments:
        return lambda frame: frame[slot]
    if not all(isinstance(segment, str) for segment in segments) or len(segments) > 2:
        return lambda frame: read_segments(frame[slot], segments)
    first, *rest = segments

    def one(frame: Frame) -> Json:
        base = frame[slot]
        return base.get(first, MISSING) if isinstance(base, dict) else MISSING

    if not rest:
        return one
    (second,) = rest

    def two(frame: Frame) -> Json:
        base = frame[slot]
        below = base.get(first) if isinstance(base, dict) else None
        return below.get(second, MISSING) if isinstance(below, dict) else MISSING

    return two


def succeeded(get: Get, id: str) -> Get:
    """The result of a row; whoever reads one that failed fails too."""

    def result(frame: Frame) -> Json:
        value = get(frame)
        if isinstance(value, Failed):
            raise Dependent(f"the row {id} failed: {value.reason}")
        return value

    return result


def _below(get: Get, segments: Segments) -> Get:
    return (lambda frame: read_segments(get(frame), segments)) if segments else get


def _path(reference: Reference) -> str:
    return ".".join(map(str, reference.below))


def _of_record(frame: Frame) -> object:
    return place_of(frame[UP])


def _nowhere(frame: Frame) -> object:
    return None
