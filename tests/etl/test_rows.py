"""Rows read by way of Arrow are those that DuckDB itself hands over."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from uuid import UUID

import duckdb
import pytest

from etl.rows import FEW, read_rows, read_table

EVERY_KIND = """
SELECT CAST(lpad(CAST(n AS VARCHAR), 32, '0') AS UUID) AS id, CAST(n - 100 AS DECIMAL(14, 3)) / 8 AS a_quotient,
       CAST(n - 100.5 AS DECIMAL(18, 3)) AS quantity, DATE '1999-12-31' + CAST(n AS INTEGER) AS day, n AS number, 'name ' || n AS name,
       n % 2 = 0 AS even, CASE WHEN n % 3 = 0 THEN CAST(n AS DECIMAL(9, 2)) END AS some, CASE WHEN n % 5 = 0 THEN DATE '2026-01-01' END AS some_day,
       CASE WHEN n % 7 = 0 THEN CAST(lpad(CAST(n AS VARCHAR), 32, '0') AS UUID) END AS some_id, CAST(n AS UTINYINT) AS small,
       CASE WHEN n % 4 > 0 THEN n END AS some_number, CASE WHEN n % 6 > 0 THEN 'kind ' || n % 6 END AS some_name
FROM range($rows) AS r(n)
"""


@pytest.mark.parametrize("rows", [0, 1, FEW - 1, FEW, FEW + 1, 200])
def test_rows_are_those_of_fetchall_whatever_their_number(rows: int) -> None:
    with duckdb.connect() as connection:
        sql = EVERY_KIND.replace("AS a_quotient", "* 8 AS a_quotient")  # a DECIMAL, not a DOUBLE
        expected = connection.execute(sql, {"rows": rows}).fetchall()

        found = read_rows(connection, sql, {"rows": rows})

    assert found == expected
    assert [[type(value) for value in row] for row in found] == [[type(value) for value in row] for row in expected]
    assert [str(row[2]) for row in found] == [str(row[2]) for row in expected]  # 1.500 and 1.5 are equal


def test_a_negative_decimal_an_id_and_a_day_by_hand() -> None:
    with duckdb.connect() as connection:
        sql = "SELECT CAST(-1.25 AS DECIMAL(14, 3)), DATE '1969-12-31', CAST('0188c0de-0000-7000-8000-00000000000f' AS UUID) FROM range(200)"

        last = read_rows(connection, sql)[-1]

    assert last == (Decimal("-1.250"), date(1969, 12, 31), UUID("0188c0de-0000-7000-8000-00000000000f"))
    assert hash(last[2]) == hash(UUID("0188c0de-0000-7000-8000-00000000000f"))


def test_an_id_on_many_rows_is_one_value() -> None:
    with duckdb.connect() as connection:
        sql = "SELECT CAST('0188c0de-0000-7000-8000-00000000000' || n % 2 AS UUID) FROM range(2 * $few) AS r(n)"

        found = [row[0] for row in read_rows(connection, sql, {"few": FEW})]

    assert found[-2:] == [UUID("0188c0de-0000-7000-8000-000000000000"), UUID("0188c0de-0000-7000-8000-000000000001")]
    assert found[-1] is found[-3]


def test_decimals_too_long_for_half_of_arrows_bits_are_whole() -> None:
    with duckdb.connect() as connection:
        found = read_rows(connection, "SELECT CAST('12345678901234567890123.45' AS DECIMAL(38, 2)) FROM range(200)")

    assert found == [(Decimal("12345678901234567890123.45"),)] * 200


def test_a_statement_parsed_once_answers_for_every_mirror_and_thread() -> None:
    sql = "SELECT n + $more FROM numbers"
    with duckdb.connect() as one, duckdb.connect() as two:
        one.execute("CREATE TABLE numbers AS SELECT 1 AS n")
        two.execute("CREATE TABLE numbers AS SELECT 10 AS n")

        def asked(turn: int) -> list[tuple[int]]:
            with (two if turn % 2 else one).cursor() as cursor:
                return read_rows(cursor, sql, {"more": turn})

        with ThreadPoolExecutor(4) as threads:
            found = list(threads.map(asked, range(40)))

    assert found == [[((10 if turn % 2 else 1) + turn,)] for turn in range(40)]


def test_a_statement_that_is_wrong_is_refused() -> None:
    with duckdb.connect() as connection, pytest.raises(duckdb.Error):
        read_rows(connection, "SELECT FROM WHERE")


def test_columns_are_the_same_with_ids_as_texts() -> None:
    with duckdb.connect() as connection:
        expected = connection.execute(EVERY_KIND, {"rows": 200}).fetchall()

        table = read_table(connection, EVERY_KIND, {"rows": 200})

    columns = [column.to_pylist() for column in table.columns]
    texts = [tuple(str(value) if isinstance(value, UUID) else value for value in row) for row in expected]
    assert list(zip(*columns, strict=True)) == texts
