"""The time a question speaks of: its period, the grain of a trend, and what it is compared with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from ai.parser.clauses import Clauses, Draft, Misfit
from ai.parser.dates import Clock, When
from ai.parser.grammar import Against
from ai.parser.liberties import ASSUMED, DOUBTFUL, OFFERED
from analytics.catalogue import dimension, metric
from analytics.query import Filter
from munim.days import Period, add_months


class Time(NamedTuple):
    """The part of a query that speaks of time."""

    period: Period | None = None
    compare: Any = "none"
    by: tuple[str, ...] = ()
    where: tuple[Filter, ...] = ()
    cost: float = 0.0


def times(clauses: Clauses, draft: Draft, clock: Clock) -> Iterator[Time | Misfit]:
    """The times that the clauses may mean for the figures of ``draft``, on the day of ``clock``."""
    whens: list[When] = clauses.all("when")
    if not clauses.has("against", "change", "compare"):
        whens = _within_year(whens, clock)
    times = len(whens) + len(clauses.all("whens")) + len(clauses.all("when_pair"))
    if (
        times > 1
        or len(clauses.all("against")) > 1
        or (clauses.has("when_pair") and not clauses.has("compare", "change"))
    ):
        yield Misfit("the question names more than one time")
        return
    against: Against | None = next(iter(clauses.all("against")), None)
    if (
        against is not None
        and against.weak
        and not (clauses.has("compare", "change") and all(when.unit for when in whens))
    ):
        yield Misfit("the question names more than one time")
        return
    when = whens[0] if whens else None
    if all(metric(slug).balance for slug in draft.metrics):
        yield from _moment(clauses, draft, clock, when, against)
    elif when is not None and when.at_end:
        yield Misfit(f"{metric(draft.metrics[0]).title.lower()} is of a time, not as of a day")
    elif clauses.has("whens", "when_pair"):
        yield from _several(clauses, draft, clock)
    elif against is not None and against.kind == "period_on_period" and when is not None and when.unit != against.unit:
        months = draft.with_cost(
            0.0, by=(against.unit, *draft.by)
        )  # "month on month sales this year" is the row of its months
        yield from _grained(clauses, months, clock, when, "none", 0.0)
    elif (
        against is not None
        or clauses.has("change")
        or (clauses.has("compare") and not draft.by and not lists_values(clauses))
    ):
        for base, comparison, cost in _comparisons(clauses, clock, when, against):
            yield from _grained(clauses, draft, clock, base, comparison, cost)
    else:
        if when is not None and clauses.has("now"):
            if clock.today not in when.period:
                yield Misfit("the question names more than one time")
                return
            when = When(Period(when.period.start, clock.today + timedelta(days=1)))
        yield from _grained(clauses, draft, clock, when, "none", 0.0)


def _moment(
    clauses: Clauses, draft: Draft, clock: Clock, when: When | None, against: Against | None
) -> Iterator[Time | Misfit]:
    """The time of a balance: now, or the end of a period that is over."""
    title = metric(draft.metrics[0]).title.lower()
    if against is not None or clauses.has("change", "compare", "trend", "whens"):
        yield Misfit(f"how {title} has moved is not known; it can be told as of one day")
    elif when is None or when.period.end > clock.today:
        started = when is None or when.period.start <= clock.today
        yield Time() if started else Misfit(f"{title} of a day to come is not known")
    else:
        yield Time(Period(when.period.last, when.period.end))


def _several(clauses: Clauses, draft: Draft, clock: Clock) -> Iterator[Time | Misfit]:
    """ "In September and October": both, side by side; with a word of comparison the second against the first."""
    whens = sorted([*clauses.all("whens"), *clauses.all("when_pair")][0], key=lambda when: when.period.start)
    units = {when.unit for when in whens}
    unit = units.pop() if len(units) == 1 else ""
    if clauses.has("compare", "change") and len(whens) == 2 and not clauses.has("against"):
        yield from _grained(clauses, draft, clock, whens[1], _stated(whens[1].period, whens[0].period), 0.0)
    elif unit not in ("day", "week", "month", "quarter", "year", "financial_year") or clauses.has("against", "trend"):
        yield Misfit("the question names more than one time")
    else:
        hull = Period(whens[0].period.start, whens[-1].period.end)
        touching = all(first.period.end == second.period.start for first, second in pairwise(whens))
        where = () if touching else (Filter(unit, "in", tuple(when.period.start.isoformat() for when in whens)),)
        yield Time(hull, by=(unit,), where=where)


def _comparisons(
    clauses: Clauses, clock: Clock, when: When | None, against: Against | None
) -> Iterator[tuple[When, Any, float]]:
    """(time, compared with, cost) for a question that compares two times."""
    units: tuple[Literal["month", "week", "year"], ...] = ("month", "week", "year")
    if when is None and against is not None and against.when is not None:
        # "compare sales with last month": the month we are in, against it
        unit: Any = against.when.unit or "day"
        this = clock.neighbour(unit, 0)
        if not against.when.rolling and against.when.period == this.period.before():
            yield this, _stated(this.period, against.when.period), ASSUMED
        return
    if when is None and against is not None and against.unit:
        yield clock.neighbour(against.unit, 0), "previous", ASSUMED  # type: ignore[arg-type]  # words.py names units
        return
    if when is None:
        for place, unit in enumerate(units):
            this = clock.neighbour(unit, 0)
            yield (
                this,
                _last_year(this) if against and against.kind == "last_year" else "previous",
                ASSUMED + 0.01 * place,
            )
        return
    if against is None:
        # "sales growth this month"; a mere "compare", or a range of days, seldom means the period before
        likely = clauses.has("change") and not clauses.has("compare") and (when.unit or when.rolling)
        yield when, "previous", ASSUMED / 2 if likely else OFFERED
    elif against.kind in ("previous", "period_on_period"):
        if against.number is None or when.rolling == (against.number, against.unit):
            yield when, "previous", 0.0
    elif against.kind == "last_year":
        yield when, _last_year(when), 0.0
    elif against.when is not None:
        other = against.when
        if (
            other.unit == "year"
            and when.unit not in ("year", "financial_year")
            and other.period.end <= when.period.start
        ):
            yield when, _last_year(when), 0.0  # this month vs last year
        elif when.period.start < other.period.start and (against.weak or not clauses.has("change")):
            yield other, _stated(other.period, when.period), 0.02  # compare last month with this month
        elif when.period != other.period:
            yield when, _stated(when.period, other.period), 0.0
        elif other.last:
            yield when, _last_year(when), 0.0  # this October against last October, said in November
        elif when.unit:
            yield when, "previous", ASSUMED  # "October against the previous month" said in November


def _grained(
    clauses: Clauses, draft: Draft, clock: Clock, when: When | None, comparison: Any, cost: float
) -> Iterator[Time | Misfit]:
    """Adds the day, week or month of a trend, and begins "last 6 months, by month" with a whole month."""
    grains = [slug for slug in draft.by if dimension(slug).kind == "calendar"]
    if clauses.has("trend") and not any(dimension(slug).in_time for slug in draft.by):
        grains = [_grain(when.period if when else None)]
    period = when.period if when else None
    if when is not None and when.rolling and grains and grains[0] == when.rolling[1] != "day" and comparison == "none":
        count, unit = when.rolling
        first = clock.unit_of(unit, clock.move(clock.today, unit, 1 - count))  # type: ignore[arg-type]  # rolling carries units
        period = Period(first.start, when.period.end)
    if comparison != "none" and grains and clauses.has("change") and not clauses.has("against"):
        comparison, cost = (
            "none",
            cost + DOUBTFUL,
        )  # how each month differs from the one before is not told; their row is the nearest
    yield Time(period, comparison, tuple(grains), (), cost)


def _within_year(whens: list[When], clock: Clock) -> list[When]:
    """ "October sales last year": a month and a year said apart are that month of that year."""
    if sorted(when.unit for when in whens) != ["month", "year"]:
        return whens
    month, year = sorted(whens, key=lambda when: when.unit)
    return [clock.month(month.period.start.month, year.period.start.year)] if month.yearless else whens


def _stated(period: Period, other: Period) -> Any:
    """ "previous" where the other time is just that, so that equal questions make equal queries."""
    return "previous" if other == period.before() else other


def _last_year(when: When) -> Any:
    """The same months a year earlier for whole months, else the same weekdays, 364 days earlier."""
    if when.unit in ("month", "quarter", "half", "year", "financial_year"):
        return _stated(when.period, Period(add_months(when.period.start, -12), add_months(when.period.end, -12)))
    return "last_year"


def _grain(period: Period | None) -> str:
    """Days of a month or so, weeks of some months, months of longer: a line that can be read."""
    if period is None or period.days > 100:
        return "month"
    return "day" if period.days <= 45 else "week"


def lists_values(clauses: Clauses) -> bool:
    return any(len(selection.chosen.names) > 1 for selection in clauses.all("filter"))
