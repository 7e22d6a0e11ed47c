"""How old figures are, and the words that say so when it matters.

A mirror speaks of the books up to the moment it was last found to hold all of them. That moment stands on every report and
answer; when it is long ago, a sentence beside the figures says so, because a date alone is not read.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from analytics.notation import write_day
from analytics.shop import Shop
from analytics.tongues import tongue_of

OLD_AFTER: Final = timedelta(minutes=15)  # a working mirror lags a second, and at worst the minute between two sweeps
_UNITS: Final = (("days", timedelta(days=1)), ("hours", timedelta(hours=1)), ("minutes", timedelta(minutes=1)))


def age(as_of: datetime, at: datetime | None) -> str:
    """``25 minutes``, ``3 hours``, ``2 days``: how old figures ``as_of`` are ``at`` a moment, in whole units of which there are two or more.

    Empty while they are fresh enough to need no words, and where nobody said when it is.
    """
    if at is None or at - as_of <= OLD_AFTER:
        return ""
    return next(f"{(at - as_of) // unit} {name}" for name, unit in _UNITS if at - as_of >= 2 * unit)


def notice(as_of: datetime, at: datetime | None, shop: Shop) -> str:
    """The sentence that goes with figures that are old, in the shop's language; empty for others."""
    old = age(as_of, at)
    if not old:
        return ""
    tongue, (number, unit) = tongue_of(shop.language), old.split()
    return tongue.say("old", moment=local_moment(as_of, shop), age=tongue.say(unit, number=number))


def local_moment(moment: datetime, shop: Shop) -> str:
    """``Fri 20 Nov 2026, 14:05`` by the shop's clock, in its language."""
    there = moment.astimezone(ZoneInfo(shop.calendar.timezone))
    return f"{write_day(there.date(), shop.language)}, {there:%H:%M}"
