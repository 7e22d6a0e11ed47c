from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from billing.bills.reads import Bill
from billing.bills.tables import bills
from billing.permissions import Actor
from billing.reminders import ReminderPolicy, change_reminder_policy, longest_overdue
from munim.database import Database
from munim.errors import Forbidden, Invalid, NotFound
from notifications.channels import Part
from notifications.messages import Message, parts_of, read_message
from notifications.reminders import SendBill, SendReminder, Unreachable, queue_reminders, send_bill, send_reminder
from tests.conftest import Shop
from tests.counter import Counter

NOON = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)  # in India
TODAY = date(2026, 11, 20)


@pytest.fixture
def counter(database: Database, shop: Shop) -> Counter:
    return Counter(database, shop, at=NOON)


def bill(counter: Counter, *, due: int, price: str = "1500", **customer: Any) -> Bill:
    """An unpaid bill that falls due ``due`` days from today, of a customer of its own."""
    details = {"name": "Asha", "phone": "98220 12345", **customer}
    made = counter.sell(
        (counter.product(price=price), "1"),
        customer=counter.customer(**details),
        business_date=TODAY,
        due_date=max(TODAY, TODAY + timedelta(days=due)),
    )
    if due < 0:  # a due date does not come before its bill: the books are moved instead of the clock
        with counter.open() as session:
            session.execute(sa.update(bills).where(bills.c.id == made.id).values(due_date=TODAY + timedelta(days=due)))
    return made


def remind(counter: Counter, *, day: date = TODAY) -> list[Message]:
    with counter.open() as session:
        return [read_message(session, queued.id) for queued in queue_reminders(session, day=day, at=NOON) if queued.new]


def test_a_bill_is_reminded_of_on_the_days_of_the_policy(counter: Counter) -> None:
    for n, due in enumerate(range(-31, 5)):
        bill(counter, due=due, phone=f"98220{n:05d}")

    made = remind(counter)

    assert sorted(int(message.about.split("/")[2]) for message in made) == [-2, 1, 7, 15, 30]
    assert {message.template for message in made if "/-2/" in message.about} == {"due_reminder"}


def test_running_the_day_again_reminds_nobody_again(counter: Counter) -> None:
    bill(counter, due=-7)

    assert len(remind(counter)) == 1
    assert remind(counter) == []


def test_terms_that_were_extended_start_over(counter: Counter) -> None:
    due = bill(counter, due=-7)
    remind(counter)
    with counter.open() as session:
        session.execute(sa.update(bills).where(bills.c.id == due.id).values(due_date=TODAY + timedelta(days=20)))

    assert len(remind(counter, day=TODAY + timedelta(days=27))) == 1


def test_the_words_say_what_is_open_not_what_was_billed(counter: Counter) -> None:
    customer = counter.customer(name="आशा", phone="9822012345", language="hi")
    counter.sell(
        (counter.product(price="1500"), "1"), customer=customer, business_date=TODAY, due_date=TODAY + timedelta(days=2)
    )
    counter.pay(customer, "500")

    (message,) = remind(counter)

    assert (message.channel, message.recipient, message.language) == ("whatsapp", "+919822012345", "hi")
    assert message.body.startswith(
        "प्रिय आशा, Sharma Kirana Store के बिल INV26-00001 के ₹1,000.00 2 दिन में, 22 नव॰ 2026 को देय हैं।"
    )


@pytest.mark.parametrize(
    ("details", "channel"),
    [
        ({"phone": "98220 12345", "email": "asha@example.com"}, "whatsapp"),
        ({"phone": "020 2612 3456", "email": "asha@example.com"}, "email"),  # a landline in Pune
        ({"phone": None, "email": "asha@example.com"}, "email"),
        ({"phone": "020 2612 3456"}, None),
        ({"phone": None}, None),
        ({"opted_out": True}, None),
    ],
)
def test_a_customer_is_reached_by_the_first_way_there_is(
    counter: Counter, details: dict[str, Any], channel: str | None
) -> None:
    bill(counter, due=-1, **details)

    assert [message.channel for message in remind(counter)] == ([channel] if channel else [])


def test_a_customer_whose_advance_covers_the_debt_is_left_alone(counter: Counter) -> None:
    due = bill(counter, due=-1)
    customer = next(iter([due.customer_id]))
    with counter.open() as session:
        session.execute(
            sa.text("UPDATE customer_balances SET balance_minor = 0 WHERE customer_id = :id"), {"id": customer}
        )

    assert remind(counter) == []


def test_a_paid_bill_a_draft_and_a_walk_in_are_not_reminded_of(counter: Counter) -> None:
    customer = counter.customer(phone="9822012345")
    goods = counter.product(price="1500")
    counter.sell((goods, "1"), customer=customer, business_date=TODAY, due_date=TODAY + timedelta(days=2))
    counter.pay(customer, "1500")
    counter.draft((goods, "1"), customer=customer, business_date=TODAY, due_date=TODAY + timedelta(days=2))
    counter.sell((goods, "1"), business_date=TODAY, due_date=TODAY + timedelta(days=2))

    assert remind(counter) == []


def test_a_debt_too_small_is_let_be(counter: Counter) -> None:
    bill(counter, due=-1, price="99.99", phone="9822000001")
    bill(counter, due=-1, price="100", phone="9822000002")
    with counter.open() as session:
        change_reminder_policy(session, ReminderPolicy(smallest=Decimal(100)), by=counter.by, at=NOON)

    assert [message.recipient for message in remind(counter)] == ["+919822000002"]


@pytest.mark.parametrize(
    "policy",
    [
        ReminderPolicy(days_after=(0,)),
        ReminderPolicy(days_before=(366,)),
        ReminderPolicy(channels=()),
        ReminderPolicy(channels=("pigeon",)),
        ReminderPolicy(smallest=Decimal("0.001")),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(counter: Counter, policy: ReminderPolicy) -> None:
    with pytest.raises(Invalid), counter.open() as session:
        change_reminder_policy(session, policy, by=counter.by, at=NOON)


# -- asked by a person -------------------------------------------------------------------------------


def test_a_reminder_may_be_asked_for_whatever_the_policy_once_a_day_and_channel(counter: Counter) -> None:
    due = bill(counter, due=-3)

    with counter.open() as session:
        first = send_reminder(session, due.id, SendReminder(channel="sms"), by=counter.by, at=NOON)
        again = send_reminder(session, due.id, SendReminder(channel="sms"), by=counter.by, at=NOON)
        other = send_reminder(session, due.id, SendReminder(), by=counter.by, at=NOON)
        message = read_message(session, first.id)

    assert (first.new, again.id, again.new, other.new) == (True, first.id, False, True)
    assert (
        message.body
        == "Sharma Kirana Store: Rs 1,500.00 of bill INV26-00001 was due on 17 Nov 2026. Please pay soon. Ignore if paid."
    )
    assert message.segments == 1


def test_nothing_open_is_nothing_to_remind_of(counter: Counter) -> None:
    due = bill(counter, due=-3)
    counter.cancel(due)

    with pytest.raises(NotFound), counter.open() as session:
        send_reminder(session, due.id, SendReminder(), by=counter.by, at=NOON)


def test_the_longest_overdue_come_first_one_a_customer(counter: Counter) -> None:
    oldest, other = bill(counter, due=-9, phone="9822000001"), bill(counter, due=-3, phone="9822000002")
    bill(counter, due=5, phone="9822000003")

    with counter.open() as session:
        found = longest_overdue(session, day=TODAY, most=5)

    assert [due.bill_id for due in found] == [oldest.id, other.id]


def test_a_bill_by_e_mail_carries_its_paper_and_one_by_text_its_link(counter: Counter) -> None:
    made = bill(counter, due=10, email="asha@example.com")
    paper = Part("INV26-00001.pdf", "application/pdf", b"%PDF-1.7")

    with counter.open() as session:
        sent = {
            channel: send_bill(
                session,
                made.id,
                SendBill(channel=channel),
                by=counter.by,
                at=NOON,
                link="https://m.example/b/1",
                pdf=paper,
            ).id
            for channel in ("email", "whatsapp")
        }
        mail, text = read_message(session, sent["email"]), read_message(session, sent["whatsapp"])
        parts = {channel: parts_of(session, message_id) for channel, message_id in sent.items()}

    assert mail.subject == "Bill INV26-00001 from Sharma Kirana Store: ₹1,500.00"
    assert parts == {"email": (paper,), "whatsapp": ()}
    assert text.body.endswith("https://m.example/b/1")


def test_a_draft_is_not_sent_and_a_customer_without_an_address_cannot_be(counter: Counter) -> None:
    unreachable = counter.sell((counter.product(), "1"), customer=counter.customer(phone="020 2612 3456"))
    draft = counter.draft((counter.product(), "1"), customer=counter.customer(phone="9822012345"))

    with counter.open() as session:
        with pytest.raises(Unreachable):
            send_bill(session, unreachable.id, SendBill(), by=counter.by, at=NOON)
        with pytest.raises(Invalid):
            send_bill(session, draft.id, SendBill(), by=counter.by, at=NOON)


@pytest.mark.parametrize("act", [send_bill, send_reminder])
def test_who_may_not_bill_may_not_send(counter: Counter, act: Any) -> None:
    viewer = Actor(user_id=None, permissions=frozenset({"bills.read"}))

    with pytest.raises(Forbidden), counter.open() as session:
        act(session, UUID(int=0), SendBill(), by=viewer, at=NOON)
