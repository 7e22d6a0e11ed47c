"""The dimensions of time."""

from __future__ import annotations

from typing import Final

from analytics.dimensions.dimension import Dimension

TIME: Final = (
    Dimension(
        slug="day",
        title="Day",
        plural="days",
        definition="The shop's own day, in its zone, from the hour its day starts.",
        kind="calendar",
        synonyms=("daily", "date", "each day", "per day", "day by day", "din", "roz", "rozana", "दिन", "रोज"),
    ),
    Dimension(
        slug="week",
        title="Week",
        plural="weeks",
        definition="Seven days from the weekday on which the shop's week starts.",
        kind="calendar",
        synonyms=("weekly", "each week", "per week", "hafta", "hafte", "हफ्ता", "सप्ताह"),
    ),
    Dimension(
        slug="month",
        title="Month",
        plural="months",
        definition="The calendar month.",
        kind="calendar",
        synonyms=("monthly", "each month", "per month", "mahina", "mahine", "महीना"),
    ),
    Dimension(
        slug="quarter",
        title="Quarter",
        plural="quarters",
        definition="Three months, counted from the start of the financial year.",
        kind="calendar",
        synonyms=("quarterly", "each quarter", "timahi", "तिमाही"),
    ),
    Dimension(
        slug="year",
        title="Year",
        plural="years",
        definition="The calendar year.",
        kind="calendar",
        synonyms=("yearly", "annual", "each year", "calendar year", "saal", "साल"),
    ),
    Dimension(
        slug="financial_year",
        title="Financial year",
        plural="financial years",
        definition="Twelve months from the month in which the shop's financial year starts.",
        kind="calendar",
        synonyms=("fiscal year", "fy", "accounting year", "vitt varsh", "वित्त वर्ष"),
    ),
    Dimension(
        slug="weekday",
        title="Weekday",
        plural="weekdays",
        definition="The day of the week of the shop's own day.",
        kind="weekday",
        synonyms=("day of week", "day of the week", "week day"),
    ),
    Dimension(
        slug="hour",
        title="Hour",
        plural="hours",
        definition="The local clock hour, 0 to 23.",
        kind="hour",
        synonyms=("hourly", "time of day", "hour of day", "each hour", "ghanta", "ghante", "घंटा"),
    ),
    Dimension(
        slug="cohort",
        title="First month",
        plural="first months",
        definition="The month of the customer's first invoice that stands; empty for sales to nobody in particular.",
        kind="month",
        synonyms=("cohort", "first order month", "month of first purchase", "pehla mahina", "पहला महीना"),
    ),
)
