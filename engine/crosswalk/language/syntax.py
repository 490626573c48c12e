"""Jinja2's grammar of expressions, with the offset of every token.

Every token carries its offset where Jinja2 keeps a line number, so that nodes and errors point at the letter.
"""

import re
from collections.abc import Iterator
from typing import TypeAlias

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.lexer import TokenStream
from jinja2.parser import Parser

from .habits import sign_meant

Token: TypeAlias = tuple[int, str, str]
"""Offset, kind and text."""

_HALF = re.compile("[\0\ud800-\udfff]")
_ENVIRONMENT = Environment(autoescape=True)


class BadSyntax(Exception):
    """A text that is not an expression: what is wrong, where, and what to do."""

    def __init__(self, message: str, offset: int, help: str) -> None:
        self.message, self.offset, self.help = message, offset, help
        super().__init__(message)


def read_syntax(text: str) -> tuple[nodes.Expr, list[Token]]:
    """The tree and the tokens of an expression."""
    try:
        tokens = list(_tokens(text))
        tree = _parse(tokens)
    except TemplateSyntaxError as error:
        offset = min(_offset_of(error), max(len(text) - 1, 0))
        raise BadSyntax(_words(error), offset, _cure(text)) from None
    _refuse_half_letters(tree)
    return tree, tokens


def _refuse_half_letters(tree: nodes.Expr) -> None:
    r"""An escape like \ud800 stands for half a letter, which nothing can send; \0 for none at all."""
    for node in (tree, *tree.find_all(nodes.Const)):
        value = node.value if isinstance(node, nodes.Const) else ""
        if isinstance(value, str) and _HALF.search(value):
            raise BadSyntax("half a letter or NUL stands in a text", node.lineno, "write the letter itself")


def _tokens(text: str) -> Iterator[Token]:
    offset = 0
    for _, kind, value in _ENVIRONMENT.lexer.tokeniter(text, None, None, state="variable"):
        yield offset, kind, value
        offset += len(value)


def _parse(tokens: list[Token]) -> nodes.Expr:
    parser = Parser(_ENVIRONMENT, "", state="variable")
    parser.stream = TokenStream(_ENVIRONMENT.lexer.wrap(iter(tokens), None, None), None, None)
    tree = parser.parse_expression()
    if not parser.stream.eos:
        current = parser.stream.current
        raise TemplateSyntaxError(f"unexpected '{current.value}'", current.lineno)
    return tree


def _offset_of(error: TemplateSyntaxError) -> int:
    # the lexer counts from the start of the text, the parser uses our offsets as lines
    at = re.search(r" at (\d+)$", error.message or "")
    return int(at[1]) if at else error.lineno


def _words(error: TemplateSyntaxError) -> str:
    message = re.sub(r" at \d+$", "", error.message or "").rstrip(".")
    return message.replace("end of template", "end").replace("end of print statement", "end")


def _cure(text: str) -> str:
    if "{{" in text or "{%" in text:
        return "write the expression alone, without {{ }} or {% %}"
    if text.count('"') % 2 or text.count("'") % 2:
        return "a quote is not closed: write it at both ends of the text"
    if habit := sign_meant(text):
        return habit
    if "=" in text and "==" not in text:
        return "compare with =="
    return "check brackets, quotes and the words and, or, not, in, is"
