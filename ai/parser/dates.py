"""Dates in words: the rules that read them, relative to a day and to how the shop counts its days.

What the words mean, where people differ:

- "last week", "last month", "last quarter" and "last year" are the whole calendar ones before this; "last 30 days" and
  "last 3 months" run up to today, today included; "previous 3 months" and "last 3 full months" are whole ones.
- A month, day or weekday without a year is the latest that has begun: in November, "December" is last year's.
- Quarters and halves follow the shop's financial year; "FY 2025" is the year that ends in 2025, "FY 2024-25" likewise.
- A year is the calendar year; the financial year is offered beside it.

Every reading keeps its dates, and the restatement shows them.
"""

from __future__ import annotations

import msgspec

from ai.parser.chart import Rule
from ai.parser.clock import Clock
from ai.parser.dates_around import around_rules
from ai.parser.dates_days import day_rules
from ai.parser.dates_months import month_rules
from ai.parser.dates_named import named_rules
from ai.parser.dates_units import unit_rules
from ai.parser.dates_within import within_rules
from ai.parser.dates_years import year_rules
from ai.parser.ranges import range_rules


def date_rules(clock: Clock) -> tuple[Rule, ...]:
    """The rules for dates in words on the day of ``clock``. Categories: see words.py for the words that feed them."""
    return (
        *unit_rules(clock),
        *within_rules(clock),
        *month_rules(clock),
        *year_rules(clock),
        *day_rules(clock),
        *range_rules(clock),
        *named_rules(clock),
        *around_rules(clock),
        # as of 31 March, at the end of October
        Rule("when", ("as_of", "when"), lambda _, when: msgspec.structs.replace(when, at_end=True)),
        # in October, during last week
        Rule("when", ("in", "when"), lambda _, when: when),
        Rule("when", ("over", "when"), lambda _, when: msgspec.structs.replace(when, over=True)),
        Rule("when", ("of", "when"), lambda _, when: when),
        Rule("when", ("for", "when"), lambda _, when: when),
    )
