"""Each report of the list over ``one_of_everything``, with figures worked out by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from analytics.letters import report_letter
from analytics.query import Filter
from analytics.report import Report
from analytics.reports import Asked, Figures, make_report
from analytics.spoken import spoken
from munim.days import Period
from munim.errors import Invalid
from tests.analytics.conftest import MONDAY, figures_of, fortnight
from tests.analytics.mirrors import OWNER, Books
from tests.analytics.one_of_everything import november, one_of_everything

JUST = Period(november(12), november(13))


@pytest.fixture(scope="module")
def shop() -> Iterator[Figures]:
    with figures_of(one_of_everything()) as figures:
        yield figures


def figures_in(report: Report) -> dict[str, Any]:
    return {item.column.slug: item.value for item in report.headlines}


def rows(report: Report, table: str, *slugs: str) -> list[tuple[Any, ...]]:
    """The rows of a table under these columns, or all that people read."""
    found = report.table(table)
    places = [[column.slug for column in found.columns].index(slug) for slug in slugs] or found.shown
    return [tuple(row[place] for place in places) for row in found.rows]


def total(report: Report, table: str, slug: str) -> Any:
    found = report.table(table)
    assert found.total is not None
    return found.total[[column.slug for column in found.columns].index(slug)]


# -- sales -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slug", "table", "groups"),
    [
        ("sales-by-day", "days", {november(10): 100_000, november(12): 50_000, november(13): -10_000, november(14): 20_000, november(15): -20_000}),
        ("sales-by-week", "weeks", {date(2026, 10, 19): 50_000, november(9): 140_000}),
        ("sales-by-month", "months", {date(2026, 10, 1): 50_000, november(1): 140_000}),
        ("sales-by-quarter", "quarters", {date(2026, 10, 1): 190_000}),
        ("sales-by-year", "years", {date(2026, 1, 1): 190_000}),
        ("sales-by-financial-year", "financial_years", {date(2026, 4, 1): 190_000}),
        ("sales-by-weekday", "weekdays", {2: 150_000, 4: 50_000, 5: -10_000, 6: 20_000, 7: -20_000}),
    ],
)  # fmt: skip
def test_sales_over_time_are_told_by_each_group_and_sum_to_the_whole(
    slug: str, table: str, groups: dict[Any, int], shop: Figures
) -> None:
    report = make_report(shop, slug)
    by = report.table(table).columns[0].slug
    sold = dict(rows(report, table, by, "net_sales"))

    assert {group: amount for group, amount in sold.items() if amount} == groups
    assert sum(sold.values()) == total(report, table, "net_sales") == report.headline("net_sales").value


def test_a_month_of_sales_adds_up(shop: Figures) -> None:
    report = make_report(shop, "sales-by-day")

    # 1,000 + 550 gross; 50 let off; 100 came back; 180 - 18 of tax; two bills, for the third was cancelled
    assert figures_in(report) == {
        "net_sales": 140_000,
        "gross_sales": 155_000,
        "discounts": 5_000,
        "returns": 10_000,
        "tax": 16_200,
        "total_sales": 156_200,
        "orders": 2,
        "average_order_value": 75_000,
    }
    assert [(each.value, each.change) for each in report.headline("net_sales").comparisons] == [
        (50_000, Decimal("180.0"))
    ]
    assert len(report.table("days").rows) == 20  # today included, and no day to come


@pytest.mark.parametrize(
    ("slug", "table", "named", "expected"),
    [
        ("sales-by-product", "product", "product", [("Rice", 90_000, Decimal("64.3"), Decimal("80.0")), ("Soap", 50_000, Decimal("35.7"), None)]),
        ("sales-by-category", "category", "category", [("Grocery", 90_000, Decimal("64.3"), Decimal("80.0")), (None, 50_000, Decimal("35.7"), None)]),
        ("sales-by-customer", "customer", "customer", [("Asha", 90_000, Decimal("64.3"), Decimal("80.0")), ("Walk-in", 50_000, Decimal("35.7"), None)]),
        ("sales-by-city", "city", "city", [("Pune", 90_000, Decimal("64.3"), Decimal("80.0")), (None, 50_000, Decimal("35.7"), None)]),
        ("sales-by-staff", "staff", "staff", [("Meena", 90_000, Decimal("64.3"), Decimal("80.0")), ("Ravi", 50_000, Decimal("35.7"), None)]),
    ],
)  # fmt: skip
def test_sales_by_name_have_their_share_and_their_change(
    slug: str, table: str, named: str, expected: list[tuple[Any, ...]], shop: Figures
) -> None:
    report = make_report(shop, slug)

    assert rows(report, table, named, "net_sales", "net_sales__share", "net_sales__change") == expected
    assert total(report, table, "net_sales") == 140_000


def test_a_list_is_sorted_cut_and_turned_as_asked(shop: Figures) -> None:
    worst = make_report(shop, "sales-by-product", Asked(options={"limit": "1", "ascending": "true"}))
    by_items = make_report(shop, "sales-by-product", Asked(options={"sort": "items"}))

    assert rows(worst, "product", "product") == [("Soap",)]
    assert worst.notes == ("At most 1 rows are listed; the totals are of all.",)
    assert total(worst, "product", "net_sales") == 140_000
    assert rows(by_items, "product", "product", "items") == [("Rice", Decimal(9)), ("Soap", Decimal(5))]
    with pytest.raises(Invalid) as refused:
        make_report(shop, "sales-by-product", Asked(options={"sort": "itmes"}))
    assert refused.value.facts["nearest"] == "items"


def test_busy_hours_are_weekdays_down_and_hours_across(shop: Figures) -> None:
    report = make_report(shop, "busy-hours", Asked(options={"figure": "orders"}))

    assert [row[0] for row in rows(report, "hours")] == [2, 4, 5, 6, 7]
    assert rows(report, "hours", "weekday", "orders__total") == [(2, 2), (4, 1), (5, 0), (6, 1), (7, -1)]
    assert total(report, "hours", "orders__total") == 3


def test_returns_and_discounts_have_their_rates(shop: Figures) -> None:
    returns, discounts = make_report(shop, "returns"), make_report(shop, "discounts")

    assert rows(returns, "products", "product", "returns", "return_rate")[0] == ("Rice", 10_000, Decimal("10.0"))
    assert rows(returns, "staff", "staff", "returns")[0] == ("Meena", 10_000)
    assert rows(discounts, "products", "product", "discounts", "discount_rate")[0] == ("Soap", 5_000, Decimal("9.1"))
    assert rows(discounts, "staff", "staff", "discounts")[0] == ("Ravi", 5_000)


def test_profit_is_of_the_sales_whose_cost_is_known(shop: Figures) -> None:
    report = make_report(shop, "profit")

    # Rice: 900.00 for 540.00; of 1,400.00 sold 900.00 has a cost
    assert figures_in(report) == {
        "gross_profit": 36_000, "margin": Decimal("40.0"), "costed_sales": 90_000, "cost_of_goods": 54_000, "cost_coverage": Decimal("64.3"),
    }  # fmt: skip
    assert rows(report, "categories", "category", "gross_profit")[0] == ("Grocery", 36_000)


def test_quotations_are_counted_by_what_became_of_them(shop: Figures) -> None:
    report = make_report(shop, "quotations")

    assert figures_in(report) == {
        "quotations": 2, "quoted": 236_000, "quotations_converted": 1, "quoted_converted": 118_000, "conversion_rate": Decimal("50.0"),
    }  # fmt: skip


def test_the_first_of_one_is_not_told_as_first() -> None:
    """Nobody stood at the counter by name: all of it is of no staff."""
    with figures_of(fortnight()) as figures:
        report = make_report(figures, "sales-by-staff")

    assert len(report.tables[0].rows) == 1
    assert not [sentence for sentence in report.sentences if "came first" in sentence]


def test_a_part_that_is_more_than_the_whole_is_told_without_its_share() -> None:
    """Binod, of no city, sent back more than he bought: Pune's 2,750.00 would be 198.3 % of the whole."""
    books = fortnight()
    books.line("CN1", november(14), "Soap", -2, -300_000, entry="return", customer="Binod")
    with figures_of(books) as figures:
        report = make_report(figures, "sales-by-city")

    [told] = [sentence for sentence in report.sentences if "came first" in sentence]
    assert "of the whole" not in told


# -- money -------------------------------------------------------------------------------------------


def test_money_received_is_told_by_method_day_and_customer(shop: Figures) -> None:
    methods, days = make_report(shop, "sales-by-payment-method"), make_report(shop, "collections")

    assert rows(methods, "payment_methods", "payment_method", "collections", "refunds", "net_collections") == [
        ("upi", 60_000, 0, 60_000),
        ("cash", 50_000, 5_000, 45_000),
    ]
    assert {day: amount for day, amount in rows(days, "days", "day", "net_collections") if amount} == {
        november(10): 60_000, november(12): 50_000, november(13): -5_000,
    }  # fmt: skip
    assert rows(days, "customers", "customer", "collections") == [("Asha", 60_000), ("Walk-in", 50_000)]


def test_a_way_of_payment_that_is_short_for_words_keeps_its_capitals_wherever_it_is_read(shop: Figures) -> None:
    """At the head of a sentence, in a table, under a picture; the value that programs read stays as it is."""
    report = make_report(shop, "sales-by-payment-method")
    letter, hindi = report_letter(report), spoken(report, "hi")

    assert "UPI came first with ₹600.00, 54.5 % of the whole." in report.sentences
    assert re.search(r"^UPI +₹600\.00", letter.text, re.MULTILINE)
    assert "Collections: UPI leads with ₹600.00" in letter.text
    assert "upi" not in re.sub(r"\w+:\S+", "", letter.text + letter.html)
    assert report.table("payment_methods").column("payment_method")[0] == "upi"
    assert "यूपीआई" in report_letter(hindi).text
    assert "upi" not in "".join(hindi.sentences)


def test_the_day_book_keeps_the_cash_in_hand_after_each_document(shop: Figures) -> None:
    report = make_report(shop, "day-book", Asked(JUST))

    # 100.00 to begin with; 500.00 for the soap, 20.00 of rent
    assert rows(report, "documents", "document", "number", "party", "amount", "cash_in", "cash_out", "cash_in_hand") == [
        ("Invoice", "B2", "Walk-in", 50_000, 0, 0, 10_000),
        ("Receipt", "R2", "Walk-in", 50_000, 50_000, 0, 60_000),
        ("Expense", "E1", "Landlord", 2_000, 0, 2_000, 58_000),
    ]  # fmt: skip
    assert figures_in(report) == {
        "cash_before": 10_000,
        "cash_in": 50_000,
        "cash_out": 2_000,
        "cash_in_hand": 58_000,
        "documents": 3,
    }
    assert (
        report.sentences[1] == "Cash in hand began at ₹100.00; ₹500.00 came in, ₹20.00 went out, and ₹580.00 was left."
    )


def test_the_day_book_of_a_month_ends_where_its_days_do(shop: Figures) -> None:
    month = make_report(shop, "day-book", Asked(Period(november(1), november(21)), options={"limit": 2}))

    assert month.headline("cash_in_hand").value == 53_000
    assert len(month.table("documents").rows) == 2
    assert month.notes == ("The first 2 documents are listed; the cash is of all.",)


@pytest.mark.parametrize("unseen", ["customers.read", "suppliers.read", "expenses.read"])
def test_the_day_book_names_nobody_to_who_may_not_see_all_whom_it_names(shop: Figures, unseen: str) -> None:
    blind = replace(shop, permissions=OWNER - {unseen})

    assert "party" not in [
        column.slug for column in make_report(blind, "day-book", Asked(JUST)).table("documents").columns
    ]


@pytest.mark.parametrize("slug", ["day-book", "sales-to-bank"])
def test_what_is_of_the_whole_shop_is_not_narrowed(slug: str, shop: Figures) -> None:
    with pytest.raises(Invalid) as refused:
        make_report(shop, slug, Asked(filters=(Filter("city", "in", ("Pune",)),)))

    assert refused.value.field == "filter"


def test_a_day_book_of_more_than_a_month_is_refused(shop: Figures) -> None:
    with pytest.raises(Invalid) as refused:
        make_report(shop, "day-book", Asked(Period(date(2026, 10, 1), november(2))))

    assert refused.value.field == "period"


def test_the_way_from_sales_to_the_bank_closes_at_every_step(shop: Figures) -> None:
    report = make_report(shop, "sales-to-bank")

    assert rows(report, "billed") == [("Net sales", 140_000), ("Tax", 16_200), ("Charges", 0), ("Round-off", 0)]
    assert total(report, "billed", "amount") == 156_200
    assert sorted(rows(report, "owed")) == sorted([
        ("Owed before", 59_000), ("Invoice", 188_000), ("Receipt", -110_000), ("Refund", 5_000), ("Credit note", -11_800), ("Bill cancelled", -20_000),
    ])  # fmt: skip
    assert total(report, "owed", "amount") == 110_200
    assert rows(report, "accounts", "account", "before", "from_customers", "for_expenses", "other", "after") == [
        ("Cash in hand", 0, 45_000, -2_000, 10_000, 53_000),
        ("UPI", 0, 60_000, 0, 0, 60_000),
    ]
    for table in ("billed", "owed"):
        assert sum(row[1] for row in rows(report, table)) == total(report, table, "amount")


def test_expenses_and_the_profit_and_loss_are_the_ledgers(shop: Figures) -> None:
    expenses, profit = make_report(shop, "expenses"), make_report(shop, "profit-and-loss")

    assert rows(expenses, "categories", "expense_category", "expenses") == [("Rent", 2_000)]
    assert rows(profit, "accounts") == [
        ("Sales", 50_000, 150_000, 200_000),
        ("Rent", 0, -2_000, -2_000),
        ("Sales returns", 0, -10_000, -10_000),
    ]
    assert [column.title for column in profit.table("accounts").columns if column.metric] == [
        "Oct 2026",
        "Nov 2026",
        "Total",
    ]
    assert profit.headline("net_profit").value == 188_000


def test_targets_stand_beside_what_came_of_them(shop: Figures) -> None:
    report = make_report(shop, "targets")

    assert rows(report, "sales", "month", "sales_target", "net_sales", "target_achieved")[-1] == (
        november(1),
        280_000,
        140_000,
        Decimal("50.0"),
    )
    assert rows(report, "categories", "expense_category", "expense_target", "expenses", "budget_used") == [
        ("Rent", 4_000, 2_000, Decimal("50.0"))
    ]


def test_what_is_owed_is_aged_at_the_end_of_the_day(shop: Figures) -> None:
    """B0 is 31 days late today and was 1 day late on 21 October, when nothing else was owed."""
    now = make_report(shop, "receivables-ageing")
    then = make_report(shop, "receivables-ageing", Asked(Period(date(2026, 10, 21), date(2026, 10, 22))))

    def ages(report: Report) -> dict[str, dict[str, int]]:
        table = report.table("customers")
        return {
            row[0]: {column.title: row[n] for n, column in enumerate(table.columns) if column.metric and row[n]}
            for row in table.rows
        }

    assert ages(now)["Asha"] == {"1-30": 46_200, "31-60": 59_000, "Total": 105_200}
    assert now.headline("debtors_balance").value == 110_200
    assert ages(then) == {"Asha": {"1-30": 59_000, "Total": 59_000}}


def test_suppliers_wait_for_their_bills_by_days_overdue(shop: Figures) -> None:
    report = make_report(shop, "payables-ageing")

    assert rows(report, "suppliers") == [("Gupta", 70_800, 70_800)]
    assert figures_in(report) == {"creditors_balance": 70_800, "payables_unpaid": 70_800, "overdue_payables": 70_800}


# -- tax, purchases, stock ---------------------------------------------------------------------------


def test_tax_is_told_by_rate_hsn_and_component(shop: Figures) -> None:
    report = make_report(shop, "tax", Asked(Period(november(1), november(21))))

    assert rows(report, "rates", "net_sales", "tax", "cgst", "sgst", "igst") == [
        (90_000, 16_200, 8_100, 8_100, 0),
        (50_000, 0, 0, 0, 0),
    ]
    assert rows(report, "hsn", "hsn", "net_sales", "tax") == [("1006", 90_000, 16_200), (None, 50_000, 0)]
    assert {name: tax for name, tax in rows(report, "components", "tax_component", "tax") if tax} == {
        "CGST": 8_100,
        "SGST": 8_100,
    }


def test_purchases_are_told_by_supplier_product_and_their_tax(shop: Figures) -> None:
    suppliers, products, tax = (
        make_report(shop, slug, Asked(Period(november(1), november(21)))) for slug in ("purchases-by-supplier", "purchases-by-product", "purchase-tax")
    )  # fmt: skip

    assert rows(suppliers, "suppliers", "supplier", "purchases", "purchased_items") == [("Gupta", 60_000, Decimal(10))]
    assert rows(products, "products", "product", "purchases") == [("Rice", 60_000)]
    assert figures_in(tax) == {"input_tax": 10_800, "purchase_tax": 10_800, "purchases_billed": 60_000}


def test_stock_is_told_with_its_value_and_how_long_it_lasts(shop: Figures) -> None:
    report = make_report(shop, "stock")

    # ten Rice in thirty days: twenty last sixty
    assert rows(report, "products") == [
        ("Rice", Decimal(20), 120_000, Decimal(10), Decimal(60)),
        ("Tent", Decimal(4), 40_000, Decimal(0), None),
        ("Brush", Decimal(4), 8_000, Decimal(0), None),
    ]
    assert report.headline("stock_value").value == 168_000


def test_who_may_not_see_costs_sees_how_many_and_not_what_they_are_worth(shop: Figures) -> None:
    report = make_report(replace(shop, permissions=OWNER - {"costs.read"}), "stock")

    assert rows(report, "products")[0] == ("Rice", Decimal(20), Decimal(10), Decimal(60))
    assert "stock_value" not in figures_in(report)


def test_what_to_reorder_is_listed_with_what_is_left(shop: Figures) -> None:
    report = make_report(shop, "reorder")

    assert rows(report, "low", "product", "stock_on_hand") == [("Soap", Decimal(0)), ("Rice", Decimal(20))]
    assert rows(report, "out", "product") == [("Soap",)]


def test_what_to_reorder_tells_whom_it_came_from_last(shop: Figures) -> None:
    report = make_report(shop, "reorder")
    unseen = make_report(replace(shop, permissions=OWNER - {"suppliers.read"}), "reorder")

    assert rows(report, "low", "product", "supplier") == [("Soap", None), ("Rice", "Gupta")]
    assert "supplier" not in [column.slug for column in unseen.table("low").columns]


# -- hire, deliveries, control -----------------------------------------------------------------------


def test_hire_tells_what_is_out_and_what_should_be_back(shop: Figures) -> None:
    report = make_report(shop, "rentals")

    # two of four tents for five of twenty days
    assert rows(report, "products", "product", "utilisation", "unit_days_hired", "unit_days_owned")[0] == (
        "Tent", Decimal("12.5"), Decimal(10), Decimal(80),
    )  # fmt: skip
    assert rows(report, "out") == rows(report, "overdue") == [("Asha", "Tent", Decimal(2))]
    assert figures_in(report)["unbilled_hire"] == 30_000


def test_deliveries_are_told_by_route_against_what_was_expected(shop: Figures) -> None:
    report = make_report(shop, "deliveries")

    assert rows(
        report,
        "routes",
        "route",
        "delivered_value",
        "delivered_items",
        "expected_quantity",
        "deliveries",
        "skipped_deliveries",
    ) == [("Station road", 12_000, Decimal(2), Decimal(6), 1, 1)]


def test_control_tells_what_was_cancelled_and_who_let_off(shop: Figures) -> None:
    report = make_report(shop, "control")

    assert (report.headline("cancelled_sales").value, report.headline("cancelled_bills").value) == (20_000, 1)
    assert rows(report, "cancelled_bills", "bill", "cancelled_sales") == [("B3", 20_000)]
    assert rows(report, "discounts", "staff", "discounts")[0] == ("Ravi", 5_000)
    assert rows(report, "stock_losses", "reason", "stock_losses")[0] == ("damaged", 2_000)


def test_lists_of_what_happened_hold_nothing_that_did_not() -> None:
    """Rice was sold and came back, Soap was sold with a discount, Tea for its price: each stands where something happened to it."""
    books = Books()
    books.line("N1", MONDAY, "Rice", 5, 50_000, staff="Meena")
    books.line("N2", MONDAY, "Soap", 5, 40_000, discount_minor=1_000, staff="Ravi")
    books.line("N3", MONDAY, "Tea", 5, 30_000, staff="Ravi")
    books.line("C1", MONDAY, "Rice", -1, -10_000, entry="return", staff="Meena")
    with figures_of(books) as figures:
        returns, discounts, sales = (
            make_report(figures, slug) for slug in ("returns", "discounts", "sales-by-product")
        )
        one = make_report(figures, "returns", Asked(options={"limit": 1, "ascending": True}))

    assert [(row[0], row[2]) for row in returns.table("products").rows] == [("Rice", 10_000)]
    assert returns.table("staff").column("staff") == ["Meena"]
    assert discounts.table("products").column("product") == ["Soap"]
    assert sorted(sales.tables[0].column("product")) == ["Rice", "Soap", "Tea"]
    assert one.table("products").column("product") == ["Rice"]  # what is left out counts for nothing
