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
from typing import Final

import msgspec

from ai.parser.chart import Rule
from ai.parser.clock import MONTHS_IN, Clock, When
from ai.parser.date_spans import (
    commencing,
    days_of,
    days_up_to,
    ended,
    falls_on,
    financial,
    first_of,
    last_month_named,
    last_of,
    month_so_far,
    nth,
    nth_weekday,
    part_of,
    placed,
    range_in_year,
    row,
    same_point,
    to_date_before,
    unit_of,
    weekdays_back,
    whole_other,
)
from ai.parser.ranges import range_rules, since, span_of
from munim.days import Period, whole_months

_MEANT: Final = 0.3  # "of the quarter" is of this one
_OTHER_READING: Final = 0.4  # what the less usual meaning of the same words costs


def date_rules(clock: Clock) -> tuple[Rule, ...]:
    """The rules for dates in words on the day of ``clock``. Categories: see words.py for the words that feed them."""
    return (
        # today, yesterday; the words carry how many days away they are
        Rule(
            "when",
            ("relative_day",),
            lambda days: When(clock.unit_of("day", clock.today + timedelta(days=days)), "day"),
        ),
        # the best product of the quarter: of this one
        *(
            Rule(
                "when",
                (f"{unit}_meant",),
                lambda _, unit=unit: clock.neighbour(unit, 0),
                _MEANT if unit in ("week", "month") else 0.25,
            )
            for unit in ("week", "month", "quarter", "year")
        ),
        Rule("when", ("unit", "commencing", "when"), lambda unit, _, when: commencing(clock, unit, when)),
        # rolling 12 months
        *(
            Rule(
                "when",
                parts,
                lambda *values, at=at: (
                    clock.rolling(values[at], values[at + 1]) if values[at + 1] in MONTHS_IN else None
                ),
            )
            for parts, at in ((("rolling", "count", "unit"), 1), (("count", "unit", "rolling"), 0))
        ),
        # this week, last month
        Rule("when", ("this", "unit"), lambda _, unit: clock.neighbour(unit, 0)),
        Rule("when", ("last", "unit"), lambda _, unit: clock.neighbour(unit, -1) if unit != "day" else None),
        Rule("when", ("past", "unit"), lambda _, unit: clock.rolling(1, unit)),
        Rule("when", ("past", "unit"), lambda _, unit: clock.neighbour(unit, -1), _OTHER_READING),
        Rule("when", ("previous", "unit"), lambda _, unit: financial(clock, unit, -1), _OTHER_READING),
        Rule("when", ("this", "unit"), lambda _, unit: financial(clock, unit, 0), _OTHER_READING),
        Rule("when", ("last", "unit"), lambda _, unit: financial(clock, unit, -1), _OTHER_READING),
        Rule("when", ("next", "unit"), lambda _, unit: clock.neighbour(unit, 1)),
        Rule("when", ("last", "fortnight"), lambda *_: clock.rolling(14, "day")),
        Rule("when", ("past", "fortnight"), lambda *_: clock.rolling(14, "day")),
        # last 30 days, last 3 full months
        Rule("when", ("last", "count", "unit"), lambda _, count, unit: clock.rolling(count, unit)),
        Rule("when", ("past", "count", "unit"), lambda _, count, unit: clock.rolling(count, unit)),
        Rule("when", ("last", "count", "unit"), lambda _, count, unit: whole_other(clock, count, unit), _OTHER_READING),
        Rule("when", ("previous", "count", "unit"), lambda _, count, unit: clock.whole(count, unit)),
        Rule("when", ("last", "count", "whole", "unit"), lambda _, count, __, unit: clock.whole(count, unit)),
        Rule("when", ("last", "whole", "unit"), lambda _, __, unit: clock.neighbour(unit, -1)),
        Rule("when", ("previous", "unit"), lambda _, unit: clock.neighbour(unit, -1)),
        # the week before last
        Rule("when", ("before_last", "unit"), lambda _, unit: clock.neighbour(unit, -2)),
        Rule("when", ("unit", "after_last"), lambda unit, _: clock.neighbour(unit, -2)),
        # the first week of July, 1 to 7
        Rule(
            "when",
            ("when", "comma", "day_number", "to", "day_number"),
            lambda when, _, first, __, last: days_of(when, first, last),
        ),
        Rule(
            "when",
            ("when", "day_number", "to", "day_number"),
            lambda when, first, _, last: days_of(when, first, last) if not when.unit else None,
            0.05,
        ),
        # the first 7 days of July, said after it
        Rule(
            "when",
            ("when", "of", "ordinal", "count", "unit"),
            lambda when, _, first, count, unit: first_of(clock, count, unit, when) if first == 1 else None,
        ),
        Rule(
            "when",
            ("when", "of", "first", "count", "unit"),
            lambda when, _, __, count, unit: first_of(clock, count, unit, when),
        ),
        Rule(
            "when",
            ("when", "of", "bare_time", "count", "unit"),
            lambda when, _, end, count, unit: last_of(clock, count, unit, when) if end == "last" else None,
        ),
        # April, May and June
        Rule("range", ("month_row",), lambda months: span_of(months[0], months[-1])),
        Rule("month_row", ("month_name", "month_name", "month_name"), lambda *months: row(clock, months)),
        Rule("month_row", ("month_name", "month_name", "month_name", "month_name"), lambda *months: row(clock, months)),
        Rule(
            "when",
            ("count", "unit", "ago"),
            lambda count, unit, _: clock.neighbour(unit, -count) if count <= 3660 else None,
        ),
        # aaj se 7 din pehle; bas October
        Rule(
            "when",
            ("relative_day", "from", "count", "unit", "ago"),
            lambda days, _, count, unit, __: clock.neighbour(unit, -count) if days == 0 and count <= 3660 else None,
        ),
        Rule("when", ("only", "when"), lambda _, when: when),
        Rule("when", ("going_by", "when"), lambda _, when: when),
        # this quarter compared with the last, Q1 of this year versus last
        *(
            Rule(
                "years_apart",
                parts,
                lambda *values: (
                    (clock.neighbour(values[-3], 0), clock.neighbour(values[-3], -1)) if values[-1] == "last" else None
                ),
            )
            for parts in (
                ("this", "unit", "versus", "bare_time"),
                ("in", "this", "unit", "versus", "bare_time"),
                ("of", "this", "unit", "versus", "bare_time"),
            )
        ),
        *(
            Rule("gone_since", parts, lambda then, *_: _and_this(clock, then))
            for parts in (("when", "but_not", "this_one"), ("when", "but_not", "in", "this_one"))
        ),
        Rule(
            "ahead_by", ("by_end", "when"), lambda _, when: when if when.unit else None
        ),  # expected by the end of March
        Rule("count", ("same_word", "count"), lambda _, count: count),  # the same ten days before Diwali
        # month to date
        Rule("when", ("unit", "just_ended"), lambda unit, _: clock.neighbour(unit, -1)),
        Rule("when", ("count", "date_word"), lambda count, _: clock.day(count) if count <= 31 else None),
        Rule("when", ("ordinal", "date_word"), lambda count, _: clock.day(count) if 0 < count <= 31 else None),
        Rule(
            "when",
            ("ordinal_day", "of", "when"),
            lambda day, _, when: nth(clock, day, "day", when) if when.unit == "month" else None,
        ),
        Rule(
            "when",
            ("when", "of", "ordinal", "date_word"),
            lambda when, _, day, __: nth(clock, day, "day", when) if when.unit == "month" else None,
        ),
        Rule(
            "when",
            ("when", "of", "count", "date_word"),
            lambda when, _, day, __: nth(clock, day, "day", when) if when.unit == "month" else None,
        ),
        Rule(
            "when",
            ("when", "end_word"),
            lambda when, _: msgspec.structs.replace(when, at_end=True) if when.unit else None,
        ),
        Rule("range", ("when", "until_now"), lambda when, _: since(clock, when) if when.unit == "day" else None, 0.3),
        Rule(
            "range",
            ("when", "from", "when"),
            lambda first, _, last: (
                span_of(first, last)
                if first.unit == last.unit == "month"
                and first.yearless
                and last.yearless
                and not last.last
                and first.period.start < last.period.start
                else None
            ),
            0.1,
        ),
        Rule("when", ("fortnight", "ended", "when"), lambda _, __, when: days_up_to(14, when)),
        Rule(
            "when",
            ("count", "unit", "ended", "when"),
            lambda count, unit, _, when: days_up_to(count * {"day": 1, "week": 7}.get(unit, 0), when),
        ),
        Rule("days_back", ("last", "count", "value"), lambda _, count, chosen: weekdays_back(clock, count, chosen)),
        Rule("days_back", ("past", "count", "value"), lambda _, count, chosen: weekdays_back(clock, count, chosen)),
        *(Rule("days_back", (word, "days_back"), lambda _, pair: pair) for word in ("in", "of", "for", "over")),
        Rule("when", ("unit", "ended", "when"), lambda unit, _, when: ended(clock, unit, when)),
        Rule("when", ("last", "unit", "ended", "when"), lambda _, unit, __, when: ended(clock, unit, when)),
        Rule("when", ("unit", "to_date"), lambda unit, _: clock.to_date(unit)),
        Rule("when", ("abbreviated_to_date",), clock.to_date),
        Rule(
            "when",
            ("month_name", "abbreviated_to_date"),
            lambda month, unit: month_so_far(clock, month) if unit == "month" else None,
        ),
        Rule("when", ("month_name", "to_date"), lambda month, _: month_so_far(clock, month)),
        Rule("when", ("month_name", "until_now"), lambda month, _: month_so_far(clock, month)),
        Rule(
            "when",
            ("month_name", "unit", "in", "until_now"),
            lambda month, unit, *_: month_so_far(clock, month) if unit == "month" else None,
        ),
        Rule(
            "when",
            ("month_name", "unit", "to_date"),
            lambda month, unit, _: month_so_far(clock, month) if unit == "month" else None,
        ),
        *(
            Rule("when", (word, "unit", "so_far"), lambda _, unit, __: same_point(clock, clock.neighbour(unit, -1)))
            for word in ("last", "previous")
        ),
        Rule("when", ("so_far", "this", "unit"), lambda _, __, unit: clock.to_date(unit)),
        Rule("when", ("so_far", "in", "this", "unit"), lambda *values: clock.to_date(values[-1])),
        Rule("when", ("this", "unit", "so_far"), lambda _, unit, __: clock.to_date(unit)),
        # October, October 2025, last October, this October
        Rule("when", ("month_name",), clock.month),
        Rule("when", ("month_name", "year"), clock.month),
        Rule(
            "years_apart",
            ("month_name", "short_year", "versus", "month_name", "short_year"),
            lambda month, year, _, other, before: (
                (clock.month(month, year), clock.month(other, before))
                if month == other and abs(year - before) == 1 and max(year, before) <= clock.today.year
                else None
            ),
        ),
        Rule("when", ("year", "month_name"), lambda year, month: clock.month(month, year)),
        Rule("when", ("year", "of", "month_name"), lambda year, _, month: clock.month(month, year)),
        *(
            Rule(
                "when",
                ("month_name", word, "this_year"),
                lambda month, _, back: clock.month(month, clock.today.year - back),
            )
            for word in ("of", "in")
        ),
        Rule("this_year", ("a_unit", "unit", "ago"), lambda _, unit, __: 1 if unit == "year" else None),
        Rule(
            "this_year",
            ("count", "unit", "ago"),
            lambda count, unit, _: count if unit == "year" and count < 20 else None,
        ),
        # October to December of last year
        *(
            Rule("when", parts, lambda *values: range_in_year(clock, values[0], values[-1]))
            for parts in (("range", "when"), ("range", "of", "when"), ("range", "in", "when"))
        ),
        *(
            Rule("when", parts, lambda *values: range_in_year(clock, values[-1], values[0]))
            for parts in (("when", "range"), ("when", "of", "range"))
        ),
        Rule("when", ("month_name", "this_year"), lambda month, back: clock.month(month, clock.today.year - back)),
        Rule("when", ("this_year", "month_name"), lambda back, month: clock.month(month, clock.today.year - back)),
        Rule("when", ("month_name", "unit"), lambda month, unit: clock.month(month) if unit == "month" else None),
        Rule(
            "when", ("month_name", "of", "unit"), lambda month, _, unit: clock.month(month) if unit == "month" else None
        ),
        Rule(
            "when",
            ("unit", "year"),
            lambda unit, year: When(Period(date(year, 1, 1), date(year + 1, 1, 1)), "year") if unit == "year" else None,
        ),
        Rule("when", ("this", "month_name"), lambda _, month: clock.month(month)),
        Rule("when", ("last", "month_name"), lambda _, month: last_month_named(clock, month)),
        Rule("this_year", ("ly",), lambda _: 1),
        Rule("when", ("ly",), lambda _: clock.neighbour("year", -1)),
        Rule(
            "when",
            ("part_of_year", "ly"),
            lambda part, _: clock.part_of_year(part, clock.calendar.financial_year_of(clock.today).start.year - 1),
        ),
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
        Rule("when", ("part_of_year", "when"), lambda part, when: part_of(clock, part, when)),
        Rule(
            "part_of_year",
            ("ordinal", "unit"),
            lambda number, unit: (unit, number) if unit in ("quarter", "half") else None,
        ),
        Rule("part_of_year", ("unit", "count"), lambda unit, number: (unit, number) if unit == "quarter" else None),
        # the first fortnight of November; November ke shuru ke 15 din
        *(
            Rule(
                "when",
                ("ordinal", "fortnight", *of, "when"),
                lambda number, _, *rest: nth(clock, number, "half", rest[-1]),
            )
            for of in ((), ("of",))
        ),
        *(
            Rule(
                "when",
                ("when", *of, "start_word", *ke, "count", "unit"),
                lambda when, *rest: first_of(clock, rest[-2], rest[-1], when),
            )
            for of in ((), ("of",))
            for ke in ((), ("of",))
        ),
        # the year to date of the shop's own year
        *(
            Rule(
                "when",
                ("abbreviated_to_date", *of, "financial_year"),
                lambda unit, *_: clock.to_date("financial_year") if unit == "year" else None,
            )
            for of in ((), ("of",), ("for",), ("in",))
        ),
        *(
            Rule("when", (word, "financial_year"), lambda *_: clock.neighbour("financial_year", 0), 0.3)
            for word in ("for", "in", "of")
        ),
        Rule("when", ("financial_year",), lambda _: clock.neighbour("financial_year", 0), 0.35),
        # the last Friday of October, अक्टूबर का दूसरा शनिवार
        *(
            Rule("when", (place, "weekday", *of, "when"), lambda at, day, *rest: nth_weekday(at, day, rest[-1]))
            for place in ("ordinal", "last")
            for of in ((), ("of",), ("in",))
        ),
        *(
            Rule("when", ("when", "of", place, "weekday"), lambda when, _, at, day: nth_weekday(at, day, when))
            for place in ("ordinal", "last", "bare_time")
        ),
        # the first of November
        Rule("when", ("ordinal", "of", "month_name"), lambda day, _, month: clock.day(day, month)),
        Rule(
            "when", ("first_of", "when"), lambda _, when: nth(clock, 1, "day", when) if when.unit == "month" else None
        ),
        # first week of October, last day of last month
        Rule("when", ("ordinal", "unit", "of", "when"), lambda number, unit, _, when: nth(clock, number, unit, when)),
        Rule("when", ("ordinal", "unit", "when"), lambda number, unit, when: nth(clock, number, unit, when), 0.02),
        Rule("when", ("last", "unit", "of", "when"), lambda _, unit, __, when: nth(clock, -1, unit, when)),
        # October ke pehle hafte, pichhle mahine ka aakhri din
        *(
            Rule("when", ("when", *of, "ordinal", "unit"), lambda when, *rest: placed(clock, rest[-2], rest[-1], when))
            for of in ((), ("of",))
        ),
        *(
            Rule(
                "when",
                ("when", *of, "bare_time", "unit"),
                lambda when, *rest: placed(clock, -1, rest[-1], when) if rest[-2] == "last" else None,
            )
            for of in ((), ("of",))
        ),
        Rule("when", ("when", "of", "last", "unit"), lambda when, _, __, unit: placed(clock, -1, unit, when)),
        Rule(
            "when",
            ("last", "count", "unit", "of", "when"),
            lambda _, count, unit, __, when: last_of(clock, count, unit, when),
        ),
        Rule(
            "when",
            ("first", "count", "unit", "of", "when"),
            lambda _, count, unit, __, when: first_of(clock, count, unit, when),
        ),
        Rule("when", ("unit", "of", "when"), lambda unit, _, when: unit_of(clock, unit, when)),
        # 5 November, November 5th, 5 Nov 2025, the 5th, 5/11/2025
        Rule("when", ("date",), lambda day: When(clock.unit_of("day", day), "day")),
        # up to the same point of the unit before; from the start of this one
        Rule("when", ("when", "same_point"), lambda when, _: same_point(clock, when)),
        Rule("when", ("same_point", "when"), lambda _, when: same_point(clock, when)),
        Rule("when", ("same_point", "of", "when"), lambda _, __, when: same_point(clock, when)),
        Rule("when", ("abbreviated_to_date", "this_year"), lambda unit, back: to_date_before(clock, unit, back)),
        Rule(
            "when",
            ("abbreviated_to_date", "year"),
            lambda unit, year: to_date_before(clock, unit, clock.today.year - year),
        ),
        Rule(
            "when", ("abbreviated_to_date", "of", "this_year"), lambda unit, _, back: to_date_before(clock, unit, back)
        ),
        Rule("when", ("last", "abbreviated_to_date"), lambda _, unit: to_date_before(clock, unit, 1)),
        Rule(
            "when",
            ("last", "unit", "abbreviated_to_date"),
            lambda _, unit, to_date: to_date_before(clock, to_date, 1) if unit == to_date else None,
        ),
        Rule(
            "when",
            ("last", "unit", "to_date"),
            lambda _, unit, __: to_date_before(clock, unit, 1) if unit in ("year", "month", "quarter") else None,
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
            lambda first, last: span_of(clock.month(first), clock.month(last)) if (last - first) % 12 == 2 else None,
            0.05,
        ),
        Rule(
            "when",
            ("range", "unit"),
            lambda when, unit: when if unit == "quarter" and whole_months(when.period) == 3 else None,
        ),
        Rule("when", ("when", "of", "part_of_year"), lambda when, _, part: part_of(clock, part, when)),
        Rule("when", ("when", "part_of_year"), lambda when, part: part_of(clock, part, when), 0.02),
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
        Rule(
            "when", ("count", "month_name"), lambda day, month: clock.day(day, month) if day <= 31 else None, 0.05
        ),  # pandrah November
        Rule("day_number", ("ordinal_day", "of"), lambda day, _: day),
        # Monday, last Monday, last weekend; 6 March, Saturday
        *(
            Rule(
                "when",
                ("when", *comma, "weekday"),
                lambda when, *rest: when if falls_on(when, rest[-1]) else None,
                -0.3,
            )
            for comma in ((), ("comma",))
        ),
        Rule("when", ("weekday",), clock.weekday),
        Rule("when", ("this", "weekday"), lambda _, number: clock.weekday(number)),
        Rule("when", ("previous", "weekday"), lambda _, number: clock.weekday(number, before_today=True)),
        Rule("when", ("previous", "month_name"), lambda _, month: last_month_named(clock, month)),
        Rule("when", ("last", "weekday"), lambda _, number: clock.weekday(number, before_today=True)),
        Rule("when", ("weekend",), lambda _: clock.weekend(0 if clock.today.isoweekday() >= 6 else -1)),
        Rule("when", ("this", "weekend"), lambda *_: clock.weekend(0)),
        Rule("when", ("last", "weekend"), lambda *_: clock.weekend(-1)),
        *range_rules(clock),
        # as of 31 March, at the end of October
        Rule("when", ("as_of", "when"), lambda _, when: msgspec.structs.replace(when, at_end=True)),
        # in October, during last week
        Rule("when", ("in", "when"), lambda _, when: when),
        Rule("when", ("over", "when"), lambda _, when: msgspec.structs.replace(when, over=True)),
        Rule("when", ("of", "when"), lambda _, when: when),
        Rule("when", ("for", "when"), lambda _, when: when),
    )


def _and_this(clock: Clock, then: When) -> tuple[When, When] | None:
    """ "Last year but not this one": this one is of the same kind as the last."""
    if not then.unit or then.unit == "day" or then.period != clock.neighbour(then.unit, -1).period:
        return None
    return then, clock.neighbour(then.unit, 0)
