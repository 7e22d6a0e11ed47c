"""The e-way bill of goods on hire, over HTTP: under their challan, at their declared value, without tax."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.api.conftest import Person

TRUCK = {"distance_km": 120, "vehicle_number": "MH12AB1234"}


@pytest.fixture
def hirer_out(register: Callable[..., Person]) -> tuple[Person, str]:
    """A registered shop in Pune, and the path of a challan for two projectors at 40,000.00 each."""
    owner = register(
        gstin="27AAPFU0939F1ZV", tax_registration="regular", address="12 MG Road, Pune 411001", city="Pune"
    )
    item = {"sku": "P", "name": "Projector", "price": 40000, "opening_stock": 2, "kind": "rental"}
    product = owner.post("/api/products", {**item, "daily_rental_rate": 500, "hsn": "997319", "tax_rate": 18}).json()
    details = {"name": "Asha Desai", "phone": "9822012345", "address": "4 Link Road, Mumbai 400050", "city": "Mumbai"}
    customer = owner.post("/api/customers", {**details, "state_code": "27"}).json()
    today = date.fromisoformat(owner.get("/api/activity").json()["items"][0]["business_date"]).isoformat()
    asked = {"customer_id": customer["id"], "starts_on": today, "due_on": today, "lines": [{"product_id": product["id"], "quantity": 2}]}  # fmt: skip
    challan = owner.post("/api/rentals/challans", asked)
    assert challan.status_code == 201, challan.text
    return owner, f"/api/rentals/challans/{challan.json()['id']}"


def test_e5_goods_on_hire_travel_under_their_challan_at_their_declared_value(hirer_out: tuple[Person, str]) -> None:
    owner, path = hirer_out

    answer = owner.post(f"{path}/e-way-bill.json", {**TRUCK, "goods": [{"position": 1, "hsn": "852862"}]})

    assert answer.status_code == 200, answer.text
    [bill] = answer.json()["billLists"]
    assert (bill["docType"], bill["subSupplyType"], bill["subSupplyDesc"]) == ("CHL", 8, "Goods on hire")
    assert (bill["fromPincode"], bill["toPincode"]) == (411001, 400050)
    assert [(one["hsnCode"], one["taxableAmount"], one["igstRate"], one["cgstRate"]) for one in bill["itemList"]] == [
        (852862, 80000, 0, 0)
    ]
    assert (bill["totalValue"], bill["totInvValue"]) == (80000, 80000)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "say the HSN of Projector"),  # the item's own code is that of its hire
        ({"goods": [{"position": 1, "hsn": "997319"}]}, "say the HSN of Projector"),
        ({"goods": [{"position": 7, "hsn": "852862"}]}, "no line 7"),
    ],
)
def test_e5_goods_whose_own_hsn_nobody_said_are_named(
    hirer_out: tuple[Person, str], said: dict[str, Any], words: str
) -> None:
    owner, path = hirer_out

    answer = owner.post(f"{path}/e-way-bill.json", {**TRUCK, **said})

    assert (answer.status_code, answer.json()["param"]) == (400, "/goods")
    assert words in answer.json()["detail"]


def test_e5_nothing_travels_under_a_cancelled_challan(hirer_out: tuple[Person, str]) -> None:
    owner, path = hirer_out
    assert owner.post(f"{path}/cancel", {"reason": "came too late"}).status_code == 200

    answer = owner.post(f"{path}/e-way-bill.json", {**TRUCK, "goods": [{"position": 1, "hsn": "852862"}]})

    assert (answer.status_code, answer.json()["code"]) == (422, "no_e_way_bill")
