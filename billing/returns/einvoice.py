"""e-Invoices: the JSON 1.1 that the invoice registration portal takes, and when it is needed (RULES E1 to E3)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from billing.bills.reads import Bill, BillLine, read_bill
from billing.business import Business, this_business
from billing.gst.law import E_INVOICE_AGE_TURNOVERS, E_INVOICE_MAX_AGE_DAYS, E_INVOICE_TURNOVERS, limit_on
from billing.gst.place import EXPORTS, UNDERTAKEN
from billing.numbering import WrongNumber, check_number
from billing.permissions import Actor
from billing.returns.irn import DocumentType, compute_irn
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
    without_empty,
)
from billing.returns.quantities import is_service, quantity_code
from billing.returns.registration import require_regular
from billing.returns.rows import plain
from munim.errors import Refused
from munim.money import round_half_up

# -- rules -------------------------------------------------------------------------------------------

MAX_LINES: Final = 1000
MAX_ROUND_OFF_MINOR: Final = 9999  # ±99.99
_SUPPLY_TYPES: Final = {
    "b2b": "B2B",
    "sez_with_payment": "SEZWP",
    "sez_without_payment": "SEZWOP",
    "export_with_payment": "EXPWP",
    "export_without_payment": "EXPWOP",
    "deemed_export": "DEXP",
}
_DOCUMENT_TYPES: Final[dict[str, DocumentType]] = {"invoice": "INV", "credit_note": "CRN", "debit_note": "DBN"}
_HSN: Final = re.compile(r"(?!0+$)(\d{4}|\d{6}|\d{8})")
_PHONE: Final = re.compile(r"\d{6,12}")


class NoEInvoice(Refused):
    """There is no e-invoice of this document."""

    code = "no_e_invoice"


class EInvoiceNeed(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the law asks for an e-invoice of a document, why, and until when the portal takes it (None: no end)."""

    needed: bool
    why: str
    irn: str | None = None
    until: date | None = None


def why_no_e_invoice(bill: Bill) -> str | None:
    """Why the portal registers no such document; None when it does (RULES E2)."""
    if bill.status != "issued":
        return f"this {bill.document.replace('_', ' ')} is {'a draft' if bill.status == 'draft' else 'cancelled'}"
    if bill.kind not in _DOCUMENT_TYPES:
        return "a quotation is no document of the tax"
    if bill.recipient is None:
        return "it was made outside a registration under GST"
    if bill.recipient == "b2c":
        return "the buyer is not registered: bills to consumers have no e-invoice"
    if bill.recipient not in EXPORTS and all(line.tax_treatment != "taxable" for line in bill.lines):
        return "nothing on it is taxable"
    return None


def e_invoice_need(bill: Bill, business: Business) -> EInvoiceNeed:
    """Whether the law asks for an e-invoice: by document, buyer and the seller's turnover on the day (RULES E2)."""
    day = bill.business_date
    if (why := why_no_e_invoice(bill)) is not None:
        return EInvoiceNeed(needed=False, why=why)
    irn = compute_irn(business.gstin or "", day, _DOCUMENT_TYPES[bill.kind], bill.number or "")
    limit = limit_on(E_INVOICE_TURNOVERS, day)
    turnover = business.annual_turnover or 0
    if limit is None or turnover <= limit:
        why = "the turnover is not known" if business.annual_turnover is None else "the turnover is not over the limit"
        return EInvoiceNeed(needed=False, why=f"{why} of {_crore(limit)}", irn=irn)
    return EInvoiceNeed(
        needed=True, why=f"the turnover is over {_crore(limit)}", irn=irn, until=last_day_to_register(bill, business)
    )


def last_day_to_register(bill: Bill, business: Business) -> date | None:
    """The last day on which the portal takes the document; None for sellers whose documents do not age (RULES E2)."""
    limit = limit_on(E_INVOICE_AGE_TURNOVERS, bill.business_date)
    if limit is None or (business.annual_turnover or 0) < limit:
        return None
    return bill.business_date + timedelta(days=E_INVOICE_MAX_AGE_DAYS)


def _crore(rupees_: int | None) -> str:
    return "any amount" if rupees_ is None else f"₹{rupees_ // 10_000_000} crore"


# -- the document ------------------------------------------------------------------------------------


def e_invoice(bill: Bill, business: Business, *, original: Bill | None) -> dict[str, Any]:
    """The document as schema 1.1 has it. ``original``: the invoice that a note corrects.

    Non-GST goods on the same bill are among the other charges. On reverse charge the tax is told, item by item, and is in
    no total, for the seller is not paid it. Raises ``NoEInvoice``, and ``Incomplete`` naming everything that is missing.
    """
    if (why := why_no_e_invoice(bill)) is not None:
        raise NoEInvoice(f"{bill.number}: {why}")
    assert bill.bill_to is not None and bill.recipient is not None  # an issued bill under GST has both
    is_export = bill.recipient in EXPORTS
    lines = [line for line in bill.lines if line.tax_treatment != "non_gst"]
    seller, buyer = seller_of(business), party_of(bill.bill_to, is_abroad=is_export)
    receiver = None if bill.ship_to is None else party_of(bill.ship_to, is_abroad=False)
    _check(bill, lines, seller, buyer, receiver)
    items = [_item(line, n, bill) for n, line in enumerate(lines, 1)]
    return without_empty(
        {
            "Version": "1.1",
            "TranDtls": {
                "TaxSch": "GST",
                "SupTyp": _SUPPLY_TYPES[bill.recipient],
                "RegRev": "Y" if bill.reverse_charge else "N",
            },
            "DocDtls": {"Typ": _DOCUMENT_TYPES[bill.kind], "No": bill.number, "Dt": day_of(bill.business_date)},
            "SellerDtls": {
                **_party(seller),
                **without_empty(
                    {"TrdNm": clean(business.name, least=3), "Ph": _phone(business.phone), "Em": business.email}
                ),
            },
            "BuyerDtls": {
                **_party(buyer),
                "Gstin": buyer.gstin or UNREGISTERED,
                "Pos": bill.place_of_supply,
                **without_empty({"Ph": _phone(bill.bill_to.phone)}),
            },
            "ShipDtls": None
            if receiver is None
            else {key: value for key, value in _party(receiver).items() if key != "Gstin"},
            "ItemList": items,
            "ValDtls": _totals(bill, lines, items),
            "RefDtls": None
            if original is None
            else {"PrecDocDtls": [{"InvNo": original.number, "InvDt": day_of(original.business_date)}]},
            "ExpDtls": {"CntCode": bill.bill_to.country} if is_export and bill.bill_to.country else None,
        }
    )


def _check(bill: Bill, lines: list[BillLine], seller: Party, buyer: Party, receiver: Party | None) -> None:
    missing: list[str] = []
    if not seller.gstin:
        missing.append("business.gstin")
    check_party(seller, "business", missing=missing)
    check_party(buyer, "bill_to", missing=missing)
    if receiver is not None:
        check_party(receiver, "ship_to", missing=missing)
    missing += [f"lines[{line.position - 1}].hsn" for line in lines if not _HSN.fullmatch(line.hsn or "")]
    try:
        check_number(bill.number or "")
    except WrongNumber:
        missing.append("number")
    if len(lines) > MAX_LINES:
        raise NoEInvoice(f"{bill.number} has {len(lines)} lines; an e-invoice has at most {MAX_LINES}")
    if abs(bill.round_off_minor) > MAX_ROUND_OFF_MINOR:
        missing.append("round_off")
    require_nothing_missing(missing, number=bill.number)


def _party(party: Party) -> dict[str, Any]:
    first, second = split_address(party.address)
    return without_empty(
        {
            "Gstin": party.gstin,
            "LglNm": party.name,
            "Addr1": first,
            "Addr2": second,
            "Loc": party.city,
            "Pin": party.postcode,
            "Stcd": party.state,
        }
    )


def _phone(phone: str | None) -> str | None:
    digits = (phone or "").removeprefix("+")
    return digits if _PHONE.fullmatch(digits) else None


def _item(line: BillLine, number: int, bill: Bill) -> dict[str, Any]:
    """One line: before tax whatever its price includes, so that quantity x unit price is the gross amount."""
    igst, half, cess = _tax(line, bill)
    paid = 0 if bill.reverse_charge else igst + 2 * half + cess
    rate = Decimal(0) if line.tax_treatment != "taxable" or bill.recipient in UNDERTAKEN else plain(line.tax_rate)
    return without_empty(
        {
            "SlNo": str(number),
            "PrdDesc": clean(line.description, most=300, least=3),
            "IsServc": "Y" if is_service(line.hsn) else "N",
            "HsnCd": line.hsn,
            "Qty": line.quantity,
            "Unit": quantity_code(line.unit) or "OTH",
            "UnitPrice": (rupees(line.gross_minor) / line.quantity).quantize(Decimal("0.001"), rounding=ROUND_HALF_UP),
            "TotAmt": rupees(line.gross_minor),
            "Discount": rupees(line.discount_minor),
            "AssAmt": rupees(line.taxable_minor),
            "GstRt": rate,
            "IgstAmt": rupees(igst),
            "CgstAmt": rupees(half),
            "SgstAmt": rupees(half),
            "CesRt": plain(line.cess_rate),
            "CesAmt": rupees(cess),
            "TotItemVal": rupees(line.taxable_minor + paid),
        }
    )


def _tax(line: BillLine, bill: Bill) -> tuple[int, int, int]:
    """(IGST, each half, cess) of a line; on reverse charge what the buyer will pay, each half up (RULES T1)."""
    if not bill.reverse_charge or line.tax_treatment != "taxable":
        return line.igst_minor, line.cgst_minor, line.cess_minor
    taxable = Decimal(line.taxable_minor)
    whole, half = round_half_up(taxable * line.tax_rate / 100), round_half_up(taxable * line.tax_rate / 200)
    cess = round_half_up(taxable * line.cess_rate / 100)
    return (whole, 0, cess) if bill.supply == "inter" else (0, half, cess)


def _totals(bill: Bill, lines: Iterable[BillLine], items: list[dict[str, Any]]) -> dict[str, Any]:
    """Assessable value + taxes + other charges + round-off = the invoice's value; on reverse charge without the taxes."""

    def total(name: str) -> Decimal:
        return sum((item[name] for item in items), Decimal("0.00"))

    beside = sum(line.total_minor for line in bill.lines) - sum(line.total_minor for line in lines)
    return {
        "AssVal": total("AssAmt"),
        "IgstVal": total("IgstAmt"),
        "CgstVal": total("CgstAmt"),
        "SgstVal": total("SgstAmt"),
        "CesVal": total("CesAmt"),
        "Discount": rupees(0),
        "OthChrg": rupees(bill.charges_minor + beside),
        "RndOffAmt": rupees(bill.round_off_minor),
        "TotInvVal": rupees(bill.total_minor),
    }


# -- reads -------------------------------------------------------------------------------------------


def export_e_invoice(session: Session, bill_id: UUID, *, by: Actor, today: date) -> bytes:
    """The file for the portal: a list of one document, as its bulk upload takes it.

    Raises ``NotFound``, ``NoGstReturn``, ``NoEInvoice`` (also when it is too late to register), ``Incomplete``.
    """
    by.require("returns.read")
    business = this_business(session)
    bill = read_bill(session, bill_id)
    require_regular(business, "e-invoice", on=bill.business_date)
    until = last_day_to_register(bill, business)
    if until is not None and today > until and why_no_e_invoice(bill) is None:
        raise NoEInvoice(f"{bill.number}: the portal took it until {until}", until=until.isoformat())
    original = read_bill(session, bill.original_id) if bill.original_id else None
    return ENCODER.encode([e_invoice(bill, business, original=original)])
