"""e-Way bills: the JSON the e-way bill portal takes for goods on the road, and when one is needed (RULES E5)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from billing.bills.reads import Bill, BillLine, read_bill
from billing.business import Business, this_business
from billing.gst.gstin import compact, is_transporter_id
from billing.gst.law import e_way_limit
from billing.gst.place import EXPORTS, UNDERTAKEN
from billing.permissions import Actor
from billing.returns.papers import (
    ENCODER,
    UNREGISTERED,
    Party,
    check_party,
    clean,
    day_of,
    party_of,
    require_nothing_missing,
    rupees,
    seller_of,
    split_address,
)
from billing.returns.quantities import is_service, quantity_code
from billing.returns.rows import plain
from munim.errors import Invalid, Refused
from munim.money import show
from munim.text import Line

# -- commands ----------------------------------------------------------------------------------------

Mode = Literal["road", "rail", "air", "ship"]


class Transport(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How goods travel. ``distance_km`` 0: the portal works it out from the PIN codes.

    By road a vehicle or a transporter's id; otherwise the transport document (railway receipt, airway bill, bill of
    lading) and its date.
    """

    distance_km: int
    mode: Mode = "road"
    vehicle_number: Annotated[str, msgspec.Meta(max_length=20)] | None = None
    over_dimensional: bool = False
    transporter_id: Annotated[str, msgspec.Meta(max_length=15)] | None = None
    transporter_name: Line | None = None
    document_number: Annotated[str, msgspec.Meta(max_length=15)] | None = None
    document_date: date | None = None


# -- what travels ------------------------------------------------------------------------------------


class Goods(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of goods in a consignment; ``exempt``: of no taxable supply. Rates in per cent."""

    description: str
    hsn: str
    quantity: Decimal
    unit: str | None
    taxable_minor: int
    exempt: bool = False
    igst_rate: Decimal = Decimal(0)
    half_rate: Decimal = Decimal(0)  # of CGST, and of SGST
    cess_rate: Decimal = Decimal(0)
    igst_minor: int = 0
    half_minor: int = 0
    cess_minor: int = 0

    @property
    def total_minor(self) -> int:
        return self.taxable_minor + self.igst_minor + 2 * self.half_minor + self.cess_minor


class Consignment(msgspec.Struct, frozen=True, kw_only=True):
    """Goods that travel under one document: a tax invoice (INV), a bill of supply (BIL) or a challan (CHL).

    ``purpose`` is the portal's sub-supply type: 1 supply, 3 export, 4 job work, 8 others, which ``purpose_note`` then
    says. ``total_minor``: what the document comes to, of a challan the goods' value.
    """

    document: Literal["INV", "BIL", "CHL"]
    number: str
    day: date
    purpose: Literal[1, 3, 4, 8]
    sender: Party
    buyer: Party
    receiver: Party | None
    goods: list[Goods]
    total_minor: int
    purpose_note: str = ""

    @property
    def value_minor(self) -> int:
        """What the limit is compared with: the goods with their tax, exempt ones aside when others travel with them."""
        taxed = [one for one in self.goods if not one.exempt]
        return sum(one.total_minor for one in taxed or self.goods)

    @property
    def destination(self) -> str | None:
        return (self.receiver or self.buyer).state


# -- rules -------------------------------------------------------------------------------------------

MAX_DISTANCE_KM: Final = 4000
MAX_AGE_DAYS: Final = 180
MAX_GOODS: Final = 250
VERSION: Final = "1.0.0621"  # of the portal's bulk format
_MODES: Final[dict[Mode, int]] = {"road": 1, "rail": 2, "air": 3, "ship": 4}
_VEHICLE: Final = re.compile(r"[A-Z0-9]{4,20}")
_DOCUMENT: Final = re.compile(r"[A-Za-z0-9/-]{1,15}")
_HSN: Final = re.compile(r"(?!0+$)(\d{4}|\d{6}|\d{8})")


class NoEWayBill(Refused):
    """There is no e-way bill of this document."""

    code = "no_e_way_bill"


class EWayNeed(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the law asks for an e-way bill before the goods move, and why."""

    needed: bool
    why: str


def e_way_need(consignment: Consignment) -> EWayNeed:
    """By value: over the limit of the goods' own state when they stay in it, else over the country's (RULES E5).

    Short ways within a town and goods that single states exempt are for who sends them to know.
    """
    home, there = consignment.sender.state, consignment.destination
    limit = e_way_limit(consignment.day, state=home if home == there else None)
    if not consignment.goods:
        return EWayNeed(needed=False, why="there are no goods on it")
    if limit is None:
        return EWayNeed(needed=False, why="there was no e-way bill on its day")
    way = "within the state" if home == there else "to another state"
    value, over = show(consignment.value_minor, "INR"), show(100 * limit, "INR")
    if consignment.value_minor > 100 * limit:
        return EWayNeed(needed=True, why=f"goods of {value} go {way}: over {over}")
    return EWayNeed(needed=False, why=f"goods of {value} go {way}: not over {over}")


def check_transport(transport: Transport) -> None:
    """Raises ``Invalid`` naming the field that the portal would refuse (RULES E5)."""
    if not 0 <= transport.distance_km <= MAX_DISTANCE_KM:
        raise Invalid(f"the distance is 0 to {MAX_DISTANCE_KM} km", field="distance_km")
    vehicle = _vehicle(transport)
    if vehicle and not _VEHICLE.fullmatch(vehicle):
        raise Invalid("a vehicle's number is 4 to 20 letters and digits, such as MH12AB1234", field="vehicle_number")
    if transport.transporter_id is not None and not is_transporter_id(transport.transporter_id):
        raise Invalid("a transporter's id is 15 letters and digits, the first two digits", field="transporter_id")
    if transport.document_number is not None and not _DOCUMENT.fullmatch(transport.document_number):
        raise Invalid("a transport document's number is up to 15 letters, digits, - and /", field="document_number")
    if transport.mode == "road" and not vehicle and transport.transporter_id is None:
        raise Invalid("by road, say the vehicle or the transporter's id", field="vehicle_number")
    if transport.mode != "road" and (transport.document_number is None or transport.document_date is None):
        raise Invalid(
            f"by {transport.mode}, say the transport document's number and date",
            field="document_number" if transport.document_number is None else "document_date",
        )


def _vehicle(transport: Transport) -> str:
    return re.sub(r"[\s-]", "", transport.vehicle_number or "").upper()


# -- the document ------------------------------------------------------------------------------------


def e_way_bill(consignment: Consignment, transport: Transport, *, today: date) -> dict[str, Any]:
    """One document of the portal's bulk format. Raises ``NoEWayBill``, ``Invalid`` and ``Incomplete``."""
    if not consignment.goods:
        raise NoEWayBill(f"{consignment.number}: there are no goods on it")
    if len(consignment.goods) > MAX_GOODS:
        raise NoEWayBill(f"{consignment.number} has {len(consignment.goods)} kinds of goods; at most {MAX_GOODS}")
    if today > consignment.day + timedelta(days=MAX_AGE_DAYS):
        raise NoEWayBill(f"{consignment.number} is older than {MAX_AGE_DAYS} days")
    check_transport(transport)
    if transport.document_date is not None and transport.document_date < consignment.day:
        raise Invalid("the transport document is not dated before the goods' own", field="document_date")
    sender, buyer, goods = consignment.sender, consignment.buyer, consignment.goods
    receiver = consignment.receiver or buyer
    missing: list[str] = []
    if not sender.gstin:
        missing.append("business.gstin")
    check_party(sender, "business", missing=missing)
    if not buyer.name:
        missing.append("bill_to.name")
    check_party(receiver, "ship_to" if consignment.receiver else "bill_to", missing=missing)
    missing += [f"lines[{n}].hsn" for n, one in enumerate(goods) if not _HSN.fullmatch(one.hsn)]
    require_nothing_missing(sorted(set(missing), key=missing.index), number=consignment.number)
    taxable, igst = sum(one.taxable_minor for one in goods), sum(one.igst_minor for one in goods)
    half, cess = sum(one.half_minor for one in goods), sum(one.cess_minor for one in goods)
    from_first, from_second = split_address(sender.address)
    to_first, to_second = split_address(receiver.address)
    return {
        "userGstin": sender.gstin,
        "supplyType": "O",
        "subSupplyType": consignment.purpose,
        "subSupplyDesc": clean(consignment.purpose_note, most=20),
        "docType": consignment.document,
        "docNo": consignment.number,
        "docDate": day_of(consignment.day),
        "transType": 1 if consignment.receiver is None else 2,
        "fromGstin": sender.gstin,
        "fromTrdName": sender.name,
        "fromAddr1": from_first,
        "fromAddr2": from_second,
        "fromPlace": sender.city,
        "fromPincode": sender.postcode,
        "fromStateCode": int(sender.state or 0),
        "actualFromStateCode": int(sender.state or 0),
        "toGstin": buyer.gstin or UNREGISTERED,
        "toTrdName": buyer.name,
        "toAddr1": to_first,
        "toAddr2": to_second,
        "toPlace": receiver.city,
        "toPincode": receiver.postcode,
        "toStateCode": int(buyer.state or receiver.state or 0),
        "actualToStateCode": int(receiver.state or 0),
        "totalValue": rupees(taxable),
        "cgstValue": rupees(half),
        "sgstValue": rupees(half),
        "igstValue": rupees(igst),
        "cessValue": rupees(cess),
        "TotNonAdvolVal": 0,
        "OthValue": rupees(consignment.total_minor - taxable - igst - 2 * half - cess),
        "totInvValue": rupees(consignment.total_minor),
        "transMode": _MODES[transport.mode],
        "transDistance": transport.distance_km,
        "transporterName": clean(transport.transporter_name),
        "transporterId": compact(transport.transporter_id or ""),
        "transDocNo": transport.document_number or "",
        "transDocDate": "" if transport.document_date is None else day_of(transport.document_date),
        "vehicleNo": _vehicle(transport),
        "vehicleType": ("O" if transport.over_dimensional else "R") if transport.mode == "road" else "",
        "mainHsnCode": int(goods[0].hsn),
        "itemList": [_item(one, n) for n, one in enumerate(goods, 1)],
    }


def _item(one: Goods, number: int) -> dict[str, Any]:
    name = clean(one.description)
    return {
        "itemNo": number,
        "productName": name,
        "productDesc": name,
        "hsnCode": int(one.hsn),
        "quantity": one.quantity,
        "qtyUnit": quantity_code(one.unit) or "OTH",
        "taxableAmount": rupees(one.taxable_minor),
        "sgstRate": plain(one.half_rate),
        "cgstRate": plain(one.half_rate),
        "igstRate": plain(one.igst_rate),
        "cessRate": plain(one.cess_rate),
        "cessNonAdvol": 0,
    }


def e_way_file(consignment: Consignment, transport: Transport, *, today: date) -> bytes:
    """The file for the portal, of one document. Raises what ``e_way_bill`` raises."""
    return ENCODER.encode({"version": VERSION, "billLists": [e_way_bill(consignment, transport, today=today)]})


# -- bills -------------------------------------------------------------------------------------------


def consignment_of(bill: Bill, business: Business) -> Consignment:
    """The goods of an issued invoice or bill of supply; services on it do not travel. Raises ``NoEWayBill``."""
    if bill.status != "issued" or bill.kind != "invoice" or bill.bill_to is None:
        raise NoEWayBill("goods travel under an issued invoice, bill of supply or challan")
    is_export = bill.recipient in EXPORTS
    is_untaxed = bill.document == "bill_of_supply" or bill.recipient in UNDERTAKEN
    return Consignment(
        document="BIL" if is_untaxed else "INV",
        number=bill.number or "",
        day=bill.business_date,
        purpose=3 if is_export else 1,
        sender=seller_of(business),
        buyer=party_of(bill.bill_to, is_abroad=is_export),
        receiver=None if bill.ship_to is None else party_of(bill.ship_to, is_abroad=False),
        goods=[_goods(line, bill) for line in bill.lines if not is_service(line.hsn)],
        total_minor=bill.total_minor,
    )


def _goods(line: BillLine, bill: Bill) -> Goods:
    charged = line.tax_rate if line.tax_treatment == "taxable" and bill.recipient not in UNDERTAKEN else Decimal(0)
    is_inter = bill.supply == "inter"
    return Goods(
        description=line.description,
        hsn=line.hsn or "",
        quantity=line.quantity,
        unit=line.unit,
        taxable_minor=line.taxable_minor,
        exempt=line.tax_treatment != "taxable",
        igst_rate=charged if is_inter else Decimal(0),
        half_rate=Decimal(0) if is_inter else charged / 2,
        cess_rate=line.cess_rate,
        igst_minor=line.igst_minor,
        half_minor=line.cgst_minor,
        cess_minor=line.cess_minor,
    )


# -- reads -------------------------------------------------------------------------------------------


def export_e_way_bill(session: Session, bill_id: UUID, transport: Transport, *, by: Actor, today: date) -> bytes:
    """The e-way bill's file of a bill. Raises ``NotFound``, ``NoEWayBill``, ``Invalid``, ``Incomplete``."""
    by.require("returns.read")
    business = this_business(session)
    return e_way_file(consignment_of(read_bill(session, bill_id), business), transport, today=today)
