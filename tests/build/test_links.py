"""Links and context."""

import contextlib
import time
from collections.abc import Callable

import pytest

from chains import chain
from crosswalk import Catalog, CrosswalkError, Outcome
from specs import Run, body, codes, row, spec


class TestLinks:
    """Links and context."""

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


def test_many_links_that_read_each_other_are_checked_at_once(make_catalog: Callable[..., Catalog]) -> None:
    links = ["links:", "  l0: {find: record.lines, match: {a: number}}"]
    links += [f"  l{n}: {{find: record.lines, match: {{a: l{n - 1}.a, b: l{max(n - 2, 0)}.a}}}}" for n in range(1, 40)]
    begin = time.process_time()
    with contextlib.suppress(CrosswalkError):
        make_catalog(small=chain(links="\n".join(links))).customer("tester").mapping("small")
    assert time.process_time() - begin < 5


@pytest.mark.parametrize("wanted", ["true", "yes"])
def test_a_link_matches_true_and_false_as_it_matches_text(run: Callable[..., tuple[Outcome, ...]], wanted: str) -> None:
    links = f"links:\n  hit: {{find: record.lines, match: {{is_open: {wanted}, a: number}}, none: blank}}"
    lines = [{"is_open": False, "a": "7", "c": "shut"}, {"is_open": True, "a": 7, "c": "open"}]
    (outcome,) = run(chain("hit.c", links=links), {"number": "7", "lines": lines, "yes": True})
    assert [sent.body["F0"] for sent in outcome.documents] == ["open"]
