"""Days and weeks about a day that is dated: the ten days before 15 November, the quarter to 30 June, 30 जून तक के 6 महीने."""

from __future__ import annotations

from typing import Final

from ai.parser.chart import Rule
from ai.parser.clock import Clock, Unit, When
from ai.parser.date_spans import days_up_to, ended
from munim.days import Period, add_months, whole_months

_SURE: Final = -0.3  # surer than the day alone, and than what the time before it would be held against
_MOST: Final = 400  # days of such a time
_WHOLE: Final = ("year", "financial_year", "quarter", "half")


def around_rules(clock: Clock) -> tuple[Rule, ...]:
    """The rules for times that are told by the day they end or begin beside."""

    def before(count: int, unit: Unit, when: When) -> When | None:
        if not _is_dated(when):
            return None
        return _found(Period(clock.move(when.period.start, unit, -count), when.period.start))

    def after(count: int, unit: Unit, when: When) -> When | None:
        if not _is_dated(when):
            return None
        return _found(Period(when.period.end, clock.move(when.period.end, unit, count)))

    def up_to(count: int, unit: Unit, when: When) -> When | None:
        if unit == "week" or unit == "day":
            return days_up_to(count * (7 if unit == "week" else 1), when)
        if count == 1:
            return ended(clock, unit, when)
        months = count * {"month": 1, "quarter": 3, "half": 6}.get(unit, 12)
        if when.unit not in ("day", "month") or when.period.end != add_months(when.period.end, 0) or months > 60:
            return None
        found = Period(add_months(when.period.end, -months), when.period.end)
        return When(found) if whole_months(found) == months else None

    def one_up_to(unit: Unit, when: When) -> When | None:
        """The year to March, the quarter to 30 June; "the month to Friday" is another."""
        if unit in _WHOLE and when.unit in ("day", "month"):
            return ended(clock, unit, when)
        return up_to(1, unit, when) if unit == "week" and _is_dated(when) else None

    return (
        # the ten days before 15 November, the week just after 20 October
        Rule("when", ("count", "unit", "before_word", "when"), lambda count, unit, _, when: before(count, unit, when), _SURE),
        Rule("when", ("unit", "before_word", "when"), lambda unit, _, when: before(1, unit, when), _SURE),
        Rule("when", ("a_unit", "unit", "before_word", "when"), lambda _, unit, __, when: before(1, unit, when), _SURE),
        Rule("when", ("fortnight", "before_word", "when"), lambda _, __, when: before(14, "day", when), _SURE),
        Rule("when", ("count", "unit", "after_word", "when"), lambda count, unit, _, when: after(count, unit, when), _SURE),
        Rule("when", ("unit", "after_word", "when"), lambda unit, _, when: after(1, unit, when), _SURE),
        Rule("when", ("a_unit", "unit", "after_word", "when"), lambda _, unit, __, when: after(1, unit, when), _SURE),
        Rule("when", ("fortnight", "after_word", "when"), lambda _, __, when: after(14, "day", when), _SURE),
        # 15 नवंबर से पहले के एक हफ्ते, 20 अक्टूबर के बाद के 7 दिन
        *(
            Rule("when", ("when", end, *of, "count", "unit"), lambda when, *rest, build=build: build(rest[-2], rest[-1], when), _SURE)
            for end, build in (("before_end", before), ("after_end", after))
            for of in ((), ("of",))
        ),
        *(
            Rule("when", ("when", end, *of, "unit"), lambda when, *rest, build=build: build(1, rest[-1], when), _SURE)
            for end, build in (("before_end", before), ("after_end", after))
            for of in ((), ("of",))
        ),
        # the six months to, ending, up to 30 September; 30 सितंबर तक के 6 महीने
        *(
            Rule("when", ("count", "unit", to, "when"), lambda count, unit, _, when: up_to(count, unit, when), _SURE)
            for to in ("ended", "to", "until")
        ),
        Rule("when", ("unit", "to", "when"), lambda unit, _, when: one_up_to(unit, when), -0.1),
        Rule("when", ("fortnight", "to", "when"), lambda _, __, when: days_up_to(14, when) if _is_dated(when) else None, _SURE),
        *(
            Rule("when", ("when", "to", *of, "count", "unit"), lambda when, *rest: up_to(rest[-2], rest[-1], when), _SURE)
            for of in (("of",), ("from",))
        ),
        Rule("when", ("when", "to", "of", "unit"), lambda when, _, __, unit: one_up_to(unit, when), _SURE),
    )  # fmt: skip


def _is_dated(when: When) -> bool:
    """Whether a time is one day by its date."""
    return when.unit == "day" and not (when.rolling or when.feast or when.at_end or when.since or when.weekday)


def _found(period: Period) -> When | None:
    return When(period) if 0 < period.days <= _MOST else None
