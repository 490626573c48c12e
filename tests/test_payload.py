"""JSON in and out: exact, strict, streamed."""

import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosswalk import CrosswalkError
from crosswalk.payload import decode, decode_bytes, encode, encode_pretty, stream
from crosswalk.values import Json


@pytest.mark.parametrize(
    "text", ["1234567890123456.78", "0.1", "-0.00", "5237.60", "12345678901234567890", "1.0000000000000000001"]
)
def test_a_number_comes_back_letter_by_letter(text: str) -> None:
    assert encode(decode(text)).decode() == text


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=2))
def test_every_amount_comes_back_exactly(amount: Decimal) -> None:
    assert decode(encode({"a": amount}).decode()) == {"a": amount}


@pytest.mark.parametrize(
    ("data", "message", "line", "column"),
    [
        (b'{"a": 1,}', "not JSON", 1, None),
        (b'{"a": NaN}', "NaN", 1, 7),
        (b'{"a": [1,\n Infinity]}', "Infinity", 2, 2),
        (b'{"a": 1,\n "a": 2}', "twice", 2, 2),
        (b"[" * 100_000, "nested too deeply", 1, 1),
        (b'{"a": "\xff"}', "UTF-8", 1, 8),
        (b"", "empty", 1, 1),
        (b'{"a": 1', "not JSON", 1, None),
        (b"{'a': 1}", "not JSON", 1, 2),
        ('{"a": 1}'.encode("utf-16"), "UTF-8", 1, 1),
    ],
)
def test_a_bad_payload_is_one_finding_at_its_place(data: bytes, message: str, line: int, column: int | None) -> None:
    with pytest.raises(CrosswalkError) as caught:
        decode_bytes(data, "p.json")
    (finding,) = caught.value.findings
    assert finding.code == "bad-json"
    assert message in finding.message
    assert finding.span is not None
    assert finding.span.line == line
    assert column is None or finding.span.column == column


def test_a_byte_order_mark_is_accepted() -> None:
    assert decode_bytes(b"\xef\xbb\xbf[1]") == [1]


def test_pretty_json_keeps_the_numbers() -> None:
    assert encode_pretty({"a": Decimal("1.10")}) == '{\n  "a": 1.10\n}'


def streamed(data: bytes) -> list[Json]:
    return [
        value.findings[0].code if isinstance(value, CrosswalkError) else value
        for value in stream(io.BytesIO(data), "x")
    ]


@pytest.mark.parametrize(
    ("data", "values"),
    [
        (b"", []),
        (b"\n\n", []),
        (b'{"a": 1}\n{"a": 2}\n', [{"a": 1}, {"a": 2}]),
        (b'{"a": 1}\n\n{"a": 2}', [{"a": 1}, {"a": 2}]),
        (b'{"a": 1}\n{"a": \n{"a": 3}\n', [{"a": 1}, "bad-json", {"a": 3}]),
        (b'{"a": \n{"a": 2}\n', ["bad-json", {"a": 2}]),
        (b'[{"a": 1}, {"a": 2}]', [{"a": 1}, {"a": 2}]),
        (b'[\n  {"a": 1},\n  {"a": 2}\n]\n', [{"a": 1}, {"a": 2}]),
        (b"[]", []),
        (b'{\n  "a": [\n 1.50\n]\n}', [{"a": [Decimal("1.50")]}]),
    ],
)
def test_a_stream_is_read_value_by_value(data: bytes, values: list[Json]) -> None:
    assert streamed(data) == values


@pytest.mark.parametrize("data", [b'[{"a": 1}', b'[{"a": 1} {"a": 2}]', b"[1, 2", b"[1, x]"])
def test_a_broken_array_stops(data: bytes) -> None:
    with pytest.raises(CrosswalkError):
        streamed(data)


@given(
    st.lists(
        st.dictionaries(st.text(max_size=5), st.one_of(st.integers(), st.text(max_size=9), st.none())), max_size=20
    ),
    st.integers(1, 9),
)
def test_an_array_and_its_lines_are_one_stream(values: list[Json], spaces: int) -> None:
    array = (b"," + b" " * spaces).join(encode(value) for value in values)
    lines = b"\n".join(encode(value) for value in values)
    assert streamed(b"[" + array + b"]") == streamed(lines) == values
