"""Daily delivery and document numbers over HTTP, as a dairy's phone and office use them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.api.conftest import Person


@pytest.fixture
def dairy(owner: Person) -> dict[str, Any]:
    customer = owner.post("/api/customers", {"name": "Ramesh"}).json()
    milk = owner.post(
        "/api/products", {"sku": "M", "name": "Milk", "price": "30", "opening_stock": 20, "cost": 20}
    ).json()
    route = owner.post("/api/deliveries/routes", {"name": "Gandhi Road", "customer_ids": [customer["id"]]}).json()
    order = owner.post(
        "/api/deliveries/standing-orders",
        {"route_id": route["id"], "customer_id": customer["id"], "product_id": milk["id"], "quantity": "1.5", "starts": "2026-01-01"},
    ).json()  # fmt: skip
    return {"customer": customer, "milk": milk, "route": route, "order": order}


def test_a_day_is_listed_confirmed_and_billed(owner: Person, dairy: dict[str, Any]) -> None:
    day = f"/api/deliveries/routes/{dairy['route']['id']}/day"

    listed = owner.get(day).json()
    assert [(line["expected"], line["unit_price"], line["entry"]) for line in listed["lines"]] == [
        ("1.500", "30.0000", None)
    ]
    confirmed = owner.post(day, {"business_date": listed["business_date"]}).json()
    assert confirmed["lines"][0]["entry"]["amount"] == "45.00"
    billed = owner.post(f"/api/deliveries/routes/{dairy['route']['id']}/bills", {}).json()

    assert [(one["customer_name"], one["total"], one["code"]) for one in billed["results"]] == [
        ("Ramesh", "45.00", None)
    ]
    entry = owner.get(f"/api/deliveries?bill_id={billed['results'][0]['bill_id']}").json()["items"][0]
    assert entry["quantity"] == "1.500"


def test_s4_a_phone_sends_its_queue_again_and_nothing_changes(owner: Person, dairy: dict[str, Any]) -> None:
    entry = {
        "id": str(uuid4()),
        "customer_id": dairy["customer"]["id"],
        "product_id": dairy["milk"]["id"],
        "quantity": 2,
    }

    answers = [owner.post("/api/deliveries", {"entries": [entry]}) for _ in range(2)]

    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["entries"][0]["version"] == 1
    assert owner.get(f"/api/products/{dairy['milk']['id']}").json()["on_hand"] == "18.000"


def test_s4_putting_a_delivery_right_needs_the_version_it_was_read_at(owner: Person, dairy: dict[str, Any]) -> None:
    brought = {"customer_id": dairy["customer"]["id"], "product_id": dairy["milk"]["id"], "quantity": 2}
    entry = owner.post("/api/deliveries", {"entries": [brought]}).json()["entries"][0]
    bill = owner.post("/api/deliveries/bills", {"customer_id": dairy["customer"]["id"]})
    path, right = f"/api/deliveries/{entry['id']}", {"quantity": 3, "reason": "one more"}

    assert (bill.status_code, bill.json()["total"]) == (201, "60.00")
    assert bill.headers["location"] == f"/api/billing/{bill.json()['id']}"
    assert owner.put(path, right, version=1).status_code == 412
    answer = owner.put(path, right, version=2)

    assert (answer.status_code, answer.json()["adjusted"], answer.json()["quantity"]) == (200, "1.000", "2.000")


def test_a_standing_order_is_paused_and_repriced(owner: Person, dairy: dict[str, Any]) -> None:
    path = f"/api/deliveries/standing-orders/{dairy['order']['id']}"
    away = {"from": "2026-02-01", "to": "2026-02-07"}

    paused = owner.put(
        path, {"route_id": dairy["route"]["id"], "starts": "2026-01-01", "pauses": [away]}, version=1
    ).json()
    dearer = owner.put(f"{path}/terms", {"from_date": "2026-03-01", "quantity": 2, "price": "31.50"}, version=2).json()

    assert (paused["pauses"], paused["version"]) == ([away], 2)
    assert [(one["from_date"], one["quantity"], one["price"]) for one in dearer["terms"]] == [
        ("2026-01-01", "1.500", None),
        ("2026-03-01", "2.000", "31.5000"),
    ]
    lines = owner.get(f"/api/deliveries/routes/{dairy['route']['id']}/day?on=2026-02-03").json()["lines"]
    assert lines == []
    assert owner.get("/api/deliveries/standing-orders?on=2026-02-03").json()["items"][0]["id"] == dairy["order"]["id"]


def test_n5_n7_a_series_is_leased_bills_are_numbered_in_it_and_the_gap_report_shows_it(owner: Person) -> None:
    phone, other = str(uuid4()), str(uuid4())
    series = owner.post("/api/series", {"kind": "invoice", "code": "FD", "counter": "Front desk"}).json()
    owner.post(f"/api/series/{series['id']}/lease", {"device_id": phone})
    line = {"description": "Tea", "unit_price": "10.00"}

    taken = owner.post(f"/api/series/{series['id']}/lease", {"device_id": other})
    bill = owner.post("/api/billing?issue=true", {"lines": [line], "series": "FD", "device_id": phone})
    refused = owner.post("/api/billing?issue=true", {"lines": [line], "series": "FD", "device_id": other})

    assert (taken.status_code, taken.json()["code"]) == (409, "series_leased")
    assert (bill.json()["number"], refused.json()["code"]) == ("FD26-00001", "series_leased")
    report = owner.get("/api/numbers/gaps").json()
    assert report["series"] == [
        {
            "kind": "invoice", "series": "FD", "first": "FD26-00001", "last": "FD26-00001", "total": 1, "cancelled": 0, "net": 1,
            "missing": [],
        }
    ]  # fmt: skip
    assert owner.get("/api/numbers/gaps?financial_year=last").status_code == 400


def test_a_quotation_is_converted_and_a_remainder_written_off(owner: Person) -> None:
    customer = owner.post("/api/customers", {"name": "Ramesh"}).json()
    lines = [{"description": "Tea", "unit_price": "105.00"}]
    quotation = owner.post(
        "/api/billing?issue=true", {"kind": "quotation", "customer_id": customer["id"], "lines": lines}
    ).json()

    bill = owner.post(f"/api/billing/{quotation['id']}/convert").json()
    again = owner.post(f"/api/billing/{quotation['id']}/convert")
    owner.post(f"/api/billing/{bill['id']}/payments", {"amount": 100, "method": "cash"})
    settled = owner.post(f"/api/billing/{bill['id']}/write-off", {"reason": "not worth asking"}).json()

    assert (bill["number"], again.status_code) == ("INV26-00001", 409)
    assert (settled["due"], settled["written_off"]) == ("0.00", "5.00")
    assert owner.get(f"/api/billing/{quotation['id']}").json()["billed_by"] == bill["id"]
