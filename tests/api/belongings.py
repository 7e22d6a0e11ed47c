"""A shop with one of everything in it: the ids of what it holds, by the name of the path parameter."""

from __future__ import annotations

from uuid import uuid4

from tests.api.conftest import Person

LINE = {"description": "Tea", "unit_price": "10.00"}


def fill_shop(other: Person) -> dict[str, str]:
    """Make one of everything in a person's shop through the API."""
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
    draft = other.post("/api/billing", {"customer_id": customer["id"], "lines": [LINE]}).json()
    paper = [("file", ("rent.pdf", b"%PDF-1.4 rent"))]
    (receipt_file,) = other.request("POST", "/api/files?purpose=receipt", files=paper).json()
    series = other.post("/api/series", {"kind": "invoice", "code": "FD", "counter": "Front desk"}).json()
    kept = {"name": "Secret report", "shared": True, "query": {"metrics": ["net_sales"], "period": "last-month"}}
    saved_report = other.post("/api/saved-reports", kept).json()
    return {
        **_purchases(other, supplier["id"], product["id"]),
        **_accounts(other),
        **_hires(other, customer["id"]),
        **_deliveries(other, customer["id"], product["id"]),
        "slug": "daily-sales",  # a report is of whoever asks
        "saved_report_id": saved_report["id"],
        **_questions(other),
        **_schedules(other),
        "draft_id": draft["id"],
        "receipt_file_id": receipt_file["id"],
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


def _questions(other: Person) -> dict[str, str]:
    """A question that is kept, a word of the shop's own, and a choice that is remembered; a conversation's id is its client's."""
    asked = {"question": "secret sales last month", "query": {"metrics": ["net_sales"], "period": "last-month"}}
    kept = other.post("/api/ai/questions", asked).json()
    synonym = other.post("/api/ai/synonyms", {"phrase": "galla", "means": "collections"}).json()
    choice = other.post("/api/ai/choices", {"point": "[1, 2]", "chosen": "1", "reading": "Net sales."}).json()
    return {
        "question_id": kept["id"],
        "synonym_id": synonym["id"],
        "choice_id": choice["id"],
        "conversation_id": str(uuid4()),
    }


def _schedules(other: Person) -> dict[str, str]:
    """A scheduled report of the other shop, and a letter of it that was asked for."""
    schedule = other.post("/api/schedules", {"local_time": "08:00:00", "order": {"report": "weekly-sales"}}).json()
    run = other.post(f"/api/schedules/{schedule['id']}/send-now", {}).json()
    return {"schedule_id": schedule["id"], "run_id": run["id"]}


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
    rental_id = other.post("/api/products", item).json()["id"]
    lines = [{"product_id": rental_id}]
    today = other.get("/api/activity").json()["items"][0]["business_date"]
    booked = {"customer_id": customer_id, "starts_on": today, "ends_on": today, "lines": lines}
    booking = other.post("/api/rentals/bookings", booked).json()
    handed_out = {"customer_id": customer_id, "due_on": today, "handed_out": True, "lines": lines}
    challan = other.post("/api/rentals/challans", handed_out).json()
    held = {"customer_id": customer_id, "booking_id": booking["id"], "challan_id": challan["id"]}
    deposit = other.post("/api/rentals/deposits", {**held, "amount": 1, "method": "cash"}).json()
    return {
        "rental_id": rental_id,
        "booking_id": booking["id"],
        "challan_id": challan["id"],
        "deposit_id": deposit["id"],
    }


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
    draft = other.post("/api/purchases/orders", {"supplier_id": supplier_id, "lines": [line]}).json()
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
        "draft_order_id": draft["id"],
        "order_id": order["id"],
        "receipt_id": receipt["id"],
        "supplier_bill_id": bill["id"],
        "purchase_return_id": note["id"],
        "supplier_payment_id": payment["id"],
    }
