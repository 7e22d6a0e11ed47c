"""Customers, suppliers, products, opening balances and payments from files: what a line becomes, and why one does not."""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
import xlsxwriter

from billing.customers import customers
from billing.events import events
from billing.imports.masters import FileImport, ImportFile, import_file
from billing.imports.tables import imports
from billing.imports.turns import ImportRunning
from billing.ledger import trial_balance
from billing.payments.tables import payments
from billing.permissions import actor_for
from billing.stock import stock_levels
from munim.database import Database
from munim.errors import Forbidden
from tests.conftest import Shop
from tests.counter import Counter

Import = Callable[..., FileImport]
CUSTOMERS = """Customer Name,Mobile No,GSTIN/UIN,Opening Bal.,Code
Ramesh Traders,98220 12345,27AAPFU0939F1ZV,"₹1,23,456.50",C-1
Sunita Stores,,,(500.00),C-2
"""


def written(*rows: list[Any]) -> bytes:
    """The rows as an XLSX file, dates as dates."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"remove_timezone": True}) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        for n, row in enumerate(rows):
            for m, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(n, m, datetime(cell.year, cell.month, cell.day), day)
                else:
                    sheet.write(n, m, cell)
    return out.getvalue()


@pytest.fixture
def bring(counter: Counter) -> Import:
    """Imports a text, or the bytes of a file, into the counter's shop."""

    def bring(kind: Any, content: str | bytes, **options: Any) -> FileImport:
        raw = content.encode() if isinstance(content, str) else content
        by = options.pop("by", counter.by)
        with counter.open() as session:
            command = ImportFile(kind=kind, content=raw, name="file.csv", **options)
            return import_file(session, command, by=by, at=counter.at)

    return bring


def fates(found: FileImport) -> list[tuple[int, str]]:
    return [(one.line, one.fate) for one in found.lines]


def why(found: FileImport) -> list[tuple[int, str | None, str | None]]:
    return [(one.line, one.column, one.reason) for one in found.rejects]


def balances(counter: Counter) -> dict[str, int]:
    with counter.open() as session:
        return {one.account: one.balance_minor for one in trial_balance(session) if one.balance_minor}


def count(counter: Counter, table: sa.Table) -> int:
    with counter.open() as session:
        return int(session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def test_customers_come_in_under_the_headings_people_use_with_what_they_owe(counter: Counter, bring: Import) -> None:
    found = bring("customers", CUSTOMERS)

    assert (found.added, found.rejected, found.amount_minor) == (2, 0, 12345650 - 50000)
    assert balances(counter) == {"receivable": 12295650, "opening": -12295650}
    with counter.open() as session:
        rows = session.execute(sa.select(customers.c.name, customers.c.phone, customers.c.gstin, customers.c.state_code)
                               .where(~customers.c.is_walk_in).order_by(customers.c.reference)).all()  # fmt: skip
    assert [tuple(row) for row in rows] == [
        ("Ramesh Traders", "+919822012345", "27AAPFU0939F1ZV", "27"),
        ("Sunita Stores", None, None, None),
    ]
    assert counter.breaches() == []


def test_an_import_is_one_event(counter: Counter, bring: Import) -> None:
    before = count(counter, events)

    found = bring("customers", CUSTOMERS)

    assert count(counter, events) == before + 1
    with counter.open() as session:
        kind, subject, data = session.execute(
            sa.select(events.c.kind, events.c.subject_id, events.c.data).order_by(events.c.sequence.desc()).limit(1)
        ).one()
    assert (kind, subject, data["added"], data["kind"]) == ("import.finished", str(found.id), 2, "customers")
    assert "Ramesh" not in str(data)
