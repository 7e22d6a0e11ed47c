"""The reports of what sells and what does not, with figures worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.abc_classes import abc_classes
from analytics.baskets import lift
from analytics.query import Filter
from analytics.report import Report
from analytics.reports import Asked, Figures, make_report
from munim.days import Period
from munim.errors import Invalid
from tests.analytics.conftest import TODAY, figures_of
from tests.analytics.mirrors import OWNER, Books, named

NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))


def day(month: int, number: int) -> date:
    return date(2026, month, number)


def shop() -> Books:
    """Six bills of November hold Tea and Milk, four more Tea alone, ten Rice; Salt last sold in August, Lamp never,
    Vase was bought in last week; Soap's only bill was cancelled."""
    books = Books()
    for name, on_hand, cost in (
        ("Rice", "40", "30"),
        ("Tea", "5", "50"),
        ("Milk", None, None),
        ("Salt", "100", "8"),
        ("Soap", "6", "10"),
        ("Lamp", "2", "900"),
        ("Vase", "3", "200"),
    ):
        books.product(name, on_hand=on_hand, cost=cost, category="Shelf")
        if on_hand:
            books.stock_move(
                name, TODAY - timedelta(days=7) if name == "Vase" else day(1, 2), on_hand, reason="purchase"
            )
    for n in range(6):
        books.line(f"T{n}", day(11, 1 + n), "Tea", 1, 10_000)
        books.line(f"T{n}", day(11, 1 + n), "Milk", 2, 1_000)
    books.line("T0", day(11, 1), "Tea", 3, 0)  # on the same bill again
    for n in range(6, 10):
        books.line(f"T{n}", day(11, 1 + n), "Tea", 1, 10_000)
    for n in range(10):
        books.line(f"R{n}", day(11, 1 + n), "Rice", 1, 1_000)
    books.line("S0", day(8, 1), "Salt", 1, 700)
    books.line("X0", day(11, 3), "Soap", 1, 500)
    books.line("X0", day(11, 4), "Soap", -1, -500, entry="cancellation")
    return books


@pytest.fixture(scope="module")
def figures() -> Iterator[Figures]:
    with figures_of(shop()) as figures:
        yield figures


def values(report: Report) -> dict[str, Any]:
    return {item.column.slug: item.value for item in report.headlines}


def cells(report: Report, table: str, *slugs: str) -> list[tuple[Any, ...]]:
    return list(zip(*(report.table(table).column(slug) for slug in slugs), strict=True))


def test_a_product_that_crosses_a_line_belongs_to_the_class_it_crosses_from(figures: Figures) -> None:
    report = make_report(figures, "product-abc", Asked(NOVEMBER))

    # of 1,160.00: Tea 1,000.00 crosses 80 %, Rice 100.00 starts at 86.2 % and ends at 94.8 %, Milk crosses 95 %, Soap sold nothing
    assert cells(report, "products", "product", "net_sales", "net_sales__share", "cumulative", "abc") == [
        ("Tea", 100_000, Decimal("86.2"), Decimal("86.2"), "A"),
        ("Rice", 10_000, Decimal("8.6"), Decimal("94.8"), "B"),
        ("Milk", 6_000, Decimal("5.2"), Decimal("100.0"), "B"),
        ("Soap", 0, Decimal("0.0"), Decimal("100.0"), "C"),
    ]
    assert [row[:2] + row[3:4] for row in report.table("classes").rows] == [
        ("A", 1, 100_000),
        ("B", 2, 16_000),
        ("C", 1, 0),
    ]
    assert report.sentences == (
        "1 of 4 products (25 %) make 86.2 % of net sales.",
        "The 1 product of class C makes 0 %.",
    )


@given(st.lists(st.integers(-5_000, 100_000), max_size=40))
def test_classes_share_out_all_sales_and_follow_one_another(amounts: list[int]) -> None:
    amounts = sorted(amounts, reverse=True)
    ranked = abc_classes([(n,) for n in range(len(amounts))], amounts)

    assert [item.net_minor for item in ranked] == amounts
    assert "".join(item.abc for item in ranked) == "".join(sorted(item.abc for item in ranked))
    total = sum(amounts)
    if total > 0:
        assert ranked[-1].cumulative == 100
        assert abs(sum(item.share for item in ranked if item.share is not None) - 100) <= Decimal("0.05") * len(ranked)
        before = 0
        for item in ranked:
            assert item.abc == (
                "C" if item.net_minor <= 0 or before * 20 >= total * 19 else "B" if before * 5 >= total * 4 else "A"
            )
            before += item.net_minor
    else:
        assert {item.abc for item in ranked} <= {"C"}


def test_what_sold_least_and_what_did_not_sell(figures: Figures) -> None:
    report = make_report(figures, "slow-products", Asked(NOVEMBER))

    assert cells(report, "slow", "product", "net_sales") == [("Milk", 6_000), ("Rice", 10_000), ("Tea", 100_000)]
    assert cells(report, "unsold", "product", "last_sold") == [
        ("Lamp", None), ("Soap", None), ("Vase", None), ("Salt", day(8, 1)),
    ]  # fmt: skip
    assert values(report)["stock_value"] == 180_000 + 6_000 + 60_000 + 80_000
    assert report.sentences[1] == "Milk sold least: ₹60.00."


def test_dusty_stock_was_there_all_along_and_did_not_sell(figures: Figures) -> None:
    report = make_report(figures, "dusty-stock")

    # Vase came in a week ago, Milk's stock is not counted, Tea and Rice sell; Soap was sold and taken back
    assert cells(report, "products", "product", "stock_value", "last_sold", "days_since") == [
        ("Lamp", 180_000, None, None), ("Salt", 80_000, day(8, 1), 111), ("Soap", 6_000, None, None),
    ]  # fmt: skip
    # of 1,20,000 of Rice and 25,000 of Tea beside it
    assert values(report) == {
        "dusty_products": 3, "stock_value": 266_000, "stock_value__share": Decimal("56.5"), "days_without_sale": 90,
    }  # fmt: skip
    assert report.sentences == (
        "3 products have not sold for 90 days.",
        "That stock is worth ₹2,660.00, 56.5 % of the stock's value.",
        "Most of it is Lamp: ₹1,800.00.",
    )


@pytest.mark.parametrize(("days", "told"), [(111, True), (112, False)])
def test_dusty_is_so_many_days_without_a_sale_to_the_day(days: int, told: bool, figures: Figures) -> None:
    report = make_report(figures, "dusty-stock", Asked(options={"days": days}))

    assert ("Salt" in report.table("products").column("product")) is told


def test_who_may_not_see_costs_sees_neither_the_value_nor_its_order(figures: Figures) -> None:
    viewer = replace(figures, permissions=OWNER - {"costs.read"})

    dusty, slow = make_report(viewer, "dusty-stock"), make_report(viewer, "slow-products", Asked(NOVEMBER))

    assert dusty.table("products").column("product") == ["Lamp", "Soap", "Salt"]
    for table in (*dusty.tables, *slow.tables):
        assert "stock_value" not in [column.slug for column in table.columns]
    assert "stock_value" not in values(dusty) and "stock_value" not in values(slow)
    assert all("₹" not in sentence for sentence in dusty.sentences)


def test_pairs_carry_support_confidence_and_lift(figures: Figures) -> None:
    report = make_report(figures, "bought-together", Asked(NOVEMBER))

    # 6 of 20 invoices hold both, 10 Tea, 6 Milk: 6 x 20 / (10 x 6)
    assert cells(report, "pairs", "product", "companion", "together", "support", "confidence", "confidence_back", "lift") == [
        ("Tea", "Milk", 6, Decimal("30.0"), Decimal("60.0"), Decimal("100.0"), Decimal("2.00")),
    ]  # fmt: skip
    assert report.sentences == (
        "Tea and Milk are together most often: on 6 invoices, 2 times as often as by chance.",
        "100 % of those who buy Milk take Tea too.",
    )


@pytest.mark.parametrize("product", ["Tea", str(named("Tea"))])
def test_what_goes_with_one_product(product: str, figures: Figures) -> None:
    report = make_report(figures, "bought-together", Asked(NOVEMBER, (Filter("product", "in", (product,)),)))

    assert cells(report, "companions", "product", "together", "confidence", "lift") == [
        ("Milk", 6, Decimal("60.0"), Decimal("2.00"))
    ]
    assert report.sentences == ("60 % of the invoices with Tea hold Milk too.",)


def test_fewer_invoices_than_five_tell_nothing(figures: Figures) -> None:
    first_four = Asked(Period(day(11, 1), day(11, 5)))

    assert make_report(figures, "bought-together", first_four).empty
    with pytest.raises(Invalid) as refused:
        make_report(figures, "bought-together", Asked(NOVEMBER, options={"least": 4}))
    assert refused.value.field == "least"


@pytest.mark.parametrize(
    ("filters", "field", "nearest"),
    [
        ((Filter("product", "in", ("Teaa",)),), "product", "Tea"),
        ((Filter("product", "in", ("Tea", "Milk")),), "filters", None),
        ((Filter("city", "in", ("Pune",)),), "filters", None),
    ],
)
def test_a_filter_other_than_one_product_is_refused(
    filters: tuple[Filter, ...], field: str, nearest: str | None, figures: Figures
) -> None:
    with pytest.raises(Invalid) as refused:
        make_report(figures, "bought-together", Asked(NOVEMBER, filters))

    assert (refused.value.field, refused.value.facts.get("nearest")) == (field, nearest)


@given(st.integers(1, 500), st.integers(1, 500), st.integers(1, 500), st.integers(1, 5_000))
def test_lift_is_the_same_either_way_round(together: int, a: int, b: int, invoices: int) -> None:
    assert lift(together, a, b, invoices) == lift(together, b, a, invoices)
    assert abs(lift(together, a, b, invoices) - Decimal(together * invoices) / (a * b)) <= Decimal("0.005")
