"""What a report says in sentences: the answer first, then what stands out. Every number in them is one of the report's own."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from analytics.notation import write, write_number, write_period
from analytics.query import Column
from analytics.report import Comparison, Headline, Report, Table
from analytics.shop import Shop


def with_sentences(report: Report) -> Report:
    """The report with its findings, most important first."""
    return msgspec.structs.replace(report, sentences=tuple(_sentences(report)))


def _sentences(report: Report) -> Iterator[str]:
    tables = {table.name: table for table in report.tables}
    if report.empty:
        yield f"No sales were recorded {when(report)}."
    else:
        yield _revenue(report)
        if "days" in tables and len(tables["days"].rows) > 1:
            yield from _best_and_quietest(tables["days"], report)
        elif "hours" in tables:
            yield from _busiest_hour(tables["hours"], report.shop)
        if "top_products" in tables:
            yield from _best_product(tables["top_products"], report.shop)
    if {"outstanding", "overdue"} <= {item.column.slug for item in report.headlines}:
        yield _owed(report)


def when(report: Report) -> str:
    """``on Fri 20 Nov 2026``, ``in the week 9–15 Nov 2026``, ``in November 2026``, ``over 22 Oct – 20 Nov 2026``."""
    period = write_period(report.period)
    if report.period.days == 1:
        return f"on {period}"
    return {"weekly-sales": f"in the week {period}", "monthly-sales": f"in {period}"}.get(report.kind, f"over {period}")


def _revenue(report: Report) -> str:
    revenue, orders = report.headline("revenue"), report.headline("orders")
    count = write(orders.value, orders.column, report.shop)
    sentence = f"Revenue {when(report)} was {_value(revenue, report.shop)} from {count} {'order' if orders.value == 1 else 'orders'}"
    so_far = "" if report.complete or report.kind in ("metrics", "trends") else " so far"
    held = [held_against(each, revenue.column, report.shop) for each in revenue.comparisons[:1]]
    return f"{', '.join([sentence + so_far, *held])}."


def held_against(comparison: Comparison, column: Column, shop: Shop) -> str:
    """``up 12.4 % on the week before (₹75,010.00)``."""
    before = write(comparison.value, column, shop)
    if comparison.change is None:
        return f"with nothing {_in(comparison.than)} to compare with"
    if not comparison.change:
        return f"the same as {comparison.than} ({before})"
    direction = "up" if comparison.change > 0 else "down"
    return f"{direction} {write_number(abs(comparison.change), shop)} % on {comparison.than} ({before})"


def _in(than: str) -> str:
    return f"on {than}" if "day" in than and "days" not in than else f"in {than}"


def _best_and_quietest(table: Table, report: Report) -> Iterator[str]:
    """The days with the most and the least revenue, the earlier of equals; today is not over and cannot be the quietest."""
    revenue = next(column for column in table.columns if column.slug == "revenue")
    days = list(zip(table.column("day"), table.column("revenue"), strict=True))
    best = max(days, key=lambda pair: pair[1])
    quietest = min((pair for pair in days if pair[0] < report.today), key=lambda pair: pair[1], default=best)
    if best[1] == quietest[1]:
        return
    day = table.columns[0]
    yield (
        f"The best day was {write(best[0], day, report.shop)} with {write(best[1], revenue, report.shop)}; "
        f"the quietest was {write(quietest[0], day, report.shop)} with {write(quietest[1], revenue, report.shop)}."
    )


def _busiest_hour(table: Table, shop: Shop) -> Iterator[str]:
    if table.rows:
        hour, revenue, _ = max(table.rows, key=lambda row: row[1])
        column = table.columns[1]
        yield f"The best hour began at {write(hour, table.columns[0], shop)}, with {write(revenue, column, shop)}."


def _best_product(table: Table, shop: Shop) -> Iterator[str]:
    if not table.rows or table.column("revenue")[0] <= 0:
        return
    columns = {column.slug: column for column in table.columns}
    best = {slug: write(table.column(slug)[0], column, shop) for slug, column in columns.items()}
    part = f", {best['revenue__share']} of the revenue" if "revenue__share" in best else ""
    yield f"{best['product']} sold best: {best['revenue']}{part}."


def _owed(report: Report) -> str:
    outstanding, overdue = report.headline("outstanding"), report.headline("overdue")
    if not outstanding.value:
        return "No customer owes anything."
    late = f"{_value(overdue, report.shop)} of bills is overdue" if overdue.value else "no bill is overdue"
    return f"Customers owe {_value(outstanding, report.shop)}; {late}."


def _value(headline: Headline, shop: Shop) -> str:
    return write(headline.value, headline.column, shop)
