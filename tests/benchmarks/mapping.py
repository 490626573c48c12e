"""How fast records are mapped, beside 0.1.0 and a program by hand: python tests/benchmarks/mapping.py [--against CHECKOUT]

All ways to do the same work are measured in one process, in turn, round by round: read the ratios, not the times.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import engines, hand_written, rounds
from benchmarks.engines import Engine
from benchmarks.invoices import as_line, events, published, record_of
from crosswalk.catalog.catalog import load
from crosswalk.catalog.samples import Sample, find_samples
from crosswalk_cli.documents import run_line
from crosswalk_cli.tally import Tally

_OTHERS = (("job-cost-transactions", "import"), ("commitments", "export"), ("budgets", "export"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--against", type=Path, metavar="CHECKOUT", help="measure beside this checkout, not 0.1.0")
    parser.add_argument("--records", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args()
    with engines.other(given.against) as before:
        now = engines.this()
        if not hasattr(now.mapper("subcontractor-invoices"), "trace"):
            print("mapper.trace is not there, and not measured")
        made = list(events(given.records))
        _map_only("map only, invoices as REST gives them", before, now, made, given.rounds)
        _map_only("map only, invoices as published", before, now, list(map(published, made)), given.rounds)
        for mapping, direction in _OTHERS:
            _samples(before, now, mapping, direction, given)
        _file_to_file(before, now, made, given.rounds)


def _map_only(title: str, before: Engine, now: Engine, made: list[Any], times: int) -> None:
    texts = [as_line(event) for event in made]
    jobs = {
        engine: [_Job(engine.mapper("subcontractor-invoices"), [record_of(engine.decode(text)) for text in texts])]
        for engine in (before, now)
    }
    by_hand = jobs[now][0].records
    ways: dict[str, rounds.Work] = {
        **_ways(jobs),
        "by hand": partial(_exhaust, lambda: map(hand_written.map_invoice, by_hand, count())),
    }
    rounds.show(title, ways, len(made), times)


@dataclass(frozen=True, slots=True)
class _Job:
    """Records, and the mapper that maps them."""

    mapper: Any
    records: list[Any]

    def do(self, verb: str) -> None:
        turn = getattr(self.mapper, verb)
        for sequence, record in enumerate(self.records):
            turn(record, sequence)

    @property
    def mapped(self) -> set[int]:
        """Which of the records are mapped."""
        return {place for place, record in enumerate(self.records) if self.mapper.map(record).kind == "mapped"}


def _ways(jobs: dict[Engine, list[_Job]]) -> dict[str, rounds.Work]:
    return {
        f"mapper.{verb} of {engine.title}": partial(_do, own, verb)
        for engine, own in jobs.items()
        for verb in ("map", "trace")
        if hasattr(own[0].mapper, verb)
    }


def _do(jobs: list[_Job], verb: str) -> None:
    for job in jobs:
        job.do(verb)


def _samples(before: Engine, now: Engine, mapping: str, direction: str, given: argparse.Namespace) -> None:
    """The records of the shipped samples that both engines map, again and again."""
    samples = [each for each in find_samples(load(), mapping) if each.direction == direction and not each.customer]
    jobs: dict[Engine, list[_Job]] = {before: [], now: []}
    for sample in samples:
        pair = [_job_of(engine, sample) for engine in jobs]
        kept = pair[0].mapped & pair[1].mapped
        for engine, job in zip(jobs, pair, strict=True):
            jobs[engine].append(_Job(job.mapper, [job.records[place] for place in sorted(kept)]))
    found = sum(len(job.records) for job in jobs[now])
    times = max(given.records // found, 1)
    repeated = {engine: [_Job(job.mapper, job.records * times) for job in own] for engine, own in jobs.items()}
    title = f"map only, {mapping} {direction}, {found} records of samples {times} times"
    rounds.show(title, _ways(repeated), found * times, given.rounds)


def _job_of(engine: Engine, sample: Sample) -> _Job:
    run = sample.run
    mapper = engine.mapper(sample.mapping, sample.direction, run.today or engines.TODAY, run.context)
    return _Job(mapper, list(mapper.records(engine.decode(sample.file.read_bytes()))))


def _file_to_file(before: Engine, now: Engine, made: list[Any], times: int) -> None:
    data = b"".join(map(as_line, made))
    before_run, now_run = (_Run(engine, engine.mapper("subcontractor-invoices"), data) for engine in (before, now))
    known = _Known(now_run.mapper, [item.outcome for item in now_run.items()])
    ways = {
        "by hand": lambda: hand_written.run(io.BytesIO(data)),
        f"run of {before.title}": before_run.lines,
        f"run of {now.title}": now_run.lines,
        f"run of {now.title}, all but the mapper": _Run(now, known, data).lines,
    }
    written = list(hand_written.run(io.BytesIO(data)))
    for name, lines in ways.items():
        if list(lines()) != written:
            sys.exit(f"{name} writes other bytes than the program by hand")
    works: dict[str, rounds.Work] = {name: partial(_exhaust, lines) for name, lines in ways.items()}
    rounds.show("bytes in, bytes out in process, invoices as REST gives them", works, len(made), times)


def _exhaust(make: Callable[[], Iterator[object]]) -> None:
    """Takes all that is made and keeps nothing: who writes lines to a file keeps none either."""
    deque(make(), maxlen=0)


@dataclass(frozen=True, slots=True)
class _Known:
    """A mapper to which every outcome is known beforehand: what is left is the work around it."""

    mapper: Any
    outcomes: list[Any]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.mapper, name)

    def map(self, record: object, sequence: int) -> Any:
        return self.outcomes[sequence]


class _Run:
    """What the command `run` does with an input, made of the parts that it is made of."""

    def __init__(self, engine: Engine, mapper: Any, data: bytes) -> None:
        self.engine, self.mapper, self.data = engine, mapper, data
        self._payload = engine.module("text.payload" if engine.has_folders else "payload")
        if engine.has_folders:
            self._checked = engine.module("audit.conformance").Conformance.of_what_is_read(mapper).checked

    def lines(self) -> Iterator[bytes]:
        encode = self._payload.encode
        if not self.engine.has_folders:
            values = self._payload.stream(io.BytesIO(self.data), "events")
            records = (record for value in values for record in self.mapper.records(value))
            yield from (encode(run_line(outcome)) + b"\n" for outcome in self.mapper.map_all(records))
            return
        tally = Tally()
        for item in self.items():
            tally.count(item)
            yield encode(run_line(item.outcome)) + b"\n"

    def items(self) -> Iterator[Any]:
        """The records with their outcomes, checked as `run` checks them."""
        reads = self.engine.module("text.stream").read_stream(io.BytesIO(self.data), "events")
        return map(self._checked, self.engine.module("bulk.items").map_reads(self.mapper, reads))


if __name__ == "__main__":
    main()
