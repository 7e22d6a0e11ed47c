"""Days of hire, counted: the vectors of RULES S3, then the laws."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.rentals.days import (
    DayRule,
    Span,
    Stay,
    booked_days,
    by_month,
    date_of,
    end_of_day,
    hire_days,
    hire_minor,
    unbilled_spans,
    unit_days,
)
from munim.days import Calendar

INDIA, LONDON = Calendar("Asia/Kolkata"), Calendar("Europe/London")


def at(text: str, zone: str = "Asia/Kolkata") -> datetime:
    """``5 May 2026, 10:00`` of a shop's clock, written 2026-05-05 10:00; an offset says which of two when clocks go back."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("out", "back", "days"),
    [
        ("2026-05-05 10:00", "2026-05-05 10:00", 1),  # at once: the first day is always charged
        ("2026-05-05 10:00", "2026-05-05 23:59", 1),
        ("2026-05-05 10:00", "2026-05-06 00:00", 1),  # midnight: the next day is not touched
        ("2026-05-05 10:00", "2026-05-06 01:00", 1),  # an hour into it: within the grace of 60 minutes
        ("2026-05-05 10:00", "2026-05-06 01:00:01", 2),
        ("2026-05-05 23:50", "2026-05-06 00:10", 1),  # twenty minutes across midnight
        ("2026-05-05 23:50", "2026-05-06 09:00", 2),  # both ends are touched
        ("2026-05-05 10:00", "2026-05-06 10:00", 2),
        ("2026-04-30 18:00", "2026-05-01 09:00", 2),  # month end
        ("2026-04-30 18:00", "2026-05-31 09:00", 32),
        ("2028-02-28 10:00", "2028-02-29 10:00", 2),  # leap day
        ("2028-02-28 10:00", "2028-03-01 10:00", 3),
        ("2027-02-28 10:00", "2027-03-01 10:00", 2),  # and a year without one
        ("2026-12-31 10:00", "2027-01-01 10:00", 2),
        ("2026-03-31 00:00", "2026-03-31 23:59", 1),
    ],
)
def test_s3_calendar_days_are_the_days_it_touches(out: str, back: str, days: int) -> None:
    assert hire_days(DayRule(INDIA, "calendar", 60), at(out), at(back)) == days


@pytest.mark.parametrize(
    ("out", "back", "days"),
    [
        ("2026-05-05 10:00", "2026-05-05 10:00", 1),
        ("2026-05-05 10:00", "2026-05-06 10:00", 1),
        ("2026-05-05 10:00", "2026-05-06 11:00", 1),  # within the grace of 60 minutes
        ("2026-05-05 10:00", "2026-05-06 11:00:01", 2),
        ("2026-05-05 10:00", "2026-05-07 11:00", 2),  # the grace is of each period
        ("2026-05-05 10:00", "2026-05-07 11:00:01", 3),
        ("2026-05-05 23:50", "2026-05-06 00:10", 1),  # across midnight
        ("2026-05-05 23:50", "2026-05-06 23:50", 1),
        ("2026-04-30 18:00", "2026-05-01 18:00", 1),  # month end
        ("2026-04-30 18:00", "2026-05-31 18:00", 31),
        ("2028-02-28 10:00", "2028-03-01 10:00", 2),  # leap day
        ("2027-02-28 10:00", "2027-03-01 10:00", 1),
    ],
)
def test_s3_periods_of_24_hours_run_from_the_hand_out(out: str, back: str, days: int) -> None:
    assert hire_days(DayRule(INDIA, "hours", 60), at(out), at(back)) == days


@pytest.mark.parametrize(
    ("rule", "out", "back", "days"),
    [
        # clocks go forward on 29 March 2026 at 1:00: from ten to ten are 23 hours
        ("hours", "2026-03-28 10:00", "2026-03-29 10:00", 1),
        ("hours", "2026-03-28 10:00", "2026-03-29 11:00", 1),  # 24 hours
        ("hours", "2026-03-28 10:00", "2026-03-29 11:01", 2),
        # clocks go back on 25 October 2026 at 2:00: from ten to ten are 25 hours
        ("hours", "2026-10-24 10:00", "2026-10-25 09:00", 1),
        ("hours", "2026-10-24 10:00", "2026-10-25 10:00", 2),
        ("calendar", "2026-03-28 10:00", "2026-03-29 10:00", 2),
        ("calendar", "2026-03-28 23:59", "2026-03-29 23:59", 2),
        ("calendar", "2026-10-24 10:00", "2026-10-25 23:59", 2),
        # the second 1:30 of that night is an hour after the first
        ("calendar", "2026-10-25 01:30+01:00", "2026-10-25 01:30+00:00", 1),
        ("calendar", "2026-10-24 12:00", "2026-10-26 00:00", 2),
    ],
)
def test_s3_a_night_on_which_the_clocks_change(rule: str, out: str, back: str, days: int) -> None:
    zone = "Europe/London"
    assert (
        hire_days(DayRule(LONDON, "calendar" if rule == "calendar" else "hours", 0), at(out, zone), at(back, zone))
        == days
    )


def test_s3_a_shop_whose_day_begins_at_six_counts_its_own_days() -> None:
    rule = DayRule(Calendar("Asia/Kolkata", day_start_minutes=360), "calendar", 0)

    assert hire_days(rule, at("2026-05-05 20:00"), at("2026-05-06 05:00")) == 1
    assert hire_days(rule, at("2026-05-05 20:00"), at("2026-05-06 06:00")) == 1
    assert hire_days(rule, at("2026-05-05 20:00"), at("2026-05-06 06:00:01")) == 2


def test_the_zone_an_instant_is_written_in_does_not_matter() -> None:
    out, back = at("2026-05-05 20:00"), at("2026-05-06 04:00")
    for rule in (DayRule(INDIA), DayRule(INDIA, "hours")):
        assert hire_days(rule, out.astimezone(UTC), back) == hire_days(rule, out, back.astimezone(UTC))
    assert hire_days(DayRule(INDIA), out, back) == 2  # though in UTC both are on the 5th


def test_what_comes_back_before_it_went_out_is_a_defect() -> None:
    with pytest.raises(ValueError, match="before"):
        hire_days(DayRule(INDIA), at("2026-05-05 10:00"), at("2026-05-05 09:59"))
    with pytest.raises(ValueError, match="ends"):
        booked_days(DayRule(INDIA), date(2026, 5, 5), date(2026, 5, 4))


def test_a_booking_is_expected_to_be_charged_for_its_days_or_its_nights() -> None:
    first, last = date(2026, 4, 30), date(2026, 5, 3)

    assert booked_days(DayRule(INDIA, "calendar"), first, last) == 4
    assert booked_days(DayRule(INDIA, "hours"), first, last) == 3
    assert booked_days(DayRule(INDIA, "hours"), first, first) == 1


def test_a_hire_is_split_by_calendar_months() -> None:
    rule = DayRule(INDIA, "calendar")
    out = at("2028-01-30 18:00")

    assert by_month(rule, out, Span(0, 35)) == [Span(0, 2), Span(2, 31), Span(31, 35)]  # 29 days of February
    assert by_month(rule, out, Span(1, 2)) == [Span(1, 2)]
    assert by_month(rule, out, Span(3, 3)) == []
    assert date_of(rule, out, 2) == date(2028, 2, 1)


def test_in_the_long_night_two_periods_of_24_hours_begin_on_one_date() -> None:
    rule, out = DayRule(LONDON, "hours"), at("2026-10-24 00:30", "Europe/London")

    assert [date_of(rule, out, day).day for day in range(4)] == [24, 25, 25, 26]
    assert by_month(rule, out, Span(0, 10)) == [Span(0, 9), Span(9, 10)]


def test_the_end_of_a_day_is_the_beginning_of_the_next() -> None:
    assert end_of_day(INDIA, date(2026, 5, 5)) == at("2026-05-06 00:00")
    assert end_of_day(LONDON, date(2026, 3, 29)) == at("2026-03-30 00:00+01:00")
    assert end_of_day(Calendar("Asia/Kolkata", 360), date(2026, 5, 5)) == at("2026-05-06 06:00")


def test_what_is_not_billed_is_what_no_span_holds() -> None:
    assert unbilled_spans([], 5) == [Span(0, 5)]
    assert unbilled_spans([Span(0, 5)], 5) == []
    assert unbilled_spans([Span(0, 5)], 3) == []
    assert unbilled_spans([Span(3, 5), Span(0, 1)], 9) == [Span(1, 3), Span(5, 9)]  # a bill between was cancelled
    assert unbilled_spans([Span(6, 9)], 4) == [Span(0, 4)]


def test_units_times_days_within_a_span() -> None:
    stays = [Stay(Decimal(2), 3), Stay(Decimal(1), 10)]

    assert unit_days(stays, Span(0, 10)) == 16
    assert unit_days(stays, Span(2, 4)) == 4  # two for one more day, one for both
    assert unit_days(stays, Span(3, 4)) == 1
    assert unit_days(stays, Span(10, 20)) == 0


def test_hire_is_rounded_once_half_up() -> None:
    assert hire_minor(Decimal("33.3333"), Decimal(3), Decimal(0), currency="INR") == 10000
    assert hire_minor(Decimal("100"), Decimal(7), Decimal("12.5"), currency="INR") == 61250
    assert hire_minor(Decimal("0.05"), Decimal(1), Decimal(50), currency="INR") == 3  # 2.5 paise
    assert hire_minor(Decimal("100"), Decimal(1), Decimal(0), currency="JPY") == 100


# -- laws --------------------------------------------------------------------------------------------

calendars = st.builds(
    Calendar,
    st.sampled_from(["Asia/Kolkata", "Europe/London", "America/New_York", "Pacific/Chatham", "Asia/Kathmandu"]),
    st.sampled_from([0, 0, 360, 1439]),
)
rules = st.builds(DayRule, calendars, st.sampled_from(["calendar", "hours"]), st.integers(0, 720))
moments = st.datetimes(datetime(2024, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC))
lengths = st.timedeltas(timedelta(0), timedelta(days=120))


@given(rules, moments, lengths, lengths)
def test_a_later_return_is_never_charged_for_fewer_days(
    rule: DayRule, out: datetime, stay: timedelta, more: timedelta
) -> None:
    days = hire_days(rule, out, out + stay)

    assert 1 <= days <= hire_days(rule, out, out + stay + more)
    assert days <= stay / timedelta(days=1) + 2


@given(moments, lengths)
def test_hours_are_counted_as_they_pass(out: datetime, stay: timedelta) -> None:
    day = timedelta(days=1)
    whole, rest = divmod(stay, day)

    assert hire_days(DayRule(INDIA, "hours", 0), out, out + stay) == max(1, whole + bool(rest))


@given(rules, moments, st.lists(st.timedeltas(timedelta(0), timedelta(days=40)), min_size=1, max_size=8))
def test_s3_a_hire_billed_at_any_moments_is_billed_without_gap_or_overlap(
    rule: DayRule, out: datetime, gaps: list[timedelta]
) -> None:
    """Whatever days the bills were made on, each day of hire is on one of them, in one month of it."""
    moment = out
    billed: list[Span] = []
    for gap in gaps:
        moment += gap
        for span in unbilled_spans(billed, hire_days(rule, out, moment)):
            billed += by_month(rule, out, span)

    held = [day for span in billed for day in range(span.start, span.end)]
    assert held == list(range(hire_days(rule, out, moment)))
    for span in billed:
        months = {(date_of(rule, out, day).year, date_of(rule, out, day).month) for day in range(span.start, span.end)}
        assert len(months) == 1


@given(
    st.lists(st.tuples(st.integers(1, 5), st.integers(1, 60)), min_size=1, max_size=5),
    st.lists(st.integers(1, 60), max_size=6),
)
def test_unit_days_of_any_cuts_come_to_the_whole(units: list[tuple[int, int]], cuts: list[int]) -> None:
    stays = [Stay(Decimal(quantity), days) for quantity, days in units]
    edges = sorted({0, 60, *cuts})

    parts = [unit_days(stays, Span(start, end)) for start, end in pairwise(edges)]

    assert sum(parts) == sum(quantity * days for quantity, days in units)
