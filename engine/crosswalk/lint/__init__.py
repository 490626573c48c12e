"""What a schema cannot say of a mapping or a customer. A check is one decorated function in a module of this folder."""

from collections.abc import Callable
from collections.abc import Mapping as Map
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules

from ..finding import Findings, Span
from ..language.foresight import Known
from ..spec.flags import Value
from ..spec.knowledge import Knowledge
from ..spec.mapping import Mapping
from ..text.source import Entries


@dataclass(frozen=True, slots=True)
class Installation:
    """What a customer has set: every value with its place, the mappings as the customer has them, its own files."""

    knowledge: Knowledge
    flags: Map[str, Value]
    settings: Map[str, Value]
    mappings: Map[str, Mapping]
    bases: Map[str, tuple[Entries, Mapping]]
    """What the customer's own files start from, by the name that a file extends or changes."""
    layers: tuple[Entries, ...]
    span: Span | None
    known: Known


LintCheck = Callable[[Mapping, Knowledge, Findings], None]
CustomerCheck = Callable[[Installation, Findings], None]
CHECKS: list[LintCheck] = []
CUSTOMER_CHECKS: list[CustomerCheck] = []


def lint_check(function: LintCheck) -> LintCheck:
    """Registers a check of every mapping."""
    CHECKS.append(function)
    return function


def customer_check(function: CustomerCheck) -> CustomerCheck:
    """Registers a check of every customer."""
    CUSTOMER_CHECKS.append(function)
    return function


def lint(mapping: Mapping, knowledge: Knowledge, findings: Findings) -> None:
    """Runs every check on a mapping."""
    for check in CHECKS:
        check(mapping, knowledge, findings)


def lint_customer(installation: Installation, findings: Findings) -> None:
    """Runs every check on a customer."""
    for check in CUSTOMER_CHECKS:
        check(installation, findings)


for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
