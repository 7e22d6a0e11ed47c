"""Where a supply is made, to whom, and so which taxes it bears (RULES T7, T8)."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from billing.gst.gstin import state_of
from billing.gst.states import ABROAD, check_place, present_code
from munim.errors import Refused

SEZ: Final = ("sez_with_payment", "sez_without_payment")
# under a letter of undertaking the supply is zero-rated and no tax is charged
UNDERTAKEN: Final = ("sez_without_payment", "export_without_payment")
EXPORTS: Final = ("export_with_payment", "export_without_payment")


class SameGstin(Refused):
    """A business does not bill itself: seller and buyer have one GSTIN."""

    code = "same_gstin"


class Buyer(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a supply is made to, as the place of supply depends on it. ``treatment``: where GSTIN and country do not tell (SEZ, deemed export, bond)."""

    gstin: str | None = None
    state: str | None = None
    country: str | None = None
    treatment: str | None = None


class Supply(msgspec.Struct, frozen=True, kw_only=True):
    """``place``: a state's code, or 96. ``kind``: intra (CGST and SGST) or inter (IGST). ``recipient``: as the returns divide."""

    place: str
    kind: Literal["intra", "inter"]
    recipient: str

    @property
    def is_to_business(self) -> bool:
        """Whether the buyer is registered, or abroad as one: bills to them follow the rules for B2B."""
        return self.recipient != "b2c"

    @property
    def is_undertaken(self) -> bool:
        return self.recipient in UNDERTAKEN


def recipient_of(buyer: Buyer) -> str:
    """Whom a supply is made to, as GSTR-1 divides them: what is stated first, then the country, then the GSTIN."""
    if buyer.treatment is not None:
        return buyer.treatment
    if buyer.country not in (None, "IN"):
        return "export_with_payment"
    return "b2b" if buyer.gstin else "b2c"


def place_of_supply(buyer: Buyer, *, seller_state: str, ship_to_state: str | None = None) -> str:
    """The code of the place of supply.

    A registered buyer's is the state of their GSTIN, wherever the goods go (section 10(1)(b): who is billed is taken to
    have received them). An unregistered buyer's is the state on the bill, and where delivery and billing differ that of
    delivery (section 10(1)(ca), Circular 209/3/2024); none recorded: the seller's own.
    """
    if recipient_of(buyer) in EXPORTS:
        return ABROAD
    if buyer.gstin:
        return state_of(buyer.gstin)
    return present_code(ship_to_state or buyer.state or seller_state)


def supply_to(
    buyer: Buyer, *, seller_gstin: str, ship_to_state: str | None = None, stated_place: str | None = None
) -> Supply:
    """The supply of a registered seller to ``buyer``; ``stated_place`` where the kind of service decides otherwise.

    Intra-state if and only if the first two digits of the seller's GSTIN are the place of supply (T8), but what goes to a
    special economic zone or abroad is always inter-state. Raises ``SameGstin``, ``Invalid`` (a place that is none).
    """
    if buyer.gstin == seller_gstin:
        raise SameGstin(f"{seller_gstin} is this shop's own GSTIN", field="customer_id")
    home = state_of(seller_gstin)
    place = (
        place_of_supply(buyer, seller_state=home, ship_to_state=ship_to_state)
        if stated_place is None
        else check_place(stated_place)
    )
    recipient = recipient_of(buyer)
    is_outside = recipient in SEZ or recipient in EXPORTS
    return Supply(place=place, kind="intra" if place == home and not is_outside else "inter", recipient=recipient)
