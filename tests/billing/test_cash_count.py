"""The cash at the end of the day."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from billing.accounts import OpenAccount, open_account
from billing.events import list_events
from billing.ledger import trial_balance
from billing.listing import Listing
from billing.payments.cash_count import (
    AlreadyCounted,
    CashCount,
    CountCash,
    CountDiffers,
    ReverseCount,
    count_cash,
    day_close,
    list_counts,
    reverse_count,
)
from billing.payments.reads import Payment
from billing.payments.record import RecordPayment, record_payment
from billing.payments.refund import RefundMoney, refund_money
from billing.permissions import actor_for
from munim.errors import Conflict, Forbidden, Invalid
from munim.ids import new_id
from tests.billing.test_races import race, refusals
from tests.counter import Counter


def count(counter: Counter, counted: str, **details: Any) -> CashCount:
    with counter.open() as session:
        command = CountCash(counted=Decimal(counted), **details)
        return count_cash(session, command, by=counter.by, at=counter.at)


def reverse(counter: Counter, one: CashCount) -> CashCount:
    with counter.open() as session:
        return reverse_count(session, one.id, ReverseCount(reason="a note was found"), by=counter.by, at=counter.at)


def balance(counter: Counter, account: str) -> int:
    with counter.open() as session:
        return next(one.balance_minor for one in trial_balance(session) if one.account == account)


def test_a_count_that_agrees_posts_nothing(counter: Counter) -> None:
    counter.pay(counter.customer(), "100")

    counted = count(counter, "100")

    assert (counted.expected_minor, counted.counted_minor, counted.difference_minor) == (10000, 10000, 0)
    assert balance(counter, "cash") == 10000
    assert counter.breaches() == []


@pytest.mark.parametrize(("found", "difference"), [("97.50", -250), ("103", 300)])
def test_a_difference_is_posted_with_its_reason_and_the_account_holds_what_is_there(
    counter: Counter, found: str, difference: int
) -> None:
    counter.pay(counter.customer(), "100")

    with pytest.raises(CountDiffers) as differs:
        count(counter, found)
    counted = count(counter, found, reason="change given wrong")

    assert differs.value.facts["difference_minor"] == difference
    assert counted.difference_minor == difference
    assert (balance(counter, "cash"), balance(counter, "cash_difference")) == (10000 + difference, -difference)
    assert counter.breaches() == []


def test_an_account_is_counted_once_a_day_and_again_after_its_count_is_reversed(counter: Counter) -> None:
    counter.pay(counter.customer(), "100")
    first = count(counter, "90", reason="short")

    with pytest.raises(AlreadyCounted):
        count(counter, "90")
    undone = reverse(counter, first)
    assert (undone.status, balance(counter, "cash"), balance(counter, "cash_difference")) == ("reversed", 10000, 0)
    with pytest.raises(Conflict):
        reverse(counter, first)
    assert count(counter, "100").difference_minor == 0
    counter.at += timedelta(days=1)
    assert count(counter, "100").expected_minor == 10000
    assert counter.breaches() == []


def test_yesterday_is_counted_without_what_came_this_morning(counter: Counter) -> None:
    customer = counter.customer()
    counter.pay(customer, "100")
    yesterday = counter.today
    counter.at += timedelta(days=1)
    counter.pay(customer, "40")

    assert count(counter, "100", business_date=yesterday).expected_minor == 10000
    assert count(counter, "140").expected_minor == 14000


def test_notes_and_coins_are_added_up(counter: Counter) -> None:
    counter.pay(counter.customer(), "1501")
    pieces = {"500": 3, "0.50": 2}

    with counter.open() as session:
        counted = count_cash(session, CountCash(denominations=pieces), by=counter.by, at=counter.at)
    assert (counted.counted_minor, counted.denominations) == (150100, pieces)
    with pytest.raises(Invalid, match="come to"):
        count(counter, "1500", denominations=pieces)
    with pytest.raises(Invalid, match="say what was counted"), counter.open() as session:
        count_cash(session, CountCash(), by=counter.by, at=counter.at)
    with pytest.raises(Invalid, match="note or coin"):
        count(counter, "5", denominations={"-5": 1})


def test_each_till_has_its_own_count(counter: Counter) -> None:
    with counter.open() as session:
        open_account(session, OpenAccount(name="Counter 2", purpose="cash"), by=counter.by, at=counter.at)
    counter.pay(counter.customer(), "100", account="counter_2")

    assert count(counter, "100", account="counter_2").account_name == "Counter 2"
    assert count(counter, "0").expected_minor == 0
    with pytest.raises(Invalid, match="holds no money"):
        count(counter, "0", account="bank")
    with counter.open() as session:
        listed = list_counts(session, Listing(filters={"account": "counter_2"}), by=counter.by)
    assert len(listed.items) == 1


def test_a_day_is_closed_by_method(counter: Counter) -> None:
    customer = counter.customer()
    counter.pay(customer, "100")
    counter.pay(customer, "30", "upi")
    advance = counter.pay(customer, "50")
    with counter.open() as session:
        command = RefundMoney(payment_id=advance.id, amount=Decimal(20), method="cash")
        refund_money(session, command, by=counter.by, at=counter.at)

    with counter.open() as session:
        close = day_close(session, account=None, day=None, by=counter.by, at=counter.at)

    assert [
        (one.method, one.receipts, one.received_minor, one.refunded_minor, one.net_minor) for one in close.by_method
    ] == [
        ("cash", 2, 15000, 2000, 13000),
        ("upi", 1, 3000, 0, 3000),
    ]
    assert (close.opening_minor, close.expected_minor, close.count) == (0, 13000, None)


def test_counting_needs_its_permission(counter: Counter) -> None:
    with counter.open() as session, pytest.raises(Forbidden):
        count_cash(session, CountCash(counted=Decimal(0)), by=actor_for(new_id(), "viewer"), at=counter.at)


def test_a_sale_in_the_same_moment_is_either_in_the_count_or_after_it(counter: Counter) -> None:
    """Sixteen payments and a count at once: those whose event came before the count are expected, and no other."""
    customers = [counter.customer() for _ in range(16)]

    def act(n: int) -> Any:
        if n == 8:
            return count(counter, "100000", reason="race")
        return counter.pay(customers[n], "10")

    results = race(17, lambda n: act(8 if n == 16 else n if n != 8 else 0))

    counted = next(one for one in results if isinstance(one, CashCount))
    paid = {str(one.id) for one in results if isinstance(one, Payment)}
    with counter.open() as session:
        events = list_events(session, Listing(filters={"kind": "payment.recorded"}, limit=100), by=counter.by).items
    before = [event for event in events if event.sequence < _sequence(counter, counted)]
    assert len(paid) == 16
    assert counted.expected_minor == 1000 * len(before)
    assert counter.breaches() == []


def test_a_payment_that_has_ended_but_is_not_committed_is_waited_for_and_counted(counter: Counter) -> None:
    customer = counter.customer()
    with ThreadPoolExecutor(1) as elsewhere:
        with counter.open() as session:
            command = RecordPayment(customer_id=customer.id, amount=Decimal(100), method="cash")
            record_payment(session, command, by=counter.by, at=counter.at)
            counting = elsewhere.submit(count, counter, "100")
            waits = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
            while not session.execute(waits).scalar_one():
                assert not counting.done(), "it waits for the payment to end"
        counted = counting.result()

    assert (counted.expected_minor, counted.difference_minor) == (10000, 0)


def _sequence(counter: Counter, counted: CashCount) -> int:
    with counter.open() as session:
        found = list_events(session, Listing(filters={"subject_id": str(counted.id)}), by=counter.by)
    return found.items[0].sequence


def test_of_counts_at_once_one_stands(counter: Counter) -> None:
    results = race(6, lambda n: count(counter, "0"))

    assert refusals(results, AlreadyCounted) == 5
