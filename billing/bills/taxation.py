"""How a bill is taxed: by the seller's registration, the buyer, the days and what is sold. Pure rules, before any price.

A shop without a stated registration, or outside India, charges one plain tax and none of this applies (ADR 7).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final, Literal

import msgspec

from billing.bills.reads import Bill
from billing.business import Business
from billing.customers import Customer
from billing.gst.gstin import state_of
from billing.gst.law import hsn_digits, is_cess_levied, rates_in_force
from billing.gst.place import Buyer, Supply, place_of_supply, supply_to
from billing.gst.section14 import day_of_rate
from billing.gst.states import check_state
from billing.pricing import Supplied
from billing.products import Product
from munim.errors import Invalid

Treatment = Literal["taxable", "nil", "exempt", "non_gst"]
NOTHING: Final = Decimal("0.0000")


class RateNotInForce(Invalid):
    """Nothing is taxed at this rate on that day."""

    code = "rate_not_in_force"


class WrongHsn(Invalid):
    """The HSN or SAC is not as the law asks for it on this bill."""

    code = "wrong_hsn"


class Taxation(msgspec.Struct, frozen=True, kw_only=True):
    """What decides the taxes of a bill. ``supply`` is None where GST does not apply or the seller is not registered."""

    registration: Literal["regular", "composition", "unregistered"] | None
    supply: Supply | None = None
    reverse_charge: bool = False
    rate_day: date

    @property
    def supplied(self) -> Supplied:
        """How lines are priced: with components for a regular taxpayer alone."""
        return self.supply.kind if self.supply and self.registration == "regular" else None

    @property
    def charges_tax(self) -> bool:
        """No tax from composition or unregistered sellers (T9), on reverse charge, or under a letter of undertaking."""
        if self.registration is None:
            return True
        undertaken = self.supply is not None and self.supply.is_undertaken
        return self.registration == "regular" and not self.reverse_charge and not undertaken

    def document_of(self, kind: str, treatments: Iterable[str]) -> str:
        """What a bill of that kind is titled and numbered as: an invoice of nothing taxable is a bill of supply (T9)."""
        if kind != "invoice" or self.registration is None:
            return kind
        taxed = self.registration == "regular" and any(treatment == "taxable" for treatment in treatments)
        return "invoice" if taxed else "bill_of_supply"


def stated_place(bill: Bill, business: Business) -> str | None:
    """The place of supply that was said for a bill, None where it follows from its buyer as they stood then.

    So that a bill made of this one, or this one when it is issued, has the place of its buyer as they stand now.
    """
    if bill.place_of_supply is None or bill.bill_to is None or business.gstin is None:
        return bill.place_of_supply
    buyer = Buyer(
        gstin=bill.bill_to.gstin, state=bill.bill_to.state_code, country=bill.bill_to.country, treatment=bill.recipient
    )
    followed = place_of_supply(
        buyer,
        seller_state=state_of(business.gstin),
        ship_to_state=bill.ship_to.state_code if bill.ship_to else None,
    )
    return None if followed == bill.place_of_supply else bill.place_of_supply


class TaxedAs(msgspec.Struct, frozen=True):
    """How a line is taxed: its treatment and the rates the goods bear, whether or not this bill charges them."""

    treatment: Treatment
    rate: Decimal
    cess_rate: Decimal


def taxation_of(
    business: Business,
    customer: Customer,
    day: date,
    *,
    ship_to_state: str | None = None,
    place_of_supply: str | None = None,
    reverse_charge: bool = False,
    supplied_on: date | None = None,
    paid_on: date | None = None,
) -> Taxation:
    """How a bill of ``day`` to ``customer`` is taxed. Raises ``SameGstin``, ``Invalid`` naming the field."""
    registration = business.registration_on(day)
    rate_day = day_of_rate(supplied=supplied_on or day, invoiced=day, paid=paid_on)
    if registration is None or registration == "unregistered" or business.gstin is None:
        if reverse_charge or place_of_supply:
            field = "reverse_charge" if reverse_charge else "place_of_supply"
            raise Invalid("this is for a business that is registered under GST", field=field)
        return Taxation(registration=registration, rate_day=rate_day)
    buyer = Buyer(
        gstin=customer.gstin, state=customer.state_code, country=customer.country, treatment=customer.gst_treatment
    )
    if ship_to_state is not None:
        ship_to_state = check_state(ship_to_state, field="ship_to.state_code")
    supply = supply_to(buyer, seller_gstin=business.gstin, ship_to_state=ship_to_state, stated_place=place_of_supply)
    if reverse_charge and customer.gstin is None:
        raise Invalid("only a registered buyer pays the tax themselves", field="reverse_charge")
    return Taxation(registration=registration, supply=supply, reverse_charge=reverse_charge, rate_day=rate_day)


def taxed_as(
    taxation: Taxation,
    customer: Customer,
    product: Product | None,
    *,
    treatment: Treatment | None,
    rate: Decimal,
    cess_rate: Decimal,
    field: str,
    name: str,
) -> TaxedAs:
    """How a line is taxed that is asked at these rates; ``field`` and ``name`` are the line's, for whoever is refused.

    What is not taxable bears no rate, and what is taxable at no rate is nil-rated. Who charges no tax (T9) shows none.
    Raises ``RateNotInForce``.
    """
    if treatment is None:
        treatment = product.tax_treatment if product else "taxable"
    if taxation.registration is None:
        # one plain tax: an exempt customer pays none, and no cess is known
        untaxed = customer.tax_exempt or treatment != "taxable"
        return TaxedAs(treatment, NOTHING if untaxed else rate, NOTHING)
    if taxation.registration != "regular":
        return TaxedAs(treatment, NOTHING, NOTHING)
    if customer.tax_exempt and treatment == "taxable":
        treatment = "exempt"
    if treatment != "taxable":
        return TaxedAs(treatment, NOTHING, NOTHING)
    in_force = rates_in_force(taxation.rate_day)
    if rate not in in_force:
        known = ", ".join(f"{one.normalize():f}" for one in in_force)
        raise RateNotInForce(
            f"{name}: nothing is taxed at {rate.normalize():f} % on {taxation.rate_day}; in force are {known}",
            field=f"{field}.tax_rate",
        )
    if cess_rate and not is_cess_levied(taxation.rate_day):
        raise RateNotInForce(
            f"{name}: there is no compensation cess on {taxation.rate_day}; say a cess_rate of 0",
            field=f"{field}.cess_rate",
        )
    return TaxedAs("taxable" if rate or cess_rate else "nil", rate, cess_rate)


def check_hsn(
    taxation: Taxation,
    hsn: str | None,
    *,
    day: date,
    turnover_rupees: int | None,
    is_service: bool,
    field: str,
    name: str,
) -> None:
    """Refuse a line of a tax invoice whose HSN shows fewer digits than the turnover asks for (T10).

    To unregistered buyers of a seller of up to five crore it is optional, and nothing is asked. Raises ``WrongHsn``.
    """
    asked = hsn_digits(day, turnover_rupees=turnover_rupees)
    if taxation.supply is None or asked is None or not (asked.to_consumers or taxation.supply.is_to_business):
        return
    whom = "to a registered buyer" if taxation.supply.is_to_business else "of a seller above five crore"
    if not (hsn and hsn.isdigit() and hsn.isascii() and len(hsn) >= asked.digits):
        shown = f"it has {hsn}" if hsn else "it has none"
        raise WrongHsn(
            f"{name}: a bill {whom} shows at least {asked.digits} digits of the HSN or SAC, {shown}",
            field=f"{field}.hsn",
        )
    if len(hsn) % 2:
        raise WrongHsn(f"{name}: an HSN or SAC has 4, 6 or 8 digits, {hsn} has {len(hsn)}", field=f"{field}.hsn")
    if is_service and not hsn.startswith("99"):
        raise WrongHsn(f"{name}: the code of a service starts with 99, it has {hsn}", field=f"{field}.hsn")
