"""The migrations end where the code's own tables are."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.dialects.postgresql.base import ischema_names

from migrations.tables import FOUNDATIONS, metadata, rules
from munim.database import XID8
from munim.errors import Misconfigured
from munim.migrate import migrate
from munim.roles import Addresses, prepare
from tests.conftest import SECRET

ROOT = Path(__file__).parents[2]


def engine_of(url: str) -> sa.Engine:
    return sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"), poolclass=sa.NullPool)


@pytest.fixture
def empty_books(cluster: str, testrun_uid: str, request: pytest.FixtureRequest) -> Iterator[Callable[[str], Addresses]]:
    """Makes databases with logins and nothing else."""
    made: list[str] = []

    def make(name: str) -> Addresses:
        made.append(
            f"test_{testrun_uid[:8]}_{name}_{request.node.name[:20]}".lower().replace("[", "_").replace("]", "_")
        )
        return prepare(cluster, SECRET, database=made[-1])

    yield make
    with psycopg.connect(cluster, autocommit=True) as administrator:
        for name in made:
            administrator.execute(
                psycopg.sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(psycopg.sql.Identifier(name))
            )


def test_alembic_finds_no_difference_between_the_migrated_schema_and_the_tables(
    owner_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ischema_names, "xid8", XID8)
    with engine_of(owner_url).connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "compare_server_default": True,
                "include_schemas": True,
                "include_name": lambda name, kind, _: kind != "schema" or name in (None, "jobs"),
            },
        )

        assert compare_metadata(context, metadata) == []


# What alembic does not compare, as text to be compared: the definitions PostgreSQL itself gives.
DEFINITIONS = {
    "row security": "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'",
    "policies": "SELECT schemaname, tablename, policyname, permissive, roles::text, cmd, qual, with_check FROM pg_policies",
    "grants": """
        SELECT c.oid::regclass::text, g.grantee::regrole::text, g.privilege_type FROM pg_class c, aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) g
        WHERE c.relnamespace IN ('public'::regnamespace, 'jobs'::regnamespace) AND g.grantee <> 0
    """,
    "triggers": "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": """
        SELECT p.oid::regprocedure::text, pg_get_functiondef(p.oid), pg_get_userbyid(p.proowner), p.proacl::text FROM pg_proc p
        WHERE p.pronamespace IN ('public'::regnamespace, 'jobs'::regnamespace) AND p.prokind = 'f'
    """,
    "checks and keys": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace IN ('public'::regnamespace, 'jobs'::regnamespace) AND conrelid <> 0
    """,
    "indexes": "SELECT schemaname, indexname, indexdef FROM pg_indexes WHERE schemaname IN ('public', 'jobs')",
    "columns": """
        SELECT table_schema, table_name, column_name, data_type, is_nullable, column_default, is_identity FROM information_schema.columns
        WHERE table_schema IN ('public', 'jobs')
    """,
    "comments": """
        SELECT d.objoid::regclass::text, a.attname::text, d.description FROM pg_description d
        LEFT JOIN pg_attribute a ON a.attrelid = d.objoid AND a.attnum = d.objsubid AND d.objsubid > 0
        WHERE d.classoid = 'pg_class'::regclass AND d.objoid > 16384
    """,
}


@pytest.fixture
def made_from_the_tables(empty_books: Callable[[str], Addresses]) -> str:
    """A database made without migrations: straight from the metadata and the rules beside it."""
    owner_url = empty_books("direct").owner
    with engine_of(owner_url).begin() as connection:
        connection = connection.execution_options(no_parameters=True)
        connection.exec_driver_sql(
            "CREATE TABLE alembic_version (version_num VARCHAR(32) CONSTRAINT alembic_version_pkc PRIMARY KEY)"
        )
        for statement in FOUNDATIONS:
            connection.exec_driver_sql(statement)
        metadata.create_all(connection)
        for statement in rules():
            connection.exec_driver_sql(statement)
    return owner_url


def test_policies_grants_triggers_and_functions_are_those_the_code_declares(
    owner_url: str, made_from_the_tables: str
) -> None:
    for what, query in DEFINITIONS.items():
        with psycopg.connect(owner_url) as migrated, psycopg.connect(made_from_the_tables) as declared:
            found = set(migrated.execute(query))  # type: ignore[arg-type]  # a literal of this file
            expected = set(declared.execute(query))  # type: ignore[arg-type]

        assert found == expected, what
        assert found, what


EVERYTHING = """
import importlib, pkgutil
from migrations.tables import MODULES, metadata
listed = set(metadata.tables)
for room in ("billing", "notifications", "scheduler"):
    for found in pkgutil.walk_packages(importlib.import_module(room).__path__, room + "."):
        module = importlib.import_module(found.name)
        if hasattr(module, "DATABASE_RULES") and found.name not in MODULES:
            print(found.name)
print(*sorted(set(metadata.tables) - listed))
"""


def test_every_module_that_makes_tables_or_rules_is_listed() -> None:
    """A table in a module that the list forgets would be made in no database."""
    found = subprocess.run([sys.executable, "-c", EVERYTHING], cwd=ROOT, capture_output=True, text=True, check=True)

    assert found.stdout.split() == []


def test_migrating_twice_changes_nothing(empty_books: Callable[[str], Addresses]) -> None:
    owner_url = empty_books("twice").owner

    assert migrate(owner_url) == migrate(owner_url)


def test_processes_that_start_together_migrate_once(empty_books: Callable[[str], Addresses]) -> None:
    owner_url = empty_books("together").owner
    with ThreadPoolExecutor(4) as pool:
        revisions = set(pool.map(lambda _: migrate(owner_url), range(4)))

    assert len(revisions) == 1


def test_books_of_a_newer_munim_are_refused(empty_books: Callable[[str], Addresses]) -> None:
    owner_url = empty_books("newer").owner
    migrate(owner_url)
    with psycopg.connect(owner_url) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'f00d'")

    with pytest.raises(Misconfigured, match="revision f00d, which this Munim does not know"):
        migrate(owner_url)


def test_a_migration_that_fails_leaves_nothing_half_made(empty_books: Callable[[str], Addresses]) -> None:
    owner_url = empty_books("half").owner
    with psycopg.connect(owner_url) as connection:
        connection.execute("CREATE TABLE ledger_entries (mine int)")  # something in the way

    with pytest.raises(sa.exc.ProgrammingError, match="already exists"):
        migrate(owner_url)

    with psycopg.connect(owner_url) as connection:
        assert connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        ).fetchall() == [("ledger_entries",)]
