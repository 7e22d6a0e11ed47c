"""Times with a beginning and an end, bare lengths of time, and the time ahead: the rules that read them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from ai.parser.chart import Rule
from ai.parser.clock import Clock, When, date_of
from ai.parser.said import Against, Condition
from munim.days import Period, add_months

_WEEK: Final = 7  # days


def _same_of_last_year(clock: Clock, when: When) -> Against | None:
    """The same months of the year before, where that is the year named."""
    known = (clock.neighbour("year", -1).period, clock.neighbour("financial_year", -1).period)
    return Against("last_year") if when.unit in ("year", "financial_year") and when.period in known else None


def range_rules(clock: Clock) -> tuple[Rule, ...]:
    """The rules for ranges and lengths of time on the day of ``clock``."""
    return (
        # against the same nine months of last year
        *(
            Rule(
                "against",
                ("same_word", "count", "unit", *of, "when"),
                lambda *said: _same_of_last_year(clock, said[-1]),
            )
            for of in ((), ("of",), ("in",), ("from",))
        ),
        # ranges: between 1 and 15 October, from June to August, since Monday, 5 to 9 November
        Rule("when", ("range",), lambda when: when),
        Rule("when", ("range", "of", "unit"), lambda when, _, unit: when if unit == "quarter" else None),
        *(
            Rule("when", parts, lambda _, *rest: rest[-1] if rest[-1].period.days <= _WEEK else None, -0.3)
            for parts in (("week_word", "range"), ("week_word", "of", "range"), ("week_word", "from", "range"))
        ),
        Rule("week_word", ("unit",), lambda unit: True if unit == "week" else None),
        Rule("range", ("between", "when", "and", "when"), lambda _, first, __, last: span_of(first, last)),
        Rule("range", ("from", "when", "to", "when"), lambda _, first, __, last: span_of(first, last)),
        Rule("range", ("when", "to", "when"), lambda first, _, last: span_of(first, last)),
        Rule(
            "range",
            ("year", "month_name", "from", "month_name", "to"),
            lambda year, first, _, last, __: span_of(clock.month(first, year), clock.month(last, year)),
        ),
        Rule(
            "range",
            ("year", "month_name", "to", "month_name"),
            lambda year, first, _, last: span_of(clock.month(first, year), clock.month(last, year)),
        ),
        Rule("range", ("when", "from", "when", "to"), lambda first, _, last, __: span_of(first, last)),  # x se y tak
        # ek se pandrah october
        *(
            Rule(
                "range",
                ("count", "from", "when", *until),
                lambda day, _, last, *__: _days_to(clock, day, last) if last.unit == "day" else None,
                0.05,
            )
            for until in ((), ("to",))
        ),
        # january se december 2025: the year of the last is that of both
        Rule(
            "range",
            ("month_name", "from", "month_name", "year"),
            lambda first, _, last, year: (
                span_of(clock.month(first, year), clock.month(last, year)) if first < last else None
            ),
        ),
        Rule("range", ("from", "day_number", "to", "when"), lambda _, day, __, last: _days_to(clock, day, last)),
        *(
            Rule("range", ("between", "day_number", word, "when"), lambda _, day, __, last: _days_to(clock, day, last))
            for word in ("and", "to")
        ),
        Rule("range", ("day_number", "to", "when"), lambda day, _, last: _days_to(clock, day, last)),
        Rule(
            "range", ("day_number", "from", "when"), lambda day, _, last: _days_to(clock, day, last)
        ),  # 1 se 15 October
        Rule("range", ("day_number", "from", "when", "to"), lambda day, _, last, __: _days_to(clock, day, last)),
        # somvar se shukravar tak: of the latest Friday its week
        *(
            Rule("range", parts, lambda first, _, last, *__: _weekdays(clock, first, last))
            for parts in (("weekday", "from", "weekday", "to"), ("weekday", "to", "weekday"))
        ),
        Rule("range", ("since", "when"), lambda _, when: since(clock, when)),
        Rule("range", ("when", "since_after"), lambda when, _: since(clock, when), 0.05),
        Rule("range", ("when", "after_end"), lambda when, _: _after(clock, when), 0.05),
        Rule("range", ("when", "after_end", "until_now"), lambda when, *_: _after(clock, when)),
        Rule("range", ("when", "after_end", "from"), lambda when, *_: _after(clock, when)),
        Rule("range", ("after_word", "when"), lambda _, when: _after(clock, when), 0.05),
        Rule("range", ("when", "from", "when", "between_after"), lambda first, _, last, __: span_of(first, last)),
        *(
            Rule(
                "range",
                ("day_number", "from", "when", *of, "between_after"),
                lambda day, _, last, *__: _days_to(clock, day, last),
            )
            for of in ((), ("of",))
        ),
        Rule(
            "range", ("when", "from", "when", "of", "between_after"), lambda first, _, last, *__: span_of(first, last)
        ),
        Rule("range", ("when", "from", "when", "in"), lambda first, _, last, __: span_of(first, last), 0.02),
        Rule("range", ("when", "and", "when", "in"), lambda first, _, last, __: None),
        # with no beginning said: till 10 March, October tak
        Rule("range", ("until", "when"), lambda _, when: _until(clock, when)),
        Rule("range", ("when", "until"), lambda when, _: _until(clock, when)),
        Rule(
            "range", ("by_end", "when"), lambda _, when: _until(clock, when) if when.period.end <= clock.today else None
        ),
        Rule("range", ("before", "when"), lambda _, when: _before(clock, when), 0.05),
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
        # 7 din se kam ka stock: what will do for fewer days
        *(
            Rule(
                "condition",
                ("count", "unit", "or_more", *of, "metric"),
                lambda count, unit, operator, *rest: _cover(count, unit, operator, rest[-1]),
                -0.3,
            )
            for of in ((), ("of",), ("in",))
        ),
        *(
            Rule(
                "condition",
                ("comparator", "count", "unit", *of, "metric"),
                lambda operator, count, unit, *rest: _cover(count, unit, operator, rest[-1]),
                -0.3,
            )
            for of in ((), ("of",), ("in",))
        ),
        Rule(
            "condition",
            ("metric", "for", "comparator", "count", "unit"),
            lambda slug, _, operator, count, unit: _cover(count, unit, operator, slug),
            -0.3,
        ),
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
        # before 31 December, 31 दिसंबर से पहले, in the next fortnight
        *(
            Rule(
                "ahead",
                (word, "day_number", "month_name"),
                lambda _, day, month: _ahead(clock, _coming(clock, day, month)),
            )
            for word in ("before_word", "until")
        ),
        *(
            Rule(
                "ahead",
                (word, "month_name", "day_number"),
                lambda _, month, day: _ahead(clock, _coming(clock, day, month)),
            )
            for word in ("before_word", "until")
        ),
        *(
            Rule(
                "ahead",
                ("day_number", "month_name", word),
                lambda day, month, _: _ahead(clock, _coming(clock, day, month)),
            )
            for word in ("before_end", "until")
        ),
        Rule("ahead", ("next", "fortnight"), lambda *_: 14),
        Rule("ahead", ("in", "next", "fortnight"), lambda *_: 14),
        Rule("ahead", ("before_word", "when"), lambda _, when: _ahead(clock, when.period.start)),
        Rule("ahead", ("before_word", "feast"), lambda _, feast: _ahead(clock, feast.first)),
        Rule(
            "ahead",
            ("before_word", "next", "unit"),
            lambda _, __, unit: _ahead(clock, clock.neighbour(unit, 1).period.start),
        ),
        Rule("ahead", ("until_end",), lambda unit: _ahead(clock, clock.unit_of(unit, clock.today).last)),
        Rule("range", ("from", "when", "until_now"), lambda _, when, __: since(clock, when)),
        Rule("range", ("from", "when", "onwards"), lambda _, when, __: since(clock, when)),
        Rule("range", ("from", "when", "on_word"), lambda _, when, __: since(clock, when)),
        Rule("range", ("when", "onwards"), lambda when, _: since(clock, when)),
        # a weekday beside a date confirms it: on 6 March, Saturday; beside a week it is the day of that week
        *(
            Rule(
                "when",
                parts,
                lambda *values: _named_day(_number_in(values), _time_in(values)),
                -0.3 if "comma" in parts else 0.0,
            )
            for parts in (
                ("weekday", "when"),
                ("when", "weekday"),
                ("weekday", "comma", "when"),
                ("when", "comma", "weekday"),
                ("when", "of", "weekday"),
            )
        ),
        # Saturday and Sunday, of which nothing more is said: the weekend
        Rule(
            "weekend", ("weekday", "weekday"), lambda first, second: True if (first, second) == (6, 7) else None, -0.3
        ),
        Rule(
            "weekend",
            ("weekday", "and", "weekday"),
            lambda first, _, second: True if (first, second) == (6, 7) else None,
            -0.3,
        ),
        # Monday to Friday of a week
        Rule("weekday_range", ("weekday", "to", "weekday"), lambda first, _, last: (first, last)),
        Rule("weekday_range", ("weekday", "from", "weekday"), lambda first, _, last: (first, last)),
        Rule("weekday_range", ("from", "weekday", "to", "weekday"), lambda _, first, __, last: (first, last)),
        Rule("weekday_range", ("weekday", "from", "weekday", "to"), lambda first, _, last, __: (first, last)),
        *(
            Rule("when", parts, lambda *values: _days_of_week(_pair_in(values), _time_in(values)))
            for parts in (
                ("weekday_range", "when"),
                ("when", "weekday_range"),
                ("weekday_range", "comma", "when"),
                ("when", "comma", "weekday_range"),
                ("when", "of", "weekday_range"),
            )
        ),
        Rule("range", ("when", "to", "until_now"), lambda when, *_: since(clock, when)),
        Rule("range", ("when", "from", "until_now"), lambda when, *_: since(clock, when)),
        Rule(
            "range",
            ("month_name", "month_name", "month_name"),
            lambda first, second, third: (
                span_of(clock.month(first), clock.month(third))
                if (second - first) % 12 == (third - second) % 12 == 1
                else None
            ),
        ),
        Rule(
            "range",
            ("starting_from", "when"),
            lambda _, when: since(clock, when) if when.unit != "day" or when.period.start < clock.today else None,
            0.3,
        ),
    )


def _time_in(values: tuple[object, ...]) -> When:
    return next(value for value in values if isinstance(value, When))


def _number_in(values: tuple[object, ...]) -> int:
    return next(value for value in values if isinstance(value, int))


def _pair_in(values: tuple[object, ...]) -> tuple[int, int]:
    return next(value for value in values if isinstance(value, tuple) and not isinstance(value, When))


def _named_day(number: int, when: When) -> When | None:
    """The weekday ``number`` of a week, or a day that is one."""
    if when.unit == "week":
        return _days_of_week((number, number), when)
    dated = when.unit == "day" and not when.weekday
    return when if dated and when.period.start.isoweekday() == number else None


def _days_of_week(weekdays: tuple[int, int], when: When) -> When | None:
    """From one ISO weekday to another of the week that ``when`` is."""
    if when.unit != "week":
        return None
    first, last = (
        when.period.start + timedelta(days=(number - when.period.start.isoweekday()) % 7) for number in weekdays
    )
    return When(Period(first, last + timedelta(days=1)), "day" if first == last else "") if first <= last else None


def span_of(first: When, last: When) -> When | None:
    """From the start of the first to the end of the last. Without years, the first may be a year too late."""
    start = first.period.start
    if start > last.period.start and start.year == last.period.start.year + 1:
        start = add_months(start, -12)
    return (
        When(
            Period(start, last.period.end),
            yearless=first.yearless and last.yearless and first.unit == last.unit == "month",
        )
        if start <= last.period.start and not (first.at_end or last.at_end)
        else None
    )


def _weekdays(clock: Clock, first: int, last: int) -> When | None:
    """From one weekday to a later one of the same week, the latest that is over or begun."""
    end = clock.weekday(last).period
    return When(Period(end.start - timedelta(days=last - first), end.end)) if first < last else None


def _days_to(clock: Clock, day: int, last: When) -> When | None:
    """ "1 to 15 October": the first day takes its month from the second."""
    if last.unit != "day":
        return None
    first = date_of(last.period.start.year, last.period.start.month, day)
    return When(Period(first, last.period.end)) if first and first <= last.period.start else None


def _before(clock: Clock, when: When) -> When | None:
    """Up to the day before ``when``, from the beginning of what that is in: before October, from the start of the financial year."""
    day = when.period.start - timedelta(days=1)
    if when.feast or when.rolling or when.at_end or day >= clock.today or when.unit not in ("day", "month", "quarter"):
        return None
    if when.unit == "day" and when.period.start.day > 1:
        return When(Period(day.replace(day=1), when.period.start))
    return When(Period(clock.calendar.financial_year_of(day).start, when.period.start))


def _until(clock: Clock, when: When) -> When | None:
    """Up to the end of ``when``, from the beginning of what it is in: a day's month, a month's or a week's financial year."""
    if when.unit == "day" and when.period.start < clock.today:
        start = when.period.start.replace(day=1)
    elif when.unit in ("week", "month", "quarter", "half"):
        start = clock.calendar.financial_year_of(when.period.last).start
    else:
        return None
    if when.at_end and when.period.end <= clock.today:
        return When(Period(clock.calendar.financial_year_of(when.period.last).start, when.period.end))
    if start > clock.today or when.at_end:
        return None
    return When(Period(start, min(when.period.end, clock.today + timedelta(days=1))))


def _cover(count: int, unit: str, operator: str, slug: str) -> Condition | None:
    """So many days of stock: of the cover of each of the goods."""
    days = count * {"day": 1, "week": 7, "month": 30}.get(unit, 0)
    return Condition(operator, (Decimal(days),), "stock_cover_days") if days and slug == "stock_on_hand" else None


def _coming(clock: Clock, day: int, month: int) -> date | None:
    """The next such day."""
    this = date_of(clock.today.year, month, day)
    return this if this is None or this > clock.today else date_of(clock.today.year + 1, month, day)


def _ahead(clock: Clock, day: date | None) -> int | None:
    """Days from today up to ``day``."""
    if day is None:
        return None
    days = (day - clock.today).days
    return days if 0 < days <= 366 else None


def _after(clock: Clock, when: When) -> When | None:
    """From the day after ``when`` to today."""
    tomorrow = clock.today + timedelta(days=1)
    if when.rolling or when.period.end >= tomorrow or when.at_end or not when.unit:
        return None
    return When(Period(when.period.end, tomorrow), since=True)


def since(clock: Clock, when: When) -> When | None:
    """From the start of ``when`` to today, today included."""
    tomorrow = clock.today + timedelta(days=1)
    if when.rolling:
        return when
    if when.period.start >= tomorrow or when.at_end or not (when.unit or when.feast):
        return None
    return When(Period(when.period.start, tomorrow), since=True)
