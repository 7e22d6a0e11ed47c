"""The run log of scheduled reports: one row each time a report was due or asked for, with what became of it.

::

    asked ──> queued        the letters are in the message log, each with its own fate
      │  ^──> waiting       for the mirror, which does not reach the period's end yet
      │  ^──> retrying      something failed; it is tried again
      └─────> skipped | failed

A run that the clock made begins at the first thing there is to say of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from billing.business import read_business
from billing.events import record_event
from billing.listing import Listing, Page, page
from billing.permissions import Actor
from billing.schedules import Schedule, firings, plan_firing, read_schedule
from munim.database import belongs_to, business_of, instant, one_of, tenant_table, uuid_id
from munim.days import Period
from munim.errors import NotFound, Refused
from munim.ids import new_id
from munim.links import sign_link
from munim.settings import Settings
from notifications.messages import NewMessage, messages, queue_messages
from notifications.subscriptions import owners_of
from notifications.words import write_words

STATES: Final = ("asked", "waiting", "retrying", "queued", "skipped", "failed")

# -- tables ------------------------------------------------------------------------------------------

report_runs = tenant_table(
    "report_runs",
    uuid_id(),
    sa.Column("schedule_id", sa.Uuid, nullable=False),
    instant("fire_at"),
    sa.Column("asked_by", sa.Uuid, comment="who asked for it; empty: it was due"),
    sa.Column("only_to", sa.Text, comment="the one address it goes to; empty: the schedule's recipients"),
    sa.Column("period_start", sa.Date),
    sa.Column("period_end", sa.Date, comment="excluded"),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("mirror_version", sa.BigInteger),
    instant("as_of", nullable=True),
    sa.Column("behind", sa.Boolean, nullable=False, server_default=sa.text("false"), comment="the letter says so"),
    sa.Column("subject", sa.Text, nullable=False, server_default=sa.text("''")),
    sa.Column("error", sa.Text, comment="why it waits, was skipped or failed"),
    instant("created_at"),
    instant("finished_at", nullable=True),
    belongs_to("schedule_id", "schedules"),
    one_of("state", STATES),
    sa.CheckConstraint("(period_start IS NULL) = (period_end IS NULL)", name="period_whole"),
    sa.Index("uq_report_runs_fire_at", "business_id", "schedule_id", "fire_at", unique=True),
    comment="One row per time a scheduled report was due or asked for",
)

# -- links -------------------------------------------------------------------------------------------

LINK_LIFE: Final = timedelta(days=90)


def report_path(business_id: int, schedule_id: UUID, about: str, period: Period) -> str:
    """The path of a schedule's report of exactly these days; ``about`` tells which report that was, and whose eyes saw it."""
    return f"/share/{business_id}/reports/{schedule_id}/{about}/{period.start}/{period.last}"


def report_link(
    business_id: int, schedule_id: UUID, about: str, period: Period, *, settings: Settings, at: datetime
) -> str:
    """The address under which whoever holds it sees that report, for ninety days from ``at``, while it is still that one."""
    path = report_path(business_id, schedule_id, about, period)
    return settings.origin + sign_link(path, secret=settings.secret(), expires=at + LINK_LIFE)


# -- commands ----------------------------------------------------------------------------------------


class SendNow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Send a schedule's letter once, now: to whoever asks (``me``), or to the schedule's ``recipients``."""

    to: Literal["me", "recipients"] = "me"


# -- operations --------------------------------------------------------------------------------------


def ask_for_run(
    session: Session, schedule_id: UUID, command: SendNow, *, email: str, by: Actor, at: datetime
) -> ReportRun:
    """Let the schedule's letter be sent now, of the period that is due today; ``email``: the asker's own address.

    A worker makes it, as it makes those that are due. Raises ``NotFound``, ``Refused`` for a schedule of no report.
    """
    by.require("business.write")
    schedule = _of_report(session, schedule_id)
    return _ask(session, schedule, only_to=email if command.to == "me" else None, period=None, by=by, at=at)


def repeat_run(session: Session, schedule_id: UUID, run_id: UUID, *, by: Actor, at: datetime) -> ReportRun:
    """Send the letter of an earlier run once more, of the same days, to those it went to. Raises ``NotFound``, ``Refused``."""
    by.require("business.write")
    schedule = _of_report(session, schedule_id)
    run = read_run(session, schedule_id, run_id)
    if run.state in ("asked", "waiting", "retrying"):
        raise Refused("this run has not come to its end yet")
    return _ask(session, schedule, only_to=run.only_to, period=run.period, by=by, at=at)


def _of_report(session: Session, schedule_id: UUID) -> Schedule:
    schedule = read_schedule(session, schedule_id)
    if schedule.order is None:
        raise Refused(f"a schedule of {schedule.job} sends no report")
    return schedule


def _ask(
    session: Session, schedule: Schedule, *, only_to: str | None, period: Period | None, by: Actor, at: datetime
) -> ReportRun:
    run_id = new_id()
    # the database's clock, which the claim of firings is by; in a transaction of its own each asking has a moment of its own
    moment: datetime = session.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
    session.execute(
        sa.insert(report_runs).values(
            business_id=business_of(session),
            id=run_id,
            schedule_id=schedule.id,
            fire_at=moment,
            asked_by=by.user_id,
            only_to=only_to,
            period_start=period and period.start,
            period_end=period and period.end,
            state="asked",
            created_at=at,
        )
    )
    plan_firing(session, schedule.id, moment, asked=True)
    business_date = read_business(session).today(at)
    record_event(
        session, "schedule.asked", "schedule", schedule.id, {"run": str(run_id)},
        by=by, at=at, business_date=business_date,
    )  # fmt: skip
    return read_run(session, schedule.id, run_id)


def keep_run(session: Session, schedule_id: UUID, fire_at: datetime, *, state: str, at: datetime, **facts: Any) -> UUID:
    """Write down what has become of the run at ``fire_at``, the first time or anew; returns its id."""
    ended = state in ("queued", "skipped", "failed")
    values = {"state": state, "error": None, **facts, "finished_at": at if ended else None}
    key = {"business_id": business_of(session), "schedule_id": schedule_id, "fire_at": fire_at}
    statement = insert(report_runs).values(id=new_id(), created_at=at, **key, **values)
    kept: UUID = session.execute(
        statement.on_conflict_do_update(index_elements=list(key), set_=values).returning(report_runs.c.id)
    ).scalar_one()
    return kept


def tell_owners(session: Session, schedule: Schedule, *, about: str, cause: str, title: str, at: datetime) -> int:
    """Tell the business's owners that a scheduled report did not go, once for what it is ``about``; returns how many.

    ``cause`` is a sentence; ``title`` names the report.
    """
    business = read_business(session)
    language = business.language
    facts = {"shop": business.name, "report": title, "cause": cause}
    words = write_words("report_failed", "email", language, facts, color=business.brand_color)
    made = [
        NewMessage(
            event="report_failed",
            channel="email",
            about=f"report_failed/{schedule.id}/{about}/{address}",
            recipient=address,
            language=language,
            words=words,
        )
        for address in owners_of(session)
    ]
    return sum(one.new for one in queue_messages(session, made, at=at))


def tell_of_letter(session: Session, message_id: UUID, cause: str, *, at: datetime) -> None:
    """Tell the owners that a letter of a scheduled report failed, once a run; of other messages nothing is told."""
    here = (messages.c.business_id == business_of(session)) & (messages.c.id == message_id)
    same = (report_runs.c.business_id == messages.c.business_id) & (report_runs.c.id == messages.c.run_id)
    row = session.execute(
        sa.select(messages.c.recipient, messages.c.subject, report_runs.c.id, report_runs.c.schedule_id)
        .join_from(messages, report_runs, same)
        .where(here)
    ).one_or_none()
    if row is not None:
        schedule = read_schedule(session, row.schedule_id)
        why = f"{row.recipient}: {cause}"
        tell_owners(session, schedule, about=f"run/{row.id}", cause=why, title=row.subject, at=at)


# -- reads -------------------------------------------------------------------------------------------


class RunLetter(msgspec.Struct, frozen=True):
    """One recipient's letter of a run, and what became of it."""

    message_id: UUID
    recipient: str
    state: str
    error: str | None


class ReportRun(msgspec.Struct, frozen=True, kw_only=True):
    """A run as the owner reads it. ``attempts`` and ``next_attempt_at`` while it has not come to its end."""

    id: UUID
    schedule_id: UUID
    fire_at: datetime
    asked_by: UUID | None
    only_to: str | None
    period: Period | None
    state: str
    mirror_version: int | None
    as_of: datetime | None
    behind: bool
    subject: str
    error: str | None
    attempts: int
    next_attempt_at: datetime | None
    letters: list[RunLetter]
    created_at: datetime
    finished_at: datetime | None


_RUN: Final = sa.select(
    report_runs, firings.c.attempts, firings.c.lease_until.label("next_attempt_at")
).join_from(
    report_runs,
    firings,
    (firings.c.business_id == report_runs.c.business_id)
    & (firings.c.schedule_id == report_runs.c.schedule_id)
    & (firings.c.fire_at == report_runs.c.fire_at),
    isouter=True,
)  # fmt: skip


def read_run(session: Session, schedule_id: UUID, run_id: UUID) -> ReportRun:
    """One run. Raises ``NotFound``."""
    row = session.execute(
        _RUN.where(
            report_runs.c.business_id == business_of(session),
            report_runs.c.schedule_id == schedule_id,
            report_runs.c.id == run_id,
        )
    ).one_or_none()
    if row is None:
        raise NotFound("there is no such run")
    return _shape(row, _letters(session, [run_id]).get(run_id, []))


def schedule_of_run(session: Session, run_id: UUID) -> UUID:
    """The schedule a run is of. Raises ``NotFound``."""
    found: UUID | None = session.execute(
        sa.select(report_runs.c.schedule_id).where(
            report_runs.c.business_id == business_of(session), report_runs.c.id == run_id
        )
    ).scalar_one_or_none()
    if found is None:
        raise NotFound("there is no such run")
    return found


def find_run(session: Session, schedule_id: UUID, fire_at: datetime) -> ReportRun | None:
    """The run of a firing, if anything was written down of it yet."""
    row = session.execute(
        _RUN.where(
            report_runs.c.business_id == business_of(session),
            report_runs.c.schedule_id == schedule_id,
            report_runs.c.fire_at == fire_at,
        )
    ).one_or_none()
    return None if row is None else _shape(row, _letters(session, [row.id]).get(row.id, []))


def list_runs(session: Session, schedule_id: UUID, listing: Listing) -> Page[ReportRun]:
    """The runs of a schedule, latest first; filter by state. Raises ``NotFound``."""
    read_schedule(session, schedule_id)
    found = page(
        session,
        _RUN.where(report_runs.c.business_id == business_of(session), report_runs.c.schedule_id == schedule_id),
        listing,
        sorts={"-fire_at": report_runs.c.fire_at},
        id_column=report_runs.c.id,
        filters={"state": lambda text: report_runs.c.state == text},
        shape=lambda row: _shape(row, []),
    )
    letters = _letters(session, [run.id for run in found.items])
    return Page([msgspec.structs.replace(run, letters=letters.get(run.id, [])) for run in found.items], found.next)


def _letters(session: Session, runs: Sequence[UUID]) -> dict[UUID, list[RunLetter]]:
    found: dict[UUID, list[RunLetter]] = {}
    columns = (messages.c.run_id, messages.c.id, messages.c.recipient, messages.c.state, messages.c.error)
    for row in session.execute(
        sa.select(*columns)
        .where(messages.c.business_id == business_of(session), messages.c.run_id.in_(runs))
        .order_by(messages.c.recipient)
    ):
        found.setdefault(row.run_id, []).append(RunLetter(row.id, row.recipient, row.state, row.error))
    return found


def _shape(row: Any, letters: list[RunLetter]) -> ReportRun:
    days: tuple[date | None, date | None] = (row.period_start, row.period_end)
    period = None if days[0] is None or days[1] is None else Period(days[0], days[1])
    given = {name: getattr(row, name) for name in ReportRun.__struct_fields__ if name not in ("period", "letters")}
    ended = row.finished_at is not None
    return ReportRun(
        **{
            **given,
            "attempts": given["attempts"] or 0,
            "next_attempt_at": None if ended else given["next_attempt_at"],
            "period": period,
            "letters": letters,
        }
    )
