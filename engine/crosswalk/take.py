"""How a row's value comes about: take it, turn it, check it, write it down for sending."""

from dataclasses import dataclass
from decimal import Decimal

from .finding import Finding, Problem
from .flags import spoken
from .limits import Excess, excess, places_of
from .names import Names
from .outcome import Note
from .run import NotGiven
from .spec import Fallback, Limits, TableUse, Way
from .values import EXACT, MISSING, TYPES, Json, Type, is_blank, show


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


def take(way: Way, names: Names) -> Result:
    """The result of a way; raises Problem where the record cannot go on with it."""
    if way.late is not None:
        return _late(way, names)
    raw = _first_of(way, names) if way.first_of else _raw(way, names)
    raw = _turn(way, names, raw)
    if way.table is not None and not is_blank(raw):
        raw = _look_up(way, way.table, raw, names)
        names.notes.append(Note("table", way.table.name, raw))
        if way.table.only is not None and raw != way.table.only:
            return Result(reason=f"the code stands for {raw}")
    if is_blank(raw) and way.default is not MISSING:
        raw = way.default
        names.notes.append(Note("default", "default", raw))
    if is_blank(raw) and not (raw == "" and way.default == ""):
        return _blank(way, names, raw)
    return _finish(way, names, raw)


def _tell_once(way: Way, names: Names, what: str, message: str) -> None:
    """Raises Dependent where another printed row of the same table has already told the same."""
    if way.table is None or way.table.only is None:
        return
    told = (way.table.name, what, names.place.slot)
    if told in names.walk.told:
        raise Dependent(message)
    names.walk.told.add(told)


def _look_up(way: Way, use: TableUse, code: Json, names: Names) -> Json:
    """The value of a code; rows that document one table tell of an unknown code only once."""
    try:
        return names.walk.run.look_up(use.name, code, use.read_side)
    except Problem as problem:
        _tell_once(way, names, str(code), problem.message)
        raise


def _raw(way: Way, names: Names) -> Json:
    if way.constant is not MISSING:
        names.notes.append(Note("constant", show(way.constant), way.constant))
        return way.constant
    if way.same_as is not None:
        same = names.walk.result_of(way.same_as, names.place)
        names.notes.append(Note("read", f"rows.{way.same_as.replace('-', '_')}", same, names.place.slot))
        return same
    if way.total is not None:
        return names.walk.total(way, names)
    if way.choose is not None:
        chosen = names.walk.run.flags[way.choose.flag].value
        names.notes.append(Note("flag", way.choose.flag, chosen))
        return way.choose.sources[spoken(chosen)].evaluate(names)
    if way.source is not None:
        return way.source.evaluate(names)
    return _read_path(way, names)


def _read_path(way: Way, names: Names) -> Json:
    if way.path is None:
        return MISSING
    base = names.place.line if names.place.is_line else names.walk.record
    raw = way.path.read(base)
    names.notes.append(Note("read", way.path.text, raw, names.place.slot))
    if way.read_part is not None and not is_blank(raw):
        key, part = way.read_part
        raw = names.tools.split_key(key, raw)[part]
        names.notes.append(Note("part", f"{key}.{part}", raw))
    return raw


def _first_of(way: Way, names: Names) -> Json:
    for fallback in way.first_of:
        value = _consider(fallback, names)
        if not is_blank(value):
            if fallback.warning is not None:
                code, message = fallback.warning
                names.walk.warn(Finding(code, message.render(names), way.mended_at("first_of"), severity="warning"))
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


def _turn(way: Way, names: Names, raw: Json) -> Json:
    """Applies the transform; a blank value goes past it only where the transform itself says so."""
    names.value = raw
    if way.transform is not None:
        return way.transform.evaluate(names)
    for step in way.steps:
        raw = step(raw, names)
    return raw


def _late(way: Way, names: Names) -> Result:
    late: dict[str, Json] = {"$late": way.late}
    which = way.source.evaluate(names) if way.source is not None else _read_path(way, names)
    if not is_blank(which):
        type_ = TYPES[way.type]
        late["of"] = (type_.number if type_.is_number else type_.text)(type_.read(which))
    names.notes.append(Note("late", str(way.late), None))
    return Result(late, late)


def _blank(way: Way, names: Names, raw: Json) -> Result:
    needed = way.required if isinstance(way.required, bool) else names.tests(way.required)
    if needed:
        _tell_once(way, names, "blank", "a value is required")
        reads = [note for note in names.notes if note.what == "read"]
        told = ", ".join(dict.fromkeys(f"{note.text} {_emptiness(note.value)}" for note in reads))
        told = told or f"{source_text(way)} {_emptiness(raw)}"
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


def source_text(way: Way) -> str:
    """What the row reads, in the words of the spec."""
    for part in (way.path, way.source, way.total):
        if part is not None:
            return part.text
    if way.first_of:
        return " or ".join(fallback.source.text for fallback in way.first_of)
    return way.choose.flag if way.choose else (way.same_as or "its source")


def _finish(way: Way, names: Names, raw: Json) -> Result:
    type_ = TYPES[way.type]
    value = _limit(type_.read(raw), type_, way.limits, names, way)
    wire = way.wire or (names.walk.wire_of(way) if type_.is_number else "text")
    return Result(value, type_.number(value) if wire == "number" else type_.text(value))


def _limit(value: Json, type_: Type, limits: Limits, names: Names, way: Way) -> Json:
    found = excess(value, type_, limits)
    # a number with too many digits has no end that could be cut off
    is_cut = found is not None and limits.policy != "error" and (isinstance(value, str) or found.code == "too-precise")
    if found is None:
        return value
    if not is_cut:
        raise Problem(found.message, found.help, found.code)
    return _cut(value, type_, found, names, way)


def _cut(value: Json, type_: Type, found: Excess, names: Names, way: Way) -> Json:
    """The value cut, or rounded half up, to what the field takes, with a warning."""
    places = places_of(type_, way.limits)
    if isinstance(value, str):
        cut: Json = value[: way.limits.max].rstrip()
        note = f"to {way.limits.max} letters"
    else:
        cut = Decimal(value).quantize(Decimal(1).scaleb(-(places or 0)), context=EXACT)
        note = f"rounded half up to {places} decimals"
    _warn(names, way, found.code, f"{found.message}; sent as {show(cut)}")
    names.notes.append(Note("truncate", note, cut))
    return cut


def _warn(names: Names, way: Way, code: str, message: str) -> None:
    where = f"{names.label} ({names.place.text}{source_text(way)})"
    span = way.mended_at("max", "digits", "places", "policy")
    names.walk.warn(Finding(code, f"{where}: {message}", span, severity="warning"))
