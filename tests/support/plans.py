"""Every plan of the shipped mappings, in each direction, for each shipped customer; each is made once."""

from datetime import date
from functools import cache
from typing import TypeAlias

from crosswalk.plan.plan import Plan
from shipped import CATALOG

TODAY = date(2025, 1, 31)
Case: TypeAlias = tuple[str, str, str]
"""A customer, a mapping of it, a direction."""


@cache
def plan_of(customer: str, mapping: str, direction: str) -> Plan:
    return CATALOG.customer(customer).mapper(mapping, direction, today=TODAY).plan


def all_cases() -> list[Case]:
    customers = [(name, CATALOG.customer(name)) for name in CATALOG.customers]
    return [
        (name, mapping, direction)
        for name, customer in customers
        for mapping in customer.mappings
        for direction in customer.mapping(mapping).directions
    ]
