"""A financial year is read alike however it is written, whichever month it begins in."""

from __future__ import annotations

from datetime import date

import pytest

from ai.parser import NameIndex, parse
from munim.days import Calendar, Period, add_months

TODAY = date(2026, 10, 28)
NOBODY = NameIndex([])
BEGINS = (1, 4, 7)  # January, April, July: on 28 October 2026 the year that began in 2026 runs in each of them


def period_asked(question: str, begins: int) -> Period | None:
    found = parse(question, names=NOBODY, calendar=Calendar(year_start_month=begins), today=TODAY, currency="KES")
    assert found.query is not None and found.status == "read", (found.reason, [one.reading for one in found.choices])
    assert found.query.metrics in (("net_sales",), ("expenses",))
    return found.query.period


def months(begins: int, year: int, first: int, end: int) -> Period:
    """From the month ``first`` up to ``end``, counted from the start of the financial year that begins in ``year``."""
    start = date(year, begins, 1)
    return Period(add_months(start, first), add_months(start, end))


@pytest.mark.parametrize("begins", BEGINS)
@pytest.mark.parametrize("back", [0, 1])
@pytest.mark.parametrize("question", ["sales in {}", "what were our total sales for {}?", "expenses for {}"])
def test_a_financial_year_is_the_shops_own(begins: int, back: int, question: str) -> None:
    year = 2026 - back
    end = year if begins == 1 else year + 1
    named = (
        ("last financial year", "the previous financial year", "last fy", "the financial year before this one")
        if back
        else ("this financial year", "the current financial year", "this fy")
    )
    spans = () if begins == 1 else (
        f"fy {year}/{end % 100}", f"fy{year % 100}/{end % 100}", f"fy {year}-{end % 100}", f"fy {year}-{end}", f"the {year}/{end % 100} financial year",
        f"financial year {year}-{end % 100}", f"{year}-{end % 100}", f"{year}/{end % 100}", f"fiscal year {year}-{end % 100}",
    )  # fmt: skip
    for said in (*named, f"fy{end % 100}", f"fy {end}", f"fiscal {end}", f"financial year {end}", *spans):
        assert period_asked(question.format(said), begins) == months(begins, year, 0, 12), said


@pytest.mark.parametrize("begins", BEGINS)
def test_quarters_and_halves_are_those_of_the_financial_year(begins: int) -> None:
    year, end = 2025, 2025 if begins == 1 else 2026
    for number, ordinal in enumerate(("first", "second", "third", "fourth")):
        quarter = months(begins, year, 3 * number, 3 * number + 3)
        for said in (
            f"the {ordinal} quarter of last financial year", f"q{number + 1} of last fy", f"last financial year q{number + 1}", f"q{number + 1} fy{end % 100}",
            f"q{number + 1} of fy{end}", f"q{number + 1} fy {end}", f"quarter {number + 1} of last financial year",
        ):  # fmt: skip
            assert period_asked(f"sales in {said}", begins) == quarter, said
    for number, ordinal in enumerate(("first", "second")):
        half = months(begins, year, 6 * number, 6 * number + 6)
        for said in (
            f"the {ordinal} half of last financial year", f"h{number + 1} of last financial year", f"h{number + 1} fy{end % 100}",
            f"the {ordinal} six months of last financial year",
        ):  # fmt: skip
            assert period_asked(f"sales in {said}", begins) == half, said


@pytest.mark.parametrize(("begins", "last"), [(4, "march"), (7, "june")])
@pytest.mark.parametrize("year", ["the year ended {} 2026", "the year ending {} 2026", "the year to {} 2026"])
def test_the_year_to_a_month_ends_with_it(begins: int, last: str, year: str) -> None:
    assert period_asked(f"sales for {year.format(last)}", begins) == months(begins, 2025, 0, 12)


@pytest.mark.parametrize("begins", BEGINS)
@pytest.mark.parametrize("said", ["so far this financial year", "since the financial year began", "fytd", "this financial year to date", "since the start of the financial year"])  # fmt: skip
def test_the_financial_year_so_far_begins_with_it(begins: int, said: str) -> None:
    assert period_asked(f"sales {said}", begins) == Period(date(2026, begins, 1), date(2026, 10, 29))


def test_a_time_said_twice_is_one() -> None:
    year = months(7, 2025, 0, 12)
    assert period_asked("sales for the financial year july 2025 to june 2026", 7) == year
    assert period_asked("sales for the six months january to june 2026", 7) == months(1, 2026, 0, 6)
    assert period_asked("sales in fy 2025-26, april to june", 7) == months(4, 2026, 0, 3)


def test_the_third_ten_days_are_a_part_of_the_month_they_lie_in() -> None:
    assert period_asked("sales in the second ten days of october", 4) == Period(date(2026, 10, 11), date(2026, 10, 21))


@pytest.mark.parametrize("question", ["sales in q1 fy 1066", "sales in fy 9999", "sales in h2 fy 9999"])
def test_a_year_that_no_books_have_is_refused_or_asked_about(question: str) -> None:
    assert parse(question, names=NOBODY, calendar=Calendar(), today=TODAY).status in ("ask", "refused")
