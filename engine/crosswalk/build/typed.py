"""The typed value of a row, and the value as it is sent: turned, looked up, defaulted, fitted to its field."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from ..finding import Problem
from ..language.evaluate import Get
from ..language.expression import Expression
from ..spec.mapping import Row, TableUse, Transfer
from ..spec.order import Place
from ..spec.sources import Late, Read, text_of
from ..values import MISSING, Json, is_blank, show
from .bench import Bench
from .fit import build_fit, build_sent, is_plain_text
from .frame import HERE, NOTES, PLACE, VALUE, Frame
from .outcome import Note
from .raw import build_raw
from .scope import Dependent, FrameScope
from .telling import new_note, report_of

Take: TypeAlias = Callable[[Frame], str]
"""Fills the slots of a row; gives the reason where there is nothing to send."""


def build_typed(row: Row, transfer: Transfer, bench: Bench, place: Place) -> Take:
    """What takes a value that is known now."""
    return _Typed(row, transfer, bench, place).take()


def build_late(row: Row, transfer: Transfer, source: Late, bench: Bench, place: Place) -> Take:
    """What stands in the body until the document that gives the value was sent."""
    value, wire, _, _ = bench.slots(row.id)
    which = build_raw(row, transfer, bench, place)
    sent, teller = build_sent(transfer), bench.teller

    def take(frame: Frame) -> str:
        late: dict[str, Json] = {"$late": source.field}
        meant = which(frame)
        if not is_blank(meant):
            late["of"] = sent(frame, meant)[1]
        if teller.traces:
            frame[NOTES].append(new_note(("late", source.field, None, None, 0)))
        frame[value] = frame[wire] = late
        return ""

    return take


class _Typed:
    """The closures of one row at one place."""

    def __init__(self, row: Row, transfer: Transfer, bench: Bench, place: Place) -> None:
        self.row, self.transfer, self.bench, self.place = row, transfer, bench, place
        self.slots, self.scope = bench.slots(row.id), FrameScope(bench, place)
        self.fit, self.blank = build_fit(row, transfer, bench), self.build_blank()
        self.has_default = transfer.default == "" or not is_blank(transfer.default)

    def take(self) -> Take:
        """The whole way of a value; a plain name has a shorter one that means the same."""
        transfer, table = self.transfer, self.transfer.table
        if table is None and transfer.transform is None and not self.bench.teller.traces and (name := self.name()):
            return self.plain(name)
        value, wire, _, _ = self.slots
        turned, fit, blank, has_default = self.turned(), self.fit, self.blank, self.has_default
        look_up, only = (self.look_up(table), table.only) if table is not None else (None, None)

        def take(frame: Frame) -> str:
            raw = turned(frame)
            if look_up is not None and not is_blank(raw):
                raw = look_up(frame, raw)
                if only is not None and raw != only:
                    return f"the code stands for {raw}"
            if raw is None or raw is MISSING or (isinstance(raw, str) and not raw.strip()):
                if not has_default:
                    return blank(frame, raw)
                raw = self.defaulted(frame)
            frame[value], frame[wire] = fit(frame, raw)
            return ""

        return take

    def name(self) -> str:
        """The one name of the line or record that the row is read from; nothing where there is more to its path."""
        segments = self.transfer.source.path.segments if isinstance(self.transfer.source, Read) else None
        return str(segments[0]) if segments and len(segments) == 1 and isinstance(segments[0], str) else ""

    def plain(self, name: str) -> Take:
        """Without the trace, a name or a part of the key that stands there takes half the calls."""
        value, wire, _, _ = self.slots
        fit, blank, has_default, default = self.fit, self.blank, self.has_default, self.transfer.default
        part = self.transfer.source.part if isinstance(self.transfer.source, Read) else None
        key, wanted = (part.key, part.name) if part is not None else ("", "")
        split = self.bench.tools.split_key
        if not key and is_plain_text(self.transfer):
            return self.text(name)

        def take(frame: Frame) -> str:
            raw = frame[HERE].get(name, MISSING)
            if raw is None or raw is MISSING or (isinstance(raw, str) and not raw.strip()):
                if not has_default:
                    return blank(frame, raw)
                raw = default
            elif key:
                raw = split(key, raw)[wanted]
            frame[value], frame[wire] = fit(frame, raw)
            return ""

        return take

    def text(self, name: str) -> Take:
        """Of a name whose text is sent as it is, and of no other value, there is nothing more to do."""
        value, wire, _, _ = self.slots
        fit, blank, has_default, default = self.fit, self.blank, self.has_default, self.transfer.default
        most = self.transfer.limits.max if self.transfer.limits.max is not None else 1 << 30

        def take(frame: Frame) -> str:
            raw = frame[HERE].get(name, MISSING)
            if type(raw) is str and raw.isascii() and len(raw) <= most and raw.strip() and "\0" not in raw:
                frame[value] = frame[wire] = raw
            elif not is_blank(raw):
                frame[value], frame[wire] = fit(frame, raw)
            elif has_default:
                frame[value], frame[wire] = fit(frame, default)
            else:
                return blank(frame, raw)
            return ""

        return take

    def turned(self) -> Get:
        """The raw value after the row's transform."""
        raw = build_raw(self.row, self.transfer, self.bench, self.place)
        if self.transfer.transform is None:
            return raw
        transform = self.scope.value(self.transfer.transform)

        def turned(frame: Frame) -> Json:
            frame[VALUE] = raw(frame)
            return transform(frame)

        return turned

    def defaulted(self, frame: Frame) -> Json:
        if self.bench.teller.traces:
            frame[NOTES].append(new_note(("default", "default", self.transfer.default, None, 0)))
        return self.transfer.default

    def look_up(self, table: TableUse) -> Callable[[Frame, Json], Json]:
        """The value of a code; rows that document one table tell of an unknown code only once."""
        tools, traces = self.bench.tools, self.bench.teller.traces

        def look_up(frame: Frame, code: Json) -> Json:
            try:
                found = tools.look_up(table.name, code, table.read_side)
            except Problem as problem:
                self.tell_once(frame, str(code), problem.message)
                raise
            if traces:
                frame[NOTES].append(new_note(("table", table.name, found, None, 0)))
            return found

        return look_up

    def build_blank(self) -> Callable[[Frame, Json], str]:
        """The reason why a blank value is not sent; raises Problem where one is required."""
        required = self.transfer.required
        needed = self.scope.test(required) if isinstance(required, Expression) else None

        def blank(frame: Frame, raw: Json) -> str:
            if required is not False and (needed is None or needed(frame)):
                raise self.missing(frame, raw)
            return "the source is blank"

        return blank

    def missing(self, frame: Frame, raw: Json) -> Problem:
        self.tell_once(frame, "blank", "a value is required")
        reads: list[Note] = [note for note in frame[NOTES] or () if note.what == "read"]
        told = ", ".join(dict.fromkeys(f"{note.text} {_emptiness(note.value)}" for note in reads))
        told = told or f"{text_of(self.transfer.source)} {_emptiness(raw)}"
        blank = (note.text for note in reads if is_blank(note.value))
        help = next((help for text in blank if (help := self.from_context(text))), "")
        help = help or "enter it where the record is kept, then send the record again"
        return Problem(f"a value is required, and {told}", help, "missing-value")

    def tell_once(self, frame: Frame, what: str, message: str) -> None:
        """Raises Dependent where another printed row of the same table has already told the same."""
        table = self.transfer.table
        if table is None or table.only is None or not self.bench.teller.traces:
            return
        told = (table.name, what, frame[PLACE])
        if told in report_of(frame).once:
            raise Dependent(message)
        report_of(frame).once.add(told)

    def from_context(self, path: str) -> str:
        """What to give for a blank value that comes from the context, by a link or by its name; else nothing."""
        root, _, field = path.partition(".")
        link = self.bench.graph.links.get(root)
        collection = link.find.text.strip().removeprefix("context.") if link is not None else ""
        if link is None or collection == link.find.text.strip():
            return ""
        return f"give {field} in {collection} of the --context" if field else f"give it with --context: {collection}"


def _emptiness(value: Json) -> str:
    if not is_blank(value):
        return f"is {show(value)}"
    return "is missing" if value is MISSING else "is null" if value is None else "is empty"
