"""The outline of plans: every part of a mapping has its step, once, and no step reads what a later one gives."""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

import pytest

from crosswalk.plan.outline import steps_of, switched_off, unread_links
from crosswalk.plan.plan import Plan
from crosswalk.plan.reading import names_of
from crosswalk.spec.order import RECORD, SOURCE, Node, Place
from plans import all_cases, plan_of


@pytest.fixture(params=all_cases(), ids=".".join)
def plan(request: pytest.FixtureRequest) -> Plan:
    return plan_of(*request.param)


def counted(plan: Plan, kind: str) -> Counter[Node]:
    return Counter(step.node for step in steps_of(plan) if step.node.kind == kind)


def off(plan: Plan, kind: str) -> set[str]:
    return {each.id for each in switched_off(plan) if each.kind == kind}


def test_every_row_is_taken_once_or_is_off(plan: Plan) -> None:
    found = counted(plan, "row")
    assert set(found.values()) <= {1}
    ids = {node.id for node in found}
    for id, (_, _, section) in plan.graph.rows.items():
        places = [node.place for node in found if node.id == id]
        if id in plan.folded.unsent:
            assert id in off(plan, "row")
        else:
            assert plan.graph.written_at(section.group) in places
    assert {row.id for row, _ in plan.mapping.in_direction(plan.direction.name).rows} == ids | off(plan, "row")


def test_every_rule_is_asked_once_at_each_place_or_is_off(plan: Plan) -> None:
    graph = plan.graph
    asked = [Node("rule", rule.id, place) for rule in graph.rules for place in places_of(plan, rule.each)]
    assert counted(plan, "rule") == Counter(asked)
    rules = {rule.id for rule in plan.mapping.in_direction(plan.direction.name).rules}
    assert rules == {node.id for node in asked} | off(plan, "rule")


def places_of(plan: Plan, each: tuple[str, ...]) -> Iterator[Place]:
    """Where a rule is asked: of the record, of source rows, of the lines of groups that are on."""
    if not each:
        yield RECORD
    for group in each:
        if group == SOURCE.group:
            yield SOURCE
        elif group in plan.graph.lines and plan.graph.groups[group].leave_out is None:
            yield Place(group)


def test_every_link_is_found_once_where_it_is_read_or_nobody_reads_it(plan: Plan) -> None:
    read = {need for step in plan.steps for need in plan.graph.needs(step.node) if need.kind == "link"}
    assert counted(plan, "link") == Counter(read)
    assert set(plan.folded.one.links) - {node.id for node in read} == set(unread_links(plan))


def test_every_document_is_written_once_or_is_off(plan: Plan) -> None:
    documents = plan.direction.documents
    written = [name for name in documents if name not in off(plan, "document")]
    assert counted(plan, "body") == Counter(Node("body", name) for name in written)
    asked = [name for name in written if documents[name].when is not None]
    assert counted(plan, "document") == Counter(Node("document", name) for name in asked)


def test_every_check_and_the_key_stand_there_once(plan: Plan) -> None:
    assert counted(plan, "check") == Counter(Node("check", check.id) for check in plan.graph.checks)
    assert counted(plan, "key") == Counter([Node("key", "")])


def test_nothing_is_read_before_its_step(plan: Plan) -> None:
    at = {step.node: number for number, step in enumerate(plan.steps)}
    for step in plan.steps:
        for need in needs_of(plan, step.node):
            assert at[need] < at[step.node], f"{step.node} needs {need}"


def needs_of(plan: Plan, node: Node) -> Iterator[Node]:
    """The steps that a node needs; the list of a row is there with the row, for all lines that are kept."""
    for need in plan.graph.needs(node):
        if need.kind == "list":
            yield from needs_of(plan, need)
        else:
            yield need


def test_a_list_of_values_is_read_only_after_the_pass_that_makes_it(plan: Plan) -> None:
    for _, steps in groupby(plan.steps, key=lambda step: step.over):
        nodes = [step.node for step in steps]
        made = {node.id for node in nodes if node.kind == "row"}
        if nodes[0].place != RECORD:
            read = {need.id for node in nodes for need in plan.graph.needs(node) if need.kind == "list"}
            assert not made & read


def test_what_steps_read_is_what_the_graph_says_they_need(plan: Plan) -> None:
    for step in steps_of(plan):
        read = {(name.of, name.name) for name in names_of(plan.graph, step.node) if name.of in {"row", "rows", "link"}}
        kinds = {"row": "row", "list": "rows", "link": "link"}
        needed = {(kinds[need.kind], need.id) for need in plan.graph.needs(step.node) if need.kind in kinds}
        if step.node.kind == "body":
            needed = {("rows" if plan.graph.row_node(id, RECORD).kind == "list" else "row", id) for _, id in needed}
        assert {each for each in read if each[1] in plan.graph.rows or each[0] == "link"} == needed, step.node


def test_what_a_flag_of_a_group_switches_off_belongs_to_it() -> None:
    plan = plan_of("northgate", "forecasts", "export")
    groups = {each.id: each.condition.flag for each in switched_off(plan) if each.kind == "group"}
    assert groups == {"pci-lines": "forecast_method", "pci-header": "forecast_method"}
    belongs = {each.belongs_to for each in switched_off(plan) if each.kind == "row"}
    assert belongs <= {"pci-lines", "pci-header", "pci", "pci_line"}
    assert "pci-lines" in belongs
