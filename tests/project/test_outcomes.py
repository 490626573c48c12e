"""Every sample gives what it gave before the engine had a plan; `python tests/outcomes.py --write` keeps a change."""

import json

import outcomes

from shipped import cases, rehearsal


def test_every_sample_gives_what_it_gave() -> None:
    now = {
        sample.title(variant): outcomes.hashes_of(rehearsal(sample, variant).outcomes) for sample, variant in cases()
    }
    assert outcomes.differences(json.loads(outcomes.KEPT.read_text("utf-8")), now) == []
