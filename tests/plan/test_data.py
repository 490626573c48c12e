"""Plans as data: whole, in order, as their schema says, with every expression as a tree that means the same."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from crosswalk.language import tree as trees
from crosswalk.language.transforms import TESTS, TRANSFORMS
from crosswalk.language.tree import Tree
from crosswalk.plan.data import plan_data
from crosswalk.plan.outline import steps_of
from crosswalk.plan.plain import value_data
from crosswalk.plan.plan import Plan
from crosswalk.plan.reading import expressions_at
from crosswalk.text.payload import encode_pretty
from crosswalk.text.schema import shipped_schema
from crosswalk.values import MISSING, Json
from plans import Case, all_cases, plan_of


@pytest.fixture(params=all_cases(), ids=".".join)
def case(request: pytest.FixtureRequest) -> Case:
    found: Case = request.param
    return found


@pytest.fixture
def plan(case: Case) -> Plan:
    return plan_of(*case)


@pytest.fixture
def data(case: Case) -> Any:
    return data_of(*case)


@cache
def data_of(customer: str, mapping: str, direction: str) -> Any:
    """A plan as a reader of JSON has it."""
    return json.loads(encode_pretty(plan_data(plan_of(customer, mapping, direction))))


def document(plan: Any) -> Any:
    head = {"schema_version": 1, "mapping": "m", "title": "M", "customer": "c", "today": "2025-01-31"}
    return {**head, "plans": [plan]}


@cache
def validator() -> Draft202012Validator:
    return Draft202012Validator(shipped_schema("output/show-plan"))


def test_it_is_as_its_schema_says(data: Any) -> None:
    errors = [f"{error.json_path}: {error.message}" for error in validator().iter_errors(document(data))]
    assert errors == []


def test_nothing_is_a_float(plan: Plan) -> None:
    assert {type(value) for value in leaves(plan_data(plan))} <= {str, int, bool, type(None)}


def leaves(value: Json) -> Iterator[Json]:
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from leaves(each)
    else:
        yield value


def test_what_a_step_reads_has_a_step_before_it(data: Any) -> None:
    off = {each["id"] for each in data["switched_off"] if each["kind"] == "row"}
    seen: dict[tuple[str, str], set[str | None]] = {}
    for step in data["steps"]:
        for read in step["reads"]:
            if read["of"] in {"row", "rows"}:
                assert ("row", read["name"]) in seen or read["name"] in off, (step["id"], read)
            if read["of"] == "link":
                assert ("link", read["name"]) in seen, (step["id"], read)
        seen.setdefault((step["kind"], step["id"]), set()).add(step["group"])
    assert [step["number"] for step in data["steps"]] == list(range(1, len(data["steps"]) + 1))


def test_every_expression_is_there_as_a_tree_that_means_the_same(plan: Plan, data: Any) -> None:
    for step, told in zip(steps_of(plan), data["steps"], strict=True):
        found = {(each["text"], each["at"]["line"], each["at"]["column"]): each["tree"] for each in expressions(told)}
        for expression, _ in expressions_at(plan.graph, step.node):
            span = expression.scalar.span
            tree = found[" ".join(expression.text.split()), span.line, span.column]
            assert rebuilt(tree) == expression.tree


def expressions(value: Json) -> Iterator[Any]:
    """Every expression in the data of a step."""
    if isinstance(value, dict) and value.keys() == {"text", "at", "tree"}:
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from expressions(each)


def rebuilt(data: Any) -> Tree:
    """The tree of an expression, from its data alone."""
    made: Tree = _MAKERS[data["op"]](data)
    return made


def step_of(kind: Any, known: Any) -> Callable[[Any], Tree]:
    def make(data: Any) -> Tree:
        step = trees.Step(known[data["name"]], tuple(rebuilt(each) for each in data["arguments"]), "")
        made: Tree = kind(rebuilt(data["of"]), step)
        return made

    return make


def parts_of(kind: Any, *names: str) -> Callable[[Any], Tree]:
    def make(data: Any) -> Tree:
        made: Tree = kind(*(rebuilt(data[name]) for name in names))
        return made

    return make


_MAKERS: dict[str, Callable[[Any], Tree]] = {
    "constant": lambda data: trees.Constant(value_of(data["constant"])),
    "read": lambda data: reference_of(data["read"]),
    "below": lambda data: trees.Below(rebuilt(data["of"]), tuple(data["path"])),
    "list": lambda data: trees.ListOf(tuple(rebuilt(item) for item in data["items"])),
    "filter": step_of(trees.Filter, TRANSFORMS),
    "test": step_of(trees.Is, TESTS),
    "compare": lambda data: trees.Compare(data["sign"], rebuilt(data["left"]), rebuilt(data["right"])),
    "if": parts_of(trees.If, "test", "then", "otherwise"),
    "not": parts_of(trees.Not, "of"),
    "negative": parts_of(trees.Negative, "of"),
    "and": parts_of(trees.And, "left", "right"),
    "or": parts_of(trees.Or, "left", "right"),
    "add": parts_of(trees.Add, "left", "right"),
    "subtract": parts_of(trees.Subtract, "left", "right"),
}


def value_of(data: Any) -> Json:
    value = data["value"]
    return (
        {"missing": MISSING, "decimal": Decimal(value)}[data["type"]]
        if data["type"] in {"missing", "decimal"}
        else value
    )


def reference_of(read: Any) -> Tree:
    """The name as it is written, from what it stands for."""
    root = re.match(r"\w+", read["text"])
    assert root is not None
    below = tuple(read["path"])
    if read["of"] in {"row", "rows"}:
        below = (read["name"].replace("-", "_"), *below)
    elif read["of"] in {"flag", "setting", "context", "document"}:
        below = (read["name"], *below)
    elif read["of"] in {"record", "line", "source row"} and root[0] not in {"record", "line"}:
        below = below[1:]
    return trees.Reference(root[0], below, "", 0)


@pytest.mark.parametrize(
    "change",
    [
        lambda plan: plan["steps"][0]["what"].pop("kind"),
        lambda plan: plan["steps"][0].update(more=1),
        lambda plan: plan["steps"][0]["condition"]["tree"].pop("left"),
        lambda plan: next(step for step in plan["steps"] if step["kind"] == "row")["what"].pop("source"),
        lambda plan: next(step for step in plan["steps"] if step["kind"] == "link")["what"].update(none="maybe"),
        lambda plan: next(step for step in plan["steps"] if step["kind"] == "body")["what"].update(rows=None),
    ],
)
def test_the_schema_looks_at_each_part(change: Any) -> None:
    plan = json.loads(json.dumps(data_of("example", "job-costs", "import")))
    change(plan)
    assert not validator().is_valid(document(plan))


def test_a_row_has_all_that_is_needed_to_take_it() -> None:
    plan = data_of("example", "subcontractor-invoices", "export")
    (step,) = (step for step in plan["steps"] if step["id"] == "contract-company")
    assert {key: step[key] for key in ("verb", "kind", "each", "group", "writes", "at")} == {
        "verb": "take",
        "kind": "row",
        "each": "record",
        "group": None,
        "writes": [{"document": "voucher", "path": ["VouVenCode"], "text": "voucher.VouVenCode"}],
        "at": {"file": "mappings/subcontractor-invoices.yaml", "line": 78, "column": 13},
    }
    path = {"of": "record", "name": None, "path": ["contract_origin_id"], "text": "contract_origin_id"}
    assert step["what"]["source"] == {"kind": "path", "path": path, "part": {"key": "commitment", "part": "vendor"}}
    assert plan["keys"]["commitment"] == {"parts": ["company", "vendor", "contract", "change"], "separator": "|"}
    assert step["what"]["limits"] == {"max": 8, "digits": None, "places": None, "policy": "error"}
    (work,) = (step for step in plan["steps"] if step["id"] == "work")
    assert (work["each"], work["group"], work["what"]["wire"]) == ("line", "distribution-lines", "number")
    assert work["what"]["limits"]["places"] == 2


def test_flags_settings_tables_and_collections_are_those_that_are_used() -> None:
    plan = data_of("example", "job-cost-transactions", "import")
    assert plan["flags"]["direct_cost_date"] == {"type": "text", "value": "post_date", "source": "default"}
    assert plan["tables"]["journal_codes"]["entries"]["AP"] == "invoice"
    assert plan["collections"] == {"vendors": False, "cost_codes": False, "cost_types": False}


@pytest.mark.parametrize(
    ("value", "type", "shown"),
    [
        ("1.50", "text", "1.50"),
        (Decimal("1.50"), "decimal", "1.50"),
        (Decimal("1E+3"), "decimal", "1000"),
        (3, "integer", 3),
        (True, "boolean", True),
        (None, "null", None),
        (MISSING, "missing", None),
        (date(2025, 1, 31), "date", "2025-01-31"),
        (("a",), "list", [{"type": "text", "value": "a"}]),
    ],
    ids=str,
)
def test_a_value_says_its_type(value: Json, type: str, shown: Json) -> None:
    assert value_data(value) == {"type": type, "value": shown}
