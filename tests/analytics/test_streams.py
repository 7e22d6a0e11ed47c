"""The rows of a query sent while they are read: the same cells as a report's files, and no more memory for more rows."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analytics.exports import disarmed
from analytics.exports.comma_separated import csv_cell
from analytics.exports.streams import STREAMS, stream_csv, stream_query, stream_xlsx
from analytics.query import Column, MetricQuery
from analytics.report import plain
from analytics.reports import Figures
from analytics.shop import Shop
from munim.days import Calendar
from munim.errors import Forbidden, Invalid
from tests.analytics.test_export_laws import ATTACKS, HARMLESS

QUERY = MetricQuery(("revenue", "orders", "items", "items_per_order"), by=("day", "product", "weekday"))
SHOP = Shop("Shop", "KWD", 3, "KW", "", Calendar())


def cells(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def streamed(figures: Figures, form: str) -> bytes:
    return b"".join(stream_query(figures, QUERY, form))


def test_csv_has_the_cells_of_a_reports_csv(figures: Figures) -> None:
    result = figures.of(QUERY)
    shown = [n for n, column in enumerate(result.columns) if column.unit != "id"]

    heads, *rows = cells(streamed(figures, "csv"))

    assert heads[:3] == ["Day", "Product", "Weekday"]
    assert rows == [[csv_cell(row[n], result.columns[n], figures.shop) for n in shown] for row in result.rows]


def test_ndjson_has_the_values_of_a_reports_json(figures: Figures) -> None:
    result = figures.of(QUERY)

    rows = [json.loads(line) for line in streamed(figures, "ndjson").splitlines()]

    expected = [
        {column.slug: plain(value, column, figures.shop) for column, value in zip(result.columns, row, strict=True)}
        for row in result.rows
    ]
    assert rows == expected


def test_parquet_and_xlsx_sum_to_the_figure_itself(figures: Figures) -> None:
    [(revenue,)] = figures.of(MetricQuery(("revenue",))).rows

    parquet = pq.read_table(io.BytesIO(streamed(figures, "parquet")))
    sheet = openpyxl.load_workbook(io.BytesIO(streamed(figures, "xlsx")))["Rows"]

    assert sum(parquet.column("revenue").to_pylist()) * 100 == revenue
    assert str(parquet.schema.field("revenue").type) == "decimal128(18, 2)"
    assert parquet.schema.metadata[b"munim.version"] == b"1"
    assert round(sum(row[3] for row in sheet.iter_rows(min_row=2, values_only=True)) * 100) == revenue
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == f"A1:G{sheet.max_row}"


@pytest.mark.parametrize("form", STREAMS)
def test_a_query_without_rows_is_a_whole_file(figures: Figures, form: str) -> None:
    from munim.days import Period

    nothing = MetricQuery(("revenue",), by=("day",), period=Period(date(1999, 1, 1), date(1999, 1, 2)))

    content = b"".join(stream_query(figures, nothing, form))

    match form:
        case "csv":
            assert cells(content) == [["Day", "Revenue (INR)"]]
        case "ndjson":
            assert content == b""
        case "parquet":
            assert pq.read_table(io.BytesIO(content)).num_rows == 0
        case _:
            assert openpyxl.load_workbook(io.BytesIO(content))["Rows"].max_row == 1


def test_names_are_disarmed_a_column_at_a_time_as_they_are_one_by_one() -> None:
    names = [*ATTACKS, *HARMLESS, None]
    batch = pa.RecordBatch.from_arrays([pa.array(names), pa.array([-5] * len(names))], names=["n", "m"])
    columns = (Column("n", "Name", "text"), Column("m", "Money", "money", metric=True))

    _, *rows = cells(b"".join(stream_csv(columns, iter([batch]), SHOP, {})))

    assert [row[0] for row in rows] == [disarmed(name) if name is not None else "" for name in names]
    assert {row[1] for row in rows} == {"-0.005"}


def test_batches_are_asked_for_one_by_one_and_none_is_kept() -> None:
    asked = 0

    def batches() -> Iterator[pa.RecordBatch]:
        nonlocal asked
        for n in range(3):
            asked += 1
            yield pa.RecordBatch.from_arrays([pa.array([n])], names=["m"])

    pieces = stream_csv((Column("m", "Money", "money", metric=True),), batches(), SHOP, {})
    next(pieces)
    assert asked == 0
    next(pieces)
    assert asked == 1


def test_more_rows_than_a_sheet_has_are_refused_by_name_before_anything_is_sent(monkeypatch: Any) -> None:
    monkeypatch.setattr("analytics.exports.streams.MOST_ROWS", 10)
    batch = pa.RecordBatch.from_arrays([pa.array(range(11))], names=["m"])

    with pytest.raises(Invalid, match="a sheet holds 1,048,574; take it as csv or parquet"):
        next(stream_xlsx((Column("m", "Money", "money", metric=True),), iter([batch]), SHOP, {}))


def test_who_may_not_see_costs_gets_no_stream_of_them(figures: Figures) -> None:
    stranger = Figures(figures.mirror, frozenset({"reports.read"}), figures.today, figures.cache)

    with pytest.raises(Forbidden):
        stream_query(stranger, MetricQuery(("cost_of_goods",), by=("day",)), "csv")


def test_a_stream_closed_early_leaves_the_mirror_readable(figures: Figures) -> None:
    pieces = stream_query(figures, QUERY, "csv")
    next(pieces)
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]  # a generator

    assert figures.mirror.rows("SELECT 1") == [(1,)]
    assert Decimal(figures.of(MetricQuery(("revenue",))).rows[0][0]) > 0
