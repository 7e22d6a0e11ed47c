"""Purchases over HTTP, as whoever buys for the shop goes through them."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.api.conftest import Person


@pytest.fixture
def supplier(owner: Person) -> str:
    return str(owner.post("/api/suppliers", {"name": "Grain Wholesale", "credit_days": 30}).json()["id"])


@pytest.fixture
def product(owner: Person) -> str:
    made = owner.post("/api/products", {"sku": "DAL", "name": "Toor dal", "price": 120, "tax_rate": 5, "unit": "kg"})
    return str(made.json()["id"])


def test_from_order_to_payment(owner: Person, supplier: str, product: str) -> None:
    line = {"product_id": product, "quantity": 10, "unit_price": "80.00"}
    draft = owner.post("/api/purchases/orders", {"supplier_id": supplier, "lines": [line]})
    assert (draft.status_code, draft.json()["status"], draft.json()["number"]) == (201, "draft", None)
    path = f"/api/purchases/orders/{draft.json()['id']}"
    assert draft.headers["location"] == path
    changed = owner.put(path, {"supplier_id": supplier, "lines": [{**line, "quantity": 12}]}, version=1)
    assert changed.json()["total"] == "1008.00"
    issued = owner.post(f"{path}/issue", {})
    assert (issued.json()["number"], issued.json()["status"]) == ("INVPO26-00001", "open")

    receipt = owner.post("/api/purchases/receipts", {"order_id": draft.json()["id"], "reference": "DN 7"})
    assert (receipt.status_code, receipt.json()["value"]) == (201, "960.00")
    assert owner.get(path).json()["status"] == "received"
    assert owner.get(f"/api/products/{product}").json()["on_hand"] == "12.000"

    asked = {"supplier_id": supplier, "reference": "GW/77", "bill_date": receipt.json()["business_date"]}
    bill = owner.post("/api/purchases/bills", {**asked, "lines": [{"receipt_id": receipt.json()["id"]}]})
    assert (bill.status_code, bill.json()["total"], bill.json()["due"]) == (201, "1008.00", "1008.00")
    again = owner.post("/api/purchases/bills", {**asked, "lines": [{"receipt_id": receipt.json()["id"]}]})
    assert (again.status_code, again.json()["code"]) == (409, "over_billed")

    back = owner.post(
        f"/api/purchases/bills/{bill.json()['id']}/return",
        {"reason": "wet", "lines": [{"position": 1, "quantity": 2}]},
    )
    assert (back.status_code, back.json()["total"]) == (201, "168.00")
    paid = owner.post("/api/purchases/payments", {"supplier_id": supplier, "amount": "900.00", "method": "bank"})
    assert (paid.json()["allocated"], paid.json()["unallocated"]) == ("840.00", "60.00")
    assert owner.get(f"/api/suppliers/{supplier}").json()["balance"] == "-60.00"

    ageing = owner.get("/api/purchases/ageing").json()
    assert ageing["all"]["total"] == "-60.00"
    open_bills = owner.get(f"/api/purchases/bills?supplier_id={supplier}&open=true").json()["items"]
    assert open_bills == []
    undone = owner.post(f"/api/purchases/payments/{paid.json()['id']}/reverse", {"reason": "never sent"})
    assert undone.json()["reverse_reason"] == "never sent"
    twice = owner.post(f"/api/purchases/payments/{paid.json()['id']}/reverse", {"reason": "never sent"})
    assert (twice.status_code, twice.json()["code"]) == (409, "already_reversed")


def test_every_paper_is_a_pdf(owner: Person, supplier: str, product: str) -> None:
    line = {"product_id": product, "quantity": 10, "unit_price": "80.00"}
    order = owner.post("/api/purchases/orders", {"supplier_id": supplier, "lines": [line]}).json()
    owner.post(f"/api/purchases/orders/{order['id']}/issue", {})
    receipt = owner.post("/api/purchases/receipts", {"order_id": order["id"]}).json()
    back = owner.post(f"/api/purchases/receipts/{receipt['id']}/return", {"reason": "wet"}).json()
    paid = owner.post("/api/purchases/payments", {"supplier_id": supplier, "amount": "900.00", "method": "upi"}).json()

    for path in (
        f"orders/{order['id']}",
        f"receipts/{receipt['id']}",
        f"returns/{back['id']}",
        f"payments/{paid['id']}",
    ):
        answer = owner.get(f"/api/purchases/{path}/pdf")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), path
        assert answer.content.startswith(b"%PDF-"), path


def test_a_write_that_moves_money_needs_a_key_and_is_replayed(owner: Person, supplier: str) -> None:
    body = {"supplier_id": supplier, "amount": "10.00", "method": "cash"}

    without = owner.post("/api/purchases/payments", body, headers={"idempotency-key": ""})
    key = uuid4().hex
    first, second = (owner.post("/api/purchases/payments", body, headers={"idempotency-key": key}) for _ in range(2))

    assert without.status_code == 400
    assert first.json() == second.json()
    assert owner.get(f"/api/suppliers/{supplier}").json()["balance"] == "-10.00"


def test_an_order_changed_by_another_meanwhile_is_not_overwritten(owner: Person, supplier: str, product: str) -> None:
    body = {"supplier_id": supplier, "lines": [{"product_id": product, "unit_price": 80}]}
    path = f"/api/purchases/orders/{owner.post('/api/purchases/orders', body).json()['id']}"
    owner.put(path, body, version=1)

    stale = owner.put(path, body, version=1)

    assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")
