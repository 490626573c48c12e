"""Expressions: one Jinja2 expression, checked against an allow-list and turned into a tree of our own.

The nodes are never handed to Jinja2's own compiler: `_Checker` has one method for each node that is allowed, and a node
without a method is a finding.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import get_args

from jinja2 import nodes

from ..finding import Findings, did_you_mean
from ..text.source import Scalar
from ..values import MISSING, Json, Segments
from .habits import call_meant, filter_meant
from .syntax import BadSyntax, Token, read_syntax
from .transforms import TESTS, TRANSFORMS, Transform
from .tree import (
    Add,
    And,
    Below,
    Compare,
    Constant,
    Filter,
    If,
    Is,
    ListOf,
    Negative,
    Not,
    Or,
    Reference,
    Sign,
    Step,
    Subtract,
    Tree,
)

LONGEST, MOST_NODES = 2_000, 200
_NOTHING = Constant(MISSING)
_OPERATOR_WORDS = frozenset({"and", "or", "not", "in", "if", "else", "is"})


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked expression. `mentions` are the tables and keys that its filters name: filter, word, offset."""

    text: str
    scalar: Scalar = field(repr=False)
    tree: Tree = field(default=_NOTHING, repr=False, compare=False)
    references: tuple[Reference, ...] = ()
    mentions: tuple[tuple[str, str, int], ...] = ()


def parse_expression(scalar: Scalar, findings: Findings) -> Expression | None:
    """A checked expression; None, with findings, when it cannot be used."""
    text = _text_of(scalar.value)
    if len(text) > LONGEST:
        findings.add("expression-too-large", f"an expression longer than {LONGEST:,} letters", scalar.span)
        return None
    try:
        tree, tokens = read_syntax(text)
    except BadSyntax as error:
        findings.add(
            "expression-syntax", f"not an expression: {error.message}", scalar.locate(error.offset), error.help
        )
        return None
    except RecursionError:
        findings.add("expression-too-large", "an expression nested too deeply", scalar.span)
        return None
    checker = _Checker(text, tokens, scalar, findings)
    checker.find_brackets()
    checked = checker.check(tree)
    if checker.failed:
        return None
    return Expression(text, scalar, checked, tuple(checker.references), tuple(checker.mentions))


def _text_of(value: Json) -> str:
    # an unquoted 0, true or null in YAML is an expression too
    words = {None: "none", True: "true", False: "false"}
    return words[value] if value is None or isinstance(value, bool) else str(value)


class _Checker:
    """Turns each allowed node into one of ours; one method a node."""

    def __init__(self, text: str, tokens: list[Token], scalar: Scalar, findings: Findings) -> None:
        self.text, self.tokens, self.scalar, self.findings = text, tokens, scalar, findings
        self.references: list[Reference] = []
        self.mentions: list[tuple[str, str, int]] = []
        self.failed = False
        self.count = 0
        self._numbers = {offset: value for offset, kind, value in tokens if kind in {"float", "integer"}}

    def fail(self, code: str, message: str, offset: int, length: int = 1, help: str = "") -> Tree:
        self.failed = True
        self.findings.add(code, message, self.scalar.locate(offset, length), help)
        return _NOTHING

    def check(self, node: nodes.Node) -> Tree:
        self.count += 1
        if self.count == MOST_NODES:
            self.fail("expression-too-large", f"an expression of more than {MOST_NODES} parts", 0)
        visit = getattr(self, f"check_{type(node).__name__.lower()}", None)
        if visit is None or self.count >= MOST_NODES:
            return self.refuse(node)
        checked: Tree = visit(node)
        return checked

    def refuse(self, node: nodes.Node) -> Tree:
        name = type(node).__name__
        if isinstance(node, nodes.Call) and (habit := call_meant(node, self.text)):
            message = f"{_SPOKEN[name]} is not allowed in an expression"
            return self.fail("not-allowed", message, habit.offset, len(habit.word), habit.instead)
        cure = _INSTEAD.get(name, "use a transform")
        return self.fail(
            "not-allowed", f"{_SPOKEN.get(name, name)} is not allowed in an expression", node.lineno or 0, 1, cure
        )

    def find_brackets(self) -> None:
        """A filter behind an operator binds tighter than people read it."""
        seen = [False]
        for offset, kind, value in self.tokens:
            if kind == "operator" and value in "([{":
                seen.append(False)
            elif kind == "operator" and value in ")]}" and len(seen) > 1:
                seen.pop()
            elif kind == "operator" and value == ",":
                seen[-1] = False
            elif kind == "operator" and value == "|" and seen[-1]:
                self.fail(
                    "filter-after-operator",
                    "this filter applies only to the last term before it",
                    offset,
                    1,
                    "put brackets round what it is for: (a + b) | round, or a + (b | round)",
                )
            elif (kind == "operator" and value in _OPERATOR_SIGNS) or (kind == "name" and value in _OPERATOR_WORDS):
                seen[-1] = True

    def check_const(self, node: nodes.Const) -> Tree:
        value = node.value
        if isinstance(value, float):
            value = Decimal(self._numbers.get(node.lineno, str(value)))
        return Constant(value, node.lineno)

    def check_list(self, node: nodes.List) -> Tree:
        return ListOf(tuple(self.check(item) for item in node.items))

    check_tuple = check_list

    def check_name(self, node: nodes.Name) -> Tree:
        return self.refer(node.name, (), node.lineno)

    def check_getattr(self, node: nodes.Getattr | nodes.Getitem) -> Tree:
        root, below = self.unroll(node)
        if isinstance(root, nodes.Name):
            return self.refer(root.name, below, root.lineno)
        return Below(self.check(root), below)

    check_getitem = check_getattr

    def unroll(self, node: nodes.Node) -> tuple[nodes.Node, Segments]:
        below: list[str | int] = []
        while isinstance(node, nodes.Getattr | nodes.Getitem):
            if isinstance(node, nodes.Getattr):
                below.insert(0, node.attr)
            elif isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str | int):
                below.insert(0, node.arg.value)
            else:
                self.fail(
                    "not-allowed",
                    "only a fixed name or number may stand in [ ]",
                    node.lineno,
                    1,
                    'write ["name"] or [0]',
                )
                return nodes.Const(None, lineno=node.lineno), ()
            node = node.node
        return node, tuple(below)

    def refer(self, root: str, below: Segments, offset: int) -> Tree:
        text = root + "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in below)
        reference = Reference(root, below, text, offset)
        self.references.append(reference)
        return reference

    def check_and(self, node: nodes.And) -> Tree:
        return And(self.check(node.left), self.check(node.right))

    def check_or(self, node: nodes.Or) -> Tree:
        return Or(self.check(node.left), self.check(node.right))

    def check_not(self, node: nodes.Not) -> Tree:
        return Not(self.check(node.node))

    def check_condexpr(self, node: nodes.CondExpr) -> Tree:
        test, then = self.check(node.test), self.check(node.expr1)
        return If(test, then, self.check(node.expr2) if node.expr2 else _NOTHING)

    def check_compare(self, node: nodes.Compare) -> Tree:
        if len(node.ops) != 1:
            return self.fail(
                "not-allowed", "a chain of comparisons is not allowed", node.lineno, 1, "join two with and"
            )
        left, right = self.check(node.expr), self.check(node.ops[0].expr)
        return Compare(_SIGNS[node.ops[0].op], left, right)

    def check_add(self, node: nodes.Add) -> Tree:
        return Add(self.check(node.left), self.check(node.right))

    def check_sub(self, node: nodes.Sub) -> Tree:
        return Subtract(self.check(node.left), self.check(node.right))

    def check_neg(self, node: nodes.Neg) -> Tree:
        return Negative(self.check(node.node))

    def check_filter(self, node: nodes.Filter) -> Tree:
        value = self.check(node.node) if node.node else None
        step = self.step(node)
        return Filter(value, step) if value is not None and step is not None else _NOTHING

    def check_test(self, node: nodes.Test) -> Tree:
        value = self.check(node.node)
        step = self.step(node, TESTS, "test")
        return Is(value, step) if step is not None else _NOTHING

    def step(
        self, node: nodes.Filter | nodes.Test, registry: Mapping[str, Transform] = TRANSFORMS, kind: str = "filter"
    ) -> Step | None:
        found = registry.get(node.name)
        offset = self.text.find(node.name, node.lineno)
        if found is None:
            help = filter_meant(node) or f"{did_you_mean(node.name, registry)}; crosswalk functions lists them all"
            self.fail(f"unknown-{kind}", f"unknown {kind} '{node.name}'", offset, len(node.name), help)
            return None
        if (fault := _fault_of_arguments(node, found)) is not None:
            self.fail(*fault, offset, len(node.name), f"write {found.usage}")
            return None
        arguments = tuple(self.check(argument) for argument in node.args)
        first = node.args[0] if node.args else None
        if found.uses_tools and isinstance(first, nodes.Const) and isinstance(first.value, str):
            self.mentions.append((node.name, first.value, first.lineno))
        return Step(found, arguments, self.source_of(node, offset), offset)

    def source_of(self, node: nodes.Filter | nodes.Test, offset: int) -> str:
        """The text of a step: its name and its bracketed arguments."""
        end = offset + len(node.name)
        if self.text[end : end + 1] != "(":
            return self.text[offset:end]
        depth = 0
        for start, kind, value in self.tokens:
            if start >= end and kind == "operator" and value in "()":
                depth += 1 if value == "(" else -1
                if depth == 0:
                    return self.text[offset : start + 1]
        return self.text[offset:]


def _fault_of_arguments(node: nodes.Filter | nodes.Test, found: Transform) -> tuple[str, str] | None:
    """The code and message of what is wrong with what stands in the brackets of a step."""
    if node.kwargs or node.dyn_args or node.dyn_kwargs:
        return "not-allowed", f"named arguments are not allowed for '{node.name}'"
    if not found.takes(len(node.args)):
        return "filter-arguments", f"'{node.name}' does not take {len(node.args)} argument(s)"
    return None


_SIGNS: dict[str, Sign] = {sign: sign for sign in get_args(Sign)}
_OPERATOR_SIGNS = frozenset({"+", "-", "*", "/", "%", "==", "!=", "<", ">", "<=", ">=", "~"})
_SPOKEN = {
    "Call": "a call",
    "Mul": "*",
    "Div": "/",
    "FloorDiv": "//",
    "Mod": "%",
    "Pow": "**",
    "Concat": "~",
    "Dict": "a dictionary",
    "Slice": "a slice",
    "Pos": "+",
    "TemplateData": "text outside quotes",
}
_INSTEAD = {
    "Mul": "use | multiply(x)",
    "Div": "use | divide(x, places)",
    "FloorDiv": "use | divide(x, places)",
    "Concat": "use | concat(...)",
    "Call": "use a filter: x | name(...)",
    "Pow": "use | multiply(x)",
}
