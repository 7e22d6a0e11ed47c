"""Dates in the order of Hindi: of the month, the first week; the last five days of the year."""

from __future__ import annotations

from ai.parser.chart import Rule
from ai.parser.clock import MONTHS_IN, Clock, Unit, When
from ai.parser.date_spans import days_of, first_of, last_of, placed


def _days_within(when: When, said: tuple[object, ...]) -> When | None:
    """Some days of a month that is said before them."""
    first, last = (one for one in said if isinstance(one, int) and one is not True)
    return days_of(when, first, last) if when.unit == "month" else None


def hindi_dates(clock: Clock) -> tuple[Rule, ...]:
    """The rules on the day of ``clock``. "Of the month" is of this one, or of the last where that part of it has not come."""

    def begun(unit: Unit, part: When | None, again: When | None) -> When | None:
        if unit not in MONTHS_IN or part is None or part.period.start <= clock.today:
            return part if unit in MONTHS_IN else None
        return again

    def place(unit: Unit, number: int, inner: Unit) -> When | None:
        this, before = (placed(clock, number, inner, clock.neighbour(unit, back)) for back in (0, -1)) if unit in MONTHS_IN else (None, None)  # fmt: skip
        return begun(unit, this, before)

    def end(unit: Unit, count: int, inner: Unit) -> When | None:
        this, before = (last_of(clock, count, inner, clock.neighbour(unit, back)) for back in (0, -1)) if unit in MONTHS_IN else (None, None)  # fmt: skip
        return begun(unit, this, before)

    def start(unit: Unit, count: int, inner: Unit) -> When | None:
        return first_of(clock, count, inner, clock.neighbour(unit, 0)) if unit in MONTHS_IN else None

    return (
        # october 1 se 15 tak, october ki 1 se 15 tarikh tak
        *(
            Rule("when", ("when", *of, "day_number", "from", "day_number", *after), lambda when, *said: _days_within(when, said), -0.3)
            for of in ((), ("of",))
            for after in (("to",), ("date_word", "to"), ("date_word", "of", "between_after"), ("date_word", "in"), ("date_word",))
        ),
        Rule("when", ("unit", "of", "ordinal", "unit"), lambda unit, _, number, inner: place(unit, number, inner), 0.1),
        *(
            Rule("when", ("unit", "of", word, "unit"), lambda unit, _, at, inner: place(unit, -1, inner) if at in (None, "last") else None, 0.1)
            for word in ("last", "bare_time")
        ),
        *(
            Rule("when", ("unit", "of", word, "count", "unit"), lambda unit, _, at, count, inner: end(unit, count, inner) if at in (None, "last") else None, 0.1)
            for word in ("last", "bare_time")
        ),
        Rule("when", ("unit", "of", "ordinal", "count", "unit"), lambda unit, _, at, count, inner: start(unit, count, inner) if at == 1 else None, 0.1),
        Rule("when", ("unit", "of", "first", "count", "unit"), lambda unit, _, __, count, inner: start(unit, count, inner), 0.1),
    )  # fmt: skip
