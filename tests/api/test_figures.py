"""Reports, the dashboard, questions, texts and banners over HTTP."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import UTC, datetime

import openpyxl
import pytest

from etl.mirror import run_mirror
from munim.settings import Settings
from tests.api.conftest import KOLKATA, PASSWORD, Clock, Person


@pytest.fixture
def mirror(owner: Person, mirror_url: str, settings: Settings) -> Callable[[], None]:
    """Copies the owner's business into its mirror."""

    def run() -> None:
        run_mirror(mirror_url, settings.mirror_folder, businesses=[owner.business_id])

    return run


@pytest.fixture
def sold(owner: Person, mirror: Callable[[], None]) -> Person:
    """An owner who sold three teas at 10.00 and two at 20.00 today, in two bills, and whose mirror knows it."""
    owner.post("/api/billing?issue=true", {"lines": [{"description": "Tea", "unit_price": "10.00", "quantity": 3}]})
    owner.post(
        "/api/billing?issue=true", {"lines": [{"description": "Masala tea", "unit_price": "20.00", "quantity": 2}]}
    )
    mirror()
    return owner


def test_today_is_the_shops_own_day(sold: Person) -> None:
    report = sold.get("/api/reports/daily-sales").json()

    assert report["from"] == report["to"] == datetime.now(UTC).astimezone(KOLKATA).date().isoformat()
    assert (report["figures"]["revenue"], report["figures"]["orders"], report["figures"]["average_order_value"]) == (
        "70.00",
        2,
        "35.00",
    )


@pytest.mark.parametrize("path", ["weekly-sales", "monthly-sales", "metrics?days=7", "trends?days=7"])
def test_every_period_that_holds_today_has_todays_sales(sold: Person, path: str) -> None:
    answer = sold.get(f"/api/reports/{path}")

    assert answer.status_code == 200, answer.text
    assert answer.json()["figures"]["revenue"] == "70.00"


def test_days_without_sales_are_zero(sold: Person) -> None:
    days = sold.get("/api/reports/trends?days=5").json()["tables"]["days"]["rows"]

    assert [day["revenue"] for day in days] == ["0.00", "0.00", "0.00", "0.00", "70.00"]


def test_the_tag_is_the_mirrors_version(sold: Person, mirror: Callable[[], None]) -> None:
    first = sold.get("/api/reports/metrics")
    tag = first.headers["etag"]
    unchanged = sold.get("/api/reports/metrics", headers={"if-none-match": tag})
    sold.post("/api/billing?issue=true", {"lines": [{"description": "Tea", "unit_price": "10.00"}]})
    mirror()
    changed = sold.get("/api/reports/metrics", headers={"if-none-match": tag})

    assert (unchanged.status_code, unchanged.content, unchanged.headers["etag"]) == (304, b"", tag)
    assert (changed.status_code, changed.json()["figures"]["revenue"]) == (200, "80.00")
    assert sold.get("/api/reports/metrics?format=csv").headers["etag"] != changed.headers["etag"]


def test_the_same_report_is_a_spreadsheet_by_accept_or_by_name(sold: Person) -> None:
    xlsx = sold.get(
        "/api/reports/daily-sales",
        headers={"accept": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    )
    csv = sold.get("/api/reports/trends?days=2&format=csv&table=days")

    assert xlsx.content.startswith(b"PK")
    assert openpyxl.load_workbook(io.BytesIO(xlsx.content)).sheetnames
    assert xlsx.headers["content-disposition"].startswith('attachment; filename="daily-sales-')
    assert csv.headers["content-type"].startswith("text/csv")
    assert "70.00" in csv.text
    assert csv.headers["vary"]


def test_a_format_nobody_offers_is_refused(sold: Person) -> None:
    by_name = sold.get("/api/reports/metrics?format=docx")
    by_accept = sold.get("/api/reports/metrics", headers={"accept": "image/gif"})

    assert {(answer.status_code, answer.json()["code"]) for answer in (by_name, by_accept)} == {(406, "not_acceptable")}


@pytest.mark.parametrize(
    ("query", "param"),
    [
        ("daily-sales?date=yesterday", "date"),
        ("metrics?days=0", "days"),
        ("metrics?days=x", "days"),
        ("monthly-sales?month=13", "month"),
    ],
)
def test_a_period_that_is_none_names_its_parameter(sold: Person, query: str, param: str) -> None:
    answer = sold.get(f"/api/reports/{query}")

    assert (answer.status_code, answer.json().get("param")) == (400, param), answer.text


def test_the_end_of_time_is_refused_and_breaks_nothing(sold: Person) -> None:
    assert sold.get("/api/reports/daily-sales?date=9999-12-31").status_code == 400


def test_a_business_not_mirrored_yet_says_so(owner: Person) -> None:
    answer = owner.get("/api/reports/metrics")

    assert (answer.status_code, answer.json()["code"]) == (404, "no_mirror")


def test_the_dashboard_is_today_at_a_glance(sold: Person) -> None:
    assert sold.get("/api/dashboard").json()["figures"]["revenue"] == "70.00"


def test_a_question_in_words_is_answered_with_its_reading_and_sql(sold: Person) -> None:
    answer = sold.post("/api/ai/ask", {"question": "how much did we sell today?"}).json()

    assert answer["status"] == "answered", answer
    assert "70.00" in [next(iter(row.values())) for row in answer["rows"]]
    assert answer["reading"]
    assert answer["sql"].lstrip().upper().startswith(("SELECT", "WITH"))


def test_a_query_an_answer_carried_can_be_asked_again(sold: Person) -> None:
    first = sold.post("/api/ai/ask", {"question": "how much did we sell today?"}).json()

    again = sold.post("/api/ai/ask", {"question": first["question"], "query": first["query"]}).json()

    assert again["rows"] == first["rows"]


@pytest.mark.parametrize("question", ["sales by product today", "sales by day this week", "how much did we sell today"])
def test_every_figure_of_an_answer_links_to_the_bills_that_sum_to_it(sold: Person, question: str) -> None:
    answer = sold.post("/api/ai/ask", {"question": question}).json()

    assert len(answer["behind"]) == len(answer["shown"]) == len(answer["rows"]) > 0
    told = [
        (row["net_sales"], sold.get(links["net_sales"]).json())
        for row, links in zip(answer["rows"], answer["behind"], strict=True)
    ]
    assert [behind["value"] for _, behind in told] == [figure for figure, _ in told]
    assert [behind["listings"][0]["totals"] for figure, behind in told if figure != "0.00"] == [
        {"net_sales": figure} for figure, _ in told if figure != "0.00"
    ]


@pytest.mark.parametrize("asked", ["query=x", "query={}", 'query={"metrics":["net_sales"],"by":["day"]}&row=[]'])
def test_a_link_to_what_is_behind_that_was_tampered_with_is_refused(sold: Person, asked: str) -> None:
    answer = sold.get(f"/api/reports/query/behind?column=net_sales&{asked}")

    assert answer.status_code == 400, answer.text


def test_a_question_in_hindi_is_told_in_hindi_and_in_english(sold: Person) -> None:
    answer = sold.post("/api/ai/ask", {"question": "आज की बिक्री"}).json()

    assert answer["language"] == "hi"
    assert answer["sentence"] == answer["sentences"]["hi"] == "शुद्ध बिक्री: ₹70.00।"
    assert answer["sentences"]["en"] == "Net sales: ₹70.00."
    assert answer["columns"][0]["title"] == "शुद्ध बिक्री"


def test_a_text_is_written_and_kept(owner: Person) -> None:
    made = owner.post("/api/ai/text", {"occasion": "diwali", "offer": "Kaju Katli 1 kg", "price": "₹899"})

    assert made.status_code == 201, made.text
    assert "Kaju Katli 1 kg" in made.json()["text"]
    assert "₹899" in made.json()["text"]
    assert [one["id"] for one in owner.get("/api/ai/content?kind=text").json()["items"]] == [made.json()["id"]]


def test_a_banner_is_drawn_kept_and_opened_by_a_link_of_five_minutes(owner: Person, clock: object) -> None:
    made = owner.post("/api/ai/banner", {"words": "Kaju Katli 1 kg", "price": "₹899", "size": "square"})
    assert made.status_code == 201, made.text
    path = made.json()["url"].removeprefix("http://localhost:8000")

    fresh = owner.client.get(path)
    clock.pass_time(minutes=5, seconds=1)  # type: ignore[attr-defined]
    late = owner.client.get(path)

    assert (fresh.status_code, fresh.content[:8]) == (200, b"\x89PNG\r\n\x1a\n")
    assert (late.status_code, late.json()["code"]) == (403, "link_refused")


def test_metrics_tell_how_fresh_each_mirror_is_and_what_it_holds(sold: Person) -> None:
    text = sold.get("/metrics").text

    assert re.search(r'munim_mirror_rows\{business="\d+"\} [1-9]', text)
    assert re.search(r'munim_mirror_table_rows\{table="sales"\} [1-9]', text)
    assert re.search(r'munim_mirror_freshness_seconds\{business="\d+"\} ', text)


def test_what_to_offer_with_a_product(owner: Person, mirror: Callable[[], None]) -> None:
    """Five of eight bills hold tea and sugar, one tea alone, two salt alone."""
    tea, sugar, salt, withdrawn = (
        owner.post("/api/products", {"sku": name, "name": name, "price": "10.00", "tracks_stock": False}).json()
        for name in ("Tea", "Sugar", "Salt", "Withdrawn")
    )
    for lines in [[tea, sugar, withdrawn]] * 5 + [[tea]] + [[salt]] * 2:
        sold = {"lines": [{"product_id": product["id"], "quantity": 1} for product in lines]}
        assert owner.post("/api/billing?issue=true", sold).status_code == 201
    details = {"sku": "Withdrawn", "name": "Withdrawn", "price": "10.00", "tracks_stock": False, "active": False}
    assert owner.put(f"/api/products/{withdrawn['id']}", details, version=withdrawn["version"]).status_code == 200
    mirror()

    answer = owner.get(f"/api/products/{tea['id']}/bought-together")
    alone = owner.get(f"/api/products/{salt['id']}/bought-together?days=7")

    # withdrawn goes with it as often, but is not sold any more
    [offer] = answer.json()["bought_together"]
    assert (offer["name"], offer["product_id"], offer["together"]) == ("Sugar", sugar["id"], 5)
    assert (offer["confidence_percent"], offer["lift"]) == (83.3, 1.33)
    assert (answer.json()["name"], answer.headers["etag"][0]) == ("Tea", '"')
    assert alone.json()["bought_together"] == []


def test_what_cannot_be_offered_with_is_refused(sold: Person) -> None:
    nowhere = sold.get("/api/products/00000000-0000-4000-8000-000000000000/bought-together")
    many = sold.get("/api/products/00000000-0000-4000-8000-000000000000/bought-together?limit=51")
    never = sold.get("/api/products/00000000-0000-4000-8000-000000000000/bought-together?days=0")

    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "not_found")
    assert (many.status_code, many.json()["param"]) == (400, "limit")
    assert (never.status_code, never.json()["param"]) == (400, "days")


def test_old_figures_say_so_in_words_and_their_tag_changes_with_their_age(sold: Person, clock: Clock) -> None:
    """A client that kept fresh figures is given them anew, with words, once they have grown old."""
    path = "/api/reports/monthly-sales?year=2025&month=1"
    fresh = sold.get(path)
    assert fresh.json()["notes"] == []
    clock.pass_time(hours=4, minutes=30)
    sold.session = sold.client.post("/api/auth/login", json={"email": sold.email, "password": PASSWORD}).json()

    old = sold.get(path, headers={"if-none-match": fresh.headers["etag"]})

    assert (old.status_code, old.headers["etag"][-9:]) == (200, '-4-hours"')
    words = r"These figures are as of .*, 4 hours old: what happened since is not in them\."
    assert re.fullmatch(words, old.json()["notes"][0])
    again = sold.get(path, headers={"if-none-match": old.headers["etag"]})
    assert again.status_code == 304
    assert again.headers["munim-as-of"] == old.headers["munim-as-of"] == old.json()["as_of"]
    assert re.fullmatch(words, sold.post("/api/ai/ask", {"question": "sales today"}).json()["notice"])
    assert old.json()["notes"][0] in sold.get(f"{path}&format=csv").text
    workbook = openpyxl.load_workbook(io.BytesIO(sold.get(f"{path}&format=xlsx").content))
    assert old.json()["notes"][0] in [cell.value for row in workbook.worksheets[0].iter_rows() for cell in row]
