"""Each metric of the catalogue on a week of books small enough to add up by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from analytics.catalogue import METRICS
from analytics.query import MetricQuery
from analytics.results import ResultCache, run_query
from etl.reader import OpenMirror
from munim.days import Period
from tests.analytics import (
    test_metrics_of_customers,
    test_metrics_of_purchases,
    test_metrics_of_rentals,
    test_metrics_of_stock,
)
from tests.analytics.mirrors import OWNER, Books, named
from tests.analytics.worked import split

MONDAY = date(2026, 11, 16)
TODAY = date(2026, 11, 20)
WEEK = Period(MONDAY, MONDAY + timedelta(days=7))


def books() -> Books:
    """Three invoices, one of them cancelled the day after, and a return."""
    books = Books()
    # 1: 2 rice at 100.00 with 10.00 off, and 1 soap at 50.00; 5 % tax
    books.line("A1", MONDAY, "Rice", 2, 19000, discount_minor=1000, tax_minor=950, cost_minor=15000, customer="Asha")
    books.line("A1", MONDAY, "Soap", 1, 5000, tax_minor=250, customer="Asha")
    # 2: 1.5 kg rice to nobody in particular
    books.line("A2", MONDAY + timedelta(days=1), "Rice", "1.5", 15000, tax_minor=750, cost_minor=11250)
    # 3: issued on Tuesday, cancelled on Wednesday
    books.line("A3", MONDAY + timedelta(days=1), "Soap", 4, 20000, tax_minor=1000, customer="Binod")
    books.line(
        "A3", MONDAY + timedelta(days=2), "Soap", -4, -20000, entry="cancellation", tax_minor=-1000, customer="Binod"
    )
    # 4: one kg of rice comes back on Thursday
    books.line(
        "C1",
        MONDAY + timedelta(days=3),
        "Rice",
        -1,
        -9500,
        entry="return",
        discount_minor=-500,
        tax_minor=-475,
        cost_minor=-7500,
        customer="Asha",
    )
    books.payment("R1", MONDAY, 15000, customer="Asha")
    books.payment("R2", MONDAY + timedelta(days=1), 15750, method="upi")
    books.payment("F1", MONDAY + timedelta(days=3), -975, customer="Asha")
    books.bill("A1", MONDAY, 25200, due=MONDAY + timedelta(days=3), due_minor=10200, customer="Asha")
    books.bill(
        "A2", MONDAY + timedelta(days=1), 15750, due=MONDAY + timedelta(days=1), charges_minor=200, round_off_minor=-200
    )
    books.bill(
        "A3",
        MONDAY + timedelta(days=1),
        21000,
        due=MONDAY + timedelta(days=1),
        customer="Binod",
        cancelled=MONDAY + timedelta(days=2),
        taxable_minor=20000,
    )
    books.bill(
        "A0", MONDAY - timedelta(days=20), 5000, due=MONDAY + timedelta(days=30), due_minor=5000, customer="Chitra"
    )
    books.allocation("A1", "R1", MONDAY, 10000)
    books.allocation("A1", "R1", MONDAY + timedelta(days=1), 5000)
    books.allocation("A2", "R2", MONDAY + timedelta(days=1), 15750)
    books.customer("Asha", balance_minor=10200, city="Pune")
    books.customer("Binod", balance_minor=-300, city="Nashik")
    books.customer("Chitra", balance_minor=5000)
    books.customer("Walk-in")
    _split_the_tax(books)
    _undone(books)
    books.receivable("Chitra", MONDAY - timedelta(days=20), 5000)
    books.receivable("Asha", MONDAY, 25200)
    books.receivable("Asha", MONDAY, -15000)
    books.receivable("Binod", MONDAY + timedelta(days=8), -300)
    books.product("Rice", on_hand="12.500", cost="75", reorder="20", category="Grocery")
    books.product("Soap", on_hand="-2", cost="31.2555", reorder="0")
    books.product("Delivery")
    books.stock_move("Rice", date(2026, 11, 1), "12.500", reason="opening", value_minor=93750)
    books.stock_move("Soap", date(2026, 11, 1), -2, reason="opening", value_minor=-6251)
    for number, status in (("D1", "pending"), ("D2", "out"), ("D3", "pending"), ("D4", "cancelled")):
        books.challan(number, MONDAY, status, customer="Asha")
    return books


def _split_the_tax(books: Books) -> None:
    """Rice and soap of the first bill within the state, the second to another with cess, soap exempt for the test's sake."""
    rice, soap, far, _, _, back = books.sales
    rice |= {"cgst_minor": 475, "sgst_minor": 475}
    soap |= {"cgst_minor": 125, "sgst_minor": 125, "tax_treatment": "exempt"}
    far |= {"igst_minor": 700, "cess_minor": 50, "tax_rate": 18}
    back |= {"cgst_minor": -237, "sgst_minor": -237, "cess_minor": -1}


def _undone(books: Books) -> None:
    """A debt given up and partly taken back, two cheques, a till that was 1.50 short."""
    books.entry("receivable", MONDAY, -700, kind="asset", posting="write_off", customer="Dev", subject="A9")
    books.entry("receivable", MONDAY, 200, kind="asset", posting="write_off_reversal", customer="Dev", subject="A9")
    books.entry("receivable", MONDAY, 500, kind="asset", posting="opening", customer="Dev")
    for number, total in (("QA", 100), ("QB", 200), ("QC", 300)):
        books.bill(number, MONDAY, total, due=MONDAY, kind="quotation", document="quotation")
    books.bill("A4", MONDAY + timedelta(days=40), 200, due=MONDAY, quotation_id=named("QB"))
    books.allocation("A4", "R9", MONDAY + timedelta(days=40), 200)
    books.bill(
        "A5",
        MONDAY - timedelta(days=40),
        300,
        due=MONDAY,
        quotation_id=named("QC"),
        cancelled=MONDAY - timedelta(days=39),
    )
    books.row(
        "gateway_payments",
        gateway_payment_id="pay_1",
        gateway="razorpay",
        paid_by="upi",
        business_date=MONDAY,
        fee_minor=45,
        amount_minor=2000,
    )
    books.row("cheques", payment_id=named("Q1"), payment_number="Q1", status="received", amount_minor=800)
    books.row(
        "cheques", payment_id=named("Q2"), payment_number="Q2", status="bounced", amount_minor=900, reversed_date=MONDAY
    )  # fmt: skip
    books.row("cash_counts", count_id=named("N1"), account="cash", business_date=MONDAY, difference_minor=-150)
    books.row(
        "cash_counts", count_id=named("N2"), account="cash", business_date=MONDAY, difference_minor=-999, reversed_date=MONDAY
    )  # fmt: skip


@pytest.fixture(scope="module")
def mirror() -> Iterator[OpenMirror]:
    with books().mirror() as mirror:
        yield mirror


OF_THE_WEEK: dict[str, Any] = {
    "gross_sales": 40000,  # 200 + 50 + 150; the cancelled bill comes and goes
    "discounts": 1000,
    "returns": 9500,
    "net_sales": 29500,
    "revenue": 29500,
    "tax": 1475,
    "total_sales": 30975,
    "orders": 2,
    "items": Decimal("3.500"),
    "items_sold": Decimal("4.500"),
    "average_order_value": 19500,  # (400 - 10) / 2
    "items_per_order": Decimal("1.75"),
    "average_selling_price": 8667,  # (400 - 10) / 4.5
    "average_daily_sales": 4214,  # 295 over seven days
    "average_daily_orders": Decimal("0.29"),
    "average_daily_items": Decimal("0.64"),  # 4.5 / 7 is 0.643
    "average_daily_profit": 821,  # 57.50 / 7 is 8.214
    "average_daily_collections": 4393,  # 307.50 / 7 is 43.929
    "credit_notes": 1,
    "returned_items": Decimal("1.000"),
    "discounted_bills": 0,
    "quotations": 3,
    "quoted": 600,
    "quotations_converted": 1,
    "quoted_converted": 200,
    "conversion_rate": Decimal("33.3"),
    "gateway_fees": 45,
    "unpaid": 10200 + 5000,
    "receivable_change": 10200,  # Asha's 252 less her 150
    "charges": 200,
    "rounding": -200,
    "bill_totals": 30975,  # 252 + 157.50 - 99.75; the cancelled bill comes and goes
    "cancelled_bills": 1,
    "cancelled_sales": 20000,
    "cgst": 363,
    "sgst": 363,
    "igst": 700,
    "cess": 49,
    "taxable_sales": 24500,
    "untaxed_sales": 5000,
    "customers": 1,  # Asha; Binod's one invoice is cancelled, and the walk-in is nobody
    "write_offs": 500,
    "bounced_cheques": 900,
    "cash_difference": -150,
    "debtors_balance": 15200,
    "dso": Decimal("7.00"),  # what is owed is what was sold on credit this week
    "collection_rate": Decimal("99.3"),  # 307.50 of 309.75
    "overdue": 10200,
    "overdue_bills": 1,
    "unpaid_bills": 2,
    "products_sold": 2,
    "return_rate": Decimal("24.4"),  # 95 of 390 is 24.359 %
    "discount_rate": Decimal("2.5"),
    "cost_of_goods": 18750,
    "costed_sales": 24500,  # rice alone: 190 + 150 - 95
    "gross_profit": 5750,
    "margin": Decimal("23.5"),  # 57.50 of 245 is 23.469 %
    "cost_coverage": Decimal("83.1"),  # 245 of 295 is 83.05 %
    "collections": 30750,
    "refunds": 975,
    "net_collections": 29775,
    "payment_count": 2,
    "credit_given": 15200,  # 252 less the 100 paid on the day
    "outstanding": 15200,
    "advances": 0,  # Binod's came later than the week
    "debtors": 2,
}
OF_NOW: dict[str, Any] = {
    "outstanding": 15200,
    "advances": 300,
    "debtors": 2,
    "debtors_balance": 14900,
    "unpaid": 15200,
    "cheques_in_hand": 800,
    "overdue": 10200,
    "overdue_bills": 1,
    "unpaid_bills": 2,
    "stock_on_hand": Decimal("10.500"),
    "stock_value": 93750 - 6251,  # -2 x 31.2555 is -62.511
    "low_stock": 2,
    "pending_deliveries": 2,
}


@pytest.mark.parametrize("slug", OF_THE_WEEK)
def test_metric_of_the_week(mirror: OpenMirror, slug: str) -> None:
    result = run_query(
        mirror,
        MetricQuery((slug,), period=WEEK),
        permissions=OWNER,
        today=MONDAY + timedelta(days=30),
        cache=ResultCache(),
    )

    assert result.rows == [(OF_THE_WEEK[slug],)]


@pytest.mark.parametrize("slug", OF_NOW)
def test_metric_of_now(mirror: OpenMirror, slug: str) -> None:
    result = run_query(mirror, MetricQuery((slug,)), permissions=OWNER, today=TODAY, cache=ResultCache())

    assert result.rows == [(OF_NOW[slug],)]


def test_every_metric_has_a_value_worked_out_by_hand() -> None:
    elsewhere = (
        test_metrics_of_customers.OF_NOVEMBER,
        test_metrics_of_purchases.OF_THE_WEEK,
        test_metrics_of_purchases.OF_NOW,
        test_metrics_of_rentals.OF_THE_WEEK,
        test_metrics_of_rentals.OF_NOW,
        test_metrics_of_stock.OF_THE_WEEK,
        test_metrics_of_stock.OF_NOW,
    )

    assert {item.slug for item in METRICS} == set().union(OF_THE_WEEK, OF_NOW, *elsewhere)


def test_tax_by_component_rate_and_treatment(mirror: OpenMirror) -> None:
    # the bill without GST comes and goes
    assert split(mirror, "tax", "tax_component", WEEK, TODAY) == [
        ("CGST", 363), ("SGST", 363), ("IGST", 700), ("CESS", 49), ("TAX", 0),
    ]  # fmt: skip
    assert split(mirror, "tax", "tax_rate", WEEK, TODAY) == [(Decimal(0), 725), (Decimal(18), 750)]
    assert split(mirror, "net_sales", "tax_treatment", WEEK, TODAY) == [("taxable", 24500), ("exempt", 5000)]


def test_what_customers_owe_by_age_is_the_account_of_debtors(mirror: OpenMirror) -> None:
    by_age = split(mirror, "debtors_balance", "ageing_bucket", None, MONDAY + timedelta(days=5))

    # Chitra's bill is not due; Asha's fell due on Thursday; Binod paid 3.00 ahead
    assert by_age == [("not due", 5000), ("1-30", 10200), ("unallocated", -300)]


def test_outstanding_by_document_is_made_of_the_entries_of_those_who_owe(mirror: OpenMirror) -> None:
    by_document = split(mirror, "outstanding", "document", WEEK, TODAY + timedelta(days=30))

    assert sum(value for _, value in by_document) == 15200


@pytest.mark.parametrize("slug", OF_THE_WEEK)
def test_metric_of_an_empty_week_is_zero_or_empty(mirror: OpenMirror, slug: str) -> None:
    period = Period(date(2020, 1, 1), date(2020, 1, 8))

    result = run_query(mirror, MetricQuery((slug,), period=period), permissions=OWNER, today=TODAY, cache=ResultCache())

    assert result.rows in ([(0,)], [(None,)])


def test_rollup_and_lines_tell_the_same_of_every_metric_that_has_both(mirror: OpenMirror) -> None:
    both = tuple(item.slug for item in METRICS if len(item.measures) > 1 and item.measures[0][0] == "daily_sales")

    def total(by: tuple[str, ...]) -> list[tuple[Any, ...]]:
        return run_query(
            mirror, MetricQuery(both, by=by, period=WEEK), permissions=OWNER, today=TODAY, cache=ResultCache()
        ).rows

    # a split by kind of product reads the lines; all are goods, so its one row is the total
    assert [row[1:] for row in total(("product_kind",))] == total(())
