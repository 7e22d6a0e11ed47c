"""Prices that changed: what the shop asks for its products, and what suppliers ask of the shop.

A selling price changes on the first day it is another; several changes of one day are one. A supplier's price is that of one
unit of stock, without tax, on their bills; it changes with the first bill that has another than their bill before.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from analytics.analysis import analyse
from munim.days import Period

if TYPE_CHECKING:
    from analytics.reports.figures import Figures


class SellingPrice(msgspec.Struct, frozen=True):
    """A change of what one product is sold for, in currency units; ``alike``: with tax before and after, or without."""

    product: str
    product_id: UUID
    category: str | None
    day: date
    before: Decimal
    price: Decimal
    alike: bool


class SupplierPrice(msgspec.Struct, frozen=True):
    """A change of what one supplier asks for one unit of a product, in currency units."""

    supplier: str
    supplier_id: UUID
    product: str
    product_id: UUID
    day: date
    reference: str  # the supplier's own number of the bill
    before: Decimal
    price: Decimal


def selling_prices(figures: Figures, period: Period) -> list[SellingPrice]:
    """The changes of the period, latest first. Raises ``Forbidden`` without ``products.read``."""
    rows = analyse(figures, "selling_prices", permission="products.read", start=period.start, end=period.end)
    return [SellingPrice(*row) for row in rows]


def supplier_prices(figures: Figures, period: Period) -> list[SupplierPrice]:
    """The changes of the period, latest first. Raises ``Forbidden`` without ``purchases.read``."""
    rows = analyse(figures, "supplier_prices", permission="purchases.read", start=period.start, end=period.end)
    return [SupplierPrice(*row) for row in rows]
