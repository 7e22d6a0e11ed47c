"""The e-way bill of goods that go out on hire, under their challan (RULES E5, T11)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from billing.business import Business, this_business
from billing.permissions import Actor
from billing.rentals.reads import Challan, ChallanLine, read_challan
from billing.returns.eway import Consignment, Goods, NoEWayBill, Transport, e_way_file
from billing.returns.papers import party_of, pin_in, seller_of
from billing.returns.quantities import is_service
from munim.errors import Invalid
from munim.money import minor_from
from munim.text import ShortCode

# -- commands ----------------------------------------------------------------------------------------


class GoodsCode(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The HSN of the goods on the challan's line at ``position`` (1, 2, 3 … as printed)."""

    position: int
    hsn: ShortCode


class HireTransport(Transport, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How hired goods travel. ``goods``: their HSN, where the item itself carries the code of its hire (9973…)."""

    goods: list[GoodsCode] = []


# -- rules -------------------------------------------------------------------------------------------


def challan_consignment(challan: Challan, business: Business, codes: dict[int, str]) -> Consignment:
    """The goods of a challan at their declared value: no supply, so no tax. ``codes``: HSN by position.

    Raises ``NoEWayBill`` for a cancelled or returned challan, ``Invalid`` for goods whose own HSN nobody said.
    """
    if challan.status in ("cancelled", "returned"):
        raise NoEWayBill(f"{challan.number} is {challan.status}: nothing travels under it")
    unknown = codes.keys() - {line.position for line in challan.lines}
    if unknown:
        raise Invalid(f"the challan has no line {min(unknown)}", field="goods")
    goods = [_goods(line, business.currency, codes.get(line.position)) for line in challan.lines]
    buyer = party_of(challan.consignee, is_abroad=False)
    address = challan.delivery_address
    there = msgspec.structs.replace(buyer, address=address, postcode=pin_in(address)) if address else None
    return Consignment(
        document="CHL",
        number=challan.number,
        day=challan.business_date,
        purpose=8,
        purpose_note="Goods on hire",
        sender=seller_of(business),
        buyer=buyer,
        receiver=there,
        goods=goods,
        total_minor=sum(one.taxable_minor for one in goods),
    )


def _goods(line: ChallanLine, currency: str, said: str | None) -> Goods:
    hsn = said or line.hsn or ""
    if not hsn or is_service(hsn):
        raise Invalid(
            f"say the HSN of {line.description} (line {line.position}): a bill of its hire carries {line.hsn or 'none'}",
            field="goods",
        )
    return Goods(
        description=line.description,
        hsn=hsn,
        quantity=line.quantity,
        unit=line.unit,
        taxable_minor=minor_from(line.unit_value * line.quantity, currency),
    )


# -- reads -------------------------------------------------------------------------------------------


def export_challan_e_way_bill(
    session: Session, challan_id: UUID, transport: HireTransport, *, by: Actor, today: date
) -> tuple[bytes, str]:
    """The e-way bill's file of a challan, and the challan's number.

    Raises ``NotFound``, ``NoEWayBill``, ``Invalid``, ``Incomplete``.
    """
    by.require("returns.read")
    challan = read_challan(session, challan_id)
    codes = {one.position: one.hsn for one in transport.goods}
    consignment = challan_consignment(challan, this_business(session), codes)
    return e_way_file(consignment, transport, today=today), challan.number
