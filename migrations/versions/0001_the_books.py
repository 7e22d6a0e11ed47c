"""The books."""

from __future__ import annotations

from alembic import op

from migrations.tables import FOUNDATIONS, metadata, rules

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind().execution_options(no_parameters=True)
    for statement in FOUNDATIONS:
        connection.exec_driver_sql(statement)
    metadata.create_all(connection, checkfirst=False)
    for statement in rules():
        connection.exec_driver_sql(statement)
