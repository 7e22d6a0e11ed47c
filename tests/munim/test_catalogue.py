"""What the database's own catalogue says of every table: nobody can add one that forgets its tenant (rule T-2)."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

# Tables of no business, each with the reason it has none.
GLOBAL_TABLES = {
    "alembic_version": "the schema's own",
    "users": "a person may work in several businesses",
    "password_resets": "a person's",
    "invitations": "found by its token before its business is known",
    "sessions": "a person's",
    "refresh_tokens": "a person's",
    "rate_limits": "counted before anybody is known",
    "sign_in_delays": "an address's or an account's, before signing in",
    "mirror_epoch": "the database's as a whole",
}
LOGINS = ("munim_owner", "munim_app", "munim_mirror", "munim_queue")
# What the application may delete: drafts and working rows, never the books. Each with the reason.
DELETABLE = {
    "bills": "a draft is discarded; triggers keep what is issued",
    "bill_lines": "a draft's are written anew when it changes",
    "bill_taxes": "a draft's are written anew when it changes",
    "booking_lines": "a booking's are written anew while it is only asked for",
    "purchase_order_lines": "a draft's are written anew when it changes",
    "gateway_events": "forgotten after ninety days; what they told is in the books",
    "question_turns": "a conversation is its asker's, who may end it",
    "rate_limits": "counters of minutes that are over",
    "sign_in_delays": "counters of minutes that are over",
}


@pytest.fixture
def catalogue(owner_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(owner_url) as connection:
        yield connection


def column(catalogue: psycopg.Connection, query: str) -> list[str]:
    return [row[0] for row in catalogue.execute(query)]


BUSINESS_TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'business_id' AND NOT a.attisdropped
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY 1
"""


@pytest.fixture
def business_tables(catalogue: psycopg.Connection) -> list[str]:
    return [name for name in column(catalogue, BUSINESS_TABLES) if name not in GLOBAL_TABLES]


def test_every_table_is_a_business_s_or_named_as_global(
    catalogue: psycopg.Connection, business_tables: list[str]
) -> None:
    tables = column(
        catalogue, "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
    )

    assert set(tables) - set(business_tables) == set(GLOBAL_TABLES)


def test_every_business_table_has_row_security_enabled_and_forced(
    catalogue: psycopg.Connection, business_tables: list[str]
) -> None:
    guarded = column(
        catalogue,
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relrowsecurity AND relforcerowsecurity",
    )

    assert set(business_tables) - set(guarded) == set()


def test_every_business_table_admits_the_application_to_its_own_rows_for_reading_and_writing(
    catalogue: psycopg.Connection, business_tables: list[str]
) -> None:
    own = "(business_id = ( SELECT (NULLIF(current_setting('app.business_id'::text, true), ''::text))::bigint AS \"nullif\"))"
    policies = catalogue.execute(
        "SELECT tablename FROM pg_policies WHERE cmd = 'ALL' AND permissive = 'PERMISSIVE' AND roles = '{munim_app}' AND qual = %s AND with_check = %s",
        [own, own],
    )

    assert set(business_tables) - {row[0] for row in policies} == set()


def test_every_other_policy_of_the_application_is_known(catalogue: psycopg.Connection) -> None:
    others = column(
        catalogue,
        "SELECT tablename || '.' || policyname FROM pg_policies WHERE 'munim_app' = ANY (roles) AND policyname <> 'own_business'",
    )

    assert others == ["memberships.own_memberships"]


def test_no_policy_is_for_everybody(catalogue: psycopg.Connection) -> None:
    assert column(catalogue, "SELECT tablename FROM pg_policies WHERE 'public' = ANY (roles)") == []


def test_the_mirror_only_reads(catalogue: psycopg.Connection) -> None:
    policies = column(catalogue, "SELECT DISTINCT cmd FROM pg_policies WHERE 'munim_mirror' = ANY (roles)")
    privileges = column(
        catalogue,
        "SELECT DISTINCT privilege_type FROM information_schema.role_table_grants WHERE grantee = 'munim_mirror' AND table_schema = 'public'",
    )

    assert policies == ["SELECT"]
    assert privileges == ["SELECT"]


def test_every_foreign_key_between_business_tables_is_composite(
    catalogue: psycopg.Connection, business_tables: list[str]
) -> None:
    """A plain one could point into another business: the check that follows it bypasses row security."""
    keys = catalogue.execute("""
        SELECT f.conname, f.conrelid::regclass::text, f.confrelid::regclass::text,
               (SELECT array_agg(a.attname::text ORDER BY p.n) FROM unnest(f.conkey) WITH ORDINALITY p(k, n) JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = p.k),
               (SELECT array_agg(a.attname::text ORDER BY p.n) FROM unnest(f.confkey) WITH ORDINALITY p(k, n) JOIN pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = p.k)
        FROM pg_constraint f WHERE f.contype = 'f' AND f.connamespace = 'public'::regnamespace
    """).fetchall()
    between = [key for key in keys if key[1] in business_tables and key[2] in business_tables]

    assert len(between) > 20
    assert [
        name
        for name, _, _, columns, referenced in between
        if (columns[0], referenced[0]) != ("business_id", "business_id")
    ] == []


def test_every_unique_index_of_a_business_table_begins_with_its_business(
    catalogue: psycopg.Connection, business_tables: list[str]
) -> None:
    """A value unique across businesses would tell one shop what another has."""
    others = catalogue.execute("""
        SELECT t.relname, i.relname FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
        LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0]
        WHERE x.indisunique AND t.relnamespace = 'public'::regnamespace AND a.attname IS DISTINCT FROM 'business_id'
    """)

    assert [index for table, index in others if table in business_tables] == []


def test_stored_answers_are_kept_by_business_and_user(catalogue: psycopg.Connection) -> None:
    """Rule T-9: an idempotency key of one shop never answers another."""
    key = column(
        catalogue,
        "SELECT a.attname FROM pg_index x JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = ANY (x.indkey)"
        " WHERE x.indrelid = 'idempotency_keys'::regclass AND x.indisprimary ORDER BY array_position(x.indkey::int2[], a.attnum)",
    )

    assert key[:2] == ["business_id", "user_id"]


def test_no_login_is_a_superuser_or_bypasses_row_security(catalogue: psycopg.Connection) -> None:
    powerful = column(
        catalogue,
        "SELECT rolname FROM pg_roles WHERE rolname LIKE 'munim\\_%' AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)",
    )
    logins = column(catalogue, f"SELECT rolname FROM pg_roles WHERE rolname IN {LOGINS} AND rolcanlogin")

    assert powerful == []
    assert set(logins) == set(LOGINS)


def test_only_the_owner_owns_tables(catalogue: psycopg.Connection) -> None:
    owners = column(
        catalogue,
        "SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class WHERE relnamespace IN ('public'::regnamespace, 'jobs'::regnamespace) AND relkind IN ('r', 'p', 'v')",
    )

    assert owners == ["munim_owner"]


def test_the_application_can_neither_become_the_owner_nor_the_queue(catalogue: psycopg.Connection) -> None:
    members = catalogue.execute(
        "SELECT member::regrole::text, roleid::regrole::text FROM pg_auth_members WHERE member::regrole::text LIKE 'munim%'"
    ).fetchall()

    assert set(members) <= {("munim_owner", "munim_queue")}
    assert column(catalogue, "SELECT rolname FROM pg_roles WHERE rolname = 'munim_owner' AND NOT rolinherit") == [
        "munim_owner"
    ]


def test_the_application_deletes_drafts_and_working_rows_alone(catalogue: psycopg.Connection) -> None:
    grants = catalogue.execute(
        "SELECT table_name, privilege_type FROM information_schema.role_table_grants WHERE grantee = 'munim_app' AND table_schema = 'public'"
    ).fetchall()

    assert {verb for _, verb in grants} == {"SELECT", "INSERT", "UPDATE", "DELETE"}
    assert {table for table, verb in grants if verb == "DELETE"} == DELETABLE.keys()


def test_the_ledger_the_events_and_the_first_answers_are_only_added_to(catalogue: psycopg.Connection) -> None:
    for table in ("ledger_entries", "postings", "events", "allocations", "stock_moves", "idempotency_keys"):
        verbs = column(
            catalogue,
            f"SELECT privilege_type FROM information_schema.role_table_grants WHERE grantee = 'munim_app' AND table_schema = 'public' AND table_name = '{table}'",
        )
        assert set(verbs) == {"SELECT", "INSERT"}, table


def test_views_ask_as_whoever_uses_them(catalogue: psycopg.Connection) -> None:
    """A view reads as its owner otherwise, and a materialised one keeps what somebody once saw."""
    blind = column(
        catalogue,
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND (relkind = 'm'"
        " OR relkind = 'v' AND NOT coalesce(reloptions @> ARRAY['security_invoker=true'], false))",
    )

    assert blind == []


def test_functions_that_run_as_their_owner_name_their_search_path_and_are_not_for_everybody(
    catalogue: psycopg.Connection,
) -> None:
    loose = catalogue.execute("""
        SELECT p.oid::regprocedure::text FROM pg_proc p
        WHERE p.prosecdef AND p.pronamespace IN ('public'::regnamespace, 'jobs'::regnamespace)
          AND (NOT EXISTS (SELECT FROM unnest(p.proconfig) c WHERE c LIKE 'search_path=%')
               OR EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g WHERE g.grantee = 0))
    """).fetchall()

    assert loose == []
