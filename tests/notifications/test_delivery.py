from __future__ import annotations

import itertools
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from time import sleep
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import psycopg
import pytest
import sqlalchemy as sa
import structlog
from hypothesis import given
from hypothesis import strategies as st

from billing.business import BusinessSettings
from billing.customers import NewCustomer, add_customer
from billing.reminders import ReminderPolicy, change_reminder_policy
from munim.database import Database
from munim.roles import Addresses
from munim.settings import Settings
from notifications import delivery
from notifications.channels import Channel, Declined, NotDelivered, OutcomeUnknown, Outgoing, Rejected, Sent, TryLater
from notifications.consent import next_opening, opt_in, opt_out, zone_of
from notifications.delivery import Post, deliver_due, deliver_one, settle_one
from notifications.messages import (
    PROVIDER_STATUSES,
    LeaseLost,
    backoff,
    greatest_status,
    mark_sending,
    mark_sent,
    messages,
    read_message,
    record_status,
    state_of,
)
from notifications.queue import claim_messages, reap_messages, renew_leases
from notifications.words import Words
from tests.conftest import Shop, open_shop
from tests.notifications.making import queued

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


class Remembering:
    """A channel that remembers what it was given, and answers as it is told to."""

    def __init__(self, *answers: Sent | Declined | NotDelivered, repeatable: bool = False) -> None:
        self.given: list[Outgoing] = []
        self.repeatable = repeatable
        self.found: Sent | None = None
        self._answers = itertools.chain(answers, itertools.repeat(Sent(provider_id="x1", status="queued")))

    def send(self, message: Outgoing) -> Sent | Declined:
        self.given.append(message)
        answer = next(self._answers)
        if isinstance(answer, NotDelivered):
            raise answer
        return answer

    def find(self, message: Outgoing, *, provider_id: str | None, since: datetime) -> Sent | None:
        return self.found


def post_to(database: Database, channel: Channel, settings: Settings) -> Post:
    return Post(database, {"email": channel, "sms": channel, "whatsapp": channel}, settings=settings)


@pytest.fixture
def own_shop(own_database: Database) -> Shop:
    return open_shop(own_database, BusinessSettings(name="Sharma Kirana Store", country="IN"))


def claim_one(database: Database) -> tuple[UUID, int, UUID]:
    claim = uuid4()
    with database.entry() as session:
        ((business_id, message_id),) = claim_messages(session, claim, most=1)
    return claim, business_id, message_id


def state(database: Database, business_id: int, message_id: UUID) -> tuple[str, str | None]:
    with database.business(business_id) as session:
        found = read_message(session, message_id)
    return found.state, found.error


def change(database: Database, business_id: int, message_id: UUID, **values: object) -> None:
    with database.business(business_id) as session:
        session.execute(sa.update(messages).where(messages.c.id == message_id).values(**values))


# -- claiming ----------------------------------------------------------------------------------------


def test_racing_workers_send_every_message_once(own_database: Database, settings: Settings) -> None:
    shops = [open_shop(own_database, BusinessSettings(name=f"Shop {n}", country="IN")) for n in range(3)]
    made = {queued(own_database, shop.business_id, recipient=f"+9198220{n:05d}") for shop in shops for n in range(40)}
    channel = Remembering()

    def work() -> None:
        while deliver_due(post_to(own_database, channel, settings)):
            pass

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert Counter(message.id for message in channel.given) == Counter(made)


def test_two_claims_are_disjoint_and_each_takes_what_the_other_left(own_database: Database, own_shop: Shop) -> None:
    made = {queued(own_database, own_shop.business_id) for _ in range(10)}

    with own_database.entry() as one, own_database.entry() as two:
        first = claim_messages(one, uuid4(), most=6)
        second = claim_messages(two, uuid4(), most=6)

    assert len(first) == 6 and len(second) == 4
    assert {message_id for _, message_id in first} | {message_id for _, message_id in second} == made


def test_a_shop_with_a_long_queue_does_not_hold_up_anothers_receipt(own_database: Database) -> None:
    busy, quiet = (open_shop(own_database, BusinessSettings(name=name, country="IN")) for name in ("Busy", "Quiet"))
    for _ in range(40):
        queued(own_database, busy.business_id)
    receipt = queued(own_database, quiet.business_id)

    with own_database.entry() as session:
        claimed = claim_messages(session, uuid4(), most=8)

    assert (quiet.business_id, receipt) in claimed
    assert len(claimed) == 5  # half of eight for each of the two, and the quiet one has but one


def test_what_a_person_waits_for_goes_first(own_database: Database, own_shop: Shop) -> None:
    queued(own_database, own_shop.business_id, event="report", channel="email", recipient="a@example.com")
    receipt = queued(own_database, own_shop.business_id, event="payment_receipt")

    assert claim_one(own_database)[2] == receipt


def test_a_message_not_due_yet_is_not_claimed(own_database: Database, own_shop: Shop) -> None:
    queued(own_database, own_shop.business_id, due_at=datetime.now(UTC) + timedelta(hours=1))

    with own_database.entry() as session:
        assert claim_messages(session, uuid4(), most=5) == []


def test_the_application_sees_no_message_without_its_business_but_may_claim_ids(
    own_database: Database, own_shop: Shop
) -> None:
    queued(own_database, own_shop.business_id)

    with own_database.entry() as session:
        assert session.execute(sa.select(sa.func.count()).select_from(messages)).scalar_one() == 0
        assert len(claim_messages(session, uuid4(), most=5)) == 1


def test_not_even_the_owner_of_the_tables_reads_messages(
    own_books: Addresses, own_database: Database, own_shop: Shop
) -> None:
    """Its membership in the queue's role, by which migrations make the functions above, must not lend it the queue's eyes."""
    queued(own_database, own_shop.business_id)

    with psycopg.connect(own_books.owner) as owner, psycopg.connect(own_books.queue) as queue:
        assert owner.execute("SELECT count(*) FROM messages").fetchone() == (0,)
        assert queue.execute("SELECT count(id) FROM messages").fetchone() == (1,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            queue.execute("SELECT body FROM messages")


# -- leases ------------------------------------------------------------------------------------------


def test_a_worker_whose_lease_was_taken_over_cannot_finish(
    own_database: Database, own_shop: Shop, settings: Settings
) -> None:
    message_id = queued(own_database, own_shop.business_id)
    slow, business_id, _ = claim_one(own_database)
    change(own_database, business_id, message_id, lease_until=datetime.now(UTC) - timedelta(seconds=1))
    quick, _, taken = claim_one(own_database)
    assert taken == message_id

    with pytest.raises(LeaseLost):
        deliver_one(post_to(own_database, Remembering(), settings), business_id, message_id, claim=slow)
    with pytest.raises(LeaseLost), own_database.business(business_id) as session:
        mark_sending(session, message_id, claim=slow)  # the lease that holds is another's

    assert deliver_one(post_to(own_database, Remembering(), settings), business_id, message_id, claim=quick) == "sent"
    with pytest.raises(LeaseLost), own_database.business(business_id) as session:
        mark_sent(session, message_id, Sent(provider_id="late", status="sent"), claim=slow, at=NOW)


def test_a_lease_that_ran_out_is_too_late_to_begin_with(own_database: Database, own_shop: Shop) -> None:
    message_id = queued(own_database, own_shop.business_id)
    claim, business_id, _ = claim_one(own_database)
    change(own_database, business_id, message_id, lease_until=datetime.now(UTC) - timedelta(seconds=1))

    with pytest.raises(LeaseLost), own_database.business(business_id) as session:
        mark_sending(session, message_id, claim=claim)


def test_a_renewed_lease_lasts(own_database: Database, own_shop: Shop) -> None:
    message_id = queued(own_database, own_shop.business_id)
    claim, business_id, _ = claim_one(own_database)
    change(own_database, business_id, message_id, lease_until=datetime.now(UTC) + timedelta(seconds=2))

    with own_database.entry() as session:
        renew_leases(session, claim)

    with own_database.business(business_id) as session:
        until = session.execute(sa.select(messages.c.lease_until).where(messages.c.id == message_id)).scalar_one()
    assert until > datetime.now(UTC) + timedelta(seconds=20)


def test_leases_are_kept_on_after_a_renewal_that_the_database_refused(
    own_books: Addresses, own_database: Database, own_shop: Shop, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "LEASE", timedelta(seconds=0.03))  # how often they are renewed, not for how long
    message_id = queued(own_database, own_shop.business_id)
    calling, answer = threading.Event(), threading.Event()

    class Waiting(Remembering):
        def send(self, message: Outgoing) -> Sent | Declined:
            calling.set()
            assert answer.wait(60)
            return super().send(message)

    def until(seen: Callable[[], bool]) -> None:
        while not seen():
            assert any(thread.name == "lease keeper" for thread in threading.enumerate())
            sleep(0.01)

    def lasts() -> bool:
        with own_database.business(own_shop.business_id) as session:
            query = sa.select(messages.c.lease_until > sa.func.now() + timedelta(seconds=20))
            return bool(session.execute(query.where(messages.c.id == message_id)).scalar_one())

    function = "FUNCTION jobs.renew_leases(uuid, interval)"
    with (
        psycopg.connect(own_books.queue, autocommit=True) as queue,
        structlog.testing.capture_logs() as logs,
        ThreadPoolExecutor(1) as threads,
    ):
        queue.execute(f"REVOKE EXECUTE ON {function} FROM munim_app")
        delivering = threads.submit(deliver_due, post_to(own_database, Waiting(), settings))
        try:
            assert calling.wait(60)
            until(lambda: any(line["event"] == "leases not renewed" for line in logs))
            change(own_database, own_shop.business_id, message_id, lease_until=datetime.now(UTC) + timedelta(seconds=9))
            queue.execute(f"GRANT EXECUTE ON {function} TO munim_app")
            until(lasts)
        finally:
            answer.set()
        assert delivering.result() == 1
    assert state(own_database, own_shop.business_id, message_id)[0] == "sent"


def test_a_message_whose_worker_died_in_mid_send_is_unknown_and_not_sent_again(
    own_database: Database, own_shop: Shop, settings: Settings
) -> None:
    message_id = queued(own_database, own_shop.business_id)
    claim, business_id, _ = claim_one(own_database)
    with own_database.business(business_id) as session:
        mark_sending(session, message_id, claim=claim)
    change(own_database, business_id, message_id, lease_until=datetime.now(UTC) - timedelta(seconds=1))

    with own_database.entry() as session:
        assert reap_messages(session) == 1
    channel = Remembering()

    assert deliver_due(post_to(own_database, channel, settings)) == 0
    assert state(own_database, business_id, message_id)[0] == "unknown"


def test_a_message_that_killed_three_workers_is_given_to_no_fourth(
    own_database: Database, own_shop: Shop, settings: Settings
) -> None:
    message_id = queued(own_database, own_shop.business_id)
    for _ in range(3):
        _, business_id, _ = claim_one(own_database)
        change(own_database, business_id, message_id, lease_until=datetime.now(UTC) - timedelta(seconds=1))
    channel = Remembering()

    deliver_due(post_to(own_database, channel, settings))

    assert channel.given == []
    assert state(own_database, own_shop.business_id, message_id) == (
        "failed",
        "3 workers were lost over it: no reason known",
    )


def test_a_worker_that_is_told_to_stop_lets_go_at_once(
    own_database: Database, own_shop: Shop, settings: Settings
) -> None:
    message_id = queued(own_database, own_shop.business_id)
    channel = Remembering()

    deliver_due(post_to(own_database, channel, settings), stopping=lambda: True)

    assert channel.given == []
    with own_database.business(own_shop.business_id) as session:
        row = session.execute(
            sa.select(messages.c.owner, messages.c.attempts, messages.c.state).where(messages.c.id == message_id)
        ).one()
    assert tuple(row) == (None, 0, "queued")


# -- outcomes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "became", "error"),
    [
        (Sent(provider_id="SM1", status="queued"), "sent", None),
        (Sent(provider_id=None, status="sent", final=True), "sent", None),
        (Declined("too long"), "suppressed", "too long"),
        (TryLater("busy"), "queued", "busy"),
        (OutcomeUnknown("silence"), "unknown", "silence"),
        (Rejected("no"), "failed", "no"),
        (Rejected("not today", because="held_back"), "queued", "not today"),
    ],
)
def test_what_a_channel_says_is_what_the_message_becomes(
    own_database: Database,
    own_shop: Shop,
    settings: Settings,
    answer: Sent | Declined | NotDelivered,
    became: str,
    error: str | None,
) -> None:
    message_id = queued(own_database, own_shop.business_id)

    deliver_due(post_to(own_database, Remembering(answer), settings))

    assert state(own_database, own_shop.business_id, message_id) == (became, error)


def test_a_provider_that_names_a_time_is_not_asked_before_it(
    own_database: Database, own_shop: Shop, settings: Settings
) -> None:
    message_id = queued(own_database, own_shop.business_id)

    deliver_due(post_to(own_database, Remembering(TryLater("busy", retry_after_seconds=1800)), settings))

    with own_database.business(own_shop.business_id) as session:
        assert read_message(session, message_id).due_at > datetime.now(UTC) + timedelta(seconds=1790)


def test_after_eight_tries_a_message_is_dead_and_kept(
    own_database: Database, own_shop: Shop, settings: Settings
) -> None:
    message_id = queued(own_database, own_shop.business_id)
    channel = Remembering(*[TryLater("busy")] * 20)

    for _ in range(12):
        deliver_due(post_to(own_database, channel, settings))
        change(own_database, own_shop.business_id, message_id, due_at=NOW)

    assert len(channel.given) == 8
    assert state(own_database, own_shop.business_id, message_id) == ("failed", "given up after 8 tries: busy")


@pytest.mark.parametrize("because", ["opted_out", "recipient"])
def test_who_stopped_messages_at_the_provider_gets_no_more(
    own_database: Database, own_shop: Shop, settings: Settings, because: str
) -> None:
    queued(own_database, own_shop.business_id)
    deliver_due(post_to(own_database, Remembering(Rejected("Twilio said 21610", because=because)), settings))  # type: ignore[arg-type]
    again = queued(own_database, own_shop.business_id)
    channel = Remembering()

    deliver_due(post_to(own_database, channel, settings))

    assert channel.given == []
    assert state(own_database, own_shop.business_id, again)[0] == "suppressed"


def test_a_text_of_too_many_parts_is_not_paid_for(own_database: Database, own_shop: Shop, settings: Settings) -> None:
    message_id = queued(own_database, own_shop.business_id, words=Words(text="ब" * 300))
    channel = Remembering()

    deliver_due(post_to(own_database, channel, settings))

    assert channel.given == []
    assert state(own_database, own_shop.business_id, message_id) == (
        "failed",
        "the text needs 5 SMS; 4 at most are sent",
    )


# -- settling ----------------------------------------------------------------------------------------


def unknown(database: Database, shop: Shop, settings: Settings, *, minutes_ago: int, **facts: object) -> UUID:
    message_id = queued(database, shop.business_id, **facts)
    deliver_due(post_to(database, Remembering(OutcomeUnknown("silence")), settings))
    change(database, shop.business_id, message_id, sent_at=datetime.now(UTC) - timedelta(minutes=minutes_ago))
    return message_id


def test_an_unknown_message_that_is_found_is_settled(
    own_database: Database, own_shop: Shop, settings: Settings
) -> None:
    message_id = unknown(own_database, own_shop, settings, minutes_ago=3)
    channel = Remembering()
    channel.found = Sent(provider_id="SM9", status="delivered", final=True)

    assert settle_one(post_to(own_database, channel, settings), own_shop.business_id, message_id) == "delivered"


@pytest.mark.parametrize(
    ("event", "channel", "minutes_ago", "becomes"),
    [
        ("payment_receipt", "sms", 60, "unknown"),  # a customer told twice that money came is a customer who rings
        ("report", "email", 9, "unknown"),
        ("report", "email", 11, "queued"),  # the second copy has the first one's Message-ID
    ],
)
def test_an_unknown_message_is_sent_again_only_where_a_copy_does_no_harm(
    own_database: Database, own_shop: Shop, settings: Settings, event: str, channel: str, minutes_ago: int, becomes: str
) -> None:
    recipient = "owner@example.com" if channel == "email" else "+919822012345"
    message_id = unknown(
        own_database, own_shop, settings, minutes_ago=minutes_ago, event=event, channel=channel, recipient=recipient
    )

    settle_one(post_to(own_database, Remembering(), settings), own_shop.business_id, message_id)

    with own_database.business(own_shop.business_id) as session:
        found = read_message(session, message_id)
    assert (found.state, found.repeated) == (becomes, becomes == "queued")


def test_a_failure_told_later_is_remembered_like_one_told_at_once(
    own_database: Database, own_shop: Shop, settings: Settings
) -> None:
    first = queued(own_database, own_shop.business_id)
    channel = Remembering()
    deliver_due(post_to(own_database, channel, settings))
    channel.found = Sent(provider_id="x1", status="undelivered", final=True, because="recipient")
    settle_one(post_to(own_database, channel, settings), own_shop.business_id, first)

    second = queued(own_database, own_shop.business_id)
    deliver_due(post_to(own_database, channel, settings))

    assert state(own_database, own_shop.business_id, first) == ("failed", "the provider says undelivered (recipient)")
    assert state(own_database, own_shop.business_id, second)[0] == "suppressed"


@given(st.lists(st.sampled_from(PROVIDER_STATUSES), min_size=1, max_size=6), st.randoms())
def test_news_in_any_order_and_any_number_of_times_ends_the_same(seen: list[str], chance) -> None:
    def end(statuses: list[str]) -> str:
        known = None
        for status in statuses:
            known = greatest_status(known, status)
        assert known is not None
        return known

    shuffled = [*seen, *seen]
    chance.shuffle(shuffled)

    assert end(shuffled) == end(seen)


@pytest.mark.parametrize(
    ("seen", "final"),
    [
        (["queued", "sent", "delivered"], "delivered"),
        (["delivered", "sent"], "delivered"),
        (["read", "sent", "delivered"], "delivered"),  # read implies delivered
        (["failed", "sent"], "failed"),
        (["undelivered", "queued"], "failed"),
        (["sent", "words of next year"], "sent"),
    ],
)
def test_a_message_never_goes_back(
    own_database: Database, own_shop: Shop, settings: Settings, seen: list[str], final: str
) -> None:
    message_id = queued(own_database, own_shop.business_id)
    deliver_due(post_to(own_database, Remembering(), settings))

    for status in seen:
        with own_database.business(own_shop.business_id) as session:
            became = record_status(session, message_id, Sent(provider_id="x1", status=status), at=NOW)

    assert became == final
    assert all(state_of(status) in ("sent", "delivered", "failed") for status in PROVIDER_STATUSES)


def test_the_wait_doubles_up_to_an_hour_and_chance_spreads_it() -> None:
    assert [backoff(tries, chance=1.0) for tries in (1, 2, 3, 8)] == [
        timedelta(minutes=1),
        timedelta(minutes=2),
        timedelta(minutes=4),
        timedelta(hours=1),
    ]
    assert backoff(5, chance=0.0) == timedelta(seconds=1)


# -- consent -----------------------------------------------------------------------------------------


def test_a_customer_who_wants_no_messages_gets_none_even_if_they_said_so_after_it_was_queued(
    own_database: Database, own_shop: Shop, settings: Settings
) -> None:
    with own_database.business(own_shop.business_id) as session:
        customer = add_customer(session, NewCustomer(name="Asha", phone="9822012345"), by=own_shop.owner, at=NOW)
    message_id = queued(own_database, own_shop.business_id, customer_id=customer.id)
    with own_database.business(own_shop.business_id) as session:
        session.execute(sa.text("UPDATE customers SET opted_out = true WHERE id = :id"), {"id": customer.id})
    channel = Remembering()

    deliver_due(post_to(own_database, channel, settings))

    assert channel.given == []
    assert state(own_database, own_shop.business_id, message_id) == ("suppressed", "the customer wants no messages")


def test_an_opt_out_holds_for_its_channel_until_it_is_taken_back(
    own_database: Database, own_shop: Shop, settings: Settings
) -> None:
    channel = Remembering()
    with own_database.business(own_shop.business_id) as session:
        opt_out(session, "sms", "+919822012345", reason="unsubscribed", at=NOW)
    stopped = queued(own_database, own_shop.business_id)
    other_way = queued(own_database, own_shop.business_id, channel="whatsapp")
    deliver_due(post_to(own_database, channel, settings))
    with own_database.business(own_shop.business_id) as session:
        opt_in(session, "sms", "+919822012345", at=NOW)
    again = queued(own_database, own_shop.business_id)
    deliver_due(post_to(own_database, channel, settings))

    assert [message.id for message in channel.given] == [other_way, again]
    assert state(own_database, own_shop.business_id, stopped) == ("suppressed", "unsubscribed")


@pytest.mark.parametrize(
    ("now", "zone", "expected"),
    [
        ("2026-11-20 05:00", "Asia/Kolkata", None),  # 10:30 there
        ("2026-11-20 02:00", "Asia/Kolkata", "2026-11-20 03:30"),  # 07:30: until 09:00 of the day
        ("2026-11-20 15:30", "Asia/Kolkata", "2026-11-21 03:30"),  # 21:00 on the dot: until tomorrow
        ("2026-11-20 15:29", "Asia/Kolkata", None),
        ("2026-11-20 08:30", "Europe/London", "2026-11-20 09:00"),
    ],
)
def test_quiet_hours_end_in_the_recipients_morning(now: str, zone: str, expected: str | None) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)

    found = next_opening(at, opens=time(9), closes=time(21), zone=zone)

    assert found == (None if expected is None else datetime.fromisoformat(expected).replace(tzinfo=UTC))


def test_a_phones_zone_is_where_it_is_not_where_the_shop_is() -> None:
    assert zone_of("+919822012345", otherwise="Europe/London") == "Asia/Calcutta"
    assert zone_of("+12125550123", otherwise="Asia/Kolkata") == "America/New_York"
    assert zone_of("asha@example.com", otherwise="Asia/Kolkata") == "Asia/Kolkata"


def test_a_reminder_due_in_quiet_hours_waits_for_the_morning_and_is_no_try(
    own_database: Database, own_shop: Shop, settings: Settings
) -> None:
    closed_now = _closed_now(own_shop)
    with own_database.business(own_shop.business_id) as session:
        change_reminder_policy(session, closed_now, by=own_shop.owner, at=NOW)
    message_id = queued(own_database, own_shop.business_id, event="overdue_reminder")
    bill = queued(
        own_database, own_shop.business_id, recipient="+919822054321"
    )  # what a customer asked for does not wait
    channel = Remembering()

    deliver_due(post_to(own_database, channel, settings))

    assert [message.id for message in channel.given] == [bill]
    with own_database.business(own_shop.business_id) as session:
        found = read_message(session, message_id)
    assert (found.state, found.error, found.attempts) == ("queued", "quiet hours", 0)
    opening = found.due_at.astimezone(ZoneInfo("Asia/Kolkata")).time()
    assert closed_now.opens <= opening < closed_now.opens.replace(minute=15)


def _closed_now(shop: Shop) -> ReminderPolicy:
    """Hours of one minute that are not these."""
    here = datetime.now(ZoneInfo(shop.calendar.timezone))
    opens = time((here.hour + 12) % 24, 0)
    return ReminderPolicy(opens=opens, closes=opens.replace(minute=1))


def test_three_reminders_a_day_are_enough(own_database: Database, own_shop: Shop, settings: Settings) -> None:
    with own_database.business(own_shop.business_id) as session:
        change_reminder_policy(
            session, ReminderPolicy(opens=time(0), closes=time(23, 59, 59)), by=own_shop.owner, at=NOW
        )
    made = [
        queued(
            own_database, own_shop.business_id, event="overdue_reminder", channel="email", recipient="asha@example.com"
        )
        for _ in range(4)
    ]
    channel = Remembering()

    for _ in range(4):
        claim, business_id, message_id = claim_one(own_database)
        deliver_one(post_to(own_database, channel, settings), business_id, message_id, claim=claim)

    assert [state(own_database, own_shop.business_id, message_id)[0] for message_id in made] == [
        "sent",
        "sent",
        "sent",
        "suppressed",
    ]


def test_two_texts_to_one_number_are_seconds_apart(own_database: Database, own_shop: Shop, settings: Settings) -> None:
    first, second = (queued(own_database, own_shop.business_id) for _ in range(2))
    channel = Remembering()

    for _ in range(2):
        claim, business_id, message_id = claim_one(own_database)
        deliver_one(post_to(own_database, channel, settings), business_id, message_id, claim=claim)

    assert [message.id for message in channel.given] == [first]
    assert state(own_database, own_shop.business_id, second) == ("queued", "one at a time")


def test_texts_to_one_number_that_are_claimed_together_do_not_leave_together(
    own_database: Database, own_shop: Shop, settings: Settings
) -> None:
    made = [queued(own_database, own_shop.business_id) for _ in range(4)]

    class Slow(Remembering):
        def send(self, message: Outgoing) -> Sent | Declined:
            answer = super().send(message)
            sleep(0.3)  # while which the other threads have their turn
            return answer

    channel = Slow()
    deliver_due(post_to(own_database, channel, settings))

    assert len(channel.given) == 1
    states = [state(own_database, own_shop.business_id, message_id) for message_id in made]
    assert sorted(found for found, _ in states) == ["queued", "queued", "queued", "sent"]


def test_report_mail_carries_a_link_that_stops_it(own_database: Database, own_shop: Shop, settings: Settings) -> None:
    queued(own_database, own_shop.business_id, event="report", channel="email", recipient="owner@example.com")
    queued(own_database, own_shop.business_id, event="bill_sent", channel="email", recipient="asha@example.com")
    channel = Remembering()

    deliver_due(post_to(own_database, channel, settings))

    links = {message.template: message.unsubscribe_url for message in channel.given}
    assert links["bill_sent"] is None
    assert str(links["report"]).startswith(f"{settings.origin}/unsubscribe/{own_shop.business_id}/")
