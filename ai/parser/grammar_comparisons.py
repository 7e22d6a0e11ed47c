"""The rules of times beside each other: the change from one to another, against the month before, in both."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from ai.parser.chart import Rule
from ai.parser.clock import When
from ai.parser.said import Against
from munim.days import Period


def _two_days(day: int, last: When) -> tuple[When, When] | None:
    """A day and another of the same month, whose name is said once."""
    if last.unit != "day" or not 0 < day < last.period.start.day:
        return None
    first = last.period.start.replace(day=day)
    return When(Period(first, first + timedelta(days=1)), "day"), last


_SHOWN_WITH: Final = frozenset({"orders", "gross_profit", "margin", "average_order_value", "items", "items_sold", "net_sales"})  # fmt: skip
COMPARISONS: Final = (
    Rule("and_metric", ("with", "metric"), lambda _, metric: metric if metric in _SHOWN_WITH else None, 0.05),  # daily sales with number of bills
    Rule("metric", ("actual", "metric"), lambda _, metric: metric, 0.02),
    Rule("and_metric", ("versus", "actual"), lambda *_: "net_sales"),  # the target against actual
    Rule("against", ("weekday", "before"), lambda *_: Against("week_before")),  # last Saturday against the Saturday before
    Rule("and_metric", ("versus", "metric"), lambda _, metric: metric),  # sales against target: side by side
    Rule("whens", ("when", "and", "when"), lambda first, _, second: (first, second)),
    Rule("both_times", ("when", "as_well_as", "when"), lambda first, _, second: (first, second), -0.3),
    Rule("both_times", ("in", "both_times"), lambda _, whens: whens),
    Rule("whens", ("when", "comma", "when"), lambda first, _, second: (first, second) if first.weekday == second.weekday else None),
    Rule("whens", ("day_number", "and", "when"), lambda day, _, last: _two_days(day, last)),  # 20 and 21 December
    Rule("whens", ("whens", "and", "when"), lambda whens, _, when: (*whens, when)),
    Rule("whens", ("whens", "comma", "when"), lambda whens, _, when: (*whens, when)),
    Rule("whens", ("in", "whens"), lambda _, whens: whens),
    Rule("whens", ("month_row",), lambda whens: whens, 0.3),
    *(
        Rule("whens", parts, lambda *values: next(value for value in values if isinstance(value, tuple)))
        for whens in ("whens", "month_row")
        for parts in (("each", whens), ("each", "of", whens), (whens, "each"), (whens, "breakdown"))
    ),
    # the change from September to October, the difference between this month and last
    Rule("when_pair", ("between", "when", "and", "when"), lambda _, first, __, second: (first, second)),
    Rule("between_before", ("between", "when", "and", "against"), lambda _, when, __, against: (when, against) if against.kind != "when" else None),  # between last week and the week before
    Rule("when_pair", ("from", "when", "to", "when"), lambda _, first, __, second: (first, second)),
    Rule("against", ("when", "versus_after"), lambda when, _: Against("when", when)),
    Rule("against", ("when", "from", "compare"), lambda when, *_: Against("when", when)),
    Rule("against", ("against", "versus_after"), lambda against, _: against._replace(weak=False, alone=False) if against.kind != "when" else None),
    Rule("against", ("against", "from"), lambda against, _: against._replace(alone=False) if against.kind != "when" else None),
    Rule("against", ("previous_period", "unit"), lambda _, unit: Against("previous", unit=unit)),
    Rule("against", ("previous_period", "of", "unit"), lambda _, __, unit: Against("previous", unit=unit)),  # usse pehle ka hafta
    Rule("against", ("when", "or_more"), lambda when, operator: Against("when", when) if operator in ("above", "below") else None, 0.02),  # September se zyada
    Rule("against", ("same_weekday",), lambda _: Against("week_before")),  # yesterday against the same day last week
    Rule("against", ("same_dates",), lambda _: Against("same_dates")),
    Rule("against", ("when", "from"), lambda when, _: Against("when", when, weak=True, beside=when.last or when.named or bool(when.feast) or when.unit in ("year", "financial_year")), 0.05),  # pichhle mahine se zyada
    Rule("against", ("when", "from"), lambda when, _: Against("when", when, weak=True, beside=True) if when.unit in ("month", "quarter", "week", "day") else None, 0.35),  # October ki bikri September se
    Rule("against", ("over", "when"), lambda _, when: Against("when", when, weak=True, beside=when.unit in ("year", "financial_year"))),
    Rule("against", ("over", "when"), lambda _, when: Against("when", when, weak=True, beside=True) if when.unit in ("week", "month", "quarter") else None, 0.3),  # october over september
    Rule("against", ("versus", "count", "unit", "before"), lambda _, count, unit, __: Against("previous", unit=unit, number=count)),
    Rule("against", ("versus", "previous", "count", "unit"), lambda _, __, count, unit: Against("previous", unit=unit, number=count)),
    Rule("against", ("over", "against"), lambda _, against: against._replace(alone=False) if against.kind in ("last_year", "previous") else None),  # over the same period last year
    *(
        Rule("figure_against", (word, "metric", *within, "when"), lambda *said: (said[1], Against("when", said[-1], weak=True)), 0.05)
        for word in ("to", "with")
        for within in ((), ("in",), ("of",), ("for",))
    ),  # sales in October to sales in September
    Rule("against", ("versus", "when"), lambda _, when: Against("when", when)),
    Rule("against", ("versus", "against"), lambda _, against: against._replace(alone=False) if against.kind != "when" else None),
    Rule("against", ("previous_period",), lambda _: Against("previous"), 0.05),
    Rule("against", ("same_last_year",), lambda unit: Against("last_year", unit=unit, alone=bool(unit))),
    Rule("against", ("year_on_year",), lambda _: Against("last_year")),
    Rule("against", ("in", "against"), lambda _, against: against if against.kind != "when" else None),
    Rule("against", ("period_on_period",), lambda unit: Against("period_on_period", unit=unit)),
    *(
        Rule("against", (word, part), build, 0.05)
        for word in ("to", "with", "and", "from", "or", "since")
        for part, build in (
            ("when", lambda _, when: Against("when", when, weak=True)),
            ("against", lambda _, against: against._replace(weak=True, alone=False) if against.kind != "when" else None),
        )
    ),
)  # fmt: skip
