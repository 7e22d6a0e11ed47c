"""Bringing the books to the newest schema."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from munim.errors import Misconfigured

_LOCK: Final = 7_305_004_502  # advisory lock that the migrating process holds; others wait and find the work done


def migrate(owner_url: str) -> str:
    """Run what migrations are missing as the owner of the books and return the revision they are then at.

    Raises ``Misconfigured`` for books of a newer Munim, whose revision this one does not know.
    """
    config = _config()
    script = ScriptDirectory.from_config(config)
    newest = newest_revision()
    engine = sa.create_engine(sa.make_url(owner_url).set(drivername="postgresql+psycopg"), poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT pg_advisory_lock(%s)", (_LOCK,))
        connection.commit()
        current = MigrationContext.configure(connection).get_current_revision()
        if current is not None and current not in {revision.revision for revision in script.walk_revisions()}:
            raise Misconfigured(
                f"the books are at revision {current}, which this Munim does not know; it is older than they are"
            )
        connection.commit()
        if current != newest:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    return newest


def revision_of(owner_url: str) -> str | None:
    """The revision the books are at; None for books that were never made."""
    engine = sa.create_engine(sa.make_url(owner_url).set(drivername="postgresql+psycopg"), poolclass=sa.NullPool)
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    """The revision of the schema that this Munim needs."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("migrations")))
    return config
