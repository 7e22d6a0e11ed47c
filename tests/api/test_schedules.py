"""Schedules over HTTP: kept only when their report can be made, previewed, sent at once, stopped by a link."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
import sqlalchemy as sa
from litestar import Litestar
from litestar.testing import TestClient

from billing.memberships import add_member
from etl.mirror import run_mirror
from munim.database import Database
from munim.roles import Addresses
from munim.settings import Settings
from notifications.messages import messages
from notifications.subscriptions import confirm_url, stop_url
from scheduler.firings import fire_due
from scheduler.jobs import House
from scheduler.worker import open_house
from tests.api.conftest import Clock, Person

WEEKLY = {"local_time": "08:00:00", "weekdays": [1], "order": {"report": "weekly-sales", "period": "last-week"}}


@pytest.fixture
def mirrored(owner: Person, books: Addresses, settings: Settings) -> Person:
    """An owner whose books are mirrored."""
    run_mirror(books.mirror, settings.mirror_folder, businesses=[owner.business_id])
    return owner


@pytest.fixture
def house(database: Database, books: Addresses, settings: Settings) -> House:
    return open_house(settings, database, mirror_url=books.mirror)


@pytest.fixture
def cashier(owner: Person, register: Callable[..., Person], database: Database) -> Callable[..., Person]:
    """Who bills in the owner's shop, and may do so much besides."""

    def join(*extra: str) -> Person:
        other = register(name="A Shop of Their Own")
        with database.business(owner.business_id) as session:
            who = UUID(other.session["user"]["user_id"])
            add_member(session, who, "cashier", permissions=frozenset(extra), at=datetime.now(UTC))
        switched = other.post("/api/auth/business", {"business_id": owner.business_id})
        return Person(other.client, other.email, switched.json())

    return join


def fire(house: House) -> None:
    while fire_due(house.database, house.jobs(), tell=house.tell):
        pass


def letters_of(database: Database, person: Person, template: str) -> list[Any]:
    with database.business(person.business_id) as session:
        found = sa.select(messages).where(messages.c.template == template).order_by(messages.c.created_at)
        return list(session.execute(found))


def test_a_schedule_is_made_read_changed_and_listed(mirrored: Person) -> None:
    made = mirrored.post("/api/schedules", {**WEEKLY, "recipients": [mirrored.email.upper()], "language": "hi"})
    schedule = made.json()

    assert made.status_code == 201, made.text
    assert made.headers["location"] == f"/api/schedules/{schedule['id']}"
    assert schedule["recipients"] == [mirrored.email]
    assert schedule["next_at"] is not None
    listed = mirrored.get("/api/schedules").json()
    assert [one["job"] for one in listed] == ["report", "report", "reminders", "low_stock", "integrity", "report"]

    changed = mirrored.put(
        f"/api/schedules/{schedule['id']}", {**WEEKLY, "weekdays": [], "enabled": False}, version=schedule["version"]
    )

    assert (changed.status_code, changed.json()["next_at"], changed.json()["weekdays"]) == (200, None, [])


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"order": {"report": "weekly-sale"}}, "order/report", "the nearest is weekly-sales"),
        ({"order": {"report": "weekly-sales", "period": "last-month"}}, "period", "of one week"),
        ({"order": {"report": "weekly-sales", "period": "last-yeer"}}, "order/period", ""),
        ({"order": {"report": "weekly-sales", "options": {"colour": "red"}}}, "colour", ""),
        (
            {"order": {"report": "weekly-sales", "filters": [{"dimension": "prodct", "values": ["Rice"]}]}},
            "",
            "product",
        ),
        ({"order": {}}, "order/report", "slug"),
        ({"job": "reminders"}, "order", ""),
        ({"weekdays": [8]}, "weekdays", ""),
        ({"weekdays": ["monday"]}, "weekdays", ""),
        ({"local_time": "25:00:00"}, "local_time", ""),
        ({"local_time": "8 o'clock"}, "local_time", ""),
        ({"order": {"report": "weekly-sales", "formats": ["xls"]}}, "order/formats", "the nearest is xlsx"),
        ({"language": "hindi"}, "language", ""),
        ({"language": "fr"}, "language", "en, hi, hi-Latn"),
        ({"month_day": 3}, "month_day", ""),
        ({"recipients": ["nobody"]}, "recipients", ""),
    ],
)
def test_what_cannot_be_sent_is_refused_by_name(mirrored: Person, wrong: dict[str, Any], field: str, said: str) -> None:
    refused = mirrored.post("/api/schedules", {**WEEKLY, **wrong})

    assert refused.status_code == 400, refused.text
    assert field in refused.json()["param"] and said in refused.json()["detail"]
    assert len(mirrored.get("/api/schedules").json()) == 5


def test_a_schedule_of_a_name_that_the_shop_does_not_have_is_refused_with_the_nearest(
    owner: Person, books: Addresses, settings: Settings
) -> None:
    owner.post("/api/customers", {"name": "Ramesh Traders"})
    run_mirror(books.mirror, settings.mirror_folder, businesses=[owner.business_id])

    def of(name: str) -> dict[str, Any]:
        return {"report": "sales-by-product", "filters": [{"dimension": "customer", "values": [name]}]}

    refused = owner.post("/api/schedules", {**WEEKLY, "order": of("Ramesh Tradrs")})

    assert (refused.status_code, refused.json()["param"]) == (400, "/order/filters")
    assert refused.json()["detail"] == "There is no customer 'Ramesh Tradrs'; the nearest is Ramesh Traders."
    assert owner.post("/api/schedules", {**WEEKLY, "order": of("Ramesh Traders")}).status_code == 201


def test_a_preview_is_the_letter_that_would_go(mirrored: Person) -> None:
    schedule = mirrored.post("/api/schedules", WEEKLY).json()

    page = mirrored.get(f"/api/schedules/{schedule['id']}/preview")
    text = mirrored.get(f"/api/schedules/{schedule['id']}/preview?format=text")
    book = mirrored.get(f"/api/schedules/{schedule['id']}/preview?format=xlsx")

    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert "No sales were recorded" in page.text
    assert "No sales were recorded" in text.text and "<" not in text.text
    assert book.content.startswith(b"PK")
    assert mirrored.get(f"/api/schedules/{schedule['id']}/preview?format=docx").status_code == 406


def test_a_preview_is_told_in_the_language_that_is_asked_for(mirrored: Person) -> None:
    schedule = mirrored.post("/api/schedules", WEEKLY).json()
    address = f"/api/schedules/{schedule['id']}/preview"

    page, hindi, text = (mirrored.get(address + asked) for asked in ("", "?language=hi", "?language=hi&format=text"))

    assert 'lang="en"' in page.text and 'lang="hi"' in hindi.text
    assert "कोई बिक्री दर्ज नहीं" in hindi.text and "कोई बिक्री दर्ज नहीं" in text.text
    assert "No sales were recorded" not in hindi.text
    assert "koi bikri darj nahi" in mirrored.get(address + "?language=hi-Latn").text
    refused = mirrored.get(address + "?language=fr")
    assert refused.status_code == 400 and refused.json()["param"] == "language"


def test_send_me_one_now_goes_to_whoever_asks_and_stands_in_the_run_log(
    mirrored: Person, house: House, database: Database
) -> None:
    schedule = mirrored.post("/api/schedules", {**WEEKLY, "recipients": ["partner@example.com"]}).json()

    asked = mirrored.post(f"/api/schedules/{schedule['id']}/send-now", {})
    fire(house)

    assert (asked.status_code, asked.json()["state"]) == (202, "asked")
    [letter] = letters_of(database, mirrored, "report")
    assert letter.recipient == mirrored.email
    [run] = mirrored.get(f"/api/schedules/{schedule['id']}/runs").json()["items"]
    assert (run["state"], run["subject"]) == ("queued", letter.subject)
    assert [(one["recipient"], one["state"]) for one in run["letters"]] == [(mirrored.email, "queued")]

    again = mirrored.post(f"/api/schedules/{schedule['id']}/runs/{run['id']}/send-again", {})
    fire(house)

    assert again.status_code == 202 and again.json()["period"] == run["period"]
    assert len(letters_of(database, mirrored, "report")) == 2


def test_the_run_log_tells_figures_to_those_alone_who_may_see_the_letter(
    mirrored: Person, cashier: Callable[..., Person]
) -> None:
    path = f"/api/schedules/{mirrored.post('/api/schedules', WEEKLY).json()['id']}"
    person = cashier("reports.read")

    assert [one.get(f"{path}/runs").status_code for one in (mirrored, person)] == [200, 403]


def test_whom_letters_go_to_is_told_to_those_alone_who_may_change_it(
    mirrored: Person, cashier: Callable[..., Person]
) -> None:
    made = mirrored.post("/api/schedules", {**WEEKLY, "recipients": ["stranger@example.com"]}).json()
    path = f"/api/schedules/{made['id']}"
    person, partner = cashier("reports.read", "activity.read"), cashier("business.write")

    for each in (path, f"{path}/recipients", "/api/schedules"):
        assert person.get(each).status_code == 403
        assert "stranger@example.com" in partner.get(each).text
    assert "stranger@example.com" not in person.get("/api/activity").text


def test_a_letter_of_less_than_its_maker_sees_has_no_link_that_shows_it_all(
    mirrored: Person, house: House, database: Database, cashier: Callable[..., Person]
) -> None:
    schedule = mirrored.post("/api/schedules", WEEKLY).json()
    person = cashier("business.write", "reports.read")

    for one in (person, mirrored):
        assert one.post(f"/api/schedules/{schedule['id']}/send-now", {}).status_code == 202
    fire(house)

    linked = {one.recipient: "/share/" in one.body for one in letters_of(database, mirrored, "report")}
    assert linked == {person.email: False, mirrored.email: True}


def test_the_letters_link_opens_the_report_of_its_days_for_whoever_holds_it(
    mirrored: Person, house: House, database: Database, client: TestClient[Litestar]
) -> None:
    schedule = mirrored.post("/api/schedules", WEEKLY).json()
    mirrored.post(f"/api/schedules/{schedule['id']}/send-now", {})
    fire(house)
    [letter] = letters_of(database, mirrored, "report")
    link = re.search(r"https?://\S+/share/\S+", letter.body)
    assert link is not None
    path = urlsplit(link[0])._replace(scheme="", netloc="").geturl()

    assert "No sales were recorded" in client.get(path).text
    assert client.get(path + "&format=csv").headers["content-type"].startswith("text/csv")
    assert client.get(path.replace("signature=", "signature=0")).status_code == 403


def test_a_letters_link_ends_when_its_schedule_sends_another_report(
    mirrored: Person, house: House, database: Database, client: TestClient[Litestar]
) -> None:
    """Who was sent the week's sales was not sent the profit that the schedule is changed to."""
    schedule = mirrored.post("/api/schedules", WEEKLY).json()
    mirrored.post(f"/api/schedules/{schedule['id']}/send-now", {})
    fire(house)
    [letter] = letters_of(database, mirrored, "report")
    link = re.search(r"https?://\S+/share/\S+", letter.body)
    assert link is not None
    path = urlsplit(link[0])._replace(scheme="", netloc="").geturl()
    address = f"/api/schedules/{schedule['id']}"

    later = mirrored.put(address, {**WEEKLY, "local_time": "21:15:00"}, version=schedule["version"])
    assert later.status_code == 200 and client.get(path).status_code == 200
    order = {**WEEKLY["order"], "report": "profit"}
    other = mirrored.put(address, {**WEEKLY, "order": order}, version=later.json()["version"])

    assert other.status_code == 200, other.text
    assert client.get(path).status_code == 404


class TestSubscriptions:
    def test_a_stranger_confirms_before_a_letter_comes_and_stops_it_by_one_post(
        self, mirrored: Person, house: House, database: Database, client: TestClient[Litestar], settings: Settings, clock: Clock
    ) -> None:  # fmt: skip
        stranger = "cousin@example.com"
        schedule = mirrored.post("/api/schedules", {**WEEKLY, "recipients": [stranger]}).json()
        everybody = {"to": "recipients"}

        def states() -> list[str]:
            return [one["state"] for one in mirrored.get(f"/api/schedules/{schedule['id']}/recipients").json()]

        [question] = letters_of(database, mirrored, "report_confirmation")
        assert question.recipient == stranger and "/subscribe/" in question.body
        mirrored.post(f"/api/schedules/{schedule['id']}/send-now", everybody)
        fire(house)
        assert letters_of(database, mirrored, "report") == []
        assert states() == ["has not confirmed"]

        links = {"origin": "", "secret": settings.secret(), "at": clock.now}
        confirm = confirm_url(mirrored.business_id, UUID(schedule["id"]), stranger, **links)
        assert "<form" in client.get(confirm).text and states() == ["has not confirmed"]
        assert client.post(confirm).status_code == 200 and states() == ["written to"]
        mirrored.post(f"/api/schedules/{schedule['id']}/send-now", everybody)
        fire(house)
        assert [one.recipient for one in letters_of(database, mirrored, "report")] == [stranger]

        stop = stop_url(mirrored.business_id, UUID(schedule["id"]), stranger, **links)
        assert "<form" in client.get(stop).text and states() == ["written to"]
        assert client.post(stop, data={"List-Unsubscribe": "One-Click"}).status_code == 200
        assert states() == ["stopped"]
        assert "<form" not in client.get(stop).text and "No more of these letters" in client.get(stop).text
        mirrored.post(f"/api/schedules/{schedule['id']}/send-now", everybody)
        fire(house)
        assert len(letters_of(database, mirrored, "report")) == 1

    def test_a_link_of_one_schedule_stops_no_other(
        self, mirrored: Person, client: TestClient[Litestar], settings: Settings, clock: Clock
    ) -> None:
        one, other = (mirrored.post("/api/schedules", {**WEEKLY, "recipients": [mirrored.email]}).json() for _ in "ab")
        links = {"origin": "", "secret": settings.secret(), "at": clock.now}
        stop = stop_url(mirrored.business_id, UUID(one["id"]), mirrored.email, **links)

        assert client.post(stop.replace(one["id"], other["id"])).status_code == 403
        assert client.post(stop).status_code == 200

        told = [mirrored.get(f"/api/schedules/{each['id']}/recipients").json()[0]["state"] for each in (one, other)]
        assert told == ["stopped", "written to"]


def test_only_who_may_change_the_business_sets_schedules_up(register: Callable[..., Person]) -> None:
    owner = register()
    assert owner.get("/api/schedules").status_code == 200
    assert owner.client.get("/api/schedules").status_code == 401
