"""Schedules: what a business wants done at a local time of day, and the firings they come to.

A schedule keeps wall-clock time; the zone is the business's. The next firing of each enabled schedule is a row of
``jobs.firings``, written ahead: whoever claims it when it is due runs it, and the key (schedule, time) makes that once
(rules J-16 to J-18). When the business changes its zone, the firing already written keeps its instant; those after it
follow the new clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import Session

from billing.business import read_business
from billing.events import changed, record_event
from billing.permissions import Actor
from billing.versions import check_version
from munim.database import business_of, instant, job_table, one_of, tenant_table, uuid_id
from munim.days import days_in_month
from munim.errors import Invalid, NotFound
from munim.ids import new_id

JOBS: Final = ("weekly_report", "monthly_report", "reminders", "low_stock", "integrity")
CATCH_UP: Final = ("once", "all", "skip")

# -- tables ------------------------------------------------------------------------------------------

schedules = tenant_table(
    "schedules",
    uuid_id(),
    sa.Column("job", sa.Text, nullable=False),
    sa.Column("weekday", sa.SmallInteger, comment="ISO weekday, 1 = Monday; empty with month_day: every day"),
    sa.Column("month_day", sa.SmallInteger, comment="1 to 31; the last day of a shorter month"),
    sa.Column("local_time", sa.Time, nullable=False, comment="wall clock in the business's zone"),
    sa.Column(
        "recipients",
        ARRAY(sa.Text),
        nullable=False,
        server_default=sa.text("'{}'"),
        comment="e-mail addresses; empty: the business's own",
    ),
    sa.Column("language", sa.Text, comment="empty: the business's"),
    sa.Column("catch_up", sa.Text, nullable=False, comment="of firings missed while no worker ran"),
    sa.Column("enabled", sa.Boolean, nullable=False, server_default=sa.text("true")),
    sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1")),
    instant("created_at"),
    one_of("job", JOBS),
    one_of("catch_up", CATCH_UP),
    sa.CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday"),
    sa.CheckConstraint("month_day BETWEEN 1 AND 31", name="month_day"),
    sa.CheckConstraint("weekday IS NULL OR month_day IS NULL", name="one_rhythm"),
    comment="One row per thing a business wants done at a local time",
)

firings = job_table(
    "firings",
    sa.Column("business_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("schedule_id", sa.Uuid, primary_key=True),
    sa.Column("fire_at", sa.DateTime(timezone=True), primary_key=True),
    sa.Column("owner", sa.Uuid, comment="the claim that runs it"),
    instant("lease_until", nullable=True),
    sa.Column("attempts", sa.SmallInteger, nullable=False, server_default=sa.text("0")),
    instant("finished_at", nullable=True),
    sa.Column("outcome", sa.Text, comment="done, skipped or failed"),
    sa.ForeignKeyConstraint(["business_id", "schedule_id"], ["schedules.business_id", "schedules.id"]),
    one_of("outcome", ("done", "skipped", "failed")),
    sa.Index("ix_firings_waiting", "fire_at", postgresql_where=sa.text("finished_at IS NULL")),
    comment="One row per schedule and time it fires: the next one written ahead, past ones with their outcome",
)

# -- commands ----------------------------------------------------------------------------------------


class ScheduleSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When a job runs and for whom. Neither ``weekday`` nor ``month_day``: every day."""

    job: Literal["weekly_report", "monthly_report", "reminders", "low_stock", "integrity"]
    local_time: time
    weekday: int | None = None
    month_day: int | None = None
    recipients: tuple[str, ...] = ()
    language: str | None = None
    catch_up: Literal["once", "all", "skip"] = "once"
    enabled: bool = True


# -- rules -------------------------------------------------------------------------------------------


class Timing(msgspec.Struct, frozen=True):
    """A wall-clock time on every day, one weekday or one day of the month."""

    local_time: time
    weekday: int | None = None
    month_day: int | None = None

    def falls_on(self, day: date) -> bool:
        """Whether ``day`` (local) is one of its days; the 31st of a shorter month is its last day."""
        if self.weekday is not None:
            return day.isoweekday() == self.weekday
        if self.month_day is not None:
            return day.day == min(self.month_day, days_in_month(day.year, day.month))
        return True


def occurrences(timing: Timing, zone: str, *, after: datetime) -> Iterator[datetime]:
    """The instants (UTC) at which ``timing`` fires in ``zone``, from the first one later than ``after``."""
    day = after.astimezone(ZoneInfo(zone)).date() - timedelta(days=1)
    while True:
        if timing.falls_on(day):
            at = instant_of(day, timing.local_time, zone)
            if at > after:
                yield at
        day += timedelta(days=1)


def instant_of(day: date, clock: time, zone: str) -> datetime:
    """The instant (UTC) of a wall-clock time (rule J-18).

    A time that the clock shows twice is its first showing; one that it skips is the first instant after the gap.
    """
    place = ZoneInfo(zone)
    local = datetime.combine(day, clock.replace(fold=0, tzinfo=None), tzinfo=place)
    at = local.astimezone(UTC)
    if at.astimezone(place).replace(tzinfo=None) == local.replace(tzinfo=None):
        return at
    # In a gap fold=1 reads the clock by the later offset: an instant before the change. Halve until they meet at it.
    before, offset = (
        local.replace(fold=1).astimezone(UTC),
        local.replace(fold=1).astimezone(UTC).astimezone(place).utcoffset(),
    )
    while at - before > timedelta(seconds=1):
        middle = before + (at - before) // 2
        if middle.astimezone(place).utcoffset() == offset:
            before = middle
        else:
            at = middle
    return at.replace(microsecond=0)


CATCH_UP_WITHIN: Final = timedelta(hours=24)
CATCH_UP_MOST: Final = 7


def missed_firings(
    timing: Timing, zone: str, catch_up: str, *, fire_at: datetime, now: datetime
) -> tuple[datetime, ...]:
    """Which firings of those due from ``fire_at`` to ``now`` still run (rule J-17).

    ``once``: the latest, if it is at most 24 hours old. ``all``: each, the latest seven at most. ``skip``: the latest,
    only while it is still its own local day.
    """
    due = [fire_at]
    for at in occurrences(timing, zone, after=fire_at):
        if at > now:
            break
        due = [*due, at][-CATCH_UP_MOST:]
    latest = due[-1]
    if catch_up == "all":
        return tuple(due)
    if catch_up == "skip":
        place = ZoneInfo(zone)
        return (latest,) if latest.astimezone(place).date() == now.astimezone(place).date() else ()
    return (latest,) if now - latest <= CATCH_UP_WITHIN else ()


def _checked(command: ScheduleSettings) -> dict[str, Any]:
    if command.weekday is not None and command.month_day is not None:
        raise Invalid("a schedule has a weekday or a day of the month, not both", field="month_day")
    if command.weekday is not None and not 1 <= command.weekday <= 7:
        raise Invalid("weekday is 1 (Monday) to 7 (Sunday)", field="weekday")
    if command.month_day is not None and not 1 <= command.month_day <= 31:
        raise Invalid("month_day is 1 to 31", field="month_day")
    if command.local_time.tzinfo is not None:
        raise Invalid("local_time is the shop's own clock and carries no zone", field="local_time")
    for address in command.recipients:
        if "@" not in address or any(sign in address for sign in "\r\n,;"):
            raise Invalid(f"{address!r} is no e-mail address", field="recipients")
    return {**msgspec.structs.asdict(command), "recipients": list(command.recipients)}


# -- operations --------------------------------------------------------------------------------------


def default_schedules(session: Session, *, recipients: Sequence[str] = (), at: datetime) -> None:
    """What a new business starts with: the week's and the month's report, reminders, low stock, the nightly proof.

    Part of registering a business: records no event of its own.
    """
    business = read_business(session)
    made = (
        ScheduleSettings(
            job="weekly_report", weekday=business.week_start, local_time=time(8), recipients=tuple(recipients)
        ),
        ScheduleSettings(job="monthly_report", month_day=1, local_time=time(8), recipients=tuple(recipients)),
        ScheduleSettings(job="reminders", local_time=time(10), catch_up="skip"),
        ScheduleSettings(job="low_stock", local_time=time(9), recipients=tuple(recipients)),
        ScheduleSettings(job="integrity", local_time=time(3, 30), recipients=tuple(recipients)),
    )
    for settings in made:
        _add(session, settings, zone=business.timezone, at=at)


def add_schedule(session: Session, command: ScheduleSettings, *, by: Actor, at: datetime) -> Schedule:
    """Add a schedule and plan its first firing. Raises ``Invalid``."""
    by.require("business.write")
    business = read_business(session)
    schedule = _add(session, command, zone=business.timezone, at=at)
    record_event(
        session,
        "schedule.added",
        "schedule",
        schedule.id,
        {"job": schedule.job},
        by=by,
        at=at,
        business_date=business.today(at),
    )
    return schedule


def change_schedule(
    session: Session,
    schedule_id: UUID,
    command: ScheduleSettings,
    *,
    by: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> Schedule:
    """Replace a schedule's settings and plan it anew. Locks the schedule. Raises ``NotFound``, ``StaleVersion``, ``Invalid``."""
    by.require("business.write")
    business = read_business(session)
    before = read_schedule(session, schedule_id, lock=True)
    check_version(before.version, expected_version)
    session.execute(
        sa.update(schedules).where(_here(schedule_id)).values(**_checked(command), version=before.version + 1)
    )
    after = read_schedule(session, schedule_id)
    plan_next(session, after, zone=business.timezone, after=at)
    data = changed(before, after, personal=("recipients",))
    record_event(
        session, "schedule.changed", "schedule", schedule_id, data, by=by, at=at, business_date=business.today(at)
    )
    return after


def plan_next(session: Session, schedule: Schedule, *, zone: str, after: datetime) -> None:
    """Make the first firing later than ``after`` the one that waits; none when the schedule is off."""
    waiting = (firings.c.business_id == business_of(session)) & (firings.c.schedule_id == schedule.id)
    session.execute(sa.delete(firings).where(waiting, firings.c.finished_at.is_(None), firings.c.owner.is_(None)))
    if schedule.enabled:
        plan_firing(session, schedule.id, next(occurrences(schedule.timing, zone, after=after)))


def plan_firing(session: Session, schedule_id: UUID, fire_at: datetime) -> None:
    """Write a firing ahead; one that is there already stays as it is."""
    values = {"business_id": business_of(session), "schedule_id": schedule_id, "fire_at": fire_at}
    session.execute(insert(firings).values(**values).on_conflict_do_nothing())


def _add(session: Session, command: ScheduleSettings, *, zone: str, at: datetime) -> Schedule:
    schedule_id = new_id()
    session.execute(
        sa.insert(schedules).values(
            business_id=business_of(session), id=schedule_id, created_at=at, **_checked(command)
        )
    )
    schedule = read_schedule(session, schedule_id)
    plan_next(session, schedule, zone=zone, after=at)
    return schedule


def _here(schedule_id: UUID) -> sa.ColumnElement[bool]:
    return schedules.c.id == schedule_id


# -- reads -------------------------------------------------------------------------------------------


class Schedule(msgspec.Struct, frozen=True, kw_only=True):
    """A schedule as its business sees it."""

    id: UUID
    job: str
    local_time: time
    weekday: int | None
    month_day: int | None
    recipients: tuple[str, ...]
    language: str | None
    catch_up: str
    enabled: bool
    version: int

    @property
    def timing(self) -> Timing:
        return Timing(self.local_time, self.weekday, self.month_day)


_READ = [schedules.c[name] for name in Schedule.__struct_fields__]


def read_schedule(session: Session, schedule_id: UUID, *, lock: bool = False) -> Schedule:
    """One schedule; ``lock`` keeps others from changing it until the transaction ends. Raises ``NotFound``."""
    statement = sa.select(*_READ).where(_here(schedule_id), schedules.c.business_id == business_of(session))
    row = session.execute(statement.with_for_update() if lock else statement).mappings().one_or_none()
    if row is None:
        raise NotFound("there is no such schedule")
    return _shape(row)


def list_schedules(session: Session) -> list[Schedule]:
    """Every schedule of the business, in the order they were made."""
    statement = sa.select(*_READ).where(schedules.c.business_id == business_of(session)).order_by(schedules.c.id)
    return [_shape(row) for row in session.execute(statement).mappings()]


def _shape(row: Any) -> Schedule:
    return Schedule(**{**row, "recipients": tuple(row["recipients"])})
