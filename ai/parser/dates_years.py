"""Years, financial years, their quarters and halves."""

from __future__ import annotations

from datetime import date

from ai.parser.chart import Rule
from ai.parser.clock import Clock, When
from ai.parser.date_spans import (
    part_of,
)
from ai.parser.liberties import OFFERED
from munim.days import Period, whole_months


def year_rules(clock: Clock) -> tuple[Rule, ...]:
    """The rules for years as the shop counts them."""
    return (
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
        Rule("when", ("financial_year", "year"), lambda _, year: clock.financial_year(year), OFFERED),
        Rule("when", ("year_span", "financial_year"), lambda starting, _: clock.financial_year(starting), -0.35),
        # the financial year July 2025 to June 2026, the six months January to June: the same time said twice
        *(
            Rule("when", ("financial_year", said), lambda _, when: when if _is_a_year(clock, when) else None, -0.3)
            for said in ("when", "range")
        ),
        *(
            Rule(
                "when",
                ("count", "unit", said),
                lambda count, unit, when: when if unit == "month" and whole_months(when.period) == count else None,
                -0.3,
            )
            for said in ("when", "range")
        ),
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
        *(
            Rule(
                "when",
                ("part_of_year", "financial_year", year),
                lambda part, _, year: part_of(clock, part, whole) if (whole := clock.ending_in(year)) else None,
            )
            for year in ("year", "short_year")
        ),
        Rule("when", ("part_of_year", "when"), lambda part, when: part_of(clock, part, when)),
        Rule(
            "part_of_year",
            ("ordinal", "unit"),
            lambda number, unit: (unit, number) if unit in ("quarter", "half") else None,
        ),
        Rule("part_of_year", ("unit", "count"), lambda unit, number: (unit, number) if unit == "quarter" else None),
    )


def _is_a_year(clock: Clock, when: When) -> bool:
    """Whether the time is one of the shop's years, said by its months."""
    return clock.calendar.financial_year_of(when.period.start) == when.period
