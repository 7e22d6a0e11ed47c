"""The report letters of a schedule: its period, a fresh mirror to read, a letter for each recipient."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from html import escape
from typing import Final

import structlog
from sqlalchemy.orm import Session

from analytics.letters import Letter, report_letter
from analytics.report import Report
from analytics.reports import Figures, monthly_report, weekly_report
from billing.business import Business, read_business
from billing.permissions import MUNIM
from billing.schedules import instant_of
from etl.mirror import run_mirror
from etl.reader import open_mirror
from munim.days import Calendar, Period, month_of
from munim.errors import MunimError, Unavailable
from munim.settings import Settings
from notifications.channels import Part
from notifications.consent import unsubscribe_url
from notifications.messages import NewMessage, Queued, queue_messages
from notifications.words import Words, write_words
from scheduler.firings import Firing

# A mirror that lags behind the period is waited for this long; then the letter goes out and says from when it is.
WAIT_FOR_MIRROR: Final = timedelta(minutes=15)

_log = structlog.get_logger("scheduler.reports")


class MirrorBehind(Unavailable):
    """The mirror does not hold the whole period yet."""

    code = "mirror_behind"


def period_of(job: str, calendar: Calendar, day: date) -> Period:
    """The last week, or month, of closed days before ``day``."""
    if job == "monthly_report":
        return month_of(month_of(day).start - timedelta(days=1))
    return calendar.week_of(calendar.week_of(day).start - timedelta(days=1))


def queue_report(
    session: Session, firing: Firing, *, recipients: Sequence[str], settings: Settings, mirror_url: str
) -> list[Queued]:
    """Queue the letter of the last whole period to each recipient, once a recipient and period.

    Raises ``MirrorBehind`` for a while when the mirror does not reach the period's end; the firing is then tried again.
    """
    if not recipients:
        _log.warning("report without recipients", business=firing.business_id, job=firing.schedule.job)
        return []
    business = read_business(session)
    period = period_of(firing.schedule.job, business.calendar, business.calendar.business_date(firing.fire_at))
    letter = _letter(firing, business, period, settings=settings, mirror_url=mirror_url)
    made = [_message(letter, firing, business, period, address, settings=settings) for address in recipients]
    return queue_messages(session, made, at=firing.now)


def _letter(firing: Firing, business: Business, period: Period, *, settings: Settings, mirror_url: str) -> Letter:
    """A letter says how old its figures are, so an old mirror is better than silence."""
    try:
        run_mirror(mirror_url, settings.mirror_folder, businesses=[business.business_id])
    except MunimError as error:
        _log.error("report from an older mirror", business=business.business_id, why=str(error), code=error.code)
    with open_mirror(settings.mirror_folder, business.business_id) as mirror:
        if mirror.as_of < closing(period, business.calendar) and firing.now - firing.fire_at < WAIT_FOR_MIRROR:
            raise MirrorBehind(f"the mirror is of {mirror.as_of:%Y-%m-%d %H:%M} UTC, the period ends later")
        figures = Figures(mirror, MUNIM.permissions, business.calendar.business_date(firing.fire_at))
        return report_letter(_report(firing.schedule.job, figures, period), colour=business.brand_color)


def _report(job: str, figures: Figures, period: Period) -> Report:
    if job == "monthly_report":
        return monthly_report(figures, period.start.year, period.start.month)
    return weekly_report(figures, period.start)


def closing(period: Period, calendar: Calendar) -> datetime:
    """The instant at which the last day of the period ends."""
    hours, minutes = divmod(calendar.day_start_minutes, 60)
    return instant_of(period.end, datetime.min.time().replace(hour=hours, minute=minutes), calendar.timezone)


def _message(
    letter: Letter, firing: Firing, business: Business, period: Period, address: str, *, settings: Settings
) -> NewMessage:
    language = firing.schedule.language or business.language
    stop = unsubscribe_url(
        business.business_id, address, origin=settings.origin, secret=settings.secret(), at=firing.now
    )
    facts = {"shop": business.name, "subject": letter.subject, "unsubscribe": stop}
    words = write_words("report", "email", language, {**facts, "text": letter.text}, color=business.brand_color)
    footing = write_words("report", "email", language, {**facts, "text": ""}, color=business.brand_color).text
    return NewMessage(
        event="report",
        channel="email",
        about=f"{firing.schedule.job}/{period.start}/{address}",
        recipient=address,
        language=language,
        words=Words(text=words.text, subject=words.subject, html=_footed(letter.html, footing, link=stop)),
        parts=tuple(Part(image.name, image.media_type, image.content, image.content_id) for image in letter.images),
    )


def _footed(page: str, footing: str, *, link: str) -> str:
    """The letter's page with a last line of small print, in which ``link`` can be touched."""
    shown = escape(footing).replace(escape(link), f'<a href="{escape(link)}" style="color:#777777">{escape(link)}</a>')
    line = f'<p style="margin:16px auto;max-width:600px;font:12px/1.5 sans-serif;color:#777777;word-break:break-all">{shown}</p>'
    body, closing_tag, rest = page.rpartition("</body>")
    return body + line + closing_tag + rest
