"""Document numbers: consecutive without gaps per kind, series and financial year, at most 16 characters."""

from __future__ import annotations

import re
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
    sa.Column("kind", sa.Text, primary_key=True, comment="invoice, credit_note, receipt, refund, …"),
    sa.Column("series", sa.String(6), primary_key=True, comment="its prefix: INV, CN, R"),
    sa.Column("financial_year", sa.String(7), primary_key=True, comment="2026-27"),
    sa.Column("last_number", sa.Integer, nullable=False, server_default=sa.text("0")),
    sa.Column("last_date", sa.Date, comment="business date of the last number given"),
    comment="One counter row per series and year, locked late in the transaction that takes a number",
)

# -- rules -------------------------------------------------------------------------------------------

MAX_LENGTH: Final = 16  # rule 46(b) of the CGST Rules, also rules 49 to 55
_PREFIX: Final = re.compile(r"[A-Z][A-Z0-9]{0,5}")


class WrongSeries(Invalid):
    """A series is one capital letter and up to five more letters or digits."""

    code = "wrong_series"


class BackDated(Refused):
    """A later number of this series already carries a later date."""

    code = "back_dated"


class SeriesFull(Refused):
    """This series has no numbers of 16 characters left."""

    code = "series_full"


def check_series(series: str, *, field: str = "series") -> str:
    """The series as numbers will carry it. Raises ``WrongSeries``: N1 allows more, but this prints and scans safely."""
    if not _PREFIX.fullmatch(series):
        raise WrongSeries(
            f"{series!r} cannot be a series: capital letters and digits, a letter first, at most 6", field=field
        )
    return series


def format_number(series: str, financial_year: str, number: int) -> str:
    """``format_number("INV", "2026-27", 42) == "INV26-00042"``; five digits grow as they must.

    The year's last two digits make the number unique over years too. Raises ``SeriesFull`` past 16 characters (N6).
    """
    text = f"{series}{financial_year[2:4]}-{number:05d}"
    if len(text) > MAX_LENGTH:
        raise SeriesFull(f"{text} is longer than {MAX_LENGTH} characters: begin a new series", series=series)
    return text


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


def has_numbered(session: Session) -> bool:
    """Whether any document of the business carries a number."""
    here = number_series.c.business_id == business_of(session)
    return bool(session.execute(sa.select(sa.exists().where(here))).scalar_one())
