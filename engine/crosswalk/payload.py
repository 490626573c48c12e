"""JSON in and out, exact: every fraction is a Decimal from its text, and is written as the same text.

NaN, Infinity, duplicate keys, deep nesting and bytes that are not UTF-8 are findings with their position.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import BinaryIO

import msgspec

from .finding import CrosswalkError, Finding, Source, Span
from .values import Json

_SHOWN = 200
_CHUNK = 1 << 16


class _Refused(ValueError):
    """Something that JSON, or exact money, does not allow."""


def _constant(word: str) -> Json:
    raise _Refused(f"{word} is not a number in JSON")


def _pairs(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _Refused(f'"{twice}" stands twice in one object')
    return found


def _whole(digits: str) -> int | Decimal:
    # int() of thousands of digits is slow, and no amount or id is that long
    return int(digits) if len(digits) <= 40 else Decimal(digits)


_DECODER = json.JSONDecoder(parse_float=Decimal, parse_int=_whole, parse_constant=_constant, object_pairs_hook=_pairs)
_ENCODER = msgspec.json.Encoder(decimal_format="number")


def encode(value: Json) -> bytes:
    """JSON bytes; a Decimal stands there digit by digit."""
    return _ENCODER.encode(value)


def encode_pretty(value: Json) -> str:
    return msgspec.json.format(_ENCODER.encode(value), indent=2).decode()


def decode(text: str, name: str = "payload", line: int = 1) -> Json:
    """The value of a JSON text; raises CrosswalkError with the position of what is wrong."""
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise _error(name, text, error.lineno, error.colno, f"not JSON: {error.msg}", line) from None
    except _Refused as error:
        row, column = _find(text, str(error))
        raise _error(name, text, row, column, str(error), line) from None
    except RecursionError:
        raise _error(name, text, 1, 1, "nested too deeply", line) from None


def decode_bytes(data: bytes, name: str = "payload") -> Json:
    """The value of JSON bytes, which must be UTF-8; a byte-order mark is accepted."""
    return decode(to_text(data, name), name)


def to_text(data: bytes, name: str) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        source = Source(name, "")
        span = Span(source, before.count(b"\n") + 1, error.start - before.rfind(b"\n"))
        finding = Finding("bad-json", f"byte {data[error.start]:#04x} is not UTF-8", span, "save the file as UTF-8")
        raise CrosswalkError([finding]) from None
    if not text.strip():
        raise CrosswalkError(
            [Finding("bad-json", "the payload is empty", Span(Source(name, ""), 1, 1), "give a JSON payload")]
        )
    return text


def _error(name: str, text: str, row: int, column: int, message: str, line: int) -> CrosswalkError:
    source = Source(name, "\n" * (line - 1) + text[:1_000_000])
    span = Span(source, row + line - 1, column)
    return CrosswalkError([Finding("bad-json", message, span, "give one JSON document, or one a line (NDJSON)")])


def _find(text: str, message: str) -> tuple[int, int]:
    """Where a refused word or the second of two equal keys stands."""
    word = message.split(" ")[0]
    at = max(text.rfind(word), 0)
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def stream(file: BinaryIO, name: str) -> Iterator[Json | CrosswalkError]:
    """The top-level values of a stream, one at a time: NDJSON, the elements of an array, or one document.

    A line of NDJSON that is not JSON yields its error, and the stream goes on; memory does not grow with the input
    of NDJSON and arrays.
    """
    first = _first_line(file)
    if first.lstrip().startswith(b"["):
        yield from _array(first, file, name)
        return
    try:
        value = decode_bytes(first, name) if first.strip() else None
    except CrosswalkError as error:
        rest = file.read()
        if rest.strip() and not _looks_like_lines(rest):
            yield decode_bytes(first + rest, name)
            return
        yield error
        yield from _lines(rest.splitlines(), name, 2)
        return
    if first.strip():
        yield value
    yield from _lines(file, name, 2)


def _first_line(file: BinaryIO) -> bytes:
    for line in file:
        if line.strip():
            return bytes(line)
    return b""


def _looks_like_lines(rest: bytes) -> bool:
    """Whether each further line is JSON by itself, so that only the first was broken."""
    line = next((part for part in rest.splitlines() if part.strip()), b"")
    try:
        return isinstance(decode_bytes(line), dict)
    except CrosswalkError:
        return False


def _lines(lines: BinaryIO | list[bytes], name: str, number: int) -> Iterator[Json | CrosswalkError]:
    for offset, line in enumerate(lines):
        if line.strip():
            try:
                yield decode(to_text(line, name).rstrip("\r\n"), name, number + offset)
            except CrosswalkError as error:
                yield error


def _array(first: bytes, file: BinaryIO, name: str) -> Iterator[Json | CrosswalkError]:
    """The elements of an array, decoded as they come."""
    reader = codecs.getreader("utf-8")(file)
    buffer = first.decode("utf-8-sig").lstrip()[1:]
    is_first = True
    while True:
        buffer = buffer.lstrip()
        if not buffer:
            more = reader.read(_CHUNK)
            if not more:
                raise _error(name, "[", 1, 1, "not JSON: the list is not closed", 1)
            buffer = more
            continue
        if buffer[0] == "]":
            return
        if not is_first:
            if buffer[0] != ",":
                raise _error(name, buffer[:_SHOWN], 1, 1, "not JSON: a comma is missing between two elements", 1)
            buffer = buffer[1:].lstrip()
        value, buffer = _element(buffer, reader, name)
        is_first = False
        yield value


def _element(buffer: str, reader: codecs.StreamReader, name: str) -> tuple[Json, str]:
    while True:
        try:
            value, end = _DECODER.raw_decode(buffer)
            if end < len(buffer):
                return value, buffer[end:]
        except (json.JSONDecodeError, _Refused, RecursionError) as error:
            failure: Exception | None = error
        else:
            failure = None
        more = reader.read(_CHUNK)
        if not more:
            if failure is None:
                return value, buffer[end:]
            raise _error(name, buffer[:_SHOWN], 1, 1, f"not JSON: {failure}", 1) from None
        buffer += more
