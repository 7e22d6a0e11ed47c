"""Hours of the day: "before noon", "between 10 am and 1 pm", "in the evenings", शाम 5 बजे के बाद, and how they are told.

The books keep the hour of a bill, so times are whole hours: what is before 10:30 is not told. "Between 10 am and 1 pm" are the hours that begin at
10, 11 and 12. A morning is before noon, an afternoon from noon to five, an evening from five, a night from eight; each is told with its hours.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final, Literal

from ai.parser.chart import Rule
from ai.parser.clock import Clock, When
from analytics.query import Filter

_NOON: Final = 12
_EARLIEST_GUESS: Final = 8  # "after 6" in a shop is in the evening, "before 9" in the morning
_GUESSED: Final = 0.1
PARTS_OF_DAY: Final[dict[str, tuple[Literal["below", "between", "at_least"], tuple[int, ...]]]] = {
    "morning": ("below", (12,)),
    "afternoon": ("between", (12, 16)),
    "evening": ("at_least", (17,)),
    "night": ("at_least", (20,)),
}
_MIDNIGHT: Final = 24
_ENDS: Final = {"morning": 12, "afternoon": 17, "evening": 20, "night": _MIDNIGHT}  # the first hour after each


def hour_rules(clock: Clock) -> tuple[Rule, ...]:
    """The rules that read hours; what they build is a filter, with a day where the words carry one ("this morning")."""

    def dated(days: int, part: str) -> tuple[Filter, When]:
        return _part(part), When(clock.unit_of("day", clock.today + timedelta(days=days)), "day")

    return (
        Rule("clock_time", ("count", "oclock"), _guessed, _GUESSED),
        Rule("clock_time", ("day_part", "count", "oclock"), lambda part, hour, _: _of_part(part, hour)),
        Rule("clock_time", ("day_part", "of", "count", "oclock"), lambda part, _, hour, __: _of_part(part, hour)),
        # 9 in the evening; evenings from 6 to 9
        *(Rule("clock_time", ("count", *parts, "day_part"), lambda hour, *rest: _of_part(rest[-1], hour), -0.3) for parts in (("in",), ("oclock", "in"), ("of",))),
        *(
            Rule("hours", (*before, "count", between, "count"), lambda *values: _on_to(_of_part(next(one for one in values if isinstance(one, str)), values[-3]), values[-1]))
            for before, between in ((("day_part",), "to"), (("day_part", "from"), "to"), (("day_part", "between"), "and"), (("in", "day_part", "from"), "to"), (("in", "day_part", "between"), "and"))
        ),
        # before and after an hour
        *(Rule("hours", (word, "clock_time"), lambda _, hour: _hours("below", hour)) for word in ("before_word", "before", "until")),
        *(Rule("hours", ("clock_time", *parts), lambda hour, *_: _hours("below", hour)) for parts in (("until",), ("from", "ordinal"), ("before",), ("from", "before"))),
        *(Rule("hours", (word, "clock_time"), lambda _, hour: _hours("at_least", hour)) for word in ("after_word", "from", "since")),
        *(Rule("hours", ("clock_time", *parts), lambda hour, *_: _hours("at_least", hour)) for parts in (("onwards",), ("after_end",), ("from",))),
        Rule("hours", ("from", "clock_time", "onwards"), lambda _, hour, __: _hours("at_least", hour)),
        Rule("hours", ("in", "clock_time"), lambda _, hour: Filter("hour", values=(hour,))),
        # between two
        *(
            Rule("hours", parts, lambda *values, at=at: _between(values[at[0]], values[at[1]]))
            for parts, at in (
                (("between", "clock_time", "and", "clock_time"), (1, 3)),
                (("between", "clock_time", "to", "clock_time"), (1, 3)),
                (("from", "clock_time", "to", "clock_time"), (1, 3)),
                (("clock_time", "to", "clock_time"), (0, 2)),
                (("clock_time", "from", "clock_time", "between_after"), (0, 2)),
                (("clock_time", "from", "clock_time", "of", "between_after"), (0, 2)),
                (("clock_time", "from", "clock_time"), (0, 2)),
                (("clock_time", "from", "clock_time", "to"), (0, 2)),
            )
        ),
        *(
            Rule("hours", parts, lambda *values, at=at: _between(_like(values[at[0]], values[at[1]]), values[at[1]]))
            for parts, at in (
                (("between", "count", "and", "clock_time"), (1, 3)),
                (("between", "count", "to", "clock_time"), (1, 3)),
                (("from", "count", "to", "clock_time"), (1, 3)),
                (("count", "to", "clock_time"), (0, 2)),
                (("count", "from", "clock_time", "between_after"), (0, 2)),
                (("count", "from", "clock_time", "of", "between_after"), (0, 2)),
                (("count", "from", "clock_time"), (0, 2)),
                (("count", "from", "clock_time", "to"), (0, 2)),
            )
        ),
        # शाम 6 से 9 बजे: both of that part of the day, the second later than the first
        *(
            Rule("hours", ("day_part", "count", "from", "clock_time", *end), lambda part, hour, _, last, *__: _between(_of_part(part, hour), last))
            for end in ((), ("to",), ("between_after",), ("of", "between_after"))
        ),
        *(
            Rule("hours", ("day_part", "count", "from", "count", "oclock", *end), lambda part, hour, _, last, *__: _on_to(_of_part(part, hour), last))
            for end in ((), ("to",), ("between_after",), ("of", "between_after"))
        ),
        *(
            Rule("hours", ("clock_time", "from", "count", "oclock", *end), lambda hour, _, last, *__: _on_to(hour, last))
            for end in ((), ("to",), ("between_after",), ("of", "between_after"))
        ),
        # शाम 6 के बाद, सुबह 8 से 11: an hour of that part of the day, "o'clock" unsaid
        Rule("part_hour", ("day_part", "count"), _of_part),
        Rule("part_hour", ("day_part", "of", "count"), lambda part, _, hour: _of_part(part, hour)),
        *(Rule("hours", ("part_hour", *after), lambda hour, *_: _hours("at_least", hour)) for after in (("after_end",), ("onwards",), ("from",))),
        *(Rule("hours", ("part_hour", *before), lambda hour, *_: _hours("below", hour)) for before in (("until",), ("to",), ("before_end",), ("from", "ordinal"), ("from", "before"), ("before",))),
        *(
            Rule("hours", ("part_hour", "from", "count", *end), lambda hour, _, last, *__: _on_to(hour, last))
            for end in ((), ("to",), ("between_after",), ("of", "between_after"))
        ),
        *(
            Rule("hours", (first, "from", last, *end), lambda first, _, last, *__: _between(first, last) if last else None)
            for first in ("part_hour", "clock_time")
            for last in ("part_hour", "clock_time")
            for end in ((), ("to",), ("between_after",), ("of", "between_after"))
            if "part_hour" in (first, last)
        ),
        # दोपहर के बाद: after noon
        Rule("hours", ("day_part", "after_end"), lambda part, _: _hours("at_least", _NOON) if part in ("morning", "afternoon") else None),
        Rule("filler", ("day_part", "to"), lambda part, _: True if part == "night" else None, -0.1),  # कल रात तक: the whole of yesterday
        # शाम तक, सुबह से दोपहर तक: to the end of that part of the day
        *(Rule("hours", ("day_part", word), lambda part, _: _up_to(part)) for word in ("to", "until")),
        *(Rule("hours", ("day_part", "from", "day_part", *to), lambda first, _, last, *__: _parts(first, last)) for to in ((), ("to",))),
        # parts of the day
        Rule("hours", ("day_part",), _part),
        *(Rule("hours", (word, "day_part"), lambda _, part: _part(part)) for word in ("in", "of", "for", "each")),
        *(Rule("hours", ("day_part", word), lambda part, _: _part(part)) for word in ("in", "of")),
        Rule("hours_of_day", ("this", "day_part"), lambda _, part: dated(0, part)),
        Rule("hours_of_day", ("in", "this", "day_part"), lambda _, __, part: dated(0, part)),
        Rule("hours_of_day", ("last", "day_part"), lambda _, part: dated(-1, part) if part != "morning" else None),
    )  # fmt: skip


def _guessed(hour: int, _: str) -> int | None:
    """10 o'clock is in the morning, 6 o'clock in the evening."""
    if not 0 < hour <= 23:
        return None
    return hour if hour >= _EARLIEST_GUESS else hour + _NOON


def _of_part(part: str, hour: int) -> int | None:
    """शाम 5 बजे: the hour of that part of the day."""
    if not 0 < hour <= _NOON:
        return None
    return hour % _NOON + (0 if part == "morning" else _NOON)


def _like(hour: int, end: int) -> int | None:
    """The hour that "5 to 7 pm" or "10 to 1 pm" begins with: of the same half of the day if it is earlier there, else of the one before."""
    if not 0 < hour <= _NOON:
        return None
    same = hour % _NOON + (_NOON if end >= _NOON else 0)
    return same if same < end else same - _NOON if same >= _NOON else None


def _on_to(first: int | None, last: int) -> Filter | None:
    """From an hour to the next one of that number on the clock: from 18 to 9 o'clock is to 21."""
    if first is None or not 0 < last <= _NOON:
        return None
    return _between(first, last if last > first else last + _NOON)


def _hours(operator: Literal["below", "at_least"], hour: int) -> Filter | None:
    if not 0 < hour <= 23:  # the hours of a day
        return None
    return Filter("hour", operator, (hour,))


def _between(first: int | None, end: int) -> Filter | None:
    if first is None or first >= end:
        return None
    return Filter("hour", "between", (first, end - 1))


def _up_to(part: str) -> Filter | None:
    return Filter("hour", "below", (_ENDS[part],)) if _ENDS[part] < _MIDNIGHT else None


def _parts(first: str, last: str) -> Filter | None:
    begins = {"morning": 0, "afternoon": _ENDS["morning"], "evening": _ENDS["afternoon"], "night": _ENDS["evening"]}
    return _between(begins[first], _ENDS[last]) if begins[first] < _ENDS[last] and first != last else None


def _part(part: str) -> Filter:
    operator, values = PARTS_OF_DAY[part]
    return Filter("hour", operator, values)


def said_hours(item: Filter) -> tuple[str, str]:
    """The first hour and the first after it, either empty, of a filter on hours that is a range; ``at_least`` and its like as one."""
    first, *rest = (int(value) for value in item.values)
    match item.operator:
        case "between":
            return f"{first}:00", f"{rest[0] + 1}:00"
        case "below":
            return "", f"{first}:00"
        case "at_most":
            return "", f"{first + 1}:00"
        case "above":
            return f"{first + 1}:00", ""
        case "at_least":
            return f"{first}:00", ""
    return f"{first}:00", f"{first + 1}:00"
