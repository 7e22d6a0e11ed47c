"""Stock: what is on hand, what it is worth and how long it lasts; what to reorder. What does not sell is in ``products``."""

from __future__ import annotations

import dataclasses
from typing import Final

import msgspec

from analytics.analysis import analyse
from analytics.notation import write_day
from analytics.query import Column, Having, MetricQuery, Order
from analytics.report import Report, Table
from analytics.reports.asked import Asked
from analytics.reports.figures import Figures
from analytics.reports.kinds import ReportKind
from analytics.reports.parts import as_of_now, report_of, table_of, with_total
from analytics.reports.splits import LIMIT
from analytics.reports.words import counted, leader, listed, now
from munim.period_words import last_days

_COVER_DAYS: Final = 30  # over which sales are averaged for the days a stock lasts
_BY_WHICH_DAYS: Final = (
    f"Days of cover are by the sales of the last {_COVER_DAYS} days; days with nothing on the shelf do not count."
)


def stock(figures: Figures, asked: Asked) -> Report:
    """Every product in stock: how many, worth what, sold how fast, lasting how long."""
    headlines = as_of_now(figures, "stock_on_hand", "stock_value", "low_stock", "out_of_stock")
    limit = asked.option("limit")
    tables = [
        *_by(figures, "product", "products", "By product", limit),
        *_by(figures, "category", "categories", "By category", limit),
    ]
    tables = [with_total(table, headlines) for table in tables]
    empty = not any(table.rows for table in tables)
    shop = figures.shop
    worth = next((item for item in headlines if item.column.slug == "stock_value"), headlines[0])
    return report_of(
        figures,
        "stock",
        f"Stock on hand, {write_day(figures.today)}",
        asked.days,
        headlines,
        tables,
        empty=empty,
        sentences=["No product's stock is counted. Turn on stock for a product and give it an opening stock."]
        if empty
        else [now(worth, shop), *leader(tables[0], worth.column.slug, shop, word="is the largest part")],
        notes=[_BY_WHICH_DAYS, *listed(limit, tables)],
    )


def _by(figures: Figures, by: str, name: str, title: str, limit: int) -> list[Table]:
    """Stock and its cover by a dimension; without its value for who may not see costs."""
    period = last_days(_COVER_DAYS, figures.today)
    shown = ("stock_on_hand", "stock_value", "items_sold", "stock_cover_days")
    metrics = tuple(slug for slug in shown if figures.reach(MetricQuery((slug,))))
    lead = "stock_value" if "stock_value" in metrics else "stock_on_hand"
    query = MetricQuery(
        metrics,
        by=(by,),
        having=(Having("stock_on_hand", "above", (0,)),),
        period=period,
        order=(Order(lead),),
        limit=limit,
    )
    return table_of(figures, query, name, title)


def reorder(figures: Figures, asked: Asked) -> Report:
    """Products at or below their reorder level, and those out of stock: how long what is left lasts, and whom to order from."""
    headlines = as_of_now(figures, "low_stock", "out_of_stock")
    limit = asked.option("limit")
    period = last_days(_COVER_DAYS, figures.today)

    def of(metric: str, name: str, title: str) -> list[Table]:
        query = MetricQuery(
            ("stock_on_hand", "items_sold", "stock_cover_days"),
            by=("product",),
            having=(Having(metric, "above", (0,)),),
            period=period,
            order=(Order("stock_on_hand", descending=False),),
            limit=limit,
        )
        return table_of(figures, query, name, title)

    tables = _with_suppliers(
        figures,
        [*of("low_stock", "low", "At or below the reorder level"), *of("out_of_stock", "out", "Out of stock")],
    )
    low, out = (
        next((item.value for item in headlines if item.column.slug == slug), 0)
        for slug in ("low_stock", "out_of_stock")
    )
    nothing = "No product is at or below its reorder level: there is nothing to order. Products without a level are not watched."
    return report_of(
        figures,
        "reorder",
        f"To reorder, {write_day(figures.today)}",
        asked.days,
        headlines,
        tables,
        empty=not low and not out,
        sentences=[
            f"{counted(low, 'product is', 'products are')} at or below the reorder level, {counted(out, 'is', 'are')} out of stock."
        ]
        if low or out
        else [nothing],
        notes=[_BY_WHICH_DAYS, *listed(limit, tables)],
    )


def _with_suppliers(figures: Figures, tables: list[Table]) -> list[Table]:
    """The tables with the supplier each product came from last, or was ordered from; without, for who may not see suppliers."""
    if not figures.permissions >= {"suppliers.read", "purchases.read"}:
        return tables
    found = {
        product_id: told for product_id, *told in analyse(dataclasses.replace(figures, filters=()), "last_suppliers")
    }
    further = (Column("supplier", "Supplier", "text"), Column("supplier_id", "Supplier id", "id"))
    told = []
    for table in tables:
        at = [column.slug for column in table.columns].index("product_id")
        rows = [(*row, *found.get(row[at], (None, None))) for row in table.rows]
        told.append(msgspec.structs.replace(table, columns=(*table.columns, *further), rows=rows))
    return told


STOCK: Final = (
    ReportKind(
        slug="stock",
        title="Stock on hand",
        group="Stock",
        description="What is on hand, what it is worth and how many days it lasts, by product and category.",
        make=stock,
        default_period="today",
        spans="now",
        options=(LIMIT,),
    ),
    ReportKind(
        slug="reorder",
        title="To reorder",
        group="Stock",
        description="Products at or below their reorder level, and those out of stock, with whom they were last bought from.",
        make=reorder,
        default_period="today",
        spans="now",
        options=(LIMIT,),
        permissions=("products.read",),
    ),
)  # fmt: skip
