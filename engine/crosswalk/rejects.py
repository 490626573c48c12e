"""What a reject keeps of a record that was blocked, and how it is read again.

A reject is a line of JSON. Its `record` is the record; where the input held no JSON that can be read, the text that
stood there, and `replayable` is false. Bytes that are no text are kept in base64, as `raw`.
"""

from __future__ import annotations

import base64
import binascii

from .values import MISSING, Json

_KEYS = frozenset({"position", "mapping", "key", "outcome", "findings", "replayable"})


def is_reject(value: Json) -> bool:
    """Whether a value is a reject of an earlier run that can be read again."""
    if not isinstance(value, dict) or not value.keys() >= _KEYS or not isinstance(value["mapping"], str | None):
        return False
    return "record" in value or isinstance(value.get("raw"), str)


def kept_of(record: Json, written: str | bytes) -> dict[str, Json]:
    """What is kept of a record: itself; where it is MISSING, what was written in its place."""
    if record is not MISSING:
        return {"record": record, "replayable": True}
    kept = {"record": written} if isinstance(written, str) else {"raw": base64.b64encode(written).decode()}
    return {**kept, "replayable": False}


def original_of(reject: dict[str, Json]) -> bytes | None:
    """What stood in the input where that was no record that can be mapped again; else None."""
    if "raw" in reject and "record" not in reject:
        return _decoded(reject["raw"])
    record = reject["record"]
    return record.encode("utf-8", "surrogatepass") if not reject["replayable"] and isinstance(record, str) else None


def _decoded(raw: str) -> bytes:
    try:
        return base64.b64decode(raw, validate=True)
    except (binascii.Error, ValueError):  # somebody has changed it; then it is shown as it is
        return raw.encode("utf-8", "surrogatepass")
