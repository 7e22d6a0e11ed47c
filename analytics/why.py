"""Why a period of a letter differs from the one it is held against: the products its change is most made of."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from analytics.contributions import DIFFERENCE, OTHERS, contributions
from analytics.findings import of_sales
from analytics.notation import write
from analytics.query import MetricQuery
from analytics.report import Report, Table
from analytics.reports import Figures
from analytics.shapes import BEFORE
from analytics.tongues import tongue_of

MOST: Final = 6  # products named; all others are one row
_KEPT: Final = ("product", "revenue" + BEFORE, "revenue", "revenue" + DIFFERENCE)


def why(figures: Figures, report: Report) -> Table | None:
    """Revenue by product now and before, largest differences first; its rows sum to the report's own figures.

    None where the report is not of sales, is held against nothing, or its days are not over; where nothing changed, and
    for who may not see products.
    """
    if report.empty or not report.complete or not of_sales(report):
        return None
    held = report.headline("revenue").comparisons[:1]
    if not held or not figures.tell(MetricQuery(("revenue",), by=("product",), period=report.period)):
        return None
    table = contributions(figures, "revenue", "product", report.period, held[0].period, most=MOST)
    if not any(table.column("revenue" + DIFFERENCE)):
        return None
    kept = [n for n, column in enumerate(table.columns) if column.slug in _KEPT]
    columns = tuple(
        msgspec.structs.replace(table.columns[n], title="Before") if table.columns[n].slug.endswith(BEFORE) else table.columns[n]
        for n in kept
    )  # fmt: skip
    total = None if table.total is None else tuple(table.total[n] for n in kept)
    return Table("why", "What changed", columns, [tuple(row[n] for n in kept) for row in table.rows], total)


def told_why(table: Table, report: Report) -> str:
    """``Rice gained most (₹1,050.00); Soap lost most (−₹20.00).``"""
    say = tongue_of(report.shop.language).say
    named = [row for row in table.rows if row[0] != OTHERS]
    most, least = max(named, key=lambda row: row[3]), min(named, key=lambda row: row[3])

    def told(phrase: str, row: tuple[Any, ...]) -> str:
        return say(phrase, name=row[0], change=write(row[3], table.columns[3], report.shop))

    parts = [told("gained", most)] if most[3] > 0 else []
    parts += [told("lost", least)] if least[3] < 0 else []
    return say("both", one=parts[0], other=parts[1]) if len(parts) == 2 else say("alone", one=parts[0])
