"""The terms of a hire: what is hired at which rate, how its days are counted, and what they come to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final, Protocol
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from billing.bills.issue import IssueBill, credit_waived
from billing.business import Business
from billing.customers import Customer
from billing.permissions import Actor
from billing.products import Product, read_products
from billing.rentals.availability import check_for_hire
from billing.rentals.days import DayRule
from munim.errors import Invalid, Refused
from munim.money import check_decimals, check_percent

MAX_LINES: Final = 200

# -- commands ----------------------------------------------------------------------------------------


class HireItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """So many units of a rental item. ``daily_rate`` of one unit: else the product's; ``discount_percent``: else the customer's."""

    product_id: UUID
    quantity: Decimal = Decimal(1)
    daily_rate: Decimal | None = None
    discount_percent: Decimal | None = None


# -- rules -------------------------------------------------------------------------------------------


class NobodyInParticular(Refused):
    """A hire is somebody's: name the customer."""

    code = "hirer_unnamed"


class AgreedItem(msgspec.Struct, frozen=True, kw_only=True):
    """An item with its rate and discount settled."""

    product: Product
    quantity: Decimal
    daily_rate: Decimal
    discount_percent: Decimal

    @property
    def product_id(self) -> UUID:
        return self.product.id


def day_rule_of(business: Business) -> DayRule:
    """How the shop counts days of hire now; a hire keeps the rule it was handed out under."""
    return DayRule(business.calendar, business.rental_day, business.rental_grace_minutes)


class Units(Protocol):
    """Anything that names so many units of a product: a line of a booking or a challan, an item agreed."""

    @property
    def product_id(self) -> UUID: ...

    @property
    def quantity(self) -> Decimal: ...


def units_of(lines: Iterable[Units]) -> dict[UUID, Decimal]:
    """How many units of each product the lines come to: one product may stand on several, at several rates."""
    units: dict[UUID, Decimal] = {}
    for line in lines:
        units[line.product_id] = units.get(line.product_id, Decimal(0)) + line.quantity
    return units


def check_hirer(customer: Customer) -> None:
    """That goods can be hired out to this customer. Raises ``NobodyInParticular``, ``Refused``."""
    if customer.is_walk_in:
        raise NobodyInParticular(field="customer_id")
    if not customer.active:
        raise Refused(f"{customer.name} is no longer a customer", field="customer_id")


def hire_on_credit(
    customer: Customer, amount_minor: int, reason: str | None, business: Business, by: Actor
) -> dict[str, str]:
    """What the event says where the credit limit is set aside for this hire, else nothing.

    The caller has locked the customer's balance. Raises ``OverCreditLimit`` (P5).
    """
    waived = credit_waived(customer, amount_minor, business, IssueBill(credit_reason=reason), by)
    return {"credit_reason": reason} if waived and reason else {}


# -- reads -------------------------------------------------------------------------------------------


def agree_items(session: Session, items: Sequence[HireItem], customer: Customer) -> list[AgreedItem]:
    """Complete and check the items. Raises ``NotFound``, ``NotForHire``, ``Invalid`` naming the line."""
    if not 1 <= len(items) <= MAX_LINES:
        raise Invalid(f"a hire has 1 to {MAX_LINES} lines", field="lines")
    found = read_products(session, {item.product_id for item in items})
    chosen = [found[item.product_id] for item in items]
    for n, product in enumerate(chosen):
        check_for_hire(product, field=f"lines[{n}].product_id")
    agreed = []
    for n, (item, product) in enumerate(zip(items, chosen, strict=True)):
        rate = product.daily_rental_rate if item.daily_rate is None else item.daily_rate
        if rate is None:
            raise Invalid(
                f"{product.name} has no daily rate of its own: say daily_rate", field=f"lines[{n}].daily_rate"
            )
        discount = customer.discount_percent if item.discount_percent is None else item.discount_percent
        agreed.append(
            AgreedItem(
                product=product,
                quantity=check_decimals(item.quantity, 3, f"lines[{n}].quantity", positive=True),
                daily_rate=check_decimals(rate, 4, f"lines[{n}].daily_rate"),
                discount_percent=check_percent(discount, f"lines[{n}].discount_percent"),
            )
        )
    return agreed
