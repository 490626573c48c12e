"""The tree of an expression: constants, names, comparisons, steps. What it means stands in `evaluate`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from ..values import Json, Segments
from .transforms import Transform

Sign: TypeAlias = Literal["eq", "ne", "lt", "gt", "lteq", "gteq", "in", "notin"]


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that stands in the expression itself."""

    value: Json
    offset: int = field(default=0, compare=False, repr=False)
    kind: type = field(init=False, repr=False)

    def __post_init__(self) -> None:
        # to Python, true and 1 are equal; to a reader of an expression they are not
        object.__setattr__(self, "kind", type(self.value))


@dataclass(frozen=True, slots=True)
class Reference:
    """A name and what hangs below it, as written: `record.line_items[0].amount`."""

    root: str
    below: Segments
    text: str = field(compare=False)
    offset: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Below:
    """What hangs below a value that has no name: `(a | first_of(b)).code`."""

    base: Tree
    below: Segments


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list: `["a", b]`."""

    items: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One transform or test, its arguments, and its text."""

    transform: Transform
    arguments: tuple[Tree, ...]
    text: str = field(compare=False)
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Filter:
    """`value | step`."""

    value: Tree
    step: Step


@dataclass(frozen=True, slots=True)
class Is:
    """`value is step`."""

    value: Tree
    step: Step


@dataclass(frozen=True, slots=True)
class Compare:
    """Two values and the sign between them."""

    sign: Sign
    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class And:
    """Both conditions; the second is looked at only where the first holds."""

    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class Or:
    """One condition or the other; the second is looked at only where the first does not hold."""

    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary of a condition."""

    inner: Tree


@dataclass(frozen=True, slots=True)
class If:
    """`then if test else otherwise`."""

    test: Tree
    then: Tree
    otherwise: Tree


@dataclass(frozen=True, slots=True)
class Add:
    """A sum of two numbers."""

    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class Subtract:
    """A difference of two numbers, or of two dates."""

    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class Negative:
    """A number with the other sign."""

    inner: Tree


Tree: TypeAlias = (
    Constant | Reference | Below | ListOf | Filter | Is | Compare | And | Or | Not | If | Add | Subtract | Negative
)


def unchain(tree: Tree) -> tuple[Tree, tuple[Step, ...]]:
    """What stands before the first filter, and the steps that follow: `a | b | c`."""
    steps: list[Step] = []
    while isinstance(tree, Filter):
        steps.insert(0, tree.step)
        tree = tree.value
    return tree, tuple(steps)


def parts_of(tree: Tree) -> Iterator[Tree]:
    """The trees directly inside a tree."""
    match tree:
        case Constant() | Reference():
            return
        case Below():
            yield tree.base
        case ListOf():
            yield from tree.items
        case Filter() | Is():
            yield from (tree.value, *tree.step.arguments)
        case Not() | Negative():
            yield tree.inner
        case If():
            yield from (tree.test, tree.then, tree.otherwise)
        case _:
            yield from (tree.left, tree.right)


def all_parts(tree: Tree) -> Iterator[Tree]:
    """A tree, and all trees inside it."""
    yield tree
    for part in parts_of(tree):
        yield from all_parts(part)


def references_of(tree: Tree) -> Iterator[Reference]:
    """The names that a tree reads."""
    return (part for part in all_parts(tree) if isinstance(part, Reference))


def is_closed(tree: Tree) -> bool:
    """Whether a tree has one value always: it reads no name, and looks nothing up."""
    if isinstance(tree, Reference) or (isinstance(tree, Filter) and tree.step.transform.uses_tools):
        return False
    return all(is_closed(part) for part in parts_of(tree))
