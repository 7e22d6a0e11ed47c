"""Answers on a generated shop, held against SQL written by hand over the mirror's tables."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest

from ai.answer import Answer
from ai.answers import answer_query, ask
from ai.documents import document
from ai.terminal import answer_lines
from analytics.results import shop_of
from etl.reader import OpenMirror
from munim.days import Calendar
from tests.analytics.mirrors import OWNER, Books, named

TODAY = date(2026, 11, 18)  # a Wednesday
CUSTOMERS = {
    "Devika Nambiar": "Thrissur",
    "Iqbal Ansari": "Guruvayur",
    "Cherian Mathew": "Thrissur",
    "Nambiar Textiles": "Palakkad",
    "Sunanda Rao": "Palakkad",
}
PRODUCTS = {
    "Banana Chips 250g": "Snacks",
    "Coconut Oil 1L": "Oils",
    "Matta Rice 10kg": "Grains",
    "Puttu Podi 1kg": "Grains",
    "Sesame Oil 500ml": "Oils",
}
STAFF = ("Beena", "Girish Menon")


def kerala_store(seed: int) -> Books:
    """A grocer's books over fourteen months, made by chance from ``seed``."""
    rng = random.Random(seed)
    books = Books()
    books.customer("Walk-in")
    for customer, city in CUSTOMERS.items():
        books.customer(
            customer, city=city, balance_minor=rng.choice([0, -50_000, 120_000, 480_000, 510_000, 2_700_000])
        )
    for product, category in PRODUCTS.items():
        books.product(product, on_hand=str(rng.randrange(0, 40)), cost="50", reorder="10", category=category)
    for n in range(900):
        day = TODAY - timedelta(days=rng.randrange(0, 420))
        customer = rng.choice([*CUSTOMERS, "Walk-in"])
        bill, seller, hour = f"K/{n}", rng.choice(STAFF), rng.randrange(9, 21)
        total = 0
        for product in rng.sample(list(PRODUCTS), rng.randrange(1, 4)):
            net = rng.randrange(2_000, 90_000)
            total += net
            books.line(
                bill, day, product, rng.randrange(1, 9), net, tax_minor=net // 20, discount_minor=rng.choice([0, 500]), cost_minor=net * 2 // 3, customer=customer,
                city=CUSTOMERS.get(customer), staff=seller, hour=hour, category=PRODUCTS[product],
            )  # fmt: skip
        books.bill(
            bill, day, total, due=day + timedelta(days=30), due_minor=rng.choice([0, 0, total]), customer=customer
        )
        books.bills[-1] |= {"staff_id": named(seller), "staff_name": seller}
        if rng.random() < 0.7:
            books.payment(f"R/{n}", day, total, customer=customer, method=rng.choice(["cash", "upi", "card"]))
    return books


_VERSIONS = itertools.count(1_000)  # answers are remembered by version: no two mirrors of this file share one


def opened(books: Books) -> AbstractContextManager[OpenMirror]:
    return books.mirror(version=next(_VERSIONS))


@pytest.fixture(scope="module")
def store() -> Iterator[OpenMirror]:
    with opened(kerala_store(7)) as mirror:
        yield mirror


def answer(store: OpenMirror, question: str, permissions: frozenset[str] = OWNER) -> Answer:
    return ask(question, mirror=store, calendar=Calendar(), today=TODAY, permissions=permissions)


def by_hand(store: OpenMirror, sql: str) -> list[tuple[Any, ...]]:
    return store.cursor.execute(sql).fetchall()


OCTOBER = "business_date BETWEEN '2026-10-01' AND '2026-10-31'"
NOVEMBER = "business_date BETWEEN '2026-11-01' AND '2026-11-30'"

# question, SQL written by hand, the columns of the answer to compare (by slug)
CHECKED = (
    ("sales last month", f"SELECT SUM(net_minor) FROM sales WHERE {OCTOBER}", ["net_sales"]),
    (
        "how much did we sell yesterday",
        "SELECT COALESCE(SUM(net_minor), 0) FROM sales WHERE business_date = '2026-11-17'",
        ["net_sales"],
    ),
    (
        "sales in the last 30 days",
        "SELECT SUM(net_minor) FROM sales WHERE business_date > DATE '2026-11-18' - 30 AND business_date <= '2026-11-18'",
        ["net_sales"],
    ),
    (
        "sales this financial year",
        "SELECT SUM(net_minor) FROM sales WHERE business_date >= '2026-04-01'",
        ["net_sales"],
    ),
    (
        "sales in Q2",
        "SELECT SUM(net_minor) FROM sales WHERE business_date BETWEEN '2026-07-01' AND '2026-09-30'",
        ["net_sales"],
    ),
    (
        "sales between 5 and 20 october",
        "SELECT SUM(net_minor) FROM sales WHERE business_date BETWEEN '2026-10-05' AND '2026-10-20'",
        ["net_sales"],
    ),
    ("sales with tax last month", f"SELECT SUM(total_minor) FROM sales WHERE {OCTOBER}", ["total_sales"]),
    ("how many bills did we make last month", f"SELECT COUNT(DISTINCT bill_id) FROM sales WHERE {OCTOBER}", ["orders"]),
    ("how many items did we sell last month", f"SELECT SUM(quantity) FROM sales WHERE {OCTOBER}", ["items_sold"]),
    (
        "how many customers bought last month",
        f"SELECT COUNT(DISTINCT customer_id) FROM sales WHERE {OCTOBER} AND NOT is_walk_in",
        ["customers"],
    ),
    ("tax in october", f"SELECT SUM(tax_minor) FROM sales WHERE {OCTOBER}", ["tax"]),
    ("discount given in october", f"SELECT SUM(discount_minor) FROM sales WHERE {OCTOBER}", ["discounts"]),
    ("profit last month", f"SELECT SUM(net_minor - cost_minor) FROM sales WHERE {OCTOBER}", ["gross_profit"]),
    ("collections last month", f"SELECT SUM(amount_minor) FROM payments WHERE {OCTOBER}", ["collections"]),
    (
        "upi collections last month",
        f"SELECT SUM(amount_minor) FROM payments WHERE {OCTOBER} AND method = 'upi'",
        ["collections"],
    ),
    (
        "collections except cash last month",
        f"SELECT SUM(amount_minor) FROM payments WHERE {OCTOBER} AND method <> 'cash'",
        ["collections"],
    ),
    (
        "sales to Devika Nambiar last month",
        f"SELECT SUM(net_minor) FROM sales WHERE {OCTOBER} AND customer_name = 'Devika Nambiar'",
        ["net_sales"],
    ),
    (
        "how much did iqbal ansaari buy last month",
        f"SELECT SUM(net_minor) FROM sales WHERE {OCTOBER} AND customer_name = 'Iqbal Ansari'",
        ["net_sales"],
    ),
    (
        "sales of banana chips this year",
        "SELECT SUM(net_minor) FROM sales WHERE business_date >= '2026-01-01' AND product_name = 'Banana Chips 250g'",
        ["net_sales"],
    ),
    (
        "how many packets of puttu podi did we sell last month",
        f"SELECT SUM(quantity) FROM sales WHERE {OCTOBER} AND product_name = 'Puttu Podi 1kg'",
        ["items_sold"],
    ),
    (
        "sales in palakkad last month",
        f"SELECT SUM(net_minor) FROM sales WHERE {OCTOBER} AND customer_city = 'Palakkad'",
        ["net_sales"],
    ),
    (
        "sales by Beena last month",
        f"SELECT SUM(net_minor) FROM sales WHERE {OCTOBER} AND staff_name = 'Beena'",
        ["net_sales"],
    ),
    (
        "sales on sundays last month",
        f"SELECT SUM(net_minor) FROM sales WHERE {OCTOBER} AND ISODOW(business_date) = 7",
        ["net_sales"],
    ),
    ("total outstanding", "SELECT SUM(balance_minor) FROM customers WHERE balance_minor > 0", ["outstanding"]),
    (
        "how much does cherian mathew owe",
        "SELECT GREATEST(balance_minor, 0) FROM customers WHERE name = 'Cherian Mathew'",
        ["outstanding"],
    ),
    ("how much is overdue", "SELECT SUM(due_minor) FROM bills WHERE due_date < '2026-11-18'", ["overdue"]),
    (
        "sales by category last month",
        f"SELECT category_name, SUM(net_minor) FROM sales WHERE {OCTOBER} GROUP BY 1 ORDER BY 2 DESC",
        ["category", "net_sales"],
    ),
    (
        "top 3 products last month",
        f"SELECT product_name, SUM(net_minor) FROM sales WHERE {OCTOBER} GROUP BY 1 ORDER BY 2 DESC LIMIT 3",
        ["product", "net_sales"],
    ),
    (
        "bottom 2 products by quantity sold this year",
        "SELECT product_name, SUM(quantity) FROM sales WHERE business_date >= '2026-01-01' GROUP BY 1 ORDER BY 2 LIMIT 2",
        ["product", "items_sold"],
    ),
    (
        "who owes more than 5000",
        "SELECT name, balance_minor FROM customers WHERE balance_minor > 500000 ORDER BY 2 DESC, 1",
        ["customer", "outstanding"],
    ),
    (
        "customers who bought more than 20000 last month",
        f"SELECT customer_name, SUM(net_minor) FROM sales WHERE {OCTOBER} GROUP BY 1 HAVING SUM(net_minor) > 2000000 ORDER BY 2 DESC",
        ["customer", "net_sales"],
    ),
    (
        "collections by payment method this year",
        "SELECT method, SUM(amount_minor) FROM payments WHERE business_date >= '2026-01-01' GROUP BY 1 ORDER BY 2 DESC",
        ["payment_method", "collections"],
    ),
    (
        "who sold how much last month",
        f"SELECT staff_name, SUM(net_minor) FROM sales WHERE {OCTOBER} GROUP BY 1 ORDER BY 2 DESC",
        ["staff", "net_sales"],
    ),
    (
        "daily sales last month",
        "SELECT CAST(d AS DATE), COALESCE((SELECT SUM(net_minor) FROM sales WHERE business_date = CAST(d AS DATE)), 0) "
        "FROM UNNEST(GENERATE_SERIES(DATE '2026-10-01', DATE '2026-10-31', INTERVAL 1 DAY)) AS days(d) ORDER BY 1",
        ["day", "net_sales"],
    ),
    (
        "monthly sales from january to october",
        "SELECT CAST(DATE_TRUNC('month', business_date) AS DATE), SUM(net_minor) FROM sales WHERE business_date BETWEEN '2026-01-01' AND '2026-10-31' GROUP BY 1 ORDER BY 1",
        ["month", "net_sales"],
    ),
    (
        "sales this month vs last month",
        f"SELECT (SELECT SUM(net_minor) FROM sales WHERE {NOVEMBER}), (SELECT SUM(net_minor) FROM sales WHERE {OCTOBER})",
        ["net_sales", "net_sales__before"],
    ),
    (
        "sales in october vs october last year",
        f"SELECT (SELECT SUM(net_minor) FROM sales WHERE {OCTOBER}), (SELECT SUM(net_minor) FROM sales WHERE business_date BETWEEN '2025-10-01' AND '2025-10-31')",
        ["net_sales", "net_sales__before"],
    ),
    (
        "what did sunanda rao buy last month",
        f"SELECT product_name, SUM(net_minor) FROM sales WHERE {OCTOBER} AND customer_name = 'Sunanda Rao' GROUP BY 1 ORDER BY 2 DESC",
        ["product", "net_sales"],
    ),
    (
        "products with stock below 10",
        "SELECT name, on_hand FROM products WHERE on_hand < 10 ORDER BY 2 DESC, 1",
        ["product", "stock_on_hand"],
    ),
    (
        "sales in september and october",
        "SELECT CAST(DATE_TRUNC('month', business_date) AS DATE), SUM(net_minor) FROM sales WHERE business_date BETWEEN '2026-09-01' AND '2026-10-31' GROUP BY 1 ORDER BY 1",
        ["month", "net_sales"],
    ),
)


@pytest.mark.parametrize(("question", "sql", "slugs"), CHECKED, ids=[question for question, _, _ in CHECKED])
def test_an_answer_has_the_figures_that_sql_by_hand_finds(
    store: OpenMirror, question: str, sql: str, slugs: list[str]
) -> None:
    given = answer(store, question)

    positions = [[column.slug for column in given.columns].index(slug) for slug in slugs]
    assert given.status in ("answered", "empty"), given
    assert [tuple(row[position] for position in positions) for row in given.rows] == by_hand(store, sql)


def test_an_answer_carries_how_it_was_read_its_sql_and_what_it_was_read_from(store: OpenMirror) -> None:
    given = answer(store, "sales by category last month")

    assert given.status == "answered"
    assert given.reading == "Net sales by category, from 1 to 31 October 2026."
    assert given.query is not None
    assert given.query.by == ("category",)
    assert "SELECT" in given.sql
    assert (given.version, given.row_count) == (store.version, 3)
    assert [(column.slug, column.unit) for column in given.columns] == [("category", "text"), ("net_sales", "money")]
    assert given.sentence.startswith("Net sales, 3 categories: ")
    assert given.chart is not None
    assert given.chart.kind == "bar"


def test_money_is_written_as_the_shop_writes_it() -> None:
    books = Books()
    books.line("A/1", date(2026, 10, 5), "Lamp", 1, 123_456_789)
    with opened(books) as mirror:
        given = answer(mirror, "sales last month")

        assert given.sentence == "Net sales: ₹12,34,567.89."
        assert given.chart is not None
        assert (given.chart.kind, given.chart.spec) == ("number", None)
        assert document(given, shop_of(mirror))["rows"] == [{"net_sales": "1234567.89"}]


@pytest.mark.parametrize(
    ("question", "kind", "mark"),
    [
        ("sales last month", "number", None),
        ("monthly sales this year", "line", "line"),
        ("sales by product last month", "bar", "bar"),
        ("who owes more than 20000", "table", None),
    ],
)
def test_time_is_a_line_a_rank_is_bars_and_one_figure_a_number(
    store: OpenMirror, question: str, kind: str, mark: str | None
) -> None:
    chart = answer(store, question).chart

    assert chart is not None
    assert chart.kind == kind
    marks = set(re.findall(r"'type': '(line|bar)'", str(chart.spec)))
    assert marks == ({mark} if mark else set())


def test_a_question_that_is_a_report_is_answered_by_it(store: OpenMirror) -> None:
    given = answer(store, "day book yesterday")
    why = answer(store, "why did sales fall in october")

    assert given.report is not None
    assert given.report.address == "/api/reports/day-book?from=2026-11-17&to=2026-11-17"
    assert (why.status, why.columns[-1].slug) == ("answered", "net_sales__share_of_change")


def test_a_row_of_two_names_is_told_by_both(store: OpenMirror) -> None:
    assert "Grains / Puttu Podi 1kg ₹" in answer(store, "top 3 products per category last month").sentence


def test_rows_are_written_out_as_the_shop_writes_them() -> None:
    books = Books()
    books.line("A/1", date(2026, 10, 5), "Lamp", 1, 12_345_600)
    books.line("A/2", date(2026, 10, 6), "Wick", 1, 100_000_050)
    with opened(books) as mirror:
        told = document(answer(mirror, "sales by product last month"), shop_of(mirror))

    assert told["shown"] == [["Wick", "₹10,00,000.50"], ["Lamp", "₹1,23,456.00"]]
    assert [row["net_sales"] for row in told["rows"]] == ["1000000.50", "123456.00"]


def test_a_comparison_is_told_in_hindi_as_well() -> None:
    books = Books()
    books.line("A/1", date(2026, 10, 5), "Lamp", 1, 100_000)
    books.line("A/2", date(2026, 11, 5), "Lamp", 1, 150_000)
    with opened(books) as mirror:
        given = answer(mirror, "compare sales this month with last month")

    assert given.sentences["hi"] == "शुद्ध बिक्री: ₹1,500.00, पहले (₹1,000.00) से 50% ज़्यादा।"


def test_a_comparison_is_told_with_its_change() -> None:
    books = Books()
    books.line("A/1", date(2026, 10, 5), "Lamp", 1, 100_000)
    books.line("A/2", date(2026, 11, 5), "Lamp", 1, 150_000)
    with opened(books) as mirror:
        given = answer(mirror, "compare sales this month with last month")

    assert given.sentence == "Net sales: ₹1,500.00, 50% more than the ₹1,000.00 before."


def test_a_time_without_records_is_said_to_be_empty_with_the_days_the_books_hold() -> None:
    books = Books()
    books.line("A/1", date(2026, 10, 5), "Lamp", 1, 100_000)
    books.line("A/2", date(2026, 10, 9), "Lamp", 1, 100_000)
    with opened(books) as mirror:
        given = answer(mirror, "sales in march 2026")

    assert given.status == "empty"
    assert (
        given.sentence
        == "Nothing is recorded for net sales from 1 to 31 March 2026; the books hold sales from 5 October 2026 to 9 October 2026."
    )


def test_a_shop_without_any_record_answers_plainly() -> None:
    with opened(Books()) as mirror:
        assert (
            answer(mirror, "sales last month").sentence
            == "Nothing is recorded for net sales from 1 to 31 October 2026; the books hold no sales yet."
        )
        assert answer(mirror, "who owes more than 5000").sentence == "There are no customers of which that is true."


def test_a_trend_of_a_year_that_has_not_ended_stops_at_today(store: OpenMirror) -> None:
    """Asked on 18 November 2026: eight months of the financial year, and no zeros for December to March."""
    months = [row[0] for row in answer(store, "orders by month this financial year").rows]

    assert (months[0], months[-1], len(months)) == (date(2026, 4, 1), date(2026, 11, 1), 8)


def test_a_choice_of_an_ambiguous_question_can_be_run(store: OpenMirror) -> None:
    asked = answer(store, "how much did nambiar buy last month")

    chosen = answer_query(asked.choices[0].query, question=asked.question, mirror=store, today=TODAY, permissions=OWNER)

    assert asked.status == "ask"
    assert asked.sentence == "Whom or what do you mean?"
    assert [choice.query.where[0].values for choice in asked.choices] == [
        (str(named("Devika Nambiar")),),
        (str(named("Nambiar Textiles")),),
    ]
    assert chosen.status == "answered"
    assert [tuple(row) for row in chosen.rows] == by_hand(
        store, f"SELECT SUM(net_minor) FROM sales WHERE {OCTOBER} AND customer_name = 'Devika Nambiar'"
    )


def test_in_a_terminal_further_readings_of_what_was_answered_are_said_to_be_such(store: OpenMirror) -> None:
    answered = answer(store, "top 5 products")
    asked = answer(store, "average")
    further, back = ([str(line) for line in answer_lines(one, shop_of(store))] for one in (answered, asked))

    assert answered.status == "answered" and answered.choices
    assert further[further.index("it may also have been meant as:") + 1].startswith("  1. ")
    assert asked.status == "ask" and "it may also have been meant as:" not in back


def test_an_unknown_name_is_refused_by_name_with_the_nearest_question(store: OpenMirror) -> None:
    given = answer(store, "sales to Thangavelu last month")

    assert given.status == "refused"
    assert given.unused == ("thangavelu",)
    assert "“thangavelu”" in given.sentence
    assert given.choices[0].reading == "Net sales, from 1 to 31 October 2026."
    assert given.rows == ()


def test_a_refusal_in_hindi_ends_as_hindi_does(store: OpenMirror) -> None:
    given = answer(store, "थंगावेलु ने पिछले महीने कितनी बिक्री की")

    assert given.status == "refused"
    assert "इस दुकान का कोई नाम। " in given.sentence


def test_what_the_asker_may_not_see_is_refused(store: OpenMirror) -> None:
    given = answer(store, "profit last month", OWNER - {"costs.read"})

    assert given.status == "refused"
    assert "costs.read" in given.sentence
    assert given.rows == ()


def test_names_that_the_asker_may_not_see_are_not_known_to_them(store: OpenMirror) -> None:
    given = answer(store, "sales to devika nambiar last month", OWNER - {"customers.read"})

    assert given.status == "refused"
    assert given.unused == ("devika", "nambiar")


def test_new_names_are_found_in_a_new_version_of_the_mirror() -> None:
    books = Books()
    books.line("A/1", date(2026, 10, 5), "Lamp", 1, 100_000, customer="Zubeida")
    with opened(books) as mirror:
        before = answer(mirror, "sales to zubeida last month")
    books.customer("Zubeida")
    with opened(books) as mirror:
        after = answer(mirror, "sales to zubeida last month")

    assert (before.status, after.status) == ("refused", "answered")


@pytest.mark.parametrize("seed", range(3))
def test_the_same_questions_hold_on_any_generated_shop(seed: int) -> None:
    with opened(kerala_store(100 + seed)) as mirror:
        for question, sql, slugs in CHECKED:
            given = answer(mirror, question)
            positions = [[column.slug for column in given.columns].index(slug) for slug in slugs]
            assert [tuple(row[position] for position in positions) for row in given.rows] == by_hand(mirror, sql), (
                question
            )
