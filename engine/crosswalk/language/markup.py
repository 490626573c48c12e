"""HTML as words: what is a mark of HTML goes, whatever else a person wrote stays.

A scanner of our own, because the standard library's parser raises on `<![A-101]`, takes quadratic time for a page of
`<a `, and differs between releases of Python. Only a complete mark of a known element is one: `5 < 6`, `<TBD>` and
`<see drawing A-101>` are words. Every search starts where the last one ended, so the time is linear.
"""

import re
from dataclasses import dataclass, field
from html import unescape
from types import MappingProxyType


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


_BREAKS = _names(
    """
    address article aside blockquote body br center dd details dir div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 head header hr html legend li main menu nav ol optgroup option p pre section summary
    title ul
    """
)
_ROWS = _names("caption table tbody tfoot thead tr")
_CELLS = _names("td th")
# 450<sup>1</sup> is not 4501, <del>450</del>500 not 450500
_APART = _names("sub sup del ins s strike")
_SEEN = _names("button canvas iframe img input object select svg textarea video")
_SILENT = _names("script style xml")
_OTHERS = _names(
    """
    a abbr acronym applet area audio b base basefont bdi bdo big blink cite code col colgroup data datalist dfn
    dialog em embed font frame frameset hgroup i kbd label link map mark marquee math meta meter nobr noframes
    noscript output param picture progress q rp rt ruby samp slot small source span strong template time track
    tt u var wbr
    """
)
_KNOWN = _BREAKS | _ROWS | _CELLS | _APART | _SEEN | _SILENT | _OTHERS
# a bare word in a mark is one of these, else `<b and c>` and `<section B>` would lose words
_BARE = re.compile(
    r"allowfullscreen|v?align|alt|auto(focus|play)|bgcolor|border|cell(padding|spacing)|(col|row)span|href|lang|src|checked|compact|content[Ee]ditable|controls|default|defer|disabled|draggable"
    r"|hidden|inert|ismap|itemscope|loop|multiple|muted|no(href|resize|shade|validate|wrap)|open|readonly|required"
    r"|reversed|selected|spellcheck|(aria|data|ng|v|x)-[\w-]+",
    re.IGNORECASE | re.ASCII,
)
_UNUSED = frozenset({0x81, 0x8D, 0x8F, 0x90, 0x9D})  # of Windows-1252; unescape leaves them as control characters
_WORD_MARK = re.compile(r"(?:[ovwxm]|dir|mc|st\d+|u\d+|wp):\w+", re.ASCII)  # Word's own: <o:p>, <st1:place>
# a quoted value ends where a mark goes on, else a lost quote would swallow the words up to the next one
_QUOTE_END = r"(?=[\s/>]|[\w:-]{1,40}=)"
_ATTRIBUTE = rf"""[^\s/<>="']++(?:\s*+=\s*+(?:"[^"]*+"{_QUOTE_END}|'[^']*+'{_QUOTE_END}|[^\s<>]++))?+"""
_MARK = re.compile(
    rf"""
    (?P<enclosed><!--|<!\[CDATA\[)
    | <!doctype\b[^<>]*+> | <\?xml\b[^<>]*+>
    | <!\[(?:else|endif|if\s[\s!(]*+(?:supp\w|(?:(?:gte?|lte?)\s++)?(?:mso|ie|vml|ppt|webview)\b)[^<>\]]*+)\](?:--)?+>
    | </(?P<end>[a-z][\w:]*+)\s*+(?P<ended>>)?+
    | <(?P<start>[a-z][\w:]*+)(?=[\s/>])(?P<inside>(?:[\s/]*+{_ATTRIBUTE})*+)[\s/]*+(?P<started>>)?+
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_ONE_ATTRIBUTE = re.compile(_ATTRIBUTE)
_ENDS = MappingProxyType(
    {
        "<!--": re.compile(r"--!?>"),
        "<![CDATA[": re.compile(r"\]\]>"),
        **{name: re.compile(rf"</{name}\s*+>", re.IGNORECASE | re.ASCII) for name in _SILENT},
    }
)
_NUMERIC = re.compile(r"&#(?:x(?P<hex>[0-9a-f]++)|(?P<ten>[0-9]++));?", re.IGNORECASE | re.ASCII)
_MOST_DIGITS = 7  # of a character's number; int() refuses thousands


def read_words(page: str) -> str:
    """The words of HTML: paragraphs, items and rows of tables are lines, the cells of a row stand apart.

    >>> read_words("<p>Curb &lt; 12</p><tr><td>Curb<td>12<td>450.00</table>see <A-101> rev 2")
    'Curb < 12\\nCurb | 12 | 450.00\\nsee <A-101> rev 2'
    """
    return _Scan(page).words()


@dataclass(slots=True)
class _Scan:
    """One way through a page, from mark to mark."""

    page: str
    at: int = 0
    out: "_Lines" = field(default_factory=lambda: _Lines())
    missing: set[str] = field(default_factory=set)

    def words(self) -> str:
        while (mark := _MARK.search(self.page, self.at)) is not None:
            self.out.add(self.page[self.at : mark.start()])
            self.at = mark.end()
            if mark["enclosed"]:
                self.enclosed(mark)
            elif mark["start"] or mark["end"]:
                self.element(mark)
        self.out.add(self.page[self.at :])
        return self.out.text()

    def enclosed(self, mark: re.Match[str]) -> None:
        """A comment goes, marked text stays as it is; one that never ends is no mark."""
        kind = mark[0].upper()
        # <!--> is a whole comment
        end = self.find_end(kind, mark.start() + 2 if kind == "<!--" else mark.end())
        if end is None:
            self.out.add(mark[0])
            return
        if kind != "<!--":
            self.out.add_verbatim(self.page[mark.end() : end.start()])
        self.at = end.end()

    def element(self, mark: re.Match[str]) -> None:
        name = (mark["start"] or mark["end"]).lower()
        if not self.is_element(name, mark):
            self.out.add(mark[0])
            return
        self.out.mark(name, is_start=bool(mark["start"]))
        if name in _SILENT and mark["start"] and (end := self.find_end(name, self.at)) is not None:
            self.at = end.end()

    def is_element(self, name: str, mark: re.Match[str]) -> bool:
        if not (mark["started"] or mark["ended"]) or not (name in _KNOWN or _WORD_MARK.fullmatch(name)):
            return False
        start, end = mark.span("inside")
        inside = _ONE_ATTRIBUTE.finditer(self.page, start, end + 1) if mark["start"] else ()
        return all("=" in given[0] or _BARE.fullmatch(given[0]) for given in inside)

    def find_end(self, kind: str, at: int) -> re.Match[str] | None:
        """The next end of its kind; one that was missing once is not looked for again, for that would be quadratic."""
        if kind in self.missing:
            return None
        found = _ENDS[kind].search(self.page, at)
        if found is None:
            self.missing.add(kind)
        return found


@dataclass(slots=True)
class _Lines:
    """The words found so far: finished lines, and the cells of the row that is being read."""

    lines: list[str] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=lambda: [[]])
    is_apart: bool = False

    def add(self, text: str) -> None:
        self.add_verbatim(_unescape(text))

    def add_verbatim(self, text: str) -> None:
        if not text:
            return
        before = self.cells[-1][-1] if self.cells[-1] else ""
        if self.is_apart and text[0].isdigit() and before[-1:].isdigit():
            self.cells[-1].append(" ")
        self.cells[-1].append(text)
        self.is_apart = False

    def mark(self, name: str, is_start: bool) -> None:
        if name in _BREAKS:
            self.cells[-1].append("\n")
        elif name in _ROWS:
            self.end_row()
        elif name in _CELLS:
            # a start alone opens a cell, for ends may be left out
            self.cells.append([]) if is_start else self.cells[-1].append(" ")
        elif name in _SEEN:
            self.cells[-1].append(" ")
        elif name in _APART:
            self.is_apart = True

    def end_row(self) -> None:
        """A row of several cells is one line; the one cell of a layout, and text outside tables, keeps its lines."""
        cells = ["".join(pieces) for pieces in self.cells]
        self.cells = [[]]
        filled = [number for number, cell in enumerate(cells) if cell.strip()]
        if len(filled) > 1:
            row = " | ".join(cells[filled[0] : filled[-1] + 1])
            self.lines.append(" ".join(row.split()))
        elif filled:
            lines = (" ".join(line.split()) for line in cells[filled[0]].split("\n"))
            self.lines += [line for line in lines if line]

    def text(self) -> str:
        self.end_row()
        return "\n".join(self.lines)


def _unescape(text: str) -> str:
    """Text with its character references read as a browser reads them, but for control characters: they go.

    >>> _unescape("R&D &AMP; &#8364;5 &#0;&#7;&#xD800;&#999999999999;")
    'R&D & €5 ���'
    """
    return unescape(_NUMERIC.sub(_number, text)) if "&" in text else text


def _number(reference: re.Match[str]) -> str:
    digits = (reference["hex"] or reference["ten"]).lstrip("0")
    number = int(digits or "0", 16 if reference["hex"] else 10) if len(digits) <= _MOST_DIGITS else 0
    is_blank = number in {9, 10, 13}
    is_control = 0 < number < 32 or number == 127 or number in _UNUSED
    return " " if is_blank else "" if is_control else f"&#{number};"
