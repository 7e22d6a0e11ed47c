"""Stock takes: the shelves are counted while the shop goes on selling, and what differs is posted once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.orm import Session

from billing.business import this_business
from billing.events import record_event
from billing.ledger import post
from billing.listing import Listing, Page, page
from billing.permissions import Actor
from billing.products import products, read_products
from billing.stock import StockMove, level_of, lock_levels, move_stock, stock_entries, stock_levels
from munim.database import belongs_to, business_of, instant, one_of, quantity, tenant_table, uuid_id, violated
from munim.errors import Conflict, Invalid, NotFound
from munim.ids import new_id
from munim.money import check_decimals, round_half_up
from munim.text import Prose

STATUSES: Final = ("open", "posted", "abandoned")
MAX_COUNTS: Final = 1000  # entered at once

# -- tables ------------------------------------------------------------------------------------------

stock_takes = tenant_table(
    "stock_takes",
    uuid_id(),
    sa.Column("status", sa.Text, nullable=False, server_default=sa.text("'open'")),
    sa.Column("note", sa.Text),
    sa.Column("opened_by", sa.Uuid, comment="the user"),
    instant("opened_at"),
    sa.Column("closed_by", sa.Uuid, comment="the user"),
    instant("closed_at", nullable=True),
    sa.Column("business_date", sa.Date, nullable=False, comment="the shop's day it was opened, then closed, on"),
    one_of("status", STATUSES),
    sa.CheckConstraint("(status = 'open') = (closed_at IS NULL)", name="closed"),
    # two takes that count the same shelf would post its difference twice
    sa.Index("uq_stock_takes_open", "business_id", unique=True, postgresql_where=sa.text("status = 'open'")),
    sa.Index("ix_stock_takes_date", "business_id", "opened_at", "id"),
    comment="One row per counting of the stock",
    mirrored=True,
)

stock_take_lines = tenant_table(
    "stock_take_lines",
    sa.Column("stock_take_id", sa.Uuid, primary_key=True),
    sa.Column("product_id", sa.Uuid, primary_key=True),
    quantity("counted", nullable=False),
    quantity("expected", nullable=False, comment="on hand in the books at the moment it was counted"),
    sa.Column("counted_by", sa.Uuid, comment="the user"),
    instant("counted_at"),
    sa.Column("value_minor", sa.BigInteger, comment="what the difference was worth when it was posted"),
    belongs_to("stock_take_id", "stock_takes"),
    belongs_to("product_id", "products"),
    sa.CheckConstraint("counted >= 0", name="counted"),
    comment="One row per product counted in a stock take",
    mirrored=True,
    rooted=False,
)

# -- commands ----------------------------------------------------------------------------------------


class OpenStockTake(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Begin to count."""

    id: UUID | None = None
    note: Prose | None = None


class Count(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """So much of a product is on the shelf, in its own unit."""

    product_id: UUID
    counted: Decimal


class CountStock(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What was counted; a product counted again takes the place of its earlier count."""

    counts: list[Count]


# -- rules -------------------------------------------------------------------------------------------


class StockTakeOpen(Conflict):
    """Another stock take is open; post or abandon it first."""

    code = "stock_take_open"


class StockTakeIdTaken(Conflict):
    """This id is already a stock take."""

    code = "stock_take_id_taken"


class StockTakeClosed(Conflict):
    """This stock take is closed."""

    code = "stock_take_closed"


# -- operations --------------------------------------------------------------------------------------


def open_stock_take(session: Session, command: OpenStockTake, *, by: Actor, at: datetime) -> StockTake:
    """Begin a stock take; the shop may go on selling. One event, ``stock_take.opened``. Raises ``StockTakeOpen``, ``StockTakeIdTaken``."""
    by.require("stock.write")
    take_id, day = command.id or new_id(), this_business(session).today(at)
    row = {"id": take_id, "note": command.note, "opened_by": by.user_id, "opened_at": at, "business_date": day}
    try:
        session.execute(sa.insert(stock_takes).values(business_id=business_of(session), **row))
    except sa.exc.IntegrityError as error:
        match violated(error):
            case "uq_stock_takes_open":
                raise StockTakeOpen() from None
            case "pk_stock_takes":
                raise StockTakeIdTaken(field="id") from None
        raise
    record_event(
        session, "stock_take.opened", "stock_take", take_id, {"note": command.note}, by=by, at=at, business_date=day
    )
    return read_stock_take(session, take_id, by=by)


def count_stock(session: Session, take_id: UUID, command: CountStock, *, by: Actor, at: datetime) -> StockTake:
    """Enter what was counted, each beside what the books say at this moment: what moves later is no difference.

    Several people may count at once: the stock take is locked for sharing, then the products' levels. One event,
    ``stock_take.counted``. Raises ``NotFound`` for take or product, ``StockTakeClosed``, ``Invalid``.
    """
    by.require("stock.write")
    if not 1 <= len(command.counts) <= MAX_COUNTS:
        raise Invalid(f"1 to {MAX_COUNTS} products are counted at once", field="counts")
    counted: dict[UUID, Decimal] = {}
    for n, one in enumerate(command.counts):
        check_decimals(one.counted, 3, f"counts[{n}].counted")
        if one.product_id in counted:
            raise Invalid("this product is counted twice", field=f"counts[{n}].product_id")
        counted[one.product_id] = one.counted
    _lock(session, take_id, sharing=True)
    read_products(session, counted)
    expected = {locked.product_id: locked.level.on_hand for locked in lock_levels(session, counted)}
    for n, one in enumerate(command.counts):
        if one.product_id not in expected:
            raise Invalid("this product keeps no stock", field=f"counts[{n}].product_id")
    insert = pg_insert(stock_take_lines).values(
        [
            {
                "business_id": business_of(session),
                "stock_take_id": take_id,
                "product_id": product_id,
                "counted": counted[product_id],
                "expected": on_hand,
                "counted_by": by.user_id,
                "counted_at": at,
            }
            for product_id, on_hand in expected.items()
        ]
    )
    replaced = {name: insert.excluded[name] for name in ("counted", "expected", "counted_by", "counted_at")}
    keys = ["business_id", "stock_take_id", "product_id"]
    session.execute(insert.on_conflict_do_update(index_elements=keys, set_=replaced))
    day = this_business(session).today(at)
    data = {"products": len(counted)}
    record_event(session, "stock_take.counted", "stock_take", take_id, data, by=by, at=at, business_date=day)
    return read_stock_take(session, take_id, by=by)


_VALUES = sa.text("""
UPDATE stock_take_lines SET value_minor = coalesce(
    (SELECT value_minor FROM unnest(:products, :values) AS moved(product_id, value_minor) WHERE moved.product_id = stock_take_lines.product_id), 0)
WHERE business_id = :business_id AND stock_take_id = :stock_take_id
""").bindparams(
    sa.bindparam("products", type_=ARRAY(sa.Uuid)),
    sa.bindparam("values", type_=ARRAY(sa.BigInteger)),
    sa.bindparam("stock_take_id", type_=sa.Uuid),
)


def post_stock_take(session: Session, take_id: UUID, *, by: Actor, at: datetime) -> StockTake:
    """Correct the stock by every difference, at its average, and post their worth to ``stock_adjustments``: once.

    The difference is what was counted less what the books said then, so goods sold or received meanwhile stand. Locks
    the stock take, then the levels in product order. One event, ``stock_take.posted``. Raises ``NotFound``,
    ``StockTakeClosed``, ``OutOfStock`` where more was sold since than the count found: count it again.
    """
    by.require("stock.write")
    _lock(session, take_id)
    day = this_business(session).today(at)
    moves = [StockMove(line.product_id, line.difference) for line in _lines(session, take_id) if line.difference]
    moved = move_stock(session, "stock_take", moves, business_date=day, at=at)
    legs = stock_entries(moved, "stock_adjustments")
    post(session, "stock_take", take_id, legs, business_date=day, at=at)
    worth = {"products": [move.product_id for move in moves], "values": [one.value_minor for one in moved]}
    session.execute(_VALUES, {"business_id": business_of(session), "stock_take_id": take_id, **worth})
    _close(session, take_id, "posted", by=by, at=at, day=day)
    data = {"products": len(moves), "value_minor": sum(one.value_minor for one in moved)}
    record_event(session, "stock_take.posted", "stock_take", take_id, data, by=by, at=at, business_date=day)
    return read_stock_take(session, take_id, by=by)


def abandon_stock_take(session: Session, take_id: UUID, *, by: Actor, at: datetime) -> StockTake:
    """Close a stock take without correcting anything. One event, ``stock_take.abandoned``. Raises ``NotFound``, ``StockTakeClosed``."""
    by.require("stock.write")
    _lock(session, take_id)
    day = this_business(session).today(at)
    _close(session, take_id, "abandoned", by=by, at=at, day=day)
    record_event(session, "stock_take.abandoned", "stock_take", take_id, {}, by=by, at=at, business_date=day)
    return read_stock_take(session, take_id, by=by)


def _lock(session: Session, take_id: UUID, *, sharing: bool = False) -> None:
    """Lock an open stock take, first of all locks: who counts shares it, who closes it has it alone."""
    status = session.execute(
        sa.select(stock_takes.c.status)
        .where(stock_takes.c.business_id == business_of(session), stock_takes.c.id == take_id)
        .with_for_update(read=sharing)
    ).scalar_one_or_none()
    if status is None:
        raise NotFound("there is no such stock take")
    if status != "open":
        raise StockTakeClosed(f"this stock take is {status}")


def _close(session: Session, take_id: UUID, status: str, *, by: Actor, at: datetime, day: date) -> None:
    session.execute(
        sa.update(stock_takes)
        .where(stock_takes.c.business_id == business_of(session), stock_takes.c.id == take_id)
        .values(status=status, closed_by=by.user_id, closed_at=at, business_date=day)
    )


# -- reads -------------------------------------------------------------------------------------------


class StockTakeLine(msgspec.Struct, frozen=True, kw_only=True):
    """One product as counted. ``value_minor`` is what the difference is worth: posted, or while open at today's average.

    It is None for who may not see costs, and where the stock knows no cost.
    """

    product_id: UUID
    name: str
    sku: str
    expected: Decimal
    counted: Decimal
    difference: Decimal
    value_minor: int | None
    counted_by: UUID | None
    counted_at: datetime


class StockTakeSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A stock take as a list shows it."""

    id: UUID
    status: str
    note: str | None
    opened_by: UUID | None
    opened_at: datetime
    closed_by: UUID | None
    closed_at: datetime | None
    business_date: date
    products: int


class StockTake(StockTakeSummary, frozen=True, kw_only=True):
    """A whole stock take; ``value_minor`` is what all its differences are worth."""

    value_minor: int | None
    lines: list[StockTakeLine]


_PRODUCTS = (
    sa.select(sa.func.count())
    .where(
        stock_take_lines.c.business_id == stock_takes.c.business_id,
        stock_take_lines.c.stock_take_id == stock_takes.c.id,
    )
    .scalar_subquery()
    .label("products")
)
_SUMMARY = [_PRODUCTS if name == "products" else stock_takes.c[name] for name in StockTakeSummary.__struct_fields__]


def read_stock_take(session: Session, take_id: UUID, *, by: Actor) -> StockTake:
    """One stock take with its counts, by name of product. Raises ``NotFound``."""
    by.require("products.read")
    row = session.execute(
        sa.select(*_SUMMARY).where(stock_takes.c.business_id == business_of(session), stock_takes.c.id == take_id)
    ).one_or_none()
    if row is None:
        raise NotFound("there is no such stock take")
    lines = list(_lines(session, take_id))
    if not by.may("costs.read"):
        lines = [msgspec.structs.replace(line, value_minor=None) for line in lines]
    total = sum(line.value_minor or 0 for line in lines) if by.may("costs.read") else None
    return StockTake(**row._mapping, value_minor=total, lines=lines)


def _lines(session: Session, take_id: UUID) -> Iterable[StockTakeLine]:
    business = this_business(session)
    lines, levels = stock_take_lines, stock_levels
    found = session.execute(
        sa.select(
            lines,
            products.c.name,
            products.c.sku,
            levels.c.on_hand,
            levels.c.value_minor.label("worth"),
            levels.c.last_cost,
        )
        .join(products, (products.c.business_id == lines.c.business_id) & (products.c.id == lines.c.product_id))
        .join(levels, (levels.c.business_id == lines.c.business_id) & (levels.c.product_id == lines.c.product_id))
        .where(lines.c.business_id == business_of(session), lines.c.stock_take_id == take_id)
        .order_by(products.c.name, products.c.id)
    )
    for row in found:
        difference, value = row.counted - row.expected, row.value_minor
        if value is None:
            average = level_of(row.on_hand, row.worth, row.last_cost, business.currency).average_cost
            value = None if average is None else round_half_up(average * difference)
        yield StockTakeLine(
            product_id=row.product_id, name=row.name, sku=row.sku, expected=row.expected, counted=row.counted,
            difference=difference, value_minor=value, counted_by=row.counted_by, counted_at=row.counted_at,
        )  # fmt: skip


def list_stock_takes(session: Session, listing: Listing, *, by: Actor) -> Page[StockTakeSummary]:
    """Stock takes, newest first; filter by ``status``."""
    by.require("products.read")
    return page(
        session,
        sa.select(*_SUMMARY).where(stock_takes.c.business_id == business_of(session)),
        listing,
        sorts={"-opened_at": stock_takes.c.opened_at},
        id_column=stock_takes.c.id,
        filters={"status": lambda text: stock_takes.c.status == text},
        shape=lambda row: StockTakeSummary(**{name: row._mapping[name] for name in StockTakeSummary.__struct_fields__}),
    )
