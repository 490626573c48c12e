"""Where the end of something broken is, in a JSON text that goes on behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_NEAR = 100
_OUTSIDE = re.compile(r'["\[\]{},\n]')
_INSIDE = re.compile(r'["\\\n]')


@dataclass(slots=True)
class Extent:
    """Looks for the end of something broken: brackets are counted, letters in quotes are not.

    A line that begins with a bracket in the same column as the broken value is the next value: a record that was cut
    does not swallow those behind it. `column` is that column, from 0; None, where lines do not matter.
    Where such a line may also be an element of a list in the broken value, it is kept as `candidate`: it is the next
    value, unless the broken one has an end of its own behind it.
    """

    column: int | None
    in_list: bool
    stack: list[str] = field(default_factory=list)
    is_inside: bool = False
    at: int = 0
    candidate: int | None = None

    def scan(self, text: str, start: int = 0, *, is_all: bool) -> int | None:
        """The end of the broken stretch in a text that begins with it; None, where more of the text is needed."""
        self.at = max(self.at, start)
        while True:
            found = (_INSIDE if self.is_inside else _OUTSIDE).search(text, self.at)
            if found is None:
                self.at = len(text)
                return None
            sign, at = found[0], found.start()
            if sign == "\n" and self.column is not None and not is_all and at + self.column + 1 >= len(text):
                self.at = at
                return None
            self.at = at + 1
            end = self.step(sign, text, at)
            if end is not None:
                return end

    def forget(self, letters: int) -> None:
        """So many letters at the front of the text are there no longer."""
        self.at -= letters
        self.candidate = None if self.candidate is None else self.candidate - letters

    def step(self, sign: str, text: str, at: int) -> int | None:
        if sign == "\\":
            self.at += 1
            return None
        if sign == "\n":
            was_inside, self.is_inside = self.is_inside, False
            return self.line(text, at, was_inside) if self.begins_anew(text, at + 1) else None
        if sign == '"':
            self.is_inside = not self.is_inside
            return None
        return self.bracket(sign, at)

    def line(self, text: str, at: int, was_inside: bool) -> int | None:
        """The end, where the line that begins behind a line end is the next value."""
        before = text[max(at - _NEAR, 0) : at].rstrip()[-1:]
        if self.stack[-1:] == ["["] and before in {"[", ","} and not was_inside:
            self.candidate = at + 1 if self.candidate is None else self.candidate
            return None
        return at + 1 if self.candidate is None else self.candidate

    def bracket(self, sign: str, at: int) -> int | None:
        if sign in "[{":
            self.stack.append(sign)
        elif sign == "," and not self.stack:
            return at if self.in_list else None
        elif sign in "]}":
            return self.close("[" if sign == "]" else "{", at)
        return None

    def close(self, opening: str, at: int) -> int | None:
        while self.stack and opening in self.stack:
            if self.stack.pop() == opening:
                return at + 1 if not self.stack and not self.in_list else None
        if opening == "[" and self.in_list:
            return at  # the list itself ends here
        return None

    def begins_anew(self, text: str, at: int) -> bool:
        if self.column is None:
            return False
        start = at + self.column
        return text.startswith(("{", "["), start) and not text[at:start].strip()
