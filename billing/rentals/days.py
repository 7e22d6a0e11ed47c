"""Days of hire: how many a hire lasts, which of them are billed already, which month each belongs to, what they come to.

Pure arithmetic. The days of a hire are counted from 0, and day ``n`` begins

* under the rule ``calendar`` with the n-th day of the shop after the one it was handed out on (the shop's own day, in
  its zone and from its own hour): the hire is charged for every day it touches, the first and the last included;
* under the rule ``hours`` n times 24 hours after the hand-out, counted as they pass: a night on which the clocks change
  makes no period longer or shorter.

Under both a day is charged once it has run for more than the grace: what comes back within the grace of a day's
beginning does not pay for that day. The first day is always charged.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Final, Literal
from zoneinfo import ZoneInfo

import msgspec

from munim.days import Calendar
from munim.money import minor_from

A_DAY: Final = timedelta(days=1)
# the least that is: what comes back at the very moment a day begins has not touched it
_INSTANT: Final = timedelta(microseconds=1)
_PERCENT: Final = Decimal("0.01")


class DayRule(msgspec.Struct, frozen=True):
    """How a shop counts days of hire."""

    calendar: Calendar
    counts: Literal["calendar", "hours"] = "calendar"
    grace_minutes: int = 0

    @property
    def grace(self) -> timedelta:
        return timedelta(minutes=self.grace_minutes)


class Span(msgspec.Struct, frozen=True, order=True):
    """Days of hire from ``start`` up to, not including, ``end``; the day of hand-out is 0."""

    start: int
    end: int


class Stay(msgspec.Struct, frozen=True):
    """So many units that are charged for so many days, all from the hand-out on."""

    quantity: Decimal
    days: int


def hire_days(rule: DayRule, out_at: datetime, back_at: datetime) -> int:
    """How many days are charged for what was handed out at ``out_at`` and came back at ``back_at``: at least one.

    Never less for a later return, so what was billed while something was still out is never too much. Raises
    ``ValueError`` when it came back before it went out.
    """
    out_at, back_at = out_at.astimezone(UTC), back_at.astimezone(UTC)
    if back_at < out_at:
        raise ValueError("it came back before it went out")
    if rule.counts == "hours":
        return max(1, -((out_at - back_at + rule.grace) // A_DAY))
    last = rule.calendar.business_date(back_at - rule.grace - _INSTANT)
    return max(1, (last - rule.calendar.business_date(out_at)).days + 1)


def booked_days(rule: DayRule, first: date, last: date) -> int:
    """How many days a hire over these dates of the shop, both included, is expected to be charged for.

    By 24 hours it is expected back at the hour it was handed out. Raises ``ValueError`` when it ends before it begins.
    """
    if last < first:
        raise ValueError("it ends before it begins")
    nights = (last - first).days
    return nights + 1 if rule.counts == "calendar" else max(1, nights)


def date_of(rule: DayRule, out_at: datetime, day: int) -> date:
    """The shop's own day on which day ``day`` of the hire begins."""
    if rule.counts == "calendar":
        return rule.calendar.business_date(out_at) + day * A_DAY
    return rule.calendar.business_date(out_at.astimezone(UTC) + day * A_DAY)


def end_of_day(calendar: Calendar, day: date) -> datetime:
    """The instant at which the shop's day ends and the next begins."""
    midnight = datetime.combine(day + A_DAY, time(), ZoneInfo(calendar.timezone))
    return (midnight + timedelta(minutes=calendar.day_start_minutes)).astimezone(UTC)


def unbilled_spans(billed: Iterable[Span], until: int) -> list[Span]:
    """The days before ``until`` that no span of ``billed`` holds, in order: neither gap nor overlap when they are billed too."""
    spans, day = [], 0
    for span in sorted(billed):
        if span.start > day:
            spans.append(Span(day, min(span.start, until)))
        day = max(day, span.end)
    spans.append(Span(day, until))
    return [span for span in spans if span.start < span.end]


def by_month(rule: DayRule, out_at: datetime, span: Span) -> list[Span]:
    """A span in parts that lie in one calendar month each."""
    days = range(span.start, span.end)
    months = groupby(days, key=lambda day: date_of(rule, out_at, day).replace(day=1))
    return [Span(part[0], part[-1] + 1) for _, part in ((month, list(part)) for month, part in months)]


def unit_days(stays: Sequence[Stay], span: Span) -> Decimal:
    """Units times days that fall into ``span``: two units for three days of it are six."""
    return sum(
        (stay.quantity * max(0, min(stay.days, span.end) - span.start) for stay in stays),
        Decimal(0),
    )


def hire_minor(daily_rate: Decimal, units_and_days: Decimal, discount_percent: Decimal, *, currency: str) -> int:
    """The hire of so many units times days, discount off, tax aside, in minor units."""
    return minor_from(daily_rate * units_and_days * (100 - discount_percent) * _PERCENT, currency)
