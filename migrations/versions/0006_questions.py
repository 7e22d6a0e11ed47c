"""What a business keeps of its questions, and what it spends on a language model."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OWN = "business_id = (SELECT nullif(current_setting('app.business_id', true), '')::bigint)"
TABLES = ("kept_questions", "model_settings", "model_use", "question_choices", "question_turns", "synonyms")
MAY_GO = ("question_turns",)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    _make_tables()
    for table in TABLES:
        verbs = "SELECT, INSERT, UPDATE" + (", DELETE" if table in MAY_GO else "")
        op.execute(f"GRANT {verbs} ON {table} TO munim_app")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_business ON {table} TO munim_app USING ({OWN}) WITH CHECK ({OWN})")


def _make_tables() -> None:
    op.create_table(
        "kept_questions",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column(
            "query",
            postgresql.JSONB(),
            nullable=False,
            comment="what it means, as a query is written",
        ),
        sa.Column(
            "view", sa.Text(), server_default=sa.text("''"), nullable=False, comment="how it is seen: line, bar, table"
        ),
        sa.Column(
            "slots",
            postgresql.JSONB(),
            nullable=False,
            comment="words of it that stand for a time, a name or a number",
        ),
        sa.Column("shared", sa.Boolean(), nullable=False, comment="with everyone in the business who may ask"),
        sa.Column("owner_id", sa.Uuid(), nullable=True, comment="who keeps it; empty: Munim itself"),
        sa.Column("verified_by", sa.Uuid(), nullable=True, comment="who marked its answer as right; empty: nobody yet"),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("archived", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("jsonb_typeof(query) = 'object'", name=op.f("ck_kept_questions_query_is_object")),
        sa.CheckConstraint("jsonb_typeof(slots) = 'array'", name=op.f("ck_kept_questions_slots_are_a_list")),
        sa.CheckConstraint(
            "verified_at IS NOT NULL OR verified_by IS NULL", name=op.f("ck_kept_questions_verified_at_a_moment")
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.business_id"], name=op.f("fk_kept_questions_business_id")
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_kept_questions")),
        comment="One row per question that somebody kept",
    )
    op.create_index("ix_kept_questions_question", "kept_questions", ["business_id", "question", "id"], unique=False)
    op.create_table(
        "model_settings",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "asks_model", sa.Boolean(), nullable=False, comment="questions that Munim cannot read go to the model"
        ),
        sa.Column(
            "shows_names", sa.Boolean(), nullable=False, comment="the model may see names of customers and goods"
        ),
        sa.Column("tokens_per_day", sa.BigInteger(), nullable=True, comment="empty: as much as the host allows"),
        sa.Column(
            "cents_per_day",
            sa.BigInteger(),
            nullable=True,
            comment="hundredths of the provider's unit; empty: as the host allows",
        ),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("cents_per_day >= 0", name=op.f("ck_model_settings_cents_per_day")),
        sa.CheckConstraint("tokens_per_day >= 0", name=op.f("ck_model_settings_tokens_per_day")),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.business_id"], name=op.f("fk_model_settings_business_id")
        ),
        sa.PrimaryKeyConstraint("business_id", name=op.f("pk_model_settings")),
        comment="One row per business that said what the model may know and spend",
    )
    op.create_table(
        "model_use",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False, comment="requests to the model"),
        sa.Column("tokens", sa.BigInteger(), nullable=False, comment="used, and set aside for calls under way"),
        sa.Column(
            "millionths",
            sa.BigInteger(),
            nullable=False,
            comment="what they cost, in millionths of the provider's unit",
        ),
        sa.CheckConstraint("calls >= 0 AND tokens >= 0 AND millionths >= 0", name=op.f("ck_model_use_not_negative")),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"], name=op.f("fk_model_use_business_id")),
        sa.PrimaryKeyConstraint("business_id", "day", name=op.f("pk_model_use")),
        comment="One row per business and day on which the model was asked",
    )
    op.create_table(
        "question_choices",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("point", sa.Text(), nullable=False, comment="what was open"),
        sa.Column("chosen", sa.Text(), nullable=False, comment="which of the readings was meant"),
        sa.Column("reading", sa.Text(), nullable=False, comment="the same in words, for people"),
        sa.Column("chosen_by", sa.Uuid(), nullable=True, comment="who chose last; empty: Munim itself"),
        sa.Column("forgotten", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.business_id"], name=op.f("fk_question_choices_business_id")
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_question_choices")),
        comment="One row per open point of questions that somebody of the business settled",
    )
    op.create_index("uq_question_choices_point", "question_choices", ["business_id", "point"], unique=True)
    op.create_table(
        "question_turns",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("turn", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True, comment="whose conversation it is; empty: Munim itself"),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False, comment="what came of it: answered, empty, ask or refused"),
        sa.Column("reading", sa.Text(), nullable=False),
        sa.Column(
            "query",
            postgresql.JSONB(),
            nullable=True,
            comment="what it means; empty where it meant nothing",
        ),
        sa.Column("view", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.business_id"], name=op.f("fk_question_turns_business_id")
        ),
        sa.PrimaryKeyConstraint("business_id", "conversation_id", "turn", name=op.f("pk_question_turns")),
        comment="One row per question of a conversation",
    )
    op.create_index("ix_question_turns_asked", "question_turns", ["business_id", "asked_by", "asked_at"], unique=False)
    op.create_table(
        "synonyms",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("phrase", sa.Text(), nullable=False, comment="the shop's own words, in lower case"),
        sa.Column(
            "means", sa.Text(), nullable=False, comment="words that are understood: of a figure, or a name of the books"
        ),
        sa.Column("made_by", sa.Uuid(), nullable=True, comment="who accepted it; empty: Munim itself"),
        sa.Column("removed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"], name=op.f("fk_synonyms_business_id")),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_synonyms")),
        comment="One row per word of the shop's own that its questions may use",
    )
    op.create_index(
        "uq_synonyms_phrase",
        "synonyms",
        ["business_id", "phrase"],
        unique=True,
        postgresql_where=sa.text("NOT removed"),
    )
