"""Turning a quotation into the bill of it: once, at the prices that were quoted."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.bills.draft import DraftBill, DraftLine, ShipTo, draft_bill
from billing.bills.issue import IssueBill
from billing.bills.reads import Bill, BillLine, BillTo, read_bill
from billing.bills.sell import sell
from billing.bills.tables import bills
from billing.bills.taxation import stated_place
from billing.business import this_business
from billing.permissions import Actor
from munim.database import business_of
from munim.days import show_day
from munim.errors import Conflict, Refused
from munim.money import exponent, minor_from
from munim.text import Prose, SeriesCode

# -- commands ----------------------------------------------------------------------------------------


class ConvertQuotation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How a quotation becomes a bill: issued at once, or with ``issue`` false a draft to be changed first."""

    issue: bool = True
    id: UUID | None = None
    business_date: date | None = None
    due_date: date | None = None
    note: Prose | None = None
    series: SeriesCode | None = None
    device_id: UUID | None = None
    credit_reason: Prose | None = None
    backdate_reason: Prose | None = None


# -- rules -------------------------------------------------------------------------------------------


class NotConvertible(Refused):
    """Only an issued quotation becomes a bill."""

    code = "not_convertible"


class QuotationLapsed(Refused):
    """The last day of this quotation is over."""

    code = "quotation_lapsed"


class AlreadyBilled(Conflict):
    """There is a bill of this quotation already."""

    code = "already_billed"


# what a line to be has in common with one that stands
_KEPT = [name for name in DraftLine.__struct_fields__ if name in BillLine.__struct_fields__]


def quoted_line(line: BillLine, currency: str) -> DraftLine:
    """The line to bill: as it was quoted, with its share of every discount as an amount of its own.

    The discount is in the terms of the price: what the price came to less what was asked for it, so that the same is
    asked again to the paisa.
    """
    written = minor_from(line.quantity * line.unit_price, currency)
    asked = line.total_minor if line.price_includes_tax else line.taxable_minor
    discount = Decimal(written - asked).scaleb(-exponent(currency))
    return DraftLine(**{name: getattr(line, name) for name in _KEPT}, discount=discount)


def _where(place: BillTo) -> ShipTo:
    return ShipTo(**{name: getattr(place, name) for name in ShipTo.__struct_fields__})


# -- operations --------------------------------------------------------------------------------------


def convert_quotation(
    session: Session, quotation_id: UUID, command: ConvertQuotation, *, by: Actor, at: datetime
) -> Bill:
    """Make the bill of an issued quotation, which keeps its number and names the bill from then on.

    A second time is refused unless the first bill was cancelled or its draft discarded. Locks the quotation, then what
    ``sell`` or ``draft_bill`` lock. Raises ``NotFound``, ``NotConvertible``, ``AlreadyBilled``, ``QuotationLapsed``, and what
    those raise.
    """
    by.require("bills.write")
    business_id = business_of(session)
    here = (bills.c.business_id == business_id) & (bills.c.id == quotation_id)
    session.execute(sa.select(bills.c.id).where(here).with_for_update())
    quotation = read_bill(session, quotation_id)
    if quotation.kind != "quotation" or quotation.status != "issued":
        raise NotConvertible(f"this {quotation.kind.replace('_', ' ')} is {quotation.status}")
    if quotation.billed_by is not None:
        raise AlreadyBilled(f"{quotation.number} is billed already", bill_id=str(quotation.billed_by))
    business = this_business(session)
    day = business.day_of(command.business_date, at)
    if quotation.valid_until is not None and day > quotation.valid_until:
        raise QuotationLapsed(f"{quotation.number} was valid until {show_day(quotation.valid_until)}: quote anew")
    draft = DraftBill(
        id=command.id,
        customer_id=quotation.customer_id,
        lines=[quoted_line(line, business.currency) for line in quotation.lines],
        business_date=command.business_date,
        due_date=command.due_date,
        note=quotation.note if command.note is None else command.note,
        ship_to=None if quotation.ship_to is None else _where(quotation.ship_to),
        place_of_supply=stated_place(quotation, business),
        reverse_charge=quotation.reverse_charge,
        series=command.series,
        device_id=command.device_id,
    )
    if command.issue:
        issue = IssueBill(credit_reason=command.credit_reason, backdate_reason=command.backdate_reason)
        bill = sell(session, draft, issue, by=by, at=at)
    else:
        bill = draft_bill(session, draft, by=by, at=at)
    made = (bills.c.business_id == business_id) & (bills.c.id == bill.id)
    session.execute(sa.update(bills).where(made).values(quotation_id=quotation_id))
    return read_bill(session, bill.id)
