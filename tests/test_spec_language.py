"""The meaning of a spec, point by point, on specs made for one point each."""

from decimal import Decimal

import pytest

from crosswalk import CrosswalkError
from crosswalk.values import Json
from specs import HEAD, Lint, Run, body, codes, row, spec


class TestNames:
    """2. Names in scope, and what is missing."""

    def test_a_bare_name_is_the_record_and_in_lines_the_line(self, run: Run) -> None:
        groups = """
  - id: header
    rows:
      - {id: head, direction: export, right: {label: h, path: first.h}, source: code}
  - id: lines
    lines: {from: items, into: first.items}
    rows:
      - {id: own, direction: export, right: {label: o, path: o}, source: code}
      - {id: above, direction: export, right: {label: a, path: a}, source: record.code}
      - {id: at, direction: export, type: integer, right: {label: p, path: p}, source: position}
"""
        (outcome,) = run(spec(groups=groups), {"number": "1", "code": "H", "items": [{"code": "L"}]})
        assert body(outcome) == {"h": "H", "items": [{"o": "L", "a": "H", "p": 1}]}

    def test_missing_and_null_are_different_and_both_blank(self, run: Run) -> None:
        rows = row("gone", 'source: \'"yes" if x is missing else "no"\'') + row(
            "blank", 'source: \'"yes" if x is blank else "no"\''
        )
        found = [
            body(o) for o in run(spec(rows), {"number": "1"}, {"number": "2", "x": None}, {"number": "3", "x": ""})
        ]
        assert found == [
            {"gone": "yes", "blank": "yes"},
            {"gone": "no", "blank": "yes"},
            {"gone": "no", "blank": "yes"},
        ]

    def test_what_hangs_below_null_is_missing_not_an_error(self, run: Run) -> None:
        (outcome,) = run(
            spec(row("x", 'source: \'"gone" if a.b[0].c is missing else "there"\'')), {"number": "1", "a": None}
        )
        assert body(outcome) == {"x": "gone"}

    def test_a_setting_that_is_not_given_blocks_but_can_be_asked_for(self, run: Run) -> None:
        asked, used = (
            spec(row("a", "source: '\"none\" if settings.office is blank else settings.office'")),
            spec(row("a", "source: settings.office")),
        )
        assert body(run(asked, {"number": "1"})[0]) == {"a": "none"}
        assert codes(run(used, {"number": "1"})[0]) == ["missing-setting"]

    def test_rows_are_free_of_order_and_typed(self, run: Run) -> None:
        rows = row("twice", "type: money, source: rows.once | multiply(2)") + row("once", "type: money, source: amount")
        (outcome,) = run(spec(rows), {"number": "1", "amount": "1.10"})
        assert body(outcome) == {"twice": Decimal("2.20"), "once": Decimal("1.10")}

    def test_a_circle_of_rows_is_a_finding(self, lint: Lint) -> None:
        assert set(lint(spec(row("a", "source: rows.b") + row("b", "source: rows.a")))) == {"row-circle"}

    def test_a_row_of_lines_is_a_list_to_the_header(self, run: Run) -> None:
        groups = """
  - id: header
    rows:
      - {id: total, direction: export, type: money, right: {label: t, path: first.t}, source: rows.amount | sum}
  - id: lines
    lines: {from: items, into: first.items}
    rows:
      - {id: amount, direction: export, type: money, left: {path: amount}, right: {label: a, path: a}}
"""
        (outcome,) = run(spec(groups=groups), {"number": "1", "items": [{"amount": "0.10"}, {"amount": "0.20"}]})
        assert body(outcome)["t"] == Decimal("0.30")

    def test_sequence_counts_records_from_zero(self, run: Run) -> None:
        found = run(spec(row("n", "type: integer, source: -999999 + sequence")), {"number": "1"}, {"number": "2"})
        assert [body(o)["n"] for o in found] == [-999999, -999998]


class TestTypes:
    """3. Types and wire forms."""

    @pytest.mark.parametrize(
        ("type", "given", "sent"),
        [
            ("code", "0500", "0500"),
            ("code", 500, "500"),
            ("money", "5237.6", Decimal("5237.60")),
            ("money", "-0.00", Decimal("0.00")),
            ("money", Decimal("999999999999999.99"), Decimal("999999999999999.99")),
            ("quantity", "82.0201", Decimal("82.0201")),
            ("percent", "10.5", Decimal("10.5")),
            ("integer", "7", 7),
            ("date", "2024-02-29", "2024-02-29"),
            ("datetime", "2020-10-19T12:17:31-07:00", "2020-10-19T19:17:31Z"),
            ("flag", True, "Y"),
            ("boolean", "N", False),
        ],
    )
    def test_a_value_is_sent_exactly(self, run: Run, type: str, given: Json, sent: Json) -> None:
        (outcome,) = run(spec(row("x", f"type: {type}, source: v")), {"number": "1", "v": given})
        assert body(outcome)["x"] == sent

    @pytest.mark.parametrize(
        ("type", "given"),
        [
            ("code", Decimal("4.5")),
            ("money", "12,5"),
            ("money", "NaN"),
            ("money", Decimal("1E+99999999")),
            ("money", True),
            ("integer", "1.5"),
            ("date", "2025-02-30"),
            ("date", "10/25/20"),
            ("date", "2024-03-11T00:00:00Z"),
            ("datetime", "2024-03-11T00:00:00"),
            ("flag", "maybe"),
            ("text", ["a"]),
        ],
    )
    def test_a_bad_value_blocks_the_record_and_names_it(self, run: Run, type: str, given: Json) -> None:
        bad, good = run(
            spec(row("x", f"type: {type}, source: v") + row("k", "source: number")),
            {"number": "1", "v": given},
            {"number": "2"},
        )
        assert (bad.kind, codes(bad), bad.findings[0].row) == ("blocked", ["bad-value"], "x")
        assert good.kind == "mapped"

    def test_the_wire_form_of_a_document_and_of_a_side(self, run: Run) -> None:
        head = HEAD.replace("second: {endpoint: second}", "second: {endpoint: second, as: text}")
        rows = row("a", "type: money, source: v") + row("b", "type: money, source: v", "second.b")
        rows += "- {id: c, direction: export, type: code, source: k, right: {label: c, path: first.c, as: number}}\n"
        (outcome,) = run(spec(rows, head=head), {"number": "1", "v": "1.5", "k": "12"})
        assert body(outcome) == {"a": Decimal("1.50"), "c": 12}
        assert body(outcome, "second") == {"b": "1.50"}

    def test_a_code_that_would_lose_its_zero_blocks(self, run: Run) -> None:
        rows = "- {id: c, direction: export, type: code, source: k, right: {label: c, path: first.c, as: number}}\n"
        (outcome,) = run(spec(rows), {"number": "1", "k": "0012"})
        assert codes(outcome) == ["code-loses-zero"]

    @pytest.mark.parametrize(
        ("limits", "type", "given", "sent", "found"),
        [
            ("max: 3", "text", "abcd", None, ["too-long"]),
            ("max: 3, policy: truncate", "text", "abcd", "abc", ["too-long"]),
            ("digits: 3", "money", "1000.00", None, ["too-long"]),
            ("places: 2", "quantity", "1.005", None, ["too-precise"]),
            ("places: 2", "quantity", "1.500", Decimal("1.500"), []),
            ("places: 2, policy: truncate", "quantity", "1.005", Decimal("1.01"), ["too-precise"]),
            ("policy: truncate", "money", "199.125", Decimal("199.13"), ["too-precise"]),
        ],
    )
    def test_limits_block_or_cut_with_a_warning(
        self, run: Run, limits: str, type: str, given: str, sent: Json, found: list[str]
    ) -> None:
        rows = (
            f"- {{id: x, direction: export, type: {type}, source: v, right: {{label: x, path: first.x, {limits}}}}}\n"
        )
        (outcome,) = run(spec(rows), {"number": "1", "v": given})
        assert codes(outcome) == found
        assert (body(outcome)["x"] if sent is not None else outcome.kind) == (sent if sent is not None else "blocked")


class TestSources:
    """Constants, defaults, fall-backs, choices, tables."""

    def test_a_default_takes_null_as_missing(self, run: Run) -> None:
        (outcome,) = run(spec(row("x", "source: v, default: LS")), {"number": "1", "v": None})
        assert body(outcome) == {"x": "LS"}

    def test_a_constant_code_keeps_its_zeros(self, run: Run) -> None:
        (outcome,) = run(spec(row("x", "type: code, constant: 000")), {"number": "1"})
        assert body(outcome) == {"x": "000"}

    def test_the_first_source_that_is_not_blank_wins_and_may_warn(self, run: Run) -> None:
        rows = "- id: x\n  direction: export\n  right: {label: x, path: first.x}\n  first_of: [a, {source: b, warn: {id: b-taken, message: 'B is {{ b }}.'}}]\n"
        first, second = run(spec(rows), {"number": "1", "a": "A", "b": "B"}, {"number": "2", "a": "", "b": "B"})
        assert (body(first), codes(first)) == ({"x": "A"}, [])
        assert (body(second), second.findings[0].message, second.findings[0].severity) == (
            {"x": "B"},
            "B is B.",
            "warning",
        )

    def test_a_flag_chooses_between_sources(self, run: Run) -> None:
        text = spec(row("x", "choose: {by: shape, from: {round: a, square: b}}"))
        order = {"number": "1", "a": "A", "b": "B"}
        assert body(run(text, order)[0]) == {"x": "A"}
        assert body(run(text, order, given=("shape=square",))[0]) == {"x": "B"}

    def test_a_choice_must_cover_every_value(self, lint: Lint) -> None:
        assert lint(spec(row("x", "choose: {by: shape, from: {round: a}}"))) == ["missing-choice"]

    def test_a_table_translates_and_an_unknown_code_blocks(self, run: Run) -> None:
        text = spec(
            "- {id: x, direction: export, table: kinds, left: {label: x, path: k}, right: {label: x, path: first.x}}"
        )
        good, bad = run(text, {"number": "1", "k": "A"}, {"number": "2", "k": "AA"})
        assert body(good) == {"x": "alpha"}
        assert codes(bad) == ["unmapped-code"]
        assert "'A'" in bad.findings[0].help

    def test_a_table_may_keep_what_it_does_not_know(self, run: Run) -> None:
        text = spec(
            "- {id: x, direction: export, table: loose, left: {label: x, path: k}, right: {label: x, path: first.x}}"
        )
        assert body(run(text, {"number": "1", "k": "Z"})[0]) == {"x": "Z"}

    def test_several_rows_document_one_table(self, run: Run) -> None:
        rows = "".join(
            f"- {{id: {only}, direction: export, table: kinds, only: {only}, left: {{label: {only}, path: k}}, right: {{label: x, path: first.x}}}}\n"
            for only in ("alpha", "beta")
        )
        good, bad = run(spec(rows), {"number": "1", "k": "B"}, {"number": "2", "k": "C"})
        assert body(good) == {"x": "beta"}
        assert codes(bad) == ["unmapped-code"]

    def test_required_may_be_a_condition(self, run: Run) -> None:
        text = spec(row("x", "source: v, required: needs_it") + row("k", "source: number"))
        free, bound = run(text, {"number": "1", "needs_it": False}, {"number": "2", "needs_it": True})
        assert body(free) == {"k": "1"}
        assert codes(bound) == ["missing-value"]

    def test_one_result_may_be_printed_twice(self, run: Run) -> None:
        (outcome,) = run(spec(row("a", "source: v") + row("b", "same_as: a")), {"number": "1", "v": "x"})
        assert body(outcome) == {"a": "x", "b": "x"}


class TestDirections:
    """4. Both directions from one spec."""

    HEAD = (
        HEAD + "import:\n  records: orders\n  key: Num\n  record_is: first\n  documents:\n    back: {endpoint: back}\n"
    )

    def test_copies_parts_and_tables_invert(self, run: Run) -> None:
        rows = """
        - {id: plain, direction: both, left: {label: p, path: p, import: back.p}, right: {label: P, path: first.P}}
        - {id: kind, direction: both, table: kinds, left: {label: k, path: k, import: back.k}, right: {label: K, path: first.K}}
        - {id: company, direction: both, type: code, left: {label: c, path: origin, import: back.origin, part: order.company}, right: {label: C, path: first.C}}
        - {id: num, direction: both, type: code, left: {label: n, path: origin, import: back.origin, part: order.number}, right: {label: N, path: [first.N, first.M]}}
        - {id: due, direction: both, type: date, transform: value | plus_days(flags.days), left: {label: d, path: d, import: back.d}, right: {label: D, path: first.D}}
        """
        order = {"p": "x", "k": "B", "origin": "010|7", "d": "2025-01-31"}
        text = spec(rows, head=self.HEAD)
        (out,) = run(text, order, direction="export")
        assert body(out) == {"P": "x", "K": "beta", "C": "010", "N": "7", "M": "7", "D": "2025-03-02"}
        (back,) = run(text, body(out), direction="import")
        assert body(back, "back") == order

    @pytest.mark.parametrize("more", ["transform: value | upper", "source: a", "constant: x", "first_of: [a, b]"])
    def test_a_row_that_cannot_be_turned_round_is_a_finding(self, lint: Lint, more: str) -> None:
        rows = f"- {{id: x, direction: both, {more}, left: {{label: p, path: p, import: back.p}}, right: {{label: P, path: first.P}}}}\n"
        assert lint(spec(rows, head=self.HEAD)) == ["not-invertible"]

    def test_a_row_may_give_both_ways_or_say_it_is_one_way(self, lint: Lint) -> None:
        both = "- {id: x, direction: both, export: {transform: value | upper}, import: {transform: value | lower}, left: {label: p, path: p, import: back.p}, right: {label: P, path: first.P}}\n"
        one = "- {id: x, direction: both, transform: value | upper, one_way: case is lost, left: {label: p, path: p}, right: {label: P, path: first.P}}\n"
        assert lint(spec(both, head=self.HEAD)) == []
        assert lint(spec(one, head=self.HEAD)) == []

    def test_a_mapping_that_goes_both_ways_wants_a_direction(self, run: Run) -> None:
        rows = "- {id: plain, direction: both, left: {label: p, path: p, import: back.p}, right: {label: P, path: first.P}}"
        with pytest.raises(CrosswalkError) as caught:
            run(spec(rows, head=self.HEAD), {"p": "x"})
        assert caught.value.findings[0].code == "missing-direction"


class TestKeys:
    """5. Keys and their parts."""

    PARTS = """
    - {id: company, direction: export, type: code, source: c, right: {label: C, path: first.K, part: order.company}}
    - {id: number, direction: export, type: code, source: n, right: {label: N, path: first.K, part: order.number}}
    """

    def test_rows_build_a_key_of_its_parts(self, run: Run) -> None:
        (outcome,) = run(spec(self.PARTS), {"number": "1", "c": "010", "n": "7"})
        assert body(outcome) == {"K": "010|7"}

    def test_a_part_with_the_separator_in_it_blocks(self, run: Run) -> None:
        (outcome,) = run(spec(self.PARTS), {"number": "1", "c": "0|10", "n": "7"})
        assert codes(outcome) == ["bad-key"]

    def test_a_key_without_all_its_parts_is_a_finding(self, lint: Lint) -> None:
        assert lint(spec(self.PARTS.strip().splitlines()[0])) == ["incomplete-key"]

    def test_a_key_of_other_parts_blocks(self, run: Run) -> None:
        text = spec(
            "- {id: x, direction: export, type: code, left: {label: x, path: k, part: order.number}, right: {label: x, path: first.x}}"
        )
        (outcome,) = run(text, {"number": "1", "k": "010|7|9"})
        assert codes(outcome) == ["bad-key"]


class TestLinks:
    """6. Links and context."""

    LINK = "links:\n  vendor: {find: context.vendors, match: {origin_id: code}, none: NONE}\n"
    ROWS = row("name", "source: vendor.name") + row("k", "source: number")

    def link(self, none: str = "error") -> str:
        return spec(self.ROWS, more=self.LINK.replace("NONE", none))

    def test_one_hit_is_taken(self, run: Run) -> None:
        context = {"vendors": [{"origin_id": "A", "name": "Ann"}, {"origin_id": "B", "name": "Bob"}]}
        assert body(run(self.link(), {"number": "1", "code": "B"}, context=context)[0])["name"] == "Bob"

    def test_two_hits_are_always_an_error(self, run: Run) -> None:
        context = {"vendors": [{"origin_id": "B", "name": "Ann"}, {"origin_id": "B", "name": "Bob"}]}
        assert codes(run(self.link("blank"), {"number": "1", "code": "B"}, context=context)[0]) == ["link-ambiguous"]

    @pytest.mark.parametrize(
        ("none", "kind", "found"),
        [("error", "blocked", ["link-not-found"]), ("blank", "mapped", []), ("warn", "mapped", ["link-not-found"])],
    )
    def test_no_hit_is_what_the_link_says(self, run: Run, none: str, kind: str, found: list[str]) -> None:
        (outcome,) = run(self.link(none), {"number": "1", "code": "Z"}, context={"vendors": []})
        assert (outcome.kind, codes(outcome)) == (kind, found)

    def test_context_that_is_not_given_warns_once_and_the_record_goes_on(self, run: Run) -> None:
        (outcome,) = run(self.link(), {"number": "1", "code": "A"})
        assert (outcome.kind, codes(outcome)) == ("mapped", ["not-checked"])

    def test_require_context_makes_it_block(self, run: Run) -> None:
        assert run(self.link(), {"number": "1", "code": "A"}, require=True)[0].kind == "blocked"

    def test_a_required_value_that_needs_it_blocks(self, run: Run) -> None:
        text = spec(row("name", "source: vendor.name, required: true"), more=self.LINK.replace("NONE", "error"))
        outcome = run(text, {"number": "1", "code": "A"})[0]
        assert outcome.kind == "blocked"
        assert codes(outcome) == ["not-checked", "missing-value"]

    def test_a_condition_that_needs_context_not_given_holds_with_a_warning(self, run: Run) -> None:
        text = spec(row("a", "source: number, when: vendor is blank"), more=self.LINK.replace("NONE", "blank"))
        (outcome,) = run(text, {"number": "1", "code": "A"})
        assert body(outcome) == {"a": "1"}
        assert set(codes(outcome)) == {"not-checked"}
        assert any("whether a is to be sent" in finding.message for finding in outcome.findings)

    def test_a_link_into_the_record_joins_lines(self, run: Run) -> None:
        more = "links:\n  parent: {find: record.parents, match: {id: line.parent_id}}\n"
        groups = """
  - id: lines
    lines: {from: items, into: first.items}
    rows:
      - {id: name, direction: export, right: {label: n, path: n}, source: parent.name}
"""
        order = {
            "number": "1",
            "parents": [{"id": 1, "name": "one"}, {"id": 2, "name": "two"}],
            "items": [{"parent_id": 2}, {"parent_id": 1}],
        }
        assert body(run(spec(groups=groups, more=more), order)[0]) == {"items": [{"n": "two"}, {"n": "one"}]}


class TestLines:
    """7. Lines, filters, sides, checks."""

    def groups(self, first: str, second: str) -> str:
        return f"""
  - id: big
    lines: {{from: items, where: {first}, into: first.items}}
    rows:
      - {{id: b, direction: export, right: {{label: b, path: b}}, source: v}}
  - id: small
    {second}
"""

    def test_every_line_is_taken_by_exactly_one_group(self, run: Run) -> None:
        leave = "lines: {from: items, where: not (v == 'x')}\n    leave_out: Only x is sent."
        order = {"number": "1", "items": [{"v": "x"}, {"v": "y"}]}
        (outcome,) = run(spec(groups=self.groups("v == 'x'", leave)), order)
        assert body(outcome) == {"items": [{"b": "x"}]}
        assert [(f.code, f.severity) for f in outcome.findings] == [("line-left-out", "info")]
        assert "Only x is sent." in outcome.findings[0].message

    def test_a_line_that_nobody_takes_blocks(self, run: Run) -> None:
        leave = "lines: {from: items, where: v == 'z'}\n    leave_out: z"
        (outcome,) = run(
            spec(groups=self.groups("v == 'x'", leave)), {"number": "1", "items": [{"v": "x"}, {"v": "y"}]}
        )
        assert codes(outcome) == ["line-not-mapped"]

    def test_a_line_that_two_groups_take_blocks(self, run: Run) -> None:
        leave = "lines: {from: items, where: v != 'z'}\n    leave_out: z"
        (outcome,) = run(spec(groups=self.groups("v == 'x'", leave)), {"number": "1", "items": [{"v": "x"}]})
        assert "line-taken-twice" in codes(outcome)

    def test_a_null_line_is_a_finding(self, run: Run) -> None:
        leave = "lines: {from: items, where: v != 'x'}\n    leave_out: rest"
        (outcome,) = run(spec(groups=self.groups("v == 'x'", leave)), {"number": "1", "items": [{"v": "x"}, None]})
        assert codes(outcome) == ["null-line"]

    def test_two_groups_may_fill_one_array_in_turn(self, run: Run) -> None:
        rest = "lines: {from: items, where: v != 'x', into: first.items}\n    rows:\n      - {id: s, direction: export, right: {label: s, path: s}, source: v}"
        order = {"number": "1", "items": [{"v": "y"}, {"v": "x"}, {"v": "z"}]}
        assert body(run(spec(groups=self.groups("v == 'x'", rest)), order)[0]) == {
            "items": [{"b": "x"}, {"s": "y"}, {"s": "z"}]
        }

    SIDES = """
  - id: transfers
    lines: {from: moves, into: second}
    sides:
      from: {code: line.from_code, sign: "-1"}
      to: {code: line.to_code, sign: "1"}
    rows:
      - {id: code, direction: export, type: code, right: {label: c, path: code}, source: side.code}
      - {id: amount, direction: export, type: money, right: {label: a, path: amount}, source: amount | multiply(side.sign)}
"""
    CHECK = "checks:\n  - {id: zero-sum, equal: [\"documents.second | sum('amount')\", '0'], message: A transfer must sum to zero.}\n"

    def test_one_line_becomes_two_and_a_document_each(self, run: Run) -> None:
        order = {"number": "1", "moves": [{"from_code": "01", "to_code": "02", "amount": "4500.0"}]}
        (outcome,) = run(spec(groups=self.SIDES, more=self.CHECK), order)
        assert [sent.body for sent in outcome.documents] == [
            {"code": "01", "amount": Decimal("-4500.00")},
            {"code": "02", "amount": Decimal("4500.00")},
        ]

    def test_a_check_that_fails_shows_both_values(self, run: Run) -> None:
        text = spec(groups=self.SIDES, more=self.CHECK.replace("'0'", "'5'"))
        (outcome,) = run(text, {"number": "1", "moves": [{"from_code": "01", "to_code": "02", "amount": "1"}]})
        assert codes(outcome) == ["zero-sum"]
        assert "(0.00 against " in outcome.findings[0].message

    def test_a_rule_on_lines_blocks_skips_or_warns_each(self, run: Run) -> None:
        rules = """
        rules:
          - {id: no-zero, each: lines, skip_when: v is zero, message: "Line {{ position }} is zero."}
          - {id: no-minus, each: lines, require: not (v is negative), message: A line is negative.}
        """
        groups = "\n  - id: lines\n    lines: {from: items, into: first.items}\n    rows:\n      - {id: v, direction: export, type: money, right: {label: v, path: v}, source: v}\n"
        text = spec(groups=groups, more=rules)
        kept, bad = run(
            text, {"number": "1", "items": [{"v": "0"}, {"v": "1"}]}, {"number": "2", "items": [{"v": "-1"}]}
        )
        assert (body(kept), codes(kept)) == ({"items": [{"v": Decimal("1.00")}]}, ["no-zero"])
        assert codes(bad) == ["no-minus"]


class TestAggregation:
    """8. Many source rows, one record."""

    TEXT = spec(
        """
        - {id: job, direction: export, type: code, left: {label: j, path: job}, right: {label: j, path: first.job}}
        - {id: cost, direction: export, type: money, right: {label: c, path: first.cost}, sum: amount, where: type == "C"}
        - {id: open, direction: export, type: money, right: {label: o, path: first.open}, sum: amount, where: type != "C"}
        """,
        head=HEAD.replace("  key: number", "  record_per: [job]\n  key: job"),
        more="rules:\n  - {id: posted-only, each: source, skip_when: posted is blank, message: It is not posted.}\n",
    )

    def test_rows_of_one_key_are_summed_and_what_is_left_out_is_told(self, run: Run) -> None:
        source = [
            {"job": "A", "type": "C", "amount": "0.10", "posted": "x"},
            {"job": "B", "type": "C", "amount": "9", "posted": "x"},
            {"job": "A", "type": "C", "amount": "0.20", "posted": "x"},
            {"job": "A", "type": "O", "amount": "5", "posted": "x"},
            {"job": "A", "type": "C", "amount": "77", "posted": None},
        ]
        first, second = run(self.TEXT, *source)
        assert body(first) == {"job": "A", "cost": Decimal("0.30"), "open": Decimal("5.00")}
        assert codes(first) == ["posted-only"]
        assert body(second) == {"job": "B", "cost": Decimal("9.00"), "open": Decimal("0.00")}

    def test_a_field_that_may_differ_between_the_rows_is_a_finding(self, lint: Lint) -> None:
        assert lint(self.TEXT.replace("path: job}, right", "path: type}, right")) == ["not-aggregated"]


class TestWriters:
    """9. Two rows that write one place."""

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("enabled_by: {flag: shape, is: round}", "enabled_by: {flag: shape, is: square}"),
            ("enabled_by: is_on", "enabled_by: {flag: is_on, is: false}"),
            ("when: a is blank", "when: a is not blank"),
            ("when: a == 'x'", "when: not (a == 'x')"),
            ("unless_row: b", "when: a is blank"),
            ("when: \"a is like('C*')\"", "when: \"a is like(['D*', 'c?*'])\""),
            ("when: \"a in ['x', 'y']\"", "when: \"a not in ['x', 'y', 'z']\""),
            ("when: a > 5", "when: a <= 5"),
            ("when: \"a is blank or b == 'x'\"", "when: \"a is not blank and record.b in ['y', 'z']\""),
            ("when: a == b", "when: b > c and a != b"),
        ],
    )
    def test_rows_that_exclude_each_other_may(self, lint: Lint, one: str, other: str) -> None:
        assert lint(spec(row("a", f"source: v, {one}", "first.x") + row("b", f"source: v, {other}", "first.x"))) == []

    def test_rows_of_groups_that_exclude_each_other_may(self, lint: Lint) -> None:
        group = "  - id: {id}\n    when: {when}\n    rows:\n      - {{id: {id}-x, direction: export, source: v, left: {{label: A}}, right: {{label: A, path: first.x}}}}\n"
        both = [group.format(id=id, when=f"kind == '{id}'") for id in ("one", "two")]
        assert lint(spec(groups="".join(both))) == []
        assert lint(spec(groups="".join(both).replace("'two'", "'one'"))) == ["two-writers"]

    def test_a_condition_of_the_record_excludes_none_of_the_lines(self, lint: Lint) -> None:
        rows = "".join(
            f"      - {{id: {id}, direction: export, source: v, when: kind == '{kind}', right: {{label: A, path: x}}}}\n"
            for id, kind in (("one", "b"), ("two", "b"))
        )
        lines = f"  - id: lines\n    when: kind == 'a'\n    lines: {{from: items, into: first.L}}\n    rows:\n{rows}"
        assert lint(spec(groups=lines)) == ["two-writers"]

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("a == 'x' or b is blank", "a == 'x' or b is not blank"),
            ("a == 'x' or b == 'y'", "a != 'x' or b == 'y'"),
            ("a == 'x' or b == 'y'", "a == 'x' or b == 'z'"),
            ("a is like('C*')", "a is like('*C')"),
        ],
    )
    def test_a_negation_of_one_part_of_a_condition_excludes_nothing(self, lint: Lint, one: str, other: str) -> None:
        rows = row("a", f"source: v, when: {one}", "first.x") + row("b", f"source: v, when: {other}", "first.x")
        assert lint(spec(rows)) == ["two-writers"]

    @pytest.mark.parametrize("other", ["when: a is blank", "enabled_by: is_on", "default: x"])
    def test_rows_that_may_both_write_are_a_finding(self, lint: Lint, other: str) -> None:
        assert lint(spec(row("a", "source: v", "first.x") + row("b", f"source: v, {other}", "first.x"))) == [
            "two-writers"
        ]

    def test_a_row_gives_way_to_another(self, run: Run) -> None:
        text = spec(row("job", "source: job, unless_row: sub", "first.x") + row("sub", "source: sub", "first.x"))
        found = [body(o) for o in run(text, {"number": "1", "job": "J"}, {"number": "2", "job": "J", "sub": "S"})]
        assert found == [{"x": "J"}, {"x": "S"}]


class TestDocuments:
    """10. Several documents in order, and late values."""

    def test_documents_are_sent_in_order_and_late_values_are_listed(self, run: Run) -> None:
        rows = row("a", "source: v", "second.a") + row("b", "late: first.id", "second.b") + row("c", "source: v")
        (outcome,) = run(spec(rows), {"number": "1", "v": "x"})
        assert [(sent.document, sent.body, sent.needs) for sent in outcome.documents] == [
            ("first", {"c": "x"}, ()),
            ("second", {"a": "x", "b": {"$late": "first.id"}}, ("first.id",)),
        ]

    @pytest.mark.parametrize("which", [{"a": None}, [[[]]], [], 1.5, True, "half " + chr(0xD83D)])
    def test_which_record_a_late_value_is_of_was_sent_as_it_came_whatever_it_was(self, run: Run, which: object) -> None:
        rows = row("a", "source: v", "second.a") + row("b", "late: first.id, source: key, type: code", "second.b")
        (outcome,) = run(spec(rows + row("c", "source: v")), {"number": "1", "v": "x", "key": which})
        assert (outcome.kind, codes(outcome)) == ("blocked", ["bad-value"])

    def test_a_late_value_of_a_later_document_is_a_finding(self, lint: Lint) -> None:
        assert lint(spec(row("a", "late: second.id") + row("b", "source: v", "second.b"))) == ["late-order"]

    def test_a_document_may_have_a_condition(self, run: Run) -> None:
        head = HEAD.replace("second: {endpoint: second}", "second: {endpoint: second, when: wanted}")
        text = spec(row("a", "source: number") + row("b", "source: number", "second.b"), head=head)
        without, with_it = run(text, {"number": "1", "wanted": False}, {"number": "2", "wanted": True})
        assert [sent.document for sent in without.documents] == ["first"]
        assert [sent.document for sent in with_it.documents] == ["first", "second"]

    def test_a_record_that_yields_nothing_is_not_silent(self, run: Run) -> None:
        (outcome,) = run(spec(row("a", "source: v")), {"number": "1"})
        assert (outcome.kind, codes(outcome)) == ("blocked", ["nothing-to-send"])


class TestStrict:
    """11 and 12. Strict names; flags choose."""

    def test_a_direction_that_is_off_skips_every_record_and_names_the_flag(self, run: Run) -> None:
        text = spec(row("a", "source: number"), head=HEAD.replace("export:\n", "export:\n  enabled_by: is_on\n"))
        (outcome,) = run(text, {"number": "1"}, given=("is_on=false",))
        assert (outcome.kind, codes(outcome)) == ("skipped", ["mapping-off"])
        assert "is_on is false (--set)" in outcome.findings[0].message

    def test_flags_filter_records(self, run: Run) -> None:
        rules = "rules:\n  - {id: masked, skip_when: v in flags.codes, message: '{{ v }} is masked.'}\n"
        text = spec(row("a", "source: v"), more=rules)
        masked, free = run(text, {"number": "1", "v": "X"}, {"number": "2", "v": "Y"}, given=("codes=X,Z",))
        assert (masked.kind, masked.findings[0].message, free.kind) == ("skipped", "X is masked.", "mapped")

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            ("source: flags.dais", "unknown-flag"),
            ("source: settings.compny", "unknown-setting"),
            ("source: rows.b", "unknown-row"),
            ("source: context.vendor", "unknown-collection"),
            ("source: v | uper", "unknown-filter"),
            ("source: v is blnk", "unknown-test"),
            ("source: v | upper(1)", "filter-arguments"),
            ("source: v * 2", "not-allowed"),
            ("source: v()", "not-allowed"),
            ("source: a + b | round", "filter-after-operator"),
            ("source: 'v |'", "expression-syntax"),
            ("source: v | lookup('kind')", "unknown-table"),
            ("source: line.v", "unknown-name"),
            ("sorce: v", "unknown-key"),
            ("enabled_by: is_onn, source: v", "unknown-flag"),
            ("type: mony, source: v", "bad-choice"),
            ("source: v, constant: x", "two-sources"),
            ("table: kindz, left: {path: v}", "unknown-table"),
        ],
    )
    def test_an_unknown_name_is_a_finding(self, lint: Lint, more: str, code: str) -> None:
        text = f"- {{id: a, direction: export, right: {{label: a, path: first.a}}, {more}}}\n"
        assert lint(spec(text)) == [code]

    def test_all_mistakes_are_shown_at_once_in_reading_order(self, lint: Lint) -> None:
        text = spec(
            row("a", "source: flags.dais")
            + row("b", "source: v | uper")
            + row("c", "sorce: v")
            + row("d", "source: rows.b + rows.x")
        )
        assert lint(text) == ["unknown-flag", "unknown-filter", "unknown-key", "unknown-row"]


class TestDocumentFollowed:
    """13. The document is followed, its slips are declared."""

    def test_a_printed_row_without_a_target_says_why(self, lint: Lint) -> None:
        base = "- {id: a, direction: export, left: {label: Name, path: n}, right: {label: Name}%s}\n"
        assert lint(spec(base % "")) == ["no-target"]
        assert lint(spec(base % ", shown_only: The name is looked up.")) == []

    def test_footnotes_must_match(self, lint: Lint) -> None:
        text = spec(
            "- {id: a, direction: export, left: {label: A, footnote: 2, path: v}, right: {label: A, path: first.a}}",
            more='footnotes: {2: "Two."}\n',
        )
        assert lint(text) == []
        assert set(lint(text.replace("{2:", "{3:"))) == {"unknown-footnote", "unused-footnote"}
