"""The bill of deliveries: exactly their sum, each on exactly one; what is billed is put right beside it (RULES S4)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from billing.bills.credit import NotCreditable
from billing.bills.issue import OverCreditLimit
from billing.bills.sell import NothingToBill
from billing.customers import CustomerDetails, change_customer
from billing.deliveries.adjust import ChargedElsewhere
from billing.deliveries.bill import Awaiting, lines_of
from billing.deliveries.tables import delivery_adjustments
from billing.permissions import actor_for
from billing.products import ProductDetails, change_product
from munim.errors import Conflict, Forbidden, Invalid, MunimError
from munim.ids import new_id
from munim.money import minor_from
from tests.billing.deliveries.dairy import Dairy
from tests.billing.test_races import race, refusals
from tests.counter import Counter


def test_s4_the_monthly_bill_is_the_sum_of_its_deliveries_by_product_and_price(dairy: Dairy, counter: Counter) -> None:
    """Milk 1 + 1 at 30.00 and 2 at 32.00, curd 0.5 at 80.00: 60.00 + 64.00 + 40.00."""
    customer = counter.customer()
    milk = counter.product("Milk", "30", "50", cost=Decimal(20))
    curd = counter.product("Curd", "80", "50", cost=Decimal(60))
    for ago in (9, 8):
        dairy.deliver(customer, milk, "1", ago=ago)
    dairy.deliver(customer, milk, "2", ago=7, unit_price=Decimal(32))
    dairy.deliver(customer, milk, "0", ago=6, skip_reason="away")
    dairy.deliver(customer, curd, "0.5", ago=6)

    bill = dairy.bill(customer)

    assert sorted((line.description, line.quantity, line.unit_price, line.total_minor) for line in bill.lines) == [
        ("Curd", Decimal("0.5"), 80, 4000),
        ("Milk", 2, 30, 6000),
        ("Milk", 2, 32, 6400),
    ]
    assert (bill.total_minor, counter.balance(customer), dairy.unbilled(customer)) == (16400, 16400, 0)
    assert sum(line.cost_minor or 0 for line in bill.lines) == 11000
    # the goods had left, and their cost was posted, when they were delivered
    assert (counter.on_hand(milk), counter.on_hand(curd), dairy.account("cost_of_goods")) == (
        46,
        Decimal("49.5"),
        11000,
    )
    with pytest.raises(NothingToBill):
        dairy.bill(customer)
    assert counter.breaches() == []


PRICES = st.decimals("0.01", "99.99", places=2) | st.decimals("0.0001", "9.9999", places=4)
QUANTITIES = st.decimals("0.001", "9.999", places=3)


@given(st.lists(st.tuples(st.sampled_from([0, 1]), PRICES, QUANTITIES), min_size=1, max_size=25))
def test_s4_lines_come_to_exactly_what_their_deliveries_come_to(deliveries: list[tuple[int, Decimal, Decimal]]) -> None:
    """And each line obeys quantity x price, rounded once (M3), whatever was rounded at the door."""
    goods = [new_id(), new_id()]
    few = [price for _, price, _ in deliveries][:3]  # so that many share a price
    awaiting = [
        Awaiting(
            product_id=goods[which], unit_price=few[n % len(few)], price_includes_tax=False, quantity=quantity, cost_minor=n,
            amount_minor=minor_from(quantity * few[n % len(few)], "INR"), business_date=date(2026, 6, 1), entry_id=new_id(),
        )
        for n, (which, _, quantity) in enumerate(deliveries)
    ]  # fmt: skip

    lines = lines_of(awaiting, "INR")

    assert sorted(one.entry_id for line in lines for one in line.awaiting) == sorted(one.entry_id for one in awaiting)
    assert sum(line.amount_minor for line in lines) == sum(one.amount_minor for one in awaiting)
    for line in lines:
        assert {one.line for one in line.awaiting} == {line.awaiting[0].line}
        assert minor_from(line.quantity * line.awaiting[0].unit_price, "INR") == line.amount_minor


def test_s4_halves_of_a_paisa_rounded_at_the_door_stand_on_lines_of_their_own() -> None:
    """0.5 x 33.33 is 16.665, 16.67 each day: two days come to 33.34, one line of 1 x 33.33 would not."""
    day = {"product_id": new_id(), "unit_price": Decimal("33.33"), "price_includes_tax": False, "cost_minor": 0}
    half = [
        Awaiting(**day, quantity=Decimal("0.5"), amount_minor=1667, business_date=date(2026, 6, n), entry_id=new_id())
        for n in (1, 2)
    ]
    whole = Awaiting(**day, quantity=Decimal(1), amount_minor=3333, business_date=date(2026, 6, 3), entry_id=new_id())

    assert [(line.quantity, line.amount_minor) for line in lines_of([*half, whole], "INR")] == [
        (1, 3333),
        (Decimal("0.5"), 1667),
        (Decimal("0.5"), 1667),
    ]


def test_s4_prices_with_tax_in_them_come_to_the_same_sum(dairy: Dairy, counter: Counter) -> None:
    customer = counter.customer(discount_percent=Decimal(10))
    ghee = counter.product("Ghee", "118", tax_rate=Decimal(18), price_includes_tax=True)
    for ago in range(3):
        dairy.deliver(customer, ghee, ago=ago)

    bill = dairy.bill(customer)

    assert (bill.total_minor, bill.tax_minor, bill.discount_minor) == (35400, 5400, 0)
    assert counter.breaches() == []


def test_s4_each_delivery_is_billed_once_however_many_bill_at_once(dairy: Dairy, counter: Counter) -> None:
    customer, milk = counter.customer(), counter.product("Milk", "30")
    for ago in range(5):
        dairy.deliver(customer, milk, ago=ago)

    results = race(6, lambda n: dairy.bill(customer))

    assert refusals(results, NothingToBill) == 5
    assert (counter.balance(customer), dairy.unbilled(customer)) == (15000, 0)
    assert counter.breaches() == []


def test_s4_a_delivery_changed_while_it_is_billed_is_on_the_bill_as_it_stands_or_refused(
    dairy: Dairy, counter: Counter
) -> None:
    customer, milk = counter.customer(), counter.product("Milk", "30")

    for ago in range(6):
        entry = dairy.deliver(customer, milk, "1", ago=ago)
        race(2, lambda n, entry=entry: dairy.put_right(entry, "3") if n else dairy.bill(customer))
        assert counter.breaches() == []

    race(1, lambda n: dairy.bill(customer))
    assert counter.balance(customer) >= 6 * 3000
    assert counter.breaches() == []


def test_s4_a_bill_of_a_period_leaves_the_other_days_for_later(dairy: Dairy, counter: Counter) -> None:
    customer, milk = counter.customer(), counter.product("Milk", "30")
    for ago in (5, 4, 3, 2):
        dairy.deliver(customer, milk, ago=ago)

    bill = dairy.bill(customer, from_date=dairy.day(4), to_date=dairy.day(3))

    assert (bill.total_minor, dairy.unbilled(customer)) == (6000, 6000)
    with pytest.raises(Invalid):
        dairy.bill(customer, from_date=dairy.day(1), to_date=dairy.day(2))
    assert dairy.bill(customer).total_minor == 6000
    assert counter.breaches() == []


def test_p5_what_was_unbilled_counts_once_when_it_is_billed(dairy: Dairy, counter: Counter) -> None:
    customer, milk = counter.customer(credit_limit=Decimal(100)), counter.product("Milk", "30")
    for ago in range(3):
        dairy.deliver(customer, milk, ago=ago)

    assert dairy.bill(customer).total_minor == 9000
    with pytest.raises(OverCreditLimit):
        dairy.deliver(customer, milk, slot="evening")


def test_s4_a_route_is_billed_in_one_go_and_one_refusal_stops_no_other(dairy: Dairy, counter: Counter) -> None:
    """Bela's bill with its tax passes her limit; Asha's and Chitra's are made, in the order they are visited."""
    asha, chitra = counter.customer("Asha"), counter.customer("Chitra")
    bela = counter.customer("Bela", credit_limit=Decimal(30))
    milk = counter.product("Milk", "30", tax_rate=Decimal(5))
    route = dairy.route(chitra, bela, asha)
    for customer in (asha, bela, chitra):
        dairy.order(route, customer, milk)
    dairy.confirm(route, dairy.day(1))
    dairy.deliver(counter.customer("Off the route"), milk, ago=1)

    results = dairy.bill_route(route)

    assert [(one.customer_name, one.total_minor, one.number, one.code) for one in results] == [
        ("Chitra", 3150, "INV26-00001", None),
        ("Bela", 0, None, "over_credit_limit"),
        ("Asha", 3150, "INV26-00002", None),
    ]
    assert (dairy.unbilled(bela), counter.balance(bela)) == (3000, 0)
    assert [one.customer_name for one in dairy.bill_route(route)] == ["Bela"]
    assert counter.breaches() == []


def test_s4_a_route_billed_many_times_at_once_beside_the_counter_bills_each_once(
    dairy: Dairy, counter: Counter
) -> None:
    customers = [counter.customer(f"Customer {n}") for n in range(5)]
    milk = counter.product("Milk", "30")
    route = dairy.route(*customers)
    for customer in customers:
        dairy.order(route, customer, milk)
    dairy.confirm(route, dairy.day(1))

    race(6, lambda n: dairy.bill_route(route) if n < 3 else counter.sell((milk, "1"), customer=customers[-n]))

    assert [dairy.unbilled(customer) for customer in customers] == [0] * 5
    assert sum(counter.balance(customer) for customer in customers) == 5 * 3000 + 3 * 3000
    assert counter.breaches() == []


def test_s4_a_cancelled_bill_frees_its_deliveries(dairy: Dairy, counter: Counter) -> None:
    customer, milk = counter.customer(), counter.product("Milk", "30", "10", cost=Decimal(20))
    entry = dairy.deliver(customer, milk, "2")

    counter.cancel(dairy.bill(customer))

    assert (dairy.entry(entry).bill_id, dairy.unbilled(customer), counter.balance(customer)) == (None, 6000, 0)
    assert (counter.on_hand(milk), dairy.account("cost_of_goods")) == (8, 4000)  # the goods are still out
    assert dairy.bill(customer).number == "INV26-00002"
    assert counter.breaches() == []


def test_s4_a_bill_cancelled_while_its_deliveries_are_put_right_does_not_deadlock(
    dairy: Dairy, counter: Counter
) -> None:
    customer, milk = counter.customer(), counter.product("Milk", "30")

    for ago in range(5):
        entry = dairy.deliver(customer, milk, "5", ago=ago)
        bill = dairy.bill(customer)
        acts: list[Any] = [
            lambda bill=bill: counter.cancel(bill), lambda entry=entry: dairy.put_right(entry, "2"), lambda entry=entry: dairy.put_right(entry, "7")
        ]  # fmt: skip
        refusals(race(3, lambda n, acts=acts: acts[n]()), MunimError)
        assert counter.breaches() == []


def test_s4_more_than_was_billed_is_an_adjustment_that_the_next_bill_charges(dairy: Dairy, counter: Counter) -> None:
    customer, milk = counter.customer(), counter.product("Milk", "30", "50", cost=Decimal(20))
    entry = dairy.deliver(customer, milk, "1", ago=3)
    first = dairy.bill(customer)

    now = dairy.put_right(entry, "3")

    assert (now.quantity, now.adjusted, now.bill_id) == (1, 2, first.id)  # the entry is as it was billed
    assert (counter.bill(first.id).total_minor, dairy.unbilled(customer), counter.on_hand(milk)) == (3000, 6000, 47)
    dairy.deliver(customer, milk, "1", ago=2)
    second = dairy.bill(customer)
    assert [(line.quantity, line.total_minor, line.cost_minor) for line in second.lines] == [(3, 9000, 6000)]
    assert dairy.unbilled(customer) == 0
    assert counter.breaches() == []


def test_s4_an_adjustment_is_itself_put_right_until_it_is_billed(dairy: Dairy, counter: Counter) -> None:
    customer, milk = counter.customer(), counter.product("Milk", "30", "50", cost=Decimal(20))
    entry = dairy.deliver(customer, milk, "1", ago=3)
    dairy.bill(customer)

    states = []
    for quantity in ("3", "4", "2", "1"):
        adjusted = dairy.put_right(entry, quantity).adjusted
        states.append((adjusted, dairy.unbilled(customer), counter.on_hand(milk)))
        assert counter.breaches() == []

    assert states == [(2, 6000, 47), (3, 9000, 46), (1, 3000, 48), (0, 0, 49)]
    assert dairy.account("cost_of_goods") == 2000
    with pytest.raises(NothingToBill):
        dairy.bill(customer)


def test_s4_less_than_was_billed_is_credited_on_the_bill_that_charged_it(dairy: Dairy, counter: Counter) -> None:
    """Five days of 2 at 30.00 on one line of 10; one day was 1: a credit note of 30.00, one packet back in stock."""
    customer, milk = counter.customer(), counter.product("Milk", "30", "50", cost=Decimal(20))
    entries = [dairy.deliver(customer, milk, "2", ago=ago) for ago in range(5)]
    bill = dairy.bill(customer)

    now = dairy.put_right(entries[2], "1")

    assert (now.quantity, now.adjusted) == (2, -1)
    assert (counter.bill(bill.id).due_minor, counter.balance(customer), dairy.unbilled(customer)) == (27000, 27000, 0)
    assert (counter.on_hand(milk), dairy.account("inventory"), dairy.account("cost_of_goods")) == (41, 82000, 18000)
    assert dairy.put_right(entries[2], "0").adjusted == -2
    assert dairy.put_right(entries[2], "2").adjusted == 0  # delivered after all: the next bill charges it again
    assert (dairy.unbilled(customer), dairy.bill(customer).total_minor) == (6000, 6000)
    assert counter.breaches() == []


def test_s4_crediting_a_delivery_needs_the_right_to_credit(dairy: Dairy, counter: Counter) -> None:
    customer, milk = counter.customer(), counter.product("Milk", "30")
    entry = dairy.deliver(customer, milk, "2", ago=1)
    dairy.bill(customer)
    cashier = actor_for(counter.shop.user_id, "cashier")

    with pytest.raises(Forbidden):
        dairy.put_right(entry, "1", by=cashier)
    assert dairy.put_right(entry, "3", by=cashier).adjusted == 1
    assert counter.breaches() == []


def test_s4_no_more_is_credited_than_the_bill_of_a_delivery_charged(dairy: Dairy, counter: Counter) -> None:
    customer, milk = counter.customer(), counter.product("Milk", "30", "50")
    entry = dairy.deliver(customer, milk, "1", ago=3)
    dairy.bill(customer)
    dairy.put_right(entry, "4")
    dairy.bill(customer)

    with pytest.raises(ChargedElsewhere):
        dairy.put_right(entry, "2")
    assert dairy.put_right(entry, "3").adjusted == 2
    assert counter.breaches() == []


def test_s4_before_it_is_billed_an_entry_is_simply_changed(dairy: Dairy, counter: Counter) -> None:
    customer, milk = counter.customer(), counter.product("Milk", "30", "50")
    entry = dairy.deliver(customer, milk, "1", ago=3)

    assert (dairy.put_right(entry, "2").quantity, dairy.put_right(entry, "0").skip_reason) == (2, "written down wrong")
    assert (dairy.unbilled(customer), counter.on_hand(milk)) == (0, 50)
    assert counter.breaches() == []


def test_a_bill_of_deliveries_credited_whole_brings_the_goods_back(dairy: Dairy, counter: Counter) -> None:
    customer, milk = counter.customer(), counter.product("Milk", "30", "50", cost=Decimal(20))
    dairy.deliver(customer, milk, "2", ago=3)
    bill = dairy.bill(customer)

    counter.credit(bill)

    assert (counter.balance(customer), counter.on_hand(milk), dairy.account("cost_of_goods")) == (0, 50, 0)
    with pytest.raises((NotCreditable, Invalid)):
        counter.credit(bill)
    assert counter.breaches() == []


def test_a_taken_bill_id_is_told(dairy: Dairy, counter: Counter) -> None:
    customer, milk = counter.customer(), counter.product("Milk", "30")
    dairy.deliver(customer, milk, ago=1)
    bill = dairy.bill(customer)
    dairy.deliver(customer, milk)

    with pytest.raises(Conflict):
        dairy.bill(customer, id=bill.id)


def test_s4_a_bill_of_deliveries_under_gst_has_its_components_and_its_credit_has_too(gst_counter: Counter) -> None:
    """Paneer at 100.00 with 5 %: ten days come to 1,000.00 and 25.00 of each half; one day less is 100.00 and 2.50 each."""
    dairy, customer = Dairy(gst_counter), gst_counter.customer()
    paneer = gst_counter.product("Paneer", "100", tax_rate=Decimal(5), hsn="0406", cost=Decimal(80))
    entries = [dairy.deliver(customer, paneer, ago=ago) for ago in range(10)]

    bill = dairy.bill(customer)
    assert [(tax.component, tax.taxable_minor, tax.tax_minor) for tax in bill.taxes] == [
        ("CGST", 100000, 2500),
        ("SGST", 100000, 2500),
    ]
    dairy.put_right(entries[4], "0")

    assert (dairy.account("output_cgst"), dairy.account("output_sgst")) == (-2250, -2250)
    assert gst_counter.balance(customer) == 94500
    assert gst_counter.breaches() == []


def test_s4_an_adjustment_is_billed_with_the_days_of_its_delivery(dairy: Dairy, counter: Counter) -> None:
    customer, milk = counter.customer(), counter.product("Milk", "30", "50")
    entry = dairy.deliver(customer, milk, "1", ago=3)
    dairy.bill(customer)
    dairy.put_right(entry, "3")

    with pytest.raises(NothingToBill):
        dairy.bill(customer, to_date=dairy.day(4))
    assert dairy.bill(customer, to_date=dairy.day(3)).total_minor == 6000
    assert counter.breaches() == []


def test_s4_what_was_credited_of_a_delivery_is_kept_with_its_amount(dairy: Dairy, counter: Counter) -> None:
    customer, milk = counter.customer(), counter.product("Milk", "30.50", "50")
    entry = dairy.deliver(customer, milk, "4", ago=1)
    dairy.bill(customer)

    dairy.put_right(entry, "2.5")

    with counter.open() as session:
        kept = session.execute(
            sa.select(delivery_adjustments.c.quantity, delivery_adjustments.c.amount_minor).where(
                delivery_adjustments.c.entry_id == entry.id
            )
        ).one()
    assert tuple(kept) == (Decimal("-1.5"), -4575)


def test_s4_what_was_delivered_is_billed_though_goods_and_customer_left_the_lists(
    dairy: Dairy, counter: Counter
) -> None:
    customer, milk = counter.customer(), counter.product("Milk", "30", "50")
    dairy.deliver(customer, milk, "2", ago=1)
    with counter.open() as session:
        gone = ProductDetails(sku=milk.sku, name="Milk", price=Decimal(30), active=False)
        change_product(session, milk.id, gone, by=counter.by, at=counter.at)
        left = CustomerDetails(name=customer.name, active=False)
        change_customer(session, customer.id, left, by=counter.by, at=counter.at)

    assert dairy.bill(customer).total_minor == 6000
    assert (dairy.unbilled(customer), counter.breaches()) == (0, [])
