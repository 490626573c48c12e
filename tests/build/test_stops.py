"""One bad value is one finding that lists what it stops; two bad values are two."""

from crosswalk import Outcome
from crosswalk.values import Json
from specs import Run

_SPEC = """
mapping: small
title: Small
export:
  records: orders
  key: number
  documents:
    order: {endpoint: x}
groups:
  - id: header
    rows:
      - {id: date, left: {label: Day, path: day}, right: {label: D, path: order.D}, direction: export, type: date, required: true}
      - {id: due, left: {label: Due Day, path: day}, right: {label: E, path: order.E}, direction: export, type: date, transform: value | plus_days(flags.days), required: true}
      - {id: other, left: {label: Other Day, path: other}, right: {label: F, path: order.F}, direction: export, type: date, required: true}
  - id: lines
    lines: {from: lines, into: order.lines}
    rows:
      - {id: line-day, left: {label: Line Day, path: day}, right: {label: G, path: G}, direction: export, type: date, source: record.day}
      - {id: own-day, left: {label: Own Day, path: own}, right: {label: H, path: H}, direction: export, type: date}
      - {id: again, left: {label: Again, path: own}, right: {label: I, path: I}, direction: export, type: date}
"""


def _messages(outcome: Outcome) -> list[str]:
    return [finding.message for finding in outcome.findings]


def _order(**more: Json) -> Json:
    return {"number": "1", "day": "2025-01-31", "other": "2025-01-31", "lines": [], **more}


def test_one_bad_date_that_stopped_three_rows_was_three_findings(run: Run) -> None:
    (outcome,) = run(_SPEC, _order(day="31.01.2025", lines=[{}, {}]))
    assert _messages(outcome) == ['Day, Due Day and Line Day (day): "31.01.2025" is not a date']
    assert [finding.row for finding in outcome.findings] == ["date"]


def test_a_date_that_is_missing_is_one_finding(run: Run) -> None:
    (outcome,) = run(_SPEC, _order(day=None))
    assert _messages(outcome) == ["Day and Due Day (day): a value is required, and day is null"]


_FALLBACK = """
      - {id: first, left: {label: Other or Day}, right: {label: J, path: order.J}, direction: export, type: date, source: "other | first_of(day)", required: true, documented: false}
"""


def test_a_row_that_could_also_read_another_field_is_stopped_by_the_same_blank(run: Run) -> None:
    before = _SPEC.replace("    rows:\n", "    rows:" + _FALLBACK, 1)
    after = _SPEC.split("  - id: lines")[0].rstrip() + _FALLBACK
    words = ": a value is required, and day is null"
    for spec, labels in ((before, "Other or Day, Day and Due Day"), (after, "Day, Due Day and Other or Day")):
        spec = "\n".join(line for line in spec.split("\n") if "id: other" not in line)
        (outcome,) = run(spec, _order(day=None, other=None))
        assert [message.replace(" (day)", "") for message in _messages(outcome)] == [labels + words]


def test_the_same_bad_word_in_two_fields_is_two_findings(run: Run) -> None:
    (outcome,) = run(_SPEC, _order(day="x", other="x"))
    assert _messages(outcome) == ['Day and Due Day (day): "x" is not a date', 'Other Day (other): "x" is not a date']


def test_the_same_bad_word_in_two_lines_is_two_findings(run: Run) -> None:
    (outcome,) = run(_SPEC, _order(lines=[{"own": "x"}, {"own": "x"}]))
    assert _messages(outcome) == [
        'Own Day and Again (lines[0].own): "x" is not a date',
        'Own Day and Again (lines[1].own): "x" is not a date',
    ]


def test_many_bad_lines_are_told_in_time_that_grows_with_them(run: Run) -> None:
    spec = _SPEC.replace(
        "path: own}, right: {label: H, path: H}, direction: export, type: date",
        "path: own}, right: {label: H, path: H}, direction: export, type: date, required: true",
    )
    (outcome,) = run(spec, _order(lines=[{} for _ in range(3000)]))
    assert len(outcome.findings) == 3000


def test_a_setting_that_is_not_given_is_one_finding(run: Run) -> None:
    rows = "".join(
        f"      - {{id: r{n}, left: {{label: L{n}}}, right: {{label: R{n}, path: order.R{n}}}, direction: export, "
        f"type: text, source: settings.office, documented: false}}\n"
        for n in (1, 2)
    )
    (outcome,) = run(_SPEC.split("  - id: lines")[0] + rows, _order())
    assert _messages(outcome) == ["L1 and L2: the setting 'office' is not given"]


def test_two_rules_that_cannot_be_tested_for_one_value_are_one_finding(run: Run) -> None:
    rules = "".join(f"  - {{id: {id}, require: amount > 0, message: No.}}\n" for id in ("first", "second"))
    (outcome,) = run(f"{_SPEC}rules:\n{rules}", _order(amount="x"))
    assert len(outcome.findings) == 1
    assert outcome.findings[0].message.startswith("the rule first and the rule second cannot be tested: ")


_READERS = """
mapping: small
title: Small
export:
  records: orders
  key: number
  documents:
    order: {endpoint: x, when: not (rows.kind == 'none')}
groups:
  - id: header
    rows:
      - {id: kind, left: {label: Kind, path: kind}, right: {label: K, path: order.K}, direction: export, type: date}
  - id: more
    when: not (rows.kind == 'less')
    rows:
      - {id: more, left: {label: More, path: number}, right: {label: M, path: order.M}, direction: export}
  - id: lines
    lines: {from: lines, where: not (rows.kind == 'odd'), once_per: rows.day, into: order.lines}
    sides: {from: {kind: rows.kind}}
    rows:
      - {id: day, left: {label: Day, path: day}, right: {label: D, path: D}, direction: export, type: date}
"""


def test_what_reads_a_row_that_failed_does_not_tell_it_again(run: Run) -> None:
    """Whether a document is sent, a group applies, a line is taken, what its sides are, and which line is the first."""
    (outcome,) = run(_READERS, _order(kind="x", lines=[{"day": "y"}, {"day": "z"}]))
    assert _messages(outcome) == [
        'Kind (kind): "x" is not a date',
        'Day (lines[0].day): "y" is not a date',
        'Day (lines[1].day): "z" is not a date',
    ]


def test_a_row_of_a_source_that_stops_two_sums_is_one_finding(run: Run) -> None:
    sums = """
mapping: small
title: Small
export:
  records: orders
  record_per: [job]
  key: job
  documents: {order: {endpoint: x}}
groups:
  - id: header
    rows:
      - {id: one, left: {label: One}, right: {label: O, path: order.O}, direction: export, type: money, sum: amount, where: type == 'C'}
      - {id: two, left: {label: Two}, right: {label: T, path: order.T}, direction: export, type: money, sum: amount, where: type != 'C'}
"""
    (outcome,) = run(sums, {"job": "A", "amount": "1", "type": "C"}, {"job": "A", "amount": "1", "type": 5})
    assert _messages(outcome) == ['One and Two: 5 (number) cannot be compared with "C" (text)']
