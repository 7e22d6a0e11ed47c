"""Stock over HTTP: its list and worth, corrections, units, barcodes and counting."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Person


@pytest.fixture
def pen(owner: Person) -> dict[str, Any]:
    answer = owner.post(
        "/api/products",
        {
            "sku": "PEN",
            "name": "Pen",
            "price": "10",
            "cost": "6",
            "opening_stock": 30,
            "barcode": "111",
            "reorder_level": 24,
        },
    )
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def test_stock_is_listed_with_its_worth_and_its_totals_are_the_ledgers(owner: Person, pen: dict[str, Any]) -> None:
    [listed] = owner.get("/api/stock").json()["items"]
    assert (listed["name"], listed["on_hand"], listed["average_cost"], listed["value"], listed["low"]) == (
        "Pen",
        "30.000",
        "6.0000",
        "180.00",
        False,
    )
    totals = owner.get("/api/stock/value").json()
    assert totals == {"products": 1, "low": 0, "negative": 0, "unvalued": 0, "value": "180.00", "ledger": "180.00"}
    assert owner.get("/api/stock?negative=true").json()["items"] == []
    assert owner.get("/api/stock?low=perhaps").status_code == 400


def test_stock_is_corrected_with_a_reason(owner: Person, pen: dict[str, Any]) -> None:
    path = f"/api/products/{pen['id']}/stock"
    answer = owner.post(path, {"quantity": -6, "reason": "damaged", "note": "leaked"})

    assert answer.status_code == 200
    assert (answer.json()["on_hand"], answer.json()["value"], answer.json()["warnings"]) == ("24.000", "-36.00", [])
    assert owner.post(path, {"quantity": -6, "reason": "bored", "note": "x"}).status_code == 400
    [event] = owner.get("/api/activity?kind=stock.adjusted").json()["items"]
    assert event["data"]["low_stock"] == [pen["id"]]
    moves = owner.get(path).json()["items"]
    assert [(one["reason"], one["value"]) for one in moves] == [("damaged", "-36.00"), ("opening", "180.00")]


def test_stock_that_was_never_valued_is_given_its_worth(owner: Person) -> None:
    product = owner.post("/api/products", {"sku": "OLD", "name": "Old", "price": 5, "opening_stock": 4}).json()
    path = f"/api/products/{product['id']}/stock/value"

    assert owner.post(path, {"unit_cost": "2.50", "note": "last bill"}).status_code == 200
    assert owner.get("/api/stock/value").json()["value"] == "10.00"


def test_a_box_is_sold_by_its_barcode(owner: Person, pen: dict[str, Any]) -> None:
    path = f"/api/products/{pen['id']}/units"
    body = {"units": [{"unit": "box", "factor": 12, "price": "110", "barcodes": ["222"]}], "barcodes": ["333"]}
    assert owner.request("PUT", path, json=body).status_code == 428
    changed = owner.put(path, body, version=pen["version"]).json()
    assert changed["units"] == [{"unit": "box", "factor": "12.000000", "price": "110.0000", "barcodes": ["222"]}]
    assert changed["barcodes"] == ["333"]

    found = owner.get("/api/products/by-barcode/222").json()
    assert (found["product"]["id"], found["unit"], found["factor"]) == (pen["id"], "box", "12.000000")
    assert owner.get("/api/products/by-barcode/111").json()["unit"] == "pcs"
    assert owner.get("/api/products/by-barcode/999").status_code == 404

    line = {"product_id": found["product"]["id"], "unit": found["unit"], "quantity": 2}
    bill = owner.post("/api/billing?issue=true", {"lines": [line]}).json()
    assert (bill["total"], bill["lines"][0]["cost"], bill["lines"][0]["unit_factor"]) == (
        "220.00",
        "144.00",
        "12.000000",
    )
    assert owner.get(f"/api/products/{pen['id']}").json()["on_hand"] == "6.000"


def test_the_shelves_are_counted(owner: Person, pen: dict[str, Any]) -> None:
    take = owner.post("/api/stock-takes", {"note": "Diwali"}).json()
    path = f"/api/stock-takes/{take['id']}"
    assert owner.post("/api/stock-takes", {}).status_code == 409
    counted = owner.post(f"{path}/counts", {"counts": [{"product_id": pen["id"], "counted": "28"}]}).json()
    assert [(one["difference"], one["value"]) for one in counted["lines"]] == [("-2.000", "-12.00")]
    owner.post("/api/billing?issue=true", {"lines": [{"product_id": pen["id"]}]})

    missing = owner.request("POST", f"{path}/post", headers={"idempotency-key": ""})
    posted = owner.post(f"{path}/post")

    assert (missing.status_code, posted.status_code, posted.json()["value"]) == (400, 200, "-12.00")
    assert owner.post(f"{path}/post").json()["code"] == "stock_take_closed"
    assert owner.post(f"{path}/abandon").status_code == 409
    assert owner.get(f"/api/products/{pen['id']}").json()["on_hand"] == "27.000"
    assert owner.get(path).json()["status"] == "posted"
    assert [one["id"] for one in owner.get("/api/stock-takes?status=posted").json()["items"]] == [take["id"]]
    assert owner.get("/api/integrity").json()["breaches"] == []


def test_a_past_day_that_would_be_short_is_named(owner: Person, pen: dict[str, Any]) -> None:
    path = f"/api/products/{pen['id']}/stock"
    owner.post(path, {"quantity": -30, "note": "gone", "business_date": "2026-01-05"})
    owner.post(path, {"quantity": 30, "note": "back", "business_date": "2026-01-09"})

    answer = owner.post(path, {"quantity": -1, "note": "slip", "business_date": "2026-01-07"})

    assert (answer.status_code, answer.json()["code"], answer.json()["date"]) == (422, "short_on_day", "2026-01-07")
    warned = owner.post(
        path, {"quantity": -1, "note": "slip", "business_date": "2026-01-07", "backdate_reason": "found the slip"}
    )
    assert (warned.status_code, warned.json()["warnings"]) == (200, ["Pen would be at -1 on 2026-01-07"])
