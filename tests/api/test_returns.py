"""Returns and e-documents over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.api.conftest import Clock, Person


@pytest.fixture
def trader(register: Callable[..., Person]) -> Person:
    return register(
        name="Sharma Traders",
        gstin="27AAPFU0939F1ZV",
        tax_registration="regular",
        address="12, Laxmi Road",
        city="Pune",
        postcode="411030",
    )


@pytest.fixture
def bill(trader: Person) -> dict[str, Any]:
    buyer = {"name": "Surat Mills", "gstin": "24AANFA2641L1ZF", "address": "Ring Road 395002", "city": "Surat"}
    customer = trader.post("/api/customers", buyer).json()
    line = {"description": "Cotton shirt", "unit_price": "60000.00", "tax_rate": 18, "hsn": "6109", "unit": "pcs"}
    answer = trader.post("/api/billing?issue=true", {"customer_id": customer["id"], "lines": [line]})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


@pytest.fixture
def month(clock: Clock, bill: dict[str, Any]) -> str:
    return str(bill["business_date"])[:7]


def test_the_return_says_where_each_bill_is_and_that_it_is_the_ledgers(
    trader: Person, bill: dict[str, Any], month: str
) -> None:
    answer = trader.get(f"/api/returns/gstr1?period={month}")

    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert [(one["number"], one["section"], one["total"]) for one in found["documents"]] == [
        (bill["number"], "b2b", "70800.00")
    ]
    assert "table 4A" in found["documents"][0]["explanation"]
    assert found["reconciliation"][0] == {
        "component": "igst", "sections": "10800.00", "cancelled_late": "0.00", "ledger": "10800.00", "difference": "0.00",
    }  # fmt: skip
    assert trader.get(f"/api/returns/gstr1?period={month}&section=b2cs").json()["documents"] == []


def test_the_file_is_a_download_for_the_portal(trader: Person, bill: dict[str, Any], month: str) -> None:
    answer = trader.get(f"/api/returns/gstr1.json?period={month}")

    assert answer.status_code == 200, answer.text
    assert f"GSTR1_27AAPFU0939F1ZV_{month[5:]}{month[:4]}.json" in answer.headers["content-disposition"]
    assert json.loads(answer.content)["b2b"][0]["inv"][0]["inum"] == bill["number"]


def test_the_summary_and_the_defects_are_read(trader: Person, bill: dict[str, Any], month: str) -> None:
    summary = trader.get(f"/api/returns/gstr3b?period={month}").json()
    defects = trader.get(f"/api/returns/defects?period={month}").json()

    assert summary["outward_taxable"]["igst"] == "10800.00"
    assert (defects["blocking"], defects["defects"]) == (0, [])


def test_the_e_documents_of_a_bill(trader: Person, bill: dict[str, Any]) -> None:
    path = f"/api/billing/{bill['id']}"

    needs = trader.get(f"{path}/e-documents").json()
    invoice = trader.get(f"{path}/e-invoice.json")
    way = trader.post(f"{path}/e-way-bill.json", {"distance_km": 530, "vehicle_number": "MH12AB1234"})

    assert needs["e_way_bill"]["needed"] is True
    assert len(needs["e_invoice"]["irn"]) == 64
    assert json.loads(invoice.content)[0]["DocDtls"]["No"] == bill["number"]
    assert json.loads(way.content)["billLists"][0]["vehicleNo"] == "MH12AB1234"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/returns/gstr1?period=October", 400, "invalid"),
        ("/api/returns/gstr1?period=2026-10&section=b2ba", 400, "invalid"),
        ("/api/returns/gstr1", 400, "invalid"),
    ],
)
def test_what_is_no_period_or_section_is_refused(trader: Person, path: str, status: int, code: str) -> None:
    answer = trader.get(path)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_transport_that_the_portal_refuses_names_its_field(trader: Person, bill: dict[str, Any]) -> None:
    answer = trader.post(f"/api/billing/{bill['id']}/e-way-bill.json", {"distance_km": 10})

    assert (answer.status_code, answer.json()["param"]) == (400, "/vehicle_number")


def test_who_is_not_registered_is_told_why(owner: Person) -> None:
    for path in ("gstr1", "gstr1.json", "gstr3b", "defects"):
        answer = owner.get(f"/api/returns/{path}?period=2026-10")
        assert answer.json()["code"] == "no_gst_return", answer.text
