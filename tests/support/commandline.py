"""Runs the command line in this process and keeps what it says."""

import contextlib
import io
import json
import sys
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from jsonschema import Draft202012Validator

from crosswalk_cli.main import main
from places import ROOT


@dataclass(frozen=True)
class Said:
    """Exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


def crosswalk(*arguments: str, stdin: bytes = b"") -> Said:
    """What `crosswalk ARGUMENTS` answers."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    code: Any = 0
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")),
    ):
        try:
            main(list(arguments))
        except SystemExit as stop:
            code = stop.code
    return Said(code, *(_text(stream) for stream in (out, err)))


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode("utf-8")


def check(document: Any, schema: str) -> None:
    """A JSON document that its shipped schema accepts."""
    spec = json.loads((ROOT / "schemas" / "output" / f"{schema}.schema.json").read_text("utf-8"))
    assert [error.message for error in Draft202012Validator(spec).iter_errors(document)] == []
