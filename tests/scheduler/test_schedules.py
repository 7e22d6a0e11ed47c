from __future__ import annotations

from datetime import UTC, date, datetime, time
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.timing import Timing, instant_of, missed_firings, occurrences

ZONES = (
    "Asia/Kolkata",
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "America/St_Johns",
    "Africa/Cairo",
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "clock", "expected"),
    [
        ("Asia/Kolkata", "2026-11-23", "08:00", "2026-11-23 02:30"),  # half-hour zone
        ("Asia/Kathmandu", "2026-11-23", "08:00", "2026-11-23 02:15"),
        ("Europe/London", "2026-07-06", "08:00", "2026-07-06 07:00"),
        ("Europe/London", "2026-11-23", "08:00", "2026-11-23 08:00"),
        # spring gaps: the first instant after them
        ("Europe/London", "2026-03-29", "01:30", "2026-03-29 01:00"),
        ("America/New_York", "2026-03-08", "02:30", "2026-03-08 07:00"),
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03 15:30"),  # a gap of half an hour
        ("Africa/Cairo", "2026-04-24", "00:00", "2026-04-23 22:00"),  # midnight itself is skipped
        # autumn folds: the first showing
        ("Europe/London", "2026-10-25", "01:30", "2026-10-25 00:30"),
        ("America/New_York", "2026-11-01", "01:30", "2026-11-01 05:30"),
        ("Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-04 14:45"),
    ],
)
def test_a_wall_clock_time_is_one_instant(zone: str, day: str, clock: str, expected: str) -> None:
    assert instant_of(date.fromisoformat(day), time.fromisoformat(clock), zone) == utc(expected)


@given(
    zone=st.sampled_from(ZONES),
    clock=st.times().map(lambda clock: clock.replace(microsecond=0)),
    after=st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2030, 1, 1), timezones=st.just(UTC)),
)
def test_a_daily_schedule_fires_once_a_day_whatever_the_clocks_do(zone: str, clock: time, after: datetime) -> None:
    from zoneinfo import ZoneInfo

    fired = list(islice(occurrences(Timing(clock), zone, after=after), 400))

    days = [at.astimezone(ZoneInfo(zone)).date() for at in fired]
    assert all(second > first for first, second in pairwise(fired))
    assert [day.toordinal() for day in days] == list(range(days[0].toordinal(), days[0].toordinal() + 400))


def test_the_thirty_first_is_the_last_day_of_a_shorter_month() -> None:
    fired = islice(occurrences(Timing(time(8), month_day=31), "Asia/Kolkata", after=utc("2026-01-31 12:00")), 4)

    assert [at.date().isoformat() for at in fired] == ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]


def test_a_weekly_schedule_keeps_its_hour_across_the_change_of_clocks() -> None:
    fired = islice(occurrences(Timing(time(8), weekdays=(1,)), "Europe/London", after=utc("2026-10-15 00:00")), 3)

    assert list(fired) == [utc("2026-10-19 07:00"), utc("2026-10-26 08:00"), utc("2026-11-02 08:00")]


@pytest.mark.parametrize(
    ("catch_up", "now", "expected"),
    [
        ("skip", "2026-11-20 09:00", ["2026-11-20 04:30"]),  # 14:30 of the same day
        ("skip", "2026-11-20 18:31", []),  # a minute past midnight in India
        ("once", "2026-11-21 04:29", ["2026-11-20 04:30"]),
        ("once", "2026-11-23 12:00", ["2026-11-23 04:30"]),
        ("all", "2026-11-22 12:00", ["2026-11-20 04:30", "2026-11-21 04:30", "2026-11-22 04:30"]),
    ],
)
def test_which_missed_firings_still_run(catch_up: str, now: str, expected: list[str]) -> None:
    daily = Timing(time(10))

    found = missed_firings(daily, "Asia/Kolkata", catch_up, fire_at=utc("2026-11-20 04:30"), now=utc(now))

    assert list(found) == [utc(at) for at in expected]


def test_a_weekly_report_more_than_a_day_late_waits_for_its_next_week() -> None:
    weekly = Timing(time(8), weekdays=(1,))

    assert (
        missed_firings(weekly, "Asia/Kolkata", "once", fire_at=utc("2026-11-16 02:30"), now=utc("2026-11-18 02:30"))
        == ()
    )
