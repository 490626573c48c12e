"""Types and wire forms of values, and the limits of the field that they go to."""

from decimal import Decimal

import pytest

from crosswalk.values import Json
from specs import HEAD, Run, body, codes, row, spec


class TestTypes:
    """Types and wire forms."""

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


@pytest.mark.parametrize("type", ["datetime", "date, transform: \"value | date_in('Asia/Tokyo')\""])
def test_a_moment_at_the_end_of_time_blocks(run: Run, type: str) -> None:
    moments = ({"number": "1", "v": "9999-12-31T23:59:59-12:00"},)
    (outcome,) = run(spec(row("x", f"type: {type}, source: v")), *moments)
    assert (outcome.kind, codes(outcome)) == ("blocked", ["bad-value"])
