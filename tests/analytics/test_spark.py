"""Spark Connect answers what DuckDB answers: every report, and whatever query, value for value and type for type."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pysail.spark import SparkConnectServer
from pyspark.errors import PySparkException

from analytics.catalogue import DIMENSIONS, METRICS
from analytics.query import Filter, MetricQuery
from analytics.reports import REPORTS, Figures, make_report
from analytics.results import ResultCache
from analytics.spark import SparkLake, SparkUnavailable, bound_tree, in_sparks_terms, tables_of
from etl.lake import Lake
from etl.reader import Mirror, open_mirror
from munim.days import Period
from munim.errors import Invalid
from tests.analytics.conftest import TODAY, fortnight
from tests.analytics.mirrors import OWNER
from tests.etl.test_lake import publish

pytestmark = pytest.mark.timeout(600)  # a cluster in a process takes its time to start on a busy machine


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a Spark Connect server of its own."""
    main = sys.modules["__main__"]
    if not hasattr(main, "__file__"):
        main.__file__ = (
            __file__  # pyspark takes a program without a file, as a worker of the tests is, for its own doctests
        )
    cluster = SparkConnectServer("127.0.0.1", 0)
    cluster.start(background=True)
    _, port = cluster.listening_address
    yield f"sc://127.0.0.1:{port}"
    cluster.stop()


@pytest.fixture(scope="module")
def engines(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Mirror, Mirror]]:
    """One shop's mirror, read from its file and by Spark."""
    folder: Path = tmp_path_factory.mktemp("spark")
    publish(fortnight(), folder / "mirror")
    lake = Lake(folder / "lake")
    list(lake.export(folder / "mirror", [1]))
    with (
        open_mirror(folder / "mirror", 1) as file,
        closing(SparkLake(server, lake)) as cluster,
        cluster.open(1) as spark,
    ):
        yield file, spark


def figures(mirror: Mirror) -> Figures:
    return Figures(mirror, OWNER, TODAY, ResultCache())


@pytest.mark.parametrize("slug", [kind.slug for kind in REPORTS])
def test_a_report_is_the_same_report(slug: str, engines: tuple[Mirror, Mirror]) -> None:
    file, spark = engines

    read = make_report(figures(spark), slug)
    # of runs that found nothing new the lake is not told, so it claims no more than the moment it is a copy of
    assert msgspec.structs.replace(make_report(figures(file), slug), as_of=read.as_of) == read
    assert read.as_of == file.as_of


periods = st.tuples(st.dates(date(2026, 10, 20), TODAY), st.integers(1, 40)).map(
    lambda drawn: Period(drawn[0], date.fromordinal(drawn[0].toordinal() + drawn[1]))
)
filters = st.sampled_from(
    [
        Filter("product", "in", ("Rice",)),
        Filter("product", "not_in", ("Rice", "O'Brien's; --")),
        Filter("weekday", "in", ("Monday", "Sunday")),
        Filter("customer", "in", ("Asha",)),
        Filter("day", "at_least", ("2026-11-10",)),
    ]
)


@st.composite
def queries(draw: st.DrawFn) -> MetricQuery:
    period = draw(st.none() | periods)
    return MetricQuery(
        metrics=tuple(draw(st.lists(st.sampled_from([one.slug for one in METRICS]), min_size=1, max_size=3, unique=True))),
        by=tuple(draw(st.lists(st.sampled_from([one.slug for one in DIMENSIONS]), max_size=2, unique=True))),
        where=tuple(draw(st.lists(filters, max_size=1))),
        period=period,
        compare=draw(st.sampled_from(("none", "previous", "last_year"))) if period else "none",
        fill=draw(st.booleans()) if period else False,
        shares=draw(st.booleans()),
        limit=draw(st.none() | st.integers(1, 5)),
    )  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(query=queries())
def test_any_query_has_the_same_rows_of_the_same_types(query: MetricQuery, engines: tuple[Mirror, Mirror]) -> None:
    file, spark = (figures(mirror) for mirror in engines)
    try:
        expected = file.of(query)
    except Invalid:
        assume(False)

    found = spark.of(query)

    assert found.rows == expected.rows
    assert [[type(value) for value in row] for row in found.rows] == [
        [type(value) for value in row] for row in expected.rows
    ]


@pytest.mark.parametrize(
    ("sql", "value", "expected"),
    [
        ("SELECT $x AS x", "it's; DROP TABLE sales --", "it's; DROP TABLE sales --"),
        ("SELECT $x AS x", "back\\slash \\' quote", "back\\slash \\' quote"),
        ("SELECT $x AS x", "नमस्ते ₹", "नमस्ते ₹"),
        ("SELECT $x AS x", date(2026, 2, 28), date(2026, 2, 28)),
        ("SELECT CAST($x AS DECIMAL(18, 3)) AS x", Decimal("-12.345"), Decimal("-12.345")),
        ("SELECT CAST($x AS BIGINT) AS x", -(2**62), -(2**62)),
        (
            "SELECT CAST($x AS UUID) AS x",
            "0190a0a0-0000-7000-8000-000000000001",
            UUID("0190a0a0-0000-7000-8000-000000000001"),
        ),
        ("SELECT 7 / NULLIF($x, 0) AS x", 0, None),
        ("SELECT CAST(ROUND(CAST($x AS BIGINT) / 2) AS BIGINT) AS x", -5, -3),
    ],
)
def test_a_value_comes_back_as_what_it_was(sql: str, value: Any, expected: Any, engines: tuple[Mirror, Mirror]) -> None:
    file, spark = engines

    assert spark.rows(sql, {"x": value}) == [(expected,)] == file.rows(sql, {"x": value})


def test_a_statement_reads_the_views_of_its_business_alone() -> None:
    tree = bound_tree("WITH bills AS (SELECT 1 AS n) SELECT * FROM bills JOIN sales AS s ON s.line_id = bills.n", {})

    assert tables_of(tree) == {"sales"}
    assert (
        in_sparks_terms(tree, {"sales": "b7_sales_3"}).sql("spark")
        == "WITH bills AS (SELECT 1 AS n) SELECT * FROM bills JOIN b7_sales_3 AS s ON s.line_id = bills.n"
    )


def test_a_name_that_two_subqueries_define_is_each_ones_own(engines: tuple[Mirror, Mirror]) -> None:
    file, spark = engines
    fortnight_to_3_november = Period(date(2026, 10, 20), date(2026, 11, 3))
    query = MetricQuery(metrics=("unpaid_bills",), period=fortnight_to_3_november, compare="previous")

    # one bill unpaid on 2 November, none before 20 October
    assert figures(spark).of(query).rows == figures(file).of(query).rows == [(1, 0, None)]


def test_of_nested_definitions_of_one_name_each_query_reads_its_own(engines: tuple[Mirror, Mirror]) -> None:
    one = "(WITH told AS (SELECT 1 AS n), again AS (SELECT told.n FROM told) SELECT n FROM again)"
    other = "(WITH told AS (SELECT 20 AS n), again AS (SELECT t.n FROM told AS t) SELECT n FROM again)"
    nested = (
        "(WITH told AS (SELECT 300 AS n) SELECT s.n FROM (WITH told AS (SELECT 4 AS n) SELECT n FROM told) AS s, told)"
    )
    statement = f"SELECT n FROM {one} AS a UNION ALL SELECT n FROM {other} AS b UNION ALL SELECT n FROM {nested} AS c"

    for mirror in engines:
        assert sorted(mirror.rows(statement)) == [(1,), (4,), (20,)]


def test_a_cluster_that_does_not_answer_is_told_as_unavailable(tmp_path: Path) -> None:
    publish(fortnight(), tmp_path / "mirror")
    lake = Lake(tmp_path / "lake")
    list(lake.export(tmp_path / "mirror", [1]))
    with socket.socket() as taken:  # a port that nobody listens on
        taken.bind(("127.0.0.1", 0))
        nobody = f"sc://127.0.0.1:{taken.getsockname()[1]}"

        with closing(SparkLake(nobody, lake)) as cluster, cluster.open(1) as spark, pytest.raises(SparkUnavailable):
            spark.rows("SELECT 1 AS one")


def test_a_new_version_in_the_lake_is_read_by_the_next_reader_and_the_old_one_goes_on(
    server: str, tmp_path: Path
) -> None:
    lake = Lake(tmp_path / "lake")
    publish(fortnight(), tmp_path / "mirror")
    list(lake.export(tmp_path / "mirror", [1]))
    count = "SELECT COUNT(*) AS n FROM payments"
    with closing(SparkLake(server, lake)) as cluster, cluster.open(1) as before:
        assert before.rows(count) == [(7,)]
        more = fortnight()
        more.payment("late", TODAY, 5_000)
        publish(more, tmp_path / "mirror", version=2)
        list(lake.export(tmp_path / "mirror", [1]))

        with cluster.open(1) as after:
            assert (after.version, after.rows(count)) == (2, [(8,)])
        assert (before.version, before.rows(count)) == (1, [(7,)])


def test_batches_are_read_as_they_are_sent_and_hold_the_same_rows(
    engines: tuple[Mirror, Mirror], monkeypatch: pytest.MonkeyPatch
) -> None:
    file, spark = engines
    statement = "SELECT business_date, net_minor, product_id FROM sales ORDER BY business_date, net_minor, bill_id"
    sent: list[tuple[Any, ...]] = []
    stream = SparkLake.stream

    def counted(self: SparkLake, *asked: Any) -> Iterator[tuple[Any, ...]]:
        for row in stream(self, *asked):
            sent.append(row)
            yield row

    monkeypatch.setattr(SparkLake, "stream", counted)
    batches = spark.batches(statement, size=4)
    first = next(batches)

    assert (first.num_rows, len(sent)) == (4, 4)
    told = [first, *batches]
    whole = file.rows(statement)
    assert len(sent) == len(whole) > 8
    assert [row for batch in told for row in zip(*(column.to_pylist() for column in batch.columns), strict=True)] == [
        (day, amount, None if product is None else str(product)) for day, amount, product in whole
    ]


def test_views_that_nobody_reads_are_dropped_but_for_the_last(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analytics.spark.KEPT_VIEWS", 1)
    lake = Lake(tmp_path / "lake")
    publish(fortnight(), tmp_path / "mirror")
    list(lake.export(tmp_path / "mirror", [1]))
    with closing(SparkLake(server, lake)) as cluster, cluster.open(1) as spark:
        reading = iter(spark.batches("SELECT payment_id FROM payments", size=2))
        next(reading)
        assert spark.rows("SELECT COUNT(*) AS n FROM customers") == [(3,)]
        assert spark.rows("SELECT COUNT(*) AS n FROM products") == [(3,)]
        views = {table: spark._view(table) for table in ("payments", "customers", "products")}

        with pytest.raises(PySparkException):
            cluster.run(f"SELECT COUNT(*) FROM {views['customers']}", {})
        assert cluster.run(f"SELECT COUNT(*) FROM {views['payments']}", {}) == [(7,)]  # it is still read
        assert sum(batch.num_rows for batch in reading) == 5
        assert spark.rows("SELECT COUNT(*) AS n FROM customers") == [(3,)]  # made anew
