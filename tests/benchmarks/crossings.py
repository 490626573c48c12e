"""How often one record goes from module to module: python tests/benchmarks/crossings.py [--against CHECKOUT]

Counts, by Python's own profiling hook, the calls of functions of the engine for one record that is mapped; of them those
from one module into another; and how many functions of the engine stand on the stack at most.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import engines
from benchmarks.engines import ROOT, Engine
from crosswalk.catalog.samples import Sample, sample_at
from crosswalk.text.files import DISK

_RECORDS = {
    "invoice": ("subcontractor-invoices", "export-first-invoice"),
    "commitment": ("commitments", "export-amount-based"),
}


@dataclass(slots=True)
class Traffic:
    """The calls within one folder while something runs."""

    folder: str
    calls: int = 0
    crossings: int = 0
    deepest: int = 0

    def note(self, frame: FrameType, event: str, argument: object) -> None:
        if event != "call" or not frame.f_code.co_filename.startswith(self.folder):
            return
        here, there = frame.f_code.co_filename, frame.f_back.f_code.co_filename if frame.f_back else ""
        self.calls += 1
        self.crossings += there != here and there.startswith(self.folder)
        self.deepest = max(self.deepest, self._depth(frame))

    def _depth(self, frame: FrameType | None) -> int:
        depth = 0
        while frame is not None:
            depth += frame.f_code.co_filename.startswith(self.folder)
            frame = frame.f_back
        return depth


def traffic_of(engine: Engine, work: Callable[[], Any]) -> Traffic:
    """What one run of the work calls; it was run once before, so that nothing is made for the first time."""
    work()
    traffic = Traffic(f"{engine.source}/")
    sys.setprofile(traffic.note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return traffic


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--against", type=Path, metavar="CHECKOUT", help="count beside this checkout, not 0.1.0")
    with engines.other(parser.parse_args().against) as before:
        print(f"{'':45} {'calls':>7} {'crossings':>10} {'deepest':>8}")
        for word, (mapping, case) in _RECORDS.items():
            file = ROOT / "mappings" / "samples" / mapping / f"{case}.json"
            for engine in (before, engines.this()):
                _show(engine, word, sample_at(DISK, file, file.name, None))


def _show(engine: Engine, word: str, sample: Sample) -> None:
    mapper = engine.mapper(sample.mapping, sample.direction, context=sample.run.context)
    record = next(iter(mapper.records(engine.decode(sample.file.read_bytes()))))
    for verb in ("map", "trace"):
        if hasattr(mapper, verb):
            found = traffic_of(engine, partial(getattr(mapper, verb), record))
            name = f"{word}, mapper.{verb} of {engine.title}"
            print(f"{name:45} {found.calls:7} {found.crossings:10} {found.deepest:8}")


if __name__ == "__main__":
    main()
