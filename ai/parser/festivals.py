"""Festivals as times: their days by the calendar of India or the shop's own country, and the windows around them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import msgspec

from ai.parser.chart import Rule
from ai.parser.clock import Clock, When
from munim.days import Period

SEASON_DAYS: Final = 10  # before a festival: its season, as shops speak of it
_OTHER_READING: Final = 0.4
_NINE_NIGHTS: Final = 9  # Navratri ends on the day before Dussehra
_EVE: Final = {"Dhanteras": ("Diwali", -2), "Navratri": ("Dussehra", -_NINE_NIGHTS)}  # told by another's day


class Feast(msgspec.Struct, frozen=True):
    """A festival in one year: its first day, and how many days it lasts."""

    name: str
    first: date
    days: int = 1

    @property
    def period(self) -> Period:
        return Period(self.first, self.first + timedelta(days=self.days))


def festival_rules(clock: Clock) -> tuple[Rule, ...]:
    """The rules for festivals on the day of ``clock``."""

    def window(before: int, after: int) -> Callable[[Feast], When | None]:
        def build(feast: Feast) -> When | None:
            period = feast.period
            return _about(feast, Period(period.start - timedelta(days=before), period.end + timedelta(days=after)))

        return build

    def run_up(count: int, unit: str, feast: Feast) -> When | None:
        days = count * {"day": 1, "week": 7, "month": 30}.get(unit, 0)
        return _about(feast, Period(feast.first - timedelta(days=days), feast.first)) if 0 < days <= 120 else None

    def aftermath(count: int, unit: str, feast: Feast) -> When | None:
        days = count * {"day": 1, "week": 7, "month": 30}.get(unit, 0)
        end = feast.period.end
        return _about(feast, Period(end, end + timedelta(days=days))) if 0 < days <= 120 else None

    def around(count: int, unit: str, feast: Feast) -> When | None:
        days = count * {"day": 1, "week": 7}.get(unit, 0)
        period = feast.period
        return (
            _about(feast, Period(period.start - timedelta(days=days), period.end + timedelta(days=days)))
            if 0 < days <= 60
            else None
        )

    latest, last = _latest(clock), _last(clock)
    return (
        Rule("feast", ("festival",), latest),
        Rule("feast", ("this", "festival"), lambda _, name: latest(name)),
        Rule("feast", ("last", "festival"), lambda _, name: last(name)),
        Rule("feast", ("previous", "festival"), lambda _, name: last(name)),
        Rule("feast", ("next", "festival"), lambda _, name: _coming(clock, name)),
        Rule("feast", ("festival", "year"), _held_in),
        Rule("feast", ("year", "festival"), lambda year, name: _held_in(name, year)),
        Rule("feast", ("festival", "this_year"), lambda name, back: _held_in(name, clock.today.year - back)),
        Rule("feast", ("this_year", "festival"), lambda back, name: _held_in(name, clock.today.year - back)),
        Rule("feast", ("this_year", "of", "festival"), lambda back, _, name: _held_in(name, clock.today.year - back)),
        Rule("feast", ("festival", "in", "year"), lambda name, _, year: _held_in(name, year)),
        # ten days before Diwali (8 November)
        *(Rule("feast", ("feast", *between, "when"), lambda feast, *rest: _on(feast, rest[-1]), -0.3) for between in ((), ("comma",), ("in",))),
        Rule("when", ("feast",), lambda feast: _about(feast, feast.period)),
        Rule("when", ("feast",), window(SEASON_DAYS, 0), _OTHER_READING),
        Rule("when", ("feast", "eve_word"), lambda feast, _: _about(feast, Period(feast.first - timedelta(days=1), feast.first))),
        Rule("when", ("feast", "season_word"), lambda feast, _: window(SEASON_DAYS, 0)(feast)),
        Rule("when", ("around_word", "feast"), lambda _, feast: window(7, 3)(feast)),
        Rule("when", ("feast", "of", "unit"), lambda feast, _, unit: _whole_unit(clock, feast, unit)),
        Rule("when", ("unit", "of", "feast"), lambda unit, _, feast: _whole_unit(clock, feast, unit)),
        Rule("when", ("feast", "of", "season_word"), lambda feast, _, __: window(SEASON_DAYS, 0)(feast)),
        Rule("feast", ("this_year", "of", "festival"), lambda back, _, name: _held_in(name, clock.today.year - back), -0.2),
        Rule("when", ("feast", "of", "next", "unit"), lambda feast, _, __, unit: aftermath(1, "day", feast) if unit == "day" else None),
        # navratri ke nau din: as many as it lasts
        *(Rule("when", ("feast", *of, "count", "unit"), lambda feast, *rest: _about(feast, feast.period) if rest[-2:] == (feast.days, "day") and feast.days > 1 else None) for of in ((), ("of",))),
        Rule("range", ("feast", "since_after"), lambda feast, _: _up_to_now(clock, feast)),
        Rule("range", ("from", "feast", "until_now"), lambda _, feast, __: _up_to_now(clock, feast)),
        Rule("range", ("feast", "until_now"), lambda feast, _: _up_to_now(clock, feast)),
        Rule("when", ("feast", "unit"), lambda feast, unit: _whole_unit(clock, feast, unit)),
        Rule("when", ("count", "unit", "before_word", "feast"), lambda count, unit, _, feast: run_up(count, unit, feast)),
        Rule("when", ("last", "count", "unit", "before_word", "feast"), lambda _, count, unit, __, feast: run_up(count, unit, feast)),
        Rule("when", ("fortnight", "before_word", "feast"), lambda _, __, feast: run_up(14, "day", feast)),
        Rule("when", ("unit", "before_word", "feast"), lambda unit, _, feast: run_up(1, unit, feast)),
        Rule("when", ("feast", "from", "count", "unit", "ago"), lambda feast, _, count, unit, __: run_up(count, unit, feast)),
        Rule("when", ("feast", "from", "ago", "count", "unit"), lambda feast, _, __, count, unit: run_up(count, unit, feast)),
        Rule("when", ("feast", "of", "ago", "count", "unit"), lambda feast, _, __, count, unit: run_up(count, unit, feast)),
        Rule("when", ("feast", "of", "count", "unit", "ago"), lambda feast, _, count, unit, __: run_up(count, unit, feast)),
        Rule("when", ("feast", "before_end", "of", "count", "unit"), lambda feast, _, __, count, unit: run_up(count, unit, feast)),
        Rule("when", ("feast", "before_end", "count", "unit"), lambda feast, _, count, unit: run_up(count, unit, feast)),
        Rule("when", ("feast", "of", "count", "unit", "after_end"), lambda feast, _, count, unit, __: aftermath(count, unit, feast)),
        Rule("when", ("feast", "before_end", "of", "unit"), lambda feast, _, __, unit: run_up(1, unit, feast)),
        Rule("when", ("feast", "after_end", "of", "unit"), lambda feast, _, __, unit: aftermath(1, unit, feast)),
        Rule("when", ("count", "unit", "after_word", "feast"), lambda count, unit, _, feast: aftermath(count, unit, feast)),
        Rule("when", ("unit", "after_word", "feast"), lambda unit, _, feast: aftermath(1, unit, feast)),
        Rule("when", ("feast", "after_end", "of", "count", "unit"), lambda feast, _, __, count, unit: aftermath(count, unit, feast)),
        Rule("when", ("feast", "after_end", "count", "unit"), lambda feast, _, count, unit: aftermath(count, unit, feast)),
        Rule("when", ("count", "unit", "around_word", "feast"), lambda count, unit, _, feast: around(count, unit, feast)),
        Rule("when", ("before_word", "feast"), lambda _, feast: window(SEASON_DAYS, -feast.days)(feast), _OTHER_READING / 2),
        Rule("when", ("feast", "before_end"), lambda feast, _: window(SEASON_DAYS, -feast.days)(feast), _OTHER_READING / 2),
        Rule("range", ("since", "feast"), lambda _, feast: _up_to_now(clock, feast)),
        Rule("range", ("after_word", "feast"), lambda _, feast: _after(clock, feast), 0.05),
        Rule("range", ("feast", "after_end"), lambda feast, _: _after(clock, feast), 0.05),
        Rule("range", ("feast", "after_end", "until_now"), lambda feast, *_: _after(clock, feast)),
    )  # fmt: skip


def feast_of(when: When, year: int) -> When:
    """The same window about the festival as it is held in ``year``."""
    held = next((day for day in _days(when.feast, year, year) if day.year == year), when.feast_day)
    moved = held - when.feast_day
    period = Period(when.period.start + moved, when.period.end + moved)
    return msgspec.structs.replace(when, period=period, feast_day=held)


def _on(feast: Feast, when: When) -> Feast | None:
    """The festival on the day that is said of it, where that is near the one of the calendar."""
    dated = when.unit == "day" and not (when.rolling or when.feast or when.weekday or when.at_end)
    if not dated or abs(when.period.start - _nearest(feast.name, when.period.start)) > _ABOUT_THEN:
        return None
    return Feast(feast.name, when.period.start, feast.days)


_ABOUT_THEN: Final = timedelta(days=3)  # a festival is held a day or two earlier in one place than in another


def is_about(name: str, day: date, days: int) -> bool:
    """Whether ``day`` is no further than so many days from the festival."""
    return bool(_days(name, day.year - 1, day.year + 1)) and abs(_nearest(name, day) - day).days <= days


def _up_to_now(clock: Clock, feast: Feast) -> When | None:
    return (
        When(Period(feast.first, clock.today + timedelta(days=1)), since=True) if feast.first <= clock.today else None
    )


def _after(clock: Clock, feast: Feast) -> When | None:
    """From the day after the festival to today."""
    if feast.period.end > clock.today:
        return None
    return When(Period(feast.period.end, clock.today + timedelta(days=1)))


def festival_before(when: When) -> Period | None:
    """The window that lay as far from the same festival the time before; None where ``when`` is of no festival."""
    if not when.feast:
        return None
    feast = _nearest(when.feast, when.feast_day)
    earlier = [day for day in _days(when.feast, feast.year - 2, feast.year) if day < feast]
    if not earlier:
        return None
    moved = feast - max(earlier)
    return Period(when.period.start - moved, when.period.end - moved)


def _about(feast: Feast, period: Period) -> When | None:
    return When(period, feast=feast.name, feast_day=feast.first) if period.days > 0 else None


def _latest(clock: Clock) -> Callable[[str], Feast | None]:
    def build(name: str) -> Feast | None:
        """The latest that has begun."""
        return max(
            (each for each in _feasts(name, clock.today) if each.first <= clock.today),
            key=lambda each: each.first,
            default=None,
        )

    return build


def _last(clock: Clock) -> Callable[[str], Feast | None]:
    def build(name: str) -> Feast | None:
        """Said as "last Diwali": of those that are over the latest; in the weeks after one, people mean the one a year ago no more."""
        return max(
            (each for each in _feasts(name, clock.today) if each.period.end <= clock.today),
            key=lambda each: each.first,
            default=None,
        )

    return build


def _coming(clock: Clock, name: str) -> Feast | None:
    return min(
        (each for each in _feasts(name, clock.today) if each.first > clock.today),
        key=lambda each: each.first,
        default=None,
    )


def _held_in(name: str, year: int) -> Feast | None:
    return next((each for each in _feasts(name, date(year, 6, 1)) if each.first.year == year), None)


def _whole_unit(clock: Clock, feast: Feast, unit: str) -> When | None:
    """The shop's week, the calendar month that holds the festival."""
    if unit not in ("day", "week", "month"):
        return None
    return _about(feast, clock.unit_of(unit, feast.first))


def _feasts(name: str, about: date) -> list[Feast]:
    days = _NINE_NIGHTS if name == "Navratri" else 1
    return [Feast(name, day, days) for day in _days(name, about.year - 2, about.year + 1)]


def _nearest(name: str, day: date) -> date:
    return min(_days(name, day.year - 1, day.year + 1), key=lambda each: abs(each - day))


@lru_cache(maxsize=512)
def _days(name: str, first_year: int, last_year: int) -> tuple[date, ...]:
    from analytics.forecasts.festivals import festival_days  # half a second that few questions need

    of, moved = _EVE.get(name, (name, 0))
    return tuple(day + timedelta(days=moved) for day in festival_days("IN", of, range(first_year, last_year + 1)))
