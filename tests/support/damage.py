"""Damaged records by the thousand: what a run makes of them, with a seed that gives the same again.

    python tests/support/damage.py --records 200000 --seed 1

Every batch is an input of many records of one sample, in a random layout; some are damaged as values, some as bytes.
What must hold of each batch: no exception; every record is an item, and every byte of the input stands in one; items
know where they stood; what is written is JSON; a record that was not damaged has the outcome that it has alone.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from crosswalk import Catalog, Customer, Mapper, load
from crosswalk.audit.conformance import Conformance, map_checked
from crosswalk.bulk.items import Item, map_reads
from crosswalk.catalog.samples import Sample, find_samples
from crosswalk.text.payload import encode
from crosswalk.text.stream import read_stream
from crosswalk_cli.documents import reject_line, run_line
from crosswalk_cli.tally import Tally
from crosswalk_cli.view_run import dry_run_text

_ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2025, 2, 3)
ODD: list[Any] = [
    *(None, True, False, 0, -1, 10**25, 0.5, 1e-9, "", " ", "0", "-0.00", "1e400", "x" * 300, "\u0000", "a|b", "|||"),
    *("<![A-101] rev 2</p>", "<a " * 50, "&#xD800;", "2025-02-30", "0025-01-01", "9999-12-31", "1970-01-01T00:00:00Z"),
    *("\u0661\u0662", "1,000.00", "\u202e", "::error::x", "N/A", [], {}, [None], [[]], [{}], {"": ""}, {"$late": "x"}),
]
_INSERTED = [
    b"\xff",
    b"\xc3",
    b"\x00",
    b"\\ud800",
    b"\\",
    b'"',
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"NaN",
    b"1e9999",
    b"\n",
]


@dataclass
class Totals:
    """What came of the batches so far."""

    seed: int
    records: int = 0
    batches: int = 0
    slowest: float = 0.0
    outcomes: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        told = ", ".join(f"{number:,} {kind}" for kind, number in sorted(self.outcomes.items()))
        return f"seed {self.seed}: {self.records:,} records in {self.batches:,} batches, {told}; slowest batch {self.slowest:.2f} s"


@dataclass(frozen=True)
class Subject:
    """A sample's mapper and its records."""

    name: str
    customer: Customer
    mapper: Mapper
    records: tuple[Any, ...]


def subjects(catalog: Catalog) -> Iterator[Subject]:
    for sample in find_samples(catalog):
        yield from _subject(catalog, sample)


def _subject(catalog: Catalog, sample: Sample) -> Iterator[Subject]:
    run = sample.run
    customer = catalog.customer(run.customer or sample.customer or "example", sample=run.flags)
    mapper = customer.mapper(sample.mapping, sample.direction, today=run.today or TODAY, context=run.context or {})
    payload = json.loads(sample.file.read_bytes().decode("utf-8-sig"))
    records = tuple(record for record in mapper.records(payload) if isinstance(record, dict))
    if records:
        yield Subject(sample.title(), customer, mapper, records)


def damage_value(record: Any, dice: random.Random) -> Any:
    """The record with one to three places removed, replaced or doubled."""
    data = json.loads(json.dumps(record))
    for _ in range(dice.randint(1, 3)):
        damage_once(data, dice)
    return data


def damage_once(data: Any, dice: random.Random) -> None:
    """Removes, replaces or doubles one place."""
    while True:
        keys = list(data) if isinstance(data, dict) else list(range(len(data)))
        if not keys:
            return
        key = dice.choice(keys)
        if isinstance(data[key], dict | list) and data[key] and dice.random() < 0.75:
            data = data[key]
            continue
        match dice.randrange(4):
            case 0:
                del data[key]
            case 1 if isinstance(data, list):
                data.append(deepcopy(data[key]))
            case _:
                data[key] = deepcopy(dice.choice(ODD))
        return


def damage_bytes(text: bytes, dice: random.Random) -> bytes:
    """The bytes of a record with something cut out of them or put into them."""
    at = dice.randrange(1, len(text))
    match dice.randrange(4):
        case 0:
            return text[:at]
        case 1:
            return text[:at] + text[at + dice.randint(1, 8) :]
        case 2:
            return text[:at] + dice.choice(_INSERTED).replace(b"\n", b" ") + text[at:]
        case _:
            flipped = bytes([text[at] ^ (1 << dice.randrange(8))])
            return text[:at] + flipped.replace(b"\n", b" ").replace(b"\r", b" ") + text[at + 1 :]


def written(record: Any) -> bytes:
    """A record as text, in which nothing is exact yet."""
    return json.dumps(record, ensure_ascii=False).encode("utf-8", "surrogatepass")


def batch(subject: Subject, size: int, dice: random.Random) -> tuple[bytes, int, bool]:
    """An input, how many records it has, and whether all of them are JSON."""
    lines: list[bytes] = []
    is_sound = dice.random() < 0.6
    for _ in range(size):
        record = dice.choice(subject.records)
        choice = dice.random()
        if choice < 0.2:
            lines.append(written(record))
        elif is_sound or choice < 0.6:
            lines.append(written(damage_value(record, dice)))
        else:
            lines.append(damage_bytes(written(record), dice))
    if is_sound and dice.random() < 0.5:
        return b"[" + dice.choice([b",", b",\n ", b"\n,"]).join(lines) + b"]", size, True
    return b"\n".join(lines), size, is_sound


def check(subject: Subject, data: bytes, size: int, is_sound: bool, totals: Totals) -> None:
    """Maps a batch and asserts what must hold of it."""
    start = time.process_time()
    conformance = Conformance.of_what_is_read(subject.mapper)
    items = [conformance.checked(item) for item in map_reads(subject.mapper, read_stream(io.BytesIO(data), "batch"))]
    tally = Tally()
    for item in items:
        tally.count(item)
        _check_item(item, data)
    list(tally.lines())
    encode(tally.data())
    count = sum(len(item.record) if isinstance(item.record, list) else 1 for item in items)
    assert tally.read == len(items)
    assert (count == size) if is_sound else True, f"{count} of {size} records"
    _check_nothing_lost(subject, items, data)
    if totals.batches % 20 == 0:
        dry_run_text(
            subject.mapper, subject.customer, map_checked(subject.mapper, read_stream(io.BytesIO(data), "batch"))
        )
    totals.records += size
    totals.batches += 1
    totals.outcomes.update(item.outcome.kind for item in items)
    totals.slowest = max(totals.slowest, time.process_time() - start)


def _check_item(item: Item, data: bytes) -> None:
    outcome, position = item.outcome, item.position
    assert position.line >= 1, outcome
    assert position.column >= 1, outcome
    assert 0 <= position.first <= position.end <= len(data), outcome
    assert data[: position.first].count(b"\n") + 1 == position.line
    assert outcome.kind != "blocked" or any(finding.severity == "error" for finding in outcome.findings)
    for finding in outcome.findings:
        assert finding.span is not None, finding
    json.loads(encode(run_line(outcome) if outcome.kind == "mapped" else reject_line(item)))


def _check_nothing_lost(subject: Subject, items: list[Item], data: bytes) -> None:
    """Every byte that is not layout stands in an item; what adds up tells only where its first row stood."""
    if subject.mapper.is_aggregated:
        return
    covered = bytearray(len(data))
    for item in items:
        first, end = item.position.first, item.position.end
        covered[first:end] = b"\1" * (end - first)
    lost = bytes(byte for byte, is_in in zip(data, covered, strict=True) if not is_in)
    assert not lost.strip(b" \t\r\n[],"), lost


def run(records: int, seed: int, size: int = 40, show: bool = False) -> Totals:
    """Batches until so many records were mapped; the same seed gives the same batches."""
    totals = Totals(seed)
    dice = random.Random(seed)
    catalog = load(_ROOT / "mappings", label="mappings")
    known = list(subjects(catalog))
    while totals.records < records:
        subject, state = dice.choice(known), dice.getrandbits(64)
        data, count, is_sound = batch(subject, min(size, records - totals.records), random.Random(state))
        try:
            check(subject, data, count, is_sound, totals)
        except Exception:
            print(f"seed {seed}, batch {totals.batches}, {subject.name}, dice {state}", file=sys.stderr)
            Path("/tmp/damaged-batch").write_bytes(data)
            raise
        if show and totals.batches % 250 == 0:
            print(totals, flush=True)
    return totals


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--records", type=int, default=200_000)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    print(run(given.records, given.seed, show=True))
