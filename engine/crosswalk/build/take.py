"""How a row's value comes about: take it, turn it, check it, write it down for sending."""

from dataclasses import dataclass
from decimal import Decimal

from ..finding import Finding, Problem
from ..spec.flags import spoken
from ..spec.limits import Excess, excess, places_of
from ..spec.mapping import Fallback, Limits, TableUse, Transfer
from ..types import TYPES, Type
from ..values import EXACT, MISSING, Json, is_blank, show
from .names import Names
from .outcome import Note
from .run import NotGiven


class Dependent(Problem):
    """A row needs another row that failed; the other one has said why."""


@dataclass(frozen=True, slots=True)
class Result:
    """A row's result: the typed value that other rows see, and the value as sent; or why there is none."""

    value: Json = MISSING
    wire: Json = MISSING
    reason: str = ""
    failed: bool = False

    @property
    def is_written(self) -> bool:
        return self.wire is not MISSING


def take(transfer: Transfer, names: Names) -> Result:
    """The result of a way; raises Problem where the record cannot go on with it."""
    if transfer.late is not None:
        return _late(transfer, names)
    raw = _first_of(transfer, names) if transfer.first_of else _raw(transfer, names)
    raw = _turn(transfer, names, raw)
    if transfer.table is not None and not is_blank(raw):
        raw = _look_up(transfer, transfer.table, raw, names)
        names.notes.append(Note("table", transfer.table.name, raw))
        if transfer.table.only is not None and raw != transfer.table.only:
            return Result(reason=f"the code stands for {raw}")
    if is_blank(raw) and transfer.default is not MISSING:
        raw = transfer.default
        names.notes.append(Note("default", "default", raw))
    if is_blank(raw) and not (raw == "" and transfer.default == ""):
        return _blank(transfer, names, raw)
    return _finish(transfer, names, raw)


def _tell_once(transfer: Transfer, names: Names, what: str, message: str) -> None:
    """Raises Dependent where another printed row of the same table has already told the same."""
    if transfer.table is None or transfer.table.only is None:
        return
    told = (transfer.table.name, what, names.place.slot)
    if told in names.walk.told:
        raise Dependent(message)
    names.walk.told.add(told)


def _look_up(transfer: Transfer, site: TableUse, code: Json, names: Names) -> Json:
    """The value of a code; rows that document one table tell of an unknown code only once."""
    try:
        return names.walk.run.look_up(site.name, code, site.read_side)
    except Problem as problem:
        _tell_once(transfer, names, str(code), problem.message)
        raise


def _raw(transfer: Transfer, names: Names) -> Json:
    if transfer.constant is not MISSING:
        names.notes.append(Note("constant", show(transfer.constant), transfer.constant))
        return transfer.constant
    if transfer.same_as is not None:
        same = names.walk.result_of(transfer.same_as, names.place)
        names.notes.append(Note("read", f"rows.{transfer.same_as.replace('-', '_')}", same, names.place.slot))
        return same
    if transfer.total is not None:
        return names.walk.total(transfer, names)
    if transfer.choose is not None:
        chosen = names.walk.run.flags[transfer.choose.flag].value
        names.notes.append(Note("flag", transfer.choose.flag, chosen))
        return transfer.choose.sources[spoken(chosen)].evaluate(names)
    if transfer.source is not None:
        return transfer.source.evaluate(names)
    return _read_path(transfer, names)


def _read_path(transfer: Transfer, names: Names) -> Json:
    if transfer.path is None:
        return MISSING
    base = names.place.line if names.place.is_line else names.walk.record
    raw = transfer.path.read(base)
    names.notes.append(Note("read", transfer.path.text, raw, names.place.slot))
    if transfer.read_part is not None and not is_blank(raw):
        key, part = transfer.read_part
        raw = names.tools.split_key(key, raw)[part]
        names.notes.append(Note("part", f"{key}.{part}", raw))
    return raw


def _first_of(transfer: Transfer, names: Names) -> Json:
    for fallback in transfer.first_of:
        value = _consider(fallback, names)
        if not is_blank(value):
            if fallback.warning is not None:
                code, message = fallback.warning
                names.walk.warn(
                    Finding(code, message.render(names), transfer.mended_at("first_of"), severity="warning")
                )
            return value
    return MISSING


def _consider(fallback: Fallback, names: Names) -> Json:
    """The value of one source; a source that needs context not given counts as blank, with a warning."""
    try:
        if fallback.when is not None and not names.tests(fallback.when):
            return MISSING
        return fallback.source.evaluate(names)
    except NotGiven as missing:
        names.walk.not_checked(missing, fallback.source.scalar.span, fallback.source.text)
        return MISSING


def _turn(transfer: Transfer, names: Names, raw: Json) -> Json:
    """Applies the transform; a blank value goes past it only where the transform itself says so."""
    names.value = raw
    if transfer.transform is not None:
        return transfer.transform.evaluate(names)
    for step in transfer.steps:
        raw = step(raw, names)
    return raw


def _late(transfer: Transfer, names: Names) -> Result:
    late: dict[str, Json] = {"$late": transfer.late}
    which = transfer.source.evaluate(names) if transfer.source is not None else _read_path(transfer, names)
    if not is_blank(which):
        type_ = TYPES[transfer.type]
        late["of"] = (type_.number if type_.is_number else type_.text)(type_.read(which))
    names.notes.append(Note("late", str(transfer.late), None))
    return Result(late, late)


def _blank(transfer: Transfer, names: Names, raw: Json) -> Result:
    needed = transfer.required if isinstance(transfer.required, bool) else names.tests(transfer.required)
    if needed:
        _tell_once(transfer, names, "blank", "a value is required")
        reads = [note for note in names.notes if note.what == "read"]
        told = ", ".join(dict.fromkeys(f"{note.text} {_emptiness(note.value)}" for note in reads))
        told = told or f"{source_text(transfer)} {_emptiness(raw)}"
        help = next((help for note in reads if is_blank(note.value) and (help := _from_context(note.text, names))), "")
        help = help or "enter it where the record is kept, then send the record again"
        raise Problem(f"a value is required, and {told}", help, "missing-value")
    return Result(reason="the source is blank")


def _from_context(path: str, names: Names) -> str:
    """What to give for a blank value that comes from the context, by a link or by its name; empty for any other."""
    root, _, field = path.partition(".")
    link = names.walk.run.mapping.links.get(root)
    collection = link.find.text.strip().removeprefix("context.") if link is not None else ""
    if link is None or collection == link.find.text.strip():
        return ""
    return f"give {field} in {collection} of the --context" if field else f"give it with --context: {collection}"


def _emptiness(value: Json) -> str:
    if not is_blank(value):
        return f"is {show(value)}"
    return "is missing" if value is MISSING else "is null" if value is None else "is empty"


def source_text(transfer: Transfer) -> str:
    """What the row reads, in the words of the spec."""
    for part in (transfer.path, transfer.source, transfer.total):
        if part is not None:
            return part.text
    if transfer.first_of:
        return " or ".join(fallback.source.text for fallback in transfer.first_of)
    return transfer.choose.flag if transfer.choose else (transfer.same_as or "its source")


def _finish(transfer: Transfer, names: Names, raw: Json) -> Result:
    type_ = TYPES[transfer.type]
    value = _limit(type_.read(raw), type_, transfer.limits, names, transfer)
    wire = transfer.wire or (names.walk.wire_of(transfer) if type_.is_number else "text")
    return Result(value, type_.number(value) if wire == "number" else type_.text(value))


def _limit(value: Json, type_: Type, limits: Limits, names: Names, transfer: Transfer) -> Json:
    found = excess(value, type_, limits)
    # a number with too many digits has no end that could be cut off
    is_cut = found is not None and limits.policy != "error" and (isinstance(value, str) or found.code == "too-precise")
    if found is None:
        return value
    if not is_cut:
        raise Problem(found.message, found.help, found.code)
    return _cut(value, type_, found, names, transfer)


def _cut(value: Json, type_: Type, found: Excess, names: Names, transfer: Transfer) -> Json:
    """The value cut, or rounded half up, to what the field takes, with a warning."""
    places = places_of(type_, transfer.limits)
    if isinstance(value, str):
        cut: Json = value[: transfer.limits.max].rstrip()
        note = f"to {transfer.limits.max} letters"
    else:
        cut = Decimal(value).quantize(Decimal(1).scaleb(-(places or 0)), context=EXACT)
        note = f"rounded half up to {places} decimals"
    _warn(names, transfer, found.code, f"{found.message}; sent as {show(cut)}")
    names.notes.append(Note("truncate", note, cut))
    return cut


def _warn(names: Names, transfer: Transfer, code: str, message: str) -> None:
    where = f"{names.label} ({names.place.text}{source_text(transfer)})"
    span = transfer.mended_at("max", "digits", "places", "policy")
    names.walk.warn(Finding(code, f"{where}: {message}", span, severity="warning"))
