"""Customers from a file: known again by their reference, phone or GSTIN, or by a name that has none of these."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from billing.customers import (
    CustomerDetails,
    NewCustomer,
    customers,
    enter_customer,
    read_customer,
    rewrite_customer,
)
from billing.imports.cells import Balance
from billing.imports.columns import Column, Line
from billing.imports.kinds import Kept, Kind, Work, command_of, details_with
from munim.database import business_of
from munim.money import exponent, parse_minor
from munim.phones import normal_phone

PARTY_COLUMNS: Final = (
    Column(field="phone", heading="Phone", type="digits", also=("Mobile No", "Mobile", "Mobile Number", "Phone No", "Phone Number", "Contact No", "Contact Number", "Contact", "WhatsApp", "Tel", "फोन", "मोबाइल"), help="with or without +91; one number", example="98220 12345"),
    Column(field="email", heading="E-mail", also=("Email", "Email ID", "Email Address", "Mail"), help="one address", example="ramesh@example.com"),
    Column(field="gstin", heading="GSTIN", also=("GSTIN/UIN", "GST No", "GST Number", "GSTIN No", "GST", "VAT No", "Tax ID"), help="15 letters and digits; the state is taken from it"),
    Column(field="address", heading="Address", also=("Billing Address", "Address Line 1", "पता"), help="as it is printed", example="14 Laxmi Road"),
    Column(field="city", heading="City", also=("Town", "Place", "शहर"), help="", example="Pune"),
    Column(field="state_code", heading="State code", also=("State", "GST State Code", "Place of Supply"), type="digits", help="two digits of the GST state code; not needed with a GSTIN", example="27"),
    Column(field="credit_days", heading="Credit days", type="whole", also=("Due Days", "Payment Terms", "Terms", "Credit Period"), help="days to pay in; empty: the shop's own terms", example="15"),
    Column(field="notes", heading="Notes", also=("Note", "Remarks", "Remark", "Narration"), help=""),
    Column(field="active", heading="Active", type="flag", help="yes or no; empty: yes"),
)  # fmt: skip

COLUMNS: Final = (
    Column(field="name", heading="Name", also=("Customer Name", "Customer", "Party Name", "Party", "Ledger Name", "Account Name", "Company Name", "Display Name", "नाम", "ग्राहक"), required=True, help="the customer's name", example="Ramesh Traders"),
    Column(field="reference", heading="Reference", type="digits", also=("Customer Code", "Customer ID", "Customer No", "Code", "Party Code", "ID", "Ref"), help="your own number of the customer: what a second import knows them by", example="C-101"),
    *PARTY_COLUMNS,
    Column(field="country", heading="Country", also=("Country Code",), help="two letters; empty: the shop's own"),
    Column(field="credit_limit", heading="Credit limit", type="number", also=("Limit",), help="empty: no limit", example="50,000"),
    Column(field="discount_percent", heading="Discount %", type="percent", also=("Discount", "Disc", "Discount Percent"), help="of every bill"),
    Column(field="tax_exempt", heading="Tax exempt", type="flag", also=("Exempt",), help="yes or no; empty: no"),
    Column(field="opening_balance", heading="Opening balance", type="balance", also=("Opening Bal.", "Opening Bal", "Opening", "Balance", "Outstanding", "Amount Due", "Closing Balance", "बकाया"), help="what they owe today; with a minus or Cr: what they paid ahead. Of new customers alone", example="₹1,23,456.50"),
)  # fmt: skip


class CustomerImport:
    """Adds customers, and changes those that are there."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._known: dict[tuple[str, str], UUID] = {}
        self._references: dict[UUID, str] = {}
        self._lines: dict[UUID, int] = {}

    def prepare(self, lines: Sequence[Line]) -> Sequence[Line]:
        """Read what customers there are; two lines that change the same are in the order of the file."""
        session = self._work.session
        here = customers.c.business_id == business_of(session)
        columns = (customers.c.id, customers.c.reference, customers.c.phone, customers.c.gstin, customers.c.name)
        for row in session.execute(sa.select(*columns).where(here, ~customers.c.is_walk_in).order_by(customers.c.id)):
            self._learn(row.id, row._mapping)
        return lines

    def keep(self, line: Line) -> Kept:
        """Add a customer, or change or skip the one that is there."""
        work, values = self._work, _commanded(line.values)
        if "phone" in values:
            values["phone"] = normal_phone(values["phone"], values.get("country") or work.business.country)
        found = self._find(values)
        if found is not None and found in self._lines:
            return Kept("skipped", line.values["name"], f"line {self._lines[found]} is the same customer")
        if found is None:
            found = enter_customer(work.session, command_of(values, NewCustomer), at=work.at)
            self._lines[found] = line.number
            self._learn(found, values)
            minor = parse_minor(values.get("opening_balance", Decimal(0)), work.business.currency)
            return Kept("added", line.values["name"], amount_minor=minor)
        self._lines[found] = line.number
        if not work.updates:
            return Kept("skipped", line.values["name"], "this customer is there already")
        before = read_customer(work.session, found)
        limit = before.credit_limit_minor
        was = None if limit is None else Decimal(limit).scaleb(-exponent(work.business.currency))
        details = details_with(before, values, CustomerDetails, credit_limit=was)
        if details == details_with(before, {}, CustomerDetails, credit_limit=was):
            return Kept("skipped", line.values["name"], "nothing of this customer differs")
        rewrite_customer(work.session, found, details)
        self._learn(found, values)
        return Kept("changed", line.values["name"])

    def _find(self, values: dict[str, Any]) -> UUID | None:
        """By reference, phone or GSTIN; branches of one GSTIN are told apart by the references they have."""
        for key in ("reference", "phone", "gstin"):
            found = self._known.get((key, values[key].upper())) if values.get(key) else None
            if found is not None and not (key == "gstin" and values.get("reference") and found in self._references):
                return found
        if any(values.get(key) for key in ("reference", "phone", "gstin")):
            return None
        return self._known.get(("name", values["name"].upper()))

    def _learn(self, customer_id: UUID, values: Any) -> None:
        if values.get("reference"):
            self._references[customer_id] = values["reference"]
        told = [key for key in ("reference", "phone", "gstin") if values.get(key)]
        for key in told or ["name"]:
            self._known.setdefault((key, values[key].upper()), customer_id)


def _commanded(values: dict[str, Any]) -> dict[str, Any]:
    """The values as the command takes them: a debit is owed to the shop, a credit was paid ahead."""
    out = dict(values)
    balance: Balance | None = out.get("opening_balance")
    if balance is not None:
        out["opening_balance"] = -balance.amount if balance.side == "cr" else balance.amount
    for name in ("gstin", "country", "state_code"):
        if name in out:
            out[name] = out[name].replace(" ", "").upper()
    if out.get("state_code", "").isdigit():
        out["state_code"] = out["state_code"].zfill(2)  # a sheet writes 07 as 7
    return out


CUSTOMERS: Final = Kind(name="customers", title="Customers", columns=COLUMNS, begin=CustomerImport)
