"""Measures several ways to do the same work, one after the other in each of several rounds, and shows their ratios."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from statistics import median
from typing import Any, TypeAlias

Work: TypeAlias = Callable[[], Any]


def show(title: str, ways: Mapping[str, Work], records: int, rounds: int) -> None:
    """Prints microseconds a record, and the speed beside the first way: the middle and the ends of all rounds."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for work in ways.values():
        work()
    for _ in range(rounds):
        for name, work in ways.items():
            taken[name].append(_seconds(work))
    first = next(iter(taken.values()))
    print(f"\n{title}, {records} records, median of {rounds} rounds")
    print(f"  {'':52} {'us/record':>10} {'speed':>8}  spread")
    for name, seconds in taken.items():
        # within a round, so that a machine that is slow for a while is slow for both
        ratios = [one / own for one, own in zip(first, seconds, strict=True)]
        middle, ends = median(seconds) / records * 1e6, f"{min(ratios):.2f} to {max(ratios):.2f}"
        print(f"  {name:52} {middle:10.1f} {median(ratios):8.2f}  {ends}")


def _seconds(work: Work) -> float:
    """Of the processor: that others wait for it is no work of ours."""
    gc.collect()
    gc.disable()
    try:
        start = time.process_time()
        work()
        return time.process_time() - start
    finally:
        gc.enable()
