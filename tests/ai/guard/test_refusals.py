"""Each check refuses what it is for, says where, and names what was meant."""

from __future__ import annotations

import pytest

from ai.guard import CHECKS, MAX_ROWS, Refused, check, functions, mirror_schema
from tests.ai.guard.shops import EVERYTHING


def refused(sql: str) -> Refused:
    with pytest.raises(Refused) as found:
        check(sql, schema=mirror_schema(), permissions=EVERYTHING)
    return found.value


# check, statement, and the line and column of what is at fault
REFUSED = [
    ("text", "", (1, 1)),
    ("text", "  \n ", (1, 1)),
    ("text", "SELECT '" + "x" * 20_000 + "'", (1, 1)),
    ("text", "SELECT name\x00 FROM customers", (1, 12)),
    ("text", "SELECT name\u200b FROM customers", (1, 12)),
    ("text", "SELECT name FROM customers\nWHERE nаme = 'x'", (2, 8)),  # a Cyrillic а
    ("text", "SELECT name FROM customers -- ग्राहक", (1, 31)),
    ("statement", ";;", (1, 1)),
    ("statement", "-- nothing", (1, 1)),
    ("statement", "DELETE FROM customers", (1, 1)),
    ("statement", "PRAGMA database_list", (1, 1)),
    ("statement", "SELECT 1; SELECT 2", (1, 9)),
    ("statement", "SELECT name FROM customers WHERE", (1, 28)),
    ("statement", "SELECT 'open", (1, 1)),
    ("statement", "SELECT " + "(" * 60 + "1" + ")" * 60, (1, 58)),
    ("statement", "SELECT " + "NOT " * 60 + "true", (1, 208)),
    ("size", "SELECT " + ", ".join("a.name" for _ in range(900)) + " FROM customers a", (1, 1)),
    ("size", "SELECT 1 WHERE 1 IN (" + ", ".join(map(str, range(1001))) + ")", (1, 16)),
    ("size", " UNION ALL ".join(["SELECT 1"] * 51), (1, 8)),
    ("size", "SELECT 1 FROM " + ", ".join(f"staff s{n}" for n in range(14)), (1, 8)),
    ("nodes", "SELECT name FROM customers USING SAMPLE 3", (1, 8)),
    ("statement", "SELECT $1 FROM customers", (1, 8)),
    ("statement", "SELECT name, (1 FROM customers", (1, 1)),
    ("statement", "WITH x AS (COPY sales TO 'x') SELECT 1", (1, 12)),
    ("nodes", "SELECT main.sum(balance_minor) FROM customers", (1, 8)),
    ("nodes", "SELECT name::STRUCT(a INT) FROM customers", (1, 21)),
    ("nodes", "SELECT {name} FROM customers", (1, 9)),
    ("functions", "SELECT sums(balance_minor) FROM customers", (1, 8)),
    ("functions", "SELECT name,\n  read_text(name) FROM customers", (2, 3)),
    ("functions", "SELECT * FROM sum(3)", (1, 15)),
    ("tables", "SELECT name FROM customer", (1, 18)),
    ("tables", "SELECT name\nFROM other.main.customers", (2, 6)),
    ("tables", "SELECT * FROM mirror_state", (1, 15)),
    ("tables", "SELECT * FROM information_schema.tables", (1, 15)),
    ("columns", "SELECT nam FROM customers", (1, 8)),
    ("columns", "SELECT c.name, d.name FROM customers c", (1, 16)),
    ("columns", "SELECT customers FROM customers", (1, 8)),
    ("columns", "SELECT rowid FROM customers", (1, 8)),
    ("columns", "SELECT name FROM customers ORDER BY naem", (1, 37)),
    ("columns", 'SELECT "current_user" FROM customers', (1, 8)),
    ("literals", "SELECT repeat('x', 1001)", (1, 8)),
    ("literals", "SELECT name FROM customers LIMIT (SELECT 1)", (1, 42)),
    ("literals", "SELECT * FROM range(1000000000)", (1, 15)),
    ("literals", "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT * FROM t", (1, 16)),
    ("engine", "SELECT +'1' FROM customers", (1, 1)),
    ("engine", "SELECT array(name)[1] FROM customers", (1, 14)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "sql", "place"), REFUSED, ids=[f"{one[0]}-{n}" for n, one in enumerate(REFUSED)])
def test_a_statement_is_refused_by_the_check_meant_for_it_and_at_its_place(
    name: str, sql: str, place: tuple[int, int]
) -> None:
    refusal = refused(sql)

    assert (refusal.check, (refusal.line, refusal.column)) == (name, place), refusal.message
    assert refusal.facts["accepted"] is False
    assert refusal.message[0] not in " ." and len(refusal.message) < 300


def test_every_check_but_the_limit_refuses_something() -> None:
    lacking = {step.name for step in CHECKS} - {name for name, _, _ in REFUSED}

    assert lacking == {"permissions", "limit"}  # the first has its own file, the second only sets a limit


@pytest.mark.parametrize(
    ("sql", "nearest"),
    [
        ("SELECT name FROM custmers", "customers"),
        ("SELECT * FROM sale", "sales"),
        ("WITH monthly AS (SELECT 1 AS n) SELECT * FROM montly", "monthly"),
        ("SELECT net_mior FROM sales", "net_minor"),
        ("SELECT s.custmer_name FROM sales s", "customer_name"),
        ("SELECT sale.net_minor FROM sales", "sales"),
        ("SELECT summ(net_minor) FROM sales", "sum"),
        ("SELECT date_truncate('month', business_date) FROM sales", "date_trunc"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(sql: str, nearest: str) -> None:
    refusal = refused(sql)

    assert refusal.facts["nearest"] == nearest
    assert f"did you mean {nearest}?" in refusal.message


def test_a_name_like_no_other_gets_no_suggestion() -> None:
    refusal = refused("SELECT * FROM zzzzqqqq")

    assert refusal.message == "there is no table called zzzzqqqq"
    assert "nearest" not in refusal.facts
    assert (
        "nearest" not in refused("SELECT * FROM read_text('x')").facts
    )  # some letters of greatest are none of its name


def test_a_check_that_is_taken_by_surprise_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    def surprised(*_: object) -> None:
        raise AttributeError("nobody thought of this")

    monkeypatch.setattr("ai.guard.CHECKS", [CHECKS[0]._replace(run=surprised), *CHECKS[1:]])

    refusal = refused("SELECT 1")

    assert (refusal.check, type(refusal.__cause__)) == ("text", AttributeError)
    assert "nobody" not in refusal.message


def test_words_that_sqlglot_drops_are_seen_by_duckdb() -> None:
    """sqlglot alone reads ``list(…)[1]`` as a list of 1, and a table after an alias VALUES as none at all."""
    assert check("SELECT list(name)[1] FROM customers", schema=mirror_schema(), permissions=EVERYTHING).columns == (
        "customers.name",
    )
    assert refused("SELECT array(name)[1] FROM customers").check in ("functions", "engine")
    assert refused("FROM customers VALUES (a)").check in ("statement", "engine")


def test_a_limit_is_no_place_for_more_rows_than_an_answer_has() -> None:
    checked = check("SELECT name FROM customers LIMIT 999999999", schema=mirror_schema(), permissions=EVERYTHING)

    assert checked.sql.endswith(f"LIMIT {MAX_ROWS + 1}")
    assert refused("SELECT name FROM customers LIMIT -1").check == "literals"
    assert refused("SELECT name FROM customers LIMIT 10%").check in ("nodes", "literals", "statement")


@pytest.mark.parametrize(
    ("sql", "instead"),
    [
        ("SELECT MAP {'a': 1}", "write {'name': value}"),
        ("SELECT MAP([1], [2])", "write {'name': value}"),
        ("SELECT name->'a' FROM products", "value['field']"),
        ("SELECT name->>'$.a' FROM products", "value['field']"),
        ("SELECT json_extract(name, '$.a') FROM products", "no column holds JSON"),
        ("SELECT COLUMNS('net.*') FROM sales", "name them, or write * EXCLUDE"),
        ("SELECT min(COLUMNS(*)) FROM sales", "name them, or write * EXCLUDE"),
        ("PIVOT sales ON hour USING sum(net_minor)", "PIVOT (sum(net_minor) FOR hour IN (9, 10))"),
        ("PIVOT sales ON hour IN (9) USING sum(net_minor)", "PIVOT (sum(net_minor) FOR hour IN (9, 10))"),
        ("UNPIVOT daily_sales ON net_minor INTO NAME part VALUE amount", "UNPIVOT (amount FOR part IN"),
        ("SELECT name FROM products FETCH FIRST 3 ROWS WITH TIES", "write LIMIT"),
        ("SELECT name FROM products FETCH 3", "DuckDB: syntax error"),
        ("SELECT name FROM products LIMIT 10%", "write how many rows"),
        ("SELECT name FROM products USING SAMPLE 3", "write ORDER BY and LIMIT"),
        ("SELECT nvl(name, 'x') FROM products", "coalesce"),
        ("SELECT to_char(business_date, 'YYYY') FROM sales", "strftime"),
        ("SELECT ARRAY(SELECT 1)", "list(value)"),
        ("SELECT s.a FROM (SELECT {'a': 1} AS s)", "s['a']"),
        ("SELECT ({'a': 1}).a", "value['field']"),
        ("SELECT `name` FROM products", "double quotes"),
        ("TABLE customers", "SELECT * FROM"),
    ],
)
def test_what_is_refused_though_people_write_it_says_what_to_write_instead(sql: str, instead: str) -> None:
    assert instead in refused(sql).message


def test_what_is_to_be_written_instead_is_none_of_what_may_be_called() -> None:
    assert functions.INSTEAD.keys().isdisjoint(functions.ALLOWED)
