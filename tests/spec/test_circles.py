"""What needs itself is one finding that names the whole circle, at its first part, with a cure that fits."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import pytest

from commandline import crosswalk
from crosswalk import Catalog, CrosswalkError, Finding
from crosswalk.finding import Findings, Span
from crosswalk.lint.circles import MOST_NAMED, WORDS
from crosswalk.spec.mapping import Mapping
from crosswalk.spec.order import Circle, Graph, NodeKind, in_order
from places import TODAY
from specs import HEAD, Lint, MakeCatalog, row, spec

TOTAL = """
  - id: header
    rows:
      - {id: total, direction: export, type: money, right: {label: T, path: first.t}, source: rows.amount | sum}
"""
ITEMS = """
  - id: items
    lines: {from: items, into: first.items}
    rows:
      - {id: amount, direction: export, type: money, left: {path: amount}, right: {label: A, path: a}}
"""


def items(lines: str = "", group: str = "", row: str = "") -> str:
    """The group of the lines, with more for its lines:, for itself, and one more row."""
    text = ITEMS.replace("first.items}", f"first.items{lines}}}")
    text += f"      - {{direction: export, right: {{label: B, path: b}}, {row}}}\n" if row else ""
    return text.replace("    rows:", f"    {group}\n    rows:") if group else text


def rule(text: str) -> str:
    return f"rules:\n  - {{id: r, {text}}}\n"


def links(*links: str) -> str:
    return "links:\n" + "".join(f"  {link}\n" for link in links)


@dataclass(frozen=True)
class Case:
    """A spec, what is said of it, the cure, and the words of the parts that are shown, the first where it stands."""

    text: str
    message: str
    help: str
    parts: tuple[str, ...]


PAYLOAD = "let one of the rows read the payload instead"
WHERE = "let where: choose the lines by fields of the payload"
RULE = "let the rule read the payload instead"
WHEN = "let when: read the payload instead"
MATCH = "match by fields of the payload"
SUMMED = "'total' needs 'amount' of the kept lines of items, which need "
SIDES = "sides: {from: {sign: '-1'}, to: {sign: '1'}}"
SOURCES = HEAD.replace("  key: number", "  record_per: [job]\n  key: job")

CIRCLES = {
    "a_where_that_sums_its_own_lines": Case(
        spec(groups=TOTAL + items(", where: rows.total > 0")),
        f"{SUMMED}their where:, which needs 'total'", WHERE, ("total", "rows.total > 0"),
    ),
    "a_where_that_only_asks_whether_there_is_a_sum": Case(
        spec(groups=TOTAL + items(", where: rows.total is not missing")),
        f"{SUMMED}their where:, which needs 'total'", WHERE, ("total", "rows.total is not missing"),
    ),
    "a_link_that_is_found_by_the_row_that_it_gives": Case(
        spec(row("a", "source: l.id, required: true"), more=links("l: {find: record.items, match: {id: rows.a}, none: blank}")),
        "the link l needs 'a', which needs the link l", MATCH, ("l", "a"),
    ),
    "a_rule_that_skips_lines_by_their_sum": Case(
        spec(groups=TOTAL + ITEMS, more=rule("each: items, skip_when: rows.total > 5, message: Much.")),
        "the rule r needs 'total', which needs 'amount' of the kept lines of items, which need the rule r", RULE, ("r", "total"),
    ),
    "a_rule_that_skips_lines_and_tells_their_sum": Case(
        spec(groups=TOTAL + ITEMS, more=rule("each: items, skip_when: amount > 5, message: 'Much: {{ rows.total }}.'")),
        "the rule r needs 'total', which needs 'amount' of the kept lines of items, which need the rule r", RULE, ("r", "total"),
    ),
    "once_per_by_a_sum": Case(
        spec(groups=TOTAL + items(", once_per: rows.total")),
        f"{SUMMED}their once_per:, which needs 'total'",
        "let once_per: tell the lines apart by fields of the payload", ("total", "rows.total"),
    ),
    "sides_by_a_sum": Case(
        spec(groups=TOTAL + items(group="sides: {from: {sign: rows.total}, to: {sign: '1'}}")),
        f"{SUMMED}their sides:, which needs 'total'", "let sides: read the payload instead", ("total", "items"),
    ),
    "a_group_that_applies_by_the_sum_of_its_lines": Case(
        spec(groups=TOTAL + items(group="when: rows.total > 0")),
        f"{SUMMED}the when: of items, which needs 'total'", WHEN, ("total", "rows.total > 0"),
    ),
    "a_group_that_applies_by_one_of_its_rows": Case(
        spec(groups=TOTAL.replace("rows:", "when: rows.total > 0\n    rows:", 1) + ITEMS),
        "the when: of header needs 'total', which needs the when: of header", WHEN, ("rows.total > 0", "total"),
    ),
    "a_where_that_reads_the_sides_of_its_lines": Case(
        spec(groups=items(", where: side.sign > 0", SIDES)),
        "the where: of items needs the sides of the lines of items, which need the where: of items", WHERE, ("side.sign > 0",),
    ),
    "a_rule_that_skips_lines_by_a_row_of_their_sides": Case(
        spec(groups=items(group=SIDES, row="id: signed, source: amount | multiply(side.sign)"),
             more=rule("each: items, skip_when: rows.signed is missing, message: None.")),
        "the rule r needs 'signed', which needs the sides of the lines of items, which need the rule r", RULE, ("r", "signed"),
    ),
    "a_rule_that_skips_source_rows_by_what_is_added_up": Case(
        spec("- {id: total, direction: export, type: money, sum: amount, right: {label: T, path: first.t}}", head=SOURCES,
             more=rule("each: source, skip_when: rows.total > 5, message: Much.")),
        "the rule r needs 'total', which needs the kept source rows, which need the rule r", RULE, ("r", "total"),
    ),
    "a_row_of_a_line_that_reads_a_sum_of_itself": Case(
        spec(groups=TOTAL + ITEMS.replace("left: {path: amount}", "source: rows.total")),
        "'total' needs 'amount', which needs 'total'", PAYLOAD, ("total", "amount"),
    ),
    "a_row_that_reads_itself": Case(
        spec(row("a", "source: rows.a")), "'a' needs itself", "let it read the payload instead", ("a",),
    ),
    "a_row_that_is_sent_unless_it_is_sent": Case(
        spec(row("a", "source: number, unless_row: a")), "'a' needs itself", "let it read the payload instead", ("a",),
    ),
    "two_rows_by_source_and_same_as": Case(
        spec(row("a", "source: rows.b") + row("b", "same_as: a")), "'a' needs 'b', which needs 'a'", PAYLOAD, ("a", "b"),
    ),
    "two_rows_by_when_and_unless_row": Case(
        spec(row("a", "source: number, when: rows.b is blank") + row("b", "source: number, unless_row: a")),
        "'a' needs 'b', which needs 'a'", PAYLOAD, ("a", "b"),
    ),
    "three_rows_by_required_transform_and_choice": Case(
        spec(row("a", "source: number, required: rows.b is blank") + row("b", "source: number, transform: value | concat(rows.c)")
             + row("c", "choose: {by: shape, from: {round: number, square: rows.a}}")),
        "'a' needs 'b', which needs 'c', which needs 'a'", PAYLOAD, ("a", "b", "c"),
    ),
    "a_row_by_the_words_of_its_warning": Case(
        spec(row("a", "first_of: [number, {source: '1', warn: {id: w, message: 'No {{ rows.a }}.'}}]")),
        "'a' needs itself", "let it read the payload instead", ("a",),
    ),
    "links_by_links": Case(
        spec(row("a", "source: k.id"), more=links(*(
            f"{one}: {{find: record.items, match: {{id: {other}.id}}}}" for one, other in ("kl", "lm", "mk")
        ))),
        "the link k needs the link l, which needs the link m, which needs the link k", MATCH, ("k", "l", "m"),
    ),
    "a_link_that_nothing_reads": Case(
        spec(row("a", "source: number"), more=links("l: {find: record.items, match: {id: l.id}}")),
        "the link l needs itself", MATCH, ("l",),
    ),
    "a_link_of_a_line_that_its_where_reads": Case(
        spec(groups=TOTAL + items(", where: l.id is blank"), more=links("l: {find: record.items, match: {id: line.id, t: rows.total}, none: blank}")),
        "the link l needs 'total', which needs 'amount' of the kept lines of items, which need their where:, which needs the link l",
        WHERE, ("l", "total", "l.id is blank"),
    ),
}  # fmt: skip

ORDERED = {
    "a_check_that_tells_a_row": spec(groups=TOTAL + ITEMS, more="checks: [{id: c, expect: documents.first.t > 0, message: '{{ rows.total }}'}]\n"),
    "a_rule_of_lines_that_skips_by_its_own_row": spec(groups=TOTAL + ITEMS, more=rule("each: items, skip_when: rows.amount > 5, message: Much.")),
    "once_per_of_its_own_row": spec(groups=TOTAL + items(", once_per: rows.amount")),
    "a_where_of_its_own_row": spec(groups=TOTAL + items(", where: rows.amount > 0")),
    "a_bare_name_is_a_field_of_the_line_and_no_row": spec(groups=TOTAL + items(", where: amount > 0 and total > 0")),
    "a_row_that_reads_the_field_of_its_name": spec(row("a", "source: a") + row("b", "source: record.b, when: b is not blank")),
    "a_link_that_is_found_by_another_row": spec(row("a", "source: l.id") + row("b", "source: number"), more=links("l: {find: record.items, match: {id: rows.b}}")),
}  # fmt: skip


def findings(catalog: Catalog) -> tuple[Finding, ...]:
    try:
        catalog.customer("tester").mapping("small")
    except CrosswalkError as error:
        return error.findings
    return ()


def word(span: Span | None) -> str:
    """The text that a place marks; of a link, whose place is what it is, its name."""
    assert span is not None
    line = span.source.line(span.line)
    marked = line[span.column - 1 :][: span.length]
    return line[: span.column - 1].strip(" :") if marked == "{" else marked


@pytest.mark.parametrize("case", CIRCLES.values(), ids=CIRCLES)
def test_a_circle_is_named_whole(make_catalog: MakeCatalog, case: Case) -> None:
    (found,) = findings(make_catalog(small=case.text))
    assert (found.code, found.severity, found.message, found.help) == ("row-circle", "error", case.message, case.help)
    assert (word(found.span), *(word(other.span) for other in found.related)) == case.parts


@pytest.mark.parametrize("text", ORDERED.values(), ids=ORDERED)
def test_what_has_an_order_is_no_circle(lint: Lint, text: str) -> None:
    assert lint(text) == []


def test_a_circle_of_both_directions_is_told_once(lint: Lint) -> None:
    head = HEAD + "import: {records: '@', key: number, documents: {sheet: {endpoint: sheet}}}\n"
    rows = "".join(
        f"- {{id: {one}, direction: both, one_way: Computed., left: {{path: {one}, import: sheet.{one}}}, right: {{path: first.{one}, import: {one}}}, transform: value | concat(rows.{other})}}\n"
        for one, other in ("ab", "ba")
    )
    assert lint(spec(rows, head=head)) == ["row-circle"]


def test_two_circles_are_two_findings(make_catalog: MakeCatalog) -> None:
    rows = "".join(row(one, f"source: rows.{other}") for one, other in ("ab", "ba", "cd", "dc"))
    found = findings(make_catalog(small=spec(rows)))
    assert [each.message for each in found] == ["'a' needs 'b', which needs 'a'", "'c' needs 'd', which needs 'c'"]


def test_two_circles_of_one_row_are_two_findings(make_catalog: MakeCatalog) -> None:
    rows = row("a", "source: rows.b") + row("b", "source: rows.a | concat(rows.b)")
    found = findings(make_catalog(small=spec(rows)))
    assert [each.message for each in found] == ["'a' needs 'b', which needs 'a'", "'b' needs itself"]


def test_two_mistakes_in_the_choice_of_the_same_lines_are_two_findings(make_catalog: MakeCatalog) -> None:
    second = TOTAL.replace("id: header", "id: more").replace("id: total", "id: all").replace("first.t", "first.s")
    second = second.replace("rows.amount", "rows.count")
    row = "id: count, type: integer, source: position"
    found = findings(
        make_catalog(small=spec(groups=TOTAL + second + items(", where: rows.total > 0, once_per: rows.all", row=row)))
    )
    assert sorted(word(each.span) for each in found) == ["all", "total"]


def test_what_only_reads_a_circle_is_not_in_it(make_catalog: MakeCatalog) -> None:
    rows = row("z", "source: rows.a") + row("a", "source: rows.b") + row("b", "source: rows.a")
    (found,) = findings(make_catalog(small=spec(rows)))
    assert "'z'" not in found.message


def test_of_two_ways_round_the_shorter_is_told(make_catalog: MakeCatalog) -> None:
    rows = row("a", "source: rows.b | concat(rows.c)") + row("b", "source: rows.c") + row("c", "source: rows.a")
    (found,) = findings(make_catalog(small=spec(rows)))
    assert found.message == "'a' needs 'c', which needs 'a'"


@pytest.mark.parametrize("length", [MOST_NAMED, MOST_NAMED + 1, 1000])
def test_of_a_long_circle_the_first_parts_are_named(make_catalog: MakeCatalog, length: int) -> None:
    rows = "".join(row(f"r{number}", f"source: rows.r{(number + 1) % length}") for number in range(length))
    (found,) = findings(make_catalog(small=spec(rows)))
    assert found.message.startswith("'r0' needs 'r1', which needs 'r2', ")
    more = length - MOST_NAMED
    end = f"'r29', which needs {more} more, the last of which needs 'r0'" if more else "'r29', which needs 'r0'"
    assert found.message.endswith(end)
    assert len(found.related) == MOST_NAMED - 1


def test_rows_that_all_read_each_other_are_no_flood(make_catalog: MakeCatalog) -> None:
    names = [f"r{number}" for number in range(60)]
    rows = "".join(row(name, f"source: '[{', '.join(f'rows.{other}' for other in names)}] | join'") for name in names)
    begun = time.process_time()
    found = findings(make_catalog(small=spec(rows)))
    assert {each.code for each in found} == {"row-circle"}
    assert len(found) <= len(names)
    assert time.process_time() - begun < 5


def test_every_kind_of_node_has_words() -> None:
    assert sorted(WORDS) == sorted(get_args(NodeKind))


def unheard(catalog: Catalog) -> Mapping:
    """The mapping, whatever lint says of it."""
    customer = catalog.customer("tester")
    tree = customer.tree("small", Findings())
    assert tree is not None
    mapping = catalog.check(tree, customer.knowledge, Findings())
    assert mapping is not None
    return mapping


@pytest.mark.parametrize(("name", "case"), CIRCLES.items(), ids=CIRCLES)
def test_where_lint_is_not_heard_there_is_no_order(make_catalog: MakeCatalog, name: str, case: Case) -> None:
    """Lint and the plan ask one graph. A link that nothing reads is not in any plan, and needs no order."""
    mapping = unheard(make_catalog(small=case.text))
    graph = Graph(mapping.in_direction("export"), mapping.links)
    if name == "a_link_that_nothing_reads":
        assert in_order(graph)
    else:
        with pytest.raises(Circle, match="needs"):
            in_order(graph)


CHANGES = {
    "a_source": ("{change: c, set: {source: rows.d}}", "source", "with this change: 'c' needs 'd', which needs 'c'"),
    "a_source_of_a_link": ("{change: c, set: {source: l.id}}", "source", "with this change: the link l needs 'c', which needs the link l"),
    "a_new_rule": (
        "{add_after: r, rule: {id: s, each: items, skip_when: rows.total > 5, message: Much.}}", "s",
        "the rule s needs 'total', which needs 'amount' of the kept lines of items, which need the rule s",
    ),
    "a_new_row": (
        "{replace: c, row: {id: c, direction: export, right: {label: C, path: first.c}, source: rows.d}}", "c",
        "'c' needs 'd', which needs 'c'",
    ),
    "a_rule_that_now_skips": (
        "{replace: r, rule: {id: r, each: items, skip_when: rows.total > 5, message: Much.}}", "r",
        "the rule r needs 'total', which needs 'amount' of the kept lines of items, which need the rule r",
    ),
}  # fmt: skip


class TestOfCustomers:
    """A circle that a customer's change closes is told at that change."""

    BASE = spec(
        groups=TOTAL + items(row="id: b, source: rows.amount") + "  - id: more\n    rows:\n"
        "      - {id: c, direction: export, right: {label: C, path: first.c}, source: number}\n"
        "      - {id: d, direction: export, right: {label: D, path: first.d}, source: rows.c}\n",
        more=links("l: {find: record.items, match: {id: rows.c}, none: blank}")
        + rule("warn_when: number is blank, message: None."),
    )
    FILE = "mappings/customers/tester/small.yaml"

    def test_the_base_is_clean(self, lint: Lint) -> None:
        assert lint(self.BASE) == []

    @pytest.mark.parametrize(("change", "at", "message"), CHANGES.values(), ids=CHANGES)
    @pytest.mark.parametrize(
        "head", ["overlay: small", "mapping: mine\nextends: small\ntitle: Mine\ntakes_when: number == '2'"]
    )
    def test_it_is_told_at_the_change(
        self, make_catalog: MakeCatalog, head: str, change: str, at: str, message: str
    ) -> None:
        files = {"small": self.BASE, "customers__tester__small": f"{head}\nchanges:\n  - {change}\n"}
        customer = make_catalog(**files).customer("tester")
        (found,) = customer.findings("mine" if "mine" in head else "small")
        assert (found.code, found.message, word(found.span)) == ("row-circle", message, at)
        assert found.span is not None
        assert found.span.source.name == self.FILE
        assert [other.span.source.name for other in found.related if other.span.source.name == "mappings/small.yaml"]

    def test_of_two_changes_the_one_that_closes_it_is_named(self, make_catalog: MakeCatalog) -> None:
        changes = "  - {change: d, set: {source: number}}\n  - {change: c, set: {source: rows.d}}\n  - {change: d, set: {source: rows.c}}\n"
        files = {"small": self.BASE, "customers__tester__small": f"overlay: small\nchanges:\n{changes}"}
        found = make_catalog(**files).customer("tester").findings("small")
        assert [(each.code, each.at) for each in found if each.code == "row-circle"] == [
            ("row-circle", f"{self.FILE}:5:23")
        ]


class TestNobodyMapsByACircle:
    """Whoever asks for the mapping is refused with the finding."""

    SMALL = CIRCLES["a_where_that_sums_its_own_lines"].text

    @pytest.mark.parametrize("ask", ["mapper", "mapping"])
    def test_of_the_library(self, make_catalog: MakeCatalog, ask: str) -> None:
        customer = make_catalog(small=self.SMALL).customer("tester")
        with pytest.raises(CrosswalkError, match="row-circle"):
            _ = customer.mapper("small", today=TODAY) if ask == "mapper" else customer.mapping("small")

    def test_of_a_mapping_of_the_same_family(self, make_catalog: MakeCatalog) -> None:
        own = "mapping: mine\nextends: small\ntitle: Mine\ntakes_when: number == '2'\nchanges:\n  - {change: total, set: {source: number}}\n"
        catalog = make_catalog(small=self.SMALL, customers__tester__mine=own)
        with pytest.raises(CrosswalkError, match="row-circle"):
            catalog.customer("tester").mapper("small", today=TODAY)
        assert catalog.customer("tester").mapper("mine", today=TODAY)

    @pytest.mark.parametrize(
        "command",
        [
            "show small",
            "dry-run small order.json",
            "explain small total order.json",
            "run small order.json",
            "list",
            "lint",
        ],
    )
    def test_of_the_command_line(
        self, make_catalog: MakeCatalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
    ) -> None:
        make_catalog(small=self.SMALL)
        (tmp_path / "order.json").write_text('{"orders": [{"number": "1", "items": []}]}', "utf-8")
        monkeypatch.chdir(tmp_path)
        said = crosswalk(*command.split(), "--mappings", "mappings", "--customer", "tester")
        assert said.code in {1, 3}
        assert "row-circle" in said.out + said.err
        assert "Traceback" not in said.err
