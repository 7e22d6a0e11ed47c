"""Firing: running what is due, once, however many workers look (rules J-16 to J-19).

A firing is a row written ahead. A worker claims it, plans the schedule's next one, lets the job do what needs no
transaction, and runs the job's ending in one that marks the row done: the job's messages and the mark appear together
or not at all. What fails is tried again, after a growing wait; what it came to is written down each time.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final, Protocol
from uuid import UUID, uuid4

import msgspec
import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from billing.business import read_business
from billing.schedules import Schedule, firings, plan_firing, plan_next, read_schedule
from billing.timing import missed_firings, occurrences
from munim.database import Database, business_of
from munim.errors import Forbidden, Invalid, MunimError, NotFound, Refused
from notifications.messages import LeaseLost, backoff

LEASE: Final = timedelta(minutes=5)  # a report takes a second; five minutes bound the wait after a worker's death
MOST_ATTEMPTS: Final = 8

_log = structlog.get_logger("scheduler.firings")


class Firing(msgspec.Struct, frozen=True):
    """A schedule's turn at ``fire_at``, held by ``claim``; ``now`` is the database's clock."""

    business_id: int
    schedule: Schedule
    fire_at: datetime
    claim: UUID
    now: datetime


class WorkersLost(MunimError):
    """A firing was begun too often without an end."""

    code = "workers_lost"


class NotYet(MunimError):
    """It is too early for this firing; it is looked at again after ``AGAIN_AFTER``, however often."""

    code = "not_yet"


# What a firing comes to, in the transaction that marks it done.
Ending = Callable[[Session], None]
# A job: does what needs no transaction, such as reading a mirror and drawing, and returns its ending.
Job = Callable[[Firing], Ending]


class Told(Protocol):
    """Hears of a firing that did not come to its end; ``last``: it is not tried again."""

    def __call__(self, session: Session, firing: Firing, error: Exception, *, last: bool) -> None: ...


def tell_nobody(session: Session, firing: Firing, error: Exception, *, last: bool) -> None:
    """The log knows of it already."""


AGAIN_AFTER: Final = timedelta(minutes=1)
# Trying again would find the same: who may not see it, what is not there.
HOPELESS: Final = (Forbidden, Invalid, NotFound, Refused)

_CLAIM = sa.text(f"""
UPDATE {firings.fullname} f SET owner = :claim, lease_until = now() + :lease, attempts = f.attempts + 1
FROM (
    SELECT business_id, schedule_id, fire_at FROM {firings.fullname}
    WHERE finished_at IS NULL AND fire_at <= now() AND (lease_until IS NULL OR lease_until < now())
    ORDER BY fire_at, business_id LIMIT :most FOR UPDATE SKIP LOCKED
) due
WHERE f.business_id = due.business_id AND f.schedule_id = due.schedule_id AND f.fire_at = due.fire_at
RETURNING f.business_id, f.schedule_id, f.fire_at, f.attempts
""")


def fire_due(
    database: Database,
    jobs: Mapping[str, Job],
    *,
    tell: Told = tell_nobody,
    most: int = 8,
    stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Claim up to ``most`` due firings of all businesses and run them. Returns how many were claimed.

    When ``stopping`` turns true, the rest are let go for other workers at once.
    """
    claim = uuid4()
    with database.entry() as session:
        claimed = session.execute(_CLAIM, {"claim": claim, "lease": LEASE, "most": most}).all()
    for business_id, schedule_id, fire_at, attempts in claimed:
        if stopping():
            with database.entry() as session:
                _let_go(session, business_id, schedule_id, fire_at, claim=claim)
            continue
        try:
            if attempts > MOST_ATTEMPTS:
                raise WorkersLost(f"{attempts - 1} workers did not come to the end of it")
            _run(database, jobs, business_id, schedule_id, fire_at, claim=claim)
        except LeaseLost:
            _log.warning("firing taken over by another worker", business=business_id, schedule=str(schedule_id))
        except Exception as error:
            early = isinstance(error, NotYet)
            if not early:
                _log.exception("firing failed", business=business_id, schedule=str(schedule_id), attempt=attempts)
            last = attempts >= MOST_ATTEMPTS or isinstance(error, HOPELESS)
            try:
                with database.business(business_id) as session:
                    if early:
                        _wait(session, business_id, schedule_id, fire_at, claim=claim)
                    else:
                        _fail(session, business_id, schedule_id, fire_at, claim=claim, attempts=attempts, last=last)
                    tell(session, _firing(session, schedule_id, fire_at, claim), error, last=last and not early)
            except Exception:  # the others are not to wait for it; its lease brings it back
                _log.exception("failed firing not put back", business=business_id, schedule=str(schedule_id))
    return len(claimed)


def _run(
    database: Database, jobs: Mapping[str, Job], business_id: int, schedule_id: UUID, fire_at: datetime, *, claim: UUID
) -> None:
    with database.business(business_id) as session:
        firing = _begin(session, schedule_id, fire_at, claim=claim)
    if firing is None:
        return
    ending = jobs[firing.schedule.job](firing)
    with database.business(business_id) as session:
        ending(session)
        _finish(session, firing, "done")
    _log.info("fired", business=business_id, job=firing.schedule.job, fire_at=fire_at.isoformat())


def _firing(session: Session, schedule_id: UUID, fire_at: datetime, claim: UUID) -> Firing:
    now: datetime = session.execute(sa.select(sa.func.now())).scalar_one()
    return Firing(business_of(session), read_schedule(session, schedule_id), fire_at, claim, now)


def _begin(session: Session, schedule_id: UUID, fire_at: datetime, *, claim: UUID) -> Firing | None:
    """Plan what comes next, whatever becomes of this firing; None when this one is not to run any more."""
    business = read_business(session)
    firing = _firing(session, schedule_id, fire_at, claim)
    schedule, now = firing.schedule, firing.now
    if _was_asked_for(session, firing):
        return firing
    expected = next(occurrences(schedule.timing, business.timezone, after=fire_at - timedelta(microseconds=1)))
    if not schedule.enabled or expected != fire_at:  # switched off, or planned under another zone or time
        _finish(session, firing, "skipped")
        # from the last one on: a time that came earlier under the new zone is not lost, its policy decides
        plan_next(session, schedule, zone=business.timezone, after=_fired_last(session, firing) or now)
        return None
    plan_firing(session, schedule_id, next(occurrences(schedule.timing, business.timezone, after=now)))
    running = missed_firings(schedule.timing, business.timezone, schedule.catch_up, fire_at=fire_at, now=now)
    for at in running:
        plan_firing(session, schedule_id, at)
    if fire_at not in running:
        _finish(session, firing, "skipped")
        return None
    return firing


def _was_asked_for(session: Session, firing: Firing) -> bool:
    asked: bool | None = session.execute(
        sa.select(firings.c.asked).where(*_held(firing.business_id, firing.schedule.id, firing.fire_at, firing.claim))
    ).scalar_one_or_none()
    if asked is None:
        raise LeaseLost()
    return asked


def _fired_last(session: Session, firing: Firing) -> datetime | None:
    last: datetime | None = session.execute(
        sa.select(sa.func.max(firings.c.fire_at)).where(
            firings.c.business_id == firing.business_id,
            firings.c.schedule_id == firing.schedule.id,
            firings.c.finished_at.is_not(None),
            firings.c.fire_at < firing.fire_at,
        )
    ).scalar_one()
    return last


def _finish(session: Session, firing: Firing, outcome: str) -> None:
    done = session.execute(
        sa.update(firings)
        .where(*_held(firing.business_id, firing.schedule.id, firing.fire_at, firing.claim))
        .values(finished_at=sa.func.now(), outcome=outcome, lease_until=None)
        .returning(firings.c.fire_at)
    ).one_or_none()
    if done is None:
        raise LeaseLost()


def _let_go(session: Session, business_id: int, schedule_id: UUID, fire_at: datetime, *, claim: UUID) -> None:
    values = {"owner": None, "lease_until": None, "attempts": firings.c.attempts - 1}
    session.execute(sa.update(firings).where(*_held(business_id, schedule_id, fire_at, claim)).values(**values))


def _wait(session: Session, business_id: int, schedule_id: UUID, fire_at: datetime, *, claim: UUID) -> None:
    # until the lease has run out nobody claims it
    values = {"owner": None, "lease_until": sa.func.now() + AGAIN_AFTER, "attempts": firings.c.attempts - 1}
    session.execute(sa.update(firings).where(*_held(business_id, schedule_id, fire_at, claim)).values(**values))


def _fail(
    session: Session,
    business_id: int,
    schedule_id: UUID,
    fire_at: datetime,
    *,
    claim: UUID,
    attempts: int,
    last: bool,
) -> None:
    values: dict[str, object] = {
        "owner": None,
        "lease_until": sa.func.now() + backoff(attempts, chance=random.random()),
    }
    if last:
        values = {"finished_at": sa.func.now(), "outcome": "failed", "lease_until": None}
    put_back = sa.update(firings).where(*_held(business_id, schedule_id, fire_at, claim)).values(**values)
    if session.execute(put_back.returning(firings.c.fire_at)).one_or_none() is None:
        raise LeaseLost()  # another worker has it: what becomes of it is not ours to tell


def _held(business_id: int, schedule_id: UUID, fire_at: datetime, claim: UUID) -> tuple[sa.ColumnElement[bool], ...]:
    here = firings.c.business_id == business_id, firings.c.schedule_id == schedule_id, firings.c.fire_at == fire_at
    return *here, firings.c.owner == claim, firings.c.finished_at.is_(None)
