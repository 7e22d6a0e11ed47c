from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from billing.business import BusinessSettings
from billing.reminders import ReminderPolicy, change_reminder_policy
from munim.database import Database
from notifications.messages import messages
from notifications.receipts import businesses_to_follow, queue_receipts
from tests.conftest import open_shop
from tests.counter import Counter

NOW = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)


@pytest.fixture
def counter(own_database: Database) -> Counter:
    """The counter of a shop that thanks for payments from here on."""
    counter = Counter(
        own_database, open_shop(own_database, BusinessSettings(name="Sharma Kirana Store", country="IN")), at=NOW
    )
    early = counter.customer(name="Early", phone="9822000000")
    counter.pay(early, "10")
    with counter.open() as session:
        change_reminder_policy(session, ReminderPolicy(receipts=True), by=counter.by, at=NOW)
    return counter


def follow(counter: Counter) -> list[str]:
    """The texts there are after the worker has looked."""
    with counter.database.entry() as session:
        found = businesses_to_follow(session)
    for business_id in found:
        with counter.database.business(business_id) as session:
            queue_receipts(session, at=NOW)
    with counter.open() as session:
        return sorted(session.execute(sa.select(messages.c.body)).scalars())


def test_each_payment_from_the_day_on_is_thanked_for_once(counter: Counter) -> None:
    asha = counter.customer(name="Asha", phone="9822012345")
    counter.pay(asha, "500")
    counter.sell((counter.product(price="1200"), "1"), customer=asha)
    counter.pay(asha, "300")

    first, again = follow(counter), follow(counter)

    assert first == again
    assert [text.split("(")[0] for text in first] == [
        "Dear Asha, Sharma Kirana Store received ₹300.00 ",
        "Dear Asha, Sharma Kirana Store received ₹500.00 ",
    ]


def test_a_shop_that_does_not_thank_is_not_read(counter: Counter) -> None:
    with counter.open() as session:
        change_reminder_policy(session, ReminderPolicy(), by=counter.by, at=NOW)
    counter.pay(counter.customer(name="Asha", phone="9822012345"), "500")

    assert follow(counter) == []


def test_payments_taken_while_it_did_not_thank_are_not_thanked_for_later(counter: Counter) -> None:
    for receipts in (False, True):
        with counter.open() as session:
            change_reminder_policy(session, ReminderPolicy(receipts=receipts), by=counter.by, at=NOW)
        if not receipts:
            counter.pay(counter.customer(name="Asha", phone="9822012345"), "500")

    assert follow(counter) == []


def test_who_cannot_be_reached_is_passed_over(counter: Counter) -> None:
    counter.pay(counter.customer(name="Nobody"), "500")
    counter.pay(counter.customer(name="Asha", phone="9822012345"), "100")

    assert len(follow(counter)) == 1
