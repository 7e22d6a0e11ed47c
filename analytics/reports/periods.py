"""The periods a report speaks of and those it is held against.

A period that is not over is compared with as many days of the one before, so a Wednesday's week is held against
last week up to Wednesday, never against the whole of it.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from analytics.comparisons import YEAR
from analytics.notation import write_period
from analytics.reports.asked import Asked
from munim.days import Period, whole_months

A_DAY: Final = timedelta(days=1)
A_WEEK: Final = timedelta(days=7)

Held = tuple[tuple[str, Period], ...]  # what a report is held against: (how it reads after "more", its days)


def moved(period: Period, back: timedelta) -> Period:
    return Period(period.start - back, period.end - back)


def elapsed(period: Period, today: date) -> Period:
    """The part of ``period`` that has been, today included; all of a period that is over, or has not begun."""
    return Period(period.start, today + A_DAY) if today in period else period


def up_to(so_far: Period, before: Period) -> Period:
    """As many days of ``before`` from its start as ``so_far`` has, at most all of it."""
    return Period(before.start, min(before.start + timedelta(days=so_far.days), before.end))


def held_against(asked: Asked, so_far: Period, usual: Held) -> Held:
    """What the report is held against: ``usual`` unless something else was asked for. ``so_far``: its elapsed days."""
    match asked.compare:
        case "usual":
            return usual
        case "none":
            return ()
        case "previous":
            return before(asked.days, so_far)
        case "last_year":
            return (("the same days a year before", moved(so_far, YEAR)),)
        case _:
            return ((write_period(asked.compare), asked.compare),)


def before(period: Period, so_far: Period) -> Held:
    """The period of as many days, or whole months, before; of one that is not over as many days of it."""
    earlier = period.before()
    whole = so_far == period
    than = "the month before" if whole_months(period) == 1 else f"the {period.days} days before"
    if period.days == 1:
        than = "the day before"
    elif whole_months(period) > 1:
        than = f"the {whole_months(period)} months before"
    return ((than, earlier if whole else up_to(so_far, earlier)),)


def last(days: int) -> str:
    return "today" if days == 1 else f"the last {days} days"


def days_before(days: int) -> str:
    return "the day before" if days == 1 else f"the {days} days before"
