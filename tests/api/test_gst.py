"""GST over HTTP: how a shop says its registration, what a bill answers, what is refused and by which field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.api.conftest import Person

KARNATAKA = "29AABCR1718E1ZL"


@pytest.fixture
def registered(register: Callable[..., Person]) -> Person:
    """The owner of a shop registered under GST in Maharashtra."""
    return register(gstin="27AAPFU0939F1ZV", tax_registration="regular")


@pytest.fixture
def rice(registered: Person) -> dict[str, Any]:
    answer = registered.post(
        "/api/products",
        {"sku": "RICE", "name": "Rice", "price": "62.51", "tax_rate": 18, "hsn": "1006", "opening_stock": 10},
    )
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def sold(owner: Person, product: dict[str, Any], **asked: Any) -> dict[str, Any]:
    answer = owner.post("/api/billing?issue=true", {"lines": [{"product_id": product["id"]}], **asked})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def test_a_bill_answers_its_components_and_its_place(registered: Person, rice: dict[str, Any]) -> None:
    bill = sold(registered, rice)

    assert (bill["document"], bill["place_of_supply"], bill["supply"], bill["recipient"]) == (
        "invoice",
        "27",
        "intra",
        "b2c",
    )
    assert [(tax["component"], tax["tax"]) for tax in bill["taxes"]] == [("CGST", "5.63"), ("SGST", "5.63")]
    assert (bill["lines"][0]["cgst"], bill["lines"][0]["sgst"], bill["lines"][0]["igst"]) == ("5.63", "5.63", "0.00")
    assert bill["total"] == "73.77"


@pytest.mark.parametrize(
    ("said", "rate", "components"),
    [
        ({"gstin": "27AAPFU0939F1ZV", "tax_registration": "regular"}, 40, {"CGST": "20.0000", "SGST": "20.0000"}),
        ({"country": "GB", "state_code": None}, 20, {"TAX": "20.0000"}),
    ],
)
def test_a_bill_just_sold_answers_as_it_is_read_ever_after(
    register: Callable[..., Person], said: dict[str, Any], rate: int, components: dict[str, str]
) -> None:
    owner = register(**said)
    line = {"description": "Cola", "unit_price": "20", "tax_rate": rate, "quantity": "10"}

    bill = owner.post("/api/billing?issue=true", {"lines": [line]}).json()

    assert {tax["component"]: tax["rate"] for tax in bill["taxes"]} == components
    assert owner.get(f"/api/billing/{bill['id']}").json() == bill


def test_a_registered_buyer_of_another_state_bears_igst(registered: Person, rice: dict[str, Any]) -> None:
    customer = registered.post("/api/customers", {"name": "Firm", "gstin": KARNATAKA.lower()}).json()

    bill = sold(registered, rice, customer_id=customer["id"], ship_to={"name": "Godown", "state_code": "33"})

    assert (customer["gstin"], customer["state_code"]) == (KARNATAKA, "29")
    assert (bill["place_of_supply"], bill["recipient"], bill["ship_to"]["name"]) == ("29", "b2b", "Godown")
    assert [(tax["component"], tax["tax"]) for tax in bill["taxes"]] == [("IGST", "11.25")]


@pytest.mark.parametrize(
    ("asked", "code", "param"),
    [
        ({"lines": [{"description": "x", "unit_price": 1, "tax_rate": 17}]}, "rate_not_in_force", "/lines/0/tax_rate"),
        ({"reverse_charge": True}, "invalid", "/reverse_charge"),
        ({"place_of_supply": "39"}, "invalid", "/place_of_supply"),
        ({"ship_to": {"state_code": "39"}}, "invalid", "/ship_to/state_code"),
    ],
)
def test_what_the_law_does_not_know_is_refused_by_its_field(
    registered: Person, rice: dict[str, Any], asked: dict[str, Any], code: str, param: str
) -> None:
    answer = registered.post("/api/billing?issue=true", {"lines": [{"product_id": rice["id"]}], **asked})

    assert (answer.status_code, answer.json()["code"], answer.json()["param"]) == (400, code, param), answer.text


@pytest.mark.parametrize(
    ("path", "body", "param"),
    [
        ("/api/customers", {"name": "A", "gstin": "29AABCR1718E1ZK"}, "/gstin"),
        ("/api/suppliers", {"name": "A", "gstin": "29AABCR1718E1ZK"}, "/gstin"),
        ("/api/customers", {"name": "A", "gstin": KARNATAKA, "state_code": "27"}, "/state_code"),
        ("/api/suppliers", {"name": "A", "gstin": KARNATAKA, "state_code": "27"}, "/state_code"),
    ],
)
def test_a_mistyped_gstin_is_refused(registered: Person, path: str, body: dict[str, Any], param: str) -> None:
    answer = registered.post(path, body)

    assert (answer.status_code, answer.json()["param"]) == (400, param)


def test_a_price_is_raised_by_a_debit_note_that_is_paid_as_a_bill(registered: Person, rice: dict[str, Any]) -> None:
    bill = sold(registered, rice)

    answer = registered.post(
        f"/api/billing/{bill['id']}/debit", {"reason": "wrong price", "lines": [{"position": 1, "increase": "10"}]}
    )
    note = answer.json()
    paid = registered.post(f"/api/billing/{note['id']}/payments", {"amount": "11.80", "method": "upi"})

    assert (answer.status_code, note["kind"], note["number"], note["due"]) == (
        201,
        "debit_note",
        "INVD26-00001",
        "11.80",
    )
    assert paid.status_code == 201, paid.text
    assert registered.get(f"/api/billing/{note['id']}").json()["due"] == "0.00"
    assert registered.get(f"/api/billing/{note['id']}/pdf").content.startswith(b"%PDF")


def test_tax_is_taken_back_in_time_or_not_at_all(registered: Person, rice: dict[str, Any]) -> None:
    bill = sold(registered, rice, business_date="2024-03-31")

    late = registered.post(f"/api/billing/{bill['id']}/credit", {"reason": "returned"})
    without = registered.post(f"/api/billing/{bill['id']}/credit", {"reason": "returned", "without_tax": True})

    assert (late.status_code, late.json()["code"], late.json()["param"]) == (422, "too_late_for_tax", "/without_tax")
    assert (without.status_code, without.json()["tax"], without.json()["tax_effect"]) == (201, "0.00", False)
