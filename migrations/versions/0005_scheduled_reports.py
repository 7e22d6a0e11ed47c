"""Reports that are sent on days of the owner's choosing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OWN = "business_id = (SELECT nullif(current_setting('app.business_id', true), '')::bigint)"
TABLES = ("report_orders", "report_runs", "subscriptions")
CHECKS = {
    "ck_schedules_job_known": "job IN ('report', 'reminders', 'low_stock', 'integrity')",
    "ck_schedules_weekdays": "weekdays <@ ARRAY[1, 2, 3, 4, 5, 6, 7]::smallint[]",
    "ck_schedules_one_rhythm": "weekdays = '{}' OR month_day IS NULL",
}


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    _make_tables()
    _change_schedules()
    _order_the_reports_there_are()
    _check_schedules()


def _make_tables() -> None:
    op.create_table(
        "report_orders",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("schedule_id", sa.Uuid(), nullable=False),
        sa.Column("report", sa.Text(), nullable=True, comment="the slug of a report"),
        sa.Column("saved_report_id", sa.Uuid(), nullable=True, comment="instead: a report the business saved"),
        sa.Column("period", sa.Text(), nullable=False, comment="days that are over, by rule: last-week"),
        sa.Column(
            "filters",
            postgresql.JSONB(),
            server_default=sa.text("'[]'"),
            nullable=False,
            comment="what it is narrowed to",
        ),
        sa.Column(
            "options",
            postgresql.JSONB(),
            server_default=sa.text("'{}'"),
            nullable=False,
            comment="the report's own choices",
        ),
        sa.Column(
            "formats",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
            comment="files attached",
        ),
        sa.Column("when_empty", sa.Text(), nullable=False, comment="say so, or skip the letter"),
        sa.Column(
            "when_behind", sa.Text(), nullable=False, comment="of a mirror that still lags: go with a warning, or not"
        ),
        sa.Column(
            "wait_minutes", sa.SmallInteger(), nullable=False, comment="how long a mirror that lags is waited for"
        ),
        sa.CheckConstraint("(report IS NULL) <> (saved_report_id IS NULL)", name=op.f("ck_report_orders_one_report")),
        sa.CheckConstraint("formats <@ ARRAY['pdf', 'xlsx', 'csv']", name=op.f("ck_report_orders_formats_known")),
        sa.CheckConstraint(
            "period IN ('yesterday', 'last-7-days', 'last-28-days', 'last-week', 'last-month', 'month-to-date', "
            "'last-quarter', 'financial-year-to-date')",
            name=op.f("ck_report_orders_period_known"),
        ),
        sa.CheckConstraint("wait_minutes BETWEEN 0 AND 720", name=op.f("ck_report_orders_wait_minutes")),
        sa.CheckConstraint("when_behind IN ('warn', 'hold')", name=op.f("ck_report_orders_when_behind_known")),
        sa.CheckConstraint("when_empty IN ('say', 'skip')", name=op.f("ck_report_orders_when_empty_known")),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"], name=op.f("fk_report_orders_business_id")),
        sa.ForeignKeyConstraint(
            ["business_id", "schedule_id"],
            ["schedules.business_id", "schedules.id"],
            name=op.f("fk_report_orders_business_id_schedule_id"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "saved_report_id"],
            ["saved_reports.business_id", "saved_reports.id"],
            name=op.f("fk_report_orders_business_id_saved_report_id"),
        ),
        sa.PrimaryKeyConstraint("business_id", "schedule_id", name=op.f("pk_report_orders")),
        comment="One row per schedule of a report: which, of what days, and what travels with the letter",
    )
    op.create_table(
        "report_runs",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("schedule_id", sa.Uuid(), nullable=False),
        sa.Column("fire_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True, comment="who asked for it; empty: it was due"),
        sa.Column(
            "only_to", sa.Text(), nullable=True, comment="the one address it goes to; empty: the schedule's recipients"
        ),
        sa.Column("period_start", sa.Date(), nullable=True),
        sa.Column("period_end", sa.Date(), nullable=True, comment="excluded"),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("mirror_version", sa.BigInteger(), nullable=True),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "behind", sa.Boolean(), server_default=sa.text("false"), nullable=False, comment="the letter says so"
        ),
        sa.Column("subject", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("error", sa.Text(), nullable=True, comment="why it waits, was skipped or failed"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(period_start IS NULL) = (period_end IS NULL)", name=op.f("ck_report_runs_period_whole")),
        sa.CheckConstraint(
            "state IN ('asked', 'waiting', 'retrying', 'queued', 'skipped', 'failed')",
            name=op.f("ck_report_runs_state_known"),
        ),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"], name=op.f("fk_report_runs_business_id")),
        sa.ForeignKeyConstraint(
            ["business_id", "schedule_id"],
            ["schedules.business_id", "schedules.id"],
            name=op.f("fk_report_runs_business_id_schedule_id"),
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_report_runs")),
        comment="One row per time a scheduled report was due or asked for",
    )
    op.create_index("uq_report_runs_fire_at", "report_runs", ["business_id", "schedule_id", "fire_at"], unique=True)
    op.create_table(
        "subscriptions",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("schedule_id", sa.Uuid(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False, comment="e-mail address in lower case"),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"], name=op.f("fk_subscriptions_business_id")),
        sa.ForeignKeyConstraint(
            ["business_id", "schedule_id"],
            ["schedules.business_id", "schedules.id"],
            name=op.f("fk_subscriptions_business_id_schedule_id"),
        ),
        sa.PrimaryKeyConstraint("business_id", "schedule_id", "recipient", name=op.f("pk_subscriptions")),
        comment="One row per recipient of a schedule who was asked, confirmed or stopped",
    )
    for table in TABLES:
        op.execute(f"GRANT SELECT, INSERT, UPDATE ON {table} TO munim_app")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_business ON {table} TO munim_app USING ({OWN}) WITH CHECK ({OWN})")
    op.add_column(
        "messages",
        sa.Column("run_id", sa.Uuid(), nullable=True, comment="the run of a scheduled report that it is a letter of"),
    )
    op.create_foreign_key(
        op.f("fk_messages_business_id_run_id"),
        "messages",
        "report_runs",
        ["business_id", "run_id"],
        ["business_id", "id"],
    )
    op.create_index(
        "ix_messages_run",
        "messages",
        ["business_id", "run_id"],
        unique=False,
        postgresql_where=sa.text("run_id IS NOT NULL"),
    )


def _change_schedules() -> None:
    op.add_column(
        "schedules",
        sa.Column(
            "weekdays",
            postgresql.ARRAY(sa.SmallInteger()),
            server_default=sa.text("'{}'"),
            nullable=False,
            comment="ISO weekdays, 1 = Monday; empty, and no month_day: every day",
        ),
    )
    op.add_column(
        "schedules",
        sa.Column(
            "made_by",
            sa.Uuid(),
            nullable=True,
            comment="who set it up last: what they may see is sent; empty: the business itself",
        ),
    )
    op.add_column(
        "firings",
        sa.Column(
            "asked",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="somebody asked for it: it runs whatever the schedule's days are",
        ),
        schema="jobs",
    )
    for check in ("job_known", "weekday", "one_rhythm"):
        op.drop_constraint(op.f(f"ck_schedules_{check}"), "schedules", type_="check")


def _order_the_reports_there_are() -> None:
    """The weekly and monthly report become schedules of a report. The owner sees their rows while row security is not forced."""
    op.execute("ALTER TABLE schedules NO FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE report_orders NO FORCE ROW LEVEL SECURITY")
    op.execute("""
INSERT INTO report_orders (business_id, schedule_id, report, period, when_empty, when_behind, wait_minutes)
SELECT business_id, id, CASE job WHEN 'weekly_report' THEN 'weekly-sales' ELSE 'monthly-sales' END,
       CASE job WHEN 'weekly_report' THEN 'last-week' ELSE 'last-month' END, 'say', 'warn', 15
FROM schedules WHERE job IN ('weekly_report', 'monthly_report')
""")
    op.execute("""
UPDATE schedules
SET weekdays = CASE WHEN weekday IS NULL THEN '{}' ELSE ARRAY[weekday] END,
    job = CASE WHEN job IN ('weekly_report', 'monthly_report') THEN 'report' ELSE job END
""")
    # addresses the owner had named already go on getting their letters
    op.execute("ALTER TABLE subscriptions NO FORCE ROW LEVEL SECURITY")
    op.execute("""
INSERT INTO subscriptions (business_id, schedule_id, recipient, confirmed_at)
SELECT DISTINCT s.business_id, s.id, lower(r.address), s.created_at
FROM schedules s CROSS JOIN unnest(s.recipients) AS r(address) WHERE s.job = 'report'
""")
    for table in ("schedules", "report_orders", "subscriptions"):
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.drop_column("schedules", "weekday")


def _check_schedules() -> None:
    for name, condition in CHECKS.items():
        op.create_check_constraint(op.f(name), "schedules", condition)
