"""A question in words through the parser, answer included, over a million lines and a hundred thousand names.

The yardstick is the answer's own SQL sent to the same open file by hand: what reading the question and telling the answer
cost beside it. Questions are the project's cases on this shop, and questions that name its customers and products.
"""

from __future__ import annotations

import random
import time
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Final

import duckdb
import pyarrow as pa

from ai.answers import ask
from ai.cases import read_cases
from ai.parser import parse
from ai.shop_names import SHARED_NAMES
from etl.reader import OpenMirror
from etl.rollups import fill_rollups
from etl.statements import definitions
from munim.days import Calendar
from tests.analytics.mirrors import AS_OF, OWNER

TODAY: Final = date(2026, 11, 10)
CASES: Final = Path(__file__).parent.parent / "tests" / "cases" / "questions"
SYLLABLES: Final = "ra me sh su ka la ni ta pa vi ja ya de gu mo ha an pri ku mar dev kir ash bha tra nan".split()

SHOP: Final = """
INSERT INTO business VALUES (1, 'Benchmark', 'INR', 2, 'IN', 'Asia/Kolkata', 0, 1, 4, 'en', 'Pune', '27', 0);
INSERT INTO customers BY NAME
    SELECT uuid() AS customer_id, name, 'C' || n AS reference, ['Pune', 'Satara', 'Karad'][1 + n % 3] AS city, 'IN' AS country,
           false AS is_registered, false AS is_walk_in, true AS active, true AS has_phone, false AS has_email, false AS opted_out, (n % 7) * 100000 AS balance_minor, DATE '2020-01-01' AS created_date FROM made_customers;
INSERT INTO products BY NAME
    SELECT uuid() AS product_id, 'S' || n AS sku, name, 'goods' AS kind, 'Category ' || n % 20 AS category_name, 1 AS price, false AS price_includes_tax, 0 AS tax_rate, 'taxable' AS tax_treatment, 0 AS cess_rate,
           true AS tracks_stock, n % 50 AS on_hand, true AS active FROM made_products;
INSERT INTO sales BY NAME
    WITH c AS (SELECT row_number() OVER () - 1 AS n, * FROM customers), p AS (SELECT row_number() OVER () - 1 AS n, * FROM products),
    l AS (SELECT range AS n, range // 4 AS b FROM range(1000000))
    SELECT l.n AS line_id, 'sale' AS entry, ('00000000-0000-0000-0000-' || lpad(to_hex(b), 12, '0'))::UUID AS bill_id, 'B' || b AS bill_number,
           DATE '2025-06-01' + (b * 530 // 250000)::INT AS business_date, (9 + b % 12)::UTINYINT AS hour,
           c.customer_id, c.name AS customer_name, c.city AS customer_city, false AS is_walk_in, p.product_id, p.name AS product_name, p.sku,
           p.category_name, 'goods' AS product_kind, 'Meena' AS staff_name, 1 AS quantity, 1000 + l.n % 5000 AS gross_minor, 0 AS discount_minor,
           1000 + l.n % 5000 AS net_minor, 50 AS tax_minor, 25 AS cgst_minor, 25 AS sgst_minor, 0 AS igst_minor, 0 AS cess_minor, 5 AS tax_rate, 'taxable' AS tax_treatment, 1050 + l.n % 5000 AS total_minor, 600 AS cost_minor
    FROM l JOIN c ON c.n = (b * 7919) % 60000 JOIN p ON p.n = (l.n * 104729) % 40000 ORDER BY business_date;
INSERT INTO bills BY NAME
    SELECT bill_id, 'invoice' AS kind, 'invoice' AS document, 'issued' AS status, bill_number AS number, false AS imported, false AS reverse_charge,
           true AS tax_effect, any_value(business_date) AS business_date, any_value(hour) AS hour, any_value(business_date) AS due_date,
           any_value(customer_id) AS customer_id, any_value(customer_name) AS customer_name, sum(gross_minor) AS gross_minor, 0 AS discount_minor,
           sum(net_minor) AS taxable_minor, sum(tax_minor) AS tax_minor, 0 AS charges_minor, 0 AS round_off_minor, sum(total_minor) AS total_minor,
           sum(total_minor) AS allocated_minor, 0 AS credited_minor, 0 AS written_off_minor, 0 AS due_minor
    FROM sales GROUP BY bill_id, bill_number ORDER BY business_date;
"""


def main() -> None:
    draw = random.Random(1)
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    names, products = fill_shop(connection, draw)
    mirror = OpenMirror(1, 1, AS_OF, connection)
    started = time.perf_counter()
    index = SHARED_NAMES.of(mirror, OWNER)
    print(f"index of 100,000 names  {time.perf_counter() - started:6.2f} s, once when names change")
    questions = _questions(draw, names, products)
    parses, answers, queries = [], [], []
    for question in questions:
        parses.append(_seconds(lambda q=question: parse(q, names=index, calendar=Calendar(), today=TODAY))[0])
        seconds, answer = _seconds(
            lambda q=question: ask(q, mirror=mirror, calendar=Calendar(), today=TODAY, permissions=OWNER)
        )
        answers.append(seconds)
        if answer.sql:
            queries.append(_seconds(lambda sql=answer.sql: connection.execute(sql).fetchall())[0])
    print(f"{len(questions)} questions")
    for name, times, asked in (("parse", parses, 20), ("answer, whole", answers, 50), ("its SQL alone", queries, None)):
        high = quantiles(times, n=20)[18]
        print(
            f"{name:22}  p50 {median(times) * 1000:6.1f} ms   p95 {high * 1000:6.1f} ms"
            + (f"     asked: p95 {asked} ms" if asked else "")
        )
    print(f"ratio of medians, answer to SQL  {median(answers) / median(queries):.1f}")


def fill_shop(connection: duckdb.DuckDBPyConnection, draw: random.Random) -> tuple[list[str], list[str]]:
    """A mirror's tables with a million lines of sales; the names of its customers and of its products."""
    connection.execute(definitions())
    names = [f"{_word(draw)} {_word(draw)}" for _ in range(60_000)]
    products = [f"{_word(draw)} {_word(draw)} {draw.randint(1, 20) * 50}g" for _ in range(40_000)]
    connection.register("made_customers", pa.table({"n": range(60_000), "name": names}))
    connection.register("made_products", pa.table({"n": range(40_000), "name": products}))
    connection.execute(SHOP)
    fill_rollups(connection)
    return names, products


def _word(draw: random.Random) -> str:
    return "".join(draw.choice(SYLLABLES) for _ in range(draw.randint(2, 4))).title()


def _questions(draw: random.Random, names: list[str], products: list[str]) -> list[str]:
    shapes = ("total", "split", "ranking", "trend", "comparison", "owing")
    cases = [case.question for case in read_cases(CASES) if case.type in shapes]
    asked = draw.sample(cases, 300)
    asked += [f"how much did {draw.choice(names)} buy last month" for _ in range(60)]
    asked += [f"sales of {draw.choice(products)} last month" for _ in range(60)]
    draw.shuffle(asked)
    return asked


def _seconds(work: Any) -> tuple[float, Any]:
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


if __name__ == "__main__":
    main()
