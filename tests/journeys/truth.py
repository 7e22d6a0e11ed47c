"""What the books say, asked of Postgres in SQL written by hand: none of the mirror's statements, none of the catalogue's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

import psycopg

from billing.business import Business
from munim.days import Period

# A bill counts on the day it was issued and, should it be cancelled, is taken back on that day. What it sold is told by
# its own sums, its quantity by its lines; a debit note raises a price and sells no quantity.
_DOCUMENTS: Final = """
WITH documents AS (
    SELECT b.*, b.business_date AS day, b.issued_at AS at, 1 AS counted
    FROM bills b
    WHERE b.business_id = %(business_id)s AND b.kind IN ('invoice', 'credit_note', 'debit_note') AND b.status <> 'draft'
    UNION ALL
    SELECT b.*, b.cancelled_date, p.at, -1
    FROM bills b
    LEFT JOIN postings p ON p.business_id = b.business_id AND p.subject_id = b.id AND p.kind = 'cancellation'
    WHERE b.business_id = %(business_id)s AND b.kind IN ('invoice', 'credit_note', 'debit_note') AND b.status = 'cancelled'
), d AS (
    SELECT documents.*, CASE kind WHEN 'credit_note' THEN -counted ELSE counted END AS sign, (kind <> 'debit_note')::int AS moved,
           EXTRACT(hour FROM at AT TIME ZONE %(timezone)s)::int AS hour
    FROM documents
    WHERE %(start)s::date IS NULL OR day >= %(start)s AND day < %(end)s
)
"""


@dataclass(frozen=True)
class Sold:
    """What was sold of some group, returns taken off; ``invoiced_minor`` leaves returns out."""

    revenue_minor: int = 0
    orders: int = 0
    items: Decimal = Decimal(0)
    invoiced_minor: int = 0

    @property
    def average_minor(self) -> int | None:
        return half_up(Decimal(self.invoiced_minor) / self.orders) if self.orders else None

    @property
    def items_per_order(self) -> Decimal | None:
        return (self.items / self.orders).quantize(Decimal("0.01"), ROUND_HALF_UP) if self.orders else None

    @property
    def figures(self) -> tuple[int, int, Decimal, int | None]:
        """Revenue, orders, items, average order value: the order of the reports."""
        return self.revenue_minor, self.orders, self.items, self.average_minor


def half_up(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def change_percent(now: Any, before: Any) -> Decimal | None:
    """How much more or less than before, in per cent of it."""
    if now is None or not before:
        return None
    return (Decimal(100) * (now - before) / abs(before)).quantize(Decimal("0.1"), ROUND_HALF_UP)


class Truth:
    """One business's books, read as the mirror's role reads them."""

    def __init__(self, connection: psycopg.Connection[Any], business: Business) -> None:
        self._connection = connection
        self._facts = {
            "business_id": business.business_id,
            "timezone": business.timezone,
            "day_start": business.day_start_minutes,
        }

    def ask(self, statement: str, period: Period | None = None, **values: Any) -> list[tuple[Any, ...]]:
        """The rows of ``statement``, which finds ``business_id``, ``timezone``, ``day_start``, ``start``, ``end``."""
        days = {"start": period and period.start, "end": period and period.end}
        return self._connection.execute(statement, {**self._facts, **days, **values}).fetchall()

    def sold(self, period: Period | None = None) -> Sold:
        """Everything sold in the period."""
        return self.sold_by("true", period).get(True, Sold())

    def sold_by(self, key: str, period: Period | None = None) -> dict[Any, Sold]:
        """What was sold in whole bills by ``key``, an expression over ``d``, the documents, and ``c``, their customers."""
        rows = self.ask(
            f"""{_DOCUMENTS}
            SELECT {key}, sum(sign * taxable_minor), coalesce(sum(counted) FILTER (WHERE d.kind = 'invoice'), 0), sum(sign * moved * items),
                   coalesce(sum(sign * taxable_minor) FILTER (WHERE d.kind <> 'credit_note'), 0)
            FROM d JOIN customers c ON c.business_id = d.business_id AND c.id = d.customer_id
            CROSS JOIN LATERAL (
                SELECT sum(quantity) AS items FROM bill_lines l WHERE l.business_id = d.business_id AND l.bill_id = d.id
            ) AS counted_lines
            GROUP BY 1""",
            period,
        )
        return {
            key: Sold(int(revenue), int(orders), items, int(invoiced)) for key, revenue, orders, items, invoiced in rows
        }

    def goods_by(self, key: str, period: Period | None = None) -> dict[Any, tuple[int, Decimal]]:
        """Revenue and items by ``key``, an expression over ``l``, the lines, ``p``, their products, and ``g``, the categories."""
        rows = self.ask(
            f"""{_DOCUMENTS}
            SELECT {key}, sum(sign * l.taxable_minor), sum(sign * moved * l.quantity)
            FROM d JOIN bill_lines l ON l.business_id = d.business_id AND l.bill_id = d.id
            LEFT JOIN products p ON p.business_id = l.business_id AND p.id = l.product_id
            LEFT JOIN categories g ON g.business_id = p.business_id AND g.id = p.category_id
            GROUP BY 1""",
            period,
        )
        return {key: (int(revenue), items) for key, revenue, items in rows}

    def collected_by(self, key: str, period: Period | None = None) -> dict[Any, int]:
        """Money received by ``key``, an expression over ``payments``; what was undone is taken back on that day."""
        rows = self.ask(
            f"""WITH moves AS (
                SELECT p.*, p.business_date AS day, p.amount_minor AS minor FROM payments p
                UNION ALL SELECT p.*, p.reversed_date, -p.amount_minor FROM payments p WHERE p.reversed_date IS NOT NULL
            )
            SELECT {key}, sum(minor) FROM moves
            WHERE business_id = %(business_id)s AND direction = 'in' AND (%(start)s::date IS NULL OR day >= %(start)s AND day < %(end)s)
            GROUP BY 1""",
            period,
        )
        return {key: int(minor) for key, minor in rows}

    def collected(self, period: Period) -> int:
        return self.collected_by("true", period).get(True, 0)

    def owed(self) -> dict[Any, int]:
        """What each customer who owes anything owes, by name, from the ledger."""
        rows = self.ask(
            """SELECT c.name, sum(e.amount_minor) FROM ledger_entries e
            JOIN customers c ON c.business_id = e.business_id AND c.id = e.customer_id
            WHERE e.business_id = %(business_id)s AND e.account = 'receivable' GROUP BY c.id, c.name HAVING sum(e.amount_minor) > 0"""
        )
        return {name: int(minor) for name, minor in rows}

    def overdue(self, today: date) -> int:
        """What invoices due before ``today`` still wait for: their total less what was allocated to them."""
        [(minor,)] = self.ask(
            """SELECT coalesce(sum(b.total_minor - coalesce(paid.minor, 0)), 0) FROM bills b
            LEFT JOIN (SELECT bill_id, sum(amount_minor) AS minor FROM allocations WHERE business_id = %(business_id)s GROUP BY 1) paid
                ON paid.bill_id = b.id
            WHERE b.business_id = %(business_id)s AND b.kind IN ('invoice', 'debit_note') AND b.status = 'issued' AND b.due_date < %(today)s""",
            today=today,
        )
        return int(minor)


@contextmanager
def truth_of(url: str, business: Business) -> Iterator[Truth]:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET default_transaction_read_only = on")
        yield Truth(connection, business)
