"""No join and no split changes a total: each dimension over every metric that can be told by it, on books of every kind of row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import sqlglot
from sqlglot import exp

from analytics.catalogue import DIMENSIONS, METRICS, dimensions_of, metric
from analytics.compile.facts import joined, of_a_row
from analytics.query import MetricQuery
from analytics.results import ResultCache, run_query
from analytics.sources import JOINS, SOURCES, Join, Source
from etl.reader import Mirror, OpenMirror
from munim.days import Period
from tests.analytics import (
    test_metrics,
    test_metrics_of_customers,
    test_metrics_of_purchases,
    test_metrics_of_rentals,
    test_metrics_of_stock,
)
from tests.analytics.mirrors import OWNER

TODAY = date(2026, 11, 25)
AUTUMN = Period(date(2026, 10, 1), TODAY + timedelta(days=1))
SHOPS = {
    "sales": test_metrics.books,
    "customers": test_metrics_of_customers.books,
    "purchases": test_metrics_of_purchases.books,
    "rentals": test_metrics_of_rentals.books,
    "stock": test_metrics_of_stock.books,
}
# what stands for nothing but itself, in place of a period's ends
_MOMENT = {
    "$start": "DATE '2026-11-16'", "$end": "DATE '2026-11-23'", "$asof": "DATE '2026-11-20'", "$upto": "DATE '2026-11-21'", "$scale": "100",
    "$whole_start": "DATE '2026-11-18'", "$whole_end": "DATE '2026-11-20'",  # what is before and after them is read line by line
}  # fmt: skip


@pytest.fixture(scope="module", params=SHOPS)
def mirror(request: pytest.FixtureRequest) -> Iterator[OpenMirror]:
    with SHOPS[request.param]().mirror() as mirror:
        yield mirror


@pytest.fixture(scope="module")
def told(mirror: OpenMirror) -> dict[str, object]:
    """The figures of the autumn that this shop has, undivided."""
    every = tuple(metric.slug for metric in METRICS if metric.additive)
    [row] = ask(mirror, every, ())
    return {slug: value for slug, value in zip(every, row, strict=True) if value}


def ask(mirror: OpenMirror, slugs: tuple[str, ...], by: tuple[str, ...]) -> list[tuple[object, ...]]:
    query = MetricQuery(slugs, by=by, period=AUTUMN)
    return run_query(mirror, query, permissions=OWNER, today=TODAY, cache=ResultCache()).rows


@pytest.mark.parametrize("dimension", [item.slug for item in DIMENSIONS])
def test_the_parts_of_an_additive_metric_sum_to_the_whole(
    mirror: OpenMirror, told: dict[str, object], dimension: str
) -> None:
    slugs = tuple(
        slug
        for slug in told
        if dimension in {item.slug for item in dimensions_of(slug)} and metric(slug).adds_up_over((dimension,))
    )
    if not slugs:
        pytest.skip("this shop has nothing that is told by it")

    parts = ask(mirror, slugs, (dimension,))

    summed = [sum(row[len(row) - len(slugs) + n] for row in parts) for n in range(len(slugs))]  # type: ignore[misc]  # figures are numbers
    assert dict(zip(slugs, summed, strict=True)) == {slug: told[slug] for slug in slugs}


@pytest.mark.parametrize("origin", SOURCES, ids=lambda source: source.slug)
def test_the_key_of_a_source_tells_its_rows_apart(mirror: OpenMirror, origin: Source) -> None:
    assert repeated(mirror, origin.relation, origin.key) == []


@pytest.mark.parametrize("name", JOINS)
def test_the_key_of_what_is_joined_tells_its_rows_apart(mirror: OpenMirror, name: str) -> None:
    assert repeated(mirror, JOINS[name].relation, JOINS[name].unique) == []


@pytest.mark.parametrize("name", JOINS)
def test_every_join_of_the_catalogue_meets_one_row_at_most(name: str) -> None:
    assert JOINS[name].many_to_one


def test_a_join_that_could_repeat_a_row_is_refused() -> None:
    by_customer = Join("payments", {"customer_id": "t.customer_id"}, unique=("payment_id", "entry"))

    with pytest.raises(ValueError, match="could repeat a row"):
        joined(exp.select("*").from_("sales"), "payments", by_customer)


@pytest.mark.parametrize("origin", SOURCES, ids=lambda source: source.slug)
def test_what_a_source_tells_of_one_row_is_what_its_sums_come_to_over_it(mirror: OpenMirror, origin: Source) -> None:
    if any(name in origin.relation for name in ("$whole", "$start", "$end")) or origin.months:
        pytest.skip("its rows are sums already")
    measures = [
        sql for item in METRICS for slug, sql in item.measures
        if slug == origin.slug and not any(join in sql for join in JOINS) and "$" not in sql
    ]  # fmt: skip
    if not measures:
        pytest.skip("its measures look something up")
    relation = origin.relation if " " in origin.relation.strip() else f"SELECT * FROM {origin.relation}"
    key = ", ".join(f"t.{name}" for name in origin.key)
    of_one = [of_a_row(sqlglot.parse_one(sql, read="duckdb")).sql("duckdb") for sql in measures]

    summed = mirror.rows(f"SELECT {key}, {', '.join(measures)} FROM ({relation}) AS t GROUP BY {key} ORDER BY ALL")
    told = mirror.rows(f"SELECT {key}, {', '.join(of_one)} FROM ({relation}) AS t ORDER BY ALL")

    assert told == summed


def test_what_no_sum_or_count_is_is_not_told_of_one_row() -> None:
    with pytest.raises(TypeError, match="over one row is not known"):
        of_a_row(sqlglot.parse_one("MEDIAN(t.amount_minor)", read="duckdb"))


def repeated(mirror: Mirror, relation: str, key: tuple[str, ...]) -> list[tuple[object, ...]]:
    """The keys that more than one row has."""
    for name, value in _MOMENT.items():
        relation = relation.replace(name, value)
    columns = ", ".join(key)
    rows = relation if " " in relation.strip() else f"SELECT * FROM {relation}"
    return mirror.rows(f"SELECT {columns} FROM ({rows}) AS t GROUP BY {columns} HAVING COUNT(*) > 1")
