"""The books."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from munim.database import XID8

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Before the tables: what their definitions and grants refer to.
FOUNDATIONS = (
    """
CREATE OR REPLACE FUNCTION stamp_row_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN NEW.row_version := pg_current_xact_id(); RETURN NEW; END $$
""",
    "CREATE SCHEMA jobs",
    "GRANT USAGE ON SCHEMA public TO munim_app, munim_mirror, munim_queue",
    "GRANT USAGE ON SCHEMA jobs TO munim_app, munim_queue",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA jobs GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO munim_app, munim_queue",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA jobs GRANT USAGE ON SEQUENCES TO munim_app, munim_queue",
)

# Table, what the application may do with it, whether its rows belong to a business, whether it is mirrored.
SECURITY = (
    ("businesses", "SELECT, INSERT, UPDATE", True, True),
    ("mirror_epoch", "SELECT, INSERT, UPDATE", False, False),
    ("rate_limits", "SELECT, INSERT, UPDATE, DELETE", False, False),
    ("sign_in_delays", "SELECT, INSERT, UPDATE, DELETE", False, False),
    ("users", "SELECT, INSERT, UPDATE", False, False),
    ("accounts", "SELECT, INSERT, UPDATE", True, True),
    ("business_heads", "SELECT, INSERT, UPDATE", True, False),
    ("categories", "SELECT, INSERT, UPDATE", True, True),
    ("customers", "SELECT, INSERT, UPDATE", True, True),
    ("event_readers", "SELECT, INSERT, UPDATE", True, False),
    ("events", "SELECT, INSERT", True, False),
    ("files", "SELECT, INSERT", True, False),
    ("idempotency_keys", "SELECT, INSERT", True, False),
    ("imports", "SELECT, INSERT", True, False),
    ("invitations", "SELECT, INSERT, UPDATE", False, False),
    ("memberships", "SELECT, INSERT, UPDATE", True, True),
    ("number_series", "SELECT, INSERT, UPDATE", True, False),
    ("opt_outs", "SELECT, INSERT, UPDATE", True, False),
    ("password_resets", "SELECT, INSERT, UPDATE", False, False),
    ("postings", "SELECT, INSERT", True, True),
    ("reminder_policies", "SELECT, INSERT, UPDATE", True, False),
    ("schedules", "SELECT, INSERT, UPDATE", True, False),
    ("sessions", "SELECT, INSERT, UPDATE", False, False),
    ("suppliers", "SELECT, INSERT, UPDATE", True, True),
    ("units", "SELECT, INSERT, UPDATE", True, True),
    ("bills", "SELECT, INSERT, UPDATE, DELETE", True, True),
    ("customer_balances", "SELECT, INSERT, UPDATE", True, True),
    ("generated_content", "SELECT, INSERT", True, False),
    ("imported_documents", "SELECT, INSERT", True, False),
    ("jobs.firings", "SELECT, INSERT, UPDATE, DELETE", False, False),
    ("ledger_entries", "SELECT, INSERT", True, True),
    ("messages", "SELECT, INSERT, UPDATE", True, False),
    ("products", "SELECT, INSERT, UPDATE", True, True),
    ("refresh_tokens", "SELECT, INSERT, UPDATE", False, False),
    ("bill_lines", "SELECT, INSERT, UPDATE, DELETE", True, True),
    ("bill_taxes", "SELECT, INSERT, UPDATE, DELETE", True, True),
    ("low_stock_notices", "SELECT, INSERT, UPDATE", True, False),
    ("message_parts", "SELECT, INSERT, UPDATE", True, False),
    ("payments", "SELECT, INSERT, UPDATE", True, True),
    ("stock_levels", "SELECT, INSERT, UPDATE", True, True),
    ("stock_moves", "SELECT, INSERT", True, True),
    ("allocations", "SELECT, INSERT", True, True),
)
OWN = "business_id = (SELECT nullif(current_setting('app.business_id', true), '')::bigint)"

# After them: other grants and policies, functions and triggers.
RULES = (
    "GRANT USAGE ON SEQUENCE businesses_business_id_seq TO munim_app",
    """
CREATE OR REPLACE FUNCTION event_hash(previous bytea, sequence bigint, kind text, subject_kind text, subject_id text,
                                      actor_id uuid, at timestamptz, business_date date, data jsonb)
RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256(previous || convert_to(jsonb_build_array(sequence, kind, subject_kind, subject_id, actor_id,
        (extract(epoch FROM at) * 1000000)::bigint, business_date - date '1970-01-01', data)::text, 'UTF8'))
$$
""",
    """
CREATE OR REPLACE FUNCTION postings_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE bad bigint;
BEGIN
    SELECT posting_id INTO bad FROM added GROUP BY business_id, posting_id HAVING sum(amount_minor) <> 0 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'posting % does not balance', bad USING ERRCODE = 'check_violation', CONSTRAINT = 'postings_balance';
    END IF;
    RETURN NULL;
END $$
""",
    """
CREATE TRIGGER ledger_balances AFTER INSERT ON ledger_entries REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION postings_balance()
""",
    """
CREATE OR REPLACE FUNCTION only_drafts_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM bills WHERE business_id = OLD.business_id AND id = OLD.bill_id AND status <> 'draft') THEN
        RAISE EXCEPTION 'the lines of an issued bill do not change' USING ERRCODE = 'check_violation', CONSTRAINT = 'only_drafts_change';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$
""",
    "CREATE TRIGGER only_drafts_change BEFORE UPDATE OR DELETE ON bill_lines FOR EACH ROW EXECUTE FUNCTION only_drafts_change()",
    "CREATE TRIGGER only_drafts_change BEFORE UPDATE OR DELETE ON bill_taxes FOR EACH ROW EXECUTE FUNCTION only_drafts_change()",
    """
CREATE OR REPLACE FUNCTION only_drafts_go() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status <> 'draft' THEN
        RAISE EXCEPTION 'an issued bill is never deleted' USING ERRCODE = 'check_violation', CONSTRAINT = 'only_drafts_go';
    END IF;
    RETURN OLD;
END $$
""",
    "CREATE TRIGGER only_drafts_go BEFORE DELETE ON bills FOR EACH ROW EXECUTE FUNCTION only_drafts_go()",
    """
CREATE OR REPLACE FUNCTION issued_bills_stand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.kind, OLD.number, OLD.customer_id, OLD.business_date, OLD.gross_minor, OLD.discount_minor,
        OLD.taxable_minor, OLD.tax_minor, OLD.charges_minor, OLD.round_off_minor, OLD.total_minor)
       IS DISTINCT FROM
       (NEW.kind, NEW.number, NEW.customer_id, NEW.business_date, NEW.gross_minor, NEW.discount_minor,
        NEW.taxable_minor, NEW.tax_minor, NEW.charges_minor, NEW.round_off_minor, NEW.total_minor)
       OR NEW.status = 'draft' OR (OLD.status = 'cancelled' AND NEW.status <> 'cancelled') THEN
        RAISE EXCEPTION 'an issued bill does not change' USING ERRCODE = 'check_violation', CONSTRAINT = 'issued_bills_stand';
    END IF;
    RETURN NEW;
END $$
""",
    "CREATE TRIGGER issued_bills_stand BEFORE UPDATE ON bills FOR EACH ROW WHEN (OLD.status <> 'draft') EXECUTE FUNCTION issued_bills_stand()",
    """
CREATE OR REPLACE FUNCTION negative_stock_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE stock_levels SET allows_negative = NEW.allows_negative_stock WHERE business_id = NEW.business_id AND product_id = NEW.id;
    RETURN NEW;
END $$
""",
    "CREATE TRIGGER negative_stock_follows AFTER UPDATE OF allows_negative_stock ON products FOR EACH ROW EXECUTE FUNCTION negative_stock_follows()",
    "CREATE POLICY own_memberships ON memberships FOR SELECT TO munim_app USING ((SELECT nullif(current_setting('app.business_id', true), '')::bigint) IS NULL AND user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid))",
    "INSERT INTO mirror_epoch (begun_at) VALUES (now())",
    "GRANT SELECT ON mirror_epoch, alembic_version TO munim_mirror",
    "GRANT SELECT (id, name, row_version) ON users TO munim_mirror",
    "CREATE TRIGGER stamp_row_version BEFORE UPDATE OF name ON users FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION stamp_row_version()",
    "GRANT SELECT (business_id, id, state, priority, due_at, attempts, lost, owner, lease_until, check_at, checks, sent_at, error), UPDATE (state, attempts, lost, owner, lease_until, check_at, checks, sent_at, error) ON messages TO munim_queue",
    "CREATE POLICY queue_claims ON messages TO munim_queue USING (true) WITH CHECK (true)",
    """
CREATE OR REPLACE FUNCTION jobs.claim_messages(claim uuid, most integer, lease interval)
RETURNS TABLE (of_business bigint, message_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE waiting bigint[]; one bigint; share integer;
BEGIN
    WITH RECURSIVE hop AS (
        (SELECT business_id FROM messages WHERE state = 'queued' ORDER BY business_id LIMIT 1)
        UNION ALL
        SELECT (SELECT m.business_id FROM messages m WHERE m.state = 'queued' AND m.business_id > hop.business_id ORDER BY m.business_id LIMIT 1)
        FROM hop WHERE hop.business_id IS NOT NULL
    )
    SELECT array_agg(hop.business_id ORDER BY random()) INTO waiting FROM hop
    WHERE EXISTS (SELECT FROM messages m WHERE m.business_id = hop.business_id AND m.state = 'queued' AND m.due_at <= now()
                  AND (m.lease_until IS NULL OR m.lease_until < now()));
    share := greatest(1, most / greatest(1, coalesce(cardinality(waiting), 0)));
    FOREACH one IN ARRAY coalesce(waiting[1:most], '{}') LOOP
        RETURN QUERY
        WITH due AS (
            SELECT m.business_id, m.id FROM messages m
            WHERE m.business_id = one AND m.state = 'queued' AND m.due_at <= now() AND (m.lease_until IS NULL OR m.lease_until < now())
            ORDER BY m.priority, m.due_at, m.id LIMIT share FOR UPDATE SKIP LOCKED
        )
        UPDATE messages m SET owner = claim, lease_until = now() + lease, attempts = m.attempts + 1,
                              lost = m.lost + CASE WHEN m.owner IS NULL THEN 0 ELSE 1 END
        FROM due WHERE m.business_id = due.business_id AND m.id = due.id
        RETURNING m.business_id, m.id;
    END LOOP;
END $$
""",
    "REVOKE ALL ON FUNCTION jobs.claim_messages(uuid, integer, interval) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION jobs.claim_messages(uuid, integer, interval) TO munim_app",
    "GRANT CREATE ON SCHEMA jobs TO munim_queue",
    "ALTER FUNCTION jobs.claim_messages(uuid, integer, interval) OWNER TO munim_queue",
    "REVOKE CREATE ON SCHEMA jobs FROM munim_queue",
    """
CREATE OR REPLACE FUNCTION jobs.renew_leases(claim uuid, lease interval) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    UPDATE messages SET lease_until = now() + lease WHERE owner = claim AND lease_until > now() AND state IN ('queued', 'sending')
$$
""",
    "REVOKE ALL ON FUNCTION jobs.renew_leases(uuid, interval) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION jobs.renew_leases(uuid, interval) TO munim_app",
    "GRANT CREATE ON SCHEMA jobs TO munim_queue",
    "ALTER FUNCTION jobs.renew_leases(uuid, interval) OWNER TO munim_queue",
    "REVOKE CREATE ON SCHEMA jobs FROM munim_queue",
    """
CREATE OR REPLACE FUNCTION jobs.reap_messages() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH lost AS (
        UPDATE messages SET state = 'unknown', lease_until = NULL, check_at = now(), sent_at = coalesce(sent_at, now()),
                            error = 'its worker was lost while the message was being sent'
        WHERE state = 'sending' AND lease_until < now() RETURNING 1
    ) SELECT count(*) FROM lost
$$
""",
    "REVOKE ALL ON FUNCTION jobs.reap_messages() FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION jobs.reap_messages() TO munim_app",
    "GRANT CREATE ON SCHEMA jobs TO munim_queue",
    "ALTER FUNCTION jobs.reap_messages() OWNER TO munim_queue",
    "REVOKE CREATE ON SCHEMA jobs FROM munim_queue",
    """
CREATE OR REPLACE FUNCTION jobs.claim_checks(most integer) RETURNS TABLE (of_business bigint, message_id uuid)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH due AS (
        SELECT business_id, id FROM messages WHERE check_at <= now() ORDER BY check_at LIMIT most FOR UPDATE SKIP LOCKED
    )
    UPDATE messages m SET check_at = now() + interval '2 minutes' * power(2, least(m.checks, 8)), checks = least(m.checks + 1, 1000)
    FROM due WHERE m.business_id = due.business_id AND m.id = due.id RETURNING m.business_id, m.id
$$
""",
    "REVOKE ALL ON FUNCTION jobs.claim_checks(integer) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION jobs.claim_checks(integer) TO munim_app",
    "GRANT CREATE ON SCHEMA jobs TO munim_queue",
    "ALTER FUNCTION jobs.claim_checks(integer) OWNER TO munim_queue",
    "REVOKE CREATE ON SCHEMA jobs FROM munim_queue",
    """
CREATE OR REPLACE FUNCTION jobs.businesses_with_messages() RETURNS TABLE (of_business bigint)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH RECURSIVE hop AS (
        (SELECT business_id FROM messages ORDER BY business_id LIMIT 1)
        UNION ALL
        SELECT (SELECT m.business_id FROM messages m WHERE m.business_id > hop.business_id ORDER BY m.business_id LIMIT 1)
        FROM hop WHERE hop.business_id IS NOT NULL
    )
    SELECT business_id FROM hop WHERE business_id IS NOT NULL
$$
""",
    "REVOKE ALL ON FUNCTION jobs.businesses_with_messages() FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION jobs.businesses_with_messages() TO munim_app",
    "GRANT CREATE ON SCHEMA jobs TO munim_queue",
    "ALTER FUNCTION jobs.businesses_with_messages() OWNER TO munim_queue",
    "REVOKE CREATE ON SCHEMA jobs FROM munim_queue",
    "GRANT SELECT (business_id, receipts) ON reminder_policies TO munim_queue",
    "GRANT SELECT (business_id, event_sequence) ON business_heads TO munim_queue",
    "GRANT SELECT ON event_readers TO munim_queue",
    "CREATE POLICY queue_follows ON reminder_policies FOR SELECT TO munim_queue USING (true)",
    "CREATE POLICY queue_follows ON business_heads FOR SELECT TO munim_queue USING (true)",
    "CREATE POLICY queue_follows ON event_readers FOR SELECT TO munim_queue USING (true)",
    """
CREATE OR REPLACE FUNCTION jobs.businesses_to_follow(follower text) RETURNS TABLE (of_business bigint)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT p.business_id FROM reminder_policies p
    JOIN business_heads h ON h.business_id = p.business_id
    JOIN event_readers r ON r.business_id = p.business_id AND r.reader = follower
    WHERE p.receipts AND r.sequence < h.event_sequence
$$
""",
    "REVOKE ALL ON FUNCTION jobs.businesses_to_follow(text) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION jobs.businesses_to_follow(text) TO munim_app",
    "GRANT CREATE ON SCHEMA jobs TO munim_queue",
    "ALTER FUNCTION jobs.businesses_to_follow(text) OWNER TO munim_queue",
    "REVOKE CREATE ON SCHEMA jobs FROM munim_queue",
)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    _execute(*FOUNDATIONS)
    _make_tables()
    for table, verbs, tenant, mirrored in SECURITY:
        _secure(table, verbs, tenant=tenant, mirrored=mirrored)
    _execute(*RULES)


def _execute(*statements: str) -> None:
    connection = op.get_bind().execution_options(no_parameters=True)  # so that a % in them is a %
    for statement in statements:
        connection.exec_driver_sql(statement)


def _secure(table: str, verbs: str, *, tenant: bool, mirrored: bool) -> None:
    _execute(f"GRANT {verbs} ON {table} TO munim_app")
    if tenant:
        _execute(
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY own_business ON {table} TO munim_app USING ({OWN}) WITH CHECK ({OWN})",
        )
    if mirrored:
        _execute(
            f"GRANT SELECT ON {table} TO munim_mirror",
            f"CREATE POLICY mirror_reads ON {table} FOR SELECT TO munim_mirror USING (true)",
            f"CREATE TRIGGER stamp_row_version BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION stamp_row_version()",
        )


def _make_tables() -> None:
    op.create_table(
        "businesses",
        sa.Column("business_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("legal_name", sa.Text(), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=False, comment="ISO 3166 code"),
        sa.Column("currency", sa.String(length=3), nullable=False, comment="ISO 4217 code"),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("day_start_minutes", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "week_start",
            sa.SmallInteger(),
            server_default=sa.text("1"),
            nullable=False,
            comment="ISO weekday, 1 = Monday",
        ),
        sa.Column("year_start_month", sa.SmallInteger(), server_default=sa.text("4"), nullable=False),
        sa.Column("language", sa.Text(), server_default=sa.text("'en'"), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("state_code", sa.String(length=2), nullable=True, comment="GST state code"),
        sa.Column("postcode", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True, comment="E.164"),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("gstin", sa.String(length=15), nullable=True),
        sa.Column("upi_id", sa.Text(), nullable=True, comment="payee address, name@handle"),
        sa.Column("upi_name", sa.Text(), nullable=True, comment="the payee's registered name; empty: the business's"),
        sa.Column("logo_file_id", sa.Uuid(), nullable=True),
        sa.Column("brand_color", sa.String(length=7), server_default=sa.text("'#7a1f3d'"), nullable=False),
        sa.Column(
            "tax_name", sa.Text(), server_default=sa.text("'Tax'"), nullable=False, comment="as printed: GST, VAT"
        ),
        sa.Column("prices_include_tax", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("invoice_prefix", sa.String(length=6), server_default=sa.text("'INV'"), nullable=False),
        sa.Column(
            "credit_days",
            sa.SmallInteger(),
            server_default=sa.text("0"),
            nullable=False,
            comment="default terms of a bill",
        ),
        sa.Column(
            "rounds_total",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="bills come to whole rupees",
        ),
        sa.Column("bill_footer", sa.Text(), nullable=True),
        sa.Column("reminders", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint("day_start_minutes BETWEEN 0 AND 1439", name=op.f("ck_businesses_day_start_minutes")),
        sa.CheckConstraint("week_start BETWEEN 1 AND 7", name=op.f("ck_businesses_week_start")),
        sa.CheckConstraint("year_start_month BETWEEN 1 AND 12", name=op.f("ck_businesses_year_start_month")),
        sa.PrimaryKeyConstraint("business_id", name=op.f("pk_businesses")),
        comment="One row per business: the tenant",
    )
    op.create_index("ix_businesses_row_version", "businesses", ["row_version"], unique=False)
    op.create_table(
        "mirror_epoch",
        sa.Column("epoch", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("epoch", name=op.f("pk_mirror_epoch")),
        comment="One row: the history of the books that mirrors are copies of",
    )
    op.create_table(
        "rate_limits",
        sa.Column("key", sa.Text(), nullable=False, comment="what is counted; addresses and e-mail addresses hashed"),
        sa.Column("window_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_rate_limits")),
        comment="One row per counter: how much of its current window is used",
    )
    op.create_table(
        "sign_in_delays",
        sa.Column("key", sa.Text(), nullable=False, comment="account and address, hashed"),
        sa.Column("attempts", sa.Integer(), nullable=False, comment="since the last success"),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_delays")),
        comment="One row per account and address with sign-in attempts that have not succeeded",
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False, comment="unique ignoring case"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column(
            "password_version",
            sa.Integer(),
            server_default=sa.text("1"),
            nullable=False,
            comment="a reset token is good for one version",
        ),
        sa.Column(
            "sign_in_version",
            sa.Integer(),
            server_default=sa.text("1"),
            nullable=False,
            comment="raised to void every session at once",
        ),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        comment="One row per person who signs in",
    )
    op.create_index("ix_users_row_version", "users", ["row_version"], unique=False)
    op.create_index("uq_users_email", "users", [sa.literal_column("lower(email)")], unique=True)
    op.create_table(
        "accounts",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False, comment="receivable, cash, sales, …"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('asset', 'liability', 'equity', 'income', 'expense')", name=op.f("ck_accounts_kind_known")
        ),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"], name=op.f("fk_accounts_business_id")),
        sa.PrimaryKeyConstraint("business_id", "code", name=op.f("pk_accounts")),
        comment="The chart of accounts of a business",
    )
    op.create_index("ix_accounts_row_version", "accounts", ["row_version"], unique=False)
    op.create_table(
        "business_heads",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("event_sequence", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("event_hash", postgresql.BYTEA(), server_default=sa.text("'\\x'::bytea"), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.business_id"], name=op.f("fk_business_heads_business_id")
        ),
        sa.PrimaryKeyConstraint("business_id", name=op.f("pk_business_heads")),
        comment="One row per business: the end of its chain of events",
    )
    op.create_table(
        "categories",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"], name=op.f("fk_categories_business_id")),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_categories")),
        comment="One row per product category of a business",
    )
    op.create_index("ix_categories_row_version", "categories", ["row_version"], unique=False)
    op.create_index("uq_categories_name", "categories", ["business_id", sa.literal_column("lower(name)")], unique=True)
    op.create_table(
        "customers",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True, comment="the number another system knows this customer by"),
        sa.Column("phone", sa.Text(), nullable=True, comment="E.164"),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("state_code", sa.String(length=2), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("gstin", sa.String(length=15), nullable=True),
        sa.Column("language", sa.Text(), nullable=True, comment="of messages to this customer; empty: the business's"),
        sa.Column("credit_limit_minor", sa.BigInteger(), nullable=True),
        sa.Column("credit_days", sa.SmallInteger(), nullable=True, comment="empty: the business's"),
        sa.Column("discount_percent", sa.Numeric(precision=7, scale=4), server_default=sa.text("0"), nullable=False),
        sa.Column("tax_exempt", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column(
            "is_walk_in",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="sales to nobody in particular",
        ),
        sa.Column(
            "opted_out", sa.Boolean(), server_default=sa.text("false"), nullable=False, comment="wants no messages"
        ),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint("credit_limit_minor >= 0", name=op.f("ck_customers_credit_limit")),
        sa.CheckConstraint("discount_percent BETWEEN 0 AND 100", name=op.f("ck_customers_discount")),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"], name=op.f("fk_customers_business_id")),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_customers")),
        comment="One row per customer of a business",
    )
    op.create_index("ix_customers_name", "customers", ["business_id", "name", "id"], unique=False)
    op.create_index("ix_customers_row_version", "customers", ["row_version"], unique=False)
    op.create_index(
        "uq_customers_phone",
        "customers",
        ["business_id", "phone"],
        unique=True,
        postgresql_where=sa.text("phone IS NOT NULL"),
    )
    op.create_index(
        "uq_customers_reference",
        "customers",
        ["business_id", "reference"],
        unique=True,
        postgresql_where=sa.text("reference IS NOT NULL"),
    )
    op.create_table(
        "event_readers",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"], name=op.f("fk_event_readers_business_id")),
        sa.PrimaryKeyConstraint("business_id", "reader", name=op.f("pk_event_readers")),
        comment="How far each reader of events has come",
    )
    op.create_table(
        "events",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="bill.issued, payment.recorded, …"),
        sa.Column("subject_kind", sa.Text(), nullable=False, comment="bill, payment, customer, product, …"),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True, comment="the user; empty: Munim itself"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("previous_hash", postgresql.BYTEA(), nullable=False),
        sa.Column("hash", postgresql.BYTEA(), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"], name=op.f("fk_events_business_id")),
        sa.PrimaryKeyConstraint("business_id", "sequence", name=op.f("pk_events")),
        comment="One row per operation, in commit order",
    )
    op.create_index("ix_events_subject", "events", ["business_id", "subject_kind", "subject_id"], unique=False)
    op.create_table(
        "files",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column(
            "key", sa.Text(), nullable=False, comment="in the file store; random, under the business's own prefix"
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="as a person sees it when downloading"),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False, comment="hexadecimal, of the bytes stored"),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("purpose IN ('logo', 'banner', 'document')", name=op.f("ck_files_purpose_known")),
        sa.CheckConstraint("size_bytes >= 0", name=op.f("ck_files_size")),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"], name=op.f("fk_files_business_id")),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_files")),
        comment="One row per file of a business in the file store",
    )
    op.create_index("ix_files_created", "files", ["business_id", "created_at", "id"], unique=False)
    op.create_index("uq_files_key", "files", ["business_id", "key"], unique=True)
    op.create_table(
        "idempotency_keys",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False, comment="method and path template"),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("fingerprint", postgresql.BYTEA(), nullable=False, comment="SHA-256 of path and body"),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("headers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("body", postgresql.BYTEA(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.business_id"], name=op.f("fk_idempotency_keys_business_id")
        ),
        sa.PrimaryKeyConstraint("business_id", "user_id", "route", "key", name=op.f("pk_idempotency_keys")),
        comment="One row per write that carried an Idempotency-Key",
    )
    op.create_table(
        "imports",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="sales"),
        sa.Column("source", sa.Text(), nullable=False, comment="name of the file"),
        sa.Column("sha256", postgresql.BYTEA(), nullable=False, comment="of the file"),
        sa.Column(
            "shift_days",
            sa.Integer(),
            server_default=sa.text("0"),
            nullable=False,
            comment="by how many days its dates were moved",
        ),
        sa.Column(
            "summary",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="lines, documents, quantities and money, as reconciled",
        ),
        sa.Column("actor_id", sa.Uuid(), nullable=True, comment="the user; empty: Munim itself"),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"], name=op.f("fk_imports_business_id")),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_imports")),
        comment="One row per import that brought something",
    )
    op.create_table(
        "invitations",
        sa.Column("hash", postgresql.BYTEA(), nullable=False, comment="SHA-256 of the token in the mail"),
        sa.Column("business_id", sa.BigInteger(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("permissions", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("invited_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role IN ('owner', 'manager', 'cashier', 'accountant', 'marketer', 'viewer')",
            name=op.f("ck_invitations_role_known"),
        ),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"], name=op.f("fk_invitations_business_id")),
        sa.ForeignKeyConstraint(["invited_by"], ["users.id"], name=op.f("fk_invitations_invited_by")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_invitations")),
        comment="One row per invitation; found by its token before its business is known",
    )
    op.create_table(
        "memberships",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column(
            "permissions",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
            comment="granted besides the role's",
        ),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint(
            "role IN ('owner', 'manager', 'cashier', 'accountant', 'marketer', 'viewer')",
            name=op.f("ck_memberships_role_known"),
        ),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"], name=op.f("fk_memberships_business_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_memberships_user_id")),
        sa.PrimaryKeyConstraint("business_id", "user_id", name=op.f("pk_memberships")),
        comment="One row per person in a business",
    )
    op.create_index("ix_memberships_row_version", "memberships", ["row_version"], unique=False)
    op.create_index("ix_memberships_user", "memberships", ["user_id"], unique=False)
    op.create_table(
        "number_series",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="invoice, credit_note, receipt, refund, …"),
        sa.Column("series", sa.String(length=6), nullable=False, comment="its prefix: INV, CN, R"),
        sa.Column("financial_year", sa.String(length=7), nullable=False, comment="2026-27"),
        sa.Column("last_number", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_date", sa.Date(), nullable=True, comment="business date of the last number given"),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"], name=op.f("fk_number_series_business_id")),
        sa.PrimaryKeyConstraint("business_id", "kind", "series", "financial_year", name=op.f("pk_number_series")),
        comment="One counter row per series and year, locked late in the transaction that takes a number",
    )
    op.create_table(
        "opt_outs",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False, comment="e-mail address in lower case, or phone in E.164"),
        sa.Column("reason", sa.Text(), nullable=False, comment="unsubscribed, stopped at the provider, no such number"),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"], name=op.f("fk_opt_outs_business_id")),
        sa.PrimaryKeyConstraint("business_id", "channel", "recipient", name=op.f("pk_opt_outs")),
        comment="The consent ledger: one row per recipient who wants, or can get, nothing on a channel",
    )
    op.create_table(
        "password_resets",
        sa.Column("hash", postgresql.BYTEA(), nullable=False, comment="SHA-256 of the token in the mail"),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("password_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_password_resets_user_id")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_password_resets")),
        comment="One row per password reset asked for",
    )
    op.create_index("ix_password_resets_user", "password_resets", ["user_id", "created_at"], unique=False)
    op.create_table(
        "postings",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="bill, credit_note, cancellation, payment, refund, opening, adjustment, bad_debt",
        ),
        sa.Column("subject_id", sa.Uuid(), nullable=True, comment="the bill, payment or customer it posts"),
        sa.Column("narration", sa.Text(), nullable=True),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"], name=op.f("fk_postings_business_id")),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_postings")),
        comment="One row per operation that moved money: a journal voucher",
    )
    op.create_index("ix_postings_row_version", "postings", ["row_version"], unique=False)
    op.create_index("ix_postings_subject", "postings", ["business_id", "subject_id"], unique=False)
    op.create_table(
        "reminder_policies",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "days_before",
            postgresql.ARRAY(sa.SmallInteger()),
            nullable=False,
            comment="of the due date; 0 is the day itself",
        ),
        sa.Column("days_after", postgresql.ARRAY(sa.SmallInteger()), nullable=False, comment="of the due date"),
        sa.Column(
            "channels",
            postgresql.ARRAY(sa.Text()),
            nullable=False,
            comment="in order of preference; the first the customer can be reached by is used",
        ),
        sa.Column("smallest_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "receipts", sa.Boolean(), server_default=sa.text("false"), nullable=False, comment="thank for each payment"
        ),
        sa.Column("opens", sa.Time(), nullable=False, comment="no text message before this, in the recipient's zone"),
        sa.Column("closes", sa.Time(), nullable=False, comment="nor from this on"),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.business_id"], name=op.f("fk_reminder_policies_business_id")
        ),
        sa.PrimaryKeyConstraint("business_id", name=op.f("pk_reminder_policies")),
        comment="One row per business: whom it reminds, when and how",
    )
    op.create_table(
        "schedules",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column(
            "weekday",
            sa.SmallInteger(),
            nullable=True,
            comment="ISO weekday, 1 = Monday; empty with month_day: every day",
        ),
        sa.Column("month_day", sa.SmallInteger(), nullable=True, comment="1 to 31; the last day of a shorter month"),
        sa.Column("local_time", sa.Time(), nullable=False, comment="wall clock in the business's zone"),
        sa.Column(
            "recipients",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
            comment="e-mail addresses; empty: the business's own",
        ),
        sa.Column("language", sa.Text(), nullable=True, comment="empty: the business's"),
        sa.Column("catch_up", sa.Text(), nullable=False, comment="of firings missed while no worker ran"),
        sa.Column("enabled", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("catch_up IN ('once', 'all', 'skip')", name=op.f("ck_schedules_catch_up_known")),
        sa.CheckConstraint(
            "job IN ('weekly_report', 'monthly_report', 'reminders', 'low_stock')", name=op.f("ck_schedules_job_known")
        ),
        sa.CheckConstraint("month_day BETWEEN 1 AND 31", name=op.f("ck_schedules_month_day")),
        sa.CheckConstraint("weekday BETWEEN 1 AND 7", name=op.f("ck_schedules_weekday")),
        sa.CheckConstraint("weekday IS NULL OR month_day IS NULL", name=op.f("ck_schedules_one_rhythm")),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"], name=op.f("fk_schedules_business_id")),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_schedules")),
        comment="One row per thing a business wants done at a local time",
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("business_id", sa.BigInteger(), nullable=True, comment="the business chosen last"),
        sa.Column(
            "sign_in_version",
            sa.Integer(),
            nullable=False,
            comment="the user's when it was opened; void once theirs is higher",
        ),
        sa.Column("device", postgresql.BYTEA(), nullable=False, comment="SHA-256 of what the client says of itself"),
        sa.Column(
            "address_hash",
            postgresql.BYTEA(),
            nullable=False,
            comment="SHA-256 of the client's address: a known one is throttled less",
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True, comment="logout, reuse"),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"], name=op.f("fk_sessions_business_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sessions_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        comment="One row per sign-in on a device: a family of refresh tokens",
    )
    op.create_index("ix_sessions_user", "sessions", ["user_id", "created_at"], unique=False)
    op.create_table(
        "suppliers",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True, comment="E.164"),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("state_code", sa.String(length=2), nullable=True),
        sa.Column("gstin", sa.String(length=15), nullable=True),
        sa.Column("credit_days", sa.SmallInteger(), nullable=True),
        sa.Column("opening_balance_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"], name=op.f("fk_suppliers_business_id")),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_suppliers")),
        comment="One row per supplier of a business",
    )
    op.create_index("ix_suppliers_name", "suppliers", ["business_id", "name", "id"], unique=False)
    op.create_index("ix_suppliers_row_version", "suppliers", ["row_version"], unique=False)
    op.create_table(
        "units",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False, comment="as printed: pcs, kg, l"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "decimals", sa.SmallInteger(), server_default=sa.text("0"), nullable=False, comment="of a quantity, 0 to 3"
        ),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint("decimals BETWEEN 0 AND 3", name=op.f("ck_units_decimals")),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"], name=op.f("fk_units_business_id")),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_units")),
        comment="One row per unit of quantity a business sells in",
    )
    op.create_index("ix_units_row_version", "units", ["row_version"], unique=False)
    op.create_index("uq_units_code", "units", ["business_id", sa.literal_column("lower(code)")], unique=True)
    op.create_table(
        "bills",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("series", sa.String(length=6), nullable=True),
        sa.Column("financial_year", sa.String(length=7), nullable=True),
        sa.Column("number", sa.String(length=16), nullable=True, comment="given when issued; drafts have none"),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("original_id", sa.Uuid(), nullable=True, comment="the invoice a credit note corrects"),
        sa.Column("reference", sa.Text(), nullable=True, comment="the source's own number, for imported bills"),
        sa.Column("import_id", sa.Uuid(), nullable=True),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_date", sa.Date(), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True, comment="who issued it"),
        sa.Column("place_of_supply", sa.String(length=2), nullable=True, comment="GST state code"),
        sa.Column("gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), nullable=False),
        sa.Column("taxable_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("charges_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("round_off_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("allocated_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "credited_minor",
            sa.BigInteger(),
            server_default=sa.text("0"),
            nullable=False,
            comment="taken off by credit notes; of a credit note: refunded",
        ),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column(
            "bill_to",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=True,
            comment="the customer's name and address as they stood when it was issued",
        ),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint(
            "(status = 'cancelled') = (cancelled_date IS NOT NULL)", name=op.f("ck_bills_cancelled_has_date")
        ),
        sa.CheckConstraint("(status = 'draft') = (number IS NULL)", name=op.f("ck_bills_numbered_when_issued")),
        sa.CheckConstraint("kind IN ('invoice', 'credit_note', 'quotation')", name=op.f("ck_bills_kind_known")),
        sa.CheckConstraint("status IN ('draft', 'issued', 'cancelled')", name=op.f("ck_bills_status_known")),
        sa.CheckConstraint(
            "allocated_minor >= 0 AND credited_minor >= 0 AND allocated_minor + credited_minor <= total_minor",
            name=op.f("ck_bills_not_overpaid"),
        ),
        sa.CheckConstraint(
            "taxable_minor + tax_minor + charges_minor + round_off_minor = total_minor", name=op.f("ck_bills_adds_up")
        ),
        sa.CheckConstraint("total_minor >= 0 AND discount_minor >= 0", name=op.f("ck_bills_not_negative")),
        sa.ForeignKeyConstraint(
            ["business_id", "customer_id"],
            ["customers.business_id", "customers.id"],
            name=op.f("fk_bills_business_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "original_id"],
            ["bills.business_id", "bills.id"],
            name=op.f("fk_bills_business_id_original_id"),
        ),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"], name=op.f("fk_bills_business_id")),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_bills")),
        comment="One row per invoice, credit note or quotation; amounts of a credit note are positive",
    )
    op.create_index("ix_bills_customer", "bills", ["business_id", "customer_id", "business_date"], unique=False)
    op.create_index("ix_bills_date", "bills", ["business_id", "business_date", "id"], unique=False)
    op.create_index(
        "ix_bills_open",
        "bills",
        ["business_id", "customer_id", "due_date"],
        unique=False,
        postgresql_where=sa.text(
            "status = 'issued' AND kind = 'invoice' AND allocated_minor + credited_minor < total_minor"
        ),
    )
    op.create_index("ix_bills_row_version", "bills", ["row_version"], unique=False)
    op.create_index(
        "uq_bills_number",
        "bills",
        ["business_id", "kind", "financial_year", sa.literal_column("upper(number)")],
        unique=True,
    )
    op.create_index("uq_bills_reference", "bills", ["business_id", "kind", "reference"], unique=True)
    op.create_table(
        "customer_balances",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("balance_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id", "customer_id"],
            ["customers.business_id", "customers.id"],
            name=op.f("fk_customer_balances_business_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.business_id"], name=op.f("fk_customer_balances_business_id")
        ),
        sa.PrimaryKeyConstraint("business_id", "customer_id", name=op.f("pk_customer_balances")),
        comment="What each customer owes (negative: their advance), the sum of their ledger entries, kept for locking",
    )
    op.create_index("ix_customer_balances_row_version", "customer_balances", ["row_version"], unique=False)
    op.create_table(
        "generated_content",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column(
            "inputs", postgresql.JSONB(astext_type=sa.Text()), nullable=False, comment="what was asked for, as asked"
        ),
        sa.Column("prompt", sa.Text(), nullable=True, comment="what a model was told; empty: none was asked"),
        sa.Column("maker", sa.Text(), nullable=False, comment="the template's name, or the model's"),
        sa.Column(
            "fallback_reason", sa.Text(), nullable=True, comment="why a template made it although a model was asked"
        ),
        sa.Column("text", sa.Text(), nullable=True, comment="of a text: the words"),
        sa.Column("file_id", sa.Uuid(), nullable=True, comment="of a banner: the picture"),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind = 'banner') = (file_id IS NOT NULL)", name=op.f("ck_generated_content_banner_has_file")
        ),
        sa.CheckConstraint("(kind = 'text') = (text IS NOT NULL)", name=op.f("ck_generated_content_text_has_words")),
        sa.CheckConstraint("kind IN ('text', 'banner')", name=op.f("ck_generated_content_kind_known")),
        sa.ForeignKeyConstraint(
            ["business_id", "file_id"],
            ["files.business_id", "files.id"],
            name=op.f("fk_generated_content_business_id_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.business_id"], name=op.f("fk_generated_content_business_id")
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_generated_content")),
        comment="One row per text or banner made for a business",
    )
    op.create_index(
        "ix_generated_content_created", "generated_content", ["business_id", "created_at", "id"], unique=False
    )
    op.create_table(
        "imported_documents",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reference", sa.Text(), nullable=False, comment="the source's own number"),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="invoice, credit_note or bad_debt; an invoice may be adjustments alone",
        ),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column(
            "fingerprint",
            sa.Numeric(),
            nullable=False,
            comment="sum of its lines' hashes: equal for equal content in any order",
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "import_id"],
            ["imports.business_id", "imports.id"],
            name=op.f("fk_imported_documents_business_id_import_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.business_id"], name=op.f("fk_imported_documents_business_id")
        ),
        sa.PrimaryKeyConstraint("business_id", "reference", name=op.f("pk_imported_documents")),
        comment="One row per document of a source: what makes a second run of the same file import nothing",
    )
    op.create_table(
        "firings",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("schedule_id", sa.Uuid(), nullable=False),
        sa.Column("fire_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner", sa.Uuid(), nullable=True, comment="the claim that runs it"),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True, comment="done, skipped or failed"),
        sa.CheckConstraint("outcome IN ('done', 'skipped', 'failed')", name=op.f("ck_firings_outcome_known")),
        sa.ForeignKeyConstraint(
            ["business_id", "schedule_id"],
            ["schedules.business_id", "schedules.id"],
            name=op.f("fk_firings_business_id_schedule_id"),
        ),
        sa.PrimaryKeyConstraint("business_id", "schedule_id", "fire_at", name=op.f("pk_firings")),
        schema="jobs",
        comment="One row per schedule and time it fires: the next one written ahead, past ones with their outcome",
    )
    op.create_index(
        "ix_firings_waiting",
        "firings",
        ["fire_at"],
        unique=False,
        schema="jobs",
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    op.create_table(
        "ledger_entries",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("posting_id", sa.BigInteger(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True, comment="whose receivable or advance"),
        sa.Column("supplier_id", sa.Uuid(), nullable=True, comment="whose payable"),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint("amount_minor <> 0", name=op.f("ck_ledger_entries_amount")),
        sa.ForeignKeyConstraint(
            ["business_id", "account"],
            ["accounts.business_id", "accounts.code"],
            name=op.f("fk_ledger_entries_business_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "customer_id"],
            ["customers.business_id", "customers.id"],
            name=op.f("fk_ledger_entries_business_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "posting_id"],
            ["postings.business_id", "postings.id"],
            name=op.f("fk_ledger_entries_business_id_posting_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "supplier_id"],
            ["suppliers.business_id", "suppliers.id"],
            name=op.f("fk_ledger_entries_business_id_supplier_id"),
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_ledger_entries")),
        comment="One row per debit (positive) or credit (negative)",
    )
    op.create_index(
        "ix_ledger_entries_account", "ledger_entries", ["business_id", "account", "business_date"], unique=False
    )
    op.create_index(
        "ix_ledger_entries_customer",
        "ledger_entries",
        ["business_id", "customer_id", "business_date"],
        unique=False,
        postgresql_where=sa.text("customer_id IS NOT NULL"),
    )
    op.create_index("ix_ledger_entries_posting", "ledger_entries", ["business_id", "posting_id"], unique=False)
    op.create_index("ix_ledger_entries_row_version", "ledger_entries", ["row_version"], unique=False)
    op.create_table(
        "messages",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column(
            "about",
            sa.Text(),
            nullable=False,
            comment="what it is about, once per business: reminder/<bill>/+7/<due date>",
        ),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("recipient", sa.Text(), nullable=False, comment="e-mail address, or phone in E.164"),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=True, comment="blanked when no longer needed"),
        sa.Column("variables", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("segments", sa.SmallInteger(), nullable=True, comment="parts an SMS is paid for"),
        sa.Column("state", sa.Text(), server_default=sa.text("'queued'"), nullable=False),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "lost",
            sa.SmallInteger(),
            server_default=sa.text("0"),
            nullable=False,
            comment="claims that ended with their worker",
        ),
        sa.Column("owner", sa.Uuid(), nullable=True, comment="the claim that holds it"),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("check_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checks", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column("provider_status", sa.Text(), nullable=True),
        sa.Column("price", sa.Numeric(precision=14, scale=5), nullable=True, comment="in price_currency units"),
        sa.Column("price_currency", sa.String(length=3), nullable=True),
        sa.Column("error", sa.Text(), nullable=True, comment="why it failed, was suppressed or waits"),
        sa.Column(
            "repeated",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="sent again after an unknown outcome",
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "category IN ('transactional', 'reminder', 'report', 'promotional')",
            name=op.f("ck_messages_category_known"),
        ),
        sa.CheckConstraint("channel IN ('email', 'sms', 'whatsapp')", name=op.f("ck_messages_channel_known")),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'delivered', 'failed', 'suppressed', 'unknown')",
            name=op.f("ck_messages_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "customer_id"],
            ["customers.business_id", "customers.id"],
            name=op.f("fk_messages_business_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"], name=op.f("fk_messages_business_id")),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_messages")),
        comment="One row per message to one recipient on one channel",
    )
    op.create_index(
        "ix_messages_check", "messages", ["check_at"], unique=False, postgresql_where=sa.text("check_at IS NOT NULL")
    )
    op.create_index("ix_messages_customer", "messages", ["business_id", "customer_id", "created_at"], unique=False)
    op.create_index(
        "ix_messages_owner", "messages", ["owner"], unique=False, postgresql_where=sa.text("owner IS NOT NULL")
    )
    op.create_index(
        "ix_messages_queued",
        "messages",
        ["business_id", "priority", "due_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_index("ix_messages_recipient", "messages", ["business_id", "recipient", "created_at"], unique=False)
    op.create_index(
        "ix_messages_sending", "messages", ["lease_until"], unique=False, postgresql_where=sa.text("state = 'sending'")
    )
    op.create_index("uq_messages_about", "messages", ["business_id", "about"], unique=True)
    op.create_table(
        "products",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False, comment="stock code, unique ignoring case"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("barcode", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), server_default=sa.text("'goods'"), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("hsn", sa.String(length=8), nullable=True, comment="HSN or SAC"),
        sa.Column("price", sa.Numeric(precision=14, scale=4), nullable=False),
        sa.Column("price_includes_tax", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column(
            "cost",
            sa.Numeric(precision=14, scale=4),
            nullable=True,
            comment="last or average cost of one unit, before tax",
        ),
        sa.Column("tax_rate", sa.Numeric(precision=7, scale=4), server_default=sa.text("0"), nullable=False),
        sa.Column("tracks_stock", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("allows_negative_stock", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("reorder_level", sa.Numeric(precision=14, scale=3), nullable=True),
        sa.Column("daily_rental_rate", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint("kind IN ('goods', 'service', 'rental')", name=op.f("ck_products_kind_known")),
        sa.CheckConstraint("price >= 0", name=op.f("ck_products_price")),
        sa.CheckConstraint("tax_rate BETWEEN 0 AND 100", name=op.f("ck_products_tax_rate")),
        sa.ForeignKeyConstraint(
            ["business_id", "category_id"],
            ["categories.business_id", "categories.id"],
            name=op.f("fk_products_business_id_category_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "unit_id"], ["units.business_id", "units.id"], name=op.f("fk_products_business_id_unit_id")
        ),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"], name=op.f("fk_products_business_id")),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_products")),
        comment="One row per product, service or rental item of a business",
    )
    op.create_index("ix_products_name", "products", ["business_id", "name", "id"], unique=False)
    op.create_index("ix_products_row_version", "products", ["row_version"], unique=False)
    op.create_index(
        "uq_products_barcode",
        "products",
        ["business_id", "barcode"],
        unique=True,
        postgresql_where=sa.text("barcode IS NOT NULL"),
    )
    op.create_index("uq_products_sku", "products", ["business_id", sa.literal_column("lower(sku)")], unique=True)
    op.create_table(
        "refresh_tokens",
        sa.Column("hash", postgresql.BYTEA(), nullable=False, comment="SHA-256 of the token"),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("spent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "salt",
            postgresql.BYTEA(),
            nullable=True,
            comment="of the child: HMAC(token, salt), so the same child can be given again without being stored",
        ),
        sa.Column("child_hash", postgresql.BYTEA(), nullable=True),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_refresh_tokens_session_id")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_refresh_tokens")),
        comment="One row per refresh token",
    )
    op.create_index("ix_refresh_tokens_session", "refresh_tokens", ["session_id"], unique=False)
    op.create_table(
        "bill_lines",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("bill_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False, comment="1, 2, 3 … as printed"),
        sa.Column("product_id", sa.Uuid(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("hsn", sa.String(length=8), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column("unit", sa.String(length=8), nullable=True),
        sa.Column("unit_price", sa.Numeric(precision=14, scale=4), nullable=False),
        sa.Column("price_includes_tax", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("tax_rate", sa.Numeric(precision=7, scale=4), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "gross_minor",
            sa.BigInteger(),
            nullable=False,
            comment="before discount and tax, also of tax-inclusive prices",
        ),
        sa.Column("discount_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("taxable_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("cost_minor", sa.BigInteger(), nullable=True),
        sa.Column(
            "original_line_id", sa.BigInteger(), nullable=True, comment="the invoice line a credit note takes back"
        ),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint("gross_minor - discount_minor = taxable_minor", name=op.f("ck_bill_lines_discounted")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_bill_lines_quantity")),
        sa.CheckConstraint("taxable_minor + tax_minor = total_minor", name=op.f("ck_bill_lines_adds_up")),
        sa.CheckConstraint("unit_price >= 0", name=op.f("ck_bill_lines_unit_price")),
        sa.ForeignKeyConstraint(
            ["business_id", "bill_id"],
            ["bills.business_id", "bills.id"],
            name=op.f("fk_bill_lines_business_id_bill_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "product_id"],
            ["products.business_id", "products.id"],
            name=op.f("fk_bill_lines_business_id_product_id"),
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_bill_lines")),
        comment="One row per line of a bill",
    )
    op.create_index("ix_bill_lines_product", "bill_lines", ["business_id", "product_id"], unique=False)
    op.create_index("ix_bill_lines_row_version", "bill_lines", ["row_version"], unique=False)
    op.create_index("uq_bill_lines_position", "bill_lines", ["business_id", "bill_id", "position"], unique=True)
    op.create_table(
        "bill_taxes",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("bill_id", sa.Uuid(), nullable=False),
        sa.Column("component", sa.Text(), nullable=False, comment="TAX; CGST, SGST, IGST, CESS under GST"),
        sa.Column("rate", sa.Numeric(precision=7, scale=4), nullable=False),
        sa.Column("taxable_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id", "bill_id"],
            ["bills.business_id", "bills.id"],
            name=op.f("fk_bill_taxes_business_id_bill_id"),
        ),
        sa.PrimaryKeyConstraint("business_id", "bill_id", "component", "rate", name=op.f("pk_bill_taxes")),
        comment="The tax summary of a bill: one row per component and rate",
    )
    op.create_index("ix_bill_taxes_row_version", "bill_taxes", ["row_version"], unique=False)
    op.create_table(
        "low_stock_notices",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("noticed_on", sa.Date(), nullable=False, comment="the shop's day of the last notice"),
        sa.Column(
            "standing", sa.Boolean(), nullable=False, comment="false once the product has been above its level again"
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "product_id"],
            ["products.business_id", "products.id"],
            name=op.f("fk_low_stock_notices_business_id_product_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.business_id"], name=op.f("fk_low_stock_notices_business_id")
        ),
        sa.PrimaryKeyConstraint("business_id", "product_id", name=op.f("pk_low_stock_notices")),
        comment="One row per product that was ever named as low",
    )
    op.create_table(
        "message_parts",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("content_id", sa.Text(), nullable=True, comment="of a picture shown inside the HTML"),
        sa.Column("content", sa.LargeBinary(), nullable=False, comment="blanked when no longer needed"),
        sa.ForeignKeyConstraint(
            ["business_id", "message_id"],
            ["messages.business_id", "messages.id"],
            name=op.f("fk_message_parts_business_id_message_id"),
        ),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"], name=op.f("fk_message_parts_business_id")),
        sa.PrimaryKeyConstraint("business_id", "message_id", "position", name=op.f("pk_message_parts")),
        comment="One row per file that travels with a message",
    )
    op.create_table(
        "payments",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False, comment="in: a receipt; out: a refund"),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("financial_year", sa.String(length=7), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("allocated_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("refunded_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "refunds_payment_id",
            sa.Uuid(),
            nullable=True,
            comment="of a refund: the payment it gives back, when it is one payment's",
        ),
        sa.Column(
            "refunds_bill_id",
            sa.Uuid(),
            nullable=True,
            comment="of a refund: the credit note it pays out, when it is one credit note's",
        ),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True, comment="UTR, cheque or slip number"),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column(
            "made_up",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="assumed by an import's map, not seen in its source",
        ),
        sa.Column("import_id", sa.Uuid(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint(
            "direction = 'in' OR allocated_minor + refunded_minor = 0", name=op.f("ck_payments_only_receipts_settle")
        ),
        sa.CheckConstraint("direction IN ('in', 'out')", name=op.f("ck_payments_direction_known")),
        sa.CheckConstraint(
            "method IN ('cash', 'upi', 'bank', 'card', 'cheque', 'gateway')", name=op.f("ck_payments_method_known")
        ),
        sa.CheckConstraint(
            "allocated_minor >= 0 AND refunded_minor >= 0 AND allocated_minor + refunded_minor <= amount_minor",
            name=op.f("ck_payments_not_overspent"),
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_payments_amount")),
        sa.ForeignKeyConstraint(
            ["business_id", "customer_id"],
            ["customers.business_id", "customers.id"],
            name=op.f("fk_payments_business_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "refunds_bill_id"],
            ["bills.business_id", "bills.id"],
            name=op.f("fk_payments_business_id_refunds_bill_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "refunds_payment_id"],
            ["payments.business_id", "payments.id"],
            name=op.f("fk_payments_business_id_refunds_payment_id"),
        ),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"], name=op.f("fk_payments_business_id")),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_payments")),
        comment="One row per receipt from, or refund to, a customer",
    )
    op.create_index("ix_payments_customer", "payments", ["business_id", "customer_id", "business_date"], unique=False)
    op.create_index("ix_payments_date", "payments", ["business_id", "business_date", "id"], unique=False)
    op.create_index("ix_payments_row_version", "payments", ["row_version"], unique=False)
    op.create_index(
        "uq_payments_number",
        "payments",
        ["business_id", "direction", "financial_year", sa.literal_column("upper(number)")],
        unique=True,
    )
    op.create_table(
        "stock_levels",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("on_hand", sa.Numeric(precision=14, scale=3), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "allows_negative",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="the product's choice, here so that the check can back the lock",
        ),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint("on_hand >= 0 OR allows_negative", name=op.f("ck_stock_levels_not_negative")),
        sa.ForeignKeyConstraint(
            ["business_id", "product_id"],
            ["products.business_id", "products.id"],
            name=op.f("fk_stock_levels_business_id_product_id"),
        ),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"], name=op.f("fk_stock_levels_business_id")),
        sa.PrimaryKeyConstraint("business_id", "product_id", name=op.f("pk_stock_levels")),
        comment="Stock on hand of each product that tracks it: the sum of its moves, kept for locking",
    )
    op.create_index("ix_stock_levels_row_version", "stock_levels", ["row_version"], unique=False)
    op.create_table(
        "stock_moves",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=14, scale=3), nullable=False, comment="positive in, negative out"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("unit_cost", sa.Numeric(precision=14, scale=4), nullable=True, comment="at the time of the move"),
        sa.Column("bill_id", sa.Uuid(), nullable=True, comment="the bill that moved it"),
        sa.Column("bill_line_id", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True, comment="the source's document, for imported moves"),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint(
            "reason IN ('opening', 'sale', 'return', 'adjustment', 'cancellation', 'purchase')",
            name=op.f("ck_stock_moves_reason_known"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "bill_id"],
            ["bills.business_id", "bills.id"],
            name=op.f("fk_stock_moves_business_id_bill_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "product_id"],
            ["products.business_id", "products.id"],
            name=op.f("fk_stock_moves_business_id_product_id"),
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_stock_moves")),
        comment="One row per movement of stock",
    )
    op.create_index("ix_stock_moves_product", "stock_moves", ["business_id", "product_id", "id"], unique=False)
    op.create_index("ix_stock_moves_row_version", "stock_moves", ["row_version"], unique=False)
    op.create_table(
        "allocations",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("bill_id", sa.Uuid(), nullable=False, comment="the invoice settled"),
        sa.Column("payment_id", sa.Uuid(), nullable=True, comment="by this payment"),
        sa.Column("credit_note_id", sa.Uuid(), nullable=True, comment="or by this credit note"),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint("(payment_id IS NULL) <> (credit_note_id IS NULL)", name=op.f("ck_allocations_one_source")),
        sa.CheckConstraint("amount_minor <> 0", name=op.f("ck_allocations_amount")),
        sa.ForeignKeyConstraint(
            ["business_id", "bill_id"],
            ["bills.business_id", "bills.id"],
            name=op.f("fk_allocations_business_id_bill_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "credit_note_id"],
            ["bills.business_id", "bills.id"],
            name=op.f("fk_allocations_business_id_credit_note_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "payment_id"],
            ["payments.business_id", "payments.id"],
            name=op.f("fk_allocations_business_id_payment_id"),
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_allocations")),
        comment="One row per part of a payment or credit note set against an invoice; negative when taken back",
    )
    op.create_index("ix_allocations_bill", "allocations", ["business_id", "bill_id"], unique=False)
    op.create_index("ix_allocations_credit_note", "allocations", ["business_id", "credit_note_id"], unique=False)
    op.create_index("ix_allocations_payment", "allocations", ["business_id", "payment_id"], unique=False)
    op.create_index("ix_allocations_row_version", "allocations", ["row_version"], unique=False)
