"""What a MetricQuery may ask, on books made for the question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from analytics.catalogue import DIMENSIONS, METRICS, Metric, dimensions_of, measured_by, source
from analytics.compile import compile_query
from analytics.query import Filter, Having, MetricQuery, Order, Result
from analytics.results import ResultCache, run_query
from analytics.shop import Shop
from etl.reader import OpenMirror
from munim.days import Calendar, Period
from munim.errors import Forbidden, Invalid
from tests.analytics.mirrors import OWNER, Books, named

TODAY = date(2026, 11, 20)
NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))
INDIAN = Shop("Sharma Stores", "INR", 2, "IN", "Pune", Calendar())


def ask(books: Books, query: MetricQuery, *, permissions: frozenset[str] = OWNER) -> Result:
    with books.mirror() as mirror:
        return run_query(mirror, query, permissions=permissions, today=TODAY, cache=ResultCache())


def rows(books: Books, query: MetricQuery, *columns: str) -> list[tuple[Any, ...]]:
    """The rows of the answer, of the columns named alone."""
    result = ask(books, query)
    slugs = [column.slug for column in result.columns]
    return [tuple(row[slugs.index(slug)] for slug in columns or slugs) for row in result.rows]


def sold(days: Sequence[tuple[date, int]], **settings: int) -> Books:
    """Books with one line of the amount on each day."""
    books = Books(**settings)  # type: ignore[arg-type]  # the settings that tests change are numbers
    for n, (day, amount) in enumerate(days):
        books.line(f"B{n}", day, "Rice", 1, amount)
    return books


# --- time ---


@pytest.mark.parametrize(
    ("week_start", "first_days"),
    [(1, [date(2026, 11, 9), date(2026, 11, 16)]), (7, [date(2026, 11, 15)]), (6, [date(2026, 11, 14)])],
)
def test_week_starts_on_the_shops_own_day(week_start: int, first_days: list[date]) -> None:
    books = sold([(date(2026, 11, 15), 100), (date(2026, 11, 17), 200)], week_start=week_start)

    assert [row[0] for row in rows(books, MetricQuery(("net_sales",), by=("week",)), "week")] == first_days


def test_financial_year_quarter_and_year_of_a_shop_whose_year_starts_in_april() -> None:
    books = sold([(date(2026, 3, 31), 100), (date(2026, 4, 1), 200), (date(2026, 12, 31), 300)])

    assert rows(books, MetricQuery(("net_sales",), by=("financial_year",))) == [
        (date(2025, 4, 1), 100),
        (date(2026, 4, 1), 500),
    ]
    assert rows(books, MetricQuery(("net_sales",), by=("quarter",))) == [
        (date(2026, 1, 1), 100),
        (date(2026, 4, 1), 200),
        (date(2026, 10, 1), 300),
    ]
    assert rows(books, MetricQuery(("net_sales",), by=("year",))) == [(date(2026, 1, 1), 600)]


def test_quarters_follow_a_financial_year_that_starts_in_february() -> None:
    books = sold([(date(2026, 1, 31), 100), (date(2026, 2, 1), 200), (date(2026, 5, 31), 300)], year_start_month=2)

    assert rows(books, MetricQuery(("net_sales",), by=("quarter",))) == [
        (date(2025, 11, 1), 100),
        (date(2026, 2, 1), 200),
        (date(2026, 5, 1), 300),
    ]
    assert rows(books, MetricQuery(("net_sales",), by=("financial_year",))) == [
        (date(2025, 2, 1), 100),
        (date(2026, 2, 1), 500),
    ]


def test_weekdays_come_in_the_order_of_the_shops_week() -> None:
    books = sold([(date(2026, 11, 16), 100), (date(2026, 11, 15), 200), (date(2026, 11, 14), 300)], week_start=7)

    assert rows(books, MetricQuery(("net_sales",), by=("weekday",))) == [(7, 200), (1, 100), (6, 300)]


def test_days_without_sales_appear_as_zero_when_filled() -> None:
    books = sold([(date(2026, 11, 16), 100), (date(2026, 11, 18), 300)])
    period = Period(date(2026, 11, 15), date(2026, 11, 19))

    result = ask(
        books, MetricQuery(("net_sales", "orders", "average_order_value"), by=("day",), period=period, fill=True)
    )

    assert result.rows == [
        (date(2026, 11, 15), 0, 0, None),
        (date(2026, 11, 16), 100, 1, 100),
        (date(2026, 11, 17), 0, 0, None),
        (date(2026, 11, 18), 300, 1, 300),
    ]


def test_fill_gives_every_group_every_day_and_keeps_its_name() -> None:
    books = Books()
    books.line("B1", date(2026, 11, 1), "Rice", 1, 100)
    books.line("B2", date(2026, 11, 2), "Soap", 1, 200)
    query = MetricQuery(
        ("net_sales",),
        by=("product", "day"),
        period=Period(date(2026, 11, 1), date(2026, 11, 3)),
        fill=True,
        order=(Order("day", False),),
    )

    assert rows(books, query, "day", "product", "net_sales") == [
        (date(2026, 11, 1), "Rice", 100),
        (date(2026, 11, 1), "Soap", 0),
        (date(2026, 11, 2), "Rice", 0),
        (date(2026, 11, 2), "Soap", 200),
    ]


def test_hours_and_weekdays_fill_to_their_whole_range() -> None:
    books = sold([(date(2026, 11, 16), 100)])
    week = Period(date(2026, 11, 16), date(2026, 11, 23))

    assert len(ask(books, MetricQuery(("net_sales",), by=("weekday", "hour"), period=week, fill=True)).rows) == 7 * 24


# --- comparison ---


def test_previous_period_of_days_is_as_many_days_before() -> None:
    books = sold([(date(2026, 11, 9), 400), (date(2026, 11, 16), 500)])
    week = Period(date(2026, 11, 16), date(2026, 11, 23))

    assert rows(books, MetricQuery(("net_sales",), period=week, compare="previous")) == [(500, 400, Decimal("25.0"))]


def test_previous_period_of_a_month_is_the_month_before_however_long() -> None:
    books = sold([(date(2026, 10, 1), 100), (date(2026, 10, 31), 300), (date(2026, 11, 30), 200)])

    assert rows(books, MetricQuery(("net_sales",), period=NOVEMBER, compare="previous")) == [
        (200, 400, Decimal("-50.0"))
    ]
    by_month = MetricQuery(("net_sales",), by=("month",), period=NOVEMBER, compare="previous")
    assert rows(books, by_month) == [(date(2026, 11, 1), 200, 400, Decimal("-50.0"))]


def test_days_meet_the_days_before_and_a_longer_month_leaves_its_last_day_out() -> None:
    books = sold([(date(2026, 10, 5), 100), (date(2026, 10, 31), 300), (date(2026, 11, 5), 50)])

    query = MetricQuery(("net_sales",), by=("day",), period=NOVEMBER, compare="previous")

    assert rows(books, query) == [(date(2026, 11, 5), 50, 100, Decimal("-50.0"))]


def test_last_year_is_364_days_ago_so_that_weekdays_meet() -> None:
    books = sold([(date(2025, 11, 17), 100), (date(2025, 11, 16), 999), (date(2026, 11, 16), 150)])
    day = Period(date(2026, 11, 16), date(2026, 11, 17))

    assert rows(books, MetricQuery(("net_sales",), by=("day",), period=day, compare="last_year")) == [
        (date(2026, 11, 16), 150, 100, Decimal("50.0"))
    ]


def test_a_stated_period_may_be_compared_with() -> None:
    books = sold([(date(2025, 10, 20), 800), (date(2026, 11, 8), 1000)])
    query = MetricQuery(
        ("net_sales",),
        period=Period(date(2026, 11, 8), date(2026, 11, 9)),
        compare=Period(date(2025, 10, 20), date(2025, 10, 21)),
    )

    assert rows(books, query) == [(1000, 800, Decimal("25.0"))]


def test_change_from_nothing_is_empty_and_of_a_percentage_it_is_points() -> None:
    books = Books()
    books.line("B1", date(2026, 10, 5), "Rice", 1, 9000, discount_minor=1000)
    books.line("B2", date(2026, 11, 5), "Rice", 1, 8500, discount_minor=1500)

    assert rows(books, MetricQuery(("discount_rate",), period=NOVEMBER, compare="previous")) == [
        (Decimal("15.0"), Decimal("10.0"), Decimal("5.0"))
    ]
    october = Period(date(2026, 10, 1), date(2026, 11, 1))
    assert rows(books, MetricQuery(("net_sales",), period=october, compare="previous")) == [(9000, 0, None)]


def test_what_was_sold_only_before_appears_beside_what_is_sold_now() -> None:
    books = Books()
    books.line("B1", date(2026, 10, 5), "Soap", 1, 700)
    books.line("B2", date(2026, 11, 5), "Rice", 1, 900)

    query = MetricQuery(("net_sales",), by=("product",), period=NOVEMBER, compare="previous")

    assert rows(books, query, "product", "net_sales", "net_sales__before") == [("Rice", 900, 0), ("Soap", 0, 700)]


# --- several sources ---


def test_collections_beside_sales_of_a_customer_do_not_multiply() -> None:
    books = Books()
    for n in range(3):
        books.line(f"B{n}", date(2026, 11, 5), "Rice", 1, 1000, customer="Asha")
        books.line(f"B{n}", date(2026, 11, 5), "Soap", 1, 500, customer="Asha")
    for n in range(4):
        books.payment(f"R{n}", date(2026, 11, 6), 700, customer="Asha")
    books.payment("R9", date(2026, 11, 7), 50, customer="Binod")
    books.customer("Asha", balance_minor=1700, city="Pune")
    books.customer("Binod", balance_minor=-50)

    query = MetricQuery(("net_sales", "orders", "collections", "outstanding"), by=("customer",), period=NOVEMBER)

    assert rows(books, query, "customer", "net_sales", "orders", "collections", "outstanding") == [
        ("Asha", 4500, 3, 2800, 1700),
        ("Binod", 0, 0, 50, 0),
    ]


def test_customers_of_one_name_stay_two_and_a_renamed_product_stays_one() -> None:
    books = Books()
    books.line("B1", date(2026, 11, 5), "Rice", 1, 100, customer="Asha")
    books.line("B2", date(2026, 11, 5), "Rice", 1, 300, customer="Asha")
    books.sales[1]["customer_id"] = named("the other Asha")
    books.sales[1]["product_name"] = "Basmati rice"

    assert rows(books, MetricQuery(("net_sales",), by=("customer",)), "customer", "net_sales") == [
        ("Asha", 300),
        ("Asha", 100),
    ]
    assert rows(books, MetricQuery(("net_sales",), by=("product",)), "net_sales") == [(400,)]


def test_lines_written_by_hand_group_by_their_words() -> None:
    books = Books()
    for words, amount in (("Repair", 100), ("Repair", 50), ("Cutting", 70)):
        books.line("B1", date(2026, 11, 5), None, 1, amount, words=words)

    assert rows(books, MetricQuery(("net_sales",), by=("product",))) == [("Repair", None, 150), ("Cutting", None, 70)]


_OF_PRODUCTS = (
    "net_sales", "gross_sales", "discounts", "returns", "total_sales", "items", "items_sold", "cost_of_goods", "tax",
)  # fmt: skip


@pytest.fixture(scope="module")
def autumn() -> Iterator[OpenMirror]:
    """One line of rice a day from 20 August to 10 November, of 1, 2, 3 … rupees; every ninth is taken back, every seventh
    written by hand, every fifth of unknown cost."""
    books = Books()
    for n in range(83):
        books.line(
            f"B{n}", date(2026, 8, 20) + timedelta(days=n), None if n % 7 == 0 else "Rice", -1 if n % 9 == 0 else 1,
            -100 * (n + 1) if n % 9 == 0 else 100 * (n + 1), entry="return" if n % 9 == 0 else "sale", words="Repair", cost_minor=None if n % 5 == 0 else 10,
        )  # fmt: skip
    with books.mirror() as mirror:
        yield mirror


@pytest.mark.parametrize(
    ("period", "by_months"),
    [
        (Period(date(2026, 8, 25), date(2026, 11, 6)), True),  # September and October, and days before and after
        (Period(date(2026, 9, 1), date(2026, 11, 6)), True),
        (Period(date(2026, 8, 25), date(2026, 10, 1)), True),
        (Period(date(2026, 9, 1), date(2026, 10, 1)), False),  # whole months have a source of their own
        (Period(date(2026, 9, 2), date(2026, 10, 31)), False),  # no month is whole
        (Period(date(2026, 9, 10), date(2026, 9, 20)), False),
    ],
)
def test_products_of_months_and_of_the_days_beside_them_are_their_lines_summed_up(
    autumn: OpenMirror, period: Period, by_months: bool
) -> None:
    query = MetricQuery(_OF_PRODUCTS, by=("product",), period=period)

    result = run_query(autumn, query, permissions=OWNER, today=TODAY, cache=ResultCache())

    by_day = run_query(  # days are never told from months
        autumn,
        msgspec.structs.replace(query, by=("product", "day")),
        permissions=OWNER,
        today=TODAY,
        cache=ResultCache(),
    )
    summed: dict[str, list[Any]] = {}
    for row in by_day.rows:
        figures = summed.setdefault(row[0], [0] * len(_OF_PRODUCTS))
        summed[row[0]] = [a + b for a, b in zip(figures, row[-len(_OF_PRODUCTS) :], strict=True)]
    assert {row[0]: list(row[2:]) for row in result.rows} == summed
    assert ("$whole_start" in compile_query(query, INDIAN, today=TODAY).statement.text) == by_months


def test_rice_of_a_month_and_a_day_by_hand(autumn: OpenMirror) -> None:
    """October's rice, and that of the days beside it: n from 41 to 73, but what is written by hand (n % 7) and, taken off, n % 9."""
    query = MetricQuery(("net_sales",), by=("product",), period=Period(date(2026, 9, 30), date(2026, 11, 2)))

    result = run_query(autumn, query, permissions=OWNER, today=TODAY, cache=ResultCache())

    # 41..73: 1,914 rupees in all; by hand 42, 49, 56, 70 (+1 each) less 63 taken back; of the rest 45, 54 and 72 are taken back
    by_hand = 43 + 50 + 57 + 71 - 64
    taken_back = 46 + 55 + 73
    rice = 1_914 - (43 + 50 + 57 + 64 + 71) - 2 * taken_back
    assert [(row[0], row[2]) for row in result.rows] == [("Rice", 100 * rice), ("Repair", 100 * by_hand)]


def test_country_is_the_one_that_was_billed() -> None:
    """John has moved to India since; and a walk-in customer, who has no country, was billed in one."""
    books = Books()
    books.customer("John", country="IN")
    books.customer("Walk-in", country=None)
    books.line("B1", date(2026, 11, 5), "Rice", 1, 100, customer="Walk-in", country="IN")
    books.line("B2", date(2026, 11, 5), "Rice", 1, 300, customer="John", country="GB")

    assert rows(books, MetricQuery(("net_sales",), by=("country",))) == [("GB", 300), ("IN", 100)]


# --- conditions ---


def shop_of_two() -> Books:
    books = Books()
    books.line("B1", date(2026, 11, 16), "Rice", 1, 100, customer="Asha", city="Pune", hour=9, category="Grocery")
    books.line("B2", date(2026, 11, 17), "Soap", 1, 200, customer="Binod", city="Nashik", hour=18, category="Household")
    books.line("B3", date(2026, 10, 17), "Tea", 1, 400, customer="Binod", hour=20)
    return books


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Filter("customer", values=("Asha",)), 100),
        (Filter("customer", values=(str(named("Asha")), "Binod")), 700),
        (Filter("customer", "not_in", ("Asha",)), 600),
        (Filter("product", values=("Soap",)), 200),
        (Filter("city", values=("Pune",)), 100),
        (Filter("city", "not_in", ("Pune",)), 600),  # no city is not Pune either
        (Filter("category", values=("Household", "Grocery")), 300),
        (Filter("weekday", values=("Monday",)), 100),
        (Filter("weekday", values=(2, "saturday")), 600),
        (Filter("hour", "between", (17, 19)), 200),
        (Filter("hour", "at_least", (18,)), 600),
        (Filter("day", values=("2026-11-17",)), 200),
        (Filter("day", "above", ("2026-11-16",)), 200),
        (Filter("week", values=("2026-11-20",)), 300),
        (Filter("month", values=("2026-10",)), 400),
        (Filter("month", "at_most", ("2026-10",)), 400),
        (Filter("financial_year", values=("2026-11-01",)), 700),
        (Filter("bill", values=("B2",)), 200),
    ],
)
def test_filter_keeps_the_rows_it_names(condition: Filter, expected: int) -> None:
    assert rows(shop_of_two(), MetricQuery(("net_sales",), where=(condition,))) == [(expected,)]


def test_having_keeps_the_groups_whose_figure_fits() -> None:
    books = Books()
    for name, balance in (("Asha", 500_100), ("Binod", 500_000), ("Chitra", 900_000), ("Dev", -10)):
        books.customer(name, balance_minor=balance)

    def owing(*conditions: Having) -> list[tuple[Any, ...]]:
        return rows(
            books, MetricQuery(("outstanding",), by=("customer",), having=conditions), "customer", "outstanding"
        )

    assert owing(Having("outstanding", "above", (500_000,))) == [("Chitra", 900_000), ("Asha", 500_100)]
    assert owing(Having("outstanding", "between", (500_000, 600_000))) == [("Asha", 500_100), ("Binod", 500_000)]
    assert owing(Having("advances", "equals", (10,))) == [("Dev", 0)]


def test_limit_takes_the_first_of_a_stated_order_and_ties_go_by_name() -> None:
    books = Books()
    for name, amount in (("Tea", 100), ("Rice", 300), ("Atta", 100), ("Soap", 200)):
        books.line("B1", date(2026, 11, 5), name, 1, amount)
    bottom = MetricQuery(("net_sales",), by=("product",), order=(Order("net_sales", descending=False),), limit=2)

    assert rows(books, MetricQuery(("net_sales",), by=("product",)), "product") == [
        ("Rice",),
        ("Soap",),
        ("Atta",),
        ("Tea",),
    ]
    assert rows(books, bottom, "product") == [("Atta",), ("Tea",)]
    assert rows(books, MetricQuery(("net_sales",), by=("product",), order=(Order("product"),), limit=1), "product") == [
        ("Tea",)
    ]


def test_shares_are_of_all_groups_even_those_beyond_the_limit() -> None:
    books = Books()
    for name, amount in (("Tea", 100), ("Rice", 700), ("Soap", 200)):
        books.line("B1", date(2026, 11, 5), name, 1, amount)

    assert rows(
        books, MetricQuery(("net_sales",), by=("product",), shares=True, limit=1), "product", "net_sales__share"
    ) == [("Rice", Decimal("70.0"))]


def test_words_of_a_person_are_bound_and_never_part_of_the_statement() -> None:
    books = Books()
    hostile = "x'; DROP TABLE sales; -- $today"
    books.line("B1", date(2026, 11, 5), "Rice", 1, 100, customer=hostile)
    query = MetricQuery(("net_sales",), where=(Filter("customer", values=(hostile,)),))

    assert rows(books, query) == [(100,)]
    assert "DROP" not in compile_query(query, INDIAN, today=TODAY).statement.text
    assert "'x''; DROP TABLE sales; -- $today'" in compile_query(query, INDIAN, today=TODAY).sql


def test_the_shown_statement_yields_the_same_as_the_bound_one() -> None:
    books = shop_of_two()
    query = MetricQuery(
        ("net_sales", "orders"),
        by=("week",),
        period=NOVEMBER,
        compare="previous",
        where=(Filter("city", values=("Pune", "O'Hara")),),
    )

    with books.mirror() as mirror:
        result = run_query(mirror, query, permissions=OWNER, today=TODAY, cache=ResultCache())
        shown = compile_query(query, INDIAN, today=TODAY).sql
        assert mirror.cursor.execute(shown).fetchall() == result.rows


# --- refusals ---


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (MetricQuery(()), "at least one metric"),
        (MetricQuery(("net_sale",)), "net_sales"),
        (MetricQuery(("turnover",)), "revenue"),
        (MetricQuery(("net_sales",), by=("custommer",)), "customer"),
        (MetricQuery(("net_sales", "net_sales")), "twice"),
        (MetricQuery(("collections",), by=("product",)), "collections cannot be told by product"),
        (MetricQuery(("outstanding",), by=("day",), period=NOVEMBER), "outstanding cannot be told by day"),
        (MetricQuery(("low_stock",), period=Period(date(2026, 1, 1), date(2026, 2, 1))), "as of now only"),
        (MetricQuery(("low_stock",), period=NOVEMBER, compare="previous"), "as of now only"),
        (MetricQuery(("net_sales",), compare="previous"), "needs a period"),
        (MetricQuery(("net_sales",), by=("day",), fill=True), "fill needs a period"),
        (
            MetricQuery(("net_sales",), by=("product",), period=NOVEMBER, fill=True),
            "fill needs a period and a dimension of time",
        ),
        (MetricQuery(("net_sales",), limit=0), "limit"),
        (MetricQuery(("net_sales",), period=Period(date(2026, 2, 1), date(2026, 1, 1))), "ends before it starts"),
        (MetricQuery(("net_sales",), by=("product",), order=(Order("orders"),)), "cannot order by 'orders'"),
        (MetricQuery(("orders",), by=("product",), shares=True), "no shares"),
        (MetricQuery(("net_sales",), where=(Filter("hour", values=(24,)),)), "0 to 23"),
        (MetricQuery(("net_sales",), where=(Filter("weekday", values=("Someday",)),)), "1 to 7"),
        (MetricQuery(("net_sales",), where=(Filter("day", values=("17 Nov",)),)), "2026-11-20"),
        (MetricQuery(("net_sales",), where=(Filter("customer", "above", ("Asha",)),)), "cannot be above"),
        (MetricQuery(("net_sales",), where=(Filter("hour", "between", (3,)),)), "takes 2 values"),
        (MetricQuery(("net_sales",), where=(Filter("city"),)), "takes 1 value"),
    ],
)
def test_a_query_that_cannot_be_answered_is_refused_in_words(query: MetricQuery, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        compile_query(query, INDIAN, today=TODAY)


@pytest.mark.parametrize(
    "query",
    [
        MetricQuery(("margin",)),
        MetricQuery(("net_sales",), by=("product",), having=(Having("gross_profit", "above", (0,)),)),
        MetricQuery(("stock_value",)),
    ],
)
def test_costs_are_refused_without_the_permission_wherever_they_stand(query: MetricQuery) -> None:
    with pytest.raises(Forbidden, match=r"costs\.read"):
        ask(Books(), query, permissions=OWNER - {"costs.read"})


@pytest.mark.parametrize(
    "query",
    [
        MetricQuery(("net_sales",), by=("customer",)),
        MetricQuery(("net_sales",), where=(Filter("customer", values=("A",)),)),
    ],
)
def test_customers_are_refused_without_the_permission_even_as_a_condition(query: MetricQuery) -> None:
    with pytest.raises(Forbidden, match=r"customers\.read"):
        ask(Books(), query, permissions=frozenset({"reports.read"}))


# --- the catalogue ---


def together(dimension: str) -> tuple[str, ...]:
    """Every metric that can be told by the dimension."""
    return tuple(metric.slug for metric in METRICS if dimension in {item.slug for item in dimensions_of(metric.slug)})


@pytest.mark.parametrize("dimension", [item.slug for item in DIMENSIONS])
def test_every_metric_compiles_by_every_dimension_it_can_be_told_by_and_for_spark(dimension: str) -> None:
    dated = tuple(slug for slug in together(dimension) if any(_of_a_period(part) for part in measured_by(slug)))
    compiled = compile_query(MetricQuery(dated, by=(dimension,), period=NOVEMBER), INDIAN, today=TODAY)

    assert compiled.statement.tree.sql("spark")


def _of_a_period(part: Metric) -> bool:
    return any(source(name).known != "now" for name, _ in part.measures)


def test_the_catalogue_tells_a_thousand_splits() -> None:
    assert sum(len(dimensions_of(metric.slug)) for metric in METRICS) > 1_000


def test_no_word_of_the_catalogue_names_two_metrics() -> None:
    words: dict[str, str] = {}
    for metric in METRICS:
        for word in {metric.slug, metric.title.lower(), *metric.synonyms}:
            assert words.setdefault(word, metric.slug) == metric.slug


def test_a_week_compared_by_day_moves_whole_weeks() -> None:
    monday = date(2026, 11, 16)
    books = sold(
        [(monday - timedelta(days=7 - n), 100 + n) for n in range(7)]
        + [(monday + timedelta(days=n), 200 + n) for n in range(7)]
    )
    week = Period(monday, monday + timedelta(days=7))

    found = rows(
        books,
        MetricQuery(("net_sales",), by=("day",), period=week, compare="previous"),
        "day",
        "net_sales",
        "net_sales__before",
    )

    assert found == [(monday + timedelta(days=n), 200 + n, 100 + n) for n in range(7)]


def test_things_that_are_rows_of_their_source_are_not_grouped() -> None:
    books = Books()
    books.customer("Asha", balance_minor=700)
    books.customer("Ravi", balance_minor=-300)
    books.customer("Meena", balance_minor=900)
    query = MetricQuery(("outstanding",), by=("customer",), having=(Having("outstanding", "above", (0,)),))

    assert rows(books, query, "customer", "outstanding") == [("Meena", 900), ("Asha", 700)]
    assert "GROUP BY" not in compile_query(query, INDIAN, today=TODAY).sql


def test_days_without_sales_are_filled_from_several_sources() -> None:
    books = sold([(date(2026, 11, 2), 500), (date(2026, 11, 4), 300)])
    books.payment("R1", date(2026, 11, 3), 200)
    query = MetricQuery(
        ("net_sales", "collections"), by=("day",), period=Period(date(2026, 11, 2), date(2026, 11, 6)), fill=True
    )

    assert rows(books, query) == [
        (date(2026, 11, 2), 500, 0),
        (date(2026, 11, 3), 0, 200),
        (date(2026, 11, 4), 300, 0),
        (date(2026, 11, 5), 0, 0),
    ]


def test_columns_that_nobody_reads_are_not_read() -> None:
    books = Books()
    books.bill("B1", date(2026, 11, 2), 500, due=date(2026, 11, 5), due_minor=500, customer="Asha")
    query = MetricQuery(("unpaid",), by=("ageing_bucket",))

    assert rows(books, query) == [("1-30", 500)]
    assert "*" not in compile_query(query, INDIAN, today=TODAY).sql
