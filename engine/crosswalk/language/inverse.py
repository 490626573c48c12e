"""The way back of an expression: `value | plus_days(30)` is undone by `value | minus_days(30)`."""

from dataclasses import replace

from .expression import Expression
from .transforms import TRANSFORMS
from .tree import Filter, Reference, Step, unchain

_VALUE = Reference("value", (), "value", 0)


def inverse_of(forward: Expression) -> Expression | None:
    """The expression that undoes a chain of filters on `value`; None where it is anything else, or a filter has no way
    back. It reads and mentions what the forward one does, and stands where that stands."""
    tree, steps = unchain(forward.tree)
    if tree != _VALUE:
        return None
    back = [_turned(step) for step in reversed(steps)]
    turned = [step for step in back if step is not None]
    if len(turned) < len(back):
        return None
    for step in turned:
        tree = Filter(tree, step)
    return replace(forward, text=" | ".join((_VALUE.text, *(step.text for step in turned))), tree=tree)


def _turned(step: Step) -> Step | None:
    name = step.transform.inverse
    if name is None:
        return None
    return replace(step, transform=TRANSFORMS[name], text=step.text.replace(step.transform.name, name, 1))
