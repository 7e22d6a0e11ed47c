"""Days, weeks, months, quarters and years as they are counted from today: this, last, the past three, to date, ago."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import msgspec

from ai.parser.chart import Rule
from ai.parser.clock import MONTHS_IN, Clock, When
from ai.parser.date_spans import (
    commencing,
    days_up_to,
    ended,
    financial,
    month_so_far,
    nth,
    same_point,
    weekdays_back,
    whole_other,
)
from ai.parser.liberties import OFFERED
from ai.parser.ranges import since, span_of

_MEANT: Final = 0.3  # "of the quarter" is of this one


def unit_rules(clock: Clock) -> tuple[Rule, ...]:
    """The rules for units of time near the day of ``clock``."""
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
        # owes us and has not bought in 60 days
        Rule("not_then", ("but_not", "count", "unit"), lambda _, count, unit: clock.rolling(count, unit)),
        Rule("not_then", ("but_not", "in", "count", "unit"), lambda _, __, count, unit: clock.rolling(count, unit)),
        # this week, last month
        Rule("when", ("this", "unit"), lambda _, unit: clock.neighbour(unit, 0)),
        Rule("when", ("last", "unit"), lambda _, unit: clock.neighbour(unit, -1) if unit != "day" else None),
        Rule("when", ("past", "unit"), lambda _, unit: clock.rolling(1, unit)),
        Rule("when", ("past", "unit"), lambda _, unit: clock.neighbour(unit, -1), OFFERED),
        Rule("when", ("previous", "unit"), lambda _, unit: financial(clock, unit, -1), OFFERED),
        Rule("when", ("this", "unit"), lambda _, unit: financial(clock, unit, 0), OFFERED),
        Rule("when", ("last", "unit"), lambda _, unit: financial(clock, unit, -1), OFFERED),
        Rule("when", ("next", "unit"), lambda _, unit: clock.neighbour(unit, 1)),
        Rule("when", ("last", "fortnight"), lambda *_: clock.rolling(14, "day")),
        Rule("when", ("past", "fortnight"), lambda *_: clock.rolling(14, "day")),
        # last 30 days, last 3 full months
        Rule("when", ("last", "count", "unit"), lambda _, count, unit: clock.rolling(count, unit)),
        Rule("when", ("past", "count", "unit"), lambda _, count, unit: clock.rolling(count, unit)),
        Rule("when", ("last", "count", "unit"), lambda _, count, unit: whole_other(clock, count, unit), OFFERED),
        Rule("when", ("previous", "count", "unit"), lambda _, count, unit: clock.whole(count, unit)),
        Rule("when", ("last", "count", "whole", "unit"), lambda _, count, __, unit: clock.whole(count, unit)),
        Rule("when", ("last", "whole", "unit"), lambda _, __, unit: clock.neighbour(unit, -1)),
        Rule("when", ("previous", "unit"), lambda _, unit: clock.neighbour(unit, -1)),
        # the week before last
        Rule("when", ("before_last", "unit"), lambda _, unit: clock.neighbour(unit, -2)),
        Rule("when", ("unit", "before_this"), lambda unit, _: clock.neighbour(unit, -1)),
        Rule("when", ("unit", "after_last"), lambda unit, _: clock.neighbour(unit, -2)),
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
        Rule("days_back", ("last", "count", "value"), lambda _, count, chosen: weekdays_back(clock, count, chosen)),
        Rule("days_back", ("past", "count", "value"), lambda _, count, chosen: weekdays_back(clock, count, chosen)),
        *(Rule("days_back", (word, "days_back"), lambda _, pair: pair) for word in ("in", "of", "for", "over")),
        Rule("when", ("unit", "ended", "when"), lambda unit, _, when: ended(clock, unit, when)),
        # since the financial year began
        Rule("when", ("since", "unit", "began"), lambda _, unit, __: clock.to_date(unit)),
        Rule("when", ("since", "this", "unit", "began"), lambda _, __, unit, ___: clock.to_date(unit)),
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
    )
