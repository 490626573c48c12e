"""HTML to words: marks go, words stay, cells stand apart, and no text takes long."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosswalk.language.markup import read_words


@pytest.mark.parametrize(
    "words",
    [
        "5 < 6",
        "a<b",
        "if a<b and c>d",
        "<A-101>",
        "<TBD>",
        "<see drawing A-101>",
        "see <Table 3> and <section B>",
        "<j.doe@example.com>",
        "<https://example.com/a>",
        "<![A-101] rev 2",
        "<![50%]",
        "<![ if ]>",
        "<![if needed]>",
        "<!['a']>",
        "<![ CDATA[x]]>",
        "<![CDATA[ never closed",
        "<![-->",
        "a <!-- never closed",
        "<p never closed",
        "a <b",
        "</p",
        "<",
        "<>",
        "</>",
        "<?>",
        "<!>",
        "R&D",
        "&",
        "&#;",
        "&nosuch;",
    ],
)
def test_what_is_no_mark_of_html_stays_as_words(words: str) -> None:
    assert read_words(f"<p>{words}") == words


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("a<!-- a remark -->b<!-->c<!--->d", "abcd"),
        ("<!--[if gte mso 9]><xml><o:Zoom>90</o:Zoom></xml><![endif]-->Paving", "Paving"),
        ("<![if !supportLists]>1. <![endif]>Paving", "1. Paving"),
        ("<![if (gte mso 9)]>Paving<![endif]-->", "Paving"),
        ("<script>a < b</script>Paving<STYLE>p {}</STYLE >", "Paving"),
        ("<script>Paving", "Paving"),
        ("<?xml:namespace prefix = o /><o:p>Paving</o:p><st1:place>Ohio</st1:place>", "PavingOhio"),
        ("<!DOCTYPE html><html><head><title>Paving</title></head><body>Kerbs</body>", "Paving\nKerbs"),
        ("<![CDATA[5 <b> 6 &amp;]]>", "5 <b> 6 &amp;"),
        ("<P CLASS=MsoNormal align = 'left' data-id nowrap>Paving</P >", "Paving"),
        ('<p class="a b"style="c > d">Paving', "Paving"),
        ("<br\n/>Paving<hr/>Kerbs", "Paving\nKerbs"),
        ("<table border><td align colspan='2'>Paving</table>", "Paving"),
        ('<a href="x>Curb 12</a> <p>see "B"</p>', 'Curb 12\nsee "B"'),
        ("<a <b>Curb</b>", "<a Curb"),
        ("<ul><li>Curb<li>Drain</ul><dl><dt>A<dd>B</dl>", "Curb\nDrain\nA\nB"),
        ("a&nbsp;\u00a0 b", "a b"),
    ],
)
def test_what_is_a_mark_goes(page: str, words: str) -> None:
    assert read_words(page) == words


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<table><tbody><tr><td>Curb</td><td>12</td><td>450.00</td></tr></tbody></table>", "Curb | 12 | 450.00"),
        ("<table><tr><td>Curb<td>12<tr><th>Drain<td>3</table>m", "Curb | 12\nDrain | 3\nm"),
        ("<tr>\n <td>\n<p>Curb</p>\n</td>\n <td><p>12<br>m</p></td>\n</tr>", "Curb | 12 m"),
        ("<tr><td>Curb</td><td></td><td>450.00</td><td> </td></tr>", "Curb | | 450.00"),
        ("<table><tr><td></td><td><p>Paving</p><p>Kerbs</p></td></tr></table>", "Paving\nKerbs"),
        ("<td>A<table><tr><td>x</td><td>y</td></tr></table></td><td>B</td>", "A\nx | y\nB"),
        ("Scope<table><caption>Kerbs</caption><tr><td>1<td>2</table>", "Scope\nKerbs\n1 | 2"),
    ],
)
def test_the_cells_of_a_row_stand_apart_and_rows_are_lines(page: str, words: str) -> None:
    assert read_words(page) == words


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("450<sup>1</sup>", "450 1"),
        ("12<sup>1</sup>/<sub>2</sub> in", "12 1/2 in"),
        ("<del>450.00</del><ins>500.00</ins>", "450.00 500.00"),
        ("12<img src=x>450", "12 450"),
        ("m<sup>2</sup>, CO<sub>2</sub>", "m2, CO2"),
        ("<b>1</b><span>2,450</span>", "12,450"),
    ],
)
def test_two_numbers_do_not_become_one(page: str, words: str) -> None:
    assert read_words(page) == words


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("&lt;b&gt; &AMP &copy 2024 &eacute;t&eacute", "<b> & © 2024 été"),
        ("&#8364;&#x20AC;&#x80;&#65", "€€€A"),
        ("&#38;lt; &amp;lt;", "&lt; &lt;"),
        ("a&#0;&#xD800;&#xD83D;&#xDE00;&#x110000;b", "a\ufffd\ufffd\ufffd\ufffd\ufffdb"),
        ("a&#7;&#27;&#127;&#129;&#x9d;&#xFFFE;b", "ab"),
        ("a&#10;&#9;&#13;&#160;b", "a b"),
        (f"&#{'1' * 5000};", "\ufffd"),
        (f"&#{'0' * 5000}65; &#x{'0' * 5000}41", "A A"),
    ],
)
def test_a_character_reference_is_read_and_gives_no_control_character(page: str, words: str) -> None:
    assert read_words(page) == words


_FLOODS = (
    '<a |<div |<a =|<!--|<![|a<|&|<a\n|<b>|<td>|<script>|<![CDATA[|</a|</a |<a x="|<a x=\'<a y="|&a|&#1|&#x0|<a x |<?xml |'
    '<!doctype |<![if mso |<p a="b" '
)


@pytest.mark.parametrize("seed", _FLOODS.split("|"))
def test_a_page_of_one_mark_is_read_in_linear_time(seed: str) -> None:
    page = seed * (1_000_000 // len(seed))
    begin = time.process_time()
    read_words(page)
    assert time.process_time() - begin < 3  # quadratic time would be minutes


_MARKS = "< > <!-- --> <![ ]> ]]> <![CDATA[ <p <td </ / = \" ' & # x ; script 1 A-101 <b> </b> &lt; \ud800 \0 İ"
_PIECES = st.sampled_from([*_MARKS.split(" "), " ", "\n"])


@settings(deadline=None)
@given(st.lists(_PIECES, max_size=40))
def test_no_page_is_a_crash_and_none_makes_a_control_character(pieces: list[str]) -> None:
    page = "".join(pieces)
    found = read_words(page)
    made = {letter for letter in found if (letter < " " and letter != "\n") or "\ud800" <= letter <= "\udfff"}
    assert made <= set(page)
