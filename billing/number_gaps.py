"""What was numbered, by kind of document and series: the gap report and the return's table of documents (RULES N7)."""

from __future__ import annotations

import re
from typing import Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.numbering import format_number
from billing.permissions import Actor
from munim.database import business_of
from munim.days import Period
from munim.errors import Invalid

# -- rules -------------------------------------------------------------------------------------------


class Numbered(msgspec.Struct, frozen=True):
    """A table whose rows carry a ``number``, its ``financial_year`` and a ``business_date``; the rest is SQL over its columns.

    ``kind``: what the row is numbered as; ``cancelled``: whether it was taken back, though its number stays, and
    ``cancelled_on`` the day of that where the table has it: a period's return counts what was taken back by its end.
    """

    table: str
    kind: str
    cancelled: str = "false"
    cancelled_on: str = "NULL::date"


_YEAR: Final = re.compile(r"\d{4}(-\d{2})?")

NUMBERED: Final = (
    Numbered("bills", "CASE kind WHEN 'invoice' THEN document ELSE kind END", "status = 'cancelled'", "cancelled_date"),
    Numbered(
        "payments",
        "CASE direction WHEN 'in' THEN 'receipt' ELSE 'refund' END || CASE WHEN voucher THEN '_voucher' ELSE '' END",
        "status <> 'received'",
        "reversed_date",
    ),
    Numbered("expenses", "'expense'", "cancelled_date IS NOT NULL", "cancelled_date"),
    Numbered("transfers", "'transfer'", "cancelled_date IS NOT NULL", "cancelled_date"),
    Numbered("bookings", "'booking'", "status IN ('declined', 'cancelled')"),
    Numbered("challans", "'challan'", "status = 'cancelled'"),
    Numbered("deposits", "'deposit'"),
    Numbered("deposit_moves", "'deposit_refund'"),
    Numbered("purchase_orders", "'purchase_order'", "status = 'cancelled'"),
    Numbered("purchase_receipts", "'purchase_receipt'"),
    Numbered("purchase_returns", "'supplier_debit_note'"),
    Numbered("supplier_payments", "'payment_voucher'", "reversed_date IS NOT NULL", "reversed_date"),
)

# A number reads back into its series and its place there, for ``numbering.format_number`` makes them all alike.
DOCUMENTS: Final = " UNION ALL ".join(
    f"""SELECT {one.kind} AS kind, regexp_replace(number, '[0-9]{{2}}-[0-9]+$', '') AS series, financial_year,
               substring(number FROM '[0-9]+$')::integer AS place, business_date, {one.cancelled} AS cancelled,
               {one.cancelled_on} AS cancelled_on
        FROM {one.table} WHERE business_id = :business_id AND number IS NOT NULL"""
    for one in NUMBERED
)

# For billing/integrity.py: what a counter says it gave, and what carries it.
EVERY_NUMBER_IS_ON_A_DOCUMENT: Final = f"""
SELECT concat_ws(' ', s.kind, s.series, s.financial_year), s.last_number::text, count(d.place)::text || ' to ' || coalesce(max(d.place), 0)::text
FROM number_series s LEFT JOIN ({DOCUMENTS}) d USING (kind, series, financial_year)
WHERE s.business_id = :business_id GROUP BY s.kind, s.series, s.financial_year, s.last_number
HAVING count(d.place) <> s.last_number OR coalesce(max(d.place), 0) <> s.last_number
"""

# -- reads -------------------------------------------------------------------------------------------


class SeriesNumbers(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers of one kind and series in a financial year. ``total`` is ``last`` − ``first`` + 1 less what is missing.

    ``net``: those not cancelled.
    """

    kind: str
    series: str
    first: str
    last: str
    total: int
    cancelled: int
    net: int
    missing: list[str]


class NumberRange(msgspec.Struct, frozen=True, kw_only=True):
    """An unbroken run of numbers given in a period: ``total`` = ``last`` − ``first`` + 1, exactly (N7)."""

    kind: str
    series: str
    first: str
    last: str
    total: int
    cancelled: int
    net: int


_BY_SERIES = sa.text(f"""
SELECT kind, series, count(place) AS total, count(place) FILTER (WHERE cancelled) AS cancelled,
       greatest(max(last_number), max(place)) AS last
FROM (SELECT kind, series, last_number FROM number_series
      WHERE business_id = :business_id AND financial_year = :financial_year) given
FULL JOIN (SELECT * FROM ({DOCUMENTS}) every WHERE financial_year = :financial_year) document USING (kind, series)
GROUP BY kind, series HAVING greatest(max(last_number), max(place)) > 0 ORDER BY kind, series
""")

_MISSING = sa.text(f"""
SELECT place FROM generate_series(1, :last) place
EXCEPT SELECT place FROM ({DOCUMENTS}) every
WHERE kind = :kind AND series = :series AND financial_year = :financial_year
ORDER BY place
""")

# Documents dated in the period, cut wherever the next number is of another day's period or of nobody.
_RANGES = sa.text(f"""
SELECT kind, series, financial_year, min(place), max(place), count(*),
       count(*) FILTER (WHERE cancelled AND (cancelled_on IS NULL OR cancelled_on < :end))
FROM (
    SELECT *, place - row_number() OVER (PARTITION BY kind, series, financial_year ORDER BY place) AS run
    FROM ({DOCUMENTS}) every WHERE business_date >= :start AND business_date < :end
) runs
GROUP BY kind, series, financial_year, run ORDER BY kind, series, financial_year, min(place)
""")


def number_gaps(session: Session, financial_year: str, *, by: Actor) -> list[SeriesNumbers]:
    """Every kind and series numbered in a financial year (``2026-27``), and each number that is on no document.

    A number cannot be lost by an operation, for a rollback returns it; what is listed as missing left the books some
    other way. Raises ``Invalid`` for what is no year.
    """
    by.require("returns.read")
    if not _YEAR.fullmatch(financial_year):
        raise Invalid("a financial year is written like 2026-27", field="financial_year")
    year = {"business_id": business_of(session), "financial_year": financial_year}
    found = []
    for row in session.execute(_BY_SERIES, year).all():
        missing: list[int] = []
        if row.total < row.last:
            here = {**year, "kind": row.kind, "series": row.series, "last": row.last}
            missing = list(session.execute(_MISSING, here).scalars())
        found.append(
            SeriesNumbers(
                kind=row.kind,
                series=row.series,
                first=format_number(row.series, financial_year, 1),
                last=format_number(row.series, financial_year, row.last),
                total=row.total,
                cancelled=row.cancelled,
                net=row.total - row.cancelled,
                missing=[format_number(row.series, financial_year, place) for place in missing],
            )
        )
    return found


def number_ranges(session: Session, period: Period, *, by: Actor) -> list[NumberRange]:
    """The documents dated in a period, as unbroken runs of numbers: what the return lists as issued, as of its end.

    A document dated back into another period breaks the run of both, so that every run counts what it spans.
    """
    by.require("returns.read")
    days = {"business_id": business_of(session), "start": period.start, "end": period.end}
    return [
        NumberRange(
            kind=kind,
            series=series,
            first=format_number(series, year, first),
            last=format_number(series, year, last),
            total=total,
            cancelled=cancelled,
            net=total - cancelled,
        )
        for kind, series, year, first, last, total, cancelled in session.execute(_RANGES, days)
    ]
