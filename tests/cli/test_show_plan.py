"""crosswalk show --plan: what is done with each record, for people and as data; and the mistakes that users make."""

from collections.abc import Callable
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from commandline import Said, check, crosswalk
from crosswalk import Catalog

SHOWN = [("subcontractor-invoices",), ("budgets", "--direction", "export"), ("job-costs",)]


def plan(*words: str) -> Said:
    return crosswalk("show", *words, "--plan", "--today", "2025-01-31")


@pytest.mark.parametrize("columns", ["80", "100"])
@pytest.mark.parametrize("words", SHOWN, ids=[words[0] for words in SHOWN])
def test_it_is_readable_in_any_width(
    words: tuple[str, ...], columns: str, monkeypatch: pytest.MonkeyPatch, text_snapshot: SnapshotAssertion
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    said = plan(*words, "--customer", "example")
    assert (said.code, said.err) == (0, "")
    assert max(map(len, said.out.splitlines())) <= int(columns)
    assert said.out == text_snapshot


@pytest.mark.parametrize("columns", ["80", "100", "160"])
@pytest.mark.parametrize("customer", ["example", "lakeside", "northgate"])
def test_every_plan_fits_and_is_whole(
    customer: str, columns: str, monkeypatch: pytest.MonkeyPatch, catalog: Catalog
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    for mapping in catalog.customer(customer).mappings:
        out = plan(mapping, "--customer", customer).out
        assert max(map(len, out.splitlines())) <= int(columns)
        assert "…" not in out
        assert out.count("goes through these steps") == len(catalog.customer(customer).mapping(mapping).directions)


def test_both_directions_are_shown_where_none_is_given() -> None:
    heads = [line for line in plan("budgets").out.splitlines() if line.startswith("Budgets: ")]
    assert heads == [f"Budgets: {way}, customer example, 2025-01-31" for way in ("export", "import")]
    assert plan("budgets", "--direction", "import").out in plan("budgets").out


def test_as_json_it_is_data_of_both_directions() -> None:
    said = plan("budgets", "--format", "json")
    check(said.data, "show-plan")
    assert [each["direction"] for each in said.data["plans"]] == ["export", "import"]
    assert (said.data["mapping"], said.data["customer"], said.data["today"]) == ("budgets", "example", "2025-01-31")


def test_the_same_mapping_gives_the_same_bytes() -> None:
    for format in ("text", "json"):
        assert plan("budgets", "--format", format) == plan("budgets", "--format", format)


def test_each_step_says_where_it_stands() -> None:
    said = plan("subcontractor-invoices", "--format", "json")
    text = plan("subcontractor-invoices").out
    for step in said.data["plans"][0]["steps"]:
        assert f"{step['at']['file']}:{step['at']['line']}\n" in text


def test_context_that_is_not_given_is_told_at_the_step_and_below(tmp_path: Path) -> None:
    (tmp_path / "context.yaml").write_text("previous_invoices: []\n", "utf-8")
    without = plan("subcontractor-invoices").out
    given = plan("subcontractor-invoices", "--context", str(tmp_path / "context.yaml")).out
    assert "(not given:" in without
    assert "Not given with --context: previous_invoices. What needs them is left unchecked, with" in without
    assert "ot given" not in given
    required = plan("subcontractor-invoices", "--require-context").out
    assert "Not given with --context: previous_invoices. What needs them blocks the record." in required


def test_what_a_flag_switches_off_is_told_at_the_end() -> None:
    assert "Switched off for customer example: the row billing-amount (budget_billing_amount = false);" in one_line(
        plan("budgets", "--direction", "export").out
    )
    on = plan("budgets", "--direction", "export", "--set", "budget_billing_amount=true").out
    assert "billing-amount (money) is the same as original-budget (flag budget_billing_amount = true)" in one_line(on)
    assert "the row billing-amount" not in on


def test_a_flag_that_the_mapping_does_not_read_is_told() -> None:
    said = plan("budgets", "--set", "invoice_due_days=45")
    assert (said.code, "budgets does not use invoice_due_days" in said.err) == (0, True)


def test_a_direction_that_is_off_says_so_first() -> None:
    out = plan("invoice-payments", "--set", "payment_import=false", "--direction", "import").out
    assert "  Every record is skipped: the import is switched off (payment_import = false).\n" in out


def test_headings_and_places_are_coloured_where_that_is_wanted() -> None:
    assert "\x1b" not in plan("job-costs").out
    said = crosswalk("--color", "always", "show", "job-costs", "--plan")
    assert "\x1b[1m      for each row of the payload that belongs to the record\x1b[0m\n" in said.out
    assert "\x1b[2mmappings/job-costs.yaml:36\x1b[0m\n" in said.out


def one_line(text: str) -> str:
    return " ".join(text.split())


class TestMistakes:
    def test_an_unknown_mapping_has_a_suggestion(self) -> None:
        said = plan("budget")
        assert (said.code, said.out) == (3, "")
        assert "error[unknown-mapping]: unknown mapping 'budget'" in said.err
        assert "did you mean 'budgets'?" in said.err

    def test_a_mapping_with_mistakes_tells_all_of_them(
        self, make_catalog: Callable[..., Catalog], tmp_path: Path
    ) -> None:
        make_catalog(small=_CIRCLE)
        said = plan("small", "--mappings", str(tmp_path / "mappings"), "--customer", "tester")
        assert (said.code, said.out) == (3, "")
        assert {"error[row-circle]", "error[unknown-flag]"} <= {line.split(":")[0] for line in said.err.splitlines()}

    def test_a_context_that_is_not_there_is_wrong_usage(self) -> None:
        said = plan("budgets", "--context", "nowhere.yaml")
        assert (said.code, "'nowhere.yaml' does not exist" in said.err) == (2, True)

    @pytest.mark.parametrize(
        ("text", "words"), [("vendors: {", "context.yaml:"), ("vendor: []", "did you mean 'vendors'?")]
    )
    def test_a_context_that_cannot_be_used_is_a_finding_at_its_place(
        self, text: str, words: str, tmp_path: Path
    ) -> None:
        (tmp_path / "context.yaml").write_text(f"{text}\n", "utf-8")
        said = plan("budgets", "--context", str(tmp_path / "context.yaml"))
        assert (said.code, said.out) == (3, "")
        assert words in said.err

    def test_a_direction_that_the_mapping_does_not_have_is_a_finding(self) -> None:
        said = plan("job-costs", "--direction", "export")
        assert (said.code, "error[missing-direction]" in said.err) == (3, True)

    @pytest.mark.parametrize(
        ("words", "told"),
        [
            (("--plan", "--effective"), "give one of them"),
            (("--plan", "--format", "markdown"), "as text or as json"),
            (("--direction", "export"), "add --plan"),
            (("--today", "2025-01-31"), "add --plan"),
        ],
    )
    def test_what_asks_for_two_things_is_wrong_usage(self, words: tuple[str, ...], told: str) -> None:
        said = crosswalk("show", "budgets", *words)
        assert (said.code, said.out, told in said.err) == (2, "", True)


_CIRCLE = """\
mapping: small
title: Small
export: {records: orders, key: number, documents: {order: {endpoint: /orders}}}
rules: [{id: of-flag, warn_when: flags.is_off, message: "-"}]
groups:
  - id: head
    rows:
      - {id: one, direction: export, right: {path: order.One}, source: rows.two}
      - {id: two, direction: export, right: {path: order.Two}, source: rows.one}
"""
