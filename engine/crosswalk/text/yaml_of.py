"""The merged spec of a customer as YAML, each line that is not from the base with its origin."""

from collections.abc import Iterator

from ..values import printable
from .source import Entries, Items, Node, Scalar


def effective_yaml(tree: Node) -> str:
    """YAML text that reads back as the same tree; comments say which customer file set a line.

    A block of text (`|`, `>`) is written in double quotes, on one line.
    """
    return "".join(f"{line}\n" for line in _lines(tree, 0))


def _lines(node: Node, depth: int) -> Iterator[str]:
    pad = "  " * depth
    for key, value in node.pairs if isinstance(node, Entries) else ():
        if isinstance(value, Scalar) or not _below(value):
            yield _with_origin(f"{pad}{quoted(key)}: {_inline(value)}", value)
        else:
            yield _with_origin(f"{pad}{quoted(key)}:", value if isinstance(value, Entries) else None)
            yield from _lines(value, depth + 1)
    for item in node.nodes if isinstance(node, Items) else ():
        if isinstance(item, Scalar) or not _below(item):
            yield _with_origin(f"{pad}- {_inline(item)}", item)
        else:
            first, *rest = _lines(item, depth + 1)
            yield f"{pad}- {first.lstrip()}"
            yield from rest


def _below(node: Node) -> bool:
    return bool(node.nodes if isinstance(node, Items) else node.pairs if isinstance(node, Entries) else ())


def _with_origin(line: str, node: Node | None) -> str:
    if node is None or node.span.source.layer == "base":
        return line
    return f"{line}  # {printable(node.span.origin)}"


def _inline(node: Node) -> str:
    if isinstance(node, Items):
        return "[]"
    return quoted(node) if isinstance(node, Scalar) else "{}"


def quoted(scalar: Scalar) -> str:
    """The scalar so that it reads back as itself."""
    value = scalar.value
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if not isinstance(value, str):
        return scalar.written
    if value and value == scalar.written and "\n" not in value and printable(value) == value:
        return value
    # what cannot be seen is shown by its number, and YAML reads such numbers between double quotes
    return '"' + printable(value.replace("\\", "\\\\").replace('"', '\\"')) + '"'
