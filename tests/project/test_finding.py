"""A place in a text is pickled without the text, and has it again where the text is read."""

import pickle
import sys
from dataclasses import replace

from crosswalk import finding
from crosswalk.finding import Finding, Related, Source, Span
from elsewhere import again, elsewhere, lines_of

TEXT = "one\ntwo words\r\nthree\n" + "# and much more\n" * 1_000


def test_a_source_is_pickled_without_its_text_and_finds_it_again() -> None:
    source = Source("a.yaml", TEXT, "a", "customer")
    pickled = pickle.dumps(source)
    found: Source = pickle.loads(pickled)
    assert len(pickled) < 200
    assert found == source
    assert found.text is source.text
    assert (found.line(2), found.short, found.layer) == ("two words", "a", "customer")


def test_a_part_of_a_long_text_is_still_that_part() -> None:
    found: Source = pickle.loads(pickle.dumps(part := Source("a.json", "words\nmore", first_line=7, skipped=4)))
    assert found == part
    assert (found.line(7), found.line(8), found.column(7, 6)) == ("words", "more", 2)


def test_sources_of_one_text_share_it_and_are_still_two() -> None:
    one, other = Source("a.yaml", TEXT), Source("b.yaml", "".join([TEXT]))
    assert one.text is other.text
    assert one != other
    assert one != Source("a.yaml", "another text")
    assert replace(one, name="b.yaml") == other


def test_half_a_character_is_a_text_too() -> None:
    source = Source("a.yaml", "half \ud83d")
    assert pickle.loads(pickle.dumps(source)).line(1) == source.line(1)


def test_a_text_is_forgotten_with_its_last_source() -> None:
    digest = Source("a.yaml", "told by nobody else").digest
    assert digest not in finding._TEXTS


def test_a_finding_keeps_its_places_in_a_process_that_has_not_read_the_text() -> None:
    span = Span(Source("mappings/a.yaml", TEXT, "a.yaml"), 2, 5, 5)
    finding = Finding("odd", "It is odd.", span, related=(Related(Span(span.source, 1, 1), "see"),))
    pickled = pickle.dumps((finding,))
    assert elsewhere(lines_of, pickled) == [("mappings/a.yaml:2:5", "a.yaml:2", "")]
    (returned,) = pickle.loads(elsewhere(again, pickled))
    assert returned == finding
    assert returned.related[0].span.source.line(1) == "one"
    assert sys.getsizeof(pickled) < 500
