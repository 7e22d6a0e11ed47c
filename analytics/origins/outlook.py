"""What is behind the figures of what is to come: what was sold, is on hand and is on order; what a model makes of it is no sum."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from analytics.behind import Behind, listed
from analytics.origins.spots import DAY, PRODUCT, Spot, counted, documents
from analytics.query import MetricQuery
from analytics.traced import Traced
from munim.days import Period

_HORIZON: Final = timedelta(days=28)
_SUPPOSED: Final = "is worked out by a forecast, no sum of documents"


def forecast_origin(spot: Spot) -> Traced:
    """Of the forecast of sales: of the last four weeks alone there are documents."""
    if spot.slug != "before":
        raise spot.no_sum(_SUPPOSED + "; what it is learnt from is net_sales by day")
    start = spot.report.period.start
    period = Period(start - _HORIZON, start)
    if spot.row is None:
        return Traced(MetricQuery(("net_sales",), period=period), "net_sales", spot.figure.value)
    query = MetricQuery(("net_sales",), by=("category",), period=period)
    return Traced(query, "net_sales", spot.figure.value, {"category": spot.value_of("category")})


def stock_out_origin(spot: Spot) -> Traced | Behind:
    """Of the report of when stock runs out."""
    if not spot.table and spot.slug == "within":
        raise spot.no_sum("is what was asked for, not a figure of the books", "running_out")
    if not spot.table:
        left = _place(spot, "days_left")
        return _products(spot, [row for row in _rows(spot) if spot.slug == "running_out" or not row[left]])
    return _of_an_item(spot)


def restock_origin(spot: Spot) -> Traced | Behind:
    """Of the report of what to order."""
    if spot.slug == "cost" and spot.row is None:  # a row's cost is its quantity at the product's present cost
        place = _place(spot, "cost")
        rows = [(*row[:2], row[place]) for row in _rows(spot) if row[place]]
        return spot.made_of(listed("product", (*PRODUCT, spot.figure.column), rows, (spot.slug,)))
    if not spot.table:
        return _products(spot, _rows(spot))
    return _of_an_item(spot)


def _of_an_item(spot: Spot) -> Traced | Behind:
    if spot.slug == "on_hand":
        return spot.cell("stock_on_hand", "product", None, [(spot.value_of("product"), spot.value_of("product_id"))])
    if spot.slug == "on_order":
        from analytics.forecasts.items import orders_of  # its models load when it is asked for

        orders = orders_of(spot.figures, spot.value_of("product_id"))
        rows = [(day, "purchase_order", number, key, quantity) for day, number, key, quantity in orders]
        return spot.made_of(documents(rows, spot.figure.column))
    if spot.slug == "reorder_level":
        raise spot.no_sum("is what the shop has set for the product", "on_hand")
    if spot.slug == "lead_days":
        raise spot.no_sum("is a median of days, no sum of documents", "on_hand")
    if spot.slug == "cost":
        raise spot.no_sum("is what is to be ordered at the product's present cost", "on_hand")
    raise spot.no_sum(_SUPPOSED, "on_hand")


def unusual_days_origin(spot: Spot) -> Traced | Behind:
    """Of the report of unusual days: of what a day came to there are documents, what is usual is a median of many."""
    if not spot.table:
        days = _looked_at(spot) if spot.slug == "looked_at" else spot.report.table("days").column("day")
        return spot.made_of(counted("day", (DAY,), ((day,) for day in days), spot.figure.column))
    if spot.slug not in ("net_sales", "orders"):
        raise spot.no_sum("is held against the same weekday of eight weeks, no sum of documents", "net_sales")
    day = spot.value_of("day")
    period = Period(day, day + timedelta(days=1))
    if spot.table == "days":
        return Traced(MetricQuery((spot.slug,), period=period), spot.slug, spot.figure.value)
    from analytics.anomalies import rows_of_line  # its models load when it is asked for

    query, rows = rows_of_line(spot.figures, day, spot.value_of("split"), spot.value_of("name"))
    return Traced(query, "net_sales", spot.figure.value, together=tuple(rows))


def _looked_at(spot: Spot) -> list[Any]:
    from analytics.anomalies import days_looked_at

    return days_looked_at(spot.figures, spot.asked.days)


def _rows(spot: Spot) -> list[tuple[Any, ...]]:
    return spot.report.table("items").rows


def _place(spot: Spot, slug: str) -> int:
    return [column.slug for column in spot.report.table("items").columns].index(slug)


def _products(spot: Spot, rows: list[tuple[Any, ...]]) -> Behind:
    """Items of the report's own table: the product's name and id stand first."""
    return spot.made_of(counted("product", PRODUCT, (row[:2] for row in rows), spot.figure.column))
