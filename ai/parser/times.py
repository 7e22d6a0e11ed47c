"""The time a question speaks of: its period, the grain of a trend, and what it is compared with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Any, Final, Literal, NamedTuple

from ai.parser.clauses import Clauses, Draft, Misfit
from ai.parser.clock import Clock, When
from ai.parser.festivals import festival_before
from ai.parser.liberties import ASSUMED, OFFERED
from ai.parser.said import Against
from ai.parser.sets import sets_of
from ai.parser.splits import TO_DATE
from ai.parser.times_joined import (  # fmt: skip
    apart,
    each_in_year,
    feast_of_two_years,
    feast_this_year,
    in_year_of,
    is_confirmed,
    is_part_like,
    is_said_twice,
    narrower,
    side_by_side,
    this_time,
    two_years,
    within_year,
    year_back,
)
from analytics.catalogue import dimension, metric, needs_period
from analytics.comparisons import period_before
from analytics.query import Filter
from munim.days import Period, add_months, month_of, whole_months
from munim.errors import Invalid

# figures that need a time and are told of the last 30 days where none is said, as the stock report does; others of the financial year
_OF_DAYS: Final = frozenset({"stock_cover_days", "average_daily_sales", "average_daily_orders", "average_daily_collections", "average_daily_expenses", "average_daily_items", "average_daily_profit"})  # fmt: skip


_OF_BILLS: Final = frozenset({"unpaid_bills", "overdue_bills", "unpaid"})
_OWED_BY_US: Final = frozenset({"payables", "payables_unpaid", "overdue_payables"})
_AIMED: Final = frozenset({"sales_target", "expense_target"})  # known ahead of their time
_WEEK: Final = timedelta(days=7)
_WHOLE: Final = (
    "week",
    "month",
    "quarter",
    "year",
    "financial_year",
)  # held against this one: sales compared with March
_ABOUT: Final = 4  # days by which three months and other three differ
_LONG_AGO: Final = 12  # years; a comparison reaches no further back
_SOON: Final = 100  # days; a month without its year that begins within them is the coming one


class Time(NamedTuple):
    """The part of a query that speaks of time."""

    period: Period | None = None
    compare: Any = "none"
    by: tuple[str, ...] = ()
    where: tuple[Filter, ...] = ()
    cost: float = 0.0
    of_sets: Period | None = None  # the time of the sets spoken of, where it is not the period


def times(clauses: Clauses, draft: Draft, clock: Clock) -> Iterator[Time | Misfit]:
    """The times that the clauses may mean for the figures of ``draft``, on the day of ``clock``."""
    whens: list[When] = clauses.all("when")
    if clauses.has("running", "rolling_days") and not clauses.has("when", "whens", "against"):
        usual = clock.neighbour("month", 0) if clauses.has("running") else clock.rolling(30, "day")
        grains = () if any(dimension(slug).kind == "calendar" for slug in draft.by) else ("day",)
        yield Time(usual.period if usual else None, by=grains)
        return
    if clauses.has("this_time"):
        again = this_time(clauses, whens, clock)
        if again is None:
            yield Misfit("which time is meant is not clear")
        else:
            yield from _grained(clauses, draft, clock, again[0], again[1], 0.0)
        return
    if (feasts := feast_of_two_years(clauses, whens)) is not None:
        yield from _grained(clauses, draft, clock, feasts[1], _stated(feasts[1].period, feasts[0].period), 0.0)
        return
    if not clauses.has("against", "change", "compare", "rise"):
        whens = within_year(whens, clock)
        if len(clauses.all("metric")) < 2 and len(clauses.all("how_much")) < 2 and not clauses.has("and"):
            whens = narrower(whens, clock)
    pair: tuple[When, ...] = next(iter(clauses.all("whens")), ())
    if pair and (moved := each_in_year(pair, whens, clock)) is not None:
        pair, whens = moved, []
    if not whens and not clauses.has("against", "and") and is_said_twice(pair):
        pair, whens = (), [max(pair, key=lambda when: bool(when.unit))]  # the first half, April to September
        clauses = clauses.without("whens")
    if len(pair) == 2 and pair[0].period == pair[1].period and not whens and not clauses.has("against", "trend"):
        yield from _grained(
            clauses, draft, clock, pair[0], _last_year(pair[0], clock), 0.0
        )  # this October and last October
        return
    if is_confirmed(whens) and not clauses.has("and"):
        whens = whens[:1]  # New Year's day, 1 January
    if (two := two_years(clauses, whens, clock) or apart(clauses, draft, whens)) is not None:
        yield from _grained(clauses, draft, clock, two[1], _stated(two[1].period, two[0].period), 0.0)
        return
    if clauses.has("against") and len(whens) == 2:
        if all(one.when is None or one.when.named or is_part_like(one.when, whens) for one in clauses.all("against")):
            whens = within_year(whens, clock)  # October to December this year against those of last year
        whens = feast_this_year(whens)  # Christmas sale this year vs last Christmas
    whens = in_year_of(whens, clauses.all("against"), clock)
    againsts: list[Against] = clauses.all("against")
    if len(againsts) > 1 and any(one.when is not None for one in againsts):
        againsts = [one for one in againsts if one.kind != "period_on_period"]  # qoq, q2 vs q1
    times = len(whens) + len(clauses.all("whens")) + len(clauses.all("when_pair"))
    if times > 1 or len(againsts) > 1 or (clauses.has("when_pair") and not clauses.has("compare", "change", "rise")):
        yield Misfit("the question names more than one time")
        return
    against: Against | None = next(iter(againsts), None)
    if (
        against is not None
        and against.when is not None
        and against.when.period.start.year < clock.today.year - _LONG_AGO
    ):
        yield Misfit("the question names more than one time")  # more than 2000 are no year
        return
    weekdays = any(one.chosen.dimension == "weekday" for one in clauses.all("filter"))
    if against is not None and against.when is not None and against.when.weekday and weekdays and whens:
        yield Misfit("the question names more than one time")  # Saturdays of October are held against no one Sunday
        return
    when_stated = bool(whens) and not clauses.has("when_pair", "whens")
    if (
        against is not None
        and against.weak
        and not (when_stated and against.beside and _beside(whens[0], against.when))
        and not (clauses.has("compare", "change", "rise") and all(when.unit or when.feast for when in whens))
        and not (clauses.has("compare", "change", "rise") and when_stated and _as_long(whens[0], against.when))
    ):
        yield Misfit("the question names more than one time")
        return
    when = whens[0] if whens else None
    if when is not None and against is not None and clauses.has("now") and when.unit and clock.today not in when.period:
        yield Misfit("the question names more than one time")  # April till date, against last year: not April alone
        return
    so_far = [noun.dimension for noun in clauses.all("listed") if noun.dimension in TO_DATE]
    if when is None and times == 0 and len(so_far) == 1 and clauses.has("now") and so_far[0] not in draft.by:
        yield from _grained(clauses, draft, clock, clock.to_date(so_far[0]), "none", 0.3)
        return
    if (
        when is not None
        and (unit := side_by_side(clauses, when))
        and not all(metric(slug).balance for slug in draft.metrics)
    ):
        apart_ = draft.with_cost(0.0, by=(unit, *(slug for slug in draft.by if slug != unit)))
        yield from _grained(clauses, apart_, clock, when, "none", 0.0)  # the last three months side by side
        return
    if when is not None and against is not None and clauses.has("now") and clock.today in when.period:
        when = When(
            Period(when.period.start, clock.today + timedelta(days=1))
        )  # this month to date against last month's
    if against is not None and against.alone and when is None and not clauses.has("change", "compare", "rise"):
        when, against = year_back(clock, against.unit), None  # what was sold this month last year
    if all(metric(slug).balance for slug in draft.metrics):
        yield from _moment(clauses, draft, clock, when, against)
    elif when is not None and when.at_end:
        yield Misfit(f"{metric(draft.metrics[0]).title.lower()} is of a time, not as of a day")
    elif clauses.has("whens", "when_pair"):
        yield from _several(clauses, draft, clock, pair or clauses.all("when_pair")[0])
    elif against is not None and against.kind == "period_on_period" and when is not None and when.unit != against.unit:
        months = draft.with_cost(
            0.0, by=(against.unit, *draft.by)
        )  # "month on month sales this year" is the row of its months
        yield from _grained(clauses, months, clock, when, "none", 0.0)
    elif (
        against is not None
        or clauses.has("change", "rise")
        or (
            clauses.has("compare")
            and not draft.by
            and not lists_values(clauses)
            and not (len(draft.metrics) > 1 and clauses.has("and"))
        )
    ):
        if when is not None and clauses.has("now") and clock.today in when.period:
            when = When(Period(when.period.start, clock.today + timedelta(days=1)))  # this month so far
        for base, comparison, cost in _comparisons(clauses, clock, when, against):
            whole = against is not None and against.weak and lists_values(clauses)  # of two shops, April to June
            yield from _grained(clauses, draft, clock, base, comparison, cost + (OFFERED if whole else 0.0))
    else:
        if when is not None and clauses.has("now"):
            if clock.today not in when.period:
                yield Misfit("the question names more than one time")
                return
            when = When(Period(when.period.start, clock.today + timedelta(days=1)))
        if when is not None and when.yearless and when.unit == "month" and set(draft.metrics) <= _AIMED:
            ahead = Period(add_months(when.period.start, 12), add_months(when.period.end, 12))
            if 0 < (ahead.start - clock.today).days <= _SOON:
                when = When(ahead, when.unit)  # the target for December, asked in November
        if when is None and any(needs_period(slug) for slug in draft.metrics):
            usual = clock.rolling(30, "day") if _OF_DAYS & set(draft.metrics) else clock.to_date("financial_year")
            yield from _grained(clauses, draft, clock, usual, "none", ASSUMED)
            return
        yield from _grained(clauses, draft, clock, when, "none", 0.0)


def _beside(when: When, other: When | None) -> bool:
    """Whether a time beside another is what that is held against though no word says so: March, from last year's."""
    if other is None:
        return False
    if other.feast or when.feast:
        return other.feast == when.feast or (
            bool(when.feast) and other.unit == "year" and other.period.end <= when.period.start
        )
    earlier = other.unit == when.unit and other.period.end <= when.period.start
    return other.unit in ("year", "financial_year") or earlier or (other.last and other.unit == when.unit)


def _as_long(when: When, other: When | None) -> bool:
    """Whether a range of days is held against one before it that is as long: July to September over April to June."""
    if other is None or when.unit or other.unit or other.period.end > when.period.start:
        return False
    return abs(when.period.days - other.period.days) <= _ABOUT


def _moment(
    clauses: Clauses, draft: Draft, clock: Clock, when: When | None, against: Against | None
) -> Iterator[Time | Misfit]:
    """The time of a balance: now, or the end of a period that is over."""
    title = metric(draft.metrics[0]).title.lower()
    if against is not None or clauses.has("change", "compare", "trend", "whens", "rise"):
        yield Misfit(f"how {title} has moved is not known; it can be told as of one day")
    elif clauses.has("those_who_side") and when is not None:
        yield Misfit("the question names more than one time")  # who has not paid since then, and owes now
    elif (
        when is not None
        and not when.at_end
        and when.period.start <= clock.today
        and any(things.of_the_time or things.chosen for things in [*sets_of(clauses), *draft.things])
    ):
        # what the best customers of October owe: the time is theirs, what they owe is of now
        yield Time(of_sets=when.period)
    elif (
        draft.ranking and when is not None and not when.at_end and when.period.end <= clock.today and when.unit != "day"
    ):
        # "the top five of October owe": rather the best customers of October than what they owed at its end
        yield Time(Period(when.period.last, when.period.end), cost=OFFERED)
    elif when is not None and when.since and set(draft.metrics) <= _OF_BILLS and when.period.end > clock.today:
        yield Misfit("the question names more than one time")  # the unpaid bills of a time are not told apart
    elif when is not None and when.since and set(draft.metrics) <= _OWED_BY_US and not clauses.has("how_much", "total"):
        yield Misfit("the question names more than one time")  # whom we have not paid since October, and owe now
    elif when is not None and when.since and "owe" in clauses.all("verb") and not clauses.has("how_much", "total"):
        yield Misfit("the question names more than one time")  # who has not paid since August, and owes now
    elif when is None or when.period.end > clock.today:
        started = when is None or when.period.start <= clock.today
        yield Time() if started else Misfit(f"{title} of a day to come is not known")
    else:
        yield Time(Period(when.period.last, when.period.end))


def _several(clauses: Clauses, draft: Draft, clock: Clock, pair: tuple[When, ...]) -> Iterator[Time | Misfit]:
    """ "In September and October": both, side by side; with a word of comparison the second against the first."""
    whens = sorted(pair, key=lambda when: when.period.start)
    units = {when.unit for when in whens}
    unit = units.pop() if len(units) == 1 else ""
    if clauses.has("compare", "change", "rise") and len(whens) == 2 and not clauses.has("against"):
        yield from _grained(clauses, draft, clock, whens[1], _stated(whens[1].period, whens[0].period), 0.0)
    elif (
        len(whens) == 2
        and unit in ("month", "quarter")
        and not clauses.has("against", "trend", "breakdown")
        and whens[0].period == _year_before(whens[1].period)
    ):
        # last October and this October
        yield from _grained(clauses, draft, clock, whens[1], _stated(whens[1].period, whens[0].period), 0.0)
    elif clauses.has("together") and unit:
        hull = Period(whens[0].period.start, whens[-1].period.end)
        if all(first.period.end == second.period.start for first, second in pairwise(whens)):
            yield from _grained(clauses, draft, clock, When(hull), "none", 0.0)  # of both days together
        else:
            yield Misfit("the question names more than one time")
    elif (
        len(whens) == 2
        and (all(when.feast for when in whens) or not any(when.unit or when.feast for when in whens))
        and not clauses.has("against", "trend")
    ):
        # 1 to 10 March and 11 to 20 March: two ranges, held against each other
        yield from _grained(clauses, draft, clock, whens[1], _stated(whens[1].period, whens[0].period), 0.0)
    elif unit not in ("day", "week", "month", "quarter", "year", "financial_year") or clauses.has("against"):
        yield Misfit("the question names more than one time")
    else:
        hull = Period(whens[0].period.start, whens[-1].period.end)
        touching = all(first.period.end == second.period.start for first, second in pairwise(whens))
        where = () if touching else (Filter(unit, "in", tuple(when.period.start.isoformat() for when in whens)),)
        grains = [slug for slug in draft.by if dimension(slug).in_time]
        if clauses.has("trend") and not grains:
            grains = [_grain(hull)]
        yield Time(hull, by=tuple(grains) or (unit,), where=where)  # the weekly sales of January and February


def _comparisons(
    clauses: Clauses, clock: Clock, when: When | None, against: Against | None
) -> Iterator[tuple[When, Any, float]]:
    """(time, compared with, cost) for a question that compares two times."""
    units: tuple[Literal["month", "week", "year"], ...] = ("month", "week", "year")
    if against is not None and against.kind == "week_before":
        this = when or clock.neighbour("day", 0)
        if this.period.days <= 7:
            week = timedelta(days=7)
            yield this, _stated(this.period, Period(this.period.start - week, this.period.end - week)), 0.0
        return
    if when is None and against is not None and against.when is not None:
        # "compare sales with last month": the month we are in, against it
        unit: Any = against.when.unit or "day"
        this = clock.neighbour(unit, 0)
        over = against.when.unit in _WHOLE and against.when.period.end <= this.period.start
        if not against.when.rolling and (over or against.when.period == this.period.before()):
            yield this, _stated(this.period, against.when.period), ASSUMED
        return
    if when is None and against is not None and against.unit:
        this = clock.neighbour(against.unit, 0)
        yield this, _last_year(this, clock) if against.kind == "last_year" else "previous", ASSUMED
        return
    if when is None and against is not None and against.kind == "last_year" and clauses.has("change", "rise"):
        this = clock.neighbour("year", 0)
        yield this, _last_year(this, clock), ASSUMED  # growth year on year: of this year
        for place, unit in enumerate(unit for unit in units if unit != "year"):
            this = clock.neighbour(unit, 0)
            yield this, _last_year(this, clock), OFFERED + 0.01 * place
        return
    if when is None:
        for place, unit in enumerate(
            units[:1] if clauses.has("rise") or (clauses.has("change") and clauses.has("listed", "who")) else units
        ):
            this = clock.neighbour(unit, 0)
            yield (
                this,
                _last_year(this, clock) if against and against.kind == "last_year" else "previous",
                ASSUMED + 0.01 * place,
            )
        return
    if against is None and clauses.has("change") and _since_last(when, clock):
        return  # pichle mahine se kitni badhi: held against the last month
    if against is None and clauses.has("change") and not clauses.has("compare", "rise") and (months := _ends(when)):
        yield months[1], _stated(months[1].period, months[0].period), ASSUMED  # September se October tak kitni badhi
    if against is None:
        # "sales growth this month"; a mere "compare", or a range of days, seldom means the period before
        likely = (
            clauses.has("change", "rise")
            and not clauses.has("compare")
            and (when.unit or when.rolling or when.since or clauses.has("rise"))
            and not _from_one_to_another(when)
        )
        ends = clauses.has("rise") and _from_one_to_another(when)  # fell from September to October
        yield when, "previous", ASSUMED / 2 if likely else 2 * OFFERED if ends else OFFERED
    elif against.kind in ("previous", "period_on_period"):
        if any(one.feast for one in (when, *clauses.all("when"))):
            yield when, "previous", OFFERED  # "the week before Diwali" is no comparison
        elif against.number is None or when.rolling == (against.number, against.unit):
            yield when, "previous", 0.0
    elif against.kind == "same_dates":
        if when.since or when.unit == "" or when.period.end > clock.today:
            so_far = When(Period(when.period.start, min(when.period.end, clock.today + timedelta(days=1))))
            yield so_far, "same_dates", 0.0
        else:
            yield when, "same_dates", 0.0
    elif against.kind == "last_year":
        yield when, _last_year(when, clock), 0.0
    elif against.when is not None:
        other = against.when
        if against.weak and not other.unit and not other.feast and _holds(other.period, when.period):
            return  # September se October tak is a range, no September held against all up to October
        if when.feast and other.feast == when.feast:
            if when.feast_day == other.feast_day:
                yield when, _last_year(when, clock), 0.0  # this Diwali against last Diwali, both said of the latest
            else:
                first, second = sorted((when, other), key=lambda each: each.period.start)
                yield (
                    second,
                    _last_year(second, clock),
                    0.0 if first.feast_day.year + 1 == second.feast_day.year else OFFERED,
                )
            return
        if when.feast and other.unit in ("year", "financial_year") and not other.feast:
            yield when, _last_year(when, clock), 0.0  # the Christmas season compared with last year
            return
        if (
            other.unit == "year"
            and when.unit not in ("year", "financial_year")
            and other.period.days > 300
            and other.period.end <= when.period.start
            and other.period.start >= add_months(clock.unit_of(other.unit, when.period.start).start, -12)
        ):
            yield when, _last_year(when, clock), 0.0  # this month vs last year
        elif (
            when.unit in ("year", "financial_year")
            and other.unit not in ("year", "financial_year", "")
            and when.period.end <= other.period.start
        ):
            yield other, _last_year(other, clock), 0.0  # from last year to this October
        elif when.period.start < other.period.start and (against.weak or not clauses.has("change")):
            yield other, _stated(other.period, when.period), 0.02  # compare last month with this month
        elif when.period != other.period:
            yield when, _stated(when.period, other.period), 0.0
        elif other.last or (other.named and when.yearless):
            yield when, _last_year(when, clock), 0.0  # this October against last October, said in November
        elif when.unit == "day":
            yield (
                when,
                _stated(when.period, Period(when.period.start - _WEEK, when.period.end - _WEEK)),
                0.0,
            )  # Monday against last Monday
        elif when.unit:
            yield when, "previous", ASSUMED  # "October against the previous month" said in November


def _from_one_to_another(when: When) -> bool:
    """Whether a range may rather be its first month held against its last: "grew from September to October"."""
    return not (when.unit or when.rolling or when.since) and whole_months(when.period) is not None


def _since_last(when: When, clock: Clock) -> bool:
    """Whether a time is all since the last week, month or year, which beside a change is rather what that is held against."""
    units: tuple[Literal["day", "week", "month", "year"], ...] = ("day", "week", "month", "year")
    return when.since and any(when.period.start == clock.neighbour(unit, -1).period.start for unit in units)


def _holds(long: Period, short: Period) -> bool:
    return long.start <= short.start and short.end <= long.end


def _ends(when: When) -> tuple[When, When] | None:
    """The first month of a range of months and its last."""
    if not _from_one_to_another(when) or when.period.days < _TWO_MONTHS:
        return None
    first, last = month_of(when.period.start), month_of(when.period.last)
    return When(first, "month"), When(last, "month")


_TWO_MONTHS: Final = 59


def _grained(
    clauses: Clauses, draft: Draft, clock: Clock, when: When | None, comparison: Any, cost: float
) -> Iterator[Time | Misfit]:
    """Adds the day, week or month of a trend, and begins "last 6 months, by month" with a whole month."""
    grains = [slug for slug in draft.by if dimension(slug).kind == "calendar"]
    if clauses.has("running", "rolling_days") and not grains:
        grains = ["day"]
    if clauses.has("trend") and not any(dimension(slug).in_time for slug in draft.by):
        grains = [_grain(when.period if when else None)]
    period = when.period if when else None
    if when is not None and when.rolling and grains and grains[0] == when.rolling[1] != "day" and comparison == "none":
        count, unit = when.rolling
        first = clock.unit_of(unit, clock.move(clock.today, unit, 1 - count))
        period = Period(first.start, when.period.end)
    if comparison != "none" and grains and clauses.has("change") and not clauses.has("against"):
        comparison, cost = (
            "none",
            cost + OFFERED,
        )  # how each month differs from the one before is not told; their row is the nearest
    yield Time(period, comparison, tuple(grains), (), cost)


def _as_compiled(period: Period, country: str) -> Period | None:
    """What the comparison "festival" of a query is held against."""
    try:
        return period_before(period, "festival", country=country)
    except Invalid:
        return None


def _year_before(period: Period) -> Period:
    return Period(add_months(period.start, -12), add_months(period.end, -12))


def _stated(period: Period, other: Period) -> Any:
    """ "previous" where the other time is just that, so that equal questions make equal queries."""
    return "previous" if other == period.before() else other


def _last_year(when: When, clock: Clock) -> Any:
    """The same months a year earlier for whole months, of a festival its last time, else the same weekdays, 364 days earlier."""
    if (feast := festival_before(when)) is not None:
        return "festival" if feast == _as_compiled(when.period, clock.country) else feast
    if when.unit in ("month", "quarter", "half", "year", "financial_year"):
        return _stated(when.period, Period(add_months(when.period.start, -12), add_months(when.period.end, -12)))
    if whole_months(when.period) or (when.rolling and when.rolling[1] in ("month", "quarter", "year")):
        return Period(add_months(when.period.start, -12), add_months(when.period.end, -12))
    return "last_year"


def _grain(period: Period | None) -> str:
    """Days of a month or so, weeks of some months, months of longer: a line that can be read."""
    if period is None or period.days > 100:
        return "month"
    return "day" if period.days <= 45 else "week"


def lists_values(clauses: Clauses) -> bool:
    return any(len(selection.chosen.names) > 1 for selection in clauses.all("filter"))
