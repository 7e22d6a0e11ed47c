"""Times named by more than their days: the March quarter, the half year January to June, Easter Sunday, 5 April."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from ai.parser.chart import Rule
from ai.parser.clock import MONTHS_IN, Clock, When
from ai.parser.normalise import Token
from munim.days import Period, add_months, whole_months

_SAID_TWICE: Final = -0.3  # surer than two times side by side
_NEAR: Final = timedelta(days=3)  # a festival is held a day earlier in one place than in another
_PARTS: Final = ("quarter", "half")


def named_rules(clock: Clock) -> tuple[Rule, ...]:
    """The rules for times told by a name and by their days, and for quarters told by their months."""
    return (
        # the March quarter; the October quarter of last year
        Rule("when", ("month_name", "unit"), lambda month, unit: _part_with(clock, clock.month(month), unit), _SAID_TWICE),
        Rule("when", ("when", "unit"), lambda when, unit: _part_with(clock, when, unit), _SAID_TWICE),
        # the Oct-Dec quarter, the quarter January to March, the half year from January to June
        Rule("when", ("range", "unit"), lambda when, unit: _as_long(when, unit), _SAID_TWICE),
        *(
            Rule("when", ("unit", *small, "range"), lambda unit, *said: _as_long(said[-1], unit), _SAID_TWICE)
            for small in ((), ("of",), ("comma",))
        ),
        # FY 2024-25, July to June
        *(
            Rule("when", ("when", *between, "month_name", "to", "month_name"), lambda year, *said: _by_months(year, said[-3], said[-1]), _SAID_TWICE)
            for between in ((), ("comma",))
        ),
        # Easter Sunday, 5 April; the week before Diwali, 1 to 7 November
        *(
            Rule("when", ("when", *between, said), lambda first, *rest: _apposed(first, rest[-1]), _SAID_TWICE)
            for between in ((), ("comma",))
            for said in ("when", "range")
        ),
    )  # fmt: skip


def _part_with(clock: Clock, when: When, unit: str) -> When | None:
    """The quarter or half of the shop's year that a month is in: of the March quarter the latest that has begun."""
    if unit not in _PARTS or when.unit != "month":
        return None
    part = clock.unit_of(unit, when.period.start)
    if when.yearless:
        later = Period(add_months(part.start, 12), add_months(part.end, 12))
        part = later if later.start <= clock.today else part
    return When(part, unit)


def _as_long(when: When, unit: str) -> When | None:
    """A range of months called by its length."""
    months = whole_months(when.period)
    return when if months and months == MONTHS_IN.get(unit) else None


def _by_months(year: When, first: int, last: int) -> When | None:
    """A year of the shop, said again by the months it begins and ends with."""
    months = (year.period.start.month, year.period.last.month)
    return year if whole_months(year.period) == 12 and (first, last) == months else None


def _apposed(first: When, other: When) -> When | None:
    """A festival, or the days about one, said again by their dates, which then are it."""
    if first.rolling or other.rolling or first.at_end or other.at_end or first.since or other.since:
        return None
    if not first.feast or other.feast or other.yearless:
        return None
    if other.unit == "day":
        return other if first.period.days == 1 and abs(first.period.start - other.period.start) <= _NEAR else None
    return other if 1 < other.period.days == first.period.days and other.period == first.period else None


_WITHIN: Final = frozenset({"in", "during"})
_YEARS_BACK: Final = 8
_MONTH_OF: Final = {
    month: number for number, month in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)
}
_UP_TO: Final = frozenset({"to", "-", "till", "until", "through", "se"})
_APART: Final = 3  # tokens from one short year to the next: 25 to feb 26
_MONTHS: Final = frozenset(
    "jan january feb february mar march apr april may jun june jul july aug august sep sept september oct october nov november dec december".split()
)


def short_years(tokens: Sequence[Token], today: date) -> tuple[Token, ...]:
    """ "In Dec 25", "Dec 25 to Feb 26" are months of those years, written out; "on Dec 25" is the day, as is what is no year near ``today``."""
    out = list(tokens)
    words = [token.text for token in tokens]
    dated = [at for at in range(1, len(words)) if words[at - 1] in _MONTHS and _is_short_year(words[at], today)]
    for at in dated:
        within = at > 1 and words[at - 2] in _WITHIN
        # to the same month of a year, or up to a year later: nobody counts from the 25th of one month to the 26th of another
        ends = [other for other in dated if abs(other - at) == _APART and words[min(at, other) + 1] in _UP_TO]
        apart = any(
            words[other - 1] != words[at - 1] and abs(int(words[other]) - int(words[at])) <= 1 for other in ends
        )
        if within or apart:
            out[at] = out[at]._replace(text=f"20{words[at]}")
    return tuple(out)


def _over_new_year(words: Sequence[str], first: int, last: int) -> bool:
    """Whether two short years are those of months in turn, the second in the year after the first: Dec 25 to Feb 26."""
    later = _MONTH_OF[words[last - 1][:3]] < _MONTH_OF[words[first - 1][:3]]
    return later and int(words[last]) == int(words[first]) + 1


def _is_short_year(word: str, today: date) -> bool:
    known = word.isdecimal() and len(word) == 2
    return known and today.year - _YEARS_BACK <= 2000 + int(word) <= today.year + 1
