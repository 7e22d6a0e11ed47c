"""A scheduled report goes once to each recipient whatever crashes; what it came to is written down and told."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pypdf
import pytest
import sqlalchemy as sa

from billing.business import BusinessSettings, businesses
from billing.memberships import ChangeMember, add_member, change_member
from billing.permissions import actor_for
from billing.schedules import WEEKLY, ReportOrder, Schedule, ScheduleSettings, add_schedule, firings
from billing.users import add_user
from munim.database import Database
from munim.ids import new_id
from munim.roles import Addresses
from munim.settings import Settings
from notifications.delivery import deliver_due, settle_due
from notifications.errands import closing
from notifications.messages import message_parts, messages
from notifications.queue import reap_messages
from notifications.report_runs import ReportRun, find_run
from scheduler import reports
from scheduler.firings import fire_due
from scheduler.jobs import House
from scheduler.worker import open_house
from tests.conftest import SECRET, open_shop
from tests.counter import Counter

TWO = ("owner@example.com", "partner@example.com")


@pytest.fixture
def counter(own_database: Database) -> Counter:
    shop = open_shop(own_database, BusinessSettings(name="Sharma Kirana Store", country="IN", email=TWO[0]))
    with own_database.business(shop.business_id) as session:
        session.execute(sa.delete(firings))  # what a new business starts with is not in these tests' way
    return Counter(own_database, shop)


@pytest.fixture
def house(own_database: Database, own_books: Addresses, settings: Settings) -> House:
    return open_house(settings, own_database, mirror_url=own_books.mirror)


def due(counter: Counter, order: ReportOrder = WEEKLY, *, minutes_ago: int = 0, **facts: Any) -> tuple[Schedule, datetime]:  # fmt: skip
    """A daily schedule of a report that is due, its recipients confirmed, and when."""
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=minutes_ago, seconds=1)
    clock = at.astimezone(ZoneInfo("Asia/Kolkata")).time()
    by = facts.pop("by", counter.by)
    with counter.open() as session:
        command = ScheduleSettings(order=order, local_time=clock, **facts)
        schedule = add_schedule(session, command, by=by, at=at - timedelta(seconds=1))
        for address in schedule.recipients:
            session.execute(
                sa.text("INSERT INTO subscriptions (business_id, schedule_id, recipient, confirmed_at) VALUES (:b, :s, :r, now())"),
                {"b": counter.shop.business_id, "s": schedule.id, "r": address},
            )  # fmt: skip
    return schedule, at


def fire(house: House) -> None:
    while fire_due(house.database, house.jobs(), tell=house.tell):
        pass


def at_once(counter: Counter) -> None:
    """The waits of firings and messages that somebody holds, or that failed, are over."""
    with counter.database.entry() as session:
        session.execute(sa.update(firings).where(firings.c.finished_at.is_(None)).values(lease_until=None))
    with counter.open() as session:
        session.execute(
            sa.text("UPDATE messages SET lease_until = now() - interval '1 s' WHERE lease_until IS NOT NULL")
        )


def sent(counter: Counter, template: str = "report") -> list[Any]:
    with counter.open() as session:
        found = sa.select(messages).where(messages.c.template == template).order_by(messages.c.id)
        return list(session.execute(found))


def run_of(counter: Counter, schedule: Schedule, at: datetime) -> ReportRun:
    with counter.open() as session:
        run = find_run(session, schedule.id, at)
    assert run is not None
    return run


PROGRAM = """
import os, signal, sys
from functools import partial
from pathlib import Path
import notifications.delivery as delivery
import scheduler.firings as firings
import scheduler.jobs as jobs
from munim.database import Database
from munim.settings import Settings
from scheduler.worker import open_house

step, app, mirror, var, secret = sys.argv[1:]
def die(*_, **__): os.kill(os.getpid(), signal.SIGKILL)
def then_die(work, *a, **k): work(*a, **k); die()

house = open_house(Settings(var=Path(var), secret_key=secret), Database(app), mirror_url=mirror)
if step == "claimed": firings._run = die
if step == "begun": jobs.prepare_report = die
if step == "written": jobs.prepare_report = partial(then_die, jobs.prepare_report)
if step == "queued": firings._finish = die
if step == "handed over": house.post.channels["email"].send = partial(then_die, house.post.channels["email"].send)
if step == "called": house.post.channels["email"].send = die
if step == "finishing": delivery._finish = die
firings.fire_due(house.database, house.jobs(), tell=house.tell)
if step == "committed": die()
delivery.deliver_due(house.post)
"""


@pytest.mark.timeout(1500)
def test_whatever_step_a_worker_dies_at_each_recipient_gets_one_letter(
    own_books: Addresses, own_database: Database, counter: Counter, settings: Settings, house: House
) -> None:
    outbox = settings.outbox_folder / str(counter.shop.business_id)
    settled = 0
    for step in ("claimed", "begun", "written", "queued", "committed", "called", "handed over", "finishing"):
        schedule, at = due(counter, recipients=TWO)
        program = [sys.executable, "-c", PROGRAM, step, own_books.app, own_books.mirror, str(settings.var), SECRET]
        assert subprocess.run(program, capture_output=True).returncode == -signal.SIGKILL, step

        at_once(counter)
        fire(house)
        with own_database.entry() as session:
            reap_messages(session)
        with counter.open() as session:  # the time passes after which an unknown outcome is looked into
            session.execute(
                sa.text(
                    "UPDATE messages SET sent_at = now() - interval '1 hour', check_at = now() WHERE state = 'unknown'"
                )
            )
        settle_due(house.post)
        while deliver_due(house.post):
            pass

        settled += 2
        letters = sent(counter)
        assert len(letters) == settled, step
        assert sorted(one.recipient for one in letters[-2:]) == list(TWO), step
        assert {one.state for one in letters} == {"sent"}, step
        assert len(list(outbox.glob("*.eml"))) == settled, step
        assert run_of(counter, schedule, at).state == "queued", step


def test_one_letter_is_written_for_all_who_get_it_and_each_stops_their_own(
    counter: Counter, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    goods = counter.product(price="1000")
    last_week = counter.shop.calendar.week_of(counter.today - timedelta(days=7))
    counter.at -= timedelta(days=7)
    counter.sell((goods, "3"), business_date=last_week.start)
    written: list[object] = []
    write = reports.report_letter
    monkeypatch.setattr(reports, "report_letter", lambda *a, **k: written.append(a) or write(*a, **k))

    schedule, at = due(counter, msgspec_replace(WEEKLY, formats=("xlsx", "csv")), recipients=TWO)
    fire(house)

    letters = sent(counter)
    assert len(written) == 1
    assert sorted(one.recipient for one in letters) == list(TWO)  # ids of one millisecond are in no order
    assert all(
        "₹3,000.00" in one.subject and f"/unsubscribe/{counter.shop.business_id}/{schedule.id}/" in one.html
        for one in letters
    )
    assert letters[0].html != letters[1].html and "munim:stop" not in letters[0].html + letters[0].body
    with counter.open() as session:
        kinds = session.execute(
            sa.select(message_parts.c.media_type).where(message_parts.c.message_id == letters[0].id)
        )
        assert sorted(kinds.scalars())[0] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    run = run_of(counter, schedule, at)
    assert (run.period, run.behind, len(run.letters)) == (last_week, False, 2)


def test_a_pdf_that_travels_with_a_letter_has_the_shops_letterhead(counter: Counter, house: House) -> None:
    with counter.open() as session:
        address, city = "12 Laxmi Road", "Pune"
        session.execute(sa.update(businesses).where(businesses.c.business_id == counter.shop.business_id).values(address=address, city=city))  # fmt: skip
    due(counter, msgspec_replace(WEEKLY, formats=("pdf",)))
    fire(house)

    [letter] = sent(counter)
    with counter.open() as session:
        parts = session.execute(sa.select(message_parts).where(message_parts.c.message_id == letter.id)).all()
    [paper] = [part for part in parts if part.media_type == "application/pdf"]
    words = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper.content)).pages)
    assert all(said in words for said in ("Sharma Kirana Store", address, city))


def msgspec_replace(order: ReportOrder, **facts: Any) -> ReportOrder:
    import msgspec

    return msgspec.structs.replace(order, **facts)


def test_what_fails_is_tried_again_and_then_told_to_the_owner_once(
    counter: Counter, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedule, at = due(counter)

    def broken(*_: object, **__: object) -> None:
        raise ValueError("the printer is on fire")

    monkeypatch.setattr(reports, "letter_report_of", broken)
    fire(house)
    assert (run_of(counter, schedule, at).state, sent(counter, "report_failed")) == ("retrying", [])

    for _ in range(12):
        at_once(counter)
        fire(house)

    assert run_of(counter, schedule, at).state == "failed"
    [notice] = sent(counter, "report_failed")
    assert "unforeseen" in notice.body and "printer" not in notice.body
    assert sent(counter) == []


def test_a_schedule_sends_what_its_maker_may_see_and_says_so_once_when_they_have_left(
    counter: Counter, house: House
) -> None:
    with counter.database.entry() as session:
        who = add_user(session, email=f"{new_id().hex}@example.com", name="Ravi", password_hash="none", at=counter.at)
    extra = frozenset({"business.write", "reports.read"})
    with counter.open() as session:
        add_member(session, who, "cashier", permissions=extra, at=counter.at)
    maker = actor_for(who, "cashier", extra)
    schedule, at = due(counter, by=maker)
    fire(house)
    assert run_of(counter, schedule, at).state == "queued"

    with counter.open() as session:
        change_member(session, who, ChangeMember(role="cashier", active=False), by=counter.by, at=counter.at)
    for days in (1, 2):
        with counter.open() as session:
            session.execute(
                sa.insert(firings).values(
                    business_id=counter.shop.business_id, schedule_id=schedule.id, asked=True, fire_at=at - timedelta(days=days)
                )
            )  # fmt: skip
        fire(house)

    [notice] = sent(counter, "report_failed")
    assert "does not work here any more" in notice.body
    assert run_of(counter, schedule, at - timedelta(days=2)).state == "failed"
    assert len(sent(counter)) == 1


@pytest.mark.parametrize(("when_empty", "letters", "state"), [("say", 1, "queued"), ("skip", 0, "skipped")])
def test_an_empty_period_says_so_or_is_skipped(
    counter: Counter, house: House, when_empty: str, letters: int, state: str
) -> None:
    schedule, at = due(counter, msgspec_replace(WEEKLY, when_empty=when_empty))

    fire(house)

    assert (len(sent(counter)), run_of(counter, schedule, at).state) == (letters, state)


@pytest.mark.parametrize(("when_behind", "letters", "state"), [("warn", 1, "queued"), ("hold", 0, "skipped")])
def test_a_mirror_that_lags_is_waited_for_and_then_the_letter_warns_or_is_held(
    counter: Counter, house: House, monkeypatch: pytest.MonkeyPatch, when_behind: str, letters: int, state: str
) -> None:
    late = datetime.now(UTC) + timedelta(days=1)
    monkeypatch.setattr("notifications.errands.closing", lambda *_: late)  # as if the period ended after the mirror
    patient = msgspec_replace(WEEKLY, when_behind=when_behind, wait_minutes=60)
    schedule, at = due(counter, patient, minutes_ago=30)
    fire(house)
    assert (run_of(counter, schedule, at).state, sent(counter)) == ("waiting", [])

    with counter.open() as session:
        session.execute(sa.text("UPDATE report_orders SET wait_minutes = 20"))
    at_once(counter)
    fire(house)

    found = sent(counter)
    assert (len(found), run_of(counter, schedule, at).state) == (letters, state)
    assert all("before the period had ended" in one.body for one in found)
    assert len(sent(counter, "report_failed")) == 1 - letters


def test_a_shops_week_ends_in_its_own_small_hours(counter: Counter) -> None:
    week = counter.shop.calendar.week_of(counter.today)

    assert closing(week, counter.shop.calendar).astimezone(ZoneInfo("Asia/Kolkata")).hour == 0
