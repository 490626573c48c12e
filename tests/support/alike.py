"""Whether a record is mapped alike with the trace and without it: one meaning, two settings of one builder."""

from collections import Counter
from typing import Any

from crosswalk import Outcome
from crosswalk.build.outcome import Trace
from crosswalk.text.payload import encode


def differences(mapped: Outcome, traced: Trace) -> dict[str, tuple[Any, Any]]:
    """In what an outcome differs from the trace of the same record; nothing where it does not."""
    told = Counter((told.code, told.severity) for told in mapped.told)
    found = Counter((finding.code, finding.severity) for finding in traced.findings)
    both = {
        "kind": (mapped.kind, traced.kind),
        "key": (mapped.key, traced.key),
        "documents": (mapped.documents, traced.documents),
        "bytes": (sent(mapped), sent(traced)),
        "codes": (told, found),
        "findings": (mapped.findings, traced.findings),
    }
    return {what: (one, other) for what, (one, other) in both.items() if one != other}


def sent(outcome: Outcome) -> bytes:
    """The documents of an outcome as they are written: names in their order, amounts digit by digit."""
    return encode([[d.document, d.method, d.endpoint, d.body, list(d.needs)] for d in outcome.documents])
