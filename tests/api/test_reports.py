"""The list of reports, the report builder and saved reports over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from analytics.reports import REPORTS
from etl.mirror import run_mirror
from munim.settings import Settings
from tests.api.conftest import PASSWORD, Person
from tests.api.test_sign_in import letters, token_in

BY_PRODUCT = {"metrics": ["net_sales"], "by": ["product"], "period": "today"}


@pytest.fixture
def mirror(owner: Person, mirror_url: str, settings: Settings) -> Callable[[], None]:
    """Copies the owner's business into its mirror."""

    def run() -> None:
        run_mirror(mirror_url, settings.mirror_folder, businesses=[owner.business_id])

    return run


@pytest.fixture
def sold(owner: Person, mirror: Callable[[], None]) -> Person:
    """An owner who sold three teas at 10.00 and two masala teas at 20.00 today, and whose mirror knows it."""
    for name, price, quantity in (("Tea", "10.00", 3), ("Masala tea", "20.00", 2)):
        line = {"description": name, "unit_price": price, "quantity": quantity}
        owner.post("/api/billing?issue=true", {"lines": [line]})
    mirror()
    return owner


@pytest.fixture
def colleague(owner: Person, settings: Settings) -> Callable[..., Person]:
    """Somebody of a role who works in the owner's shop."""

    def join(role: str, *permissions: str) -> Person:
        email = f"{uuid4().hex}@example.com"
        path = f"/api/business/{owner.business_id}/members"
        owner.post(path, {"email": email, "role": role, "permissions": list(permissions)})
        accepted = {"token": token_in(letters(settings)[-1]), "name": "Meena", "password": PASSWORD}
        return Person(owner.client, email, owner.client.post("/api/auth/accept-invitation", json=accepted).json())

    return join


# -- the list ----------------------------------------------------------------------------------------


def test_the_list_tells_every_report_with_its_options(owner: Person) -> None:
    listed = {one["slug"]: one for one in owner.get("/api/reports").json()}

    assert listed.keys() == {kind.slug for kind in REPORTS}
    assert (listed["metrics"]["address"], listed["metrics"]["period"]) == ("/api/reports/metrics", "last-30-days")
    [days] = listed["metrics"]["options"]
    assert (days["name"], days["kind"], days["most"]) == ("days", "integer", 3_660)


def test_every_report_of_the_list_answers_at_its_address(sold: Person) -> None:
    for one in sold.get("/api/reports").json():
        answer = sold.get(one["address"])

        assert answer.status_code == 200, (one["slug"], answer.text)
        assert answer.json()["report"] == one["slug"]
        assert answer.json()["sentences"], one["slug"]


@pytest.mark.parametrize(
    ("query", "code", "param", "nearest"),
    [
        ("daily-sale", 404, "report", "daily-sales"),
        ("daily-sales?period=yesterdya", 400, "period", "yesterday"),
        ("daily-sales?from=2026-11-09&to=2026-11-01", 400, "to", None),
        ("daily-sales?from=2026-11-09&to=2026-11-12", 400, "period", None),
        ("daily-sales?to=2026-11-09", 400, "from", None),
        ("daily-sales?from=2026-11-09&to=9999-12-31", 400, "to", None),
        ("daily-sales?from=2026-11-09&period=today", 400, "period", None),
        ("daily-sales?date=2026-11-09&period=today", 400, "period", None),
        ("metrics?compare=lastyear", 400, "compare", "last-year"),
        ("metrics?dyas=3", 400, "dyas", "days"),
        ("metrics?filter=categry:Tea", 400, "filter", "category"),
        ("metrics?filter=category", 400, "filter", None),
        ("metrics?filter=hour:25", 400, "filter", None),
        ("metrics?filter=payment_method:cash", 400, "filter", None),
        ("metrics?filter=product:Tea&filter=!weekday:Someday", 400, "filter", None),
    ],
)
def test_what_cannot_be_asked_names_the_parameter_and_the_nearest(
    sold: Person, query: str, code: int, param: str, nearest: str | None
) -> None:
    answer = sold.get(f"/api/reports/{query}")

    assert (answer.status_code, answer.json()["param"], answer.json().get("nearest")) == (code, param, nearest), (
        answer.text
    )


def test_a_report_is_of_the_days_filters_and_comparison_asked_for(sold: Person) -> None:
    week = sold.get(
        "/api/reports/metrics?period=this-week&filter=product:Tea&filter=product:Coffee&compare=none"
    ).json()
    rest = sold.get("/api/reports/metrics?period=this-week&filter=!product:Tea").json()

    assert (week["figures"]["revenue"], week["comparisons"], week["notes"]) == (
        "30.00",
        {},
        ["Only product: Tea, Coffee."],
    )
    assert (rest["figures"]["revenue"], rest["notes"]) == ("40.00", ["Without product: Tea."])


def test_who_may_not_read_reports_sees_no_list(colleague: Callable[..., Person]) -> None:
    cashier = colleague("cashier")

    assert {cashier.get(path).status_code for path in ("/api/reports", "/api/saved-reports")} == {403}


# -- the builder -------------------------------------------------------------------------------------


def test_any_query_is_answered_like_a_report(sold: Person) -> None:
    answer = sold.post("/api/reports/query", BY_PRODUCT)
    found = answer.json()

    assert answer.status_code == 200, answer.text
    assert [(row["product"], row["net_sales"]) for row in found["tables"]["result"]["rows"]] == [
        ("Masala tea", "40.00"),
        ("Tea", "30.00"),
    ]
    assert found["tables"]["result"]["total"]["net_sales"] == found["figures"]["net_sales"] == "70.00"
    assert found["page"] == {"rows": 2, "first": 0, "next_cursor": None}


def test_a_money_condition_may_be_a_number_or_a_decimal_string(sold: Person) -> None:
    for value in ("35.50", 35.5, 35):
        having = [{"metric": "net_sales", "operator": "above", "values": [value]}]
        rows = sold.post("/api/reports/query", {**BY_PRODUCT, "having": having}).json()["tables"]["result"]["rows"]
        assert [row["product"] for row in rows] == ["Masala tea"]


def test_a_result_is_fetched_page_by_page(sold: Person) -> None:
    first = sold.post("/api/reports/query?size=1", BY_PRODUCT).json()
    cursor = first["page"]["next_cursor"]
    second = sold.post(f"/api/reports/query?size=1&cursor={cursor}", BY_PRODUCT).json()
    other = sold.post(f"/api/reports/query?size=1&cursor={cursor}", {**BY_PRODUCT, "period": "this-week"})
    file = sold.post(f"/api/reports/query?format=csv&cursor={cursor}", BY_PRODUCT)

    assert [one["tables"]["result"]["rows"][0]["product"] for one in (first, second)] == ["Masala tea", "Tea"]
    assert second["page"] == {"rows": 2, "first": 1, "next_cursor": None}
    assert (other.status_code, other.json()["code"]) == (400, "invalid_cursor")
    assert (file.status_code, file.json()["param"]) == (400, "cursor")


def test_a_result_is_a_spreadsheet_whole(sold: Person) -> None:
    csv = sold.post("/api/reports/query?format=csv", BY_PRODUCT)

    assert csv.headers["content-type"].startswith("text/csv")
    assert "Masala tea,40.00" in csv.text


@pytest.mark.parametrize(
    ("query", "param", "nearest"),
    [
        ({"metrics": ["orders", "net_sale"]}, "/metrics/1", "net_sales"),
        ({"metrics": ["net_sales"], "by": ["categry"]}, "/by/0", "category"),
        ({"metrics": ["net_sales"], "period": "2026-13"}, "/period", None),
        ({"metrics": ["net_sales"], "where": [{"dimension": "customer", "operator": "above", "values": [5]}]}, "/where/0/values", "in"),
        ({"metrics": ["net_sales"], "where": [{"dimension": "hour", "values": ["noon"]}]}, "/where/0/values", None),
        ({"metrics": ["net_sales"], "where": [{"dimension": "citi", "values": ["Pune"]}]}, "/where/0/dimension", "city"),
        ({"metrics": ["net_sales"], "having": [{"metric": "order", "operator": "above", "values": [5]}]}, "/having/0/metric", "orders"),
        ({"metrics": ["net_sales"], "having": [{"metric": "net_sales", "operator": "above", "values": ["1.001"]}]}, "/having/0/values", None),
        ({"metrics": ["net_sales"], "having": [{"metric": "net_sales", "operator": "between", "values": ["1"]}]}, "/having/0/values", None),
        ({"metrics": ["net_sales"], "by": ["product"], "order": [{"by": "net_sale"}]}, "/order", "net_sales"),
        ({"metrics": ["net_sales"], "by": ["product"], "period": "today", "among": [{"dimension": "product", "metrics": ["net_sale"]}]}, "/among/0/metrics/0", "net_sales"),
        ({"metrics": ["net_sales"], "by": ["day"], "pivot": "product"}, "/pivot", "day"),
        ({"metrics": ["net_sales"], "period": {"from": "2026-11-09", "to": "2026-11-01"}}, "/period", None),
        ({"metrics": ["net_sales"], "period": {"from": "2026-02-30", "to": "2026-03-01"}}, "/period/from", None),
        ({"metrics": ["net_sales"], "period": "last-weak"}, "/period", "last-week"),
        ({"metrics": ["net_sales"], "period": "today", "compare": "lastyear"}, "/compare", "last_year"),
        ({"metrics": ["net_sales"], "limit": 0}, "/limit", None),
        ({"metrics": []}, "/metrics", None),
        (
            {"metrics": ["net_sales"], "by": ["day", "product"], "pivot": "day", "period": {"from": "2016-01-01", "to": "2025-12-31"}},
            "/pivot",
            "quarter",
        ),
        ({"metrics": ["net_sales"], "groupby": ["day"]}, "/groupby", None),
    ],
)  # fmt: skip
def test_a_query_that_cannot_be_names_the_part_and_the_nearest(
    sold: Person, query: dict[str, Any], param: str, nearest: str | None
) -> None:
    answer = sold.post("/api/reports/query", query)

    assert (answer.status_code, answer.json().get("param", "/"), answer.json().get("nearest")) == (400, param, nearest)


# -- saved reports -----------------------------------------------------------------------------------


def test_a_query_is_kept_run_changed_and_archived(sold: Person, mirror: Callable[[], None]) -> None:
    saved = sold.post("/api/saved-reports", {"name": "What sells", "query": BY_PRODUCT})
    assert saved.status_code == 201, saved.text
    path = f"/api/saved-reports/{saved.json()['id']}"
    report = sold.get(f"{path}/report")

    assert saved.headers["location"] == path
    assert (report.json()["title"], report.json()["figures"]) == ("What sells", {"net_sales": "70.00"})

    changed = {"name": "What sells", "query": {**BY_PRODUCT, "metrics": ["items"]}, "shared": True}
    assert sold.put(path, changed, version=1).json()["version"] == 2
    again = sold.get(f"{path}/report", headers={"if-none-match": report.headers["etag"]})
    assert (again.status_code, again.json()["figures"]) == (200, {"items": "5.000"})
    assert sold.put(path, changed, version=1).status_code == 412

    assert [one["name"] for one in sold.get("/api/saved-reports?shared=true").json()["items"]] == ["What sells"]
    sold.put(path, {**changed, "archived": True}, version=2)
    assert sold.get("/api/saved-reports").json()["items"] == []
    assert sold.get(path).json()["archived"]


@pytest.mark.parametrize(
    ("query", "param"),
    [
        ({"metrics": ["net_sale"]}, "/metrics/0"),
        ({"metrics": "net_sales"}, "/query/metrics"),
        ({"metrics": ["net_sales"], "period": "last-weak"}, "/period"),
        ({"metrics": ["net_sales"], "where": [{"dimension": "city", "values": ["\0"]}]}, "/query"),
    ],
)
def test_what_could_never_be_answered_is_not_kept(owner: Person, query: dict[str, Any], param: str) -> None:
    answer = owner.post("/api/saved-reports", {"name": "A", "query": query})

    assert (answer.status_code, answer.json()["param"]) == (400, param), answer.text


def test_a_shared_report_shows_each_what_their_own_permissions_reach(
    sold: Person, colleague: Callable[..., Person]
) -> None:
    query = {"metrics": ["net_sales"], "by": ["category"], "period": "today"}
    mine = sold.post("/api/saved-reports", {"name": "Mine", "query": query}).json()
    shared = sold.post("/api/saved-reports", {"name": "Ours", "query": query, "shared": True}).json()
    costs = sold.post("/api/saved-reports", {"name": "Margin", "query": {"metrics": ["margin"]}, "shared": True}).json()
    viewer = colleague("viewer", "reports.read")

    assert [one["name"] for one in viewer.get("/api/saved-reports").json()["items"]] == ["Margin", "Ours"]
    assert viewer.get(f"/api/saved-reports/{mine['id']}").status_code == 404
    assert viewer.get(f"/api/saved-reports/{mine['id']}/report").status_code == 404
    assert viewer.get(f"/api/saved-reports/{shared['id']}/report").json()["figures"] == {"net_sales": "70.00"}
    assert viewer.get(f"/api/saved-reports/{costs['id']}/report").status_code == 403
    change = {"name": "Theirs", "query": query, "shared": True}
    assert viewer.put(f"/api/saved-reports/{shared['id']}", change, version=1).status_code == 403


@pytest.mark.parametrize("path", ["/api/reports/profit", "/api/reports/weekly-sales?format=csv", "/api/dashboard"])
def test_the_answer_of_one_is_never_the_unchanged_answer_of_another_who_sees_less(
    sold: Person, colleague: Callable[..., Person], path: str
) -> None:
    tag = sold.get(path).headers["etag"]
    less = colleague("marketer", "reports.read").get(path, headers={"if-none-match": tag})

    assert sold.get(path, headers={"if-none-match": tag}).status_code == 304
    assert less.status_code == (403 if path.endswith("profit") else 200)
    assert less.headers.get("etag") != tag


def test_a_changed_role_ends_what_a_tag_says_is_unchanged(sold: Person, colleague: Callable[..., Person]) -> None:
    member = colleague("accountant")
    tag = member.get("/api/reports/profit").headers["etag"]
    asked = {"if-none-match": tag}
    assert member.get("/api/reports/profit", headers=asked).status_code == 304

    who = f"/api/business/{sold.business_id}/members/{member.session['user']['user_id']}"
    changed = sold.put(
        who, {"role": "viewer", "permissions": ["reports.read"]}, version=sold.get(who).json()["version"]
    )
    assert changed.status_code == 200, changed.text

    assert member.get("/api/reports/profit", headers=asked).status_code == 403


def test_an_id_is_a_saved_report_once(owner: Person) -> None:
    kept = {"id": str(uuid4()), "name": "A", "query": {"metrics": ["orders"]}}

    assert [owner.post("/api/saved-reports", kept).status_code for _ in range(2)] == [201, 409]
