"""What runs when, a line each: the jobs that businesses schedule, and the ticks of every worker.

This is where the two chains meet: the mirror is brought up to date, ``analytics`` writes, ``notifications`` sends.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Final

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from billing.business import Business, read_business
from billing.gateway.requests import PaymentRequest
from billing.integrity import find_breaches
from billing.low_stock import name_low_stock
from billing.memberships import list_members
from billing.permissions import MUNIM
from etl.lake import lake_at
from etl.mirror import MirrorRunner
from etl.place import mirror_bucket
from etl.versions import mirrored_businesses
from etl.waiting import WaitingLine
from gateways.exchange import Exchange
from munim.changes import SPACING_SECONDS
from munim.database import Database
from munim.errors import MunimError
from munim.settings import Settings
from notifications.delivery import Post, settle_due
from notifications.messages import NewMessage, forget_contents, queue_messages
from notifications.queue import businesses_with_messages, reap_messages
from notifications.receipts import businesses_to_follow, queue_receipts
from notifications.reminders import BillLink, bill_link, no_link, queue_reminders
from notifications.words import write_words
from scheduler.firings import Ending, Firing, Job, fire_due
from scheduler.reports import prepare_report, tell_of_failure

KEEP_CONTENTS: Final = timedelta(days=90)  # pages and pictures of messages that were sent

_log = structlog.get_logger("scheduler.jobs")


@dataclass(frozen=True)
class House:
    """What jobs and ticks work on. ``changed``: the businesses whose mirrors a worker is to carry on."""

    settings: Settings
    database: Database
    mirror_url: str
    post: Post
    changed: WaitingLine = field(default_factory=lambda: WaitingLine(spacing=SPACING_SECONDS))

    def jobs(self) -> Mapping[str, Job]:
        """What each kind of schedule does; the kinds are those of ``billing.schedules``."""
        return {
            "report": self.write_report,
            "reminders": lambda firing: partial(self.send_reminders, firing=firing),
            "low_stock": lambda firing: partial(self.send_low_stock_notice, firing=firing),
            "integrity": lambda firing: partial(self.prove_books, firing=firing),
        }

    def write_report(self, firing: Firing) -> Ending:
        """The letter of a scheduled report, ready to be queued."""
        return prepare_report(firing, database=self.database, settings=self.settings, mirror_url=self.mirror_url)

    def tell(self, session: Session, firing: Firing, error: Exception, *, last: bool) -> None:
        """What a firing that failed leaves behind: of a report, a line in its run log."""
        if firing.schedule.job == "report":
            tell_of_failure(session, firing, error, last=last)

    def send_reminders(self, session: Session, firing: Firing) -> None:
        """Overdue and due-soon reminders of the day the firing belongs to."""
        day = read_business(session).calendar.business_date(firing.fire_at)
        queue_reminders(session, day=day, at=firing.now, link=self._bill_link(firing))

    def send_low_stock_notice(self, session: Session, firing: Firing) -> None:
        """What has fallen to its reorder level since it was last named; no letter when nothing has."""
        day = read_business(session).calendar.business_date(firing.fire_at)
        recipients = recipients_of(session, firing)
        products = name_low_stock(session, day=day) if recipients else []
        if not products:
            return
        _write_to(session, recipients, "low_stock", {"day": day, "products": products}, firing=firing, about=str(day))

    def prove_books(self, session: Session, firing: Firing) -> None:
        """Derive the books again; a breach goes to the log and to whom it concerns, a letter only when there is one."""
        breaches = find_breaches(session)
        if not breaches:
            return
        _log.error(
            "the books do not agree", business_id=firing.business_id, breaches=len(breaches), first=breaches[0].check
        )
        day = read_business(session).calendar.business_date(firing.fire_at)
        facts = {"day": day, "breaches": breaches}
        _write_to(session, recipients_of(session, firing), "integrity", facts, firing=firing, about=str(day))

    def _bill_link(self, firing: Firing) -> BillLink:
        """Links only where customers can follow them: an SMS pays for each of their letters."""
        if not self.settings.public_url:
            return no_link
        return lambda bill_id: bill_link(firing.business_id, bill_id, settings=self.settings, at=firing.now)


def _write_to(
    session: Session,
    recipients: Sequence[str],
    event: str,
    facts: Mapping[str, object],
    *,
    firing: Firing,
    about: str,
) -> None:
    """Queue the letter of ``event`` to each recipient, once for what it is ``about``."""
    business = read_business(session)
    language = firing.schedule.language or business.language
    words = write_words(event, "email", language, {"shop": business.name, **facts}, color=business.brand_color)
    queue_messages(
        session,
        [
            NewMessage(
                event=event,
                channel="email",
                about=f"{event}/{about}/{address}",
                recipient=address,
                language=language,
                words=words,
            )
            for address in recipients
        ],
        at=firing.now,
    )


def recipients_of(session: Session, firing: Firing) -> tuple[str, ...]:
    """Whom a schedule writes to: those it names, else the business's own address, else its owners."""
    business: Business = read_business(session)
    named = firing.schedule.recipients or ((business.email,) if business.email else ())
    return tuple(named) or tuple(
        member.email for member in list_members(session, by=MUNIM) if member.role == "owner" and member.active
    )


# -- ticks -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tick:
    """Something every worker does again and again; the rows it works on make it happen once."""

    name: str
    every: timedelta
    run: Callable[[House, Callable[[], bool]], object]


def sweep_mirror(house: House, _stopping: Callable[[], bool]) -> None:
    """Bring every mirror up to date: what no hint told of is found here, and stands in line with what was told of."""
    settings = house.settings
    try:
        with MirrorRunner(house.mirror_url, settings.mirror_folder, bucket=mirror_bucket(settings)) as runner:
            runner.sweep(house.changed)
    except MunimError as error:
        _log.error("mirror not brought up to date", why=str(error), code=error.code)


def fire(house: House, stopping: Callable[[], bool]) -> None:
    """Run what is due by now."""
    while not stopping() and fire_due(house.database, house.jobs(), tell=house.tell, stopping=stopping):
        pass


def reap(house: House, _stopping: Callable[[], bool]) -> None:
    """Return what lost workers held."""
    with house.database.entry() as session:
        found = reap_messages(session)
    if found:
        _log.warning("messages of lost workers", count=found)


def settle(house: House, stopping: Callable[[], bool]) -> None:
    """Ask providers about messages whose fate is open."""
    while not stopping() and settle_due(house.post):
        pass


def thank(house: House, stopping: Callable[[], bool]) -> None:
    """Queue the receipts of payments that were taken since the last look."""
    with house.database.entry() as session:
        found = businesses_to_follow(session)
    for business_id in found:
        more = 1
        while more and not stopping():
            with house.database.business(business_id) as session:
                more = queue_receipts(session, at=session.execute(sa.select(sa.func.now())).scalar_one())


def settle_gateways(house: House, stopping: Callable[[], bool]) -> None:
    """Ask payment gateways about payments and refunds whose fate is open."""

    def link(business_id: int, request: PaymentRequest) -> str:
        return bill_link(business_id, request.bill_id, settings=house.settings, at=request.created_at)

    while not stopping() and Exchange(house.database, house.settings).poll(return_url=link, stopping=stopping):
        pass


def clean_up(house: House, stopping: Callable[[], bool]) -> None:
    """Blank the contents of old messages."""
    with house.database.entry() as session:
        found = businesses_with_messages(session)
    for business_id in found:
        if stopping():
            return
        with house.database.business(business_id) as session:
            now = session.execute(sa.select(sa.func.now())).scalar_one()
            forget_contents(session, before=now - KEEP_CONTENTS)


def export_lake(house: House, stopping: Callable[[], bool]) -> None:
    """Bring the lake to the mirrors, where reports are read from it."""
    settings = house.settings
    if not settings.analytics:
        return
    lake = lake_at(settings)
    for business_id in mirrored_businesses(settings.mirror_folder):
        if stopping():
            return
        try:
            list(lake.export(settings.mirror_folder, [business_id]))
        except MunimError as error:
            _log.error("lake not brought up to date", business=business_id, why=str(error), code=error.code)


TICKS: Final = (
    Tick("fire what is due", timedelta(seconds=5), fire),
    Tick("thank for payments", timedelta(seconds=5), thank),
    Tick("mirror what changed", timedelta(minutes=1), sweep_mirror),
    Tick("bring the lake to the mirrors", timedelta(minutes=1), export_lake),
    Tick("return what lost workers held", timedelta(seconds=15), reap),
    Tick("ask what became of messages", timedelta(seconds=30), settle),
    Tick("settle with gateways", timedelta(minutes=1), settle_gateways),
    Tick("blank old contents", timedelta(days=1), clean_up),
)
