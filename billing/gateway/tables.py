"""The tables of gateway money, and the entry through which its poll finds its businesses."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import BYTEA

from munim.database import JOBS, QUEUE, amount, belongs_to, instant, one_of, owned_function, tenant_table, uuid_id

GATEWAYS: Final = ("razorpay", "stripe")
REQUEST_STATUSES: Final = ("asking", "open", "paid", "expired", "failed")
PAYMENT_STATUSES: Final = ("created", "failed", "authorized", "captured", "refunded")
REFUND_STATUSES: Final = ("requested", "unknown", "done", "failed")

gateway_accounts = tenant_table(
    "gateway_accounts",
    sa.Column("gateway", sa.Text, primary_key=True),
    sa.Column("key_id", sa.Text, comment="the public half of the key: what a checkout in a browser is given"),
    sa.Column(
        "sealed", BYTEA, nullable=False, comment="key secret and webhook secrets, by munim.sealing, bound to this row"
    ),
    sa.Column(
        "webhook_secrets", sa.SmallInteger, nullable=False, comment="how many are accepted: two while one is exchanged"
    ),
    sa.Column(
        "account", sa.Text, comment="the ledger account its money goes into; empty: the gateway account of the chart"
    ),
    sa.Column(
        "active",
        sa.Boolean,
        nullable=False,
        server_default=sa.text("true"),
        comment="whether payments may be asked for",
    ),
    sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1")),
    instant("created_at"),
    one_of("gateway", GATEWAYS),
    comment="One row per gateway a business has an account with",
)

gateway_requests = tenant_table(
    "gateway_requests",
    uuid_id(),
    sa.Column("gateway", sa.Text, nullable=False),
    sa.Column(
        "form",
        sa.Text,
        nullable=False,
        comment="link: a page of the gateway's; order: for a checkout of the shop's own",
    ),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("bill_id", sa.Uuid, nullable=False),
    sa.Column("customer_id", sa.Uuid, nullable=False),
    amount("amount_minor"),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column(
        "gateway_request_id", sa.Text, comment="the gateway's id of it; empty: whether it was made is not known yet"
    ),
    sa.Column("url", sa.Text),
    sa.Column("why", sa.Text, comment="what the gateway said when it refused"),
    sa.Column("attempts", sa.Integer, nullable=False, server_default=sa.text("0")),
    instant("expires_at", nullable=True),
    instant("next_poll_at", nullable=True),
    sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1")),
    instant("created_at"),
    belongs_to("bill_id", "bills"),
    belongs_to("customer_id", "customers"),
    one_of("gateway", GATEWAYS),
    one_of("form", ("link", "order")),
    one_of("status", REQUEST_STATUSES),
    sa.CheckConstraint("amount_minor > 0", name="amount"),
    sa.CheckConstraint("status IN ('asking', 'failed') OR gateway_request_id IS NOT NULL", name="known_once_made"),
    sa.Index("uq_gateway_requests_theirs", "business_id", "gateway", "gateway_request_id", unique=True),
    sa.Index("ix_gateway_requests_bill", "business_id", "bill_id"),
    sa.Index("ix_gateway_requests_poll", "next_poll_at", postgresql_where=sa.text("next_poll_at IS NOT NULL")),
    comment="One row per payment asked for through a gateway: a link or an order",
)

gateway_payments = tenant_table(
    "gateway_payments",
    sa.Column("gateway", sa.Text, primary_key=True),
    sa.Column("gateway_payment_id", sa.Text, primary_key=True),
    sa.Column("status", sa.Text, nullable=False, comment="goes forward only, whatever order it is told in"),
    sa.Column("request_id", sa.Uuid, comment="what it answers; empty: nothing that was asked for here"),
    amount("amount_minor"),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("paid_by", sa.Text, comment="card, upi, netbanking, …, in the gateway's own words"),
    amount("fee_minor", nullable=True),
    amount("refunded_minor", default=0),
    sa.Column("flag", sa.Text, comment="what somebody should look at"),
    sa.Column("payment_id", sa.Uuid, comment="the receipt; empty: not posted"),
    instant("created_at"),
    instant("changed_at"),
    belongs_to("request_id", "gateway_requests"),
    belongs_to("payment_id", "payments"),
    one_of("gateway", GATEWAYS),
    one_of("status", PAYMENT_STATUSES),
    one_of("flag", ("unasked", "amount_differs", "currency_differs", "refunded_elsewhere")),
    sa.Index("ix_gateway_payments_request", "business_id", "request_id"),
    sa.Index("ix_gateway_payments_created", "business_id", "created_at", "gateway_payment_id"),
    comment="One row per payment at a gateway, by the gateway's own id: what is known of it, and its receipt",
    mirrored=True,
)

gateway_refunds = tenant_table(
    "gateway_refunds",
    sa.Column(
        "id", sa.Uuid, primary_key=True, comment="the refund in payments; also the key under which it is asked for"
    ),
    sa.Column("payment_id", sa.Uuid, nullable=False, comment="the receipt it gives back"),
    sa.Column("gateway", sa.Text, nullable=False),
    sa.Column("gateway_payment_id", sa.Text, nullable=False),
    sa.Column("gateway_refund_id", sa.Text),
    sa.Column("status", sa.Text, nullable=False, comment="unknown: it may have been made; the poll finds out"),
    amount("amount_minor"),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("why", sa.Text, comment="what the gateway said when it refused"),
    sa.Column("attempts", sa.Integer, nullable=False, server_default=sa.text("0")),
    instant("next_poll_at", nullable=True),
    instant("created_at"),
    belongs_to("id", "payments"),
    belongs_to("payment_id", "payments"),
    one_of("status", REFUND_STATUSES),
    sa.Index("ix_gateway_refunds_payment", "business_id", "payment_id"),
    sa.Index("ix_gateway_refunds_poll", "next_poll_at", postgresql_where=sa.text("next_poll_at IS NOT NULL")),
    comment="One row per refund that a gateway is to carry out",
    rooted=False,
)

gateway_events = tenant_table(
    "gateway_events",
    sa.Column("gateway", sa.Text, primary_key=True),
    sa.Column("event_id", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    instant("received_at"),
    sa.Index("ix_gateway_events_received", "business_id", "received_at"),
    comment="Webhook events that were heeded, so that none is heeded twice; kept for ninety days and more",
    deletable=True,
)

# Businesses with something at a gateway whose fate is open and whose turn has come.
BUSINESSES_TO_POLL: Final = f"""
CREATE OR REPLACE FUNCTION {JOBS}.businesses_to_poll() RETURNS TABLE (of_business bigint)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT business_id FROM gateway_requests WHERE next_poll_at <= now()
    UNION SELECT business_id FROM gateway_refunds WHERE next_poll_at <= now()
$$
"""

DATABASE_RULES: Final = (
    *(
        f"GRANT SELECT (business_id, next_poll_at) ON {table} TO {QUEUE}"
        for table in ("gateway_requests", "gateway_refunds")
    ),
    *(
        f"CREATE POLICY queue_polls ON {table} FOR SELECT TO {QUEUE} USING (true)"
        for table in ("gateway_requests", "gateway_refunds")
    ),
    *owned_function(BUSINESSES_TO_POLL, "businesses_to_poll()"),
)
