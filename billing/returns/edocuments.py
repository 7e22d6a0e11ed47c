"""Which e-documents a bill needs: the question at the counter before the goods leave (RULES E2, E5)."""

from __future__ import annotations

from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from billing.bills.reads import read_bill
from billing.business import this_business
from billing.permissions import Actor
from billing.returns.einvoice import EInvoiceNeed, e_invoice_need
from billing.returns.eway import EWayNeed, NoEWayBill, consignment_of, e_way_need
from billing.returns.registration import require_regular


class EDocuments(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a bill needs an e-invoice and an e-way bill, and why; the IRN its e-invoice will have."""

    bill_id: UUID
    number: str | None
    e_invoice: EInvoiceNeed
    e_way_bill: EWayNeed


def read_e_documents(session: Session, bill_id: UUID, *, by: Actor) -> EDocuments:
    """What the law asks of one bill beside paper. Raises ``NotFound``, ``NoGstReturn``."""
    by.require("returns.read")
    bill = read_bill(session, bill_id)
    business = this_business(session)
    require_regular(business, "e-invoice", on=bill.business_date)
    try:
        way = e_way_need(consignment_of(bill, business))
    except NoEWayBill as refused:
        way = EWayNeed(needed=False, why=refused.message)
    return EDocuments(bill_id=bill.id, number=bill.number, e_invoice=e_invoice_need(bill, business), e_way_bill=way)
