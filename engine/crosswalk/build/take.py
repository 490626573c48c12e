"""How a row's value comes about: take it, turn it, check it, write it down for sending."""

from dataclasses import dataclass
from decimal import Decimal

from ..finding import Finding, Problem
from ..spec.flags import spoken
from ..spec.limits import Excess, excess, places_of
from ..spec.mapping import Limits, TableUse, Transfer
from ..spec.sources import Choose, Compute, Constant, Fallback, FirstOf, Late, Read, SameAs, Sum, text_of
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
    if isinstance(transfer.source, Late):
        return _late(transfer, transfer.source, names)
    raw = _turn(transfer, names, _raw(transfer, names))
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
    match transfer.source:
        case Constant(value):
            names.notes.append(Note("constant", show(value), value))
            return value
        case SameAs(row):
            same = names.walk.result_of(row, names.place)
            names.notes.append(Note("read", f"rows.{row.replace('-', '_')}", same, names.place.slot))
            return same
        case Sum() as source:
            return names.walk.total(source, names)
        case Choose(flag, sources):
            chosen = names.walk.run.flags[flag].value
            names.notes.append(Note("flag", flag, chosen))
            return sources[spoken(chosen)].evaluate(names)
        case FirstOf() as source:
            return _first_of(source, transfer, names)
        case Compute(expression):
            return expression.evaluate(names)
        case Read() as source:
            return _read_path(source, names)
    return MISSING


def _read_path(source: Read, names: Names) -> Json:
    base = names.place.line if names.place.is_line else names.walk.record
    raw = source.path.read(base)
    names.notes.append(Note("read", source.path.text, raw, names.place.slot))
    if source.part is not None and not is_blank(raw):
        raw = names.tools.split_key(source.part.key, raw)[source.part.name]
        names.notes.append(Note("part", f"{source.part.key}.{source.part.name}", raw))
    return raw


def _first_of(source: FirstOf, transfer: Transfer, names: Names) -> Json:
    for fallback in source.options:
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
    return transfer.transform.evaluate(names) if transfer.transform is not None else raw


def _late(transfer: Transfer, source: Late, names: Names) -> Result:
    late: dict[str, Json] = {"$late": source.field}
    match source.which:
        case Compute(expression):
            which = expression.evaluate(names)
        case Read() as read:
            which = _read_path(read, names)
        case None:
            which = MISSING
    if not is_blank(which):
        type_ = TYPES[transfer.type]
        late["of"] = (type_.number if type_.is_number else type_.text)(type_.read(which))
    names.notes.append(Note("late", source.field, None))
    return Result(late, late)


def _blank(transfer: Transfer, names: Names, raw: Json) -> Result:
    needed = transfer.required if isinstance(transfer.required, bool) else names.tests(transfer.required)
    if needed:
        _tell_once(transfer, names, "blank", "a value is required")
        reads = [note for note in names.notes if note.what == "read"]
        told = ", ".join(dict.fromkeys(f"{note.text} {_emptiness(note.value)}" for note in reads))
        told = told or f"{text_of(transfer.source)} {_emptiness(raw)}"
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
    where = f"{names.label} ({names.place.text}{text_of(transfer.source)})"
    span = transfer.mended_at("max", "digits", "places", "policy")
    names.walk.warn(Finding(code, f"{where}: {message}", span, severity="warning"))
