"""Document numbers: consecutive without gaps per kind, series and financial year, at most 16 characters."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.permissions import Actor
from munim.database import business_of, tenant_table
from munim.days import Calendar
from munim.errors import Invalid, Refused

# -- tables ------------------------------------------------------------------------------------------

number_series = tenant_table(
    "number_series",
    sa.Column(
        "kind", sa.Text, primary_key=True, comment="a kind of document: invoice, credit_note, receipt, challan, …"
    ),
    sa.Column("series", sa.String(6), primary_key=True, comment="its prefix: INV, CN, R"),
    sa.Column("financial_year", sa.String(7), primary_key=True, comment="2026-27"),
    sa.Column("last_number", sa.Integer, nullable=False, server_default=sa.text("0")),
    sa.Column("last_date", sa.Date, comment="business date of the last number given"),
    comment="One counter row per series and year, locked late in the transaction that takes a number",
)

# -- rules -------------------------------------------------------------------------------------------

MAX_LENGTH: Final = 16  # rule 46(b) of the CGST Rules, also rules 49 to 55
MAX_COUNT: Final = 2**31 - 1  # what a counter holds
_PREFIX: Final = re.compile(r"[A-Z][A-Z0-9]{0,5}")
_STEM: Final = 4  # what is left of a longer prefix, so that any suffix still fits in six
# the e-invoice schema's own pattern; elsewhere a leading 0 passes, so this is the stricter of the two (N1)
_NUMBER: Final = re.compile(r"[A-Za-z1-9][A-Za-z0-9/-]{0,15}")

# What each kind of document adds to the shop's prefix when nobody opened a series for it (N4: rules 46, 49, 50, 51, 52,
# 53 and 55 of the CGST Rules each ask for a series of their own). One or two letters, no two alike.
SUFFIXES: Final[dict[str, str]] = {
    "invoice": "",
    "bill_of_supply": "B",
    "credit_note": "C",
    "debit_note": "D",
    "quotation": "Q",
    "receipt": "R",
    "refund": "V",
    "receipt_voucher": "RV",
    "refund_voucher": "FV",
    "payment_voucher": "PV",
    "self_invoice": "SI",
    "challan": "DC",
    "deposit": "SD",
    "deposit_refund": "DR",
    "booking": "BK",
    "purchase_order": "PO",
    "purchase_receipt": "GR",
    "supplier_bill": "SB",
    "supplier_debit_note": "SN",
    "supplier_payment": "SP",
    "expense": "EX",
    "transfer": "TR",
}


class WrongSeries(Invalid):
    """A series is one capital letter and up to five more letters or digits."""

    code = "wrong_series"


class WrongNumber(Invalid):
    """A document's number has at most 16 letters, digits, - and /."""

    code = "wrong_number"


class BackDated(Refused):
    """A later number of this series already carries a later date."""

    code = "back_dated"


class SeriesFull(Refused):
    """This series has no numbers of 16 characters left."""

    code = "series_full"


def named(kind: str) -> str:
    """The documents of a kind in words: ``named("bill_of_supply") == "bills of supply"``."""
    return "bills of supply" if kind == "bill_of_supply" else kind.replace("_", " ") + "s"


def check_series(series: str, *, field: str = "series") -> str:
    """The series as numbers will carry it. Raises ``WrongSeries``: N1 allows more, but this prints and scans safely."""
    if not _PREFIX.fullmatch(series):
        raise WrongSeries(
            f"{series!r} cannot be a series: capital letters and digits, a letter first, at most 6", field=field
        )
    return series


def default_series(kind: str, prefix: str) -> str:
    """The series a kind of document is numbered in when none was opened for it: ``INV`` and ``receipt`` give ``INVR``."""
    suffix = SUFFIXES[kind]
    return prefix[:_STEM] + suffix if suffix else prefix


def check_prefix(prefix: str, *, field: str = "invoice_prefix") -> str:
    """The shop's prefix, of which every kind of document gets a series of its own (N4). Raises ``WrongSeries``."""
    check_series(prefix, field=field)
    for kind in SUFFIXES:
        if kind != "invoice" and default_series(kind, prefix) == prefix:
            raise WrongSeries(f"{prefix} would number invoices and {named(kind)} alike: choose another", field=field)
    return prefix


def check_number(number: str, *, field: str = "number") -> str:
    """A document's number that comes from outside. Raises ``WrongNumber`` unless it is as the law has numbers (N1)."""
    if not _NUMBER.fullmatch(number):
        raise WrongNumber(
            f"{number!r} is no document number: at most {MAX_LENGTH} letters, digits, - and /, not beginning with 0, - or /",
            field=field,
        )
    return number


def capacity(series: str) -> int:
    """How many numbers of 16 characters the series has in a year: 9,999,999 for one of six letters (N6)."""
    digits = MAX_LENGTH - len(f"{series}00-")
    return min(10**digits - 1, MAX_COUNT) if digits > 0 else 0


def format_number(series: str, financial_year: str, number: int) -> str:
    """``format_number("INV", "2026-27", 42) == "INV26-00042"``; five digits grow as they must.

    The year's last two digits make the number unique over years too. Raises ``SeriesFull`` past 16 characters (N6).
    """
    if number > capacity(series):
        raise SeriesFull(
            f"{series} has no more than {capacity(series)} numbers a year: open a new series", series=series
        )
    return f"{series}{financial_year[2:4]}-{number:05d}"


def back_dates(reason: str | None, by: Actor) -> bool:
    """Whether a reason was given to number a document before a later one (N3). Raises ``Forbidden`` for who may not."""
    given = bool((reason or "").strip())
    if given:
        by.require("bills.backdate")
    return given


# -- operations --------------------------------------------------------------------------------------

_TAKE = sa.text("""
INSERT INTO number_series AS s (business_id, kind, series, financial_year, last_number, last_date)
VALUES (:business_id, :kind, :series, :financial_year, 1, :business_date)
ON CONFLICT (business_id, kind, series, financial_year) DO UPDATE
SET last_number = s.last_number + 1, last_date = greatest(s.last_date, excluded.last_date)
WHERE s.last_date IS NULL OR s.last_date <= excluded.last_date OR :back_dated
RETURNING last_number
""")


def take_number(
    session: Session, kind: str, series: str, *, business_date: date, calendar: Calendar, back_dated: bool = False
) -> tuple[str, str]:
    """The next number of the series and its financial year: consecutive, because a rollback returns it (N3).

    Locks the counter row until the transaction ends; only the business's head row is locked after it.
    Raises ``BackDated`` when a later date was already numbered and ``back_dated`` is false, ``SeriesFull``.
    """
    financial_year = calendar.financial_year_name(business_date)
    number = session.execute(
        _TAKE,
        {
            "business_id": business_of(session),
            "kind": kind,
            "series": series,
            "financial_year": financial_year,
            "business_date": business_date,
            "back_dated": back_dated,
        },
    ).scalar()
    if number is None:
        raise BackDated(f"{series} has already numbered a later day than {business_date}", field="business_date")
    return format_number(series, financial_year, number), financial_year


_TAKE_MANY = sa.text("""
INSERT INTO number_series AS s (business_id, kind, series, financial_year, last_number, last_date)
VALUES (:business_id, :kind, :series, :financial_year, :count, :last_date)
ON CONFLICT (business_id, kind, series, financial_year) DO UPDATE
SET last_number = s.last_number + :count, last_date = greatest(s.last_date, excluded.last_date)
RETURNING last_number
""")


def take_numbers(
    session: Session, kind: str, series: str, *, financial_year: str, count: int, last_date: date
) -> list[str]:
    """The next ``count`` numbers of the series and year, for an import, which may be of days before the last number's.

    Locks the counter row as ``take_number`` does. Raises ``SeriesFull``.
    """
    last = session.execute(
        _TAKE_MANY,
        {
            "business_id": business_of(session),
            "kind": kind,
            "series": series,
            "financial_year": financial_year,
            "count": count,
            "last_date": last_date,
        },
    ).scalar_one()
    return [format_number(series, financial_year, number) for number in range(last - count + 1, last + 1)]


# -- reads -------------------------------------------------------------------------------------------


def kinds_of_series(session: Session, codes: Collection[str]) -> dict[str, str]:
    """The kind of document that each of ``codes`` has ever numbered, or was opened to number; unknown ones are left out."""
    found = session.execute(
        sa.select(number_series.c.series, number_series.c.kind).where(
            number_series.c.business_id == business_of(session), number_series.c.series.in_(codes)
        )
    )
    return {series: kind for series, kind in found}


def check_prefix_is_free(session: Session, prefix: str, *, field: str = "invoice_prefix") -> None:
    """That no series made of ``prefix`` has numbered documents of another kind. Raises ``WrongSeries`` (N4)."""
    wanted = {default_series(kind, prefix): kind for kind in SUFFIXES}
    for series, kind in kinds_of_series(session, wanted).items():
        if kind != wanted[series]:
            raise WrongSeries(
                f"{series} already numbers {named(kind)} and would number {named(wanted[series])} too",
                field=field,
            )


def has_numbered(session: Session) -> bool:
    """Whether any document of the business carries a number."""
    here = (number_series.c.business_id == business_of(session)) & (number_series.c.last_number > 0)
    return bool(session.execute(sa.select(sa.exists().where(here))).scalar_one())
