"""What is behind the figures of what sells and what does not: the products that are counted, and the bills of pairs of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from analytics.analysis import analyse
from analytics.baskets import PERMISSION
from analytics.behind import Behind
from analytics.dusty_stock import DustyProduct, UnsoldProduct, dusty_stock, unsold_products
from analytics.origins.spots import CUSTOMER, PRODUCT, Spot, counted, documents
from analytics.query import Column
from analytics.reports.periods import elapsed
from analytics.reports.products import COMPANION, TOGETHER, one_product, ranked_products
from analytics.traced import Traced

# of a pair, by the figures' names: what is divided by what
_OF_A_PAIR: Final = {
    "together": "",
    "support": "together / invoices",
    "confidence": "together / product_invoices",
    "confidence_back": "together / companion_invoices",
    "lift": "(together * invoices) / (product_invoices * companion_invoices)",
}
_PARTS: Final = (
    TOGETHER,
    Column("invoices", "Invoices", "count", metric=True),
    Column("product_invoices", "Invoices with the first", "count", metric=True),
    Column("companion_invoices", "Invoices with the second", "count", metric=True),
)


def abc_origin(spot: Spot) -> Traced | Behind:
    """Of the report of products in classes A, B and C."""
    result, ranked = ranked_products(spot.figures, spot.asked)
    if spot.slug == "cumulative":  # of the row's product and all before it
        raise spot.no_sum("is the part that products up to this one have in all net sales", "net_sales")
    if spot.slug == "a_products":
        ranked = [one for one in ranked if one.abc == "A"]
    elif spot.table == "classes" and spot.row is not None:
        ranked = [one for one in ranked if one.abc == spot.value_of("abc")]
    slugs = [column.slug for column in result.columns]
    things = [(one.row[slugs.index("product")], one.row[slugs.index("product_id")]) for one in ranked]
    if spot.slug == "net_sales":
        return spot.cell("net_sales", "product", result.query.period, things)
    return spot.made_of(counted("product", PRODUCT, things, spot.figure.column))


def slow_origin(spot: Spot) -> Traced | Behind:
    """Of the report of what sold least, and what did not sell."""
    return _of_stock(spot, unsold_products(spot.figures, elapsed(spot.asked.days, spot.figures.today)))


def dusty_origin(spot: Spot) -> Traced | Behind:
    """Of the report of stock that does not move."""
    if spot.slug == "days_without_sale":
        raise spot.no_sum("is what was asked for, not a figure of the books", "dusty_products")
    return _of_stock(spot, dusty_stock(spot.figures, days=spot.asked.option("days")))


def _of_stock(spot: Spot, found: Iterable[DustyProduct | UnsoldProduct]) -> Traced | Behind:
    """The products themselves, or their stock: of the row's product, or of all of them."""
    things = [(one.name, one.product_id) for one in found if spot.slug != "stock_value" or one.value_minor is not None]
    if spot.slug not in ("stock_on_hand", "stock_value"):
        return spot.made_of(counted("product", PRODUCT, things, spot.figure.column))
    if spot.row is not None:
        things = [(spot.value_of("product"), spot.value_of("product_id"))]
    return spot.cell(spot.slug, "product", None, things)


def together_origin(spot: Spot) -> Traced | Behind:
    """Of the report of pairs, or of one product and what goes with it."""
    if spot.slug == "least_invoices":
        raise spot.no_sum("is what was asked for, not a figure of the books", spot.report.headlines[0].column.slug)
    figures = spot.figures
    alone = one_product(figures) if figures.filters else None
    if not spot.table:
        [table] = spot.report.tables
        slugs = [column.slug for column in table.columns]
        places = [slugs.index(one.slug) for one in (*PRODUCT, *(() if alone else COMPANION))]
        columns = PRODUCT if alone else (*PRODUCT, *COMPANION)
        rows = (tuple(row[place] for place in places) for row in table.rows)
        return spot.made_of(counted("product", columns, rows, spot.figure.column))
    pair = (
        (alone[1], spot.value_of("product_id"))
        if alone
        else (spot.value_of("product_id"), spot.value_of("companion_id"))
    )
    formula = _OF_A_PAIR[spot.slug]
    invoices = _invoices_of(spot, *pair)
    shown = "bills.read" in figures.permissions
    named = CUSTOMER if "customers.read" in figures.permissions else ()
    listings = []
    for part in _PARTS:
        if part.slug == spot.slug or part.slug in formula:
            told = [(*row[: 1 + len(named)], *row[3:6], _adds(part.slug, *row[6:])) for row in invoices]
            listings.append(documents(told, part, beside=named, shown=shown))
    return spot.made_of(*listings, formula=formula)


def _adds(part: str, has_first: int, has_second: int) -> int:
    """What an invoice adds to a part of a pair's figures."""
    match part:
        case "together":
            return has_first * has_second
        case "product_invoices":
            return has_first
        case "companion_invoices":
            return has_second
    return 1


def _invoices_of(spot: Spot, first: UUID, second: UUID) -> list[tuple[Any, ...]]:
    """Every invoice of the period that stands: day, customer and id, kind, number, id, and whether it holds each of the two."""
    period = elapsed(spot.asked.days, spot.figures.today)
    return analyse(
        replace(spot.figures, filters=()), "invoices_of_pair", permission=PERMISSION,
        start=period.start, end=period.end, first=first, second=second,
    )  # fmt: skip
