"""The outcome of a record in both settings, which must be the same."""

from crosswalk import Mapper, Outcome
from crosswalk.build.outcome import Trace
from crosswalk.values import Json


def of_both(mapper: Mapper, record: Json) -> Trace:
    """The trace of a record, after a look that it says what is said without the trace."""
    quick, whole = mapper.map(record), mapper.trace(record)
    assert (quick.key, quick.kind, quick.documents) == (whole.key, whole.kind, whole.documents)
    assert told(quick) == told(whole)
    return whole


def told(outcome: Outcome) -> list[tuple[str, str]]:
    """The codes of what is told of a record, with their severities; the order is that of the setting."""
    return sorted((each.code, each.severity) for each in outcome.told)
