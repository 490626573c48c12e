"""The page of every finding code: what it checks, why, and what to write instead.

The pages stand in codes.md. The example of a page is the file of the same name in tests/bad, whose rendered findings
are a snapshot.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from . import resources
from .text.context_form import context_form
from .text.files import DISK, MOST_OF_YAML


@dataclass(frozen=True, slots=True)
class Code:
    """One code and its page."""

    name: str
    checks: str
    why: str
    instead: str
    shows: str = ""


def _read(text: str) -> Iterator[Code]:
    for part in text.split("\n# ")[1:]:
        name, checks, why, instead, *more = part.strip().split("\n")
        shows = "".join(more).removeprefix("Shows: ")
        yield Code(name, checks, why.removeprefix("Why: "), instead.removeprefix("Instead: "), shows)


def _text(file: Path) -> str:
    return DISK.read(file, str(file), MOST_OF_YAML).decode("utf-8", "replace").replace("\r\n", "\n")


CODES: Mapping[str, Code] = MappingProxyType({code.name: code for code in _read(_text(resources.codes()))})


def page(name: str) -> str:
    """The page of a code: what it checks, why, an example, what to use instead."""
    code = CODES[name]
    parts = [name, "", "What it checks", f"  {code.checks}", "", "Why", f"  {code.why}"]
    for file in DISK.below(resources.examples()):
        if not file.name.startswith(f"{name}."):
            continue
        if file.suffix == ".args":
            parts += ["", "Example", f"  $ crosswalk {_text(file).strip()}"]
        elif file.suffix in {".yaml", ".json", ".toml"}:
            text = "\n".join(f"  {line}".rstrip() for line in _text(file).splitlines()[:40])
            parts += ["", f"Example ({file.name})", text]
    parts += ["", "Use instead", f"  {code.instead}"]
    return "\n".join([*parts, "", _FORMS[code.shows]()] if code.shows else parts)


_FORMS: Mapping[str, Callable[[], str]] = MappingProxyType({"context": context_form})
"""What a page can show at its end, by the word that follows `Shows:` in codes.md."""
