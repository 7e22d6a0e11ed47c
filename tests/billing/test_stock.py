"""Stock and its worth through the books: what leaves, what comes back, and what the ledger says of it."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.bills.credit import CreditLine
from billing.bills.draft import DraftBill, DraftLine
from billing.bills.issue import IssueBill, issue_bill
from billing.bills.reads import Bill, without_costs
from billing.bills.sell import sell
from billing.ledger import post, trial_balance
from billing.listing import Listing
from billing.permissions import actor_for
from billing.products import Product, ProductDetails, change_product, list_products, read_product
from billing.stock import OutOfStock, StockMove, list_moves, move_stock, stock_entries
from billing.stock_adjustments import (
    AdjustedProduct,
    AdjustStock,
    NothingOnHand,
    RevalueStock,
    adjust_stock,
    revalue_stock,
)
from billing.stock_history import ShortOnDay
from billing.stock_list import StockOnHand, list_stock, read_stock_totals
from munim.errors import Forbidden, Invalid
from munim.ids import new_id
from munim.money import minor_from
from tests.billing.test_races import race, refusals
from tests.counter import Counter

CASHIER = actor_for(new_id(), "cashier")


def balances(counter: Counter) -> dict[str, int]:
    """Every account that does not stand at nothing."""
    with counter.open() as session:
        return {one.account: one.balance_minor for one in trial_balance(session) if one.balance_minor}


def level(counter: Counter, product: Product) -> tuple[Decimal, int]:
    with counter.open() as session:
        row = session.execute(
            sa.text("SELECT on_hand, value_minor FROM stock_levels WHERE product_id = :id"), {"id": product.id}
        ).one()
        return row.on_hand, row.value_minor


def receive(counter: Counter, product: Product, quantity: str, cost: str) -> None:
    """The owner brings goods that cost so much in all."""
    with counter.open() as session:
        move = StockMove(product.id, Decimal(quantity), minor_from(Decimal(cost), "INR"))
        moved = move_stock(session, "purchase", [move], business_date=counter.today, at=counter.at)
        post(
            session,
            "receipt",
            product.id,
            stock_entries(moved, "capital"),
            business_date=counter.today,
            at=counter.at,
        )


def adjust(counter: Counter, product: Product, quantity: str, **details: Any) -> AdjustedProduct:
    with counter.open() as session:
        command = AdjustStock(quantity=Decimal(quantity), **{"note": "counted", **details})
        return adjust_stock(session, product.id, command, by=counter.by, at=counter.at)


def last_event(counter: Counter) -> dict[str, Any]:
    with counter.open() as session:
        data: dict[str, Any] = session.execute(
            sa.text("SELECT data FROM events ORDER BY sequence DESC LIMIT 1")
        ).scalar_one()
        return data


# -- cost of goods -----------------------------------------------------------------------------------


def test_opening_stock_is_worth_what_it_cost(counter: Counter) -> None:
    counter.product(stock="10", cost=Decimal("62.50"))

    assert balances(counter) == {"inventory": 625_00, "opening": -625_00}
    assert counter.breaches() == []


def test_a_sale_takes_its_goods_at_the_average_and_its_margin_is_real(counter: Counter) -> None:
    """Ten at 50.00 and ten at 70.00: five sold at 100.00 each cost 300.00."""
    dal = counter.product(price="100", stock="10", cost=Decimal(50))
    receive(counter, dal, "10", "700")

    bill = counter.sell((dal, "5"))

    assert bill.lines[0].cost_minor == 300_00
    assert level(counter, dal) == (15, 900_00)
    now = balances(counter)
    assert (now["sales"], now["cost_of_goods"], now["inventory"]) == (-500_00, 300_00, 900_00)
    assert counter.breaches() == []


def test_a_bill_drafted_and_issued_costs_what_the_goods_cost_when_they_leave(counter: Counter) -> None:
    dal = counter.product(stock="10", cost=Decimal(50))
    draft = counter.draft((dal, "5"))
    assert draft.lines[0].cost_minor == 250_00
    receive(counter, dal, "10", "700")

    with counter.open() as session:
        bill = issue_bill(session, draft.id, IssueBill(), by=counter.by, at=counter.at)

    assert bill.lines[0].cost_minor == 300_00
    assert balances(counter)["cost_of_goods"] == 300_00
    assert counter.breaches() == []


def test_two_lines_of_one_product_leave_one_after_the_other(counter: Counter) -> None:
    """Three for 1.00: the first line takes 33 paise, the second the 67 that are left."""
    sweet = counter.product(stock="0")
    receive(counter, sweet, "3", "1")

    bill = counter.sell((sweet, "1"), (sweet, "2"))

    assert [line.cost_minor for line in bill.lines] == [33, 67]
    assert level(counter, sweet) == (0, 0)
    assert counter.breaches() == []


def test_what_is_not_kept_in_stock_has_a_margin_but_no_posting(counter: Counter) -> None:
    repair = counter.product("Repair", price="500", stock="0", kind="service", cost=Decimal(200))
    unvalued = counter.product("Rice", stock="10")
    with counter.open() as session:
        details = ProductDetails(sku=unvalued.sku, name="Rice", price=Decimal(100), cost=Decimal(60))
        change_product(session, unvalued.id, details, by=counter.by, at=counter.at, expected_version=1)

    bill = counter.sell((repair, "2"), (unvalued, "3"))

    assert [line.cost_minor for line in bill.lines] == [400_00, 180_00]
    assert not {"cost_of_goods", "inventory"} & set(balances(counter))
    assert counter.breaches() == []


def test_a_hire_takes_nothing_from_stock_and_uses_nothing_up(counter: Counter) -> None:
    chair = counter.product("Chair", stock="10", kind="rental", cost=Decimal(900))

    bill = counter.sell((chair, "4"))

    assert bill.lines[0].cost_minor is None
    assert level(counter, chair) == (10, 9000_00)
    counter.credit(bill)
    assert level(counter, chair) == (10, 9000_00)
    assert counter.breaches() == []


def test_goods_that_left_before_their_bill_leave_once(counter: Counter) -> None:
    """Delivered, then billed: the bill knows what they cost, moves nothing and posts no cost; a return brings them back."""
    milk = counter.product("Milk", stock="10", cost=Decimal(50))
    with counter.open() as session:
        moves = [StockMove(milk.id, Decimal(-4))]
        moved = move_stock(session, "delivery", moves, business_date=counter.today, at=counter.at)
        legs = stock_entries(moved, "cost_of_goods")
        post(session, "delivery", milk.id, legs, business_date=counter.today, at=counter.at)
    before = balances(counter)
    with counter.open() as session:
        draft = DraftBill(lines=[DraftLine(product_id=milk.id, quantity=Decimal(4))])
        bill = sell(session, draft, IssueBill(), by=counter.by, at=counter.at, delivered=[-moved[0].value_minor])

    assert bill.lines[0].cost_minor == 200_00
    assert level(counter, milk) == (6, 300_00)
    assert balances(counter)["cost_of_goods"] == before["cost_of_goods"]

    counter.credit(bill)

    assert level(counter, milk) == (10, 500_00)
    after = balances(counter)
    assert after.pop("sales") + after.pop("sales_returns") == 0
    assert after == {"inventory": 500_00, "opening": -500_00}
    assert counter.breaches() == []


def test_m2_cancelling_brings_the_goods_back_at_what_they_left_at(counter: Counter) -> None:
    dal = counter.product(stock="10", cost=Decimal(50))
    before = balances(counter)
    bill = counter.sell((dal, "4"))
    receive(counter, dal, "6", "600")

    counter.cancel(bill)

    assert level(counter, dal) == (16, 1100_00)
    assert balances(counter) == {**before, "inventory": 1100_00, "capital": -600_00}
    assert counter.breaches() == []


def test_m2_credits_bring_the_goods_back_share_by_share_and_together_exactly(counter: Counter) -> None:
    """Three for 1.00 sold and credited one by one: 33, 34 and 33 paise come back."""
    sweet = counter.product(stock="0")
    receive(counter, sweet, "3", "1")
    before = balances(counter)
    bill = counter.sell((sweet, "3"))

    costs = [
        counter.credit(bill, lines=[CreditLine(position=1, quantity=Decimal(1))]).lines[0].cost_minor for _ in range(3)
    ]

    assert costs == [33, 34, 33]
    assert level(counter, sweet) == (3, 100)
    after = {name: balance for name, balance in balances(counter).items() if name not in ("sales", "sales_returns")}
    assert after == before
    assert counter.breaches() == []


def test_goods_that_do_not_come_back_stay_a_cost(counter: Counter) -> None:
    dal = counter.product(stock="10", cost=Decimal(50))
    bill = counter.sell((dal, "4"))

    note = counter.credit(bill, restock=False)

    assert note.lines[0].cost_minor == 0
    assert level(counter, dal) == (6, 300_00)
    assert balances(counter)["cost_of_goods"] == 200_00


def test_goods_sold_before_they_came_cost_what_they_turn_out_to_cost(counter: Counter) -> None:
    """Four at 50.00, six sold; then five come at 60.00: the two that were owed cost 10.00 more each."""
    dal = counter.product(stock="4", cost=Decimal(50), allows_negative_stock=True)
    bill = counter.sell((dal, "6"))
    assert bill.lines[0].cost_minor == 300_00
    assert level(counter, dal) == (-2, -100_00)

    receive(counter, dal, "5", "300")

    assert level(counter, dal) == (3, 180_00)
    assert balances(counter)["cost_of_goods"] == 320_00
    assert counter.breaches() == []


def test_what_goods_cost_is_for_those_who_may_see_it(counter: Counter) -> None:
    dal = counter.product(stock="10", cost=Decimal(50))
    bill = counter.sell((dal, "1"))

    assert without_costs(bill, CASHIER).lines[0].cost_minor is None
    with counter.open() as session:
        for move in list_moves(session, dal.id, Listing(), by=CASHIER).items:
            assert (move.unit_cost, move.value_minor) == (None, None)
        assert list_moves(session, dal.id, Listing(), by=counter.by).items[0].value_minor == -50_00
        [shown] = list_stock(session, Listing(), by=CASHIER).items
        assert (shown.on_hand, shown.average_cost, shown.value_minor) == (9, None, None)
        with pytest.raises(Forbidden):
            read_stock_totals(session, by=CASHIER)
        with pytest.raises(Invalid, match="cannot sort"):
            list_stock(session, Listing(sort="value"), by=CASHIER)


# -- corrections -------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["damaged", "expired", "theft", "own_use", "sample", "correction"])
def test_goods_that_are_gone_are_an_expense_under_their_reason(counter: Counter, reason: Any) -> None:
    dal = counter.product(stock="10", cost=Decimal(50))

    after = adjust(counter, dal, "-3", reason=reason)

    assert (after.on_hand, after.value_minor, after.warnings) == (7, -150_00, [])
    assert balances(counter) == {"inventory": 350_00, "opening": -500_00, "stock_adjustments": 150_00}
    assert last_event(counter)["reason"] == reason
    assert counter.breaches() == []


def test_goods_that_are_found_come_in_at_the_average_or_at_what_they_cost(counter: Counter) -> None:
    dal = counter.product(stock="10", cost=Decimal(50))
    adjust(counter, dal, "2", reason="found")
    assert level(counter, dal) == (12, 600_00)

    adjust(counter, dal, "3", reason="found", unit_cost=Decimal(70))

    assert level(counter, dal) == (15, 810_00)
    with pytest.raises(Invalid, match="leaves at the average"):
        adjust(counter, dal, "-3", unit_cost=Decimal(70))
    assert counter.breaches() == []


def test_stock_counted_before_it_was_valued_can_be_given_its_worth(counter: Counter) -> None:
    dal = counter.product(stock="12")

    with counter.open() as session:
        command = RevalueStock(unit_cost=Decimal("33.3333"), note="last bill of Gupta & Sons")
        revalue_stock(session, dal.id, command, by=counter.by, at=counter.at)

    assert level(counter, dal) == (12, 400_00)
    assert balances(counter) == {"inventory": 400_00, "stock_adjustments": -400_00}
    assert counter.sell((dal, "3")).lines[0].cost_minor == 100_00
    counter.sell((dal, "9"))
    with pytest.raises(NothingOnHand), counter.open() as session:
        revalue_stock(session, dal.id, command, by=counter.by, at=counter.at)
    with pytest.raises(Forbidden), counter.open() as session:
        revalue_stock(session, dal.id, command, by=CASHIER, at=counter.at)
    assert counter.breaches() == []


# -- the reorder level -------------------------------------------------------------------------------


def test_a_product_is_told_to_be_low_once_a_crossing(counter: Counter) -> None:
    """Down once, further down no second; up over the level and down again a second."""
    dal = counter.product(stock="12", reorder_level=Decimal(10))
    rice = counter.product("Rice", stock="11", reorder_level=Decimal(10))

    def told(act: Any) -> list[str]:
        act()
        low: list[str] = last_event(counter).get("low_stock", [])
        return low

    assert told(lambda: counter.sell((dal, "1"))) == []
    assert told(lambda: counter.sell((dal, "1"))) == [str(dal.id)]  # eleven to ten
    assert told(lambda: counter.sell((dal, "1"))) == []
    assert told(lambda: adjust(counter, dal, "-1")) == []
    assert told(lambda: adjust(counter, dal, "1")) == []  # nine: still low
    assert told(lambda: adjust(counter, dal, "3")) == []  # twelve
    assert told(lambda: adjust(counter, dal, "-4")) == [str(dal.id)]
    assert told(lambda: adjust(counter, dal, "3")) == []
    assert sorted(told(lambda: counter.sell((dal, "1"), (rice, "1")))) == sorted([str(dal.id), str(rice.id)])
    assert told(lambda: counter.sell((counter.product("Salt", stock="5"), "5"))) == []
    assert counter.breaches() == []


def test_a_draft_that_is_issued_tells_what_it_makes_low(counter: Counter) -> None:
    dal = counter.product(stock="12", reorder_level=Decimal(10))
    draft = counter.draft((dal, "3"))

    with counter.open() as session:
        issue_bill(session, draft.id, IssueBill(), by=counter.by, at=counter.at)

    assert last_event(counter)["low_stock"] == [str(dal.id)]


def test_of_many_sales_at_once_one_crosses_the_reorder_level(counter: Counter) -> None:
    dal = counter.product(stock="30", reorder_level=Decimal(20))

    race(12, lambda n: counter.sell((dal, "1")))

    with counter.open() as session:
        told = session.execute(sa.text("SELECT count(*) FROM events WHERE data ? 'low_stock'")).scalar_one()
    assert told == 1


# -- S2 ----------------------------------------------------------------------------------------------


def stock_over_days(counter: Counter) -> tuple[Product, date]:
    """Ten to begin with, eight gone nine days ago, ten come seven days ago: at two for two days, at twelve now."""
    dal, day = counter.product(stock="10"), counter.today
    adjust(counter, dal, "-8", business_date=day - timedelta(days=9))
    adjust(counter, dal, "10", business_date=day - timedelta(days=7))
    return dal, day


def test_s2_a_backdated_movement_names_the_first_day_it_would_leave_short(counter: Counter) -> None:
    dal, day = stock_over_days(counter)

    with pytest.raises(ShortOnDay, match=f"Toor dal would be at -1 on {day - timedelta(days=9)}") as refused:
        adjust(counter, dal, "-3", business_date=day - timedelta(days=12))
    assert refused.value.facts["date"] == str(day - timedelta(days=9))
    with pytest.raises(ShortOnDay, match=f"on {day - timedelta(days=8)}"):  # between the moves, on its own day
        adjust(counter, dal, "-3", business_date=day - timedelta(days=8))
    with pytest.raises(ShortOnDay):
        counter.sell((dal, "3"), business_date=day - timedelta(days=9))
    draft = counter.draft((dal, "3"), business_date=day - timedelta(days=9))
    with pytest.raises(ShortOnDay), counter.open() as session:
        issue_bill(session, draft.id, IssueBill(), by=counter.by, at=counter.at)

    assert level(counter, dal)[0] == 12
    counter.sell((dal, "2"), business_date=day - timedelta(days=8))  # what was there on every day
    assert counter.breaches() == []


def test_s2_who_may_backdate_is_warned_instead(counter: Counter) -> None:
    dal, day = stock_over_days(counter)
    then = day - timedelta(days=9)
    warned = [f"Toor dal would be at -1 on {then}"]

    after = adjust(counter, dal, "-3", business_date=then, backdate_reason="the slip was found today")
    assert after.warnings == warned and last_event(counter)["short"] == warned
    adjust(counter, dal, "3", business_date=then)

    with counter.open() as session:
        draft = DraftBill(lines=[DraftLine(product_id=dal.id, quantity=Decimal(3))], business_date=then)
        bill = sell(session, draft, IssueBill(backdate_reason="the slip"), by=counter.by, at=counter.at)
    assert bill.warnings == warned and last_event(counter)["short"] == warned
    helper = actor_for(new_id(), "cashier", frozenset({"stock.write"}))
    command = AdjustStock(quantity=Decimal(-3), note="x", business_date=then, backdate_reason="mine")
    with pytest.raises(Forbidden), counter.open() as session:
        adjust_stock(session, dal.id, command, by=helper, at=counter.at)


def test_s2_what_may_go_below_zero_is_never_short(counter: Counter) -> None:
    dal = counter.product(stock="0", allows_negative_stock=True)

    counter.sell((dal, "3"), business_date=counter.today - timedelta(days=3))

    assert level(counter, dal)[0] == -3


# -- lists -------------------------------------------------------------------------------------------


def listed(counter: Counter, **filters: str) -> list[StockOnHand]:
    with counter.open() as session:
        return list_stock(session, Listing(filters=filters), by=counter.by).items


def test_the_list_of_stock_comes_to_the_account(counter: Counter) -> None:
    counter.product("Dal", stock="10", cost=Decimal("33.333"), reorder_level=Decimal(10))
    counter.product("Rice", stock="7", cost=Decimal(80), category="Grain")
    sugar = counter.product("Sugar", stock="1", cost=Decimal(40), allows_negative_stock=True)
    counter.product("Tea", stock="5")
    counter.product("Repair", stock="0", kind="service")
    counter.sell((sugar, "3"))

    everything = listed(counter)

    assert [(one.name, one.on_hand, one.average_cost, one.value_minor, one.low) for one in everything] == [
        ("Dal", 10, Decimal("33.3330"), 333_33, True),
        ("Rice", 7, Decimal("80.0000"), 560_00, False),
        ("Sugar", -2, Decimal("40.0000"), -80_00, False),
        ("Tea", 5, None, 0, False),
    ]
    assert [one.name for one in listed(counter, low="true")] == ["Dal"]
    assert [one.name for one in listed(counter, negative="true")] == ["Sugar"]
    assert [one.name for one in listed(counter, unvalued="true")] == ["Tea"]
    assert [one.name for one in listed(counter, category="grain")] == ["Rice"]
    with counter.open() as session:
        totals = read_stock_totals(session, by=counter.by)
    assert (totals.products, totals.low, totals.negative, totals.unvalued) == (4, 1, 1, 1)
    assert totals.value_minor == totals.ledger_minor == balances(counter)["inventory"] == 813_33


# -- races and laws ----------------------------------------------------------------------------------


def test_s1_the_last_unit_is_sold_once_with_all_its_worth(counter: Counter) -> None:
    dal = counter.product(stock="1", cost=Decimal("33.33"))

    results = race(12, lambda n: counter.sell((dal, "1")))

    assert refusals(results, OutOfStock) == 11
    assert level(counter, dal) == (0, 0)
    assert balances(counter)["cost_of_goods"] == 33_33
    assert counter.breaches() == []


def test_sales_and_receipts_at_once_keep_the_value_the_sum_of_the_moves(counter: Counter) -> None:
    dal = counter.product(stock="100", cost=Decimal("7.77"))
    rice = counter.product("Rice", stock="100", cost=Decimal("9.99"), allows_negative_stock=True)

    def act(n: int) -> None:
        for k in range(4):
            if n % 3 == 0:
                receive(counter, dal if k % 2 else rice, "3", f"{20 + n}.{k}1")
            elif n % 3 == 1:
                counter.sell((dal, "1.5"), (rice, "40"))
            else:
                bill = counter.sell((rice, "1"), (dal, "0.5"))
                counter.credit(bill) if k % 2 else counter.cancel(bill)

    race(9, act)

    assert counter.breaches() == []
    assert balances(counter)["inventory"] == level(counter, dal)[1] + level(counter, rice)[1]


steps = st.lists(
    st.tuples(
        st.sampled_from(["sell", "sell", "receive", "credit", "part", "cancel", "adjust", "take"]),
        st.integers(0, 1),
        st.decimals("0.001", "9", places=3),
        st.decimals("0.01", "99.99", places=2),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps, costs=st.lists(st.none() | st.decimals("0.01", "99.9999", places=4), min_size=2, max_size=2))
def test_stock_in_trade_is_the_worth_of_the_stock_after_any_history(
    counter: Counter, steps: list[tuple[str, int, Decimal, Decimal]], costs: list[Decimal | None]
) -> None:
    """Products that may go below zero, of known cost or not; every refusal apart, the books agree after each step."""
    goods = [
        counter.product(stock=str(5 * n), cost=cost, allows_negative_stock=True, price="50")
        for n, cost in enumerate(costs)
    ]
    bills: list[Bill] = []
    for what, which, quantity, cost in steps:
        product = goods[which]
        match what:
            case "sell":
                bills.append(counter.sell((product, str(quantity)), (goods[1 - which], "1")))
            case "receive":
                receive(counter, product, str(quantity), str(cost))
            case "credit" if bills:
                counter.credit(bills.pop(0))
            case "part" if bills:
                bill = bills.pop()
                counter.credit(bill, lines=[CreditLine(position=2, quantity=Decimal("0.333"))])
                counter.credit(bill)
            case "cancel" if bills:
                counter.cancel(bills.pop())
            case "adjust":
                adjust(counter, product, str(quantity), unit_cost=cost)
            case "take":
                adjust(counter, product, str(-quantity), reason="damaged")
    assert counter.breaches() == []


def test_m2_a_full_credit_leaves_every_account_and_level_as_it_was_also_below_zero(counter: Counter) -> None:
    short = counter.product(stock="4", cost=Decimal("33.333"), allows_negative_stock=True)
    sure = counter.product("Rice", stock="9", cost=Decimal("7.01"))
    before, levels = balances(counter), [level(counter, one) for one in (short, sure)]

    bill = counter.sell((short, "7"), (sure, "9"), (short, "2"))
    counter.credit(bill)

    after = balances(counter)
    assert after.pop("sales") + after.pop("sales_returns") == 0
    assert (after, [level(counter, one) for one in (short, sure)]) == (before, levels)


def test_a_cost_beyond_all_bounds_is_refused(counter: Counter) -> None:
    with pytest.raises(Invalid, match="more than Munim keeps"):
        counter.product(stock="9999999999", cost=Decimal("9999999999"))
    gold = counter.product("Gold", price="0", stock="0", allows_negative_stock=True, cost=Decimal("9999999999"))
    with pytest.raises(Invalid, match="so much Gold costs more"):
        counter.sell((gold, "9999999999"))


def test_products_are_locked_in_one_order_whatever_the_operation(counter: Counter) -> None:
    """Adjusting one product while bills take both: nobody deadlocks."""
    goods = [counter.product(stock="1000", cost=Decimal(1)) for _ in range(2)]
    stop = threading.Event()

    def act(n: int) -> UUID | None:
        if n == 0:
            while not stop.is_set():
                adjust(counter, goods[1], "1")
            return None
        try:
            return counter.sell(*((one, "1") for one in (goods if n % 2 else goods[::-1]))).id
        finally:
            stop.set()

    assert refusals(race(6, act), Invalid) == 0
    with counter.open() as session:
        assert read_product(session, goods[0].id).on_hand == 995
        assert list_products(session, Listing(), by=counter.by).items
    assert counter.breaches() == []
