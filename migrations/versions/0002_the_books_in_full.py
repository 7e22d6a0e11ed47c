"""The books in full. (Made from the tables themselves while they grow; written out before it is released.)"""

from __future__ import annotations

import json
from pathlib import Path

import sqlalchemy as sa
from alembic import op
from alembic.autogenerate import produce_migrations
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.operations.ops import OpContainer

from migrations.tables import metadata, rules

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BEFORE = json.loads((Path(__file__).parent / "rules0001.json").read_text())


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    connection = op.get_bind()
    context = MigrationContext.configure(
        connection,
        opts={
            "include_schemas": True,
            "target_metadata": metadata,
            "compare_type": True,
            "compare_server_default": True,
            "include_name": lambda name, kind, _: kind != "schema" or name in (None, "jobs"),
        },
    )
    operations = Operations(context)

    def run(container: OpContainer) -> None:
        for one in container.ops:
            if isinstance(one, OpContainer):
                run(one)
            else:
                operations.invoke(one)

    # checks that changed go first: columns they name may go with them
    plain = connection.execution_options(no_parameters=True)
    now = {
        t.fullname: {str(c.name): str(c.sqltext) for c in t.constraints if isinstance(c, sa.CheckConstraint)}
        for t in metadata.sorted_tables
    }
    changed = [
        (table, name, text)
        for table, checks in now.items()
        if table in BEFORE["tables"]
        for name, text in checks.items()
        if BEFORE["checks"][table].get(name) != text
    ]
    gone = [
        (t, n)
        for t, checks in BEFORE["checks"].items()
        for n in checks
        if now.get(t, {}).get(n) != BEFORE["checks"][t][n]
    ]
    for table, name in gone:
        plain.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    indexes_changed(plain)
    script = produce_migrations(context, metadata)
    assert script.upgrade_ops is not None
    run(script.upgrade_ops)
    for table, name, text in changed:
        plain.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({text})")
    for statement in rules():
        # a function is given to the queue between a grant and its taking back, which are worded alike for each
        if statement not in BEFORE["rules"] or " CREATE ON SCHEMA " in statement:
            plain.exec_driver_sql(statement.replace("CREATE TRIGGER", "CREATE OR REPLACE TRIGGER", 1))
    for statement in BEFORE["rules"]:
        if statement.startswith("GRANT") and statement not in rules() and " ON SCHEMA " not in statement:
            print("rule gone:", statement)


def indexes_changed(plain: sa.Connection) -> None:
    for table, name in (("bills", "ix_bills_open"),):
        plain.exec_driver_sql(f"DROP INDEX {name}")
        del table
