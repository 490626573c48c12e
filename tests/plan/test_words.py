"""Steps in words, each kind once, as a consultant reads them."""

from collections.abc import Callable

import pytest

from crosswalk import Catalog
from crosswalk.plan.outline import passes_of
from crosswalk.plan.plan import Plan
from crosswalk.plan.words import listed, pass_words, step_words
from plans import TODAY

MakePlan = Callable[..., Plan]

SPEC = """\
mapping: small
title: Small
export:
  records: orders
  key: [company, number]
  documents:
    order: {endpoint: /orders}
    note: {endpoint: /notes, when: remark is not blank, method: PUT}
    item: {endpoint: /items, enabled_by: is_on}
links:
  vendor: {find: context.vendors, match: {id: vendor_id, kind: '"V"'}, none: warn}
  unread: {find: context.jobs, match: {id: job_id}}
rules:
  - {id: too-old, skip_when: date is blank, message: "The order {{ number }} has no date."}
  - {id: of-vendor, require: vendor is not blank, message: No vendor.}
  - {id: always-told, warn_when: true, message: Post it.}
  - {id: empty-line, skip_when: amount is zero, message: Nothing., each: items}
  - {id: line-of-round, warn_when: amount < 0, message: "-", each: items, enabled_by: {flag: shape, is: square}}
checks: [{id: sums, equal: [total, rows.amount | sum], message: The sums differ.}]
groups:
  - id: head
    rows:
      - {id: number, direction: export, left: {path: number}, right: {label: No., path: order.No, max: 8}, type: code, required: true}
      - {id: company, direction: export, left: {path: key, part: order.company}, right: {path: order.Co}, type: code, table: kinds, only: alpha}
      - {id: name, direction: export, right: {path: order.Name, max: 9, policy: truncate}, first_of: [name, title], default: "?"}
      - {id: total, direction: export, right: {path: order.Total, digits: 5}, type: money, first_of: [{source: total, when: not (total is zero)}, {source: rows.amount | sum, warn: {id: summed, message: Added up.}}], required: number is not blank}
      - {id: due, direction: export, left: {path: date}, right: {path: order.Due}, type: date, transform: value | plus_days(flags.days)}
      - {id: form, direction: export, right: {path: order.Form}, choose: {by: shape, from: {round: '"R"', square: kind}}}
      - {id: again, direction: export, right: {path: order.Again}, same_as: number, when: kind is not blank}
      - {id: fixed, direction: export, right: {path: order.Fixed}, type: flag, constant: "Y"}
      - {id: none, direction: export, right: {path: order.None}, constant: ""}
      - {id: known-later, direction: export, right: {path: note.Order}, late: order.id}
      - {id: remark, direction: export, left: {path: remark}, right: {path: note.Text}, unless_row: name}
      - {id: office, direction: export, right: {path: order.Office}, source: settings.company}
  - id: items
    lines: {from: items, where: kind != "x", into: item, once_per: code}
    rows:
      - {id: amount, direction: export, left: {path: amount}, right: {path: Amt}, type: money}
  - id: rest
    lines: {from: items, where: kind == "x"}
    leave_out: These are not sent.
"""


@pytest.fixture
def make_plan(make_catalog: Callable[..., Catalog]) -> MakePlan:
    def make(spec: str = SPEC, *given: str, context: tuple[str, ...] = (), **more: str) -> Plan:
        customer = make_catalog(small=spec, **more).customer("tester", given)
        return customer.mapper("small", today=TODAY, context=dict.fromkeys(context, ())).plan

    return make


def told(plan: Plan) -> list[str]:
    """The steps of a plan in words, one a line, under what they are done for."""
    lines = []
    for each in passes_of(plan):
        title = pass_words(plan, each)
        lines += [title] if title else []
        lines += [f"{'  ' if title else ''}{step_words(plan, step).line}" for _, step in each.steps]
    return lines


def test_every_kind_of_step_is_a_sentence(make_plan: MakePlan) -> None:
    assert told(make_plan()) == [
        'skip too-old: the record is skipped where date is blank "The order [number] has no date."',
        'look up vendor: found in context.vendors by id (vendor_id) and kind ("V"), when first read; a warning if '
        "there is none (not given: context.vendors)",
        'require of-vendor: the record is blocked unless vendor is not blank "No vendor."',
        'warn always-told: a warning for every record "Post it."',
        "read items: the lines of the record",
        'select items: the lines of items where kind != "x"',
        'select rest: the lines of items where kind == "x"',
        "require items: the record is blocked unless each of its lines is in exactly one of items and rest",
        "for each line of items, before a rule leaves some out",
        '  leave out empty-line: the line is left out where amount is zero "Nothing."',
        "keep items: the lines that are not left out by empty-line",
        "keep items: of lines with the same code, only the first",
        'leave out the lines of rest "These are not sent."',
        "decide note: it is written only where remark is not blank",
        "take number (code) from number; required → No.: order.No, at most 8 letters",
        "take company (code) from the company of the order key in key, then its value in the table kinds; only where "
        "that is alpha → order.Co",
        'take name (text) from name or, where that is blank, from title; "?" where that is blank → order.Name, '
        "cut after 9 letters",
        "for each line of items",
        "  take amount (money) from amount → Amt",
        "take total (money) from the first of 2 that is not blank; required where number is not blank: (1) total where "
        "not (total is zero); (2) rows.amount | sum, with the warning summed → order.Total, at most 5 digits before "
        "the point",
        "take due (date) from date, then plus_days(flags.days) (flag days = 30) → order.Due",
        'take form (text) is always "R" (flag shape = round) → order.Form',
        "take again (text) is the same as number; only where kind is not blank → order.Again",
        'take fixed (Y/N) is always "Y" → order.Fixed',
        "take none (text) is always empty → order.None",
        "take known-later (text) is the id of order, known only once that was sent → note.Order",
        "take remark (text) from remark; not where name has a value → note.Text",
        "take office (text) from settings.company (setting company = 010) → order.Office",
        "name the record by company and number, as people know it",
        "write order, for POST /orders, from number, company, name, total, due, form, again, fixed, none, office",
        "write note, for PUT /notes, from known-later, remark",
        "write item, for POST /items (flag is_on = true): one for each line of items, from amount",
        'check sums: the record is blocked unless total equals rows.amount | sum "The sums differ."',
    ]


def test_what_flags_and_context_decide_stands_at_its_step(make_plan: MakePlan) -> None:
    before, after = told(make_plan()), told(make_plan(SPEC, "shape=square", "days=45", context=("vendors",)))
    assert [line for line in after if line not in before] == [
        'look up vendor: found in context.vendors by id (vendor_id) and kind ("V"), when first read; a warning if '
        "there is none",
        "for each line of items, before repeated ones are left out",
        '  warn line-of-round: a warning where amount < 0 (flag shape = square) "-"',
        "take due (date) from date, then plus_days(flags.days) (flag days = 45) → order.Due",
        "take form (text) from kind (flag shape = square) → order.Form",
    ]


SUMMED = """\
mapping: small
title: Small
import:
  records: orders
  record_per: [company]
  key: company
  documents: {order: {endpoint: /orders, within: "updates[0]"}}
rules:
  - {id: not-posted, skip_when: posted is blank, message: "-", each: source}
groups:
  - id: head
    when: company is not blank
    rows:
      - {id: total, direction: import, left: {path: order.Total, places: 3}, type: decimal, sum: amount, where: kind is blank}
"""

SHARED = """\
mapping: small
title: Small
export: {records: orders, key: number, documents: {order: {endpoint: /orders}}}
rules:
  - {id: no-amount, require: amount is not blank, message: "-", each: pairs}
groups:
  - id: pairs
    enabled_by: is_on
    lines: {from: items, into: order.Lines, where: kind == "pair"}
    sides: {from: {sign: "-1"}, to: {sign: "1"}}
    rows:
      - {id: moved, direction: export, right: {path: Moved}, type: decimal, source: amount | multiply(side.sign)}
  - id: rest
    when: total is not blank
    lines: {from: items, into: order.Lines, where: kind != "pair"}
    rows:
      - {id: alone, direction: export, left: {path: alone}, right: {path: Alone}}
  - id: all
    shares_lines: true
    lines: {from: items, into: order.All, where: kind != "none"}
    rows:
      - {id: any, direction: export, left: {path: any}, right: {path: Any}}
"""


def test_source_rows_are_sentences_too(make_plan: MakePlan) -> None:
    assert told(make_plan(SUMMED)) == [
        "for each row of the payload that belongs to the record",
        '  leave out not-posted: the row is left out where posted is blank "-"',
        "keep the rows that are not left out by not-posted; a record without any is skipped",
        "decide head: its rows are taken only where company is not blank",
        "take total (decimal) is the sum of amount over the rows of the record where kind is blank → order.Total, at "
        "most 3 decimals",
        "name the record by company, as people know it",
        "write order, for POST /orders, from total",
    ]


def test_groups_and_sides_are_sentences_too(make_plan: MakePlan) -> None:
    assert told(make_plan(SHARED)) == [
        "read items: the lines of the record",
        'select pairs: the lines of items where kind == "pair" (flag is_on = true)',
        "decide rest: its rows are taken only where total is not blank",
        'select rest: the lines of items where kind != "pair", if its rows are taken',
        'select all: the lines of items where kind != "none"',
        "require items: the record is blocked unless each of its lines is in exactly one of pairs and rest; all may "
        "have it too",
        "split pairs: each line becomes from (sign is -1) and to (sign is 1)",
        "for each side (from and to) of each line of pairs",
        '  require no-amount: the record is blocked unless amount is not blank "-"',
        "  take moved (decimal) from amount | multiply(side.sign) → Moved",
        "for each line of rest",
        "  take alone (text) from alone → Alone",
        "name the record by number, as people know it",
        "for each line of all",
        "  take any (text) from any → Any",
        "write order, for POST /orders: each side of a line of pairs in Lines, from moved; each line of rest in Lines, "
        "from alone; each line of all in All, from any",
    ]


def test_a_line_that_only_a_group_that_is_off_would_take_is_left_out(make_plan: MakePlan) -> None:
    plan = make_plan(SHARED, "is_on=false")
    (owners,) = (line for line in told(plan) if line.startswith("require items"))
    assert owners == ("require items: a line that is not in rest or all is left out, because pairs is switched off")


READ_BY_OTHERS = """\
mapping: small
title: Small
export: {records: orders, key: number, documents: {order: {endpoint: /orders}}}
groups:
  - id: head
    rows:
      - {id: first, direction: export, left: {path: a}, right: {path: order.A}, type: money, enabled_by: is_on}
      - {id: second, direction: export, right: {path: order.B}, source: rows.first | default(rows.third)}
  - id: more
    enabled_by: {flag: shape, is: square}
    rows: [{id: third, direction: export, left: {path: c}, right: {path: order.C}}]
"""


def test_a_row_that_is_off_and_read_by_others_says_why_it_is_empty(make_plan: MakePlan) -> None:
    assert told(make_plan(READ_BY_OTHERS, "is_on=false"))[:3] == [
        "take first (money) has no value: the flag is_on is false",
        "take third (text) has no value: its group more is switched off",
        "take second (text) from rows.first | default(rows.third) → order.B",
    ]


OWN = """\
mapping: own
extends: small
title: Own
takes_when: title is like("A*")
changes: [{change: none, set: {constant: x}, reason: So.}]
"""


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ("small", 'decide whose the record is: it is skipped where title is like("A*"), as own takes it'),
        ("own", 'decide whose the record is: it is skipped unless title is like("A*")'),
    ],
)
def test_whose_a_record_is_stands_first(make_catalog: Callable[..., Catalog], mapping: str, words: str) -> None:
    customer = make_catalog(small=SPEC, customers__tester__own=OWN).customer("tester")
    assert told(customer.mapper(mapping, today=TODAY).plan)[0] == words


def test_names_are_listed_as_people_do() -> None:
    assert [listed(names, "and") for names in (["a"], ["a", "b"], ["a", "b", "c"])] == ["a", "a and b", "a, b and c"]
