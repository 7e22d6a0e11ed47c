"""The four logins: made as often as one likes, never more powerful than they should be."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from munim.database import Database
from munim.errors import Misconfigured, Unavailable
from munim.migrate import migrate
from munim.postgres import EmbeddedPostgres
from munim.roles import Addresses, addresses, books_of, password_of, prepare, refuse_bypass
from tests.conftest import SECRET


@pytest.mark.parametrize(
    ("address", "books"),
    [
        ("postgresql://boss@db", "munim"),
        ("postgresql://boss@db/", "munim"),
        ("postgresql://boss@db/postgres", "munim"),
        ("postgresql://boss@db/shop", "shop"),
        ("postgresql://boss@/postgres?host=%2Fvar%2Frun", "munim"),
    ],
)
def test_the_books_are_in_the_database_the_address_names_or_munim(address: str, books: str) -> None:
    assert books_of(address) == books


def test_addresses_keep_host_and_options_and_change_user_password_and_database() -> None:
    found = addresses("postgresql://boss:boss@db:6543/shop?sslmode=require", "s" * 32)

    assert found.app == f"postgresql://munim_app:{password_of('munim_app', 's' * 32)}@db:6543/shop?sslmode=require"


def test_passwords_differ_by_login_and_by_secret() -> None:
    assert (
        len({password_of(login, secret) for login in ("munim_app", "munim_owner") for secret in ("a" * 32, "b" * 32)})
        == 4
    )


def test_each_login_connects_as_itself(books: Addresses) -> None:
    for url, login in (
        (books.owner, "munim_owner"),
        (books.app, "munim_app"),
        (books.mirror, "munim_mirror"),
        (books.queue, "munim_queue"),
    ):
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT current_user").fetchone() == (login,)


def test_preparing_at_once_from_many_processes_is_preparing_once(cluster: str, books: Addresses) -> None:
    name = sa.make_url(books.app).database
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: prepare(cluster, SECRET, database=name), range(8)))

    assert set(found) == {books}
    with psycopg.connect(books.app) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_another_secret_is_another_password(cluster: str, books: Addresses) -> None:
    name = sa.make_url(books.app).database

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(addresses(cluster, "another secret of thirty-two letters", database=name).app)


def test_the_server_is_not_sent_a_password_in_the_clear(cluster: str, books: Addresses) -> None:
    """The log of a server that logs its DDL shows a verifier."""
    with psycopg.connect(cluster) as connection:
        stored = connection.execute("SELECT rolpassword FROM pg_authid WHERE rolname = 'munim_app'").fetchone()

    assert stored is not None
    assert stored[0].startswith("SCRAM-SHA-256$")


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(Unavailable, match=r"postgresql://boss:\*\*\*@127\.0\.0\.1:1") as caught:
        prepare("postgresql://boss:hunter2@127.0.0.1:1/shop", "s" * 32)

    assert "hunter2" not in str(caught.value)


def test_an_administrator_who_is_no_superuser_is_enough(tmp_path: Path) -> None:
    """As on a hosted server: may make roles and databases, and no more."""
    with EmbeddedPostgres(tmp_path / "postgres", temporary=True).lease() as url:
        with psycopg.connect(url, autocommit=True) as superuser:
            superuser.execute("CREATE ROLE hoster LOGIN PASSWORD 'hoster' CREATEDB CREATEROLE")
        hoster = sa.make_url(url).set(username="hoster", password="hoster").render_as_string(hide_password=False)

        prepared = prepare(hoster, SECRET)
        migrate(prepared.owner)

        assert prepare(hoster, SECRET) == prepared
        probe(prepared.app)


def test_a_database_that_is_there_already_is_taken_over(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path / "postgres", temporary=True).lease() as url:
        with psycopg.connect(url, autocommit=True) as superuser:
            superuser.execute("CREATE DATABASE shop")
        named = sa.make_url(url).set(database="shop").render_as_string(hide_password=False)

        prepared = prepare(named, SECRET)
        migrate(prepared.owner)

        with psycopg.connect(prepared.app) as connection:
            assert connection.execute("SELECT current_database()").fetchone() == ("shop",)


# -- the start-up probe (rule T-4) -------------------------------------------------------------------


def test_the_application_s_login_may_serve(database: Database) -> None:
    refuse_bypass(database.engine)


def probe(url: str) -> None:
    database = Database(url, pool_size=1)
    try:
        refuse_bypass(database.engine)
    finally:
        database.close()


def test_a_superuser_may_not_serve(cluster: str, books: Addresses) -> None:
    with pytest.raises(Misconfigured, match="is a superuser"):
        probe(sa.make_url(cluster).set(database=sa.make_url(books.app).database).render_as_string(hide_password=False))


def test_the_owner_of_the_tables_may_not_serve(owner_url: str) -> None:
    with pytest.raises(Misconfigured, match="munim_owner, which owns the table"):
        probe(owner_url)


@pytest.fixture
def make_role(cluster: str, books: Addresses, request: pytest.FixtureRequest) -> Callable[[str, str], str]:
    """Makes a login with the given options and returns its address; it is gone after the test."""

    def make(name: str, options: str) -> str:
        with psycopg.connect(cluster, autocommit=True) as administrator:
            administrator.execute(f"DROP ROLE IF EXISTS {name}")  # type: ignore[arg-type]  # a test's own words
            administrator.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'probe' {options}")  # type: ignore[arg-type]
            administrator.execute(f"GRANT CONNECT ON DATABASE {sa.make_url(books.app).database} TO {name}")  # type: ignore[arg-type]
        request.addfinalizer(lambda: drop(name))
        return sa.make_url(books.app).set(username=name, password="probe").render_as_string(hide_password=False)

    def drop(name: str) -> None:
        url = sa.make_url(cluster).set(database=sa.make_url(books.app).database).render_as_string(hide_password=False)
        with psycopg.connect(url, autocommit=True) as administrator:
            administrator.execute(f"DROP OWNED BY {name}")  # type: ignore[arg-type]
            administrator.execute(f"DROP ROLE {name}")  # type: ignore[arg-type]

    return make


def test_a_login_that_bypasses_row_security_may_not_serve(
    make_role: Callable[[str, str], str], testrun_uid: str, worker_id: str
) -> None:
    url = make_role(f"probe_bypass_{testrun_uid[:6]}_{worker_id}", "BYPASSRLS")

    with pytest.raises(Misconfigured, match="has BYPASSRLS"):
        probe(url)


def test_a_login_that_may_become_such_a_one_may_not_serve(
    make_role: Callable[[str, str], str], testrun_uid: str, worker_id: str
) -> None:
    url = make_role(f"probe_member_{testrun_uid[:6]}_{worker_id}", "NOINHERIT IN ROLE munim_owner")

    with pytest.raises(Misconfigured, match="may act as munim_owner"):
        probe(url)
