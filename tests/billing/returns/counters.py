"""What a registered shop sells in tests of its returns, and to whom."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from billing.bills.draft import DraftBill, DraftLine
from billing.bills.issue import IssueBill
from billing.bills.reads import Bill
from billing.bills.sell import sell
from billing.customers import Customer
from tests.counter import Counter

FIRST = date(2026, 10, 1)
# supplied and paid for before the compensation cess ended, billed since (section 14)
UNDER_CESS = {"supply_date": date(2026, 1, 30), "payment_date": date(2026, 1, 30)}


def billed(counter: Counter, customer: Customer | None, *lines: DraftLine, day: date = FIRST, **details: Any) -> Bill:
    command = DraftBill(lines=list(lines), customer_id=customer.id if customer else None, business_date=day, **details)
    with counter.open() as session:
        return sell(session, command, IssueBill(), by=counter.by, at=counter.at)


def line(price: str = "1000", rate: str = "18", hsn: str | None = "6109", **details: Any) -> DraftLine:
    return DraftLine(
        description=details.pop("description", "Cotton shirt"),
        unit_price=Decimal(price),
        tax_rate=Decimal(rate),
        hsn=hsn,
        unit=details.pop("unit", "pcs"),
        **details,
    )
