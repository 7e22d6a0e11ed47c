"""A part of another time: its first week, its last ten days, its second Friday."""

from __future__ import annotations

from ai.parser.chart import Rule
from ai.parser.clock import Clock, When
from ai.parser.date_spans import (
    days_of,
    first_of,
    last_of,
    nth,
    nth_of_so_many,
    nth_weekday,
    placed,
    row,
    unit_of,
)
from ai.parser.ranges import span_of


def within_rules(clock: Clock) -> tuple[Rule, ...]:
    """The rules for days and weeks of a time that is named."""
    return (
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
            ("ordinal", "count", "unit", "of", "when"),
            lambda number, count, unit, _, when: nth_of_so_many(clock, number, count, unit, when),
        ),
        Rule(
            "when",
            ("first", "count", "unit", "of", "when"),
            lambda _, count, unit, __, when: first_of(clock, count, unit, when),
        ),
        Rule("when", ("unit", "of", "when"), lambda unit, _, when: unit_of(clock, unit, when)),
    )


def _and_this(clock: Clock, then: When) -> tuple[When, When] | None:
    """ "Last year but not this one": this one is of the same kind as the last."""
    if not then.unit or then.unit == "day" or then.period != clock.neighbour(then.unit, -1).period:
        return None
    return then, clock.neighbour(then.unit, 0)
