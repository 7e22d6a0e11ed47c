"""Buying: ordered, received, billed, paid. Amounts are worked out by hand, in paise."""

from __future__ import annotations

from decimal import Decimal

import pytest

from billing.purchases.bill import DuplicateSupplierBill
from billing.purchases.bill_lines import OverBilled
from billing.purchases.receive import OverReceived
from tests.billing.purchases.buyer import Buyer
from tests.counter import Counter


def test_a_purchase_from_order_to_payment(counter: Counter, buyer: Buyer) -> None:
    """10 kg at 80 ordered; 6 and 4 come; billed at 18 % of plain tax; paid. The account of goods received ends at nothing."""
    supplier, dal = buyer.supplier(credit_days=30), counter.product(stock="0", tax_rate=Decimal(18))

    order = buyer.order(supplier, (dal, "10", "80"))
    assert (order.number, order.status, order.total_minor) == ("INVPO26-00001", "open", 94400)
    assert buyer.accounts() == {}

    first = buyer.receive(order, (1, "6"))
    assert (first.number, first.value_minor, buyer.read(order).status) == ("INVGR26-00001", 48000, "partly_received")
    assert buyer.accounts() == {"inventory": 48000, "goods_received": -48000}
    second = buyer.receive(order)
    assert buyer.read(order).status == "received"
    assert counter.on_hand(dal) == 10
    assert counter.breaches() == []

    bill = buyer.bill(first, reference="GW/77")
    assert (bill.total_minor, bill.due_minor, (bill.due_date - bill.bill_date).days) == (56640, 56640, 30)
    buyer.bill(second, reference="GW/78")
    assert buyer.accounts() == {"inventory": 80000, "input_tax": 14400, "payable": -94400}
    assert buyer.read(supplier).balance_minor == 94400
    assert counter.breaches() == []

    payment = buyer.pay(supplier, "1000")
    assert (payment.number, payment.allocated_minor, payment.unallocated_minor) == ("INVPV26-00001", 94400, 5600)
    assert buyer.read(supplier).balance_minor == -5600
    assert buyer.read(bill).due_minor == 0
    assert buyer.accounts() == {"inventory": 80000, "input_tax": 14400, "payable": 5600, "bank": -100000}
    assert counter.breaches() == []


def test_more_than_was_ordered_is_refused_unless_it_is_accepted(counter: Counter, buyer: Buyer) -> None:
    supplier, dal = buyer.supplier(), counter.product(stock="0")
    order = buyer.order(supplier, (dal, "10", "80"))

    with pytest.raises(OverReceived) as refused:
        buyer.receive(order, (1, "10.001"))
    buyer.receive(order, (1, "12"), accept_excess=True)

    assert refused.value.facts == {"available": "10.000", "requested": "10.001"}
    assert counter.on_hand(dal) == 12


def test_no_more_is_billed_than_was_received(counter: Counter, buyer: Buyer) -> None:
    receipt = buyer.take_in(buyer.supplier(), (counter.product(stock="0"), "10", "80"))
    buyer.bill(receipt, {"position": 1, "quantity": Decimal(7)})

    with pytest.raises(OverBilled) as refused:
        buyer.bill(receipt, {"position": 1, "quantity": Decimal(4)})

    assert refused.value.facts["available"] == "3.000"
    assert buyer.accounts()["goods_received"] == -24000


def test_a_bill_is_entered_once_whatever_the_case_of_its_number(buyer: Buyer) -> None:
    supplier = buyer.supplier()
    bill = buyer.spend(supplier, "500", reference="gw/7")

    with pytest.raises(DuplicateSupplierBill):
        buyer.spend(supplier, "500", reference="GW/7")
    buyer.spend(buyer.supplier("Another"), "500", reference="GW/7")
    buyer.cancel(bill)
    assert buyer.spend(supplier, "400", reference="GW/7").due_minor == 40000
