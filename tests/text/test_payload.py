"""JSON in and out: exact and strict."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosswalk import CrosswalkError
from crosswalk.text.payload import decode, encode, encode_pretty


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
        (b"[" * 100_000, "nested too deeply", 1, 102),
        (b'{"a": "\xff"}', "UTF-8", 1, 8),
        (b"", "empty", 1, 1),
        (b'{"a": 1', "not JSON", 1, None),
        (b"{'a': 1}", "not JSON", 1, 2),
        ('{"a": 1}'.encode("utf-16"), "UTF-8", 1, 1),
    ],
)
def test_a_bad_payload_is_one_finding_at_its_place(data: bytes, message: str, line: int, column: int | None) -> None:
    with pytest.raises(CrosswalkError) as caught:
        decode(data, "p.json")
    (finding,) = caught.value.findings
    assert finding.code == "bad-json"
    assert message in finding.message
    assert finding.span is not None
    assert finding.span.line == line
    assert column is None or finding.span.column == column


def test_a_byte_order_mark_is_accepted() -> None:
    assert decode(b"\xef\xbb\xbf[1]") == [1]


def test_pretty_json_keeps_the_numbers() -> None:
    assert encode_pretty({"a": Decimal("1.10")}) == '{\n  "a": 1.10\n}'


@pytest.mark.parametrize(
    ("payload", "message", "line", "column"),
    [
        ('{"a": "\\ud83d"}', r"half a character, \ud83d, stands in a", 1, 8),
        ('{"a": {"b": ["x", "\\udc00"]}}', "stands in a.b[1]", 1, 20),
        ('{"vendor_name": 1,\n "vendor name": 2,\n "vendor name": 3}', '"vendor name" stands twice', 3, 2),
        ('{"a": 0.4e' + "9" * 30 + "}", "out of range", 1, 7),
        ("{\"a\": '1'}", "not JSON", 1, 7),
        ('{"a": 1} {"a": 2}', "behind the end", 1, 10),
    ],
)
def test_a_mistake_is_told_at_its_place(payload: str, message: str, line: int, column: int) -> None:
    for given_as in (payload, payload.encode()):
        with pytest.raises(CrosswalkError) as caught:
            decode(given_as, "p.json")
        (finding,) = caught.value.findings
        assert message in finding.message
        assert finding.at == f"p.json:{line}:{column}"


def test_a_pair_of_halves_is_a_letter_and_an_escaped_backslash_is_none() -> None:
    assert decode('{"a": "\\ud83d\\ude00", "b": "\\\\ud83d"}') == {"a": "\U0001f600", "b": "\\ud83d"}


def test_a_name_given_twice_in_a_large_object_is_found_in_one_pass() -> None:
    z = '"z"'
    text = "{" + ", ".join(f'"k{number}": 1' for number in range(60_000)) + ', "z": 1, "z": 2}'
    with pytest.raises(CrosswalkError) as caught:
        decode(text)
    assert caught.value.findings[0].at == f"payload:1:{text.rindex(z) + 1}"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1E-7"), "0.0000001"),
        ({"a": [Decimal("-2.50E-8")]}, '{"a":[-0.0000000250]}'),
        (Decimal("1.0E+2"), "100"),
        ({"a\ud800": "b\udfff"}, '{"a\\\\ud800":"b\\\\udfff"}'),
        ({"a": "3E-5"}, '{"a":"3E-5"}'),
    ],
)
def test_whatever_is_written_has_plain_digits_and_whole_letters(value: object, text: str) -> None:
    assert encode(value).decode() == text


def test_a_value_that_is_nested_too_deeply_to_write_does_not_end_the_run() -> None:
    value: object = "x"
    for _ in range(2_000):
        value = [value]
    assert b"nested too deeply" in encode(value)
