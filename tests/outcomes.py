"""What every sample and variant gives, as hashes in one file: a change of the engine or of a spec that means none shows.

    python tests/outcomes.py            compares; exit 1 with the name of each sample that gives something else
    python tests/outcomes.py --write    keeps what is given now

Documents, findings, their order and sums are kept apart, so that one can see which of them changed. A finding is its
code, severity, message and help: where it stands, and the id of its row, may move. What is kept was made by the engine
before it had a plan; it gave the same documents and sums as 0.1.0 for every sample.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from crosswalk import Outcome, load
from crosswalk.catalog.rehearse import rehearse_all
from crosswalk.text.payload import encode
from crosswalk.values import EXACT, Json

HERE = Path(__file__).resolve()
KEPT = HERE.with_name("outcomes.json")
OTHER_ORDER = frozenset(
    {
        "budgets.import-no-context",
        "prime-contracts.import-amount-based.unit-based",
        "prime-contracts.import-unit-based.unit-based",
    }
)
"""Samples whose findings the plan meets in another order: a rule is asked once what it reads is known."""
_LINE = re.compile(r"(?<=\.yaml):\d+")


def hashes() -> dict[str, dict[str, str]]:
    """Sample and variant to the hashes of its documents, findings and sums."""
    catalog = load(HERE.parents[1] / "mappings", label="mappings")
    return {rehearsal.name: hashes_of(rehearsal.outcomes) for rehearsal in rehearse_all(catalog)}


def hashes_of(outcomes: Iterable[Outcome]) -> dict[str, str]:
    kept = list(outcomes)
    documents = [
        [o.key, o.kind, [[d.document, d.method, d.endpoint, d.body, list(d.needs)] for d in o.documents]] for o in kept
    ]
    findings = [[[f.code, f.severity, _LINE.sub("", f.message), f.help] for f in o.findings] for o in kept]
    return {
        "documents": _hash(documents),
        "findings": _hash([sorted(each) for each in findings]),
        "order of findings": _hash(findings),
        "sums": _hash(_sums(kept)),
    }


def _sums(outcomes: Iterable[Outcome]) -> dict[str, str]:
    """Every number that is sent, added up by its place."""
    sums: dict[str, Decimal] = {}
    for sent in (document for outcome in outcomes for document in outcome.documents):
        for place, value in _numbers(sent.body, sent.document):
            sums[place] = EXACT.add(sums.get(place, Decimal(0)), value)
    return {place: f"{total:f}" for place, total in sums.items()}


def _numbers(value: Json, place: str) -> Iterable[tuple[str, Decimal]]:
    if isinstance(value, dict):
        for name, below in value.items():
            yield from _numbers(below, f"{place}.{name}")
    elif isinstance(value, list):
        for below in value:
            yield from _numbers(below, place)
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        yield place, Decimal(value)


def _hash(value: Json) -> str:
    return hashlib.sha256(encode(value)).hexdigest()[:16]


def differences(kept: dict[str, dict[str, str]], now: dict[str, dict[str, str]]) -> list[str]:
    """The samples that give something else, each with what."""
    changed = [
        f"{name}: {', '.join(parts)}" for name in kept if name in now and (parts := _parts(name, kept[name], now[name]))
    ]
    gone = [f"{name}: is gone" for name in kept if name not in now]
    return [*changed, *gone, *(f"{name}: is new" for name in now if name not in kept)]


def _parts(name: str, kept: dict[str, str], now: dict[str, str]) -> list[str]:
    may_differ = {"order of findings"} if name in OTHER_ORDER else set()
    return [part for part in kept if kept[part] != now[part] and part not in may_differ]


def main() -> int:
    now = hashes()
    if "--write" in sys.argv[1:]:
        KEPT.write_text(json.dumps(now, indent=1) + "\n", "utf-8")
        return 0
    changed = differences(json.loads(KEPT.read_text("utf-8")), now)
    print("\n".join(changed) or f"{len(now)} samples and variants give the same")
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main())
