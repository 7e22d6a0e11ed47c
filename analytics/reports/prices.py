"""The report of prices that changed: the shop's own, and those of its suppliers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from analytics.compile import CHANGE
from analytics.notation import write, write_period
from analytics.price_changes import SellingPrice, SupplierPrice, selling_prices, supplier_prices
from analytics.query import Column
from analytics.report import Headline, Report, Table, change
from analytics.reports.asked import Asked
from analytics.reports.figures import Figures
from analytics.reports.kinds import ReportKind
from analytics.reports.parts import report_of
from analytics.reports.splits import LIMIT
from analytics.reports.words import counted, listed, when
from analytics.shapes import BEFORE

PRODUCT: Final = (Column("product", "Product", "text"), Column("product_id", "Product id", "id"))
SUPPLIER: Final = (Column("supplier", "Supplier", "text"), Column("supplier_id", "Supplier id", "id"))
DAY: Final = Column("day", "Day", "date")
PRICES: Final = (  # rates of four decimals, which an amount has no room for
    Column("price" + BEFORE, "Price before", "ratio", metric=True),
    Column("price", "Price", "ratio", metric=True),
    Column("price" + CHANGE, "Change", "percent", metric=True),
)
_SUPPLIERS: Final = frozenset({"purchases.read", "suppliers.read"})


def price_changes(figures: Figures, asked: Asked) -> Report:
    """Selling prices that changed in the period and, for who may see purchases, those of suppliers."""
    period, limit = asked.days, asked.option("limit")
    sold = selling_prices(figures, period)
    bought = supplier_prices(figures, period) if figures.permissions >= _SUPPLIERS else []
    headlines = [
        _count("prices_raised", "Prices raised", _raised(sold)),
        _count("prices_lowered", "Prices lowered", _lowered(sold)),
    ]
    tables = [
        Table(
            "selling",
            "Selling prices",
            (*PRODUCT, Column("category", "Category", "text"), DAY, *PRICES),
            [
                (it.product, it.product_id, it.category, it.day, it.before, it.price, _moved(it) if it.alike else None)
                for it in sold[:limit]
            ],
        )
    ]
    if figures.permissions >= _SUPPLIERS:
        headlines += [
            _count("supplier_prices_raised", "Suppliers' prices raised", _raised(bought), good="down"),
            _count("supplier_prices_lowered", "Suppliers' prices lowered", _lowered(bought), good="up"),
        ]
        tables.append(
            Table(
                "suppliers",
                "Suppliers' prices",
                (*SUPPLIER, *PRODUCT, DAY, Column("reference", "Bill", "text"), *PRICES),
                [
                    (it.supplier, it.supplier_id, it.product, it.product_id, it.day, it.reference, it.before, it.price, _moved(it))
                    for it in bought[:limit]
                ],
            )
        )  # fmt: skip
    notes = ["Suppliers' prices are of one unit of stock, without tax."] if bought else []
    if not all(it.alike for it in sold):
        notes.append("A price that was with tax and is without, or the other way, has no change beside it.")
    return report_of(
        figures,
        "price-changes",
        f"Prices that changed, {write_period(period)}",
        period,
        headlines,
        tables,
        empty=not sold and not bought,
        sentences=list(_sentences(figures, asked, sold, bought)),
        notes=[*notes, *listed(limit, tables)],
    )


def _count(slug: str, title: str, count: int, *, good: str = "") -> Headline:
    return Headline(Column(slug, title, "count", metric=True), count, good)  # type: ignore[arg-type]  # one of its words


def _raised(found: Sequence[SellingPrice | SupplierPrice]) -> int:
    return sum(it.price > it.before for it in found)


def _lowered(found: Sequence[SellingPrice | SupplierPrice]) -> int:
    return sum(it.price < it.before for it in found)


def _moved(it: SellingPrice | SupplierPrice) -> Decimal | None:
    return change(it.price, it.before, "ratio")


def _sentences(
    figures: Figures, asked: Asked, sold: Sequence[SellingPrice], bought: Sequence[SupplierPrice]
) -> Iterator[str]:
    during = when(asked.days)
    if not sold and not bought:
        yield f"No price changed {during}."
        return
    if sold:
        yield f"{counted(len(sold), 'selling price', 'selling prices')} changed {during}: {_raised(sold)} up, {_lowered(sold)} down."
    dearer = [it for it in bought if it.price > it.before and _moved(it) is not None]
    if bought:
        yield f"Suppliers changed {counted(len(bought), 'price', 'prices')}: {_raised(bought)} up, {_lowered(bought)} down."
    if dearer:
        most = max(dearer, key=lambda it: _moved(it) or 0)
        yield f"{most.supplier} raised {most.product} most: {write(_moved(most), PRICES[2], figures.shop)}."


PRICE_CHANGES: Final = (
    ReportKind(
        slug="price-changes",
        title="Prices that changed",
        group="Products",
        description="Selling prices that changed in the period, and what suppliers ask now that asked another price before.",
        make=price_changes,
        default_period="last-90-days",
        options=(LIMIT,),
        permissions=("products.read",),
    ),
)
