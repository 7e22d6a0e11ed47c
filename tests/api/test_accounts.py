"""Accounts, expenses, goals, statements and sealed numbers over HTTP."""

from __future__ import annotations

import csv
import io
import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pypdf
import pytest
import structlog
from litestar.testing import TestClient

from munim.log import configure
from munim.settings import Settings
from tests.api.conftest import Clock, Person

PAN = "ABCDE1234F"


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def sold(owner: Person, amount: str = "100.00", **customer: Any) -> tuple[str, dict[str, Any]]:
    """A customer of the owner's with a bill of ``amount``."""
    buyer = owner.post("/api/customers", {"name": "Ramesh Traders", **customer}).json()
    line = {"description": "Tea", "unit_price": amount}
    bill = owner.post("/api/billing?issue=true", {"customer_id": buyer["id"], "lines": [line]}).json()
    return buyer["id"], bill


# -- accounts and expenses ---------------------------------------------------------------------------


def test_an_account_is_opened_used_and_closed(owner: Person) -> None:
    made = owner.post("/api/accounts", {"name": "HDFC Current", "purpose": "bank", "opening_balance": "500.00"})
    code = made.json()["code"]
    moved = owner.post("/api/accounts/transfers", {"from_account": code, "to_account": "cash", "amount": "120.50"})
    ledger = owner.get(f"/api/accounts/{code}/ledger").json()["items"]

    assert (made.status_code, code, moved.status_code) == (201, "hdfc_current", 201)
    assert [(line["amount"], line["balance"]) for line in ledger] == [("500.00", "500.00"), ("-120.50", "379.50")]
    assert owner.get(f"/api/accounts/{code}").json()["balance"] == "379.50"
    assert owner.put(f"/api/accounts/{code}", {"name": "HDFC", "active": False}, version=1).json()["active"] is False
    back = owner.post(f"/api/accounts/transfers/{moved.json()['id']}/cancel", {"reason": "wrong"})
    assert back.json()["cancelled_date"]
    assert owner.get("/api/accounts?purpose=bank").json()["items"][1]["balance"] == "500.00"


def test_an_account_s_code_is_never_another_address(owner: Person) -> None:
    assert owner.post("/api/accounts", {"name": "Transfers", "purpose": "expense"}).json()["code"] == "transfers_2"
    assert owner.post("/api/accounts", {"name": "T", "purpose": "expense", "code": "transfers"}).status_code == 400


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/accounts/transfers", {"kind": "capital", "to_account": "bank", "amount": "5.00"}),
        ("/api/expenses", {"amount": "5.00", "category": "rent", "method": "cash"}),
    ],
)
def test_a1_money_moved_twice_with_one_key_moves_once(owner: Person, path: str, body: dict[str, Any]) -> None:
    first = owner.post(path, body, headers={"idempotency-key": "one"})
    again = owner.post(path, body, headers={"idempotency-key": "one"})
    without = owner.post(path, body, headers={"idempotency-key": ""})

    assert (first.status_code, again.content) == (201, first.content)
    assert again.headers["idempotency-replayed"] == "true"
    assert (without.status_code, without.json()["code"]) == (400, "idempotency_key_missing")
    assert len(owner.get(path).json()["items"]) == 1


def test_cash_that_is_not_there_is_refused_with_what_is(owner: Person) -> None:
    refused = owner.post("/api/accounts/transfers", {"from_account": "cash", "to_account": "bank", "amount": 1})

    assert (refused.status_code, refused.json()["code"], refused.json()["available"]) == (
        422, "not_enough_cash", "0.00",
    )  # fmt: skip


def test_an_expense_is_recorded_changed_and_taken_back(owner: Person) -> None:
    made = owner.post(
        "/api/expenses", {"amount": "300.00", "category": "communication", "method": "upi", "payee": "Airtel"}
    ).json()
    path = f"/api/expenses/{made['id']}"

    assert owner.get("/api/expenses/suggestion?payee=airtel").json()["category"] == "communication"
    edited = owner.put(path, {"amount": "310.00", "category": "communication", "method": "upi"}, version=1)
    assert (edited.status_code, edited.json()["amount"], edited.json()["version"]) == (200, "310.00", 2)
    stale = owner.put(path, {"amount": "1.00", "category": "rent", "method": "upi"}, version=1)
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")
    assert owner.post(f"{path}/cancel", {"reason": "twice"}).status_code == 200
    assert owner.post(f"{path}/cancel", {"reason": "twice"}).json()["code"] == "expense_cancelled"
    assert owner.get("/api/financial-statements/trial-balance").json()["closing_debit"] == "0.00"


def test_a_goal_is_set_and_shows_its_progress(owner: Person, clock: Clock) -> None:
    month = f"{clock.today:%Y-%m}"
    goal = owner.post("/api/goals", {"month": month, "measure": "sales", "amount": "1000.00"}).json()
    sold(owner, "250.00")

    [found] = owner.get(f"/api/goals?month={month}").json()
    assert (found["actual"], found["remaining"], found["percent"]) == ("250.00", "750.00", "25.0")
    assert owner.post("/api/goals", {"month": month, "measure": "sales", "amount": "1"}).status_code == 409
    assert owner.put(f"/api/goals/{goal['id']}", {"amount": "500.00"}, version=1).json()["percent"] == "50.0"
    assert owner.get("/api/goals?month=november").json()["param"] == "month"


# -- statements --------------------------------------------------------------------------------------


def test_the_financial_statements_are_read_printed_and_taken_as_csv(owner: Person) -> None:
    sold(owner, "100.00")
    owner.post("/api/expenses", {"amount": "30.00", "category": "rent", "method": "cash"})
    base = "/api/financial-statements"

    profit = owner.get(f"{base}/profit-and-loss").json()
    sheet = owner.get(f"{base}/balance-sheet").json()
    assert (profit["income"]["total"], profit["net_profit"]) == ("100.00", "70.00")
    assert sheet["assets"]["total"] == sheet["liabilities_and_equity"] == "70.00"
    for name, words in (
        ("trial-balance", ("Trial Balance", "Debtors", "100.00")),
        ("profit-and-loss", ("Profit and Loss", "Gross profit", "Rent", "70.00")),
        ("balance-sheet", ("Balance Sheet", "Cash in hand", "Profit of this year", "70.00")),
    ):
        printed = owner.get(f"{base}/{name}?format=pdf")
        assert printed.headers["content-type"] == "application/pdf"
        text = text_of(printed.content)
        for word in words:
            assert word in text, (name, word)
    rows = list(csv.reader(io.StringIO(owner.get(f"{base}/trial-balance?format=csv").text)))
    assert rows[0] == ["Row", "Trial Balance", "Opening", "Debits", "Credits", "Closing Dr", "Closing Cr"]
    assert ["account", "Debtors", "0.00", "100.00", "0.00", "100.00", ""] in rows
    assert rows[-1] == ["total", "Total", "0.00", "130.00", "130.00", "130.00", "130.00"]


def test_a_name_that_a_spreadsheet_would_run_is_disarmed(owner: Person) -> None:
    owner.post("/api/accounts", {"name": "=1+1", "purpose": "bank", "code": "odd", "opening_balance": "5.00"})

    assert "'=1+1" in owner.get("/api/financial-statements/balance-sheet?format=csv").text


@pytest.mark.parametrize(
    "query",
    [
        "start_date=2026-02-01&end_date=2026-01-01",
        "end_date=9999-12-31",
        "end_date=0001-01-01",
        "start_date=1900-01-01",
    ],
)
@pytest.mark.parametrize(
    "path", ["/api/financial-statements/profit-and-loss", "/api/financial-statements/trial-balance"]
)
def test_days_that_no_books_have_are_refused(owner: Person, path: str, query: str) -> None:
    assert owner.get(f"{path}?{query}").status_code == 400


def test_debtors_are_aged_and_sum_to_the_account(owner: Person, clock: Clock) -> None:
    sold(owner, "100.00")
    later = clock.today + timedelta(days=40)

    found = owner.get(f"/api/customers/ageing?as_of={later}").json()
    assert [(one["customer_name"], one["owed"]["days_31_60"]) for one in found["customers"]] == [
        ("Ramesh Traders", "100.00")
    ]
    assert found["all"]["total"] == owner.get("/api/financial-statements/balance-sheet").json()["assets"]["total"]
    assert owner.get("/api/customers/ageing?as_of=9999-12-31").status_code == 400


def test_a_statement_is_shared_by_a_link_that_opens_nothing_else(
    owner: Person, client: TestClient[Any], clock: Clock
) -> None:
    customer_id, bill = sold(owner, "100.00")
    answer = owner.post(f"/api/customers/{customer_id}/statement/link", {})
    path = answer.json()["url"].removeprefix("http://localhost:8000")

    shown = client.get(path)
    assert (shown.status_code, shown.headers["content-type"]) == (200, "application/pdf")
    assert shown.headers["x-robots-tag"] == "noindex"
    text = text_of(shown.content)
    for words in ("Ramesh Traders", bill["number"], "Balance due", "Not due yet", "100.00"):
        assert words in text, words
    other, _ = sold(owner, "5.00", phone="9876543210")
    assert client.get(path.replace(customer_id, other)).status_code == 403
    assert client.get(path.replace("/customers/", "/suppliers/")).status_code == 403
    earlier = re.sub(r"(?<=/statement/)\d{4}", lambda year: str(int(year[0]) - 1), path)
    assert earlier != path
    assert client.get(earlier).status_code == 403
    clock.pass_time(days=91)
    assert client.get(path).status_code == 403


def test_a_supplier_s_statement_is_read_printed_and_shared(owner: Person, client: TestClient[Any]) -> None:
    supplier = owner.post("/api/suppliers", {"name": "Mills", "opening_balance": "40.00"}).json()
    path = f"/api/suppliers/{supplier['id']}/statement"

    assert owner.get(path).json()["closing"] == "40.00"
    assert "We owe" in text_of(owner.get(f"{path}?format=pdf").content)
    link = owner.post(f"{path}/link", {}).json()["url"].removeprefix("http://localhost:8000")
    assert "Mills" in text_of(client.get(link).content)


# -- sealed numbers ----------------------------------------------------------------------------------


def test_a_number_is_written_shown_masked_and_whole_to_who_may(owner: Person) -> None:
    customer_id, _ = sold(owner)
    path = f"/api/customers/{customer_id}/identity-numbers"

    answered = owner.post(path, {"pan": PAN})
    assert (answered.status_code, answered.json()[0]["last_four"], answered.json()[0]["number"]) == (200, "234F", None)
    assert PAN not in owner.get(path).text
    whole = owner.get(f"{path}?whole=true")
    assert (whole.json()[0]["number"], whole.headers["cache-control"]) == (PAN, "no-store")
    assert PAN not in owner.get(f"/api/customers/{customer_id}").text
    assert PAN not in owner.get("/api/activity").text
    assert owner.post(path, {"aadhaar": "not a number"}).json()["param"] == "/aadhaar"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that is logged, as a process of Munim logs it."""
    stream = io.StringIO()
    configure(Settings(log_level="debug"), stream=stream)
    yield stream
    structlog.reset_defaults()
    logging.basicConfig(handlers=[], force=True)


def test_f4_a_number_is_in_no_log_line(owner: Person, log: io.StringIO) -> None:
    customer_id, _ = sold(owner)
    path = f"/api/customers/{customer_id}/identity-numbers"
    canary = "CANARY0PLAIN0TEXT0NUMBER"
    for body in ({"other": canary}, {"pan": canary}, {"other": f"{canary}!"}, {canary: canary}):
        owner.post(path, body)
    owner.get(f"{path}?whole=true")

    assert "identity-numbers" in log.getvalue()
    assert canary not in log.getvalue()


def test_banks_are_kept_of_business_account_and_supplier(owner: Person) -> None:
    supplier = owner.post("/api/suppliers", {"name": "Mills"}).json()
    for path in (
        f"/api/business/{owner.business_id}/bank-numbers",
        "/api/accounts/bank/bank-numbers",
        f"/api/suppliers/{supplier['id']}/bank-numbers",
    ):
        owner.post(path, {"bank_account": "50100123456789", "bank_code": "HDFC0001234"})
        assert {one["name"]: one["number"] for one in owner.get(f"{path}?whole=true").json()} == {
            "bank_account": "50100123456789",
            "bank_code": "HDFC0001234",
        }, path
