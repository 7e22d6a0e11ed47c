"""Paying suppliers, what is owed to them by age, and their statements. Amounts are worked out by hand, in paise."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from billing.ageing import Ages
from billing.listing import Listing
from billing.payments.reverse import AlreadyReversed
from billing.purchases.ageing import PayableAgeing, payable_ageing
from billing.purchases.bill import RecordSupplierBill, record_supplier_bill
from billing.purchases.bill_lines import SupplierBillLineInput
from billing.purchases.pay import allocate_to_supplier, list_supplier_payments
from billing.purchases.reads import list_supplier_bills, supplier_statement
from billing.purchases.settle import OverSettled, SettleBill, Source
from billing.suppliers import list_suppliers
from munim.days import Period
from munim.errors import Invalid, NotFound
from tests.billing.purchases.buyer import Buyer
from tests.counter import Counter


def ageing(counter: Counter, days_from_today: int = 0) -> PayableAgeing:
    with counter.open() as session:
        return payable_ageing(session, counter.today + timedelta(days=days_from_today), by=counter.by)


def test_p3_the_oldest_due_is_paid_first_and_the_rest_is_paid_ahead(counter: Counter, buyer: Buyer) -> None:
    supplier, day = buyer.supplier(), counter.today
    late = buyer.spend(supplier, "100", due_date=day + timedelta(days=9))
    soon = buyer.spend(supplier, "200", due_date=day + timedelta(days=2))

    buyer.pay(supplier, "250")
    assert (buyer.read(soon).due_minor, buyer.read(late).due_minor) == (0, 5000)
    ahead = buyer.pay(supplier, "80", "cash")

    assert (ahead.unallocated_minor, buyer.read(supplier).balance_minor) == (3000, -3000)
    assert buyer.accounts() == {"rent": 30000, "payable": 3000, "bank": -25000, "cash": -8000}
    assert counter.breaches() == []


def test_p2_no_more_is_set_against_a_bill_than_it_awaits_nor_taken_from_a_payment_than_it_has(
    counter: Counter, buyer: Buyer
) -> None:
    supplier = buyer.supplier()
    bill = buyer.spend(supplier, "100")

    with pytest.raises(OverSettled) as refused:
        buyer.pay(supplier, "500", allocations=[SettleBill(bill_id=bill.id, amount=Decimal("100.01"))])
    with pytest.raises(OverSettled):
        buyer.pay(supplier, "50", allocations=[SettleBill(bill_id=bill.id, amount=Decimal(60))])
    with pytest.raises(NotFound):
        buyer.pay(buyer.supplier("B"), "50", allocations=[SettleBill(bill_id=bill.id, amount=Decimal(50))])
    with pytest.raises(Invalid, match="named twice"):
        buyer.pay(supplier, "50", allocations=[SettleBill(bill_id=bill.id, amount=Decimal(5))] * 2)

    assert refused.value.facts["available_minor"] == 10000
    assert buyer.read(supplier).balance_minor == 10000
    assert counter.breaches() == []


def test_what_is_paid_ahead_settles_later_bills(counter: Counter, buyer: Buyer) -> None:
    supplier = buyer.supplier()
    payment = buyer.pay(supplier, "300", allocations=[])
    bill = buyer.spend(supplier, "200")

    with counter.open() as session:
        allocate_to_supplier(session, Source(payment_id=payment.id), None, **buyer.act)

    assert buyer.read(bill).due_minor == 0
    with counter.open() as session:
        found = list_supplier_payments(session, Listing(filters={"bill_id": str(bill.id)}), by=counter.by)
    assert [(one.id, one.unallocated_minor) for one in found.items] == [(payment.id, 10000)]
    assert counter.breaches() == []


def test_p4_a_payment_is_taken_back_once_and_its_bills_are_owed_again(counter: Counter, buyer: Buyer) -> None:
    supplier = buyer.supplier()
    bills = [buyer.spend(supplier, "100") for _ in range(2)]
    payment = buyer.pay(supplier, "150")

    undone = buyer.take_back(payment)

    assert (undone.reversed_date, undone.allocated_minor, undone.unallocated_minor) == (counter.today, 0, 0)
    assert [buyer.read(bill).due_minor for bill in bills] == [10000, 10000]
    assert buyer.accounts() == {"rent": 20000, "payable": -20000}
    with pytest.raises(AlreadyReversed):
        buyer.take_back(payment)
    with counter.open() as session, pytest.raises(AlreadyReversed):
        allocate_to_supplier(session, Source(payment_id=payment.id), None, **buyer.act)
    assert counter.breaches() == []


def test_money_leaves_the_account_that_is_named(counter: Counter, buyer: Buyer) -> None:
    supplier = buyer.supplier()

    buyer.pay(supplier, "10", "upi", account="bank")
    with pytest.raises(Invalid):
        buyer.pay(supplier, "10", "cash", account="bank")
    with pytest.raises(Invalid, match="above zero"):
        buyer.pay(supplier, "0")

    assert buyer.accounts() == {"payable": 1000, "bank": -1000}


def test_payables_age_by_due_date_and_come_to_the_account(counter: Counter, buyer: Buyer) -> None:
    supplier, other, day = buyer.supplier(), buyer.supplier("Other"), counter.today
    for amount, late in (("1", -5), ("2", 0), ("4", 1), ("8", 30), ("16", 31), ("32", 60), ("64", 61), ("128", 91)):
        due = day - timedelta(days=late)
        buyer.spend(supplier, amount, bill_date=min(day, due), due_date=due)
    buyer.pay(other, "1000")

    found = ageing(counter)

    assert [(one.supplier_name, one.owed.total_minor) for one in found.suppliers] == [
        ("Grain Wholesale", 25500),
        ("Other", -100000),
    ]
    assert found.all == Ages(
        current_minor=300, days_1_30_minor=1200, days_31_60_minor=4800, days_61_90_minor=6400, over_90_minor=12800,
        unallocated_minor=-100000, total_minor=-74500,
    )  # fmt: skip
    assert buyer.accounts()["payable"] == 74500


def test_payables_are_aged_as_they_stood_on_the_day(counter: Counter, buyer: Buyer) -> None:
    """Entered and paid nine days apart: in between it was owed, whatever happened since."""
    supplier, day = buyer.supplier(), counter.today
    back = {"bill_date": day - timedelta(days=20)}
    with counter.open() as session:
        line = SupplierBillLineInput(account="rent", description="Rent", unit_price=Decimal(100))
        command = RecordSupplierBill(
            supplier_id=supplier.id, reference="1", lines=[line], business_date=day - timedelta(days=10), **back
        )
        bill = record_supplier_bill(session, command, **buyer.act)
    buyer.pay(supplier, "100")

    assert ageing(counter, -11).suppliers == []
    assert ageing(counter, -1).all.days_1_30_minor == 10000
    assert ageing(counter).all == Ages()
    assert buyer.read(bill).due_minor == 0


def test_what_was_owed_before_the_books_began_is_owed_and_ages(counter: Counter, buyer: Buyer) -> None:
    supplier = buyer.supplier(opening_balance=Decimal("1200.50"))

    assert ageing(counter).all == Ages(current_minor=120050, total_minor=120050)
    assert ageing(counter, 45).all == Ages(days_31_60_minor=120050, total_minor=120050)
    buyer.pay(supplier, "200.50")
    assert ageing(counter, 45).all == Ages(days_31_60_minor=100000, total_minor=100000)
    assert counter.breaches() == []


def test_a_suppliers_statement_goes_from_what_was_owed_to_what_is(counter: Counter, buyer: Buyer) -> None:
    supplier, day = buyer.supplier(opening_balance=Decimal(50)), counter.today
    buyer.spend(supplier, "100", reference="GW/1")
    buyer.pay(supplier, "30")

    with counter.open() as session:
        now = supplier_statement(session, supplier.id, Period(day, day + timedelta(days=1)), by=counter.by)
        later = supplier_statement(
            session, supplier.id, Period(day + timedelta(days=1), day + timedelta(days=2)), by=counter.by
        )

    assert [(line.kind, line.narration, line.amount_minor, line.balance_minor) for line in now.lines] == [
        ("opening", "Opening balance", 5000, 5000),
        ("supplier_bill", "GW/1", 10000, 15000),
        ("supplier_payment", "INVPV26-00001", -3000, 12000),
    ]
    assert (now.opening_minor, now.closing_minor) == (0, 12000)
    assert (later.opening_minor, later.lines, later.closing_minor) == (12000, [], 12000)


def test_suppliers_and_their_bills_are_found_by_what_is_owed(counter: Counter, buyer: Buyer) -> None:
    owed, paid = buyer.supplier("Owed"), buyer.supplier("Paid")
    bill = buyer.spend(owed, "100", bill_date=counter.today - timedelta(days=3))
    buyer.spend(paid, "100")
    buyer.pay(paid, "100")

    with counter.open() as session:
        suppliers = list_suppliers(session, Listing(filters={"owed": "true"}), by=counter.by)
        overdue = list_supplier_bills(session, Listing(filters={"overdue_on": str(counter.today)}), by=counter.by)
        open_bills = list_supplier_bills(session, Listing(filters={"open": "true"}, sort="due_date"), by=counter.by)

    assert [one.name for one in suppliers.items] == ["Owed"]
    assert [one.id for one in overdue.items] == [one.id for one in open_bills.items] == [bill.id]
