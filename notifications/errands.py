"""What the books say of a scheduled report before its letter is written: which report, of which days, seen with whose eyes."""

from __future__ import annotations

from datetime import datetime, time
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from billing.business import Business, read_business
from billing.memberships import actor_of
from billing.permissions import MUNIM, Actor
from billing.saved_reports import read_saved_report
from billing.schedules import ReportOrder, Schedule
from billing.timing import instant_of
from munim.days import Calendar, Period
from munim.errors import Forbidden, Refused
from munim.periods import period_by_rule
from notifications.report_runs import ReportRun
from notifications.subscriptions import subscribers

_NOT_ANY_MORE: Final = "who set this schedule up does not work here any more; let somebody else set it up"


class Errand(msgspec.Struct, frozen=True):
    """``asked`` is what the report is made of; ``nobody`` says why there is no recipient.

    ``whole``: it is all that who set the schedule up may see, as whoever opens the letter's link sees it.
    """

    business: Business
    order: ReportOrder
    period: Period
    language: str
    asked: dict[str, Any]
    permissions: frozenset[str]
    whole: bool
    recipients: tuple[str, ...]
    nobody: str
    made_by: UUID | None

    @property
    def about(self) -> str:
        """Another one for another report, narrowed otherwise or seen with somebody else's eyes: what a letter's link is of."""
        told = {name: value for name, value in self.asked.items() if name in ("slug", "query", "filters", "options")}
        return sha256(msgspec.json.encode([told, self.made_by], order="sorted")).hexdigest()[:16]

    @property
    def closing(self) -> datetime:
        """The instant at which the last day of the period ends."""
        return closing(self.period, self.business.calendar)


def closing(period: Period, calendar: Calendar) -> datetime:
    """The instant at which the last day of the period ends, by the shop's own small hours."""
    hours, minutes = divmod(calendar.day_start_minutes, 60)
    return instant_of(period.end, time(hours, minutes), calendar.timezone)


def read_errand(
    session: Session,
    schedule: Schedule,
    *,
    at: datetime,
    run: ReportRun | None = None,
    period: Period | None = None,
    asked_by: UUID | None = None,
) -> Errand:
    """The errand of ``schedule`` at its time ``at``, of a ``run`` that somebody asked for, or of a ``period`` stated.

    A report is seen with the eyes of who set the schedule up, as they are now; where somebody asks for it, with theirs
    too. Raises ``Forbidden`` when they have left or may not read reports any more, ``NotFound`` for a saved report
    they may not see, ``Refused`` for a schedule of no report.
    """
    order = schedule.order
    if order is None:
        raise Refused(f"a schedule of {schedule.job} sends no report")
    business = read_business(session)
    maker = _maker(session, schedule)
    permissions = maker.permissions
    who_asks = asked_by or (run.asked_by if run is not None else None)
    if who_asks is not None:
        permissions &= actor_of(session, who_asks).permissions
    if "reports.read" not in permissions:
        raise Forbidden("who set this schedule up may not see reports any more", permission="reports.read")
    saved = None if order.saved_report_id is None else read_saved_report(session, order.saved_report_id, by=maker)
    period = period or (run.period if run is not None else None)
    period = period or period_by_rule(order.period, business.calendar, business.calendar.business_date(at))
    language = schedule.language or business.language
    asked = {
        "slug": order.report,
        "query": saved and saved.query,
        "title": saved.name if saved else "",
        "period": period,
        "filters": order.filters,
        "options": order.options,
        "language": language,
    }
    named = subscribers(session, schedule)
    told = tuple(one.recipient for one in named if one.state == "written to")
    nobody = "; ".join(f"{one.recipient} {one.state}" for one in named) or "there is nobody to write to"
    recipients = (run.only_to,) if run is not None and run.only_to else told
    whole = permissions == maker.permissions
    return Errand(business, order, period, language, asked, permissions, whole, recipients, nobody, schedule.made_by)


def _maker(session: Session, schedule: Schedule) -> Actor:
    """Who set the schedule up last; one that came with the business is its own."""
    if schedule.made_by is None:
        return MUNIM
    try:
        return actor_of(session, schedule.made_by)
    except Forbidden:
        raise Forbidden(_NOT_ANY_MORE) from None
