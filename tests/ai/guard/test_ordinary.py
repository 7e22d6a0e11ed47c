"""What ordinary people ask in SQL passes, and answers what it would have answered as it was written."""

from __future__ import annotations

from collections import Counter

import duckdb
import pytest

from ai.guard import CHECKS, MAX_ROWS, Refused, check, mirror_schema
from tests.ai.guard.shops import EVERYTHING, statements

ORDINARY = [*statements("ordinary.sql"), *statements("tpch.sql")]


def passed(sql: str) -> str:
    return check(sql, schema=mirror_schema(), permissions=EVERYTHING).sql


def test_there_are_enough_ordinary_questions() -> None:
    assert len(set(statements("ordinary.sql"))) >= 200
    assert len(statements("tpch.sql")) == 22


@pytest.mark.parametrize("sql", ORDINARY)
def test_an_ordinary_question_passes_and_answers_the_same(sql: str, shop: duckdb.DuckDBPyConnection) -> None:
    written = shop.cursor().execute(sql)
    columns, rows = written.description, written.fetchall()

    regenerated = shop.cursor().execute(passed(sql))

    assert [kind for _, kind, *_ in regenerated.description] == [kind for _, kind, *_ in columns] or ".5" in sql
    answered = regenerated.fetchall()
    if "ORDER BY" in sql and "OVER" not in sql:
        assert list(map(str, answered)) == list(map(str, rows))
    else:
        assert Counter(map(str, answered)) == Counter(map(str, rows))


def test_tables_have_their_full_names_and_every_name_its_quotes() -> None:
    sql = passed("select s.net_minor as net from sales s join main.products as p using (product_id)")

    assert sql == (
        'SELECT "s"."net_minor" AS "net" FROM "mirror"."main"."sales" AS "s" '
        f'JOIN "mirror"."main"."products" AS "p" USING ("product_id") LIMIT {MAX_ROWS + 1}'
    )


@pytest.mark.parametrize(
    ("asked", "limit"),
    [("", MAX_ROWS + 1), (" LIMIT 5", 5), (" LIMIT 5 OFFSET 2", 5), (f" LIMIT {MAX_ROWS + 9}", MAX_ROWS + 1)],
)
def test_an_answer_has_a_limit(asked: str, limit: int) -> None:
    checked = check("SELECT name FROM customers" + asked, schema=mirror_schema(), permissions=EVERYTHING)

    assert checked.limit == limit
    assert f"LIMIT {limit}" in checked.sql


def test_what_passes_says_what_it_reads() -> None:
    checked = check(
        "WITH n AS (SELECT customer_id, sum(net_minor) AS net FROM sales GROUP BY 1) SELECT c.name, n.net FROM n JOIN customers c USING (customer_id)",
        schema=mirror_schema(),
        permissions=EVERYTHING,
    )

    assert checked.tables == ("customers", "sales")
    assert checked.columns == ("customers.customer_id", "customers.name", "sales.customer_id", "sales.net_minor")


@pytest.mark.parametrize("sql", ORDINARY[::7])
def test_what_was_written_anew_passes_again_as_it_is(sql: str) -> None:
    once = passed(sql)

    assert passed(once) == once


def test_the_checks_are_eleven_and_named() -> None:
    names = [step.name for step in CHECKS]

    assert len(set(names)) == len(names) == 11
    assert all(step.says and step.run.__doc__ for step in CHECKS)


def test_nothing_of_a_refused_statement_is_written_anew() -> None:
    with pytest.raises(Refused) as refusal:
        passed("SELECT name FROM customers; DROP TABLE customers")

    assert refusal.value.check == "statement"
