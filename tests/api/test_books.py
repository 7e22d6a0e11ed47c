"""The books over HTTP: customers, suppliers, products, bills, payments."""

from __future__ import annotations

import io
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from tests.api.conftest import Person


@pytest.fixture
def customer(owner: Person) -> dict[str, Any]:
    answer = owner.post("/api/customers", {"name": "Ravi Traders", "phone": "98200 12345", "email": "ravi@example.com"})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


@pytest.fixture
def product(owner: Person) -> dict[str, Any]:
    answer = owner.post(
        "/api/products",
        {"sku": "RICE-5", "name": "Rice 5 kg", "price": "100.00", "cost": 80, "tax_rate": 18, "opening_stock": 10},
    )
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


@pytest.fixture
def invoice(owner: Person, customer: dict[str, Any], product: dict[str, Any]) -> dict[str, Any]:
    """Two bags of rice at 100.00 and 18 %: 236.00."""
    answer = owner.post(
        "/api/billing?issue=true",
        {"customer_id": customer["id"], "lines": [{"product_id": product["id"], "quantity": 2}]},
    )
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def test_amounts_are_decimal_strings_in_the_business_currency(invoice: dict[str, Any]) -> None:
    assert (invoice["taxable"], invoice["tax"], invoice["total"], invoice["due"]) == (
        "200.00",
        "36.00",
        "236.00",
        "236.00",
    )
    assert not any(name.endswith("_minor") for name in invoice | invoice["lines"][0])


def test_an_issued_bill_has_a_number_and_takes_stock(
    owner: Person, invoice: dict[str, Any], product: dict[str, Any]
) -> None:
    assert invoice["number"]
    assert owner.get(f"/api/products/{product['id']}").json()["on_hand"] == "8.000"
    moves = owner.get(f"/api/products/{product['id']}/stock").json()["items"]
    assert [move["quantity"] for move in moves] == ["-2.000", "10.000"]


def test_a_draft_is_changed_issued_and_only_then_numbered(owner: Person, customer: dict[str, Any]) -> None:
    line = {"description": "Repair", "unit_price": "50", "quantity": 1}
    draft = owner.post("/api/billing", {"customer_id": customer["id"], "lines": [line]}).json()
    assert draft["number"] is None

    changed = owner.put(
        f"/api/billing/{draft['id']}", {"customer_id": customer["id"], "lines": [line, line]}, version=1
    )
    issued = owner.post(f"/api/billing/{draft['id']}/issue")

    assert changed.json()["total"] == "100.00"
    assert issued.status_code == 200, issued.text
    assert issued.json()["status"] == "issued"
    assert issued.json()["number"]


def test_a_draft_can_be_thrown_away_and_an_issued_bill_cannot(owner: Person, invoice: dict[str, Any]) -> None:
    draft = owner.post("/api/billing", {"lines": [{"description": "Repair", "unit_price": "50"}]}).json()

    gone = owner.request("DELETE", f"/api/billing/{draft['id']}", headers={"if-match": '"1"'})
    kept = owner.request("DELETE", f"/api/billing/{invoice['id']}", headers={"if-match": f'"{invoice["version"]}"'})

    assert gone.status_code == 204
    assert owner.get(f"/api/billing/{draft['id']}").status_code == 404
    assert (kept.status_code, kept.json()["code"]) == (422, "not_a_draft")


def test_a_payment_settles_the_bill_and_what_is_more_is_an_advance(
    owner: Person, invoice: dict[str, Any], customer: dict[str, Any]
) -> None:
    paid = owner.post(f"/api/billing/{invoice['id']}/payments", {"amount": "300.00", "method": "upi"})

    assert paid.status_code == 201, paid.text
    assert (paid.json()["allocated"], paid.json()["unallocated"]) == ("236.00", "64.00")
    assert owner.get(f"/api/customers/{customer['id']}").json()["balance"] == "-64.00"
    assert [one["id"] for one in owner.get(f"/api/billing/{invoice['id']}/payments").json()["items"]] == [
        paid.json()["id"]
    ]
    assert [one["id"] for one in owner.get(f"/api/customers/{customer['id']}/payments").json()["items"]] == [
        paid.json()["id"]
    ]


def test_an_advance_is_set_against_a_later_bill_or_given_back(
    owner: Person, customer: dict[str, Any], invoice: dict[str, Any]
) -> None:
    advance = owner.post(
        f"/api/customers/{customer['id']}/payments", {"amount": "500", "method": "cash", "allocations": []}
    ).json()
    assert advance["unallocated"] == "500.00"

    allocated = owner.post(f"/api/payments/{advance['id']}/allocations", {})
    refund = owner.post("/api/payments/refunds", {"payment_id": advance["id"], "amount": "264", "method": "cash"})

    assert allocated.json()["unallocated"] == "264.00"
    assert refund.status_code == 201, refund.text
    assert owner.get(f"/api/customers/{customer['id']}").json()["balance"] == "0.00"


def test_a_paid_bill_awaits_nothing_more(owner: Person, invoice: dict[str, Any]) -> None:
    owner.post(f"/api/billing/{invoice['id']}/payments", {"method": "cash"})

    again = owner.post(f"/api/billing/{invoice['id']}/payments", {"method": "cash"})

    assert (again.status_code, again.json()["code"]) == (422, "nothing_due")


def test_a_cancelled_bill_owes_nothing_and_gives_its_stock_back(
    owner: Person, invoice: dict[str, Any], product: dict[str, Any]
) -> None:
    cancelled = owner.post(f"/api/billing/{invoice['id']}/cancel", {"reason": "wrong customer"})

    assert cancelled.json()["status"] == "cancelled", cancelled.text
    assert cancelled.json()["due"] == "0.00"
    assert owner.get(f"/api/products/{product['id']}").json()["on_hand"] == "10.000"


def test_a_credit_note_takes_back_one_of_two(owner: Person, invoice: dict[str, Any]) -> None:
    note = owner.post(
        f"/api/billing/{invoice['id']}/credit", {"reason": "torn bag", "lines": [{"position": 1, "quantity": 1}]}
    )

    assert note.status_code == 201, note.text
    assert (note.json()["kind"], note.json()["total"]) == ("credit_note", "118.00")
    assert owner.get(f"/api/billing/{invoice['id']}").json()["due"] == "118.00"


def test_a_statement_adds_up(owner: Person, invoice: dict[str, Any], customer: dict[str, Any]) -> None:
    owner.post(f"/api/billing/{invoice['id']}/payments", {"amount": "100", "method": "cash"})

    statement = owner.get(f"/api/customers/{customer['id']}/statement").json()

    assert statement["opening"] == "0.00"
    assert [line["amount"] for line in statement["lines"]] == ["236.00", "-100.00"]
    assert statement["closing"] == "136.00"


def test_a_customer_is_changed_by_whoever_saw_the_latest_version(owner: Person, customer: dict[str, Any]) -> None:
    changed = owner.put(f"/api/customers/{customer['id']}", {"name": "Ravi & Sons", "credit_limit": "5000"}, version=1)

    assert changed.json()["credit_limit"] == "5000.00"
    assert changed.headers["etag"].startswith('"2.')


def test_suppliers_are_added_changed_and_listed(owner: Person) -> None:
    added = owner.post("/api/suppliers", {"name": "Grain Wholesale", "opening_balance": "1200.50"})
    assert added.status_code == 201, added.text
    assert added.json()["opening_balance"] == "1200.50"
    assert added.headers["location"] == f"/api/suppliers/{added.json()['id']}"

    owner.put(f"/api/suppliers/{added.json()['id']}", {"name": "Grain & Pulses"}, version=1)

    assert [one["name"] for one in owner.get("/api/suppliers").json()["items"]] == ["Grain & Pulses"]


def test_stock_is_corrected_with_a_reason(owner: Person, product: dict[str, Any]) -> None:
    corrected = owner.post(f"/api/products/{product['id']}/stock", {"quantity": "-0.5", "note": "spilt"})
    too_much = owner.post(f"/api/products/{product['id']}/stock", {"quantity": "-100", "note": "?"})

    assert corrected.json()["on_hand"] == "9.500"
    assert (too_much.status_code, too_much.json()["code"]) == (422, "out_of_stock")


def test_categories_count_their_products(owner: Person) -> None:
    owner.post("/api/products", {"sku": "A", "name": "Tea", "price": 10, "category": "Drinks"})
    owner.post("/api/products", {"sku": "B", "name": "Milk", "price": 20, "category": "drinks"})

    assert [(one["name"], one["products"]) for one in owner.get("/api/products/categories").json()] == [("Drinks", 2)]


def test_a_bill_is_a_pdf_and_a_page_for_whoever_holds_its_link(owner: Person, invoice: dict[str, Any]) -> None:
    paper = owner.get(f"/api/billing/{invoice['id']}/pdf")
    link = owner.post(f"/api/billing/{invoice['id']}/link").json()["url"]
    path = link.removeprefix("http://localhost:8000")
    page = owner.client.get(path)
    forged = owner.client.get(path.replace("expires=1", "expires=2"))

    assert paper.content.startswith(b"%PDF-")
    assert page.status_code == 200, page.text
    assert invoice["number"] in page.text
    assert "script" not in page.headers["content-security-policy"]
    assert (forged.status_code, forged.json()["code"]) == (403, "link_refused")


def test_a_shops_logo_is_on_its_bills(owner: Person, invoice: dict[str, Any]) -> None:
    plain = owner.get(f"/api/billing/{invoice['id']}/pdf").content
    drawn = io.BytesIO()
    Image.new("RGB", (40, 40), "#7a1f3d").save(drawn, "PNG")

    path = f"/api/business/{owner.business_id}/logo"
    kept = owner.request("POST", path, content=drawn.getvalue(), headers={"content-type": "image/png"})
    refused = owner.request(
        "POST", path, content=b"<svg onload='alert(1)'/>", headers={"content-type": "image/svg+xml"}
    )

    assert kept.status_code == 201, kept.text
    assert owner.get(f"/api/business/{owner.business_id}").json()["logo_file_id"] == kept.json()["id"]
    assert len(owner.get(f"/api/billing/{invoice['id']}/pdf").content) > len(plain)
    assert refused.status_code == 400


def test_a_bill_is_sent_to_its_customer_once_a_minute(owner: Person, invoice: dict[str, Any]) -> None:
    sent = owner.post(f"/api/billing/{invoice['id']}/send", {"channel": "email"})

    assert sent.status_code == 202, sent.text
    messages = owner.get("/api/activity/messages").json()["items"]
    assert [(one["template"], one["recipient"]) for one in messages] == [("bill_sent", "ravi@example.com")]


def test_every_operation_shows_in_the_activity_newest_first(owner: Person, invoice: dict[str, Any]) -> None:
    kinds = [one["kind"] for one in owner.get("/api/activity").json()["items"]]

    assert kinds[0] == "bill.issued"
    assert kinds[-1] == "business.registered"


def test_business_settings_are_replaced_and_the_currency_stays(owner: Person) -> None:
    path = f"/api/business/{owner.business_id}"
    settings = {"name": "Sharma & Daughters", "state_code": "27", "upi_id": "sharma@upi"}

    changed = owner.put(path, settings, version=1)
    refused = owner.put(path, {**settings, "currency": "USD"}, version=2)

    assert (changed.status_code, changed.json()["name"]) == (200, "Sharma & Daughters")
    assert (refused.status_code, refused.json()["param"]) == (400, "/currency")


def test_a_person_may_own_two_businesses_and_switch(owner: Person) -> None:
    second = owner.post("/api/business", {"name": "Corner Shop", "country": "GB"})
    assert second.status_code == 201, second.text

    switched = owner.post("/api/auth/business", {"business_id": second.json()["business_id"]}).json()

    owner.session |= {"access_token": switched["access_token"]}
    owner.post("/api/products", {"sku": "T", "name": "Tea", "price": "1.50", "cost": "1"})
    assert len(owner.get("/api/products").json()["items"]) == 1
    assert {one["currency"] for one in owner.get("/api/business").json()} == {"INR", "GBP"}


def test_an_unknown_customer_is_not_found(owner: Person) -> None:
    assert owner.get(f"/api/customers/{uuid4()}").status_code == 404
