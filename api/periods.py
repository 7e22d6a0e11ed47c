"""The days that a query string asks for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from billing.business import EARLIEST_DAY
from munim.days import Period
from munim.errors import Invalid

_LAST: Final = date(9990, 1, 1)  # so that a day, a month or a year later is a day still


def asked_day(day: date, *, field: str) -> date:
    """The day, if it is one that books have. Raises ``Invalid``."""
    if not EARLIEST_DAY <= day <= _LAST:
        raise Invalid(f"{field} is {EARLIEST_DAY} to {_LAST}", field=field)
    return day


def asked_period(start_date: date | None, end_date: date | None, *, today: date, days: int) -> Period:
    """From ``start_date`` to ``end_date``, both included; what is not said: up to today, and so many days. Raises ``Invalid``."""
    last = asked_day(end_date or today, field="end_date")
    first = asked_day(start_date or max(last - timedelta(days=days - 1), EARLIEST_DAY), field="start_date")
    if first > last:
        raise Invalid("the first day is after the last", field="start_date")
    return Period(first, last + timedelta(days=1))
