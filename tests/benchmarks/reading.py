"""How the time of reading grows with the input, shape by shape: python tests/benchmarks/reading.py

A ratio of 8 is linear, one of 64 quadratic: each shape is read once at half a megabyte and once at four.
"""

import io
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "engine"))

from crosswalk.text.stream import read_stream

_SMALL, _FACTOR = 500_000, 8


def shapes() -> Iterator[tuple[str, bytes, bytes, bytes]]:
    """A name, and what an input begins with, repeats and ends with."""
    record = b'{"vendor_name": "North", "lines": [' + b", ".join(b'{"amount": "%d.50"}' % n for n in range(60)) + b"]}"
    for name, each in (("small records", b'{"a": 1, "b": "xyz"}'), ("large records", record)):
        yield f"{name}, one list on one line", b"[", each + b",", each + b"]"
        yield f"{name}, one a line", b"", each + b"\n", each
        yield f"{name}, each broken, one list", b"[", each[:-1] + b" 1},", each + b"]"
        yield f"{name}, each cut, one a line", b"", each[:-1] + b"\n", each
    yield "one value", b'{"a": [', b'{"x": 1},', b"1]}"
    yield "lists that are never closed", b"[", b'{"x": [', b""
    yield "garbage on one line", b"", b"garbage ", b""
    yield "open brackets", b"", b"[", b""
    yield "quotes", b"[", b'"', b"]"


def seconds(data: bytes) -> float:
    start = time.perf_counter()
    for _ in read_stream(io.BytesIO(data), "x"):
        pass
    return time.perf_counter() - start


if __name__ == "__main__":
    for name, first, each, last in shapes():
        count = _SMALL // len(each)
        small, large = (seconds(first + each * (count * factor) + last) for factor in (1, _FACTOR))
        print(f"{name:40} {small:7.3f} s {large:8.3f} s   ratio {large / small:5.1f}")
