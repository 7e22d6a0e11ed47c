"""What comes back from a statement, and what is believed of it."""

from __future__ import annotations

import json
import math
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai.sandbox.errors import SandboxUnavailable, StatementFailed, StatementTooLarge
from ai.sandbox.limits import Limits
from ai.sandbox.pool import Sandbox
from ai.sandbox.rows import Column, Unreadable, read_rows
from ai.sandbox.wire import rows_bytes
from tests.ai.sandbox.conftest import STATEMENT_AS_NAME, Shops


def test_a_statement_yields_its_columns_and_rows(sandbox: Sandbox, shops: Shops) -> None:
    found = sandbox.run(
        shops.own, "SELECT product_name, count(*) AS lines, sum(net_minor) / 100 AS net FROM sales GROUP BY ALL"
    )

    assert found.columns == (
        Column("product_name", "VARCHAR"),
        Column("lines", "BIGINT"),
        Column("net", "DOUBLE"),
    )
    assert found.rows == [("Rice", 3, 30.0)]
    assert not found.truncated


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("NULL", None),
        ("true", True),
        ("9007199254740993::BIGINT", 9007199254740993),
        ("170141183460469231731687303715884105727::HUGEINT", 2**127 - 1),
        ("1.50::DECIMAL(18, 2)", Decimal("1.50")),
        ("0.1::DOUBLE", 0.1),
        ("'inf'::DOUBLE", math.inf),
        ("DATE '2026-04-01'", date(2026, 4, 1)),
        ("TIMESTAMP '2026-04-01 10:00:00.123456'", datetime(2026, 4, 1, 10, 0, 0, 123456)),
        ("TIMESTAMPTZ '2026-04-01 10:00:00+05:30'", datetime(2026, 4, 1, 4, 30, tzinfo=UTC)),
        ("TIME '10:00:01'", time(10, 0, 1)),
        ("TIMETZ '10:00:00+05:30'", time(10, tzinfo=timezone(timedelta(hours=5, minutes=30)))),
        ("'6f0c1e6e-0000-4000-8000-000000000001'::UUID", UUID("6f0c1e6e-0000-4000-8000-000000000001")),
        (r"'\xAA\x00'::BLOB", b"\xaa\x00"),
        ("'दुकान \"x\"\\n'", 'दुकान "x"\\n'),
        ("['a', NULL]", ["a", None]),
        ("{'n': 1, 'amount': 2.5::DECIMAL(3, 1)}", {"n": 1, "amount": "2.5"}),
        ("MAP {1: 'x'}", {"1": "x"}),
        ("MAP {DATE '2026-04-01': 'x'}", {"2026-04-01": "x"}),
        ("INTERVAL 2 DAY", "2 days, 0:00:00"),
        ("'a'::ENUM ('a', 'b')", "a"),
        ("DATE '290000-01-01'", "290000-01-01"),
        ("""'{"a": 1}'::JSON""", '{"a": 1}'),
    ],
)
def test_a_value_keeps_its_type(written: str, value: Any, sandbox: Sandbox, shops: Shops) -> None:
    assert sandbox.run(shops.own, f"SELECT {written} AS v").rows == [(value,)]


def test_a_number_that_is_none_stays_none(sandbox: Sandbox, shops: Shops) -> None:
    [[value]] = sandbox.run(shops.own, "SELECT 'nan'::DOUBLE").rows

    assert math.isnan(value)


def test_rows_beyond_the_limit_are_left_out_and_said_to_be(sandbox: Sandbox, shops: Shops) -> None:
    three = Limits(rows=3)

    assert sandbox.run(shops.own, "FROM range(3)", limits=three).truncated is False
    more = sandbox.run(shops.own, "FROM range(1000000000)", limits=three)

    assert (more.rows, more.truncated) == ([(0,), (1,), (2,)], True)


def test_an_answer_is_cut_before_it_is_too_large(sandbox: Sandbox, shops: Shops) -> None:
    found = sandbox.run(shops.own, "SELECT repeat('x', 400) FROM range(100)", limits=Limits(answer_bytes=2_000))

    assert found.truncated
    assert len(found.rows) == 4


@pytest.mark.parametrize("sql", ["SELECT repeat('x', 3000000)", "SELECT " + ", ".join(["1"] * 501)])
def test_a_row_larger_than_an_answer_is_refused(sql: str, sandbox: Sandbox, shops: Shops) -> None:
    with pytest.raises(StatementTooLarge):
        sandbox.run(shops.own, sql)


def test_duckdb_says_what_is_wrong_with_a_statement(sandbox: Sandbox, shops: Shops) -> None:
    with pytest.raises(StatementFailed, match="Table with name salez does not exist"):
        sandbox.run(shops.own, "SELECT * FROM salez")


@pytest.mark.parametrize("sql", ["", "--", ";", "SELECT '\ud800'", "नमस्ते"])
def test_what_is_no_statement_is_refused_in_words(sql: str, sandbox: Sandbox, shops: Shops) -> None:
    with pytest.raises(StatementFailed, match=r"\w"):
        sandbox.run(shops.own, sql)


def test_the_file_has_the_same_name_in_every_statement(sandbox: Sandbox, shops: Shops) -> None:
    for name in ("mirror.main.customers", "main.customers", "customers", '"mirror"."main"."customers"'):
        assert (STATEMENT_AS_NAME,) in sandbox.run(shops.own, f"SELECT name FROM {name}").rows


def test_a_version_that_is_gone_is_asked_for_again(sandbox: Sandbox, shops: Shops) -> None:
    with pytest.raises(SandboxUnavailable, match="another version"):
        sandbox.run(shops.folder / "1" / "6.duckdb", "SELECT 1")


def test_a_file_that_is_no_mirror_is_not_opened(sandbox: Sandbox, shops: Shops) -> None:
    with pytest.raises(SandboxUnavailable):
        sandbox.run(shops.outside, "SELECT 1")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'{"columns": [], "rows": []}',
        b'{"columns": [["a", "INTEGER"]], "truncated": false, "rows": [[1, 2]]}',
        b'{"columns": [["a", "INTEGER"]], "truncated": 1, "rows": []}',
        b'{"columns": [["a", "DECIMAL(3,2)"]], "truncated": false, "rows": [["x"]]}',
        b'{"columns": [["a", "DECIMAL"]], "truncated": false, "rows": [[{"a": 1}]]}',
        b'{"columns": [["a", "BLOB"]], "truncated": false, "rows": [["zz"]]}',
        b'{"columns": [["a", "UUID"]], "truncated": false, "rows": [[5]]}',
        b'{"columns": [["a", "DATE"]], "truncated": false, "rows": [[[]]]}',
        b'{"columns": [["a", "JSON"]], "truncated": false, "rows": [[' + b"[" * 100_000 + b"]" * 100_000 + b"]]}",
        b'{"columns": [["a", "VARCHAR"]], "truncated": false, "rows": [["\xff"]]}',
        json.dumps({"columns": [["a", "JSON"]], "truncated": False, "rows": [[1]] * 11}).encode(),
        json.dumps({"columns": [["a", "JSON"]] * 6, "truncated": False, "rows": []}).encode(),
    ],
)
def test_an_answer_that_no_worker_would_write_is_not_read(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read_rows(body, Limits(rows=10, columns=5))


@given(st.binary(max_size=300))
def test_bytes_of_any_kind_are_rows_or_are_not_read(body: bytes) -> None:
    try:
        read_rows(b'{"columns":[["a","DATE"]],"truncated":false,"rows":[[' + body + b"]]}", Limits())
    except Unreadable:
        return


@given(
    st.lists(
        st.tuples(
            st.none() | st.booleans(),
            st.none() | st.integers(-(2**127), 2**127 - 1),
            st.none() | st.floats(allow_nan=False),
            st.none() | st.text(st.characters(exclude_categories=["Cs"])),
            st.none() | st.decimals(-(10**15), 10**15, places=2),
            st.none() | st.dates(),
            st.none() | st.datetimes(),
            st.none() | st.binary(),
            st.none() | st.uuids(),
        ),
        max_size=5,
    )
)
def test_rows_come_back_as_they_were_written(rows: list[tuple[Any, ...]]) -> None:
    kinds = "BOOLEAN HUGEINT DOUBLE VARCHAR DECIMAL(18,2) DATE TIMESTAMP BLOB UUID".split()
    columns = [(kind.lower(), kind) for kind in kinds]

    read = read_rows(rows_bytes(columns, iter(rows), Limits()), Limits())

    assert read.rows == rows
    assert [(column.name, column.type) for column in read.columns] == columns


def test_what_duckdb_fetches_itself_is_what_the_sandbox_brings(sandbox: Sandbox, shops: Shops) -> None:
    sql = "SELECT * FROM sales ORDER BY line_id"

    with duckdb.connect(shops.own, read_only=True) as connection:
        fetched = connection.execute(sql).fetchall()

    assert sandbox.run(shops.own, sql).rows == fetched
