"""Fixtures on the real parts: one PostgreSQL a test run, one migrated database a worker, a fresh business a test.

Tests commit for real; nothing is rolled back, so a test looks at its own business alone. With
``TEST_DATABASE_URL`` the run uses that server (its administrator's address) instead of an embedded one, and with
``TEST_SERVER_GOES`` leaves its databases there.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from hypothesis import settings as hypothesis_settings
from psycopg import sql
from sqlalchemy import make_url

from billing.business import Business, BusinessSettings
from billing.memberships import add_member
from billing.permissions import Actor, actor_for
from billing.registration import register_business
from billing.users import add_user
from munim.database import Database
from munim.days import Calendar
from munim.ids import new_id
from munim.migrate import migrate
from munim.postgres import EmbeddedPostgres
from munim.roles import Addresses, addresses, admit_logins, prepare
from munim.settings import Settings

# a law holds however long a busy machine takes to show it: what is timed stands in benchmarks/
hypothesis_settings.register_profile("untimed", deadline=None)
hypothesis_settings.load_profile("untimed")

SECRET = "a secret that only the tests are signed with"
GSTIN = "27AAPFU0939F1ZV"  # of Maharashtra; its check digit is right
_LOCK = 7_305_004_599  # advisory lock under which a worker makes or drops the template


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The administrator's address of the server that all workers of this run share."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    with EmbeddedPostgres(shared / "postgres", temporary=True).lease() as url:
        yield url


@pytest.fixture(scope="session")
def make_database(cluster: str, testrun_uid: str) -> Iterator[Callable[[], Addresses]]:
    """Makes migrated, empty databases: clones of a template that the first worker migrates."""
    template = f"test_{testrun_uid[:8]}_template"
    made: list[str] = []
    with psycopg.connect(cluster, autocommit=True) as administrator:

        def make() -> Addresses:
            name = f"test_{testrun_uid[:8]}_{new_id().hex[-12:]}"
            administrator.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
            try:
                if not administrator.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
                    unfinished = prepare(cluster, SECRET, database=template + "_unfinished")
                    migrate(unfinished.owner)
                    _execute(administrator, "ALTER DATABASE {} RENAME TO {}", template + "_unfinished", template)
                _execute(administrator, "CREATE DATABASE {} TEMPLATE {} OWNER munim_owner", name, template)
            finally:
                administrator.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
            admit_logins(administrator, name)
            made.append(name)
            return addresses(cluster, SECRET, database=name)

        yield make

        if "TEST_DATABASE_URL" not in os.environ or "TEST_SERVER_GOES" in os.environ:
            return  # the server goes with them; to drop some hundred one by one takes minutes
        administrator.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        for name in (*made, template, template + "_unfinished"):
            _execute(administrator, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _execute(administrator: psycopg.Connection, statement: str, *names: str) -> None:
    administrator.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@pytest.fixture(scope="session")
def books(make_database: Callable[[], Addresses]) -> Addresses:
    """The addresses of this worker's database."""
    return make_database()


@pytest.fixture(scope="session")
def owner_url(books: Addresses) -> str:
    return books.owner


@pytest.fixture(scope="session")
def mirror_url(books: Addresses) -> str:
    return books.mirror


@pytest.fixture(scope="session")
def queue_url(books: Addresses) -> str:
    return books.queue


@pytest.fixture(scope="session")
def database(books: Addresses) -> Iterator[Database]:
    """This worker's books, as the application sees them."""
    database = Database(books.app)
    yield database
    database.close()


@pytest.fixture
def own_books(make_database: Callable[[], Addresses]) -> Addresses:
    """Addresses of an empty database that no other test has touched, for what counts or claims across businesses."""
    return make_database()


@pytest.fixture
def own_database(own_books: Addresses) -> Iterator[Database]:
    """``own_books`` as the application sees them."""
    database = Database(own_books.app)
    yield database
    database.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings that keep everything under this test's folder."""
    return Settings(var=tmp_path / "var", secret_key=SECRET)


@pytest.fixture
def served_settings(tmp_path: Path, cluster: str, books: Addresses) -> Settings:
    """The same, on this worker's books: the administrator's address names its database."""
    url = make_url(cluster).set(database=make_url(books.app).database)
    return Settings(var=tmp_path / "var", secret_key=SECRET, database_url=url.render_as_string(hide_password=False))


@dataclass(frozen=True)
class Shop:
    """A fresh business and its owner."""

    business: Business
    owner: Actor
    user_id: UUID

    @property
    def business_id(self) -> int:
        return self.business.business_id

    @property
    def calendar(self) -> Calendar:
        return self.business.calendar


def open_shop(database: Database, settings: BusinessSettings) -> Shop:
    """Register a business as its owner would. Its owner has no password: who tests signing in registers over HTTP."""
    at = datetime.now(UTC)
    with database.entry() as session:
        user_id = add_user(
            session, email=f"{new_id().hex}@example.com", name="Asha Sharma", password_hash="none", at=at
        )
    owner = actor_for(user_id, "owner")
    with database.entry(user_id=user_id) as session:
        business = register_business(session, settings, by=owner, at=at)
        add_member(session, user_id, "owner", at=at)
    return Shop(business, owner, user_id)


@pytest.fixture
def shop(database: Database) -> Shop:
    """An Indian business: rupees, Asia/Kolkata, financial year from April."""
    return open_shop(database, BusinessSettings(name="Sharma Kirana Store", country="IN", state_code="27"))


@pytest.fixture
def gst_shop(database: Database) -> Shop:
    """A shop in Maharashtra (27) registered under GST: its bills carry CGST and SGST, or IGST."""
    return open_shop(
        database,
        BusinessSettings(
            name="Sharma Kirana Store", country="IN", state_code="27", gstin=GSTIN, tax_registration="regular"
        ),
    )


@pytest.fixture
def british_shop(database: Database) -> Shop:
    """A British business: pounds, Europe/London."""
    return open_shop(database, BusinessSettings(name="Corner Shop Ltd", country="GB"))
