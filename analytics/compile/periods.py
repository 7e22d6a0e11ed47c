"""Several periods told of by one statement, in a row each: what a report says of its days and of those it is held against."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlglot import exp

from analytics.conditions import bound
from munim.days import Period

PERIODS: Final = "periods"
PLACE: Final = "period_place"  # of a period among them
IN_ITS_PERIOD: Final = f"t.business_date >= {PERIODS}.first_day AND t.business_date < {PERIODS}.end_day"


def periods(count: int) -> exp.Expr:
    """A row for each of so many periods: its place, its first day and the day after its last."""
    rows = [(exp.Literal.number(n), bound(f"first{n}"), bound(f"end{n}")) for n in range(count)]
    return exp.values(rows, alias=PERIODS, columns=[PLACE, "first_day", "end_day"])


def values_of(told: Sequence[Period]) -> dict[str, Any]:
    """What stands for the parameters of ``periods``."""
    first = {f"first{n}": period.start for n, period in enumerate(told)}
    return first | {f"end{n}": period.end for n, period in enumerate(told)}


def span(told: Sequence[Period]) -> Period:
    """From the first day of any of them to the last."""
    return Period(min(period.start for period in told), max(period.end for period in told))
