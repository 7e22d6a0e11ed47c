"""Figures of what was bought, spent and aimed at, on a fortnight small enough to add up by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from analytics.behind import behind
from analytics.query import Filter, MetricQuery
from analytics.reports import Figures
from analytics.results import ResultCache
from etl.reader import OpenMirror
from munim.days import Period
from tests.analytics.mirrors import OWNER, Books, named
from tests.analytics.worked import figure, split

MONDAY = date(2026, 11, 16)
WEEK = Period(MONDAY, MONDAY + timedelta(days=7))
LATER = date(2026, 12, 16)
A_DAY = timedelta(days=1)


def books() -> Books:
    books = Books()
    for supplier, balance in (("Gupta", 8050), ("Mehta", -300)):
        books.row("suppliers", supplier_id=named(supplier), name=supplier, balance_minor=balance, active=True)
    books.product("Rice", category="Grocery")
    # a bill of 10 rice at 10.00 and freight of 5.00, both at 5 %, the freight's tax not to be claimed back; due a fortnight ago
    _bill(books, "G1", "Gupta", MONDAY, due=MONDAY - 14 * A_DAY, total=11025)
    _line(books, "G1", 1, "Rice", 1, 10000, 500, claimed=True, factor=10)  # a box of ten
    _line(books, "G1", 2, None, 1, 500, 25, claimed=False)
    # entered on Tuesday, cancelled on Wednesday
    _bill(books, "M1", "Mehta", MONDAY + A_DAY, due=MONDAY + 40 * A_DAY, total=2100, cancelled_date=MONDAY + 2 * A_DAY)
    _line(books, "M1", 3, "Rice", 2, 2000, 100, claimed=True)
    # not due yet; entered the day after the week
    _bill(books, "M2", "Mehta", MONDAY + 7 * A_DAY, due=MONDAY + 40 * A_DAY, total=1050)
    _line(books, "M2", 4, "Rice", 1, 1000, 50, claimed=True)
    books.row(
        "purchase_returns", return_id=named("D1"), number="D1", supplier_id=named("Gupta"), business_date=MONDAY + 3 * A_DAY,
        supplier_bill_id=named("G1"),
    )  # fmt: skip
    books.row(
        "purchase_return_lines", return_id=named("D1"), product_id=named("Rice"), quantity=1, unit_factor=1, taxable_minor=1000, tax_minor=50
    )  # fmt: skip
    books.row(
        "purchase_receipts", receipt_id=named("GR1"), number="GR1", supplier_id=named("Gupta"), business_date=MONDAY
    )
    books.row(
        "purchase_receipt_lines",
        receipt_id=named("GR1"),
        product_id=named("Rice"),
        quantity=1,
        unit_factor=10,
        value_minor=10000,
    )
    books.row(
        "supplier_allocations",
        supplier_bill_id=named("G1"),
        return_id=named("D1"),
        business_date=MONDAY + 3 * A_DAY,
        amount_minor=1050,
    )
    for number, amount, reversed_date in (("SP1", 2000, None), ("SP2", 700, MONDAY + 5 * A_DAY)):
        books.row(
            "supplier_payments", supplier_payment_id=named(number), number=number, supplier_id=named("Gupta"), method="bank", account="bank",
            business_date=MONDAY + 4 * A_DAY, reversed_date=reversed_date, amount_minor=amount,
        )  # fmt: skip
    books.row(
        "supplier_allocations", supplier_bill_id=named("G1"), supplier_payment_id=named("SP1"), business_date=MONDAY + 4 * A_DAY, amount_minor=2000
    )  # fmt: skip
    # a sale of 100.00 without tax, of goods that cost 60.00
    books.line("A1", MONDAY, "Rice", 6, 10000, cost_minor=6000)
    books.entry("sales", MONDAY, -10000, kind="income", posting="bill")
    books.entry("cost_of_goods", MONDAY, 6000, kind="expense", posting="bill")
    books.entry("rent", MONDAY + A_DAY, 1200, kind="expense", posting="expense")
    books.entry("transport", MONDAY, 525, kind="expense", posting="supplier_bill")
    books.entry("cash", MONDAY + A_DAY, -1200, kind="asset", posting="expense")
    books.row(
        "expenses", expense_id=named("E1"), number="E1", business_date=MONDAY + A_DAY, category="rent", category_name="Rent", method="cash",
        account="cash", amount_minor=1250, net_minor=1200, tax_minor=50,
    )  # fmt: skip
    books.row("accounts", account="cash", name="Cash in hand", kind="asset", purpose="cash", active=True)
    _owe(books, "Gupta", date(2026, 10, 1), 75, "opening", "Gupta")
    _owe(books, "Gupta", MONDAY, 11025, "supplier_bill", "G1")
    _owe(books, "Gupta", MONDAY + 3 * A_DAY, -1050, "purchase_return", "D1")
    for number, amount in (("SP1", 2000), ("SP2", 700)):
        _owe(books, "Gupta", MONDAY + 4 * A_DAY, -amount, "supplier_payment", number)
    _owe(books, "Gupta", MONDAY + 5 * A_DAY, 700, "supplier_payment_reversed", "SP2")
    _owe(books, "Mehta", MONDAY + A_DAY, 2100, "supplier_bill", "M1")
    _owe(books, "Mehta", MONDAY + A_DAY, -1350, "supplier_payment", "SP0")  # ahead of any bill
    _owe(books, "Mehta", MONDAY + 2 * A_DAY, -2100, "supplier_bill_cancelled", "M1")
    _owe(books, "Mehta", MONDAY + 7 * A_DAY, 1050, "supplier_bill", "M2")
    november = date(2026, 11, 1)
    for measure, category, amount in (("sales", None, 40000), ("expense", None, 6000), ("expense", "rent", 1200)):
        books.row(
            "goals", goal_id=named(f"{measure} {category}"), month=november, measure=measure, category=category, amount_minor=amount
        )  # fmt: skip
    return books


def _owe(books: Books, supplier: str, day: date, amount: int, posting: str, subject: str) -> None:
    """An entry of the account of creditors: above zero the supplier is owed more."""
    books.entry("payable", day, -amount, kind="liability", posting=posting, supplier=supplier, subject=subject)


def _bill(books: Books, number: str, supplier: str, day: date, *, due: date, total: int, **others: Any) -> None:
    books.row(
        "supplier_bills", supplier_bill_id=named(number), reference=number, supplier_id=named(supplier), business_date=day, due_date=due,
        total_minor=total, **others,
    )  # fmt: skip


def _line(
    books: Books,
    bill: str,
    line: int,
    product: str | None,
    quantity: int,
    value: int,
    tax: int,
    *,
    claimed: bool,
    factor: int = 1,
) -> None:
    books.row(
        "supplier_bill_lines", line_id=line, supplier_bill_id=named(bill), product_id=named(product) if product else None,
        description=product or "Freight", quantity=quantity, unit_factor=factor, taxable_minor=value, tax_minor=tax, tax_claimed=claimed, tax_rate=5,
    )  # fmt: skip


@pytest.fixture(scope="module")
def mirror() -> Iterator[OpenMirror]:
    with books().mirror() as mirror:
        yield mirror


OF_THE_WEEK: dict[str, Any] = {
    "purchases_billed": 10500,  # the cancelled bill comes and goes
    "purchase_tax": 525,
    "input_tax": 500,
    "purchased_items": Decimal("10.000"),
    "supplier_bills": 1,
    "purchase_returns": 1000,
    "units_sent_back": Decimal("1.000"),
    "purchases": 9500,
    "goods_received": 10000,
    "supplier_payments": 2000,  # the second payment was taken back
    "payables_unpaid": 7975,  # 110.25 less 10.50 sent back and 20.00 paid
    "overdue_payables": 7975,
    "payables": 8050,  # Gupta's alone: 110.25 and 0.75 from before, less 10.50 and 20.00
    "paid_ahead": 1350,  # Mehta's, whose one bill was cancelled
    "creditors_balance": 6700,
    "expenses": 1725,
    "average_daily_expenses": 246,  # 17.25 / 7 is 2.464
    "expense_payments": 1250,
    "expense_ratio": Decimal("17.3"),  # 17.25 of 100
    "operating_profit": 2275,  # 100.00 - 60.00 - 17.25
    "operating_margin": Decimal("22.8"),
    "net_profit": 2275,
    "ledger_income": 10000,
    "ledger_expense": 7725,  # the cost of the goods too
    "expense_count": 1,
    "sales_target": 40000,  # November whole, though the week is a part of it
    "target_achieved": Decimal("25.0"),
    "expense_target": 6000,
    "budget_used": Decimal("28.8"),  # 17.25 of 60
}
OF_NOW: dict[str, Any] = {"payables": 8050, "paid_ahead": 300, "creditors_balance": 7750, "payables_unpaid": 9025, "overdue_payables": 7975}  # fmt: skip
UNTIL_TUESDAY = Period(MONDAY, MONDAY + 2 * A_DAY)


@pytest.mark.parametrize("slug", OF_THE_WEEK)
def test_figure_of_purchases_and_expenses_of_the_week(mirror: OpenMirror, slug: str) -> None:
    assert figure(mirror, slug, WEEK, LATER) == OF_THE_WEEK[slug]


@pytest.mark.parametrize("slug", OF_NOW)
def test_figure_of_purchases_of_now(mirror: OpenMirror, slug: str) -> None:
    assert figure(mirror, slug, None, MONDAY + 10 * A_DAY) == OF_NOW[slug]


def test_purchases_by_supplier_product_and_rate(mirror: OpenMirror) -> None:
    both = Period(MONDAY, MONDAY + 14 * A_DAY)

    assert split(mirror, "purchases_billed", "supplier", both, LATER) == [("Gupta", 10500), ("Mehta", 1000)]
    assert split(mirror, "purchases_billed", "product", both, LATER) == [("Rice", 11000), ("Freight", 500)]
    assert split(mirror, "purchases_billed", "category", both, LATER) == [("Grocery", 11000), (None, 500)]
    assert split(mirror, "purchases_billed", "tax_rate", both, LATER) == [(Decimal("5.0000"), 11500)]


def test_what_suppliers_are_owed_by_age(mirror: OpenMirror) -> None:
    assert split(mirror, "payables_unpaid", "ageing_bucket", None, MONDAY + 10 * A_DAY) == [
        ("not due", 1050),
        ("1-30", 7975),
    ]
    assert split(mirror, "payables_unpaid", "ageing_bucket", Period(MONDAY, MONDAY + 2 * A_DAY), LATER) == [
        ("not due", 2100),  # cancelled only the day after
        ("1-30", 11025),
    ]


def test_what_suppliers_are_owed_is_known_of_a_past_day(mirror: OpenMirror) -> None:
    assert split(mirror, "payables", "supplier", UNTIL_TUESDAY, LATER) == [("Gupta", 11100), ("Mehta", 750)]
    assert figure(mirror, "payables", UNTIL_TUESDAY, LATER, Filter("supplier", values=("Mehta",))) == 750
    assert split(mirror, "paid_ahead", "supplier", WEEK, LATER) == [("Mehta", 1350), ("Gupta", 0)]


def test_balance_of_suppliers_by_age_is_the_account_of_creditors(mirror: OpenMirror) -> None:
    """Bills, what was owed from before, and below zero what was paid ahead."""
    assert split(mirror, "creditors_balance", "ageing_bucket", UNTIL_TUESDAY, LATER) == [
        ("not due", 2100),
        ("1-30", 11025),
        ("31-60", 75),
        ("unallocated", -1350),
    ]


def test_behind_what_suppliers_were_owed_are_the_documents(mirror: OpenMirror) -> None:
    found = behind(
        Figures(mirror, OWNER, LATER, ResultCache()), MetricQuery(("payables",), period=UNTIL_TUESDAY), "payables"
    )

    [listing] = found.listings
    kind, number, owed = (
        [column.slug for column in listing.columns].index(slug) for slug in ("document_kind", "document", "payables")
    )
    assert sorted((row[kind], row[number], row[owed]) for row in listing.rows) == [
        ("opening", "opening", 75),
        ("supplier_bill", "G1", 11025),
        ("supplier_bill", "M1", 2100),
        ("supplier_payment", "supplier_payment", -1350),
    ]
    assert (found.value, listing.totals) == (11850, (11850,))


def test_expenses_by_category_are_found_by_name_and_by_code(mirror: OpenMirror) -> None:
    assert split(mirror, "expenses", "expense_category", WEEK, LATER) == [("Rent", 1200), ("Transport", 525)]
    assert figure(mirror, "expenses", WEEK, LATER, Filter("expense_category", values=("Rent",))) == 1200
    assert figure(mirror, "expenses", WEEK, LATER, Filter("expense_category", values=("rent",))) == 1200
    assert figure(mirror, "expenses", WEEK, LATER, Filter("expense_category", "not_in", ("rent",))) == 525


def test_budget_by_category_is_that_of_the_categories(mirror: OpenMirror) -> None:
    month = Period(date(2026, 11, 1), date(2026, 12, 1))

    assert split(mirror, "expense_target", "month", month, LATER) == [(date(2026, 11, 1), 6000)]
    assert figure(mirror, "expense_target", WEEK, LATER, Filter("expense_category", values=("rent",))) == 1200
