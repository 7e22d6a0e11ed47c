"""Dates in words: the rules that read them, relative to a day and to how the shop counts its days.

What the words mean, where people differ:

- "last week", "last month", "last quarter" and "last year" are the whole calendar ones before this; "last 30 days" and
  "last 3 months" run up to today, today included; "previous 3 months" and "last 3 full months" are whole ones.
- A month, day or weekday without a year is the latest that has begun: in November, "December" is last year's.
- Quarters and halves follow the shop's financial year; "FY 2025" is the year that ends in 2025, "FY 2024-25" likewise.
- A year is the calendar year; the financial year is offered beside it.

Every reading keeps its dates, and the restatement shows them.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Literal

import msgspec

from ai.parser.chart import Rule
from munim.days import Calendar, Period, add_months, month_of, whole_months

Unit = Literal["day", "week", "month", "quarter", "half", "year", "financial_year"]
_MONTHS_IN: Final[dict[str, int]] = {"month": 1, "quarter": 3, "half": 6, "year": 12, "financial_year": 12}
_OTHER_READING: Final = 0.4  # what the less usual meaning of the same words costs
_EARLIEST_YEAR: Final = 1990
_LATEST_YEAR: Final = 2100


class When(msgspec.Struct, frozen=True):
    """A time in words: its ``period`` and what it is made of.

    ``unit`` is the calendar unit the period is one of, "" for a mere range. ``rolling`` is (n, unit) for "last n units"
    up to today. ``at_end``: "as of", the state at the period's end rather than what happened in it. ``last``: said as "last October".
    ``yearless``: a month said without its year. ``feast`` and ``feast_day``: the festival it is told by. ``since``: up to now, said as "since".
    ``over``: said as "over last year", which beside another time compares.
    """

    period: Period
    unit: str = ""
    rolling: tuple[int, str] | None = None
    at_end: bool = False
    last: bool = False
    yearless: bool = False
    feast: str = ""
    feast_day: date = date.min
    since: bool = False
    named: bool = False  # a month said with its year
    over: bool = False  # said with "over" or "on"


class Clock(msgspec.Struct, frozen=True):
    """The day on which a question is asked, and the shop's calendar: what relative dates are relative to."""

    today: date
    calendar: Calendar
    country: str = "IN"  # whose festivals a comparison of the catalogue knows

    def unit_of(self, unit: Unit, day: date) -> Period:
        """The whole unit of the calendar that holds ``day``."""
        if unit == "day":
            return Period(day, day + timedelta(days=1))
        if unit == "week":
            return self.calendar.week_of(day)
        if unit == "month":
            return month_of(day)
        if unit == "year":
            return Period(date(day.year, 1, 1), date(day.year + 1, 1, 1))
        year = self.calendar.financial_year_of(day)
        if unit == "financial_year":
            return year
        months = _MONTHS_IN[unit]
        elapsed = (day.year - year.start.year) * 12 + day.month - year.start.month
        start = add_months(year.start, elapsed - elapsed % months)
        return Period(start, add_months(start, months))

    def move(self, day: date, unit: Unit, count: int) -> date:
        """``day`` moved by ``count`` units."""
        if unit in ("day", "week"):
            return day + timedelta(days=count * (7 if unit == "week" else 1))
        return add_months(day, count * _MONTHS_IN[unit])

    def neighbour(self, unit: Unit, offset: int) -> When:
        """The whole unit ``offset`` units from today's: 0 this one, -1 the last."""
        start = self.unit_of(unit, self.today).start
        return When(self.unit_of(unit, self.move(start, unit, offset)), unit)

    def rolling(self, count: int, unit: Unit) -> When | None:
        """``count`` units up to today, today included."""
        if not 1 <= count <= 3660:
            return None
        tomorrow = self.today + timedelta(days=1)
        return When(Period(self.move(tomorrow, unit, -count), tomorrow), rolling=(count, unit))

    def whole(self, count: int, unit: Unit) -> When | None:
        """The ``count`` whole units before this one."""
        if not 1 <= count <= 3660:
            return None
        end = self.unit_of(unit, self.today).start
        return When(Period(self.move(end, unit, -count), end), unit if count == 1 else "")

    def to_date(self, unit: Unit) -> When:
        """From the start of this unit to today, today included."""
        return When(Period(self.unit_of(unit, self.today).start, self.today + timedelta(days=1)))

    def month(self, number: int, year: int | None = None, *, back: int = 0) -> When:
        """The month ``number`` of ``year``; without one, the latest that has begun, ``back`` years before that."""
        if year is not None:
            return When(month_of(date(year, number, 1)), "month", named=True)
        latest = self.today.year - (number > self.today.month) - back
        return When(month_of(date(latest, number, 1)), "month", yearless=True)

    def day(self, day: int, month: int | None = None, year: int | None = None) -> When | None:
        """A day of a month; without month or year, the latest that is not after today. None: there is no such day."""
        if month is not None and year is not None:
            candidates = [(year, month)]
        elif month is not None:
            candidates = [(self.today.year - back, month) for back in range(9)]  # 29 February may be 8 years away
        else:
            candidates = [
                ((first := add_months(self.today.replace(day=1), -back)).year, first.month) for back in range(3)
            ]
        for its_year, its_month in candidates:
            found = _date(its_year, its_month, day)
            if found and (year is not None or found <= self.today):
                return When(self.unit_of("day", found), "day")
        return None

    def weekday(self, number: int, *, before_today: bool = False) -> When:
        """The latest ISO weekday ``number``, today included unless ``before_today``."""
        back = (self.today.isoweekday() - number) % 7 or (7 if before_today else 0)
        return When(self.unit_of("day", self.today - timedelta(days=back)), "day")

    def weekend(self, offset: int) -> When:
        """Saturday and Sunday of this week (0) or of the one before (-1)."""
        monday = self.today - timedelta(days=self.today.isoweekday() - 1)
        saturday = monday + timedelta(days=5 + 7 * offset)
        return When(Period(saturday, saturday + timedelta(days=2)))

    def financial_year(self, starting: int) -> When:
        """The financial year that starts in the year ``starting``."""
        return When(
            self.calendar.financial_year_of(date(starting, self.calendar.year_start_month, 1)), "financial_year"
        )

    def part_of_year(self, part: tuple[Unit, int], starting: int | None = None) -> When | None:
        """A (quarter or half, number) of the financial year that starts in ``starting``; without it the latest begun."""
        unit, number = part
        months = _MONTHS_IN[unit]
        if not 1 <= number <= 12 // months:
            return None
        year = self.calendar.financial_year_of(self.today).start.year if starting is None else starting
        start = add_months(date(year, self.calendar.year_start_month, 1), (number - 1) * months)
        if starting is None and start > self.today:
            start = add_months(start, -12)
        return When(Period(start, add_months(start, months)), unit, yearless=starting is None)

    def ending_in(self, year: int) -> When | None:
        """The financial year that ends in ``year``, as people mean by FY 2025."""
        starting = year if self.calendar.year_start_month == 1 else year - 1
        return self.financial_year(starting) if _EARLIEST_YEAR <= year <= _LATEST_YEAR else None


def read_date(text: str) -> date | None:
    """The day written as 2025-11-05 or, day first, 5/11/2025; None if it is no date."""
    separator = next((sign for sign in "-/." if sign in text), "")
    numbers = text.split(separator) if separator else []
    if len(numbers) != 3 or not all(number.isdecimal() for number in numbers):
        return None
    if len(numbers[0]) == 4:
        return _date(int(numbers[0]), int(numbers[1]), int(numbers[2]))
    year = int(numbers[2]) if len(numbers[2]) == 4 else 2000 + int(numbers[2])
    return _date(year, int(numbers[1]), int(numbers[0]))


def read_year_span(text: str) -> int | None:
    """The year in which the financial year written 2024-25 or 2024-2025 starts; None if it is none."""
    first, separator, second = text.replace("/", "-").partition("-")
    if not separator or not first.isdecimal() or not second.isdecimal():
        return None
    start = int(first)
    follows = int(second) == (start + 1 if len(second) == 4 else (start + 1) % 100)
    return start if follows and _EARLIEST_YEAR <= start <= _LATEST_YEAR else None


def year_number(number: Decimal) -> int | None:
    """The number as a year, if it can be one."""
    return int(number) if number == int(number) and _EARLIEST_YEAR <= number <= _LATEST_YEAR else None


def date_rules(clock: Clock) -> tuple[Rule, ...]:
    """The rules for dates in words on the day of ``clock``. Categories: see words.py for the words that feed them."""
    return (
        # today, yesterday; the words carry how many days away they are
        Rule(
            "when",
            ("relative_day",),
            lambda days: When(clock.unit_of("day", clock.today + timedelta(days=days)), "day"),
        ),
        # this week, last month
        Rule("when", ("this", "unit"), lambda _, unit: clock.neighbour(unit, 0)),
        Rule("when", ("last", "unit"), lambda _, unit: clock.neighbour(unit, -1) if unit != "day" else None),
        Rule("when", ("past", "unit"), lambda _, unit: clock.rolling(1, unit)),
        Rule("when", ("past", "unit"), lambda _, unit: clock.neighbour(unit, -1), _OTHER_READING),
        Rule("when", ("previous", "unit"), lambda _, unit: _financial(clock, unit, -1), _OTHER_READING),
        Rule("when", ("this", "unit"), lambda _, unit: _financial(clock, unit, 0), _OTHER_READING),
        Rule("when", ("last", "unit"), lambda _, unit: _financial(clock, unit, -1), _OTHER_READING),
        Rule("when", ("next", "unit"), lambda _, unit: clock.neighbour(unit, 1)),
        Rule("when", ("last", "fortnight"), lambda *_: clock.rolling(14, "day")),
        Rule("when", ("past", "fortnight"), lambda *_: clock.rolling(14, "day")),
        # last 30 days, last 3 full months
        Rule("when", ("last", "count", "unit"), lambda _, count, unit: clock.rolling(count, unit)),
        Rule("when", ("past", "count", "unit"), lambda _, count, unit: clock.rolling(count, unit)),
        Rule(
            "when", ("last", "count", "unit"), lambda _, count, unit: _whole_other(clock, count, unit), _OTHER_READING
        ),
        Rule("when", ("previous", "count", "unit"), lambda _, count, unit: clock.whole(count, unit)),
        Rule("when", ("last", "count", "whole", "unit"), lambda _, count, __, unit: clock.whole(count, unit)),
        Rule("when", ("last", "whole", "unit"), lambda _, __, unit: clock.neighbour(unit, -1)),
        Rule("when", ("previous", "unit"), lambda _, unit: clock.neighbour(unit, -1)),
        Rule(
            "when",
            ("count", "unit", "ago"),
            lambda count, unit, _: clock.neighbour(unit, -count) if count <= 3660 else None,
        ),
        # month to date
        Rule("when", ("unit", "just_ended"), lambda unit, _: clock.neighbour(unit, -1)),
        Rule("when", ("count", "date_word"), lambda count, _: clock.day(count) if count <= 31 else None),
        Rule("when", ("ordinal", "date_word"), lambda count, _: clock.day(count) if 0 < count <= 31 else None),
        Rule(
            "when",
            ("ordinal_day", "of", "when"),
            lambda day, _, when: _nth(clock, day, "day", when) if when.unit == "month" else None,
        ),
        Rule(
            "when",
            ("when", "of", "ordinal", "date_word"),
            lambda when, _, day, __: _nth(clock, day, "day", when) if when.unit == "month" else None,
        ),
        Rule(
            "when",
            ("when", "of", "count", "date_word"),
            lambda when, _, day, __: _nth(clock, day, "day", when) if when.unit == "month" else None,
        ),
        Rule(
            "when",
            ("when", "end_word"),
            lambda when, _: msgspec.structs.replace(when, at_end=True) if when.unit else None,
        ),
        Rule("range", ("when", "until_now"), lambda when, _: _since(clock, when) if when.unit == "day" else None, 0.3),
        Rule(
            "range",
            ("when", "from", "when"),
            lambda first, _, last: (
                _range(first, last)
                if first.unit == last.unit == "month"
                and first.yearless
                and last.yearless
                and not last.last
                and first.period.start < last.period.start
                else None
            ),
            0.1,
        ),
        Rule("when", ("unit", "ended", "when"), lambda unit, _, when: _ended(clock, unit, when)),
        Rule("when", ("last", "unit", "ended", "when"), lambda _, unit, __, when: _ended(clock, unit, when)),
        Rule("when", ("unit", "to_date"), lambda unit, _: clock.to_date(unit)),
        Rule("when", ("abbreviated_to_date",), clock.to_date),
        Rule("when", ("so_far", "this", "unit"), lambda _, __, unit: clock.to_date(unit)),
        Rule("when", ("so_far", "in", "this", "unit"), lambda *values: clock.to_date(values[-1])),
        Rule("when", ("this", "unit", "so_far"), lambda _, unit, __: clock.to_date(unit)),
        # October, October 2025, last October, this October
        Rule("when", ("month_name",), clock.month),
        Rule("when", ("month_name", "year"), clock.month),
        Rule("when", ("year", "month_name"), lambda year, month: clock.month(month, year)),
        Rule("when", ("month_name", "this_year"), lambda month, back: clock.month(month, clock.today.year - back)),
        Rule("when", ("this_year", "month_name"), lambda back, month: clock.month(month, clock.today.year - back)),
        Rule("when", ("month_name", "unit"), lambda month, unit: clock.month(month) if unit == "month" else None),
        Rule("when", ("this", "month_name"), lambda _, month: clock.month(month)),
        Rule("when", ("last", "month_name"), lambda _, month: _last_month_named(clock, month)),
        Rule("this_year", ("this", "unit"), lambda _, unit: 0 if unit == "year" else None),
        Rule("this_year", ("previous", "unit"), lambda _, unit: 1 if unit == "year" else None),
        Rule("this_year", ("last", "unit"), lambda _, unit: 1 if unit == "year" else None),
        # in 2025; FY 2024-25; last financial year
        Rule("when", ("year",), lambda year: When(Period(date(year, 1, 1), date(year + 1, 1, 1)), "year")),
        Rule(
            "when",
            ("calendar_year", "year"),
            lambda _, year: When(Period(date(year, 1, 1), date(year + 1, 1, 1)), "year"),
        ),
        Rule("when", ("year_span",), clock.financial_year),
        Rule("when", ("financial_year", "year_span"), lambda _, starting: clock.financial_year(starting)),
        Rule("when", ("financial_year", "year"), lambda _, year: clock.ending_in(year)),
        Rule("when", ("financial_year", "short_year"), lambda _, year: clock.ending_in(year)),
        Rule("when", ("financial_year", "year"), lambda _, year: clock.financial_year(year), _OTHER_READING),
        Rule("unit", ("financial_year",), lambda _: "financial_year"),
        # Q1, second quarter of FY 2024-25, first half
        Rule("when", ("part_of_year",), clock.part_of_year),
        Rule("when", ("part_of_year", "year_span"), clock.part_of_year),
        Rule(
            "when",
            ("part_of_year", "financial_year", "year_span"),
            lambda part, _, starting: clock.part_of_year(part, starting),
        ),
        Rule("when", ("part_of_year", "year"), clock.part_of_year),
        Rule(
            "when", ("part_of_year", "financial_year", "year"), lambda part, _, year: clock.part_of_year(part, year - 1)
        ),
        Rule("when", ("part_of_year", "when"), lambda part, when: _part_of(clock, part, when)),
        Rule(
            "part_of_year",
            ("ordinal", "unit"),
            lambda number, unit: (unit, number) if unit in ("quarter", "half") else None,
        ),
        Rule("part_of_year", ("unit", "count"), lambda unit, number: (unit, number) if unit == "quarter" else None),
        # first week of October, last day of last month
        Rule("when", ("ordinal", "unit", "of", "when"), lambda number, unit, _, when: _nth(clock, number, unit, when)),
        Rule("when", ("ordinal", "unit", "when"), lambda number, unit, when: _nth(clock, number, unit, when), 0.02),
        Rule("when", ("last", "unit", "of", "when"), lambda _, unit, __, when: _nth(clock, -1, unit, when)),
        Rule(
            "when",
            ("last", "count", "unit", "of", "when"),
            lambda _, count, unit, __, when: _last_of(clock, count, unit, when),
        ),
        Rule(
            "when",
            ("first", "count", "unit", "of", "when"),
            lambda _, count, unit, __, when: _first_of(clock, count, unit, when),
        ),
        Rule("when", ("unit", "of", "when"), lambda unit, _, when: _unit_of(clock, unit, when)),
        # 5 November, November 5th, 5 Nov 2025, the 5th, 5/11/2025
        Rule("when", ("date",), lambda day: When(clock.unit_of("day", day), "day")),
        # up to the same point of the unit before; from the start of this one
        Rule("when", ("when", "same_point"), lambda when, _: _same_point(clock, when)),
        Rule("when", ("same_point", "when"), lambda _, when: _same_point(clock, when)),
        Rule("when", ("same_point", "of", "when"), lambda _, __, when: _same_point(clock, when)),
        Rule("when", ("abbreviated_to_date", "this_year"), lambda unit, back: _to_date_before(clock, unit, back)),
        Rule(
            "when",
            ("abbreviated_to_date", "year"),
            lambda unit, year: _to_date_before(clock, unit, clock.today.year - year),
        ),
        Rule(
            "when", ("abbreviated_to_date", "of", "this_year"), lambda unit, _, back: _to_date_before(clock, unit, back)
        ),
        Rule("when", ("last", "abbreviated_to_date"), lambda _, unit: _to_date_before(clock, unit, 1)),
        Rule(
            "when",
            ("last", "unit", "abbreviated_to_date"),
            lambda _, unit, to_date: _to_date_before(clock, to_date, 1) if unit == to_date else None,
        ),
        Rule(
            "when",
            ("last", "unit", "to_date"),
            lambda _, unit, __: _to_date_before(clock, unit, 1) if unit in ("year", "month", "quarter") else None,
        ),
        Rule("when", ("since", "start_of", "unit"), lambda _, __, unit: clock.to_date(unit)),
        Rule("when", ("since", "start_of", "this", "unit"), lambda *values: clock.to_date(values[-1])),
        Rule("when", ("from", "start_of", "unit", "until_now"), lambda _, __, unit, ___: clock.to_date(unit)),
        Rule("when", ("from", "start_of", "unit"), lambda _, __, unit: clock.to_date(unit), 0.05),
        Rule("when", ("unit", "start_word", "from"), lambda unit, _, __: clock.to_date(unit)),
        Rule("when", ("unit", "start_word", "until_now"), lambda unit, _, __: clock.to_date(unit)),
        Rule("when", ("unit", "start_word", "since_after"), lambda unit, _, __: clock.to_date(unit)),
        Rule("when", ("this", "unit", "start_word", "from"), lambda _, unit, __, ___: clock.to_date(unit)),
        Rule("when", ("this", "unit", "start_word", "since_after"), lambda _, unit, __, ___: clock.to_date(unit)),
        Rule(
            "range",
            ("month_name", "month_name"),
            lambda first, last: _range(clock.month(first), clock.month(last)) if (last - first) % 12 == 2 else None,
            0.05,
        ),
        Rule(
            "when",
            ("range", "unit"),
            lambda when, unit: when if unit == "quarter" and whole_months(when.period) == 3 else None,
        ),
        Rule("when", ("when", "of", "part_of_year"), lambda when, _, part: _part_of(clock, part, when)),
        Rule("when", ("when", "part_of_year"), lambda when, part: _part_of(clock, part, when), 0.02),
        Rule(
            "when",
            ("this_year", "of", "month_name"),
            lambda back, _, month: clock.month(month, clock.today.year - back),
        ),
        Rule("when", ("day_of_month",), lambda day: clock.day(*day)),
        Rule("when", ("day_number", "month_name"), lambda day, month: clock.day(day, month)),
        Rule("when", ("day_number", "month_name", "year"), clock.day),
        Rule("when", ("month_name", "day_number"), lambda month, day: clock.day(day, month)),
        Rule("when", ("month_name", "day_number", "year"), lambda month, day, year: clock.day(day, month, year)),
        Rule(
            "when",
            ("day_number", "month_name", "this_year"),
            lambda day, month, back: clock.day(day, month, clock.today.year - back),
        ),
        Rule("when", ("ordinal_day",), clock.day, 0.1),
        Rule("day_number", ("ordinal_day",), lambda day: day),
        Rule("day_number", ("ordinal_day", "of"), lambda day, _: day),
        # Monday, last Monday, last weekend
        Rule("when", ("weekday",), clock.weekday),
        Rule("when", ("this", "weekday"), lambda _, number: clock.weekday(number)),
        Rule("when", ("previous", "weekday"), lambda _, number: clock.weekday(number, before_today=True)),
        Rule("when", ("previous", "month_name"), lambda _, month: _last_month_named(clock, month)),
        Rule("when", ("last", "weekday"), lambda _, number: clock.weekday(number, before_today=True)),
        Rule("when", ("weekend",), lambda _: clock.weekend(0 if clock.today.isoweekday() >= 6 else -1)),
        Rule("when", ("this", "weekend"), lambda *_: clock.weekend(0)),
        Rule("when", ("last", "weekend"), lambda *_: clock.weekend(-1)),
        # ranges: between 1 and 15 October, from June to August, since Monday, 5 to 9 November
        Rule("when", ("range",), lambda when: when),
        Rule("range", ("between", "when", "and", "when"), lambda _, first, __, last: _range(first, last)),
        Rule("range", ("from", "when", "to", "when"), lambda _, first, __, last: _range(first, last)),
        Rule("range", ("when", "to", "when"), lambda first, _, last: _range(first, last)),
        Rule("range", ("when", "from", "when", "to"), lambda first, _, last, __: _range(first, last)),  # x se y tak
        Rule("range", ("from", "day_number", "to", "when"), lambda _, day, __, last: _days_to(clock, day, last)),
        Rule("range", ("between", "day_number", "and", "when"), lambda _, day, __, last: _days_to(clock, day, last)),
        Rule("range", ("day_number", "to", "when"), lambda day, _, last: _days_to(clock, day, last)),
        Rule("range", ("since", "when"), lambda _, when: _since(clock, when)),
        Rule("range", ("when", "since_after"), lambda when, _: _since(clock, when), 0.05),
        Rule("range", ("when", "after_end"), lambda when, _: _after(clock, when), 0.05),
        Rule("range", ("after_word", "when"), lambda _, when: _after(clock, when), 0.05),
        Rule("range", ("when", "from", "when", "in"), lambda first, _, last, __: _range(first, last), 0.02),
        Rule("range", ("when", "and", "when", "in"), lambda first, _, last, __: None),
        # bare lengths of time: 60 days, the last two months of silence
        Rule("span", ("count", "unit"), lambda count, unit: (count, unit)),
        Rule("span", ("a_unit", "unit"), lambda _, unit: (1, unit) if unit != "day" else None, 0.1),
        *(
            Rule("span", (word, "span"), lambda _, span: span)
            for word in ("in", "for", "since", "from", "of", "over", "than", "comparator")
        ),
        Rule("span", ("span", "from"), lambda span, _: span),
        Rule("span", ("span", "in"), lambda span, _: span),
        Rule("span", ("span", "or_more"), lambda span, _: span),
        Rule("span", ("span", "ago"), lambda span, _: span, 0.05),
        # the time ahead, which only forecasts know
        Rule(
            "ahead",
            ("next", "count", "unit"),
            lambda _, count, unit: _ahead(clock, clock.move(clock.today, unit, count)),
        ),
        Rule(
            "ahead",
            ("in", "next", "count", "unit"),
            lambda _, __, count, unit: _ahead(clock, clock.move(clock.today, unit, count)),
        ),
        Rule(
            "ahead",
            ("in", "count", "unit"),
            lambda _, count, unit: _ahead(clock, clock.move(clock.today, unit, count)),
            0.02,
        ),
        Rule("ahead", ("before_word", "when"), lambda _, when: _ahead(clock, when.period.start)),
        Rule("ahead", ("before_word", "feast"), lambda _, feast: _ahead(clock, feast.first)),
        Rule(
            "ahead",
            ("before_word", "next", "unit"),
            lambda _, __, unit: _ahead(clock, clock.neighbour(unit, 1).period.start),
        ),
        Rule("ahead", ("until_end",), lambda unit: _ahead(clock, clock.unit_of(unit, clock.today).last)),
        Rule("range", ("from", "when", "until_now"), lambda _, when, __: _since(clock, when)),
        Rule("range", ("from", "when", "onwards"), lambda _, when, __: _since(clock, when)),
        Rule(
            "range",
            ("from", "when"),
            lambda _, when: _since(clock, when) if when.unit != "day" or when.period.start < clock.today else None,
            0.3,
        ),
        # as of 31 March, at the end of October
        Rule("when", ("as_of", "when"), lambda _, when: msgspec.structs.replace(when, at_end=True)),
        # in October, during last week
        Rule("when", ("in", "when"), lambda _, when: when),
        Rule("when", ("over", "when"), lambda _, when: msgspec.structs.replace(when, over=True)),
        Rule("when", ("of", "when"), lambda _, when: when),
        Rule("when", ("for", "when"), lambda _, when: when),
    )


def _financial(clock: Clock, unit: Unit, offset: int) -> When | None:
    """ "This year" read as the financial year, for shops where the two differ."""
    if unit != "year" or clock.calendar.year_start_month == 1:
        return None
    return clock.neighbour("financial_year", offset)


def _whole_other(clock: Clock, count: int, unit: Unit) -> When | None:
    return clock.whole(count, unit) if unit != "day" else None


def _last_month_named(clock: Clock, month: int) -> When:
    """ "Last October": the latest that is over."""
    latest = clock.month(month)
    return msgspec.structs.replace(
        latest if latest.period.end <= clock.today else clock.month(month, back=1), last=True
    )


def _nth(clock: Clock, number: int, unit: Unit, when: When) -> When | None:
    """The first week of a month is its days 1 to 7; the last one its last seven days."""
    period = when.period
    count = 7 if unit == "week" else 1
    if unit in ("day", "week") and when.unit in ("month", "quarter", "half", "year", "financial_year"):
        first = (
            period.start + timedelta(days=(number - 1) * count) if number > 0 else period.end - timedelta(days=count)
        )
        found = Period(first, min(first + timedelta(days=count), period.end))
    elif unit == "half" and when.unit == "month":
        middle = period.start + timedelta(days=15)
        found = Period(period.start, middle) if number == 1 else Period(middle, period.end)
        if number not in (1, 2, -1):
            return None
    elif unit in ("month", "quarter", "half") and when.unit in ("quarter", "half", "year", "financial_year"):
        months = _MONTHS_IN[unit]
        first = add_months(period.start, (number - 1) * months) if number > 0 else add_months(period.end, -months)
        found = Period(first, add_months(first, months))
    else:
        return None
    return When(found, "day" if unit == "day" else "") if found.start in period and found.last in period else None


def _first_of(clock: Clock, count: int, unit: Unit, when: When) -> When | None:
    found = Period(when.period.start, clock.move(when.period.start, unit, count))
    return When(found) if found.last in when.period else None


def _last_of(clock: Clock, count: int, unit: Unit, when: When) -> When | None:
    found = Period(clock.move(when.period.end, unit, -count), when.period.end)
    return When(found) if found.start in when.period else None


def _unit_of(clock: Clock, unit: Unit, when: When) -> When | None:
    """ "The month of October" is October; "the week of 3 November" is the shop's week that holds it."""
    if when.unit == unit:
        return when
    if unit in ("week", "month") and when.unit == "day":
        return When(clock.unit_of(unit, when.period.start), unit)
    return None


def _part_of(clock: Clock, part: tuple[Unit, int], when: When) -> When | None:
    """ "Q1 of last financial year", "first half of this year"."""
    if when.unit == "financial_year":
        return clock.part_of_year(part, when.period.start.year)
    unit, number = part
    if when.unit == "year" and unit == "quarter" and when.period.start.year in (clock.today.year, clock.today.year - 1):
        # "Q2 this year" is that of the shop's year, as "Q2" alone is
        this = clock.calendar.financial_year_of(clock.today).start.year
        return clock.part_of_year(part, this - (clock.today.year - when.period.start.year))
    return _nth(clock, number, unit, when) if when.unit == "year" else None


def _same_point(clock: Clock, when: When) -> When | None:
    """ "Last month till the same date": as many days of it as this one has had."""
    if when.unit not in ("week", "month", "quarter", "half", "year", "financial_year"):
        return None
    this = clock.unit_of(when.unit, clock.today)  # type: ignore[arg-type]  # checked above
    end = when.period.start + timedelta(days=(clock.today - this.start).days + 1)
    if when.unit != "week" and when.unit != "month":
        months = (this.start.year - when.period.start.year) * 12 + this.start.month - when.period.start.month
        end = add_months(clock.today, -months) + timedelta(days=1)
    return When(Period(when.period.start, min(end, when.period.end))) if when.period.end <= clock.today else None


def _to_date_before(clock: Clock, unit: Unit, years: int) -> When | None:
    """ "YTD last year": the same dates a year or years earlier."""
    if not 0 <= years <= 20:
        return None
    period = clock.to_date(unit).period
    if unit == "month" and years == 1:
        return _same_point(clock, clock.neighbour("month", -1))
    return When(Period(add_months(period.start, -12 * years), add_months(period.last, -12 * years) + timedelta(days=1)))


def _range(first: When, last: When) -> When | None:
    """From the start of the first to the end of the last. Without years, the first may be a year too late."""
    start = first.period.start
    if start > last.period.start and start.year == last.period.start.year + 1:
        start = add_months(start, -12)
    return (
        When(Period(start, last.period.end))
        if start <= last.period.start and not (first.at_end or last.at_end)
        else None
    )


def _days_to(clock: Clock, day: int, last: When) -> When | None:
    """ "1 to 15 October": the first day takes its month from the second."""
    if last.unit != "day":
        return None
    first = _date(last.period.start.year, last.period.start.month, day)
    return When(Period(first, last.period.end)) if first and first <= last.period.start else None


def _ahead(clock: Clock, day: date) -> int | None:
    """Days from today up to ``day``."""
    days = (day - clock.today).days
    return days if 0 < days <= 366 else None


def _after(clock: Clock, when: When) -> When | None:
    """From the day after ``when`` to today."""
    tomorrow = clock.today + timedelta(days=1)
    if when.rolling or when.period.end >= tomorrow or when.at_end or not when.unit:
        return None
    return When(Period(when.period.end, tomorrow), since=True)


def _ended(clock: Clock, unit: Unit, when: When) -> When | None:
    """The quarter ended September."""
    if when.unit not in ("day", "month"):
        return None
    found = Period(clock.move(when.period.end, unit, -1), when.period.end)
    whole = clock.unit_of(unit, found.start)
    return When(found, unit if whole == found else "")


def _since(clock: Clock, when: When) -> When | None:
    """From the start of ``when`` to today, today included."""
    tomorrow = clock.today + timedelta(days=1)
    if when.rolling:
        return when
    if when.period.start >= tomorrow or when.at_end or not (when.unit or when.feast):
        return None
    return When(Period(when.period.start, tomorrow), since=True)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None  # 31 November, month 13: no such day, so no reading
