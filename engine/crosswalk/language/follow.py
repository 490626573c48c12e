"""Follows the tree of a JMESPath into a payload, within bounds that are looked at before anything is built."""

from itertools import chain
from typing import Any

from jmespath import functions
from jmespath.visitor import Options, TreeInterpreter

from ..bounds import check_count, check_length
from ..values import Json


class _Functions(functions.Functions):
    """JMESPath's functions; the one that makes texts longer looks at the length first."""

    @functions.signature({"types": ["string"]}, {"types": ["array-string"]})
    def _func_join(self, separator: str, texts: list[str]) -> str:
        check_length("join", sum(map(len, texts)) + len(separator) * max(len(texts) - 1, 0))
        return separator.join(texts)


_OPTIONS = Options(custom_functions=_Functions())


class _Follower(TreeInterpreter):
    """JMESPath's own interpreter, which counts the values of the lists that it makes."""

    def __init__(self) -> None:
        super().__init__(_OPTIONS)
        self.count = 0

    def counted(self, found: Json) -> Json:
        self.add(len(found) if isinstance(found, list) else 0)
        return found

    def add(self, count: int) -> None:
        self.count += count
        check_count("this path", self.count)

    def visit_projection(self, node: Any, value: Json) -> Json:
        return self.counted(super().visit_projection(node, value))

    def visit_filter_projection(self, node: Any, value: Json) -> Json:
        return self.counted(super().visit_filter_projection(node, value))

    def visit_value_projection(self, node: Any, value: Json) -> Json:
        return self.counted(super().visit_value_projection(node, value))

    def visit_flatten(self, node: Any, value: Json) -> Json:
        base = self.visit(node["children"][0], value)
        if not isinstance(base, list):
            return None
        self.add(sum(len(item) if isinstance(item, list) else 1 for item in base))
        return list(chain.from_iterable(item if isinstance(item, list) else (item,) for item in base))


def follow(tree: Any, base: Json) -> Json:
    """What a checked tree finds; raises Problem where it makes too much."""
    return _Follower().visit(tree, base)
