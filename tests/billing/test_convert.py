"""A quotation becomes a bill: once, at the prices that were quoted."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.bills.convert import (
    AlreadyBilled,
    ConvertQuotation,
    NotConvertible,
    QuotationLapsed,
    convert_quotation,
    quoted_line,
)
from billing.bills.draft import DraftBill, DraftLine, ShipTo, discard_draft
from billing.bills.issue import IssueBill
from billing.bills.reads import Bill
from billing.bills.sell import sell
from billing.customers import Customer, CustomerDetails, change_customer
from billing.products import ProductDetails, change_product
from munim.errors import Invalid, NotFound
from munim.ids import new_id
from tests.billing.test_races import race, refusals
from tests.counter import Counter

GUJARAT, PUNE = "24AANFA2641L1ZF", "27AABCR1718E1ZP"


def converted(counter: Counter, quotation: Bill, **details: Any) -> Bill:
    with counter.open() as session:
        return convert_quotation(session, quotation.id, ConvertQuotation(**details), by=counter.by, at=counter.at)


def quoted(counter: Counter, lines: list[DraftLine], **details: Any) -> Bill:
    with counter.open() as session:
        draft = DraftBill(lines=lines, kind="quotation", **details)
        return sell(session, draft, IssueBill(), by=counter.by, at=counter.at)


def test_a_quotation_becomes_an_invoice_at_the_prices_that_were_quoted(counter: Counter) -> None:
    customer, dal = counter.customer(), counter.product(price="100", stock="10")
    quotation = counter.sell((dal, "3"), customer=customer, kind="quotation", note="good for a week")
    with counter.open() as session:
        dearer = ProductDetails(sku=dal.sku, name="Dal", price=Decimal(130))
        change_product(session, dal.id, dearer, by=counter.by, at=counter.at)

    bill = converted(counter, quotation)

    assert (bill.kind, bill.number, bill.total_minor, bill.note) == ("invoice", "INV26-00001", 30000, "good for a week")
    assert (bill.quotation_id, counter.bill(quotation.id).billed_by) == (quotation.id, bill.id)
    assert (counter.balance(customer), counter.on_hand(dal)) == (30000, 7)
    assert counter.breaches() == []


def test_a_quotation_is_billed_once_unless_its_bill_was_cancelled(counter: Counter) -> None:
    quotation = counter.sell((counter.product(), "1"), customer=counter.customer(), kind="quotation")

    bill = converted(counter, quotation)
    with pytest.raises(AlreadyBilled) as refused:
        converted(counter, quotation)
    assert refused.value.facts["bill_id"] == str(bill.id)
    counter.cancel(bill)
    assert counter.bill(quotation.id).billed_by is None
    assert converted(counter, quotation).number == "INV26-00002"
    assert counter.breaches() == []


def test_a_quotation_can_become_a_draft_first(counter: Counter) -> None:
    quotation = counter.sell((counter.product(), "1"), customer=counter.customer(), kind="quotation")

    draft = converted(counter, quotation, issue=False)
    assert (draft.status, draft.number, draft.quotation_id) == ("draft", None, quotation.id)
    with pytest.raises(AlreadyBilled):
        converted(counter, quotation)
    with counter.open() as session:
        discard_draft(session, draft.id, by=counter.by, at=counter.at)
    assert converted(counter, quotation).status == "issued"


def test_only_an_issued_quotation_becomes_a_bill(counter: Counter) -> None:
    dal = counter.product()
    bill, draft = counter.sell((dal, "1")), counter.draft((dal, "1"), kind="quotation")
    cancelled = counter.cancel(counter.sell((dal, "1"), kind="quotation"))

    for one in (bill, draft, cancelled):
        with pytest.raises(NotConvertible):
            converted(counter, one)
    with counter.open() as session, pytest.raises(NotFound):
        convert_quotation(session, new_id(), ConvertQuotation(), by=counter.by, at=counter.at)


def test_a_quotation_that_many_bill_at_once_is_billed_once(counter: Counter) -> None:
    quotation = counter.sell((counter.product(), "1"), customer=counter.customer(), kind="quotation")

    results = race(8, lambda n: converted(counter, quotation, issue=bool(n % 2)))

    assert refusals(results, AlreadyBilled) == 7
    assert counter.breaches() == []


MONEY = st.decimals("0.01", "5000", places=2)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(
        st.tuples(MONEY, st.decimals("0.001", "20", places=3), st.sampled_from(["0", "5", "18"]), st.booleans(), st.integers(0, 60)),
        min_size=1,
        max_size=4,
    ),
    off=st.integers(0, 50),
)  # fmt: skip
def test_whatever_was_quoted_is_billed_to_the_paisa(counter: Counter, lines: Any, off: int) -> None:
    """Discounts by line and on the whole, prices before and including tax: the same lines, taxes and total."""
    quotation = quoted(
        counter,
        [
            DraftLine(
                description="Goods", unit_price=price, quantity=quantity, tax_rate=Decimal(rate), price_includes_tax=inclusive,
                discount_percent=Decimal(percent),
            )
            for price, quantity, rate, inclusive, percent in lines
        ],
        discount_percent=Decimal(off),
    )  # fmt: skip

    bill = converted(counter, quotation)

    assert (bill.total_minor, bill.taxes) == (quotation.total_minor, quotation.taxes)
    assert [(one.taxable_minor, one.tax_minor) for one in bill.lines] == [
        (one.taxable_minor, one.tax_minor) for one in quotation.lines
    ]


def test_a_quoted_line_keeps_its_discount_in_the_terms_of_its_price(counter: Counter) -> None:
    """118.00 with 18 % tax in it, less 10 %: 106.20 is asked, so 11.80 is taken off again."""
    line = DraftLine(
        description="Oil", unit_price=Decimal(118), tax_rate=Decimal(18), price_includes_tax=True, discount_percent=Decimal(10)
    )  # fmt: skip
    (quote,) = quoted(counter, [line]).lines

    again = quoted_line(quote, "INR")

    assert (again.discount, again.unit_price, again.discount_percent) == (Decimal("11.80"), Decimal(118), None)


def test_a_quotation_under_gst_is_billed_with_its_place_its_components_and_in_its_own_series(
    gst_counter: Counter,
) -> None:
    """To a buyer in Karnataka: IGST on both; what is exempt becomes a bill of supply, numbered apart (RULES N4, T9)."""
    buyer = gst_counter.customer("Bengaluru Traders", gstin="29AABCR1718E1ZL")
    oil = gst_counter.product("Oil", "100", tax_rate=Decimal(18), hsn="1508")
    fruit = gst_counter.product("Fruit", "100", tax_treatment="exempt", hsn="0808")
    taxed = gst_counter.sell((oil, "2"), customer=buyer, kind="quotation")
    exempt = gst_counter.sell((fruit, "1"), customer=buyer, kind="quotation")

    bills = [converted(gst_counter, one) for one in (taxed, exempt)]

    assert [(bill.document, bill.number, bill.supply, bill.place_of_supply) for bill in bills] == [
        ("invoice", "INV26-00001", "inter", "29"),
        ("bill_of_supply", "INVB26-00001", "inter", "29"),
    ]
    assert (bills[0].taxes, bills[0].total_minor) == (taxed.taxes, 23600)
    assert gst_counter.breaches() == []


# -- as things stand when it is billed ---------------------------------------------------------------


def test_t7_a_quotation_to_a_buyer_who_moved_is_billed_where_they_are_now(gst_counter: Counter) -> None:
    dal, buyer = gst_counter.product(price="100", tax_rate=Decimal(5), hsn="0713"), gst_counter.customer(gstin=GUJARAT)
    quotation = gst_counter.sell((dal, "2"), customer=buyer, kind="quotation")
    register_elsewhere(gst_counter, buyer, PUNE)

    bill = converted(gst_counter, quotation)

    assert (quotation.place_of_supply, quotation.supply) == ("24", "inter")
    assert (bill.place_of_supply, bill.supply, bill.total_minor) == ("27", "intra", 21000)
    assert bill.bill_to and bill.bill_to.gstin == PUNE


def test_t7_a_place_that_was_said_on_the_quotation_is_kept(gst_counter: Counter) -> None:
    hall = gst_counter.product("Hall", tax_rate=Decimal(18), hsn="997212", kind="service", stock="0")
    buyer = gst_counter.customer(gstin=GUJARAT)
    quotation = gst_counter.sell((hall, "1"), customer=buyer, kind="quotation", place_of_supply="30")
    register_elsewhere(gst_counter, buyer, PUNE)

    assert converted(gst_counter, quotation).place_of_supply == "30"


def test_t7_a_quotation_is_billed_on_the_charge_and_to_the_place_that_were_quoted(gst_counter: Counter) -> None:
    dal, buyer = gst_counter.product(price="100", tax_rate=Decimal(5), hsn="0713"), gst_counter.customer(gstin=GUJARAT)
    godown = ShipTo(name="Godown", address="Gate 2", state_code="33")
    quotation = gst_counter.sell((dal, "1"), customer=buyer, kind="quotation", reverse_charge=True, ship_to=godown)

    bill = converted(gst_counter, quotation)

    assert (bill.reverse_charge, bill.taxes, bill.total_minor) == (True, [], 10000)
    assert bill.ship_to == quotation.ship_to


def test_a_quotation_becomes_a_bill_until_its_last_day(counter: Counter) -> None:
    dal, last = counter.product(), counter.today - timedelta(days=3)
    in_time, lapsed = (
        counter.sell((dal, "1"), kind="quotation", business_date=last, valid_until=last) for _ in range(2)
    )
    open_ended = counter.sell((dal, "1"), kind="quotation", business_date=last)

    assert converted(counter, in_time, business_date=last).valid_until is None
    with pytest.raises(QuotationLapsed, match="quote anew"):
        converted(counter, lapsed, business_date=last + timedelta(days=1))
    assert converted(counter, open_ended).quotation_id == open_ended.id
    assert counter.bill(lapsed.id).valid_until == last


@pytest.mark.parametrize(
    ("kind", "days", "words"), [("invoice", 1, "only a quotation"), ("quotation", -1, "its own day")]
)
def test_the_last_day_of_a_quotation_is_its_own_or_later(counter: Counter, kind: str, days: int, words: str) -> None:
    last = counter.today + timedelta(days=days)

    with pytest.raises(Invalid, match=words) as refused:
        counter.sell((counter.product(), "1"), kind=kind, valid_until=last)
    assert refused.value.field == "valid_until"


def register_elsewhere(counter: Counter, customer: Customer, gstin: str) -> None:
    with counter.open() as session:
        details = CustomerDetails(name=customer.name, gstin=gstin)
        change_customer(session, customer.id, details, by=counter.by, at=counter.at)
