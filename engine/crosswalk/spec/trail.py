"""What the changes so far have done to each row, rule and check, so that a later one undoes nothing in silence."""

from dataclasses import dataclass
from typing import Final

from ..finding import Findings, Related, Span
from ..values import MISSING, Json, show

GONE: Final = object()


@dataclass(frozen=True, slots=True)
class Deed:
    """What one change gave one property; no path is the whole row, and GONE a row that was taken out.

    `own` names the mapping of the customer's own whose file it is, nothing an overlay.
    """

    path: tuple[str, ...]
    value: Json
    span: Span
    own: str = ""
    has_reason: bool = False


class Trail:
    """The deeds of a customer's files, by id, in their order."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self._deeds: dict[str, list[Deed]] = {}

    def record(self, id: str, deed: Deed) -> None:
        """Keeps a deed, and tells where it is at odds with an earlier one."""
        earlier = next((done for done in reversed(self._deeds.get(id, ())) if _at_odds(done, deed)), None)
        if earlier is not None:
            self._tell(id, earlier, deed)
        self._deeds.setdefault(id, []).append(deed)

    def begin(self, id: str, deed: Deed) -> None:
        """A row that is new under its id, or that comes back in another place."""
        self._deeds[id] = [deed]

    def removal(self, id: str) -> Deed | None:
        """The change that took a row out, if one did."""
        done = self._deeds.get(id)
        return done[-1] if done and done[-1].value is GONE else None

    def _tell(self, id: str, earlier: Deed, deed: Deed) -> None:
        related = (Related(earlier.span, "changed before"),)
        message = _message(id, earlier, deed)
        if earlier.own == deed.own:
            self.findings.add("changed-twice", message, deed.span, "keep one of the two changes", related)
        elif not earlier.own and not deed.has_reason:
            help = "leave one out, or say reason: why this mapping differs from the overlay"
            self.findings.warn("changed-twice", message, deed.span, help, related)


def _message(id: str, earlier: Deed, deed: Deed) -> str:
    if deed.value is GONE:
        return f"'{id}' is removed here, and what another change gave it is lost"
    if not deed.path or not earlier.path:
        return f"'{id}' is changed here a second time"
    key = ".".join(deed.path)
    if (
        deed.path == earlier.path
        and not isinstance(deed.value, dict | list)
        and not isinstance(earlier.value, dict | list)
    ):
        return f"'{key}' of '{id}' is {show(deed.value)} here, and {show(earlier.value)} in another change"
    return f"'{key}' of '{id}' is set here a second time, differently"


def _at_odds(earlier: Deed, later: Deed) -> bool:
    """Whether a later deed takes back something that an earlier one gave."""
    shorter, longer = sorted((earlier, later), key=lambda deed: len(deed.path))
    if longer.path[: len(shorter.path)] != shorter.path:
        return False
    found = _value_at(shorter.value, longer.path[len(shorter.path) :])
    if found is MISSING:  # an earlier whole did not have it yet; a later whole lost it
        return shorter is later and longer.value is not None
    return bool(found != longer.value)


def _value_at(value: Json, path: tuple[str, ...]) -> Json:
    for name in path:
        if not isinstance(value, dict):
            return value
        value = value.get(name, MISSING)
        if value is MISSING:
            return MISSING
    return value
