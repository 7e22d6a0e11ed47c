"""Where figures are read: the mirror's tables as sources, and how each source reads a dimension.

SQL here is in DuckDB's dialect and is parsed once; ``t`` is the source's own relation. ``$today``,
``$end`` and ``$scale`` stand for the day of asking, the first day after the period and the minor units
of one currency unit; the compiler puts literals in their place.
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec


class Reading(msgspec.Struct, frozen=True):
    """How a source tells a dimension: the ``keys`` it groups by, and the ``label`` people know the group by."""

    keys: tuple[str, ...]
    label: str = ""  # empty: the first key is what people read
    join: str = ""  # the table of ``JOINS`` it needs


class Source(msgspec.Struct, frozen=True):
    """One relation of the mirror.

    ``known`` says of which moment its figures speak: ``dated`` sums rows of the period by ``t.business_date``,
    ``end`` is a balance at the period's end, ``now`` a balance known as of the mirror's own moment alone.
    """

    slug: str
    relation: str
    readings: dict[str, Reading]
    known: Literal["dated", "end", "now"] = "dated"


# joined by a unique key, so a join never repeats a row of the source
JOINS: Final = {"customers": "customers.customer_id = t.customer_id"}

_CUSTOMER = Reading(("t.customer_id",), label="t.customer_name")
_CITY = Reading(("customers.city",), join="customers")
_COUNTRY = Reading(("customers.country",), join="customers")
_STAFF = Reading(("t.staff_id",), label="t.staff_name")
_HOUR = Reading(("t.hour",))
_PARTY = {"customer": _CUSTOMER, "city": _CITY, "country": _COUNTRY}
_BALANCE_PARTY = {
    "customer": Reading(("t.customer_id",), label="customers.name", join="customers"),
    "city": _CITY,
    "country": _COUNTRY,
}
_BILLED_COUNTRY = Reading(("t.country",))
_BILL = _PARTY | {
    "country": _BILLED_COUNTRY,
    "staff": _STAFF,
    "hour": _HOUR,
    "bill": Reading(("t.bill_id",), label="t.number"),
}

SOURCES: Final = (
    Source("daily_sales", "daily_sales", {"hour": _HOUR}),
    # bills are few beside their lines: counting them here spares telling a million line's bills apart
    Source(
        "invoices",
        """
        SELECT business_date, hour, bill_id, number, customer_id, customer_name, country, staff_id, staff_name, 1 AS counted
        FROM bills
        WHERE kind = 'invoice'
        UNION ALL
        SELECT cancelled_date, COALESCE(cancelled_hour, hour), bill_id, number, customer_id, customer_name, country, staff_id, staff_name, -1
        FROM bills
        WHERE kind = 'invoice' AND status = 'cancelled'
        """,
        _BILL,
    ),
    Source(
        "sales",
        "sales",
        {
            "hour": _HOUR,
            "customer": _CUSTOMER,
            "city": Reading(("t.customer_city",)),
            "country": _BILLED_COUNTRY,
            "staff": _STAFF,
            "bill": Reading(("t.bill_id",), label="t.bill_number"),
            # a line written by hand has no product: it groups by its words
            "product": Reading(("t.product_id", "CASE WHEN t.product_id IS NULL THEN t.product_name END"), label="t.product_name"),
            "category": Reading(("t.category_name",)),
            "product_kind": Reading(("t.product_kind",)),
        },
    ),
    Source("payments", "payments", _PARTY | {"staff": _STAFF, "hour": _HOUR, "payment_method": Reading(("t.method",))}),
    Source(
        "credit",
        """
        SELECT bills.*, bills.total_minor - COALESCE(paid.amount_minor, 0) AS credit_minor
        FROM bills
        LEFT JOIN (
            SELECT allocations.bill_id, SUM(allocations.amount_minor) AS amount_minor
            FROM allocations
            JOIN bills ON bills.bill_id = allocations.bill_id AND bills.business_date = allocations.business_date
            WHERE NOT allocations.payment_id IS NULL
            GROUP BY allocations.bill_id
        ) AS paid ON paid.bill_id = bills.bill_id
        WHERE bills.kind = 'invoice' AND bills.cancelled_date IS NULL
        """,
        _BILL,
    ),
    # only an issued invoice waits for anything
    Source("dues", "SELECT * FROM bills WHERE due_minor > 0", _BILL, known="now"),
    Source("balances", "customers", {
        "customer": Reading(("t.customer_id",), label="t.name"),
        "city": Reading(("t.city",)),
        "country": Reading(("t.country",)),
    }, known="now"),
    Source(
        "receivable",
        """
        SELECT customer_id, SUM(amount_minor) AS balance_minor
        FROM ledger
        WHERE account = 'receivable' AND business_date < $end
        GROUP BY customer_id
        """,
        _BALANCE_PARTY,
        known="end",
    ),
    Source(
        "stock",
        "SELECT * FROM products WHERE tracks_stock",
        {
            "product": Reading(("t.product_id", "CAST(NULL AS VARCHAR)"), label="t.name"),
            "category": Reading(("t.category_name",)),
            "product_kind": Reading(("t.kind",)),
        },
        known="now",
    ),
    Source("challans", "challans", {
        "customer": Reading(("t.customer_id",), label="customers.name", join="customers"),
        "city": _CITY,
        "country": _COUNTRY,
    }, known="now"),
)  # fmt: skip
