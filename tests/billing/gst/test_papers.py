"""What a bill under GST says on paper and page: rules 46, 49, 53 and 5 of the CGST Rules."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from billing.bills.draft import ShipTo
from billing.bills.reads import Bill
from billing.business import BusinessSettings, change_business
from billing.documents import BillDocument, bill_page, read_bill_document
from billing.gst.particulars import COMPOSITION, REVERSE_CHARGE, WITHOUT_TAX
from tests.billing.test_documents import assert_in_order, printed
from tests.conftest import GSTIN
from tests.counter import Counter

KARNATAKA = "29AABCR1718E1ZL"


def paper(counter: Counter, bill: Bill) -> BillDocument:
    with counter.open() as session:
        return read_bill_document(session, bill.id, by=counter.by)


def facts(document: BillDocument) -> dict[str, str]:
    return {fact.label: fact.value for fact in document.facts}


def test_rule_46_a_tax_invoice_says_all_that_the_law_asks(gst_counter: Counter) -> None:
    rice = gst_counter.product("Rice", "1000", tax_rate=Decimal(18), cess_rate=Decimal(12), hsn="1006")
    firm = gst_counter.customer("Karnataka Foods", gstin=KARNATAKA, address="4 MG Road", city="Bengaluru")
    bill = gst_counter.sell(
        (rice, "2"), customer=firm, discount=Decimal(100), ship_to=ShipTo(name="Godown 4", state_code="33"),
        business_date=date(2026, 1, 31),
    )  # fmt: skip

    document = paper(gst_counter, bill)

    assert document.title == "Tax Invoice"
    assert facts(document) | {"Place of supply": "Karnataka (29)", "Reverse charge": "No"} == facts(document)
    assert document.components == ("IGST", "Cess")
    assert_in_order(printed(document), "Maharashtra (27)", f"GSTIN {GSTIN}")
    assert_in_order(
        printed(document), "Karnataka Foods", "4 MG Road", "Bengaluru, Karnataka (29)", f"GSTIN {KARNATAKA}"
    )
    assert_in_order(printed(document), "Godown 4", "Tamil Nadu (33)")
    assert_in_order(
        printed(document),
        "Rice",
        "1006",
        "1,000.00",
        "100.00",
        "1,900.00",
        "342.00",
        "18%",
        "228.00",
        "12%",
        "2,470.00",
    )
    assert_in_order(printed(document), "Rupees Two Thousand Four Hundred Seventy Only", "Authorised signatory")
    page = bill_page(document)
    assert_in_order(page, "Tax Invoice", "Karnataka (29)", "Godown 4", "IGST", "Cess", "342.00")


def test_rule_46_within_a_state_both_halves_are_shown_with_their_own_rate(gst_counter: Counter) -> None:
    rice = gst_counter.product("Rice", "62.51", tax_rate=Decimal(5))

    document = paper(gst_counter, gst_counter.sell((rice, "1")))

    assert document.components == ("CGST", "SGST")
    assert [(one.rate, one.amount) for one in document.lines[0].components] == [("2.5%", "1.56"), ("2.5%", "1.56")]
    assert [row.name for row in document.taxes] == ["CGST 2.5%", "SGST 2.5%"]
    assert not document.has_tax, "no plain tax beside them"


def test_rule_5_a_composition_taxpayers_bill_of_supply_carries_its_sentence(gst_counter: Counter) -> None:
    with gst_counter.open() as session:
        settings = BusinessSettings(name="Shop", gstin=GSTIN, tax_registration="composition")
        change_business(session, settings, by=gst_counter.by, at=gst_counter.at)

    document = paper(gst_counter, gst_counter.sell((gst_counter.product(tax_rate=Decimal(18)), "1")))

    assert (document.title, document.components, document.has_tax) == ("Bill of Supply", (), False)
    assert document.declarations == (COMPOSITION,)
    assert "not eligible to collect tax on supplies" in printed(document)
    assert "not eligible to collect tax on supplies" in bill_page(document)


def test_rule_49_a_regular_taxpayers_bill_of_supply_has_no_such_sentence(gst_counter: Counter) -> None:
    document = paper(gst_counter, gst_counter.sell((gst_counter.product("Milk", tax_treatment="exempt"), "1")))

    assert (document.title, document.declarations) == ("Bill of Supply", ())


def test_rule_46_reverse_charge_is_said_with_the_rate_and_no_tax(gst_counter: Counter) -> None:
    haulage = gst_counter.product("Haulage", "1000", tax_rate=Decimal(5), hsn="9965", kind="service", stock="0")
    firm = gst_counter.customer(gstin=KARNATAKA)

    document = paper(gst_counter, gst_counter.sell((haulage, "1"), customer=firm, reverse_charge=True))

    assert (facts(document)["Reverse charge"], document.declarations) == ("Yes", (REVERSE_CHARGE,))
    assert [(one.rate, one.amount) for one in document.lines[0].components] == [("5%", "0.00")]


@pytest.mark.parametrize(
    ("buyer", "words"),
    [
        ({"country": "GB"}, "export on payment of integrated tax"),
        ({"country": "GB", "gst_treatment": "export_without_payment"}, "letter of undertaking without payment"),
        (
            {"gstin": KARNATAKA, "gst_treatment": "sez_with_payment"},
            "SEZ developer for authorised operations on payment",
        ),
    ],
)
def test_rule_46_an_export_or_supply_to_a_zone_is_endorsed(
    gst_counter: Counter, buyer: dict[str, Any], words: str
) -> None:
    saree = gst_counter.product("Saree", tax_rate=Decimal(5), hsn="5407")

    document = paper(gst_counter, gst_counter.sell((saree, "1"), customer=gst_counter.customer(**buyer)))

    assert len(document.declarations) == 1
    assert words in document.declarations[0]
    assert (document.components == ()) == ("without" in words)


def test_rule_53_notes_name_their_invoice_with_its_date(gst_counter: Counter) -> None:
    bill = gst_counter.sell(
        (gst_counter.product(price="100", tax_rate=Decimal(5)), "2"), customer=gst_counter.customer()
    )

    debit, credit = paper(gst_counter, gst_counter.debit(bill, "5")), paper(gst_counter, gst_counter.credit(bill))

    assert (debit.title, debit.buyer_heading, credit.title) == ("Debit Note", "Debit to", "Credit Note")
    for document in (debit, credit):
        assert facts(document)["Against invoice"].startswith("INV26-00001 of ")
    assert [row.label for row in debit.settled] == ["Balance due"]


def test_a_credit_note_without_tax_says_so(gst_counter: Counter) -> None:
    bill = gst_counter.sell((gst_counter.product(tax_rate=Decimal(5)), "2"))

    document = paper(gst_counter, gst_counter.credit(bill, without_tax=True))

    assert (document.components, document.declarations) == ((), (WITHOUT_TAX,))


def test_a_plain_shops_bill_is_as_ever(counter: Counter) -> None:
    document = paper(counter, counter.sell((counter.product(tax_rate=Decimal(17)), "1")))

    assert (document.title, document.has_tax, document.components) == ("Invoice", True, ())
    assert (document.declarations, document.signatory, document.ship_to) == ((), "", None)
    assert "Place of supply" not in facts(document)


def test_a_quotation_says_until_when_it_is_valid_if_it_is(gst_counter: Counter) -> None:
    rice = gst_counter.product("Rice", "1000", hsn="1006")
    open_ended = gst_counter.sell((rice, "1"), kind="quotation")
    dated = gst_counter.sell((rice, "1"), kind="quotation", valid_until=date(2199, 12, 31))

    assert "Valid until" not in facts(paper(gst_counter, open_ended))
    assert facts(paper(gst_counter, dated))["Valid until"] == "31 Dec 2199"


def test_rule_5_a_composition_shop_says_so_on_a_bill_of_exempt_goods_alone(gst_counter: Counter) -> None:
    milk = gst_counter.product("Milk", "60", tax_treatment="exempt", hsn="0401")
    with gst_counter.open() as session:
        settings = BusinessSettings(name="Shop", gstin=GSTIN, tax_registration="composition")
        change_business(session, settings, by=gst_counter.by, at=gst_counter.at)

    assert COMPOSITION in paper(gst_counter, gst_counter.sell((milk, "1"))).declarations
