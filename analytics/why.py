"""Why a period differs from the one it is held against: the products that gained and lost most, and all the others."""

from __future__ import annotations

from typing import Any, Final

from analytics.findings import of_sales
from analytics.notation import write
from analytics.query import Column, MetricQuery
from analytics.report import Report, Table
from analytics.reports import Figures
from analytics.shapes import BEFORE
from analytics.tongues import tongue_of

MOST: Final = 3  # of those that gained, and of those that lost
DIFFERENCE: Final = "revenue__difference"
OTHERS: Final = "All others"  # the row of every product not named


def why(figures: Figures, report: Report) -> Table | None:
    """Revenue by product now and before, largest differences first; its rows sum to the report's own figures.

    None where the report is not of sales, is held against nothing, or its days are not over; and where nothing changed.
    """
    if report.empty or not report.complete or not of_sales(report):
        return None
    revenue = report.headline("revenue")
    if not revenue.comparisons:
        return None
    held = revenue.comparisons[0]
    query = MetricQuery(("revenue",), by=("product",), period=report.period, compare=held.period)
    if not figures.tell(query):
        return None
    result = figures.of(query)
    place = {column.slug: n for n, column in enumerate(result.columns)}
    moved = [
        (str(row[place["product"]]), row[place["revenue" + BEFORE]] or 0, row[place["revenue"]] or 0)
        for row in result.rows
    ]
    return _table(moved, (held.value or 0, revenue.value or 0), report)


def _table(moved: list[tuple[str, int, int]], whole: tuple[int, int], report: Report) -> Table | None:
    rose = sorted((row for row in moved if row[2] > row[1]), key=lambda row: (row[1] - row[2], row[0]))[:MOST]
    fell = sorted((row for row in moved if row[2] < row[1]), key=lambda row: (row[2] - row[1], row[0]))[:MOST]
    named = [*rose, *reversed(fell)]
    if not named:
        return None
    before, now = whole[0] - sum(row[1] for row in named), whole[1] - sum(row[2] for row in named)
    rows: list[tuple[Any, ...]] = [(name, was, is_now, is_now - was) for name, was, is_now in named]
    if len(moved) > len(named):
        rows.append((OTHERS, before, now, now - before))
    columns = (
        Column("product", "Product", "text"),
        Column("revenue" + BEFORE, "Before", "money", metric=True),
        Column("revenue", "Revenue", "money", metric=True),
        Column(DIFFERENCE, "Difference", "money", metric=True),
    )
    return Table("why", "What changed", columns, rows, total=(None, *whole, whole[1] - whole[0]))


def told_why(table: Table, report: Report) -> str:
    """``Rice gained most (+₹1,050.00); Soap lost most (−₹20.00).``"""
    say = tongue_of(report.shop.language).say
    named = [row for row in table.rows if row[0] != OTHERS]
    most, least = max(named, key=lambda row: row[3]), min(named, key=lambda row: row[3])

    def told(phrase: str, row: tuple[Any, ...]) -> str:
        return say(phrase, name=row[0], change=write(row[3], table.columns[3], report.shop))

    parts = [told("gained", most)] if most[3] > 0 else []
    parts += [told("lost", least)] if least[3] < 0 else []
    return say("both", one=parts[0], other=parts[1]) if len(parts) == 2 else say("alone", one=parts[0])
