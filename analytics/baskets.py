"""Products bought together: pairs on one invoice, and what goes with one product.

Invoices that stand, of the period; a product counts once on an invoice, lines written by hand have none. Of a pair A and B:

    support      the invoices that hold both, as a number and as a share of all invoices
    confidence   the share of A's invoices that hold B too (and the other way round)
    lift         support x invoices / (A's x B's): how many times more often than if they met by chance

Pairs on fewer than ``LEAST_INVOICES`` invoices may be chance and are left out, as are those with a lift of 1 or less.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import msgspec

from analytics.analysis import analyse
from analytics.report import share
from munim.days import Period

if TYPE_CHECKING:
    from analytics.reports.figures import Figures

PERMISSION: Final = "products.read"  # without it there is ``Forbidden``, for pairs are names
LEAST_INVOICES: Final = 5  # the smallest support that is told
FIRST_PRODUCTS: Final = 100  # of the first pass over the pairs: see product_pairs.sql


class ProductPair(msgspec.Struct, frozen=True):
    """Two products, ``a`` the one on more invoices, and how many invoices hold both, each, and any."""

    a_name: str
    a_id: UUID
    b_name: str
    b_id: UUID
    together: int
    a_invoices: int
    b_invoices: int
    invoices: int

    @property
    def support(self) -> Decimal | None:
        """Per cent of all invoices."""
        return share(self.together, self.invoices)

    @property
    def confidence(self) -> Decimal | None:
        """Per cent of the invoices with A that hold B."""
        return share(self.together, self.a_invoices)

    @property
    def confidence_back(self) -> Decimal | None:
        """Per cent of the invoices with B that hold A."""
        return share(self.together, self.b_invoices)

    @property
    def lift(self) -> Decimal:
        return lift(self.together, self.a_invoices, self.b_invoices, self.invoices)


class Companion(msgspec.Struct, frozen=True):
    """A product that goes with another; ``product_invoices`` hold the other, ``own_invoices`` this one."""

    name: str
    product_id: UUID
    sku: str
    active: bool
    on_hand: Decimal | None
    together: int
    product_invoices: int
    own_invoices: int
    invoices: int

    @property
    def confidence(self) -> Decimal | None:
        """Per cent of the other's invoices that hold this one."""
        return share(self.together, self.product_invoices)

    @property
    def lift(self) -> Decimal:
        return lift(self.together, self.product_invoices, self.own_invoices, self.invoices)


def find_product(figures: Figures, wanted: str) -> tuple[str, UUID] | None:
    """The name and id of the product with this id or exactly this name; None if there is none."""
    rows = analyse(figures, "named_product", permission=PERMISSION, wanted=wanted)
    return (rows[0][0], rows[0][1]) if rows else None


def companions_document(companions: Sequence[Companion]) -> list[dict[str, Any]]:
    """Companions as JSON carries them: quantities as decimal strings, ids as text."""
    return [
        {
            "product_id": str(one.product_id),
            "name": one.name,
            "sku": one.sku,
            "on_hand": None if one.on_hand is None else str(one.on_hand),
            "together": one.together,
            "confidence_percent": None if one.confidence is None else float(one.confidence),
            "lift": float(one.lift),
        }
        for one in companions
    ]


def lift(together: int, a_invoices: int, b_invoices: int, invoices: int) -> Decimal:
    """How many times more often two products meet than by chance, to two decimals, half away from zero."""
    return (Decimal(together * invoices) / (a_invoices * b_invoices)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def product_pairs(figures: Figures, period: Period, *, least: int = LEAST_INVOICES, limit: int) -> list[ProductPair]:
    """The ``limit`` pairs on most invoices of ``period``; of equally many, the pair of rarer products first."""
    days = {"start": period.start, "end": period.end}
    rows = analyse(
        figures, "product_pairs", permission=PERMISSION, **days, least=least, first=FIRST_PRODUCTS, limit=limit
    )
    return [ProductPair(*row) for row in rows]


def bought_with(
    figures: Figures, product_id: UUID, period: Period, *, least: int = LEAST_INVOICES, limit: int
) -> list[Companion]:
    """The ``limit`` products that most invoices with this one hold too, most first."""
    days = {"start": period.start, "end": period.end}
    rows = analyse(
        figures, "bought_with", permission=PERMISSION, **days, product=product_id, least=least, limit=limit
    )  # fmt: skip
    return [Companion(*row) for row in rows]
