"""What a reject keeps of a record that was blocked, and how it is read again.

A reject is a line of JSON. Its `record` is the record as it was written, to the letter: a number or a name that is
written otherwise could be mapped otherwise. Where the input held no JSON that can be read, the text that
stood there, and `replayable` is false. Bytes that are no text are kept in base64, as `raw`.
"""

from __future__ import annotations

import base64
import binascii
import re

import msgspec

from ..values import MISSING, Json

_LINE_ENDS = re.compile(r"[ \t]*[\r\n][ \t\r\n]*")
_KEYS = frozenset({"position", "mapping", "key", "outcome", "findings", "replayable"})


def is_reject(value: Json) -> bool:
    """Whether a value is a reject of an earlier run that can be read again."""
    if not isinstance(value, dict) or not value.keys() >= _KEYS or not isinstance(value["mapping"], str | None):
        return False
    return "record" in value or isinstance(value.get("raw"), str)


def kept_of(record: Json, written: str | bytes) -> dict[str, Json]:
    """What is kept of a record: what was written, on one line; a text of it where that is no record."""
    if isinstance(written, bytes):
        return {"raw": base64.b64encode(written).decode(), "replayable": False}
    if record is not MISSING:
        # a line end in sound JSON stands between its signs, never in a text
        return {"record": msgspec.Raw(_LINE_ENDS.sub(" ", written).encode()), "replayable": True}
    return {"record": written, "replayable": False}


def original_of(reject: dict[str, Json]) -> str | None:
    """What stood in the input where that was no record that can be mapped again; else None."""
    if "raw" in reject and "record" not in reject:
        return _decoded(reject["raw"]).decode("utf-8", "surrogateescape")
    record = reject["record"]
    return record if not reject["replayable"] and isinstance(record, str) else None


def _decoded(raw: str) -> bytes:
    try:
        return base64.b64decode(raw, validate=True)
    except (binascii.Error, ValueError):  # somebody has changed it; then it is shown as it is
        return raw.encode("utf-8", "surrogatepass")
