"""The parsing cases of JSONTestSuite against our reading: what must be read is, what must be refused is, nothing is lost.

The cases are not part of the project. To run them, name the folder that holds `json/*.json`:

    CROSSWALK_SUITES=/path/to/suites pytest tests/text/test_suite_json.py

Without it this module is not collected. What ever failed here is a test of our own in test_stream.py or test_payload.py.
"""

import io
import os
from pathlib import Path as File

import pytest

from commandline import crosswalk
from crosswalk import CrosswalkError, decode
from crosswalk.text.stream import read_stream

_FILES = sorted((File(os.environ["CROSSWALK_SUITES"]) / "json").glob("*.json"))
_REFUSED_BY_DESIGN = {"y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"}


@pytest.mark.parametrize("file", _FILES, ids=lambda file: file.stem)
class TestJson:
    def test_a_text_is_read_or_refused_as_the_suite_says(self, file: File) -> None:
        try:
            decode(file.read_bytes())
            is_read = True
        except CrosswalkError as error:
            is_read = not all(finding.at for finding in error.findings)
        if file.name.startswith("y_"):
            assert is_read != (file.name in _REFUSED_BY_DESIGN)
        if file.name.startswith("n_"):
            assert not is_read

    def test_every_byte_of_an_input_stands_in_a_value_or_in_a_finding(self, file: File) -> None:
        data = file.read_bytes()
        lost = bytearray(data)
        for read in read_stream(io.BytesIO(data), "suite"):
            lost[read.position.first : read.position.end] = b" " * (read.position.end - read.position.first)
            assert all(finding.at for _, finding in read.findings)
        assert not bytes(lost).removeprefix(b"\xef\xbb\xbf").strip(b" \t\r\n[],")

    @pytest.mark.parametrize("command", ["run", "dry-run"])
    def test_no_input_ends_a_command_badly(self, file: File, command: str) -> None:
        said = crosswalk(command, "subcontractor-invoices", "-", stdin=file.read_bytes())
        assert said.code in {1, 4}
        assert "internal error" not in said.err

    def test_a_sound_record_behind_it_is_read_all_the_same(self, file: File) -> None:
        *_, last = read_stream(io.BytesIO(file.read_bytes() + b'\n{"last": 1}\n'), "suite")
        assert last.value == {"last": 1} or b"\0" in file.read_bytes() or file.read_bytes()[:1] in {b"[", b"{"}
