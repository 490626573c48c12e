"""What people write who know Python, Jinja2 or Excel, and how it is said in an expression here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from jinja2 import nodes

_SAME = {
    '{x} is like("{a}*")': "startswith starts_with beginswith begins_with startwith",
    '{x} is like("*{a}")': "endswith ends_with endwith",
    '{x} is like("*{a}*")': "contains includes find index search match matches regex indexof",
    "{x} | lower": "lower lcase tolower casefold",
    "{x} | upper": "upper ucase toupper capitalize",
    "{x} | trim": "trim strip lstrip rstrip",
    '{x} | replace("{a}", "{b}")': "replace substitute",
    '{x} | split_part("{a}", 1)': "split partition rsplit",
    '{x} | concat("{a}")': "concat concatenate format",
    '{x} | join(", ")': "join textjoin",
    "{x} | truncate({a:3})": "left substr substring slice",
    '{x} | pad({a:8}, "0")': "zfill rjust pad",
    "{x} | count": "len length size count counta",
    "{x} | code": "str string text tostring repr",
    "{x} | number": "int float decimal integer num tonumber parseint parsefloat",
    "{x} | round({a:2})": "round",
    "(({x}) | negate) if ({x}) is negative else ({x})": "abs",
    '{x} | sum("FIELD")': "sum",
    '{x} | pick("FIELD")': "map list",
    '{x} | matching("FIELD", VALUE)': "select selectattr filter where rejectattr",
    '{x} | format_date("%d")': "strftime isoformat",
    "today": "today now date",
    "{x} is blank": "none null nil empty isnull isblank isempty isnone nothing",
    "{x} is missing": "undefined",
    "{x} is not missing": "defined exists isset",
    "{x} is zero": "iszero",
    "A if {x} else B": "if iif",
    "{x} | first_of({a:OTHER})": "coalesce nvl ifnull ifempty get",
    "{x}[0]": "first",
    "{x} and {a:OTHER}": "and",
    "{x} or {a:OTHER}": "or",
    "not ({x})": "not",
}
_INSTEAD: Mapping[str, str] = MappingProxyType({word: form for form, words in _SAME.items() for word in words.split()})
_SIGNS = (
    (r"&&", "write and for &&"),
    (r"\|\|", "write or for ||"),
    (r"===", "compare with =="),
    (r"!==", "compare with !="),
    (r"<>", "write != for <>"),
    (r"=~", 'write is like("A*") for =~'),
    (r"\?", "write A if CONDITION else B"),
    (r"(?<![=!<>])!(?!=)", "write not for !"),
    (r"\b(AND|OR|NOT|IN|IS|IF|ELSE)\b", "write and, or, not, in, is, if and else in small letters"),
    (r"(?<!is )(?<!not )\b(like|LIKE)\b", 'write is like("A*")'),
    ("[\u201c\u201d\u201e\u2018\u2019\u201a\u00ab\u00bb]", 'write texts in straight quotes: "A"'),
    (r"\b(starts?|begins?) ?with\b", 'write is like("A*")'),
    (r"\bends? ?with\b", 'write is like("*A")'),
    (r"\bcontains?\b", 'write is like("*A*")'),
    (r"\blike\s*\(?\s*[\w-]*\*", 'write the pattern in quotes: is like("A*")'),
    (r"\b(for|lambda)\b", 'use a filter for lists: matching("FIELD", VALUE), pick("FIELD"), sum("FIELD"), count'),
    (r"\b(is|equals) equal( to)?\b|\bequals\b", "compare with =="),
)


@dataclass(frozen=True, slots=True)
class Habit:
    """A word of another language: where it stands, and how it is said here."""

    word: str
    offset: int
    instead: str


def call_meant(node: nodes.Call, text: str) -> Habit | None:
    """What a call means: `title.startswith("A")`, `len(lines)`."""
    called = node.node
    if isinstance(called, nodes.Getattr):
        word, subject, given = called.attr, _written(called.node), node.args
    elif isinstance(called, nodes.Name):
        word, subject, given = called.name, _written(node.args[0]) if node.args else "x", node.args[1:]
    else:
        return None
    instead = instead_of(word, subject, given)
    offset = text.rfind(word, 0, node.lineno + 1)
    return Habit(word, offset, f"write {instead}") if instead and offset >= 0 else None


def instead_of(word: str, subject: str = "x", given: list[nodes.Expr] | tuple[nodes.Expr, ...] = ()) -> str | None:
    """How a word is said here; None where it is no habit that is known.

    >>> instead_of("startswith", "title", (nodes.Const("A"),))
    'title is like("A*")'
    >>> instead_of("len", "items"), instead_of("frobnicate")
    ('items | count', None)
    """
    form = _INSTEAD.get(word.lower().replace("_", "")) or _INSTEAD.get(word.lower())
    if form is None:
        return None
    for letter, argument in zip("ab", (*given, None, None), strict=False):
        shown = None if argument is None else str(argument.value) if isinstance(argument, nodes.Const) else "TEXT"
        otherwise = re.search(rf"\{{{letter}:(\w+)\}}", form)
        form = form.replace(f"{{{letter}}}", shown or letter.upper())
        form = form.replace(otherwise[0], _written(argument) if argument else otherwise[1]) if otherwise else form
    return form.replace("{x}", subject)


def filter_meant(node: nodes.Filter | nodes.Test) -> str | None:
    """What an unknown filter or test means: `title | length`, `x is none`."""
    instead = instead_of(node.name, _written(node.node) if node.node else "x", node.args)
    return f"write {instead}" if instead else None


def sign_meant(text: str) -> str | None:
    """What a sign or word means that is none of this language; texts in quotes are no signs."""
    bare = re.sub(r"'[^']*'|\"[^\"]*\"", "''", text)
    return next((cure for sign, cure in _SIGNS if re.search(sign, bare)), None)


def _written(node: nodes.Node) -> str:
    """A name, a path or a constant as it is written; x for anything longer."""
    match node:
        case nodes.Name():
            return node.name
        case nodes.Getattr():
            return f"{_written(node.node)}.{node.attr}"
        case nodes.Const():
            return f'"{node.value}"' if isinstance(node.value, str) else str(node.value)
        case _:
            return "x"
