from __future__ import annotations

import threading
from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from billing.business import BusinessSettings
from billing.schedules import ScheduleSettings, add_schedule, change_schedule, firings, plan_firing
from munim.database import Database
from notifications.messages import LeaseLost
from scheduler.firings import Ending, Firing, _begin, _finish, fire_due
from tests.conftest import Shop, open_shop


def due_schedule(database: Database, shop: Shop, *, minutes_ago: int = 1, **settings: object) -> tuple[UUID, datetime]:
    """A daily schedule whose local time was ``minutes_ago``, and the firing it therefore missed, waiting to be run."""
    at = (datetime.now(UTC) - timedelta(minutes=minutes_ago)).replace(microsecond=0)
    local = at.astimezone(shop_zone(shop)).time()
    command = ScheduleSettings(**{"job": "reminders", "local_time": local, **settings})  # type: ignore[arg-type]
    with database.business(shop.business_id) as session:
        schedule = add_schedule(session, command, by=shop.owner, at=at - timedelta(seconds=1))
    return schedule.id, at


def shop_zone(shop: Shop):
    from zoneinfo import ZoneInfo

    return ZoneInfo(shop.calendar.timezone)


def outcomes(database: Database, schedule_id: UUID) -> list[tuple[datetime, str | None]]:
    with database.entry() as session:
        rows = session.execute(
            sa.select(firings.c.fire_at, firings.c.outcome)
            .where(firings.c.schedule_id == schedule_id)
            .order_by(firings.c.fire_at)
        )
        return [(row.fire_at, row.outcome) for row in rows]


@pytest.fixture
def own_shop(own_database: Database) -> Shop:
    shop = open_shop(own_database, BusinessSettings(name="Sharma Kirana Store", country="IN"))
    with own_database.business(shop.business_id) as session:
        session.execute(sa.delete(firings))  # what a new business starts with is not in these tests' way
    return shop


class Remembered:
    """A job that remembers its firings, and fails when it is told to."""

    def __init__(self, *, failing: bool = False) -> None:
        self.fired: list[datetime] = []
        self.failing = failing

    def __call__(self, firing: Firing) -> Ending:
        self.fired.append(firing.fire_at)
        if self.failing:
            raise ValueError("the printer is on fire")
        return lambda session: None


def test_eight_racing_workers_fire_a_schedule_once(own_database: Database, own_shop: Shop) -> None:
    schedule_id, at = due_schedule(own_database, own_shop)
    job, gate = Remembered(), threading.Barrier(8)

    def work() -> None:
        gate.wait()
        fire_due(own_database, {"reminders": job})

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert job.fired == [at]
    assert outcomes(own_database, schedule_id) == [(at, "done"), (at + timedelta(days=1), None)]


def test_a_failed_job_is_tried_again_and_its_schedule_goes_on(own_database: Database, own_shop: Shop) -> None:
    schedule_id, at = due_schedule(own_database, own_shop)
    job = Remembered(failing=True)

    assert fire_due(own_database, {"reminders": job}) == 1
    assert fire_due(own_database, {"reminders": job}) == 0  # its wait has not passed

    for _ in range(20):
        with own_database.entry() as session:
            session.execute(
                sa.update(firings)
                .where(firings.c.schedule_id == schedule_id, firings.c.finished_at.is_(None))
                .values(lease_until=None)
            )
        fire_due(own_database, {"reminders": job})
    assert 1 < len(job.fired) <= 8
    assert outcomes(own_database, schedule_id) == [(at, "failed"), (at + timedelta(days=1), None)]


def test_a_worker_that_lost_its_claim_cannot_finish_a_firing(own_database: Database, own_shop: Shop) -> None:
    schedule_id, at = due_schedule(own_database, own_shop)
    slow = uuid4()
    with own_database.entry() as session:
        session.execute(sa.update(firings).where(firings.c.schedule_id == schedule_id).values(owner=slow))
    with own_database.business(own_shop.business_id) as session:
        firing = _begin(session, schedule_id, at, claim=slow)
    assert firing is not None

    with own_database.entry() as session:
        session.execute(
            sa.update(firings)
            .where(firings.c.schedule_id == schedule_id, firings.c.fire_at == at)
            .values(owner=uuid4())
        )

    with pytest.raises(LeaseLost), own_database.business(own_shop.business_id) as session:
        _finish(session, firing, "done")


@pytest.mark.parametrize(
    ("catch_up", "days_ago", "ran"),
    [
        ("once", 0, [0]),
        ("once", 3, [0]),
        ("all", 3, [3, 2, 1, 0]),
        ("all", 30, [6, 5, 4, 3, 2, 1, 0]),
    ],
)
def test_firings_missed_while_no_worker_ran_follow_the_schedules_policy(
    own_database: Database, own_shop: Shop, catch_up: str, days_ago: int, ran: list[int]
) -> None:
    now = datetime.now(UTC)
    schedule_id, at = due_schedule(own_database, own_shop, minutes_ago=1 + days_ago * 1440, catch_up=catch_up)
    job = Remembered()

    while fire_due(own_database, {"reminders": job}):
        pass

    assert sorted(job.fired) == [at + timedelta(days=days_ago - n) for n in ran]
    assert max(fired for fired, outcome in outcomes(own_database, schedule_id) if outcome is None) > now


def test_a_schedule_whose_time_was_changed_does_not_fire_at_the_old_one(own_database: Database, own_shop: Shop) -> None:
    schedule_id, at = due_schedule(own_database, own_shop)
    later = (datetime.now(shop_zone(own_shop)) + timedelta(hours=2)).time().replace(microsecond=0)
    with own_database.business(own_shop.business_id) as session:
        change_schedule(
            session,
            schedule_id,
            ScheduleSettings(job="reminders", local_time=later),
            by=own_shop.owner,
            at=datetime.now(UTC),
        )
        plan_firing(session, schedule_id, at)  # as if another worker had read the schedule before
    job = Remembered()

    fire_due(own_database, {"reminders": job})

    assert job.fired == []
    assert [outcome for _, outcome in outcomes(own_database, schedule_id)] == ["skipped", None]


def test_a_schedule_switched_off_plans_nothing(own_database: Database, own_shop: Shop) -> None:
    schedule_id, _at = due_schedule(own_database, own_shop)
    off = ScheduleSettings(job="reminders", local_time=time(10), enabled=False)

    with own_database.business(own_shop.business_id) as session:
        change_schedule(session, schedule_id, off, by=own_shop.owner, at=datetime.now(UTC))

    assert outcomes(own_database, schedule_id) == []
