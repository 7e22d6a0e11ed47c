"""Means of a day: a figure of a period by the days of it that have been."""

from __future__ import annotations

from typing import Final

from analytics.metrics.metric import Metric

DAILY: Final = (
    Metric(
        slug="average_daily_sales",
        title="Average daily sales",
        definition="Net sales divided by the days of the period so far, days without a sale among them.",
        unit="money",
        grain="bill line",
        formula="net_sales / $days",
        additive=False,
        synonyms=("average sales per day", "average sale per day", "sales per day on average", "per day average sales", "daily average sales", "daily average sale", "average daily sale", "average daily revenue", "average daily turnover", "mean daily sales", "average per day sales", "average per day sale", "roz ki average bikri", "roz ki ausat bikri", "average roz ki bikri", "औसत दैनिक बिक्री", "रोज की औसत बिक्री", "औसत रोज की बिक्री", "रोजाना औसत बिक्री", "दैनिक औसत बिक्री", "प्रतिदिन औसत बिक्री", "average sales a day", "average a day", "average sales each day"),
    ),
    Metric(
        slug="average_daily_orders",
        title="Average daily orders",
        definition="Orders divided by the days of the period so far.",
        unit="ratio",
        grain="invoice",
        formula="orders / $days",
        additive=False,
        synonyms=("average bills per day", "average orders per day", "average number of bills per day", "bills per day on average", "orders per day on average", "average daily bills", "average daily number of bills", "रोज के औसत बिल"),
    ),
    Metric(
        slug="average_daily_items",
        title="Average daily items",
        definition="Units sold, before returns, divided by the days of the period so far.",
        unit="ratio",
        grain="unit",
        formula="items_sold / $days",
        additive=False,
        synonyms=("average units sold per day", "average daily units", "units per day on average", "average items sold per day"),
    ),
    Metric(
        slug="average_daily_profit",
        title="Average daily profit",
        definition="Gross profit divided by the days of the period so far.",
        unit="money",
        grain="bill line",
        formula="gross_profit / $days",
        additive=False,
        synonyms=("average profit per day", "average daily gross profit", "profit per day on average", "daily average profit", "रोज का औसत मुनाफा"),
    ),
    Metric(
        slug="average_daily_collections",
        title="Average daily collections",
        definition="Collections divided by the days of the period so far.",
        unit="money",
        grain="payment",
        formula="collections / $days",
        additive=False,
        synonyms=("average collection per day", "average collections per day", "average daily collection", "daily average collection", "रोज की औसत वसूली"),
    ),
    Metric(
        slug="average_daily_expenses",
        title="Average daily expenses",
        definition="Expenses divided by the days of the period so far.",
        unit="money",
        grain="ledger entry",
        formula="expenses / $days",
        additive=False,
        good="down",
        synonyms=("average expense per day", "average expenses per day", "average daily expense", "daily average expenses", "रोज का औसत खर्च"),
    ),
)  # fmt: skip
