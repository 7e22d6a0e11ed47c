"""The books in full: GST, purchases, rentals, deliveries, expenses, gateways, series, sealed numbers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from munim.database import XID8

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# New tables, what the application may do with them, whether rows belong to a business, whether they are mirrored.
SECURITY = (
    ("delivery_routes", "SELECT, INSERT, UPDATE", True, True),
    ("document_series", "SELECT, INSERT, UPDATE", True, False),
    ("gateway_accounts", "SELECT, INSERT, UPDATE", True, False),
    ("gateway_events", "SELECT, INSERT, UPDATE, DELETE", True, False),
    ("goals", "SELECT, INSERT, UPDATE", True, True),
    ("sealed_numbers", "SELECT, INSERT, UPDATE", True, False),
    ("stock_takes", "SELECT, INSERT, UPDATE", True, True),
    ("bookings", "SELECT, INSERT, UPDATE", True, True),
    ("cash_counts", "SELECT, INSERT, UPDATE", True, True),
    ("expenses", "SELECT, INSERT, UPDATE", True, True),
    ("purchase_orders", "SELECT, INSERT, UPDATE", True, True),
    ("supplier_balances", "SELECT, INSERT, UPDATE", True, True),
    ("supplier_bills", "SELECT, INSERT, UPDATE", True, True),
    ("supplier_payments", "SELECT, INSERT, UPDATE", True, True),
    ("transfers", "SELECT, INSERT, UPDATE", True, False),
    ("booking_lines", "SELECT, INSERT, UPDATE, DELETE", True, True),
    ("challans", "SELECT, INSERT, UPDATE", True, True),
    ("earlier_prices", "SELECT, INSERT, UPDATE", True, False),
    ("gateway_requests", "SELECT, INSERT, UPDATE", True, False),
    ("product_barcodes", "SELECT, INSERT, UPDATE", True, False),
    ("product_units", "SELECT, INSERT, UPDATE", True, True),
    ("purchase_order_lines", "SELECT, INSERT, UPDATE, DELETE", True, True),
    ("purchase_receipts", "SELECT, INSERT, UPDATE", True, True),
    ("standing_orders", "SELECT, INSERT, UPDATE", True, True),
    ("stock_take_lines", "SELECT, INSERT, UPDATE", True, True),
    ("advance_taxes", "SELECT, INSERT", True, True),
    ("booking_advances", "SELECT, INSERT", True, False),
    ("challan_lines", "SELECT, INSERT, UPDATE", True, True),
    ("cheques", "SELECT, INSERT, UPDATE", True, True),
    ("delivery_entries", "SELECT, INSERT, UPDATE", True, True),
    ("deposits", "SELECT, INSERT, UPDATE", True, True),
    ("gateway_payments", "SELECT, INSERT, UPDATE", True, False),
    ("gateway_refunds", "SELECT, INSERT, UPDATE", True, False),
    ("purchase_receipt_lines", "SELECT, INSERT, UPDATE", True, True),
    ("purchase_returns", "SELECT, INSERT, UPDATE", True, True),
    ("standing_order_terms", "SELECT, INSERT, UPDATE", True, True),
    ("challan_returns", "SELECT, INSERT", True, True),
    ("delivery_adjustments", "SELECT, INSERT, UPDATE", True, True),
    ("deposit_moves", "SELECT, INSERT", True, True),
    ("supplier_allocations", "SELECT, INSERT", True, True),
    ("supplier_bill_lines", "SELECT, INSERT, UPDATE", True, True),
    ("hire_charges", "SELECT, INSERT", True, True),
    ("purchase_return_lines", "SELECT, INSERT", True, True),
)
OWN = "business_id = (SELECT nullif(current_setting('app.business_id', true), '')::bigint)"

# Checks that end or say something else from here.
CHECKS_GONE = (
    ("files", "ck_files_purpose_known"),
    ("schedules", "ck_schedules_job_known"),
    ("bills", "ck_bills_not_overpaid"),
    ("bills", "ck_bills_kind_known"),
    ("payments", "ck_payments_method_known"),
    ("stock_moves", "ck_stock_moves_reason_known"),
)
CHECKS = (
    ("businesses", "ck_businesses_write_off_limit", "write_off_limit >= 0"),
    (
        "businesses",
        "ck_businesses_tax_registration_known",
        "tax_registration IN ('regular', 'composition', 'unregistered')",
    ),
    ("businesses", "ck_businesses_rental_grace_minutes", "rental_grace_minutes BETWEEN 0 AND 720"),
    ("businesses", "ck_businesses_rental_day_known", "rental_day IN ('calendar', 'hours')"),
    (
        "accounts",
        "ck_accounts_purpose_known",
        "purpose IN ('cash', 'bank', 'upi', 'card', 'cheque', 'gateway', 'expense', 'books')",
    ),
    (
        "customers",
        "ck_customers_gst_treatment_known",
        "gst_treatment IN ('sez_with_payment', 'sez_without_payment', 'deemed_export', 'export_without_payment')",
    ),
    ("files", "ck_files_purpose_known", "purpose IN ('logo', 'banner', 'document', 'receipt', 'attachment')"),
    (
        "schedules",
        "ck_schedules_job_known",
        "job IN ('weekly_report', 'monthly_report', 'reminders', 'low_stock', 'integrity')",
    ),
    (
        "bills",
        "ck_bills_not_overpaid",
        "allocated_minor >= 0 AND credited_minor >= 0 AND written_off_minor >= 0 AND allocated_minor + credited_minor + written_off_minor <= total_minor",
    ),
    ("bills", "ck_bills_supply_known", "supply IN ('intra', 'inter')"),
    (
        "bills",
        "ck_bills_document_known",
        "document IN ('invoice', 'bill_of_supply', 'credit_note', 'debit_note', 'quotation')",
    ),
    (
        "bills",
        "ck_bills_recipient_known",
        "recipient IN ('b2b', 'b2c', 'sez_with_payment', 'sez_without_payment', 'deemed_export', 'export_with_payment', 'export_without_payment')",
    ),
    ("bills", "ck_bills_kind_known", "kind IN ('invoice', 'credit_note', 'debit_note', 'quotation')"),
    ("products", "ck_products_tax_treatment_known", "tax_treatment IN ('taxable', 'nil', 'exempt', 'non_gst')"),
    ("bill_lines", "ck_bill_lines_halves", "cgst_minor = sgst_minor AND (cgst_minor = 0 OR igst_minor = 0)"),
    ("bill_lines", "ck_bill_lines_components", "cgst_minor + sgst_minor + igst_minor + cess_minor IN (0, tax_minor)"),
    ("bill_lines", "ck_bill_lines_tax_treatment_known", "tax_treatment IN ('taxable', 'nil', 'exempt', 'non_gst')"),
    ("bill_lines", "ck_bill_lines_unit_factor", "unit_factor > 0"),
    ("payments", "ck_payments_status_known", "status IN ('received', 'reversed', 'bounced')"),
    ("payments", "ck_payments_gateway_whole", "(gateway IS NULL) = (gateway_payment_id IS NULL)"),
    (
        "payments",
        "ck_payments_method_known",
        "method IN ('cash', 'upi', 'bank', 'card', 'cheque', 'gateway', 'deposit')",
    ),
    ("payments", "ck_payments_undone_has_date", "(status = 'received') = (reversed_date IS NULL)"),
    ("payments", "ck_payments_undone_settles_nothing", "status = 'received' OR allocated_minor + refunded_minor = 0"),
    (
        "stock_levels",
        "ck_stock_levels_worth",
        "CASE WHEN on_hand > 0 THEN value_minor >= 0 WHEN on_hand < 0 THEN value_minor <= 0 ELSE value_minor = 0 END",
    ),
    (
        "stock_moves",
        "ck_stock_moves_reason_known",
        "reason IN ('opening', 'sale', 'return', 'adjustment', 'cancellation', 'purchase', 'purchase_return', 'delivery', 'delivery_return', 'lost_on_hire', 'stock_take', 'revaluation', 'damaged', 'expired', 'theft', 'found', 'own_use', 'correction', 'sample')",
    ),
)
INDEXES_GONE = ("ix_bills_open",)

# The chart of accounts from here: code, name, kind, purpose.
CHART = (
    ("receivable", "Debtors", "asset", "books"),
    ("cash", "Cash in hand", "asset", "cash"),
    ("upi", "UPI", "asset", "upi"),
    ("bank", "Bank", "asset", "bank"),
    ("card", "Card settlements", "asset", "card"),
    ("cheque", "Cheques in hand", "asset", "cheque"),
    ("gateway", "Payment gateway", "asset", "gateway"),
    ("inventory", "Stock in trade", "asset", "books"),
    ("payable", "Creditors", "liability", "books"),
    ("tax_payable", "Tax payable", "liability", "books"),
    ("output_cgst", "Output CGST", "liability", "books"),
    ("output_sgst", "Output SGST", "liability", "books"),
    ("output_igst", "Output IGST", "liability", "books"),
    ("output_cess", "Output cess", "liability", "books"),
    ("reverse_charge", "Tax payable on reverse charge", "liability", "books"),
    ("input_tax", "Input tax", "asset", "books"),
    ("input_cgst", "Input CGST", "asset", "books"),
    ("input_sgst", "Input SGST", "asset", "books"),
    ("input_igst", "Input IGST", "asset", "books"),
    ("input_cess", "Input cess", "asset", "books"),
    ("advance_tax", "Tax on advances received", "asset", "books"),
    ("deposits", "Customers' deposits held", "liability", "books"),
    ("goods_received", "Goods received, not billed", "liability", "books"),
    ("capital", "Owner's capital", "equity", "books"),
    ("drawings", "Owner's drawings", "equity", "books"),
    ("opening", "Opening balances", "equity", "books"),
    ("sales", "Sales", "income", "books"),
    ("sales_returns", "Sales returns", "income", "books"),
    ("charges", "Charges collected", "income", "books"),
    ("deposits_forfeited", "Deposits forfeited", "income", "books"),
    ("discounts_received", "Discounts received", "income", "books"),
    ("cost_of_goods", "Cost of goods sold", "expense", "books"),
    ("stock_adjustments", "Stock adjustments", "expense", "books"),
    ("bad_debts", "Bad debts", "expense", "books"),
    ("cash_difference", "Cash over and short", "expense", "books"),
    ("gateway_fees", "Payment gateway fees", "expense", "expense"),
    ("round_off", "Round-off", "expense", "books"),
    ("rent", "Rent", "expense", "expense"),
    ("salaries", "Salaries and wages", "expense", "expense"),
    ("electricity", "Electricity and water", "expense", "expense"),
    ("transport", "Transport and freight", "expense", "expense"),
    ("repairs", "Repairs and maintenance", "expense", "expense"),
    ("communication", "Telephone and internet", "expense", "expense"),
    ("advertising", "Advertising", "expense", "expense"),
    ("office", "Office and packing", "expense", "expense"),
    ("bank_charges", "Bank charges", "expense", "expense"),
    ("taxes_and_fees", "Taxes and fees", "expense", "expense"),
    ("other_expenses", "Other expenses", "expense", "expense"),
)

# Grants, functions and triggers that are new or say something else from here.
RULES = (
    "GRANT SELECT, INSERT, UPDATE ON files TO munim_app",
    """
CREATE OR REPLACE FUNCTION issued_bills_stand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.kind, OLD.number, OLD.customer_id, OLD.business_date, OLD.gross_minor, OLD.discount_minor,
        OLD.taxable_minor, OLD.tax_minor, OLD.charges_minor, OLD.round_off_minor, OLD.total_minor, OLD.document, OLD.original_id,
        OLD.place_of_supply, OLD.supply, OLD.recipient, OLD.reverse_charge, OLD.tax_effect, OLD.supply_date)
       IS DISTINCT FROM
       (NEW.kind, NEW.number, NEW.customer_id, NEW.business_date, NEW.gross_minor, NEW.discount_minor,
        NEW.taxable_minor, NEW.tax_minor, NEW.charges_minor, NEW.round_off_minor, NEW.total_minor, NEW.document, NEW.original_id,
        NEW.place_of_supply, NEW.supply, NEW.recipient, NEW.reverse_charge, NEW.tax_effect, NEW.supply_date)
       OR NEW.status = 'draft' OR (OLD.status = 'cancelled' AND NEW.status <> 'cancelled') THEN
        RAISE EXCEPTION 'an issued bill does not change' USING ERRCODE = 'check_violation', CONSTRAINT = 'issued_bills_stand';
    END IF;
    RETURN NEW;
END $$
""",
    "GRANT SELECT (business_id, next_poll_at) ON gateway_requests TO munim_queue",
    "GRANT SELECT (business_id, next_poll_at) ON gateway_refunds TO munim_queue",
    "CREATE POLICY queue_polls ON gateway_requests FOR SELECT TO munim_queue USING (true)",
    "CREATE POLICY queue_polls ON gateway_refunds FOR SELECT TO munim_queue USING (true)",
    """
CREATE OR REPLACE FUNCTION jobs.businesses_to_poll() RETURNS TABLE (of_business bigint)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT business_id FROM gateway_requests WHERE next_poll_at <= now()
    UNION SELECT business_id FROM gateway_refunds WHERE next_poll_at <= now()
$$
""",
    "REVOKE ALL ON FUNCTION jobs.businesses_to_poll() FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION jobs.businesses_to_poll() TO munim_app",
    "GRANT CREATE ON SCHEMA jobs TO munim_queue",
    "ALTER FUNCTION jobs.businesses_to_poll() OWNER TO munim_queue",
    "REVOKE CREATE ON SCHEMA jobs FROM munim_queue",
    """
CREATE OR REPLACE FUNCTION only_draft_orders_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM purchase_orders WHERE business_id = OLD.business_id AND id = OLD.order_id AND status <> 'draft') THEN
        RAISE EXCEPTION 'the lines of an issued order do not go' USING ERRCODE = 'check_violation', CONSTRAINT = 'only_draft_orders_change';
    END IF;
    RETURN OLD;
END $$
""",
    "CREATE OR REPLACE TRIGGER only_draft_orders_change BEFORE DELETE ON purchase_order_lines FOR EACH ROW EXECUTE FUNCTION only_draft_orders_change()",
    """
CREATE OR REPLACE FUNCTION supplier_bills_stand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.supplier_id, OLD.reference, OLD.bill_date, OLD.business_date, OLD.taxable_minor, OLD.tax_minor, OLD.total_minor)
       IS DISTINCT FROM
       (NEW.supplier_id, NEW.reference, NEW.bill_date, NEW.business_date, NEW.taxable_minor, NEW.tax_minor, NEW.total_minor)
       OR (OLD.status = 'cancelled' AND NEW.status <> 'cancelled') THEN
        RAISE EXCEPTION 'a supplier''s bill does not change' USING ERRCODE = 'check_violation', CONSTRAINT = 'supplier_bills_stand';
    END IF;
    RETURN NEW;
END $$
""",
    "CREATE OR REPLACE TRIGGER supplier_bills_stand BEFORE UPDATE ON supplier_bills FOR EACH ROW EXECUTE FUNCTION supplier_bills_stand()",
)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    for table, check in CHECKS_GONE:
        _execute(f"ALTER TABLE {table} DROP CONSTRAINT {check}")
    for index in INDEXES_GONE:
        _execute(f"DROP INDEX {index}")
    _change_tables()
    for table, verbs, tenant, mirrored in SECURITY:
        _secure(table, verbs, tenant=tenant, mirrored=mirrored)
    _bring_along()
    for table, check, text in CHECKS:
        _execute(f"ALTER TABLE {table} ADD CONSTRAINT {check} CHECK ({text})")
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


def _bring_along() -> None:
    """What businesses that are there already have from here. The owner sees their rows while row security is not forced."""
    touched = ("accounts", "bills", "businesses", "schedules", "supplier_balances", "suppliers", "ledger_entries")
    for table in touched:
        _execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    chart = sa.values(
        sa.column("code", sa.Text), sa.column("name", sa.Text), sa.column("kind", sa.Text), sa.column("purpose", sa.Text),
        name="chart",
    ).data(list(CHART))  # fmt: skip
    businesses, accounts = (
        sa.table("businesses", sa.column("business_id")),
        sa.table("accounts", *map(sa.column, ("business_id", "code", "name", "kind", "purpose"))),
    )
    connection = op.get_bind()
    wanted = sa.select(businesses.c.business_id, *chart.c).select_from(businesses.join(chart, sa.true()))
    connection.execute(
        postgresql.insert(accounts)
        .from_select(["business_id", "code", "name", "kind", "purpose"], wanted)
        .on_conflict_do_nothing(index_elements=["business_id", "code"])
    )
    connection.execute(sa.update(accounts).where(accounts.c.code == chart.c.code).values(purpose=chart.c.purpose))
    _execute(
        "UPDATE bills SET document = kind WHERE document <> kind",
        # what each supplier is owed becomes a row that is locked
        """
INSERT INTO supplier_balances (business_id, supplier_id, balance_minor)
SELECT s.business_id, s.id, coalesce(-sum(e.amount_minor), 0)
FROM suppliers s LEFT JOIN ledger_entries e ON e.business_id = s.business_id AND e.supplier_id = s.id AND e.account = 'payable'
GROUP BY s.business_id, s.id
""",
        # the nightly proof, at half past three of the shop's own clock
        """
WITH made AS (
    INSERT INTO schedules (business_id, id, job, local_time, recipients, catch_up, enabled, version, created_at)
    SELECT business_id, gen_random_uuid(), 'integrity', '03:30', '{}', 'once', true, 1, now() FROM businesses
    RETURNING business_id, id
)
INSERT INTO jobs.firings (business_id, schedule_id, fire_at)
SELECT m.business_id, m.id, ((now() AT TIME ZONE b.timezone)::date + 1 + time '03:30') AT TIME ZONE b.timezone
FROM made m JOIN businesses b ON b.business_id = m.business_id
""",
    )
    for table in touched:
        _execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def _change_tables() -> None:
    op.create_table(
        "delivery_routes",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True, comment="who goes it"),
        sa.Column("customer_ids", postgresql.ARRAY(sa.Uuid()), nullable=False, comment="in the order they are visited"),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.business_id"], name=op.f("fk_delivery_routes_business_id")
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_delivery_routes")),
        comment="One row per route that goods are delivered on",
    )
    op.create_index("ix_delivery_routes_row_version", "delivery_routes", ["row_version"], unique=False)
    op.create_index("uq_delivery_routes_name", "delivery_routes", ["business_id", "name"], unique=True)
    op.create_table(
        "document_series",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="the kind of document it numbers"),
        sa.Column("code", sa.String(length=6), nullable=False, comment="as its numbers print it"),
        sa.Column("counter", sa.Text(), nullable=False, comment="the counter it is kept at, in the shop's words"),
        sa.Column(
            "device_id",
            sa.Uuid(),
            nullable=True,
            comment="the one device that may number in it; empty: no device, the counter itself",
        ),
        sa.Column("leased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status", sa.Text(), server_default=sa.text("'open'"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('invoice', 'bill_of_supply', 'credit_note', 'debit_note', 'quotation', 'receipt', 'refund', 'receipt_voucher', 'refund_voucher', 'payment_voucher', 'self_invoice', 'challan', 'deposit', 'deposit_refund', 'booking', 'purchase_order', 'purchase_receipt', 'supplier_bill', 'supplier_debit_note', 'supplier_payment', 'expense', 'transfer')",
            name=op.f("ck_document_series_kind_known"),
        ),
        sa.CheckConstraint("status = 'open' OR device_id IS NULL", name=op.f("ck_document_series_closed_is_free")),
        sa.CheckConstraint("status IN ('open', 'closed')", name=op.f("ck_document_series_status_known")),
        sa.CheckConstraint("(device_id IS NULL) = (leased_at IS NULL)", name=op.f("ck_document_series_lease_is_dated")),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.business_id"], name=op.f("fk_document_series_business_id")
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_document_series")),
        comment="One row per series that a shop opened beside its default ones",
    )
    op.create_index("uq_document_series_code", "document_series", ["business_id", "code"], unique=True)
    op.create_table(
        "gateway_accounts",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("gateway", sa.Text(), nullable=False),
        sa.Column(
            "key_id",
            sa.Text(),
            nullable=True,
            comment="the public half of the key: what a checkout in a browser is given",
        ),
        sa.Column(
            "sealed",
            postgresql.BYTEA(),
            nullable=False,
            comment="key secret and webhook secrets, by munim.sealing, bound to this row",
        ),
        sa.Column(
            "webhook_secrets",
            sa.SmallInteger(),
            nullable=False,
            comment="how many are accepted: two while one is exchanged",
        ),
        sa.Column(
            "account",
            sa.Text(),
            nullable=True,
            comment="the ledger account its money goes into; empty: the gateway account of the chart",
        ),
        sa.Column(
            "active",
            sa.Boolean(),
            server_default=sa.text("true"),
            nullable=False,
            comment="whether payments may be asked for",
        ),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("gateway IN ('razorpay', 'stripe')", name=op.f("ck_gateway_accounts_gateway_known")),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.business_id"], name=op.f("fk_gateway_accounts_business_id")
        ),
        sa.PrimaryKeyConstraint("business_id", "gateway", name=op.f("pk_gateway_accounts")),
        comment="One row per gateway a business has an account with",
    )
    op.create_table(
        "gateway_events",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("gateway", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.business_id"], name=op.f("fk_gateway_events_business_id")
        ),
        sa.PrimaryKeyConstraint("business_id", "gateway", "event_id", name=op.f("pk_gateway_events")),
        comment="Webhook events that were heeded, so that none is heeded twice; kept for ninety days and more",
    )
    op.create_index("ix_gateway_events_received", "gateway_events", ["business_id", "received_at"], unique=False)
    op.create_table(
        "goals",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False, comment="its first day"),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column(
            "category", sa.Text(), server_default=sa.text("''"), nullable=False, comment="of expense; empty: all of it"
        ),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False, comment="0: given up"),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint("measure = 'expense' OR category = ''", name=op.f("ck_goals_category")),
        sa.CheckConstraint("measure IN ('sales', 'expense')", name=op.f("ck_goals_measure_known")),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_goals_amount")),
        sa.CheckConstraint("extract(day FROM month) = 1", name=op.f("ck_goals_month")),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"], name=op.f("fk_goals_business_id")),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_goals")),
        comment="One row per goal of a month",
    )
    op.create_index("ix_goals_row_version", "goals", ["row_version"], unique=False)
    op.create_index("uq_goals_month", "goals", ["business_id", "month", "measure", "category"], unique=True)
    op.create_table(
        "sealed_numbers",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False, comment="business, account, supplier or customer"),
        sa.Column("subject_id", sa.Text(), nullable=False, comment="their id; an account's code"),
        sa.Column("name", sa.Text(), nullable=False, comment="which number: bank_account, bank_code, aadhaar, pan, …"),
        sa.Column(
            "sealed", postgresql.BYTEA(), nullable=True, comment="by munim.sealing, bound to this row; empty: removed"
        ),
        sa.Column("last_four", sa.String(length=4), nullable=False, comment="what is shown; nothing of a short number"),
        sa.Column("kept_by", sa.Uuid(), nullable=True),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "name IN ('bank_account', 'bank_code', 'aadhaar', 'pan', 'passport', 'driving_licence', 'voter_id', 'other')",
            name=op.f("ck_sealed_numbers_name_known"),
        ),
        sa.CheckConstraint(
            "subject_kind IN ('business', 'account', 'supplier', 'customer')",
            name=op.f("ck_sealed_numbers_subject_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.business_id"], name=op.f("fk_sealed_numbers_business_id")
        ),
        sa.PrimaryKeyConstraint("business_id", "subject_kind", "subject_id", "name", name=op.f("pk_sealed_numbers")),
        comment="One row per bank or identity number that was ever kept",
    )
    op.create_table(
        "stock_takes",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), server_default=sa.text("'open'"), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("opened_by", sa.Uuid(), nullable=True, comment="the user"),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.Uuid(), nullable=True, comment="the user"),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("business_date", sa.Date(), nullable=False, comment="the shop's day it was opened, then closed, on"),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint("(status = 'open') = (closed_at IS NULL)", name=op.f("ck_stock_takes_closed")),
        sa.CheckConstraint("status IN ('open', 'posted', 'abandoned')", name=op.f("ck_stock_takes_status_known")),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"], name=op.f("fk_stock_takes_business_id")),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_stock_takes")),
        comment="One row per counting of the stock",
    )
    op.create_index("ix_stock_takes_date", "stock_takes", ["business_id", "opened_at", "id"], unique=False)
    op.create_index("ix_stock_takes_row_version", "stock_takes", ["row_version"], unique=False)
    op.create_index(
        "uq_stock_takes_open", "stock_takes", ["business_id"], unique=True, postgresql_where=sa.text("status = 'open'")
    )
    op.create_table(
        "bookings",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("financial_year", sa.String(length=7), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False, comment="first day of the shop it is booked for"),
        sa.Column("ends_on", sa.Date(), nullable=False, comment="last day, included"),
        sa.Column("delivery_address", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True, comment="why it was declined or cancelled"),
        sa.Column("business_date", sa.Date(), nullable=False, comment="day it was asked for"),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True, comment="who accepted, declined or cancelled it"),
        sa.Column("staff_id", sa.Uuid(), nullable=True, comment="who took it down"),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint(
            "status IN ('requested', 'accepted', 'declined', 'cancelled', 'handed_out', 'closed')",
            name=op.f("ck_bookings_status_known"),
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_bookings_dates")),
        sa.ForeignKeyConstraint(
            ["business_id", "customer_id"],
            ["customers.business_id", "customers.id"],
            name=op.f("fk_bookings_business_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"], name=op.f("fk_bookings_business_id")),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_bookings")),
        comment="One row per booking of rental items over dates",
    )
    op.create_index("ix_bookings_customer", "bookings", ["business_id", "customer_id", "starts_on"], unique=False)
    op.create_index("ix_bookings_row_version", "bookings", ["row_version"], unique=False)
    op.create_index("ix_bookings_start", "bookings", ["business_id", "starts_on", "id"], unique=False)
    op.create_index(
        "uq_bookings_number",
        "bookings",
        ["business_id", "financial_year", sa.literal_column("upper(number)")],
        unique=True,
    )
    op.create_table(
        "cash_counts",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False, comment="the account of cash that was counted: one a counter"),
        sa.Column("business_date", sa.Date(), nullable=False, comment="the day whose closing it is"),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "event_sequence",
            sa.BigInteger(),
            nullable=False,
            comment="the last event before it: what money moved up to it is in what was expected, nothing later is",
        ),
        sa.Column("expected_minor", sa.BigInteger(), nullable=False),
        sa.Column("counted_minor", sa.BigInteger(), nullable=False),
        sa.Column(
            "difference_minor", sa.BigInteger(), nullable=False, comment="counted less expected: short is negative"
        ),
        sa.Column(
            "denominations",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=True,
            comment="how many of each note and coin, where they were counted one by one",
        ),
        sa.Column("reason", sa.Text(), nullable=True, comment="why it differs"),
        sa.Column("staff_id", sa.Uuid(), nullable=True, comment="who counted"),
        sa.Column("reversed_date", sa.Date(), nullable=True),
        sa.Column("reversal_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint(
            "(status = 'reversed') = (reversed_date IS NOT NULL)", name=op.f("ck_cash_counts_reversed_has_date")
        ),
        sa.CheckConstraint("status IN ('counted', 'reversed')", name=op.f("ck_cash_counts_status_known")),
        sa.CheckConstraint("counted_minor - expected_minor = difference_minor", name=op.f("ck_cash_counts_adds_up")),
        sa.CheckConstraint("counted_minor >= 0", name=op.f("ck_cash_counts_counted")),
        sa.CheckConstraint(
            "difference_minor = 0 OR reason IS NOT NULL", name=op.f("ck_cash_counts_difference_has_reason")
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "account"],
            ["accounts.business_id", "accounts.code"],
            name=op.f("fk_cash_counts_business_id_account"),
        ),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"], name=op.f("fk_cash_counts_business_id")),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_cash_counts")),
        comment="One row per count of an account of cash at the end of a day",
    )
    op.create_index("ix_cash_counts_date", "cash_counts", ["business_id", "business_date", "id"], unique=False)
    op.create_index("ix_cash_counts_row_version", "cash_counts", ["row_version"], unique=False)
    op.create_index(
        "uq_cash_counts_day",
        "cash_counts",
        ["business_id", "account", "business_date"],
        unique=True,
        postgresql_where=sa.text("status = 'counted'"),
    )
    op.create_table(
        "expenses",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("financial_year", sa.String(length=7), nullable=False),
        sa.Column("category", sa.Text(), nullable=False, comment="the account it was spent on"),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False, comment="the account it was paid from"),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column(
            "net_minor",
            sa.BigInteger(),
            nullable=False,
            comment="what it cost: the amount less the tax that is claimed",
        ),
        sa.Column(
            "tax_minor",
            sa.BigInteger(),
            server_default=sa.text("0"),
            nullable=False,
            comment="input tax where it is of one kind",
        ),
        sa.Column("cgst_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("sgst_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("igst_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("cess_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("payee", sa.Text(), nullable=True, comment="whom it was paid to"),
        sa.Column("payee_gstin", sa.String(length=15), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True, comment="the number of the payee's bill"),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("receipt_file_id", sa.Uuid(), nullable=True, comment="a picture or PDF of the payee's bill"),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("cancelled_date", sa.Date(), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint(
            "method IN ('cash', 'upi', 'bank', 'card', 'cheque')", name=op.f("ck_expenses_method_known")
        ),
        sa.CheckConstraint(
            "cgst_minor = sgst_minor AND (cgst_minor = 0 OR igst_minor = 0)", name=op.f("ck_expenses_halves")
        ),
        sa.CheckConstraint(
            "least(tax_minor, cgst_minor, sgst_minor, igst_minor, cess_minor) >= 0",
            name=op.f("ck_expenses_not_negative"),
        ),
        sa.CheckConstraint(
            "net_minor + tax_minor + cgst_minor + sgst_minor + igst_minor + cess_minor = amount_minor",
            name=op.f("ck_expenses_adds_up"),
        ),
        sa.CheckConstraint("net_minor > 0", name=op.f("ck_expenses_net")),
        sa.CheckConstraint(
            "tax_minor = 0 OR cgst_minor + igst_minor + cess_minor = 0", name=op.f("ck_expenses_one_tax")
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "account"],
            ["accounts.business_id", "accounts.code"],
            name=op.f("fk_expenses_business_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "category"],
            ["accounts.business_id", "accounts.code"],
            name=op.f("fk_expenses_business_id_category"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "receipt_file_id"],
            ["files.business_id", "files.id"],
            name=op.f("fk_expenses_business_id_receipt_file_id"),
        ),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"], name=op.f("fk_expenses_business_id")),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_expenses")),
        comment="One row per expense voucher",
    )
    op.create_index("ix_expenses_category", "expenses", ["business_id", "category", "business_date"], unique=False)
    op.create_index("ix_expenses_date", "expenses", ["business_id", "business_date", "id"], unique=False)
    op.create_index("ix_expenses_row_version", "expenses", ["row_version"], unique=False)
    op.create_index(
        "uq_expenses_number",
        "expenses",
        ["business_id", "financial_year", sa.literal_column("upper(number)")],
        unique=True,
    )
    op.create_table(
        "purchase_orders",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "status", sa.Text(), nullable=False, comment="what a person decided; how far it is received is derived"
        ),
        sa.Column("series", sa.String(length=6), nullable=True),
        sa.Column("financial_year", sa.String(length=7), nullable=True),
        sa.Column("number", sa.String(length=16), nullable=True, comment="given when issued; drafts have none"),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("expected_date", sa.Date(), nullable=True, comment="when the goods should come"),
        sa.Column("ended_date", sa.Date(), nullable=True, comment="business date it was closed or cancelled"),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("taxable_minor", sa.BigInteger(), nullable=False),
        sa.Column(
            "tax_minor", sa.BigInteger(), nullable=False, comment="as expected; what is owed is on the supplier's bill"
        ),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column(
            "ordered_from",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=True,
            comment="the supplier's name and address as they stood when it was issued",
        ),
        sa.Column("staff_id", sa.Uuid(), nullable=True, comment="who issued it"),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint(
            "(status IN ('closed', 'cancelled')) = (ended_date IS NOT NULL)",
            name=op.f("ck_purchase_orders_ended_has_date"),
        ),
        sa.CheckConstraint(
            "number IS NOT NULL OR status IN ('draft', 'cancelled')",
            name=op.f("ck_purchase_orders_numbered_when_issued"),
        ),
        sa.CheckConstraint(
            "status <> 'draft' OR number IS NULL", name=op.f("ck_purchase_orders_drafts_have_no_number")
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'issued', 'closed', 'cancelled')", name=op.f("ck_purchase_orders_status_known")
        ),
        sa.CheckConstraint("taxable_minor + tax_minor = total_minor", name=op.f("ck_purchase_orders_adds_up")),
        sa.ForeignKeyConstraint(
            ["business_id", "supplier_id"],
            ["suppliers.business_id", "suppliers.id"],
            name=op.f("fk_purchase_orders_business_id_supplier_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.business_id"], name=op.f("fk_purchase_orders_business_id")
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_purchase_orders")),
        comment="One row per order to a supplier",
    )
    op.create_index("ix_purchase_orders_date", "purchase_orders", ["business_id", "business_date", "id"], unique=False)
    op.create_index("ix_purchase_orders_row_version", "purchase_orders", ["row_version"], unique=False)
    op.create_index(
        "ix_purchase_orders_supplier", "purchase_orders", ["business_id", "supplier_id", "business_date"], unique=False
    )
    op.create_index(
        "uq_purchase_orders_number",
        "purchase_orders",
        ["business_id", "financial_year", sa.literal_column("upper(number)")],
        unique=True,
    )
    op.create_table(
        "supplier_balances",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("balance_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id", "supplier_id"],
            ["suppliers.business_id", "suppliers.id"],
            name=op.f("fk_supplier_balances_business_id_supplier_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.business_id"], name=op.f("fk_supplier_balances_business_id")
        ),
        sa.PrimaryKeyConstraint("business_id", "supplier_id", name=op.f("pk_supplier_balances")),
        comment="What each supplier is owed (negative: paid ahead), the credit side of their entries, kept for locking",
    )
    op.create_index("ix_supplier_balances_row_version", "supplier_balances", ["row_version"], unique=False)
    op.create_table(
        "supplier_bills",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False, comment="the supplier's own number of it"),
        sa.Column("bill_date", sa.Date(), nullable=False, comment="as the supplier dated it"),
        sa.Column("financial_year", sa.String(length=7), nullable=False, comment="of bill_date"),
        sa.Column("business_date", sa.Date(), nullable=False, comment="the day it was entered in the books"),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("place_of_supply", sa.String(length=2), nullable=True, comment="GST state code"),
        sa.Column("supply", sa.Text(), nullable=True, comment="under GST: intra (CGST and SGST) or inter (IGST)"),
        sa.Column(
            "reverse_charge",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="the tax is owed to the government, not to the supplier",
        ),
        sa.Column("taxable_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("round_off_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False, comment="what the supplier is owed by it"),
        sa.Column("paid_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False, comment="by payments"),
        sa.Column(
            "returned_minor",
            sa.BigInteger(),
            server_default=sa.text("0"),
            nullable=False,
            comment="by debit notes for returns",
        ),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("file_id", sa.Uuid(), nullable=True, comment="a picture or PDF of it"),
        sa.Column("cancelled_date", sa.Date(), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint(
            "(status = 'cancelled') = (cancelled_date IS NOT NULL)", name=op.f("ck_supplier_bills_cancelled_has_date")
        ),
        sa.CheckConstraint(
            "status = 'recorded' OR paid_minor + returned_minor = 0",
            name=op.f("ck_supplier_bills_cancelled_settles_nothing"),
        ),
        sa.CheckConstraint("status IN ('recorded', 'cancelled')", name=op.f("ck_supplier_bills_status_known")),
        sa.CheckConstraint("supply IN ('intra', 'inter')", name=op.f("ck_supplier_bills_supply_known")),
        sa.CheckConstraint(
            "paid_minor >= 0 AND returned_minor >= 0 AND paid_minor + returned_minor <= total_minor",
            name=op.f("ck_supplier_bills_not_overpaid"),
        ),
        sa.CheckConstraint(
            "taxable_minor + CASE WHEN reverse_charge THEN 0 ELSE tax_minor END + round_off_minor = total_minor",
            name=op.f("ck_supplier_bills_adds_up"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "file_id"],
            ["files.business_id", "files.id"],
            name=op.f("fk_supplier_bills_business_id_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "supplier_id"],
            ["suppliers.business_id", "suppliers.id"],
            name=op.f("fk_supplier_bills_business_id_supplier_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.business_id"], name=op.f("fk_supplier_bills_business_id")
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_supplier_bills")),
        comment="One row per bill that a supplier sent",
    )
    op.create_index("ix_supplier_bills_date", "supplier_bills", ["business_id", "business_date", "id"], unique=False)
    op.create_index(
        "ix_supplier_bills_open",
        "supplier_bills",
        ["business_id", "supplier_id", "due_date"],
        unique=False,
        postgresql_where=sa.text("status = 'recorded' AND paid_minor + returned_minor < total_minor"),
    )
    op.create_index("ix_supplier_bills_row_version", "supplier_bills", ["row_version"], unique=False)
    op.create_index(
        "ix_supplier_bills_supplier", "supplier_bills", ["business_id", "supplier_id", "business_date"], unique=False
    )
    op.create_index(
        "uq_supplier_bills_reference",
        "supplier_bills",
        ["business_id", "supplier_id", "financial_year", sa.literal_column("upper(reference)")],
        unique=True,
        postgresql_where=sa.text("status = 'recorded'"),
    )
    op.create_table(
        "supplier_payments",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("series", sa.String(length=6), nullable=False),
        sa.Column("financial_year", sa.String(length=7), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False, comment="the account it was paid from"),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("allocated_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True, comment="UTR, cheque or slip number"),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("reversed_date", sa.Date(), nullable=True, comment="business date it was taken back: it never was"),
        sa.Column("reverse_reason", sa.Text(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint(
            "method IN ('cash', 'upi', 'bank', 'card', 'cheque')", name=op.f("ck_supplier_payments_method_known")
        ),
        sa.CheckConstraint(
            "allocated_minor >= 0 AND allocated_minor <= amount_minor", name=op.f("ck_supplier_payments_not_overspent")
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_supplier_payments_amount")),
        sa.CheckConstraint(
            "reversed_date IS NULL OR allocated_minor = 0", name=op.f("ck_supplier_payments_reversed_settles_nothing")
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "account"],
            ["accounts.business_id", "accounts.code"],
            name=op.f("fk_supplier_payments_business_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "supplier_id"],
            ["suppliers.business_id", "suppliers.id"],
            name=op.f("fk_supplier_payments_business_id_supplier_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.business_id"], name=op.f("fk_supplier_payments_business_id")
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_supplier_payments")),
        comment="One row per payment to a supplier",
    )
    op.create_index(
        "ix_supplier_payments_date", "supplier_payments", ["business_id", "business_date", "id"], unique=False
    )
    op.create_index("ix_supplier_payments_row_version", "supplier_payments", ["row_version"], unique=False)
    op.create_index(
        "ix_supplier_payments_supplier",
        "supplier_payments",
        ["business_id", "supplier_id", "business_date"],
        unique=False,
    )
    op.create_index(
        "uq_supplier_payments_number",
        "supplier_payments",
        ["business_id", "financial_year", sa.literal_column("upper(number)")],
        unique=True,
    )
    op.create_table(
        "transfers",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("financial_year", sa.String(length=7), nullable=False),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="transfer: between two accounts of money; capital and drawings: from and to the owner; opening: there when the books began",
        ),
        sa.Column("from_account", sa.Text(), nullable=False),
        sa.Column("to_account", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True, comment="UTR, cheque or slip number"),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("cancelled_date", sa.Date(), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('transfer', 'capital', 'drawings', 'opening')", name=op.f("ck_transfers_kind_known")
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_transfers_amount")),
        sa.CheckConstraint("from_account <> to_account", name=op.f("ck_transfers_two_accounts")),
        sa.ForeignKeyConstraint(
            ["business_id", "from_account"],
            ["accounts.business_id", "accounts.code"],
            name=op.f("fk_transfers_business_id_from_account"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "to_account"],
            ["accounts.business_id", "accounts.code"],
            name=op.f("fk_transfers_business_id_to_account"),
        ),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"], name=op.f("fk_transfers_business_id")),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_transfers")),
        comment="One row per transfer voucher",
    )
    op.create_index("ix_transfers_date", "transfers", ["business_id", "business_date", "id"], unique=False)
    op.create_index(
        "uq_transfers_number",
        "transfers",
        ["business_id", "financial_year", sa.literal_column("upper(number)")],
        unique=True,
    )
    op.create_table(
        "booking_lines",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column(
            "daily_rate",
            sa.Numeric(precision=14, scale=4),
            nullable=False,
            comment="hire of one unit for a day, as agreed",
        ),
        sa.Column("discount_percent", sa.Numeric(precision=7, scale=4), server_default=sa.text("0"), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint("daily_rate >= 0", name=op.f("ck_booking_lines_daily_rate")),
        sa.CheckConstraint("discount_percent BETWEEN 0 AND 100", name=op.f("ck_booking_lines_discount")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_booking_lines_quantity")),
        sa.ForeignKeyConstraint(
            ["business_id", "booking_id"],
            ["bookings.business_id", "bookings.id"],
            name=op.f("fk_booking_lines_business_id_booking_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "product_id"],
            ["products.business_id", "products.id"],
            name=op.f("fk_booking_lines_business_id_product_id"),
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_booking_lines")),
        comment="One row per rental item of a booking",
    )
    op.create_index("ix_booking_lines_product", "booking_lines", ["business_id", "product_id"], unique=False)
    op.create_index("ix_booking_lines_row_version", "booking_lines", ["row_version"], unique=False)
    op.create_index(
        "uq_booking_lines_position", "booking_lines", ["business_id", "booking_id", "position"], unique=True
    )
    op.create_table(
        "challans",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("financial_year", sa.String(length=7), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=True),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False, comment="date of the challan"),
        sa.Column(
            "starts_on", sa.Date(), nullable=False, comment="day the hire begins: as planned, then as handed out"
        ),
        sa.Column("due_on", sa.Date(), nullable=False, comment="last day of the hire, as agreed"),
        sa.Column("out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("out_by", sa.Uuid(), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_by", sa.Uuid(), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_by", sa.Uuid(), nullable=True),
        sa.Column("cancelled_date", sa.Date(), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=True),
        sa.Column("day_counts", sa.Text(), nullable=False, comment="how its days are counted: calendar or hours (24)"),
        sa.Column("grace_minutes", sa.Integer(), nullable=False),
        sa.Column("tax_exempt", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("exempt_reason", sa.Text(), nullable=True),
        sa.Column("delivery_address", sa.Text(), nullable=True),
        sa.Column(
            "vehicle", sa.Text(), nullable=True, comment="registration number of the vehicle that carries the goods"
        ),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column(
            "consignee",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="the hirer's name and address as they stood",
        ),
        sa.Column("staff_id", sa.Uuid(), nullable=True, comment="who made it out"),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint(
            "(status = 'cancelled') = (cancelled_date IS NOT NULL)", name=op.f("ck_challans_cancelled_has_date")
        ),
        sa.CheckConstraint(
            "(status = 'returned') = (returned_at IS NOT NULL)", name=op.f("ck_challans_returned_has_time")
        ),
        sa.CheckConstraint(
            "(status IN ('pending', 'cancelled')) = (out_at IS NULL)", name=op.f("ck_challans_out_has_time")
        ),
        sa.CheckConstraint("day_counts IN ('calendar', 'hours')", name=op.f("ck_challans_day_counts_known")),
        sa.CheckConstraint(
            "status IN ('pending', 'out', 'delivered', 'returned', 'cancelled')", name=op.f("ck_challans_status_known")
        ),
        sa.CheckConstraint("NOT tax_exempt OR exempt_reason IS NOT NULL", name=op.f("ck_challans_exempt_has_reason")),
        sa.CheckConstraint("due_on >= starts_on", name=op.f("ck_challans_dates")),
        sa.ForeignKeyConstraint(
            ["business_id", "booking_id"],
            ["bookings.business_id", "bookings.id"],
            name=op.f("fk_challans_business_id_booking_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "customer_id"],
            ["customers.business_id", "customers.id"],
            name=op.f("fk_challans_business_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"], name=op.f("fk_challans_business_id")),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_challans")),
        comment="One row per delivery challan of goods on hire",
    )
    op.create_index("ix_challans_booking", "challans", ["business_id", "booking_id"], unique=False)
    op.create_index("ix_challans_customer", "challans", ["business_id", "customer_id", "business_date"], unique=False)
    op.create_index("ix_challans_date", "challans", ["business_id", "business_date", "id"], unique=False)
    op.create_index(
        "ix_challans_open",
        "challans",
        ["business_id", "due_on"],
        unique=False,
        postgresql_where=sa.text("status IN ('pending', 'out', 'delivered')"),
    )
    op.create_index("ix_challans_row_version", "challans", ["row_version"], unique=False)
    op.create_index(
        "uq_challans_number",
        "challans",
        ["business_id", "financial_year", sa.literal_column("upper(number)")],
        unique=True,
    )
    op.create_table(
        "earlier_prices",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("until_date", sa.Date(), nullable=False, comment="the first day on which it was another"),
        sa.Column("price", sa.Numeric(precision=14, scale=4), nullable=False),
        sa.Column("price_includes_tax", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id", "product_id"],
            ["products.business_id", "products.id"],
            name=op.f("fk_earlier_prices_business_id_product_id"),
        ),
        sa.PrimaryKeyConstraint("business_id", "product_id", "until_date", name=op.f("pk_earlier_prices")),
        comment="The prices that products had before they were changed, each until a day; the present one is the product's",
    )
    op.create_table(
        "gateway_requests",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("gateway", sa.Text(), nullable=False),
        sa.Column(
            "form",
            sa.Text(),
            nullable=False,
            comment="link: a page of the gateway's; order: for a checkout of the shop's own",
        ),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("bill_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column(
            "gateway_request_id",
            sa.Text(),
            nullable=True,
            comment="the gateway's id of it; empty: whether it was made is not known yet",
        ),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True, comment="what the gateway said when it refused"),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_poll_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("form IN ('link', 'order')", name=op.f("ck_gateway_requests_form_known")),
        sa.CheckConstraint("gateway IN ('razorpay', 'stripe')", name=op.f("ck_gateway_requests_gateway_known")),
        sa.CheckConstraint(
            "status IN ('asking', 'failed') OR gateway_request_id IS NOT NULL",
            name=op.f("ck_gateway_requests_known_once_made"),
        ),
        sa.CheckConstraint(
            "status IN ('asking', 'open', 'paid', 'expired', 'failed')", name=op.f("ck_gateway_requests_status_known")
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_gateway_requests_amount")),
        sa.ForeignKeyConstraint(
            ["business_id", "bill_id"],
            ["bills.business_id", "bills.id"],
            name=op.f("fk_gateway_requests_business_id_bill_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "customer_id"],
            ["customers.business_id", "customers.id"],
            name=op.f("fk_gateway_requests_business_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.business_id"], name=op.f("fk_gateway_requests_business_id")
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_gateway_requests")),
        comment="One row per payment asked for through a gateway: a link or an order",
    )
    op.create_index("ix_gateway_requests_bill", "gateway_requests", ["business_id", "bill_id"], unique=False)
    op.create_index(
        "ix_gateway_requests_poll",
        "gateway_requests",
        ["next_poll_at"],
        unique=False,
        postgresql_where=sa.text("next_poll_at IS NOT NULL"),
    )
    op.create_index(
        "uq_gateway_requests_theirs", "gateway_requests", ["business_id", "gateway", "gateway_request_id"], unique=True
    )
    op.create_table(
        "product_barcodes",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=True, comment="the unit it is on; empty: the product's own"),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id", "product_id"],
            ["products.business_id", "products.id"],
            name=op.f("fk_product_barcodes_business_id_product_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "unit_id"],
            ["units.business_id", "units.id"],
            name=op.f("fk_product_barcodes_business_id_unit_id"),
        ),
        sa.PrimaryKeyConstraint("business_id", "code", name=op.f("pk_product_barcodes")),
        comment="One row per further barcode of a product",
    )
    op.create_index("ix_product_barcodes_product", "product_barcodes", ["business_id", "product_id"], unique=False)
    op.create_table(
        "product_units",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "factor",
            sa.Numeric(precision=14, scale=6),
            nullable=False,
            comment="how many of the product's own unit one of it is",
        ),
        sa.Column(
            "price",
            sa.Numeric(precision=14, scale=4),
            nullable=True,
            comment="of one of this unit; empty: the factor times the product's price",
        ),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint("factor > 0", name=op.f("ck_product_units_factor")),
        sa.CheckConstraint("price >= 0", name=op.f("ck_product_units_price")),
        sa.ForeignKeyConstraint(
            ["business_id", "product_id"],
            ["products.business_id", "products.id"],
            name=op.f("fk_product_units_business_id_product_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "unit_id"],
            ["units.business_id", "units.id"],
            name=op.f("fk_product_units_business_id_unit_id"),
        ),
        sa.PrimaryKeyConstraint("business_id", "product_id", "unit_id", name=op.f("pk_product_units")),
        comment="One row per unit a product is sold in besides its own",
    )
    op.create_index("ix_product_units_row_version", "product_units", ["row_version"], unique=False)
    op.create_table(
        "purchase_order_lines",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False, comment="1, 2, 3 … as printed"),
        sa.Column("product_id", sa.Uuid(), nullable=True, comment="empty: words alone"),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column("unit", sa.String(length=8), nullable=True),
        sa.Column(
            "unit_factor",
            sa.Numeric(precision=14, scale=6),
            server_default=sa.text("1"),
            nullable=False,
            comment="how many of the product's own unit one of this unit is: 12 for a box of twelve",
        ),
        sa.Column("unit_price", sa.Numeric(precision=14, scale=4), nullable=False, comment="before tax"),
        sa.Column("tax_rate", sa.Numeric(precision=7, scale=4), server_default=sa.text("0"), nullable=False),
        sa.Column("taxable_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column(
            "received_quantity",
            sa.Numeric(precision=14, scale=3),
            server_default=sa.text("0"),
            nullable=False,
            comment="by receipts, less what went back unbilled; above quantity when more was taken in on purpose",
        ),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint("quantity > 0 AND unit_factor > 0", name=op.f("ck_purchase_order_lines_quantity")),
        sa.CheckConstraint("received_quantity >= 0", name=op.f("ck_purchase_order_lines_received")),
        sa.CheckConstraint("unit_price >= 0", name=op.f("ck_purchase_order_lines_unit_price")),
        sa.ForeignKeyConstraint(
            ["business_id", "order_id"],
            ["purchase_orders.business_id", "purchase_orders.id"],
            name=op.f("fk_purchase_order_lines_business_id_order_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "product_id"],
            ["products.business_id", "products.id"],
            name=op.f("fk_purchase_order_lines_business_id_product_id"),
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_purchase_order_lines")),
        comment="One row per line of an order",
    )
    op.create_index(
        "ix_purchase_order_lines_product", "purchase_order_lines", ["business_id", "product_id"], unique=False
    )
    op.create_index("ix_purchase_order_lines_row_version", "purchase_order_lines", ["row_version"], unique=False)
    op.create_index(
        "uq_purchase_order_lines_position", "purchase_order_lines", ["business_id", "order_id", "position"], unique=True
    )
    op.create_table(
        "purchase_receipts",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("series", sa.String(length=6), nullable=False),
        sa.Column("financial_year", sa.String(length=7), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True, comment="empty: bought without an order"),
        sa.Column("reference", sa.Text(), nullable=True, comment="the supplier's delivery note or challan"),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("value_minor", sa.BigInteger(), nullable=False, comment="of all lines, before tax"),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id", "order_id"],
            ["purchase_orders.business_id", "purchase_orders.id"],
            name=op.f("fk_purchase_receipts_business_id_order_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "supplier_id"],
            ["suppliers.business_id", "suppliers.id"],
            name=op.f("fk_purchase_receipts_business_id_supplier_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.business_id"], name=op.f("fk_purchase_receipts_business_id")
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_purchase_receipts")),
        comment="One row per delivery of goods taken in from a supplier (goods received note)",
    )
    op.create_index(
        "ix_purchase_receipts_date", "purchase_receipts", ["business_id", "business_date", "id"], unique=False
    )
    op.create_index("ix_purchase_receipts_order", "purchase_receipts", ["business_id", "order_id"], unique=False)
    op.create_index("ix_purchase_receipts_row_version", "purchase_receipts", ["row_version"], unique=False)
    op.create_index(
        "ix_purchase_receipts_supplier",
        "purchase_receipts",
        ["business_id", "supplier_id", "business_date"],
        unique=False,
    )
    op.create_index(
        "uq_purchase_receipts_number",
        "purchase_receipts",
        ["business_id", "financial_year", sa.literal_column("upper(number)")],
        unique=True,
    )
    op.create_table(
        "standing_orders",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("route_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("weekdays", postgresql.ARRAY(sa.SmallInteger()), nullable=False, comment="ISO weekdays, 1 = Monday"),
        sa.Column("starts", sa.Date(), nullable=False, comment="first day"),
        sa.Column("ends", sa.Date(), nullable=True, comment="last day; empty: until further notice"),
        sa.Column(
            "pauses",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="[{from, to}]: days without delivery, both included",
        ),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint("slot IN ('morning', 'evening')", name=op.f("ck_standing_orders_slot_known")),
        sa.CheckConstraint(
            "cardinality(weekdays) > 0 AND weekdays <@ ARRAY[1,2,3,4,5,6,7]::smallint[]",
            name=op.f("ck_standing_orders_weekdays"),
        ),
        sa.CheckConstraint("ends >= starts", name=op.f("ck_standing_orders_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["business_id", "customer_id"],
            ["customers.business_id", "customers.id"],
            name=op.f("fk_standing_orders_business_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "product_id"],
            ["products.business_id", "products.id"],
            name=op.f("fk_standing_orders_business_id_product_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "route_id"],
            ["delivery_routes.business_id", "delivery_routes.id"],
            name=op.f("fk_standing_orders_business_id_route_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.business_id"], name=op.f("fk_standing_orders_business_id")
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_standing_orders")),
        comment="One row per product that a customer is brought on certain days",
    )
    op.create_index(
        "ix_standing_orders_customer", "standing_orders", ["business_id", "customer_id", "product_id"], unique=False
    )
    op.create_index("ix_standing_orders_route", "standing_orders", ["business_id", "route_id", "id"], unique=False)
    op.create_index("ix_standing_orders_row_version", "standing_orders", ["row_version"], unique=False)
    op.create_table(
        "stock_take_lines",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("stock_take_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("counted", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column(
            "expected",
            sa.Numeric(precision=14, scale=3),
            nullable=False,
            comment="on hand in the books at the moment it was counted",
        ),
        sa.Column("counted_by", sa.Uuid(), nullable=True, comment="the user"),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "value_minor", sa.BigInteger(), nullable=True, comment="what the difference was worth when it was posted"
        ),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint("counted >= 0", name=op.f("ck_stock_take_lines_counted")),
        sa.ForeignKeyConstraint(
            ["business_id", "product_id"],
            ["products.business_id", "products.id"],
            name=op.f("fk_stock_take_lines_business_id_product_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "stock_take_id"],
            ["stock_takes.business_id", "stock_takes.id"],
            name=op.f("fk_stock_take_lines_business_id_stock_take_id"),
        ),
        sa.PrimaryKeyConstraint("business_id", "stock_take_id", "product_id", name=op.f("pk_stock_take_lines")),
        comment="One row per product counted in a stock take",
    )
    op.create_index("ix_stock_take_lines_row_version", "stock_take_lines", ["row_version"], unique=False)
    op.create_table(
        "advance_taxes",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=False, comment="the receipt voucher"),
        sa.Column("kind", sa.Text(), nullable=False, comment="received, adjusted, released, refunded or reversed"),
        sa.Column(
            "place_of_supply",
            sa.String(length=2),
            nullable=True,
            comment="GST state code; empty: not known, so inter-state",
        ),
        sa.Column("supply", sa.Text(), nullable=False),
        sa.Column("tax_rate", sa.Numeric(precision=7, scale=4), nullable=False),
        sa.Column("taxable_minor", sa.BigInteger(), nullable=False),
        sa.Column("cgst_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("sgst_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("igst_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("received_date", sa.Date(), nullable=False, comment="of the receipt voucher"),
        sa.Column("business_date", sa.Date(), nullable=False, comment="of this change"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('received', 'adjusted', 'released', 'refunded', 'reversed')",
            name=op.f("ck_advance_taxes_kind_known"),
        ),
        sa.CheckConstraint("supply IN ('intra', 'inter')", name=op.f("ck_advance_taxes_supply_known")),
        sa.CheckConstraint(
            "cgst_minor = sgst_minor AND (cgst_minor = 0 OR igst_minor = 0)", name=op.f("ck_advance_taxes_halves")
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "payment_id"],
            ["payments.business_id", "payments.id"],
            name=op.f("fk_advance_taxes_business_id_payment_id"),
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_advance_taxes")),
        comment="One row per change of the tax on an advance for services (RULES T12); less of it is negative",
    )
    op.create_index("ix_advance_taxes_date", "advance_taxes", ["business_id", "business_date"], unique=False)
    op.create_index("ix_advance_taxes_payment", "advance_taxes", ["business_id", "payment_id"], unique=False)
    op.create_index("ix_advance_taxes_row_version", "advance_taxes", ["row_version"], unique=False)
    op.create_table(
        "booking_advances",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id", "booking_id"],
            ["bookings.business_id", "bookings.id"],
            name=op.f("fk_booking_advances_business_id_booking_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "payment_id"],
            ["payments.business_id", "payments.id"],
            name=op.f("fk_booking_advances_business_id_payment_id"),
        ),
        sa.PrimaryKeyConstraint("business_id", "payment_id", name=op.f("pk_booking_advances")),
        comment="One row per advance payment that was taken for a booking",
    )
    op.create_index("ix_booking_advances_booking", "booking_advances", ["business_id", "booking_id"], unique=False)
    op.create_table(
        "challan_lines",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("challan_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("hsn", sa.String(length=8), nullable=True),
        sa.Column("unit", sa.String(length=8), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column(
            "returned_quantity",
            sa.Numeric(precision=14, scale=3),
            server_default=sa.text("0"),
            nullable=False,
            comment="came back, damaged or whole",
        ),
        sa.Column("lost_quantity", sa.Numeric(precision=14, scale=3), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "daily_rate",
            sa.Numeric(precision=14, scale=4),
            nullable=False,
            comment="hire of one unit for a day, as agreed",
        ),
        sa.Column("discount_percent", sa.Numeric(precision=7, scale=4), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "unit_value",
            sa.Numeric(precision=14, scale=4),
            nullable=False,
            comment="declared value of one unit, in currency units",
        ),
        sa.Column("booked_days", sa.Integer(), nullable=False, comment="days of hire agreed"),
        sa.Column(
            "unbilled_minor",
            sa.BigInteger(),
            server_default=sa.text("0"),
            nullable=False,
            comment="hire and charges not billed yet, as agreed or, of what came back, as it was: part of the customer's credit",
        ),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint("booked_days > 0", name=op.f("ck_challan_lines_booked_days")),
        sa.CheckConstraint("daily_rate >= 0 AND unit_value >= 0", name=op.f("ck_challan_lines_rates")),
        sa.CheckConstraint("discount_percent BETWEEN 0 AND 100", name=op.f("ck_challan_lines_discount")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_challan_lines_quantity")),
        sa.CheckConstraint(
            "returned_quantity >= 0 AND lost_quantity >= 0 AND returned_quantity + lost_quantity <= quantity",
            name=op.f("ck_challan_lines_not_over_returned"),
        ),
        sa.CheckConstraint("unbilled_minor >= 0", name=op.f("ck_challan_lines_unbilled")),
        sa.ForeignKeyConstraint(
            ["business_id", "challan_id"],
            ["challans.business_id", "challans.id"],
            name=op.f("fk_challan_lines_business_id_challan_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "product_id"],
            ["products.business_id", "products.id"],
            name=op.f("fk_challan_lines_business_id_product_id"),
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_challan_lines")),
        comment="One row per rental item of a challan",
    )
    op.create_index("ix_challan_lines_product", "challan_lines", ["business_id", "product_id"], unique=False)
    op.create_index("ix_challan_lines_row_version", "challan_lines", ["row_version"], unique=False)
    op.create_index(
        "uq_challan_lines_position", "challan_lines", ["business_id", "challan_id", "position"], unique=True
    )
    op.create_table(
        "cheques",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=False, comment="the receipt it was given for"),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True, comment="as printed on the cheque"),
        sa.Column("bank", sa.Text(), nullable=True, comment="on whom it is drawn"),
        sa.Column(
            "dated",
            sa.Date(),
            nullable=False,
            comment="the cheque's own date: later than the receipt's, it is post-dated",
        ),
        sa.Column("account", sa.Text(), nullable=True, comment="the bank account it was deposited into"),
        sa.Column("deposited_date", sa.Date(), nullable=True),
        sa.Column("cleared_date", sa.Date(), nullable=True),
        sa.Column("bounce_charge_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint(
            "status IN ('received', 'deposited', 'cleared', 'bounced', 'reversed')",
            name=op.f("ck_cheques_status_known"),
        ),
        sa.CheckConstraint("(account IS NULL) = (deposited_date IS NULL)", name=op.f("ck_cheques_deposited_somewhere")),
        sa.CheckConstraint("bounce_charge_minor >= 0", name=op.f("ck_cheques_bounce_charge")),
        sa.ForeignKeyConstraint(
            ["business_id", "payment_id"],
            ["payments.business_id", "payments.id"],
            name=op.f("fk_cheques_business_id_payment_id"),
        ),
        sa.PrimaryKeyConstraint("business_id", "payment_id", name=op.f("pk_cheques")),
        comment="One row per cheque a customer gave: what is written on it and how far it has come",
    )
    op.create_index("ix_cheques_dated", "cheques", ["business_id", "dated", "payment_id"], unique=False)
    op.create_index("ix_cheques_row_version", "cheques", ["row_version"], unique=False)
    op.create_table(
        "delivery_entries",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column(
            "business_date", sa.Date(), nullable=False, comment="the day of delivery, whenever it was written down"
        ),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("route_id", sa.Uuid(), nullable=True),
        sa.Column("order_id", sa.Uuid(), nullable=True, comment="the standing order it fulfils; empty: an extra"),
        sa.Column(
            "expected",
            sa.Numeric(precision=14, scale=3),
            nullable=True,
            comment="what the standing order says for that day",
        ),
        sa.Column(
            "quantity", sa.Numeric(precision=14, scale=3), nullable=False, comment="what was delivered; 0: skipped"
        ),
        sa.Column("skip_reason", sa.Text(), nullable=True),
        sa.Column(
            "unit_price", sa.Numeric(precision=14, scale=4), nullable=False, comment="of the day of delivery (RULES S4)"
        ),
        sa.Column("price_includes_tax", sa.Boolean(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("cost_minor", sa.BigInteger(), nullable=False, comment="what it took from the value of the stock"),
        sa.Column("bill_id", sa.Uuid(), nullable=True, comment="the bill that charges it"),
        sa.Column("bill_position", sa.Integer(), nullable=True, comment="and the line of it"),
        sa.Column("staff_id", sa.Uuid(), nullable=True, comment="who wrote it down"),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint("slot IN ('morning', 'evening')", name=op.f("ck_delivery_entries_slot_known")),
        sa.CheckConstraint(
            "(bill_id IS NULL) = (bill_position IS NULL)", name=op.f("ck_delivery_entries_billed_on_a_line")
        ),
        sa.CheckConstraint(
            "(quantity = 0) = (skip_reason IS NOT NULL)", name=op.f("ck_delivery_entries_skipped_for_a_reason")
        ),
        sa.CheckConstraint("bill_id IS NULL OR quantity > 0", name=op.f("ck_delivery_entries_skipped_is_not_billed")),
        sa.CheckConstraint(
            "quantity >= 0 AND amount_minor >= 0 AND unit_price >= 0", name=op.f("ck_delivery_entries_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "bill_id"],
            ["bills.business_id", "bills.id"],
            name=op.f("fk_delivery_entries_business_id_bill_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "customer_id"],
            ["customers.business_id", "customers.id"],
            name=op.f("fk_delivery_entries_business_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "order_id"],
            ["standing_orders.business_id", "standing_orders.id"],
            name=op.f("fk_delivery_entries_business_id_order_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "product_id"],
            ["products.business_id", "products.id"],
            name=op.f("fk_delivery_entries_business_id_product_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "route_id"],
            ["delivery_routes.business_id", "delivery_routes.id"],
            name=op.f("fk_delivery_entries_business_id_route_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.business_id"], name=op.f("fk_delivery_entries_business_id")
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_delivery_entries")),
        comment="One row per customer, product, day and slot: what was delivered",
    )
    op.create_index(
        "ix_delivery_entries_bill",
        "delivery_entries",
        ["business_id", "bill_id"],
        unique=False,
        postgresql_where=sa.text("bill_id IS NOT NULL"),
    )
    op.create_index(
        "ix_delivery_entries_date", "delivery_entries", ["business_id", "business_date", "id"], unique=False
    )
    op.create_index("ix_delivery_entries_row_version", "delivery_entries", ["row_version"], unique=False)
    op.create_index(
        "ix_delivery_entries_unbilled",
        "delivery_entries",
        ["business_id", "customer_id", "business_date"],
        unique=False,
        postgresql_where=sa.text("bill_id IS NULL"),
    )
    op.create_index(
        "uq_delivery_entries_day",
        "delivery_entries",
        ["business_id", "customer_id", "product_id", "business_date", "slot"],
        unique=True,
    )
    op.create_table(
        "deposits",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("financial_year", sa.String(length=7), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=True),
        sa.Column("challan_id", sa.Uuid(), nullable=True),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("refunded_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("applied_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("forfeited_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_deposits_amount")),
        sa.CheckConstraint(
            "refunded_minor >= 0 AND applied_minor >= 0 AND forfeited_minor >= 0 AND refunded_minor + applied_minor + forfeited_minor <= amount_minor",
            name=op.f("ck_deposits_not_overspent"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "booking_id"],
            ["bookings.business_id", "bookings.id"],
            name=op.f("fk_deposits_business_id_booking_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "challan_id"],
            ["challans.business_id", "challans.id"],
            name=op.f("fk_deposits_business_id_challan_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "customer_id"],
            ["customers.business_id", "customers.id"],
            name=op.f("fk_deposits_business_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"], name=op.f("fk_deposits_business_id")),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_deposits")),
        comment="One row per security deposit a hirer gave",
    )
    op.create_index("ix_deposits_challan", "deposits", ["business_id", "challan_id"], unique=False)
    op.create_index("ix_deposits_customer", "deposits", ["business_id", "customer_id"], unique=False)
    op.create_index("ix_deposits_date", "deposits", ["business_id", "business_date", "id"], unique=False)
    op.create_index("ix_deposits_row_version", "deposits", ["row_version"], unique=False)
    op.create_index(
        "uq_deposits_number",
        "deposits",
        ["business_id", "financial_year", sa.literal_column("upper(number)")],
        unique=True,
    )
    op.create_table(
        "gateway_payments",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("gateway", sa.Text(), nullable=False),
        sa.Column("gateway_payment_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False, comment="goes forward only, whatever order it is told in"),
        sa.Column(
            "request_id", sa.Uuid(), nullable=True, comment="what it answers; empty: nothing that was asked for here"
        ),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("paid_by", sa.Text(), nullable=True, comment="card, upi, netbanking, …, in the gateway's own words"),
        sa.Column("fee_minor", sa.BigInteger(), nullable=True),
        sa.Column("refunded_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("flag", sa.Text(), nullable=True, comment="what somebody should look at"),
        sa.Column("payment_id", sa.Uuid(), nullable=True, comment="the receipt; empty: not posted"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "flag IN ('unasked', 'amount_differs', 'currency_differs', 'refunded_elsewhere')",
            name=op.f("ck_gateway_payments_flag_known"),
        ),
        sa.CheckConstraint("gateway IN ('razorpay', 'stripe')", name=op.f("ck_gateway_payments_gateway_known")),
        sa.CheckConstraint(
            "status IN ('created', 'failed', 'authorized', 'captured', 'refunded')",
            name=op.f("ck_gateway_payments_status_known"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "payment_id"],
            ["payments.business_id", "payments.id"],
            name=op.f("fk_gateway_payments_business_id_payment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "request_id"],
            ["gateway_requests.business_id", "gateway_requests.id"],
            name=op.f("fk_gateway_payments_business_id_request_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.business_id"], name=op.f("fk_gateway_payments_business_id")
        ),
        sa.PrimaryKeyConstraint("business_id", "gateway", "gateway_payment_id", name=op.f("pk_gateway_payments")),
        comment="One row per payment at a gateway, by the gateway's own id: what is known of it, and its receipt",
    )
    op.create_index(
        "ix_gateway_payments_created",
        "gateway_payments",
        ["business_id", "created_at", "gateway_payment_id"],
        unique=False,
    )
    op.create_index("ix_gateway_payments_request", "gateway_payments", ["business_id", "request_id"], unique=False)
    op.create_table(
        "gateway_refunds",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "id", sa.Uuid(), nullable=False, comment="the refund in payments; also the key under which it is asked for"
        ),
        sa.Column("payment_id", sa.Uuid(), nullable=False, comment="the receipt it gives back"),
        sa.Column("gateway", sa.Text(), nullable=False),
        sa.Column("gateway_payment_id", sa.Text(), nullable=False),
        sa.Column("gateway_refund_id", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False, comment="unknown: it may have been made; the poll finds out"),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("why", sa.Text(), nullable=True, comment="what the gateway said when it refused"),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_poll_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('requested', 'unknown', 'done', 'failed')", name=op.f("ck_gateway_refunds_status_known")
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "id"],
            ["payments.business_id", "payments.id"],
            name=op.f("fk_gateway_refunds_business_id_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "payment_id"],
            ["payments.business_id", "payments.id"],
            name=op.f("fk_gateway_refunds_business_id_payment_id"),
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_gateway_refunds")),
        comment="One row per refund that a gateway is to carry out",
    )
    op.create_index("ix_gateway_refunds_payment", "gateway_refunds", ["business_id", "payment_id"], unique=False)
    op.create_index(
        "ix_gateway_refunds_poll",
        "gateway_refunds",
        ["next_poll_at"],
        unique=False,
        postgresql_where=sa.text("next_poll_at IS NOT NULL"),
    )
    op.create_table(
        "purchase_receipt_lines",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("receipt_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("order_line_id", sa.BigInteger(), nullable=True),
        sa.Column("product_id", sa.Uuid(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column("unit", sa.String(length=8), nullable=True),
        sa.Column(
            "unit_factor",
            sa.Numeric(precision=14, scale=6),
            server_default=sa.text("1"),
            nullable=False,
            comment="how many of the product's own unit one of this unit is: 12 for a box of twelve",
        ),
        sa.Column(
            "unit_cost",
            sa.Numeric(precision=14, scale=4),
            nullable=False,
            comment="of one unit as received, before tax",
        ),
        sa.Column(
            "tax_rate",
            sa.Numeric(precision=7, scale=4),
            server_default=sa.text("0"),
            nullable=False,
            comment="as the bill is expected to carry it",
        ),
        sa.Column("value_minor", sa.BigInteger(), nullable=False),
        sa.Column(
            "stocked",
            sa.Boolean(),
            nullable=False,
            comment="it went into stock and its value into goods_received; else neither",
        ),
        sa.Column("billed_quantity", sa.Numeric(precision=14, scale=3), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "returned_quantity",
            sa.Numeric(precision=14, scale=3),
            server_default=sa.text("0"),
            nullable=False,
            comment="sent back before it was billed",
        ),
        sa.Column(
            "cleared_minor",
            sa.BigInteger(),
            server_default=sa.text("0"),
            nullable=False,
            comment="of the value in goods_received: cleared by bills and returns",
        ),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint(
            "NOT stocked OR product_id IS NOT NULL", name=op.f("ck_purchase_receipt_lines_stock_is_of_a_product")
        ),
        sa.CheckConstraint(
            "billed_quantity >= 0 AND returned_quantity >= 0 AND billed_quantity + returned_quantity <= quantity",
            name=op.f("ck_purchase_receipt_lines_not_overbilled"),
        ),
        sa.CheckConstraint(
            "cleared_minor BETWEEN 0 AND CASE WHEN stocked THEN value_minor ELSE 0 END",
            name=op.f("ck_purchase_receipt_lines_cleared"),
        ),
        sa.CheckConstraint("quantity > 0 AND unit_factor > 0", name=op.f("ck_purchase_receipt_lines_quantity")),
        sa.CheckConstraint("unit_cost >= 0 AND value_minor >= 0", name=op.f("ck_purchase_receipt_lines_unit_cost")),
        sa.ForeignKeyConstraint(
            ["business_id", "order_line_id"],
            ["purchase_order_lines.business_id", "purchase_order_lines.id"],
            name=op.f("fk_purchase_receipt_lines_business_id_order_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "product_id"],
            ["products.business_id", "products.id"],
            name=op.f("fk_purchase_receipt_lines_business_id_product_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "receipt_id"],
            ["purchase_receipts.business_id", "purchase_receipts.id"],
            name=op.f("fk_purchase_receipt_lines_business_id_receipt_id"),
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_purchase_receipt_lines")),
        comment="One row per line of a receipt of goods",
    )
    op.create_index(
        "ix_purchase_receipt_lines_order_line", "purchase_receipt_lines", ["business_id", "order_line_id"], unique=False
    )
    op.create_index(
        "ix_purchase_receipt_lines_product", "purchase_receipt_lines", ["business_id", "product_id"], unique=False
    )
    op.create_index("ix_purchase_receipt_lines_row_version", "purchase_receipt_lines", ["row_version"], unique=False)
    op.create_index(
        "uq_purchase_receipt_lines_position",
        "purchase_receipt_lines",
        ["business_id", "receipt_id", "position"],
        unique=True,
    )
    op.create_table(
        "purchase_returns",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("series", sa.String(length=6), nullable=False),
        sa.Column("financial_year", sa.String(length=7), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("bill_id", sa.Uuid(), nullable=True, comment="the supplier's bill it takes back from"),
        sa.Column("receipt_id", sa.Uuid(), nullable=True, comment="or the receipt, of goods not billed yet"),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("taxable_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("round_off_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "total_minor",
            sa.BigInteger(),
            nullable=False,
            comment="what the supplier is owed less; 0 of goods not billed",
        ),
        sa.Column(
            "allocated_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False, comment="set against bills"
        ),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint("(bill_id IS NULL) <> (receipt_id IS NULL)", name=op.f("ck_purchase_returns_one_source")),
        sa.CheckConstraint(
            "allocated_minor >= 0 AND allocated_minor <= total_minor", name=op.f("ck_purchase_returns_not_overspent")
        ),
        sa.CheckConstraint(
            "bill_id IS NOT NULL OR total_minor = 0", name=op.f("ck_purchase_returns_unbilled_owes_nothing")
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "bill_id"],
            ["supplier_bills.business_id", "supplier_bills.id"],
            name=op.f("fk_purchase_returns_business_id_bill_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "receipt_id"],
            ["purchase_receipts.business_id", "purchase_receipts.id"],
            name=op.f("fk_purchase_returns_business_id_receipt_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "supplier_id"],
            ["suppliers.business_id", "suppliers.id"],
            name=op.f("fk_purchase_returns_business_id_supplier_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.business_id"], name=op.f("fk_purchase_returns_business_id")
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_purchase_returns")),
        comment="One row per debit note to a supplier: goods sent back, billed or not",
    )
    op.create_index("ix_purchase_returns_bill", "purchase_returns", ["business_id", "bill_id"], unique=False)
    op.create_index(
        "ix_purchase_returns_date", "purchase_returns", ["business_id", "business_date", "id"], unique=False
    )
    op.create_index("ix_purchase_returns_receipt", "purchase_returns", ["business_id", "receipt_id"], unique=False)
    op.create_index("ix_purchase_returns_row_version", "purchase_returns", ["row_version"], unique=False)
    op.create_index(
        "ix_purchase_returns_supplier",
        "purchase_returns",
        ["business_id", "supplier_id", "business_date"],
        unique=False,
    )
    op.create_index(
        "uq_purchase_returns_number",
        "purchase_returns",
        ["business_id", "financial_year", sa.literal_column("upper(number)")],
        unique=True,
    )
    op.create_table(
        "standing_order_terms",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column(
            "price",
            sa.Numeric(precision=14, scale=4),
            nullable=True,
            comment="agreed with this customer; empty: the product's own",
        ),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint("price >= 0", name=op.f("ck_standing_order_terms_price")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_standing_order_terms_quantity")),
        sa.ForeignKeyConstraint(
            ["business_id", "order_id"],
            ["standing_orders.business_id", "standing_orders.id"],
            name=op.f("fk_standing_order_terms_business_id_order_id"),
        ),
        sa.PrimaryKeyConstraint("business_id", "order_id", "from_date", name=op.f("pk_standing_order_terms")),
        comment="How much of a standing order is brought and at what price, from a day on until the next such day",
    )
    op.create_index("ix_standing_order_terms_row_version", "standing_order_terms", ["row_version"], unique=False)
    op.create_table(
        "challan_returns",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("challan_line_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind", sa.Text(), nullable=False, comment="returned; damaged: came back so; lost: does not come back"
        ),
        sa.Column("quantity", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False, comment="days of hire these units are charged for"),
        sa.Column(
            "unit_charge",
            sa.Numeric(precision=14, scale=4),
            server_default=sa.text("0"),
            nullable=False,
            comment="for loss or damage of one unit",
        ),
        sa.Column("charge_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint(
            "charge_minor >= 0 AND (kind <> 'returned' OR charge_minor = 0)", name=op.f("ck_challan_returns_charge")
        ),
        sa.CheckConstraint("kind IN ('returned', 'damaged', 'lost')", name=op.f("ck_challan_returns_kind_known")),
        sa.CheckConstraint("days > 0", name=op.f("ck_challan_returns_days")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_challan_returns_quantity")),
        sa.ForeignKeyConstraint(
            ["business_id", "challan_line_id"],
            ["challan_lines.business_id", "challan_lines.id"],
            name=op.f("fk_challan_returns_business_id_challan_line_id"),
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_challan_returns")),
        comment="One row per number of units that came back, or are lost, at one time",
    )
    op.create_index("ix_challan_returns_line", "challan_returns", ["business_id", "challan_line_id"], unique=False)
    op.create_index("ix_challan_returns_row_version", "challan_returns", ["row_version"], unique=False)
    op.create_table(
        "delivery_adjustments",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column(
            "quantity",
            sa.Numeric(precision=14, scale=3),
            nullable=False,
            comment="more (positive) or less (negative) than was billed",
        ),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column(
            "cost_minor", sa.BigInteger(), nullable=False, comment="what more of it took from the value of the stock"
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False, comment="the day it was put right"),
        sa.Column("bill_id", sa.Uuid(), nullable=True, comment="the bill that charges what is more"),
        sa.Column("bill_position", sa.Integer(), nullable=True),
        sa.Column("credit_note_id", sa.Uuid(), nullable=True, comment="the credit note that took back what is less"),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint(
            "(bill_id IS NULL) = (bill_position IS NULL)", name=op.f("ck_delivery_adjustments_billed_on_a_line")
        ),
        sa.CheckConstraint(
            "(quantity < 0) = (credit_note_id IS NOT NULL)", name=op.f("ck_delivery_adjustments_less_is_credited")
        ),
        sa.CheckConstraint("bill_id IS NULL OR quantity > 0", name=op.f("ck_delivery_adjustments_more_is_billed")),
        sa.ForeignKeyConstraint(
            ["business_id", "bill_id"],
            ["bills.business_id", "bills.id"],
            name=op.f("fk_delivery_adjustments_business_id_bill_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "credit_note_id"],
            ["bills.business_id", "bills.id"],
            name=op.f("fk_delivery_adjustments_business_id_credit_note_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "entry_id"],
            ["delivery_entries.business_id", "delivery_entries.id"],
            name=op.f("fk_delivery_adjustments_business_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.business_id"], name=op.f("fk_delivery_adjustments_business_id")
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_delivery_adjustments")),
        comment="One row per correction of a delivery that was billed already",
    )
    op.create_index(
        "ix_delivery_adjustments_bill",
        "delivery_adjustments",
        ["business_id", "bill_id"],
        unique=False,
        postgresql_where=sa.text("bill_id IS NOT NULL"),
    )
    op.create_index("ix_delivery_adjustments_entry", "delivery_adjustments", ["business_id", "entry_id"], unique=False)
    op.create_index("ix_delivery_adjustments_row_version", "delivery_adjustments", ["row_version"], unique=False)
    op.create_table(
        "deposit_moves",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("deposit_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="held; refunded; applied to a bill; forfeited; restored: with us again, what applied it was reversed",
        ),
        sa.Column("number", sa.String(length=16), nullable=True, comment="of a refund: its voucher's"),
        sa.Column("financial_year", sa.String(length=7), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column(
            "account", sa.Text(), nullable=True, comment="of money held or refunded: where it went into or came out of"
        ),
        sa.Column(
            "bill_id", sa.Uuid(), nullable=True, comment="of a deposit applied or forfeited: the bill it settled"
        ),
        sa.Column("payment_id", sa.Uuid(), nullable=True, comment="by this payment"),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint(
            "(kind = 'refunded') = (number IS NOT NULL)", name=op.f("ck_deposit_moves_refund_is_numbered")
        ),
        sa.CheckConstraint(
            "(kind IN ('applied', 'forfeited', 'restored')) = (payment_id IS NOT NULL) AND (kind IN ('applied', 'forfeited')) = (bill_id IS NOT NULL)",
            name=op.f("ck_deposit_moves_settled_has_payment"),
        ),
        sa.CheckConstraint(
            "(kind IN ('held', 'refunded')) = (account IS NOT NULL)", name=op.f("ck_deposit_moves_money_has_account")
        ),
        sa.CheckConstraint(
            "kind IN ('held', 'refunded', 'applied', 'forfeited', 'restored')", name=op.f("ck_deposit_moves_kind_known")
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_deposit_moves_amount")),
        sa.ForeignKeyConstraint(
            ["business_id", "bill_id"],
            ["bills.business_id", "bills.id"],
            name=op.f("fk_deposit_moves_business_id_bill_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "deposit_id"],
            ["deposits.business_id", "deposits.id"],
            name=op.f("fk_deposit_moves_business_id_deposit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "payment_id"],
            ["payments.business_id", "payments.id"],
            name=op.f("fk_deposit_moves_business_id_payment_id"),
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_deposit_moves")),
        comment="One row per thing that was done with a deposit",
    )
    op.create_index("ix_deposit_moves_deposit", "deposit_moves", ["business_id", "deposit_id"], unique=False)
    op.create_index("ix_deposit_moves_row_version", "deposit_moves", ["row_version"], unique=False)
    op.create_index(
        "uq_deposit_moves_number",
        "deposit_moves",
        ["business_id", "financial_year", sa.literal_column("upper(number)")],
        unique=True,
    )
    op.create_table(
        "supplier_allocations",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("bill_id", sa.Uuid(), nullable=False, comment="the supplier's bill settled"),
        sa.Column("payment_id", sa.Uuid(), nullable=True, comment="by this payment"),
        sa.Column("return_id", sa.Uuid(), nullable=True, comment="or by this debit note"),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint(
            "(payment_id IS NULL) <> (return_id IS NULL)", name=op.f("ck_supplier_allocations_one_source")
        ),
        sa.CheckConstraint("amount_minor <> 0", name=op.f("ck_supplier_allocations_amount")),
        sa.ForeignKeyConstraint(
            ["business_id", "bill_id"],
            ["supplier_bills.business_id", "supplier_bills.id"],
            name=op.f("fk_supplier_allocations_business_id_bill_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "payment_id"],
            ["supplier_payments.business_id", "supplier_payments.id"],
            name=op.f("fk_supplier_allocations_business_id_payment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "return_id"],
            ["purchase_returns.business_id", "purchase_returns.id"],
            name=op.f("fk_supplier_allocations_business_id_return_id"),
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_supplier_allocations")),
        comment="One row per part of a payment or debit note set against a supplier's bill; negative when taken back",
    )
    op.create_index("ix_supplier_allocations_bill", "supplier_allocations", ["business_id", "bill_id"], unique=False)
    op.create_index(
        "ix_supplier_allocations_payment", "supplier_allocations", ["business_id", "payment_id"], unique=False
    )
    op.create_index(
        "ix_supplier_allocations_return", "supplier_allocations", ["business_id", "return_id"], unique=False
    )
    op.create_index("ix_supplier_allocations_row_version", "supplier_allocations", ["row_version"], unique=False)
    op.create_table(
        "supplier_bill_lines",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("bill_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "receipt_line_id",
            sa.BigInteger(),
            nullable=True,
            comment="the goods it bills; empty: an expense or service",
        ),
        sa.Column("product_id", sa.Uuid(), nullable=True),
        sa.Column(
            "account", sa.Text(), nullable=False, comment="what is neither cleared nor added to stock is spent on this"
        ),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("hsn", sa.String(length=8), nullable=True, comment="HSN or SAC"),
        sa.Column("quantity", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column("unit", sa.String(length=8), nullable=True),
        sa.Column(
            "unit_factor",
            sa.Numeric(precision=14, scale=6),
            server_default=sa.text("1"),
            nullable=False,
            comment="how many of the product's own unit one of this unit is: 12 for a box of twelve",
        ),
        sa.Column("unit_price", sa.Numeric(precision=14, scale=4), nullable=False, comment="before tax"),
        sa.Column("tax_rate", sa.Numeric(precision=7, scale=4), server_default=sa.text("0"), nullable=False),
        sa.Column("cess_rate", sa.Numeric(precision=7, scale=4), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "tax_claimed", sa.Boolean(), nullable=False, comment="its tax is input tax; else it is part of the cost"
        ),
        sa.Column("discount_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("taxable_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("cgst_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("sgst_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("igst_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("cess_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "cleared_minor", sa.BigInteger(), nullable=False, comment="of goods_received: what the goods came in at"
        ),
        sa.Column(
            "revalued_minor",
            sa.BigInteger(),
            nullable=False,
            comment="what the bill added to the value of stock still on hand",
        ),
        sa.Column("expensed_minor", sa.BigInteger(), nullable=False, comment="the rest of the cost, on account"),
        sa.Column("returned_quantity", sa.Numeric(precision=14, scale=3), server_default=sa.text("0"), nullable=False),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint(
            "cgst_minor + sgst_minor + igst_minor + cess_minor IN (0, tax_minor)",
            name=op.f("ck_supplier_bill_lines_components"),
        ),
        sa.CheckConstraint(
            "cgst_minor = sgst_minor AND (cgst_minor = 0 OR igst_minor = 0)", name=op.f("ck_supplier_bill_lines_halves")
        ),
        sa.CheckConstraint(
            "cleared_minor + revalued_minor + expensed_minor = taxable_minor + CASE WHEN tax_claimed THEN 0 ELSE tax_minor END",
            name=op.f("ck_supplier_bill_lines_cost"),
        ),
        sa.CheckConstraint("quantity > 0 AND unit_factor > 0", name=op.f("ck_supplier_bill_lines_quantity")),
        sa.CheckConstraint(
            "returned_quantity BETWEEN 0 AND quantity", name=op.f("ck_supplier_bill_lines_not_overreturned")
        ),
        sa.CheckConstraint(
            "taxable_minor >= 0 AND tax_minor >= 0 AND discount_minor >= 0",
            name=op.f("ck_supplier_bill_lines_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "account"],
            ["accounts.business_id", "accounts.code"],
            name=op.f("fk_supplier_bill_lines_business_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "bill_id"],
            ["supplier_bills.business_id", "supplier_bills.id"],
            name=op.f("fk_supplier_bill_lines_business_id_bill_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "product_id"],
            ["products.business_id", "products.id"],
            name=op.f("fk_supplier_bill_lines_business_id_product_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "receipt_line_id"],
            ["purchase_receipt_lines.business_id", "purchase_receipt_lines.id"],
            name=op.f("fk_supplier_bill_lines_business_id_receipt_line_id"),
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_supplier_bill_lines")),
        comment="One row per line of a supplier's bill",
    )
    op.create_index(
        "ix_supplier_bill_lines_product", "supplier_bill_lines", ["business_id", "product_id"], unique=False
    )
    op.create_index(
        "ix_supplier_bill_lines_receipt", "supplier_bill_lines", ["business_id", "receipt_line_id"], unique=False
    )
    op.create_index("ix_supplier_bill_lines_row_version", "supplier_bill_lines", ["row_version"], unique=False)
    op.create_index(
        "uq_supplier_bill_lines_position", "supplier_bill_lines", ["business_id", "bill_id", "position"], unique=True
    )
    op.create_table(
        "hire_charges",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("bill_id", sa.Uuid(), nullable=False),
        sa.Column("bill_position", sa.Integer(), nullable=False, comment="the line of the bill"),
        sa.Column("challan_line_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "from_day", sa.Integer(), nullable=True, comment="first day of hire billed; the day of hand-out is 0"
        ),
        sa.Column("to_day", sa.Integer(), nullable=True, comment="first day not billed by it any more"),
        sa.Column("unit_days", sa.Numeric(precision=14, scale=3), nullable=True, comment="units times days billed"),
        sa.Column("return_id", sa.BigInteger(), nullable=True, comment="or the loss or damage billed"),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint(
            "(return_id IS NULL) = (unit_days IS NOT NULL) AND (return_id IS NULL) = (from_day IS NOT NULL) AND (return_id IS NULL) = (to_day IS NOT NULL)",
            name=op.f("ck_hire_charges_hire_or_charge"),
        ),
        sa.CheckConstraint("from_day >= 0 AND to_day > from_day AND unit_days > 0", name=op.f("ck_hire_charges_days")),
        sa.ForeignKeyConstraint(
            ["business_id", "bill_id"],
            ["bills.business_id", "bills.id"],
            name=op.f("fk_hire_charges_business_id_bill_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "challan_line_id"],
            ["challan_lines.business_id", "challan_lines.id"],
            name=op.f("fk_hire_charges_business_id_challan_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "return_id"],
            ["challan_returns.business_id", "challan_returns.id"],
            name=op.f("fk_hire_charges_business_id_return_id"),
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_hire_charges")),
        comment="One row per line of a bill that charges hire, loss or damage of a challan's item",
    )
    op.create_index("ix_hire_charges_challan_line", "hire_charges", ["business_id", "challan_line_id"], unique=False)
    op.create_index("ix_hire_charges_row_version", "hire_charges", ["row_version"], unique=False)
    op.create_index("uq_hire_charges_line", "hire_charges", ["business_id", "bill_id", "bill_position"], unique=True)
    op.create_table(
        "purchase_return_lines",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("return_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("bill_line_id", sa.BigInteger(), nullable=True),
        sa.Column("receipt_line_id", sa.BigInteger(), nullable=True),
        sa.Column("product_id", sa.Uuid(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column("unit", sa.String(length=8), nullable=True),
        sa.Column(
            "unit_factor",
            sa.Numeric(precision=14, scale=6),
            server_default=sa.text("1"),
            nullable=False,
            comment="how many of the product's own unit one of this unit is: 12 for a box of twelve",
        ),
        sa.Column("taxable_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("cgst_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("sgst_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("igst_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("cess_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("stock_minor", sa.BigInteger(), nullable=False, comment="the value that left stock with it"),
        sa.Column(
            "cleared_minor",
            sa.BigInteger(),
            server_default=sa.text("0"),
            nullable=False,
            comment="of goods_received, unbilled",
        ),
        sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_purchase_return_lines_quantity")),
        sa.ForeignKeyConstraint(
            ["business_id", "bill_line_id"],
            ["supplier_bill_lines.business_id", "supplier_bill_lines.id"],
            name=op.f("fk_purchase_return_lines_business_id_bill_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "product_id"],
            ["products.business_id", "products.id"],
            name=op.f("fk_purchase_return_lines_business_id_product_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "receipt_line_id"],
            ["purchase_receipt_lines.business_id", "purchase_receipt_lines.id"],
            name=op.f("fk_purchase_return_lines_business_id_receipt_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "return_id"],
            ["purchase_returns.business_id", "purchase_returns.id"],
            name=op.f("fk_purchase_return_lines_business_id_return_id"),
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_purchase_return_lines")),
        comment="One row per line of a debit note to a supplier",
    )
    op.create_index(
        "ix_purchase_return_lines_bill_line", "purchase_return_lines", ["business_id", "bill_line_id"], unique=False
    )
    op.create_index(
        "ix_purchase_return_lines_receipt_line",
        "purchase_return_lines",
        ["business_id", "receipt_line_id"],
        unique=False,
    )
    op.create_index("ix_purchase_return_lines_row_version", "purchase_return_lines", ["row_version"], unique=False)
    op.create_index(
        "uq_purchase_return_lines_position",
        "purchase_return_lines",
        ["business_id", "return_id", "position"],
        unique=True,
    )
    op.add_column(
        "accounts",
        sa.Column(
            "purpose",
            sa.Text(),
            server_default=sa.text("'books'"),
            nullable=False,
            comment="the method whose money it holds, expense: what may be spent on, books: posted by operations alone",
        ),
    )
    op.add_column("accounts", sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False))
    op.add_column(
        "accounts",
        sa.Column(
            "system",
            sa.Boolean(),
            server_default=sa.text("true"),
            nullable=False,
            comment="of the chart every business has",
        ),
    )
    op.add_column("accounts", sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.add_column(
        "bill_lines",
        sa.Column("cess_rate", sa.Numeric(precision=7, scale=4), server_default=sa.text("0"), nullable=False),
    )
    op.add_column(
        "bill_lines", sa.Column("tax_treatment", sa.Text(), server_default=sa.text("'taxable'"), nullable=False)
    )
    op.add_column(
        "bill_lines",
        sa.Column(
            "unit_factor",
            sa.Numeric(precision=14, scale=6),
            server_default=sa.text("1"),
            nullable=False,
            comment="how many of the product's own unit one of this unit is: 12 for a box of twelve",
        ),
    )
    op.add_column("bill_lines", sa.Column("cgst_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    op.add_column("bill_lines", sa.Column("sgst_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    op.add_column("bill_lines", sa.Column("igst_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    op.add_column("bill_lines", sa.Column("cess_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    op.add_column(
        "bills",
        sa.Column(
            "document",
            sa.Text(),
            server_default=sa.text("'invoice'"),
            nullable=False,
            comment="what it is titled and numbered as: a kind, or bill_of_supply",
        ),
    )
    op.add_column(
        "bills", sa.Column("quotation_id", sa.Uuid(), nullable=True, comment="the quotation an invoice was made from")
    )
    op.add_column(
        "bills",
        sa.Column("supply", sa.Text(), nullable=True, comment="under GST: intra (CGST and SGST) or inter (IGST)"),
    )
    op.add_column(
        "bills",
        sa.Column(
            "recipient", sa.Text(), nullable=True, comment="under GST: whom it is supplied to, as the returns divide it"
        ),
    )
    op.add_column(
        "bills",
        sa.Column(
            "reverse_charge",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="the buyer pays the tax to the government; none is charged here",
        ),
    )
    op.add_column(
        "bills",
        sa.Column(
            "delivered",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="its goods left stock before it, and their cost was posted when they did",
        ),
    )
    op.add_column(
        "bills",
        sa.Column(
            "tax_effect",
            sa.Boolean(),
            server_default=sa.text("true"),
            nullable=False,
            comment="false: a credit note that takes no tax back, written too late for it; no matter of the returns",
        ),
    )
    op.add_column(
        "bills",
        sa.Column(
            "supply_date",
            sa.Date(),
            nullable=True,
            comment="when goods or service were supplied, where that is another day",
        ),
    )
    op.add_column("bills", sa.Column("written_off_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    op.add_column(
        "bills",
        sa.Column("valid_until", sa.Date(), nullable=True, comment="of a quotation: the last day it becomes a bill"),
    )
    op.add_column(
        "bills",
        sa.Column(
            "ship_to",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=True,
            comment="where it was delivered, when that is not the customer's own address",
        ),
    )
    op.alter_column(
        "bills",
        "original_id",
        existing_type=sa.UUID(),
        comment="the invoice a credit or debit note corrects",
        existing_comment="the invoice a credit note corrects",
        existing_nullable=True,
    )
    op.alter_column(
        "bills",
        "bill_to",
        existing_type=postgresql.JSONB(astext_type=sa.Text()),
        comment="the customer's name and address as they stood when it was drafted, then issued",
        existing_comment="the customer's name and address as they stood when it was issued",
        existing_nullable=True,
    )
    op.create_index(
        "ix_bills_cancelled",
        "bills",
        ["business_id", "cancelled_date"],
        unique=False,
        postgresql_where=sa.text("cancelled_date IS NOT NULL"),
    )
    op.create_index(
        "ix_bills_open",
        "bills",
        ["business_id", "customer_id", "due_date"],
        unique=False,
        postgresql_where=sa.text(
            "status = 'issued' AND kind IN ('invoice', 'debit_note') AND allocated_minor + credited_minor + written_off_minor < total_minor"
        ),
    )
    op.create_index(
        "uq_bills_quotation",
        "bills",
        ["business_id", "quotation_id"],
        unique=True,
        postgresql_where=sa.text("quotation_id IS NOT NULL AND status <> 'cancelled'"),
    )
    op.create_foreign_key(
        op.f("fk_bills_business_id_quotation_id"),
        "bills",
        "bills",
        ["business_id", "quotation_id"],
        ["business_id", "id"],
    )
    op.create_table_comment(
        "bills",
        "One row per invoice, credit note, debit note or quotation; amounts of a credit note are positive",
        existing_comment="One row per invoice, credit note or quotation; amounts of a credit note are positive",
        schema=None,
    )
    op.add_column(
        "businesses",
        sa.Column(
            "tax_registration",
            sa.Text(),
            nullable=True,
            comment="under GST: regular, composition or unregistered; empty: a plain tax, or not said yet",
        ),
    )
    op.add_column(
        "businesses",
        sa.Column(
            "annual_turnover",
            sa.BigInteger(),
            nullable=True,
            comment="aggregate turnover of the last financial year in whole rupees, for thresholds of the law",
        ),
    )
    op.add_column(
        "businesses",
        sa.Column(
            "write_off_limit",
            sa.Integer(),
            server_default=sa.text("10"),
            nullable=False,
            comment="the largest remainder of a bill that may be written off, in whole currency units",
        ),
    )
    op.add_column(
        "businesses",
        sa.Column(
            "rental_day",
            sa.Text(),
            server_default=sa.text("'calendar'"),
            nullable=False,
            comment="how days of hire are counted: calendar or hours (24)",
        ),
    )
    op.add_column(
        "businesses", sa.Column("rental_grace_minutes", sa.Integer(), server_default=sa.text("60"), nullable=False)
    )
    op.add_column(
        "customer_balances",
        sa.Column(
            "unbilled_minor",
            sa.BigInteger(),
            server_default=sa.text("0"),
            nullable=False,
            comment="delivered or hired out and not billed yet: part of what a credit limit allows",
        ),
    )
    op.add_column(
        "customers",
        sa.Column(
            "gst_treatment",
            sa.Text(),
            nullable=True,
            comment="where GSTIN and country do not tell: SEZ, deemed export, export under bond; empty: they tell",
        ),
    )
    op.add_column("files", sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("files", sa.Column("deleted_by", sa.Uuid(), nullable=True))
    op.create_table_comment(
        "files",
        "One row per file of a business in the file store; of a deleted one the row stays, the bytes go",
        existing_comment="One row per file of a business in the file store",
        schema=None,
    )
    op.alter_column(
        "idempotency_keys",
        "fingerprint",
        existing_type=postgresql.BYTEA(),
        comment="keyed hash (HMAC-SHA-256) of path and body",
        existing_comment="SHA-256 of path and body",
        existing_nullable=False,
    )
    op.alter_column(
        "imported_documents",
        "kind",
        existing_type=sa.TEXT(),
        comment="invoice, credit_note or bad_debt (an invoice may be adjustments alone), or payment, named by what its line says",
        existing_comment="invoice, credit_note or bad_debt; an invoice may be adjustments alone",
        existing_nullable=False,
    )
    op.alter_column(
        "imports",
        "kind",
        existing_type=sa.TEXT(),
        comment="sales, customers, suppliers, products, balances or payments",
        existing_comment="sales",
        existing_nullable=False,
    )
    op.create_index(
        "ix_ledger_entries_supplier",
        "ledger_entries",
        ["business_id", "supplier_id", "business_date"],
        unique=False,
        postgresql_where=sa.text("supplier_id IS NOT NULL"),
    )
    op.alter_column(
        "number_series",
        "kind",
        existing_type=sa.TEXT(),
        comment="a kind of document: invoice, credit_note, receipt, challan, …",
        existing_comment="invoice, credit_note, receipt, refund, …",
        existing_nullable=False,
    )
    op.add_column(
        "payments",
        sa.Column(
            "account", sa.Text(), nullable=True, comment="the account it went into, when that is not the method's own"
        ),
    )
    op.add_column(
        "payments",
        sa.Column(
            "status",
            sa.Text(),
            server_default=sa.text("'received'"),
            nullable=False,
            comment="received: it stands (a refund too); reversed or bounced: undone once, its number stays",
        ),
    )
    op.add_column(
        "payments",
        sa.Column(
            "voucher",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="numbered as a receipt voucher or refund voucher: of an advance for services (rules 50 and 51)",
        ),
    )
    op.add_column(
        "payments",
        sa.Column(
            "reversed_date", sa.Date(), nullable=True, comment="the business date on which it was reversed or bounced"
        ),
    )
    op.add_column("payments", sa.Column("reversal_reason", sa.Text(), nullable=True))
    op.add_column(
        "payments",
        sa.Column("gateway", sa.Text(), nullable=True, comment="razorpay or stripe, where the money came through one"),
    )
    op.add_column(
        "payments",
        sa.Column(
            "gateway_payment_id",
            sa.Text(),
            nullable=True,
            comment="the gateway's own id of the money: it is posted once (P6)",
        ),
    )
    op.create_index(
        "uq_payments_gateway",
        "payments",
        ["business_id", "gateway", "gateway_payment_id"],
        unique=True,
        postgresql_where=sa.text("gateway_payment_id IS NOT NULL"),
    )
    op.add_column(
        "products", sa.Column("tax_treatment", sa.Text(), server_default=sa.text("'taxable'"), nullable=False)
    )
    op.add_column(
        "products",
        sa.Column(
            "cess_rate",
            sa.Numeric(precision=7, scale=4),
            server_default=sa.text("0"),
            nullable=False,
            comment="GST compensation cess, ad valorem",
        ),
    )
    op.add_column(
        "stock_levels", sa.Column("value_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False)
    )
    op.add_column(
        "stock_levels",
        sa.Column(
            "last_cost",
            sa.Numeric(precision=14, scale=4),
            nullable=True,
            comment="what a unit was last known to cost: what goods sold before they came are valued at",
        ),
    )
    op.add_column(
        "stock_moves",
        sa.Column(
            "value_minor",
            sa.BigInteger(),
            server_default=sa.text("0"),
            nullable=False,
            comment="what the move added to the value of the stock, at moving average cost",
        ),
    )
    op.create_index(
        "ix_stock_moves_bill",
        "stock_moves",
        ["business_id", "bill_id"],
        unique=False,
        postgresql_where=sa.text("bill_id IS NOT NULL"),
    )
