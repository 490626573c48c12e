"""Expressions: one Jinja2 expression, checked against an allow-list, then compiled to closures.

The tree is never handed to Jinja2's own compiler: `_Compiler` has one method for each node that is allowed, and a node
without a method is a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol, TypeAlias

from jinja2 import nodes

from .finding import Findings, Problem, did_you_mean
from .operators import COMPARISONS, operand, subtract, truth
from .path import Segments, read_segments
from .source import Scalar
from .syntax import BadSyntax, Token, read_syntax
from .transforms import TESTS, TRANSFORMS, Tools, Transform
from .values import EXACT, MISSING, Json, is_blank

LONGEST, MOST_NODES, LONGEST_RESULT = 2_000, 200, 65_536
_OPERATOR_WORDS = frozenset({"and", "or", "not", "in", "if", "else", "is"})


class Scope(Protocol):
    """What an expression may ask for while it is evaluated."""

    @property
    def tools(self) -> Tools: ...

    def resolve(self, reference: Reference) -> Json: ...

    def note(self, what: str, value: Json) -> None: ...


Evaluate: TypeAlias = Callable[[Scope], Json]


@dataclass(frozen=True, slots=True)
class Reference:
    """A name and what hangs below it, as written: `record.line_items[0].amount`."""

    root: str
    below: Segments
    text: str
    offset: int


@dataclass(frozen=True, slots=True)
class Step:
    """One transform of a chain: its name and its arguments."""

    transform: Transform
    arguments: tuple[Evaluate, ...]
    text: str

    def apply(self, value: Json, scope: Scope) -> Json:
        if is_blank(value) and not self.transform.takes_blank:
            return value
        more = {"tools": scope.tools} if self.transform.uses_tools else {}
        result = self.transform.function(value, *(give(scope) for give in self.arguments), **more)
        if isinstance(result, str) and len(result) > LONGEST_RESULT:
            raise Problem(f"{self.transform.name} gives a text longer than 64 KB")
        scope.note(self.text, result)
        return result


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression. `mentions` are the tables and keys that its filters name: filter, word, offset.

    `chain` holds its steps where it is `value | a | b`, which can be turned round.
    """

    text: str
    scalar: Scalar = field(repr=False)
    evaluate: Evaluate = field(repr=False, compare=False)
    references: tuple[Reference, ...] = ()
    mentions: tuple[tuple[str, str, int], ...] = ()
    chain: tuple[Step, ...] | None = field(default=None, compare=False)

    def holds(self, scope: Scope) -> bool:
        """The truth of a condition; a Problem where its value is neither true nor false. Blank is not true."""
        return truth(self.evaluate(scope))


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
    compiler = _Compiler(text, tokens, scalar, findings)
    compiler.check_brackets()
    evaluate = compiler.compile(tree)
    if compiler.failed:
        return None
    references, mentions = tuple(compiler.references), tuple(compiler.mentions)
    return Expression(text, scalar, evaluate, references, mentions, compiler.chain_of(tree))


def _text_of(value: Json) -> str:
    # an unquoted 0, true or null in YAML is an expression too
    words = {None: "none", True: "true", False: "false"}
    return words[value] if value is None or isinstance(value, bool) else str(value)


class _Compiler:
    """Turns each allowed node into a closure; one method a node."""

    def __init__(self, text: str, tokens: list[Token], scalar: Scalar, findings: Findings) -> None:
        self.text, self.tokens, self.scalar, self.findings = text, tokens, scalar, findings
        self.references: list[Reference] = []
        self.mentions: list[tuple[str, str, int]] = []
        self.steps: dict[int, Step] = {}
        self.failed = False
        self.count = 0
        self._numbers = {offset: value for offset, kind, value in tokens if kind in {"float", "integer"}}

    def fail(self, code: str, message: str, offset: int, length: int = 1, help: str = "") -> Evaluate:
        self.failed = True
        self.findings.add(code, message, self.scalar.locate(offset, length), help)
        return lambda scope: MISSING

    def compile(self, node: nodes.Node) -> Evaluate:
        self.count += 1
        if self.count == MOST_NODES:
            self.fail("expression-too-large", f"an expression of more than {MOST_NODES} parts", 0)
        visit = getattr(self, f"compile_{type(node).__name__.lower()}", None)
        if visit is None or self.count >= MOST_NODES:
            return self.refuse(node)
        evaluate: Evaluate = visit(node)
        return evaluate

    def refuse(self, node: nodes.Node) -> Evaluate:
        name = type(node).__name__
        cure = _INSTEAD.get(name, "use a transform")
        return self.fail(
            "not-allowed", f"{_SPOKEN.get(name, name)} is not allowed in an expression", node.lineno or 0, 1, cure
        )

    def check_brackets(self) -> None:
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

    def compile_const(self, node: nodes.Const) -> Evaluate:
        value = node.value
        if isinstance(value, float):
            value = Decimal(self._numbers.get(node.lineno, str(value)))
        return lambda scope: value

    def compile_list(self, node: nodes.List) -> Evaluate:
        items = [self.compile(item) for item in node.items]
        return lambda scope: [item(scope) for item in items]

    compile_tuple = compile_list

    def compile_name(self, node: nodes.Name) -> Evaluate:
        return self.refer(node.name, (), node.lineno)

    def compile_getattr(self, node: nodes.Getattr | nodes.Getitem) -> Evaluate:
        root, below = self.unroll(node)
        if isinstance(root, nodes.Name):
            return self.refer(root.name, below, root.lineno)
        base = self.compile(root)
        return lambda scope: read_segments(base(scope), below)

    compile_getitem = compile_getattr

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

    def refer(self, root: str, below: Segments, offset: int) -> Evaluate:
        text = root + "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in below)
        reference = Reference(root, below, text, offset)
        self.references.append(reference)
        return lambda scope: scope.resolve(reference)

    def compile_and(self, node: nodes.And) -> Evaluate:
        left, right = self.compile(node.left), self.compile(node.right)
        return lambda scope: truth(left(scope)) and truth(right(scope))

    def compile_or(self, node: nodes.Or) -> Evaluate:
        left, right = self.compile(node.left), self.compile(node.right)
        return lambda scope: truth(left(scope)) or truth(right(scope))

    def compile_not(self, node: nodes.Not) -> Evaluate:
        inner = self.compile(node.node)
        return lambda scope: not truth(inner(scope))

    def compile_condexpr(self, node: nodes.CondExpr) -> Evaluate:
        test, then = self.compile(node.test), self.compile(node.expr1)
        otherwise = self.compile(node.expr2) if node.expr2 else lambda scope: MISSING
        return lambda scope: then(scope) if truth(test(scope)) else otherwise(scope)

    def compile_compare(self, node: nodes.Compare) -> Evaluate:
        if len(node.ops) != 1:
            return self.fail(
                "not-allowed", "a chain of comparisons is not allowed", node.lineno, 1, "join two with and"
            )
        left, right = self.compile(node.expr), self.compile(node.ops[0].expr)
        compare = COMPARISONS[node.ops[0].op]
        return lambda scope: compare(left(scope), right(scope))

    def compile_add(self, node: nodes.Add) -> Evaluate:
        left, right = self.compile(node.left), self.compile(node.right)
        return lambda scope: EXACT.add(operand(left(scope), "+"), operand(right(scope), "+"))

    def compile_sub(self, node: nodes.Sub) -> Evaluate:
        left, right = self.compile(node.left), self.compile(node.right)
        return lambda scope: subtract(left(scope), right(scope))

    def compile_neg(self, node: nodes.Neg) -> Evaluate:
        inner = self.compile(node.node)
        return lambda scope: EXACT.subtract(Decimal(0), operand(inner(scope), "-"))

    def compile_filter(self, node: nodes.Filter) -> Evaluate:
        value = self.compile(node.node) if node.node else None
        step = self.step(node)
        if step is None or value is None:
            return lambda scope: MISSING
        self.steps[id(node)] = step
        return lambda scope: step.apply(value(scope), scope)

    def compile_test(self, node: nodes.Test) -> Evaluate:
        value = self.compile(node.node)
        step = self.step(node, TESTS, "test")
        if step is None:
            return lambda scope: MISSING
        if node.name in {"blank", "missing"}:
            value = _or_missing(value)
        function, arguments = step.transform.function, step.arguments
        return lambda scope: function(value(scope), *(give(scope) for give in arguments))

    def step(
        self, node: nodes.Filter | nodes.Test, registry: Mapping[str, Transform] = TRANSFORMS, kind: str = "filter"
    ) -> Step | None:
        found = registry.get(node.name)
        offset = self.text.find(node.name, node.lineno)
        if found is None:
            self.fail(
                f"unknown-{kind}",
                f"unknown {kind} '{node.name}'",
                offset,
                len(node.name),
                f"{did_you_mean(node.name, registry)}; crosswalk functions lists them all",
            )
            return None
        if node.kwargs or node.dyn_args or node.dyn_kwargs:
            self.fail(
                "not-allowed",
                f"named arguments are not allowed for '{node.name}'",
                offset,
                len(node.name),
                f"write {found.usage}",
            )
            return None
        if not found.takes(len(node.args)):
            self.fail(
                "filter-arguments",
                f"'{node.name}' does not take {len(node.args)} argument(s)",
                offset,
                len(node.name),
                f"write {found.usage}",
            )
            return None
        arguments = tuple(self.compile(argument) for argument in node.args)
        first = node.args[0] if node.args else None
        if found.uses_tools and isinstance(first, nodes.Const) and isinstance(first.value, str):
            self.mentions.append((node.name, first.value, first.lineno))
        return Step(found, arguments, self.source_of(node, offset))

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

    def chain_of(self, tree: nodes.Node) -> tuple[Step, ...] | None:
        steps: list[Step] = []
        while isinstance(tree, nodes.Filter):
            step = self.steps.get(id(tree))
            if step is None or tree.node is None:
                return None
            steps.insert(0, step)
            tree = tree.node
        return tuple(steps) if isinstance(tree, nodes.Name) and tree.name == "value" else None


def _or_missing(evaluate: Evaluate) -> Evaluate:
    """A setting that is not given can be asked for: it is missing."""

    def found(scope: Scope) -> Json:
        try:
            return evaluate(scope)
        except Problem as problem:
            if problem.code != "missing-setting":
                raise
            return MISSING

    return found


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
