"""The letters of a scheduled report: its period, a mirror that reaches the period's end, one letter for all its recipients.

What needs no transaction comes first: the mirror is brought up to date, the report made, its chart and files drawn.
The ending then writes the run down and queues a message for each recipient, in one transaction with the firing's mark.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

import msgspec
import structlog
from sqlalchemy.orm import Session

from analytics.attachments import Attachment, attachments_of
from analytics.exports import Letterhead
from analytics.letter_reports import letter_report_of
from analytics.letters import Letter, addressed, report_letter
from analytics.reports import Figures
from billing.business import Business
from billing.documents import shop_head
from billing.schedules import Schedule
from etl.mirror import run_mirror
from etl.place import mirror_bucket
from etl.reader import open_mirror
from munim.database import Database
from munim.days import Period
from munim.errors import MunimError
from munim.files import open_file_store
from munim.settings import Settings
from notifications.channels import Part
from notifications.errands import Errand, read_errand
from notifications.messages import NewMessage, queue_messages
from notifications.report_runs import find_run, keep_run, report_link, tell_owners
from notifications.subscriptions import stop_url
from notifications.words import Words
from scheduler.firings import HOPELESS, Ending, Firing, NotYet

_log = structlog.get_logger("scheduler.reports")


class MirrorBehind(NotYet):
    """The mirror does not hold the whole period yet."""

    code = "mirror_behind"


def prepare_report(firing: Firing, *, database: Database, settings: Settings, mirror_url: str) -> Ending:
    """Write the letter of a firing; what comes back queues it to each recipient, once a run.

    Raises ``MirrorBehind`` for as long as the order waits for a mirror, ``Forbidden`` when whoever set the schedule up
    has left or may not see the report any more, and whatever else keeps the report from being made.
    """
    with database.business(firing.business_id) as session:
        run = find_run(session, firing.schedule.id, firing.fire_at)
        errand = read_errand(session, firing.schedule, at=firing.fire_at, run=run)
        head = None
        if "pdf" in errand.order.formats:
            head = Letterhead(*msgspec.structs.astuple(shop_head(session, open_file_store(settings))))
    if not errand.recipients:
        return partial(_skip, firing=firing, period=errand.period, why=errand.nobody)
    _freshen(errand.business, settings=settings, mirror_url=mirror_url)
    with open_mirror(settings.mirror_folder, firing.business_id) as mirror:
        behind = mirror.fresh_at < errand.closing
        if behind and firing.now - firing.fire_at < timedelta(minutes=errand.order.wait_minutes):
            raise MirrorBehind(_lagging(mirror.fresh_at))
        if behind and errand.order.when_behind == "hold":
            return partial(_hold, firing=firing, period=errand.period, why=_lagging(mirror.fresh_at))
        today = errand.business.calendar.business_date(firing.fire_at)
        figures = Figures(mirror, errand.permissions, today, at=firing.now)
        report = letter_report_of(figures, **errand.asked)
    facts = {
        "period_start": report.period.start,
        "period_end": report.period.end,
        "mirror_version": report.version,
        "as_of": report.as_of,
        "behind": behind,
    }
    if report.empty and errand.order.when_empty == "skip":
        return partial(_skip, firing=firing, period=errand.period, why="there was nothing to tell of", facts=facts)
    files, too_large = attachments_of(report, errand.order.formats, letterhead=head)
    link = ""  # it would show who asked for the letter more than the letter may
    if errand.whole:
        link = report_link(
            firing.business_id, firing.schedule.id, errand.about, errand.period, settings=settings, at=firing.now
        )
    letter = report_letter(
        report, colour=errand.business.brand_color, link=link, behind=behind, too_large=too_large
    )  # fmt: skip
    return partial(
        _queue,
        firing=firing,
        errand=errand,
        letter=letter,
        files=files,
        settings=settings,
        facts=facts,
    )


def tell_of_failure(session: Session, firing: Firing, error: Exception, *, last: bool) -> None:
    """Write down why a run did not come to its end; when it is not tried again, tell the owners, once a cause.

    A schedule that nobody may see any more tells once until it is changed, every other failure once a run.
    """
    cause = error.message if isinstance(error, MunimError) else "Munim met something unforeseen; its log says what"
    state = "waiting" if isinstance(error, NotYet) else "failed" if last else "retrying"
    run_id = keep_run(session, firing.schedule.id, firing.fire_at, state=state, error=cause, at=firing.now)
    if not last:
        return
    schedule = firing.schedule
    lasting = isinstance(error, HOPELESS)
    about = f"version/{schedule.version}/{error.code}" if lasting and isinstance(error, MunimError) else f"run/{run_id}"
    tell_owners(session, schedule, about=about, cause=cause, title=title_of(schedule), at=firing.now)


def title_of(schedule: Schedule) -> str:
    """What a schedule's report is called where its title is not at hand."""
    return (schedule.order and schedule.order.report) or "a saved report"


def _freshen(business: Business, *, settings: Settings, mirror_url: str) -> None:
    """A letter says how old its figures are, so an old mirror is better than silence."""
    try:
        run_mirror(
            mirror_url, settings.mirror_folder, businesses=[business.business_id], bucket=mirror_bucket(settings)
        )
    except MunimError as error:
        _log.error("report from an older mirror", business=business.business_id, why=str(error), code=error.code)


def _lagging(as_of: datetime) -> str:
    return f"the mirror is of {as_of:%Y-%m-%d %H:%M} UTC, and the period ends later"


# -- endings -----------------------------------------------------------------------------------------


def _skip(session: Session, *, firing: Firing, period: Period, why: str, facts: Mapping[str, object] = {}) -> None:
    days = {"period_start": period.start, "period_end": period.end}
    keep_run(
        session, firing.schedule.id, firing.fire_at, state="skipped", error=why, at=firing.now, **{**days, **facts}
    )  # fmt: skip


def _hold(session: Session, *, firing: Firing, period: Period, why: str) -> None:
    """The letter does not go, as the schedule wants it of a mirror that lags; its owner hears of it."""
    _skip(session, firing=firing, period=period, why=why)
    about = f"held/{firing.fire_at.isoformat()}"
    tell_owners(
        session, firing.schedule, about=about, cause=why, title=title_of(firing.schedule), at=firing.now
    )  # fmt: skip


def _queue(
    session: Session,
    *,
    firing: Firing,
    errand: Errand,
    letter: Letter,
    files: list[Attachment],
    settings: Settings,
    facts: dict[str, object],
) -> None:
    run_id = keep_run(
        session, firing.schedule.id, firing.fire_at, state="queued", at=firing.now, subject=letter.subject, **facts
    )
    pictures = [Part(image.name, image.media_type, image.content, image.content_id) for image in letter.images]
    parts = (*pictures, *(Part(file.name, file.media_type, file.content) for file in files))
    made = []
    for address in errand.recipients:
        stop = stop_url(
            firing.business_id,
            firing.schedule.id,
            address,
            origin=settings.origin,
            secret=settings.secret(),
            at=firing.now,
        )
        own = addressed(letter, stop)
        made.append(
            NewMessage(
                event="report",
                channel="email",
                about=f"report/{run_id}/{address}",
                recipient=address,
                language=errand.language,
                words=Words(text=own.text, subject=own.subject, html=own.html),
                parts=parts,
                run_id=run_id,
            )
        )
    queue_messages(session, made, at=firing.now)
