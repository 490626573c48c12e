"""One meaning, two settings of one builder: a record has the same outcome with the trace and without it.

The fixture `run` holds both against each other for all small specs of the tests.
"""

from collections import OrderedDict

import pytest

from alike import differences
from crosswalk.values import Json
from shipped import CATALOG, cases, rehearsals
from specs import Run, body, codes, row, spec
from trials import WAYS, customer_of, mapper_of, payload_of, trial

RECORDS = 40
"""Records of a trial."""


def test_every_sample_and_variant_has_the_same_outcomes_without_the_trace() -> None:
    found = {}
    for rehearsal in rehearsals():
        mapped = rehearsal.mapper.map_payload(payload_of(rehearsal.sample))
        told = [differences(*pair) for pair in zip(mapped, rehearsal.outcomes, strict=True)]
        found[rehearsal.name] = [each for each in told if each]
    assert {name: told for name, told in found.items() if told} == {}


@pytest.mark.long
@pytest.mark.parametrize("customer", CATALOG.customers)
@pytest.mark.parametrize("require", [False, True], ids=["", "context-required"])
@pytest.mark.parametrize("is_given", [True, False], ids=["with-context", "without-context"])
def test_samples_have_the_same_outcomes_for_every_customer_and_context(
    customer: str, require: bool, is_given: bool
) -> None:
    count = 0
    for sample, variant in cases():
        resolved = customer_of(sample, variant, customer)
        if resolved is not None:
            mapper = mapper_of(resolved, sample, (sample.run.context or {}) if is_given else {}, require=require)
            payload = payload_of(sample)
            for mapped, traced in zip(mapper.map_payload(payload), mapper.trace_payload(payload), strict=True):
                assert (sample.title(variant), differences(mapped, traced)) == (sample.title(variant), {})
                count += 1
    assert count > 600


@pytest.mark.parametrize(
    "numbers", [range(1), pytest.param(range(1, 196), marks=pytest.mark.long)], ids=["few", "many"]
)
@pytest.mark.parametrize(("mapping", "direction"), WAYS, ids=map("-".join, WAYS))
def test_records_changed_at_random_have_the_same_outcomes(mapping: str, direction: str, numbers: range) -> None:
    for number in numbers:
        made = trial(mapping, direction, number)
        for sequence, record in enumerate(made.at_random(RECORDS)):
            made.check(record, sequence)


def check_altered(mapping: str, direction: str, numbers: range) -> None:
    for number in numbers:
        made = trial(mapping, direction, number, alters=True)
        for sequence, record in enumerate((*made.whole(), *made.at_random(10))):
            made.check(record, sequence)


@pytest.mark.parametrize(("mapping", "direction"), WAYS[::5], ids=map("-".join, WAYS[::5]))
def test_mappings_changed_at_random_give_the_same_outcomes(mapping: str, direction: str) -> None:
    check_altered(mapping, direction, range(1))


@pytest.mark.long
@pytest.mark.parametrize(("mapping", "direction"), WAYS, ids=map("-".join, WAYS))
def test_very_many_mappings_changed_at_random_give_the_same_outcomes(mapping: str, direction: str) -> None:
    check_altered(mapping, direction, range(1, 25))


def test_records_changed_at_random_are_mapped_skipped_and_blocked() -> None:
    """Else the tests above would show nothing."""
    made = [trial(*way, number) for way in WAYS for number in range(1) if way != ("job-costs", "import")]
    kinds = [each.mapper.map(record).kind for each in made for record in each.at_random(10)]
    assert {kind: kinds.count(kind) > len(kinds) / 10 for kind in kinds} == dict.fromkeys(
        ("mapped", "skipped", "blocked"), True
    )


def test_a_record_may_be_of_any_kind_of_dictionary() -> None:
    def ordered(value: Json) -> Json:
        if isinstance(value, dict):
            return OrderedDict((name, ordered(below)) for name, below in value.items())
        return [ordered(item) for item in value] if isinstance(value, list) else value

    for rehearsal in rehearsals()[::10]:
        outcomes = rehearsal.mapper.map_payload(ordered(payload_of(rehearsal.sample)))
        assert [outcome.documents for outcome in outcomes] == [outcome.documents for outcome in rehearsal.outcomes]


class TestWarnings:
    """What the two settings could tell apart: words that only the trace makes."""

    LINES = "\n  - id: lines\n    lines: {from: items, into: first.items}\n    rows:\n      - {id: v, direction: export, right: {label: v, path: v}, source: v}\n"

    def test_a_message_that_alone_reads_a_link_says_what_the_link_has_to_say(self, run: Run) -> None:
        more = """
        links:
          other: {find: record.others, match: {id: record.other_id}, none: warn}
        rules:
          - {id: odd, warn_when: true, message: "See {{ other.name }}."}
        """
        (outcome,) = run(
            spec(row("a", "source: a"), more=more), {"number": "1", "a": "x", "other_id": "9", "others": []}
        )
        assert codes(outcome) == ["link-not-found", "odd"]

    def test_a_message_that_alone_reads_a_link_into_the_context_says_that_it_was_not_checked(self, run: Run) -> None:
        more = """
        links:
          other: {find: context.vendors, match: {id: record.other_id}}
        rules:
          - {id: odd, warn_when: true, message: "See {{ other.name }}."}
        """
        (outcome,) = run(spec(row("a", "source: a"), more=more), {"number": "1", "a": "x", "other_id": "9"})
        assert codes(outcome) == ["not-checked", "odd"]

    def test_a_rule_of_two_groups_that_share_lines_tells_of_each(self, run: Run) -> None:
        groups = """
  - id: one
    lines: {from: items, into: first.items}
    rows:
      - {id: a, direction: export, right: {label: a, path: a}, source: v}
  - id: two
    shares_lines: true
    lines: {from: items, into: first.others}
    rows:
      - {id: b, direction: export, right: {label: b, path: b}, source: v | upper}
"""
        rules = """
        rules:
          - {id: told-apart, each: [one, two], warn_when: v == 'x', message: "It is {{ rows.a }}{{ rows.b }}."}
          - {id: the-same, each: [one, two], warn_when: v == 'x', message: "It is {{ v }}."}
        """
        (outcome,) = run(spec(groups=groups, more=rules), {"number": "1", "items": [{"v": "x"}, {"v": "y"}]})
        assert [(f.code, f.message) for f in outcome.findings] == [
            ("told-apart", "items[0]: It is xX, Y."),
            ("the-same", "items[0]: It is x."),
            ("told-apart", "items[0]: It is x, yX."),
        ]


def test_a_row_waits_for_no_row_of_lines_that_a_flag_switches_off(run: Run) -> None:
    groups = """
  - id: header
    rows:
      - {id: a, direction: export, right: {label: a, path: first.a}, source: v, unless_row: b}
  - id: lines
    enabled_by: is_on
    lines: {from: items, into: first.items}
    rows:
      - {id: b, direction: export, right: {label: b, path: b}, source: v}
"""
    order = {"number": "1", "v": "x", "items": [{"v": "y"}]}
    assert body(run(spec(groups=groups), order)[0]) == {"items": [{"b": "y"}]}
    assert body(run(spec(groups=groups), order, given=("is_on=false",))[0]) == {"a": "x"}


_NO_KEYS: tuple[Json, ...] = ("010|", "|7", "|", "010", "010|7|8", 7)
_NO_CODES: tuple[Json, ...] = ("010\0|7", "\ud83d|7", True, [])


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        *(("010|7", "7"), (" |7", "7"), ("é|7", "7"), ("010| 7", " 7")),
        *((odd, "bad-key") for odd in _NO_KEYS),
        *((odd, "bad-value") for odd in _NO_CODES),
        *((blank, "nothing-to-send") for blank in ("", "  ", None)),
    ],
)
def test_a_part_of_a_key_is_what_the_key_is_split_into(run: Run, value: Json, answer: str) -> None:
    text = spec(row("a", "type: code").replace("left: {label: a}", "left: {label: a, path: k, part: order.number}"))
    (outcome,) = run(text, {"number": "1", "k": value})
    assert (codes(outcome) or [body(outcome)["a"]]) == [answer]


def test_lines_whose_path_fails_block_the_record(run: Run) -> None:
    groups = TestWarnings.LINES.replace("from: items", "from: reverse(items)")
    sound, odd = run(
        spec(groups=groups), {"number": "1", "items": [{"v": "a"}, {"v": "b"}]}, {"number": "2", "items": 5}
    )
    assert body(sound) == {"items": [{"v": "b"}, {"v": "a"}]}
    assert (odd.kind, codes(odd)) == ("blocked", ["bad-value"])
