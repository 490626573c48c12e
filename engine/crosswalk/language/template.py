"""Sentences with expressions in them: `Journal code {{ JcdtJourCode }} is not mapped`."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..finding import Findings, Problem
from ..text.source import Scalar
from ..values import Json, is_blank, show, spell_halves
from .evaluate import Scope, build
from .expression import Expression, parse_expression

_MOST_SHOWN = 50
_HOLE = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Template:
    """A sentence in pieces: words and expressions."""

    text: str
    pieces: tuple[str | Expression, ...] = field(compare=False, default=())

    @property
    def expressions(self) -> tuple[Expression, ...]:
        return tuple(piece for piece in self.pieces if isinstance(piece, Expression))


def build_sentence(template: Template, scope: Scope) -> Callable[[Any], str]:
    """The sentence for one record; what cannot be told is shown as it was written."""
    if not template.expressions:
        words = " ".join("".join(map(str, template.pieces)).split())
        return lambda state: words
    pieces = [_piece(piece, scope) for piece in template.pieces]
    return lambda state: " ".join("".join(piece(state) for piece in pieces).split())


def parse_template(scalar: Scalar, findings: Findings) -> Template:
    """A sentence, its holes checked as expressions."""
    text, pieces, end = str(scalar.value), [], 0
    for hole in _HOLE.finditer(text):
        inner = hole.group(1)
        start = hole.start(1) + len(inner) - len(inner.lstrip())
        span = scalar.locate(start, len(inner.strip()) or 1)
        expression = parse_expression(Scalar(inner.strip(), span, inner.strip(), scalar.verbatim), findings)
        pieces += [text[end : hole.start()], expression or hole.group(0)]
        end = hole.end()
    for stray in re.finditer(r"\{\{|\}\}|\{%", _HOLE.sub(lambda hole: " " * len(hole.group(0)), text)):
        span = scalar.locate(stray.start(), len(stray.group(0)))
        message = f"'{stray.group(0)}' has no counterpart, so the words after it are not read as an expression"
        findings.add("expression-syntax", message, span, "write an expression in a sentence as {{ NAME }}")
    return Template(text, (*pieces, text[end:]))


def _piece(piece: str | Expression, scope: Scope) -> Callable[[Any], str]:
    if isinstance(piece, str):
        return lambda state: piece
    value, text = build(piece.tree, scope), f"({piece.text})"

    def said(state: Any) -> str:
        try:
            found = value(state)
        except Problem:
            return text
        return _in_words(found)

    return said


def _in_words(value: Json) -> str:
    if is_blank(value):
        return "(none)"
    if isinstance(value, list | tuple):
        words = [spell_halves(item) if isinstance(item, str) else show(item) for item in value[:_MOST_SHOWN]]
        return ", ".join(words) + (f" and {len(value) - _MOST_SHOWN} more" if len(value) > _MOST_SHOWN else "")
    return spell_halves(value) if isinstance(value, str) else show(value)
