"""What was delivered: one entry a customer, product, day and slot; stock and credit follow (RULES S4, P5)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from billing.bills.issue import OverCreditLimit
from billing.deliveries.day import DayChange
from billing.deliveries.entries import Delivery, EntryBilled, EntryIdTaken, EntryTaken
from billing.deliveries.reads import without_costs
from billing.permissions import actor_for
from billing.stock import OutOfStock
from munim.errors import Forbidden, Invalid, NotFound
from munim.ids import new_id
from tests.billing.deliveries.dairy import Dairy
from tests.billing.test_races import race, refusals
from tests.counter import Counter


def test_s4_a_delivery_takes_its_goods_from_stock_and_is_unbilled(dairy: Dairy, counter: Counter) -> None:
    """Ten packets at a cost of 20.00 each; two delivered at 30.00: stock 8 worth 160.00, cost 40.00, unbilled 60.00."""
    customer = counter.customer()
    milk = counter.product("Milk", "30", "10", cost=Decimal(20))

    entry = dairy.deliver(customer, milk, "2")

    assert (entry.amount_minor, entry.cost_minor, entry.unit_price) == (6000, 4000, Decimal(30))
    assert (counter.on_hand(milk), dairy.unbilled(customer), counter.balance(customer)) == (8, 6000, 0)
    assert (dairy.account("inventory"), dairy.account("cost_of_goods")) == (16000, 4000)
    assert counter.breaches() == []


def test_s4_sent_again_a_delivery_changes_nothing_and_with_another_quantity_it_is_changed(
    dairy: Dairy, counter: Counter
) -> None:
    customer, entry_id = counter.customer(), new_id()
    milk = counter.product("Milk", "30", "10", cost=Decimal(20))

    versions = [
        dairy.deliver(customer, milk, quantity, id=entry_id, **({"skip_reason": "away"} if quantity == "0" else {})).version
        for quantity in ("2", "2", "3", "1", "0", "2.5")
    ]  # fmt: skip

    assert versions == [1, 1, 2, 3, 4, 5]
    assert (counter.on_hand(milk), dairy.unbilled(customer)) == (Decimal("7.5"), 7500)
    assert (dairy.account("inventory"), dairy.account("cost_of_goods")) == (15000, 5000)
    assert counter.breaches() == []


def test_s4_there_is_one_entry_of_a_customer_product_day_and_slot(dairy: Dairy, counter: Counter) -> None:
    customer, milk, first, second = counter.customer(), counter.product("Milk", "30"), new_id(), new_id()
    dairy.deliver(customer, milk, id=first)

    with pytest.raises(EntryTaken) as refused:
        dairy.deliver(customer, milk, id=second)
    assert refused.value.facts["entry_id"] == str(first)
    with pytest.raises(EntryIdTaken):
        dairy.deliver(customer, milk, id=first, slot="evening")
    dairy.deliver(customer, milk, id=second, slot="evening")
    dairy.deliver(customer, milk, ago=1)
    assert dairy.unbilled(customer) == 9000


def test_s4_phones_that_send_one_delivery_at_once_write_it_once(dairy: Dairy, counter: Counter) -> None:
    customer, milk = counter.customer(), counter.product("Milk", "30", "10")

    results = race(8, lambda n: dairy.deliver(customer, milk, "2", id=new_id()))

    assert refusals(results, EntryTaken) == 7
    assert (counter.on_hand(milk), dairy.unbilled(customer)) == (8, 6000)
    assert counter.breaches() == []


def test_s4_one_phone_that_sends_its_queue_many_times_at_once_writes_it_once(dairy: Dairy, counter: Counter) -> None:
    customer, milk = counter.customer(), counter.product("Milk", "30", "100")
    queue = [
        Delivery(id=new_id(), customer_id=customer.id, product_id=milk.id, quantity=Decimal(1), business_date=dairy.day(n))
        for n in range(5)
    ]  # fmt: skip

    results = race(6, lambda n: dairy.record(*queue))

    assert all(len(entries) == 5 for entries in results)
    assert (counter.on_hand(milk), dairy.unbilled(customer)) == (95, 15000)
    assert counter.breaches() == []


def test_s4_nothing_is_delivered_on_a_day_to_come(dairy: Dairy, counter: Counter) -> None:
    customer, milk = counter.customer(), counter.product("Milk", "30")
    route = dairy.route(customer)

    with pytest.raises(Invalid, match="not in the future"):
        dairy.deliver(customer, milk, ago=-1)
    with pytest.raises(Invalid, match="not in the future"):
        dairy.confirm(route, dairy.day(-1))
    assert dairy.deliver(customer, milk, ago=400).business_date == counter.today - timedelta(days=400)


def test_s4_a_confirmed_day_is_as_listed_but_for_its_changes(dairy: Dairy, counter: Counter) -> None:
    asha, bela, chitra = (counter.customer(name) for name in ("Asha", "Bela", "Chitra"))
    milk, curd = counter.product("Milk", "30", "50"), counter.product("Curd", "40", "50")
    route = dairy.route(asha, bela, chitra)
    for customer in (asha, bela, chitra):
        dairy.order(route, customer, milk, "2")

    day = dairy.confirm(
        route,
        dairy.day(1),
        DayChange(customer_id=bela.id, product_id=milk.id, quantity=Decimal(0), skip_reason="guests gone"),
        DayChange(customer_id=chitra.id, product_id=milk.id, quantity=Decimal(3)),
        DayChange(customer_id=asha.id, product_id=curd.id, quantity=Decimal(1)),
    )

    assert [
        (
            line.customer_name,
            line.product_name,
            line.expected,
            line.entry and (line.entry.quantity, line.entry.expected),
        )
        for line in day.lines
    ] == [
        ("Asha", "Curd", None, (1, None)),
        ("Asha", "Milk", 2, (2, 2)),
        ("Bela", "Milk", 2, (0, 2)),
        ("Chitra", "Milk", 2, (3, 2)),
    ]
    assert [dairy.unbilled(customer) for customer in (asha, bela, chitra)] == [10000, 0, 9000]
    assert (counter.on_hand(milk), counter.on_hand(curd)) == (45, 49)
    assert dairy.confirm(route, dairy.day(1)) == day
    assert counter.breaches() == []


def test_s4_confirming_a_day_many_times_at_once_delivers_it_once(dairy: Dairy, counter: Counter) -> None:
    customers = [counter.customer(f"Customer {n}") for n in range(4)]
    milk = counter.product("Milk", "30", "100")
    route = dairy.route(*customers)
    for customer in customers:
        dairy.order(route, customer, milk)

    race(5, lambda n: dairy.confirm(route, dairy.day(2)))

    assert counter.on_hand(milk) == 96
    assert [dairy.unbilled(customer) for customer in customers] == [3000] * 4
    assert counter.breaches() == []


def test_s4_the_price_is_that_of_the_day_whenever_it_is_written_down(dairy: Dairy, counter: Counter) -> None:
    """28.00 agreed; 30.00 from five days ago on. Written down today for the days around it, and kept once written."""
    customer, milk = counter.customer(), counter.product("Milk", "35")
    route = dairy.route(customer)
    order = dairy.order(route, customer, milk, "1", price=Decimal(28))
    before = dairy.deliver(customer, milk, ago=7)
    order = dairy.reprice(order, dairy.day(5), "2", "30")

    assert (before.unit_price, dairy.deliver(customer, milk, ago=6).unit_price) == (28, 28)
    assert [dairy.deliver(customer, milk, ago=ago).unit_price for ago in (5, 4, 0)] == [30, 30, 30]
    dairy.reprice(order, dairy.day(20), "1", "27")
    assert dairy.deliver(customer, milk, "3", ago=6).unit_price == 28  # what was written down keeps its price
    assert dairy.deliver(customer, milk, "1", ago=8).unit_price == 27
    assert dairy.deliver(customer, milk, "1", ago=9, unit_price=Decimal(25)).unit_price == 25
    assert counter.breaches() == []


def test_p5_unbilled_deliveries_are_part_of_what_a_customer_may_owe(dairy: Dairy, counter: Counter) -> None:
    customer, milk = counter.customer(credit_limit=Decimal(100)), counter.product("Milk", "30")
    dairy.deliver(customer, milk, "2")

    with pytest.raises(OverCreditLimit) as refused:
        dairy.deliver(customer, milk, "2", slot="evening")
    assert refused.value.facts["available_minor"] == 4000
    with pytest.raises(OverCreditLimit):
        counter.sell((milk, "2"), customer=customer)
    assert dairy.deliver(customer, milk, "2", slot="evening", credit_reason="pays on Monday").amount_minor == 6000
    assert dairy.unbilled(customer) == 12000
    assert counter.breaches() == []


def test_p5_what_was_delivered_before_today_is_a_fact_whoever_owes_it(dairy: Dairy, counter: Counter) -> None:
    customer, milk = counter.customer(credit_limit=Decimal(10)), counter.product("Milk", "30")

    dairy.deliver(customer, milk, "2", ago=1)

    assert dairy.unbilled(customer) == 6000


def test_p5_deliveries_at_once_do_not_jointly_pass_the_credit_limit(dairy: Dairy, counter: Counter) -> None:
    customer = counter.customer(credit_limit=Decimal(100))
    goods = [counter.product(f"Product {n}", "30") for n in range(6)]

    results = race(6, lambda n: dairy.deliver(customer, goods[n]))

    assert refusals(results, OverCreditLimit) == 3
    assert dairy.unbilled(customer) == 9000
    assert counter.breaches() == []


def test_s1_the_last_packets_are_delivered_once(dairy: Dairy, counter: Counter) -> None:
    milk = counter.product("Milk", "30", "5")
    customers = [counter.customer(f"Customer {n}") for n in range(6)]

    results = race(6, lambda n: dairy.deliver(customers[n], milk, "2"))

    assert refusals(results, OutOfStock) == 4
    assert counter.on_hand(milk) == 1
    assert counter.breaches() == []


def test_days_of_the_same_goods_in_any_order_do_not_deadlock(dairy: Dairy, counter: Counter) -> None:
    milk, curd = counter.product("Milk", "30", "500"), counter.product("Curd", "40", "500")
    customers = [counter.customer(f"Customer {n}") for n in range(4)]

    def act(n: int) -> object:
        pairs = [(customer, goods) for customer in customers for goods in (milk, curd)]
        chosen = pairs if n % 2 else pairs[::-1]
        return dairy.record(
            *(
                Delivery(customer_id=customer.id, product_id=goods.id, quantity=Decimal(1), business_date=dairy.day(n + (goods is milk)))
                for customer, goods in chosen
            )
        )  # fmt: skip

    results = race(8, act)

    assert len(results) == 8
    assert counter.breaches() == []


def test_what_a_delivery_says_is_checked(dairy: Dairy, counter: Counter) -> None:
    customer, milk = counter.customer(), counter.product("Milk", "30")

    for quantity, details in (
        ("-1", {}),
        ("0.0001", {}),
        ("0", {}),
        ("1", {"skip_reason": "away"}),
        ("1", {"unit_price": Decimal("0.00001")}),
        ("9999999999", {"unit_price": Decimal("9999999999")}),
    ):
        with pytest.raises(Invalid):
            dairy.deliver(customer, milk, quantity, **details)
    twice = Delivery(customer_id=customer.id, product_id=milk.id, quantity=Decimal(1))
    for entries in ((), (twice, twice)):
        with pytest.raises(Invalid):
            dairy.record(*entries)
    for missing in (
        {"customer_id": new_id(), "product_id": milk.id},
        {"customer_id": customer.id, "product_id": new_id()},
    ):
        with pytest.raises(NotFound):
            dairy.record(Delivery(**missing, quantity=Decimal(1)))
    with pytest.raises(NotFound):
        dairy.deliver(customer, milk, route_id=new_id())
    chair = counter.product("Chair", "100", kind="rental", daily_rental_rate=Decimal(5))
    with pytest.raises(Invalid):
        dairy.deliver(customer, chair)
    with pytest.raises(Forbidden):
        dairy.deliver(customer, milk, by=actor_for(counter.shop.user_id, "viewer"))


def test_s4_a_billed_delivery_is_not_edited_but_may_be_sent_again(dairy: Dairy, counter: Counter) -> None:
    customer, milk, entry_id = counter.customer(), counter.product("Milk", "30"), new_id()
    dairy.deliver(customer, milk, "2", id=entry_id)
    dairy.bill(customer)

    assert dairy.deliver(customer, milk, "2", id=entry_id).version == 2
    with pytest.raises(EntryBilled):
        dairy.deliver(customer, milk, "3", id=entry_id)


def test_what_a_delivery_cost_is_for_those_allowed_to_know(dairy: Dairy, counter: Counter) -> None:
    entry = dairy.deliver(counter.customer(), counter.product("Milk", "30", cost=Decimal(20)))

    assert without_costs(entry, counter.by).cost_minor == 2000
    assert without_costs(entry, actor_for(counter.shop.user_id, "cashier")).cost_minor is None


def test_goods_that_keep_no_stock_are_delivered_at_their_own_cost(dairy: Dairy, counter: Counter) -> None:
    customer = counter.customer()
    paper = counter.product("Newspaper", "6", "0", tracks_stock=False, cost=Decimal("4.5"))

    entry = dairy.deliver(customer, paper, "2")

    assert (entry.amount_minor, entry.cost_minor, dairy.account("cost_of_goods")) == (1200, 900, 0)
    assert dairy.bill(customer).lines[0].cost_minor == 900
    assert counter.breaches() == []
