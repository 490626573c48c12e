"""What another process makes of what was pickled: started afresh, so that it knows nothing but what it is handed."""

import pickle
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import ParamSpec, TypeVar

from crosswalk import Finding, Outcome, load
from crosswalk.catalog.rehearse import rehearse
from crosswalk.catalog.samples import find_samples
from crosswalk.values import Json

P = ParamSpec("P")
R = TypeVar("R")


def elsewhere(function: Callable[P, R], *given: P.args, **named: P.kwargs) -> R:
    """What a function of this module answers in a new process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(function, *given, **named).result()


def lines_of(pickled: bytes) -> list[tuple[str | None, str, str]]:
    """Where findings stand, and what stands there, in a process that has read no mapping."""
    findings: tuple[Finding, ...] = pickle.loads(pickled)
    spans = [finding.span for finding in findings if finding.span is not None]
    return [(span.at, span.origin, span.source.line(span.line)) for span in spans]


def lines_where_read(pickled: bytes, mapping: str) -> list[tuple[str | None, str, str]]:
    """The same in a process that has read the mapping."""
    kept = load().customer("example").mapping(mapping)
    assert kept.name == mapping
    return lines_of(pickled)


def again(pickled: bytes) -> bytes:
    """What is pickled again where nothing was read."""
    return pickle.dumps(pickle.loads(pickled))


def mapped_alike(pickled: Mapping[str, bytes]) -> dict[str, bool]:
    """Whether a process that has the same catalog has the same outcomes of samples, by their names."""
    catalog = load()
    samples = {sample.title(): sample for sample in find_samples(catalog)}
    found = {name: rehearse(catalog, samples[name]).mapper.map_payload(samples[name].payload) for name in pickled}
    return {name: outcomes == pickle.loads(pickled[name]) for name, outcomes in found.items()}


def mapped(pickled: bytes, record: Json) -> Outcome:
    """The outcome of a record by a pickled mapper."""
    outcome: Outcome = pickle.loads(pickled).map(record)
    return outcome
