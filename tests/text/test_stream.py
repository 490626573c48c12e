"""Inputs are read whole: every record, in any layout, and every mistake at its place."""

import gzip
import io
import random
from itertools import permutations
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosswalk.text.exact import DECODER
from crosswalk.text.payload import encode
from crosswalk.text.stream import Position, Read, place_in, read_stream
from crosswalk.values import MISSING, Json

ONE, TWO, THREE, FOUR = ({"a": number} for number in (1, 2, 3, 4))


def reads(data: bytes) -> list[Read]:
    return list(read_stream(io.BytesIO(data), "x"))


def values(data: bytes) -> list[Json]:
    """The values, and for a stretch that is none, where its first mistake stands."""
    return [read.findings[0][1].at if read.findings else read.value for read in reads(data)]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", []),
        (b"\n \n", []),
        (b"[]", []),
        (b'\xef\xbb\xbf{"a": 1}', [ONE]),
        (b'{"a": 1}\n{"a": 2}\n', [ONE, TWO]),
        (b'\xef\xbb\xbf{"a": 1}\n\xef\xbb\xbf[{"a": 2}]\n\xef\xbb\xbf{"a": 3}', [ONE, TWO, THREE]),
        (b'{"a": 1}\r\n\r\n{"a": 2}', [ONE, TWO]),
        (b'{"a": 1}{"a": 2} {"a": 3}', [ONE, TWO, THREE]),
        (b'[{"a": 1}, {"a": 2}]', [ONE, TWO]),
        (b'[\n  {"a": 1},\n  {"a": 2}\n]\n', [ONE, TWO]),
        (b'[{"a": 1},\n {"a": 2}\n,\n{"a": 3}]', [ONE, TWO, THREE]),
        (b'[{"a": 1}]\n[{"a": 2}, {"a": 3}]\n{"a": 4}', [ONE, TWO, THREE, FOUR]),
        (b'{"a": 1}\n[{"a": 2}]\n[]\n[{"a": 3}]', [ONE, TWO, THREE]),
        (b'{\n  "a": 1\n}\n{\n  "a": 2\n}', [ONE, TWO]),
        (b"[[1], 2]", [[1], 2]),
    ],
)
def test_every_sequence_of_records_is_read(data: bytes, expected: list[Json]) -> None:
    assert values(data) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        # what follows a first list is refused at its place
        (b'[{"a": 1}] and more', [ONE, "x:1:12"]),
        (b'[{"a": 1}]]\n{"a": 2}', [ONE, "x:1:11", TWO]),
        (b'{"a": 1}}\n{"a": 2}', [ONE, "x:1:9", TWO]),
        (b'{"a": 1},\n{"a": 2}', [ONE, "x:1:9", TWO]),
        # a line that is no record
        (b'{"a": 1}\nnot json\nneither\n{"a": 2}', [ONE, "x:2:1", "x:3:1", TWO]),
        (b'{"a": 1}\n\n{"a": }\n{"a": 2}', [ONE, "x:3:7", TWO]),
        # a record that was cut does not swallow those behind it
        (b'{"a": 1}\n{"a": \n{"a": 3}\n{"a": 4}', [ONE, "x:2:6", THREE, FOUR]),
        (b'{"a": {"b": [1,\n{"a": 2}\n{"a": 3}', ["x:1:16", TWO, THREE]),
        (b'{"a": "cut\n{"a": 2}', ["x:1:7", TWO]),
        (b'[\n{"a": 1},\n{"a": 2\n{"a": 3}\n]\n{"a": 4}', [ONE, "x:3:8", THREE, FOUR]),
        (b'{"a": [\n{"a": 2}\n', ["x:1:8", TWO]),
        (b'{"a": {"b": [1,\n{"a": 2}\n{"a": 3}\n]}}\n{"a": 4}', ["x:1:16", TWO, THREE, "x:4:1", FOUR]),
        (b'{oops\n[{"a": 1}, {"a": 2}]\n{"a": 3}', ["x:1:2", ONE, TWO, THREE]),
        (b'{"a": [\n[1],\n[NaN]\n]}\n{"a": 2}', ["x:3:2", TWO]),
        # a NUL at the start is no other encoding
        (b'\0\n{"a": 1}\n{"a": 2}', ["x:1:1", ONE, TWO]),
        # one bad element of a list
        (b'[{"a": 1}, {"a": NaN}, {"a": 3}]', [ONE, "x:1:18", THREE]),
        (b'[{"a": 1}, {"a": 1 2}, {"a": 3}]', [ONE, "x:1:20", THREE]),
        (b'[{"a": 1}, {"a": 1, "a": 2}, {"a": 3}]', [ONE, "x:1:21", THREE]),
        (b'[{"a": 1}, {"a": "\\ud800"}, {"a": 3}]', [ONE, "x:1:19", THREE]),
        (b'[{"a": 1}, {"a": "N\xf6rth"}, {"a": 3}]', [ONE, "x:1:20", THREE]),
        (b'[{"a": 1}, , {"a": 3}]', [ONE, "x:1:12", THREE]),
        (b'[{"a": 1} {"a": 2}]', [ONE, "x:1:11", TWO]),
        (b'[{"a": 1}, {"a": 2}', [ONE, TWO, "x:1:1"]),
        (b'[{"a": 1}, {"a": [1, {"a": 3}]', [ONE, "x:1:31", "x:1:1"]),
        # the same in an object over several lines
        (b'{\n "a": NaN,\n "b": 2\n}\n{\n "a": 3\n}', ["x:2:7", THREE]),
        (b'{"a": "N\xf6rth"}\n{"a": 2}', ["x:1:9", TWO]),
        (b'{"a": "\xed\xa0\x80"}\n{"a": 2}', ["x:1:8", TWO]),
        (b'{"a": 0.4e99999999999999999999}\n{"a": 2}', ["x:1:7", TWO]),
        ('[{"a": 1}]'.encode("utf-16"), ["x:1:1"]),
        ('[{"a": 1}]'.encode("utf-16-be"), ["x:1:1"]),
        ('[{"a": 1}]'.encode("utf-32-le"), ["x:1:1"]),
    ],
)
def test_one_bad_record_is_one_finding_at_its_place_and_the_others_are_read(data: bytes, expected: list[Json]) -> None:
    assert values(data) == expected


def test_a_bad_element_of_a_list_in_an_envelope_leaves_the_others_whole() -> None:
    (read,) = reads(b'{"items": [{"a": 1}, {"a": NaN}, {"a": 1 2}, {"a": 4}], "more": false}')
    assert read.value == {"items": [ONE, {"a": None}, None, FOUR], "more": False}
    assert [path for path, _ in read.findings] == [("items", 1, "a"), ("items", 2)]


def test_elements_of_an_envelope_that_begin_their_lines_are_no_records_of_their_own() -> None:
    read, last = reads(b'{"items": [\n{"a": 1},\n{"a": NaN},\n{"a": 3}\n]}\n{"a": 4}')
    assert (read.value, last.value) == ({"items": [ONE, {"a": None}, THREE]}, FOUR)
    assert [finding.at for _, finding in read.findings] == ["x:3:7"]


def test_positions_are_lines_columns_and_bytes() -> None:
    data = '\n[{"a": "é"},\n  {"a": 2}]\n{"items": [{"a": "ü"}, {"a": 4}]}'.encode()
    first, second, third = reads(data)
    inner = third.position_of(("items", 1))
    places = [(p.line, p.column, data[p.first : p.end].decode()) for p in (first.position, second.position, inner)]
    assert places == [(2, 2, '{"a": "é"}'), (3, 3, '{"a": 2}'), (4, 24, '{"a": 4}')]
    assert third.text_of(("items", 0)) == '{"a": "ü"}'


@given(st.lists(st.dictionaries(st.text(max_size=5), st.one_of(st.integers(), st.text(max_size=9), st.none()))))
def test_every_order_of_lines_lists_and_objects_is_one_stream(records: list[Json]) -> None:
    dice = random.Random(len(records))
    parts: list[bytes] = []
    rest = list(records)
    while rest:
        some = [rest.pop(0) for _ in range(min(dice.randint(1, 3), len(rest)))]
        lines = [encode(record) for record in some]
        parts.append(dice.choice([b"\n".join(lines), b"[" + b" ,\n ".join(lines) + b"]", b" ".join(lines)]))
    assert values(dice.choice([b"\n", b" ", b"\r\n\n"]).join(parts)) == records


def test_records_in_are_records_read_in_every_order_of_three_kinds() -> None:
    kinds = [b'{"a": 1}', b'[{"a": 2}, {"a": 3}]', b"not json"]
    for order in permutations(kinds):
        found = reads(b"\n".join(order))
        assert sorted(read.value["a"] for read in found if read.value is not MISSING) == [1, 2, 3]
        assert sum(read.value is MISSING for read in found) == 1


class Dripping(io.RawIOBase):
    """Gives a stream in pieces of a few bytes, so that every value is cut somewhere."""

    def __init__(self, data: bytes, size: int) -> None:
        self.data, self.size, self.at = data, size, 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        piece = self.data[self.at : self.at + self.size]
        self.at += len(piece)
        return piece


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_where_the_input_is_cut_into_pieces_changes_nothing(size: int) -> None:
    data = '[{"a": "é\\ud83d\\ude00"}, -12.5e3, {"b": NaN}, {"c": [true, null]}]\n{"a": \n{"d": 1}\nx\n'.encode()
    data += b'{"i": [\n{"a": 1},\n{"a": NaN}\n]}\n' * 3 + b'{"cut": [1,\n{"a": 2}\n{"a": 3}'
    whole = [(read.value, read.position, [f.message for _, f in read.findings]) for read in reads(data)]
    dripped = read_stream(Dripping(data, size), "x")
    assert [(read.value, read.position, [f.message for _, f in read.findings]) for read in dripped] == whole


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "utf-32-le"])
def test_a_pipe_that_gives_its_first_byte_alone_is_read_in_the_same_encoding(encoding: str) -> None:
    data = '{"a": 1}'.encode(encoding)
    whole = [(read.value, read.position, read.findings) for read in reads(data)]
    assert [(read.value, read.position, read.findings) for read in read_stream(Dripping(data, 1), "x")] == whole


def test_records_of_an_envelope_are_placed_by_counting_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each place was counted from the start of the envelope: many rejects took quadratic time."""
    (read,) = reads(b'{"items": [' + b",\n".join(b'{"a": %d}' % number for number in range(3_000)) + b"]}")
    counted: list[int] = []

    def place(text: str, offset: int, start: Position) -> tuple[int, int]:
        counted.append(offset)
        return place_in(text, offset, start)

    monkeypatch.setattr("crosswalk.text.stream.place_in", place)
    assert [read.position_of(("items", number)).line for number in range(3_000)] == list(range(1, 3_001))
    assert sum(counted) <= len(read.text)
    assert read.position_of(("items", 7)) == reads(read.text.encode())[0].position_of(("items", 7))


def test_a_packed_input_that_ends_early_gives_what_it_held_and_one_finding() -> None:
    packed = gzip.compress(b"\n".join(b'{"a": %d, "b": "%d"}' % (n, n**9) for n in range(20_000)))
    from crosswalk_cli.inputs import _Counted, _Unpacked

    with io.BufferedReader(_Unpacked(_Counted(io.BytesIO(packed[: len(packed) // 2]), "x"))) as file:
        found = list(read_stream(file, "x"))
    good = [read.value["a"] for read in found if not read.findings]
    assert good == list(range(len(good)))
    assert len(good) > 1_000
    assert "the gzip file ends early" in [finding.message for read in found for _, finding in read.findings]


def test_an_element_of_a_list_is_decoded_once_however_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list on one line took quadratic time: the rest of it was copied and looked at for each element."""
    tries: list[int] = []
    decode = DECODER.raw_decode

    def counted(text: str, at: int) -> tuple[Json, int]:
        tries.append(len(text) - at)
        return decode(text, at)

    monkeypatch.setattr("crosswalk.text.stream.DECODER", SimpleNamespace(raw_decode=counted))
    data = b"[" + b",".join(b'{"a": %d}' % number for number in range(50_000)) + b"]"
    assert len(reads(data)) == 50_000
    assert len(tries) < 50_000 + 3 * len(data) / 65_536
    assert max(tries) < 3 * 65_536
