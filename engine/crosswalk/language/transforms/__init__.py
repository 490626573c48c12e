"""The transforms (filters) and tests that expressions may use.

A transform is one decorated function in one of the modules of this folder; it cannot exist without a sentence and
examples, which are its documentation and its tests. A blank value passes through unchanged unless `blank=True`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from inspect import Parameter, signature
from pkgutil import iter_modules
from typing import Any, Protocol, TypeVar

from ...values import Json

_Function = TypeVar("_Function", bound=Callable[..., Any])


class Tools(Protocol):
    """What the few transforms that look something up get as the keyword `tools`."""

    def look_up(self, table: str, code: Json) -> Json: ...

    def split_key(self, key: str, value: Json) -> Mapping[str, str]: ...

    def build_key(self, key: str, parts: Sequence[Json]) -> str: ...


@dataclass(frozen=True, slots=True, eq=False)
class Transform:
    """One transform or test: its name, family, sentence, examples, and the function itself."""

    name: str
    family: str
    help: str
    examples: tuple[tuple[str, Json], ...]
    fails: tuple[str, ...]
    function: Callable[..., Json]
    inverse: str | None
    takes_blank: bool
    uses_tools: bool
    least: int
    most: int | None

    @property
    def usage(self) -> str:
        """The way it is written: `plus_days(days)`."""
        many = Parameter.VAR_POSITIONAL
        parameters = signature(self.function).parameters.items()
        names = [f"{n}, ..." if p.kind is many else n for n, p in parameters if p.kind is not Parameter.KEYWORD_ONLY]
        shown = ", ".join(names[1:])
        return f"{self.name}({shown})" if shown else self.name

    def takes(self, count: int) -> bool:
        return self.least <= count and (self.most is None or count <= self.most)


TRANSFORMS: dict[str, Transform] = {}
TESTS: dict[str, Transform] = {}


def transform(
    name: str,
    help: str,
    *,
    examples: Sequence[tuple[str, Json]],
    fails: Sequence[str] = (),
    inverse: str | None = None,
    blank: bool = False,
) -> Callable[[_Function], _Function]:
    """Registers a filter: `value | name(arguments)`."""
    return _register(TRANSFORMS, name, help, examples, fails, inverse, blank)


def test(name: str, help: str, *, examples: Sequence[tuple[str, Json]]) -> Callable[[_Function], _Function]:
    """Registers a test: `value is name`."""
    return _register(TESTS, name, help, examples, (), None, True)


def _register(
    registry: dict[str, Transform],
    name: str,
    help: str,
    examples: Sequence[tuple[str, Json]],
    fails: Sequence[str],
    inverse: str | None,
    blank: bool,
) -> Callable[[_Function], _Function]:
    def keep(function: _Function) -> _Function:
        parameters = list(signature(function).parameters.values())[1:]
        tools = any(p.name == "tools" for p in parameters)
        given = [p for p in parameters if p.kind is Parameter.POSITIONAL_OR_KEYWORD]
        least = sum(p.default is Parameter.empty for p in given)
        most = None if any(p.kind is Parameter.VAR_POSITIONAL for p in parameters) else len(given)
        family = function.__module__.rpartition(".")[2]
        registry[name] = Transform(
            name, family, help, tuple(examples), tuple(fails), function, inverse, blank, tools, least, most
        )
        return function

    return keep


for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
