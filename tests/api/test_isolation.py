"""T-5: to every route, what belongs to another business is what does not exist."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from litestar import Litestar
from litestar.datastructures import UploadFile
from litestar.routes import HTTPRoute

from api.guards import signed_in, works_here
from tests.api.conftest import Person

LINE = {"description": "Tea", "unit_price": "10.00"}
# A body that each write takes, so that the id is what decides.
BODIES: dict[str, Any] = {
    "PUT /api/deliveries/{delivery_id}": {"quantity": 1, "reason": "wrong"},
    "PUT /api/deliveries/routes/{route_id}": {"name": "A"},
    "POST /api/deliveries/routes/{route_id}/day": {"business_date": "2026-01-01"},
    "POST /api/deliveries/routes/{route_id}/bills": {},
    "PUT /api/deliveries/standing-orders/{standing_order_id}": {
        "route_id": "00000000-0000-0000-0000-000000000000",
        "starts": "2026-01-01",
    },
    "PUT /api/deliveries/standing-orders/{standing_order_id}/terms": {"from_date": "2026-01-01", "quantity": 1},
    "POST /api/series/{series_id}/lease": {"device_id": str(uuid4())},
    "PUT /api/customers/{customer_id}": {"name": "A"},
    "PUT /api/suppliers/{supplier_id}": {"name": "A"},
    "PUT /api/products/{product_id}": {"sku": "A", "name": "A", "price": 1},
    "PUT /api/billing/{bill_id}": {"lines": [LINE]},
    "PUT /api/accounts/{account_code}": {"name": "A"},
    "PUT /api/expenses/{expense_id}": {"amount": 1, "category": "rent", "method": "cash"},
    "PUT /api/goals/{goal_id}": {"amount": 1},
    "POST /api/expenses/{expense_id}/cancel": {"reason": "wrong"},
    "POST /api/accounts/transfers/{transfer_id}/cancel": {"reason": "wrong"},
    "POST /api/customers/{customer_id}/statement/link": {},
    "POST /api/suppliers/{supplier_id}/statement/link": {},
    "POST /api/customers/{customer_id}/identity-numbers": {"other": "1234"},
    "POST /api/suppliers/{supplier_id}/bank-numbers": {"bank_account": "1234"},
    "POST /api/accounts/{account_code}/bank-numbers": {"bank_account": "1234"},
    "POST /api/business/{business_id}/bank-numbers": {"bank_account": "1234"},
    "PUT /api/business/{business_id}": {"name": "A"},
    "PUT /api/business/{business_id}/members/{user_id}": {"role": "viewer"},
    "POST /api/business/{business_id}/logo": {},
    "POST /api/business/{business_id}/members": {"email": "a@example.com", "role": "viewer"},
    "POST /api/customers/{customer_id}/payments": {"amount": 1, "method": "cash"},
    "POST /api/products/{product_id}/stock": {"quantity": 1, "note": "found"},
    "POST /api/products/{product_id}/stock/value": {"unit_cost": 1, "note": "last bill"},
    "PUT /api/products/{product_id}/units": {"units": []},
    "POST /api/stock-takes/{stock_take_id}/counts": {"counts": [{"product_id": str(uuid4()), "counted": 1}]},
    "POST /api/billing/{bill_id}/payments": {"amount": 1, "method": "cash"},
    "POST /api/billing/{bill_id}/cancel": {"reason": "wrong"},
    "POST /api/billing/{bill_id}/credit": {"reason": "wrong"},
    "POST /api/billing/{bill_id}/debit": {"reason": "wrong", "lines": [{"position": 1, "increase": 1}]},
    "POST /api/billing/{bill_id}/issue": {},
    "POST /api/billing/{bill_id}/convert": {},
    "POST /api/billing/{credit_note_id}/allocations": {},
    "POST /api/billing/{bill_id}/write-off": {"reason": "small"},
    "POST /api/billing/{bill_id}/send": {},
    "POST /api/billing/{bill_id}/remind": {},
    "POST /api/billing/{bill_id}/e-way-bill.json": {"distance_km": 10, "vehicle_number": "MH12AB1234"},
    "POST /api/payments/{payment_id}/allocations": {},
    "POST /api/payments/{payment_id}/reverse": {"reason": "wrong"},
    "POST /api/payments/{payment_id}/cheque/deposit": {},
    "POST /api/payments/{payment_id}/cheque/clear": {},
    "POST /api/payments/{payment_id}/cheque/bounce": {"reason": "no funds"},
    "POST /api/cash-counts/{count_id}/reverse": {"reason": "wrong"},
    "PUT /api/rentals/bookings/{booking_id}": {
        "customer_id": "00000000-0000-0000-0000-000000000000",
        "starts_on": "2026-01-01",
        "ends_on": "2026-01-02",
        "lines": [],
    },
    "POST /api/rentals/bookings/{booking_id}/decline": {"reason": "closed"},
    "POST /api/rentals/bookings/{booking_id}/cancel": {"reason": "rain"},
    "POST /api/rentals/bookings/{booking_id}/advances": {"amount": 1, "method": "cash"},
    "POST /api/rentals/challans/{challan_id}/returns": {"lines": [{"position": 1, "quantity": 1}]},
    "POST /api/rentals/challans/{challan_id}/extend": {"due_on": "2026-12-31"},
    "POST /api/rentals/challans/{challan_id}/cancel": {"reason": "wrong"},
    "POST /api/rentals/deposits/{deposit_id}/refund": {"method": "cash"},
    "POST /api/rentals/deposits/{deposit_id}/apply": {"bill_id": "00000000-0000-0000-0000-000000000000"},
    "POST /api/rentals/deposits/{deposit_id}/forfeit": {"reason": "gone"},
    "PUT /api/purchases/orders/{order_id}": {"supplier_id": str(uuid4()), "lines": [LINE]},
    "POST /api/purchases/orders/{order_id}/issue": {},
    "POST /api/purchases/orders/{order_id}/cancel": {"reason": "wrong"},
    "POST /api/purchases/orders/{order_id}/close": {"reason": "wrong"},
    "POST /api/purchases/receipts/{receipt_id}/return": {"reason": "wrong"},
    "POST /api/purchases/bills/{supplier_bill_id}/cancel": {"reason": "wrong"},
    "POST /api/purchases/bills/{supplier_bill_id}/return": {"reason": "wrong"},
    "POST /api/purchases/returns/{purchase_return_id}/allocations": {},
    "POST /api/purchases/payments/{supplier_payment_id}/allocations": {},
    "POST /api/purchases/payments/{supplier_payment_id}/reverse": {"reason": "wrong"},
}


def guarded(app: Litestar) -> list[tuple[str, Any]]:
    """Every method and path template that needs a caller."""
    return [
        (f"{method} {re.sub(r':[a-z]+', '', route.path)}", handler)
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for method, (handler, _) in route.route_handler_map.items()
        if method != "OPTIONS" and not handler.opt.get("for_everybody")
    ]


def test_every_route_says_who_may_use_it(app: Litestar) -> None:
    for name, handler in guarded(app):
        guards = [getattr(guard, "func", guard) for guard in handler.resolve_guards()]
        assert any(hasattr(guard, "permission") or guard in (signed_in, works_here) for guard in guards), name


def test_every_body_refuses_fields_it_does_not_know(app: Litestar) -> None:
    for route in app.routes:
        for handler, _ in getattr(route, "route_handler_map", {}).values():
            field = handler.parsed_data_field
            if field is None:
                continue
            kinds = [inner.annotation for inner in field.inner_types] if field.is_union else [field.annotation]
            for kind in kinds:
                if kind not in (type(None), list[UploadFile]):  # an upload is files alone
                    assert kind.__struct_config__.forbid_unknown_fields, (handler.operation_id, kind)


@pytest.fixture
def belongings(register: Any) -> tuple[Person, dict[str, str]]:
    """Somebody else's shop, and the ids of what is in it by path parameter."""
    other = register(name="The Other Shop")
    customer = other.post("/api/customers", {"name": "Secret Customer", "email": "secret@example.com"}).json()
    supplier = other.post("/api/suppliers", {"name": "Secret Supplier"}).json()
    product = other.post(
        "/api/products", {"sku": "S", "name": "Secret", "price": 5, "opening_stock": 9, "barcode": "8901030865237"}
    ).json()
    stock_take = other.post("/api/stock-takes", {}).json()
    bill = other.post(
        "/api/billing?issue=true", {"customer_id": customer["id"], "lines": [{"product_id": product["id"]}]}
    ).json()
    payment = other.post(f"/api/billing/{bill['id']}/payments", {"amount": "9", "method": "cheque"}).json()
    count = other.post("/api/cash-counts", {"counted": 0}).json()
    (file,) = other.request("POST", "/api/files", files=[("file", ("secret.pdf", b"%PDF-1.4 secret"))]).json()
    credited = other.post("/api/billing?issue=true", {"customer_id": customer["id"], "lines": [LINE]}).json()
    credit_note = other.post(f"/api/billing/{credited['id']}/credit", {"reason": "returned"}).json()
    series = other.post("/api/series", {"kind": "invoice", "code": "FD", "counter": "Front desk"}).json()
    return other, {
        **_purchases(other, supplier["id"], product["id"]),
        **_accounts(other),
        **_hires(other, customer["id"]),
        **_deliveries(other, customer["id"], product["id"]),
        "series_id": series["id"],
        "credit_note_id": credit_note["id"],
        "customer_id": customer["id"],
        "supplier_id": supplier["id"],
        "product_id": product["id"],
        "stock_take_id": stock_take["id"],
        "code": "8901030865237",
        "bill_id": bill["id"],
        "payment_id": payment["id"],
        "count_id": count["id"],
        "file_id": file["id"],
        "business_id": str(other.business_id),
        "user_id": other.session["user"]["user_id"],
    }


def _deliveries(other: Person, customer_id: str, product_id: str) -> dict[str, str]:
    """A route, a standing order and a delivery of the other shop."""
    route = other.post("/api/deliveries/routes", {"name": "Secret street", "customer_ids": [customer_id]}).json()
    brought = {"customer_id": customer_id, "product_id": product_id, "quantity": 1}
    ordered = {**brought, "route_id": route["id"], "starts": "2026-01-01"}
    order = other.post("/api/deliveries/standing-orders", ordered).json()
    delivery = other.post("/api/deliveries", {"entries": [brought]}).json()["entries"][0]
    return {"route_id": route["id"], "standing_order_id": order["id"], "delivery_id": delivery["id"]}


def _hires(other: Person, customer_id: str) -> dict[str, str]:
    """A booking, a challan and a deposit of the other shop."""
    item = {"sku": "H", "name": "Secret tent", "price": 5, "opening_stock": 9, "kind": "rental", "daily_rental_rate": 5}
    lines = [{"product_id": other.post("/api/products", item).json()["id"]}]
    today = other.get("/api/activity").json()["items"][0]["business_date"]
    booked = {"customer_id": customer_id, "starts_on": today, "ends_on": today, "lines": lines}
    booking = other.post("/api/rentals/bookings", booked).json()
    handed_out = {"customer_id": customer_id, "due_on": today, "handed_out": True, "lines": lines}
    challan = other.post("/api/rentals/challans", handed_out).json()
    deposit = other.post("/api/rentals/deposits", {"customer_id": customer_id, "amount": 1, "method": "cash"}).json()
    return {"booking_id": booking["id"], "challan_id": challan["id"], "deposit_id": deposit["id"]}


def _accounts(other: Person) -> dict[str, str]:
    """Ids of what that shop spent, moved and aims at."""
    account = other.post("/api/accounts", {"name": "Secret Bank", "purpose": "bank"}).json()
    transfer = other.post("/api/accounts/transfers", {"kind": "capital", "to_account": "bank", "amount": "9"}).json()
    expense = other.post("/api/expenses", {"amount": "9", "category": "rent", "method": "cash"}).json()
    goal = other.post("/api/goals", {"month": "2026-11", "measure": "sales", "amount": "9"}).json()
    return {
        "account_code": account["code"],
        "transfer_id": transfer["id"],
        "expense_id": expense["id"],
        "goal_id": goal["id"],
    }


def _purchases(other: Person, supplier_id: str, product_id: str) -> dict[str, str]:
    """Ids of what that shop bought."""
    line = {"product_id": product_id, "quantity": 5, "unit_price": "2.00"}
    order = other.post("/api/purchases/orders", {"supplier_id": supplier_id, "lines": [line]}).json()
    other.post(f"/api/purchases/orders/{order['id']}/issue", {})
    receipt = other.post("/api/purchases/receipts", {"order_id": order["id"]}).json()
    billed = {"supplier_id": supplier_id, "reference": "S/1", "bill_date": receipt["business_date"]}
    lines = [{"receipt_id": receipt["id"], "position": 1, "quantity": 4}]
    bill = other.post("/api/purchases/bills", {**billed, "lines": lines}).json()
    note = other.post(
        f"/api/purchases/bills/{bill['id']}/return", {"reason": "torn", "lines": [{"position": 1, "quantity": 1}]}
    ).json()
    payment = other.post(
        "/api/purchases/payments", {"supplier_id": supplier_id, "amount": "9", "method": "cash"}
    ).json()
    return {
        "order_id": order["id"],
        "receipt_id": receipt["id"],
        "supplier_bill_id": bill["id"],
        "purchase_return_id": note["id"],
        "supplier_payment_id": payment["id"],
    }


def test_t5_what_is_anothers_is_answered_byte_for_byte_as_what_is_missing(
    app: Litestar, owner: Person, belongings: tuple[Person, dict[str, str]]
) -> None:
    other, theirs = belongings
    missing = {name: "999999999" if name == "business_id" else str(uuid4()) for name in theirs}
    swept = 0
    for name, _ in guarded(app):
        method, template = name.split(" ")
        if "{" not in template:
            continue
        answers = []
        for ids in (theirs, missing):
            headers = {"if-match": '"1"', "x-request-id": "the-same-for-both", "idempotency-key": uuid4().hex}
            if "business_id" in template and "user_id" in template:
                ids = {**ids, "business_id": str(owner.business_id)}
            path = template.format(**ids)
            answer = owner.request(method, path, json=BODIES.get(name), headers=headers)
            body = answer.content
            for value in ids.values():
                # whole: business 40 is not the beginning of a 404
                body = re.sub(rb"\b%s\b" % re.escape(value.encode()), b"*", body)
            kept = {
                key: value
                for key, value in answer.headers.items()
                if key not in ("date", "ratelimit", "content-length")
            }
            answers.append((answer.status_code, body, kept))
        assert answers[0] == answers[1], name
        assert answers[0][0] == 404, (name, answers[0])
        swept += 1
    assert swept >= 25
    assert other.get(f"/api/customers/{theirs['customer_id']}").json()["name"] == "Secret Customer"


def test_t5_ids_in_bodies_and_filters_reach_nothing_of_anothers(
    owner: Person, belongings: tuple[Person, dict[str, str]]
) -> None:
    _, theirs = belongings

    assert owner.post("/api/billing", {"customer_id": theirs["customer_id"], "lines": [LINE]}).status_code == 404
    assert owner.post("/api/billing", {"lines": [{"product_id": theirs["product_id"]}]}).status_code == 404
    assert (
        owner.post("/api/payments", {"customer_id": theirs["customer_id"], "amount": 1, "method": "cash"}).status_code
        == 404
    )
    assert (
        owner.post(
            "/api/payments/refunds", {"payment_id": theirs["payment_id"], "amount": 1, "method": "cash"}
        ).status_code
        == 404
    )
    assert owner.get(f"/api/payments?customer_id={theirs['customer_id']}").json()["items"] == []
    assert owner.get(f"/api/billing?customer_id={theirs['customer_id']}").json()["items"] == []
    assert owner.get(f"/api/activity?subject_id={theirs['bill_id']}").json()["items"] == []
    assert owner.post("/api/auth/business", {"business_id": int(theirs["business_id"])}).status_code == 404


def test_t5_an_id_or_number_taken_elsewhere_is_free_here(
    owner: Person, belongings: tuple[Person, dict[str, str]]
) -> None:
    _, theirs = belongings

    same_id = owner.post("/api/customers", {"id": theirs["customer_id"], "name": "Mine"})
    same_sku = owner.post("/api/products", {"sku": "S", "name": "Mine", "price": 1})

    assert (same_id.status_code, same_sku.status_code) == (201, 201)


def test_a_token_of_one_business_opens_no_other_in_lists(
    owner: Person, belongings: tuple[Person, dict[str, str]]
) -> None:
    for path in (
        "/api/suppliers",
        "/api/products",
        "/api/billing",
        "/api/payments",
        "/api/activity/messages",
        "/api/ai/content",
        "/api/purchases/orders",
        "/api/purchases/receipts",
        "/api/purchases/bills",
        "/api/purchases/returns",
        "/api/purchases/payments",
    ):
        assert owner.get(path).json()["items"] == [], path
    assert [one["is_walk_in"] for one in owner.get("/api/customers").json()["items"]] == [True]
