"""e-Way bills: when goods need one, and the portal's rules of its fields (RULES E5)."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from billing.bills.draft import ShipTo
from billing.customers import Customer
from billing.returns.edocuments import read_e_documents
from billing.returns.eway import (
    Consignment,
    EWayNeed,
    Goods,
    NoEWayBill,
    Transport,
    e_way_bill,
    e_way_file,
    e_way_need,
    export_e_way_bill,
)
from billing.returns.papers import Incomplete, Party
from munim.errors import Invalid
from tests.billing.returns.counters import billed, line
from tests.counter import Counter

DAY = date(2026, 10, 1)
TRUCK = Transport(distance_km=530, vehicle_number="MH-12 ab 1234")
PUNE = Party(
    gstin="27AAPFU0939F1ZV", name="Sharma Traders", address="12, Laxmi Road", city="Pune", postcode=411030, state="27"
)
MUMBAI = Party(gstin=None, name="Ramesh", address="5, Linking Road", city="Mumbai", postcode=400050, state="27")
SURAT = Party(
    gstin="24AANFA2641L1ZF", name="Gujarat Mills", address="Ring Road", city="Surat", postcode=395002, state="24"
)


def consignment(taxable: str = "1000", *, buyer: Party = SURAT, **details: Any) -> Consignment:
    minor = int(Decimal(taxable) * 100)
    goods = Goods(description="Cotton shirt", hsn="6109", quantity=Decimal(10), unit="pcs", taxable_minor=minor)
    values: dict[str, Any] = {
        "document": "INV", "number": "INV26-00001", "day": DAY, "purpose": 1, "sender": PUNE, "buyer": buyer, "receiver": None,
        "goods": [goods], "total_minor": minor, **details,
    }  # fmt: skip
    return Consignment(**values)


@pytest.mark.parametrize(
    ("value", "buyer", "needed"),
    [
        ("50000.00", SURAT, False),
        ("50000.01", SURAT, True),
        ("50000.01", MUMBAI, False),
        ("100000.00", MUMBAI, False),
        ("100000.01", MUMBAI, True),
    ],
)
def test_e5_goods_need_one_over_the_limit_of_the_country_or_of_their_own_state(
    value: str, buyer: Party, needed: bool
) -> None:
    found = e_way_need(consignment(value, buyer=buyer))

    assert found.needed is needed
    assert ("within the state" in found.why) is (buyer is MUMBAI)


def test_e5_where_the_goods_go_decides_and_not_who_is_billed() -> None:
    assert e_way_need(consignment("60000", buyer=MUMBAI, receiver=SURAT)).needed
    assert not e_way_need(consignment("60000", buyer=SURAT, receiver=MUMBAI)).needed


def test_e5_the_value_has_the_tax_in_it_and_exempt_goods_beside_taxed_ones_not() -> None:
    taxed = Goods(
        description="Shirt", hsn="6109", quantity=Decimal(1), unit="pcs", taxable_minor=4500000, igst_minor=500001
    )
    rice = Goods(description="Rice", hsn="1006", quantity=Decimal(1), unit="kg", taxable_minor=6000000, exempt=True)

    assert e_way_need(consignment(goods=[taxed])).needed
    assert e_way_need(consignment(goods=[rice])).needed
    assert consignment(goods=[taxed, rice]).value_minor == 5000001
    small = msgspec.structs.replace(taxed, igst_minor=0)
    assert not e_way_need(consignment(goods=[small, rice])).needed


@pytest.mark.parametrize(
    ("transport", "field"),
    [
        (Transport(distance_km=4001, vehicle_number="MH12AB1234"), "distance_km"),
        (Transport(distance_km=-1, vehicle_number="MH12AB1234"), "distance_km"),
        (Transport(distance_km=10), "vehicle_number"),
        (Transport(distance_km=10, vehicle_number="M₹1"), "vehicle_number"),
        (Transport(distance_km=10, transporter_id="29AAFCA7488L1Z"), "transporter_id"),
        (Transport(distance_km=10, mode="rail"), "document_number"),
        (Transport(distance_km=10, mode="rail", document_number="RR1"), "document_date"),
        (Transport(distance_km=10, mode="air", document_number="A" * 16, document_date=DAY), "document_number"),
        (Transport(distance_km=10, vehicle_number="MH12AB1234", document_number="LR 1"), "document_number"),
        (Transport(distance_km=10, mode="ship", document_number="BL1", document_date=DAY - timedelta(days=1)), "document_date"),
    ],
)  # fmt: skip
def test_e5_what_the_portal_refuses_of_a_transport_is_named(transport: Transport, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        e_way_bill(consignment(), transport, today=DAY)

    assert refused.value.field == field


@pytest.mark.parametrize(
    "transport",
    [
        Transport(distance_km=4000, vehicle_number="mh 12 ab 1234"),
        Transport(distance_km=0, transporter_id="29AAFCA7488L1Z0"),  # an enrolment id's check digit is not checked
        Transport(distance_km=10, mode="rail", document_number="A" * 15, document_date=DAY),
    ],
)
def test_e5_what_the_portal_takes_is_taken(transport: Transport) -> None:
    assert e_way_bill(consignment(), transport, today=DAY)["transDistance"] == transport.distance_km


def test_e5_a_document_older_than_180_days_has_none() -> None:
    assert e_way_bill(consignment(), TRUCK, today=DAY + timedelta(days=180))
    with pytest.raises(NoEWayBill, match="180 days"):
        e_way_bill(consignment(), TRUCK, today=DAY + timedelta(days=181))


def test_e5_a_challan_travels_with_its_purpose() -> None:
    challan = consignment(
        "250000", document="CHL", number="INVDC26-00001", purpose=8, purpose_note="Goods on hire", buyer=MUMBAI
    )

    made = json.loads(e_way_file(challan, TRUCK, today=DAY))

    assert made["version"] == "1.0.0621"
    bill = made["billLists"][0]
    assert (bill["docType"], bill["subSupplyType"], bill["subSupplyDesc"]) == ("CHL", 8, "Goods on hire")
    assert (bill["toGstin"], bill["transType"], bill["vehicleNo"], bill["vehicleType"]) == ("URP", 1, "MH12AB1234", "R")
    assert (bill["totalValue"], bill["totInvValue"], bill["OthValue"]) == (250000, 250000, 0)


def test_e5_an_invoice_of_the_books_names_goods_alone_and_adds_up(
    october: Counter, people: dict[str, Customer]
) -> None:
    buyer = october.customer("Surat Mills", gstin="24AANFA2641L1ZF", address="Ring Road 395002", city="Surat")
    goods = line("60000", "5", quantity=Decimal(2), unit="kg")
    bill = billed(october, buyer, goods, line("1000", "18", hsn="996511", description="Freight", unit="trip"))

    with october.open() as session:
        content = export_e_way_bill(session, bill.id, TRUCK, by=october.by, today=DAY)
        needs = read_e_documents(session, bill.id, by=october.by)

    made = json.loads(content, parse_float=Decimal)["billLists"][0]
    assert [(one["hsnCode"], one["qtyUnit"], one["taxableAmount"], one["igstRate"]) for one in made["itemList"]] == [
        (6109, "KGS", 120000, 5)
    ]
    assert (made["totalValue"], made["igstValue"], made["OthValue"], made["totInvValue"]) == (
        120000,
        6000,
        1180,
        127180,
    )
    assert (made["docType"], made["docDate"], made["fromStateCode"], made["toStateCode"]) == (
        "INV",
        "01/10/2026",
        27,
        24,
    )
    assert (made["fromPincode"], made["toPincode"], made["mainHsnCode"]) == (411030, 395002, 6109)
    assert needs.e_way_bill == EWayNeed(needed=True, why="goods of ₹1,26,000.00 go to another state: over ₹50,000.00")


def test_e5_goods_that_go_elsewhere_are_bill_to_ship_to(october: Counter) -> None:
    buyer = october.customer("Surat Mills", gstin="24AANFA2641L1ZF")
    there = ShipTo(name="Godown", address="Plot 4, MIDC 422010", city="Nashik", state_code="27")
    bill = billed(october, buyer, line("60000", "0", tax_treatment="exempt"), ship_to=there)

    with october.open() as session:
        made = json.loads(export_e_way_bill(session, bill.id, TRUCK, by=october.by, today=DAY))["billLists"][0]

    assert (made["docType"], made["transType"]) == ("BIL", 2)
    assert (made["toGstin"], made["toStateCode"], made["actualToStateCode"], made["toPincode"]) == (
        "24AANFA2641L1ZF", 24, 27, 422010,
    )  # fmt: skip


def test_e5_services_credit_notes_and_bare_addresses_have_none(october: Counter, people: dict[str, Customer]) -> None:
    service = billed(october, people["gujarat"], line("1000", hsn="998511"))
    goods = billed(october, people["gujarat"], line("1000"))
    note = october.credit(goods, lines=None)

    for bill, kind, why in (
        (service, NoEWayBill, "no goods"),
        (note, NoEWayBill, "issued invoice"),
        (goods, Incomplete, "bill_to.address, bill_to.city, bill_to.postcode"),
    ):
        with october.open() as session, pytest.raises(kind, match=why):
            export_e_way_bill(session, bill.id, TRUCK, by=october.by, today=DAY)
