"""Nobody reads by SQL what they could not ask of the metrics catalogue, even through a hole in the checks."""

from __future__ import annotations

import re
from datetime import date

import duckdb
import pytest

import ai.guard
from ai.guard import Refused, check, mirror_schema
from ai.sql_answers import check_sql
from analytics.catalogue import METRICS, Metric, needs_period, parts_of
from analytics.columns import HIDDEN, permissions_for
from analytics.compile import compile_query
from analytics.query import MetricQuery
from analytics.shop import Shop
from munim.days import Calendar, Period
from tests.ai.guard.shops import EVERYTHING

SHOP = Shop("Sharma Stores", "INR", 2, "IN", "Pune", Calendar())
NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))
# figures of rows that no column tells apart from what anybody may sum up: hire on bills, and stock that is hired out
AMONG_OTHERS = {"hire_billed", "unit_days_owned"}
GUARDED = [
    one for one in METRICS if any(part.permission for part in parts_of(one.slug)) and one.slug not in AMONG_OTHERS
]


def refusal(sql: str, permissions: frozenset[str]) -> Refused:
    with pytest.raises(Refused) as found:
        check(sql, schema=mirror_schema(), permissions=permissions)
    return found.value


def compiled(metric: Metric) -> str:
    """The statement that yields the metric."""
    period = NOVEMBER if needs_period(metric.slug) else None
    return compile_query(MetricQuery((metric.slug,), period=period), SHOP, today=date(2026, 11, 20)).sql


def test_every_table_of_the_mirror_has_been_decided_about() -> None:
    """``permissions_for`` raises for a table that is neither hidden nor listed."""
    assert "mirror_state" in HIDDEN
    assert HIDDEN.keys().isdisjoint(mirror_schema().tables)
    assert len(mirror_schema().tables) > 50
    with pytest.raises(KeyError):
        permissions_for("a_new_table", "id")


@pytest.mark.parametrize(
    ("sql", "permission"),
    [
        ("SELECT sum(cost_minor) FROM sales", "costs.read"),
        ("SELECT name FROM products WHERE cost < 10", "costs.read"),
        ("SELECT name FROM products ORDER BY stock_value_minor", "costs.read"),
        ("SELECT name FROM customers", "customers.read"),
        ("SELECT count(DISTINCT customer_name) FROM sales", "customers.read"),
        ("SELECT * FROM sales", "costs.read"),
        ("SELECT s.* FROM (SELECT * FROM sales) s", "costs.read"),
        ("WITH s AS (SELECT cost_minor AS harmless FROM sales) SELECT harmless FROM s", "costs.read"),
        ("SELECT net_minor FROM sales a JOIN sales_documents b USING (cost_minor)", "costs.read"),
        ("SELECT count(*) FROM sales NATURAL JOIN sales_documents", "costs.read"),
        ("SELECT sum(net_minor) FILTER (WHERE cost_minor > 5) FROM sales", "costs.read"),
        ("SELECT rank() OVER (ORDER BY cost_minor) FROM sales", "costs.read"),
        ("SELECT * FROM sales PIVOT (sum(net_minor) FOR hour IN (9))", "costs.read"),
        ("SELECT CASE WHEN EXISTS (SELECT 1 FROM products p WHERE p.cost > s.net_minor) THEN 1 END FROM sales s", "costs.read"),
        ("SELECT count(*) FROM ledger", "accounts.read"),
        ("SELECT count(*) FROM (SELECT 1 FROM payments)", "payments.read"),
        ("SELECT number FROM bills", "bills.read"),
        ("SELECT name FROM suppliers", "suppliers.read"),
    ],
)  # fmt: skip
def test_a_column_is_refused_to_who_may_not_see_it(sql: str, permission: str) -> None:
    found = refusal(sql, EVERYTHING - {permission})

    assert found.check == "permissions"
    assert permission in found.message
    check(sql, schema=mirror_schema(), permissions=EVERYTHING)


@pytest.mark.parametrize("metric", GUARDED, ids=lambda one: one.slug)
def test_a_figure_that_needs_a_permission_cannot_be_summed_up_without_it(metric: Metric) -> None:
    """Each permission of a metric, taken away, closes the very statement that the metric is compiled to."""
    for permission in {part.permission for part in parts_of(metric.slug)} - {""}:
        found = refusal(compiled(metric), EVERYTHING - {permission})
        assert (found.check, permission in found.message) == ("permissions", True), found.message


@pytest.mark.parametrize("metric", METRICS, ids=lambda one: one.slug)
def test_every_figure_of_the_catalogue_is_sql_that_passes(metric: Metric) -> None:
    assert check(compiled(metric), schema=mirror_schema(), permissions=EVERYTHING).tables


@pytest.mark.parametrize("hole", ["SELECT cost_minor FROM sales", "SELECT max(s) FROM sales s", "SELECT * FROM sales"])
def test_behind_a_hole_in_the_checks_there_is_a_wall(
    hole: str, shop: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the checks of names and permissions torn out, the statement reads nothing where it may not look."""
    import ai.guard.names

    class Blind(ai.guard.names.Names):
        def _column(self, node: object, scope: object) -> None:
            pass

    monkeypatch.setattr("ai.guard.checks.Names", Blind)
    monkeypatch.setattr("ai.guard.CHECKS", [one for one in ai.guard.CHECKS if one.name != "permissions"])
    checked = check(hole, schema=mirror_schema(), permissions=EVERYTHING - {"costs.read"})

    numbers = re.compile(r"\d+")
    costs = set(numbers.findall(str(shop.cursor().execute("SELECT cost_minor FROM sales").fetchall())))
    others = set(numbers.findall(str(shop.cursor().execute("SELECT * EXCLUDE (cost_minor) FROM sales").fetchall())))
    told = set(numbers.findall(str(shop.cursor().execute(checked.sql).fetchall())))
    assert costs - others
    assert not told & (costs - others)


def test_what_may_be_seen_of_a_table_is_read_as_ever(shop: duckdb.DuckDBPyConnection) -> None:
    sql = "SELECT * EXCLUDE (cost_minor, customer_id, customer_name, bill_id, bill_number) FROM sales ORDER BY line_id, entry"

    checked = check(sql, schema=mirror_schema(), permissions=frozenset())

    assert shop.cursor().execute(checked.sql).fetchall() == shop.cursor().execute(sql).fetchall()
    assert 'NULL AS "cost_minor"' in checked.sql


def test_what_passed_for_one_is_not_remembered_for_another() -> None:
    """Neither for other permissions, nor, so that no answer is quick because of another shop's question, for another shop."""
    sql = "SELECT sum(cost_minor) FROM sales"

    first = check_sql(sql, permissions=EVERYTHING, business_id=1)

    assert check_sql(sql, permissions=EVERYTHING, business_id=1) is first
    assert check_sql(sql, permissions=EVERYTHING, business_id=2) is not first
    for _ in range(2):
        with pytest.raises(Refused, match=r"costs\.read"):
            check_sql(sql, permissions=EVERYTHING - {"costs.read"}, business_id=1)


def test_an_error_behind_a_hole_in_the_checks_quotes_nothing_that_may_not_be_seen(
    shop: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DuckDB's errors quote values: the cast fails over every cost, and over the nothing that stands in its place it does not."""
    sql = "SELECT CAST('cost ' || cost_minor AS INTEGER) AS n FROM sales WHERE cost_minor IS NOT NULL OR true"
    monkeypatch.setattr("ai.guard.CHECKS", [one for one in ai.guard.CHECKS if one.name != "permissions"])

    checked = check(sql, schema=mirror_schema(), permissions=EVERYTHING - {"costs.read"})

    with pytest.raises(duckdb.ConversionException, match=r"cost \d+"):
        shop.cursor().execute(sql).fetchall()
    assert {n for (n,) in shop.cursor().execute(checked.sql).fetchall()} == {None}


@pytest.mark.parametrize(
    "sql", ["SELECT 1 FROM mirror_stat", "SELECT 1 FROM mirror_state", "SELECT 1 FROM duckdb_table"]
)
def test_a_refusal_names_no_table_that_questions_may_not_see(sql: str) -> None:
    """What is meant, perhaps, is looked for among the tables of every mirror, never in a file: it is the same for every shop."""
    found = refusal(sql, EVERYTHING)

    assert found.check == "tables"
    assert "did you mean mirror_state" not in found.message
    assert "did you mean duckdb" not in found.message
