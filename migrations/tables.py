"""Every table of the books in one place, and the SQL beside them that Alembic does not know: roles, rows, rules."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from munim.database import APP, JOBS, MIRROR, QUEUE, STAMP_ROW_VERSION, metadata, security_statements

__all__ = ["FOUNDATIONS", "MODULES", "metadata", "rules"]

# Each makes tables of the metadata or keeps DATABASE_RULES beside them.
MODULES: Final = (
    "billing.bills.tables",
    "billing.business",
    "billing.content",
    "billing.customers",
    "billing.database_rules",
    "billing.deliveries.tables",
    "billing.events",
    "billing.expenses.tables",
    "billing.files",
    "billing.goals",
    "billing.gateway.tables",
    "billing.idempotency",
    "billing.imports.tables",
    "billing.ledger",
    "billing.low_stock",
    "billing.memberships",
    "billing.mirroring",
    "billing.numbering",
    "billing.payments.cash_count",
    "billing.payments.tables",
    "billing.price_history",
    "billing.products",
    "billing.purchases.tables",
    "billing.questions.choices",
    "billing.questions.conversations",
    "billing.questions.kept",
    "billing.questions.model_use",
    "billing.questions.words",
    "billing.rate_limits",
    "billing.reminders",
    "billing.rentals.tables",
    "billing.saved_reports",
    "billing.schedules",
    "billing.series",
    "billing.sealed_numbers",
    "billing.sessions",
    "billing.stock",
    "billing.stock_take",
    "billing.suppliers",
    "billing.transfers",
    "billing.units",
    "billing.users",
    "notifications.consent",
    "notifications.messages",
    "notifications.queue",
    "notifications.receipts",
    "notifications.report_runs",
    "notifications.subscriptions",
)
_MODULES: Final = tuple(map(import_module, MODULES))

# Before the tables: what their definitions and grants refer to.
FOUNDATIONS: Final = (
    STAMP_ROW_VERSION,
    f"CREATE SCHEMA {JOBS}",
    f"GRANT USAGE ON SCHEMA public TO {APP}, {MIRROR}, {QUEUE}",
    f"GRANT USAGE ON SCHEMA {JOBS} TO {APP}, {QUEUE}",
    f"ALTER DEFAULT PRIVILEGES IN SCHEMA {JOBS} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP}, {QUEUE}",
    f"ALTER DEFAULT PRIVILEGES IN SCHEMA {JOBS} GRANT USAGE ON SEQUENCES TO {APP}, {QUEUE}",
)


def rules() -> list[str]:
    """After the tables: grants and row-level security of each, then the rules that packages keep in the database."""
    out = [statement for table in metadata.sorted_tables for statement in security_statements(table)]
    # a business names itself: its id is drawn first, so that the row can be written under its own policy
    out.append(f"GRANT USAGE ON SEQUENCE businesses_business_id_seq TO {APP}")
    for module in _MODULES:
        out += getattr(module, "DATABASE_RULES", ())
    return out
