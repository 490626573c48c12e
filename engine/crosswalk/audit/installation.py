"""A customer as lint looks at it: its values, and the mappings as it has them."""

from ..catalog.checked import check
from ..catalog.customer import Customer
from ..finding import CrosswalkError, Findings
from ..language.foresight import Known
from ..lint import Installation, lint_customer
from ..spec.mapping import Mapping
from ..text.source import Entries


def check_installation(customer: Customer, findings: Findings) -> None:
    """The findings that need a customer's values: what its mappings miss, and what does not fit or changes nothing."""
    mappings = {name: found for name in customer.mappings if (found := _mapping(customer, name)) is not None}
    names = dict.fromkeys(layer.text(key) for layer in customer.layers for key in ("extends", "overlay"))
    bases = {name: base for name in names if name and (base := _base(customer, name)) is not None}
    flags, settings = (
        {name: value.value for name, value in values.items()} for values in (customer.flags, customer.settings)
    )
    parts = (customer.flags, customer.settings, mappings, bases, customer.layers, customer.span)
    lint_customer(Installation(customer.knowledge, *parts, Known(flags, settings)), findings)


def _mapping(customer: Customer, name: str) -> Mapping | None:
    """A mapping as the customer has it; None where it has findings of its own."""
    if name not in {layer.text(key) for layer in customer.layers for key in ("mapping", "overlay")}:
        return _shipped(customer, name)
    try:
        return customer.mapping(name)
    except CrosswalkError:
        return None


def _shipped(customer: Customer, name: str) -> Mapping | None:
    """The shipped mapping, checked once for all customers that leave it as it is."""
    tree = customer.shipped.tree(name, Findings()) if name in customer.shipped.names else None
    return check(tree, customer.shipped.knowledge, Findings()) if tree is not None else None


def _base(customer: Customer, name: str) -> tuple[Entries, Mapping] | None:
    """A shipped mapping, or one of the customer's own, before the file that starts from it."""
    shipped = name in customer.shipped.names
    tree = customer.shipped.tree(name, Findings()) if shipped else customer.tree(name, Findings())
    mapping = _shipped(customer, name) if shipped else _mapping(customer, name)
    return (tree, mapping) if tree is not None and mapping is not None else None
