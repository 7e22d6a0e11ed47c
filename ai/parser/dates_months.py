"""Months by their names, with the year they are of."""

from __future__ import annotations

from datetime import date

from ai.parser.chart import Rule
from ai.parser.clock import Clock, When
from ai.parser.date_spans import (
    last_month_named,
    range_in_year,
)
from munim.days import Period


def month_rules(clock: Clock) -> tuple[Rule, ...]:
    """The rules for months that are named."""
    return (
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
            -0.3,  # two days of a month are seldom named so
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
            for parts in (("when", "range"), ("when", "of", "range"), ("when", "comma", "range"))
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
    )
