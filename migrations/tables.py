"""Every table of the books in one place, and the SQL beside them that Alembic does not know: roles, rows, rules."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Final

import billing
import notifications
import scheduler
from munim.database import APP, JOBS, MIRROR, QUEUE, STAMP_ROW_VERSION, metadata, security_statements

__all__ = ["FOUNDATIONS", "metadata", "rules"]

_ROOMS: Final = (billing, notifications, scheduler)


def _modules() -> Iterator[object]:
    for room in _ROOMS:
        for found in pkgutil.walk_packages(room.__path__, room.__name__ + "."):
            source = found.module_finder.find_spec(found.name, None).loader.get_source(found.name)  # type: ignore[union-attr]
            if "_table(" in source or "sa.Table(" in source or "DATABASE_RULES" in source:
                yield importlib.import_module(found.name)


MODULES: Final = tuple(_modules())

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
    for module in MODULES:
        out += getattr(module, "DATABASE_RULES", ())
    return out
