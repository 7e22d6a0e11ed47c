"""Bills and statements as they reach the customer: PDF, picture and page."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from xml.etree import ElementTree

import msgspec
import pypdf
import pytest
import zxingcpp
from PIL import Image

from billing.bills.reads import Bill, BillLine, BillTax
from billing.business import Business
from billing.customers import Customer
from billing.documents import (
    TEMPLATES,
    BillDocument,
    Party,
    bill_document,
    bill_page,
    bill_pdf,
    file_name,
    show_quantity,
    show_rate,
)
from billing.statement_documents import statement_document, statement_pdf
from billing.statements import Statement, StatementLine
from billing.upi import payment_link
from munim.days import Period
from munim.pictures import Picture
from munim.render import render_png

SHOP = Business(
    business_id=1, name="शर्मा जनरल स्टोर", country="IN", currency="INR", timezone="Asia/Kolkata", year_start_month=4, tax_name="GST",
    address="12, MG Road\nNear Clock Tower", city="Pune", postcode="411001", phone="+919822012345", gstin="27AAPFU0939F1ZV",
    upi_id="sharma@okhdfcbank", upi_name="Sharma General Store", bill_footer="धन्यवाद, फिर पधारिए",
)  # fmt: skip
BUYER = Party("क्षत्रिय ट्रेडर्स", ("नियुक्ति स्ट्रीट, Nagpur",))


def line(position: int = 1, **given: Any) -> BillLine:
    """₹1,000.00 and 18 %: one unit of rice, unless told otherwise."""
    values: dict[str, Any] = {
        "id": position, "position": position, "product_id": None, "description": f"Rice {position}", "hsn": "1006", "quantity": Decimal("1.000"),
        "unit": "kg", "unit_price": Decimal("1000.0000"), "price_includes_tax": False, "tax_rate": Decimal("18.0000"), "gross_minor": 1000_00,
        "discount_minor": 0, "taxable_minor": 1000_00, "tax_minor": 180_00, "total_minor": 1180_00, "cost_minor": None, "original_line_id": None,
        "cess_rate": Decimal(0), "tax_treatment": "taxable", "cgst_minor": 0, "sgst_minor": 0, "igst_minor": 0, "cess_minor": 0,
    }  # fmt: skip
    return BillLine(**values | given)


def bill(*lines: BillLine, **given: Any) -> Bill:
    """An issued invoice of ``lines`` (one by default), unpaid."""
    rows = list(lines) or [line()]
    taxable, tax = sum(row.taxable_minor for row in rows), sum(row.tax_minor for row in rows)
    discount = sum(row.discount_minor for row in rows)
    values: dict[str, Any] = {
        "id": UUID(int=1), "kind": "invoice", "document": given.get("kind", "invoice"), "status": "issued", "number": "INV/25-26/00042", "customer_id": UUID(int=2), "customer_name": "K",
        "original_id": None, "reference": None, "business_date": date(2025, 11, 3), "due_date": date(2025, 11, 18), "issued_at": None,
        "cancelled_date": None, "gross_minor": taxable + discount, "discount_minor": discount, "taxable_minor": taxable, "tax_minor": tax,
        "charges_minor": 0, "round_off_minor": 0, "total_minor": taxable + tax, "allocated_minor": 0, "credited_minor": 0, "written_off_minor": 0,
        "due_minor": taxable + tax, "note": None, "version": 1, "created_at": datetime(2025, 11, 3, tzinfo=UTC), "series": "INV",
        "financial_year": "2025-26", "cancel_reason": None, "staff_id": None, "bill_to": None, "lines": rows,
        "place_of_supply": None, "supply": None, "recipient": None, "reverse_charge": False, "supply_date": None, "tax_effect": True, "ship_to": None,
        "taxes": [BillTax("TAX", Decimal("18.0000"), taxable, tax)] if tax else [],
    }  # fmt: skip
    return Bill(**values | given)


def printed(document: BillDocument) -> str:
    """The text of the PDF, pages joined."""
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(bill_pdf(document))).pages)


def assert_in_order(text: str, *parts: str) -> None:
    at = 0
    for part in parts:
        found = text.find(part, at)
        assert found >= 0, f"{part!r} does not follow in {text!r}"
        at = found + len(part)


def test_a_bill_prints_its_amounts_exactly_and_in_order() -> None:
    sold = line(discount_minor=50_00, taxable_minor=950_00, tax_minor=171_00, total_minor=1121_00)
    document = bill_document(bill(sold, allocated_minor=121_00, due_minor=1000_00), SHOP, BUYER)

    text = printed(document)

    assert_in_order(text, "Tax Invoice", "INV/25-26/00042", "3 Nov 2025", "18 Nov 2025")
    assert_in_order(text, "Rice 1", "1006", "1,000.00", "50.00", "950.00", "18%", "171.00", "1,121.00")
    assert_in_order(text, "Rupees One Thousand One Hundred Twenty-One Only")
    assert_in_order(
        text,
        "Subtotal",
        "₹1,000.00",
        "Discount",
        "−₹50.00",
        "GST",
        "₹171.00",
        "Total",
        "₹1,121.00",
        "Paid",
        "₹121.00",
        "Balance due",
        "₹1,000.00",
    )
    assert "sharma@okhdfcbank" in text
    assert "Page 1 of 1" in text


def test_large_amounts_are_grouped_by_lakh_and_crore() -> None:
    sold = line(taxable_minor=99_99_99_99_999_99, tax_minor=0, total_minor=99_99_99_99_999_99, tax_rate=Decimal(0))

    text = printed(bill_document(bill(sold), SHOP, BUYER))

    assert "₹99,99,99,99,999.99" in text
    assert "Nine Thousand Nine Hundred Ninety-Nine Crore Ninety-Nine Lakh" in " ".join(text.split())


def test_the_payment_code_asks_for_the_balance_and_says_who_is_paid() -> None:
    document = bill_document(bill(allocated_minor=80_00, due_minor=1100_00), SHOP, BUYER)
    picture = Image.open(io.BytesIO(render_png(TEMPLATES / "bill.typ", document, pixels_per_inch=150)))

    codes = zxingcpp.read_barcodes(picture)

    assert [code.text for code in codes] == [
        "upi://pay?pa=sharma@okhdfcbank&pn=Sharma%20General%20Store&am=1100.00&cu=INR&tr=INV-25-26-00042&tn=Bill%20INV%2F25-26%2F00042"
    ]


def test_the_payment_code_is_still_read_from_a_third_of_the_size() -> None:
    document = bill_document(bill(), SHOP, BUYER)
    picture = Image.open(io.BytesIO(render_png(TEMPLATES / "bill.typ", document, pixels_per_inch=300)))

    small = picture.resize((picture.width // 3, picture.height // 3))

    assert document.upi is not None
    assert zxingcpp.read_barcodes(small)[0].text == document.upi.link


@pytest.mark.parametrize(
    ("changes", "business"),
    [
        ({"due_minor": 0, "allocated_minor": 1180_00}, {}),
        ({"status": "cancelled", "due_minor": 0, "cancelled_date": date(2025, 11, 4)}, {}),
        ({"status": "draft", "number": None, "due_minor": 0}, {}),
        ({"kind": "quotation", "due_minor": 0}, {}),
        ({}, {"upi_id": None}),
        ({}, {"currency": "GBP"}),
    ],
    ids=["paid", "cancelled", "draft", "quotation", "no UPI id", "not in rupees"],
)
def test_no_payment_is_asked_for_where_none_is_due_by_upi(changes: dict[str, Any], business: dict[str, Any]) -> None:
    assert bill_document(bill(**changes), msgspec.structs.replace(SHOP, **business), BUYER).upi is None


def test_devanagari_is_set_from_fonts_inside_the_document() -> None:
    pdf = pypdf.PdfReader(io.BytesIO(bill_pdf(bill_document(bill(), SHOP, BUYER))))

    fonts = [
        font.get_object()["/DescendantFonts"][0].get_object() for font in pdf.pages[0]["/Resources"]["/Font"].values()
    ]  # type: ignore[index]

    names = {str(font["/BaseFont"]).split("+")[-1] for font in fonts}
    assert {"Mukta-Regular", "Mukta-SemiBold", "Baloo2-SemiBold"} <= names
    assert all("/FontFile2" in font["/FontDescriptor"] or "/FontFile3" in font["/FontDescriptor"] for font in fonts)
    assert "शर्मा" in pdf.pages[0].extract_text()


def test_many_lines_run_over_pages_under_a_repeated_head() -> None:
    document = bill_document(bill(*(line(n) for n in range(1, 121))), SHOP, BUYER)

    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(bill_pdf(document))).pages]

    assert len(pages) >= 3
    for number, text in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in text
    assert all("Description" in text for text in pages[:3])
    assert all("INV/25-26/00042" in text for text in pages)
    positions = re.findall(r"Rice (\d+)", "\n".join(pages))
    assert positions == [str(n) for n in range(1, 121)]


@pytest.mark.parametrize(
    ("changes", "title", "mark"),
    [
        ({}, "Tax Invoice", ""),
        ({"kind": "credit_note", "number": "CN/25-26/00001"}, "Credit Note", ""),
        ({"kind": "quotation"}, "Quotation", ""),
        ({"status": "draft", "number": None}, "Tax Invoice", "DRAFT"),
        ({"status": "cancelled", "cancelled_date": date(2025, 11, 4)}, "Tax Invoice", "CANCELLED"),
    ],
)
def test_a_document_says_what_it_is_and_how_it_stands(changes: dict[str, Any], title: str, mark: str) -> None:
    document = bill_document(bill(**changes), SHOP, BUYER)

    text = printed(document)

    assert (document.title, document.mark) == (title, mark)
    assert title in text
    assert mark in text


def test_a_shop_outside_the_tax_prints_a_plain_invoice_without_tax_columns() -> None:
    plain = line(hsn=None, tax_rate=Decimal(0), tax_minor=0, total_minor=1000_00)
    document = bill_document(bill(plain), msgspec.structs.replace(SHOP, gstin=None), BUYER)

    text = printed(document)

    assert document.title == "Invoice"
    assert not any(word in text for word in ("GST", "HSN", "Taxable", "Discount"))


def test_pounds_are_shown_and_spelled_as_pounds() -> None:
    shop = msgspec.structs.replace(
        SHOP, currency="GBP", country="GB", tax_name="VAT", gstin=None, name="Corner Shop Ltd"
    )
    sold = line(taxable_minor=1234_567_00, tax_minor=246_913_40, total_minor=1481_480_40, tax_rate=Decimal(20))

    text = printed(bill_document(bill(sold), shop, BUYER))

    assert "£1,481,480.40" in text
    assert "Pounds and Forty Pence Only" in " ".join(text.split())


def test_a_document_with_a_logo_and_the_longest_names_is_still_drawn() -> None:
    out = io.BytesIO()
    Image.new("RGB", (300, 100), "#0a7d4f").save(out, "PNG")
    logo = Picture(out.getvalue(), "image/png", 300, 100)
    long = "अत्यंतदीर्घनाम" * 12
    shop = msgspec.structs.replace(
        SHOP, name="Shri Ganesh Traders and Sons General Merchants and Commission Agents " * 2, brand_color="#ffe082"
    )

    document = bill_document(bill(line(description=long + " x" * 200)), shop, Party("A" * 150, ("B" * 200,)), logo=logo)

    assert "image/png" in document.logo
    assert bill_pdf(document).startswith(b"%PDF-")


def test_printing_a_bill_again_gives_the_same_bytes() -> None:
    document = bill_document(bill(), SHOP, BUYER)

    assert bill_pdf(document) == bill_pdf(document)


def test_words_that_look_like_markup_stay_words() -> None:
    nasty = '#panic("x") <script>alert(1)</script> $x$ *a* `b` \\ {{ d }} "'
    document = bill_document(bill(line(description=nasty)), SHOP, Party("<img src=x onerror=alert(1)>"))

    page = bill_page(document)

    assert "<script" not in page
    assert "<img" not in page
    assert '#panic("x") <script>alert(1)' in " ".join(printed(document).replace("\u200b", "").split())


def test_the_page_shows_the_same_figures_and_loads_nothing() -> None:
    document = bill_document(bill(allocated_minor=180_00, due_minor=1000_00), SHOP, BUYER)

    page = bill_page(document)

    body = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    assert_in_order(
        body,
        "Tax Invoice",
        "INV/25-26/00042",
        "Rice 1",
        "1,180.00",
        "Total",
        "₹1,180.00",
        "Paid",
        "₹180.00",
        "Balance due",
        "₹1,000.00",
    )
    assert "sharma@okhdfcbank" in body
    assert not re.search(r"(src|href|url\()\s*=?\s*[\"']?(https?:|//)", page)
    assert "prefers-color-scheme: dark" in page
    assert "@media print" in page
    svg = re.search(r"<svg.*?</svg>", body, flags=re.DOTALL)
    assert svg is not None
    ElementTree.fromstring(svg.group())


def test_a_statement_runs_from_the_balance_brought_forward_to_what_is_due() -> None:
    customer = Customer(
        id=UUID(int=2), name="Kshatriya Traders", reference=None, phone=None, email=None, address=None, city="Nagpur", state_code=None, country=None,
        gstin=None, gst_treatment=None, language=None, credit_limit_minor=None, credit_days=None, discount_percent=Decimal(0), tax_exempt=False, is_walk_in=False,
        opted_out=False, notes=None, active=True, version=1, created_at=datetime(2025, 1, 1, tzinfo=UTC), balance_minor=0,
        unbilled_minor=0,
    )  # fmt: skip
    lines = [
        StatementLine(date(2025, 11, 3), "bill", "INV/25-26/00042", None, 1180_00, 1680_00),
        StatementLine(date(2025, 11, 5), "payment", "RCT/25-26/00007", None, -1000_00, 680_00),
    ]
    statement = Statement(
        customer=customer,
        period=Period(date(2025, 11, 1), date(2025, 12, 1)),
        opening_minor=500_00,
        lines=lines,
        closing_minor=680_00,
    )

    reader = pypdf.PdfReader(io.BytesIO(statement_pdf(statement_document(statement, SHOP))))

    text = reader.pages[0].extract_text()
    assert_in_order(text, "Statement", "1 Nov 2025", "30 Nov 2025", "Kshatriya Traders")
    assert_in_order(
        text,
        "Brought forward",
        "500.00",
        "Bill INV/25-26/00042",
        "1,180.00",
        "1,680.00",
        "Payment RCT/25-26/00007",
        "1,000.00",
        "680.00",
    )
    assert_in_order(text, "Charged", "₹1,180.00", "Paid or credited", "−₹1,000.00", "Balance due", "₹680.00")


@pytest.mark.parametrize(
    ("quantity", "shown"),
    [
        ("1.000", "1"),
        ("2.500", "2.5"),
        ("0.125", "0.125"),
        ("100.000", "100"),
        ("123456.000", "1,23,456"),
        ("10", "10"),
    ],
)
def test_a_quantity_shows_no_more_decimals_than_it_has(quantity: str, shown: str) -> None:
    assert show_quantity(Decimal(quantity), "INR") == shown


@pytest.mark.parametrize(
    ("rate", "currency", "shown"),
    [
        ("1000.0000", "INR", "1,000.00"),
        ("0.1250", "INR", "0.125"),
        ("12", "GBP", "12.00"),
        ("1234567.5", "GBP", "1,234,567.50"),
        ("500.0000", "JPY", "500"),
    ],
)
def test_a_price_shows_the_decimals_of_its_currency_and_those_it_has(rate: str, currency: str, shown: str) -> None:
    assert show_rate(Decimal(rate), currency) == shown


def test_a_file_is_named_after_its_document() -> None:
    document = bill_document(bill(), SHOP, BUYER)
    draft = bill_document(bill(status="draft", number=None), SHOP, BUYER)

    assert file_name(document, ".pdf", on=date(2025, 11, 3)) == "Tax-Invoice-INV-25-26-00042.pdf"
    assert file_name(draft, ".pdf", on=date(2025, 11, 3)) == "Tax-Invoice-2025-11-03.pdf"


def test_a_payment_link_carries_safe_characters_and_two_decimals() -> None:
    link = payment_link(
        payee_address="a.b@ybl", payee_name="Ravi & Söhne", amount_minor=5, reference="INV/1 #2" * 9, note="N" * 80
    )

    assert link == (
        "upi://pay?pa=a.b@ybl&pn=Ravi%20%26%20S%C3%B6hne&am=0.05&cu=INR&tr=INV-1--2INV-1--2INV-1--2INV-1--2INV"
        + f"&tn={'N' * 50}"
    )
