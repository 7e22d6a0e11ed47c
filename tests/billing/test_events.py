"""The chain of events: whatever is done behind its back shows, by the first bad row (F-3)."""

from __future__ import annotations

from datetime import time
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from billing.customers import CustomerDetails, change_customer
from billing.events import first_broken_event, list_events
from billing.listing import Listing
from billing.permissions import actor_for
from billing.schedules import ScheduleSettings, change_schedule, list_schedules
from munim.errors import Forbidden, Invalid
from tests.counter import Counter


def tamper(owner_url: str, counter: Counter, statement: str) -> None:
    """As whoever owns the tables and lifts row security could."""
    with psycopg.connect(owner_url) as connection:
        connection.execute("ALTER TABLE events NO FORCE ROW LEVEL SECURITY")
        connection.execute(statement.replace(":b", str(counter.shop.business_id)))  # type: ignore[arg-type]
        connection.execute("ALTER TABLE events FORCE ROW LEVEL SECURITY")


@pytest.mark.parametrize(
    ("statement", "first_bad"),
    [
        ('UPDATE events SET data = \'{"name": "someone else"}\' WHERE business_id = :b AND sequence = 3', 3),
        ("UPDATE events SET at = at + interval '1 microsecond' WHERE business_id = :b AND sequence = 4", 4),
        ("UPDATE events SET actor_id = NULL WHERE business_id = :b AND sequence = 2", 2),
        ("UPDATE events SET kind = 'customer.changed' WHERE business_id = :b AND sequence = 2", 2),
        ("UPDATE events SET business_date = business_date - 1 WHERE business_id = :b AND sequence = 2", 2),
        # an edit that also mends its own hash, and the next row's word for it, breaks that row's hash instead
        (
            "UPDATE events SET data = '{\"a\": 1}', hash = event_hash(previous_hash, sequence, kind, subject_kind, subject_id, actor_id, at, business_date, '{\"a\": 1}')"
            " WHERE business_id = :b AND sequence = 3;"
            "UPDATE events SET previous_hash = (SELECT hash FROM events WHERE business_id = :b AND sequence = 3) WHERE business_id = :b AND sequence = 4",
            4,
        ),
        ("DELETE FROM events WHERE business_id = :b AND sequence = 3", 4),
        ("DELETE FROM events WHERE business_id = :b AND sequence = 6", 6),
        ("UPDATE events SET sequence = 99 WHERE business_id = :b AND sequence = 2", 3),
        (
            "INSERT INTO events SELECT business_id, 7, kind, subject_kind, subject_id, actor_id, at, business_date, data, hash, hash"
            " FROM events WHERE business_id = :b AND sequence = 6",
            6,
        ),
    ],
)
def test_f3_a_change_behind_the_chains_back_shows(
    counter: Counter, owner_url: str, statement: str, first_bad: int
) -> None:
    for n in range(5):
        counter.customer(f"Customer {n}")
    with counter.open() as session:
        assert first_broken_event(session) is None

    tamper(owner_url, counter, statement)

    with counter.open() as session:
        assert first_broken_event(session) == first_bad


def test_f3_the_application_can_only_add_events(counter: Counter) -> None:
    for statement in ("UPDATE events SET kind = 'x'", "DELETE FROM events"):
        with pytest.raises(sa.exc.ProgrammingError, match="permission denied"), counter.open() as session:
            session.execute(sa.text(statement))


def test_events_keep_nobodys_name_or_address(counter: Counter) -> None:
    """They are never erased; what is known of a person may have to be."""
    person: dict[str, Any] = {
        "name": "Ramesh Kulkarni",
        "phone": "+919822012345",
        "email": "ramesh@example.com",
        "address": "4 MG Road",
    }
    customer = counter.customer(**person)
    with counter.open() as session:
        by, at = counter.by, counter.at
        change_customer(session, customer.id, CustomerDetails(**{**person, "email": "r.k@example.com"}), by=by, at=at)
    with counter.open() as session:
        [schedule] = [one for one in list_schedules(session) if one.job == "reminders"]
        told = ScheduleSettings(job="reminders", local_time=time(9), recipients=("asha@example.com",))
        change_schedule(session, schedule.id, told, by=by, at=at)
    bill = counter.sell((counter.product(), "1"), customer=customer)
    counter.pay(customer, "10")
    counter.cancel(bill)

    with counter.open() as session:
        kept = " ".join(session.execute(sa.text("SELECT data::text FROM events")).scalars())

    assert [word for word in (*person.values(), "r.k@example.com", "asha@example.com") if word in kept] == []


def test_the_activity_is_read_newest_first_by_those_who_may(counter: Counter) -> None:
    ramesh = counter.customer("Ramesh")

    with counter.open() as session:
        listed = list_events(session, Listing(limit=2), by=counter.by)
        only = list_events(session, Listing(filters={"kind": "customer.added"}), by=counter.by)
        with pytest.raises(Invalid, match="offered"):
            list_events(session, Listing(filters={"colour": "red"}), by=counter.by)
        with pytest.raises(Forbidden):
            list_events(session, Listing(), by=actor_for(counter.shop.user_id, "cashier"))
    assert [one.kind for one in listed.items] == ["customer.added", "business.registered"]
    assert [one.subject_id for one in only.items] == [str(ramesh.id)]


def test_p1_entries_that_do_not_balance_are_refused_by_the_database(counter: Counter) -> None:
    bill = counter.sell((counter.product(), "1"))

    with pytest.raises(sa.exc.IntegrityError, match="does not balance"), counter.open() as session:
        session.execute(
            sa.text(
                "INSERT INTO ledger_entries (business_id, posting_id, account, amount_minor, business_date)"
                " SELECT business_id, id, 'cash', 100, business_date FROM postings WHERE subject_id = :bill"
            ),
            {"bill": bill.id},
        )


def test_p1_entries_are_never_updated_or_deleted(counter: Counter) -> None:
    counter.sell((counter.product(), "1"))

    for statement in (
        "UPDATE ledger_entries SET amount_minor = 1",
        "DELETE FROM ledger_entries",
        "DELETE FROM postings",
    ):
        with pytest.raises(sa.exc.ProgrammingError, match="permission denied"), counter.open() as session:
            session.execute(sa.text(statement))
