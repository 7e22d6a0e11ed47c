"""Every lock of purchases has its race: threads that each fit alone but not together."""

from __future__ import annotations

from decimal import Decimal

import pytest

from billing.payments.reverse import AlreadyReversed
from billing.purchases.bill import DuplicateSupplierBill
from billing.purchases.bill_lines import OverBilled
from billing.purchases.cancel import SupplierBillNotCancellable
from billing.purchases.pay import allocate_to_supplier
from billing.purchases.receive import OverReceived
from billing.purchases.send_back import NotReturnable, OverSentBack
from billing.purchases.settle import OverSettled, SettleBill, Source
from munim.errors import MunimError
from tests.billing.purchases.buyer import Buyer
from tests.billing.test_races import race, refusals
from tests.counter import Counter


def test_s5_one_order_received_by_many_never_exceeds_what_was_ordered(counter: Counter, buyer: Buyer) -> None:
    dal = counter.product(stock="0")
    order = buyer.order(buyer.supplier(), (dal, "10", "80"))

    results = race(8, lambda n: buyer.receive(order, (1, "4")))

    assert refusals(results, OverReceived) == 6
    assert (counter.on_hand(dal), buyer.read(order).lines[0].received_quantity) == (8, 8)
    assert counter.breaches() == []


def test_goods_are_billed_once(counter: Counter, buyer: Buyer) -> None:
    receipt = buyer.take_in(buyer.supplier(), (counter.product(stock="0"), "10", "80"))

    results = race(8, lambda n: buyer.bill(receipt, {"position": 1, "quantity": Decimal(4)}))

    assert refusals(results, OverBilled) == 6
    assert buyer.accounts()["goods_received"] == -16000
    assert counter.breaches() == []


def test_goods_billed_and_sent_back_unbilled_at_once_are_one_or_the_other(counter: Counter, buyer: Buyer) -> None:
    supplier, dal = buyer.supplier(), counter.product(stock="0")

    for _ in range(4):
        receipt = buyer.take_in(supplier, (dal, "10", "80"))
        results = race(2, lambda n, r=receipt: buyer.bill(r) if n else buyer.send_back(r))
        assert sum(isinstance(one, OverBilled | NotReturnable) for one in results) == 1

    assert "goods_received" not in buyer.accounts()
    assert counter.breaches() == []


def test_one_bill_of_theirs_is_entered_once(counter: Counter, buyer: Buyer) -> None:
    supplier = buyer.supplier()

    results = race(8, lambda n: buyer.spend(supplier, "100", reference="GW/1" if n % 2 else "gw/1"))

    assert refusals(results, DuplicateSupplierBill) == 7
    assert buyer.read(supplier).balance_minor == 10000
    assert counter.breaches() == []


def test_p2_one_bill_is_not_paid_twice(counter: Counter, buyer: Buyer) -> None:
    supplier = buyer.supplier()
    bill = buyer.spend(supplier, "100")
    sixty = [SettleBill(bill_id=bill.id, amount=Decimal(60))]

    results = race(8, lambda n: buyer.pay(supplier, "60", allocations=sixty))

    assert refusals(results, OverSettled) == 7
    assert (buyer.read(bill).due_minor, buyer.read(supplier).balance_minor) == (4000, 4000)
    assert counter.breaches() == []


def test_p3_payments_by_many_settle_each_bill_once_and_the_rest_is_paid_ahead(counter: Counter, buyer: Buyer) -> None:
    supplier = buyer.supplier()
    bills = [buyer.spend(supplier, "100") for _ in range(3)]

    payments = race(6, lambda n: buyer.pay(supplier, "70"))

    assert refusals(payments, MunimError) == 0
    assert [buyer.read(bill).due_minor for bill in bills] == [0, 0, 0]
    assert sum(payment.unallocated_minor for payment in payments) == 12000
    assert buyer.read(supplier).balance_minor == -12000
    assert counter.breaches() == []


def test_p2_what_is_paid_ahead_is_used_once(counter: Counter, buyer: Buyer) -> None:
    supplier = buyer.supplier()
    payment = buyer.pay(supplier, "100")
    bills = [buyer.spend(supplier, "60") for _ in range(4)]

    def act(n: int) -> None:
        with counter.open() as session:
            against = [SettleBill(bill_id=bills[n].id, amount=Decimal(60))]
            allocate_to_supplier(session, Source(payment_id=payment.id), against, **buyer.act)

    assert refusals(race(4, act), OverSettled) == 3
    assert sum(buyer.read(bill).due_minor for bill in bills) == 18000
    assert counter.breaches() == []


def test_p4_a_payment_is_taken_back_once(counter: Counter, buyer: Buyer) -> None:
    supplier = buyer.supplier()
    bill = buyer.spend(supplier, "100")
    payment = buyer.pay(supplier, "100")

    assert refusals(race(6, lambda n: buyer.take_back(payment)), AlreadyReversed) == 5
    assert buyer.read(bill).due_minor == 10000
    assert counter.breaches() == []


def test_m2_the_same_goods_go_back_once(counter: Counter, buyer: Buyer) -> None:
    dal = counter.product(stock="0")
    bill = buyer.bill(buyer.take_in(buyer.supplier(), (dal, "10", "80")))

    results = race(6, lambda n: buyer.send_back(bill, (1, "4")))

    assert refusals(results, OverSentBack) == 4
    assert counter.on_hand(dal) == 2
    assert counter.breaches() == []


@pytest.mark.parametrize("other", ["pay", "take back", "return"])
def test_a_bill_cancelled_while_something_settles_it_ends_one_way_or_the_other(
    counter: Counter, buyer: Buyer, other: str
) -> None:
    supplier, dal = buyer.supplier(), counter.product(stock="0")

    for _ in range(4):
        bill = buyer.bill(buyer.take_in(supplier, (dal, "1", "100")))
        paid = buyer.pay(supplier, "100") if other == "take back" else None

        def act(n: int, bill=bill, paid=paid) -> object:  # type: ignore[no-untyped-def]
            if n == 0:
                return buyer.cancel(bill)
            if paid is not None:
                return buyer.take_back(paid)
            return buyer.pay(supplier, "100") if other == "pay" else buyer.send_back(bill)

        results = race(2, act)
        if other == "return":
            assert sum(isinstance(one, SupplierBillNotCancellable | NotReturnable) for one in results) == 1
        assert counter.breaches() == []
