"""Stock that does not move: dusty stock, and products that did not sell in a period.

Stock is *dusty* when there is some on hand, it first came in ``days`` days ago or earlier, and none was sold since. Goods
alone: what is hired out is not meant to be sold. Stock is known of this moment, so dusty stock is of today.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from analytics.analysis import analyse
from munim.days import Period

if TYPE_CHECKING:
    from analytics.reports.figures import Figures


class DustyProduct(msgspec.Struct, frozen=True):
    """Stock that waits; ``value_minor`` is what it is worth at moving average cost, None where that is not known."""

    name: str
    product_id: UUID
    sku: str
    category: str | None
    on_hand: Decimal
    value_minor: int | None
    last_sold: date | None  # None: never
    arrived: date | None  # when it last came in, other than from a customer


class UnsoldProduct(msgspec.Struct, frozen=True):
    """A product that is still sold, and was not in the period."""

    name: str
    product_id: UUID
    sku: str
    category: str | None
    on_hand: Decimal | None
    value_minor: int | None
    last_sold: date | None  # before the period; None: never


def dusty_stock(figures: Figures, *, days: int) -> list[DustyProduct]:
    """What has been on the shelf and not sold for ``days`` days, today included; the most valuable first.

    Raises ``Forbidden`` without ``products.read``.
    """
    since = figures.today - timedelta(days=days - 1)
    return [DustyProduct(*row) for row in analyse(figures, "dusty_stock", permission="products.read", since=since)]


def unsold_products(figures: Figures, period: Period) -> list[UnsoldProduct]:
    """Products still sold, of which nothing was sold in ``period``; those that sold longest ago, or never, first.

    Raises ``Forbidden`` without ``products.read``.
    """
    rows = analyse(
        figures, "unsold_products", permission="products.read", start=period.start, end=period.end
    )  # fmt: skip
    return [UnsoldProduct(*row) for row in rows]
