"""A bill's PDF from a warm typesetter: p95 of twelve-line bills, beside an empty page through the same door."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from statistics import median, quantiles
from uuid import UUID

import msgspec

from billing.bills.draft import DraftBill, DraftLine, make_bill
from billing.bills.reads import Bill, BillLine, BillTax
from billing.business import Business
from billing.customers import Customer
from billing.documents import bill_document, bill_pdf, buyer_of
from munim.ids import new_id
from munim.render import render_pdf

DOCUMENTS = 200


def main() -> None:
    documents = [
        bill_document(bill := _bill(n), BUSINESS, buyer_of(_customer(bill.customer_name))) for n in range(DOCUMENTS)
    ]
    bill_pdf(documents[0])  # the first starts the process and reads the fonts
    bills = _times(lambda n: bill_pdf(documents[n]))
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.typ"
        empty.write_text('#set page(paper: "a4")\nNothing.')
        pages = _times(lambda n: render_pdf(empty, {}))
    print(
        f"bill PDF, twelve lines  p50 {median(bills) * 1000:5.1f} ms   p95 {quantiles(bills, n=20)[18] * 1000:5.1f} ms     asked: p95 30 ms"
    )
    print(
        f"an empty page           p50 {median(pages) * 1000:5.1f} ms   p95 {quantiles(pages, n=20)[18] * 1000:5.1f} ms"
    )
    print(f"ratio of medians        {median(bills) / median(pages):5.1f}")


def _times(make: Callable[[int], bytes]) -> list[float]:
    out = []
    for n in range(DOCUMENTS):
        started = time.perf_counter()
        make(n)
        out.append(time.perf_counter() - started)
    return out


BUSINESS = Business(
    business_id=1, name="Sharma Kirana Store", currency="INR", timezone="Asia/Kolkata", year_start_month=4, tax_name="GST",
    upi_id="sharma@okbank", address="12 Laxmi Road", city="Pune", gstin="27AAPFU0939F1ZV",
)  # fmt: skip


def _customer(name: str) -> Customer:
    return Customer(
        id=new_id(), name=name, reference=None, phone=None, email=None, address="4 MG Road", city="Pune", state_code="27", country="IN", gstin=None,
        gst_treatment=None, language=None, credit_limit_minor=None, credit_days=None, discount_percent=Decimal(0), tax_exempt=False, is_walk_in=False, opted_out=False,
        notes=None, active=True, version=1, created_at=datetime(2026, 11, 1, tzinfo=UTC), balance_minor=0, unbilled_minor=0,
    )  # fmt: skip


def _bill(n: int) -> Bill:
    customer = _customer(f"Customer {n}")
    lines = [
        DraftLine(
            description=f"Product {n * 12 + k}",
            unit_price=Decimal(k * 17 + n),
            tax_rate=Decimal(18),
            quantity=Decimal(k + 1),
        )
        for k in range(12)
    ]
    at = datetime(2026, 11, 1, tzinfo=UTC)
    made = make_bill(DraftBill(lines=lines), business=BUSINESS, customer=customer, products={}, at=at)
    return Bill(
        id=UUID(int=n), kind="invoice", status="issued", number=f"INV26-{n:05d}", customer_id=customer.id, customer_name=customer.name, original_id=None,
        reference=None, issued_at=datetime(2026, 11, 1, tzinfo=UTC), cancelled_date=None, charges_minor=0, allocated_minor=0, credited_minor=0, written_off_minor=0,
        due_minor=made.priced.total_minor, tax_effect=True, ship_to=None, note=None, version=1, created_at=datetime(2026, 11, 1, tzinfo=UTC), series="INV", financial_year="2026-27",
        cancel_reason=None, staff_id=None, bill_to=None, **made.values(),
        lines=[BillLine(id=k, original_line_id=None, **msgspec.structs.asdict(line)) for k, line in enumerate(made.lines)],
        taxes=[BillTax(tax.component, tax.rate, tax.taxable_minor, tax.tax_minor) for tax in made.priced.taxes],
    )  # fmt: skip


if __name__ == "__main__":
    main()
