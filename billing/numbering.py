"""Document numbers: consecutive without gaps per kind, series and financial year, at most 16 characters."""

from __future__ import annotations

import sqlalchemy as sa

from munim.database import tenant_table

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
