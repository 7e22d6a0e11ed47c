"""A shop's day over HTTP: its counter, its reports and questions, and what the worker sends in the evening.

The shop opened a week ago, when it sold rice for 400.00 before tax. Today it sells for 1,600.00, takes 200.00 back,
and cancels a bill of 50.00.
"""

from __future__ import annotations

import csv
import email
import email.policy
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from api.app import create_app
from billing.integrity import find_breaches
from billing.permissions import actor_for
from billing.reminders import ReminderPolicy, change_reminder_policy
from billing.schedules import WEEKLY, ScheduleSettings, add_schedule, change_schedule, list_schedules
from etl.mirror import run_mirror
from munim.database import Database
from munim.days import month_of
from munim.roles import Addresses
from munim.settings import Settings
from notifications.delivery import deliver_due
from scheduler.firings import fire_due
from scheduler.worker import open_house
from tests.api.conftest import PASSWORD, Clock, Person, serve
from tests.conftest import SECRET

KOLKATA = ZoneInfo("Asia/Kolkata")
A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Day:
    """What was done, and what the API answered to it."""

    owner: Person
    now: datetime
    database: Database
    settings: Settings
    addresses: Addresses
    answers: dict[str, Any]

    @property
    def today(self) -> date:
        return self.now.astimezone(KOLKATA).date()

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        """The rows of the answer, names and figures without ids."""
        answer = self.owner.post("/api/ai/ask", {"question": question}).json()
        assert answer["status"] == "answered", answer
        shown = [column["slug"] for column in answer["columns"] if column["unit"] != "id"]
        return [tuple(row[slug] for slug in shown) for row in answer["rows"]]

    def report(self, path: str) -> dict[str, Any]:
        answer = self.owner.get(f"/api/reports/{path}")
        assert answer.status_code == 200, answer.text
        report: dict[str, Any] = answer.json()
        return report


@pytest.fixture(scope="module")
def day(make_database: Callable[[], Addresses], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """The whole day, done once; the tests look at what came of it."""
    addresses = make_database()
    database = Database(addresses.app)
    settings = Settings(var=tmp_path_factory.mktemp("day"), secret_key=SECRET)
    now = datetime.now(UTC).replace(microsecond=0)
    clock = Clock(now - A_WEEK)
    with serve(create_app(settings, database, clock=clock), "10.20.30.40") as client:
        shop = {"name": "Sharma Kirana Store", "state_code": "27", "email": "shop@example.com", "upi_id": "sharma@upi"}
        registered = client.post(
            "/api/auth/register",
            json={"email": "asha@example.com", "password": PASSWORD, "name": "Asha Sharma", "business": shop},
        )
        owner = Person(client, "asha@example.com", registered.json())
        answers = {"registered": registered, **_a_week_ago(owner)}
        clock.now = now
        signed_in = client.post("/api/auth/login", json={"email": owner.email, "password": PASSWORD})
        owner = replace(owner, session=signed_in.json())
        answers |= {"signed_in": signed_in, **_today(owner, answers)}
        run_mirror(addresses.mirror, settings.mirror_folder, businesses=[owner.business_id])
        yield Day(owner, now, database, settings, addresses, answers)
    database.close()


def _a_week_ago(owner: Person) -> dict[str, Any]:
    """Two customers, two products, and four bags of rice for 472.00 that are not paid to this day."""
    rice = {
        "sku": "RICE-5",
        "name": "Basmati rice",
        "price": "100.00",
        "cost": "80",
        "tax_rate": 18,
        "category": "Staples",
    }
    tea = {
        "sku": "TEA-1",
        "name": "Assam tea",
        "price": "50.00",
        "tax_rate": 5,
        "category": "Drinks",
        "opening_stock": 40,
    }
    made = {
        "ravi": owner.post(
            "/api/customers", {"name": "Ravi Traders", "phone": "98200 12345", "email": "ravi@example.com"}
        ),
        "meera": owner.post("/api/customers", {"name": "Meera Joshi", "email": "meera@example.com"}),
        "rice": owner.post("/api/products", {**rice, "opening_stock": 50, "reorder_level": 45}),
        "tea": owner.post("/api/products", tea),
    }
    sold = {"customer_id": made["ravi"].json()["id"], "lines": [_line(made["rice"], 4)]}
    return made | {"overdue": owner.post("/api/billing?issue=true", sold)}


def _today(owner: Person, made: dict[str, Any]) -> dict[str, Any]:
    ravi, meera = made["ravi"].json()["id"], made["meera"].json()["id"]
    rice, tea = made["rice"], made["tea"]
    done = {"draft": owner.post("/api/billing", {"customer_id": ravi, "lines": [_line(rice, 1)]})}
    bill = f"/api/billing/{done['draft'].json()['id']}"
    done["changed"] = owner.put(bill, {"customer_id": ravi, "lines": [_line(rice, 2), _line(tea, 3)]}, version=1)
    done["issued"] = owner.post(f"{bill}/issue")
    done["part_payment"] = owner.post(f"{bill}/payments", {"amount": "200.00", "method": "upi"})

    done["counter_sale"] = owner.post("/api/billing?issue=true", {"lines": [_line(tea, 5)]})
    done["paid"] = owner.post(f"/api/billing/{done['counter_sale'].json()['id']}/payments", {"method": "cash"})

    done["sold"] = owner.post("/api/billing?issue=true", {"customer_id": meera, "lines": [_line(rice, 10)]})
    torn = {"reason": "two bags were torn", "lines": [{"position": 1, "quantity": 2}]}
    done["credited"] = owner.post(f"/api/billing/{done['sold'].json()['id']}/credit", torn)

    done["mistake"] = owner.post("/api/billing?issue=true", {"customer_id": ravi, "lines": [_line(tea, 1)]})
    done["cancelled"] = owner.post(f"/api/billing/{done['mistake'].json()['id']}/cancel", {"reason": "billed twice"})

    done["sent"] = owner.post(f"{bill}/send", {"channel": "email"})
    done["pdf"] = owner.get(f"{bill}/pdf")
    done["link"] = owner.post(f"{bill}/link")
    return done


def _line(product: Any, quantity: int) -> dict[str, Any]:
    return {"product_id": product.json()["id"], "quantity": quantity}


# -- the counter -------------------------------------------------------------------------------------


def test_every_act_of_the_day_succeeds(day: Day) -> None:
    failed = {what: answer.text for what, answer in day.answers.items() if answer.status_code not in (200, 201, 202)}

    assert failed == {}


def test_a_draft_has_no_number_until_it_is_issued(day: Day) -> None:
    assert (day.answers["draft"].json()["number"], day.answers["draft"].json()["total"]) == (None, "118.00")
    issued = day.answers["issued"].json()
    assert (issued["status"], issued["taxable"], issued["tax"], issued["total"]) == (
        "issued",
        "350.00",
        "43.50",
        "393.50",
    )
    assert issued["number"]


def test_customers_owe_what_was_billed_less_what_was_paid_and_credited(day: Day) -> None:
    balances = {one["name"]: one["balance"] for one in day.owner.get("/api/customers").json()["items"]}

    # 472.00 of last week, 393.50 - 200.00 of today; 1,180.00 - 236.00
    assert balances["Ravi Traders"] == "665.50"
    assert balances["Meera Joshi"] == "944.00"
    statement = day.owner.get(
        f"/api/customers/{day.answers['ravi'].json()['id']}/statement?from={day.today - A_WEEK}"
    ).json()
    assert statement["closing"] == "665.50"


def test_stock_is_what_was_bought_less_what_was_sold_and_kept(day: Day) -> None:
    stock = {one["sku"]: one["on_hand"] for one in day.owner.get("/api/products").json()["items"]}

    assert stock == {"RICE-5": "36.000", "TEA-1": "32.000"}  # 50 - 4 - 2 - 10 + 2; 40 - 3 - 5 - 1 + 1


def test_a_paid_bill_a_part_paid_one_and_a_cancelled_one_say_so(day: Day) -> None:
    def due(what: str) -> tuple[str, str]:
        bill = day.owner.get(f"/api/billing/{day.answers[what].json()['id']}").json()
        return bill["status"], bill["due"]

    assert due("issued") == ("issued", "193.50")
    assert due("counter_sale") == ("issued", "0.00")
    assert due("sold") == ("issued", "944.00")
    assert due("mistake") == ("cancelled", "0.00")


def test_a_bill_is_a_pdf_and_a_page_behind_its_link(day: Day) -> None:
    number = day.answers["issued"].json()["number"]
    path = day.answers["link"].json()["url"].removeprefix(day.settings.origin)

    page = day.owner.client.get(path)

    assert day.answers["pdf"].content.startswith(b"%PDF-")
    assert page.status_code == 200
    assert number in page.text and "393.50" in page.text and "Ravi Traders" in page.text


def test_the_books_of_the_day_are_whole(day: Day) -> None:
    with day.database.business(day.owner.business_id) as session:
        assert find_breaches(session) == []


# -- reports -----------------------------------------------------------------------------------------

PERIODS = ("daily-sales", "weekly-sales", "monthly-sales", "metrics?days=8", "trends?days=8")


def test_the_day_is_told_to_the_paisa(day: Day) -> None:
    report = day.report("daily-sales")

    # net of tax: 350 + 250 + 1,000, less 200 taken back; the cancelled 50 undoes itself; 1,600 / 3 orders
    assert report["figures"] == {"revenue": "1400.00", "orders": 3, "items": "18.000", "average_order_value": "533.33"}
    best = [(row["product"], row["revenue"], row["items"]) for row in report["tables"]["top_products"]["rows"]]
    assert best == [("Basmati rice", "1000.00", "10.000"), ("Assam tea", "400.00", "8.000")]
    received = {row["payment_method"]: row["collections"] for row in report["tables"]["payment_methods"]["rows"]}
    assert received == {"cash": "262.50", "upi": "200.00"}


def test_the_week_stands_beside_the_week_before(day: Day) -> None:
    report = day.report("weekly-sales")

    figures = report["figures"]
    assert (figures["revenue"], figures["collections"], figures["outstanding"], figures["overdue"]) == (
        "1400.00",
        "462.50",
        "1609.50",
        "472.00",
    )
    [held] = report["comparisons"]["revenue"]
    assert (held["value"], held["change_percent"]) == ("400.00", 250.0)
    assert len(report["tables"]["days"]["rows"]) == 7


def test_the_month_is_its_weeks(day: Day) -> None:
    report = day.report("monthly-sales")

    both = day.today - A_WEEK in month_of(day.today)
    assert report["figures"]["revenue"] == ("1800.00" if both else "1400.00")
    assert sum(Decimal(row["revenue"]) for row in report["tables"]["weeks"]["rows"]) == Decimal(
        report["figures"]["revenue"]
    )


def test_eight_days_hold_both_and_the_days_between_are_zero(day: Day) -> None:
    metrics, trends = day.report("metrics?days=8"), day.report("trends?days=8")

    assert metrics["figures"] == {
        "revenue": "1800.00",
        "orders": 4,
        "items": "22.000",
        "average_order_value": "500.00",
        "items_per_order": 5.5,
    }
    assert [row["revenue"] for row in trends["tables"]["days"]["rows"]] == ["400.00", *["0.00"] * 6, "1400.00"]


@pytest.mark.parametrize("path", PERIODS)
def test_csv_and_spreadsheet_say_what_json_says(day: Day, path: str) -> None:
    def file(form: str, **more: str) -> bytes:
        answer = day.owner.get(f"/api/reports/{path}", params={**_parameters(path), "format": form, **more})
        assert answer.status_code == 200, answer.text
        return answer.content

    report = day.report(path)
    workbook = openpyxl.load_workbook(io.BytesIO(file("xlsx")), data_only=True)

    for name, table in report["tables"].items():
        told = _cells(table)
        assert _csv_cells(file("csv", table=name), table) == told, name
        assert _sheet_cells(workbook[table["title"][:31]], table) == told, name
    figures = {
        row[0].value.split(" (")[0]: row[1].value for row in workbook["Summary"].iter_rows() if row[1].value is not None
    }
    titles = {"revenue": "Revenue", "orders": "Orders", "items": "Items", "average_order_value": "Average order value"}
    for slug, title in titles.items():
        assert _number(figures[title]) == Decimal(report["figures"][slug]), slug
    summary = list(csv.reader(io.StringIO(file("csv", table="summary").decode("utf-8-sig"))))
    assert summary[1][summary[0].index("Revenue (INR)")] == report["figures"]["revenue"]


def _parameters(path: str) -> dict[str, str]:
    return {"days": "8"} if "days=" in path else {}


def _shown(table: dict[str, Any]) -> list[dict[str, Any]]:
    return [column for column in table["columns"] if column["unit"] != "id"]


def _is_number(column: dict[str, Any]) -> bool:
    return column["unit"] not in ("date", "text")


def _number(value: Any) -> Decimal:
    return Decimal(str(value))


def _cells(table: dict[str, Any]) -> list[list[Any]]:
    """The rows of a JSON table and its total as numbers and texts."""
    rows = [[_cell(row[column["slug"]], column) for column in _shown(table)] for row in table["rows"]]
    if table["total"] is not None:
        total = [_cell(table["total"][column["slug"]], column) for column in _shown(table)]
        rows.append(["Total", *total[1:]])
    return rows


def _cell(value: Any, column: dict[str, Any]) -> Any:
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date().isoformat()
    return _number(value) if _is_number(column) else value


def _csv_cells(content: bytes, table: dict[str, Any]) -> list[list[Any]]:
    _, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    return _labelled(rows, table)


def _sheet_cells(sheet: Any, table: dict[str, Any]) -> list[list[Any]]:
    _, *rows = sheet.iter_rows(values_only=True)
    return _labelled([[_typed(*each) for each in zip(row, _shown(table), strict=True)] for row in rows], table)


def _typed(value: Any, column: dict[str, Any]) -> Any:
    """A sheet's cell as JSON has it: a per cent is held as its fraction, 22.2 % as 0.222."""
    if column["unit"] == "percent" and isinstance(value, int | float):
        return Decimal(str(value)) * 100
    return value


def _labelled(rows: list[Any], table: dict[str, Any]) -> list[list[Any]]:
    """Rows of a file as ``_cells`` has them; ``Total`` stands where a date or number stands in others."""
    return [
        [value if value == "Total" else _cell(value, column) for value, column in zip(row, _shown(table), strict=True)]
        for row in rows
    ]


# -- questions ---------------------------------------------------------------------------------------


def test_answers_are_the_reports_figures(day: Day) -> None:
    daily, weekly, trends = day.report("daily-sales"), day.report("weekly-sales"), day.report("trends?days=8")

    assert day.ask("how much did we sell today") == [(daily["figures"]["revenue"],)]
    assert day.ask("how many orders today") == [(daily["figures"]["orders"],)]
    assert day.ask("average order value today") == [(daily["figures"]["average_order_value"],)]
    assert day.ask("collections today") == [("462.50",)]
    best = [(row["product"], row["revenue"]) for row in daily["tables"]["top_products"]["rows"]]
    assert day.ask("top 2 products today") == best
    assert [minor for _, minor in day.ask("sales by day in the last 8 days")] == [
        row["revenue"] for row in trends["tables"]["days"]["rows"]
    ]
    [held] = weekly["comparisons"]["revenue"]
    assert day.ask("sales this week compared with last week")[0] == (
        weekly["figures"]["revenue"],
        held["value"],
        held["change_percent"],
    )
    assert day.ask("total outstanding") == [(weekly["figures"]["outstanding"],)]


def test_a_misspelt_customer_is_found_and_who_owes_more_is_named(day: Day) -> None:
    assert day.ask("how much did Ravi Tradres buy today") == [("350.00",)]
    assert day.ask("sales of basmti rice in the last 8 days") == [("1400.00",)]
    assert day.ask("who owes more than 900") == [("Meera Joshi", "944.00")]
    assert dict(day.ask("sales by category today")) == {"Staples": "1000.00", "Drinks": "400.00"}


def test_what_cannot_be_told_is_refused_with_the_words(day: Day) -> None:
    answer = day.owner.post("/api/ai/ask", {"question": "what will the weather be tomorrow"}).json()

    assert answer["status"] == "refused"
    assert "weather" in answer["unused"]


# -- who watches -------------------------------------------------------------------------------------


def test_the_activity_is_the_day_in_its_order(day: Day) -> None:
    kinds = [one["kind"] for one in reversed(day.owner.get("/api/activity").json()["items"])]

    assert kinds == [
        "business.registered", "customer.added", "customer.added", "product.added", "product.added", "bill.issued",
        "bill.drafted", "bill.redrafted", "bill.issued", "payment.recorded",
        "bill.issued", "payment.recorded",
        "bill.issued", "bill.credited",
        "bill.issued", "bill.cancelled",
        "bill.sent",
    ]  # fmt: skip


def test_the_dashboard_is_the_day_at_a_glance(day: Day) -> None:
    board = day.owner.get("/api/dashboard").json()

    assert (board["figures"]["revenue"], board["figures"]["outstanding"]) == ("1400.00", "1609.50")
    assert [(row["customer"], row["outstanding"]) for row in board["tables"]["debtors"]["rows"]] == [
        ("Meera Joshi", "944.00"),
        ("Ravi Traders", "665.50"),
    ]
    assert [row["product"] for row in board["tables"]["low_stock"]["rows"]] == ["Basmati rice"]


def test_health_and_metrics_know_of_the_day(day: Day) -> None:
    health = day.owner.client.get("/health").json()
    metrics = day.owner.client.get("/metrics").text

    assert health["status"] == "ok"
    assert health["mirrors"]["businesses"] >= 1
    assert health["connections"]["allowed"] >= 1
    assert "/api/billing" in metrics


# -- the evening -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def outbox(day: Day) -> Path:
    """The shop's outbox after the worker fired what was due and delivered what was queued."""
    at = day.now - timedelta(seconds=1)
    owner = actor_for(None, "owner")
    with day.database.business(day.owner.business_id) as session:
        # messages may go at any hour, so that this evening may be at any hour
        change_reminder_policy(session, ReminderPolicy(opens=time(0), closes=time.max), by=owner, at=day.now)
        # on a Monday the letter that every shop begins with is due as well
        for kept in list_schedules(session):
            if kept.job == "report":
                silent = ScheduleSettings(order=kept.order, local_time=kept.local_time, enabled=False)
                change_schedule(session, kept.id, silent, by=owner, at=at)
        clock = at.astimezone(KOLKATA).time()
        for schedule in (
            ScheduleSettings(order=WEEKLY, local_time=clock),
            ScheduleSettings(job="reminders", local_time=clock),
        ):
            add_schedule(session, schedule, by=owner, at=at - timedelta(seconds=1))
    house = open_house(day.settings, day.database, mirror_url=day.addresses.mirror)
    while fire_due(house.database, house.jobs()):
        pass
    while deliver_due(house.post):
        pass
    return day.settings.outbox_folder / str(day.owner.business_id)


def letters(outbox: Path) -> list[EmailMessage]:
    return [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in sorted(outbox.glob("*.eml"))
    ]  # type: ignore[misc]


def test_the_bill_leaves_with_its_pdf(day: Day, outbox: Path) -> None:
    [letter] = [one for one in letters(outbox) if one["To"] == "ravi@example.com"]

    [paper] = [part for part in letter.iter_attachments() if part.get_content_type() == "application/pdf"]
    assert paper.get_content().startswith(b"%PDF-")
    assert day.answers["issued"].json()["number"] in letter["Subject"] + letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_the_overdue_bill_is_reminded_of_once(day: Day, outbox: Path) -> None:
    [reminder] = [path.read_text() for path in sorted(outbox.glob("*.whatsapp.txt"))]

    assert "+919820012345" in reminder
    assert day.answers["overdue"].json()["number"] in reminder
    assert "472.00" in reminder


def test_the_weekly_letter_tells_last_weeks_sales_with_its_chart(day: Day, outbox: Path) -> None:
    weekly = [one for one in letters(outbox) if one["To"] == "shop@example.com" and "400.00" in _page(one)]

    assert len(weekly) == 1
    assert "1,400.00" not in _page(weekly[0])
    assert any(part.get_content_type() == "image/png" for part in weekly[0].walk())


def _page(letter: EmailMessage) -> str:
    body = letter.get_body(("html",))
    return "" if body is None else str(body.get_content())


def test_what_was_sent_is_in_the_activity(day: Day, outbox: Path) -> None:
    messages = day.owner.get("/api/activity/messages").json()["items"]

    sent = {(one["template"], one["recipient"]) for one in messages if one["state"] in ("sent", "delivered")}
    assert {
        ("bill_sent", "ravi@example.com"),
        ("overdue_reminder", "+919820012345"),
        ("report", "shop@example.com"),
    } <= sent


def test_who_has_signed_out_is_out(day: Day) -> None:
    signed_in = day.owner.client.post("/api/auth/login", json={"email": day.owner.email, "password": PASSWORD}).json()
    person = replace(day.owner, session=signed_in)
    assert person.get("/api/customers").status_code == 200

    left = person.post("/api/auth/logout")

    assert left.status_code == 204
    assert person.get("/api/customers").status_code == 401
    refreshed = day.owner.client.post("/api/auth/refresh", json={"refresh_token": signed_in["refresh_token"]})
    assert refreshed.status_code == 401


# -- other currencies --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("currency", "country", "total", "too_fine", "paid", "left"),
    [
        ("JPY", "JP", "371", "0.5", "71", "300"),  # 3 x 123.6789 = 371.0367
        ("KWD", "KW", "371.037", "0.0005", "71.037", "300.000"),
    ],
)
def test_a_currency_keeps_its_own_decimals_from_bill_to_spreadsheet(
    day: Day, currency: str, country: str, total: str, too_fine: str, paid: str, left: str
) -> None:
    shop = {
        "name": "Elsewhere",
        "country": country,
        "currency": currency,
        "timezone": "UTC",
        "year_start_month": 1,
        "tax_name": "Tax",
    }
    made = day.owner.post("/api/business", shop)
    assert made.status_code == 201, made.text
    business_id = made.json()["business_id"]
    switched = day.owner.post("/api/auth/business", {"business_id": business_id}).json()
    owner = replace(day.owner, session={**day.owner.session, **switched})
    customer = owner.post("/api/customers", {"name": "Aiko"}).json()["id"]

    line = {"description": "Silk", "unit_price": "123.6789", "quantity": 3}
    bill = owner.post("/api/billing?issue=true", {"customer_id": customer, "lines": [line]}).json()
    refused = owner.post(f"/api/billing/{bill['id']}/payments", {"method": "cash", "amount": too_fine})
    accepted = owner.post(f"/api/billing/{bill['id']}/payments", {"method": "cash", "amount": paid})
    run_mirror(day.addresses.mirror, day.settings.mirror_folder, businesses=[business_id])
    report = owner.get("/api/reports/daily-sales").json()
    sheet = openpyxl.load_workbook(
        io.BytesIO(owner.get("/api/reports/daily-sales?format=xlsx").content), data_only=True
    )
    lines = csv.reader(
        io.StringIO(owner.get("/api/reports/daily-sales?format=csv&table=top_products").content.decode("utf-8-sig"))
    )
    owing = owner.post("/api/ai/ask", {"question": f"who owes more than {int(Decimal(left)) - 1}"}).json()

    assert (bill["total"], report["figures"]["revenue"], report["currency"]) == (total, total, currency)
    assert (refused.status_code, refused.json()["param"]) == (400, "/amount")
    assert (accepted.status_code, accepted.json()["amount"]) == (201, paid)
    assert owner.get(f"/api/billing/{bill['id']}/pdf").content.startswith(b"%PDF-")
    assert _number(sheet["Best products"]["B2"].value) == Decimal(total)
    assert [row[:2] for row in lines][1] == ["Silk", total]
    assert [(row["customer"], row["outstanding"]) for row in owing["rows"]] == [("Aiko", left)], owing["sentence"]
