"""Single days: by date, by weekday, and from a day on."""

from __future__ import annotations

from ai.parser.chart import Rule
from ai.parser.clock import Clock, When
from ai.parser.date_spans import (
    falls_on,
    last_month_named,
    part_of,
    same_point,
    to_date_before,
)
from ai.parser.ranges import span_of
from munim.days import whole_months


def day_rules(clock: Clock) -> tuple[Rule, ...]:
    """The rules for days that are named."""
    return (
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
        # last year, 20 October
        *(
            rule
            for between in ((), ("comma",), ("of",))
            for rule in (
                Rule(
                    "when",
                    ("this_year", *between, "day_number", "month_name"),
                    lambda back, *rest: clock.day(rest[-2], rest[-1], clock.today.year - back),
                ),
                Rule(
                    "when",
                    ("this_year", *between, "month_name", "day_number"),
                    lambda back, *rest: clock.day(rest[-1], rest[-2], clock.today.year - back),
                ),
            )
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
    )
