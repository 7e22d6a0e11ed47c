"""Compiled figures against plain Python over the same rows, on shops nobody thought of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.query import Filter, MetricQuery
from analytics.report import change
from analytics.results import ResultCache, run_query
from munim.days import Calendar, Period
from tests.analytics.mirrors import OWNER, Books

Row = dict[str, Any]

START = date(2026, 3, 25)  # the days run over a month, a quarter and a financial year
DAYS = 20
PRODUCTS = ("Rice", "Soap", "Tea")
CUSTOMERS = ("Asha", "Binod", "Walk-in")
TODAY = date(2026, 11, 20)

line = st.fixed_dictionaries(
    {
        "bill": st.integers(0, 12),
        "product": st.sampled_from(PRODUCTS),
        "quantity": st.decimals("0.001", "50", places=3),
        "net": st.integers(0, 100_000),
        "discount": st.integers(0, 5_000),
        "cost": st.none() | st.integers(0, 90_000),
    }
)
# a bill has one day, hour, customer and fate
fate = st.tuples(
    st.integers(0, DAYS - 1),
    st.integers(8, 21),
    st.sampled_from(CUSTOMERS),
    st.sampled_from(("sale", "sale", "return", "cancelled")),
)
payment = st.tuples(st.integers(0, DAYS - 1), st.sampled_from(CUSTOMERS), st.integers(-20_000, 90_000).filter(bool))


@st.composite
def shops(draw: st.DrawFn) -> Books:
    books = Books(week_start=draw(st.integers(1, 7)), year_start_month=draw(st.sampled_from((1, 4, 7))))
    for customer in CUSTOMERS:
        books.customer(customer)
    fates = draw(st.lists(fate, min_size=13, max_size=13))
    for each in draw(st.lists(line, max_size=25)):
        day, hour, customer, ending = fates[each["bill"]]
        sign = -1 if ending == "return" else 1
        entries = [("return" if ending == "return" else "sale", sign, 0)]
        if ending == "cancelled":
            entries.append(("cancellation", -1, min(3, DAYS - 1 - day)))
        for entry, signed, later in entries:
            books.line(
                f"B{each['bill']}", START + timedelta(days=day + later), each["product"], signed * each["quantity"], signed * each["net"],
                entry=entry, discount_minor=signed * each["discount"], tax_minor=signed * (each["net"] // 20), hour=hour, customer=customer,
                cost_minor=None if each["cost"] is None else signed * each["cost"], category=None if each["product"] == "Tea" else "Home",
            )  # fmt: skip
    for n, (day, customer, amount) in enumerate(draw(st.lists(payment, max_size=12))):
        books.payment(f"R{n}", START + timedelta(days=day), amount, customer=customer)
    return books


def of_invoice(row: Row) -> bool:
    return row["entry"] == "sale" or (row["entry"] == "cancellation" and row["quantity"] < 0)


def bills(rows: Iterable[Row], entry: str) -> int:
    return len({row["bill_id"] for row in rows if row["entry"] == entry})


def quotient(top: Any, bottom: Any, places: str) -> Any:
    if not bottom:
        return None
    rounded = (Decimal(top) / Decimal(bottom)).quantize(Decimal(places), rounding=ROUND_HALF_UP)
    return int(rounded) if places == "1" else rounded


# each metric as a sentence of Python over the lines or payments of a group
OF_LINES: dict[str, Callable[[list[Row]], Any]] = {
    "gross_sales": lambda rows: sum(row["gross_minor"] for row in rows if of_invoice(row)),
    "discounts": lambda rows: sum(row["discount_minor"] for row in rows if of_invoice(row)),
    "returns": lambda rows: -sum(row["net_minor"] for row in rows if not of_invoice(row)),
    "net_sales": lambda rows: sum(row["net_minor"] for row in rows),
    "total_sales": lambda rows: sum(row["total_minor"] for row in rows),
    "orders": lambda rows: bills(rows, "sale") - bills(rows, "cancellation"),
    "items": lambda rows: sum((row["quantity"] for row in rows), Decimal(0)),
    "customers": lambda rows: len(
        {row["customer_id"] for row in rows if row["entry"] == "sale" and row["stands"] and not row["is_walk_in"]}
    ),
    "cost_of_goods": lambda rows: sum(row["cost_minor"] or 0 for row in rows),
    "average_order_value": lambda rows: quotient(
        OF_LINES["gross_sales"](rows) - OF_LINES["discounts"](rows), OF_LINES["orders"](rows), "1"
    ),
    "items_per_order": lambda rows: quotient(OF_LINES["items"](rows), OF_LINES["orders"](rows), "0.01"),
    "margin": lambda rows: quotient(
        100 * sum(row["net_minor"] - row["cost_minor"] for row in rows if row["cost_minor"] is not None),
        sum(row["net_minor"] for row in rows if row["cost_minor"] is not None),
        "0.1",
    ),
}
OF_PAYMENTS: dict[str, Callable[[list[Row]], Any]] = {
    "collections": lambda rows: sum(row["amount_minor"] for row in rows if row["amount_minor"] > 0),
    "refunds": lambda rows: -sum(row["amount_minor"] for row in rows if row["amount_minor"] < 0),
}
SPLITS: dict[str, Callable[[Row, Calendar], Any]] = {
    "day": lambda row, calendar: row["business_date"],
    "week": lambda row, calendar: calendar.week_of(row["business_date"]).start,
    "month": lambda row, calendar: row["business_date"].replace(day=1),
    "financial_year": lambda row, calendar: calendar.financial_year_of(row["business_date"]).start,
    "weekday": lambda row, calendar: row["business_date"].isoweekday(),
    "hour": lambda row, calendar: row["hour"],
    "customer": lambda row, calendar: row["customer_name"],
    "product": lambda row, calendar: row["product_name"],
    "category": lambda row, calendar: row["category_name"],
}


def naive(books: Books, query: MetricQuery, period: Period | None) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Each group's figures, by the rows alone."""
    calendar = Calendar(week_start=books.week_start, year_start_month=books.year_start_month)
    wanted = {item.dimension: item.values for item in query.where}
    answer: dict[tuple[Any, ...], dict[str, Any]] = defaultdict(dict)
    cancelled = {row["bill_id"] for row in books.sales if row["entry"] == "cancellation"}
    lines = [row | {"stands": row["bill_id"] not in cancelled} for row in books.sales]
    for table, sentences in ((lines, OF_LINES), (books.payments, OF_PAYMENTS)):
        asked = [slug for slug in query.metrics if slug in sentences]
        groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
        for row in table:
            fits = all(SPLITS[slug](row, calendar) in values for slug, values in wanted.items())
            if asked and fits and (period is None or row["business_date"] in period):
                groups[tuple(SPLITS[slug](row, calendar) for slug in query.by)].append(row)
        for group, rows in groups.items():
            answer[group] |= {slug: sentences[slug](rows) for slug in asked}
    nothing = {slug: sentence([]) for slug, sentence in (OF_LINES | OF_PAYMENTS).items() if slug in query.metrics}
    if not query.by:
        answer.setdefault((), {})
    return {group: nothing | figures for group, figures in answer.items()}


def compiled(books: Books, query: MetricQuery) -> dict[tuple[Any, ...], dict[str, Any]]:
    with books.mirror() as mirror:
        result = run_query(mirror, query, permissions=OWNER, today=TODAY, cache=ResultCache())
    slugs = [column.slug for column in result.columns]
    assert len({tuple(map(str, row)) for row in result.rows}) == len(result.rows)
    answer = {}
    for row in result.rows:
        cells = dict(zip(slugs, row, strict=True))
        answer[tuple(cells[slug] for slug in query.by)] = {
            slug: value for slug, value in cells.items() if slug not in query.by and not slug.endswith("_id")
        }
    return answer


def telling(query: MetricQuery, answer: dict[tuple[Any, ...], dict[str, Any]]) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The groups that say something: whoever only gave goods back may stand among the orders with none, or not at all."""
    nothing = naive(Books(), MetricQuery(query.metrics), None)[()]
    return {group: figures for group, figures in answer.items() if figures != nothing or not query.by}


periods = st.none() | st.tuples(st.integers(0, DAYS - 1), st.integers(1, DAYS)).map(
    lambda pair: Period(START + timedelta(days=pair[0]), START + timedelta(days=pair[0] + pair[1]))
)
shared_splits = [slug for slug in SPLITS if slug not in ("product", "category")]


@st.composite
def queries(draw: st.DrawFn) -> MetricQuery:
    with_payments = draw(st.booleans())
    metrics = draw(
        st.lists(
            st.sampled_from([*OF_LINES, *(OF_PAYMENTS if with_payments else ())]), min_size=1, max_size=4, unique=True
        )
    )
    splits = shared_splits if set(metrics) & set(OF_PAYMENTS) else list(SPLITS)
    by = draw(st.lists(st.sampled_from(splits), max_size=2, unique=True))
    where: list[Filter] = []
    if draw(st.booleans()):
        where.append(
            Filter(
                "customer",
                values=tuple(draw(st.lists(st.sampled_from(CUSTOMERS), min_size=1, max_size=2, unique=True))),
            )
        )
    return MetricQuery(tuple(metrics), by=tuple(by), where=tuple(where), period=draw(periods))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(shops(), queries())
def test_any_query_of_any_shop_says_what_its_rows_say(books: Books, query: MetricQuery) -> None:
    assert telling(query, compiled(books, query)) == telling(query, naive(books, query, query.period))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(shops(), queries(), st.integers(1, DAYS))
def test_a_comparison_is_the_two_periods_side_by_side(books: Books, query: MetricQuery, days: int) -> None:
    period = Period(START + timedelta(days=DAYS - days), START + timedelta(days=DAYS))
    query = MetricQuery(
        query.metrics,
        by=tuple(slug for slug in query.by if slug in ("customer", "product", "hour", "weekday")),
        period=period,
        compare="previous",
    )

    answer = compiled(books, query)

    now, before = naive(books, query, period), naive(books, query, period.before())
    nothing = naive(Books(), MetricQuery(query.metrics), None)[()]
    assert answer.keys() >= telling(query, now).keys() | telling(query, before).keys()
    assert answer.keys() <= now.keys() | before.keys()
    for group, figures in answer.items():
        for slug in query.metrics:
            here, there = now.get(group, nothing)[slug], before.get(group, nothing)[slug]
            unit = "percent" if slug == "margin" else "money"
            assert (figures[slug], figures[f"{slug}__before"]) == (here, there)
            assert figures[f"{slug}__change"] == change(here, there, unit)
