"""Routes and standing orders: what is brought, on which days, at the price of each (RULES S4)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.deliveries.routes import RouteNameTaken
from billing.deliveries.standing_orders import OrdersOverlap, Pause, Schedule, Terms, is_due, overlap, terms_on
from billing.products import ProductDetails, change_product
from munim.errors import Conflict, Invalid, NotFound
from munim.ids import new_id
from tests.billing.deliveries.dairy import Dairy
from tests.billing.test_races import race, refusals
from tests.counter import Counter

MONDAY = date(2026, 6, 1)
ROUTE = new_id()


def schedule(**details: Any) -> Schedule:
    return Schedule(route_id=ROUTE, **{"starts": MONDAY, **details})


def test_s4_an_order_is_brought_on_its_weekdays_between_its_days_and_in_no_pause() -> None:
    """1 June 2026 is a Monday. Mondays, Wednesdays and Sundays to the 14th, away from the 7th to the 10th."""
    order = schedule(
        weekdays=[1, 3, 7], ends=MONDAY + timedelta(days=13), pauses=[Pause(from_date=date(2026, 6, 7), to_date=date(2026, 6, 10))]
    )  # fmt: skip

    brought = [n for n in range(-7, 30) if is_due(order, MONDAY + timedelta(days=n))]

    assert [MONDAY.day + n for n in brought] == [1, 3, 14]


@pytest.mark.parametrize(
    ("day", "price"),
    [(date(2026, 5, 1), "30"), (date(2026, 6, 1), "30"), (date(2026, 6, 14), "30"), (date(2026, 6, 15), "32"), (date(2027, 1, 1), "32")],
)  # fmt: skip
def test_s4_the_terms_of_a_day_are_the_last_that_began_by_then(day: date, price: str) -> None:
    terms = [Terms(MONDAY, Decimal(1), Decimal(30)), Terms(date(2026, 6, 15), Decimal(1), Decimal(32))]

    assert terms_on(terms, day).price == Decimal(price)


DAYS = st.dates(date(2026, 6, 1), date(2026, 6, 30))
SCHEDULES = st.builds(
    lambda starts, length, weekdays: schedule(
        starts=starts, ends=None if length is None else starts + timedelta(days=length), weekdays=sorted(weekdays)
    ),
    DAYS,
    st.none() | st.integers(0, 20),
    st.sets(st.integers(1, 7), min_size=1),
)


@given(SCHEDULES, SCHEDULES)
def test_s4_two_orders_that_do_not_overlap_fall_on_no_day_together(one: Schedule, other: Schedule) -> None:
    together = [
        day for day in (MONDAY + timedelta(days=n) for n in range(120)) if is_due(one, day) and is_due(other, day)
    ]

    assert overlap(one, other) or not together


def test_one_product_is_ordered_once_for_a_day_and_slot(dairy: Dairy, counter: Counter) -> None:
    customer, milk = counter.customer(), counter.product("Milk", "30")
    route = dairy.route(customer)
    dairy.order(route, customer, milk, "1", weekdays=[1, 2, 3, 4, 5])

    weekend = dairy.order(route, customer, milk, "2", weekdays=[6, 7])
    dairy.order(route, customer, milk, "1", slot="evening")
    with pytest.raises(OrdersOverlap):
        dairy.order(route, customer, milk, "1", weekdays=[5, 6])
    with pytest.raises(OrdersOverlap):
        dairy.reschedule(weekend, weekdays=[5, 6, 7])
    assert dairy.reschedule(weekend, ends=dairy.day(30)).version == 2
    dairy.order(route, customer, milk, "3", weekdays=[6, 7], starts=dairy.day(29))


def test_many_orders_of_one_product_at_once_come_to_one(dairy: Dairy, counter: Counter) -> None:
    customer, milk = counter.customer(), counter.product("Milk", "30")
    route = dairy.route(customer)

    results = race(6, lambda n: dairy.order(route, customer, milk))

    assert refusals(results, OrdersOverlap) == 5


@pytest.mark.parametrize(
    "details",
    [
        {"weekdays": []},
        {"weekdays": [0]},
        {"weekdays": [1, 1]},
        {"ends": date(2020, 1, 1)},
        {"starts": date(1900, 1, 1)},
        {"pauses": [Pause(from_date=date(2026, 6, 2), to_date=date(2026, 6, 1))]},
        {"price": Decimal("-1")},
        {"price": Decimal("1.00001")},
        {"quantity": Decimal(0)},
    ],
)
def test_what_a_standing_order_says_is_checked(dairy: Dairy, counter: Counter, details: dict[str, Any]) -> None:
    customer, milk = counter.customer(), counter.product("Milk", "30")
    route = dairy.route(customer)

    with pytest.raises(Invalid):
        dairy.order(route, customer, milk, **details)


def test_what_is_hired_out_is_not_ordered_daily(dairy: Dairy, counter: Counter) -> None:
    customer = counter.customer()
    chair = counter.product("Chair", "100", kind="rental", daily_rental_rate=Decimal(5))

    with pytest.raises(Invalid):
        dairy.order(dairy.route(customer), customer, chair)


def test_a_route_names_customers_and_staff_who_are_here(dairy: Dairy, counter: Counter) -> None:
    customer = counter.customer()
    route = dairy.route(customer, staff_id=counter.shop.user_id)

    assert (route.staff_id, route.customer_ids) == (counter.shop.user_id, [customer.id])
    with pytest.raises(RouteNameTaken):
        dairy.route(customer)
    with pytest.raises(Conflict):
        dairy.route(name="Other", id=route.id)
    with pytest.raises(NotFound):
        dairy.reroute(route, customer_ids=[new_id()])
    with pytest.raises(NotFound):
        dairy.reroute(route, staff_id=new_id())
    for details in ({"name": " "}, {"customer_ids": [customer.id, customer.id]}):
        with pytest.raises(Invalid):
            dairy.reroute(route, **details)
    assert dairy.reroute(route, name="M.G. Road").version == 2


def test_the_days_list_is_in_the_order_of_the_route_mornings_first_and_writes_nothing(
    dairy: Dairy, counter: Counter
) -> None:
    asha, bela, chitra = (counter.customer(name) for name in ("Asha", "Bela", "Chitra"))
    milk, curd = counter.product("Milk", "30"), counter.product("Curd", "40")
    route = dairy.route(bela, asha)  # Chitra is not placed yet
    dairy.order(route, asha, milk, slot="evening")
    dairy.order(route, asha, milk)
    dairy.order(route, bela, milk)
    dairy.order(route, bela, curd)
    dairy.order(route, chitra, milk, pauses=[Pause(from_date=dairy.day(3), to_date=dairy.day(2))])

    listed = [(line.slot, line.customer_name, line.product_name) for line in dairy.day_list(route, dairy.day()).lines]

    assert listed == [
        ("morning", "Bela", "Curd"), ("morning", "Bela", "Milk"), ("morning", "Asha", "Milk"), ("morning", "Chitra", "Milk"),
        ("evening", "Asha", "Milk"),
    ]  # fmt: skip
    assert len(dairy.day_list(route, dairy.day(2)).lines) == 4
    assert all(line.entry is None for line in dairy.day_list(route, dairy.day(-30)).lines)
    assert counter.breaches() == []


def test_s4_a_past_day_has_the_product_price_of_that_day(dairy: Dairy, counter: Counter) -> None:
    """30.00 until five days ago, 31.00 until yesterday, 33.00 since; on the day of a change the new price holds."""
    customer, milk = counter.customer(), counter.product("Milk", "30")
    route = dairy.route(customer)
    dairy.order(route, customer, milk)
    now = counter.at

    def priced(ago: int, price: str) -> None:
        counter.at = now - timedelta(days=ago)
        with counter.open() as session:
            details = ProductDetails(sku=milk.sku, name="Milk", price=Decimal(price))
            change_product(session, milk.id, details, by=counter.by, at=counter.at)
        counter.at = now

    for ago, price in ((5, "31"), (1, "32"), (1, "33")):
        priced(ago, price)

    prices = {ago: dairy.day_list(route, dairy.day(ago)).lines[0].unit_price for ago in (9, 6, 5, 2, 1, 0)}
    assert prices == {9: Decimal(30), 6: Decimal(30), 5: Decimal(31), 2: Decimal(31), 1: Decimal(33), 0: Decimal(33)}
