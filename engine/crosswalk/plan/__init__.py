"""The order of a mapping: one straight line of steps in which nothing is read before it is known."""
