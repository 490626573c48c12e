"""Nothing is read before its step: in every plan by its graph, and in every sample as it is mapped."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import groupby
from types import MappingProxyType
from typing import Any, TypeAlias, get_args

import pytest

from crosswalk import Customer, Mapper, Outcome
from crosswalk.build import steps
from crosswalk.build.bench import Bench
from crosswalk.build.frame import Frame, Layout, RowSlots
from crosswalk.build.judge import Act
from crosswalk.build.scope import FrameScope
from crosswalk.catalog.customer import choose_direction
from crosswalk.catalog.samples import Sample
from crosswalk.finding import Problem
from crosswalk.language.evaluate import Get
from crosswalk.plan.plan import Plan, Stage
from crosswalk.spec.order import Graph, Node, in_order
from crosswalk.values import MISSING, Json
from places import TODAY
from shipped import CATALOG, cases, rehearsal
from specs import MakeCatalog, spec

_STAGES: tuple[str, ...] = get_args(Stage)
_CUSTOMERS = {name: CATALOG.customer(name) for name in CATALOG.customers}
_DIRECTIONS = [
    pytest.param(customer, name, direction, id=f"{customer.name}.{name}.{direction}")
    for customer in _CUSTOMERS.values()
    for name in customer.mappings
    for direction in customer.mapping(name).directions
]
every_direction = pytest.mark.parametrize(("customer", "name", "direction"), _DIRECTIONS)


def mapper_of(customer: Customer, name: str, direction: str) -> Mapper:
    return customer.mapper(name, direction, today=TODAY)


def passes_of(plan: Plan) -> dict[Node, int]:
    """The number of the pass over lines, or of the step for the record, in which each node is known."""
    found = groupby(plan.steps, key=lambda step: step.over if step.over is not None else step)
    return {step.node: number for number, (_, steps) in enumerate(found) for step in steps}


def needs_of(graph: Graph, node: Node, of_others: bool = False) -> Iterator[tuple[Node, bool]]:
    """What a node needs, and whether it needs that of other lines than its own; a list is known by its parts."""
    for need in graph.needs(node):
        if need.kind == "list":
            yield from needs_of(graph, need, of_others=True)
        else:
            yield need, of_others


@every_direction
def test_whatever_flags_say_there_is_an_order(customer: Customer, name: str, direction: str) -> None:
    mapping = customer.mapping(name)
    graph = Graph(mapping.in_direction(choose_direction(mapping, direction).name), mapping.links)
    order = {node: number for number, node in enumerate(in_order(graph))}
    assert [(node, need) for node in order for need in graph.needs(node) if order[need] >= order[node]] == []
    assert set(graph.roots()) <= order.keys()


@every_direction
def test_what_a_step_needs_is_known_before_it_and_for_all_its_lines(
    customer: Customer, name: str, direction: str
) -> None:
    check_plan(mapper_of(customer, name, direction).plan)


@pytest.mark.parametrize(("sample", "variant"), cases(), ids=[sample.title(variant) for sample, variant in cases()])
def test_it_is_so_with_the_flags_of_every_sample(sample: Sample, variant: str) -> None:
    check_plan(rehearsal(sample, variant).mapper.plan)


def check_plan(plan: Plan) -> None:
    order = {step.node: number for number, step in enumerate(plan.steps)}
    passes, overs = passes_of(plan), {step.node: step.over for step in plan.steps}
    assert len(order) == len(plan.steps)
    for node, over in overs.items():
        for need, is_of_others in needs_of(plan.graph, node):
            assert order[need] < order[node]
            there = overs[need]
            if over is None or is_of_others:
                assert passes[need] < passes[node]
            elif there is not None and there.group == over.group:
                assert _STAGES.index(there.stage) <= _STAGES.index(over.stage), f"{need} is not known for all of {over}"


class Unknown:
    """Stands where nothing is known yet; nobody may look at it."""

    def __bool__(self) -> bool:
        raise AssertionError("read before its step")

    def __iter__(self) -> Iterator[Json]:
        raise AssertionError("read before its step")


UNKNOWN = Unknown()
Slots: TypeAlias = tuple[tuple[int, Json], ...]
_PREPARED: Mapping[str, Callable[[Node, Bench], Slots]] = MappingProxyType(
    {
        "row": lambda node, bench: tuple((slot, MISSING) for slot in bench.slots(node.id)[:2]),
        "lines": lambda node, bench: ((bench.record.named("lines", node.id), ()),),
        "offered": lambda node, bench: ((bench.over(node.id, "offered"), ()),),
    }
)
"""The slots of a node that its step may leave as they are, and what they hold then."""


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs in which what is read before its step is noticed."""
    monkeypatch.setattr(steps, "_BUILDERS", {kind: _watch(kind, each) for kind, each in steps._BUILDERS.items()})
    named, row = Layout.named, FrameScope.row

    def unknown_at_first(layout: Layout, *name: str, start: Json = None) -> int:
        return named(layout, *name, start=UNKNOWN if name[0] in {"lines", "over", "group"} else start)

    def unknown_row(layout: Layout, id: str) -> RowSlots:
        if id not in layout.rows:
            layout.rows[id] = RowSlots(layout.new(UNKNOWN), layout.new(UNKNOWN), layout.new(()), layout.new(""))
        return layout.rows[id]

    def known(scope: FrameScope, id: str) -> Get:
        get = row(scope, id)

        def read(frame: Frame) -> Json:
            value = get(frame)
            assert value is not UNKNOWN
            assert not isinstance(value, list) or UNKNOWN not in value
            return value

        return read

    def is_written(scope: FrameScope, id: str) -> Callable[[Any], bool]:
        read, asks = known(scope, id), was_written(scope, id)

        def asked(frame: Frame) -> bool:
            with suppress(Problem):
                read(frame)
            return asks(frame)

        return asked

    was_written = FrameScope.is_written
    monkeypatch.setattr(Layout, "named", unknown_at_first)
    monkeypatch.setattr(Layout, "row", unknown_row)
    monkeypatch.setattr(FrameScope, "row", known)
    monkeypatch.setattr(FrameScope, "is_written", is_written)


def _watch(kind: str, build: Callable[[Node, Bench], Act | None]) -> Callable[[Node, Bench], Act | None]:
    def watching(node: Node, bench: Bench) -> Act | None:
        step = build(node, bench)
        slots = _PREPARED[kind](node, bench) if kind in _PREPARED else ()
        if step is None:
            _prepare(bench.layout(node.place).template, slots)
            return None

        def known(frame: Frame) -> None:
            _prepare(frame, slots)
            step(frame)

        return known

    return watching


def _prepare(frame: Frame, slots: Slots) -> None:
    for slot, value in slots:
        if frame[slot] is UNKNOWN:
            frame[slot] = value


@pytest.mark.usefixtures("watched")
@pytest.mark.parametrize("with_variants", [False, pytest.param(True, marks=pytest.mark.long)])
@pytest.mark.parametrize("name", sorted({sample.mapping for sample, _ in cases()}))
def test_no_sample_reads_what_is_not_known_yet(name: str, with_variants: bool) -> None:
    for sample, variant in cases():
        if sample.mapping == name and bool(variant) == with_variants:
            here = rehearsal(sample, variant)
            watching = Mapper(here.mapper.plan, here.mapper.context)
            outcomes = watching.trace_payload(sample.payload)
            assert results(outcomes) == results(here.outcomes)
            assert results(watching.map_payload(sample.payload)) == results(here.outcomes)


GROUPS = """
  - id: header
    rows:
      - {id: total, direction: export, type: money, right: {label: t, path: first.t}, source: rows.amount | sum}
  - id: items
    lines: {from: items, into: first.items}
    rows:
      - {id: amount, direction: export, type: money, left: {path: amount}, right: {label: a, path: a}}
"""


@pytest.mark.usefixtures("watched")
@pytest.mark.parametrize("early", ["total", "amount"])
def test_a_step_out_of_its_order_is_noticed(make_catalog: MakeCatalog, early: str) -> None:
    mapper = mapper_of(make_catalog(small=spec(groups=GROUPS)).customer("tester"), "small", "export")
    first = [step for step in mapper.plan.steps if step.node.id == early]
    steps = (*first, *(step for step in mapper.plan.steps if step not in first))
    with pytest.raises(AssertionError, match="read before its step"):
        Mapper(replace(mapper.plan, steps=steps), {}).trace({"items": [{"amount": "1.00"}]})


def results(outcomes: Iterable[Outcome]) -> list[tuple[str, str, object]]:
    return [(outcome.key, outcome.kind, outcome.documents) for outcome in outcomes]
