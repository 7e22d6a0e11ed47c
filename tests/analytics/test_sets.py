"""Sets of things found by a query of their own, limits that count anew in each group, ratios, and some rows of a split."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from analytics.query import Among, Filter, Having, MetricQuery, Order, Result
from analytics.results import ResultCache, run_query
from munim.days import Period
from munim.errors import Forbidden, Invalid
from tests.analytics.mirrors import OWNER, Books, named

TODAY = date(2026, 11, 20)
OCTOBER = Period(date(2026, 10, 1), date(2026, 11, 1))
NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))
WHO_OWE_MUCH = Among("customer", ("outstanding",), having=(Having("outstanding", "above", (500_000,)),))


@pytest.fixture
def books() -> Books:
    """Asha owes 6,000 and bought rice and soap; Bela owes 100 and bought oil and soap; Chitra bought salt in October."""
    books = Books()
    books.customer("Asha", balance_minor=600_000)
    books.customer("Bela", balance_minor=10_000)
    books.customer("Chitra")
    for product, category in (("Rice", "Food"), ("Oil", "Food"), ("Salt", "Food"), ("Soap", "Cleaning")):
        books.product(product, category=category)
    for n, (day, customer, product, amount, category) in enumerate(
        (
            (date(2026, 11, 2), "Asha", "Rice", 500, "Food"),
            (date(2026, 11, 3), "Asha", "Soap", 40, "Cleaning"),
            (date(2026, 11, 4), "Bela", "Oil", 300, "Food"),
            (date(2026, 11, 5), "Bela", "Soap", 60, "Cleaning"),
            (date(2026, 10, 6), "Chitra", "Salt", 20, "Food"),
        )
    ):
        books.line(f"B{n}", day, product, 1, amount, customer=customer, category=category, discount_minor=amount // 10)
    return books


def ask(books: Books, query: MetricQuery, *, permissions: frozenset[str] = OWNER) -> Result:
    with books.mirror() as mirror:
        return run_query(mirror, query, permissions=permissions, today=TODAY, cache=ResultCache())


def rows(books: Books, query: MetricQuery, *columns: str) -> list[tuple[Any, ...]]:
    result = ask(books, query)
    slugs = [column.slug for column in result.columns]
    return [tuple(row[slugs.index(slug)] for slug in columns) for row in result.rows]


def test_products_bought_by_customers_who_owe_more_than_5000(books: Books) -> None:
    query = MetricQuery(("net_sales",), by=("product",), among=(WHO_OWE_MUCH,))

    assert rows(books, query, "product", "net_sales") == [("Rice", 500), ("Soap", 40)]


def test_products_bought_by_everybody_else(books: Books) -> None:
    others = Among("customer", ("outstanding",), having=WHO_OWE_MUCH.having, negated=True)
    query = MetricQuery(("net_sales",), by=("product",), among=(others,))

    assert rows(books, query, "product", "net_sales") == [("Oil", 300), ("Soap", 60), ("Salt", 20)]


def test_the_set_and_its_complement_make_the_whole(books: Books) -> None:
    best = Among("product", ("net_sales",), period=NOVEMBER, order=(Order("net_sales"),), limit=2)
    rest = Among("product", ("net_sales",), period=NOVEMBER, order=(Order("net_sales"),), limit=2, negated=True)

    [(some,)], [(others,)], [(whole,)] = (
        rows(books, MetricQuery(("net_sales",), period=NOVEMBER, among=among), "net_sales")
        for among in ((best,), (rest,), ())
    )

    assert (some, others, whole) == (800, 100, 900)


def test_customers_who_did_not_buy_in_november(books: Books) -> None:
    bought = Among("customer", ("net_sales",), period=NOVEMBER, negated=True)

    assert rows(books, MetricQuery(("net_sales",), by=("customer",), among=(bought,)), "customer") == [("Chitra",)]


@pytest.mark.parametrize(
    ("metric", "things", "figure", "above", "count"),
    [
        ("customers", "customer", "net_sales", 400, 1),  # Asha for 540, Bela for 360
        ("orders", "bill", "net_sales", 100, 2),  # 500, 40, 300, 60
        ("products_sold", "product", "net_sales", 90, 3),  # rice 500, oil 300, soap 100
    ],
)
def test_how_many_meet_a_condition_is_the_count_of_a_set(
    books: Books, metric: str, things: str, figure: str, above: int, count: int
) -> None:
    meeting = Among(things, (figure,), having=(Having(figure, "above", (above,)),), period=NOVEMBER)

    assert rows(books, MetricQuery((metric,), period=NOVEMBER, among=(meeting,)), metric) == [(count,)]


def test_values_of_a_set_and_of_the_query_around_it_do_not_mix(books: Books) -> None:
    of_chitra = Among("product", ("net_sales",), where=(Filter("customer", "in", (str(named("Asha")),)),))
    query = MetricQuery(
        ("net_sales",), by=("product",), where=(Filter("customer", "in", (str(named("Bela")),)),), among=(of_chitra,)
    )

    assert rows(books, query, "product", "net_sales") == [("Soap", 60)]


def test_who_may_not_see_customers_may_not_see_products_by_them(books: Books) -> None:
    with pytest.raises(Forbidden):
        ask(
            books,
            MetricQuery(("net_sales",), by=("product",), among=(WHO_OWE_MUCH,)),
            permissions=frozenset({"sales.read"}),
        )


def test_a_set_that_the_figure_cannot_be_told_by_is_refused(books: Books) -> None:
    with pytest.raises(Invalid, match="stock on hand cannot be told by customer"):
        ask(books, MetricQuery(("stock_on_hand",), among=(WHO_OWE_MUCH,)))


def test_the_best_product_of_each_category(books: Books) -> None:
    query = MetricQuery(
        ("net_sales",), by=("category", "product"), order=(Order("net_sales"),), limit=1, per=("category",)
    )

    assert rows(books, query, "category", "product", "net_sales") == [("Cleaning", "Soap", 100), ("Food", "Rice", 500)]


def test_the_two_least_products_of_each_customer(books: Books) -> None:
    query = MetricQuery(
        ("net_sales",),
        by=("customer", "product"),
        order=(Order("net_sales", descending=False),),
        limit=1,
        per=("customer",),
    )

    assert rows(books, query, "customer", "product") == [("Asha", "Soap"), ("Bela", "Soap"), ("Chitra", "Salt")]


def test_a_limit_per_group_needs_a_limit_and_a_group(books: Books) -> None:
    with pytest.raises(Invalid, match="needs a limit"):
        ask(books, MetricQuery(("net_sales",), by=("category", "product"), per=("category",)))
    with pytest.raises(Invalid, match="some of the dimensions"):
        ask(books, MetricQuery(("net_sales",), by=("product",), limit=3, per=("category",)))


def test_a_ratio_of_two_metrics_is_per_cent_where_their_units_are_equal(books: Books) -> None:
    # discounts are a tenth of the net sales of November: 50 + 4 + 30 + 6 on 900
    query = MetricQuery(("discounts", "net_sales"), period=NOVEMBER, ratio=True)

    assert rows(books, query, "discounts", "net_sales", "discounts__ratio") == [(90, 900, Decimal("10.0"))]


def test_a_ratio_of_money_by_a_number_is_money(books: Books) -> None:
    result = ask(books, MetricQuery(("net_sales", "orders"), period=NOVEMBER, ratio=True))

    assert (result.columns[-1].slug, result.columns[-1].unit, result.rows[0][-1]) == ("net_sales__ratio", "money", 225)


def test_a_share_of_one_part_is_of_the_whole(books: Books) -> None:
    query = MetricQuery(
        ("net_sales",),
        by=("product",),
        period=NOVEMBER,
        shares=True,
        shown=(Filter("product", "in", (str(named("Rice")),)),),
    )

    # 500 of 900
    assert rows(books, query, "product", "net_sales", "net_sales__share") == [("Rice", 500, Decimal("55.6"))]
