"""Two times said apart that are one: a month and its year, a day of this month, the same time now and then."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from ai.parser.clauses import Clauses, Draft
from ai.parser.clock import Clock, When
from ai.parser.date_spans import range_in_year
from ai.parser.festivals import feast_of
from ai.parser.said import Against
from analytics.catalogue import dimension
from munim.days import Period, add_months

_WEEK: Final = timedelta(days=7)
_ABOUT: Final = 4  # days by which two halves of a year differ in length


def year_back(clock: Clock, unit: Any) -> When:
    """This week, month or quarter of the year before: a week is 52 weeks back, as it is compared."""
    this = clock.neighbour(unit, 0)
    if unit == "week":
        return When(Period(this.period.start - 52 * _WEEK, this.period.end - 52 * _WEEK), unit)
    return When(Period(add_months(this.period.start, -12), add_months(this.period.end, -12)), unit)


_LINED_UP: Final = ("week", "month", "quarter", "year", "financial_year")


def side_by_side(clauses: Clauses, when: When | None) -> str:
    """The unit whose times stand beside each other, "the last three months side by side"; empty where they are held against others."""
    if when is None or when.rolling is None or not clauses.has("compare", "breakdown"):
        return ""
    if clauses.has("breakdown") and any(len(one.chosen.names) > 1 for one in clauses.all("filter")):
        return ""  # of two shops, each apart
    count, unit = when.rolling
    if clauses.has("against", "change", "rise", "when_pair", "whens", "ranking") or len(clauses.all("when")) > 1:
        return ""
    return unit if count > 1 and unit in _LINED_UP else ""


def within_year(whens: list[When], clock: Clock) -> list[When]:
    """ "October sales last year": a month and a year said apart are that month of that year."""
    if any(when.over and when.unit in ("year", "financial_year") for when in whens):
        return whens
    if len(whens) == 2:
        short, long = sorted(whens, key=lambda when: when.period.days)
        back = clock.unit_of("week", short.period.start).start - long.period.start
        if (
            long.unit == "week"
            and back == _WEEK
            and short.unit in ("", "day")
            and short.period.days < 7
            and not (short.rolling or short.feast)
        ):  # Monday to Friday last week
            return [When(Period(short.period.start - _WEEK, short.period.end - _WEEK), short.unit)]
        inside = long.period.start <= short.period.start and short.period.end <= long.period.end
        if (
            inside
            and short.unit == ""
            and long.unit in ("week", "month")
            and not (short.feast or short.rolling or long.rolling)
        ):
            return [short]  # from Monday to Wednesday this week
    dated = [
        when for when in whens if when.period.end == clock.today + timedelta(days=1) and when.period.start.day == 1
    ]
    if (
        len(whens) == 2
        and len(dated) == 1
        and (other := next(when for when in whens if when is not dated[0])).unit in ("year", "financial_year")
        and other.period.start == dated[0].period.start
    ):
        return dated  # ytd 2026
    begun = [when for when in whens if when.unit == "financial_year" and clock.today in when.period]
    since_january = [when for when in whens if when.period == clock.to_date("year").period]
    if len(whens) == 2 and len(begun) == len(since_january) == 1:
        return [clock.to_date("financial_year")]  # ytd of this financial year
    feasts = [when for when in whens if when.feast]
    years = [when for when in whens if when.unit == "year"]
    if len(whens) == 2 and len(feasts) == len(years) == 1:
        return [feast_of(feasts[0], years[0].period.start.year)]
    parts = [when for when in whens if when.yearless and when.unit in ("", "month", "quarter", "half")]
    wholes = [when for when in whens if when.unit in ("year", "financial_year")]
    if len(whens) == 2 and len(parts) == len(wholes) == 1 and (parts[0].unit != "month" or wholes[0].unit != "year"):
        moved = _part_in(parts[0], wholes[0], clock)  # q2 sales this financial year
        return [moved] if moved is not None else whens
    if sorted(when.unit for when in whens) != ["month", "year"]:
        return whens
    month, year = sorted(whens, key=lambda when: when.unit)
    return [clock.month(month.period.start.month, year.period.start.year)] if month.yearless else whens


def narrower(whens: list[When], clock: Clock) -> list[When]:
    """ "Up to 10 November this month": of a time and a longer one that holds it, the shorter says all."""
    if len(whens) != 2:
        return whens
    short, long = sorted(whens, key=lambda when: when.period.days)
    holds = long.period.start <= short.period.start and short.period.end <= long.period.end
    told = short.unit in ("", "day", "week") and not short.feast and not short.rolling and not short.at_end
    told = told and clock.today not in short.period
    named = long.unit in ("week", "month", "quarter", "half", "year", "financial_year") and not long.over
    return [short] if holds and told and named and short.period != long.period else whens


def feast_of_two_years(clauses: Clauses, whens: list[When]) -> tuple[When, When] | None:
    """ "A week before Diwali this year and last year": the festival of both, the earlier first."""
    feasts = [when for when in whens if when.feast]
    years = [when for when in whens if when.unit == "year" and not when.feast]
    if len(whens) != 2 or len(feasts) != 1 or len(years) != 1 or not clauses.has("and"):
        return None
    [feast], [year] = feasts, years
    if year.period.start.year == feast.feast_day.year:
        return None
    other = feast_of(feast, year.period.start.year)
    first, second = sorted((feast, other), key=lambda when: when.period.start)
    return (first, second) if first.period.end <= second.period.start else None


def this_time(clauses: Clauses, whens: list[When], clock: Clock) -> tuple[When, Any] | None:
    """ "How much last October, and how much this time": the same time of now, held against the one that is named."""
    if clauses.has("against", "whens", "when_pair", "change"):
        return None
    whens = within_year(whens, clock)
    if len(whens) != 1:
        return None
    [then] = whens
    if then.feast or then.yearless or clock.today in then.period:
        return then, "none"  # is baar Diwali pe: the latest is meant
    if (
        then.unit in ("week", "month", "quarter", "year", "financial_year")
        and then.period == clock.neighbour(then.unit, -1).period
    ):
        return clock.neighbour(then.unit, 0), "previous"
    if then.unit in ("month", "quarter", "half") and (now := _year_after(then.period)).start <= clock.today:
        return When(now, then.unit), then.period
    return None


def _year_after(period: Period) -> Period:
    return Period(add_months(period.start, 12), add_months(period.end, 12))


def each_in_year(pair: tuple[When, ...], whens: list[When], clock: Clock) -> tuple[When, ...] | None:
    """ "Q1 and Q2 of this financial year": each of the two in the year that is said once."""
    if len({when.period for when in pair}) < len(pair):
        return None  # last year October and this October
    if len(whens) != 1 or whens[0].unit not in ("year", "financial_year") or not all(when.yearless for when in pair):
        return None
    moved = [_part_in(when, whens[0], clock) for when in pair]
    return tuple(when for when in moved if when is not None) if None not in moved else None


def is_part_like(other: When, whens: list[When]) -> bool:
    """Whether one of the times is the part of a year that ``other`` is of another: "Q3 this year" against Q3 of last year."""
    parts = [when for when in whens if when.unit not in ("year", "financial_year")]
    return len(parts) == 1 and not other.yearless and not parts[0].feast and parts[0].unit == other.unit and (
        parts[0].period.start.month, parts[0].period.end.month) == (other.period.start.month, other.period.end.month)  # fmt: skip


def is_said_twice(pair: tuple[When, ...]) -> bool:
    """Whether two times are one in other words, and not "this October and last October" said of the latest."""
    same = len(pair) == 2 and pair[0].period == pair[1].period
    dated = [when for when in pair if not (when.unit or when.feast or when.last or when.yearless or when.rolling)]
    if same and len(dated) == 1:
        return True  # the week before last Diwali, 13 to 19 October 2025
    return same and not any(when.last or when.feast or when.unit == "year" for when in pair)


def is_confirmed(whens: list[When]) -> bool:
    """Whether the second of two times only confirms the first: the first half, April to September; Q2, July to September."""
    if len(whens) != 2 or whens[0].period != whens[1].period:
        return False
    same_words = whens[0].unit == whens[1].unit and bool(whens[0].unit)
    return whens[0].period.days < _MOMENT or not (same_words or any(when.feast for when in whens))


_MOMENT: Final = 3  # days


def in_year_of(whens: list[When], againsts: list[Against], clock: Clock) -> list[When]:
    """ "First half versus second half of last year", "October vs September 2025": the year said once is that of both."""
    if len(whens) != 1 or len(againsts) != 1 or (other := againsts[0].when) is None:
        return whens
    [part] = whens
    parts = part.unit in ("half", "quarter") and not other.yearless and not other.last
    dated = other.named or (
        parts and other.unit in ("", part.unit) and abs(part.period.days - other.period.days) < _ABOUT
    )
    if not part.yearless or not dated or other.rolling or part.unit not in ("half", "quarter", "month"):
        return whens
    if part.period.start.month == other.period.start.month:
        return whens  # December against December 2025
    year = clock.unit_of("year" if part.unit == "month" else "financial_year", other.period.start)
    moved = _part_in(part, When(year, "year" if part.unit == "month" else "financial_year"), clock)
    return [moved] if moved is not None else whens


def feast_this_year(whens: list[When]) -> list[When]:
    """A festival and the year it is in, said apart: the festival."""
    feasts = [when for when in whens if when.feast]
    years = [when for when in whens if not when.feast and when.unit in ("year", "financial_year")]
    if len(feasts) == len(years) == 1 and feasts[0].period.start in years[0].period:
        return feasts
    return whens


def two_years(clauses: Clauses, whens: list[When], clock: Clock) -> tuple[When, When] | None:
    """ "October sales this year and last year": the same part of two years, the earlier first."""
    againsts: list[Against] = clauses.all("against")
    named = [
        *whens,
        *(when for pair in clauses.all("whens") for when in pair),
        *(one.when for one in againsts if one.when),
    ]
    years = [when for when in named if when.unit in ("year", "financial_year") and not when.over]
    parts = [when for when in named if when not in years]
    if len(years) != 2 or len(parts) != 1 or len(againsts) > 1 or clauses.has("when_pair", "trend", "rise"):
        return None
    [part] = parts
    first, second = sorted((_part_in(part, year, clock) or part for year in years), key=lambda when: when.period.start)
    return (first, second) if first.period.end <= second.period.start else None


def _part_in(part: When, year: When, clock: Clock) -> When | None:
    """A part of a year said without one, in that year."""
    if part.feast:
        return feast_of(part, year.period.start.year)
    if not part.yearless:
        return None
    if part.unit == "month" and year.unit == "year":
        return clock.month(part.period.start.month, year.period.start.year)
    return _of_year(part, year, clock) if part.unit else range_in_year(clock, part, year)


def apart(clauses: Clauses, draft: Draft, whens: list[When]) -> tuple[When, When] | None:
    """ "How much in August and how much in October": two times of one kind, each with its own words, the earlier first."""
    if len(whens) != 2 or not clauses.has("and", "comma") or len(set(clauses.all("metric"))) > 1:
        return None
    if clauses.has(
        "times_beside", "against", "whens", "when_pair", "compare", "trend", "rise", "not_then", "now"
    ) or any(when.at_end for when in whens):
        return None
    first, second = sorted(whens, key=lambda when: when.period.start)
    alike = first.unit == second.unit and bool(first.feast) == bool(second.feast)
    ranges = bool(first.unit or first.feast) or first.period.days == second.period.days
    timed = any(dimension(slug).in_time for slug in draft.by)
    return (first, second) if alike and ranges and not timed and first.period.end <= second.period.start else None


def _of_year(part: When, whole: When, clock: Clock) -> When:
    """A month, quarter or half said without its year, in the year said apart from it: "Q2 this year" is that of the shop's year."""
    year = whole.period.start
    if whole.unit == "year":
        this = clock.calendar.financial_year_of(clock.today).start.year
        year = clock.financial_year(this - (clock.today.year - year.year)).period.start
    begun = clock.calendar.financial_year_of(part.period.start).start
    back = 12 * (begun.year - year.year)
    moved = Period(add_months(part.period.start, -back), add_months(part.period.end, -back))
    return When(moved, part.unit)
