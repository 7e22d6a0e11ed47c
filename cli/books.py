"""What commands work on: the settings of this environment, the books, one of the businesses."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from munim.errors import Invalid, Misconfigured, NotFound

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from munim.database import Database
    from munim.roles import Addresses
    from munim.settings import Settings


def settings_here() -> Settings:
    """The settings of this environment and folder; logs go where they say."""
    from munim.log import configure
    from munim.settings import load_settings

    settings = load_settings(os.environ, file=Path("munim.toml"))
    configure(settings)
    return settings


@contextlib.contextmanager
def open_books(settings: Settings) -> Iterator[Addresses]:
    """The addresses of the books, their server running meanwhile.

    The embedded server's books are migrated here, since nobody else looks after them; those of another server are
    migrated by ``munim migrate`` alone.
    """
    from munim.migrate import migrate as run_migrations
    from munim.migrate import newest_revision, revision_of
    from munim.postgres import open_cluster
    from munim.roles import prepare

    with open_cluster(settings) as administrator:
        addresses = prepare(administrator, settings.secret())
        if not settings.database_url:
            run_migrations(addresses.owner)
        elif (found := revision_of(addresses.owner)) != (needed := newest_revision()):
            raise Misconfigured(
                f"the books are at revision {found}, Munim needs {needed}: munim migrate brings them there",
                field="database_url",
            )
        yield addresses


@contextlib.contextmanager
def open_database(settings: Settings, addresses: Addresses) -> Iterator[Database]:
    from munim.changes import ChangeTeller
    from munim.database import Database
    from munim.roles import refuse_bypass

    with ChangeTeller(addresses.app) as teller:
        database = Database(addresses.app, pool_size=settings.pool_size, on_change=teller)
        try:
            refuse_bypass(database.engine)
            yield database
        finally:
            database.close()


@contextlib.contextmanager
def inside(business_id: int | None) -> Iterator[Session]:
    """One transaction in the business named, or in the only one."""
    settings = settings_here()
    with (
        open_books(settings) as addresses,
        open_database(settings, addresses) as database,
        database.business(chosen_business(business_id, list_businesses(addresses))) as session,
    ):
        yield session


def list_businesses(addresses: Addresses) -> list[dict[str, Any]]:
    """Every business, read as the mirror, which alone sees them all."""
    import psycopg
    from psycopg.rows import dict_row

    with psycopg.connect(addresses.mirror, row_factory=dict_row) as connection:
        return connection.execute(
            "SELECT business_id, name, country, currency FROM businesses ORDER BY business_id"
        ).fetchall()


def chosen_business(business_id: int | None, businesses: Sequence[Mapping[str, Any]]) -> int:
    """The business named, or the only one. Raises ``NotFound``, ``Invalid`` where one must be named."""
    ids = [int(one["business_id"]) for one in businesses]
    if business_id is not None:
        if business_id not in ids:
            raise NotFound(f"there is no business {business_id}", field="--business")
        return business_id
    if not ids:
        raise NotFound("there is no business yet; munim demo or munim owner create makes one")
    if len(ids) > 1:
        names = ", ".join(f"{one['business_id']} {one['name']}".strip() for one in businesses)
        raise Invalid(f"say which business: {names}", field="--business")
    return ids[0]


def fields_of(struct: Any) -> dict[str, Any]:
    import msgspec

    return msgspec.structs.asdict(struct)
