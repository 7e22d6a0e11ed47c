"""What is in stock and what it is worth: product by product, and all of it as the ledger has it."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.business import this_business
from billing.ledger import ledger_entries
from billing.listing import Listing, Page, flag, page
from billing.permissions import Actor
from billing.products import categories, products
from billing.stock import level_of, stock_levels
from billing.units import units
from munim.database import business_of
from munim.money import exponent

# -- reads -------------------------------------------------------------------------------------------


class StockOnHand(msgspec.Struct, frozen=True, kw_only=True):
    """One product's stock. What a unit and all of it are worth is None for who may not see costs.

    ``average_cost``: in currency units, at four decimals; None where no cost was ever known.
    """

    product_id: UUID
    sku: str
    name: str
    unit: str | None
    on_hand: Decimal
    average_cost: Decimal | None
    value_minor: int | None
    reorder_level: Decimal | None
    low: bool


_LOW: sa.ColumnElement[bool] = (
    sa.func.coalesce(stock_levels.c.on_hand <= products.c.reorder_level, sa.false()) & products.c.active
)
_UNVALUED: sa.ColumnElement[bool] = (stock_levels.c.on_hand > 0) & (stock_levels.c.value_minor == 0)
_STOCK = (
    sa.select(
        stock_levels.c.product_id,
        products.c.sku,
        products.c.name,
        units.c.code.label("unit"),
        stock_levels.c.on_hand,
        stock_levels.c.value_minor,
        stock_levels.c.last_cost,
        products.c.reorder_level,
        _LOW.label("low"),
    )
    .join(
        products,
        (products.c.business_id == stock_levels.c.business_id) & (products.c.id == stock_levels.c.product_id),
    )
    .outerjoin(units, (units.c.business_id == products.c.business_id) & (units.c.id == products.c.unit_id))
    .outerjoin(
        categories, (categories.c.business_id == products.c.business_id) & (categories.c.id == products.c.category_id)
    )
)


def list_stock(session: Session, listing: Listing, *, by: Actor) -> Page[StockOnHand]:
    """Every product that keeps stock, by name; filters ``q``, ``category``, ``low``, ``negative``, ``unvalued``.

    Negative: below zero, where the product allows it. Unvalued: on hand, but of no known worth.
    """
    by.require("products.read")
    currency = this_business(session).currency
    return page(
        session,
        _STOCK.where(stock_levels.c.business_id == business_of(session)),
        listing,
        sorts={"name": products.c.name, "on_hand": stock_levels.c.on_hand}
        | ({"value": stock_levels.c.value_minor} if by.may("costs.read") else {}),
        id_column=products.c.id,
        filters={
            "q": lambda text: sa.or_(
                products.c.name.icontains(text, autoescape=True), products.c.sku.icontains(text, autoescape=True)
            ),
            "category": lambda text: sa.func.lower(categories.c.name) == text.lower(),
            "low": lambda text: _LOW.is_(flag(text)),
            "negative": lambda text: (stock_levels.c.on_hand < 0) == flag(text),
            "unvalued": lambda text: _UNVALUED.is_(flag(text)),
        },
        shape=lambda row: _on_hand(row, currency, sees_costs=by.may("costs.read")),
    )


def _on_hand(row: sa.Row[tuple[object, ...]], currency: str, *, sees_costs: bool) -> StockOnHand:
    average = level_of(row.on_hand, row.value_minor, row.last_cost, currency).average_cost
    if average is not None:
        average = average.scaleb(-exponent(currency)).quantize(Decimal("0.0001"))
    return StockOnHand(
        product_id=row.product_id,
        sku=row.sku,
        name=row.name,
        unit=row.unit,
        on_hand=row.on_hand,
        average_cost=average if sees_costs else None,
        value_minor=row.value_minor if sees_costs else None,
        reorder_level=row.reorder_level,
        low=row.low,
    )


class StockTotals(msgspec.Struct, frozen=True, kw_only=True):
    """All the stock of a business. ``value_minor`` is the sum of its products' and ``ledger_minor`` the account's: the same."""

    products: int
    low: int
    negative: int
    unvalued: int
    value_minor: int
    ledger_minor: int


def read_stock_totals(session: Session, *, by: Actor) -> StockTotals:
    """What all stock is worth, by the products and by the ledger, and how many products want looking at."""
    by.require("products.read")
    by.require("costs.read")
    here = business_of(session)

    def counted(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.count().filter(condition)

    ledger = (
        sa.select(sa.func.coalesce(sa.func.sum(ledger_entries.c.amount_minor), 0))
        .where(ledger_entries.c.business_id == here, ledger_entries.c.account == "inventory")
        .scalar_subquery()
    )
    row = session.execute(
        sa.select(
            sa.func.count().label("products"),
            counted(_LOW).label("low"),
            counted(stock_levels.c.on_hand < 0).label("negative"),
            counted(_UNVALUED).label("unvalued"),
            sa.func.coalesce(sa.func.sum(stock_levels.c.value_minor), 0).label("value_minor"),
            ledger.label("ledger_minor"),
        )
        .join(
            products,
            (products.c.business_id == stock_levels.c.business_id) & (products.c.id == stock_levels.c.product_id),
        )
        .where(stock_levels.c.business_id == here)
    ).one()
    return StockTotals(**{name: int(value) for name, value in row._mapping.items()})
