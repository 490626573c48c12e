"""Two conditions: proven apart, or a record that both take."""

from decimal import Decimal
from functools import cache
from itertools import product
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosswalk.finding import Findings, Problem, Source, Span
from crosswalk.language.compare import Comparison, Names, compare
from crosswalk.language.expression import Expression, parse_expression
from crosswalk.language.transforms.code import like
from crosswalk.text.source import Scalar
from crosswalk.values import MISSING, Json
from scopes import holds

NAMES = Names(others=frozenset({"flags", "today", "link"}))


@cache
def condition(text: str) -> Expression:
    findings = Findings()
    found = parse_expression(Scalar(text, Span(Source("x.yaml", text), 1, 1, len(text)), "plain"), findings)
    assert found is not None, list(findings.in_order())
    return found


def compared(one: str, other: str) -> Comparison:
    return compare(condition(one).tree, condition(other).tree, NAMES)


def takes(text: str, record: Json) -> bool:
    try:
        return holds(condition(text), {**record, "record": record})
    except Problem:
        return False


APART = [
    ('title is like("Allowance*")', 'title is like("Bond*")'),
    ('title is like(["Allowance*", "Alw*"])', 'title is like(["Bond*", "Bd ?"])'),
    ('title is like("Allowance*")', 'title is like("A*") and not (title is like("Allowance*"))'),
    ('title in ["a", "b"]', 'title in ["c", "d"]'),
    ('title in ["a", "b"]', 'title not in ["a", "b", "c"]'),
    ('title is like("OA-*")', 'title in ["a", "OA"]'),
    ('title == "a"', 'title != "a"'),
    ('title == "a"', 'record.title == "b"'),
    ('"a" == title', 'title == "b"'),
    ('title == "a"', 'title is like("b*")'),
    ('title is like("a?")', 'title is like("a??")'),
    ('title is like("*a")', 'title is like("*b")'),
    ('title is like("a*") and kind == "x"', 'title is like("a*") and kind == "y"'),
    ('title == "a" or title == "b"', 'title == "c" or title == "d" or kind is blank and kind == "x"'),
    ("title is blank", "title is not blank"),
    ("title is blank", 'title is like("*")'),
    ("title is missing", 'title == "a"'),
    ("title is missing", "title == none"),
    ("synced == true", "synced != true"),
    ("synced", "not synced"),
    ("synced", "synced == false"),
    ("synced == true", 'synced == "true"'),
    ("amount == 5", 'amount == "5"'),
    ("amount > 100000", "amount <= 100000"),
    ("amount > 100000", "not (amount > 5)"),
    ("amount >= 10 and amount < 20", "amount >= 20 or amount < 10"),
    ("100 < amount", "amount < 100"),
    ("amount > 5 and amount < 6 and amount not in [5.5]", "amount == 5.5"),
    ("amount is zero", "amount == 3"),
    ("amount > 1e30", "amount < 1e29"),
    ("amount is zero", "not (amount is zero)"),
    ('(title | split_part("-", 1)) == "OA"', '(title | split_part("-", 1)) == "OB"'),
    ('(title | split_part("-", 1)) == "OA"', 'title is like("Bond*")'),
    ('(title | split_part("-", 2)) is like("1*")', '(title | split_part("-", 2) | trim) == "2"'),
    ('(title | upper) is like("OA*")', '(title | upper) is like("BOND*")'),
    ('(title | lower) == "oa"', 'title is like("Bond*")'),
    ('(title | trim | truncate(2)) == "OA"', 'title is like("B*")'),
    ('(title | html_to_text) == "OA"', '(title | html_to_text) == "OB"'),
    ('(title | default("x")) == "x"', 'title is like("y*")'),
    ('(title | default("x")) == "x"', 'title is blank and kind == "a" and kind == "b"'),
    ('(title | default("open")) == "open"', '(title | default("open")) == "closed"'),
    ('(title | lookup("codes")) == "a"', '(title | lookup("codes")) == "b"'),
    ('"Allow" in title', '"Allow" not in title'),
    ('"Allow" in title', 'title is like("B??")'),
    ('title in "abc"', 'title == "ac"'),
    ("a == b", "a != b"),
    ("a < b", "a >= b"),
    ("b > a", "not (a < b)"),
    ('title == "a" if synced else title == "b"', 'title == "c"'),
    ('(title == "a") == true', '(title == "a") == false'),
    ("false", 'title == "a"'),
    ("'a' == 'b'", "true"),
    ('contact is blank and title == "a"', 'contact.name == "x"'),
    ("flags.multi == true", "flags.multi != true"),
    ("link.code is blank", 'link.code == "x"'),
    ('("a" if synced else "b") == "a"', '("a" if synced else "b") == "b"'),
    ('kind is like("A-1*") or kind is like("A-2*")', 'kind is like("A-*") and not (kind is like(["A-1*", "A-2*"]))'),
    ('day == "2025-01-31"', 'day == "2025-02-01"'),
]


@pytest.mark.parametrize(("one", "other"), APART)
def test_conditions_that_no_record_meets_both_are_apart(one: str, other: str) -> None:
    assert compared(one, other).verdict == "apart"
    assert compared(other, one).verdict == "apart"


MEET = [
    ('title is like("OA-*")', 'title is like("OA*")', 'with title "OA-"'),
    ('title is like("Allowance*")', 'title is like("*")', 'with title "Allowance"'),
    ('title is like("OA-*")', 'title is like("OA-*") and not (title is like("OA-"))', 'with title "OA-1"'),
    ('title is like("A*") and not (title is like("A-1*"))', 'title is like("A-*")', 'with title "A-"'),
    ('title is like("*a*")', 'title is like("*b")', 'with title "ab"'),
    ('title in ["a", "b"]', 'title != "a"', 'with title "b"'),
    ('title == "a"', 'kind == "b"', 'with title "a" and kind "b"'),
    ("amount > 100000", 'invoice_type == "retainage"', 'with amount 100001 and invoice_type "retainage"'),
    ("amount > 5", "amount < 6", "with amount 5.5"),
    ("amount > 1e30", "amount > 1e31", "with amount 10000000000000000000000000000001"),
    ("amount > 1e30", "amount < 1000000000000000000000000000001", "with amount 1000000000000000000000000000000.5"),
    ("amount is zero", "amount is not blank", "with amount 0"),
    ('amount is like("5*")', "amount > 3", "with amount 5"),
    ('title != "a"', 'title != "b"', 'with title "1"'),
    ('title == ""', "title is blank", 'with title ""'),
    ("title is missing", 'title != "b"', "without title"),
    ("title is missing", 'kind == "b"', 'with kind "b" and without title'),
    ('title == "a"', "true", 'with title "a"'),
    ("synced", 'title == "a"', 'with synced true and title "a"'),
    ("synced != true", "synced is not missing", "with synced false"),
    ('(title | split_part("-", 1)) == "OA"', 'title is like("OA-?*")', 'with title "OA-1"'),
    ('(title | upper) == "BOND"', 'title is like("b*")', 'with title "bOND"'),
    ('(title | default("x")) == "x"', "title is blank", 'with title ""'),
    ('contact.name == "x"', "contact is not blank", 'with contact.name "x"'),
    ('items[1].code == "x"', "items[0].code is missing", 'with items[1].code "x" and without items[0].code'),
    ('"Allow" in title', 'title is like("B*")', 'with title "BAllow"'),
    ("flags.multi == true", 'title == "a"', 'with flags.multi true and title "a"'),
    ("a == b", 'title == "x" and a != c', 'with title "x" and a "x" and b "x" and c "1"'),
    ("a == b", 'a == "x"', 'with a "x" and b "x"'),
    ("a < b", "a > c", "with a 1 and b 2 and c 0"),
    (" or ".join(f"a{n} == 1" for n in range(40)), " or ".join(f"b{n} == 1" for n in range(40)), "with a0 1 and b0 1"),
    ("true", "true", ""),
]


@pytest.mark.parametrize(("one", "other", "words"), MEET)
def test_conditions_that_meet_name_a_record_that_both_take(one: str, other: str, words: str) -> None:
    assert (compared(one, other).verdict, compared(one, other).words) == ("meet", words)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a < today", "b > today"),
        ("a > 1e999999999", "a > 1e-999999999"),
        ('flags.shape != "round"', 'flags.shape != "square"'),
        ("flags.shape == flags.form", "flags.shape is not missing"),
        ('(title | lookup("codes")) == "a"', 'title == "b"'),
        (" and ".join(f"(a{n} == 1 or b{n} == 1)" for n in range(12)), "a == 1"),
    ],
)
def test_what_cannot_be_told_is_not_guessed(one: str, other: str) -> None:
    assert compared(one, other).verdict == "unknown"


def _texts() -> st.SearchStrategy[str]:
    return st.text(alphabet="aAb-1 Sß", max_size=4)


def _quoted(text: str) -> str:
    return f'"{text}"'


def _operands() -> st.SearchStrategy[str]:
    chains = [
        'split_part("-", 1)',
        'split_part("-", 2)',
        "upper",
        "trim",
        "truncate(2)",
        "number",
        "code",
        "default(1)",
        'default("a")',
        'concat("b")',
    ]
    chained = st.builds(
        lambda name, filters: f"({' | '.join([name, *filters])})",
        st.sampled_from("xy"),
        st.lists(
            st.sampled_from([*chains, 'strip_characters("-")', "lower", 'replace("a", "b")']), min_size=1, max_size=2
        ),
    )
    return st.sampled_from(["x", "y", "record.x"]) | chained


def _atoms() -> st.SearchStrategy[str]:
    constants = _texts().map(_quoted) | st.sampled_from(["1", "2.5", "0", "true", "false", "none"])
    lists = st.lists(constants, min_size=1, max_size=3).map(lambda items: f"[{', '.join(items)}]")
    patterns = st.text(alphabet="aAb-1*?", max_size=4).map(_quoted)
    tests = st.one_of(
        st.builds("{} {}".format, st.sampled_from(["==", "!="]), constants),
        st.builds("{} {}".format, st.sampled_from(["<", ">", "<=", ">="]), st.sampled_from(["1", "2", '"a"'])),
        st.builds("{} {}".format, st.sampled_from(["in", "not in"]), lists | st.just('"a-1"')),
        st.builds(
            "is like({})".format,
            patterns | st.lists(patterns, min_size=1, max_size=2).map(lambda p: f"[{', '.join(p)}]"),
        ),
        st.sampled_from(["is blank", "is not blank", "is missing", "is not missing", "is zero", "is negative"]),
    )
    contains = st.builds('"{}" in {}'.format, st.text(alphabet="ab-", min_size=1, max_size=2), _operands())
    return (
        st.builds("({} {})".format, _operands(), tests)
        | contains.map("({})".format)
        | st.sampled_from(["x", "(x == y)", "true"])
    )


CONDITIONS = st.recursive(
    _atoms(),
    lambda inner: st.one_of(
        st.builds("not {}".format, inner).map("({})".format),
        st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or"]), inner),
        st.builds("({} if {} else {})".format, inner, inner, inner),
    ),
    max_leaves=3,
)
VALUES: st.SearchStrategy[Json] = st.one_of(
    _texts(),
    st.sampled_from(["a", "b", "A", "-", "a-1", "1", "0", "aa", "ab", "", " ", "ß", "SS", "1.0"]),
    st.integers(-2, 12),
    st.sampled_from([Decimal("2.5"), Decimal("0.0"), True, False, None, MISSING]),
    st.just([]) | st.just(["a"]) | st.just({}),
)


def _record(x: Json, y: Json) -> dict[str, Json]:
    return {name: value for name, value in (("x", x), ("y", y)) if value is not MISSING}


@settings(deadline=None)
@given(CONDITIONS, CONDITIONS, st.lists(st.tuples(VALUES, VALUES), min_size=5, max_size=20))
def test_no_record_meets_two_conditions_that_are_said_to_be_apart(
    one: str, other: str, drawn: list[tuple[Json, Json]]
) -> None:
    found = compared(one, other)
    met = [_record(x, y) for x, y in drawn if takes(one, _record(x, y)) and takes(other, _record(x, y))]
    if met:
        assert found.verdict != "apart", met[0]
    if found.verdict == "meet":
        record = {name: value for name, value in found.record if value is not MISSING}
        assert takes(one, record)
        assert takes(other, record)


PATTERNS = st.text(alphabet="ab*?[", max_size=3)


@settings(deadline=None)
@given(PATTERNS, PATTERNS, PATTERNS)
def test_patterns_are_apart_exactly_where_no_text_fits_both(one: str, other: str, but_not: str) -> None:
    texts = ("".join(letters) for size in range(7) for letters in product("ab[", repeat=size))
    fit = any(like(text, one) and like(text, other) and not like(text, but_not) for text in texts)
    second = f'x is like("{other}") and not (x is like("{but_not}"))'
    assert (compared(f'x is like("{one}")', second).verdict == "meet") is fit


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            " and ".join(f'x is like("*a{"?" * n}*b")' for n in range(20)),
            " and ".join(f'x is like("*b{"?" * n}a*")' for n in range(20)),
        ),
        (f'x is like("{"*a?" * 200}")', f'x is like("{"*b?" * 200}")'),
        (" and ".join(f"(a{n} == 1 or b{n} == 1)" for n in range(15)), "a == 1"),
        ("(x | truncate(4000)) == 'a'", "(x | truncate(3999)) == 'b'"),
        ('x in "' + "ab" * 30 + '"', 'x in "' + "ba" * 30 + '"'),
    ],
)
def test_a_comparison_does_not_take_the_machine(one: str, other: str) -> None:
    start = process_time()
    compared(one, other)
    assert process_time() - start < 5


def test_many_mappings_told_apart_by_their_prefixes_took_minutes() -> None:
    each = 'title is like("T{n}-*") and (number is like("*{n}*a?b") or title is like("*x*{n}*"))'
    start = process_time()
    for n in range(10, 40):
        assert compared(each.format(n=n), each.format(n=n + 1)).verdict == "apart"
    assert process_time() - start < 2
