"""What the tests of lint share: a customer with all its settings given, or all but one."""

from foreseen import told

__all__ = ["told"]  # a fixture
