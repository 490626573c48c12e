"""Dates: days, months, and the date of a time stamp in a named zone."""

import re
from datetime import date, timedelta

from ...bounds import check_length
from ...finding import Problem
from ...values import Json, in_zone, show, to_date, to_datetime, to_integer, to_text, to_zone
from . import transform

_PART = re.compile("YYYY|MM|DD")
_PATTERN = re.compile("(?:YYYY|MM|DD)+")
# words beside them stay: Week of DD/MM
_LETTERS_OF_A_DATE = re.compile(r"\b[YMDymdHhSs]+\b", re.ASCII)
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@transform(
    "plus_days",
    "Adds days to a date.",
    examples=[("'2025-01-31' | plus_days(30)", date(2025, 3, 2))],
    fails=["'31/01/2025' | plus_days(30)", "'9999-12-31' | plus_days(1)"],
    inverse="minus_days",
)
def plus_days(value: Json, days: Json) -> date:
    try:
        return to_date(value) + timedelta(days=to_integer(days))
    except OverflowError:
        raise Problem(f"{show(value)} plus {show(days)} days is no date") from None


@transform(
    "minus_days",
    "Takes days off a date.",
    examples=[("'2025-03-02' | minus_days(30)", date(2025, 1, 31))],
    inverse="plus_days",
)
def minus_days(value: Json, days: Json) -> date:
    return plus_days(value, -to_integer(days))


@transform(
    "month_name",
    "The English name of a date's month.",
    examples=[("'2025-02-28' | month_name", "February")],
    fails=["'February' | month_name"],
)
def month_name(value: Json) -> str:
    return _MONTHS[to_date(value).month - 1]


@transform(
    "date_in",
    "The date of a time stamp in a time zone.",
    examples=[
        ("'2024-03-11T03:30:00Z' | date_in('America/New_York')", date(2024, 3, 10)),
        ("'2020-10-19T22:17:31-07:00' | date_in('UTC')", date(2020, 10, 20)),
        ("'2024-03-11' | date_in('UTC')", date(2024, 3, 11)),
    ],
    fails=[
        "'2024-03-11T03:30:00' | date_in('UTC')",
        "'2024-03-11T03:30:00Z' | date_in('Ohio')",
        "'2024-03-11T03:30:00Z' | date_in('America')",
    ],
)
def date_in(value: Json, zone: Json) -> date:
    if isinstance(value, str) and len(value) == len("2024-03-11"):
        return to_date(value)
    return in_zone(to_datetime(value), to_zone(zone)).date()


@transform(
    "unset_epoch",
    "Makes the unset date 1970-01-01, which stands for 'not yet', blank.",
    examples=[("'1970-01-01T00:00:00Z' | unset_epoch", None), ("'2023-05-02' | unset_epoch", "2023-05-02")],
)
def unset_epoch(value: Json) -> Json:
    return None if isinstance(value, str | date) and str(value).startswith("1970-01-01") else value


@transform(
    "format_date",
    "Writes a date by a pattern of YYYY, MM and DD.",
    examples=[("'2025-03-02' | format_date('DD/MM/YYYY')", "02/03/2025")],
    fails=["'2025-03-02' | format_date('dd/mm/yy')", "'2025-03-02' | format_date('DD MMM YYYY')"],
)
def format_date(value: Json, pattern: Json) -> str:
    day, text = to_date(value), to_text(pattern)
    parts = {"YYYY": f"{day.year:04}", "MM": f"{day.month:02}", "DD": f"{day.day:02}"}
    check_length("format_date", len(text))
    letters = _LETTERS_OF_A_DATE.findall(text)
    if not letters or not all(_PATTERN.fullmatch(part) for part in letters):
        raise Problem(f"{show(pattern)} is no pattern of YYYY, MM and DD", "write capitals: DD/MM/YYYY")
    return _PART.sub(lambda part: parts[part[0]], text)
