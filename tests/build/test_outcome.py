"""Outcomes: what they hold, what makes two equal, and that they travel light."""

import pickle
from collections.abc import Iterator

import pytest

from crosswalk import Finding, Mapper, Outcome
from crosswalk.build.outcome import Body, Told, Trace
from crosswalk.catalog.samples import find_samples
from crosswalk.finding import Source, Span
from crosswalk.values import Json
from elsewhere import elsewhere, lines_of, lines_where_read, mapped, mapped_alike
from shipped import CATALOG, rehearsal

SPAN = Span(Source("a.yaml", "x: 1\n"), 1, 1)
WARNING = Finding("odd", "It is odd.", SPAN, severity="warning", row="total")
ERROR = Finding("bad-value", "It is bad.", SPAN)
DOCUMENTS = (Body("order", "POST", "orders", {"a": "x"}),)


class Words:
    """Findings that count how often they are asked for."""

    def __init__(self, *findings: Finding) -> None:
        self.findings, self.asked = findings, 0

    def __call__(self) -> tuple[Finding, ...]:
        self.asked += 1
        return self.findings


class TestOutcome:
    def test_it_tells_codes_without_words(self) -> None:
        assert Outcome("1", "mapped", [WARNING], DOCUMENTS).told == (Told("odd", "warning", "total"),)
        words = Words(WARNING)
        outcome = Outcome("1", "mapped", words, DOCUMENTS, (Told("odd", "warning", "total"),))
        assert (repr(outcome), words.asked) == ("Outcome('1', 'mapped', odd)", 0)

    def test_words_are_made_once_and_only_for_who_reads_them(self) -> None:
        words = Words(WARNING)
        outcome = Outcome("1", "mapped", words, DOCUMENTS, (Told("odd", "warning", "total"),))
        assert [outcome.findings, outcome.findings] == [(WARNING,), (WARNING,)]
        assert words.asked == 1

    def test_two_are_equal_if_they_say_and_send_the_same(self) -> None:
        outcome = Outcome("1", "mapped", [WARNING], DOCUMENTS)
        assert outcome == Outcome("1", "mapped", Words(WARNING), DOCUMENTS, ())
        for other in (
            Outcome("2", "mapped", [WARNING], DOCUMENTS),
            Outcome("1", "blocked", [WARNING], DOCUMENTS),
            Outcome("1", "mapped", [], DOCUMENTS),
            Outcome("1", "mapped", [WARNING]),
            "1",
        ):
            assert outcome != other

    def test_a_trace_equals_its_outcome(self) -> None:
        trace = Trace("1", "blocked", [ERROR], story=((), ()))
        assert trace == trace.outcome
        assert (type(trace.outcome), trace.outcome.told) == (Outcome, trace.told)

    @pytest.mark.parametrize("kind", [Outcome, Trace])
    def test_further_findings_stand_behind_its_own(self, kind: type[Outcome]) -> None:
        before = kind("1", "mapped", [WARNING], DOCUMENTS)
        after = before.with_findings([ERROR])
        assert (type(after), after.key, after.kind, after.documents) == (kind, "1", "mapped", DOCUMENTS)
        assert after.findings == (WARNING, ERROR)
        assert [told.code for told in after.told] == ["odd", "bad-value"]
        assert before.findings == (WARNING,)

    def test_further_findings_make_no_words_of_its_own(self) -> None:
        words = Words(WARNING)
        after = Outcome("1", "mapped", words, DOCUMENTS, (Told("odd", "warning", "total"),)).with_findings([ERROR])
        assert ([told.code for told in after.told], words.asked) == (["odd", "bad-value"], 0)
        assert (after.findings, words.asked) == ((WARNING, ERROR), 1)

    def test_a_trace_with_further_findings_has_its_story(self) -> None:
        (trace, *_) = rehearsal(find_samples(CATALOG, "commitments")[0]).outcomes
        assert trace.rows
        assert trace.with_findings([WARNING]).rows == trace.rows

    def test_it_is_no_key_of_a_dictionary(self) -> None:
        with pytest.raises(TypeError, match="unhashable"):
            hash(Outcome("1", "mapped"))


def commitments() -> Iterator[tuple[str, Mapper, Json]]:
    for sample in find_samples(CATALOG, "commitments"):
        if sample.customer is None:
            mapper = rehearsal(sample).mapper
            yield from ((sample.case, mapper, record) for record in mapper.records(sample.payload))


class TestPickles:
    """What travels between processes: codes, words, places and documents, and neither mapper nor mapping."""

    MOST = 8 * 1024

    def test_an_outcome_of_a_commitment_is_small_whatever_became_of_it(self) -> None:
        sizes: dict[str, int] = {}
        for case, mapper, record in commitments():
            outcome = mapper.map(record)
            pickled = pickle.dumps(outcome)
            assert pickle.loads(pickled) == outcome, case
            assert pickle.loads(pickled).told == outcome.told, case
            sizes[outcome.kind] = max(len(pickled), sizes.get(outcome.kind, 0))
        assert set(sizes) == {"mapped", "blocked"}
        assert max(sizes.values()) < self.MOST, sizes

    def test_a_trace_comes_back_with_its_story(self) -> None:
        for case, mapper, record in commitments():
            trace = mapper.trace(record)
            again: Trace = pickle.loads(pickle.dumps(trace))
            assert (again, again.rows, again.unwritten) == (trace, trace.rows, trace.unwritten), case

    def test_neither_the_mapper_nor_what_a_program_knows_of_the_record_goes_along(self) -> None:
        for case, mapper, record in commitments():
            for outcome in (mapper.map(record), mapper.map(record).with_findings([WARNING]), mapper.trace(record)):
                names = pickle.dumps(outcome, protocol=0)  # in which the names of modules can be read
                for module in (b"crosswalk.mapper", b"crosswalk.catalog", b"crosswalk.plan", b"crosswalk.build.frame"):
                    assert module not in names, case

    def test_outcomes_are_equal_in_a_process_that_has_the_same_catalog(self) -> None:
        found = {
            sample.title(): rehearsal(sample).mapper.map_payload(sample.payload)
            for sample in find_samples(CATALOG, "commitments")
        }
        assert {outcome.kind for outcomes in found.values() for outcome in outcomes} == {"mapped", "blocked"}
        alike = elsewhere(mapped_alike, {name: pickle.dumps(outcomes) for name, outcomes in found.items()})
        assert alike == dict.fromkeys(found, True)

    def test_a_finding_shows_its_line_where_the_mapping_is_read_and_its_place_everywhere(self) -> None:
        (sample,) = (each for each in find_samples(CATALOG, "commitments") if each.case == "not-typed")
        (outcome,) = rehearsal(sample).mapper.map_payload(sample.payload)
        spans = [finding.span for finding in outcome.findings if finding.span is not None]
        here = [(span.at, span.origin, span.source.line(span.line)) for span in spans]
        pickled = pickle.dumps(outcome.findings)
        assert all(line for _, _, line in here)
        assert elsewhere(lines_where_read, pickled, "commitments") == here
        assert elsewhere(lines_of, pickled) == [(at, origin, "") for at, origin, _ in here]

    def test_a_mapper_maps_the_same_in_another_process(self) -> None:
        (_, mapper, record) = next(commitments())
        assert elsewhere(mapped, pickle.dumps(mapper), record) == mapper.map(record)
