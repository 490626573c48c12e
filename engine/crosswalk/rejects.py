"""What a reject keeps of a record that was blocked, and how it is read again.

A reject is a line of JSON. It holds the record as JSON; where the input held no JSON, its text; where it held no text,
its bytes in base64.
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
    return "record" in value or any(isinstance(value.get(key), str) for key in ("text", "raw"))


def kept_of(record: Json, written: str | bytes) -> dict[str, Json]:
    """What is kept of a record: itself; where it is MISSING, what was written in its place."""
    if record is not MISSING:
        return {"record": record, "replayable": True}
    kept = {"text": written} if isinstance(written, str) else {"raw": base64.b64encode(written).decode()}
    return {**kept, "replayable": False}


def original_of(reject: dict[str, Json]) -> bytes:
    """The bytes that a reject without a record stands for; its own, where they are damaged."""
    if isinstance(reject.get("text"), str):
        return str(reject["text"]).encode()
    try:
        return base64.b64decode(reject["raw"], validate=True)
    except binascii.Error:
        return str(reject["raw"]).encode()
