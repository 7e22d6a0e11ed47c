"""Goods sent back to suppliers, billed or not. Amounts are worked out by hand, in paise."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from billing.purchases.cancel import SupplierBillNotCancellable
from billing.purchases.pay import allocate_to_supplier
from billing.purchases.return_billed import return_billed
from billing.purchases.send_back import NotReturnable, OverSentBack, SendBack
from billing.purchases.settle import Source
from billing.stock import OutOfStock
from munim.errors import Invalid, NotFound
from tests.billing.purchases.buyer import Buyer
from tests.counter import Counter


def test_m2_sending_everything_back_leaves_every_account_at_nothing(counter: Counter, buyer: Buyer) -> None:
    dal = counter.product(stock="0", tax_rate=Decimal(18))
    bill = buyer.bill(buyer.take_in(buyer.supplier(), (dal, "10", "80.01")), total=Decimal(944))

    note = buyer.send_back(bill)

    assert (note.number, note.total_minor, note.round_off_minor) == ("INVSN26-00001", 94400, -12)
    assert buyer.accounts() == {}
    assert buyer.read(bill).due_minor == 0
    assert counter.on_hand(dal) == 0
    assert counter.breaches() == []


def test_m2_parts_sent_back_come_to_the_whole_exactly(counter: Counter, buyer: Buyer) -> None:
    """Three at 33.33 with 18 %: 99.99 and 18.00, a round-off of 0.01; one by one they come to it to the paisa."""
    dal = counter.product(stock="0", tax_rate=Decimal(18))
    bill = buyer.bill(buyer.take_in(buyer.supplier(), (dal, "3", "33.33")), total=Decimal(118))

    notes = [buyer.send_back(bill, (1, "1")) for _ in range(3)]

    assert sum(note.total_minor for note in notes) == bill.total_minor == 11800
    assert buyer.accounts() == {}
    assert counter.breaches() == []
    with pytest.raises(OverSentBack):
        buyer.send_back(bill, (1, "0.001"))
    with pytest.raises(NotReturnable):
        buyer.send_back(bill)


def test_goods_go_back_at_what_they_cost_and_leave_the_rest_its_average(counter: Counter, buyer: Buyer) -> None:
    """10 at 80 and 10 at 100: worth 1,800. Five of the dear go back: 1,300 for 15 remain."""
    dal, supplier = counter.product(stock="0"), buyer.supplier()
    buyer.bill(buyer.take_in(supplier, (dal, "10", "80")))
    dear = buyer.bill(buyer.take_in(supplier, (dal, "10", "100")))

    note = buyer.send_back(dear, (1, "5"))

    assert note.lines[0].stock_minor == 50000
    assert buyer.accounts() == {"inventory": 130000, "payable": -130000}
    assert counter.breaches() == []


def test_what_stock_cannot_give_is_a_cost_of_goods(counter: Counter, buyer: Buyer) -> None:
    """10 at 10 and 10 at 100 come, 10 are sold at the average of 55; of the 550 left, ten go back at 1,000."""
    dal, supplier = counter.product(price="100", stock="0"), buyer.supplier()
    buyer.bill(buyer.take_in(supplier, (dal, "10", "10")))
    dear = buyer.bill(buyer.take_in(supplier, (dal, "10", "100")))
    counter.sell((dal, "10"))

    note = buyer.send_back(dear)

    found = buyer.accounts()
    assert (note.total_minor, note.lines[0].stock_minor) == (100000, 55000)
    assert (found.get("inventory", 0), found["cost_of_goods"], found["payable"]) == (0, 10000, -10000)
    assert counter.breaches() == []


def test_what_is_no_longer_here_does_not_go_back(counter: Counter, buyer: Buyer) -> None:
    dal = counter.product(stock="0")
    bill = buyer.bill(buyer.take_in(buyer.supplier(), (dal, "10", "80")))
    counter.sell((dal, "9"))

    with pytest.raises(OutOfStock):
        buyer.send_back(bill, (1, "2"))
    assert buyer.read(bill).returned_minor == 0
    assert counter.breaches() == []


def test_p3_a_return_of_a_paid_bill_is_credit_that_settles_another(counter: Counter, buyer: Buyer) -> None:
    dal, supplier = counter.product(stock="0"), buyer.supplier()
    bill = buyer.bill(buyer.take_in(supplier, (dal, "10", "80")))
    buyer.pay(supplier, "700")

    note = buyer.send_back(bill, (1, "5"))
    assert (note.total_minor, note.allocated_minor, note.unallocated_minor) == (40000, 10000, 30000)
    assert buyer.read(supplier).balance_minor == -30000
    later = buyer.spend(supplier, "500")
    with counter.open() as session:
        allocate_to_supplier(session, Source(return_id=note.id), None, **buyer.act)

    assert buyer.read(later).due_minor == 20000
    assert buyer.read(supplier).balance_minor == 20000
    assert counter.breaches() == []
    buyer.cancel(later)
    assert buyer.read(supplier).balance_minor == -30000
    assert counter.breaches() == []


def test_a_bill_of_which_goods_went_back_is_not_cancelled(counter: Counter, buyer: Buyer) -> None:
    bill = buyer.bill(buyer.take_in(buyer.supplier(), (counter.product(stock="0"), "10", "80")))
    buyer.send_back(bill, (1, "1"))

    with pytest.raises(SupplierBillNotCancellable, match="return the rest"):
        buyer.cancel(bill)


def test_goods_not_billed_go_back_for_nothing_and_are_on_order_again(counter: Counter, buyer: Buyer) -> None:
    dal = counter.product(stock="0", tax_rate=Decimal(5))
    order = buyer.order(buyer.supplier(), (dal, "10", "80"))
    receipt = buyer.receive(order)

    note = buyer.send_back(receipt, (1, "3"))
    bill = buyer.bill(receipt)

    assert (note.total_minor, note.lines[0].stock_minor) == (0, 24000)
    assert bill.taxable_minor == 56000
    assert buyer.read(order).lines[0].outstanding == 3
    assert counter.on_hand(dal) == 7
    assert buyer.accounts() == {"inventory": 56000, "input_tax": 2800, "payable": -58800}
    assert counter.breaches() == []


def test_what_a_return_may_not_be(counter: Counter, buyer: Buyer) -> None:
    bill = buyer.spend(buyer.supplier(), "100")

    def send_back(**details: object) -> None:
        with counter.open() as session:
            return_billed(session, bill.id, SendBack(**{"reason": "wrong", **details}), **buyer.act)  # type: ignore[arg-type]

    with pytest.raises(Invalid, match="say why"):
        send_back(reason=" ")
    with pytest.raises(Invalid, match="say what goes back"):
        send_back(lines=[])
    with pytest.raises(NotFound, match="no line 2"):
        buyer.send_back(bill, (2, "1"))
    with pytest.raises(Invalid, match="named twice"):
        buyer.send_back(bill, (1, "0.5"), (1, "0.5"))
    with pytest.raises(Invalid, match="before they came"):
        send_back(business_date=counter.today - timedelta(days=1), backdate_reason="late")
    buyer.cancel(bill)
    with pytest.raises(NotReturnable):
        buyer.send_back(bill)
