"""Stock as it stood on past days: a movement dated back must not leave any later day with less than nothing (RULES S2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from munim.database import business_of
from munim.errors import Refused

# -- rules -------------------------------------------------------------------------------------------


class ShortOnDay(Refused):
    """So many were not there yet on that day, or were needed on a later one."""

    code = "short_on_day"


class ShortDay(msgspec.Struct, frozen=True):
    """The first day at whose end a product's stock would have been below zero, and by how much."""

    product_id: UUID
    name: str
    day: date
    on_hand: Decimal

    def __str__(self) -> str:
        return f"{self.name} would be at {self.on_hand.normalize():f} on {self.day}"


def short_facts(short: Sequence[ShortDay]) -> dict[str, list[str]]:
    """What an operation's event says of the days that it left short on purpose, else nothing."""
    return {"short": [str(one) for one in short]} if short else {}


# -- reads -------------------------------------------------------------------------------------------

# The balance at the end of the movement's own day stands for the days up to the next move. Opening stock was there when
# the books began, whichever day it was written down.
_SHORT = sa.text("""
WITH asked AS (SELECT * FROM unnest(:products, :changes) AS a(product_id, change)),
moved AS (
    SELECT product_id, quantity, CASE reason WHEN 'opening' THEN '-infinity' ELSE business_date END AS day
    FROM stock_moves JOIN asked USING (product_id) WHERE business_id = :business_id
), days AS (
    SELECT product_id, day, sum(sum(quantity)) OVER (PARTITION BY product_id ORDER BY day) AS on_hand FROM moved GROUP BY product_id, day
), standing AS (
    SELECT product_id, day, on_hand FROM days WHERE day > :day
    UNION ALL
    SELECT product_id, :day, coalesce((SELECT on_hand FROM days d WHERE d.product_id = asked.product_id AND d.day <= :day ORDER BY d.day DESC LIMIT 1), 0)
    FROM asked
)
SELECT DISTINCT ON (asked.product_id) asked.product_id, product.name, standing.day, standing.on_hand + asked.change AS on_hand
FROM asked JOIN standing USING (product_id)
JOIN products product ON product.business_id = :business_id AND product.id = asked.product_id
WHERE standing.on_hand + asked.change < 0 AND NOT product.allows_negative_stock
ORDER BY asked.product_id, standing.day
""").bindparams(
    sa.bindparam("products", type_=ARRAY(sa.Uuid)),
    sa.bindparam("changes", type_=ARRAY(sa.Numeric)),
    sa.bindparam("day", type_=sa.Date),
)


def short_days(session: Session, changes: Sequence[tuple[UUID, Decimal]], *, day: date, today: date) -> list[ShortDay]:
    """Where taking ``changes`` (below zero) out on ``day`` would leave a later day short; nothing when it is today's.

    Per product the first such day, at most one. The products' levels are locked, so their moves stand still. What may
    go below zero is never short.
    """
    taken: dict[UUID, Decimal] = {}
    for product_id, change in changes:
        taken[product_id] = taken.get(product_id, Decimal(0)) + change
    taken = {product_id: change for product_id, change in taken.items() if change < 0}
    if day >= today or not taken:
        return []
    asked = {"products": list(taken), "changes": list(taken.values())}
    found = session.execute(_SHORT, {"business_id": business_of(session), "day": day, **asked})
    return sorted((ShortDay(*row) for row in found), key=lambda one: (one.day, one.name))


def refuse_short_days(short: Sequence[ShortDay]) -> None:
    """Raises ``ShortOnDay`` naming the first day and product."""
    if short:
        first = short[0]
        raise ShortOnDay(
            str(first),
            field="business_date",
            product_id=str(first.product_id),
            date=str(first.day),
            on_hand=str(first.on_hand),
        )
