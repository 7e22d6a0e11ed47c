"""Shops written straight into the books, as large and as many as a benchmark asks for.

Twenty lines a bill, a move of stock for each line, a posting for each bill. The first shop is written by the server's
administrator without triggers or checks, and the others are copies of it; what a benchmark sells later is written as the
application would.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, Final, LiteralString

import psycopg
from psycopg import sql

from billing.business import BusinessSettings
from billing.permissions import MUNIM
from billing.registration import register_business
from munim.database import Database
from munim.roles import Addresses

SECRET: Final = "a secret that only the benchmark is signed with"
LINES_A_BILL: Final = 20
BILLS_A_CUSTOMER: Final = 14  # both ratios as in a year of a wholesaler's books
LINES_A_PRODUCT: Final = 180

PARTIES: Final = """
INSERT INTO customers (business_id, id, name, city, created_at)
    SELECT :business, md5('c' || n)::uuid, 'Customer ' || n, 'City ' || n % 40, now() FROM generate_series(0, :customers - 1) n;
INSERT INTO customer_balances (business_id, customer_id) SELECT :business, md5('c' || n)::uuid FROM generate_series(0, :customers - 1) n;
INSERT INTO products (business_id, id, sku, name, price, cost, created_at)
    SELECT :business, md5('p' || n)::uuid, 'SKU' || n, 'Product number ' || n, 1 + n % 900, 1 + n % 600, now() FROM generate_series(0, :products - 1) n;
INSERT INTO stock_levels (business_id, product_id, on_hand) SELECT :business, md5('p' || n)::uuid, n FROM generate_series(0, :products - 1) n;
"""
BILLS: Final = """
INSERT INTO bills (business_id, id, kind, status, series, financial_year, number, customer_id, business_date, due_date, issued_at, created_at,
                   gross_minor, discount_minor, taxable_minor, tax_minor, total_minor)
    SELECT :business, md5('b' || n)::uuid, 'invoice', 'issued', 'INV', '2026-27', 'INV' || n, md5('c' || abs(hashint4(n)) % :customers)::uuid, day, day, at, at,
           :lines * 1000, 0, :lines * 1000, :lines * 50, :lines * 1050
    FROM (SELECT n, now() - make_interval(mins => (:total - n) * 20) AS at, (now() - make_interval(mins => (:total - n) * 20))::date AS day
          FROM generate_series(:first, :last) n) AS issued;
INSERT INTO bill_lines (business_id, bill_id, position, product_id, description, quantity, unit_price, gross_minor, taxable_minor, tax_minor,
                        total_minor, cost_minor)
    SELECT :business, md5('b' || n)::uuid, line, md5('p' || abs(hashint4(n * 31 + line)) % :products)::uuid, 'Product number ' || abs(hashint4(n * 31 + line)) % :products,
           1 + line % 3, 10, 1000, 1000, 50, 1050, 700
    FROM generate_series(:first, :last) n, generate_series(1, :lines) line;
INSERT INTO stock_moves (business_id, product_id, quantity, reason, unit_cost, bill_id, business_date, at)
    SELECT :business, md5('p' || abs(hashint4(n * 31 + line)) % :products)::uuid, -(1 + line % 3), 'sale', 7, md5('b' || n)::uuid,
           (now() - make_interval(mins => (:total - n) * 20))::date, now()
    FROM generate_series(:first, :last) n, generate_series(1, :lines) line;
WITH posted AS (
    INSERT INTO postings (business_id, kind, subject_id, business_date, at)
        SELECT :business, 'bill', md5('b' || n)::uuid, (now() - make_interval(mins => (:total - n) * 20))::date, now()
        FROM generate_series(:first, :last) n
    RETURNING id, business_date
)
INSERT INTO ledger_entries (business_id, posting_id, account, amount_minor, customer_id, business_date)
    SELECT :business, posted.id, leg.account, leg.amount * :lines, CASE leg.account WHEN 'receivable' THEN md5('c1')::uuid END, posted.business_date
    FROM posted, (VALUES ('receivable', 1050), ('sales', -1000), ('tax_payable', -50)) AS leg (account, amount);
"""


# The tables that belong to a business, with their columns; each row's version is its own.
OWNED: Final = """
SELECT owned.table_name, array_agg(column_name::text ORDER BY ordinal_position)
FROM information_schema.columns AS owned JOIN information_schema.tables USING (table_schema, table_name)
WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND is_generated = 'NEVER'
  AND column_name NOT IN ('business_id', 'row_version')
  AND EXISTS (SELECT FROM information_schema.columns AS named
              WHERE named.table_name = owned.table_name AND named.column_name = 'business_id')
GROUP BY owned.table_name
"""


class Wholesalers:
    """So many shops, with so many lines together. ``administrator``: the server's, who is bound by nothing."""

    def __init__(self, books: Addresses, number: int, *, lines: int, administrator: str) -> None:
        self._database = Database(books.app)
        self._bills = lines // LINES_A_BILL // number
        self._next_bill = self._bills + 1
        self.lines = self._bills * LINES_A_BILL * number
        whole = psycopg.conninfo.conninfo_to_dict(books.owner)["dbname"]
        with psycopg.connect(administrator, dbname=whole, autocommit=True) as connection:
            connection.execute("SET session_replication_role = replica")
            first = self._open(connection)
            self.businesses = [first, *_copy(connection, first, number - 1)]
            connection.execute("VACUUM ANALYZE")

    def close(self) -> None:
        self._database.close()

    def sell(self, business_id: int, bills: int = 1) -> int:
        """Write bills; returns the number of the last."""
        last = self._next_bill + bills - 1
        self._write(business_id, self._next_bill, last)
        self._next_bill = last + 1
        return last

    def change(self, business_id: int, *, rows: int) -> None:
        """Write so many rows: bills with their lines, moves, postings and entries."""
        self.sell(business_id, max(1, rows // (2 * LINES_A_BILL + 5)))

    def _open(self, connection: psycopg.Connection) -> int:
        with self._database.entry() as session:
            settings = BusinessSettings(name="Shop", country="IN")
            business_id = register_business(session, settings, by=MUNIM, at=datetime.now(UTC)).business_id
        _execute(connection, PARTIES, business=business_id, **self._parties())
        for first in range(1, self._bills + 1, 20_000):
            values = self._values(business_id, first, min(first + 19_999, self._bills))
            _execute(connection, BILLS, **values)
        return business_id

    def _write(self, business_id: int, first: int, last: int) -> None:
        with self._database.business(business_id) as session:
            connection = session.connection().connection.driver_connection
            assert isinstance(connection, psycopg.Connection)
            _execute(connection, BILLS, **self._values(business_id, first, last))

    def _values(self, business_id: int, first: int, last: int) -> dict[str, int]:
        values = {"business": business_id, "first": first, "last": last, "lines": LINES_A_BILL, "total": self._bills}
        return values | self._parties()

    def _parties(self) -> dict[str, int]:
        return {
            "customers": self._bills // BILLS_A_CUSTOMER + 10,
            "products": self._bills * LINES_A_BILL // LINES_A_PRODUCT + 10,
        }


def _copy(connection: psycopg.Connection, business_id: int, times: int) -> list[int]:
    """So many more businesses with all that this one has; returns theirs."""
    if not times:
        return []
    [sequence] = _row(connection, "SELECT pg_get_serial_sequence('businesses', 'business_id')")
    last = business_id + times
    for table, columns in connection.execute(OWNED).fetchall():
        others = sql.SQL(", ").join(map(sql.Identifier, columns))
        connection.execute(
            sql.SQL(
                "INSERT INTO {table} (business_id, {others}) OVERRIDING SYSTEM VALUE"
                " SELECT n, {others} FROM {table}, generate_series({first}, {last}) AS n WHERE business_id = {business}"
            ).format(table=sql.Identifier(table), others=others, first=business_id + 1, last=last, business=business_id)
        )
    connection.execute("SELECT setval(%s, %s)", [sequence, last])
    return list(range(business_id + 1, last + 1))


def _row(connection: psycopg.Connection, statement: LiteralString) -> tuple[Any, ...]:
    [row] = connection.execute(statement).fetchall()
    return row


def _execute(connection: psycopg.Connection, script: str, **values: int) -> None:
    """Run a script of several statements, which bind no parameters: numbers take their places in the text."""
    for name, value in values.items():
        script = re.sub(f"(?<!:):{name}\\b", f"{value:d}", script)
    connection.execute(script.encode())
