"""How Alembic reaches the books: on the connection it is handed, or by ``alembic -x url=postgresql://…``."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context
from sqlalchemy.dialects.postgresql.base import ischema_names

from migrations.tables import metadata
from munim.database import XID8

ischema_names["xid8"] = XID8  # so that reflection knows the type


def run(connection: sa.Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_server_default=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


if (handed := context.config.attributes.get("connection")) is not None:
    run(handed)
else:
    url = sa.make_url(context.get_x_argument(as_dictionary=True)["url"]).set(drivername="postgresql+psycopg")
    with sa.create_engine(url).connect() as connection:
        run(connection)
