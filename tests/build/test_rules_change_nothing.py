"""A rule that warns changes nothing but what is told, whatever row of whatever mapping it reads.

Every row is read in every sample: by rules of the record (`rows.X is missing`, `rows.X is not missing`), and by rules of
each group of lines. No body, no key and no kind of outcome may differ, and no finding but those of the added rules.

One thing a rule can do, and must: what is read has to be taken. A row that the record does not take otherwise, since a
flag switches off its document or `once_per:` drops its line, is taken for the rule; where it fails, the record is
blocked by the finding of that row, as it would be if the row were sent. In no sample does such a row fail.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest

from both import of_both
from crosswalk import Finding, Mapper, Outcome
from crosswalk.build.outcome import Trace
from crosswalk.catalog.samples import Sample
from crosswalk.finding import Findings, Source, Span
from crosswalk.language.expression import Expression, parse_expression
from crosswalk.language.template import Template
from crosswalk.plan.plan import make_plan
from crosswalk.spec.mapping import OneWay, Rule
from crosswalk.text.source import Scalar
from places import TODAY
from shipped import cases, rehearsal
from specs import HEAD, MakeCatalog, codes, row, spec

ADDED = "added-"
_NAMES = [sample.title(variant) for sample, variant in cases()]


@cache
def expression(text: str) -> Expression:
    span = Span(Source("added.yaml", text), 1, 1, len(text))
    parsed = parse_expression(Scalar(text, span, text), Findings())
    assert parsed is not None
    return parsed


def warning(text: str, each: str | None = None) -> Rule:
    test = expression(text)
    id = f"{ADDED}{text.replace(' ', '-')}-{each or 'record'}"
    return Rule(id, "warn", test, Template("It is so.", ("It is so.",)), test.scalar.span, each=(each,) if each else ())


def warnings(one: OneWay, ids: Iterable[str]) -> Iterator[Rule]:
    """Rules that read some rows: of the record, and of the lines of each group."""
    groups = [section.group.id for section in one.sections if section.lines is not None]
    for id in ids:
        name = f"rows.{id.replace('-', '_')}"
        yield from (warning(f"{name} is missing"), warning(f"{name} is not missing"))
        yield from (warning(f"{name} is missing", group) for group in groups)


def ruled(mapper: Mapper, more: Iterable[Rule]) -> Mapper:
    """The mapper of a mapping with more rules."""
    plan = mapper.plan
    mapping = replace(plan.mapping, rules=(*plan.mapping.rules, *more))
    return Mapper(make_plan(mapping, mapping.directions[plan.direction.name], plan.terms), mapper.context)


def essence(outcomes: Iterable[Outcome]) -> list[object]:
    """What becomes of records, but for what the added rules tell."""
    return [(o.key, o.kind, o.documents, sorted(said(f) for f in o.findings if not is_added(f))) for o in outcomes]


def said(finding: Finding) -> tuple[str, str, str, list[str]]:
    """A finding, whichever of several rows that stop for one cause is the first to tell it."""
    return finding.code, finding.severity, finding.help, sorted(finding.message.replace(",", "").split())


def is_added(finding: Finding) -> bool:
    return finding.code.startswith(ADDED)


def rows_of(sample: Sample, variant: str) -> list[str]:
    plan = rehearsal(sample, variant).mapper.plan
    return [row.id for row, _ in plan.mapping.in_direction(plan.direction.name).rows]


def check(sample: Sample, variant: str, ids: Iterable[str]) -> tuple[Trace, ...]:
    here = rehearsal(sample, variant)
    one = here.mapper.plan.mapping.in_direction(here.mapper.plan.direction.name)
    mapper = ruled(here.mapper, warnings(one, ids))
    traces = mapper.trace_payload(sample.payload)
    assert essence(traces) == essence(here.outcomes)
    return traces


@pytest.mark.parametrize(
    ("sample", "variant"),
    # of variants only in the long run: they differ from their sample by a flag
    [pytest.param(*case, marks=[pytest.mark.long] if case[1] else []) for case in cases()],
    ids=_NAMES,
)
def test_rules_that_read_all_rows_change_nothing(sample: Sample, variant: str) -> None:
    ids = rows_of(sample, variant)
    for trace in check(sample, variant, ids):
        if trace.kind == "mapped":
            told = [finding.code for finding in trace.findings if is_added(finding)]
            assert len([code for code in told if code.endswith("-record")]) == len(ids), (
                "each row is missing, or is not"
            )


@pytest.mark.long
@pytest.mark.parametrize(("sample", "variant"), cases(), ids=_NAMES)
def test_rules_that_read_one_row_change_nothing(sample: Sample, variant: str) -> None:
    for id in rows_of(sample, variant):
        check(sample, variant, [id])


@pytest.mark.parametrize("name", sorted({sample.mapping for sample, _ in cases()}))
def test_without_the_trace_neither(name: str) -> None:
    """The first sample of each mapping, in both settings."""
    sample, variant = next(case for case in cases() if case[0].mapping == name)
    here = rehearsal(sample, variant)
    one = here.mapper.plan.mapping.in_direction(here.mapper.plan.direction.name)
    mapper = ruled(here.mapper, warnings(one, rows_of(sample, variant)))
    assert essence(mapper.map_payload(sample.payload)) == essence(here.outcomes)


class TestWhatIsRead:
    """A row that is taken for a rule alone."""

    OFF = HEAD.replace("second: {endpoint: second}", "second: {endpoint: second, enabled_by: is_on}")
    ROWS = row("a", "source: number") + row("b", "source: b, type: integer, required: true", "second.b")
    RULE = "rules:\n  - {id: r, warn_when: rows.b is missing, message: It is so.}\n"

    def outcome(self, make_catalog: MakeCatalog, b: str, rule: str, is_on: str) -> Trace:
        customer = make_catalog(small=spec(self.ROWS, head=self.OFF, more=rule)).customer("tester", [f"is_on={is_on}"])
        return of_both(customer.mapper("small", today=TODAY), {"number": "1", "b": b})

    def test_a_row_of_a_document_that_is_off_is_read_all_the_same(self, make_catalog: MakeCatalog) -> None:
        found = [self.outcome(make_catalog, "7", rule, "false") for rule in ("", self.RULE)]
        assert [(outcome.kind, outcome.documents, codes(outcome)) for outcome in found[1:]] == [
            (found[0].kind, found[0].documents, [])
        ]

    def test_a_row_that_fails_is_told_of_as_if_it_were_sent(self, make_catalog: MakeCatalog) -> None:
        plain, read = (self.outcome(make_catalog, "x", rule, "false") for rule in ("", self.RULE))
        on = self.outcome(make_catalog, "x", "", "true")
        assert (plain.kind, plain.documents[0].body) == ("mapped", {"a": "1"})
        assert (read.kind, [f.message for f in read.findings]) == ("blocked", [f.message for f in on.findings])

    def test_so_is_a_row_of_a_line_that_is_not_kept(self, make_catalog: MakeCatalog) -> None:
        groups = """
  - id: items
    lines: {from: items, into: first.items, once_per: kind}
    rows:
      - {id: amount, direction: export, type: money, left: {path: amount}, right: {label: a, path: a}}
"""
        rule = "rules:\n  - {id: r, each: items, warn_when: rows.amount is missing, message: It is so.}\n"
        order = {"number": "1", "items": [{"kind": "a", "amount": "1.00"}, {"kind": "a", "amount": "x"}]}
        plain, read = (
            of_both(
                make_catalog(small=spec(groups=groups, more=more)).customer("tester").mapper("small", today=TODAY),
                order,
            )
            for more in ("", rule)
        )
        assert (plain.kind, plain.documents[0].body) == ("mapped", {"items": [{"a": Decimal(1)}]})
        assert (read.kind, codes(read), read.findings[0].row) == ("blocked", ["bad-value"], "amount")
