"""Schedules: what a business wants done at a local time of day, and the firings they come to.

A schedule keeps wall-clock time; the zone is the business's. The next firing of each enabled schedule is a row of
``jobs.firings``, written ahead: whoever claims it when it is due runs it, and the key (schedule, time) makes that once
(rules J-16 to J-18). When the business changes its zone, the firing already written keeps its instant; those after it
follow the new clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any, Final, Literal
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert
from sqlalchemy.orm import Session

from billing.business import read_business
from billing.events import changed, record_event
from billing.permissions import MUNIM, Actor
from billing.timing import Timing, occurrences
from billing.versions import check_version
from munim.database import belongs_to, business_of, instant, job_table, one_of, tenant_table, uuid_id
from munim.errors import Invalid, NotFound
from munim.ids import new_id
from munim.periods import PERIOD_RULES, PeriodRule
from munim.text import Code, Email, Language

JOBS: Final = ("report", "reminders", "low_stock", "integrity")
CATCH_UP: Final = ("once", "all", "skip")
FORMATS: Final = ("pdf", "xlsx", "csv")
WHEN_EMPTY: Final = ("say", "skip")
WHEN_BEHIND: Final = ("warn", "hold")
LONGEST_WAIT_MINUTES: Final = 720
MOST_RECIPIENTS: Final = 50

# -- tables ------------------------------------------------------------------------------------------

schedules = tenant_table(
    "schedules",
    uuid_id(),
    sa.Column("job", sa.Text, nullable=False),
    sa.Column(
        "weekdays",
        ARRAY(sa.SmallInteger),
        nullable=False,
        server_default=sa.text("'{}'"),
        comment="ISO weekdays, 1 = Monday; empty, and no month_day: every day",
    ),
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
    sa.Column("made_by", sa.Uuid, comment="who set it up last: what they may see is sent; empty: the business itself"),
    sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1")),
    instant("created_at"),
    one_of("job", JOBS),
    one_of("catch_up", CATCH_UP),
    sa.CheckConstraint("weekdays <@ ARRAY[1, 2, 3, 4, 5, 6, 7]::smallint[]", name="weekdays"),
    sa.CheckConstraint("month_day BETWEEN 1 AND 31", name="month_day"),
    sa.CheckConstraint("weekdays = '{}' OR month_day IS NULL", name="one_rhythm"),
    comment="One row per thing a business wants done at a local time",
)

report_orders = tenant_table(
    "report_orders",
    sa.Column("schedule_id", sa.Uuid, primary_key=True),
    sa.Column("report", sa.Text, comment="the slug of a report"),
    sa.Column("saved_report_id", sa.Uuid, comment="instead: a report the business saved"),
    sa.Column("period", sa.Text, nullable=False, comment="days that are over, by rule: last-week"),
    sa.Column("filters", JSONB, nullable=False, server_default=sa.text("'[]'"), comment="what it is narrowed to"),
    sa.Column("options", JSONB, nullable=False, server_default=sa.text("'{}'"), comment="the report's own choices"),
    sa.Column("formats", ARRAY(sa.Text), nullable=False, server_default=sa.text("'{}'"), comment="files attached"),
    sa.Column("when_empty", sa.Text, nullable=False, comment="say so, or skip the letter"),
    sa.Column("when_behind", sa.Text, nullable=False, comment="of a mirror that still lags: go with a warning, or not"),
    sa.Column("wait_minutes", sa.SmallInteger, nullable=False, comment="how long a mirror that lags is waited for"),
    belongs_to("schedule_id", "schedules"),
    belongs_to("saved_report_id", "saved_reports"),
    one_of("period", PERIOD_RULES),
    one_of("when_empty", WHEN_EMPTY),
    one_of("when_behind", WHEN_BEHIND),
    sa.CheckConstraint("(report IS NULL) <> (saved_report_id IS NULL)", name="one_report"),
    sa.CheckConstraint("formats <@ ARRAY['pdf', 'xlsx', 'csv']", name="formats_known"),
    sa.CheckConstraint("wait_minutes BETWEEN 0 AND 720", name="wait_minutes"),
    comment="One row per schedule of a report: which, of what days, and what travels with the letter",
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
    sa.Column(
        "asked",
        sa.Boolean,
        nullable=False,
        server_default=sa.text("false"),
        comment="somebody asked for it: it runs whatever the schedule's days are",
    ),
    sa.ForeignKeyConstraint(["business_id", "schedule_id"], ["schedules.business_id", "schedules.id"]),
    one_of("outcome", ("done", "skipped", "failed")),
    sa.Index("ix_firings_waiting", "fire_at", postgresql_where=sa.text("finished_at IS NULL")),
    comment="One row per schedule and time it fires: the next one written ahead, past ones with their outcome",
)

# -- commands ----------------------------------------------------------------------------------------


class ReportOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which report a schedule sends, of which days, and how: a slug of ``/api/reports``, or a saved report.

    ``period`` is of days that are over. ``wait_minutes``: how long a mirror that does not reach the period's end is
    waited for; ``when_behind`` says whether the letter then goes with a warning (``warn``) or not at all (``hold``).
    """

    report: Code | None = None
    saved_report_id: UUID | None = None
    period: PeriodRule = "last-week"
    filters: tuple[dict[str, Any], ...] = ()
    options: dict[str, Any] = {}
    formats: tuple[Literal["pdf", "xlsx", "csv"], ...] = ()
    when_empty: Literal["say", "skip"] = "say"
    when_behind: Literal["warn", "hold"] = "warn"
    wait_minutes: int = 15


class ScheduleSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When a job runs and for whom. Neither ``weekdays`` nor ``month_day``: every day. A report has its ``order``."""

    job: Literal["report", "reminders", "low_stock", "integrity"] = "report"
    local_time: time
    weekdays: tuple[int, ...] = ()
    month_day: int | None = None
    recipients: tuple[Email, ...] = ()
    language: Language | None = None
    catch_up: Literal["once", "all", "skip"] = "once"
    enabled: bool = True
    order: ReportOrder | None = None


WEEKLY: Final = ReportOrder(report="weekly-sales", period="last-week")
MONTHLY: Final = ReportOrder(report="monthly-sales", period="last-month")

# -- rules -------------------------------------------------------------------------------------------


def _checked(command: ScheduleSettings) -> dict[str, Any]:
    """The columns of ``schedules``. Raises ``Invalid``."""
    if command.weekdays and command.month_day is not None:
        raise Invalid("a schedule has weekdays or a day of the month, not both", field="month_day")
    if not all(1 <= day <= 7 for day in command.weekdays):
        raise Invalid("weekdays are 1 (Monday) to 7 (Sunday)", field="weekdays")
    if command.month_day is not None and not 1 <= command.month_day <= 31:
        raise Invalid("month_day is 1 to 31", field="month_day")
    if command.local_time.tzinfo is not None:
        raise Invalid("local_time is the shop's own clock and carries no zone", field="local_time")
    if len(command.recipients) > MOST_RECIPIENTS:
        raise Invalid(f"a letter goes to {MOST_RECIPIENTS} addresses at most", field="recipients")
    for address in command.recipients:
        if "@" not in address or any(sign in address for sign in "\r\n,;"):
            raise Invalid(f"{address!r} is no e-mail address", field="recipients")
    if (command.job == "report") != (command.order is not None):
        raise Invalid("a schedule of a report, and no other, says in order which report", field="order")
    if command.order is not None:
        _check_order(command.order)
    values = msgspec.structs.asdict(command)
    del values["order"]
    once = dict.fromkeys(address.lower() for address in command.recipients)
    return {**values, "weekdays": sorted(set(command.weekdays)), "recipients": list(once)}


def _check_order(order: ReportOrder) -> None:
    if (order.report is None) == (order.saved_report_id is None):
        raise Invalid("say the slug of a report, or the id of a saved one", field="order.report")
    if not 0 <= order.wait_minutes <= LONGEST_WAIT_MINUTES:
        raise Invalid(f"wait_minutes is 0 to {LONGEST_WAIT_MINUTES}", field="order.wait_minutes")


# -- operations --------------------------------------------------------------------------------------


def default_schedules(session: Session, *, recipients: Sequence[str] = (), by: Actor = MUNIM, at: datetime) -> None:
    """What a new business starts with: the week's and the month's report, reminders, low stock, the nightly proof.

    Part of registering a business: records no event of its own.
    """
    business = read_business(session)
    whom = tuple(recipients)
    made = (
        ScheduleSettings(order=WEEKLY, weekdays=(business.week_start,), local_time=time(8), recipients=whom),
        ScheduleSettings(order=MONTHLY, month_day=1, local_time=time(8), recipients=whom),
        ScheduleSettings(job="reminders", local_time=time(10), catch_up="skip"),
        ScheduleSettings(job="low_stock", local_time=time(9), recipients=whom),
        ScheduleSettings(job="integrity", local_time=time(3, 30), recipients=whom),
    )
    for settings in made:
        _add(session, settings, zone=business.timezone, by=by, at=at)


def add_schedule(session: Session, command: ScheduleSettings, *, by: Actor, at: datetime) -> Schedule:
    """Add a schedule and plan its first firing. Raises ``Invalid``."""
    by.require("business.write")
    business = read_business(session)
    schedule = _add(session, command, zone=business.timezone, by=by, at=at)
    record_event(
        session,
        "schedule.added",
        "schedule",
        schedule.id,
        {"job": schedule.job, "report": None if schedule.order is None else schedule.order.report},
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
    """Replace a schedule's settings and plan it anew: from here it sends what ``by`` may see. Locks the schedule.

    Raises ``NotFound``, ``StaleVersion``, ``Invalid``; a schedule stays of its job.
    """
    by.require("business.write")
    business = read_business(session)
    before = read_schedule(session, schedule_id, lock=True)
    check_version(before.version, expected_version)
    if command.job != before.job:
        raise Invalid(f"this is a schedule of {before.job}; make another for {command.job}", field="job")
    values = {**_checked(command), "made_by": by.user_id, "version": before.version + 1}
    session.execute(sa.update(schedules).where(_here(session, schedule_id)).values(**values))
    _keep_order(session, schedule_id, command.order)
    plan_next(session, read_schedule(session, schedule_id), zone=business.timezone, after=at)
    after = read_schedule(session, schedule_id)
    data = changed(before, after, personal=("recipients", "order"))
    record_event(
        session, "schedule.changed", "schedule", schedule_id, data, by=by, at=at, business_date=business.today(at)
    )
    return after


def plan_next(session: Session, schedule: Schedule, *, zone: str, after: datetime) -> None:
    """Make the first firing later than ``after`` the one that waits; none when the schedule is off."""
    waiting = (firings.c.business_id == business_of(session)) & (firings.c.schedule_id == schedule.id)
    planned = firings.c.finished_at.is_(None) & firings.c.owner.is_(None) & ~firings.c.asked
    session.execute(sa.delete(firings).where(waiting, planned))
    if schedule.enabled:
        plan_firing(session, schedule.id, next(occurrences(schedule.timing, zone, after=after)))


def plan_firing(session: Session, schedule_id: UUID, fire_at: datetime, *, asked: bool = False) -> None:
    """Write a firing ahead; one that is there already stays as it is."""
    values = {"business_id": business_of(session), "schedule_id": schedule_id, "fire_at": fire_at, "asked": asked}
    session.execute(insert(firings).values(**values).on_conflict_do_nothing())


def _add(session: Session, command: ScheduleSettings, *, zone: str, by: Actor, at: datetime) -> Schedule:
    schedule_id = new_id()
    key = {"business_id": business_of(session), "id": schedule_id}
    session.execute(sa.insert(schedules).values(**key, created_at=at, made_by=by.user_id, **_checked(command)))
    _keep_order(session, schedule_id, command.order)
    plan_next(session, read_schedule(session, schedule_id), zone=zone, after=at)
    return read_schedule(session, schedule_id)


def _keep_order(session: Session, schedule_id: UUID, order: ReportOrder | None) -> None:
    if order is None:
        return
    values = {**msgspec.structs.asdict(order), "formats": list(order.formats), "filters": list(order.filters)}
    added = insert(report_orders).values(business_id=business_of(session), schedule_id=schedule_id, **values)
    session.execute(added.on_conflict_do_update(index_elements=["business_id", "schedule_id"], set_=values))


def _here(session: Session, schedule_id: UUID) -> sa.ColumnElement[bool]:
    return (schedules.c.business_id == business_of(session)) & (schedules.c.id == schedule_id)


# -- reads -------------------------------------------------------------------------------------------


class Schedule(ScheduleSettings, frozen=True, kw_only=True):
    """A schedule as its business sees it. ``next_at``: when it fires next; None while it is switched off."""

    id: UUID
    made_by: UUID | None
    next_at: datetime | None
    version: int

    @property
    def timing(self) -> Timing:
        return Timing(self.local_time, self.weekdays, self.month_day)


_ORDERED: Final = sa.select(
    *(schedules.c[name] for name in Schedule.__struct_fields__ if name in schedules.c),
    *(report_orders.c[name] for name in ReportOrder.__struct_fields__),
    sa.select(sa.func.min(firings.c.fire_at))
    .where(
        firings.c.business_id == schedules.c.business_id,
        firings.c.schedule_id == schedules.c.id,
        firings.c.finished_at.is_(None),
        ~firings.c.asked,
    )
    .scalar_subquery()
    .label("next_at"),
).join_from(
    schedules,
    report_orders,
    (report_orders.c.business_id == schedules.c.business_id) & (report_orders.c.schedule_id == schedules.c.id),
    isouter=True,
)


def read_schedule(session: Session, schedule_id: UUID, *, lock: bool = False) -> Schedule:
    """One schedule; ``lock`` keeps others from changing it until the transaction ends. Raises ``NotFound``."""
    statement = _ORDERED.where(_here(session, schedule_id))
    row = session.execute(statement.with_for_update(of=schedules) if lock else statement).mappings().one_or_none()
    if row is None:
        raise NotFound("there is no such schedule")
    return _shape(row)


def list_schedules(session: Session) -> list[Schedule]:
    """Every schedule of the business, in the order they were made."""
    statement = _ORDERED.where(schedules.c.business_id == business_of(session)).order_by(schedules.c.id)
    return [_shape(row) for row in session.execute(statement).mappings()]


def _shape(row: Any) -> Schedule:
    order = {name: row[name] for name in ReportOrder.__struct_fields__}
    made = None if row["period"] is None else msgspec.convert(order, ReportOrder)
    whole = {name: row[name] for name in Schedule.__struct_fields__ if name != "order"}
    return Schedule(
        **{**whole, "weekdays": tuple(row["weekdays"]), "recipients": tuple(row["recipients"]), "order": made}
    )
