"""The goods of a bill: which of its lines move stock, and what they cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from billing.bills.draft import MadeLine
from billing.bills.reads import BillLine
from billing.bills.tables import bill_lines, bills
from billing.products import Product
from billing.stock import StockMove, cost_of, stock_moves
from billing.units import in_own_unit
from billing.valuation import Moved
from munim.database import business_of

# -- rules -------------------------------------------------------------------------------------------


def moves_with_a_bill(product: Product) -> bool:
    """Whether selling it takes it from stock. A bill of a rental item is for its hire; the item comes back."""
    return product.tracks_stock and product.kind != "rental"


def quantity_of(line: MadeLine | BillLine) -> Decimal:
    """How much of the product's own unit a line is of."""
    return in_own_unit(line.quantity, line.unit_factor, f"lines[{line.position - 1}].quantity")


def goods_leaving(lines: Sequence[MadeLine | BillLine], products: Mapping[UUID, Product]) -> dict[int, StockMove]:
    """What a bill takes from stock, by the position of the line that takes it."""
    return {
        line.position: StockMove(
            line.product_id, -quantity_of(line), bill_line_id=line.id if isinstance(line, BillLine) else None
        )
        for line in lines
        if line.product_id and moves_with_a_bill(products[line.product_id])
    }


def costs_of_goods(
    lines: Iterable[MadeLine | BillLine],
    moved: Mapping[int, Moved],
    products: Mapping[UUID, Product],
    currency: str,
) -> dict[int, int | None]:
    """What each line that moved stock cost, by its position: the value that left, else by the product's own cost."""
    return {
        line.position: cost_of(moved[line.position], products[line.product_id].cost, quantity_of(line), currency)
        for line in lines
        if line.product_id and line.position in moved
    }


class LeftStock(msgspec.Struct, frozen=True):
    """What one line of a bill took from stock: the quantity and its value, both above zero."""

    product_id: UUID
    quantity: Decimal
    value_minor: int


# -- operations --------------------------------------------------------------------------------------

_COSTS = sa.text("""
UPDATE bill_lines SET cost_minor = now.cost_minor FROM unnest(:positions, :costs) AS now(position, cost_minor)
WHERE business_id = :business_id AND bill_id = :bill_id AND bill_lines.position = now.position
""").bindparams(
    sa.bindparam("positions", type_=ARRAY(sa.Integer)),
    sa.bindparam("costs", type_=ARRAY(sa.BigInteger)),
    sa.bindparam("bill_id", type_=sa.Uuid),
)


def write_costs(session: Session, bill_id: UUID, costs: Mapping[int, int | None]) -> None:
    """Write what the lines of a draft cost, by their position, in the transaction that issues it."""
    if costs:
        values = {"bill_id": bill_id, "positions": list(costs), "costs": list(costs.values())}
        session.execute(_COSTS, {"business_id": business_of(session), **values})


# -- reads -------------------------------------------------------------------------------------------


def goods_that_left(session: Session, bill_id: UUID) -> dict[int, LeftStock]:
    """What a bill took from stock when it was issued, by line id. The bill is locked, so this stands still."""
    found = session.execute(
        sa.select(
            stock_moves.c.bill_line_id, stock_moves.c.product_id, -stock_moves.c.quantity, -stock_moves.c.value_minor
        )
        .where(
            stock_moves.c.business_id == business_of(session),
            stock_moves.c.bill_id == bill_id,
            stock_moves.c.reason == "sale",
        )
        .order_by(stock_moves.c.id)
    )
    return {line_id: LeftStock(product_id, quantity, int(value)) for line_id, product_id, quantity, value in found}


def values_that_left(session: Session, bill_id: UUID) -> dict[int, int]:
    """At what value the goods of each line left stock, by line id: with the bill, or before it on delivery notes."""
    moved = (
        (stock_moves.c.business_id == bill_lines.c.business_id)
        & (stock_moves.c.bill_id == bill_lines.c.bill_id)
        & (stock_moves.c.bill_line_id == bill_lines.c.id)
        & (stock_moves.c.reason == "sale")
    )
    value = sa.case((bills.c.delivered, bill_lines.c.cost_minor), else_=-stock_moves.c.value_minor)
    found = session.execute(
        sa.select(bill_lines.c.id, sa.func.coalesce(value, 0))
        .join(bills, (bills.c.business_id == bill_lines.c.business_id) & (bills.c.id == bill_lines.c.bill_id))
        .outerjoin(stock_moves, moved)
        .where(bill_lines.c.business_id == business_of(session), bill_lines.c.bill_id == bill_id)
    )
    return {line_id: int(value) for line_id, value in found}
