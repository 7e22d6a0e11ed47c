"""Stock: moves, and the level they sum to, in quantity and in value.

Every move of goods goes through ``move_stock``, which values it by the moving average (``billing/valuation.py``) and
tells its caller what it was worth, so that the caller posts it: the account ``inventory`` is always the sum of the levels'
values, and a level's value the sum of its moves'.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.orm import Session

from billing.business import this_business
from billing.events import tell_in_event
from billing.ledger import Entry
from billing.listing import Listing, Page, page
from billing.permissions import Actor
from billing.stock_history import ShortDay, refuse_short_days, short_days
from billing.valuation import ZERO, Level, Moved, give_back, put_in, take_out
from munim.database import amount, belongs_to, business_of, instant, one_of, quantity, rate, row_id, tenant_table
from munim.errors import Invalid, Refused
from munim.money import MAX_MINOR, exponent, round_half_up

# Why somebody corrects the stock by hand; "adjustment" is a correction made before reasons were asked for.
ADJUSTMENTS: Final = ("damaged", "expired", "theft", "found", "own_use", "correction", "sample")
REASONS: Final = (
    "opening",
    "sale",
    "return",
    "adjustment",
    "cancellation",
    "purchase",
    "purchase_return",
    "delivery",
    "delivery_return",
    "lost_on_hire",
    "stock_take",
    "revaluation",
    *ADJUSTMENTS,
)

# -- tables ------------------------------------------------------------------------------------------

stock_levels = tenant_table(
    "stock_levels",
    sa.Column("product_id", sa.Uuid, primary_key=True),
    quantity("on_hand", nullable=False, server_default=sa.text("0")),
    amount("value_minor", default=0),
    rate("last_cost", comment="what a unit was last known to cost: what goods sold before they came are valued at"),
    sa.Column(
        "allows_negative",
        sa.Boolean,
        nullable=False,
        server_default=sa.text("false"),
        comment="the product's choice, here so that the check can back the lock",
    ),
    belongs_to("product_id", "products"),
    sa.CheckConstraint("on_hand >= 0 OR allows_negative", name="not_negative"),
    # nothing on hand is worth nothing, and what is owed is worth less than nothing
    sa.CheckConstraint(
        "CASE WHEN on_hand > 0 THEN value_minor >= 0 WHEN on_hand < 0 THEN value_minor <= 0 ELSE value_minor = 0 END",
        name="worth",
    ),
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
    sa.Index("ix_stock_moves_bill", "business_id", "bill_id", postgresql_where=sa.text("bill_id IS NOT NULL")),
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
    """``quantity`` in (positive) or out (negative) of one product.

    ``value_minor``: what goods coming in cost in all, None when nobody says (they come in at the average). Of goods going
    out it is None, except where they go back the way they came. ``returned``: they come back at exactly what they
    left at.
    """

    product_id: UUID
    quantity: Decimal
    value_minor: int | None = None
    returned: bool = False
    bill_line_id: int | None = None
    note: str | None = None


class LockedLevel(msgspec.Struct, frozen=True):
    """A level under lock, with what its product says. ``cost`` in currency units: the owner's own figure."""

    product_id: UUID
    name: str
    level: Level
    allows_negative: bool
    cost: Decimal | None
    reorder_level: Decimal | None


class Movement(msgspec.Struct, frozen=True):
    """Moves worked out but not yet written: each one's worth, in their order, and what becomes of the levels.

    ``low`` names the products that fell to their reorder level or below it by these moves, and stood above it before.
    """

    moves: tuple[StockMove, ...]
    moved: tuple[Moved, ...]
    unit_costs: tuple[Decimal | None, ...]
    levels: dict[UUID, Level]
    low: list[UUID]

    @classmethod
    def none(cls) -> Movement:
        """Nothing moves."""
        return cls((), (), (), {}, [])


def level_of(on_hand: Decimal, value_minor: int, last_cost: Decimal | None, currency: str) -> Level:
    """The level as arithmetic sees it: its last cost in minor units."""
    return Level(on_hand, value_minor, None if last_cost is None else last_cost.scaleb(exponent(currency)))


def work_out(levels: Sequence[LockedLevel], moves: Sequence[StockMove], currency: str) -> Movement:
    """Value the moves one after the other. Raises ``OutOfStock`` naming the product, what there is and what was asked.

    Refused is what leaves a level below zero that may not be; what is below zero already may still be added to.
    """
    by_id = {one.product_id: one for one in levels}
    now = {one.product_id: one.level for one in levels}
    moved, unit_costs = [], []
    for move in moves:
        fallback = by_id[move.product_id].cost
        each = None if fallback is None else fallback.scaleb(exponent(currency))
        one = _move(now[move.product_id], move, each)
        if abs(one.level.value_minor) > MAX_MINOR:
            raise Invalid(f"so much {by_id[move.product_id].name} is worth more than Munim keeps", field="quantity")
        now[move.product_id] = one.level
        moved.append(one)
        unit_costs.append(_unit_cost(one, move, fallback, currency))
    for locked in levels:
        after = now[locked.product_id].on_hand
        if after < 0 and after < locked.level.on_hand and not locked.allows_negative:
            asked = locked.level.on_hand - after
            raise OutOfStock(
                f"only {locked.level.on_hand.normalize():f} of {locked.name} in stock, {asked.normalize():f} asked",
                product_id=str(locked.product_id),
                available=str(locked.level.on_hand),
                requested=str(asked),
            )
    low = [one.product_id for one in levels if _falls_low(one, now[one.product_id])]
    return Movement(tuple(moves), tuple(moved), tuple(unit_costs), now, low)


def _move(level: Level, move: StockMove, fallback: Decimal | None) -> Moved:
    if move.quantity < 0:
        return take_out(level, -move.quantity, fallback=fallback, worth=move.value_minor)
    if move.returned:
        return give_back(level, move.quantity, move.value_minor or 0)
    return put_in(level, move.quantity, move.value_minor, fallback=fallback)


def _unit_cost(moved: Moved, move: StockMove, fallback: Decimal | None, currency: str) -> Decimal | None:
    if not moved.value_minor or not move.quantity:
        return fallback
    return Decimal(moved.value_minor).scaleb(-exponent(currency)) / move.quantity


def _falls_low(locked: LockedLevel, after: Level) -> bool:
    """Whether it stood above its reorder level and does no more: a crossing, and so told once."""
    return locked.reorder_level is not None and after.on_hand <= locked.reorder_level < locked.level.on_hand


def stock_entries(moved: Iterable[Moved], against: str) -> list[Entry]:
    """What moves post: the stock's value, what is late to the cost of goods, and the whole of it against ``against``.

    A sale's is ``cost_of_goods``; what came in is against whoever is owed for it.
    """
    value = late = 0
    for one in moved:
        value += one.value_minor
        late += one.late_minor
    return [Entry("inventory", value), Entry("cost_of_goods", late), Entry(against, -(value + late))]


def late_entries(moved: Iterable[Moved]) -> list[Entry]:
    """What is late of goods that come back, where reversed entries already put back all they left at."""
    late = sum(one.late_minor for one in moved)
    return [Entry("inventory", -late), Entry("cost_of_goods", late)]


def cost_of(moved: Moved, cost: Decimal | None, quantity: Decimal, currency: str) -> int | None:
    """What ``quantity`` sold cost in minor units: what it took from the stock's value, else by the product's own ``cost``.

    None when neither knows. Only what was taken is posted; the other is for margins.
    """
    if moved.value_minor or cost is None:
        return -moved.value_minor or None
    return round_half_up((cost * quantity).scaleb(exponent(currency)))


def low_stock(low: Sequence[UUID]) -> dict[str, list[str]]:
    """What an operation's event says of the products that crossed their reorder level: once a crossing, else nothing."""
    return {"low_stock": [str(product_id) for product_id in low]} if low else {}


# -- operations --------------------------------------------------------------------------------------

# Levels are locked in product order, so two bills of the same products wait for each other instead of deadlocking.
_LOCK = sa.text("""
SELECT level.product_id, product.name, level.on_hand, level.value_minor, level.last_cost, level.allows_negative, product.cost, product.reorder_level
FROM stock_levels level JOIN products product ON product.business_id = level.business_id AND product.id = level.product_id
WHERE level.business_id = :business_id AND level.product_id = ANY(:products)
ORDER BY level.product_id FOR UPDATE OF level
""").bindparams(sa.bindparam("products", type_=ARRAY(sa.Uuid)))

_MOVE = sa.text("""
WITH written AS (
    INSERT INTO stock_moves (business_id, product_id, quantity, reason, unit_cost, value_minor, bill_id, bill_line_id, note, business_date, at)
    SELECT :business_id, product_id, quantity, :reason, unit_cost, value_minor, :bill_id, bill_line_id, note, :business_date, :at
    FROM unnest(:products, :quantities, :lines, :costs, :values, :notes)
        WITH ORDINALITY AS m(product_id, quantity, bill_line_id, unit_cost, value_minor, note, n) ORDER BY n
)
UPDATE stock_levels level SET on_hand = now.on_hand, value_minor = now.value_minor, last_cost = now.last_cost
FROM unnest(:levels, :on_hands, :worths, :last_costs) AS now(product_id, on_hand, value_minor, last_cost)
WHERE level.business_id = :business_id AND level.product_id = now.product_id
""").bindparams(
    sa.bindparam("products", type_=ARRAY(sa.Uuid)),
    sa.bindparam("quantities", type_=ARRAY(sa.Numeric)),
    sa.bindparam("lines", type_=ARRAY(sa.BigInteger)),
    sa.bindparam("costs", type_=ARRAY(sa.Numeric)),
    sa.bindparam("values", type_=ARRAY(sa.BigInteger)),
    sa.bindparam("notes", type_=ARRAY(sa.Text)),
    sa.bindparam("bill_id", type_=sa.Uuid),
    sa.bindparam("levels", type_=ARRAY(sa.Uuid)),
    sa.bindparam("on_hands", type_=ARRAY(sa.Numeric)),
    sa.bindparam("worths", type_=ARRAY(sa.BigInteger)),
    sa.bindparam("last_costs", type_=ARRAY(sa.Numeric)),
)


def lock_levels(session: Session, products: Collection[UUID]) -> list[LockedLevel]:
    """Lock the levels of those products that keep stock, in product order."""
    currency = this_business(session).currency
    found = session.execute(_LOCK, {"business_id": business_of(session), "products": sorted(products)})
    return [
        LockedLevel(
            row.product_id,
            row.name,
            level_of(row.on_hand, row.value_minor, row.last_cost, currency),
            row.allows_negative,
            row.cost,
            row.reorder_level,
        )
        for row in found
    ]


def move_stock(
    session: Session,
    reason: str,
    moves: Sequence[StockMove],
    *,
    business_date: date,
    at: datetime,
    bill_id: UUID | None = None,
    back_dated: bool = False,
) -> list[Moved]:
    """Write the moves and the levels they change; returns what each was worth, for the caller to post (``stock_entries``).

    Locks the levels in product order (S1). Raises ``OutOfStock`` when a level that may not be negative would be, and
    ``ShortOnDay`` when a movement of a past day would leave a later one short (S2), unless ``back_dated``: someone who
    may gave a reason, and the caller warns. Only of products that keep stock. What falls to its reorder level is told in
    the operation's event.
    """
    if not moves:
        return []
    business = this_business(session)
    currency = business.currency
    movement = work_out(lock_levels(session, {move.product_id for move in moves}), moves, currency)
    if not back_dated:
        refuse_short_days(short_by(session, moves, day=business_date, today=business.today(at)))
    _write(session, reason, movement, currency, business_date=business_date, at=at, bill_id=bill_id)
    tell_in_event(session, **low_stock(movement.low))
    return list(movement.moved)


def _write(
    session: Session,
    reason: str,
    movement: Movement,
    currency: str,
    *,
    business_date: date,
    at: datetime,
    bill_id: UUID | None,
) -> None:
    session.execute(
        _MOVE,
        {
            "business_id": business_of(session),
            "reason": reason,
            "bill_id": bill_id,
            "business_date": business_date,
            "at": at,
            "products": [move.product_id for move in movement.moves],
            "quantities": [move.quantity for move in movement.moves],
            "lines": [move.bill_line_id for move in movement.moves],
            "costs": movement.unit_costs,
            "values": [one.value_minor for one in movement.moved],
            "notes": [move.note for move in movement.moves],
            **level_values(movement, currency),
        },
    )


def write_revaluation(
    session: Session, product_id: UUID, revalued: Moved, *, note: str, business_date: date, at: datetime
) -> None:
    """Write that a level, which is locked, is worth something else: a move of no goods, for its value is its moves'."""
    move = StockMove(product_id, ZERO, note=note)
    currency = this_business(session).currency
    unit_cost = revalued.level.average_cost
    cost = None if unit_cost is None else unit_cost.scaleb(-exponent(currency))
    movement = Movement((move,), (revalued,), (cost,), {product_id: revalued.level}, [])
    _write(session, "revaluation", movement, currency, business_date=business_date, at=at, bill_id=None)


def short_by(session: Session, moves: Iterable[StockMove], *, day: date, today: date) -> list[ShortDay]:
    """The later days that ``moves`` of ``day`` would leave short (S2). The levels are locked."""
    return short_days(session, [(move.product_id, move.quantity) for move in moves], day=day, today=today)


def level_values(movement: Movement, currency: str) -> dict[str, list[Any]]:
    """What becomes of the levels, as columns to write."""
    after = list(movement.levels.values())
    return {
        "levels": list(movement.levels),
        "on_hands": [level.on_hand for level in after],
        "worths": [level.value_minor for level in after],
        "last_costs": [
            None if level.last_cost is None else level.last_cost.scaleb(-exponent(currency)) for level in after
        ],
    }


def open_level(session: Session, product_id: UUID, *, allows_negative: bool) -> None:
    """Begin to keep stock of a product, at the sum of whatever moves it had before."""

    def moved(column: sa.ColumnElement[Any]) -> sa.ScalarSelect[Any]:
        return (
            sa.select(sa.func.coalesce(sa.func.sum(column), 0))
            .where(stock_moves.c.business_id == business_of(session), stock_moves.c.product_id == product_id)
            .scalar_subquery()
        )

    session.execute(
        pg_insert(stock_levels)
        .values(
            business_id=business_of(session),
            product_id=product_id,
            on_hand=moved(stock_moves.c.quantity),
            value_minor=moved(stock_moves.c.value_minor),
            allows_negative=allows_negative,
        )
        .on_conflict_do_nothing()
    )


# -- reads -------------------------------------------------------------------------------------------


class Move(msgspec.Struct, frozen=True):
    """One movement of a product's stock. Its cost and worth are for those who may see costs, else None."""

    id: int
    quantity: Decimal
    reason: str
    unit_cost: Decimal | None
    value_minor: int | None
    bill_id: UUID | None
    note: str | None
    business_date: date
    at: datetime


_COLUMNS = [stock_moves.c[name] for name in Move.__struct_fields__]


def _without_cost(move: Move, by: Actor) -> Move:
    return move if by.may("costs.read") else msgspec.structs.replace(move, unit_cost=None, value_minor=None)


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
        shape=lambda row: _without_cost(Move(*row[: len(_COLUMNS)]), by),
    )
