"""Stock: moves, and the level they sum to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.orm import Session

from billing.listing import Listing, Page, page
from billing.permissions import Actor
from munim.database import amount, belongs_to, business_of, instant, one_of, quantity, rate, row_id, tenant_table
from munim.errors import Refused

REASONS: Final = ("opening", "sale", "return", "adjustment", "cancellation", "purchase")

# -- tables ------------------------------------------------------------------------------------------

stock_levels = tenant_table(
    "stock_levels",
    sa.Column("product_id", sa.Uuid, primary_key=True),
    quantity("on_hand", nullable=False, server_default=sa.text("0")),
    amount("value_minor", default=0),
    sa.Column(
        "allows_negative",
        sa.Boolean,
        nullable=False,
        server_default=sa.text("false"),
        comment="the product's choice, here so that the check can back the lock",
    ),
    belongs_to("product_id", "products"),
    sa.CheckConstraint("on_hand >= 0 OR allows_negative", name="not_negative"),
    comment="Stock on hand of each product that tracks it: the sum of its moves, kept for locking",
    mirrored=True,
)

stock_moves = tenant_table(
    "stock_moves",
    row_id(),
    sa.Column("product_id", sa.Uuid, nullable=False),
    quantity("quantity", nullable=False, comment="positive in, negative out"),
    sa.Column("reason", sa.Text, nullable=False),
    rate("unit_cost", comment="at the time of the move"),
    sa.Column(
        "value_minor",
        sa.BigInteger,
        nullable=False,
        server_default=sa.text("0"),
        comment="what the move added to the value of the stock, at moving average cost",
    ),
    sa.Column("bill_id", sa.Uuid, comment="the bill that moved it"),
    sa.Column("bill_line_id", sa.BigInteger),
    sa.Column("note", sa.Text),
    sa.Column("reference", sa.Text, comment="the source's document, for imported moves"),
    sa.Column("business_date", sa.Date, nullable=False),
    instant("at"),
    belongs_to("product_id", "products"),
    belongs_to("bill_id", "bills"),
    one_of("reason", REASONS),
    sa.Index("ix_stock_moves_product", "business_id", "product_id", "id"),
    comment="One row per movement of stock",
    mirrored=True,
    insert_only=True,
    rooted=False,
)

# -- rules -------------------------------------------------------------------------------------------


class OutOfStock(Refused):
    """There is not enough of this product in stock."""

    code = "out_of_stock"


class StockMove(msgspec.Struct, frozen=True):
    """``quantity`` in (positive) or out (negative) of one product."""

    product_id: UUID
    quantity: Decimal
    bill_line_id: int | None = None
    unit_cost: Decimal | None = None
    note: str | None = None


def check_levels(levels: Iterable[tuple[UUID, Decimal, bool, str]], asked: Mapping[UUID, Decimal]) -> None:
    """``levels``: locked (product, on hand, may be negative, name); ``asked``: the change of each. Raises ``OutOfStock``."""
    for product_id, on_hand, allows_negative, name in levels:
        change = asked[product_id]
        if change < 0 and on_hand + change < 0 and not allows_negative:
            raise OutOfStock(
                f"only {on_hand.normalize():f} of {name} in stock, {-change.normalize():f} asked",
                product_id=str(product_id),
                available=str(on_hand),
                requested=str(-change),
            )


# -- operations --------------------------------------------------------------------------------------

# Levels are locked in product order, so two bills of the same products wait for each other instead of deadlocking.
_LOCK = sa.text("""
SELECT level.product_id, level.on_hand, level.allows_negative, product.name
FROM stock_levels level JOIN products product ON product.business_id = level.business_id AND product.id = level.product_id
WHERE level.business_id = :business_id AND level.product_id = ANY(:products)
ORDER BY level.product_id FOR UPDATE OF level
""").bindparams(sa.bindparam("products", type_=ARRAY(sa.Uuid)))

_MOVE = sa.text("""
WITH move AS (
    SELECT * FROM unnest(:products, :quantities, :lines, :costs, :notes)
        WITH ORDINALITY AS m(product_id, quantity, bill_line_id, unit_cost, note, n)
), written AS (
    INSERT INTO stock_moves (business_id, product_id, quantity, reason, unit_cost, bill_id, bill_line_id, note, business_date, at)
    SELECT :business_id, product_id, quantity, :reason, unit_cost, :bill_id, bill_line_id, note, :business_date, :at FROM move ORDER BY n
)
UPDATE stock_levels level SET on_hand = level.on_hand + total.quantity
FROM (SELECT product_id, sum(quantity) AS quantity FROM move GROUP BY product_id) total
WHERE level.business_id = :business_id AND level.product_id = total.product_id
""").bindparams(
    sa.bindparam("products", type_=ARRAY(sa.Uuid)),
    sa.bindparam("quantities", type_=ARRAY(sa.Numeric)),
    sa.bindparam("lines", type_=ARRAY(sa.BigInteger)),
    sa.bindparam("costs", type_=ARRAY(sa.Numeric)),
    sa.bindparam("notes", type_=ARRAY(sa.Text)),
    sa.bindparam("bill_id", type_=sa.Uuid),
)


def lock_levels(session: Session, products: Collection[UUID]) -> list[tuple[UUID, Decimal, bool, str]]:
    """Lock the levels of those products that keep stock, in product order: (product, on hand, may be negative, name)."""
    found = session.execute(_LOCK, {"business_id": business_of(session), "products": sorted(products)})
    return [(row.product_id, row.on_hand, row.allows_negative, row.name) for row in found]


def move_stock(
    session: Session,
    reason: str,
    moves: Sequence[StockMove],
    *,
    business_date: date,
    at: datetime,
    bill_id: UUID | None = None,
) -> None:
    """Write the moves and the levels they change. Locks the levels in product order (S1).

    Raises ``OutOfStock`` naming the product, what there is and what was asked, when a level that may not be negative
    would be. Only of products that keep stock.
    """
    if not moves:
        return
    asked: dict[UUID, Decimal] = {}
    for move in moves:
        asked[move.product_id] = asked.get(move.product_id, Decimal(0)) + move.quantity
    check_levels(lock_levels(session, asked), asked)
    session.execute(
        _MOVE,
        {
            "business_id": business_of(session),
            "reason": reason,
            "bill_id": bill_id,
            "business_date": business_date,
            "at": at,
            "products": [move.product_id for move in moves],
            "quantities": [move.quantity for move in moves],
            "lines": [move.bill_line_id for move in moves],
            "costs": [move.unit_cost for move in moves],
            "notes": [move.note for move in moves],
        },
    )


def open_level(session: Session, product_id: UUID, *, allows_negative: bool) -> None:
    """Begin to keep stock of a product, at the sum of whatever moves it had before."""
    moved = sa.select(sa.func.coalesce(sa.func.sum(stock_moves.c.quantity), 0)).where(
        stock_moves.c.business_id == business_of(session), stock_moves.c.product_id == product_id
    )
    session.execute(
        pg_insert(stock_levels)
        .values(
            business_id=business_of(session),
            product_id=product_id,
            on_hand=moved.scalar_subquery(),
            allows_negative=allows_negative,
        )
        .on_conflict_do_nothing()
    )


# -- reads -------------------------------------------------------------------------------------------


class Move(msgspec.Struct, frozen=True):
    """One movement of a product's stock."""

    id: int
    quantity: Decimal
    reason: str
    unit_cost: Decimal | None
    bill_id: UUID | None
    note: str | None
    business_date: date
    at: datetime


_COLUMNS = [stock_moves.c[name] for name in Move.__struct_fields__]


def list_moves(session: Session, product_id: UUID, listing: Listing, *, by: Actor) -> Page[Move]:
    """A product's stock moves, newest first; filter by ``reason``."""
    by.require("products.read")
    return page(
        session,
        sa.select(*_COLUMNS).where(
            stock_moves.c.business_id == business_of(session), stock_moves.c.product_id == product_id
        ),
        listing,
        sorts={"-id": stock_moves.c.id},
        id_column=stock_moves.c.product_id,
        filters={"reason": lambda text: stock_moves.c.reason == text},
        shape=lambda row: Move(*row[: len(_COLUMNS)]),
    )
