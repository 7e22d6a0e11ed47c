"""The four logins of the books and their database: who may connect as what.

``prepare`` makes them on any PostgreSQL from 15 on, embedded or not, as often as one likes. Roles belong to the
whole server: two Munims that share one must share the secret their passwords are made from.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Any, Final, TypeAlias

import msgspec
import psycopg
import sqlalchemy as sa
from psycopg import sql

from munim.database import APP, MIRROR, OWNER, QUEUE
from munim.errors import Misconfigured, Unavailable

LOGINS: Final = (OWNER, APP, MIRROR, QUEUE)
OLDEST_SERVER: Final = 150000  # as server_version_num: views with security_invoker came with 15
_LOCK: Final = 7_305_004_501  # advisory lock under which roles and databases are made


Administrator: TypeAlias = psycopg.Connection[tuple[Any, ...]]


class Addresses(msgspec.Struct, frozen=True):
    """postgresql:// addresses of the books, one per login."""

    owner: str  # migrations
    app: str  # API, worker, command line
    mirror: str  # reads every business's mirrored tables
    queue: str  # claims due messages and jobs


def addresses(admin_url: str, secret: str, *, database: str | None = None) -> Addresses:
    """The four addresses on the server of ``admin_url``; ``database``: another than the one it stands for."""
    url = sa.make_url(admin_url).set(drivername="postgresql", database=database or books_of(admin_url))
    owner, app, mirror, queue = (
        url.set(username=login, password=password_of(login, secret)).render_as_string(hide_password=False)
        for login in LOGINS
    )
    return Addresses(owner=owner, app=app, mirror=mirror, queue=queue)


def books_of(admin_url: str) -> str:
    """The database the books are in: the one the address names, ``munim`` when it names none or ``postgres``."""
    named = sa.make_url(admin_url).database
    return "munim" if named in (None, "", "postgres") else str(named)


def password_of(login: str, secret: str) -> str:
    """A login's password: HMAC-SHA-256 of its name, so that it is stored nowhere."""
    return hmac.new(secret.encode(), f"postgres login {login}".encode(), hashlib.sha256).hexdigest()


def prepare(admin_url: str, secret: str, *, database: str | None = None) -> Addresses:
    """Make the logins and the database where they are missing, set the passwords, and return the addresses.

    Safe to call again and by several processes at once: they take turns under an advisory lock.
    Raises ``Unavailable`` when the server does not answer, ``Misconfigured`` when it is too old or a login too powerful.
    """
    name = database or books_of(admin_url)
    with _administrator(admin_url) as connection:
        if connection.info.server_version < OLDEST_SERVER:
            raise Misconfigured(
                f"PostgreSQL {connection.info.server_version // 10000} is too old; 15 or later is needed",
                field="database_url",
            )
        connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        for login in LOGINS:
            _make_login(connection, login, password_of(login, secret))
        # migrations give functions to the queue; NOINHERIT keeps its sight of every business from the owner otherwise
        connection.execute(sql.SQL("ALTER ROLE {} NOINHERIT").format(sql.Identifier(OWNER)))
        connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(QUEUE), sql.Identifier(OWNER)))
        _make_database(connection, admin_url, name)
    return addresses(admin_url, secret, database=name)


def _administrator(admin_url: str, *, database: str | None = None) -> Administrator:
    """A connection of the administrator's to ``database``, or the one they named, or ``postgres`` while that does not exist."""
    url = sa.make_url(admin_url).set(drivername="postgresql")
    named = url.set(database=database) if database else url
    try:
        try:
            return psycopg.connect(named.render_as_string(hide_password=False), autocommit=True, connect_timeout=10)
        except psycopg.OperationalError:
            return psycopg.connect(
                url.set(database="postgres").render_as_string(hide_password=False), autocommit=True, connect_timeout=10
            )
    except psycopg.OperationalError as error:
        raise Unavailable(
            f"PostgreSQL at {url.render_as_string(hide_password=True)} does not let us in: {error}"
        ) from error


def _make_login(connection: Administrator, login: str, password: str) -> None:
    role = sql.Identifier(login)
    found = connection.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s", [login]).fetchone()
    if found is None:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS").format(role))
    elif found[0]:
        raise Misconfigured(f"the login {login} is a superuser or bypasses row-level security; it may be neither")
    # hashed here: what the server's log may show of the statement is no password
    verifier = connection.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256").decode()
    connection.execute(sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(role, sql.Literal(verifier)))


def _make_database(connection: Administrator, admin_url: str, name: str) -> None:
    database, owner = sql.Identifier(name), sql.Identifier(OWNER)
    found = connection.execute("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s", [name]).fetchone()
    if found is not None and found[0] == OWNER:
        return
    if connection.info.parameter_status("is_superuser") != "on":
        # a hosted server's administrator may give things only to a role they are a member of
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(owner))
    if found is None:
        connection.execute(sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(database))
    with _administrator(admin_url, database=name) as inside:
        # by name: on PostgreSQL 15 a login with NOINHERIT does not get it by owning the database
        inside.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(owner))
    admit_logins(connection, name)
    # last, for it says that the rest is done
    connection.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(database, owner))


def admit_logins(connection: Administrator, name: str) -> None:
    """Let the four logins, and nobody else, into the database ``name``."""
    database = sql.Identifier(name)
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    for login in (APP, MIRROR, QUEUE):
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, sql.Identifier(login)))
    # an import copies its file into a temporary table first: COPY FROM is refused under row-level security
    connection.execute(sql.SQL("GRANT TEMPORARY ON DATABASE {} TO {}").format(database, sql.Identifier(APP)))


# A role is also every role it may become (SET ROLE), a superuser is a member of all.
_POWERS: Final = """
SELECT role.rolname,
       role.rolsuper,
       role.rolbypassrls,
       (SELECT min(owned.relname) FROM pg_class owned
         JOIN pg_attribute key ON key.attrelid = owned.oid AND key.attname = 'business_id' AND NOT key.attisdropped
        WHERE owned.relowner = role.oid AND owned.relkind IN ('r', 'p'))
FROM pg_roles role
WHERE pg_has_role(current_user, role.oid, 'MEMBER')
ORDER BY role.rolname <> current_user, role.rolname
"""


def refuse_bypass(engine: sa.Engine) -> None:
    """Raises ``Misconfigured`` when the login of ``engine`` could see past row-level security (rule T-4)."""
    with engine.connect() as connection:
        for role, superuser, bypasses, owned in connection.exec_driver_sql(_POWERS):
            why = (
                "is a superuser"
                if superuser
                else "has BYPASSRLS"
                if bypasses
                else f"owns the table {owned}"
                if owned
                else ""
            )
            if why:
                raise Misconfigured(
                    f"the database login may act as {role}, which {why}; row-level security would not hold",
                    field="database_url",
                )
