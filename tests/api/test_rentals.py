"""/api/rentals: a hire over HTTP, from the asking to the last bill, its papers and its message."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pypdf
import pytest

from tests.api.conftest import Clock, Person


@pytest.fixture
def clock(clock: Clock) -> Clock:
    """Noon in India: a hire that ends just after midnight is back within the grace, a day earlier than this one counts."""
    clock.now = clock.now.replace(hour=6, minute=30, second=0, microsecond=0)
    return clock


@pytest.fixture
def projector(owner: Person) -> str:
    item = {
        "sku": "P",
        "name": "Projector",
        "price": 40000,
        "opening_stock": 2,
        "kind": "rental",
        "daily_rental_rate": 500,
    }
    return str(owner.post("/api/products", {**item, "hsn": "997319"}).json()["id"])


@pytest.fixture
def customer(owner: Person) -> str:
    details = {"name": "Asha Desai", "email": "asha@example.com", "phone": "9822012345"}
    return str(owner.post("/api/customers", details).json()["id"])


@pytest.fixture
def today(owner: Person) -> date:
    return date.fromisoformat(owner.get("/api/activity").json()["items"][0]["business_date"])


def test_a_hire_over_http(owner: Person, clock: Clock, projector: str, customer: str, today: date) -> None:
    last = (today + timedelta(days=2)).isoformat()
    booked = {
        "customer_id": customer,
        "starts_on": today.isoformat(),
        "ends_on": last,
        "lines": [{"product_id": projector}],
    }

    booking = owner.post("/api/rentals/bookings", booked)
    assert (booking.status_code, booking.json()["hire"], booking.headers["location"]) == (
        201,
        "1500.00",
        f"/api/rentals/bookings/{booking.json()['id']}",
    )
    path = booking.headers["location"]
    stale = owner.put(path, {**booked, "note": "x"}, version=9)
    changed = owner.put(path, {**booked, "note": "by the back door"}, version=1)
    assert (stale.status_code, changed.status_code, changed.json()["version"]) == (412, 200, 2)
    assert owner.post(f"{path}/accept").json()["status"] == "accepted"
    assert owner.post(f"{path}/accept").json()["code"] == "booking_moved"
    [message] = owner.get("/api/activity/messages").json()["items"]
    assert (message["template"], message["customer_id"]) == ("booking_accepted", customer)
    assert "INVBK" in message["body"]
    advance = owner.post(f"{path}/advances", {"amount": "600", "method": "MOBILE"})
    assert (advance.status_code, advance.json()["unallocated"]) == (201, "600.00")
    challan = owner.post("/api/rentals/challans", {"booking_id": booking.json()["id"]}).json()
    path = f"/api/rentals/challans/{challan['id']}"
    assert owner.get("/api/rentals/summary").json()["pending_deliveries"] == 1
    yesterday = (clock.now - timedelta(days=1)).isoformat()
    assert owner.post(f"{path}/hand-out", {"out_at": yesterday}).json()["status"] == "out"
    assert owner.post(f"{path}/deliver").json()["status"] == "delivered"
    deposit = owner.post(
        "/api/rentals/deposits",
        {"customer_id": customer, "challan_id": challan["id"], "amount": "1000", "method": "cash"},
    ).json()
    assert owner.get("/api/rentals/summary").json()["deposits_held"] == "1000.00"
    back = owner.post(f"{path}/returns", {"lines": [{"position": 1, "quantity": 1}]}).json()
    assert (back["status"], back["lines"][0]["returns"][0]["days"]) == ("returned", 2)
    bill = owner.post(f"{path}/bills").json()
    assert (bill["total"], bill["due"], bill["lines"][0]["unit"]) == ("1000.00", "400.00", "day")
    assert owner.post(f"{path}/bills").json()["code"] == "nothing_to_bill"
    applied = owner.post(f"/api/rentals/deposits/{deposit['id']}/apply", {"bill_id": bill["id"]}).json()
    refunded = owner.post(f"/api/rentals/deposits/{deposit['id']}/refund", {"method": "cash"}).json()

    assert (applied["held"], refunded["held"]) == ("600.00", "0.00")
    assert owner.get(f"/api/billing/{bill['id']}").json()["due"] == "0.00"
    assert owner.get("/api/integrity").json()["breaches"] == []


def test_availability_says_what_is_free(owner: Person, projector: str, customer: str, today: date) -> None:
    day = today.isoformat()
    owner.post(
        "/api/rentals/challans",
        {"customer_id": customer, "due_on": day, "handed_out": True, "lines": [{"product_id": projector}]},
    )

    [now] = owner.get("/api/rentals/availability").json()
    [later] = owner.get(f"/api/rentals/availability?from={today + timedelta(days=1)}&product_id={projector}").json()
    refused = owner.post(
        "/api/rentals/challans",
        {"customer_id": customer, "due_on": day, "lines": [{"product_id": projector, "quantity": 2}]},
    )

    assert (now["name"], now["free"], later["free"]) == ("Projector", "1.000", "2.000")
    assert (refused.status_code, refused.json()["code"], refused.json()["available"]) == (422, "not_available", "1.000")


def test_the_papers_say_what_rule_55_asks_for(owner: Person, projector: str, customer: str, today: date) -> None:
    challan = owner.post(
        "/api/rentals/challans",
        {
            "customer_id": customer,
            "due_on": today.isoformat(),
            "handed_out": True,
            "vehicle": "MH31AB1234",
            "delivery_address": "Community Hall",
            "lines": [{"product_id": projector, "quantity": 2}],
        },
    ).json()
    deposit = owner.post("/api/rentals/deposits", {"customer_id": customer, "amount": "1000", "method": "cash"}).json()
    moves = owner.post(f"/api/rentals/deposits/{deposit['id']}/refund", {"method": "cash"}).json()["moves"]

    def text(path: str, page: int = 0) -> Any:
        answer = owner.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
        return pypdf.PdfReader(io.BytesIO(answer.content)).pages[page].extract_text()

    path = f"/api/rentals/challans/{challan['id']}/pdf"
    for page, copy in enumerate(("ORIGINAL FOR CONSIGNEE", "DUPLICATE FOR TRANSPORTER", "TRIPLICATE FOR CONSIGNER")):
        printed = text(path, page)
        for words in (
            copy,
            challan["number"],
            "Asha Desai",
            "997319",
            "Projector",
            "80,000.00",
            "MH31AB1234",
            "signature",
        ):
            assert words in printed, words
    path = f"/api/rentals/deposits/{deposit['id']}/pdf"
    assert "INVSD" in text(path)
    assert "1,000.00" in text(f"{path}?refund={moves[-1]['number']}")
    assert owner.get(f"{path}?refund=INVDR26-99999").status_code == 404


def test_what_moves_money_asks_for_a_key(owner: Person, customer: str) -> None:
    deposit = {"customer_id": customer, "amount": "1", "method": "cash"}

    refused = owner.post("/api/rentals/deposits", deposit, headers={"idempotency-key": ""})

    assert refused.json()["code"] == "idempotency_key_missing"
