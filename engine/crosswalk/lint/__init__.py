"""What a schema cannot say of a mapping. A check is one decorated function in a module of this folder."""

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules

from ..finding import Findings
from ..knowledge import Knowledge
from ..spec import Mapping

LintCheck = Callable[[Mapping, Knowledge, Findings], None]
CHECKS: list[LintCheck] = []


def lint_check(function: LintCheck) -> LintCheck:
    """Registers a check of every mapping."""
    CHECKS.append(function)
    return function


def lint(mapping: Mapping, knowledge: Knowledge, findings: Findings) -> None:
    """Runs every check on a mapping."""
    for check in CHECKS:
        check(mapping, knowledge, findings)


for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
