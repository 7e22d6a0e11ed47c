"""Counting the shelves while the shop goes on selling."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from billing.listing import Listing
from billing.permissions import actor_for
from billing.products import Product
from billing.stock import OutOfStock, lock_levels
from billing.stock_take import (
    Count,
    CountStock,
    OpenStockTake,
    StockTake,
    StockTakeClosed,
    StockTakeIdTaken,
    StockTakeOpen,
    abandon_stock_take,
    count_stock,
    list_stock_takes,
    open_stock_take,
    post_stock_take,
    read_stock_take,
)
from munim.errors import Forbidden, Invalid, NotFound
from munim.ids import new_id
from tests.billing.test_races import race, refusals, waiting
from tests.billing.test_stock import balances, last_event, level
from tests.counter import Counter


def begin(counter: Counter, **details: Any) -> StockTake:
    with counter.open() as session:
        return open_stock_take(session, OpenStockTake(**details), by=counter.by, at=counter.at)


def count(counter: Counter, take: StockTake, *counts: tuple[Product, str]) -> StockTake:
    with counter.open() as session:
        command = CountStock(counts=[Count(product_id=one.id, counted=Decimal(found)) for one, found in counts])
        return count_stock(session, take.id, command, by=counter.by, at=counter.at)


def finish(counter: Counter, take: StockTake) -> StockTake:
    with counter.open() as session:
        return post_stock_take(session, take.id, by=counter.by, at=counter.at)


def test_differences_are_seen_with_their_worth_and_posted(counter: Counter) -> None:
    dal = counter.product("Dal", stock="10", cost=Decimal(50))
    rice = counter.product("Rice", stock="20", cost=Decimal(30))
    tea = counter.product("Tea", stock="5", cost=Decimal(9))
    take = count(counter, begin(counter, note="Diwali"), (dal, "8"), (rice, "21"), (tea, "5"))

    assert [(one.name, one.expected, one.counted, one.difference, one.value_minor) for one in take.lines] == [
        ("Dal", 10, 8, -2, -100_00),
        ("Rice", 20, 21, 1, 30_00),
        ("Tea", 5, 5, 0, 0),
    ]
    assert (take.status, take.products, take.value_minor) == ("open", 3, -70_00)
    before = balances(counter)

    posted = finish(counter, take)

    assert (posted.status, posted.value_minor) == ("posted", -70_00)
    assert [one.value_minor for one in posted.lines] == [-100_00, 30_00, 0]
    assert [level(counter, one) for one in (dal, rice, tea)] == [(8, 400_00), (21, 630_00), (5, 45_00)]
    assert balances(counter) == {**before, "inventory": before["inventory"] - 70_00, "stock_adjustments": 70_00}
    assert last_event(counter) == {"products": 2, "value_minor": -70_00}
    assert counter.breaches() == []


def test_what_is_sold_and_received_after_the_count_is_no_difference(counter: Counter) -> None:
    """Ten in the books, nine on the shelf; then four are sold: five are left, not nine."""
    dal = counter.product(stock="10", cost=Decimal(50))
    take = count(counter, begin(counter), (dal, "9"))

    counter.sell((dal, "4"))
    finish(counter, take)

    assert level(counter, dal) == (5, 250_00)
    assert counter.breaches() == []


def test_a_product_counted_again_is_set_beside_the_books_as_they_are_then(counter: Counter) -> None:
    dal = counter.product(stock="10", cost=Decimal(50))
    take = count(counter, begin(counter), (dal, "3"))
    counter.sell((dal, "4"))

    [line] = count(counter, take, (dal, "6")).lines

    assert (line.expected, line.counted, line.difference) == (6, 6, 0)


def test_a_stock_take_is_posted_once(counter: Counter) -> None:
    dal = counter.product(stock="10", cost=Decimal(50))
    take = count(counter, begin(counter), (dal, "8"))

    results = race(8, lambda n: finish(counter, take))

    assert refusals(results, StockTakeClosed) == 7
    assert level(counter, dal) == (8, 400_00)
    with pytest.raises(StockTakeClosed):
        count(counter, take, (dal, "7"))
    assert counter.breaches() == []


def test_posting_waits_for_the_one_that_posts(counter: Counter) -> None:
    """Four begin while the goods are held: whoever had looked before waiting would post the difference again."""
    dal = counter.product(stock="10", cost=Decimal(50))
    take = count(counter, begin(counter), (dal, "8"))

    with ThreadPoolExecutor(4) as threads:
        with counter.open() as session:
            lock_levels(session, [dal.id])
            posting = [threads.submit(finish, counter, take) for _ in range(4)]
            while waiting(session) < 4:
                assert not any(one.done() for one in posting)
            session.rollback()
        refused = [one.exception() for one in posting]

    assert sorted(type(one).__name__ for one in refused) == ["NoneType", *["StockTakeClosed"] * 3]
    assert level(counter, dal) == (8, 400_00)


def test_counting_selling_and_posting_at_once_lose_nothing(counter: Counter) -> None:
    """Whatever comes first, a difference of two is corrected once, and each sale stands."""
    goods = [counter.product(f"Good {n}", stock="100", cost=Decimal(7)) for n in range(4)]
    take = count(counter, begin(counter), *((one, "98") for one in goods))

    def act(n: int) -> None:
        if n == 5:
            finish(counter, take)
        else:
            counter.sell(*((one, "1") for one in (goods if n % 2 else goods[::-1])))

    assert refusals(race(10, act), StockTakeClosed) == 0
    assert [level(counter, one)[0] for one in goods] == [89] * 4
    assert counter.breaches() == []


def test_a_count_that_waits_for_the_posting_finds_the_take_closed(counter: Counter) -> None:
    dal, rice = counter.product(stock="10"), counter.product("Rice", stock="10")
    take = count(counter, begin(counter), (dal, "8"))

    results = race(6, lambda n: finish(counter, take) if n == 0 else count(counter, take, (rice, "9")))

    refusals(results, StockTakeClosed)
    with counter.open() as session:
        lines = {one.name: one for one in read_stock_take(session, take.id, by=counter.by).lines}
    assert counter.on_hand(rice) == (9 if "Rice" in lines else 10)


def test_one_stock_take_is_open_at_a_time(counter: Counter) -> None:
    first = begin(counter)
    with pytest.raises(StockTakeOpen):
        begin(counter)
    with counter.open() as session:
        assert abandon_stock_take(session, first.id, by=counter.by, at=counter.at).status == "abandoned"
    with pytest.raises(StockTakeIdTaken):
        begin(counter, id=first.id)
    assert refusals(race(6, lambda n: begin(counter)), StockTakeOpen) == 5
    with counter.open() as session:
        takes = list_stock_takes(session, Listing(filters={"status": "open"}), by=counter.by).items
    assert len(takes) == 1


def test_a_difference_larger_than_what_is_left_is_refused(counter: Counter) -> None:
    dal = counter.product(stock="10")
    take = count(counter, begin(counter), (dal, "5"))
    counter.sell((dal, "8"))

    with pytest.raises(OutOfStock, match="only 2 of Toor dal in stock, 5 asked"):
        finish(counter, take)
    assert counter.breaches() == []


def test_only_what_keeps_stock_is_counted(counter: Counter) -> None:
    repair = counter.product("Repair", kind="service", stock="0")
    take = begin(counter)

    with pytest.raises(Invalid) as refused:
        count(counter, take, (repair, "1"))
    assert refused.value.field == "counts[0].product_id"
    dal = counter.product()
    with pytest.raises(Invalid, match="twice"):
        count(counter, take, (dal, "1"), (dal, "2"))
    with pytest.raises(Invalid):
        count(counter, take, (dal, "-1"))
    with pytest.raises(Invalid):
        count(counter, take)
    stranger = CountStock(counts=[Count(product_id=new_id(), counted=Decimal(1))])
    with pytest.raises(NotFound), counter.open() as session:
        count_stock(session, take.id, stranger, by=counter.by, at=counter.at)
    with pytest.raises(NotFound), counter.open() as session:
        post_stock_take(session, new_id(), by=counter.by, at=counter.at)


def test_counting_needs_the_permission_and_worth_the_other(counter: Counter) -> None:
    take = count(counter, begin(counter), (counter.product(stock="10", cost=Decimal(50)), "8"))
    cashier = actor_for(new_id(), "cashier")

    with pytest.raises(Forbidden), counter.open() as session:
        post_stock_take(session, take.id, by=cashier, at=counter.at)
    with counter.open() as session:
        seen = read_stock_take(session, take.id, by=cashier)
    assert (seen.value_minor, seen.lines[0].value_minor, seen.lines[0].difference) == (None, None, -2)


def test_a_posted_take_that_differs_from_its_moves_is_a_breach(counter: Counter) -> None:
    dal = counter.product(stock="10", cost=Decimal(50))
    take = finish(counter, count(counter, begin(counter), (dal, "8")))

    with counter.open() as session:
        session.execute(sa.text("UPDATE stock_take_lines SET counted = 7"))

    assert [(one.check, UUID(one.subject)) for one in counter.breaches()] == [
        ("a stock take moved what it found to differ", take.lines[0].product_id)
    ]
