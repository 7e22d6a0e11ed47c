"""e-Invoices and e-way bills of real bills: the portals' own rules of every field (RULES E1 to E5)."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.bills.draft import ShipTo
from billing.bills.reads import Bill
from billing.business import Business, this_business
from billing.customers import Customer
from billing.returns.edocuments import read_e_documents
from billing.returns.einvoice import NoEInvoice, e_invoice, e_invoice_need, export_e_invoice
from billing.returns.irn import compute_irn
from billing.returns.papers import Incomplete, clean, pin_in, split_address
from tests.billing.returns.counters import FIRST, UNDER_CESS, billed, line
from tests.counter import Counter

TODAY = date(2026, 10, 31)
# What schema 1.1 says of fields, by the last name of their path: a pattern of the text, or the bounds of the number.
TEXTS = {
    "Gstin": r"([0-9]{2}[0-9A-Z]{13})|URP", "LglNm": r'[^\\"]{3,100}', "TrdNm": r'[^\\"]{3,100}', "Addr1": r'[^\\"]{1,100}',
    "Addr2": r'[^\\"]{3,100}', "Loc": r'[^\\"]{3,100}', "Stcd": r"(?!0+$)[0-9]{1,2}", "Pos": r"(?!0+$)[0-9]{1,2}",
    "Ph": r"[0-9]{6,12}", "Em": r"[a-zA-Z0-9+_.-]+@[a-zA-Z0-9.-]+", "No": r"[a-zA-Z1-9][a-zA-Z0-9/-]{0,15}", "Typ": r"INV|CRN|DBN",
    "Dt": r"[0-3][0-9]/[0-1][0-9]/20[1-2][0-9]", "InvDt": r"[0-3][0-9]/[0-1][0-9]/20[1-2][0-9]", "InvNo": r"[1-9a-zA-Z][0-9a-zA-Z/-]{1,15}",
    "SlNo": r"[0-9]{1,6}", "PrdDesc": r'[^\\"]{3,300}', "IsServc": r"Y|N", "HsnCd": r"(?!0+$)([0-9]{4}|[0-9]{6}|[0-9]{8})",
    "Unit": r"[A-Za-z]{3,8}", "TaxSch": r"GST", "SupTyp": r"B2B|SEZWP|SEZWOP|EXPWP|EXPWOP|DEXP", "RegRev": r"Y|N", "Version": r"1\.1",
    "CntCode": r"[A-Z]{2}",
}  # fmt: skip
NUMBERS: dict[str, tuple[float, float]] = {"Pin": (100000, 999999), "RndOffAmt": (-99.99, 99.99), "GstRt": (0, 999.999)}
MANDATORY = {
    "": {"Version", "TranDtls", "DocDtls", "SellerDtls", "BuyerDtls", "ItemList", "ValDtls"},
    "TranDtls": {"TaxSch", "SupTyp"},
    "DocDtls": {"Typ", "No", "Dt"},
    "SellerDtls": {"Gstin", "LglNm", "Addr1", "Loc", "Pin", "Stcd"},
    "BuyerDtls": {"Gstin", "LglNm", "Pos", "Addr1", "Loc", "Stcd"},
    "ShipDtls": {"LglNm", "Addr1", "Loc", "Pin", "Stcd"},
    "ItemList": {"SlNo", "IsServc", "HsnCd", "UnitPrice", "TotAmt", "AssAmt", "GstRt", "TotItemVal"},
    "ValDtls": {"AssVal", "TotInvVal"},
}


def check_schema(document: dict[str, Any]) -> None:
    """The published rules of every field that is there, and that every mandatory one is."""
    assert MANDATORY[""] <= document.keys()
    for name, block in document.items():
        for part in block if isinstance(block, list) else [block]:
            if isinstance(part, dict):
                assert MANDATORY.get(name, set()) <= part.keys(), name
                check_fields(part)
    check_fields({"Version": document["Version"]})


def check_fields(block: dict[str, Any]) -> None:
    for name, value in block.items():
        if isinstance(value, list):
            for one in value:
                check_fields(one)
        elif isinstance(value, str):
            assert re.fullmatch(TEXTS[name], value), (name, value)
        else:
            least, most = NUMBERS.get(name, (0, 99999999999999.99))
            assert least <= value <= most, (name, value)
            places = 3 if name in ("UnitPrice", "Qty", "GstRt", "CesRt") else 2
            assert -Decimal(str(value)).as_tuple().exponent <= places, (name, value)  # type: ignore[operator]


@pytest.fixture
def buyer(october: Counter) -> Customer:
    return october.customer(
        "Gujarat Mills", gstin="24AANFA2641L1ZF", address="7, Ashram Road, Navrangpura 380 009", city="Ahmedabad"
    )


def made(october: Counter, bill: Bill) -> dict[str, Any]:
    with october.open() as session:
        content = export_e_invoice(session, bill.id, by=october.by, today=TODAY)
    document = json.loads(content, parse_float=Decimal)
    assert len(document) == 1
    check_schema(document[0])
    return dict(document[0])


def test_e3_an_invoice_has_every_mandatory_field_and_adds_up(october: Counter, buyer: Customer) -> None:
    goods = line(
        "118.00", "18", quantity=Decimal("2.5"), price_includes_tax=True, discount_percent=Decimal(10), unit="kg"
    )
    bill = billed(october, buyer, goods, line("1000", "5", hsn="998511", description='A "tidy"\\ing', unit="visit"))

    document = made(october, bill)

    assert document["TranDtls"] == {"TaxSch": "GST", "SupTyp": "B2B", "RegRev": "N"}
    assert document["DocDtls"] == {"Typ": "INV", "No": bill.number, "Dt": "01/10/2026"}
    assert document["SellerDtls"] == {
        "Gstin": "27AAPFU0939F1ZV", "LglNm": "Sharma Traders Private Limited", "TrdNm": "Sharma Traders",
        "Addr1": "12, Laxmi Road, Sadashiv Peth", "Loc": "Pune", "Pin": 411030, "Stcd": "27",
    }  # fmt: skip
    assert document["BuyerDtls"] == {
        "Gstin": "24AANFA2641L1ZF", "LglNm": "Gujarat Mills", "Addr1": "7, Ashram Road, Navrangpura 380 009", "Loc": "Ahmedabad",
        "Pin": 380009, "Stcd": "24", "Pos": "24",
    }  # fmt: skip
    first, second = document["ItemList"]
    # 295.00 with tax is 250.00 before it; ten per cent off leaves 225.00 and 40.50
    assert first == {
        "SlNo": "1", "PrdDesc": "Cotton shirt", "IsServc": "N", "HsnCd": "6109", "Qty": Decimal("2.500"), "Unit": "KGS", "UnitPrice": 100,
        "TotAmt": 250, "Discount": 25, "AssAmt": 225, "GstRt": 18, "IgstAmt": Decimal("40.50"), "CgstAmt": 0, "SgstAmt": 0, "CesRt": 0,
        "CesAmt": 0, "TotItemVal": Decimal("265.50"),
    }  # fmt: skip
    assert (second["IsServc"], second["Unit"], second["PrdDesc"]) == ("Y", "OTH", "A tidy ing")
    values = document["ValDtls"]
    assert (values["AssVal"], values["IgstVal"], values["TotInvVal"]) == (1225, Decimal("90.50"), Decimal("1315.50"))


def test_e3_the_items_and_the_round_off_come_to_the_invoices_value(october: Counter, buyer: Customer) -> None:
    bills = [
        billed(october, buyer, line("33.33", "5"), line("10.10", "18", cess_rate=Decimal(12)), **UNDER_CESS),
        billed(
            october,
            buyer,
            line("62.51"),
            line("100", "0", tax_treatment="exempt"),
            line("50", "0", tax_treatment="non_gst"),
        ),
        billed(october, buyer, line("1234.49"), discount=Decimal("0.50")),
    ]

    for bill in bills:
        document = made(october, bill)
        values = document["ValDtls"]
        assert (
            sum(one["TotItemVal"] for one in document["ItemList"]) + values["OthChrg"] + values["RndOffAmt"]
            == values["TotInvVal"]
        )
        assert values["TotInvVal"] * 100 == bill.total_minor
        for one in document["ItemList"]:
            assert one["TotAmt"] - one["Discount"] == one["AssAmt"]
            assert abs(one["UnitPrice"] * one["Qty"] - one["TotAmt"]) < 1
            taxes = one["IgstAmt"] + one["CgstAmt"] + one["SgstAmt"] + one["CesAmt"]
            assert one["AssAmt"] + taxes == one["TotItemVal"]
    assert made(october, bills[1])["ValDtls"]["OthChrg"] == 50


def test_e3_a_round_off_is_told_apart(october: Counter, buyer: Customer) -> None:
    bill = billed(october, buyer, line("1046.18"))  # with tax 1,234.49
    rounded = msgspec.structs.replace(bill, round_off_minor=-49, total_minor=bill.total_minor - 49)

    with october.open() as session:
        values = e_invoice(rounded, this_business(session), original=None)["ValDtls"]

    assert (values["RndOffAmt"], values["TotInvVal"]) == (Decimal("-0.49"), Decimal("1234.00"))


def test_e3_on_reverse_charge_the_tax_is_told_and_in_no_total(october: Counter, buyer: Customer) -> None:
    document = made(october, billed(october, buyer, line("1000.50", "5"), reverse_charge=True))

    assert document["TranDtls"]["RegRev"] == "Y"
    item = document["ItemList"][0]
    assert (item["GstRt"], item["IgstAmt"], item["TotItemVal"]) == (5, Decimal("50.03"), Decimal("1000.50"))
    assert document["ValDtls"]["TotInvVal"] == Decimal("1000.50")


def test_e3_a_note_names_its_invoice_and_an_export_its_country(
    october: Counter, buyer: Customer, people: dict[str, Customer]
) -> None:
    bill = billed(october, buyer, line("1000"))
    note = made(october, october.credit(bill, lines=None))
    abroad = october.customer("London Ltd", country="GB", address="1 High Street", city="London")
    export = made(october, billed(october, abroad, line("500"), day=TODAY))
    zone = october.customer(
        "Zone Unit Two",
        gstin="29AABCR1718E1ZL",
        gst_treatment="sez_without_payment",
        address="Whitefield 560066",
        city="Bengaluru",
    )
    undertaken = made(october, billed(october, zone, line("500"), day=TODAY))

    assert note["DocDtls"]["Typ"] == "CRN"
    assert note["RefDtls"] == {"PrecDocDtls": [{"InvNo": bill.number, "InvDt": "01/10/2026"}]}
    buyer_ = export["BuyerDtls"]
    assert (buyer_["Gstin"], buyer_["Pos"], buyer_["Stcd"], buyer_["Pin"]) == ("URP", "96", "96", 999999)
    assert (export["TranDtls"]["SupTyp"], export["ExpDtls"]) == ("EXPWP", {"CntCode": "GB"})
    assert undertaken["TranDtls"]["SupTyp"] == "SEZWOP"
    assert (undertaken["ItemList"][0]["GstRt"], undertaken["ItemList"][0]["IgstAmt"]) == (0, 0)


def test_e3_where_goods_go_elsewhere_the_receiver_is_named(october: Counter, buyer: Customer) -> None:
    there = ShipTo(name="Surat Godown", address="Ring Road 395002", city="Surat", state_code="24")

    document = made(october, billed(october, buyer, line("500"), ship_to=there))

    assert document["ShipDtls"] == {
        "LglNm": "Surat Godown",
        "Addr1": "Ring Road 395002",
        "Loc": "Surat",
        "Pin": 395002,
        "Stcd": "24",
    }


def test_e3_everything_that_is_missing_is_named_at_once(october: Counter) -> None:
    bare = october.customer("Bare Ltd", gstin="24AANFA2641L1ZF")
    bill = billed(october, bare, line("500"))

    with october.open() as session, pytest.raises(Incomplete) as refused:
        export_e_invoice(session, bill.id, by=october.by, today=TODAY)

    assert refused.value.facts["missing"] == ["bill_to.address", "bill_to.city", "bill_to.postcode"]
    assert refused.value.field == "bill_to.address"


# -- when --------------------------------------------------------------------------------------------


def business_of(october: Counter, **settings: Any) -> Business:
    business: Business = msgspec.structs.replace(october.shop.business, **settings)
    return business


@pytest.mark.parametrize(
    ("turnover", "needed"), [(None, False), (50_000_000, False), (50_000_001, True), (1_000_000_000, True)]
)
def test_e2_an_e_invoice_is_needed_over_five_crore(
    october: Counter, buyer: Customer, turnover: int | None, needed: bool
) -> None:
    bill = billed(october, buyer, line("1000"))

    found = e_invoice_need(bill, business_of(october, annual_turnover=turnover))

    assert found.needed is needed
    assert found.irn == compute_irn("27AAPFU0939F1ZV", FIRST, "INV", bill.number or "")


@pytest.mark.parametrize(("turnover", "until"), [(99_999_999, None), (100_000_000, FIRST + timedelta(days=30))])
def test_e2_documents_age_from_ten_crore_on(
    october: Counter, buyer: Customer, turnover: int, until: date | None
) -> None:
    bill = billed(october, buyer, line("1000"))

    assert e_invoice_need(bill, business_of(october, annual_turnover=turnover)).until == until


def test_e2_after_thirty_days_the_file_is_refused(october: Counter, buyer: Customer) -> None:
    bill = billed(october, buyer, line("1000", hsn="610910"))
    with october.open() as session:
        session.info["business"] = business_of(october, annual_turnover=200_000_000)
        assert export_e_invoice(session, bill.id, by=october.by, today=FIRST + timedelta(days=30))
        with pytest.raises(NoEInvoice, match="until 2026-10-31"):
            export_e_invoice(session, bill.id, by=october.by, today=FIRST + timedelta(days=31))


def test_e2_there_is_none_for_consumers_for_untaxed_goods_and_for_what_is_cancelled(
    october: Counter, buyer: Customer, people: dict[str, Customer]
) -> None:
    consumer = billed(october, people["here"], line("1000"))
    untaxed = billed(october, buyer, line("1000", "0", tax_treatment="exempt"))
    cancelled = october.cancel(billed(october, buyer, line("1000")))

    for bill, why in ((consumer, "not registered"), (untaxed, "nothing on it is taxable"), (cancelled, "cancelled")):
        with october.open() as session:
            assert not read_e_documents(session, bill.id, by=october.by).e_invoice.needed
            with pytest.raises(NoEInvoice, match=why):
                export_e_invoice(session, bill.id, by=october.by, today=TODAY)


def test_e2_an_e_invoice_has_at_most_a_thousand_lines(october: Counter, buyer: Customer) -> None:
    bill = billed(october, buyer, *[line("1") for _ in range(1000)])
    assert len(made(october, bill)["ItemList"]) == 1000
    longer = msgspec.structs.replace(bill, lines=[*bill.lines, bill.lines[0]])

    with october.open() as session, pytest.raises(NoEInvoice, match="at most 1000"):
        e_invoice(longer, this_business(session), original=None)


# -- texts -------------------------------------------------------------------------------------------


@given(st.text())
def test_e3_no_text_has_quotes_backslashes_or_line_breaks(text: str) -> None:
    assert re.fullmatch(r'[^"\\\x00-\x1f]{0,100}', clean(text))
    first, second = split_address(text)
    assert len(first) <= 100 and (second == "" or 3 <= len(second) <= 100)


@pytest.mark.parametrize(
    ("text", "pin"),
    [
        ("Pune 411030", 411030),
        ("Plot 120034, Pune - 411 030.", 411030),
        ("Phone 9822012345", None),
        ("012345", None),
        (None, None),
    ],
)
def test_a_pin_code_is_found_in_an_address_as_people_write_it(text: str | None, pin: int | None) -> None:
    assert pin_in(text) == pin


def test_e3_a_long_address_is_parted_between_words() -> None:
    first, second = split_address("Shop number twelve, " * 8)

    assert len(first) <= 100 and not first.endswith(" ")
    assert (first + " " + second).replace(",", "").split() == ("Shop number twelve " * 8).split()
