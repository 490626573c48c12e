"""What is wrong with a text that is no YAML, in words that help: quotes, brackets, commas, tabs, a `#` that is lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..finding import Findings, Source, Span
from .indentation import report_indentation

if TYPE_CHECKING:
    import yaml

_LONGEST_LOOK = 400  # letters of a line that are searched for a known trap
_TRAPS = (
    (
        re.compile(r"[{,]\s*\w+:\s*[\w.]+(?P<at>\[)"),
        "bracket-text",
        "a path with [ ] inside { } is read as a list",
        "write the path in quotes",
    ),
    (
        re.compile(r"[{\[,:] ?[^'\"]*?\S (?P<at>#)"),
        "comment-cut",
        "' #' starts a comment, so the rest of the line is lost",
        'write the value in quotes: "Commitment #"',
    ),
    (
        re.compile(r":\s+(?P<at>[\[{])[^\]}]*[\]}]\s*[^\s,#\]}]"),
        "bracket-text",
        "text that starts with a bracket is read as a list",
        "write the whole value in quotes",
    ),
)


def report_syntax(source: Source, error: yaml.MarkedYAMLError, findings: Findings) -> None:
    """One finding for what stopped the parser: a known trap where the lines show one, else its own words."""
    mark = error.problem_mark or error.context_mark
    span = Span(source, mark.line + 1, mark.column + 1) if mark else Span(source, 1, 1)
    if report_indentation(source, span.line, findings) or _report_open_quote(source, error, findings):
        return
    opened = error.context_mark.line + 1 if error.context_mark else span.line
    for number in range(span.line, max(opened, span.line - 3) - 1, -1):
        if _report_trap(source, number, findings):
            return
    if source.line(span.line)[: span.column].endswith("\t"):
        findings.add(
            "yaml-syntax", "a tab stands where the line is indented", span, "indent with spaces, not with tabs"
        )
        return
    if not _report_early_end(source, span.line, findings):
        findings.add("yaml-syntax", _plain_words(error), span, _syntax_help(error))


def _report_trap(source: Source, number: int, findings: Findings) -> bool:
    """The first known trap of a line, told at the letter that it begins with."""
    line = source.line(number)[:_LONGEST_LOOK]
    for pattern, code, message, help in _TRAPS:
        if found := pattern.search(line):
            findings.add(code, message, Span(source, number, found.start("at") + 1), help)
            return True
    return False


_QUOTED_START = re.compile(r"""^\s*(?:- )?[\w.-]+:\s+(?P<value>(?P<first>"[^"]*"|'[^']*')(?P<more>\s*[^\s#].*))$""")


def _report_early_end(source: Source, number: int, findings: Findings) -> bool:
    """A value that begins with a quote ends for YAML at the next one, though more of it follows."""
    found = _QUOTED_START.match(source.line(number)[:_LONGEST_LOOK])
    if found is None:
        return False
    value, quote = found["value"].rstrip(), found["value"][0]
    if value.endswith(quote) and not found["more"][0].isspace():
        value = value[1:-1]  # the quotes were meant for the whole value
    whole = value.replace("'", "''")
    here = Span(source, number, found.start("value") + 1, len(found["first"]))
    message = "the value ends with its second quote, and more stands behind it"
    findings.add("yaml-syntax", message, here, f"write the whole value in single quotes: '{whole}'")
    return True


def _report_open_quote(source: Source, error: yaml.MarkedYAMLError, findings: Findings) -> bool:
    """A quote that is never closed is told where it opens, not where the text ends."""
    if error.context_mark is None or "quoted scalar" not in (error.context or ""):
        return False
    begin = Span(source, error.context_mark.line + 1, error.context_mark.column + 1)
    quote = source.line(begin.line)[begin.column - 1 : begin.column]
    if quote not in {'"', "'"} or "end of stream" not in (error.problem or ""):
        return False
    findings.add("yaml-syntax", f"the quote {quote} is not closed", begin, f"write {quote} at the end of the value too")
    return True


def _plain_words(error: yaml.MarkedYAMLError) -> str:
    if "Unicode character escape" in (error.problem or ""):
        return "the number behind this backslash is half a character, or none at all"
    return " ".join(part for part in (error.context, error.problem) if part)


def _syntax_help(error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or ""
    if "cannot start any token" in problem or "unexpected character" in problem:
        return "text that starts with a special letter (@ ` % & * ! | >) must be in quotes"
    if "mapping values are not allowed" in problem:
        return "a value with ': ' in it must be in quotes"
    if "expected ',' or" in problem:
        return "put a comma between two of its entries, and close it with the bracket that opened it"
    if "\\t" in problem or "tab" in problem:
        return "indent with spaces, not with tabs"
    if "Unicode character escape" in problem:
        return "a text was cut through an emoji or a rare letter; write the letter itself"
    if any(words in problem for words in ("escape character", "escape sequence", "hexdecimal", "hexadecimal")):
        return "in double quotes a backslash changes the letter behind it; write the value in single quotes"
    return "check the indentation and the quotes of this line and the one above"
