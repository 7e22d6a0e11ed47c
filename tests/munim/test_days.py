"""Business days and periods: midnight, leap years, summer time, zones of half an hour."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from munim.days import Calendar, Period, add_months, days_in_month, month_of, whole_months

INDIA = Calendar()
BRITAIN = Calendar(timezone="Europe/London")
days = st.dates(date(1990, 1, 2), date(2099, 12, 30))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


# -- business dates ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("calendar", "instant", "day"),
    [
        # India is five and a half hours ahead: its midnight is 18:30 UTC
        (INDIA, "2026-03-31T18:29:59+00:00", date(2026, 3, 31)),
        (INDIA, "2026-03-31T18:30:00+00:00", date(2026, 4, 1)),
        # Nepal is five and three quarters
        (Calendar(timezone="Asia/Kathmandu"), "2026-03-31T18:14:59+00:00", date(2026, 3, 31)),
        (Calendar(timezone="Asia/Kathmandu"), "2026-03-31T18:15:00+00:00", date(2026, 4, 1)),
        # London in winter and in summer
        (BRITAIN, "2026-01-15T23:59:59+00:00", date(2026, 1, 15)),
        (BRITAIN, "2026-07-15T23:00:00+00:00", date(2026, 7, 16)),
        # the same instant given in another zone
        (INDIA, "2026-04-01T00:00:00+05:30", date(2026, 4, 1)),
        (INDIA, "2026-03-31T23:59:59.999999+05:30", date(2026, 3, 31)),
        # the leap day
        (INDIA, "2028-02-29T12:00:00+05:30", date(2028, 2, 29)),
        # west of Greenwich
        (Calendar(timezone="America/New_York"), "2026-01-01T04:59:59+00:00", date(2025, 12, 31)),
    ],
)
def test_an_instant_falls_on_the_shop_s_own_day(calendar: Calendar, instant: str, day: date) -> None:
    assert calendar.business_date(at(instant)) == day


def test_the_small_hours_belong_to_the_evening_before() -> None:
    restaurant = Calendar(day_start_minutes=4 * 60)

    assert restaurant.business_date(at("2026-01-01T03:59:00+05:30")) == date(2025, 12, 31)
    assert restaurant.business_date(at("2026-01-01T04:00:00+05:30")) == date(2026, 1, 1)


def test_a_day_begins_by_the_clock_on_the_days_the_clock_is_changed() -> None:
    """London, 29 March 2026: 01:00 becomes 02:00. 25 October: 02:00 becomes 01:00. The shop opens its day at 04:00."""
    restaurant = Calendar(timezone="Europe/London", day_start_minutes=4 * 60)

    assert restaurant.business_date(at("2026-03-29T02:59:00+00:00")) == date(2026, 3, 28)  # 03:59 by the clock
    assert restaurant.business_date(at("2026-03-29T03:00:00+00:00")) == date(2026, 3, 29)  # 04:00
    assert restaurant.business_date(at("2026-10-25T03:59:00+00:00")) == date(2026, 10, 24)  # 03:59
    assert restaurant.business_date(at("2026-10-25T04:00:00+00:00")) == date(2026, 10, 25)  # 04:00


def test_both_hours_of_a_repeated_hour_are_the_same_day_and_hour() -> None:
    first, second = at("2026-10-25T00:30:00+00:00"), at("2026-10-25T01:30:00+00:00")  # 01:30 twice by London's clock

    assert BRITAIN.business_date(first) == BRITAIN.business_date(second) == date(2026, 10, 25)
    assert BRITAIN.hour(first) == BRITAIN.hour(second) == 1


def test_the_hour_is_the_local_clock_s() -> None:
    assert INDIA.hour(at("2026-01-01T18:30:00+00:00")) == 0
    assert INDIA.hour(at("2026-01-01T18:29:00+00:00")) == 23


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        INDIA.business_date(datetime(2026, 1, 1))


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2099, 1, 1)),
    st.integers(-14 * 60, 14 * 60),
    st.sampled_from([INDIA, BRITAIN]),
)
def test_a_day_does_not_depend_on_the_zone_its_instant_is_written_in(
    naive: datetime, offset: int, calendar: Calendar
) -> None:
    instant = naive.replace(tzinfo=UTC)

    assert calendar.business_date(instant.astimezone(timezone(timedelta(minutes=offset)))) == calendar.business_date(
        instant
    )


@given(st.lists(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)), min_size=2), st.integers(0, 1439))
def test_days_never_run_backwards(instants: list[datetime], day_start: int) -> None:
    calendar = Calendar(day_start_minutes=day_start)  # India's clock is never changed
    found = [calendar.business_date(instant.replace(tzinfo=UTC)) for instant in sorted(instants)]

    assert found == sorted(found)


# -- weeks and years ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("week_start", "day", "start"),
    [
        (1, date(2026, 1, 1), date(2025, 12, 29)),  # a Thursday; weeks from Monday
        (7, date(2026, 1, 1), date(2025, 12, 28)),  # weeks from Sunday
        (1, date(2026, 1, 5), date(2026, 1, 5)),
        (7, date(2026, 1, 4), date(2026, 1, 4)),
        (6, date(2026, 1, 2), date(2025, 12, 27)),  # Saturday, as in much of the Gulf
    ],
)
def test_a_week_begins_on_the_shop_s_own_weekday(week_start: int, day: date, start: date) -> None:
    assert Calendar(week_start=week_start).week_of(day) == Period(start, start + timedelta(days=7))


@given(days, st.integers(1, 7))
def test_every_day_is_in_its_week(day: date, week_start: int) -> None:
    week = Calendar(week_start=week_start).week_of(day)

    assert day in week
    assert week.days == 7
    assert week.start.isoweekday() == week_start


@pytest.mark.parametrize(
    ("month", "day", "name", "start"),
    [
        (4, date(2026, 3, 31), "2025-26", date(2025, 4, 1)),
        (4, date(2026, 4, 1), "2026-27", date(2026, 4, 1)),
        (4, date(2099, 12, 1), "2099-00", date(2099, 4, 1)),
        (1, date(2026, 12, 31), "2026", date(2026, 1, 1)),
        (7, date(2026, 6, 30), "2025-26", date(2025, 7, 1)),
    ],
)
def test_the_financial_year_begins_in_its_month_and_is_named_as_people_name_it(
    month: int, day: date, name: str, start: date
) -> None:
    calendar = Calendar(year_start_month=month)

    assert calendar.financial_year_name(day) == name
    assert calendar.financial_year_of(day) == Period(start, date(start.year + 1, month, 1))


@given(days, st.integers(1, 12))
def test_financial_years_leave_no_gap(day: date, month: int) -> None:
    calendar = Calendar(year_start_month=month)
    year = calendar.financial_year_of(day)

    assert day in year
    assert calendar.financial_year_of(year.end).start == year.end


# -- months ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "months", "moved"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 5, 31), 0, date(2026, 5, 31)),
    ],
)
def test_a_day_moved_by_months_stays_in_the_month(day: date, months: int, moved: date) -> None:
    assert add_months(day, months) == moved


@pytest.mark.parametrize(("year", "february"), [(2026, 28), (2028, 29), (2000, 29), (2100, 28)])
def test_february_knows_its_centuries(year: int, february: int) -> None:
    assert days_in_month(year, 2) == february


@given(days)
def test_a_month_holds_its_day_and_ends_where_the_next_begins(day: date) -> None:
    month = month_of(day)

    assert day in month
    assert month.days == days_in_month(day.year, day.month)
    assert month_of(month.end).start == month.end
    assert whole_months(month) == 1


# -- periods -----------------------------------------------------------------------------------------


def test_a_period_includes_its_start_and_not_its_end() -> None:
    period = Period(date(2026, 2, 27), date(2026, 3, 2))

    assert list(period) == [date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 1)]
    assert (period.days, period.last) == (3, date(2026, 3, 1))
    assert date(2026, 2, 27) in period
    assert date(2026, 3, 2) not in period


@pytest.mark.parametrize(
    ("period", "before"),
    [
        (
            Period(date(2026, 3, 1), date(2026, 4, 1)),
            Period(date(2026, 2, 1), date(2026, 3, 1)),
        ),  # March: February, not 31 days
        (Period(date(2026, 4, 1), date(2026, 7, 1)), Period(date(2026, 1, 1), date(2026, 4, 1))),  # a quarter
        (
            Period(date(2025, 4, 1), date(2026, 4, 1)),
            Period(date(2024, 4, 1), date(2025, 4, 1)),
        ),  # a year with a leap day before it
        (Period(date(2026, 1, 5), date(2026, 1, 12)), Period(date(2025, 12, 29), date(2026, 1, 5))),  # a week
        (Period(date(2026, 3, 1), date(2026, 3, 2)), Period(date(2026, 2, 28), date(2026, 3, 1))),  # a day
    ],
)
def test_the_period_before_is_as_long_and_whole_months_stay_whole(period: Period, before: Period) -> None:
    assert period.before() == before


@given(days, st.integers(1, 400))
def test_the_period_before_ends_where_this_one_begins(start: date, length: int) -> None:
    period = Period(start, start + timedelta(days=length))

    assert period.before().end == period.start
    assert whole_months(period) or period.before().days == period.days
