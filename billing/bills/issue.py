"""Issuing a bill: it gets its number, moves stock, and is owed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.bills.draft import bill_to, check_on_sale, lock_draft
from billing.bills.goods import costs_of_goods, goods_leaving, write_costs
from billing.bills.reads import Bill, BillTax, read_bill
from billing.bills.tables import bills
from billing.bills.taxation import stated_place, taxation_of
from billing.business import Business, this_business
from billing.customers import Customer, lock_customer
from billing.events import record_event
from billing.ledger import Entry, post
from billing.numbering import back_dates, default_series, take_number
from billing.permissions import Actor
from billing.pricing import PricedBill, TaxLine
from billing.products import read_products
from billing.series import choose_series
from billing.stock import lock_levels, move_stock, short_by, stock_entries
from billing.stock_history import ShortDay, short_facts
from billing.valuation import Moved
from munim.database import business_of
from munim.errors import Refused
from munim.money import show
from munim.text import Prose, SeriesCode

# -- commands ----------------------------------------------------------------------------------------


class IssueBill(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How to issue a draft. A reason is asked for where a rule is set aside by someone allowed to.

    ``series`` None: the one the draft names, else the shop's default; ``device_id``: the device it is leased to.
    """

    credit_reason: Prose | None = None
    backdate_reason: Prose | None = None
    series: SeriesCode | None = None
    device_id: UUID | None = None


# -- rules -------------------------------------------------------------------------------------------


class OverCreditLimit(Refused):
    """This bill would put the customer above their credit limit."""

    code = "over_credit_limit"


def series_of(document: str, business: Business) -> str:
    """The shop's default series of a document: its prefix, with C for credit notes, Q for quotations, …"""
    return default_series(document, business.invoice_prefix)


# The account that the tax of a component is owed to the government in.
TAX_ACCOUNTS: Final = {
    "TAX": "tax_payable", "CGST": "output_cgst", "SGST": "output_sgst", "IGST": "output_igst", "CESS": "output_cess",
}  # fmt: skip


def tax_entries(taxes: Iterable[BillTax | TaxLine]) -> list[Entry]:
    """What a bill owes the government, a leg for each component: its tax summary, summed over rates."""
    owed: dict[str, int] = {}
    for tax in taxes:
        account = TAX_ACCOUNTS[tax.component]
        owed[account] = owed.get(account, 0) - tax.tax_minor
    return [Entry(account, amount) for account, amount in owed.items()]


def invoice_entries(customer_id: UUID, bill: Bill | PricedBill, *, charges_minor: int = 0) -> list[Entry]:
    """What an issued invoice posts: debtors owe the total; sales, tax, charges and round-off make it up."""
    return [
        Entry("receivable", bill.total_minor, customer_id=customer_id),
        Entry("sales", -bill.taxable_minor),
        *tax_entries(bill.taxes),
        Entry("charges", -charges_minor),
        Entry("round_off", -bill.round_off_minor),
    ]


def credit_waived(customer: Customer, total_minor: int, business: Business, command: IssueBill, by: Actor) -> bool:
    """True when the limit is set aside; raises ``OverCreditLimit`` when it is passed and may not be (P5)."""
    if customer.credit_limit_minor is None or customer.exposure_minor + total_minor <= customer.credit_limit_minor:
        return False
    if by.may("credit.override") and (command.credit_reason or "").strip():
        return True
    left = customer.credit_limit_minor - customer.exposure_minor
    raise OverCreditLimit(
        f"{customer.name} has {show(max(left, 0), business.currency)} of credit left; this bill is {show(total_minor, business.currency)}"
        + ("; give a credit_reason to allow it" if by.may("credit.override") else ""),
        field="credit_reason" if by.may("credit.override") else None,
        available_minor=left,
        requested_minor=total_minor,
    )


class TaxedOtherwise(Refused):
    """The shop or the customer is registered otherwise than when this was drafted: write the draft anew."""

    code = "taxed_otherwise"


def _check_taxed_as_now(bill: Bill, business: Business, customer: Customer) -> None:
    """Refuse a draft whose taxes are those of a registration or a place that changed since. Raises ``TaxedOtherwise``."""
    now = taxation_of(
        business,
        customer,
        bill.business_date,
        ship_to_state=bill.ship_to.state_code if bill.ship_to else None,
        place_of_supply=stated_place(bill, business),
        reverse_charge=bill.reverse_charge,
    )
    document = now.document_of(bill.kind, (line.tax_treatment for line in bill.lines))
    supply = (now.supply.kind, now.supply.recipient, now.supply.place) if now.supply else (None, None, None)
    if (document, *supply) != (bill.document, bill.supply, bill.recipient, bill.place_of_supply):
        raise TaxedOtherwise()


# -- operations --------------------------------------------------------------------------------------


def issue_bill(
    session: Session, bill_id: UUID, command: IssueBill, *, by: Actor, at: datetime, expected_version: int | None = None
) -> Bill:
    """Give a draft its number, take its goods from stock and post what is owed.

    Locks, in this order: the bill, the customer's balance, stock levels by product, the number series, the
    business's head. Raises ``NotFound``, ``NotADraft``, ``StaleVersion``, ``NotOnSale``, ``OverCreditLimit``,
    ``TaxedOtherwise``, ``OutOfStock``, ``BackDated``, ``SeriesClosed``, ``SeriesLeased``. A quotation gets a number and nothing else.
    """
    by.require("bills.write")
    version = lock_draft(session, bill_id, expected_version)
    business = this_business(session)
    bill = read_bill(session, bill_id)
    customer = lock_customer(session, bill.customer_id)
    if not customer.active:
        raise Refused(f"{customer.name} is no longer a customer", field="customer_id")
    _check_taxed_as_now(bill, business, customer)
    back_dated = back_dates(command.backdate_reason, by)
    waived = bill.kind == "invoice" and credit_waived(customer, bill.total_minor, business, command, by)
    products = read_products(session, {line.product_id for line in bill.lines if line.product_id})
    check_on_sale(products[line.product_id] if line.product_id else None for line in bill.lines)
    moved: list[Moved] = []
    short: list[ShortDay] = []
    if bill.kind == "invoice":
        moves = goods_leaving(bill.lines, products)
        leaving = list(moves.values())
        if back_dated:
            lock_levels(session, {move.product_id for move in leaving})
            short = short_by(session, leaving, day=bill.business_date, today=business.today(at))
        moved = move_stock(
            session, "sale", leaving, business_date=bill.business_date, at=at, bill_id=bill_id, back_dated=back_dated
        )
        by_line = dict(zip(moves, moved, strict=True))
        write_costs(session, bill_id, costs_of_goods(bill.lines, by_line, products, business.currency))
    asked = command.series or bill.series
    series = choose_series(session, bill.document, asked, device_id=command.device_id, business=business)
    number, year = take_number(
        session,
        bill.document,
        series,
        business_date=bill.business_date,
        calendar=business.calendar,
        back_dated=back_dated,
    )
    session.execute(
        sa.update(bills)
        .where(bills.c.business_id == business_of(session), bills.c.id == bill_id)
        .values(
            status="issued", number=number, series=series, financial_year=year, issued_at=at, staff_id=by.user_id,
            bill_to=msgspec.to_builtins(bill_to(customer, business)), version=version + 1,
        )
    )  # fmt: skip
    if bill.kind == "invoice":
        legs = [
            *invoice_entries(customer.id, bill, charges_minor=bill.charges_minor),
            *stock_entries(moved, "cost_of_goods"),
        ]
        post(session, "bill", bill_id, legs, business_date=bill.business_date, at=at, narration=number)
    data = {
        "kind": bill.kind, "number": number, "customer_id": str(customer.id), "total_minor": bill.total_minor,
        **({"credit_reason": command.credit_reason} if waived else {}),
        **({"backdate_reason": command.backdate_reason} if back_dated else {}),
        **short_facts(short),
    }  # fmt: skip
    record_event(session, "bill.issued", "bill", bill_id, data, by=by, at=at, business_date=bill.business_date)
    return msgspec.structs.replace(read_bill(session, bill_id), warnings=[str(one) for one in short])
